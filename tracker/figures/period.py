"""Periods of the calendar: years, half-years, quarters, months, days, and year-to-date ranges.

A period runs from the first day of `start` to the last day of `end`, both inclusive. Its text is canonical: `2023`,
`2023-H1`, `2023-Q3`, `2023-09`, `2023-09-30`, `2024-01/2024-08`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from tracker.errors import PeriodError

ANNUAL: Final = "annual"
HALF_YEARLY: Final = "half-yearly"
QUARTERLY: Final = "quarterly"
MONTHLY: Final = "monthly"
DAILY: Final = "daily"
YEAR_TO_DATE: Final = "year-to-date"

PER_YEAR: Final = {ANNUAL: 1, HALF_YEARLY: 2, QUARTERLY: 4, MONTHLY: 12, DAILY: 365}
"""Periods in a year; the key order runs from the coarsest frequency to the finest."""

_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_LONGEST = 40
_CHINESE_DIGITS = str.maketrans("一二三四", "1234")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of the calendar with a frequency. Ordered by its start, then its end."""

    start: date
    end: date
    frequency: str

    def __str__(self) -> str:
        year, month = self.start.year, self.start.month
        if self.frequency == ANNUAL:
            return f"{year:04d}"
        if self.frequency == HALF_YEARLY:
            return f"{year:04d}-H{(month + 5) // 6}"
        if self.frequency == QUARTERLY:
            return f"{year:04d}-Q{(month + 2) // 3}"
        if self.frequency == MONTHLY:
            return f"{year:04d}-{month:02d}"
        if self.frequency == DAILY:
            return self.start.isoformat()
        return f"{year:04d}-{month:02d}/{self.end.year:04d}-{self.end.month:02d}"

    @property
    def year(self) -> int:
        """The calendar year it ends in."""
        return self.end.year

    @property
    def ordinal(self) -> int:
        """Number of periods of its frequency since the year 0: neighbours differ by one.

        A year-to-date range has no neighbours; it counts by its last month.
        """
        if self.frequency == DAILY:
            return self.start.toordinal()
        per_year = PER_YEAR.get(self.frequency, 12)
        return self.end.year * per_year + (self.end.month - 1) * per_year // 12

    def shifted(self, steps: int) -> Period:
        """The period `steps` periods later (earlier when negative), of the same frequency."""
        return from_ordinal(self.ordinal + steps, self.frequency)

    def contains(self, other: Period) -> bool:
        """Whether `other` lies within this period."""
        return self.start <= other.start and other.end <= self.end


def year(number: int) -> Period:
    """The calendar year."""
    _check_year(number, str(number))
    return Period(date(number, 1, 1), date(number, 12, 31), ANNUAL)


def months(first_year: int, first_month: int, last_year: int, last_month: int, frequency: str) -> Period:
    """The span from the first day of one month to the last day of another."""
    after = date(last_year + last_month // 12, last_month % 12 + 1, 1)
    return Period(date(first_year, first_month, 1), after - timedelta(days=1), frequency)


def day(when: date) -> Period:
    """A single day."""
    return Period(when, when, DAILY)


@lru_cache(maxsize=1 << 14)
def from_ordinal(ordinal: int, frequency: str) -> Period:
    """The period of a regular frequency with this ordinal; inverse of `Period.ordinal`."""
    if frequency == DAILY:
        return day(date.fromordinal(ordinal))
    per_year = PER_YEAR[frequency]
    number, part = divmod(ordinal, per_year)
    length = 12 // per_year
    first = part * length + 1
    return months(number, first, number, first + length - 1, frequency)


def holding(when: date, frequency: str) -> Period:
    """The period of a regular frequency that holds a day."""
    if frequency == DAILY:
        return day(when)
    per_year = PER_YEAR[frequency]
    return from_ordinal(when.year * per_year + (when.month - 1) * per_year // 12, frequency)


def last_ended_by(when: date, frequency: str) -> Period:
    """The last whole period of a regular frequency that has ended on or before a day."""
    candidate = holding(when, frequency)
    return candidate if candidate.end <= when else candidate.shifted(-1)


def between(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods from `first` to `last`, both included; both of one regular frequency."""
    return tuple(from_ordinal(k, first.frequency) for k in range(first.ordinal, last.ordinal + 1))


def years_between(first: Period, last: Period) -> float:
    """Years from one period to another of the same frequency (ends compared when the frequencies differ)."""
    if first.frequency == last.frequency and first.frequency in PER_YEAR and first.frequency != DAILY:
        return (last.ordinal - first.ordinal) / PER_YEAR[first.frequency]
    return (last.end - first.end) / timedelta(days=365.2425)


_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_SPELLINGS: Final = (
    (ANNUAL, rf"{_YEAR}(?:全年|年|年度|年全年|-?A1?)?"),
    (HALF_YEARLY, rf"{_YEAR}年?-?[HS](?P<part>[12])"),
    (HALF_YEARLY, rf"{_YEAR}年?(?P<half>[上下])半年"),
    (QUARTERLY, rf"{_YEAR}年?-?Q(?P<part>[1-4])"),
    (QUARTERLY, rf"{_YEAR}年?第?(?P<part>[1-4一二三四])季度?"),
    (MONTHLY, rf"{_YEAR}(?:-|-?M|/){_MONTH}"),
    (MONTHLY, rf"{_YEAR}年{_MONTH}月份?"),
    (DAILY, rf"{_YEAR}-{_MONTH}-(?P<day>[0-9]{{1,2}})"),
    (DAILY, rf"{_YEAR}年{_MONTH}月(?P<day>[0-9]{{1,2}})[日号]"),
    (YEAR_TO_DATE, rf"{_YEAR}年{_MONTH}(?:月份?)?[-\u2013\u2014~\u301c至到](?P<last>[0-9]{{1,2}})月份?"),
    (YEAR_TO_DATE, rf"{_YEAR}年前(?P<quarters>[1-3一二三])个?季度?"),
    (YEAR_TO_DATE, rf"{_YEAR}(?:-|-?M){_MONTH}(?:/|\.\.|--)(?P<last_year>[0-9]{{4}})(?:-|-?M)(?P<last>[0-9]{{1,2}})"),
)

SPELLINGS: Final = "2023, 2023-H1, 2023-Q3, 2023-09, 2023-09-30 or 2024-01/2024-08"


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE | re.ASCII)) for kind, pattern in _SPELLINGS)


def parse_period(text: object) -> Period:
    """The period that a text, a whole number (a year) or a date stands for.

    Full-width characters count as their plain forms. Raises PeriodError with the spellings that are understood.
    """
    if isinstance(text, datetime):
        return day(text.date())
    if isinstance(text, date):
        return day(text)
    written = str(text).strip()
    if len(written) <= _LONGEST:
        plain = unicodedata.normalize("NFKC", written)
        compact = re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", plain)
        for kind, pattern in _patterns():
            if found := pattern.fullmatch(compact):
                return _from_parts(kind, found.groupdict(), written)
    msg = f"{written[:_LONGEST]!r} is not a period; write {SPELLINGS}"
    raise PeriodError(msg)


def parse_date(text: str) -> date:
    """The day that an ISO date stands for. Raises PeriodError for every other form."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            when = date.fromisoformat(text)
        except ValueError:
            msg = f"{text!r} is no day of the calendar; write a day that exists, like {text[:4]}-09-30"
            raise PeriodError(msg) from None
        _check_year(when.year, text)
        return when
    hint = "2024-09-30"
    if found := re.fullmatch(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?", text):
        hint = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}"
    msg = f"{text[:_LONGEST]!r} is not a date; write year-month-day, {'like ' if found is None else ''}{hint}"
    raise PeriodError(msg)


def _from_parts(kind: str, parts: dict[str, str | None], written: str) -> Period:
    number = int(parts["year"] or 0)
    _check_year(number, written)
    if kind == ANNUAL:
        return year(number)
    if half := parts.get("half"):
        parts["part"] = "1" if half == "上" else "2"
    if part := parts.get("part"):
        return from_ordinal(number * PER_YEAR[kind] + int(part.translate(_CHINESE_DIGITS)) - 1, kind)
    if quarters := parts.get("quarters"):
        return _range(number, 1, number, 3 * int(quarters.translate(_CHINESE_DIGITS)), written)
    month = _month(parts.get("month"), written)
    if kind == MONTHLY:
        return months(number, month, number, month, MONTHLY)
    if kind == DAILY:
        try:
            return day(date(number, month, int(parts["day"] or 0)))
        except ValueError:
            msg = f"{written!r} is no day of the calendar; write a day that exists, like {number}-09-30"
            raise PeriodError(msg) from None
    last_year = int(parts.get("last_year") or number)
    return _range(number, month, last_year, _month(parts.get("last"), written), written)


def _range(first_year: int, first_month: int, last_year: int, last_month: int, written: str) -> Period:
    if first_year != last_year or first_month != 1:
        like = f"{last_year}-01/{last_year}-08"
        msg = f"{written!r} does not run from January within one year; write a year-to-date range like {like}"
        raise PeriodError(msg)
    if last_month == 12:  # the year itself
        return year(first_year)
    if last_month == 1:
        return months(first_year, 1, first_year, 1, MONTHLY)
    return months(first_year, 1, first_year, last_month, YEAR_TO_DATE)


def _month(text: str | None, written: str) -> int:
    number = int(text or 0)
    if not 1 <= number <= 12:
        msg = f"{written!r} has no month {text}; write a month from 01 to 12"
        raise PeriodError(msg)
    return number


def _check_year(number: int, written: str) -> None:
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        msg = f"{written!r} is not a year between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise PeriodError(msg)
