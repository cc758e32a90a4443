"""Figures that contradict each other are named with both their lines, and with what counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.figures import Indicator, read_rows, text_of

OUTPUT = Indicator(
    id="output", title=text_of("Output"), unit="billion CNY", nature="currency", frequency="annual", aggregation="sum"
)


def warnings(content: str, indicator: Indicator = OUTPUT) -> list[str]:
    _, problems = read_rows(content.encode(), path="output.csv", indicator=indicator, area="CN-GD")
    assert all(problem.warning for problem in problems), problems
    return [str(problem) for problem in problems]


def test_a_running_sum_that_falls() -> None:
    content = "period,value\n2024-01/2024-07,70.4\n2024-01/2024-08,68.3\n"
    (warning,) = warnings(content)
    assert warning == (
        "output.csv:3: warning: 2024-01/2024-08 68.3 billion CNY is below 2024-01/2024-07 70.4 billion CNY on line 2,"
        " which lies within it; line 3 counts, and line 2 is left out of what is known of the year by month"
    )
    assert warnings(content, replace(OUTPUT, nature="signed")) == []


QUARTERS = "period,value\n2023-Q1,1.0\n2023-Q2,2.0\n2023-Q3,3.0\n2023-Q4,4.0\n"


def test_a_total_that_is_not_the_sum_of_its_parts() -> None:
    assert warnings(QUARTERS + "2023,10.2\n") == []  # five roundings of 0.05
    (warning,) = warnings(QUARTERS + "2023,10.4\n")
    assert warning == (
        "output.csv:6: warning: 2023 10.4 billion CNY is not the sum of its parts on lines 2, 3, 4, 5, 10;"
        " 2023 counts as printed here"
    )


def test_units_are_converted_before_they_are_compared() -> None:
    content = QUARTERS.replace("\n", ",\n").replace("value,", "value,unit") + "2023,1040,10 million CNY\n"
    assert "1000; 2023 counts" in warnings(content)[0]


def test_a_mean_that_is_not_the_mean_of_its_parts() -> None:
    mean = replace(OUTPUT, aggregation="mean", nature="rate")
    assert warnings(QUARTERS + "2023,2.5\n", mean) == []
    assert "is not the mean of its parts on lines 2, 3, 4, 5, 2.5" in warnings(QUARTERS + "2023,2.9\n", mean)[0]


def test_two_levels_at_the_end_of_a_year() -> None:
    last = replace(OUTPUT, aggregation="last", nature="count")
    content = "period,value\n2022,90\n2023,100\n2023-12,104\n"
    (warning,) = warnings(content, last)
    assert warning == (
        "output.csv:4: warning: 2023-12 104 billion CNY and 2023 100 billion CNY on line 3 end on one day and differ;"
        " check both"
    )


def test_two_figures_of_the_same_months() -> None:
    (warning,) = warnings("period,value\n2023-H1,90\n2023-01/2023-06,100\n")
    assert warning == (
        "output.csv:3: warning: 2023-01/2023-06 100 billion CNY and 2023-H1 90 billion CNY on line 2 are of the same"
        " months and differ; check both"
    )


def test_growth_that_is_not_that_of_the_levels() -> None:
    content = "period,value,growth\n2022,100.0,\n2023,107.0,{}\n"
    assert warnings(content.format("7.0")) == []
    (warning,) = warnings(content.format("5.2"))
    assert warning == (
        "output.csv:3: warning: growth 5.2 % of 2023 contradicts the levels on lines 2 and 3, which give 7 %; the"
        " levels count. Growth in other prices (real, where the levels are nominal) belongs in an indicator of its own"
    )


def test_a_revision_published_before_the_figure() -> None:
    content = "period,value,published\n2022,100,2023-03-01\n2022,104,2023-02-01\n"
    (warning,) = warnings(content)
    assert warning == (
        "output.csv:3: warning: a second figure for 2022, published 2023-02-01, before the one on line 2 (2023-03-01):"
        " as it stands, line 2 is the revision and counts; if this line is the revision, correct its day"
    )
    assert warnings(content.replace("104,2023-02-01", "104,2023-04-01")) == []


def test_mixed_frequencies_with_a_gap() -> None:
    content = "period,value\n2021,9\n2022-Q1,2\n2022-Q2,2\n2022-Q4,3\n2023,10\n"
    (warning,) = warnings(content)
    assert warning == (
        "output.csv:3: warning: the figures of 2022 (lines 3, 4, 5) leave a gap: they make no figure of the year"
    )
    assert warnings(content.replace("2022-Q4", "2022-Q3") + "2022-Q4,3\n") == []


@pytest.mark.parametrize("row", ["2023,10.4,>", "2023,10.4,~"])
def test_bounds_and_approximations_contradict_nothing(row: str) -> None:
    quarters = QUARTERS.replace("\n", ",\n").replace("value,", "value,qualifier")
    assert warnings(f"{quarters}{row}\n") == []
