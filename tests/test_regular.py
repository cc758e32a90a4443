from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tracker.errors import InvalidInputError
from tracker.figures import Indicator, Series, read_rows, series, text_of

REVENUE = Indicator(
    id="revenue", title=text_of("Revenue"), unit="billion CNY", frequency="annual", aggregation="sum", line=12
)


def make(content: str, indicator: Indicator = REVENUE, frequency: str = "annual") -> Series:
    rows, problems = read_rows(content.encode(), path="revenue.csv", indicator=indicator, area="CN-GD")
    assert not [problem for problem in problems if not problem.warning], problems
    return series(rows, indicator, "CN-GD", frequency)


def figures(made: Series) -> dict[str, float]:
    return {str(period): float(value) for period, value in zip(made.periods, made.values, strict=True)}


def left_out(made: Series) -> list[tuple[int, str]]:
    return sorted((row.line, code) for row, code in made.left_out)


def test_annual_figures_in_order_with_gaps() -> None:
    made = make("period,value,unit\n2023,663.8,\n2018,0.4,trillion CNY\n2021,500,\n")
    assert figures(made) == {"2018": 400.0, "2021": 500.0, "2023": 663.8}
    assert made.left_out == ()
    assert len(made) == 3
    assert [row.line for (row,) in made.rows] == [3, 4, 2]


def test_values_cannot_be_changed() -> None:
    made = make("period,value\n2023,663.8\n")
    assert made.values.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        made.values[0] = 0


def test_no_figures() -> None:
    made = make("period,value\n")
    assert len(made) == 0
    assert made.values.shape == (0,)


def test_what_is_left_out_and_why() -> None:
    content = """\
period,value,growth,status,published
2019,1,,F,2019-01-01
2020,2,,U,
2021,3,,V,
2022,,,M,
2023,,5.2,,
2024-01/2024-08,4,,,
2018,0.5,,,
"""
    made = make(content)
    assert figures(made) == {"2018": 0.5}
    assert left_out(made) == [
        (2, "forecast"),
        (3, "unreliable"),
        (4, "unvalidated"),
        (5, "missing"),
        (6, "growth-only"),
    ]


def test_figures_of_a_part_are_left_out_where_no_period_is_under_way() -> None:
    made = make("period,value\n2023-01/2023-08,4\n2024,9\n")
    assert left_out(made) == [(2, "year-to-date")]
    assert left_out(make("period,value\n2024-01/2024-08,4\n")) == [(2, "year-to-date")]
    undeclared = replace(REVENUE, aggregation=None)
    assert left_out(make("period,value\n2023,9\n2024-01/2024-08,4\n", undeclared)) == [(3, "year-to-date")]


def test_other_areas_are_not_spoken_of() -> None:
    made = make("area,period,value\nCN,2022,10\nCN-GD,2022,1\n")
    assert figures(made) == {"2022": 1.0}
    assert made.left_out == ()


def test_approximate_and_bounded_figures_enter() -> None:
    made = make("period,value,qualifier\n2021,1,~\n2022,2,>\n2023,3,<\n")
    assert figures(made) == {"2021": 1.0, "2022": 2.0, "2023": 3.0}
    assert [row.qualifier for (row,) in made.rows] == ["~", ">", "<"]


QUARTERS = """\
period,value
2022-Q1,1
2022-Q2,2
2022-Q3,3
2022-Q4,4
2023-Q1,5
2023-Q2,6
"""


@pytest.mark.parametrize(("aggregation", "value"), [("sum", 10.0), ("mean", 2.5), ("last", 4.0)])
def test_complete_years_are_combined(aggregation: str, value: float) -> None:
    made = make(QUARTERS, replace(REVENUE, aggregation=aggregation))
    assert figures(made) == {"2022": value}
    assert [row.line for row in made.rows[0]] == [2, 3, 4, 5]
    assert left_out(made) == []
    (course,) = made.open_courses
    assert (str(course.period), course.months) == ("2023", (3, 6))


def test_parts_of_a_year_that_is_over_make_none() -> None:
    assert left_out(make("period,value\n2022-Q1,5\n2022-Q2,6\n2023,20\n")) == [(2, "incomplete"), (3, "incomplete")]


def test_combining_needs_a_declared_way() -> None:
    with pytest.raises(InvalidInputError) as refused:
        make(QUARTERS, replace(REVENUE, aggregation=None))
    assert str(refused.value) == (
        "targets.yaml:12: indicator revenue has quarterly figures that make 2022 only together, and no aggregation; "
        "write aggregation: sum, last or mean"
    )


def test_no_way_is_needed_where_nothing_is_combined() -> None:
    undeclared = replace(REVENUE, aggregation=None)
    assert figures(make(QUARTERS + "2022,11\n", undeclared)) == {"2022": 11.0}
    assert figures(make(QUARTERS, undeclared, "quarterly"))["2022-Q2"] == 2.0


def test_a_published_annual_figure_comes_first() -> None:
    made = make(QUARTERS.split("2023", maxsplit=1)[0] + "2022,11\n")
    assert figures(made) == {"2022": 11.0}
    assert left_out(made) == [(line, "other-frequency") for line in (2, 3, 4, 5)]


def test_the_coarsest_complete_parts_count() -> None:
    made = make(QUARTERS.split("2023", maxsplit=1)[0] + "2022-H1,4\n2022-H2,8\n")
    assert figures(made) == {"2022": 12.0}
    assert left_out(made) == [(line, "other-frequency") for line in (2, 3, 4, 5)]


def test_a_coarse_figure_makes_no_finer_one() -> None:
    made = make("period,value\n2022,10\n2023-Q1,2\n", frequency="quarterly")
    assert figures(made) == {"2023-Q1": 2.0}
    assert left_out(made) == [(2, "other-frequency")]


def test_months_make_quarters() -> None:
    made = make("period,value\n2022-04,1\n2022-05,2\n2022-06,3\n2022-07,4\n", frequency="quarterly")
    assert figures(made) == {"2022-Q2": 6.0}
    assert [str(course.period) for course in made.open_courses] == ["2022-Q3"]


def daily(last: date, step: int = 1) -> str:
    days = [date(2022, 1, 1) + timedelta(days=k) for k in range(0, (last - date(2022, 1, 1)).days + 1, step)]
    return "period,value\n" + "".join(f"{when},{number}\n" for number, when in enumerate(days, 1))


def test_days_make_a_year() -> None:
    undeclared = replace(REVENUE, aggregation=None)
    assert figures(make(daily(date(2022, 12, 31)), undeclared)) == {"2022": 365.0}
    assert figures(make(daily(date(2022, 12, 29)), undeclared)) == {"2022": 363.0}
    assert figures(make(daily(date(2022, 11, 30)), undeclared)) == {}
    assert figures(make(daily(date(2022, 12, 31)))) == {"2022": 365 * 366 / 2}
    assert figures(make(daily(date(2022, 12, 30)))) == {}
    mean = replace(REVENUE, aggregation="mean")
    assert figures(make(daily(date(2022, 12, 31), step=7), mean)) == {"2022": 27.0}
    assert figures(make(daily(date(2022, 12, 31), step=20), mean)) == {}


def test_a_break_starts_a_new_series() -> None:
    made = make("period,value,status\n2019,1,\n2020,2,B\n2021,3,\n2022,40,B\n2023,41,\n")
    assert figures(made) == {"2022": 40.0, "2023": 41.0}
    assert left_out(made) == [(2, "before-break"), (3, "before-break"), (4, "before-break")]


def test_a_break_within_a_combined_year() -> None:
    content = "period,value,status\n2022-Q1,1,\n2022-Q2,20,B\n2022-Q3,30,\n2022-Q4,40,\n"
    assert figures(make(content)) == {}
    assert figures(make(content, replace(REVENUE, aggregation="last"))) == {"2022": 40.0}
    assert figures(make(content, frequency="quarterly")) == {"2022-Q2": 20.0, "2022-Q3": 30.0, "2022-Q4": 40.0}


def test_a_source_that_was_passed_over() -> None:
    prefer = replace(REVENUE, prefer=("yearbook",))
    content = "period,value,published,source\n2022,1,2023-03-01,yearbook\n2022,2,2023-06-01,press\n"
    made = make(content, prefer)
    assert figures(made) == {"2022": 1.0}
    assert left_out(made) == [(3, "other-source")]
