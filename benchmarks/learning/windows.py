"""Histories cut from the series, with what followed: what the network is shown."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast.description import NATURES, describe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.learning.corpus import Competitor, Indicator

PER_SERIES: Final = 40
"""Windows of an indicator's series of twenty years and more."""

_SEED: Final = 1
_BATCH: Final = 2000
_SHARE, _SIGNED = NATURES.index("share"), NATURES.index("signed")
_REACH: Final = {1: 6, 4: 8, 12: 18}
_REGULAR: Final = {1: 6, 4: 14, 12: 24}


class Window(NamedTuple):
    """A history, what is known of its series, and what followed, by horizon."""

    history: np.ndarray
    nature: int
    better: int
    ahead: dict[int, float]
    name: str
    fold: int
    weight: float
    is_indicator: bool


class Table(NamedTuple):
    """One row a window and horizon: its description (see `Description`), the `outcome`, and where it came from.

    `window` is a number that rows of the same window share; `cycle`, length `n` and `horizon` in periods.
    """

    context: np.ndarray
    candidates: np.ndarray
    unit: np.ndarray
    mean: np.ndarray
    available: np.ndarray
    has_log: np.ndarray
    last: np.ndarray
    offset: np.ndarray
    log_posterior: np.ndarray
    upper: np.ndarray
    nonnegative: np.ndarray
    outcome: np.ndarray
    name: np.ndarray
    fold: np.ndarray
    weight: np.ndarray
    is_indicator: np.ndarray
    cycle: np.ndarray
    n: np.ndarray
    horizon: np.ndarray
    window: np.ndarray

    def pick(self, rows: np.ndarray | slice) -> Table:
        """Some of the rows."""
        return Table(*(column[rows] for column in self))


def table_of(indicators: Iterable[Indicator], competitors: Iterable[Competitor]) -> Table:
    """All windows of all series, by cycle and length; the same at every run."""
    rng = np.random.default_rng(_SEED)
    groups: dict[tuple[int, int], list[Window]] = defaultdict(list)
    for indicator in indicators:
        for window in _of_indicator(indicator, rng):
            groups[1, len(window.history)].append(window)
    for competitor in competitors:
        for window in _of_competitor(competitor, rng):
            groups[competitor.cycle, len(window.history)].append(window)
    parts, count = [], 0
    for (cycle, _), windows in sorted(groups.items(), key=lambda item: item[0]):
        horizons = np.array(sorted({h for window in windows for h in window.ahead}))
        for start in range(0, len(windows), _BATCH):
            some = windows[start : start + _BATCH]
            parts.append(_described(some, cycle, horizons, count))
            count += len(some)
    return Table(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _length(rng: np.random.Generator, shortest: float, longest: float) -> float:
    """A history length, log-uniform: short ones are what is asked."""
    return float(np.round(np.exp(rng.uniform(np.log(shortest), np.log(longest)))))


def _steps(rng: np.random.Generator, reach: int) -> list[int]:
    """Up to three horizons."""
    return sorted(int(h) for h in rng.choice(np.arange(1, reach + 1), size=min(3, reach), replace=False))


def _of_indicator(series: Indicator, rng: np.random.Generator) -> list[Window]:
    """Windows without gaps; a third more of one to three values."""
    breaks = np.flatnonzero(np.diff(series.years) > 1) + 1
    runs = [run for run in np.split(np.arange(len(series.values)), breaks) if len(run) >= 5]
    total, found = sum(len(run) for run in runs), []
    for run in runs:
        regular = max(1, round(PER_SERIES * len(run) / total * min(1, total / 20)))
        for turn in range(regular + max(1, regular // 2)):
            n = 30 if rng.random() < 0.1 else int(np.clip(_length(rng, 2.6, 24), 3, 30))
            n = int(rng.integers(1, 4)) if turn >= regular else n
            n = min(n, len(run) - 1)
            end = int(rng.integers(n, len(run)))
            steps = _steps(rng, min(10, len(run) - end))
            history = series.values[run[end] - n : run[end]]
            ahead = {h: float(series.values[run[end] + h - 1]) for h in steps}
            about = (series.nature, series.better, ahead, series.name, series.fold)
            found.append(Window(history, *about, weight=1.0, is_indicator=True))
    return found


def _of_competitor(series: Competitor, rng: np.random.Generator) -> list[Window]:
    """The question as it is asked, the same with shorter histories, and windows of the history itself."""
    x, size, found = series.values, len(series.values), []

    def add(history: np.ndarray, ahead: dict[int, float], weight: float) -> None:
        about = (series.nature, 0, ahead, series.name, series.fold)
        found.append(Window(history, *about, weight=weight, is_indicator=False))

    lengths = np.clip(np.round(np.exp(rng.uniform(np.log(3), np.log(size + 0.5), size=4))), 3, size)
    for n in sorted({size} | {int(v) for v in lengths}):
        add(x[size - n :], series.actual, 2.0 if n == size else 1.0)
    regular = _REGULAR[series.cycle]
    for turn in range(regular + 3 if size >= 4 else 0):
        end = int(rng.integers(3, size))
        n = int(np.clip(_length(rng, 3, end + 0.5), 3, end))
        n = end if rng.random() < 0.4 else n
        n = int(rng.integers(1, 3)) if turn >= regular else n
        steps = _steps(rng, min(_REACH[series.cycle], size - end))
        add(x[end - n : end], {h: float(x[end + h - 1]) for h in steps}, 0.7)
    return found


def _described(windows: list[Window], cycle: int, horizons: np.ndarray, first: int) -> Table:
    """Rows of windows of one cycle and length, numbered from `first`."""
    nature, better = (np.array([window[k] for window in windows]) for k in (1, 2))
    n = len(windows[0].history)
    upper = np.where(nature == _SHARE, 100.0, np.inf)
    values = np.array([window.history for window in windows])
    found = describe(values, np.arange(n), cycle, horizons, nature=nature, better=better, upper=upper)
    b = np.array([k for k, window in enumerate(windows) for _ in window.ahead])
    h = np.array([int(np.searchsorted(horizons, step)) for window in windows for step in window.ahead])
    return Table(
        context=found.context[b, h],
        candidates=found.candidates[b, h],
        unit=found.unit[b, h],
        mean=found.mean[b, h],
        available=np.broadcast_to(found.available, (len(b), len(found.available))),
        has_log=found.has_log[b],
        last=found.last[b],
        offset=found.offset[b],
        log_posterior=found.log_posterior[b],
        upper=upper[b],
        nonnegative=((values >= 0).all(1) & (nature != _SIGNED))[b],
        outcome=np.array([value for window in windows for value in window.ahead.values()]),
        name=np.array([window.name for window in windows])[b],
        fold=np.array([window.fold for window in windows])[b],
        weight=np.array([window.weight for window in windows])[b],
        is_indicator=np.array([window.is_indicator for window in windows])[b],
        cycle=np.full(len(b), cycle),
        n=np.full(len(b), n),
        horizon=horizons[h],
        window=first + b,
    )
