"""How long our forecast takes, in CPU time on one core: many series together, one alone, and the first of a process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.comparison.questions import LEVELS, ROOT, Question, Task
from benchmarks.comparison.textbook import prepared
from tracker.forecast import predict
from tracker.forecast.learned import predict_batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.forecast import Forecast

FIGURES: Final = 24
HORIZONS: Final = {1: 10, 4: 8, 12: 18}
"""All horizons of each frequency, in periods."""

BATCH: Final = 1000
BATCH_BOUND, SINGLE_BOUND = 0.2, 3.0
"""Milliseconds a series that should not be exceeded: in a batch, and alone after imports."""

_COLD: Final = """
import time
from benchmarks.comparison import speed
one = speed.single(1)
start = time.process_time()
one()
print(1000 * (time.process_time() - start))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """CPU milliseconds a series at one frequency: in a batch, alone (median of warm calls), first of a process."""

    per_year: int
    batch: float
    warm: float
    cold: float


def walks(per_year: int, count: int) -> np.ndarray:
    """Positive random walks, shape (count, FIGURES)."""
    steps = np.random.default_rng(per_year).normal(scale=0.05, size=(count, FIGURES))
    return np.asarray(50.0 * np.exp(steps.cumsum(axis=1)))


def batch(per_year: int) -> Callable[[], None]:
    """A call that predicts a batch: intervals, medians and a probability at every horizon."""
    values, horizons = walks(per_year, BATCH), np.arange(1, HORIZONS[per_year] + 1)
    targets = np.full((BATCH, len(horizons), 1), 51.0)

    def call() -> None:
        natures, better, bounds = ["rate"] * BATCH, [1] * BATCH, [(None, None)] * BATCH
        found = predict_batch(values, np.arange(FIGURES), per_year, horizons, natures, better, bounds).distribution
        found.quantiles(np.array(LEVELS))
        found.reaches(targets)

    return call


def single(per_year: int) -> Callable[[], Forecast]:
    """A call that predicts one series on the road of every forecast, with its draws."""
    asked = Question(case_id="", h=HORIZONS[per_year], target=51.0, at_least=True)
    values = walks(per_year, 1)[0]
    task = Task(series_id="", values=values, per_year=per_year, nature="rate", better=1, questions=(asked,))
    series, indicator, until = prepared(task)
    return partial(predict, series, indicator, until)


def times(per_year: int, repeats: int = 20) -> Times:
    """The times at one frequency."""
    together, alone = batch(per_year), single(per_year)
    together()
    alone()
    cold = subprocess.run(
        [sys.executable, "-c", _COLD.replace("(1)", f"({per_year})")], check=True, capture_output=True, cwd=ROOT
    )
    return Times(
        per_year=per_year,
        batch=milliseconds(together, 3) / BATCH,
        warm=milliseconds(alone, repeats),
        cold=float(cold.stdout),
    )


def milliseconds(call: Callable[[], object], repeats: int) -> float:
    """The median CPU time of a call."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return 1000.0 * statistics.median(taken)
