"""The score of the United Nations' Progress Chart, as the Basque statistical office describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import DIRECTION, FIRST_YEAR, LEVEL, base_point, unfit
from tracker.verdict.methods.growth import compound_growth, grown
from tracker.verdict.methods.result import GROWTH, SHARE, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from tracker.verdict.methods.case import Case

NAME: Final = "unsd"
_STATUSES: Final = {3: "achieved_or_on_track", 2: "fair_progress", 1: "stagnation_or_regression"}
_OF_SHARE: Final = ((0.95, 3), (0.10, 2))
_OF_GROWTH: Final = ((0.02, 3), (0.005, 2))
_NEAR: Final = 1.0
"""Percentage points from a goal of 0 % or 100 % that still count as reached."""


def unsd(
    base: float,
    base_year: float,
    current: float,
    current_year: float,
    *,
    direction: int,
    target: float | None = None,
    target_year: float = 2030,
    is_percent: bool = False,
) -> MethodResult:
    """The score 3 (achieved or on track), 2 (fair progress, to be accelerated) or 1 (stagnation or regression).

    With a target: the current figure is carried on to the target year at the compound growth since the base; the share
    of the change that was needed from base to target which that covers is at least 0.95 for 3, at least 0.10 for 2. A
    figure at the target or better is 3 whatever the trend; so is one within one point of a goal of 0 % or 100 %.
    Without a target: the compound growth, counted in the desired direction, is at least 0.02 for 3, 0.005 for 2.

    Source: EUSTAT-DES/site, _pages/en/metodologia.md (commit 10f3c70): read. It names the United Nations' "Progress
    Chart Technical Note 2023" as its model; of that only the table of contents was seen.
    """
    if base_year == current_year:
        return unavailable(NAME, "too-few")
    growth = compound_growth(base, current, current_year - base_year) if base > 0 else None
    if target is None:
        if growth is None:
            return unavailable(NAME, "not-computable")
        return _scored(direction * growth, _OF_GROWTH, GROWTH)
    later = None if growth is None else grown(current, growth, max(target_year - current_year, 0))
    ahead = direction * (target - base) > 0
    share = (later - base) / (target - base) if later is not None and ahead else None
    near = is_percent and target in {0, 100} and abs(current - target) <= _NEAR
    if direction * (current - target) >= 0 or near:
        return MethodResult(method=NAME, status=_STATUSES[3], value=share, score=3.0, measure=SHARE)
    if share is None:
        return unavailable(NAME, "not-computable" if ahead else "baseline-beyond")
    return _scored(share, _OF_SHARE, SHARE)


def _scored(value: float, cuts: tuple[tuple[float, int], ...], measure: str) -> MethodResult:
    score = next((points for cut, points in cuts if settled(value) >= cut), 1)
    return MethodResult(method=NAME, status=_STATUSES[score], value=value, score=float(score), measure=measure)


def of_case(case: Case) -> MethodResult:
    """The score of a target, figures past its deadline set aside.

    The base is the target's baseline, else 2015, else the next year with a figure, else the last one before.
    """
    if reason := unfit(case, LEVEL, DIRECTION):
        return unavailable(NAME, reason)
    direction, goal = case.sides[0]
    known = [point for point in case.history if point[0] <= case.deadline]
    if not known:
        return unavailable(NAME, "no-figures")
    year, current = known[-1]
    start = base_point(case)
    if start is None or start[0] >= year:
        earlier = [point for point in known if point[0] < (case.since or FIRST_YEAR)]
        start = earlier[-1] if earlier else known[-1]
    return unsd(
        start[1],
        start[0],
        current,
        year,
        direction=direction,
        target=goal,
        target_year=case.deadline,
        is_percent=case.is_percent,
    )
