"""The figure of a period that is under way, from what is known of its months.

A period of which the part w of the months is known is worth w of what is known, p, and 1 - w of the rest, r, both at
the rate of the whole period: T = w p + (1 - w) r, for sums and means. With x and y for p and r on the series' scale
(`space`; logarithms for most), and past years of which the same months are known, the year before being 1:

    shape      s = 1/4 (y1 - x1) + 3/4 (mean of y - x over past years; a year counts for a fifth less than the next)
    growth     g = x - x1 over the year before; expected g0, that of the forecast without the months
    unevenness u = (v + V / 32)^(c / (c + 1)) (0.75 V)^(1 / (c + 1))
    the rest   y = x + s - (1 - a) (g - g0)         with 1 - a = (0.55 - 0.30 w) u² / (u² + V² / 4)
    its scale  q = 0.41 u^0.63 V^0.37 w^-0.18 (1 - w)^-0.10, half as much again with one past year only

v is how unevenly growth came in, seen in c comparisons (`part`); V is twice the typical change of the reference class
over a year. A period that began above its expectation keeps a share a of its lead: all where growth is even; where it
is not, a half after two months of a year and three quarters after eleven. With m past years whose growth is known too,
the errors e that this rule would have made count as well: q² becomes (4 q² + 0.62 sum of e²) / (3 + m). T is what this
makes of it, as Student's t with 3.3 degrees of freedom; a sum of what is never negative stays above what is already
there. The numbers were learned from the monthly series of the M1, M3 and Tourism competitions; benchmarks/nowcast.py
shows how good they are.

Where less is known, wide rules hold:

- no past year with the same months: s = 0, with a season of scale 1.25 V (0.2 for money) that was not seen; the result
  is weighed with the forecast without the months, each by one over its squared scale.
- a growth that was published without levels: p is the whole of the year before, at that growth; s = 0.

Levels at the end of a period (`last`) move in the months that remain as they did in n past years, drawn towards the
expected growth: T = x + (n mean + (1 - w) g0) / (n + 1), with the squared scale (sum of squares about the mean
+ (3/2 - w) b²) / (n + 1) (1 + 1 / (n + 1)), where b is the scale of the forecast without the months. The result is
weighed with that forecast, and its scale taken a quarter larger. On the competitions' series, whose months are noisier
than levels usually are, nominal 80 % intervals cover about 70 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import PER_YEAR
from tracker.forecast.draws import DRAWS, quantiles
from tracker.forecast.part import Part, part_of
from tracker.forecast.reference_class import ONE_YEAR_SCALE
from tracker.forecast.space import Space, backward, forward
from tracker.forecast.student_t import midpoint_quantiles

if TYPE_CHECKING:
    from tracker.figures import Course, Indicator, Period, Series

DF: Final = 3.3
"""Degrees of freedom of a nowcast."""

_TO_SCALE: Final = 1.176
"""Half the distance between the quantiles at 15.87 and 84.13 percent of Student's t with these degrees of freedom."""

_FADING: Final = 0.8
_LAST_YEAR: Final = 0.25
_ONE_YEAR_ONLY: Final = 1.5
_RULE_YEARS: Final = 4.0
_NORMAL: Final = 0.62
"""Brings mean squares to Student's t with these degrees of freedom, so that 80 % of normal errors lie within 80 %."""
_UNSEEN_UNEVENNESS: Final = 0.75
_UNSEEN_SEASON: Final = 1.25
_LEVELS: Final = 1.25
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowcast:
    """The figure of a period under way: Student's t on a scale, and no figure below `floor`.

    `months` are known, the part `weight` of all; `past_years` were seen with the same months, and rest less part was
    usually `shape` on the scale. `by_growth` says that no level is known, only growth.
    """

    period: Period
    months: int
    weight: float
    space: Space
    location: float
    predictive_scale: float
    floor: float
    shape: float
    past_years: int
    is_level: bool
    by_growth: bool

    def figures(self) -> np.ndarray:
        """Quantiles at `DRAWS` equally spaced probabilities, ascending, in the indicator's unit."""
        scaled = self.location + self.predictive_scale * midpoint_quantiles(DRAWS, DF)
        return np.asarray(np.maximum(backward(self.space, scaled), self.floor))

    def rate_for(self, whole: float) -> float | None:
        """The rate (for `last`, the level) that the known months have if the period ends at `whole` in its usual shape.

        In the indicator's unit for the whole period; None where the shape was not seen.
        """
        if not self.past_years or self.by_growth:
            return None
        goal = float(forward(self.space, np.array([whole]))[0])
        if self.is_level:
            return _back(self.space, goal - self.shape)
        low, high = goal - abs(self.shape), goal + abs(self.shape)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if _whole(self.space, self.weight, middle, middle + self.shape) < whole:
                low = middle
            else:
                high = middle
        return _back(self.space, (low + high) / 2)


def nowcast(series: Series, course: Course, indicator: Indicator, forecast: np.ndarray) -> Nowcast | None:
    """The nowcast of an open period, or None where its months say nothing about it.

    `forecast` are draws of the period that know nothing of its months.
    """
    part = part_of(series, course, indicator)
    if part is None:
        return None
    low, expected, high = forward(part.space, np.array(quantiles(forecast, (0.1587, 0.5, 0.8413)))).tolist()
    forecast_scale = (high - low) / 2 / _TO_SCALE
    year_before = course.period.shifted(-PER_YEAR[series.frequency])
    wholes = dict(zip(series.periods, series.values.tolist(), strict=True))
    expected_growth = 0.0
    if (whole := wholes.get(year_before)) is not None:
        expected_growth = expected - float(forward(part.space, np.array([whole]))[0])
    is_level = indicator.aggregation == "last" and bool(course.months)
    if is_level:
        location, predictive_scale, shape = _level(part, expected_growth, forecast_scale)
    else:
        location, predictive_scale, shape = _flow(part, expected_growth, 2.0 * ONE_YEAR_SCALE[part.space.nature])
    if is_level or not part.gaps:
        own, other = predictive_scale**-2, forecast_scale**-2
        location = (own * location + other * expected) / (own + other)
        predictive_scale = (own + other) ** -0.5 * (_LEVELS if is_level else 1.0)
    return Nowcast(
        period=course.period,
        months=course.months[-1] if course.months else course.growth_months,
        weight=part.weight,
        space=part.space,
        location=location,
        predictive_scale=predictive_scale,
        floor=part.floor,
        shape=shape,
        past_years=len(part.gaps) if course.months else 0,
        is_level=is_level,
        by_growth=not course.months,
    )


def _flow(part: Part, expected_growth: float, typical: float) -> tuple[float, float, float]:
    """Location, standard deviation and shape of a sum or mean; see the head of this module."""
    ages = np.array([age for age, _ in part.gaps], dtype=float)
    gaps = np.array([gap for _, gap in part.gaps])
    shape = 0.0
    if len(gaps):
        shape = _LAST_YEAR * gaps[0] + (1.0 - _LAST_YEAR) * float(np.average(gaps, weights=_FADING**ages))
    unevenness = _unevenness(part, typical)
    doubt = unevenness**2 / (unevenness**2 + (typical / 2) ** 2)
    kept = 1.0 - doubt * (0.55 - 0.30 * part.weight)
    rest = part.now + shape
    if part.before is not None and len(gaps):
        rest -= (1.0 - kept) * (part.now - part.before - expected_growth)
    rest_scale = 0.41 * unevenness**0.63 * typical**0.37
    rest_scale *= part.weight**-0.18 * (1.0 - part.weight) ** -0.10
    if len(gaps) == 1:
        rest_scale *= _ONE_YEAR_ONLY
    rest_scale = _with_own_errors(rest_scale, part, shape, kept)
    if not len(gaps):
        rest_scale = math.hypot(rest_scale, _UNSEEN_SEASON * typical)
    ends = [_whole(part.space, part.weight, part.now, rest + side * rest_scale) for side in (-1.0, 0.0, 1.0)]
    low, location, high = forward(part.space, np.array(ends)).tolist()
    return location, (high - low) / 2, shape


def _with_own_errors(scale: float, part: Part, shape: float, kept: float) -> float:
    """The scale of the rest, drawn towards the errors that the rule would have made in past years."""
    known = [(gap, growth) for (_, gap), growth in zip(part.gaps, part.growths, strict=False) if growth is not None]
    if len(known) < 2:
        return scale
    gaps, growths = np.array(known).T
    errors = gaps - shape + (1.0 - kept) * (growths - growths.mean())
    return math.sqrt((_RULE_YEARS * scale**2 + _NORMAL * float(np.sum(errors**2))) / (_RULE_YEARS + len(known) - 1.0))


def _unevenness(part: Part, typical: float) -> float:
    """How unevenly growth comes in, a month: as it was seen, and as it typically is while that was little."""
    own = part.comparisons / (part.comparisons + 1.0)
    return float((part.unevenness + typical / 32) ** own * (_UNSEEN_UNEVENNESS * typical) ** (1.0 - own))


def _level(part: Part, expected_growth: float, forecast_scale: float) -> tuple[float, float, float]:
    """Location, standard deviation and usual change of a level at the period's end; see the head of this module."""
    changes = np.array([gap for _, gap in part.gaps])
    left, count = 1.0 - part.weight, len(changes) + 1.0
    mean = float(changes.mean()) if len(changes) else 0.0
    location = (float(changes.sum()) + left * expected_growth) / count
    variance = (float(np.sum((changes - mean) ** 2)) + (left + 0.5) * forecast_scale**2) / count
    return part.now + location, math.sqrt(variance * (1.0 + 1.0 / count)), mean


def _whole(space: Space, weight: float, part: float, rest: float) -> float:
    """The figure of the whole period from its part and rest on the scale."""
    return weight * _back(space, part) + (1.0 - weight) * _back(space, rest)


def _back(space: Space, scaled: float) -> float:
    return float(backward(space, np.array([scaled]))[0])
