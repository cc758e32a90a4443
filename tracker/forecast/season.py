"""A calendar pattern within the year, as far as the figures show one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

_FINEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Additive pattern on a series' scale: one index for each period of the year, their mean is zero.

    `weight` (0 to 1) is how far the pattern seen was believed; `predictive_sd` the standard error of one index.
    """

    indices: np.ndarray
    weight: float
    predictive_sd: float

    def at(self, ordinals: np.ndarray) -> np.ndarray:
        """The index of each period, by its ordinal."""
        return np.asarray(self.indices[ordinals % len(self.indices)])


def season_of(scaled: np.ndarray, ordinals: np.ndarray, per_year: int) -> Season | None:
    """The seasonal pattern of a series, or None when it is annual, finer than monthly, or shorter than two full years.

    Every period of the year must have been seen twice. Deviations from a centred one-year moving average are averaged
    by period of the year and shrunk by 1 - (variance of an average) / (variance of the averages), at least 0: what is
    noise in two years of figures is not taken for a pattern. Missing periods are bridged in the moving average only.
    """
    if not 1 < per_year <= _FINEST or len(scaled) < 2 * per_year:
        return None
    phase = ordinals % per_year
    counts = np.bincount(phase, minlength=per_year)
    if counts.min() < 2:
        return None
    deviations = scaled - _moving_average(scaled, ordinals, per_year)
    means = np.bincount(phase, weights=deviations, minlength=per_year) / counts
    noise = float(np.sum((deviations - means[phase]) ** 2)) / (len(scaled) - per_year)
    indices = means - means.mean()
    seen = float(np.sum(indices**2)) / (per_year - 1)
    error = noise * float(np.mean(1.0 / counts))
    if seen <= error:
        return None
    weight = 1.0 - error / seen
    return Season(indices=weight * indices, weight=weight, predictive_sd=float(np.sqrt(weight * error)))


def _moving_average(scaled: np.ndarray, ordinals: np.ndarray, per_year: int) -> np.ndarray:
    """Centred one-year moving average at the figures' periods, continued at both ends by its mean slope."""
    grid = np.arange(ordinals[0], ordinals[-1] + 1)
    bridged = np.interp(grid, ordinals, scaled)
    inner = np.full(per_year - 1, 1.0 / per_year)
    weights = np.concatenate([[0.5 / per_year], inner, [0.5 / per_year]])
    average = np.convolve(bridged, weights, "valid")
    slope = (average[-1] - average[0]) / max(len(average) - 1, 1)
    reach = np.arange(1, per_year // 2 + 1)
    whole = np.concatenate([average[0] - slope * reach[::-1], average, average[-1] + slope * reach])
    return np.asarray(whole[ordinals - ordinals[0]])
