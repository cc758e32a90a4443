"""What is known of a period before it is complete: its running figure, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.figures.months import span, steps, totals
from tracker.figures.period import DAILY, PER_YEAR, holding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.figures.indicator import Indicator
    from tracker.figures.months import Steps
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

_FINEST: Final = 4
"""Periods a year of the finest calendar that has parts of whole months."""

_BOUNDS: Final = frozenset("<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The running figures of one period of `length` months.

    After `months[k]` months (ascending, at most `length`) it stood at `running[k]` in the indicator's unit: the sum so
    far, the mean so far, or the level then. `rows` are the observations behind them. `growth` (a share), over the
    same `growth_months` a year before, was published without a level that it could be chained to.
    """

    period: Period
    length: int
    months: tuple[int, ...] = ()
    running: tuple[float, ...] = ()
    rows: tuple[Observation, ...] = ()
    growth_months: int = 0
    growth: float | None = None

    def after(self, count: int) -> float | None:
        """The running figure after so many months; None where it is not known."""
        return self.running[self.months.index(count)] if count in self.months else None


def courses(
    rows: Sequence[Observation],
    growths: Sequence[Observation],
    complete: Mapping[Period, float],
    indicator: Indicator,
    frequency: str,
) -> tuple[Course, ...]:
    """The courses of the periods of one area of which more than the whole is known, in time order.

    `rows` are levels; `complete` the figures of whole periods, which end their courses; `growths` rows that could not
    be chained, of which a period after the last complete one may have a course of its own. Where figures cannot be
    negative, a running sum above a later one is left out: the later one counts.
    """
    if PER_YEAR[frequency] > _FINEST or indicator.aggregation is None:
        return ()
    inner = [row for row in rows if row.value is not None and row.period.frequency not in {frequency, DAILY}]
    flows = steps(rows, indicator.aggregation) if inner and indicator.aggregation != "last" else {}
    found: dict[Period, Course] = {}
    for period in sorted({holding(row.period.end, frequency) for row in inner}):
        running = _flow(flows, period, indicator) if flows else _levels(inner, period)
        if (course := _course(period, running, complete.get(period), indicator)) is not None:
            found[period] = course
    last = max(complete, default=None) if growths else None
    for row in growths:
        period = holding(row.period.end, frequency)
        is_part = row.period.start == period.start and row.period.end < period.end and row.since is None
        if is_part and not row.qualifier and period not in found and last is not None and period > last:
            found[period] = Course(
                period=period,
                length=_length(period),
                rows=(row,),
                growth_months=span(row.period)[1] - span(period)[0],
                growth=(row.growth or 0.0) / 100,
            )
    return tuple(found[period] for period in sorted(found))


def _length(period: Period) -> int:
    start, end = span(period)
    return end - start


def _flow(flows: Steps, period: Period, indicator: Indicator) -> list[tuple[int, float, tuple[Observation, ...]]]:
    """Months, running figure and rows after each month end that is known."""
    start, end = span(period)
    known = totals(flows, start)
    is_mean = indicator.aggregation == "mean"
    return [
        (month - start, known[month].value / (month - start if is_mean else 1), known[month].rows)
        for month in sorted(known)
        if start < month <= end
    ]


def _levels(inner: Iterable[Observation], period: Period) -> list[tuple[int, float, tuple[Observation, ...]]]:
    """Months, level then and row, of figures that are levels at the end of their period."""
    start = span(period)[0]
    latest: dict[int, Observation] = {}
    for row in inner:
        if period.start <= row.period.end <= period.end and row.qualifier not in _BOUNDS:
            latest[span(row.period)[1] - start] = row
    return [(month, row.value, (row,)) for month, row in sorted(latest.items()) if row.value is not None]


def _course(
    period: Period,
    running: Sequence[tuple[int, float, tuple[Observation, ...]]],
    whole: float | None,
    indicator: Indicator,
) -> Course | None:
    """The course of a period; None where nothing within it is known."""
    length = _length(period)
    known = [point for point in running if point[0] < length]
    if whole is not None:
        known.append((length, whole, ()))
    if cannot_fall(indicator):
        kept: list[tuple[int, float, tuple[Observation, ...]]] = []
        for point in reversed(known):
            if not kept or point[1] <= kept[-1][1]:
                kept.append(point)
        known = kept[::-1]
    if not known or known[0][0] == length:
        return None
    return Course(
        period=period,
        length=length,
        months=tuple(month for month, _, _ in known),
        running=tuple(value for _, value, _ in known),
        rows=tuple({id(row): row for _, _, rows in known for row in rows}.values()),
    )


def cannot_fall(indicator: Indicator) -> bool:
    """Whether a running figure of the indicator can only rise: sums of what is never negative."""
    return indicator.aggregation == "sum" and indicator.nature != "signed"
