"""A series ready to be continued: on its scale, free of season; and the way back to a forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tracker.figures import PER_YEAR, last_ended_by
from tracker.forecast.draws import DRAWS
from tracker.forecast.forecast import Forecast
from tracker.forecast.mixture import Mixture, draws_of
from tracker.forecast.season import Season, season_of
from tracker.forecast.space import Space, forward, space_of

if TYPE_CHECKING:
    from tracker.figures import Indicator, Period, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Figures on their scale without their season.

    `ordinals` count periods from the last figure, which is 0; `per_year` of them make a year. `steps` are the periods
    to forecast: 1, 2, … up to the last one asked for; none when that is not after the last figure.
    """

    origin: Period
    space: Space
    season: Season | None
    scaled: np.ndarray
    ordinals: np.ndarray
    steps: np.ndarray
    per_year: int


def history_of(series: Series, indicator: Indicator, until: Period) -> History:
    """The history of a series with at least one figure, and the steps to the last of its periods within `until`."""
    origin, per_year = series.periods[-1], PER_YEAR[series.frequency]
    calendar = np.array([period.ordinal for period in series.periods])
    ordinals = calendar - origin.ordinal
    ahead = last_ended_by(until.end, series.frequency).ordinal - origin.ordinal
    space = space_of(series.values, ordinals / per_year, indicator)
    scaled = forward(space, series.values)
    season = season_of(scaled, calendar, per_year)
    return History(
        origin=origin,
        space=space,
        season=season,
        scaled=scaled if season is None else scaled - season.at(calendar),
        ordinals=ordinals,
        steps=np.arange(1, ahead + 1),
        per_year=per_year,
    )


def forecast_of(history: History, mixture: Mixture, method: str, draws: int = DRAWS) -> Forecast:
    """The forecast that a mixture on the history's scale stands for, its season put back.

    Two errors of a seasonal index enter the scale: that of the forecast period and that of the last figure.
    """
    season, steps = history.season, history.steps
    facts = [("figures", float(len(history.scaled))), (f"{history.space.kind}_scale", history.space.unit)]
    if len(steps):
        facts.append(("horizon_years", float(steps[-1]) / history.per_year))
    if season is not None:
        facts.append(("season_trusted", season.weight))
        mixture = replace(
            mixture,
            locations=mixture.locations + season.at(history.origin.ordinal + steps),
            scales=np.sqrt(mixture.scales**2 + 2.0 * season.predictive_sd**2),
        )
    return Forecast(
        periods=tuple(history.origin.shifted(step) for step in steps.tolist()),
        draws=draws_of(mixture, history.space, draws),
        origin=history.origin,
        method=method,
        facts=(*facts, *mixture.facts),
    )
