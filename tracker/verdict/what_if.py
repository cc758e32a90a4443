"""Other assumptions: figures that are not there yet, a constant growth, another deadline."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError, RefusedError
from tracker.figures import DAILY, MONTHLY, PER_YEAR, UNUSED, Observation, holding, known_at, parse_period
from tracker.goals import in_force
from tracker.verdict.calendar import Figures, decisive_period, known_series
from tracker.verdict.measure import level
from tracker.verdict.pace import points_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Indicator, Period
    from tracker.goals import Target
    from tracker.verdict.assessment import Assessment

    Point = tuple[Period, float]

LONGEST_YEARS: Final = 50
"""How far a path of constant growth is followed to see when it reaches the goal."""

MOST_PERIODS: Final = 10_000
"""Figures of such a path, at most."""

_LARGEST: Final = 1e305
"""Beyond this nothing is reckoned; no draw lies further."""

_MONTHS: Final = {"year": 12, "quarter": 3, "month": 1, "年": 12, "个季度": 3, "季度": 3, "个月": 1}
_DELAY = re.compile(r"\s*(\d{1,3})\s*(year|quarter|month|年|个季度|季度|个月)s?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is supposed: coming figures (in the indicator's unit), then growth (a share a year), and the deadline."""

    figures: tuple[Point, ...] = ()
    growth: float | None = None
    deadline: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """What is judged instead: the target, the rows, and the day on which the last of them would be known.

    `path` are the figures of a constant growth on the calendar on which the target is decided, beyond the deadline too;
    `since` is the period of the figure that the growth starts from.
    """

    target: Target
    rows: tuple[Observation, ...]
    day: date
    path: tuple[Point, ...] = ()
    since: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The verdict as things are and the supposed one.

    `path` are the figures of a constant growth from the period `since` on; `reached` is the first period in which they
    satisfy the goal.
    """

    now: Assessment
    supposed: Assessment
    assumptions: Assumptions
    path: tuple[Point, ...] = ()
    since: Period | None = None
    reached: Period | None = None


def suppose(
    target: Target, indicator: Indicator, rows: Sequence[Observation], as_of: date, assumptions: Assumptions
) -> Supposition:
    """The target and the rows as they would be under some assumptions, beside what is known on a day.

    A supposed figure counts as published when the indicator's lag says, or on the day if that is later. With a growth
    every coming figure up to the deadline is supposed: the one of a year before, grown. Raises RefusedError where there
    is no figure to start from.
    """
    target = replace(in_force(target, as_of), revised=())
    if assumptions.deadline is not None:
        target = with_deadline(target, assumptions.deadline)
    known = tuple(row for row in known_at(rows, as_of) if row.area == target.area)
    usable = [row for row in known if row.value is not None and row.status not in UNUSED]
    source = max(usable, key=lambda row: row.period.end).source if usable else ""

    def supposed(point: Point) -> Observation:
        period, value = point
        return Observation(
            indicator=indicator.id,
            area=target.area,
            period=period,
            value=value,
            published=max(as_of, period.end + timedelta(days=indicator.lag_days)),
            source=source,
        )

    added = tuple(supposed(point) for point in assumptions.figures)
    if assumptions.growth is None:
        day = max((row.published for row in added), default=as_of)
        return Supposition(target=target, rows=(*known, *added), day=day)
    since, grown = _grown(target, indicator, (*known, *added), assumptions.growth)
    coming = tuple(supposed(point) for point in grown)
    counted = (*known, *added, *(row for row in coming if row.period.end <= _due(target).end))
    return Supposition(
        target=target,
        rows=counted,
        day=max(as_of, *(row.published for row in counted)),
        path=_path(target, indicator, (*known, *added, *coming), since),
        since=since,
    )


def _path(target: Target, indicator: Indicator, rows: Sequence[Observation], since: Period) -> tuple[Point, ...]:
    """The figures after a period on the calendar on which the target is decided."""
    whole = known_series(indicator, rows, [target], target.area, max(row.published for row in rows))
    figures = Figures(series=whole, forecast=None, aggregation=indicator.aggregation)
    decisive = decisive_period(_due(target), whole.frequency)
    return tuple(point for point in points_of(figures, decisive.frequency) if point[0].end > since.end)


def _due(target: Target) -> Period:
    if target.deadline is None:
        raise RefusedError(f"{target.id} has no deadline of its own; write one of its parts")
    return target.deadline


def _grown(
    target: Target, indicator: Indicator, rows: Sequence[Observation], rate: float
) -> tuple[Period, tuple[Point, ...]]:
    """The latest figure's period, and the figures after it: each that of a year before, or the latest one, grown.

    Up to the deadline and `LONGEST_YEARS` beyond the latest figure, or until there are no larger numbers. Raises
    RefusedError where that is before the deadline.
    """
    known = known_series(indicator, rows, (), target.area, max(row.published for row in rows) if rows else date.max)
    if not len(known):
        raise RefusedError(f"{target.id} has no figure that could grow; suppose one by --figure")
    if rate < -1:
        raise RefusedError(f"a growth of {100 * rate:g} % a year takes away more than there is; suppose -100 % or more")
    latest, per_year = known.periods[-1], PER_YEAR[known.frequency]
    figures = dict(zip(known.periods, known.values.tolist(), strict=True))
    longest = min(LONGEST_YEARS * per_year, MOST_PERIODS)
    due = decisive_period(_due(target), known.frequency)
    count = min(max(longest, due.ordinal - latest.ordinal), MOST_PERIODS)
    for k in range(1, count + 1):
        period = latest.shifted(k)
        before = figures.get(period.shifted(-per_year))
        grown = _times(figures[latest], 1 + rate, k / per_year) if before is None else before * (1 + rate)
        if not -_LARGEST <= grown <= _LARGEST:
            if period.end <= due.end:
                raise RefusedError(
                    f"a growth of {100 * rate:g} % a year leads beyond {_LARGEST:g} by {period}; suppose another"
                )
            break
        figures[period] = grown
    return latest, tuple((period, value) for period, value in figures.items() if period > latest)


def _times(figure: float, factor: float, years: float) -> float:
    """The figure after so many years of a growth; infinite beyond all numbers."""
    try:
        return figure * math.pow(factor, years)
    except OverflowError:
        return math.copysign(math.inf, figure)


def reached(path: Sequence[Point], verdict: Assessment) -> Period | None:
    """The first period of a path whose figure satisfies a verdict's goal; None where none does."""
    if verdict.threshold is None or verdict.target.condition.kind == "maintain":
        return None
    wanted = level(verdict.target.condition, verdict.threshold, verdict.upper_threshold)
    return next((period for period, value in path if wanted.is_met_by(value)), None)


def with_deadline(target: Target, deadline: Period) -> Target:
    """The target with another deadline; a span that it counts over ends there."""
    over = target.condition.over
    if over is None:
        return replace(target, deadline=deadline)
    first, last = over
    if first.frequency != deadline.frequency or deadline < first:
        raise RefusedError(f"{target.id} counts over {first}..{last}; write a later end, like {last.shifted(1)}")
    return replace(target, deadline=deadline, condition=replace(target.condition, over=(first, deadline)))


def delayed(deadline: Period, delay: str) -> Period:
    """The deadline moved by a delay like `1 year`, `2 quarters` or `6 months`.

    Raises PeriodError for a text that is no delay, or that does not fit the deadline's calendar.
    """
    found = _DELAY.fullmatch(delay)
    if found is None:
        raise PeriodError(f"{delay!r} is no delay; write one like 1 year, 2 quarters or 6 months")
    months = int(found[1]) * _MONTHS[found[2]]
    if deadline.frequency == DAILY:
        return _day_after(deadline, months)
    steps, rest = divmod(months * PER_YEAR.get(deadline.frequency, 0), 12)
    if rest or not steps:
        raise PeriodError(
            f"the deadline {deadline} cannot move by {delay!r}; write the new one: --by {deadline.year + 1}"
        )
    return deadline.shifted(steps)


def _day_after(deadline: Period, months: int) -> Period:
    """The same day some months later; the last of the month where it has no such day."""
    later = holding(deadline.end, MONTHLY).shifted(months)
    return parse_period(min(later.end, later.start + timedelta(days=deadline.end.day - 1)))
