"""The goals on the way: each with a verdict of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracker.goals import Bound, Condition
from tracker.verdict import status
from tracker.verdict.assessment import InterimVerdict
from tracker.verdict.calendar import decisive_period
from tracker.verdict.measure import level, measured, span
from tracker.verdict.outcome import qualifier_of

if TYPE_CHECKING:
    from tracker.figures import Period
    from tracker.goals import Settings, Target
    from tracker.verdict.calendar import Figures


def interim_verdicts(target: Target, figures: Figures, settings: Settings) -> tuple[InterimVerdict, ...]:
    """The verdict on each goal on the way, by its own figure once that is known, else by the draws of its period.

    An interim goal is a figure to reach on the side of the target and as strictly as it: of its period, or, where the
    target is a sum, of the sum up to then. Of a band the interim figure is one to reach from below, unless it lies
    above the band.
    """
    return tuple(_verdict(target, period, goal, figures, settings) for period, goal in target.interim)


def _verdict(target: Target, period: Period, goal: float, figures: Figures, settings: Settings) -> InterimVerdict:
    condition = target.condition
    due = decisive_period(period, figures.series.frequency)
    quantity = measured(_measure(condition), due, figures)
    wanted = _wanted(condition, goal)
    if isinstance(quantity.value, float):
        parts = span(condition, due) if condition.kind == "cumulative" else (due,)
        met = wanted.settles(quantity.value, qualifier_of(parts, figures), quantity.size)
        word = status.of_answer(met, None, settings)
        return InterimVerdict(period=period, goal=goal, status=word, met=met, figure=quantity.value)
    share = None if quantity.value is None else float(np.mean(wanted.is_met_by(quantity.value)))
    return InterimVerdict(period=period, goal=goal, status=status.of_answer(None, share, settings), probability=share)


def _measure(condition: Condition) -> Condition:
    """What is measured on the way: the running sum of a sum, else the figure itself."""
    return condition if condition.kind == "cumulative" else Condition(kind="at_least")


def _wanted(condition: Condition, goal: float) -> Condition:
    if condition.lower is not None and condition.upper is not None:
        bound = Bound(value=goal)
        above = goal > condition.upper.value
        return Condition(kind="at_most", upper=bound) if above else Condition(kind="at_least", lower=bound)
    return level(condition, goal, None)
