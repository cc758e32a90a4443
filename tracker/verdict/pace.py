"""Rates of change: the one seen so far and the one a goal needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.figures import PER_YEAR, Period, between, years_between

if TYPE_CHECKING:
    from tracker.figures import Series

RECENT_YEARS: Final = 5.0
_LONGEST_PATH: Final = 400


def compound_rate(first: float, last: float, years: float) -> float | None:
    """(last / first)^(1 / years) - 1, a share a year; None where that is undefined."""
    if first <= 0 or last <= 0 or years <= 0:
        return None
    try:
        rate = (last / first) ** (1 / years) - 1
    except OverflowError:
        return None
    return rate if rate < float("inf") else None


def recent_rate(series: Series, years: float = RECENT_YEARS) -> float | None:
    """The compound rate a year over the last years of figures, or over all if they span fewer; None with one."""
    if len(series) < 2:
        return None
    last = series.periods[-1]
    for period, value in zip(series.periods, series.values, strict=True):
        if years_between(period, last) <= years + 1e-9:
            return compound_rate(float(value), float(series.values[-1]), years_between(period, last))
    return None


def required_path(latest: Period, value: float, deadline: Period, goal: float) -> tuple[tuple[Period, float], ...]:
    """The figures that lead from the latest one to the goal at a constant rate, both ends included.

    Compound where both are positive, else linear; empty when the deadline is not ahead on the same calendar.
    """
    if latest.frequency != deadline.frequency or latest.frequency not in PER_YEAR:
        return ()
    steps = deadline.ordinal - latest.ordinal
    if not 0 < steps <= _LONGEST_PATH:
        return ()
    if value > 0 and goal > 0:
        figures = [value * (goal / value) ** (k / steps) for k in range(steps + 1)]
    else:
        figures = [value + (goal - value) * k / steps for k in range(steps + 1)]
    return tuple(zip(between(latest, deadline), figures, strict=True))
