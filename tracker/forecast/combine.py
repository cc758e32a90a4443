"""The forecast of four and more figures: three ways to continue a series, in equal parts."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from tracker.forecast.draws import Mixture

WINDOW_YEARS: Final = 15
"""Figures older than this, before the last one, say nothing about drift and volatility."""

FEWEST: Final = 4
"""The fewest figures that are combined."""

_PRIOR_CHANGES: Final = 2.0
_LEAST_OWN: Final = 0.05
_DAMPING: Final = 0.9
_TREND_SMOOTHING: Final = 0.4


def combine(
    scaled: np.ndarray, ordinals: np.ndarray, steps: np.ndarray, *, per_year: int, class_volatility: float
) -> Mixture:
    """Random walk, random walk with drift, and damped trend, equally likely, with Student-t errors.

    `scaled` are four or more figures on their scale, free of season; `ordinals` are their periods and `steps` the
    periods ahead, `per_year` of them a year; `class_volatility` is the typical change over a year in the reference
    class (b). Periods without a figure make longer gaps.

    - Volatility: s = own^w b^(1 - w) with w = n / (n + 2) for n changes; own is the root mean square of the changes,
      each divided by the square root of its gap in years, about no change (random walk) or about the mean change (the
      others), and never counts for less than b / 20: a constant series is not certain to stay so.
    - Spread over h years: H = h; with several periods a year, what `_lasting_part` takes for noise of single
      figures enters once, and only the rest grows with h.
    - Random walk: the last figure, scale s sqrt(H).
    - With drift: before any figure the drift a year is taken for 0 with standard deviation b, which counts as
      k = (s / b)² years of no change; the mean change over T years is shrunk by T / (T + k); scale
      s sqrt(H + h² / (T + k)), as the drift itself stays uncertain.
    - Damped trend: Holt's method with fixed smoothing and a trend that loses a tenth a year, D(h) = 9 (1 - 0.9^h);
      shrunk as the drift; scale s sqrt(H + D(h)² / (min(T, 2.5) + k)).
    - Degrees of freedom: 2 + n / 4, at most 6.
    """
    used = np.arange(len(scaled)) >= min(
        int(np.searchsorted(ordinals, ordinals[-1] - WINDOW_YEARS * per_year)), len(scaled) - FEWEST
    )
    x, when = scaled[used], ordinals[used]
    gaps, changes = np.diff(when) / per_year, np.diff(x)
    span, count = float(gaps.sum()), len(changes)
    mean_change = float(changes.sum()) / span

    own = math.sqrt(float(np.mean(changes**2 / gaps)))
    own_about_drift = math.sqrt(float(np.sum((changes - mean_change * gaps) ** 2 / gaps)) / (count - 1))
    own_weight = count / (count + _PRIOR_CHANGES)
    volatility = _pooled(own, class_volatility, own_weight)
    about_drift = _pooled(own_about_drift, class_volatility, own_weight)
    prior_years = (about_drift / class_volatility) ** 2
    trusted = span / (span + prior_years)
    lasting = _lasting_part(x, when, per_year)
    level, trend = _damped_holt(x, gaps, per_year)

    h = steps / per_year
    spread = (1.0 - lasting) / per_year + lasting * h
    damped = _damped_sum(h)
    remembered = min(span, 1.0 / _TREND_SMOOTHING)
    locations = np.stack([np.full(len(h), x[-1]), x[-1] + trusted * mean_change * h, level + trusted * trend * damped])
    scales = np.stack(
        [
            volatility * np.sqrt(spread),
            about_drift * np.sqrt(spread + lasting * h**2 / (span + prior_years)),
            about_drift * np.sqrt(spread + lasting * damped**2 / (remembered + prior_years)),
        ]
    )
    df = min(2.0 + count / 4.0, 6.0)
    facts = (
        ("figures_used", float(count + 1)),
        ("years_used", span),
        ("own_volatility", own),
        ("class_volatility", class_volatility),
        ("own_weight", own_weight),
        ("volatility", volatility),
        ("lasting_part", lasting),
        ("drift_per_year", mean_change),
        ("trend_per_year", trend),
        ("drift_trusted", trusted),
        ("degrees_of_freedom", df),
    )
    return Mixture(locations=locations, scales=scales, df=df, facts=facts)


def _pooled(own: float, class_volatility: float, own_weight: float) -> float:
    """Geometric mean of a series' own volatility and its class', the former with the weight given."""
    seen = math.hypot(own / class_volatility, _LEAST_OWN)
    return class_volatility * float(seen**own_weight)


def _lasting_part(x: np.ndarray, ordinals: np.ndarray, per_year: int) -> float:
    """Share of the variance of one-period changes that stays; the rest is noise of single figures.

    For a random walk seen with noise, the variance of changes over m periods is that over one period times
    (1 - l) + l m: solved for l with m a year, held within 0.02 and 1, and drawn geometrically towards 1 with the
    weight of two years. 1 for annual figures and where no year of one-year changes was seen.
    """
    before = np.searchsorted(ordinals, ordinals - per_year)
    paired = ordinals[before] == ordinals - per_year
    if per_year == 1 or paired.sum() < per_year:
        return 1.0
    single = np.diff(x) / np.sqrt(np.diff(ordinals))
    one_period = float(np.var(single))
    if one_period <= 0.0:
        return 1.0
    one_year = float(np.var((x - x[before])[paired]))
    overlap = float(paired.sum() / (paired.sum() - per_year / 2))
    lasting = min(max((one_year * overlap / one_period - 1.0) / (per_year - 1), 0.02), 1.0)
    years = (ordinals[-1] - ordinals[0]) / per_year - 1.0
    return float(lasting ** (years / (years + 2.0)))


def _damped_sum(years: np.ndarray) -> np.ndarray:
    """Years' worth of today's trend that a trend losing a tenth a year has added after some years."""
    return np.asarray(_DAMPING / (1.0 - _DAMPING) * (1.0 - _DAMPING**years))


def _damped_holt(x: np.ndarray, gaps: np.ndarray, per_year: int) -> tuple[float, float]:
    """Level and trend a year at the last figure, by Holt's damped method with fixed smoothing; gaps are in years."""
    figure_weight = 0.9 if per_year == 1 else 0.6
    figure_weights = 1.0 - (1.0 - figure_weight) ** (gaps * per_year)
    trend_weights = 1.0 - (1.0 - _TREND_SMOOTHING) ** gaps
    level, trend = float(x[0]), float(x[-1] - x[0]) / float(gaps.sum())
    columns = (x[1:], gaps, figure_weights, trend_weights, _damped_sum(gaps), _DAMPING**gaps)
    for figure, gap, a, b, ahead, kept in zip(*(column.tolist() for column in columns), strict=True):
        moved = trend * ahead + a * (figure - level - trend * ahead)
        trend = (1.0 - b) * kept * trend + b * moved / gap
        level += moved
    return level, trend
