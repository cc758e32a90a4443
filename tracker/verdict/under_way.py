"""Where a period that is under way stands, against where it would stand on the way to the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.figures import MONTHLY, from_ordinal
from tracker.forecast import quantiles
from tracker.verdict.assessment import LEVELS, Quantiles, Reason, Trace, UnderWay
from tracker.verdict.measure import span

if TYPE_CHECKING:
    from tracker.figures import Course, Indicator, Period, Series
    from tracker.forecast import Forecast
    from tracker.verdict.assessment import Assessment


def periods_under_way(
    verdict: Assessment, decisive: Period, series: Series, forecast: Forecast | None, indicator: Indicator
) -> tuple[UnderWay, ...]:
    """The periods under way that the forecast knows months of, up to the decisive one, in time order."""
    if forecast is None:
        return ()
    courses = {course.period: course for course in series.open_courses}
    found = []
    for nowcast in forecast.nowcasts:
        period = nowcast.period
        if period > decisive or period not in forecast.periods:
            continue
        course = courses[period]
        goal = _goal(verdict, decisive, period)
        rate = None if goal is None else nowcast.rate_for(goal)
        part = nowcast.weight if indicator.aggregation == "sum" else 1.0
        figures = tuple(float(value) for value in quantiles(forecast.at(period), LEVELS))
        found.append(
            UnderWay(
                period=period,
                until=_month(period, nowcast.months),
                figure=_figure(course, indicator),
                growth=course.growth,
                goal=goal,
                expected=None if rate is None else rate * part,
                past_years=nowcast.past_years,
                projected=Quantiles(period=period, values=figures),
            )
        )
    return tuple(found)


def _figure(course: Course, indicator: Indicator) -> float | None:
    """The running figure; a mean that nobody printed, to six digits."""
    if not course.running:
        return None
    figure = course.running[-1]
    return float(f"{figure:.6g}") if indicator.aggregation == "mean" else figure


def _month(period: Period, count: int) -> Period:
    """The last of the first `count` months of a period."""
    return from_ordinal(period.start.year * 12 + period.start.month - 2 + count, MONTHLY)


def _goal(verdict: Assessment, decisive: Period, period: Period) -> float | None:
    """The figure of a period on the way to the goal: the goal itself where it is decided then."""
    if verdict.target.condition.kind == "maintain":
        return verdict.threshold if period in span(verdict.target.condition) else None
    if period == decisive:
        return verdict.threshold
    return dict(verdict.required_path).get(period)


def about_periods(periods: tuple[UnderWay, ...], indicator: Indicator) -> tuple[Reason, ...]:
    """What is known of each period under way, what that makes of it, and how it stands against the goal."""
    found = []
    for each in periods:
        kind = "level" if indicator.aggregation == "last" else "part" if each.past_years else "alone"
        found.append(Reason(code=f"nowcast-{'growth' if each.figure is None else kind}", values=_values(each)))
        if by_now := _by_now(each):
            code = "by-now" if indicator.aggregation == "sum" else "by-now-level"
            found.append(Reason(code=code, values=(("period", each.period), *by_now)))
    return tuple(found)


def trace_of(periods: tuple[UnderWay, ...], indicator: Indicator) -> tuple[Trace, ...]:
    """The lines of the calculation about periods under way."""
    lines = []
    for each in periods:
        lines.append(Trace(code="under-way" if each.figure is not None else "under-way-growth", values=_values(each)))
        if by_now := _by_now(each):
            if indicator.aggregation == "sum" and each.goal and each.expected is not None:
                lines.append(Trace(code="by-now", values=(*by_now, ("rate", each.expected / each.goal))))
            else:
                lines.append(Trace(code="by-now-level", values=by_now))
    return tuple(lines)


def _values(each: UnderWay) -> tuple[tuple[str, float | Period], ...]:
    figures = each.projected.values
    found: list[tuple[str, float | Period]] = [("period", each.period), ("until", each.until)]
    if each.figure is not None:
        found += [("value", each.figure), ("count", each.past_years)]
    elif each.growth is not None:
        found.append(("rate", each.growth))
    return (*found, ("median", figures[3]), ("lower80", figures[1]), ("upper80", figures[5]))


def _by_now(each: UnderWay) -> tuple[tuple[str, float | Period], ...]:
    if each.expected is None or each.goal is None or each.figure is None:
        return ()
    return ("until", each.until), ("aim", each.goal), ("expected", each.expected), ("value", each.figure)
