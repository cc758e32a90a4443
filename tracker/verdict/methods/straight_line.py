"""Methods that draw a straight line from a first figure to the goal: percent complete, elapsed share, trend arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import LEVEL, base_point, begin_point, unfit
from tracker.verdict.methods.result import PERCENT, RATIO, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from tracker.verdict.methods.case import Case

LINEAR: Final = "linear"
ELAPSED: Final = "elapsed-share"
ARROWS: Final = "sdsn"
_HALF: Final = 0.5


def linear(start: float, target: float, current: float | None) -> MethodResult:
    """Percent complete: 100 (current - start) / (target - start); below 0 and above 100 are possible.

    `completed` from 100 on, else `not_completed`; 0 where there is nothing to do or no figure yet. Time plays no part.

    Source: oslokommune/okr-tracker, src/util/keyResultProgress.js (commit 69948f1) and its tests: read. It rounds to
    whole percent, which is left out here.
    """
    span = target - start
    percent = 0.0 if span == 0 or current is None else 100 * (current - start) / span
    status = "completed" if settled(percent) >= 100 else "not_completed"
    return MethodResult(method=LINEAR, status=status, value=percent, measure=PERCENT)


def elapsed_share(
    base: float,
    base_year: float,
    current: float,
    current_year: float,
    *,
    direction: int,
    target: float,
    target_year: float,
) -> MethodResult:
    """The share of the way that is made, divided by the share of the time that is gone at the latest figure.

    (current - base) / (target - base) over (current year - base year) / (target year - base year): above 1 `ahead`, 1
    `on_schedule`, below 1 `behind`; at the target or better `met`, whatever the trend.

    Source: no single publication; the rule of thumb of management reports, written down from recollection.
    """
    ratio = _against_line(base, base_year, current, current_year, target, target_year, direction)
    if direction * (current - target) >= 0:
        return MethodResult(method=ELAPSED, status="met", value=ratio, measure=RATIO)
    if ratio is None:
        return unavailable(ELAPSED, "no-line")
    pace = settled(ratio)
    status = "ahead" if pace > 1 else "on_schedule" if pace == 1 else "behind"
    return MethodResult(method=ELAPSED, status=status, value=ratio, measure=RATIO)


def sdsn(
    base: float,
    base_year: float,
    current: float,
    current_year: float,
    *,
    direction: int,
    target: float,
    target_year: float,
) -> MethodResult:
    """The linear change a year since the base, divided by the linear change a year that leads from base to target.

    At least 1, or the target reached: `on_track` (up arrow); at least 0.5 `moderately_improving`; at least 0
    `stagnating`; else `decreasing`. The ratio is the same on the figure itself and on an index that runs from 0 to 100
    at the target.

    Source: the names of the classes and the base 2015 are from the methods page of the Sustainable Development Report
    (dashboards.sdgindex.org), read in part; the cuts rest on recollection.
    """
    ratio = _against_line(base, base_year, current, current_year, target, target_year, direction)
    if direction * (current - target) >= 0:
        return MethodResult(method=ARROWS, status="on_track", value=ratio, measure=RATIO)
    if ratio is None:
        return unavailable(ARROWS, "no-line")
    pace = settled(ratio)
    if pace >= 1:
        status = "on_track"
    elif pace >= _HALF:
        status = "moderately_improving"
    else:
        status = "stagnating" if pace >= 0 else "decreasing"
    return MethodResult(method=ARROWS, status=status, value=ratio, measure=RATIO)


def _against_line(
    base: float, base_year: float, current: float, current_year: float, target: float, due: float, direction: int
) -> float | None:
    """The change so far over that of the straight line to the goal; None where no such line leads to it."""
    if current_year <= base_year or due <= base_year or direction * (target - base) <= 0:
        return None
    return ((current - base) / (target - base)) / ((current_year - base_year) / (due - base_year))


def linear_of_case(case: Case) -> MethodResult:
    """Percent complete of a target, from its baseline, else the figure known at its declaration, else the first."""
    if reason := unfit(case, LEVEL):
        return unavailable(LINEAR, reason)
    (direction, goal), start = case.sides[0], begin_point(case)
    if goal is None or start is None:
        return unavailable(LINEAR, "no-baseline")
    if direction * (goal - start[1]) <= 0:
        return unavailable(LINEAR, "baseline-beyond")
    return linear(start[1], goal, case.history[-1][1])


def elapsed_of_case(case: Case) -> MethodResult:
    """The elapsed share of a target, from the same figure as percent complete."""
    if reason := unfit(case, LEVEL):
        return unavailable(ELAPSED, reason)
    (direction, goal), start, (year, current) = case.sides[0], begin_point(case), case.history[-1]
    if goal is None or start is None:
        return unavailable(ELAPSED, "no-baseline")
    if start[0] == year and direction * (current - goal) < 0:
        return unavailable(ELAPSED, "too-few")
    return elapsed_share(start[1], start[0], current, year, direction=direction, target=goal, target_year=case.deadline)


def sdsn_of_case(case: Case) -> MethodResult:
    """The trend arrow of a target, from its baseline, else 2015 or the next year with a figure."""
    if reason := unfit(case, LEVEL):
        return unavailable(ARROWS, reason)
    (direction, goal), start, (year, current) = case.sides[0], base_point(case), case.history[-1]
    if goal is None or start is None or start[0] >= year:
        return unavailable(ARROWS, "too-few")
    return sdsn(start[1], start[0], current, year, direction=direction, target=goal, target_year=case.deadline)
