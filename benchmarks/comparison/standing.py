"""What one method said to a set of questions, what it cost, and how often it refused."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from benchmarks.comparison.questions import as_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.comparison.questions import Answer, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A method's predictions in the scorer's format; a refused series has none.

    `ms` is its CPU time a series in milliseconds, `refused` a share of the series. `in_sample` methods have learned
    from the questions.
    """

    name: str
    predictions: pd.DataFrame
    ms: float
    refused: float = 0.0
    in_sample: bool = False


def asked(name: str, tasks: Sequence[Task], method: Callable[[Task], Answer | None]) -> Standing:
    """A method asked one series at a time; what loads on first use is loaded before."""
    method(tasks[0])
    start = time.process_time()
    answers = [method(task) for task in tasks]
    return _standing(name, tasks, answers, 1000.0 * (time.process_time() - start) / len(tasks))


def at_once(name: str, predict: Callable[[], pd.DataFrame], *, series: int, in_sample: bool = False) -> Standing:
    """A method that answers all questions about some number of series together."""
    predict()
    start = time.process_time()
    predictions = predict()
    taken = 1000.0 * (time.process_time() - start) / series
    return Standing(name=name, predictions=predictions, ms=taken, in_sample=in_sample)


def peers(tasks: Sequence[Task], python: Path) -> list[Standing]:
    """The methods of statsforecast, asked in their own environment."""
    from benchmarks.comparison.peer_run import ask

    found = ask(tasks, python)
    return [
        _standing(f"statsforecast {name}", tasks, [each.answer for each in said], sum(e.ms for e in said) / len(tasks))
        for name, said in found.items()
    ]


def _standing(name: str, tasks: Sequence[Task], answers: Sequence[Answer | None], ms: float) -> Standing:
    frames = [as_frame(task, answer) for task, answer in zip(tasks, answers, strict=True) if answer is not None]
    return Standing(
        name=name,
        predictions=pd.concat(frames, ignore_index=True),
        ms=ms,
        refused=1.0 - len(frames) / len(tasks),
    )
