"""The verdict on one target that has an indicator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.forecast import quantiles as draw_quantiles
from tracker.goals import LEVELS, in_force
from tracker.verdict import status
from tracker.verdict.assessment import LEVELS as QUANTILE_LEVELS
from tracker.verdict.assessment import Assessment, Quantiles, Reason
from tracker.verdict.calendar import Figures, decisive_period
from tracker.verdict.interim import interim_verdicts
from tracker.verdict.measure import Measured, measured
from tracker.verdict.outcome import outcome_of, share_of_draws, standard_error
from tracker.verdict.pace import pace, recent_rate
from tracker.verdict.reasons import about_condition, about_effort, about_figures, about_pace, about_target
from tracker.verdict.trace import trace
from tracker.verdict.under_way import about_periods, periods_under_way

if TYPE_CHECKING:
    from tracker.figures import Indicator, Period, Series
    from tracker.forecast import Forecast
    from tracker.goals import Condition, Settings, Target


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

    quantity = _measured(target, decisive, figures)
    outcome = outcome_of(target, decisive, figures, quantity)
    drawn = share_of_draws(outcome)
    probability = status.with_effort(drawn, target, settings)
    verdict = Assessment(
        target=target,
        as_of=as_of,
        status=status.of_answer(outcome.met, probability, settings),
        probability=probability,
        probability_se=standard_error(outcome),
        probability_from_figures=drawn,
        latest=series.rows[-1][-1],
        latest_period=series.periods[-1],
        latest_value=float(series.values[-1]),
        recent_rate=recent_rate(series),
        n_observations=len(series),
        interim=interim_verdicts(target, figures, settings),
        **_numbers(target, as_of, indicator, quantity, decisive, figures),
    )
    under_way = periods_under_way(verdict, decisive, series, forecast, indicator)
    reasons = (
        *outcome.reasons,
        *about_condition(target, decisive, quantity),
        *_awaited(verdict, decisive),
        *about_figures(series, indicator, forecast if probability is not None else None, as_of),
        *about_periods(under_way, indicator),
        *basis,
        *about_effort(verdict),
        *about_pace(verdict),
    )
    lines = trace(verdict, under_way, decisive, indicator, forecast, settings)
    return replace(verdict, under_way=under_way, reasons=reasons, trace=lines), outcome.met


def standing(
    target: Target, indicator: Indicator, series: Series, forecast: Forecast | None, settings: Settings
) -> tuple[str, float | None]:
    """The status of a target on a series with a figure, and the share of draws that meet it: 1 or 0 once settled.

    The target counts as it is, whatever its history; the share is None where the target cannot be judged.
    """
    assert target.deadline is not None  # noqa: S101 - the parser refuses a target without one
    decisive = decisive_period(target.deadline, series.frequency)
    figures = Figures(series=series, forecast=forecast, aggregation=indicator.aggregation)
    met = outcome_of(target, decisive, figures, _measured(target, decisive, figures)).met
    share = status.with_effort(None if met is None else float(np.mean(met)), target, settings)
    return status.of_answer(met, share, settings), share


def _measured(target: Target, decisive: Period, figures: Figures) -> Measured:
    return Measured() if target.condition.kind == "maintain" else measured(target.condition, decisive, figures)


def _numbers(
    target: Target, as_of: date, indicator: Indicator, quantity: Measured, decisive: Period, figures: Figures
) -> dict[str, Any]:
    """The numbers beside the status, by field: projection, threshold, gap, rates, fan, path."""
    forecast = figures.forecast
    ahead = () if forecast is None else fan(forecast, decisive.end)
    projected = ahead[-1] if ahead and ahead[-1].period == decisive else _projected(decisive, figures)
    threshold, upper = _thresholds_of(target.condition, quantity)
    numbers: dict[str, Any] = {
        "projected": projected,
        "threshold": threshold,
        "upper_threshold": upper,
        "bar": _bar(target.condition),
    }
    if (
        target.condition.kind not in LEVELS
        and isinstance(quantity.value, np.ndarray)
        and np.isfinite(quantity.value).all()
    ):
        numbers["measured"] = _quantiles(decisive, quantity.value)
    if forecast is not None:
        numbers["fan"] = ahead
    if threshold is not None:
        numbers |= pace(target, indicator, figures, decisive, (threshold, upper), as_of)
        if projected is not None:
            numbers["gap"] = threshold - projected.values[3]
    return numbers


def fan(forecast: Forecast, last: date = date.max) -> tuple[Quantiles, ...]:
    """The quantiles of every period of a forecast that ends on a day or before."""
    rows = forecast.quantiles(QUANTILE_LEVELS).tolist()
    return tuple(
        Quantiles(period=period, values=tuple(row))
        for period, row in zip(forecast.periods, rows, strict=True)
        if period.end <= last
    )


def _projected(decisive: Period, figures: Figures) -> Quantiles | None:
    """The quantiles of a period that no forecast has as such; None where its figure is known or cannot be."""
    drawn = figures.drawn(decisive) if figures.known(decisive) is None else None
    return None if drawn is None else _quantiles(decisive, drawn)


def _thresholds_of(condition: Condition, quantity: Measured) -> tuple[float | None, float | None]:
    if condition.kind == "maintain":
        lower, upper = condition.lower, condition.upper
        first = lower if lower is not None else upper
        return (first.value if first else None, upper.value if lower is not None and upper is not None else None)
    return quantity.threshold, quantity.upper_threshold


def _bar(condition: Condition) -> float | None:
    bound = condition.lower if condition.lower is not None else condition.upper
    return None if bound is None or condition.kind in LEVELS else bound.value


def _awaited(verdict: Assessment, decisive: Period) -> tuple[Reason, ...]:
    if verdict.probability is None or verdict.as_of <= decisive.end:
        return ()
    return (Reason(code="figure-awaited", values=(("period", decisive),)),)


def _quantiles(period: Period, draws: np.ndarray) -> Quantiles:
    return Quantiles(period=period, values=tuple(float(q) for q in draw_quantiles(draws, QUANTILE_LEVELS)))
