"""Whether a condition holds: settled by known figures, else answered by every draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.figures import DAILY, Period, between, holding
from tracker.goals import CHANGES, LEVELS
from tracker.verdict.assessment import Reason
from tracker.verdict.measure import Measured, base_period, measured, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from tracker.goals import Condition, Target
    from tracker.verdict.assessment import Values
    from tracker.verdict.calendar import Figures

_PATHS = frozenset({"average_growth", "cumulative", "maintain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the condition holds: True or False once known, else one answer for each draw; None if unknowable.

    `path` says that the answer needs the order of the draws (several periods at once). `decided` is the period and
    quantity that settled it.
    """

    met: Any = None
    path: bool = False
    decided: tuple[Period, float] | None = None
    reasons: tuple[Reason, ...] = ()


def outcome_of(target: Target, decisive: Period, figures: Figures, quantity: Measured) -> Outcome:
    """Whether a target is met at its decisive period, where `quantity` was measured, or at any time before."""
    condition = target.condition
    if condition.kind == "maintain":
        return _maintained(condition, figures)
    if target.reached == "any_time":
        return _any_time(target, decisive, figures)
    if unknown := _unknown(condition, quantity, decisive):
        return Outcome(reasons=unknown)
    gaps = _gaps(quantity.gaps)
    if isinstance(quantity.value, float):
        return _settled(condition, decisive, quantity, figures)
    joint = condition.kind in _PATHS or decisive not in figures.series.periods
    return Outcome(met=condition.is_met_by(quantity.value), path=joint, reasons=gaps)


def _unknown(condition: Condition, quantity: Measured, decisive: Period) -> tuple[Reason, ...]:
    """Why a quantity cannot be measured; nothing where it can."""
    if quantity.undefined is not None:
        (period, value) = quantity.undefined
        return (Reason(code="undefined", values=(("period", period), ("value", value))),)
    if not quantity.missing:
        return ()
    base = base_period(condition)
    if base is not None and quantity.missing[0].end <= base.end < decisive.start:
        return (Reason(code="baseline-missing", values=(("period", quantity.missing[0]),)),)
    if len(quantity.missing) == 1:
        return (Reason(code="figure-missing", values=(("period", quantity.missing[0]),)),)
    return (Reason(code="figures-missing", values=(("periods", quantity.missing),)),)


def _gaps(periods: tuple[Period, ...]) -> tuple[Reason, ...]:
    return (Reason(code="gaps-in-span", values=(("count", len(periods)), ("periods", periods))),) if periods else ()


def _settled(condition: Condition, decisive: Period, quantity: Measured, figures: Figures) -> Outcome:
    """A known figure settles the matter, unless it is a bound that leaves it open."""
    parts = span(condition, decisive) if condition.kind == "cumulative" else (decisive,)
    met = condition.settles(quantity.value, qualifier_of(parts, figures), quantity.size)
    if met is None:
        return Outcome(reasons=(Reason(code="bound-unsettled", values=(("period", decisive),)),))
    known = figures.known(decisive)
    code = "figure-met" if met else "figure-missed"
    values: Values = (("period", decisive), ("value", quantity.value if known is None else known))
    base, word = base_period(condition), "met" if met else "missed"
    if condition.kind == "cumulative":
        code, values = f"sum-{word}", (("period", parts[-1]), ("value", quantity.value))
    elif base is not None and (condition.relative or condition.kind == "average_growth"):
        kind = "growth" if condition.kind == "average_growth" else "change"
        code, values = f"{kind}-{word}", (("since", base), ("period", decisive), ("rate", quantity.value))
    reasons = (Reason(code=code, values=values), *_gaps(quantity.gaps))
    return Outcome(met=met, decided=(decisive, quantity.value), reasons=reasons)


def qualifier_of(periods: Iterable[Period], figures: Figures) -> str:
    """The qualifier of a figure made from those of several periods: `>` or `<` where all bounds lie on one side."""
    found = {row.qualifier for period in periods for row in figures.rows(period)} - {""}
    return found.pop() if len(found) == 1 else "~" if found else ""


def _maintained(condition: Condition, figures: Figures) -> Outcome:
    """Missed as soon as one known figure failed; else every coming figure must hold, draw by draw."""
    holds: Any = True
    coming = 0
    gaps: list[Period] = []
    unsettled: list[Period] = []
    periods = span(condition)
    for period in periods:
        value = figures.at(period)
        if isinstance(value, float):
            met = condition.settles(value, qualifier_of((period,), figures))
            if met is False:
                values = (("period", period), ("value", value))
                return Outcome(met=False, decided=(period, value), reasons=(Reason(code="broken", values=values),))
            unsettled += [period] if met is None else []
        elif value is None:
            gaps.append(period)
        else:
            coming += 1
            holds = holds & condition.is_met_by(value)
    reasons = _gaps(tuple(gaps))
    if unsettled:
        reasons = (*reasons, Reason(code="bound-unsettled", values=(("period", unsettled[0]),)))
    if coming:
        return Outcome(met=holds, path=coming > 1, reasons=reasons)
    if reasons:
        return Outcome(reasons=reasons)
    last = periods[-1]
    return Outcome(met=True, decided=(last, figures.known(last) or 0.0), reasons=(Reason(code="held"),))


def _any_time(target: Target, decisive: Period, figures: Figures) -> Outcome:
    """Reached once a known quantity since the declaration satisfied the condition; else if one of any path does."""
    condition = target.condition
    met: Any = False
    coming = 0
    gaps: list[Period] = []
    last: Outcome | None = None
    unsettled: Outcome | None = None
    for period in _chances(target, decisive, figures):
        quantity = measured(condition, period, figures)
        if quantity.undefined is not None or (quantity.missing and quantity.missing[0] != period):
            return Outcome(reasons=_unknown(condition, quantity, decisive))
        if quantity.value is None:
            gaps.append(period)
        elif isinstance(quantity.value, float):
            last = _settled(condition, period, quantity, figures)
            if last.met:
                values = (("period", period), ("value", quantity.value))
                code = "reached-change" if condition.kind in CHANGES else "reached"
                return Outcome(met=True, decided=last.decided, reasons=(Reason(code=code, values=values),))
            unsettled = last if last.met is None else unsettled
        else:
            coming += 1
            met = met | condition.is_met_by(quantity.value)
    if coming:
        return Outcome(met=met, path=coming > 1, reasons=_gaps(tuple(gaps)))
    if gaps or last is None:
        missing = tuple(gaps) or (decisive,)
        return Outcome(reasons=_unknown(condition, Measured(missing=missing), decisive))
    return unsettled or last


def _chances(target: Target, decisive: Period, figures: Figures) -> Iterator[Period]:
    """The periods up to the decisive one in which the condition may be met, from the declaration on."""
    series, forecast, condition = figures.series, figures.forecast, target.condition
    declared = target.declared.on if target.declared is not None else None
    base = base_period(condition) or target.baseline
    start: date = declared or (base.end if base is not None else series.periods[0].start)
    if condition.over is not None:
        start = max(start, condition.over[0].start)
    if decisive.frequency == series.frequency == DAILY:
        known = (*series.periods, *(forecast.periods if forecast is not None else ()))
    else:
        known = between(min(holding(start, decisive.frequency), decisive), decisive)
    for period in known:
        after_base = condition.kind in LEVELS or base is None or base.end < period.end
        if start <= period.end <= decisive.end and after_base:
            yield period


def share_of_draws(outcome: Outcome) -> float | None:
    """The share of draws in which the condition holds; None where no draw was asked."""
    if outcome.met is None or isinstance(outcome.met, bool):
        return None
    return float(np.count_nonzero(outcome.met) / len(outcome.met))


def standard_error(outcome: Outcome) -> float | None:
    """The sampling error of a probability that needs the order of the draws; None where there is none."""
    share = share_of_draws(outcome) if outcome.path else None
    return None if share is None else math.sqrt(share * (1 - share) / len(outcome.met))
