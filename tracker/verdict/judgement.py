"""The verdict on one target that has an indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.figures import Period, years_between
from tracker.forecast import quantiles as draw_quantiles
from tracker.goals import CHANGES, LEVELS, Bound, Condition, in_force
from tracker.verdict import status
from tracker.verdict.assessment import LEVELS as QUANTILE_LEVELS
from tracker.verdict.assessment import Assessment, InterimVerdict, Quantiles, Reason
from tracker.verdict.calendar import Figures, decisive_period, years_left
from tracker.verdict.measure import Measured, measured, span
from tracker.verdict.pace import compound_rate, recent_rate, required_path
from tracker.verdict.reasons import about_figures, about_pace, about_target
from tracker.verdict.trace import trace

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Series
    from tracker.forecast import Forecast
    from tracker.goals import Settings, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the condition holds: True or False once known, else one answer for each draw; None if unknowable.

    `path` says that the answer needs the order of the draws (several periods at once). `decided` is the period and
    figure that settled it.
    """

    met: Any = None
    path: bool = False
    decided: tuple[Period, float] | None = None
    reasons: tuple[Reason, ...] = ()


def assess(
    target: Target,
    indicator: Indicator,
    series: Series,
    forecast: Forecast | None,
    as_of: date,
    settings: Settings,
) -> tuple[Assessment, Any]:
    """The verdict on a target, and whether it is met: True, False, one answer for each draw, or None.

    `series` holds what was known on `as_of`; `forecast` continues it at least to the deadline (None when the series is
    empty). The draws' answers let a goal made of goals be judged jointly.
    """
    target = in_force(target, as_of)
    assert target.deadline is not None  # noqa: S101 - the parser refuses a target without one
    decisive = decisive_period(target.deadline, series.frequency)
    figures = Figures(series=series, forecast=forecast, aggregation=indicator.aggregation)
    basis = about_target(target, as_of)
    if not len(series):
        verdict = Assessment(target=target, as_of=as_of, status=status.NO_DATA)
        return replace(verdict, reasons=(*about_figures(series, indicator, forecast, as_of), *basis)), None

    quantity = Measured() if target.condition.kind == "maintain" else measured(target.condition, decisive, figures)
    outcome = _outcome(target, decisive, figures, quantity)
    probability = None if outcome.met is None or isinstance(outcome.met, bool) else float(np.mean(outcome.met))
    verdict = _with_numbers(
        Assessment(
            target=target,
            as_of=as_of,
            status=_status(outcome.met, probability, settings),
            probability=probability,
            probability_se=_standard_error(outcome) if outcome.path else None,
            latest=series.rows[-1][-1],
            latest_period=series.periods[-1],
            latest_value=float(series.values[-1]),
            recent_rate=recent_rate(series),
            n_observations=len(series),
        ),
        quantity,
        decisive,
        figures,
    )
    verdict = replace(verdict, interim=_interim(target, figures))
    reasons = (
        *outcome.reasons,
        *_awaited(verdict, decisive),
        *about_figures(series, indicator, forecast if probability is not None else None, as_of),
        *basis,
        *about_pace(verdict),
    )
    return replace(verdict, reasons=reasons, trace=trace(verdict, decisive, forecast, settings)), outcome.met


def _outcome(target: Target, decisive: Period, figures: Figures, quantity: Measured) -> Outcome:
    condition = target.condition
    if condition.kind == "maintain":
        return _maintained(condition, figures)
    if condition.kind in LEVELS and target.reached == "any_time":
        return _any_time(target, decisive, figures)
    if quantity.undefined:
        return Outcome(reasons=(Reason(code="undefined"),))
    if quantity.missing is not None:
        return Outcome(reasons=(Reason(code="figure-missing", values=(("period", quantity.missing),)),))
    if isinstance(quantity.value, float):
        return _settled(condition, decisive, quantity.value, figures)
    several = condition.kind in {"average_growth", "cumulative"}
    return Outcome(met=condition.is_met_by(quantity.value), path=several or decisive not in figures.series.periods)


def _settled(condition: Condition, decisive: Period, value: float, figures: Figures) -> Outcome:
    """A known figure settles the matter, unless it is a bound on the wrong side of the goal."""
    met = bool(condition.is_met_by(value))
    qualifier = _qualifier(decisive, figures)
    helps = {">": 1, "<": -1}.get(qualifier, 0) * (1 if condition.direction >= 0 else -1)
    if helps and condition.kind in (*LEVELS, *CHANGES) and (helps > 0) != met:
        return Outcome(reasons=(Reason(code="bound-unsettled", values=(("period", decisive),)),))
    known = figures.known(decisive)
    code = "figure-met" if met else "figure-missed"
    values: tuple[tuple[str, Any], ...] = (("period", decisive), ("value", value if known is None else known))
    return Outcome(met=met, decided=(decisive, value), reasons=(Reason(code=code, values=values),))


def _qualifier(period: Period, figures: Figures) -> str:
    series = figures.series
    rows = series.rows[series.periods.index(period)] if period in series.periods else ()
    return next((row.qualifier for row in rows if row.qualifier), "")


def _maintained(condition: Condition, figures: Figures) -> Outcome:
    """Missed as soon as one known figure failed; else every coming figure must hold, draw by draw."""
    holds: Any = True
    open_periods, unknown = 0, 0
    for period in span(condition):
        value = figures.at(period)
        if isinstance(value, float):
            if not condition.is_met_by(value):
                values = (("period", period), ("value", value))
                return Outcome(met=False, decided=(period, value), reasons=(Reason(code="broken", values=values),))
        elif value is None:
            unknown += 1
        else:
            open_periods += 1
            holds = holds & condition.is_met_by(value)
    gaps = (Reason(code="gaps-in-span", values=(("count", unknown),)),) if unknown else ()
    if open_periods:
        return Outcome(met=holds, path=open_periods > 1, reasons=gaps)
    if unknown:
        return Outcome(reasons=gaps)
    last = span(condition)[-1]
    return Outcome(met=True, decided=(last, figures.known(last) or 0.0), reasons=(Reason(code="held"),))


def _any_time(target: Target, decisive: Period, figures: Figures) -> Outcome:
    """Reached once a figure since the declaration satisfied the level; else if any coming period of a path does."""
    since = target.declared.on if target.declared is not None else None
    for period, value in zip(figures.series.periods, figures.series.values, strict=True):
        counts = period.end <= decisive.end and (since is None or period.end >= since)
        if counts and target.condition.is_met_by(float(value)):
            values = (("period", period), ("value", float(value)))
            return Outcome(met=True, decided=(period, float(value)), reasons=(Reason(code="reached", values=values),))
    coming = figures.forecast.periods if figures.forecast is not None else ()
    columns = [figures.at(period) for period in coming if period.end <= decisive.end]
    if not columns:
        last = figures.known(decisive)
        if last is None:
            return Outcome(reasons=(Reason(code="figure-missing", values=(("period", decisive),)),))
        values = (("period", decisive), ("value", last))
        return Outcome(met=False, decided=(decisive, last), reasons=(Reason(code="figure-missed", values=values),))
    met: Any = False
    for column in columns:
        met = met | target.condition.is_met_by(column)
    return Outcome(met=met, path=len(columns) > 1)


def _status(met: Any, probability: float | None, settings: Settings) -> str:  # noqa: ANN401 - bool, array or None
    if isinstance(met, bool):
        return status.ACHIEVED if met else status.MISSED
    return status.NO_DATA if probability is None else status.of_probability(probability, settings)


def _standard_error(outcome: Outcome) -> float | None:
    if outcome.met is None or isinstance(outcome.met, bool):
        return None
    share = float(np.mean(outcome.met))
    return float(np.sqrt(share * (1 - share) / len(outcome.met)))


def _with_numbers(verdict: Assessment, quantity: Measured, decisive: Period, figures: Figures) -> Assessment:
    """The numbers beside the status: projection, threshold, gap, rates, fan, path."""
    series, forecast, target = figures.series, figures.forecast, verdict.target
    drawn = figures.drawn(decisive) if figures.known(decisive) is None else None
    projected = None if drawn is None else quantiles(decisive, drawn)
    threshold, upper = _thresholds_of(target.condition, quantity)
    numbers: dict[str, Any] = {
        "projected": projected,
        "threshold": threshold,
        "upper_threshold": upper,
        "bar": _bar(target.condition),
    }
    if target.condition.kind not in LEVELS and isinstance(quantity.value, np.ndarray):
        numbers["measured"] = quantiles(decisive, quantity.value)
    if forecast is not None:
        ahead = [period for period in forecast.periods if period.end <= decisive.end]
        numbers["fan"] = tuple(quantiles(period, forecast.at(period)) for period in ahead)
        numbers["expected_period"] = _expected(target, threshold, upper, forecast)
    if threshold is not None:
        numbers |= _pace(verdict, threshold, upper, decisive, series)
        if projected is not None:
            numbers["gap"] = threshold - projected.values[3]
    return replace(verdict, **numbers)


def _thresholds_of(condition: Condition, quantity: Measured) -> tuple[float | None, float | None]:
    if condition.kind == "maintain":
        lower, upper = condition.lower, condition.upper
        first = lower if lower is not None else upper
        return (first.value if first else None, upper.value if lower is not None and upper is not None else None)
    return quantity.threshold, quantity.upper_threshold


def _bar(condition: Condition) -> float | None:
    bound = condition.lower if condition.lower is not None else condition.upper
    return None if bound is None or condition.kind in LEVELS else bound.value


def level(condition: Condition, threshold: float, upper: float | None) -> Condition:
    """The condition restated as a level of the decisive period's figure."""
    if upper is not None:
        return Condition(kind="between", lower=Bound(value=threshold), upper=Bound(value=upper))
    strict = any(bound.strict for bound in (condition.lower, condition.upper) if bound is not None)
    bound = Bound(value=threshold, strict=strict)
    if condition.lower is not None:
        return Condition(kind="more_than" if strict else "at_least", lower=bound)
    return Condition(kind="less_than" if strict else "at_most", upper=bound)


def _expected(target: Target, threshold: float | None, upper: float | None, forecast: Forecast) -> Period | None:
    if threshold is None or target.condition.kind == "maintain":
        return None
    wanted = level(target.condition, threshold, upper)
    medians = np.median(forecast.draws, axis=0)
    met = np.asarray(wanted.is_met_by(medians))
    return forecast.periods[int(np.argmax(met))] if met.any() else None


def _pace(
    verdict: Assessment, threshold: float, upper: float | None, decisive: Period, series: Series
) -> dict[str, Any]:
    latest, value, target = series.periods[-1], float(series.values[-1]), verdict.target
    if target.condition.kind == "maintain" or level(target.condition, threshold, upper).is_met_by(value):
        return {}
    goal = upper if upper is not None and value > upper else threshold
    rates: dict[str, Any] = {
        "required_rate": compound_rate(value, goal, years_between(latest, decisive)),
        "required_path": required_path(latest, value, decisive, goal),
    }
    left = years_left(verdict.as_of, decisive)
    if left > 0 and verdict.as_of > latest.end:
        rates["required_from_today"] = compound_rate(value, goal, left)
    return rates


def _awaited(verdict: Assessment, decisive: Period) -> tuple[Reason, ...]:
    if verdict.probability is None or verdict.as_of <= decisive.end:
        return ()
    return (Reason(code="figure-awaited", values=(("period", decisive),)),)


def _interim(target: Target, figures: Figures) -> tuple[InterimVerdict, ...]:
    verdicts = []
    for period, goal in target.interim:
        due = decisive_period(period, figures.series.frequency)
        wanted = level(target.condition, goal, None)
        value = figures.at(due)
        if isinstance(value, float):
            verdicts.append(InterimVerdict(period=period, goal=goal, met=bool(wanted.is_met_by(value)), figure=value))
        else:
            share = None if value is None else float(np.mean(wanted.is_met_by(value)))
            verdicts.append(InterimVerdict(period=period, goal=goal, probability=share))
    return tuple(verdicts)


def quantiles(period: Period, draws: np.ndarray) -> Quantiles:
    """The quantiles of one period's draws at the levels of a `Quantiles` record."""
    return Quantiles(period=period, values=tuple(float(q) for q in draw_quantiles(draws, QUANTILE_LEVELS)))
