"""The current status and the anticipated progress index of UNESCAP, as an office of UNICEF computes them."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from statistics import fmean
from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import LEVEL, base_point, unfit
from tracker.verdict.methods.result import INDEX, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.verdict.methods.case import Case

STATUS: Final = "escap"
ANTICIPATED: Final = "escap-anticipated"
_WHOLE_WAY: Final = 10.0
_GOOD: Final = 9.0
_WORDS: Final = {
    STATUS: ("on_track", "slow_progress", "regression"),
    ANTICIPATED: ("will_meet_target", "need_to_accelerate", "no_progress_expected"),
}


def current_status(base: float, current: float, target: float, *, direction: int) -> MethodResult:
    """How much of the way from base to target has been made, in tenths: 10 (current - base) / |target - base|.

    Counted in the desired direction; 10 at the target or better. Above 9 `on_track`, above 0 `slow_progress`, else
    `regression`.

    Source: spalmas/SDG-MENARO (UNICEF, Middle East and North Africa), 03_progress_assessment, both files (commit
    3505208): read. UNESCAP's own technical notes were seen in part; its dashboard's cuts are not known from reading.
    """
    return _judged(STATUS, base, current, target, direction)


def anticipated_progress(base: float, predicted: float, target: float, *, direction: int) -> MethodResult:
    """The same index of the figure predicted for the target year.

    Above 9 `will_meet_target`, above 0 `need_to_accelerate`, else `no_progress_expected`. Source: as `current_status`.
    """
    return _judged(ANTICIPATED, base, predicted, target, direction)


def _judged(method: str, base: float, figure: float, target: float, direction: int) -> MethodResult:
    good, slow, bad = _WORDS[method]
    if direction * (figure - target) >= 0:
        return MethodResult(method=method, status=good, value=_WHOLE_WAY, measure=INDEX)
    if target == base:
        return unavailable(method, "no-distance")
    index = direction * _WHOLE_WAY * (figure - base) / abs(target - base)
    status = good if settled(index) > _GOOD else slow if settled(index) > 0 else bad
    return MethodResult(method=method, status=status, value=index, measure=INDEX)


def predicted(history: Sequence[tuple[int, float]], year: int, *, low: float, high: float) -> float:
    """The figure of a year when the logit of its share of low to high goes on at the mean of its annual changes.

    The changes between neighbouring figures count alike, whatever their years, as in the file read; UNESCAP describes
    a regression with weights that grow towards the present. A figure at a bound has no logit: then the latest stays.
    """
    shares = [(when, (value - low) / (high - low)) for when, value in history]
    if len(shares) < 2 or any(not 0 < share < 1 for _, share in shares):
        return history[-1][1]
    logits = [(when, log(share / (1 - share))) for when, share in shares]
    slope = fmean((later - earlier) / (end - start) for (start, earlier), (end, later) in pairwise(logits))
    reach = logits[-1][1] + slope * (year - logits[-1][0])
    share = 1 / (1 + exp(-reach)) if reach > 0 else exp(reach) / (1 + exp(reach))
    return low + (high - low) * share


def status_of_case(case: Case) -> MethodResult:
    """The current status of a target, from its baseline, else 2015 or the next year with a figure.

    A single figure is enough where it satisfies the goal.
    """
    if reason := unfit(case, LEVEL):
        return unavailable(STATUS, reason)
    direction, goal = case.sides[0]
    start, (year, current) = base_point(case), case.history[-1]
    met = goal is not None and direction * (current - goal) >= 0
    if goal is None or (not met and (start is None or start[0] >= year)):
        return unavailable(STATUS, "too-few")
    return current_status(current if start is None else start[1], current, goal, direction=direction)


def anticipated_of_case(case: Case) -> MethodResult:
    """The anticipated progress of a target on an indicator with a lower and an upper bound."""
    if reason := unfit(case, LEVEL):
        return unavailable(ANTICIPATED, reason)
    direction, goal = case.sides[0]
    start, low, high = base_point(case), *case.limits
    if low is None or high is None:
        return unavailable(ANTICIPATED, "no-bounds")
    if goal is None or start is None or start[0] >= case.history[-1][0]:
        return unavailable(ANTICIPATED, "too-few")
    due = max(case.deadline, case.history[-1][0])
    since = [point for point in case.history if point[0] >= start[0]]
    return anticipated_progress(start[1], predicted(since, due, low=low, high=high), goal, direction=direction)
