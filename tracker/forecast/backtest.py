"""Past forecasts made again: what would have been said at each past date, and what the figure then was.

Each past date is a series as it was known then. Of every forecast are asked yes-or-no questions, because that is what
a verdict answers: will the figure be above the last one, above the trend so far, and on the way to a goal?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import DAILY, HALF_YEARLY, MONTHLY, PER_YEAR, QUARTERLY
from tracker.forecast import scores
from tracker.forecast.draws import ordered_quantiles

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    ahead = [(steps, known.periods[-1].shifted(steps)) for steps in horizons(known.frequency)]
    asked = [(steps, period) for steps, period in ahead if period in observed and period in forecast.periods]
    if not asked:
        return ()
    scale = scores.change_scale(known.values, PER_YEAR[known.frequency])
    draws = np.sort(forecast.draws[:, [forecast.periods.index(period) for _, period in asked]].T, axis=1)
    seen = np.array([observed[period] for _, period in asked])
    lost = scores.crps(seen, draws.T).tolist()
    levels = ordered_quantiles(draws, _LEVELS).tolist()
    found = []
    for place, (steps, period) in enumerate(asked):
        low95, low80, median, high80, high95 = levels[place]
        found.append(
            Trial(
                series=f"{known.indicator}@{known.area}",
                origin=known.periods[-1],
                period=period,
                steps=steps,
                observed=observed[period],
                median=median,
                low95=low95,
                low80=low80,
                high80=high80,
                high95=high95,
                crps=lost[place],
                scale=scale,
                questions=_questions(known, period, draws[place], observed[period], goals),
            )
        )
    return tuple(found)


def _questions(
    known: Series, period: Period, draws: np.ndarray, observed: float, goals: Iterable[Goal]
) -> tuple[Question, ...]:
    """The questions about one period, answered by its draws in ascending order."""
    last, steps = float(known.values[-1]), period.ordinal - known.periods[-1].ordinal
    first, before = float(known.values[0]), known.periods[-1].ordinal - known.periods[0].ordinal
    carried = _carried(first, last, before, before + steps)
    asked: list[tuple[str, float, int]] = [(LAST, last, 0), (TREND, carried, 0)]
    for goal in goals:
        ahead = goal.period.ordinal - known.periods[-1].ordinal
        if goal.period.frequency == period.frequency and steps <= ahead:
            asked.append((goal.name, _carried(last, goal.figure, ahead, steps), goal.direction))
    return tuple(
        Question(
            about=about,
            threshold=threshold,
            probability=_share(draws, threshold, direction),
            met=_is_met(observed, threshold, direction),
        )
        for about, threshold, direction in asked
    )


def _share(ordered: np.ndarray, threshold: float, direction: int) -> float:
    """The share of figures in ascending order above a threshold (0), at least it (1), or at most it (-1)."""
    below = int(np.searchsorted(ordered, threshold, side="left" if direction > 0 else "right"))
    return (below if direction < 0 else len(ordered) - below) / len(ordered)


def _is_met(figure: float, threshold: float, direction: int) -> bool:
    """Whether a figure is above a threshold (0), at least it (1), or at most it (-1)."""
    if direction == 0:
        return figure > threshold
    return figure >= threshold if direction > 0 else figure <= threshold


def _carried(first: float, last: float, between: int, steps: int) -> float:
    """The figure `steps` periods after the first at an even rate, when it takes `between` to the last.

    Compound where both are positive, else along a straight line.
    """
    share = steps / between
    if first > 0 and last > 0:
        return float(np.exp(min(np.log(first) + share * (np.log(last) - np.log(first)), _LARGEST_LOGARITHM)))
    return first + share * (last - first)
