"""From predictive distributions to draws that are quantiles and paths at once."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.forecast.distribution import Distribution

DRAWS: Final = 3000
"""Draws of every forecast."""

_EXACT: Final = 160
_DRAWS_A_LEVEL: Final = 5
"""Levels at which quantiles are found exactly: so many at most, and one for so many draws."""

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
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(draws)[None, :], axis=1)
    ranks.flags.writeable = False
    return ranks


def draws_from(distribution: Distribution, dependence: tuple[float, float], count: int = DRAWS) -> np.ndarray:
    """Draws of each series of a distribution over 1, 2, … periods, shape (series, count, periods), read-only.

    They are its quantiles at the middles of equal parts of probability, so that shares of them are probabilities
    without sampling noise; between levels at which quantiles are found exactly, straight lines on the logit scale.
    Their order carries the learned `dependence`, level and exponent of the rank correlation between two horizons. A
    rank correlation r is that of Gaussians correlated by 2 sin(π r / 6) (Pearson, 1907): level and exponent of these
    are such that it is exact for equal horizons and for one of half the other; else it is within 0.01.
    """
    levels, place, share = _levels(count)
    exact = distribution.unbounded_quantiles(levels)
    figures = distribution.within_bounds(exact[..., place] + (exact[..., place + 1] - exact[..., place]) * share)
    ranks = path_ranks(figures.shape[1], count, *_gaussian(*dependence))
    draws = np.take_along_axis(figures, ranks[None], axis=2).transpose(0, 2, 1)
    draws.flags.writeable = False
    return draws


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
def _levels(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities equally spaced on the logit scale; and of each midpoint the level before it and how far beyond."""
    middles = (np.arange(count) + 0.5) / count
    at = np.log(middles) - np.log1p(-middles)
    exact = min(_EXACT, max(count // _DRAWS_A_LEVEL, 2))
    grid = np.linspace(at[0], at[-1], exact)
    place = np.clip(np.searchsorted(grid, at, side="right") - 1, 0, exact - 2)
    return 1.0 / (1.0 + np.exp(-grid)), place, (at - grid[place]) / (grid[place + 1] - grid[place])


def quantiles(column: np.ndarray, levels: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of one period's draws at probabilities between 0 and 1.

    A draw stands at the middle of its part of probability (Hazen's rule), so that the draws of a distribution give
    back its quantiles. (np.quantile says the same, but loads masked arrays to do so.)
    """
    figures, at = np.sort(column), np.clip(len(column) * np.asarray(levels) - 0.5, 0, len(column) - 1)
    below = at.astype(int)
    above = np.minimum(below + 1, len(column) - 1)
    found = figures[below] + (figures[above] - figures[below]) * (at - below)
    return tuple(found.tolist())
