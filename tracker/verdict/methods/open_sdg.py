"""The progress measure of Open SDG 2.4, made by Statistics Canada."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import DIRECTION, LEVEL, base_point, unfit
from tracker.verdict.methods.growth import compound_growth
from tracker.verdict.methods.result import GROWTH, NOT_AVAILABLE, RATIO, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.verdict.methods.case import Case

NAME: Final = "opensdg"
ACHIEVED: Final = "target_achieved"
_CLASSES: Final = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")
_OF_RATIO: Final = (0.95, 0.60, 0.0)
_OF_GROWTH: Final = (0.015, 0.005, 0.0)
_OF_SCORE: Final = (2.5, 0.0, -2.5)
_ZERO: Final = 0.001
"""Stands for a baseline or target of zero, which growth cannot start from or lead to."""

_LIMIT_POWER: Final = 4.44
_BEST, _WORST = 5.0, -5.0


def opensdg(
    base: float | None,
    base_year: float,
    current: float | None,
    current_year: float,
    *,
    direction: int,
    target: float | None = None,
    target_year: float = 2030,
    limit: float | None = None,
) -> MethodResult:
    """The measure from plain numbers: `direction` is +1 where more is better, -1 where less is.

    With a target, R = sign * direction * g / |G|, with g the compound growth from base to current figure and G that
    from base to target: at least 0.95 `substantial_progress`, at least 0.60 `moderate_progress`, at least 0
    `limited_progress`, else `deterioration`. Score: 7.1429 R - 4.2857, at most 5; below 0.60, 4.1667 R - 2.5, at least
    -5. A figure at the target or better: `target_achieved`, score 5, whatever the trend.

    Without one, sign * direction * g against 0.015 C, 0.005 C and 0. Score: 500 g / C - 5, at most 5; 250 g / C - 1.25;
    500 g / C - 2.5; below zero 125 g - 2.5, at least -5. C is `eased(base, limit)` near a natural limit, else 1.

    `sign` is -1 for negative figures. A base or target of zero counts as 0.001. Less than a year between the figures,
    or figures of opposite signs: `not_available`, before anything else is asked. Cut-offs are compared at nine
    decimals, which the original does not do.

    Source: open-sdg/sdg-build, sdg/ProgressMeasure.py (commit 139fede), and open-sdg/open-sdg,
    docs/progress-methodology.md: both read; a national statistical office's published results are reproduced.
    """
    if base is None or current is None or current_year - base_year < 1:
        return unavailable(NAME, "too-few")
    sign = -1 if base < 0 else 1
    start = base or _ZERO
    if start * current < 0:
        return unavailable(NAME, "sign-change")
    growth = compound_growth(start, current, current_year - base_year)
    gained = None if growth is None else sign * direction * growth
    if target is None:
        return _without_target(gained, 1.0 if limit is None else eased(base, limit))
    return _with_target(gained, start, current, direction, target or _ZERO, target_year - base_year)


def _with_target(
    gained: float | None, start: float, current: float, direction: int, target: float, years: float
) -> MethodResult:
    required = compound_growth(start, target, years)
    ratio = gained / abs(required) if gained is not None and required else None
    if direction * (current - target) >= 0:
        return MethodResult(method=NAME, status=ACHIEVED, value=ratio, score=_BEST, measure=RATIO)
    if ratio is None:
        return unavailable(NAME, "not-computable")
    status = _class(settled(ratio), _OF_RATIO)
    far = status in _CLASSES[:2]
    score = min(7.1429 * ratio - 4.2857, _BEST) if far else max(4.1667 * ratio - 2.5, _WORST)
    return MethodResult(method=NAME, status=status, value=ratio, score=score, measure=RATIO)


def _without_target(growth: float | None, ease: float) -> MethodResult:
    if growth is None:
        return unavailable(NAME, "not-computable")
    status = _class(settled(growth), tuple(settled(each * ease) for each in _OF_GROWTH))
    if status == "deterioration":
        score = max(125 * growth - 2.5, _WORST)
    elif ease == 0:
        score = _BEST
    elif status == "substantial_progress":
        score = min(500 * growth / ease - 5, _BEST)
    else:
        score = 250 * growth / ease - 1.25 if status == "moderate_progress" else 500 * growth / ease - 2.5
    return MethodResult(method=NAME, status=status, value=growth, score=score, measure=GROWTH)


def eased(base: float, limit: float) -> float:
    """C, the factor from 0 to 1 that lowers the cut-offs of growth near a natural limit; sizes count, not signs.

    1 from twice the limit on; 1 - (base / limit)^4.44 up to the limit; 1 - ((2 limit - base) / limit)^4.44 between.
    """
    size, bound = abs(base), abs(limit)
    if size >= 2 * bound:
        return 1.0
    near = size / bound if size <= bound else (2 * bound - size) / bound
    return float(1 - near**_LIMIT_POWER)


def aggregate(series: Sequence[MethodResult | Sequence[MethodResult]]) -> MethodResult:
    """The measure of several series: the mean of their scores, a nested sequence being averaged first.

    Series that cannot be judged are left out. From 2.5 `substantial_progress`, from 0 `moderate_progress`, from -2.5
    `limited_progress`, else `deterioration`; `target_achieved` only where every judged series achieved its target.
    """
    parts = [each if isinstance(each, MethodResult) else aggregate(each) for each in series]
    scored = [(each, each.score) for each in parts if each.score is not None]
    if not scored:
        return unavailable(NAME, "no-scores")
    score = fmean(points for _, points in scored)
    achieved = all(each.status == ACHIEVED for each, _ in scored)
    status = ACHIEVED if achieved else _class(settled(score), _OF_SCORE)
    return MethodResult(method=NAME, status=status, score=score, note="mean-of-scores")


def _class(value: float, cuts: Sequence[float]) -> str:
    return next((name for name, cut in zip(_CLASSES, cuts, strict=False) if value >= cut), _CLASSES[-1])


def of_case(case: Case) -> MethodResult:
    """The measure of a target: from its baseline, else 2015 or the next year with a figure, to the latest figure.

    The indicator's bound on the better side is the limit of a goal that names a direction only.
    """
    if reason := unfit(case, LEVEL, DIRECTION):
        return unavailable(NAME, reason)
    direction, goal = case.sides[0]
    start, (year, current) = base_point(case), case.history[-1]
    if start is None:
        return unavailable(NAME, "no-baseline")
    result = opensdg(
        start[1],
        start[0],
        current,
        year,
        direction=direction,
        target=goal,
        target_year=case.deadline,
        limit=case.limits[1] if direction > 0 else case.limits[0],
    )
    if result.status != NOT_AVAILABLE and 0 in {start[1], goal}:
        return replace(result, note="zero-replaced")
    return result
