from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import PeriodError
from tracker.figures.period import (
    ANNUAL,
    DAILY,
    PER_YEAR,
    QUARTERLY,
    YEAR_TO_DATE,
    Period,
    between,
    from_ordinal,
    holding,
    last_ended_by,
    months,
    parse_date,
    parse_period,
    years_between,
)

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2023", "2023"),
        (2023, "2023"),
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("2023年全年", "2023"),
        ("2023-A1", "2023"),
        (" 2023 ", "2023"),
        ("２０２３", "2023"),
        ("2024-H1", "2024-H1"),
        ("2024H2", "2024-H2"),
        ("2024-S1", "2024-H1"),
        ("2024年上半年", "2024-H1"),
        ("2024下半年", "2024-H2"),
        ("2023-Q3", "2023-Q3"),
        ("2023Q3", "2023-Q3"),
        ("2023q3", "2023-Q3"),
        ("2023 Q3", "2023-Q3"),
        ("2023年第三季度", "2023-Q3"),
        ("2023年三季度", "2023-Q3"),
        ("2023年4季度", "2023-Q4"),
        ("2024-01", "2024-01"),
        ("2024-1", "2024-01"),
        ("2024/01", "2024-01"),
        ("2024M01", "2024-01"),
        ("2024-M12", "2024-12"),
        ("2024年9月", "2024-09"),
        ("2024年9月份", "2024-09"),
        ("2023-09-30", "2023-09-30"),
        ("2023-9-3", "2023-09-03"),
        ("2023年9月30日", "2023-09-30"),
        (date(2023, 9, 30), "2023-09-30"),
        (datetime(2023, 9, 30, 12, tzinfo=UTC), "2023-09-30"),
        ("2024-02-29", "2024-02-29"),
        ("2024-01/2024-08", "2024-01/2024-08"),
        ("2024-01..2024-08", "2024-01/2024-08"),
        ("2024M01/2024M08", "2024-01/2024-08"),
        ("2024年1-8月", "2024-01/2024-08"),
        ("2024年1—8月", "2024-01/2024-08"),
        ("2024年1～8月份", "2024-01/2024-08"),
        ("2024年1月至8月", "2024-01/2024-08"),
        ("２０２４年１－８月", "2024-01/2024-08"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024-01/2024-12", "2024"),
        ("2024年1-12月", "2024"),
        ("2024-01/2024-01", "2024-01"),
    ],
)
def test_spellings(written: object, canonical: str) -> None:
    assert str(parse_period(written)) == canonical


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "'' is not a period; write 2023, 2023-H1, 2023-Q3, 2023-09, 2023-09-30 or 2024-01/2024-08"),
        ("last year", "is not a period"),
        ("20 23", "is not a period"),
        ("23", "is not a period"),
        ("20233", "is not a period"),
        ("2023-Q5", "is not a period"),
        ("2023-H3", "is not a period"),
        ("2023.5", "is not a period"),
        (2023.0, "is not a period"),
        (None, "is not a period"),
        ("2023-W05", "is not a period"),
        ("٢٠٢٣", "is not a period"),
        ("2023-13", "has no month 13"),
        ("2023-00", "has no month 00"),
        ("2023/24", "has no month 24"),
        ("2023-02-29", "is no day of the calendar"),
        ("2024-03/2024-08", "does not run from January"),
        ("2023-01/2024-08", "write a year-to-date range like 2024-01/2024-08"),
        ("2024-01/2024-13", "has no month 13"),
        ("0999", "is not a year between 1000 and 2999"),
        ("3000", "is not a year between 1000 and 2999"),
        ("x" * 1000, "is not a period"),
    ],
)
def test_what_is_no_period(written: object, says: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(written)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2024/10/26", "write year-month-day, 2024-10-26"),
        ("20241026", "write year-month-day, 2024-10-26"),
        ("2024-1-6", "write year-month-day, 2024-01-06"),
        ("2024年10月26日", "write year-month-day, 2024-10-26"),
        ("26/10/2024", "write year-month-day, like 2024-09-30"),
        ("2024", "write year-month-day, like 2024-09-30"),
        ("2024-02-30", "is no day of the calendar"),
        ("0001-01-01", "is not a year between"),
    ],
)
def test_a_date_has_one_spelling(written: str, says: str) -> None:
    assert parse_date("2024-10-26") == date(2024, 10, 26)
    with pytest.raises(PeriodError, match=says):
        parse_date(written)


@given(when=DAYS, frequency=st.sampled_from(list(PER_YEAR)))
def test_text_and_back(when: date, frequency: str) -> None:
    period = holding(when, frequency)
    assert parse_period(str(period)) == period
    assert from_ordinal(period.ordinal, frequency) == period
    assert period.start <= when <= period.end


@given(year=st.integers(1000, 2999), last=st.integers(2, 11))
def test_year_to_date_text_and_back(year: int, last: int) -> None:
    period = months(year, 1, year, last, YEAR_TO_DATE)
    assert parse_period(str(period)) == period
    assert parse_period(f"{year}年1-{last}月") == period


@given(when=st.dates(date(1100, 1, 1), date(9000, 1, 1)), frequency=st.sampled_from(list(PER_YEAR)))
def test_neighbours_touch(when: date, frequency: str) -> None:
    period = holding(when, frequency)
    following = period.shifted(1)
    assert following.start == period.end + timedelta(days=1)
    assert following.ordinal == period.ordinal + 1
    assert following > period
    assert following.shifted(-1) == period


@given(when=st.dates(date(1100, 1, 1), date(9000, 1, 1)), frequency=st.sampled_from(list(PER_YEAR)))
def test_the_last_period_that_has_ended(when: date, frequency: str) -> None:
    last = last_ended_by(when, frequency)
    assert last.end <= when < last.shifted(1).end


def test_ranges_and_distances() -> None:
    first, last = parse_period("2023-Q3"), parse_period("2024-Q2")
    assert [str(period) for period in between(first, last)] == ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]
    assert years_between(first, last) == 0.75
    assert years_between(parse_period(2023), parse_period(2027)) == 4
    assert years_between(parse_period("2023-12-31"), parse_period("2024")) == pytest.approx(1, abs=0.01)
    assert parse_period(2023).contains(first)
    assert not first.contains(parse_period(2023))


def test_a_record_is_frozen() -> None:
    period = parse_period(2023)
    assert period == Period(date(2023, 1, 1), date(2023, 12, 31), ANNUAL)
    assert period.year == 2023
    assert holding(date(2023, 9, 1), QUARTERLY).year == 2023
    assert holding(date(2023, 9, 1), DAILY).start == date(2023, 9, 1)
    with pytest.raises(AttributeError):
        period.frequency = DAILY  # type: ignore[misc]
