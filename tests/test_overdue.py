"""Figures that have not come: which are overdue, and which is expected next, whatever calendar they keep."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.figures import Awaited, Indicator, Observation, awaited, parse_period, text_of


def indicator(frequency: str, lag_days: int = 0) -> Indicator:
    return Indicator(id="output", title=text_of("Output"), unit="CNY", frequency=frequency, lag_days=lag_days)


def figure(period: str, *, published: str | None = None, status: str = "", value: float | None = 1.0) -> Observation:
    span = parse_period(period)
    day = span.end if published is None else date.fromisoformat(published)
    return Observation(
        indicator="output",
        area="XX",
        period=span,
        value=value,
        published=day,
        status=status,
        by_rule=published is None,
    )


def said(each: Awaited | None) -> str | None:
    if each is None:
        return None
    assert each.expected == each.first.end
    return f"{each.first}" if each.first == each.last else f"{each.first} to {each.last} ({each.count})"


def calendar(frequency: str, periods: str, as_of: str) -> tuple[str | None, str | None]:
    rows = [figure(period) for period in periods.split()]
    overdue, coming = awaited(rows, indicator(frequency), date.fromisoformat(as_of))
    return said(overdue), said(coming)


MONTHS = " ".join(f"2023-{month:02d}" for month in range(1, 13))
SUMS = " ".join(f"{year}-01/{year}-{month:02d}" for year in (2022, 2023) for month in range(2, 12))


@pytest.mark.parametrize(
    ("frequency", "periods", "as_of", "overdue", "coming"),
    [
        ("annual", "2022 2023", "2024-06-30", None, "2024"),
        ("annual", "2022 2023", "2025-01-01", "2024", "2025"),
        ("annual", "2022 2023", "2026-10-30", "2024 to 2025 (2)", "2026"),
        ("half-yearly", "2023-H2", "2024-03-01", None, "2024-H1"),
        ("quarterly", "2023-Q3 2023-Q4", "2024-08-01", "2024-Q1 to 2024-Q2 (2)", "2024-Q3"),
        ("monthly", MONTHS, "2024-02-15", "2024-01", "2024-02"),
        ("daily", "2024-01-01 2024-01-02", "2024-01-05", "2024-01-03 to 2024-01-04 (2)", "2024-01-05"),
        # Years are known before their months are, and say nothing of the next month.
        ("monthly", f"{MONTHS} 2023", "2024-01-15", None, "2024-01"),
        # Running sums of a year: after January to November comes the year, after the year January to February.
        ("annual", f"2021 {SUMS} 2022", "2023-12-10", None, "2023"),
        ("annual", f"2021 2022 {SUMS} 2023", "2024-01-10", None, "2024-01/2024-02"),
        ("annual", f"2021 2022 {SUMS} 2023", "2024-04-10", "2024-01/2024-02 to 2024-01/2024-03 (2)", "2024-01/2024-04"),
        # A sum that came once is no habit; of two in one year the distance tells the next.
        ("annual", "2022 2023 2024-01/2024-08", "2024-09-15", None, "2024"),
        ("annual", "2023 2024-01/2024-03 2024-01/2024-06", "2024-07-15", None, "2024-01/2024-09"),
        ("annual", "2023 2024-Q1 2024-Q2", "2024-07-15", None, "2024-Q3"),
        # Two months far apart in an annual indicator are no monthly figures.
        ("annual", "2022-10 2023-10", "2023-11-15", None, "2023"),
        # Where January is published with February only, it is not waited for.
        (
            "monthly",
            "2022-01/2022-02 2022-12 2023-01/2023-02 " + " ".join(f"2023-{month:02d}" for month in range(3, 13)),
            "2024-01-15",
            None,
            "2024-01/2024-02",
        ),
    ],
)
def test_the_next_figure_keeps_the_calendar_of_those_before(
    frequency: str, periods: str, as_of: str, overdue: str | None, coming: str | None
) -> None:
    assert calendar(frequency, periods, as_of) == (overdue, coming)


def test_nothing_is_expected_of_an_indicator_without_figures() -> None:
    assert awaited([], indicator("annual"), date(2024, 1, 1)) == (None, None)


def test_the_declared_lag_counts_from_the_end_of_the_period() -> None:
    rows = [figure("2023", published="2024-03-30")]
    for as_of, is_overdue in ((date(2025, 10, 27), False), (date(2025, 10, 28), True)):
        overdue, coming = awaited(rows, indicator("annual", lag_days=300), as_of)
        assert (overdue is not None) is is_overdue
        assert (overdue or coming) == Awaited(
            first=parse_period("2024"), last=parse_period("2024"), count=1, expected=date(2025, 10, 27)
        )


def test_without_a_lag_the_delay_of_the_latest_figures_counts() -> None:
    rows = [figure(str(year), published=f"{year + 1}-03-01") for year in (2020, 2021, 2022)]
    # A revision is no first figure, and a row without a day says nothing of the delay.
    rows += [figure("2022", published="2024-12-01"), figure("2019")]
    _, coming = awaited(rows, indicator("annual"), date(2023, 6, 1))
    assert coming is not None
    assert coming.expected == date(2023, 12, 31) + timedelta(days=60)


def test_somebodys_forecast_is_still_waited_for_and_a_missing_figure_is_not() -> None:
    rows = [figure("2022"), figure("2023", status="F")]
    assert said(awaited(rows, indicator("annual"), date(2023, 6, 1))[1]) == "2023"
    rows = [figure("2022"), figure("2023", status="M", value=None)]
    assert said(awaited(rows, indicator("annual"), date(2024, 6, 1))[1]) == "2024"
