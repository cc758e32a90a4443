"""What the chart of a target shows: its figures, forecast and goal as plain numbers in one scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from tracker.figures import PER_YEAR, between
from tracker.report import numbers
from tracker.report.aims import aims, levels
from tracker.report.axis import thinned
from tracker.report.described import caption, description
from tracker.report.figured import course, decimal_year, middle
from tracker.report.marks import breaks, marks
from tracker.report.view import ChartView, Label, Nowcast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Indicator, Period
    from tracker.goals import Source
    from tracker.report.figured import Course
    from tracker.report.language import Language
    from tracker.report.numbers import Scale
    from tracker.report.report import Entry
    from tracker.report.view import Mark
    from tracker.verdict import Assessment

_TICKS_WIDTH: Final = 300.0
"""Room for the texts below the axis of time, in pixels."""

_PERIODS_WITHIN: Final = 1.5
"""Years up to which a chart names its months or quarters instead of its years."""

_MOST_YEARS: Final = 1000
_HALF_A_QUARTER: Final = 0.13
"""Years: the beginning of the year that a first quarter's or month's figure belongs to is this near to its middle."""


def picture(
    entry: Entry, name: str, language: Language, sources: Mapping[str, Source] | None = None
) -> ChartView | None:
    """The view that `chart.chart` draws, with the id `name`; None where there is nothing to draw.

    `sources` name the publishers in its caption.
    """
    verdict, indicator = entry.assessment, entry.indicator
    if indicator is None or not (entry.series or verdict.fan):
        return None
    through = course(entry)
    scale = numbers.scale_for(_largest(verdict, through), indicator.unit, language)
    shown = marks(entry, through, scale, language)
    times = [mark.when for mark in shown] + [when for when, _ in through.ahead]
    times += [] if through.origin is None else [through.origin[0], through.end]
    if not times:
        return None
    last = _last_period(verdict)
    times += [] if last is None or through.origin is not None else [middle(last)]
    reach = (min(times), max(times))
    fan = _fan(through, scale)
    made = ChartView(
        id=name,
        title=verdict.target.title.within(language.tag),
        description=description(entry, through, language),
        unit=scale.unit,
        ticks=_ticks(reach, entry, language),
        marks=shown,
        origin=through.origin,
        breaks=breaks(entry, through, language),
        fan=fan,
        fan_labels=_fan_labels(through, fan, scale, indicator, language),
        nowcast=_nowcast(verdict, through, scale, language),
        **aims(verdict, through, reach, scale, indicator, language),
        declared=_declared(verdict, reach, language),
        as_of=_as_of(verdict, reach, language),
        limits=(None, None) if through.origin is not None else _limits(indicator, scale, shown),
        thousands="" if language.tag == "zh" else ",",
    )
    return caption(made, entry, sources or {}, language)


def _largest(verdict: Assessment, through: Course) -> float:
    values = [abs(value) for _, value, _ in through.points]
    values += [abs(bound) for bound in levels(verdict)]
    values += [abs(quantiles[3]) for _, quantiles in through.ahead]
    return max(values, default=1.0)


def _fan(through: Course, scale: Scale) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """The quantiles of what is to come, opening at the latest figure, or at nothing where a sum has yet to begin."""
    ahead = [(when, tuple(value / scale.factor for value in values)) for when, values in through.ahead]
    if not ahead:
        return ()
    start = (middle(through.points[-1][0]), through.points[-1][1]) if through.points else through.origin
    if start is not None and start[0] < ahead[0][0]:
        ahead.insert(0, (start[0], (start[1] / scale.factor,) * len(ahead[0][1])))
    return tuple(ahead)


def _fan_labels(
    through: Course,
    fan: tuple[tuple[float, tuple[float, ...]], ...],
    scale: Scale,
    indicator: Indicator,
    language: Language,
) -> tuple[Label, ...]:
    """The median's value and the shares of the bands, each with the height it ends at."""
    if not fan:
        return ()
    lower95, _, _, median, upper50, upper80, upper95 = fan[-1][1]
    most = indicator.decimals if scale.factor == 1 else None
    exact = numbers.projection(through.ahead[-1][1][3] / scale.factor, "", language, decimals=most)
    labels = [Label(value=median, text=exact)]
    if upper95 > lower95:
        bands = ((upper50, 0.5), (upper80, 0.8), (upper95, 0.95))
        labels += [Label(value=value, text=numbers.rate(share, language)) for value, share in bands]
    return tuple(labels)


def _nowcast(verdict: Assessment, through: Course, scale: Scale, language: Language) -> Nowcast | None:
    """What the first period under way will come to, where the chart shows one before its end."""
    last = through.points[-1][0] if through.points else None
    for each in verdict.under_way if through.origin is None else ():
        if last is None or each.period > last:
            low, median, high = (each.projected.values[k] / scale.factor for k in (1, 3, 5))
            figure = numbers.projection(median, "", language)
            said = language.text(
                "{period} heading for {figure}", period=numbers.period(each.period, language), figure=figure
            )
            return Nowcast(when=middle(each.period), low=low, median=median, high=high, label=said)
    return None


def _last_period(verdict: Assessment) -> Period | None:
    """The deadline, where it lies within reach of the figures."""
    return verdict.target.deadline if verdict.projected is None else verdict.projected.period


def _declared(verdict: Assessment, reach: tuple[float, float], language: Language) -> Label | None:
    declared = verdict.target.declared
    if declared is None or declared.on is None:
        return None
    when = decimal_year(declared.on)
    first, last = reach
    if not first - 0.3 * (last - first) - 0.5 <= when <= last:
        return None
    return Label(when=when, text=language.text("declared {day}", day=numbers.day(declared.on, language)))


def _as_of(verdict: Assessment, reach: tuple[float, float], language: Language) -> Label | None:
    when = decimal_year(verdict.as_of)
    first, last = reach
    if verdict.target.deadline is not None and when > last + 0.15 * (last - first):
        return None
    return Label(when=when, text=language.text("as of {day}", day=numbers.day(verdict.as_of, language)))


def _ticks(reach: tuple[float, float], entry: Entry, language: Language) -> tuple[tuple[float, str], ...]:
    """Years, at their middle in an annual chart and at their start in others; periods in a chart of few of them."""
    first, last = reach
    series = entry.series
    frequency = "annual" if series is None else series.frequency
    if frequency != "annual" and series is not None and last - first < _PERIODS_WITHIN and frequency in PER_YEAR:
        known = [*series.periods, *(each.period for each in entry.assessment.fan)]
        inside = [period for period in known if first <= middle(period) <= last]
        periods = between(min(inside), max(inside)) if inside else ()
        named = [(middle(period), numbers.period(period, language), period.ordinal) for period in periods]
        return thinned(named, _TICKS_WIDTH)
    shift, early = (0.5, 1e-9) if frequency == "annual" else (0.0, _HALF_A_QUARTER)
    years = range(math.ceil(first - shift - early), math.floor(last - shift + 1e-9) + 1)
    if len(years) > _MOST_YEARS:
        years = range(years[0], years[-1] + 1, len(years) // _MOST_YEARS + 1)
    return thinned([(year + shift, str(year), year) for year in years], _TICKS_WIDTH)


def _limits(indicator: Indicator, scale: Scale, shown: tuple[Mark, ...]) -> tuple[float | None, float | None]:
    """What the figures can be, where none lies beyond."""
    low, high = indicator.bounds
    floor = low if low is not None else (0.0 if indicator.nature in {"share", "count", "currency"} else None)
    ceiling = high if high is not None else (100.0 if indicator.nature == "share" else None)
    bottom = None if floor is None else floor / scale.factor
    top = None if ceiling is None else ceiling / scale.factor
    if bottom is not None and any(mark.value < bottom for mark in shown):
        bottom = None
    if top is not None and any(mark.value > top for mark in shown):
        top = None
    return bottom, top
