"""The weather symbols of the indicator reports on Germany's sustainability strategy."""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Final

from tracker.verdict.methods.case import HOLD
from tracker.verdict.methods.result import SHARE, MethodResult, settled, unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.verdict.methods.case import Case

NAME: Final = "destatis"
SUN, SUN_CLOUD, CLOUD, THUNDERSTORM = "sun", "sun_cloud", "cloud", "thunderstorm"
_MOST, _FEWEST = 6, 4
"""Annual figures that are looked at, and that are needed."""

_HIT, _NEAR_MISS = 0.05, 0.20


def destatis(
    history: Sequence[tuple[int, float]],
    *,
    direction: int,
    target: float | None = None,
    target_year: int | None = None,
) -> MethodResult:
    """The symbol from (year, figure) pairs in time order: the last years without a gap count, at most six.

    Target and target year: the mean of the annual changes is carried on to the target year; what then misses the
    target, divided by the distance from the latest figure to it (the value), is below 0.05 `sun`, at most 0.20
    `sun_cloud`, else `cloud`; `thunderstorm` where the mean does not point to the target.

    Target without a year (to be held every year), or reached already: `sun` reached and not worsening, `sun_cloud`
    reached and worsening, `cloud` not reached and not moving away, else `thunderstorm`.

    Direction only: `sun` where the mean and the last change are right, `sun_cloud` only the mean, `cloud` only the
    last, else `thunderstorm`.

    Fewer than four years without a gap are not assessed.

    Source: Nachhaltige-Entwicklung-Deutschland/open-sdg-site-starter, _pages/status.md (commit 1c20f2a): read.
    """
    figures = _tail(history)
    if len(figures) < _FEWEST:
        return unavailable(NAME, "fewer-than-four")
    changes = [direction * (later - earlier) for earlier, later in pairwise(figures)]
    mean, last = settled(fmean(changes)), settled(changes[-1])
    if target is None:
        return MethodResult(method=NAME, status=_by_direction(mean, last))
    distance = direction * (target - figures[-1])
    if distance <= 0 or target_year is None:
        return MethodResult(method=NAME, status=_held(mean, reached=distance <= 0))
    carried = fmean(changes) * max(target_year - history[-1][0], 0)
    miss = max(distance - carried, 0.0) / distance
    if mean <= 0:
        status = THUNDERSTORM
    elif settled(miss) < _HIT:
        status = SUN
    else:
        status = SUN_CLOUD if settled(miss) <= _NEAR_MISS else CLOUD
    return MethodResult(method=NAME, status=status, value=miss, measure=SHARE)


def _tail(history: Sequence[tuple[int, float]]) -> list[float]:
    """The figures of the last years without a gap, at most six, in time order."""
    figures: list[float] = []
    for steps, (year, value) in enumerate(reversed(history[-_MOST:])):
        if year != history[-1][0] - steps:
            break
        figures.insert(0, value)
    return figures


def _by_direction(mean: float, last: float) -> str:
    if mean > 0:
        return SUN if last > 0 else SUN_CLOUD
    return CLOUD if last > 0 else THUNDERSTORM


def _held(mean: float, *, reached: bool) -> str:
    if reached:
        return SUN if mean >= 0 else SUN_CLOUD
    return CLOUD if mean >= 0 else THUNDERSTORM


def of_case(case: Case) -> MethodResult:
    """The symbol of a target: its next dated goal counts, and of a band the bound that is nearer."""
    if not case.history:
        return unavailable(NAME, "no-figures")
    year, current = case.history[-1]
    sides = case.sides
    if len(sides) > 1:
        sides = tuple((side, bound) for side, bound in sides if bound is not None and side * (current - bound) < 0)
        if not sides:
            return unavailable(NAME, "inside-band")
    direction, goal = sides[0]
    coming = [each for each in case.interim if each[0] > year]
    if coming and len(case.sides) == 1 and goal is not None:
        due, goal = coming[0]
    else:
        due = case.deadline
    return destatis(case.history, direction=direction, target=goal, target_year=None if case.aim == HOLD else due)
