from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import InvalidInputError
from tracker.figures import Indicator, Observation, header_of, parse_period, read_rows, text_of
from tracker.figures.sheet import MOST_PROBLEMS

REVENUE = Indicator(
    id="revenue",
    title=text_of("Revenue"),
    unit="CNY",
    frequency="annual",
    nature="currency",
    aggregation="sum",
    lag_days=45,
)
SHARE = Indicator(id="share", title=text_of("Share"), unit="%", frequency="annual", bounds=(0, 100))

GOOD = """\
area,period,value,growth,since,unit,qualifier,status,published,source,url,note
CN-GD,2022,600,,,billion CNY,~,E,2023-03-01,yearbook,https://example.org,"""


def read(content: str, indicator: Indicator = REVENUE) -> tuple[tuple[Observation, ...], list[str]]:
    rows, problems = read_rows(content.encode(), path="revenue.csv", indicator=indicator, area="CN-GD")
    return rows, [str(problem) for problem in problems]


def only_problem(content: str, indicator: Indicator = REVENUE) -> str:
    _, problems = read(content, indicator)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_full_row() -> None:
    rows, problems = read(GOOD + "a note\n")
    assert not problems
    assert rows == (
        Observation(
            indicator="revenue",
            area="CN-GD",
            period=parse_period(2022),
            value=600e9,
            printed="600",
            unit="billion CNY",
            qualifier="~",
            status="E",
            published=date(2023, 3, 1),
            source="yearbook",
            url="https://example.org",
            note="a note",
            line=2,
        ),
    )


def test_what_is_not_written_falls_back_to_the_indicator() -> None:
    rows, problems = read("value,period\n663800000000,2023\n")
    assert not problems
    (row,) = rows
    assert (row.area, row.unit, row.status, row.value) == ("CN-GD", "CNY", "A", 663.8e9)
    assert (row.published, row.by_rule) == (date(2024, 2, 14), True)


def test_growth_alone() -> None:
    rows, problems = read("period,growth,since,qualifier\n2023,10,2018,>\n2022-01/2022-09,8.5,,\n")
    assert not problems
    assert [(row.value, row.growth, str(row.since), row.qualifier) for row in rows] == [
        (None, 10.0, "2018", ">"),
        (None, 8.5, "None", ""),
    ]


def test_a_missing_value_says_so() -> None:
    rows, problems = read("period,value,status\n2023,,M\n")
    assert not problems
    assert rows[0].value is None


def test_namibia_is_an_area() -> None:
    rows, problems = read("area,period,value\nNA,2023,1\n")
    assert not problems
    assert rows[0].area == "NA"


def test_values_are_exact_in_the_indicators_unit() -> None:
    content = "period,value,unit\n2021,663.8,billion CNY\n2022,6638,亿元\n2023,0.6638,trillion CNY\n"
    rows, problems = read(content)
    assert not problems
    assert [row.value for row in rows] == [663_800_000_000.0] * 3
    assert [row.printed for row in rows] == ["663.8", "6638", "0.6638"]


@pytest.mark.parametrize("text", ["663.8", "-5", "+5", "7e-05", "1E3", ".5", "5.", "0", "0.0", "007"])
def test_plain_numbers(text: str) -> None:
    rows, problems = read(f"period,value\n2023,{text}\n")
    assert not problems
    assert rows[0].value == float(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"7,200"', "value '7,200' has a thousands separator; write 7200"),
        ('"1,234.5"', "value '1,234.5' has a thousands separator; write 1234.5"),
        ('"663,8"', "value '663,8' has a comma; write 663.8 with a decimal point, or 6638"),
        ("1_000", "value '1_000' has separators between its digits; write 1000"),
        ("58 000", "value '58 000' has separators between its digits; write 58000"),
        ("NaN", "value 'NaN' is no number; leave the cell empty and write status O (missing value)"),
        ("NA", "leave the cell empty and write status O"),
        ("-", "leave the cell empty and write status O"),
        ("inf", "value 'inf' is not finite; write a number"),
        ("-Infinity", "is not finite"),
        (">58000", "begins with '>'; write that in the column qualifier and the number alone"),
        ("5.2%", "value '5.2%' carries its unit; write 5.2, and % in the column unit"),
        ("6638亿", "value '6638亿' is not written in plain digits; write 663800000000"),
        ("−5", "is not written in plain digits; write -5"),
        ("５", "is not written in plain digits; write 5"),
        ("many", "value 'many' is no number; write one like 663.8, with its unit in the column unit"),
        ("0x1F", "is no number"),
        ("٣", "is no number"),
        ("1e301", "is beyond what can be counted"),
        ("1e-400", "is beyond what can be counted"),
        ("1e9999999999", "is beyond what can be counted"),
        ("9" * 400, "is beyond what can be counted"),
    ],
)
def test_numbers_that_are_refused(text: str, says: str) -> None:
    problem = only_problem(f"period,value\n2023,{text}\n")
    assert problem.startswith("revenue.csv:2: ")
    assert says in problem


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        ("period,value", "2023-13,1", "period '2023-13' has no month 13; write a month from 01 to 12"),
        ("period,value", ",1", "period is empty; write one like 2023, 2023-H1"),
        ("period,value", "2023,", "no value and no growth; write the figure, or status O (missing value)"),
        ("period,value,growth", "2023,,", "no value and no growth"),
        ("period,growth", "2023,5.2%", "growth '5.2%' carries its unit; write 5.2, growth is in %"),
        ("period,value,since", "2023,1,2018", "since 2018 without a growth"),
        ("period,growth,since", "2023,1,2023", "since 2023 does not lie before the period 2023"),
        ("period,growth,since", "2023,1,long ago", "since 'long ago' is not a period"),
        ("period,value,unit", "2023,1,people", "unit 'people' does not fit CNY; write the figure in CNY"),
        ("period,value,unit", "2023,1,USD", "unit 'USD' does not fit CNY"),
        ("period,value,unit", "2023,1e299,trillion CNY", "is larger than 1e300"),
        ("period,value,qualifier", "2023,1,>=", "unknown qualifier '>='; write >"),
        ("period,value,qualifier", "2023,1,=", "unknown qualifier '='; write one of >, <, ~, or leave it empty"),
        ("period,value,status", "2023,1,p", "status 'p' is written small; write P"),
        ("period,value,status", "2023,1,X", "unknown status 'X'; write one of: A normal value, B time series break"),
        ("period,value,status", "2023,1,M", "figure 1 beside status M (missing value; data cannot exist)"),
        (
            "period,value,published",
            "2023,1,2024/03/01",
            "published '2024/03/01' is not a date; write year-month-day, 2024-03-01",
        ),
        ("period,value,published", "2023,1,2024-02-30", "published '2024-02-30' is no day of the calendar"),
        ("period,value,published", "2023,1,2022-12-31", "published 2022-12-31 lies before 2023 has begun"),
        ("area,period,value", "../x,2023,1", "area '../x' is no code; write letters, digits, '-' and '_', like CN-GD"),
        ("area,period,value", "<script>,2023,1", "area '<script>' is no code"),
    ],
)
def test_rows_that_are_refused(header: str, row: str, says: str) -> None:
    problem = only_problem(f"{header}\n{row}\n")
    assert problem.startswith("revenue.csv:2: ")
    assert says in problem


def test_every_problem_of_a_row_is_said() -> None:
    content = 'area,period,value,status,published,qualifier\nC N,2023-13,"7,200",x,yesterday,?\n'
    rows, problems = read(content)
    assert not rows
    assert len(problems) == 6


def test_good_rows_stay_beside_bad_ones() -> None:
    rows, problems = read("period,value\n2021,1\n2022,x\n2023,1.1\n")
    assert [str(row.period) for row in rows] == ["2021", "2023"]
    assert len(problems) == 1


def test_spaces_round_a_cell_do_not_count() -> None:
    rows, problems = read("period, value, unit, source\n 2023 , 663.8 , billion CNY , yearbook \n")
    assert not problems
    assert (rows[0].value, rows[0].printed, rows[0].source) == (663.8e9, "663.8", "yearbook")


def test_percentage_points_are_no_level() -> None:
    problem = only_problem("period,value,unit\n2023,29,pp\n", SHARE)
    assert "percentage points (pp) measure a change, not a level in %; write %" in problem


@pytest.mark.parametrize(("value", "fits"), [("0", True), ("100", True), ("-0.1", False), ("100.5", False)])
def test_declared_bounds(value: str, fits: bool) -> None:  # noqa: FBT001
    _, problems = read(f"period,value\n2023,{value}\n", SHARE)
    assert problems == (
        [] if fits else [f"revenue.csv:2: value {value} % lies outside the declared bounds, 0 to 100 %"]
    )


def test_an_open_bound() -> None:
    floor = replace(SHARE, bounds=(0, None))
    assert "outside the declared bounds, 0 to %" in only_problem("period,value\n2023,-1\n", floor)


@pytest.mark.parametrize("period", ["2023", "2023-H1", "2023-Q3", "2023-09", "2023-09-30", "2023-01/2023-08"])
def test_any_period_may_stand_in_a_file(period: str) -> None:
    rows, problems = read(f"period,value\n{period},1\n")
    assert not problems
    assert str(rows[0].period) == period


TWICE = "period,value,published,source\n2023,663.8,2024-10-26,yearbook\n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "2023,663.8,2024-10-26,yearbook",
            "revenue.csv:3: the same figure again: 2023 for CN-GD, published 2024-10-26, stands on line 2; delete one",
        ),
        (
            "2023,700,2024-10-26,yearbook",
            "663.8 CNY on line 2, 700 CNY here; delete one, or give a revision its later day in the column published",
        ),
        ("2023年,663.8,2024-10-26,yearbook", "the same figure again"),
        ("2023,700,2024-10-26,", "two figures for 2023"),
        (
            "2023,700,2024-10-26,press",
            "two sources disagree on 2023 for CN-GD, published 2024-10-26: 663.8 CNY on line 2",
        ),
    ],
)
def test_the_same_figure_twice(row: str, says: str) -> None:
    assert says in only_problem(TWICE + row + "\n")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("2023,700,2024-10-27,yearbook", id="a revision"),
        pytest.param("2023,663.8,2024-10-26,press", id="two sources agree"),
        pytest.param("2022,663.8,2024-10-26,yearbook", id="another period"),
    ],
)
def test_rows_that_may_stand_together(row: str) -> None:
    rows, problems = read(TWICE + row + "\n")
    assert not problems
    assert len(rows) == 2


def test_sources_may_disagree_where_one_is_preferred() -> None:
    rows, problems = read(TWICE + "2023,700,2024-10-26,press\n", replace(REVENUE, prefer=("yearbook",)))
    assert not problems
    assert len(rows) == 2


def test_a_level_and_a_growth_are_two_things() -> None:
    content = (
        "period,value,growth,since,published\n2023,663.8,,,2024-10-26\n2023,,5,,2024-10-26\n2023,,10,2018,2024-10-26\n"
    )
    rows, problems = read(content)
    assert not problems
    assert len(rows) == 3


def test_a_repeated_day_by_rule() -> None:
    assert "the same figure again" in only_problem("period,value,published\n2023,1,\n2023,1,2024-02-14\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "period,value,status\n2023,1,U\n",
            "warning: status U (low reliability): the figure is shown and enters no series",
        ),
        ("period,value,status\n2023,1,V\n", "warning: status V (unvalidated value)"),
        ("period,value,published\n2024,1,2024-10-26\n", "warning: published 2024-10-26, before 2024 has ended"),
        ("period,value\n2021,7\n2022,72\n2023,7.4\n", "2022 72 CNY is about 10 times the figures beside it"),
    ],
)
def test_warnings_leave_the_row_in(content: str, says: str) -> None:
    rows, problems = read(content)
    assert len(rows) == content.count("\n") - 1
    assert len(problems) == 1
    assert says in problems[0]


@pytest.mark.parametrize("status", ["E", "P", "F"])
def test_an_estimate_may_be_published_early(status: str) -> None:
    assert read(f"period,value,status,published\n2024,1,{status},2024-10-26\n")[1] == []


def test_a_forecast_may_be_published_before_its_period() -> None:
    assert read("period,value,status,published\n2030,1,F,2024-10-26\n")[1] == []


def test_a_stock_may_be_counted_within_its_period() -> None:
    assert read("period,value,published\n2024,1,2024-10-26\n", replace(REVENUE, aggregation="last"))[1] == []


def test_a_header_needs_a_column_for_figures() -> None:
    assert only_problem("period,note\n") == "revenue.csv:1: no column 'value' and none 'growth'; add one to the header"


def test_the_number_of_problems_is_limited() -> None:
    _, problems = read("period,value\n" + "".join(f"{1100 + k},x\n" for k in range(1000)))
    assert problems[0] == f"revenue.csv: 1000 problems; the first {MOST_PROBLEMS} are shown"
    assert len(problems) == MOST_PROBLEMS + 1


def test_header_of() -> None:
    assert header_of(b"period,value,note\n2023,x,\n", "revenue.csv") == ("period", "value", "note")
    with pytest.raises(InvalidInputError, match=r"revenue\.csv: is empty"):
        header_of(b"", "revenue.csv")


@given(content=st.binary(max_size=200))
def test_any_bytes_give_problems_and_no_traceback(content: bytes) -> None:
    rows, problems = read_rows(content, path="x.csv", indicator=REVENUE, area="CN-GD")
    assert not rows or b"period" in content
    assert rows or problems or b"period" in content


@given(cells=st.lists(st.lists(st.text(max_size=12), min_size=12, max_size=12), max_size=3))
def test_any_cells_give_problems_and_no_traceback(cells: list[list[str]]) -> None:
    header = "area,period,value,growth,since,unit,qualifier,status,published,source,url,note\n"
    body = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in cells)
    content = (header + body).encode(errors="replace")
    rows, problems = read_rows(content, path="x.csv", indicator=REVENUE, area="CN-GD")
    assert problems or len(rows) == sum(any(cell.strip() for cell in row) for row in cells)


@given(
    value=st.floats(-1e200, 1e200).filter(lambda number: number == 0 or abs(number) > 1e-200),
    year=st.integers(1000, 2999),
    note=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20),
)
def test_what_is_written_is_read(value: float, year: int, note: str) -> None:
    quoted = '"' + note.replace('"', '""') + '"'
    rows, _ = read(f"period,value,note\n{year},{value!r},{quoted}\n")
    assert (rows[0].value, rows[0].period.year, rows[0].note.strip()) == (value, year, note.strip())
