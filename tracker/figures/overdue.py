"""Figures that should have been published by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tracker.figures.observation import MISSING
from tracker.figures.period import DAILY, MONTHLY, PER_YEAR, YEAR_TO_DATE, holding, last_ended_by, months

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

_LONGEST_RUN_MONTHS: Final = 6
_LATEST: Final = 8
_SOMEBODYS_FORECAST: Final = "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Figures that have not come: `count` of them, from `first` to `last`, the first one expected on a day."""

    first: Period
    last: Period
    count: int
    expected: date


def next_release(rows: Iterable[Observation], indicator: Indicator) -> tuple[Period, date] | None:
    """The first period after the latest known figure, and the day its figure is expected by the indicator's lag.

    A growth that is no bound counts as the figure of its period. None without a figure of a regular frequency.
    """
    periods = [
        row.period
        for row in rows
        if (row.value is not None or (row.growth is not None and not row.qualifier))
        and row.period.frequency in PER_YEAR
    ]
    if not periods:
        return None
    following = max(periods, key=lambda period: period.end).shifted(1)
    return following, following.end + timedelta(days=indicator.lag_days)


def awaited(rows: Collection[Observation], indicator: Indicator, as_of: date) -> tuple[Awaited | None, Awaited | None]:
    """The figures that are overdue on a day, and the one that is expected next, by the indicator's lag.

    `rows` are all figures of one area published by that day. Where the indicator has no lag, the one that its latest
    figures had counts. A figure is expected for the periods of the indicator's frequency, and for
    others, such as January to August, where such figures came regularly. None where nothing is overdue, and where no
    figure is known yet.
    """
    known = {row.period for row in rows if _has_come(row)}
    if not known:
        return None, None
    lag = timedelta(days=indicator.lag_days or _usual_lag(rows))
    following = _following(known, indicator.frequency)
    if not following.end + lag < as_of:
        return None, Awaited(first=following, last=following, count=1, expected=following.end + lag)
    first = last = following
    count = 0
    if indicator.frequency == DAILY and following.frequency == DAILY:
        last = max(first, last_ended_by(as_of - lag, DAILY).shifted(-1))
        count = last.ordinal - first.ordinal + 1
        following = last.shifted(1)
    while following.end + lag < as_of:
        last = following
        count += 1
        known.add(last)
        following = _following(known, indicator.frequency)
    return (
        Awaited(first=first, last=last, count=count, expected=first.end + lag),
        Awaited(first=following, last=following, count=1, expected=following.end + lag),
    )


def _usual_lag(rows: Iterable[Observation]) -> int:
    """The median of the days from the end of a period to its first figure, over the latest ones that name their day."""
    first: dict[Period, date] = {}
    for row in rows:
        if _has_come(row) and not row.by_rule:
            first[row.period] = min(row.published, first.get(row.period, row.published))
    latest = sorted(first, key=lambda period: period.end)[-_LATEST:]
    lags = sorted((first[period] - period.end).days for period in latest)
    return max(0, lags[len(lags) // 2]) if lags else 0


def _has_come(row: Observation) -> bool:
    """Whether a row ends the waiting for its figure: somebody's forecast does not, the word that there is none does."""
    figure = row.value is not None or (row.growth is not None and not row.qualifier)
    return row.status in MISSING or (figure and row.status != _SOMEBODYS_FORECAST)


def _following(known: Collection[Period], frequency: str) -> Period:
    """The period that is the next to have a figure after the latest known end."""
    latest = max(period.end for period in known)
    recent = {period for period in known if (latest - period.end).days < 2 * 366}
    regular = _regular(recent, latest, frequency)
    finer = [period for period in recent if period.frequency != frequency]
    others = [*_repeated(finer, recent, latest), *_continued(finer, latest)]
    # At one end the indicator's own period counts: after January to November comes the year.
    return min([regular, *others], key=lambda period: (period.end, period.frequency != frequency))


def _regular(recent: Collection[Period], latest: date, frequency: str) -> Period:
    """The next period of the indicator's own frequency, without those that a running sum stood for a year before."""
    found = holding(latest + timedelta(days=1), frequency)
    if frequency == MONTHLY:
        sums = [period for period in recent if period.frequency == YEAR_TO_DATE]
        while (before := found.shifted(-12)) not in recent and any(each.contains(before) for each in sums):
            found = found.shifted(1)
    return found


def _repeated(finer: Iterable[Period], recent: Collection[Period], latest: date) -> list[Period]:
    """Periods a year after known ones, where the same period had a figure in two years running."""
    return [
        later
        for period in finer
        if period.frequency != DAILY
        and _years_later(period, -1) in recent
        and (later := _years_later(period, 1)).end > latest
    ]


def _continued(finer: Iterable[Period], latest: date) -> list[Period]:
    """What follows the latest two figures of a kind within one year, at their distance."""
    found = []
    kinds: dict[str, list[Period]] = {}
    for period in sorted(finer, key=lambda each: each.end):
        kinds.setdefault(period.frequency, []).append(period)
    for frequency, periods in kinds.items():
        if len(periods) == 1 or periods[-1].end < latest - timedelta(days=31 * _LONGEST_RUN_MONTHS):
            continue
        before, last = periods[-2:]
        if frequency in PER_YEAR:
            following = last.shifted(1)
            if before.shifted(1) != last:
                continue
        else:
            step = last.end.month - before.end.month
            month = last.end.month + step
            if before.year != last.year or step > _LONGEST_RUN_MONTHS or month >= 12:
                continue
            following = months(last.year, 1, last.year, month, YEAR_TO_DATE)
        if following.end > latest:
            found.append(following)
    return found


def _years_later(period: Period, years: int) -> Period:
    """The same part of another year."""
    if period.frequency in PER_YEAR:
        return period.shifted(years * PER_YEAR[period.frequency])
    return months(period.year + years, 1, period.year + years, period.end.month, YEAR_TO_DATE)
