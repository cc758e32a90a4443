"""What needs no library: the last value, the ratio of growth rates, a straight line, random walks and their mean.

Each but the first two gives predictive distributions: equally weighted Student-t distributions, of the value or of its
logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import stdtr, stdtrit

from benchmarks.questions import LEVELS, Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.questions import Question, Task

WINDOW_YEARS: Final = 15
"""Annual changes that the mean of three random walks looks back on; finer series are used whole."""

ON_TRACK: Final = 0.95
"""Least ratio of actual to required growth that counts as on track."""

_NORMAL: Final = 1e6
_LEAST_SCALE: Final = 1e-9
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A Student-t distribution of the value, or of its logarithm."""

    log: bool
    location: float
    scale: float
    df: float

    def cdf(self, value: float) -> float:
        """Probability of at most this value."""
        if self.log and value <= 0.0:
            return 0.0
        at = np.log(value) if self.log else value
        return float(stdtr(self.df, (at - self.location) / self.scale))

    def quantiles(self) -> np.ndarray:
        """The quantiles at `LEVELS`."""
        found = self.location + self.scale * stdtrit(self.df, np.array(LEVELS))
        return np.exp(np.clip(found, -700.0, 700.0)) if self.log else np.asarray(found)


def last_value(task: Task) -> Answer:
    """Certain that nothing changes: 1 where the last value satisfies the target, else 0."""
    last = float(task.values[-1])
    met = [last >= each.target if each.at_least else last <= each.target for each in task.questions]
    return Answer(probabilities=np.array(met, dtype=float), quantiles=_points([last] * len(met)))


def growth_ratio(task: Task) -> Answer:
    """1 where the growth seen is at least 95 % of the growth that the target requires, else 0.

    Both are mean growth rates: over the whole history, and from the last value to the target (Eurostat, Sustainable
    development in the European Union, annex on the assessment of progress). A target that the last value satisfies
    counts as met where growth has not gone away from it so fast that it would be lost; histories or targets that are
    not positive are continued by the mean change.
    """
    found = [_growth(task.values, each) for each in task.questions]
    return Answer(probabilities=np.array([met for met, _ in found]), quantiles=_points([at for _, at in found]))


def _growth(values: np.ndarray, question: Question) -> tuple[float, float]:
    first, last, span = float(values[0]), float(values[-1]), len(values) - 1
    sign = 1.0 if question.at_least else -1.0
    if min(first, last, question.target) <= 0.0:
        at = last + (last - first) / span * question.h
        return float(sign * (at - question.target) >= 0.0), at
    actual = (last / first) ** (1.0 / span) - 1.0
    required = (question.target / last) ** (1.0 / question.h) - 1.0
    already = sign * required <= 0.0
    met = sign * (actual - required) >= 0.0 if already else actual / required >= ON_TRACK
    return float(met), last * (1.0 + actual) ** question.h


def _points(values: list[float]) -> np.ndarray:
    """A point as quantiles: no interval is given."""
    quantiles = np.full((len(values), len(LEVELS)), np.nan)
    quantiles[:, LEVELS.index(0.5)] = values
    return quantiles


def straight_line(task: Task) -> Answer:
    """Least squares through the logarithms (the values where one is not positive), textbook prediction interval."""
    log = bool(task.values.min() > 0.0)
    v = np.log(task.values) if log else task.values
    n, spare = len(v), max(len(v) - 2, 1)
    x = np.arange(n) - (n - 1) / 2.0
    slope = float(x @ v / (x @ x))
    residual = v - v.mean() - slope * x
    sd = float(np.sqrt(residual @ residual / spare))

    def part(h: int) -> Part:
        at = x[-1] + h
        scale = sd * np.sqrt(1.0 + 1.0 / n + at * at / (x @ x))
        return _part(log, float(v.mean() + slope * at), float(scale), float(spare))

    return _answer(task, lambda h: (part(h),))


def _part(log: bool, location: float, scale: float, df: float) -> Part:  # noqa: FBT001 - as in Part
    return Part(log=log, location=location, scale=max(scale, _LEAST_SCALE * max(abs(location), 1e-9)), df=df)


def walk(values: np.ndarray, gaps: np.ndarray, h: int, *, log: bool, drift: bool) -> Part:
    """A random walk `h` periods on; `gaps` are the periods between values.

    The drift is the mean change, and its error is in the spread: s sqrt(h (1 + h / T)). In logarithms errors are
    normal, else Student-t.
    """
    v = np.log(values) if log else values
    changes, span = np.diff(v), float(gaps.sum())
    mean = float(changes.sum()) / span if drift else 0.0
    spare = max(len(changes) - drift, 1)
    sd = float(np.sqrt(np.sum((changes - mean * gaps) ** 2 / gaps) / spare))
    scale = sd * np.sqrt(h * (1.0 + (h / span if drift else 0.0)))
    return _part(log, float(v[-1] + mean * h), float(scale), _NORMAL if log else float(spare))


def three_walks(values: np.ndarray, gaps: np.ndarray, h: int) -> tuple[Part, ...]:
    """Random walks of logarithms, of logarithms with drift, of values with drift; the last only, where not positive."""
    kinds = ((True, False), (True, True), (False, True))
    return tuple(
        walk(values, gaps, h, log=log, drift=drift) for log, drift in kinds if not log or float(values.min()) > 0.0
    )


def log_walk(task: Task) -> Answer:
    """The random walk of logarithms (of values where one is not positive)."""
    log = bool(task.values.min() > 0.0)
    return _answer(task, lambda h: (walk(task.values, _ones(task.values), h, log=log, drift=False),))


def log_drift(task: Task) -> Answer:
    """The random walk with drift of logarithms (of values where one is not positive)."""
    log = bool(task.values.min() > 0.0)
    return _answer(task, lambda h: (walk(task.values, _ones(task.values), h, log=log, drift=True),))


def linear_drift(task: Task) -> Answer:
    """The random walk with drift of values."""
    return _answer(task, lambda h: (walk(task.values, _ones(task.values), h, log=False, drift=True),))


def mean_of_walks(task: Task) -> Answer:
    """The mean of the three distributions, on the last 15 years of annual series."""
    values = task.values[-WINDOW_YEARS - 1 :] if task.per_year == 1 else task.values
    return _answer(task, lambda h: three_walks(values, _ones(values), h))


def _ones(values: np.ndarray) -> np.ndarray:
    return np.ones(len(values) - 1)


def _answer(task: Task, parts: Callable[[int], tuple[Part, ...]]) -> Answer:
    """The answer of equally weighted parts; those of each horizon are made once."""
    of_horizon = {h: parts(h) for h in {each.h for each in task.questions}}
    quantiles = {h: _quantiles(some) for h, some in of_horizon.items()}
    return Answer(
        probabilities=np.array(
            [probability(of_horizon[each.h], each.target, at_least=each.at_least) for each in task.questions]
        ),
        quantiles=np.array([quantiles[each.h] for each in task.questions]),
    )


def probability(parts: tuple[Part, ...], target: float, *, at_least: bool) -> float:
    """Probability of reaching a target under equally weighted parts."""
    below = sum(part.cdf(target) for part in parts) / len(parts)
    return 1.0 - below if at_least else below


def _quantiles(parts: tuple[Part, ...]) -> np.ndarray:
    """Quantiles at `LEVELS` of equally weighted parts, by bisection between those of the parts."""
    each = np.array([part.quantiles() for part in parts])
    low, high = each.min(axis=0), each.max(axis=0)
    for _ in range(_HALVINGS if len(parts) > 1 else 0):
        middle = (low + high) / 2.0
        below = np.array([sum(part.cdf(float(value)) for part in parts) / len(parts) for value in middle])
        low, high = np.where(below < LEVELS, middle, low), np.where(below < LEVELS, high, middle)
    return np.asarray((low + high) / 2.0)


BASELINES: Final[Mapping[str, Callable[[Task], Answer]]] = {
    "last value, 0/1": last_value,
    "ratio of growth rates, 0/1": growth_ratio,
    "straight line, logs": straight_line,
    "random walk, logs": log_walk,
    "random walk with drift, logs": log_drift,
    "random walk with drift": linear_drift,
    "mean of the three random walks": mean_of_walks,
}
"""Every baseline by its name."""
