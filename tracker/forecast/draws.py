"""From predictive distributions to draws that are quantiles and paths at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.forecast.distribution import Distribution

DRAWS: Final = 3000
"""Draws of every forecast."""

_NODES: Final = 64
_DRAWS_A_NODE: Final = 5
"""Quantiles that are found exactly: so many at most, and one for so many draws. What a smooth curve between them says
is off by a tenth of a draw at most; by up to six where a distribution spans many powers of ten, bent at zero."""

_PERIODS_AT_ONCE: Final = 384
"""Periods, of one series or several, whose quantiles are sought together: with more the tables outgrow a processor's
own memory, with fewer each step takes longer to begin than to do."""

_MOST_SMALL: Final = 1 << 15
"""A number that 16 bits can no longer hold."""

SEED: Final = 20240101
"""Where the random numbers of every forecast begin."""


@lru_cache(maxsize=8)
def path_ranks(periods: int, draws: int, level: float = 1.0, power: float = 0.5) -> np.ndarray:
    """Ranks of Gaussian paths at 1, 2, … periods: correlation `level` (h1 / h2)^`power` between two horizons.

    Unless asked for otherwise they are random walks, correlation sqrt(h1 / h2). In general a horizon is the value of
    a Brownian motion W at the time h^(2 power), with noise of its own: sqrt(level) W / h^power + sqrt(1 - level) noise.
    Row h is a permutation of 0 … draws - 1, and the same whatever the number of periods.
    """
    time = np.arange(periods + 1.0) ** (2.0 * power)
    steps, noise = _normals(periods, draws)
    paths = np.sqrt(level / time[1:, None]) * np.cumsum(steps * np.sqrt(np.diff(time))[:, None], axis=0)
    paths += np.sqrt(1.0 - level) * noise
    order = np.argsort(paths, axis=1)
    ranks = np.empty(order.shape, dtype=np.int16 if draws < _MOST_SMALL else np.int64)  # the smaller, the sooner read
    np.put_along_axis(ranks, order, np.arange(draws, dtype=ranks.dtype)[None, :], axis=1)
    ranks.flags.writeable = False
    return ranks


Side = Literal["left", "right"]
Edge = tuple[float, Side]
"""A value, and on which side of what equals it it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The draws of one forecast as what they are made from, so that only those that are asked for are made.

    `nodes` (periods, _NODES) are quantiles, without bounds, at probabilities equally spaced on the logit scale, and
    `slopes` those of the curve through them, a step being 1; what lies beyond `lower` or `upper` sits on it. `count`
    are the draws of each period, the quantiles at the middles of as many equal parts of probability, so that shares of
    them are probabilities without sampling noise. `dependence` is level and exponent of the Gaussian correlation
    between two periods, see `path_ranks`.
    """

    nodes: np.ndarray
    slopes: np.ndarray
    lower: float
    upper: float
    count: int
    dependence: tuple[float, float]

    def column(self, place: int) -> np.ndarray:
        """The draws of one period, shape (count,), so ordered that with those of the other periods they are paths."""
        bounds = (self.lower, self.upper)
        ascending = _read(self.nodes[place], self.slopes[place], bounds, *_curves(self.count))
        return np.asarray(_never_falling(ascending).take(self._ranks()[place]))

    def paths(self) -> np.ndarray:
        """All draws, shape (count, periods), each row a path."""
        return np.take_along_axis(self.ascending(), self._ranks(), axis=1).T

    def ascending(self) -> np.ndarray:
        """The draws of every period in ascending order, shape (periods, count)."""
        return _never_falling(_read(self.nodes, self.slopes, (self.lower, self.upper), *_curves(self.count)))

    def within(self, low: Edge | None, high: Edge | None) -> np.ndarray:
        """Whether each draw lies between two edges, shape (periods, count), each column a path."""
        ranks = self._ranks()
        sides = []
        if low is not None:
            sides.append(ranks >= self._below(*low).astype(ranks.dtype)[:, None])
        if high is not None:
            sides.append(ranks < self._below(*high).astype(ranks.dtype)[:, None])
        return reduce(np.logical_and, sides) if sides else np.ones(ranks.shape, dtype=bool)

    def _below(self, value: float, side: Side) -> np.ndarray:
        """How many draws of each period lie below a value, shape (periods,); on the side "right" with those equal."""
        if value < self.lower or (value == self.lower and side == "left"):
            return np.zeros(len(self.nodes), dtype=int)
        if value > self.upper or (value == self.upper and side == "right"):
            return np.full(len(self.nodes), self.count)
        less = np.less if side == "left" else np.less_equal
        cell = _held_within(less(self.nodes, value).sum(1) - 1, 0, self.nodes.shape[1] - 2)
        first, weights, is_draw = _cells(self.count)
        at = np.arange(0, self.nodes.size, self.nodes.shape[1]) + cell
        n0, n1, s0, s1 = (each.take(place)[:, None] for each in (self.nodes, self.slopes) for place in (at, at + 1))
        here = less(_curve(n0, n1, s0, s1, weights.take(cell, 1)), value)
        here &= is_draw.take(cell, 0)
        return np.asarray(first.take(cell) + here.argmin(1))  # the first that is not: of all below it none counts again

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles of each period's draws (periods, levels), the same as `quantiles` of the column gives."""
        return _read_quantiles(self.nodes, self.slopes, (self.lower, self.upper), self.count, levels)

    def _ranks(self) -> np.ndarray:
        return path_ranks(len(self.nodes), self.count, *self.dependence)


Bounds = tuple[float, float] | tuple[np.ndarray, np.ndarray]


def quantiles_at(drawn: Sequence[Drawn], place: int, levels: Sequence[float]) -> np.ndarray:
    """Quantiles of the draws of one period of several forecasts (drawn, levels); all have equally many draws."""
    nodes, slopes = np.stack([each.nodes[place] for each in drawn]), np.stack([each.slopes[place] for each in drawn])
    bounds = np.array([each.lower for each in drawn])[:, None], np.array([each.upper for each in drawn])[:, None]
    return _read_quantiles(nodes, slopes, bounds, drawn[0].count, levels)


def _read_quantiles(
    nodes: np.ndarray, slopes: np.ndarray, bounds: Bounds, count: int, levels: Sequence[float]
) -> np.ndarray:
    """Quantiles of the draws of each curve, shape (curves, levels)."""
    place, weights, share = _curves_at(count, tuple(levels))
    both = _read(nodes, slopes, bounds, place, weights)
    below, above = both[:, : len(share)], both[:, len(share) :]
    return np.asarray(below + (above - below) * share)


def _read(nodes: np.ndarray, slopes: np.ndarray, bounds: Bounds, place: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Curves through quantiles, at places between them, within the bounds."""
    after = place + 1
    read = _curve(nodes.take(place, -1), nodes.take(after, -1), slopes.take(place, -1), slopes.take(after, -1), weights)
    return _held_within(read, *bounds)


def _curve(low: np.ndarray, high: np.ndarray, rise: np.ndarray, last: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """A curve from `low` to `high`, with the slopes `rise` and `last` there."""
    read = (high - low) * weights[0]
    read += rise * weights[1]
    read += last * weights[2]
    read += low
    return _held_within(read, low, high)


def _held_within(figures: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """Figures with those beyond an end on it (np.clip says the same, but takes longer to begin)."""
    return np.asarray(np.minimum(np.maximum(figures, low, out=figures), high, out=figures))


def _never_falling(figures: np.ndarray) -> np.ndarray:
    """Figures along a curve that does not fall, but for rounding, without that."""
    if (figures[..., 1:] >= figures[..., :-1]).all():  # which is sooner known than mended
        return figures
    return np.asarray(np.maximum.accumulate(figures, axis=-1, out=figures))


def drawn_from(distribution: Distribution, dependence: tuple[float, float], count: int = DRAWS) -> tuple[Drawn, ...]:
    """Draws of each series of a distribution over 1, 2, … periods.

    They carry the learned `dependence`, level and exponent of the rank correlation between two horizons. A rank
    correlation r is that of Gaussians correlated by 2 sin(π r / 6) (Pearson, 1907): level and exponent of these are
    such that it is exact for equal horizons and for one of half the other; else it is within 0.01.
    """
    gaussian = _gaussian(*dependence)
    together = max(_PERIODS_AT_ONCE // distribution.centre.shape[1], 1)
    parts = (
        type(distribution)(*(each[start : start + together] for each in distribution))
        for start in range(0, len(distribution.lower), together)
    )
    return tuple(
        Drawn(nodes=nodes, slopes=slopes, lower=lower, upper=upper, count=count, dependence=gaussian)
        for part in parts
        for nodes, slopes, lower, upper in _curves_of(part, count)
    )


def _curves_of(distribution: Distribution, count: int) -> Iterator[tuple[np.ndarray, np.ndarray, float, float]]:
    """Quantiles, the slopes of the curve through them, and the bounds of each series."""
    at = _logits(count)[1]
    nodes, rises = distribution.unbounded_curve(at)
    slopes = _slopes(nodes, rises * (at[1] - at[0]))
    return zip(nodes, slopes, distribution.lower.tolist(), distribution.upper.tolist(), strict=True)


def _gaussian(level: float, power: float) -> tuple[float, float]:
    """Level and exponent of a Gaussian correlation that has the rank correlation of these."""
    whole, half = (2.0 * math.sin(math.pi * rank / 6.0) for rank in (level, level * 0.5**power))
    return whole, math.log2(whole / half)


def _normals(periods: int, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Two tables of independent normal numbers, shape (periods, draws), a row a period.

    From the counter-based generator SplitMix64 (Steele, Lea and Flood, 2014, OOPSLA) by the method of Box and Muller
    (1958): the same on every machine and with every version of NumPy, whose own generators take longer to load.
    """
    count = periods * draws
    uniform = []
    for half in (0, 1):
        bits = (np.arange(count, dtype=np.uint64) * 2 + half + np.uint64(SEED)) * np.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits = bits ^ (bits >> np.uint64(31))
        uniform.append(((bits >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53)
    radius, angle = np.sqrt(-2.0 * np.log(uniform[0])), 2.0 * math.pi * uniform[1]
    return (radius * np.cos(angle)).reshape(periods, draws), (radius * np.sin(angle)).reshape(periods, draws)


@lru_cache(maxsize=4)
def _logits(count: int) -> tuple[np.ndarray, np.ndarray]:
    """On the logit scale: the middles of equal parts of probability, and equally spaced places between the ends."""
    middles = (np.arange(count) + 0.5) / count
    at = np.log(middles) - np.log1p(-middles)
    return at, np.linspace(at[0], at[-1], min(_NODES, max(count // _DRAWS_A_NODE, 2)))


@lru_cache(maxsize=4)
def _curves(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each draw the node before it, and the weights of the step to the next one and of both slopes (Hermite)."""
    at, nodes = _logits(count)
    place = np.clip(np.searchsorted(nodes, at, side="right") - 1, 0, len(nodes) - 2)
    t = np.clip((at - nodes[place]) / (nodes[1] - nodes[0]), 0.0, 1.0)
    return place, np.stack([t**2 * (3 - 2 * t), t * (1 - t) ** 2, t**2 * (t - 1)])


@lru_cache(maxsize=4)
def _cells(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each cell between two nodes its first draw, the weights of as many draws as one may have, and which it has.

    The last of these is never a draw of the cell.
    """
    place, weights = _curves(count)
    first = np.searchsorted(place, np.arange(len(_logits(count)[1])))
    draws = first[:-1, None] + np.arange(np.diff(first).max() + 1)
    return first[:-1], weights.take(np.minimum(draws, count - 1), -1), draws < first[1:, None]


@lru_cache(maxsize=8)
def _curves_at(count: int, levels: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As `_curves`, of the draws below each level and then of those above, and how far between them it lies."""
    below, above, share = _between(count, levels)
    place, weights = _curves(count)
    both = np.concatenate([below, above])
    return place[both], weights[:, both], share


def _slopes(nodes: np.ndarray, rises: np.ndarray) -> np.ndarray:
    """Slopes of a curve through equally spaced numbers that never fall, a step being 1, so that it does not either.

    They are at most three times the lesser step beside each (Fritsch and Carlson, 1980, SIAM Journal on Numerical
    Analysis 17).
    """
    steps = np.diff(nodes, axis=-1)
    most = np.concatenate([steps[..., :1], np.minimum(steps[..., 1:], steps[..., :-1]), steps[..., -1:]], axis=-1)
    return np.asarray(np.minimum(rises, 3.0 * most))


def quantiles(column: np.ndarray, levels: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of one period's draws at probabilities between 0 and 1.

    A draw stands at the middle of its part of probability (Hazen's rule), so that the draws of a distribution give
    back its quantiles. (np.quantile says the same, but loads masked arrays to do so.)
    """
    return tuple(ordered_quantiles(np.sort(column), levels).tolist())


def ordered_quantiles(draws: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """The same of draws that ascend along the last axis, in whose place the levels stand."""
    below, above, share = _between(draws.shape[-1], tuple(levels))
    low = draws[..., below]
    return np.asarray(low + (draws[..., above] - low) * share)


@lru_cache(maxsize=64)
def _between(count: int, levels: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places of the sorted draws below and above each level, and how far between them it lies."""
    at = np.clip(count * np.asarray(levels) - 0.5, 0, count - 1)
    below = at.astype(int)
    return below, np.minimum(below + 1, count - 1), at - below
