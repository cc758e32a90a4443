"""Past forecasts made again: what would have been said at each past date, and what the figure then was.

Each past date is a series as it was known then. Of every forecast are asked yes-or-no questions, because that is what
a verdict answers: will the figure be above the last one, above the trend so far, and on the way to a goal?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tracker.figures import DAILY, HALF_YEARLY, MONTHLY, PER_YEAR, QUARTERLY
from tracker.forecast import scores
from tracker.forecast.draws import quantiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tracker.figures import Period, Series
    from tracker.forecast.forecast import Forecast

LAST: Final = "last"
TREND: Final = "trend"

FEWEST_KNOWN: Final = 3
"""Figures that must be known before the first past date that is replayed."""

FEWEST_FIGURES: Final = 6
"""Figures below which past forecasts are too few to be scored."""

MOST_DATES: Final = 60
"""Past dates that are replayed at most, evenly taken from all there are."""

_HORIZONS: Final = {
    HALF_YEARLY: (1, 2, 3, 4, 6, 8),
    QUARTERLY: (1, 2, 3, 4, 6, 8),
    MONTHLY: (1, 2, 3, 6, 9, 12, 18),
    DAILY: (1, 7, 30, 90, 365),
}
_ANNUAL_HORIZONS: Final = (1, 2, 3, 4, 5)
_LEVELS: Final = (0.025, 0.1, 0.5, 0.9, 0.975)
_LARGEST_LOGARITHM: Final = 700.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal that comes down to one figure, in the indicator's unit: at least (+1) or at most (-1) that much."""

    name: str
    period: Period
    figure: float
    direction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A yes-or-no question about a coming figure, the probability given to yes, and the answer.

    `about` is `last` (above the last figure known), `trend` (above the mean change so far, carried on), or the name
    of a goal (on the way to it at an even rate, from the last figure known).
    """

    about: str
    threshold: float
    probability: float
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One forecast of one figure: made after `origin`, `steps` periods ahead, with what the figure then was.

    `series` tells the trials of several series apart. `low95`, `low80`, `median`, `high80`, `high95` and `crps` are in
    the indicator's unit, as `observed`; `scale` is the typical change in the history known then.
    """

    series: str
    origin: Period
    period: Period
    steps: int
    observed: float
    median: float
    low95: float
    low80: float
    high80: float
    high95: float
    crps: float
    scale: float
    questions: tuple[Question, ...]


def horizons(frequency: str) -> tuple[int, ...]:
    """How many periods ahead past forecasts are looked at."""
    return _HORIZONS.get(frequency, _ANNUAL_HORIZONS)


def replay(known: Series, forecast: Forecast, later: Series, goals: Iterable[Goal]) -> tuple[Trial, ...]:
    """The trials of one past forecast, from the figures known then, against the figures of a later day.

    `known` has at least two figures.
    """
    observed = dict(zip(later.periods, later.values.tolist(), strict=True))
    scale = scores.change_scale(known.values, PER_YEAR[known.frequency])
    last, found = known.periods[-1], []
    for steps in horizons(known.frequency):
        period = last.shifted(steps)
        if period not in observed or period not in forecast.periods:
            continue
        draws, value = forecast.at(period), observed[period]
        low95, low80, median, high80, high95 = quantiles(draws, _LEVELS)
        found.append(
            Trial(
                series=f"{known.indicator}@{known.area}",
                origin=last,
                period=period,
                steps=steps,
                observed=value,
                median=median,
                low95=low95,
                low80=low80,
                high80=high80,
                high95=high95,
                crps=float(scores.crps(np.array([value]), draws[:, None])[0]),
                scale=scale,
                questions=_questions(known, period, draws, value, goals),
            )
        )
    return tuple(found)


def _questions(
    known: Series, period: Period, draws: np.ndarray, observed: float, goals: Iterable[Goal]
) -> tuple[Question, ...]:
    last, steps = float(known.values[-1]), period.ordinal - known.periods[-1].ordinal
    first, before = float(known.values[0]), known.periods[-1].ordinal - known.periods[0].ordinal
    carried = _carried(first, last, before, before + steps)
    asked: list[tuple[str, float, Callable[..., Any]]] = [(LAST, last, np.greater), (TREND, carried, np.greater)]
    for goal in goals:
        ahead = goal.period.ordinal - known.periods[-1].ordinal
        if goal.period.frequency == period.frequency and steps <= ahead:
            side = np.greater_equal if goal.direction > 0 else np.less_equal
            asked.append((goal.name, _carried(last, goal.figure, ahead, steps), side))
    return tuple(
        Question(
            about=about,
            threshold=threshold,
            probability=float(np.mean(holds(draws, threshold))),
            met=bool(holds(observed, threshold)),
        )
        for about, threshold, holds in asked
    )


def _carried(first: float, last: float, between: int, steps: int) -> float:
    """The figure `steps` periods after the first at an even rate, when it takes `between` to the last.

    Compound where both are positive, else along a straight line.
    """
    share = steps / between
    if first > 0 and last > 0:
        return float(np.exp(min(np.log(first) + share * (np.log(last) - np.log(first)), _LARGEST_LOGARITHM)))
    return first + share * (last - first)
