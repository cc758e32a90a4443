"""The figures that a chart goes through: the series' own, those of the deadline's calendar, or their running sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.figures import PER_YEAR, holding

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Observation, Period
    from tracker.report.report import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Figures (period, value, the observations behind it) and where the forecast leads: (time, quantiles).

    `origin` is where a running sum begins, `end` the time of its last figure. All values are in the indicator's unit.
    """

    points: tuple[tuple[Period, float, tuple[Observation, ...]], ...] = ()
    ahead: tuple[tuple[float, tuple[float, ...]], ...] = ()
    origin: tuple[float, float] | None = None
    end: float = 0.0


def course(entry: Entry) -> Course:
    """What the chart of a target goes through, on the scale that its goal is measured on."""
    verdict, series = entry.assessment, entry.series
    points = () if series is None else tuple(zip(series.periods, series.values.tolist(), series.rows, strict=True))
    condition, deadline = verdict.target.condition, verdict.target.deadline
    if condition.kind == "cumulative":
        return _running(entry, points)
    coarser = deadline is not None and series is not None and _is_coarser(deadline.frequency, series.frequency)
    if coarser and entry.indicator is not None and entry.indicator.aggregation == "sum" and deadline is not None:
        points = _whole(points, deadline.frequency)
        projected = verdict.projected
        ahead = () if projected is None else ((middle(projected.period), projected.values),)
        return Course(points=points, ahead=ahead)
    return Course(points=points, ahead=tuple((middle(each.period), each.values) for each in verdict.fan))


def _is_coarser(one: str, other: str) -> bool:
    return one in PER_YEAR and other in PER_YEAR and PER_YEAR[one] < PER_YEAR[other]


def _running(entry: Entry, points: tuple[tuple[Period, float, tuple[Observation, ...]], ...]) -> Course:
    """The running sum over the span of a sum, up to the first gap, and the sum's own forecast at its end."""
    verdict = entry.assessment
    condition = verdict.target.condition
    if condition.over is None:
        return Course()
    first, last = condition.over
    inside = [point for point in points if point[0].start >= first.start and point[0].end <= last.end]
    due, total = first.start, 0.0
    summed = []
    for period, value, rows in inside:
        if period.start != due:
            break
        total += value
        due = period.end + timedelta(days=1)
        summed.append((period, total, rows))
    part = summed[0][0] if summed else first
    end = _end_of(entry, last)
    ahead = () if verdict.measured is None else ((end, verdict.measured.values),)
    return Course(points=tuple(summed), ahead=ahead, origin=(middle(part.shifted(-1)), 0.0), end=end)


def _end_of(entry: Entry, decisive: Period) -> float:
    """The place of a span's last figure: the middle of its last part, where the series is finer than the span."""
    series = entry.series
    frequency = decisive.frequency if series is None else series.frequency
    return middle(holding(decisive.end, frequency) if frequency in PER_YEAR else decisive)


def _whole(
    points: tuple[tuple[Period, float, tuple[Observation, ...]], ...], frequency: str
) -> tuple[tuple[Period, float, tuple[Observation, ...]], ...]:
    """The sums of complete periods of a coarser calendar."""
    parts: dict[Period, list[tuple[Period, float, tuple[Observation, ...]]]] = {}
    for point in points:
        parts.setdefault(holding(point[0].start, frequency), []).append(point)
    return tuple(
        (whole, sum(value for _, value, _ in inner), tuple(row for _, _, rows in inner for row in rows))
        for whole, inner in parts.items()
        if len(inner) * PER_YEAR[frequency] == PER_YEAR[inner[0][0].frequency]
    )


def middle(period: Period) -> float:
    """The middle of a period as a decimal year: 2023.5 for the year 2023."""
    return (decimal_year(period.start, 0.0) + decimal_year(period.end, 1.0)) / 2


def decimal_year(when: date, share_of_day: float = 0.5) -> float:
    """A day as a decimal year, at a share of the day."""
    start = when.toordinal() - when.replace(month=1, day=1).toordinal()
    length = when.replace(month=12, day=31).timetuple().tm_yday
    return when.year + (start + share_of_day) / length
