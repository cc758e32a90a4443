"""Forecasts from a series whose last period is still under way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import last_ended_by
from tracker.forecast.draws import DRAWS, path_ranks
from tracker.forecast.forecast import Forecast
from tracker.forecast.nowcast import Nowcast, nowcast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracker.figures import Indicator, Period, Series

    Continue = Callable[[Sequence[Series], Indicator, Period], Sequence[Forecast]]

WAYS: Final = 10
"""Ways in which a period under way may end, equally likely, from which its series is continued."""

BLOCK: Final = DRAWS // WAYS
"""Draws of each way; a forecast of as many draws is taken as it is."""


def under_way(series: Series, indicator: Indicator, until: Period, continued: Continue) -> Forecast | None:
    """Forecast of a series with open courses: nowcasts of those periods, and what follows on each way they may end.

    `continued` is any function that forecasts several series, with figures for the same periods, from these alone. The
    series is extended by the middle of each tenth of the nowcast and continued; a tenth of the draws of every later
    period comes from each. Rows are paths: a year that ends low is followed by what follows a low year. Periods
    between the last figure and a period under way are forecast without it. Method and facts are those of the forecast
    without the months known. None where no course says anything about its period, or `until` is before all.
    """
    columns: dict[Period, np.ndarray] = {}
    found: list[Nowcast] = []
    last = last_ended_by(until.end, series.frequency)
    known, first = series, None
    for course in series.open_courses:
        (forecast,) = continued([known], indicator, max(last, course.period))
        first = forecast if first is None else first
        estimate = nowcast(known, course, indicator, forecast.at(course.period))
        if estimate is None:
            continue
        place = forecast.periods.index(course.period)
        between = _quantiles(forecast.draws[:, :place], DRAWS)
        columns |= {period: between[:, step] for step, period in enumerate(forecast.periods[:place])}
        columns[course.period] = estimate.figures()
        known = extended(known, {course.period: float(np.median(columns[course.period]))})
        found.append(estimate)
    if first is None or not found or last < min(columns):
        return None
    middles = range(BLOCK // 2, DRAWS, BLOCK)
    ends = [{each.period: float(columns[each.period][middle]) for each in found} for middle in middles]
    ways = continued([extended(series, each) for each in ends], indicator, last)
    periods = tuple(period for period in (*columns, *ways[0].periods) if period <= last)
    facts = tuple(
        (name, number)
        for each in found
        for name, number in (
            ("nowcast_months", float(each.months)),
            ("nowcast_past_years", float(each.past_years)),
            ("nowcast_predictive_scale", each.predictive_scale),
        )
    )
    return Forecast(
        periods=periods,
        draws=_joined(columns, ways, periods),
        origin=series.periods[-1],
        method=first.method,
        facts=(*facts, *first.facts),
        nowcasts=tuple(found),
    )


def extended(series: Series, ends: Mapping[Period, float]) -> Series:
    """The series with further figures after its last one; they have no rows."""
    values = np.append(series.values, list(ends.values()))
    values.flags.writeable = False
    return replace(series, periods=(*series.periods, *ends), values=values, rows=(*series.rows, *(() for _ in ends)))


def _joined(columns: Mapping[Period, np.ndarray], ways: Sequence[Forecast], periods: tuple[Period, ...]) -> np.ndarray:
    """Draws of all periods, shape (DRAWS, periods): a block of rows for each way, then all rows in a fixed order.

    Within a block later periods know nothing of where in its tenth the period under way ends.
    """
    later = ways[0].periods
    ranks = path_ranks(len(later), BLOCK)
    blocks = [np.take_along_axis(_quantiles(forecast.draws, BLOCK), ranks.T, axis=0) for forecast in ways]
    coming = np.concatenate(blocks)
    draws = np.column_stack(
        [columns[period] if period in columns else coming[:, later.index(period)] for period in periods]
    )
    draws = np.asarray(draws[path_ranks(1, DRAWS)[0]])
    draws.flags.writeable = False
    return draws


def _quantiles(draws: np.ndarray, count: int) -> np.ndarray:
    """Quantiles of every column at `count` equally spaced probabilities, ascending, shape (count, columns)."""
    if len(draws) == count:
        return np.sort(draws, axis=0)
    return np.asarray(np.quantile(draws, (np.arange(count) + 0.5) / count, axis=0, method="hazen"))
