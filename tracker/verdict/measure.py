"""The quantity that a condition speaks of, from the figures of its periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.figures import PER_YEAR, Period, between, years_between
from tracker.goals import LEVELS

if TYPE_CHECKING:
    from tracker.goals import Condition
    from tracker.verdict.calendar import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured quantity: a number once every figure is known, else one for each draw.

    `missing` names the first period without which it cannot be measured. `threshold` and `upper_threshold` are the
    figures of the decisive period at the condition's lower and upper bound (None where the baseline is itself drawn,
    or no single figure decides).
    """

    value: Any = None
    missing: Period | None = None
    undefined: bool = False
    base: float | None = None
    threshold: float | None = None
    upper_threshold: float | None = None


def measured(condition: Condition, decisive: Period, figures: Figures) -> Measured:
    """Measure what the condition speaks of at the decisive period.

    Levels: the figure itself. `increase_by`, `reduce_by`, `improve`: its change since the baseline, divided by the
    baseline's absolute value where relative. `average_growth`: (last / base)^(1 / years) - 1, base being the period
    before the span. `cumulative`: the sum over the span. `maintain`: the figures, one column a period of the span.
    """
    if condition.kind in LEVELS:
        value = figures.at(decisive)
        missing = decisive if value is None else None
        low, high = thresholds(condition, None)
        return Measured(value=value, missing=missing, threshold=low, upper_threshold=high)
    if condition.kind == "average_growth":
        return _average_growth(condition, figures)
    if condition.kind == "cumulative":
        return _cumulative(condition, figures)
    return _change(condition, decisive, figures)


def _change(condition: Condition, decisive: Period, figures: Figures) -> Measured:
    if condition.since is None:
        return Measured(undefined=True)
    base, value = figures.at(condition.since), figures.at(decisive)
    if base is None or value is None:
        return Measured(missing=condition.since if base is None else decisive)
    divisor: Any = np.abs(base) if condition.relative else 1.0
    if np.any(divisor == 0):
        return Measured(undefined=True, base=0.0)
    change = (value - base) / divisor
    if not isinstance(base, float):
        return Measured(value=change)
    low, high = thresholds(condition, base)
    return Measured(value=change, base=base, threshold=low, upper_threshold=high)


def _average_growth(condition: Condition, figures: Figures) -> Measured:
    assert condition.over is not None  # noqa: S101 - the parser refuses the condition without it
    first, last = condition.over
    before = first.shifted(-1)
    base, value = figures.at(before), figures.at(last)
    if base is None or value is None:
        return Measured(missing=before if base is None else last)
    if np.any(np.asarray(base) <= 0) or np.any(np.asarray(value) < 0):
        return Measured(undefined=True)
    years = years_between(before, last)
    growth = (value / base) ** (1 / years) - 1
    if not isinstance(base, float):
        return Measured(value=growth)
    low, high = thresholds(condition, base)
    return Measured(value=growth, base=base, threshold=low, upper_threshold=high)


def _cumulative(condition: Condition, figures: Figures) -> Measured:
    total: Any = 0.0
    for period in span(condition):
        value = figures.at(period)
        if value is None:
            return Measured(missing=period)
        total = total + value
    return Measured(value=total)


def span(condition: Condition) -> tuple[Period, ...]:
    """Every period of the condition's `over`."""
    assert condition.over is not None  # noqa: S101 - the parser refuses the condition without it
    first, last = condition.over
    if first.frequency not in PER_YEAR:
        return (last,)
    return between(first, last)


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
        return float(base * (1 + bound) ** years_between(first.shifted(-1), last))
    return base + bound * (abs(base) if condition.relative else 1.0)
