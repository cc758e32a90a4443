"""The forecasts that need no idea of a series: the random walk, and the random walk with drift.

They are what every other forecast is measured against.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from tracker.forecast.draws import DRAWS
from tracker.forecast.history import forecast_of, history_of
from tracker.forecast.mixture import Mixture
from tracker.forecast.reference_class import ONE_YEAR_SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Indicator, Period, Series
    from tracker.forecast.forecast import Forecast

RANDOM_WALK: Final = "random-walk"
DRIFT: Final = "drift"

_MOST_DEGREES: Final = 1e6
_LEAST_OWN: Final = 0.05


def random_walk(series: Series, indicator: Indicator, until: Period, draws: int = DRAWS) -> Forecast:
    """The last figure, with normal errors that grow with the square root of time, on the series' scale.

    Their standard deviation for one period is the root mean square of the changes seen, each divided by the square
    root of its gap; at least a twentieth of the reference class', so that a constant series is not certain to stay so.
    With a single figure it is the reference class'.
    """
    history = history_of(series, indicator, until)
    gaps, changes = np.diff(history.ordinals), np.diff(history.scaled)
    borrowed = ONE_YEAR_SCALE[history.space.nature] / math.sqrt(history.per_year)
    seen = math.sqrt(float(np.mean(changes**2 / gaps))) if len(changes) else borrowed
    sd = max(seen, _LEAST_OWN * borrowed)
    locations = np.full(len(history.steps), history.scaled[-1])
    mixture = Mixture(locations=locations[None, :], scales=sd * np.sqrt(history.steps)[None, :], df=_MOST_DEGREES)
    return forecast_of(history, mixture, RANDOM_WALK, draws)


def drift(series: Series, indicator: Indicator, until: Period, draws: int = DRAWS) -> Forecast:
    """The last figure and the mean change seen, with the error of that mean in the spread, on the series' scale.

    Over h periods after T periods of history: s sqrt(h (1 + h / T)), Student-t with one degree of freedom less than
    there are changes. Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 5.5. With fewer
    than three figures the mean change has no error to be seen: the random walk then.
    """
    history = history_of(series, indicator, until)
    gaps, changes = np.diff(history.ordinals), np.diff(history.scaled)
    if len(changes) < 2:
        return random_walk(series, indicator, until, draws)
    span = float(gaps.sum())
    mean = float(changes.sum()) / span
    spare = len(changes) - 1
    borrowed = ONE_YEAR_SCALE[history.space.nature] / math.sqrt(history.per_year)
    sd = max(math.sqrt(float(np.sum((changes - mean * gaps) ** 2 / gaps)) / spare), _LEAST_OWN * borrowed)
    h = history.steps
    mixture = Mixture(
        locations=(history.scaled[-1] + mean * h)[None, :],
        scales=(sd * np.sqrt(h * (1.0 + h / span)))[None, :],
        df=float(spare),
    )
    return forecast_of(history, mixture, DRIFT, draws)


class Walk(Protocol):
    """A forecast that can be asked for a number of draws."""

    def __call__(self, series: Series, indicator: Indicator, until: Period, draws: int = DRAWS) -> Forecast:
        """The forecast of every period after the last figure up to `until`."""


WALKS: Final[Mapping[str, Walk]] = {RANDOM_WALK: random_walk, DRIFT: drift}
"""Both by their names."""
