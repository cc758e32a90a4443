"""What the picture of a series and its forecast shows, where no target is asked about."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.axis import thinned
from tracker.report.figured import middle
from tracker.report.marks import kind_of
from tracker.report.view import ChartView, Label, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Indicator, Period, Series
    from tracker.report.language import Language

_ROOM: Final = 420.0
"""Room for the texts below the axis of time, in pixels."""


def progression(
    series: Series, fan: Sequence[tuple[Period, tuple[float, ...]]], indicator: Indicator, language: Language
) -> ChartView:
    """The figures of a series, and the fan of its forecast: quantiles at the levels of an assessment by period."""
    known = [float(value) for value in series.values]
    largest = max((abs(value) for value in (*known, *(values[3] for _, values in fan))), default=1.0)
    scale = numbers.scale_for(largest, indicator.unit, language)
    marks = tuple(
        Mark(when=middle(period), value=value / scale.factor, kind=kind_of(rows))
        for period, value, rows in zip(series.periods, known, series.rows, strict=True)
    )
    ahead = [(middle(period), tuple(value / scale.factor for value in values)) for period, values in fan]
    if marks and ahead:
        ahead.insert(0, (marks[-1].when, (marks[-1].value,) * len(ahead[0][1])))
    title = indicator.title.within(language.tag)
    times = [*(mark.when for mark in marks), *(when for when, _ in ahead)]
    return ChartView(
        id="progression",
        title=title,
        description=title,
        unit=scale.unit,
        ticks=_years(min(times), max(times), series.frequency) if times else (),
        marks=marks,
        fan=tuple(ahead),
        fan_labels=_labels(ahead[-1][1], language) if ahead else (),
    )


def named(view: ChartView, language: Language) -> ChartView:
    """The view of a target with its median named, as a legend needs it, in place of the median's value."""
    median = tuple(replace(label, text=language.text("Median")) for label in view.fan_labels[:1])
    return replace(view, fan_labels=(*median, *view.fan_labels[1:]))


def _labels(last: Sequence[float], language: Language) -> tuple[Label, ...]:
    """The median and the shares of the bands, each with the height it ends at."""
    shares = zip((4, 5, 6), (0.5, 0.8, 0.95), strict=True)
    bands = [Label(value=last[level], text=numbers.rate(share, language)) for level, share in shares]
    return (Label(value=last[3], text=language.text("Median")), *bands)


def _years(first: float, last: float, frequency: str) -> tuple[tuple[float, str], ...]:
    """Years, at their middle where figures are annual, else at their start."""
    shift = 0.5 if frequency == "annual" else 0.0
    years = range(math.ceil(first - shift - 1e-9), math.floor(last - shift + 1e-9) + 1)
    return thinned([(year + shift, str(year), year) for year in years], _ROOM)
