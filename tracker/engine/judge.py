"""From an indicator's figures to the verdicts on its targets: vintage, series, forecast, verdict."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.engine.blocks import AREAS
from tracker.errors import InvalidInputError, Problem
from tracker.figures import PER_YEAR
from tracker.verdict import assess, calendars, decisive_period, horizon, known_series
from tracker.workspace import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.forecast import Forecast
    from tracker.goals import Settings, Target
    from tracker.verdict import Assessment

YEARS_BEYOND: Final = 10
"""How far past the last deadline a forecast looks for the period in which a goal may be met."""

MOST_PERIODS: Final = 10_000
"""Periods that one forecast may have, such as 27 years of days: its draws then fill a quarter of a gigabyte."""


_AREAS_HELD: Final = 4096
"""Areas whose verdicts are held at once: a report asks for the same ones several times, for its parts."""

Judged = tuple["Assessment", Any]
"""A verdict and its draws' answers."""

_held: OrderedDict[tuple[object, ...], tuple[_Area, tuple[Judged, ...]]] = OrderedDict()
_holding: Final = Lock()


class _Area(NamedTuple):
    """The rows and the targets of one area, and all targets that decide on the calendar."""

    indicator: Indicator
    rows: tuple[Observation, ...]
    targets: tuple[Target, ...]
    calendar: tuple[Target, ...]

    def key(self, as_of: date, settings: Settings) -> tuple[object, ...]:
        """The very objects, so that no figure is compared; whoever keeps the key keeps this record with it."""
        rows, targets, calendar = (tuple(map(id, each)) for each in (self.rows, self.targets, self.calendar))
        return (id(self.indicator), rows, targets, calendar, as_of, settings)


def forecast_for(known: Series, indicator: Indicator, targets: Sequence[Target]) -> Forecast | None:
    """The one forecast of a series, whatever is asked of it; None without a figure.

    Raises InvalidInputError for a target that asks for more than `MOST_PERIODS`.
    """
    return _forecasts(indicator, [(known, targets)])[0]


def _forecasts(indicator: Indicator, asked: Sequence[tuple[Series, Sequence[Target]]]) -> list[Forecast | None]:
    """The forecasts of some series of one indicator."""
    from tracker.forecast import predict_many

    found: list[Forecast | None] = [None] * len(asked)
    places = [place for place, (known, _) in enumerate(asked) if len(known)]
    made = predict_many([(asked[place][0], indicator, _until(*asked[place])) for place in places], explained=True)
    for place, forecast in zip(places, made, strict=True):
        found[place] = forecast
    return found


def _until(known: Series, targets: Sequence[Target]) -> Period:
    """The last period of a series' forecast."""
    last = horizon(targets, known.frequency)
    until = decisive_period(last, known.frequency) if last is not None else known.periods[-1]
    until = max(until, known.periods[-1])
    left = MOST_PERIODS - (until.ordinal - known.periods[-1].ordinal)
    if left < 0:
        raise InvalidInputError(
            _too_far(known, target) for target in targets if horizon([target], known.frequency) == last
        )
    return until.shifted(min(left, YEARS_BEYOND * PER_YEAR[known.frequency]))


def _too_far(known: Series, target: Target) -> Problem:
    return Problem(
        path=TARGETS,
        line=target.line,
        message=f"target {target.id}: its figures are {known.frequency}, and more than {MOST_PERIODS:,} periods lie "
        f"between the last one, {known.periods[-1]}, and the last period it names; write an earlier one",
    )


def judge(
    indicator: Indicator,
    rows: Mapping[str, tuple[Observation, ...]],
    targets: Sequence[Target],
    as_of: date,
    settings: Settings,
    beside: Sequence[Target] = (),
) -> list[tuple[Assessment, Any]]:
    """The verdicts on targets of one indicator, in their order, each with its draws' answers.

    `rows` are the indicator's, by area. `beside` are other targets of the indicator, which decide on the calendar too.
    """
    answers: dict[str, Judged] = {}
    calendar = calendars((*targets, *beside))
    asked: dict[str, list[Target]] = {}
    for target in targets:
        asked.setdefault(target.area, []).append(target)
    areas = [_Area(indicator, rows.get(area, ()), tuple(here), calendar) for area, here in asked.items()]
    for start in range(0, len(areas), AREAS):
        block = areas[start : start + AREAS]
        for area, judged in zip(block, _judged(block, as_of, settings), strict=True):
            answers |= zip((target.id for target in area.targets), judged, strict=True)
    return [answers[target.id] for target in targets]


def _judged(areas: Sequence[_Area], as_of: date, settings: Settings) -> list[tuple[Judged, ...]]:
    """The verdicts on the targets of some areas, those of one indicator, forecast together."""
    keys = [area.key(as_of, settings) for area in areas]
    kept = [_held.get(key) for key in keys]
    new = [place for place, each in enumerate(kept) if each is None]
    series = [
        known_series(area.indicator, area.rows, area.calendar, area.targets[0].area, as_of)
        for area in (areas[place] for place in new)
    ]
    asked = [(known, areas[place].targets) for known, place in zip(series, new, strict=True)]
    forecasts = _forecasts(areas[0].indicator, asked)
    made = {
        place: tuple(assess(target, areas[place].indicator, known, forecast, as_of, settings) for target in targets)
        for place, (known, targets), forecast in zip(new, asked, forecasts, strict=True)
    }
    found = [made[place] if each is None else each[1] for place, each in enumerate(kept)]
    with _holding:
        for key, area, judged in zip(keys, areas, found, strict=True):
            _held[key] = (area, judged)
            _held.move_to_end(key)
        while len(_held) > _AREAS_HELD:
            _held.popitem(last=False)
    return found
