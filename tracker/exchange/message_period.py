"""TIME_PERIOD in all forms that SDMX has, as periods of the calendar."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError
from tracker.figures import ANNUAL, DAILY, HALF_YEARLY, MONTHLY, QUARTERLY, holding, parse_date, parse_period

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Period

_FREQUENCIES: Final = {
    "A": ANNUAL, "S": HALF_YEARLY, "H": HALF_YEARLY, "Q": QUARTERLY, "M": MONTHLY, "D": DAILY, "B": DAILY,
}  # fmt: skip
"""SDMX code list CL_FREQ; the codes that no figure of ours has are absent."""

_OTHER: Final = "_O"
"""FREQ of figures that cover what no regular period does: the months of a year so far."""

_DURATIONS: Final = {"P1Y": ANNUAL, "P6M": HALF_YEARLY, "P3M": QUARTERLY, "P1M": MONTHLY, "P1D": DAILY, "P12M": ANNUAL}
_UNUSED: Final = {"W": "a week", "T": "a third of a year", "B": "two months"}
_YEAR_STARTS: Final = "--01-01"
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?")


def period_of(written: str, *, frequency: str = "", year_starts: str = _YEAR_STARTS) -> Period:
    """The period that TIME_PERIOD stands for; FREQ tells which one a date begins.

    Raises PeriodError for weeks and other periods that cross months or years, and where the reporting year does not
    begin with January.
    """
    text = written.strip()
    if found := re.fullmatch(r"[0-9]{4}-?([WTB])[0-9]+", text):
        raise PeriodError(f"{text!r} is {_UNUSED[found[1]]}, which makes no months or years")
    if found := re.fullmatch(r"([0-9]{4})-([ASQMD])([0-9]{1,3})", text):
        if year_starts != _YEAR_STARTS:
            raise PeriodError(f"{text!r} belongs to a reporting year that begins on {year_starts}, not in January")
        return _reporting(int(found[1]), found[2], int(found[3]), text)
    if "/" in text:
        return _range(text, regular=frequency != _OTHER)
    if found := _MOMENT.fullmatch(text):
        day = parse_period(found[1])
        kind = _FREQUENCIES.get(frequency, DAILY)
        return day if kind == DAILY else holding(day.start, kind)
    return parse_period(text)


def _reporting(year: int, kind: str, number: int, text: str) -> Period:
    if kind == "A" and number == 1:
        return parse_period(year)
    if kind == "D":
        when = parse_period(f"{year:04d}").start + timedelta(days=number - 1)
        if number < 1 or when.year != year:
            raise PeriodError(f"{text!r}: the year {year} has no day {number}")
        return parse_period(when)
    if kind == "A":
        raise PeriodError(f"{text!r}: a year has one part of a year's length")
    return parse_period(f"{year}-{number:02d}" if kind == "M" else f"{year}-{kind}{number}")


def _range(text: str, *, regular: bool) -> Period:
    """The period of a range: from a date, for a duration or to a date.

    The first months of a year are a regular period where there is one, unless the figures are said to have none.
    """
    first, _, last = text.partition("/")
    begins = _MOMENT.fullmatch(first)
    if begins is None:
        return parse_period(text)
    start = parse_period(begins[1]).start
    so_far = _so_far(start, last)
    if so_far is not None and not regular:
        return so_far
    if last in _DURATIONS:
        found = holding(start, _DURATIONS[last])
        if found.start == start:
            return found
        raise PeriodError(f"{text!r} does not begin with a month, quarter or year of the calendar")
    ends = _MOMENT.fullmatch(last)
    if ends is not None:
        end = parse_date(ends[1])
        for kind in _DURATIONS.values():
            found = holding(start, kind)
            if (found.start, found.end) == (start, end):
                return found
    if so_far is not None:
        return so_far
    raise PeriodError(
        f"{text!r} is no month, quarter, half-year or year of the calendar, nor the first months of a year"
    )


def _so_far(start: date, last: str) -> Period | None:
    """The first months of a year, from its first day for a duration or to a month's last day; None for what is not."""
    if (start.month, start.day) != (1, 1):
        return None
    if found := re.fullmatch(r"P([0-9]{1,2})M", last):
        months = int(found[1])
    elif found := _MOMENT.fullmatch(last):
        end = parse_date(found[1])
        if end.year != start.year or (end + timedelta(days=1)).day != 1:
            return None
        months = end.month
    else:
        return None
    return parse_period(f"{start.year}-01/{start.year}-{months:02d}") if 1 <= months <= 12 else None
