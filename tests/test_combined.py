"""Figures made of other figures: year-to-date sums, what is left of a year, growth chained to levels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.figures import Indicator, Series, read_rows, series, text_of

OUTPUT = Indicator(
    id="output", title=text_of("Output"), unit="CNY", nature="currency", frequency="annual", aggregation="sum"
)


def make(content: str, indicator: Indicator = OUTPUT, frequency: str = "annual") -> Series:
    rows, problems = read_rows(content.encode(), path="output.csv", indicator=indicator, area="CN-GD")
    assert not [problem for problem in problems if not problem.warning], problems
    return series(rows, indicator, "CN-GD", frequency)


def figures(made: Series) -> dict[str, float]:
    return {str(period): round(float(value), 9) for period, value in zip(made.periods, made.values, strict=True)}


RUNNING = """\
period,value
2023-01/2023-02,15
2023-01/2023-03,26
2023-01/2023-06,60
2023-01/2023-09,93
2023,130
"""


def test_differences_of_running_sums_make_quarters() -> None:
    made = make(RUNNING, frequency="quarterly")
    assert figures(made) == {"2023-Q1": 26, "2023-Q2": 34, "2023-Q3": 33, "2023-Q4": 37}
    assert [str(period) for period in made.differences] == ["2023-Q2", "2023-Q3", "2023-Q4"]
    assert [row.line for row in made.rows[3]] == [5, 6]
    assert [(row.line, code) for row, code in made.left_out] == [(2, "year-to-date")]


def test_january_and_february_together_make_no_month() -> None:
    made = make(RUNNING, replace(OUTPUT, frequency="monthly"), "monthly")
    assert figures(made) == {"2023-03": 11}


def test_the_year_from_its_nine_months_and_the_last_quarter() -> None:
    assert figures(make("period,value\n2023-01/2023-09,93\n2023-Q4,37\n")) == {"2023": 130}
    assert make("period,value\n2023-01/2023-09,93\n2023-Q4,37\n").differences == ()


def test_means_weigh_by_months() -> None:
    mean = replace(OUTPUT, aggregation="mean", nature="rate")
    assert figures(make("period,value\n2023-01/2023-09,4\n2023-Q4,8\n", mean)) == {"2023": 5}
    made = make("period,value\n2023-01/2023-09,4\n2023,5\n", mean, "quarterly")
    assert figures(made) == {"2023-Q4": 8}


def test_a_running_level_is_that_of_its_last_month() -> None:
    last = replace(OUTPUT, aggregation="last", nature="count")
    assert figures(make("period,value\n2023-01/2023-06,60\n", last, "quarterly")) == {"2023-Q2": 60}


def test_a_sum_comes_before_a_difference() -> None:
    made = make("period,value\n2023-10,1\n2023-11,2\n2023-12,3\n2023-01/2023-09,90\n2023,99\n", frequency="quarterly")
    assert figures(made) == {"2023-Q4": 6}
    assert made.differences == ()


def test_what_is_left_is_never_negative_where_nothing_is() -> None:
    content = "period,value\n2023-01/2023-09,93\n2023,90\n"
    assert figures(make(content, frequency="quarterly")) == {}
    assert figures(make(content, replace(OUTPUT, nature="signed"), "quarterly")) == {"2023-Q4": -3}


def test_nothing_is_left_of_a_bound() -> None:
    assert figures(make("period,value,qualifier\n2023-01/2023-09,93,\n2023,130,>\n", frequency="quarterly")) == {}


def test_a_difference_over_a_break_is_none() -> None:
    content = "period,value,status\n2023-01/2023-09,93,\n2023-Q3,30,B\n2023,130,\n"
    assert figures(make(content, frequency="quarterly")) == {"2023-Q3": 30}


@given(st.lists(st.integers(0, 1000), min_size=12, max_size=12), st.sets(st.integers(1, 12)))
def test_running_sums_lose_nothing(months: list[int], known: set[int]) -> None:
    rows = "".join(f"2023-01/2023-{last:02d},{sum(months[:last])}\n" for last in sorted(known | {12}))
    made = make("period,value\n" + rows, replace(OUTPUT, frequency="monthly"), "monthly")
    for period, value in zip(made.periods, made.values, strict=True):
        assert value == months[period.start.month - 1]
    yearly = make("period,value\n" + "".join(f"2023-{m:02d},{v}\n" for m, v in enumerate(months, 1)))
    assert figures(yearly) == {"2023": sum(months)}


# Courses


def test_the_course_of_a_year_under_way() -> None:
    made = make(RUNNING + "2024-01/2024-02,16\n2024-03,12\n")
    past, now = made.courses
    assert (str(past.period), past.months, past.running) == ("2023", (2, 3, 6, 9, 12), (15, 26, 60, 93, 130))
    assert (str(now.period), now.months, now.running) == ("2024", (2, 3), (16, 28))
    assert made.open_courses == (now,)
    assert (now.after(3), now.after(4)) == (28, None)


def test_the_later_of_two_running_sums_counts() -> None:
    made = make("period,value\n2023,130\n2024-01/2024-07,70\n2024-01/2024-08,65\n")
    assert [(course.months, course.running) for course in made.open_courses] == [((8,), (65,))]
    assert [(row.line, code) for row, code in made.left_out] == [(3, "year-to-date")]


def test_growth_alone_is_a_course_too() -> None:
    made = make("period,value,growth\n2023,130,\n2024-01/2024-08,,8.5\n")
    (course,) = made.open_courses
    assert (course.months, course.growth_months, course.growth) == ((), 8, 8.5 / 100)
    assert made.left_out == ()


def test_growth_of_a_part_makes_the_same_part_of_the_year_before() -> None:
    made = make("period,value,growth\n2023,130,\n2024-01/2024-08,88,10\n")
    past, now = made.courses
    assert past.months == (8, 12)
    assert past.running == pytest.approx((80, 130))
    assert now.running == (88,)


def test_a_course_needs_a_declared_aggregation() -> None:
    assert make("period,value\n2023,130\n2024-01/2024-08,88\n", replace(OUTPUT, aggregation=None)).courses == ()


# Growth


def test_growth_fills_the_next_years_and_the_one_before() -> None:
    made = make("period,value,growth\n2021,100,25\n2022,,10\n2023,,10\n")
    assert figures(made) == {"2020": 80, "2021": 100, "2022": 110, "2023": 121}
    assert [str(period) for period in made.chained] == ["2020", "2022", "2023"]
    assert [row.qualifier for (row,) in made.rows] == ["~", "", "~", "~"]
    assert [row.printed for (row,) in made.rows] == ["", "100", "", ""]
    assert made.left_out == ()


def test_growth_a_year_since_a_period() -> None:
    content = "period,value,growth,since\n2023,146.41,,\n2023,,10,2019\n"
    assert figures(make(content)) == {"2019": 100, "2023": 146.41}


def test_a_bound_on_growth_chains_nothing() -> None:
    made = make("period,value,growth,since,qualifier\n2023,663.8,,,\n2023,,10,2018,>\n")
    assert figures(made) == {"2023": 663.8}
    assert [(row.line, code) for row, code in made.left_out] == [(3, "growth-only")]
    bounded = make("period,value,growth,qualifier\n2022,100,,>\n2023,,10,\n")
    assert figures(bounded) == {"2022": 100}


def test_growth_of_quarters_is_chained_before_they_are_added() -> None:
    content = "period,value,growth\n" + "".join(f"2022-Q{q},{10 * q},\n2023-Q{q},,10\n" for q in (1, 2, 3, 4))
    assert figures(make(content)) == {"2022": 100, "2023": 110}


def test_growth_between_two_known_levels_is_not_needed() -> None:
    made = make("period,value,growth\n2022,100,\n2023,110,\n2023,,10\n")
    assert [(row.line, code) for row, code in made.left_out] == [(4, "growth-known")]


def test_real_growth_is_not_chained_to_nominal_levels() -> None:
    content = "period,value,growth\n2021,100,\n2022,110,5\n2023,,6\n"
    made = make(content)
    assert figures(made) == {"2021": 100, "2022": 110}
    assert [(row.line, code) for row, code in made.left_out] == [(4, "growth-prices")]
    assert figures(make(content, replace(OUTPUT, prices="current")))["2023"] == pytest.approx(116.6)


def test_signed_figures_have_no_growth() -> None:
    made = make("period,value,growth\n2022,100,\n2023,,10\n", replace(OUTPUT, nature="signed"))
    assert figures(made) == {"2022": 100}
