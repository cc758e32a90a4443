"""On which calendar a target is decided, and where the figures of its periods come from."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.figures import DAILY, LONGEST_GAP_DAYS, PER_YEAR, Period, between, choose, known_at, last_ended_by, series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.figures import Indicator, Observation, Series
    from tracker.forecast import Forecast
    from tracker.goals import Target


def periods_of(target: Target) -> tuple[Period, ...]:
    """The periods whose figures the target names: deadline, span, baseline, interim goals."""
    condition = target.condition
    named = [target.deadline, condition.since, *(condition.over or ()), *(period for period, _ in target.interim)]
    return tuple(period for period in named if period is not None)


def calendars(targets: Iterable[Target]) -> tuple[Target, ...]:
    """One target for all that name the same periods: together these ask for the same calendar (`step`).

    A declaration for many areas makes many targets, and each of them would be looked at for each of the areas.
    """
    return tuple({(target.deadline, periods_of(target)): target for target in targets}.values())


def step(indicator: Indicator, targets: Iterable[Target]) -> str:
    """The coarsest frequency that answers every target on the indicator, never finer than its figures.

    A day names no calendar of its own: it is answered by the last whole period that has ended by then.
    """
    own = PER_YEAR[indicator.frequency]
    needed = [
        PER_YEAR[period.frequency]
        for target in targets
        for period in periods_of(target)
        if period.frequency in PER_YEAR and period.frequency != DAILY
    ]
    if not needed or any(target.deadline and target.deadline.frequency == DAILY for target in targets):
        return indicator.frequency
    per_year = min(own, max(needed))
    return next(name for name, count in PER_YEAR.items() if count == per_year)


def known_series(
    indicator: Indicator, rows: Iterable[Observation], targets: Iterable[Target], area: str, as_of: date
) -> Series:
    """The series of one area as known on a day, on the calendar that answers the indicator's targets."""
    here = (row for row in rows if row.area == area)
    known, passed = choose(known_at(here, as_of), indicator.prefer)
    beside = [row for row in passed if row.value is not None and row.period.frequency in PER_YEAR]
    return series([*known, *beside], indicator, area, step(indicator, targets))


def decisive_period(deadline: Period, frequency: str) -> Period:
    """The period whose figure decides: the deadline itself, or the last whole period ended by then.

    A deadline coarser than the calendar stays as it is: its figure is combined from the parts.
    """
    if deadline.frequency in PER_YEAR and PER_YEAR[deadline.frequency] <= PER_YEAR[frequency]:
        return deadline
    return last_ended_by(deadline.end, frequency)


def horizon(targets: Iterable[Target], frequency: str) -> Period | None:
    """The last period, in the calendar, that any of the targets asks about."""
    ends = [last_ended_by(period.end, frequency) for target in targets for period in periods_of(target)]
    return max(ends, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one indicator and area, observed or drawn, by period."""

    series: Series
    forecast: Forecast | None
    aggregation: str | None

    def known(self, period: Period) -> float | None:
        """The observed figure of a period; of a coarser one, combined from its parts when all are observed."""
        parts = self._parts(period)
        values = [self._observed(part) for part in parts]
        if len(values) == 1:
            return values[0]
        if not values or any(value is None for value in values):
            return None
        return float(_combined(np.array([values], dtype=float), self._rule(period))[0])

    def drawn(self, period: Period) -> np.ndarray | None:
        """The figure of a period in every draw, observed parts standing still, shape (draws,); None if unknowable."""
        if self.forecast is None:
            return None
        columns = []
        for part in self._parts(period):
            value = self._observed(part)
            if value is not None:
                columns.append(np.full(self.forecast.count, value))
            elif part in self.forecast.periods:
                columns.append(self.forecast.at(part))
            else:
                return None
        if len(columns) == 1:
            return columns[0]
        return _combined(np.column_stack(columns), self._rule(period)) if columns else None

    def at(self, period: Period) -> np.ndarray | float | None:
        """The observed figure where there is one, else the draws, else None."""
        value = self.known(period)
        return self.drawn(period) if value is None else value

    def size(self, period: Period) -> float:
        """The absolute value of the largest known figure behind that of a period; 0 without one."""
        values = [self._observed(part) for part in self._parts(period)]
        return max((abs(value) for value in values if value is not None), default=0.0)

    def rows(self, period: Period) -> tuple[Observation, ...]:
        """The observations behind the figure of a period."""
        places = [self._place(part) for part in self._parts(period)]
        return tuple(row for place in places if place is not None for row in self.series.rows[place])

    def _observed(self, period: Period) -> float | None:
        place = self._place(period)
        return None if place is None else float(self.series.values[place])

    def _place(self, period: Period) -> int | None:
        """Where a period's figure stands; a day between two figures (weekends, holidays) has that of the day before."""
        periods = self.series.periods
        place = bisect_left(periods, period)
        if place < len(periods) and periods[place] == period:
            return place
        if period.frequency == DAILY and 0 < place < len(periods):
            gap = (period.start - periods[place - 1].start).days
            return place - 1 if gap <= LONGEST_GAP_DAYS else None
        return None

    def _parts(self, period: Period) -> tuple[Period, ...]:
        frequency = self.series.frequency
        if period.frequency == frequency:
            return (period,)
        last = last_ended_by(period.end, frequency)
        first = last_ended_by(period.start, frequency)
        first = first if first.start >= period.start else first.shifted(1)
        return between(first, last)

    def _rule(self, period: Period) -> str:
        return "last" if period.frequency == self.series.frequency else self.aggregation or "last"


def _combined(columns: np.ndarray, rule: str) -> np.ndarray:
    if rule == "sum":
        return np.asarray(columns.sum(axis=1))
    return np.asarray(columns.mean(axis=1) if rule == "mean" else columns[:, -1])


def years_left(as_of: date, deadline: Period) -> float:
    """Years from a day to the end of the deadline; negative once it has passed."""
    return (deadline.end - as_of).days / 365.2425
