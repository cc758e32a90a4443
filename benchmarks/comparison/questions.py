"""The public questions: will a series reach a value at a date? And what a method says to those of one series.

Competition series (no nature, any frequency) and real indicators (annual, with a nature) are kept apart as two sets.
The files and the scorer are those of TRACKER_DATA, read by their path.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.learning.validation import read_cases, scorer_of

ROOT: Final = Path(__file__).resolve().parents[2]

COMPETITION, INDICATORS = "competition", "indicators"
PER_YEAR: Final = {"Y": 1, "Q": 4, "M": 12}
LENGTHS: Final = (0, 3, 5, 8, 12, 24, 60)
"""Upper ends of the classes of history length; the first is the lower end of the first class."""

ROUNDING: Final = 1e-9
"""Within this share of a target it counts as reached."""

LEVELS: Final = (0.025, 0.1, 0.5, 0.9, 0.975)
"""Probabilities of the quantiles that every method gives: the ends of its 95 % and 80 % intervals, and its median."""

COLUMNS: Final = ("lo95", "lo80", "point", "hi80", "hi95")
"""What the scorer calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Is the value at least (at most) `target`, `h` periods after the last one?

    Targets were rounded when they were set: they are eased by `ROUNDING` of themselves.
    """

    case_id: str
    h: int
    target: float
    at_least: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A history, oldest value first and without gaps, and what is asked of it.

    `nature` is None and `better` 0 for competition series.
    """

    series_id: str
    values: np.ndarray
    per_year: int
    nature: str | None
    better: int
    questions: tuple[Question, ...]

    @property
    def steps(self) -> int:
        """The longest horizon asked for, in periods."""
        return max(question.h for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """For each question of a task the probability of yes, and the quantiles at `LEVELS`, shape (questions, levels)."""

    probabilities: np.ndarray
    quantiles: np.ndarray


def data_folder() -> Path:
    """The folder of public data (TRACKER_DATA, by default ../shared)."""
    return (ROOT / os.environ.get("TRACKER_DATA", "../shared")).resolve()


def load_scorer(data: Path) -> Any:  # noqa: ANN401 - a module that is not ours
    """The scorer of the public cases, as a module."""
    return scorer_of(data / "bench")


def load_cases(data: Path) -> dict[str, pd.DataFrame]:
    """Both sets of cases in the scorer's format, with `nature`, `better` and the class of length `length`."""
    competition, indicators = read_cases(load_scorer(data), data / "bench")
    return {COMPETITION: _with_length(competition), INDICATORS: _with_length(indicators)}


def _with_length(cases: pd.DataFrame) -> pd.DataFrame:
    names = [f"{low + 1} to {high}" for low, high in pairwise(LENGTHS)]
    return cases.assign(length=pd.cut(cases["n"], list(LENGTHS), labels=names).astype(str))


def sample(cases: pd.DataFrame, count: int | None, seed: int = 1) -> pd.DataFrame:
    """The cases of `count` series of each frequency (all of a frequency that has fewer), drawn at random."""
    if count is None:
        return cases
    series = cases.drop_duplicates("series_id")
    rng = np.random.default_rng(seed)
    kept: list[str] = []
    for _, some in series.groupby("freq"):
        names = some["series_id"].to_numpy()
        kept += rng.choice(names, size=min(count, len(names)), replace=False).tolist()
    return cases[cases["series_id"].isin(kept)]


def tasks_of(cases: pd.DataFrame) -> tuple[Task, ...]:
    """One task a series, in the order of the cases."""
    return tuple(_task(str(name), some) for name, some in cases.groupby("series_id", sort=False))


def _task(name: str, cases: pd.DataFrame) -> Task:
    first = cases.iloc[0]
    return Task(
        series_id=name,
        values=np.asarray(first["history"], dtype=float),
        per_year=PER_YEAR[first["freq"]],
        nature=first["nature"],
        better=int(first["better"]),
        questions=tuple(
            Question(case_id=case_id, h=int(h), target=eased(target, direction), at_least=direction == "at_least")
            for case_id, h, target, direction in zip(
                cases["case_id"], cases["h"], cases["target"], cases["direction"], strict=True
            )
        ),
    )


def eased(target: float, direction: str) -> float:
    """A target less its rounding, on the side it is reached from."""
    return float(target) - (ROUNDING if direction == "at_least" else -ROUNDING) * abs(float(target))


def from_draws(task: Task, draws: np.ndarray) -> Answer:
    """What draws of coming figures, shape (draws, at least `task.steps`), answer."""
    columns = [draws[:, question.h - 1] for question in task.questions]
    reached = [
        np.mean(column >= question.target if question.at_least else column <= question.target)
        for column, question in zip(columns, task.questions, strict=True)
    ]
    quantiles = [np.quantile(column, LEVELS, method="hazen") for column in columns]
    return Answer(probabilities=np.array(reached), quantiles=np.array(quantiles))


def as_frame(task: Task, answer: Answer) -> pd.DataFrame:
    """One answer in the scorer's format."""
    frame = pd.DataFrame(answer.quantiles, columns=list(COLUMNS))
    frame.insert(0, "prob", answer.probabilities)
    frame.insert(0, "case_id", [question.case_id for question in task.questions])
    return frame
