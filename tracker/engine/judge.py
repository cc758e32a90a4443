"""From an indicator's figures to the verdicts on its targets: vintage, series, forecast, verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.errors import InvalidInputError, Problem
from tracker.figures import PER_YEAR
from tracker.verdict import assess, decisive_period, horizon, known_series
from tracker.workspace import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Series
    from tracker.forecast import Forecast
    from tracker.goals import Settings, Target
    from tracker.verdict import Assessment

YEARS_BEYOND: Final = 10
"""How far past the last deadline a forecast looks for the period in which a goal may be met."""

MOST_PERIODS: Final = 10_000
"""Periods that one forecast may have, such as 27 years of days: its draws then fill a quarter of a gigabyte."""


def forecast_for(known: Series, indicator: Indicator, targets: Sequence[Target]) -> Forecast | None:
    """The one forecast of a series, whatever is asked of it; None without a figure.

    Raises InvalidInputError for a target that asks for more than `MOST_PERIODS`.
    """
    if not len(known):
        return None
    from tracker.forecast import predict

    last = horizon(targets, known.frequency)
    until = decisive_period(last, known.frequency) if last is not None else known.periods[-1]
    until = max(until, known.periods[-1])
    left = MOST_PERIODS - (until.ordinal - known.periods[-1].ordinal)
    if left < 0:
        raise InvalidInputError(
            _too_far(known, target) for target in targets if horizon([target], known.frequency) == last
        )
    return predict(known, indicator, until.shifted(min(left, YEARS_BEYOND * PER_YEAR[known.frequency])))


def _too_far(known: Series, target: Target) -> Problem:
    return Problem(
        path=TARGETS,
        line=target.line,
        message=f"target {target.id}: its figures are {known.frequency}, and more than {MOST_PERIODS:,} periods lie "
        f"between the last one, {known.periods[-1]}, and the last period it names; write an earlier one",
    )


def judge(
    indicator: Indicator,
    rows: Sequence[Observation],
    targets: Sequence[Target],
    as_of: date,
    settings: Settings,
) -> list[tuple[Assessment, Any]]:
    """The verdicts on all targets of one indicator, in their order, each with its draws' answers."""
    answers: dict[str, tuple[Assessment, Any]] = {}
    for area in dict.fromkeys(target.area for target in targets):
        known = known_series(indicator, rows, targets, area, as_of)
        here = [target for target in targets if target.area == area]
        forecast = forecast_for(known, indicator, here)
        for target in here:
            answers[target.id] = assess(target, indicator, known, forecast, as_of, settings)
    return [answers[target.id] for target in targets]
