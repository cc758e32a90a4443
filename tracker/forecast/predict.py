"""One forecast of an indicator's coming figures, whatever is asked of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import PER_YEAR, last_ended_by
from tracker.forecast.coefficients import coefficients
from tracker.forecast.draws import DRAWS, drawn_from
from tracker.forecast.facts import facts_of
from tracker.forecast.forecast import Forecast
from tracker.forecast.learned import predict_batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Indicator, Period, Series

    Asked = tuple[Series, Indicator, Period]

LEARNED: Final = "learned"
REFERENCE_CLASS: Final = "reference-class"

MOST_BORROWED: Final = 3
"""The most figures whose spread is said to be borrowed from the reference class."""

_WHOLE: Final = 100.0
_PERIODS_TOGETHER: Final = 1536
"""Periods forecast at once, of as many series: with more, the tables outgrow the processor's cache, and little is won.
"""


def predict(series: Series, indicator: Indicator, until: Period) -> Forecast:
    """Forecast of every period after the last figure up to `until`, in the series' frequency.

    The series has at least one figure. A period under way is nowcast from what is known of it, and what follows is
    forecast from the ways in which it may end (`under_way`); else it is the figures that are `continued`. The same
    arguments give the same draws. An `until` that is not after the last figure gives a forecast without periods.
    """
    if series.open_courses:
        from tracker.forecast.under_way import BLOCK, under_way

        found = under_way(series, indicator, until, partial(continued, draws=BLOCK))
        if found is not None:
            return found
    return continued([series], indicator, until)[0]


def predict_many(asked: Sequence[Asked], draws: int = DRAWS, *, explained: bool = False) -> tuple[Forecast, ...]:
    """What `predict` gives for each series, indicator and last period; many at once are faster.

    Series with figures for the same periods are forecast together. `draws` is their number in each forecast; facts are
    said where it is to be `explained`.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    found: dict[int, Forecast] = {}
    for place, (series, indicator, until) in enumerate(asked):
        if series.open_courses:
            found[place] = predict(series, indicator, until)
        else:
            alike.setdefault((series.frequency, series.periods, until), []).append(place)
    for places in alike.values():
        series, _, until = asked[places[0]]
        most = max(_PERIODS_TOGETHER // max(_ahead(series, until), 1), 1)
        for start in range(0, len(places), most):
            block = places[start : start + most]
            together = [asked[place] for place in block]
            made = _continued(
                [each[0] for each in together],
                [each[1] for each in together],
                together[0][2],
                draws,
                explained=explained,
            )
            found |= zip(block, made, strict=True)
    return tuple(found[place] for place in range(len(asked)))


def continued(many: Sequence[Series], indicator: Indicator, until: Period, draws: int = DRAWS) -> tuple[Forecast, ...]:
    """Forecasts from the figures alone, of series that have them for the same periods: the learned ones.

    The rule for very short histories: with one or two figures the spread is that of the reference class, the public
    indicators of the same nature, seen after as few figures; what two figures say of their own is how much they moved.
    With three, the coefficients for all lengths apply, which have learned to trust three figures little: they too are
    named after the reference class. From four figures on the forecast is the series' own as far as it was learned
    that such series can be trusted.

    Figures that were published as bounds or approximations enter at their printed value. A share beyond 0 to 100 is
    continued as a rate.
    """
    return _continued(many, [indicator] * len(many), until, draws, explained=True)


def _continued(
    many: Sequence[Series], indicators: Sequence[Indicator], until: Period, draws: int, *, explained: bool = False
) -> tuple[Forecast, ...]:
    series = many[0]
    origin, per_year, ahead = series.periods[-1], PER_YEAR[series.frequency], _ahead(series, until)
    method = REFERENCE_CLASS if len(series) <= MOST_BORROWED else LEARNED
    if ahead < 1:
        nothing = np.empty((draws, 0))
        nothing.flags.writeable = False
        only = (("figures", float(len(series))),)
        return (Forecast(periods=(), draws=nothing, origin=origin, method=method, facts=only),) * len(many)
    ordinals = np.array([period.ordinal for period in series.periods])
    steps = np.arange(1, ahead + 1)
    values = np.stack([each.values for each in many])
    learned = predict_batch(
        values,
        ordinals,
        per_year,
        steps,
        [_nature(figures, indicator) for figures, indicator in zip(values, indicators, strict=True)],
        [indicator.better for indicator in indicators],
        [indicator.bounds for indicator in indicators],
    )
    dependence = coefficients().dependence
    drawn = drawn_from(learned.distribution, dependence.get(per_year, dependence[1]), draws)
    periods = tuple(origin.shifted(step) for step in steps.tolist())
    facts = facts_of(learned, drawn, values, ordinals, per_year) if explained else ((),) * len(drawn)
    return tuple(
        Forecast(periods=periods, draws=each, origin=origin, method=method, facts=of_it)
        for each, of_it in zip(drawn, facts, strict=True)
    )


def _ahead(series: Series, until: Period) -> int:
    """The number of periods from the last figure to the last one that has ended with `until`."""
    return last_ended_by(until.end, series.frequency).ordinal - series.periods[-1].ordinal


def _nature(values: np.ndarray, indicator: Indicator) -> str:
    """The nature whose rules apply: a share beyond 0 to 100 is none."""
    if indicator.nature == "share" and (values.min() < 0.0 or values.max() > _WHOLE):
        return "rate"
    return indicator.nature
