"""Mixtures of Student-t distributions on a series' scale, and their draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.forecast.draws import DRAWS, path_ranks
from tracker.forecast.space import backward
from tracker.forecast.student_t import midpoint_quantiles

if TYPE_CHECKING:
    from tracker.forecast.space import Space


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


def draws_of(mixture: Mixture, space: Space, count: int = DRAWS) -> np.ndarray:
    """Draws in the indicator's unit, shape (count, periods), read-only; `count` is a multiple of the components.

    Each component gives its quantiles at the middles of equal parts of probability; together, sorted, they stand for
    the quantiles of the mixture. Their order makes every row a path: see `path_ranks`.
    """
    components = len(mixture.locations)
    standard = midpoint_quantiles(count // components, mixture.df)
    scaled = mixture.locations.T[:, :, None] + mixture.scales.T[:, :, None] * standard
    figures = backward(space, scaled.reshape(-1, count))
    figures.sort(axis=1)
    draws = np.take_along_axis(figures, path_ranks(*figures.shape), axis=1).T
    draws.flags.writeable = False
    return draws
