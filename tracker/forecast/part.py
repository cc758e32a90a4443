"""What the known months of a period say on its series' scale, beside the same months of past years."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tracker.figures import PER_YEAR
from tracker.forecast.space import LOG, Space, forward, space_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Course, Indicator, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The known months of a period, on a scale and at the rate of the whole period.

    `weight` is their share of the period's months. `now` is their figure, `before` that of the same months a year
    before, None where it is unknown. `gaps` are rest less part of past years with their age in years, the youngest
    first (for levels, `last`: the level at the end less the one then), and `growths` that of their parts over the year
    before, None where it is unknown. `unevenness` is how unevenly growth over the
    year before came in, a month, from `comparisons` of parts beyond one a year. `floor` is what the whole cannot fall
    below, in the indicator's unit.
    """

    space: Space
    weight: float
    now: float
    before: float | None = None
    gaps: tuple[tuple[int, float], ...] = ()
    growths: tuple[float | None, ...] = ()
    unevenness: float = 0.0
    comparisons: int = 0
    floor: float = -math.inf


def part_of(series: Series, course: Course, indicator: Indicator) -> Part | None:
    """The known part of an open period; None where it says nothing about the whole.

    A growth that was published without a level stands for the whole of the year before, at that growth.
    """
    per_year = PER_YEAR[series.frequency]
    if not course.months:
        wholes = dict(zip(series.periods, series.values.tolist(), strict=True))
        whole = wholes.get(course.period.shifted(-per_year))
        growth = course.growth or 0.0
        if whole is None or whole <= 0 or growth <= -1:
            return None
        space = _space(series, indicator, whole * (1.0 + growth))
        now, before = forward(space, np.array([whole * (1.0 + growth), whole])).tolist()
        return Part(space=space, weight=course.growth_months / course.length, now=now, before=before, gaps=((1, 0.0),))
    months, running = course.months[-1], course.running[-1]
    rate = running * course.length / months if indicator.aggregation == "sum" else running
    space = _space(series, indicator, rate)
    years = {
        (course.period.ordinal - each.period.ordinal) // per_year: each
        for each in series.courses
        if each.period <= course.period and (course.period.ordinal - each.period.ordinal) % per_year == 0
    }
    parts = {age: _scaled(each, 0, months, indicator, space) for age, each in years.items() if age}
    gaps, growths = [], []
    for age in sorted(parts):
        part, earlier = parts[age], parts.get(age + 1)
        rest = _scaled(years[age], months, course.length, indicator, space)
        if part is not None and rest is not None:
            gaps.append((age, rest - part))
            growths.append(None if earlier is None else part - earlier)
    unevenness, comparisons = _unevenness(years, indicator, space)
    return Part(
        space=space,
        weight=months / course.length,
        now=float(forward(space, np.array([rate]))[0]),
        before=parts.get(1),
        gaps=tuple(gaps),
        growths=tuple(growths),
        unevenness=unevenness,
        comparisons=comparisons,
        floor=running if indicator.aggregation == "sum" and space.low >= 0 else -math.inf,
    )


def _space(series: Series, indicator: Indicator, rate: float) -> Space:
    """The scale of the series with the part among its figures."""
    ordinals = [period.ordinal for period in series.periods]
    years = np.array([*ordinals, ordinals[-1] + 1]) / PER_YEAR[series.frequency]
    return space_of(np.append(series.values, rate), years, indicator)


def _scaled(course: Course, start: int, end: int, indicator: Indicator, space: Space) -> float | None:
    """The months after `start` up to `end` on the scale, at the rate of the whole period; for levels, that at `end`.

    None where they are not known, or have no logarithm.
    """
    first, last = 0.0 if start == 0 else course.after(start), course.after(end)
    if first is None or last is None:
        return None
    if indicator.aggregation == "last":
        rate = last
    elif indicator.aggregation == "sum":
        rate = (last - first) * course.length / (end - start)
    else:
        rate = (last * end - first * start) / (end - start)
    return None if space.kind == LOG and rate <= 0 else float(forward(space, np.array([rate]))[0])


def _unevenness(years: Mapping[int, Course], indicator: Indicator, space: Space) -> tuple[float, int]:
    """The root mean square distance of parts' growth from their year's, times the root of a part's months.

    Parts lie between the months that are known in a year and in the one before it; every part beyond the first of a
    year is a comparison, and the second number says how many there are.
    """
    squares, freedom = 0.0, 0
    for age, course in years.items():
        earlier = years.get(age + 1)
        if earlier is None:
            continue
        grown = []
        for start, end in pairwise([0, *(month for month in course.months if month in earlier.months)]):
            now = _scaled(course, start, end, indicator, space)
            before = _scaled(earlier, start, end, indicator, space)
            if now is not None and before is not None:
                grown.append((end - start, now - before))
        if len(grown) > 1:
            mean = sum(length * growth for length, growth in grown) / sum(length for length, _ in grown)
            squares += sum(length * (growth - mean) ** 2 for length, growth in grown)
            freedom += len(grown) - 1
    return (math.sqrt(squares / freedom) if freedom else 0.0), freedom
