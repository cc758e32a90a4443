"""How good past forecasts were: scores of probabilities, distributions, intervals and medians.

Always (observed, predicted) in this order. Arrays have one element a forecast; probabilities are shares, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

CLIP: Final = 0.001
"""Log loss takes no probability for smaller than this, or larger than one less this."""

BINS: Final = 10
_LEAST_SCALE: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The forecasts with a probability from `low` up to `high`: how many, their mean, and the share that came true."""

    low: float
    high: float
    count: int
    mean_probability: float
    share_met: float


def brier(met: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean squared difference between probability and outcome: 0 is best, 1 worst, always one half scores 0.25.

    Brier (1950), Monthly Weather Review 78, 1-3.
    """
    return float(np.mean((probabilities - met) ** 2))


def log_loss(met: np.ndarray, probabilities: np.ndarray, clip: float = CLIP) -> float:
    """Mean negative logarithm of the probability given to what happened: 0 is best, always one half scores 0.693.

    Probabilities are held within `clip` and 1 - `clip`, so that one certain error does not make it infinite: the worst
    is 6.9. Good (1952), Journal of the Royal Statistical Society B 14, 107-114.
    """
    p = np.clip(probabilities, clip, 1.0 - clip)
    return float(-np.mean(np.where(met, np.log(p), np.log1p(-p))))


def crps(observed: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of each forecast, in the unit of the figures: 0 is best, no upper end.

    `draws` has the shape (number of draws, forecasts). Twice the mean quantile score at the 1st to the 99th percentile;
    for a point it is the absolute error. The integral over all quantiles is infinite where a distribution with heavy
    tails was made on the logarithmic scale. Gneiting and Raftery (2007), Journal of the American Statistical
    Association 102, 359-378, section 6.
    """
    levels = np.arange(1, 100) / 100.0
    count = len(draws)
    ordered, at = np.sort(draws, axis=0, kind="stable"), np.clip(count * levels - 0.5, 0, count - 1)
    below = at.astype(int)
    lower, upper = ordered[below], ordered[np.minimum(below + 1, count - 1)]
    side = levels[:, None]
    ahead = observed - (lower + (upper - lower) * (at - below)[:, None])
    return np.asarray(2.0 * np.mean(np.maximum(side * ahead, (side - 1.0) * ahead), axis=0))


def coverage(observed: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    """Share of the figures within their intervals, ends included: best is the intervals' nominal share."""
    return float(np.mean((lower <= observed) & (observed <= upper)))


def calibration(met: np.ndarray, probabilities: np.ndarray) -> tuple[Bin, ...]:
    """Ten bins of equal width with mean probability and share that came true, those only that hold forecasts.

    The two are equal where forecasts are calibrated. Murphy and Winkler (1977), Applied Statistics 26, 41-47.
    """
    where = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(
            low=k / BINS,
            high=(k + 1) / BINS,
            count=int(inside.sum()),
            mean_probability=float(probabilities[inside].mean()),
            share_met=float(met[inside].mean()),
        )
        for k in range(BINS)
        if (inside := where == k).any()
    )


def calibration_error(met: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean distance between probability and share that came true over the ten bins: 0 is best, 1 worst.

    Weighted by the bins' counts; with few forecasts chance alone gives 0.1 and more. Naeini, Cooper and Hauskrecht
    (2015), AAAI Conference on Artificial Intelligence, 2901-2907.
    """
    bins = calibration(met, probabilities)
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.mean_probability - each.share_met) for each in bins) / total


def change_scale(history: np.ndarray, per_year: int) -> float:
    """Mean absolute change over a year (over one period where the history is shorter than a year and two figures).

    The unit of a scaled error; never below 1 % of the mean absolute figure. Hyndman and Koehler (2006), International
    Journal of Forecasting 22, 679-688. `history` has at least two figures.
    """
    lag = per_year if len(history) > per_year + 1 else 1
    least = _LEAST_SCALE * float(np.mean(np.abs(history)))
    return max(float(np.mean(np.abs(history[lag:] - history[:-lag]))), least) or 1.0


def scaled_error(observed: np.ndarray, predicted: np.ndarray, scale: np.ndarray) -> float:
    """Mean absolute error in units of `change_scale`: 0 is best, 1 is that of a typical change, no upper end."""
    return float(np.mean(np.abs(observed - predicted) / scale))
