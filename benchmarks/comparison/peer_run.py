"""statsforecast's methods on the questions: their environment, the run of peers.py in it, and what it answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import ndtr, ndtri

from benchmarks.comparison.questions import LEVELS, Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.comparison.questions import Question, Task

REQUIREMENT: Final = "statsforecast==2.1.1"
SCRIPT: Final = Path(__file__).resolve().parent / "peers.py"

PERCENTS: Final = (1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 97.5, 99.0)
"""The quantiles that peers.py gives."""

_LEAST: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one method says to one task; `answer` is None where it refuses, `ms` is its CPU time."""

    answer: Answer | None
    ms: float


def environment(folder: Path) -> Path:
    """The Python of the peers' environment, which is set up where it is not there.

    Where Python comes without ensurepip, pip is installed by the pip outside.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False, capture_output=True)
        if made.returncode:
            subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], check=True)
            subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", "pip"], check=True)
    there = subprocess.run([str(python), "-c", "import statsforecast"], check=False, capture_output=True)
    if there.returncode:
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", REQUIREMENT], check=True)
    return python


def ask(tasks: Sequence[Task], python: Path) -> dict[str, list[Said]]:
    """What every method of peers.py says to the tasks, in their order."""
    asked = [{"values": each.values.tolist(), "per_year": each.per_year, "steps": each.steps} for each in tasks]
    with tempfile.TemporaryDirectory() as folder:
        given, answered = Path(folder) / "tasks.json", Path(folder) / "answers.json"
        given.write_text(json.dumps(asked), encoding="utf-8")
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        command = [str(python), str(SCRIPT), str(given), str(answered)]
        subprocess.run(command, check=True, env=variables | {"NIXTLA_ID_AS_COL": "1"})
        found = json.loads(answered.read_text(encoding="utf-8"))
    names = list(found[0]) if found else []
    return {name: [_said(task, answer[name]) for task, answer in zip(tasks, found, strict=True)] for name in names}


def _said(task: Task, answer: dict[str, Any]) -> Said:
    if answer["quantiles"] is None:
        return Said(answer=None, ms=answer["ms"])
    every = np.sort(np.array(answer["quantiles"]), axis=1)
    rows = [every[question.h - 1] for question in task.questions]
    at = [PERCENTS.index(100.0 * level) for level in LEVELS]
    return Said(
        answer=Answer(
            probabilities=np.array([probability(row, each) for row, each in zip(rows, task.questions, strict=True)]),
            quantiles=np.array([row[at] for row in rows]),
        ),
        ms=answer["ms"],
    )


def probability(quantiles: np.ndarray, question: Question) -> float:
    """Probability of a yes under quantiles at `PERCENTS`.

    Normal scores are interpolated between the quantiles, and go on as the last two do beyond them: exact where the
    distribution is normal.
    """
    scores = ndtri(np.array(PERCENTS) / 100.0)
    target = question.target
    least = _LEAST * max(abs(float(quantiles[len(quantiles) // 2])), 1e-300)
    if target <= quantiles[0]:
        slope = (scores[1] - scores[0]) / max(quantiles[1] - quantiles[0], least)
        score = scores[0] + slope * (target - quantiles[0])
    elif target >= quantiles[-1]:
        slope = (scores[-1] - scores[-2]) / max(quantiles[-1] - quantiles[-2], least)
        score = scores[-1] + slope * (target - quantiles[-1])
    else:
        score = np.interp(target, quantiles, scores)
    return float(ndtr(-score if question.at_least else score))
