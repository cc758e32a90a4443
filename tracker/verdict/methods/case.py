"""A target as the published methods see it: one figure a year, a direction, a goal, two dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.figures import DAILY, PER_YEAR, is_percent, parse_unit
from tracker.goals import GROUPS, MILESTONES, in_force
from tracker.verdict.calendar import Figures, decisive_period
from tracker.verdict.measure import base_period, thresholds

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Period, Series
    from tracker.goals import Condition, Target

LEVEL, DIRECTION, HOLD = "level", "direction", "hold"
"""What a goal asks: a figure by its deadline, better than before, a figure in every period."""

FIRST_YEAR: Final = 2015
"""The baseline of the Sustainable Development Goals, which most methods start from."""

_OUTSIDE: Final = {**dict.fromkeys(GROUPS, "group"), MILESTONES: "milestones", "cumulative": "sum"}
"""Conditions that no published method judges, and the code of the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the methods are applied to.

    `history` is (year, figure) in time order, one a year: of sub-annual figures those of the deadline's own part of the
    year, every June. `sides` are direction (+1 where more is better, -1 where less is) and goal: one, or two for a
    band; the goal is None where only a direction was declared. `deadline` and `since` (the declared baseline) are
    years, `begun` is the year of the last figure known at the declaration. `limits` are the indicator's bounds.
    `interim` are the dated goals on the way, (year, figure).
    """

    aim: str
    sides: tuple[tuple[int, float | None], ...]
    history: tuple[tuple[int, float], ...]
    deadline: int
    since: int | None = None
    begun: int | None = None
    limits: tuple[float | None, float | None] = (None, None)
    is_percent: bool = False
    interim: tuple[tuple[int, float], ...] = ()


def case_of(target: Target, indicator: Indicator, series: Series, as_of: date) -> Case | str:
    """The case of a target on a series as known on a day, or the code of why no method can judge it."""
    target = in_force(target, as_of)
    condition = target.condition
    if condition.kind in _OUTSIDE or target.deadline is None:
        return _OUTSIDE.get(condition.kind, "group")
    decisive = decisive_period(target.deadline, series.frequency)
    if decisive.frequency == DAILY:
        return "daily"
    figures = Figures(series=series, forecast=None, aggregation=indicator.aggregation)
    if condition.kind == "improve":
        aim, sides = DIRECTION, _sides((None, None), target)
    else:
        aim = HOLD if condition.kind == "maintain" else LEVEL
        since = base_period(condition)
        base = None if since is None else figures.known(since)
        if since is not None and not _is_base(base, condition):
            return "baseline-unknown"
        sides = _sides(thresholds(condition, base), target)
    annual = _annual(decisive, figures)
    since = target.baseline or base_period(condition)
    return Case(
        aim=aim,
        sides=sides,
        history=tuple((period.year, value) for period, value in annual),
        deadline=decisive.year,
        since=None if since is None else _year_of(since, decisive),
        begun=_begun(annual, target, indicator, series),
        limits=indicator.bounds,
        is_percent=is_percent(parse_unit(indicator.unit)),
        interim=tuple((decisive_period(when, series.frequency).year, goal) for when, goal in target.interim),
    )


def unfit(case: Case, *aims: str) -> str:
    """The code of why a method that knows some aims cannot judge a case; empty where it can."""
    if case.aim not in aims:
        return {LEVEL: "direction-only", DIRECTION: "no-figure-asked", HOLD: "every-period"}[case.aim]
    if len(case.sides) > 1:
        return "band"
    return "" if case.history else "no-figures"


def base_point(case: Case, otherwise: int = FIRST_YEAR) -> tuple[int, float] | None:
    """The figure of the declared baseline, else of the year given, or of the next later year that has one."""
    start = otherwise if case.since is None else case.since
    return next((point for point in case.history if point[0] >= start), None)


def begin_point(case: Case) -> tuple[int, float] | None:
    """The figure of the declared baseline, else the last one known at the declaration, else the first."""
    if case.since is None and case.begun is None:
        return case.history[0] if case.history else None
    return base_point(case, case.begun or FIRST_YEAR)


def _is_base(base: float | None, condition: Condition) -> bool:
    """Whether a change or growth can be counted from a figure."""
    if base is None or (condition.relative and base == 0):
        return False
    return condition.kind != "average_growth" or base > 0


def _sides(bounds: tuple[float | None, float | None], target: Target) -> tuple[tuple[int, float | None], ...]:
    """Each bound of the condition with the direction in which it is reached; lower bound first."""
    condition, (first, second) = target.condition, bounds
    if condition.lower is not None and condition.upper is not None:
        return ((1, first), (-1, second))
    return ((condition.direction, first),)


def _annual(decisive: Period, figures: Figures) -> list[tuple[Period, float]]:
    """The known figures of the deadline's own part of every year, in time order."""
    periods = figures.series.periods
    if not periods:
        return []
    each_year = PER_YEAR[decisive.frequency]
    found = []
    for number in range(periods[0].year, periods[-1].year + 1):
        period = decisive.shifted((number - decisive.year) * each_year)
        value = figures.known(period)
        if value is not None:
            found.append((period, value))
    return found


def _year_of(since: Period, decisive: Period) -> int:
    """The first year whose own part, the deadline's, has not ended before a baseline period begins."""
    period = decisive.shifted((since.start.year - decisive.year) * PER_YEAR[decisive.frequency])
    return period.year if period.end >= since.start else period.year + 1


def _begun(annual: list[tuple[Period, float]], target: Target, indicator: Indicator, series: Series) -> int | None:
    """The year of the last figure known when the target was declared; None where no such day or figure is known.

    A figure revised later counts from the end of its period plus the indicator's lag.
    """
    declared = target.declared.on if target.declared is not None else None
    if declared is None:
        return None

    def known(period: Period) -> bool:
        rows = [
            row for part, rows in zip(series.periods, series.rows, strict=True) for row in rows if period.contains(part)
        ]
        published = max((row.published for row in rows), default=None)
        in_time = (declared - period.end).days >= indicator.lag_days
        return in_time or (published is not None and published <= declared)

    return max((period.year for period, _ in annual if known(period)), default=None)
