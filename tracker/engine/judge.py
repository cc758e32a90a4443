"""From an indicator's figures to the verdicts on its targets: vintage, series, forecast, verdict."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import InvalidInputError, Problem
from tracker.figures import PER_YEAR, by_area
from tracker.verdict import assess, calendars, decisive_period, horizon, known_series
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


_AREAS_HELD: Final = 4096
"""Areas whose verdicts are held at once: a report asks for the same ones several times, for its parts."""


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
    known_by_area, calendar = by_area(rows), calendars(targets)
    asked: dict[str, list[Target]] = {}
    for target in targets:
        asked.setdefault(target.area, []).append(target)
    for area, here in asked.items():
        judged = _in_area(indicator, known_by_area.get(area, ()), tuple(here), calendar, as_of, settings)
        answers |= zip((target.id for target in here), judged, strict=True)
    return [answers[target.id] for target in targets]


@lru_cache(maxsize=_AREAS_HELD)
def _in_area(
    indicator: Indicator,
    rows: tuple[Observation, ...],
    here: tuple[Target, ...],
    calendar: tuple[Target, ...],
    as_of: date,
    settings: Settings,
) -> tuple[tuple[Assessment, Any], ...]:
    """The verdicts on the targets of one area, whose rows these are; `calendar` are all that decide on its step."""
    known = known_series(indicator, rows, calendar, here[0].area, as_of)
    forecast = forecast_for(known, indicator, here)
    return tuple(assess(target, indicator, known, forecast, as_of, settings) for target in here)
