"""Periods made of other periods' figures: sums, means and last values of finer ones, and what is left of a year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.errors import InvalidInputError, Problem
from tracker.figures.course import cannot_fall
from tracker.figures.months import span, steps, totals
from tracker.figures.period import DAILY, PER_YEAR, YEAR_TO_DATE, Period, between, holding, last_ended_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation

LONGEST_GAP_DAYS: Final = 10
"""Days without a figure (weekends, holidays) that daily figures may have where `mean` or `last` combines them."""


class Point(NamedTuple):
    """The figure of one period, the rows behind it, and `difference` where one of them was subtracted, else empty."""

    value: float
    rows: tuple[Observation, ...]
    made: str = ""

    def begins(self, period: Period, indicator: Indicator) -> date:
        """The first day that the figure of the period speaks of, or rests on."""
        if self.made:
            return min(row.period.start for row in self.rows)
        is_last = len(self.rows) > 1 and _aggregation(indicator, self.rows[-1].period.frequency) == "last"
        return self.rows[-1].period.start if is_last else period.start


def points_of(
    chosen: Sequence[Observation], indicator: Indicator, frequency: str
) -> tuple[dict[Period, Point], list[tuple[Observation, str]]]:
    """The figures of one area by period of `frequency`, and the levels that made none with the reason's code.

    A figure of the period itself comes first; then finer ones that fill it, of several frequencies the coarsest; then
    whatever adds up to it with year-to-date figures; then differences. A difference below zero makes no figure where
    there are no negative ones.
    """
    points = {
        row.period: Point(row.value, (row,))
        for row in chosen
        if row.period.frequency == frequency and row.value is not None
    }
    partial = [row for row in chosen if row.period.frequency == YEAR_TO_DATE]
    others = [row for row in chosen if row.period.frequency not in {frequency, YEAR_TO_DATE}]
    combined, unused = _filled(others, frequency, indicator, frozenset(points))
    points |= combined
    unused += [(row, "year-to-date") for row in partial]
    rest = _rest(chosen, unused, indicator, frequency, points)
    points |= rest
    used = {id(row) for point in rest.values() for row in point.rows}
    return points, [(row, code) for row, code in unused if id(row) not in used]


def _aggregation(indicator: Indicator, finer: str) -> str | None:
    return indicator.aggregation or ("last" if finer == DAILY else None)


def _filled(
    rows: Sequence[Observation], frequency: str, indicator: Indicator, published: frozenset[Period]
) -> tuple[dict[Period, Point], list[tuple[Observation, str]]]:
    """Periods filled by finer figures, and the rows that fill none."""
    left_out: list[tuple[Observation, str]] = []
    parts: dict[tuple[Period, str], list[Observation]] = defaultdict(list)
    order = list(PER_YEAR)
    for row in rows:
        finer = row.period.frequency
        period = holding(row.period.start, frequency)
        if order.index(finer) < order.index(frequency) or period in published:
            left_out.append((row, "other-frequency"))
        else:
            parts[period, finer].append(row)
    made: dict[Period, Point] = {}
    for (period, finer), group in sorted(parts.items(), key=lambda item: order.index(item[0][1])):
        aggregation = _aggregation(indicator, finer)
        if period in made:
            left_out += [(row, "other-frequency") for row in group]
        elif not _is_complete(group, period, finer, aggregation):
            left_out += [(row, "incomplete") for row in group]
        elif aggregation is None:
            raise InvalidInputError([_undeclared(indicator, period, finer)])
        else:
            made[period] = Point(_combined(group, aggregation), tuple(group))
    return made, left_out


def _undeclared(indicator: Indicator, period: Period, finer: str) -> Problem:
    message = (
        f"indicator {indicator.id} has {finer} figures that make {period} only together, "
        "and no aggregation; write aggregation: sum, last or mean"
    )
    return Problem(path="targets.yaml", line=indicator.line, message=message)


def _is_complete(group: Sequence[Observation], period: Period, finer: str, aggregation: str | None) -> bool:
    if aggregation == "last":
        gap = (period.end - group[-1].period.end).days
        return gap == 0 or (finer == DAILY and gap <= LONGEST_GAP_DAYS)
    if finer != DAILY:
        first, last = group[0].period.ordinal, group[-1].period.ordinal
        start, end = span(period)
        return last - first + 1 == len(group) == (end - start) * PER_YEAR[finer] // 12
    if aggregation == "sum":
        return len(group) == (period.end - period.start).days + 1
    days = [period.start.toordinal() - 1, *(row.period.ordinal for row in group), period.end.toordinal() + 1]
    return max(later - earlier for earlier, later in pairwise(days)) - 1 <= LONGEST_GAP_DAYS


def _combined(rows: Sequence[Observation], aggregation: str) -> float:
    """The figure of a period from its rows, in time order and complete."""
    values = [row.value for row in rows if row.value is not None]
    if len(values) == 1 or aggregation == "last":
        return values[-1]
    return sum(values) if aggregation == "sum" else sum(values) / len(values)


def _rest(
    chosen: Iterable[Observation],
    unused: Iterable[tuple[Observation, str]],
    indicator: Indicator,
    frequency: str,
    points: Collection[Period],
) -> dict[Period, Point]:
    """Periods without a figure of their own that year-to-date and other figures lead to."""
    years = {row.period.year for row, _ in unused if row.period.frequency != DAILY}
    if not years or indicator.aggregation is None or frequency == DAILY:
        return {}
    missing = [
        period
        for number in sorted(years)
        for period in between(holding(date(number, 1, 1), frequency), last_ended_by(date(number, 12, 31), frequency))
        if period not in points
    ]
    if indicator.aggregation == "last":
        ends = {row.period.end: row for row, code in unused if code == "year-to-date"}
        return {
            period: Point(row.value, (row,))
            for period in missing
            if (row := ends.get(period.end)) is not None and row.value is not None
        }
    known = steps(chosen, indicator.aggregation)
    found = {}
    for period in missing:
        start, end = span(period)
        total = totals(known, start).get(end)
        if total is None or (total.value < 0 and total.is_difference and cannot_fall(indicator)):
            continue
        value = total.value / (end - start) if indicator.aggregation == "mean" else total.value
        found[period] = Point(value, total.rows, "difference" if total.is_difference else "")
    return found
