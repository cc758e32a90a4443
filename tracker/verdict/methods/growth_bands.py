"""Methods that sort a compound growth into bands: Eurostat's and the Italian offices'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import DIRECTION, LEVEL, base_point, unfit
from tracker.verdict.methods.growth import compound_growth
from tracker.verdict.methods.result import GROWTH, RATIO, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from tracker.verdict.methods.case import Case

EUROSTAT: Final = "eurostat"
ISTAT: Final = "istat"
_WINDOW: Final = 5
"""Years of Eurostat's short period."""

_FEWEST_YEARS: Final = 3
_WITH_TARGET: Final = ((0.95, "significant_progress"), (0.60, "moderate_progress"), (0.0, "insufficient_progress"))


def eurostat(
    base: float,
    base_year: float,
    current: float,
    current_year: float,
    *,
    direction: int,
    target: float | None = None,
    target_year: float = 2030,
) -> MethodResult:
    """The class of the compound growth of a period.

    With a target: direction * g / |G|, with g the growth seen and G that from the base to the target: at least 0.95
    `significant_progress`, 0.60 `moderate_progress`, 0 `insufficient_progress`, else `movement_away`; at the target or
    better `significant_progress`. Without: direction * g at least 0.01 `significant_progress`, at least 0
    `moderate_progress`, above -0.01 `moderate_movement_away`, else `significant_movement_away`.

    Source: 0.95, 0.60 and 0 and the names of the classes are quoted by Statistics Canada's documentation and first code
    and by a news item on the 2018 report, read; all else rests on recollection, and later editions changed details.
    """
    growth = compound_growth(base, current, current_year - base_year) if base > 0 else None
    if target is None:
        if growth is None:
            return unavailable(EUROSTAT, "not-computable")
        return MethodResult(
            method=EUROSTAT, status=_by_growth(settled(direction * growth)), value=direction * growth, measure=GROWTH
        )
    required = compound_growth(base, target, target_year - base_year) if base > 0 else None
    ratio = direction * growth / abs(required) if growth is not None and required else None
    if direction * (current - target) >= 0:
        return MethodResult(method=EUROSTAT, status=_WITH_TARGET[0][1], value=ratio, measure=RATIO)
    if ratio is None:
        return unavailable(EUROSTAT, "not-computable")
    status = next((name for cut, name in _WITH_TARGET if settled(ratio) >= cut), "movement_away")
    return MethodResult(method=EUROSTAT, status=status, value=ratio, measure=RATIO)


def _by_growth(growth: float) -> str:
    if growth >= 0:
        return "significant_progress" if growth >= 0.01 else "moderate_progress"
    return "moderate_movement_away" if growth > -0.01 else "significant_movement_away"


def istat(first: float, first_year: float, last: float, last_year: float, *, direction: int) -> MethodResult:
    """The band of the compound growth over the whole series, counted in the desired direction; no target is asked.

    Above 0.05 `clear_improvement`, above 0.01 `slight_improvement`, above -0.01 `stable`, above -0.05
    `slight_worsening`, else `clear_worsening`.

    Source: trend page of ASTAT, the statistical institute of South Tyrol (statistics-astat.provinz.bz.it/SDG), which
    follows ISTAT: read. How the bounds of the bands lie for figures that should fall is taken as mirrored.
    """
    growth = compound_growth(first, last, last_year - first_year) if first > 0 else None
    if growth is None:
        return unavailable(ISTAT, "not-computable")
    gained = settled(direction * growth)
    if gained > 0.01:
        status = "clear_improvement" if gained > 0.05 else "slight_improvement"
    elif gained > -0.01:
        status = "stable"
    else:
        status = "slight_worsening" if gained > -0.05 else "clear_worsening"
    return MethodResult(method=ISTAT, status=status, value=direction * growth, measure=GROWTH)


def eurostat_of_case(case: Case) -> MethodResult:
    """The class of a target: from its baseline, else over the last five years; three years of figures at least."""
    if reason := unfit(case, LEVEL, DIRECTION):
        return unavailable(EUROSTAT, reason)
    (direction, goal), (year, current) = case.sides[0], case.history[-1]
    start = base_point(case, year - _WINDOW)
    if start is None or sum(when >= start[0] for when, _ in case.history) < _FEWEST_YEARS:
        return unavailable(EUROSTAT, "fewer-than-three")
    return eurostat(start[1], start[0], current, year, direction=direction, target=goal, target_year=case.deadline)


def istat_of_case(case: Case) -> MethodResult:
    """The band of a goal that names a direction only, from the first figure to the latest."""
    if reason := unfit(case, DIRECTION):
        return unavailable(ISTAT, reason)
    (first_year, first), (last_year, last) = case.history[0], case.history[-1]
    if first_year == last_year:
        return unavailable(ISTAT, "too-few")
    return istat(first, first_year, last, last_year, direction=case.sides[0][0])
