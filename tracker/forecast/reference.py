"""The forecast of one to three figures: what indicators of the same nature did."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from tracker.forecast.draws import Mixture
from tracker.forecast.reference_class import COEFFICIENTS, ONE_YEAR_SCALE

LONGEST: Final = 3
"""The most figures that the reference class speaks for."""

_UNKNOWN_SEASON: Final = 1.5


def reference(
    scaled: np.ndarray, ordinals: np.ndarray, steps: np.ndarray, *, per_year: int, nature: str, better: int
) -> Mixture:
    """Forecast of one to three figures on their scale.

    `ordinals` are the figures' periods and `steps` the periods ahead, `per_year` of them a year. With p = `better`, h
    the horizon in years, and D(h) = 9 (1 - 0.9^h):

        location  = last + p (m1 h + m2 sqrt h) + a D(h) (mean change a year)
        log scale = s0 + s1 log h + s2 r + s3 r log h + s4 q

    where r = log(root mean square change / b + 0.1), q = log(|second change - first change| / b + 0.1), b the class'
    one-year scale; changes over a gap of g years are divided by sqrt(g) for r and q.

    Figures for parts of a year swing with a season that three of them cannot show. Where there are several a year, a
    change within a year counts as one over a year, and the scale is half as wide again, and never below that of one
    year ahead.
    """
    c = COEFFICIENTS[nature, len(scaled)]
    b = ONE_YEAR_SCALE[nature]
    gaps = np.maximum(np.diff(ordinals) / per_year, 1.0)
    changes = np.diff(scaled)
    sizes = changes / np.sqrt(gaps)
    own = math.sqrt(float(np.mean(sizes**2))) if len(sizes) else 0.0
    mean_change = float(changes.sum() / gaps.sum()) if len(changes) else 0.0
    r = math.log(own / b + 0.1)
    q = math.log(float(np.abs(np.diff(sizes)).sum()) / b + 0.1)
    h = steps / per_year
    log_h = np.log(np.maximum(h, 1.0))
    location = scaled[-1] + better * (c.m1 * h + c.m2 * np.sqrt(h)) + c.a * 9.0 * (1.0 - 0.9**h) * mean_change
    scale = np.exp(c.s0 + c.s1 * log_h + c.s2 * r + c.s3 * r * log_h + c.s4 * q)
    if per_year > 1:
        scale = scale * _UNKNOWN_SEASON
    facts = [
        ("class_volatility", b),
        ("class_drift_first_year", better * (c.m1 + c.m2)),
        ("degrees_of_freedom", c.df),
    ]
    if len(changes):
        facts += [("own_volatility", own), ("drift_per_year", mean_change), ("drift_trusted", c.a)]
    return Mixture(locations=location[None, :], scales=scale[None, :], df=c.df, facts=tuple(facts))
