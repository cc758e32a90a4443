from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.figures import (
    Indicator,
    Observation,
    changes,
    choose,
    first_known,
    known_at,
    parse_period,
    read_rows,
    revisions,
    text_of,
    with_new_only,
)

REVENUE = Indicator(
    id="revenue", title=text_of("Revenue"), unit="billion CNY", frequency="annual", prefer=("yearbook", "press")
)

FIGURES = """\
period,value,growth,since,status,published,source
2022,600,,,P,2023-03-01,yearbook
2022,610,,,,2024-03-01,yearbook
2023,660,,,,2024-02-01,press
2023,663.8,,,,2024-03-01,yearbook
2023,670,,,,2024-06-01,press
2023,,5.2,,,2024-03-01,yearbook
2023,,10,2018,,2024-03-01,yearbook
2024,700,,,F,2024-03-01,yearbook
"""


def read(content: str = FIGURES) -> tuple[Observation, ...]:
    rows, problems = read_rows(content.encode(), path="revenue.csv", indicator=REVENUE, area="CN-GD")
    assert not [problem for problem in problems if not problem.warning]
    return rows


def lines(rows: tuple[Observation, ...]) -> list[int]:
    return [row.line for row in rows]


def test_what_was_known_on_a_day() -> None:
    rows = read()
    assert lines(known_at(rows, date(2023, 2, 28))) == []
    assert lines(known_at(rows, date(2023, 3, 1))) == [2]
    assert lines(known_at(rows, date(2024, 2, 1))) == [2, 4]
    assert lines(known_at(rows, date(2024, 3, 1))) == [3, 4, 5, 7, 8, 9]
    assert lines(known_at(rows, date(2024, 6, 1))) == [3, 5, 7, 8, 6, 9]


def test_the_later_line_counts_on_one_day() -> None:
    first, second = read("period,value,published,source\n2022,1,2023-03-01,a\n2022,1,2023-03-02,a\n")
    assert known_at([second, first], date(2023, 3, 2)) == (second,)


def test_the_preferred_source_counts() -> None:
    chosen, passed = choose(known_at(read(), date(2024, 6, 1)), REVENUE.prefer)
    assert lines(chosen) == [3, 5, 7, 8, 9]
    assert lines(passed) == [6]


def test_without_a_preference_the_latest_counts() -> None:
    chosen, passed = choose(known_at(read(), date(2024, 6, 1)))
    assert 6 in lines(chosen)
    assert lines(passed) == [5]


def test_on_one_day_the_first_line_counts() -> None:
    rows = read("period,value,published,source\n2022,1,2023-03-01,a\n2022,2,2023-03-01,b\n")
    assert lines(choose(rows)[0]) == [2]
    assert lines(choose(rows[::-1])[0]) == [2]


def test_a_usable_figure_comes_before_a_better_source() -> None:
    rows = read("period,value,status,published,source\n2022,1,U,2023-03-01,yearbook\n2022,2,,2023-02-01,press\n")
    assert lines(choose(rows, REVENUE.prefer)[0]) == [3]


def test_revisions() -> None:
    found = revisions(read(), date(2024, 6, 1), REVENUE.prefer)
    assert [(old.line, new.line) for old, new in found] == [(2, 3), (4, 5)]
    assert [(old.line, new.line) for old, new in revisions(read(), date(2024, 6, 1))] == [(2, 3), (4, 5), (5, 6)]
    assert revisions(read(), date(2024, 2, 28)) == ()


def test_the_same_figure_published_again_is_no_revision() -> None:
    rows = read("period,value,published,source\n2022,600,2023-03-01,a\n2022,600,2024-03-01,a\n")
    assert revisions(rows, date(2025, 1, 1)) == ()


def test_a_figure_after_somebodys_forecast_is_no_revision() -> None:
    rows = read("period,value,status,published,source\n2022,590,F,2021-03-01,a\n2022,600,,2023-03-01,a\n")
    assert revisions(rows, date(2025, 1, 1)) == ()


DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))
ROWS = st.lists(
    st.builds(
        Observation,
        indicator=st.just("revenue"),
        area=st.sampled_from(["CN", "CN-GD"]),
        period=st.sampled_from([parse_period(2020), parse_period("2020-Q1"), parse_period(2021)]),
        value=st.floats(1, 10),
        published=DAYS,
        source=st.sampled_from(["", "yearbook", "press"]),
        line=st.integers(2, 1000),
    ),
    max_size=12,
    unique_by=lambda row: row.line,
)


@given(rows=ROWS, as_of=DAYS)
def test_a_figure_published_later_changes_nothing(rows: list[Observation], as_of: date) -> None:
    by_then = [row for row in rows if row.published <= as_of]
    assert known_at(rows, as_of) == known_at(by_then, as_of)
    assert revisions(rows, as_of) == revisions(by_then, as_of)


@given(rows=ROWS, as_of=DAYS, data=st.data())
def test_the_order_of_the_rows_changes_nothing(rows: list[Observation], as_of: date, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert known_at(shuffled, as_of) == known_at(rows, as_of)
    assert choose(known_at(shuffled, as_of)) == choose(known_at(rows, as_of))


@given(rows=ROWS, as_of=DAYS)
def test_every_known_row_is_chosen_or_passed_over(rows: list[Observation], as_of: date) -> None:
    known = known_at(rows, as_of)
    assert known_at(known, as_of) == known
    chosen, passed = choose(known)
    assert sorted(lines(chosen) + lines(passed)) == sorted(lines(known))
    assert len({(row.area, row.period) for row in chosen}) == len(chosen)


def test_what_became_known_between_two_days() -> None:
    rows = read()
    before, after = known_at(rows, date(2024, 2, 28)), known_at(rows, date(2024, 6, 1))
    new, revised = changes(before, after, REVENUE.prefer)
    # The yearbook replaces the press' figure of 2023; somebody's forecast of 2024 is new, but no figure.
    assert lines(new) == [7, 8]
    assert [(old.line, row.line) for old, row in revised] == [(2, 3), (4, 5)]
    assert changes(after, after) == ((), ())


def test_new_figures_without_the_revised_ones() -> None:
    rows = read()
    before, after = known_at(rows, date(2024, 2, 28)), known_at(rows, date(2024, 6, 1))
    assert sorted(lines(with_new_only(before, after))) == [2, 4, 7, 8, 9]
    assert changes(with_new_only(before, after), after, REVENUE.prefer)[0] == ()


def test_the_day_on_which_a_figure_was_first_known() -> None:
    rows = read()
    assert first_known(rows, "CN-GD", parse_period("2023"), date(2024, 12, 31)) == date(2024, 2, 1)
    assert first_known(rows, "CN-GD", parse_period("2023"), date(2024, 1, 31)) is None
    assert first_known(rows, "CN-BJ", parse_period("2023"), date(2024, 12, 31)) is None
    assert first_known(rows, "CN-GD", parse_period("2024"), date(2024, 12, 31)) is None  # only somebody's forecast


def test_a_year_is_first_known_with_the_last_of_its_parts() -> None:
    quarters = "2023-Q1,1,,,,2023-04-20,\n2023-Q2,1,,,,2023-07-20,\n2023-Q3,1,,,,2023-10-20,\n"
    header = "period,value,growth,since,status,published,source\n"
    day, year = date(2024, 12, 31), parse_period("2023")
    assert first_known(read(header + quarters), "CN-GD", year, day) is None
    whole = read(header + quarters + "2023-Q4,1,,,,2024-01-20,\n")
    assert first_known(whole, "CN-GD", year, day) == date(2024, 1, 20)
    earlier = read(header + quarters + "2023-Q4,1,,,,2024-01-20,\n2023,4,,,,2024-01-10,\n")
    assert first_known(earlier, "CN-GD", year, day) == date(2024, 1, 10)
    running = read(header + "2023-01/2023-08,3,,,,2023-09-20,\n2023,4,,,,2024-01-10,\n")
    assert first_known(running, "CN-GD", year, day) == date(2024, 1, 10)
