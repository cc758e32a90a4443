"""The quantity that a condition speaks of, from the figures of its periods."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tracker.figures import Period, between, years_between
from tracker.goals import LEVELS, Bound, Condition
from tracker.verdict.calendar import decisive_period

if TYPE_CHECKING:
    from tracker.verdict.calendar import Figures

_FARTHEST: Final = 1e306
"""What lies further than this sits here: beyond every draw, and far enough from the end of all numbers to reckon on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured quantity: a number once every figure is known, else one for each draw.

    `missing` names the periods without which it cannot be measured, `gaps` those without a figure that it does not
    need; `undefined` is the baseline from which a share cannot be taken. `size` is the size of the figures that it was
    computed from, in its own unit. `threshold` and `upper_threshold` are the figures of the decisive period at the
    condition's lower and upper bound (None where the baseline is itself drawn, or no single figure decides).
    """

    value: Any = None
    missing: tuple[Period, ...] = ()
    gaps: tuple[Period, ...] = ()
    undefined: tuple[Period, float] | None = None
    base: float | None = None
    size: float = 0.0
    threshold: float | None = None
    upper_threshold: float | None = None


def measured(condition: Condition, decisive: Period, figures: Figures) -> Measured:
    """Measure what the condition speaks of at the decisive period.

    Levels: the figure itself. `increase_by`, `reduce_by`, `improve`: its change since the baseline, divided by the
    baseline's absolute value where relative, so that "up" means up from a negative figure too. `average_growth`:
    (last / base)^(1 / years) - 1, base being the period before the span; only the two ends decide. `cumulative`: the
    sum over the span up to the decisive period.
    """
    if condition.kind in LEVELS:
        value = figures.at(decisive)
        missing = () if value is not None else (decisive,)
        low, high = thresholds(condition, None)
        size = figures.size(decisive)
        return Measured(value=value, missing=missing, size=size, threshold=low, upper_threshold=high)
    if condition.kind == "average_growth":
        return _average_growth(condition, figures)
    if condition.kind == "cumulative":
        return _cumulative(condition, decisive, figures)
    return _change(condition, decisive, figures)


def _ends(first: Period, last: Period, figures: Figures) -> tuple[Any, Any, tuple[Period, ...]]:
    """The figures of two periods, observed or drawn on the same paths, and those that cannot be known."""
    base, value = figures.at(first), figures.at(last)
    return base, value, tuple(period for period, each in ((first, base), (last, value)) if each is None)


def _change(condition: Condition, decisive: Period, figures: Figures) -> Measured:
    assert condition.since is not None  # noqa: S101 - the parser refuses the condition without it
    since = decisive_period(condition.since, figures.series.frequency)
    base, value, missing = _ends(since, decisive, figures)
    if missing:
        return Measured(missing=missing)
    divisor: Any = np.abs(base) if condition.relative else np.ones_like(base)
    if not np.any(divisor > 0):
        return Measured(undefined=(since, 0.0))
    change = _where(divisor > 0, value - base, divisor)
    if not isinstance(base, float):
        return Measured(value=change)
    low, high = thresholds(condition, base)
    size = _held(max(figures.size(since), figures.size(decisive)) / float(divisor))
    return Measured(value=change, base=base, size=size, threshold=low, upper_threshold=high)


def _average_growth(condition: Condition, figures: Figures) -> Measured:
    before, *inner, last = (*_base_of_growth(condition), *span(condition))
    base, value, missing = _ends(before, last, figures)
    if missing:
        return Measured(missing=missing)
    if not np.any(np.asarray(base) > 0):
        return Measured(undefined=(before, float(np.median(base))))
    years = years_between(before, last)
    ratio = _where(np.asarray(base) > 0, np.maximum(value, 0.0), base)
    with np.errstate(over="ignore"):
        growth = _held(np.asarray(ratio) ** (1 / years) - 1)
    gaps = tuple(period for period in inner if figures.at(period) is None)
    if not isinstance(base, float):
        return Measured(value=growth, gaps=gaps)
    low, high = thresholds(condition, base)
    growth = float(growth) if isinstance(value, float) else growth
    return Measured(value=growth, gaps=gaps, base=base, size=1.0, threshold=low, upper_threshold=high)


def _base_of_growth(condition: Condition) -> tuple[Period, ...]:
    base = base_period(condition)
    return () if base is None else (base,)


def _where(defined: Any, dividend: Any, divisor: Any) -> Any:  # noqa: ANN401 - a number, or one for each draw
    """The quotient, and not a number, which satisfies no bound, in the draws where it is not defined."""
    with np.errstate(over="ignore"):
        if isinstance(divisor, float) or np.ndim(divisor) == 0:
            quotient = dividend / divisor
            return _held(float(quotient) if np.ndim(quotient) == 0 else quotient)
        found = np.full(np.broadcast(dividend, divisor).shape, np.nan)
        return _held(np.divide(dividend, divisor, out=found, where=defined))


def _held(found: Any) -> Any:  # noqa: ANN401 - a number, or one for each draw
    """What was reckoned, none of it further than `_FARTHEST`."""
    if isinstance(found, float):
        return min(max(found, -_FARTHEST), _FARTHEST)
    return np.clip(found, -_FARTHEST, _FARTHEST)


def _cumulative(condition: Condition, decisive: Period, figures: Figures) -> Measured:
    total: Any = 0.0
    missing = []
    size = 0.0
    for period in span(condition, decisive):
        value = figures.at(period)
        if value is None:
            missing.append(period)
        else:
            total = _held(total + value)
            size += figures.size(period)
    return Measured(missing=tuple(missing)) if missing else Measured(value=total, size=size)


def span(condition: Condition, until: Period | None = None) -> tuple[Period, ...]:
    """Every period of the condition's `over`, those only that have ended with `until`, where that is given."""
    assert condition.over is not None  # noqa: S101 - the parser refuses the condition without it
    periods = between(*condition.over)
    return periods if until is None else tuple(period for period in periods if period.end <= until.end)


def base_period(condition: Condition) -> Period | None:
    """The period that a change is counted from: `since`, or the one before the span of an average growth."""
    if condition.kind == "average_growth" and condition.over is not None:
        return condition.over[0].shifted(-1)
    return condition.since


def thresholds(condition: Condition, base: float | None) -> tuple[float | None, float | None]:
    """The figures of the decisive period at the lower bound (or the only one) and, for a band, at the upper one.

    `base` is the known figure of `base_period`, from which changes and growth are counted.
    """
    lower, upper = condition.lower, condition.upper
    if lower is None:
        return None if upper is None else _figure(condition, base, upper.value), None
    return _figure(condition, base, lower.value), None if upper is None else _figure(condition, base, upper.value)


def _figure(condition: Condition, base: float | None, bound: float) -> float:
    """The figure of the decisive period that a bound of the condition stands for."""
    if base is None:
        return bound
    if condition.over is not None:
        first, last = condition.over
        try:
            return float(_held(base * (1 + bound) ** years_between(first.shifted(-1), last)))
        except OverflowError:
            return math.copysign(_FARTHEST, base)
    return float(_held(base + bound * (abs(base) if condition.relative else 1.0)))


def level(condition: Condition, threshold: float, upper: float | None) -> Condition:
    """The condition restated as a level of the decisive period's figure."""
    if upper is not None:
        return Condition(kind="between", lower=Bound(value=threshold), upper=Bound(value=upper))
    strict = any(bound.strict for bound in (condition.lower, condition.upper) if bound is not None)
    bound = Bound(value=threshold, strict=strict)
    if condition.lower is not None:
        return Condition(kind="more_than" if strict else "at_least", lower=bound)
    return Condition(kind="less_than" if strict else "at_most", upper=bound)
