"""Periods as tables print them, in headers and in cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError
from tracker.exchange.message_period import period_of
from tracker.exchange.table_marks import unmarked
from tracker.figures import DAILY, PER_YEAR, holding, parse_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Period

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUARTER: Final = (
    re.compile(r"Q(?P<part>[1-4])[ ,/-]*(?P<year>[0-9]{4})", re.IGNORECASE),
    re.compile(r"(?P<part>[1-4])Q[ ,/-]*(?P<year>[0-9]{4})", re.IGNORECASE),
    re.compile(r"(?P<year>[0-9]{4})[ ,/-]+(?:Q(?P<part>[1-4])|quarter (?P<other>[1-4]))", re.IGNORECASE),
)
_MONTH: Final = (
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.?[ ,-]+(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})[ ,-]+(?P<month>[A-Za-z]{3,9})\.?"),
)
_DATABANK: Final = re.compile(r"(?P<first>.*?)\s*\[YR(?P<year>[0-9]{4})\]|YR(?P<only>[0-9]{4})")
_SERIAL: Final = range(20_000, 80_000)


_LONGEST: Final = 400


def table_period(text: str) -> tuple[Period, str, tuple[str, ...], tuple[str, ...]]:
    """The period that a header or cell stands for, with what is printed beside it: SDMX status, marks, notes.

    Raises PeriodError for everything else.
    """
    if not text.strip():
        raise PeriodError("the period is empty; name its column under `fill` where blank cells repeat the one above")
    if len(text) > _LONGEST:  # the patterns would take the square of it
        raise PeriodError(f"{text[:40]!r}… is not a period")
    try:
        return _period(text), "", (), ()
    except PeriodError as error:
        rest, status, marks, notes = unmarked(text)
        if not rest or rest == text.strip():
            raise
        try:
            return _period(rest), status, marks, notes
        except PeriodError:
            raise error from None


def is_period(text: str) -> bool:
    """Whether a text stands for a period."""
    if len(text) > 40 or not re.search("[0-9]{4}", text):
        return False
    try:
        table_period(text)
    except PeriodError:
        return False
    return True


def joined(texts: Sequence[str], headers: Sequence[str]) -> str:
    """One text for a period that stands in several cells: a year, and a part of it that its header names."""
    year, *parts = texts
    for part, header in zip(parts, headers[1:], strict=True):
        if not part:
            continue
        number = re.sub(r"\.0$", "", part)
        if re.fullmatch("[0-9]{1,2}", number):
            if re.search("月|month", header, re.IGNORECASE):
                year = f"{year.removesuffix('年')}-{int(number):02d}"
                continue
            if re.search("季|quarter|qtr", header, re.IGNORECASE):
                year = f"{year.removesuffix('年')}-Q{number}"
                continue
        bare = year.removesuffix("年")
        year = f"{bare}年{part}" if re.search("[月季年日]", part) else f"{part} {bare}"
    return year


def fitted(period: Period, frequency: str) -> Period:
    """A day as the period that it begins or ends, where figures have a coarser frequency.

    Raises PeriodError for a day within.
    """
    if period.frequency != DAILY or frequency == DAILY or frequency not in PER_YEAR:
        return period
    found = holding(period.start, frequency)
    if period.start in (found.start, found.end):
        return found
    raise PeriodError(f"{period} is a day; a figure that is {frequency} has a period like {found}")


def _period(text: str) -> Period:
    written = text.strip().rstrip(":：")
    if re.fullmatch("[0-9]{5}", written) and int(written) in _SERIAL:
        day = _day_of_serial(int(written))
        raise PeriodError(f"{written!r} is a number, perhaps the day {day} of a spreadsheet; format the cell as a date")
    if found := _DATABANK.fullmatch(written):
        written = found["first"] or found["year"] or found["only"]
    for pattern in _QUARTER:
        if found := pattern.fullmatch(written):
            parts = found.groupdict()
            return parse_period(f"{parts['year']}-Q{parts['part'] or parts.get('other')}")
    for pattern in _MONTH:
        if (found := pattern.fullmatch(written)) and found["month"][:3].lower() in _MONTHS:
            return parse_period(f"{found['year']}-{_MONTHS.index(found['month'][:3].lower()) + 1:02d}")
    if found := re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(?::00)?(?:\.0+)?", written):
        written = found[1]
    if found := re.fullmatch(r"([0-9]{4})\.0", written):
        written = found[1]
    return period_of(written)


def _day_of_serial(number: int) -> str:
    from datetime import date, timedelta

    return (date(1899, 12, 30) + timedelta(days=number)).isoformat()
