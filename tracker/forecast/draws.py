"""From a mixture of Student-t distributions to draws that are quantiles and paths at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.forecast.space import Space, backward
from tracker.forecast.student_t import midpoint_quantiles

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWS: Final = 3000
"""Draws of every forecast; a multiple of the number of components of a mixture."""

_SEED: Final = 20240101


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Equally likely Student-t distributions for each coming period, on a series' scale.

    `locations` and `scales` have the shape (components, periods); `df` are the degrees of freedom of all; `facts` say
    what they came from, in units of the scale.
    """

    locations: np.ndarray
    scales: np.ndarray
    df: float
    facts: tuple[tuple[str, float], ...] = ()


def draws_of(mixture: Mixture, space: Space) -> np.ndarray:
    """Draws in the indicator's unit, shape (DRAWS, periods), read-only.

    Each component gives its quantiles at the middles of equal parts of probability; together, sorted, they stand for
    the quantiles of the mixture. Their order makes every row a path: see `path_ranks`.
    """
    components = len(mixture.locations)
    standard = midpoint_quantiles(DRAWS // components, mixture.df)
    scaled = mixture.locations.T[:, :, None] + mixture.scales.T[:, :, None] * standard
    figures = backward(space, scaled.reshape(-1, DRAWS))
    figures.sort(axis=1)
    draws = np.take_along_axis(figures, path_ranks(*figures.shape), axis=1).T
    draws.flags.writeable = False
    return draws


@lru_cache(maxsize=4)
def path_ranks(periods: int, draws: int) -> np.ndarray:
    """Ranks of Gaussian random walks at 1, 2, … periods: correlation sqrt(h1 / h2) between two horizons.

    Row h is a permutation of 0 … draws - 1, and the same whatever the number of periods.
    """
    walks = np.random.Generator(np.random.PCG64(_SEED)).standard_normal((periods, draws))
    order = np.argsort(np.cumsum(walks, axis=0), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(draws)[None, :], axis=1)
    ranks.flags.writeable = False
    return ranks


def quantiles(column: np.ndarray, levels: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of one period's draws at probabilities between 0 and 1.

    A draw stands at the middle of its part of probability (Hazen's rule), so that the draws of a distribution give
    back its quantiles.
    """
    return tuple(float(q) for q in np.quantile(column, levels, method="hazen"))
