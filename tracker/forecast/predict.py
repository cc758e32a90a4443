"""One forecast of an indicator's coming figures, whatever is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.forecast.combine import combine
from tracker.forecast.history import forecast_of, history_of
from tracker.forecast.reference import LONGEST, reference
from tracker.forecast.reference_class import ONE_YEAR_SCALE

if TYPE_CHECKING:
    from tracker.figures import Indicator, Period, Series
    from tracker.forecast.forecast import Forecast


def predict(series: Series, indicator: Indicator, until: Period) -> Forecast:
    """Forecast of every period after the last figure up to `until`, in the series' frequency.

    The series has at least one figure. One to three figures are continued by their reference class (`reference`), more
    by the combination of three trends (`combine`); the facts are in units of the scale on which that was done. The same
    arguments give the same draws. An `until` that is not after the last figure gives a forecast without periods.
    """
    history = history_of(series, indicator, until)
    nature = history.space.nature
    if len(series) <= LONGEST:
        mixture = reference(
            history.scaled,
            history.ordinals,
            history.steps,
            per_year=history.per_year,
            nature=nature,
            better=indicator.better,
        )
        return forecast_of(history, mixture, "reference-class")
    mixture = combine(
        history.scaled,
        history.ordinals,
        history.steps,
        per_year=history.per_year,
        class_volatility=ONE_YEAR_SCALE[nature],
    )
    return forecast_of(history, mixture, "combination")
