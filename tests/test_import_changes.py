"""What an import changes: new figures, revisions, what is there already, what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tracker.errors import RefusedError
from tracker.exchange import Arrival, Refusal, Shipment, carry_out, compare, planned
from tracker.figures import Indicator, parse_period, text_of
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OUTPUT = Indicator(id="output", title=text_of("Output"), unit="CNY", frequency="annual", aggregation="sum", lag_days=90)
TODAY = date(2026, 11, 22)

TARGETS = """
workspace: {area: CN-GD}
indicators:
  output: {title: Output, unit: CNY, frequency: annual, aggregation: sum, lag: 90 days}
targets:
  output-2030: {title: Output, indicator: output, at_least: 5, by: 2030}
"""


def arrival(period: str, value: str, **more: Any) -> Arrival:  # noqa: ANN401 - fields of the record
    return Arrival(indicator="output", area="CN-GD", period=parse_period(period), value=value, place="a.csv:2", **more)


def known(*rows: str) -> bytes:
    return "\n".join(("area,period,value,unit,status,published,source,note", *rows, "")).encode()


def test_a_figure_that_is_not_known_is_new_and_its_day_is_left_to_the_lag() -> None:
    (row,) = compare([arrival("2023", "5")], None, OUTPUT, area="CN-GD", retrieved=TODAY).new
    assert (row.columns["published"], row.columns["note"]) == ("", "retrieved 2026-11-22")


def test_where_the_lag_leads_beyond_the_day_of_retrieval_that_day_stands() -> None:
    (row,) = compare([arrival("2026-01/2026-10", "5")], None, OUTPUT, area="CN-GD", retrieved=TODAY).new
    assert row.columns["published"] == "2026-11-22"


def test_the_sources_own_day_of_release_is_kept() -> None:
    found = compare([arrival("2023", "5", published=date(2024, 3, 1))], None, OUTPUT, area="CN-GD", retrieved=TODAY)
    assert found.new[0].columns["published"] == "2024-03-01"


def test_the_same_figure_is_unchanged_also_in_another_unit() -> None:
    content = known("CN-GD,2023,663.8,billion CNY,,2024-03-30,,")
    found = compare([arrival("2023", "6638", unit="亿元")], content, OUTPUT, area="CN-GD", retrieved=TODAY)
    assert (found.rows, found.unchanged) == ((), 1)


def test_another_value_is_a_revision_on_the_day_of_retrieval() -> None:
    content = known("CN-GD,2023,5,,,2024-03-30,,")
    (row,) = compare([arrival("2023", "6")], content, OUTPUT, area="CN-GD", retrieved=TODAY).revised
    assert row.columns["published"] == "2026-11-22"
    assert row.revises is not None
    assert row.revises.printed == "5"


def test_a_provisional_figure_that_became_final_is_a_revision_too() -> None:
    content = known("CN-GD,2023,5,,P,2024-03-30,,")
    assert len(compare([arrival("2023", "5")], content, OUTPUT, area="CN-GD", retrieved=TODAY).revised) == 1


VINTAGES = ("CN-GD,2023,5,,,2024-03-01,,", "CN-GD,2023,6,,,2024-09-01,,")


@pytest.mark.parametrize(
    ("value", "day", "new", "revised"),
    [
        ("5", date(2024, 3, 1), [], []),
        ("6", date(2024, 9, 1), [], []),
        ("5", date(2024, 5, 1), [], []),
        ("6", date(2024, 5, 1), [], []),
        ("6", date(2025, 5, 1), [], []),
        ("4", date(2023, 12, 1), ["2023-12-01"], []),
        ("7", date(2024, 5, 1), [], ["2024-05-01"]),
        ("5", date(2025, 5, 1), [], ["2025-05-01"]),
        ("7", date(2024, 9, 1), [], ["2026-11-22"]),
        ("7", None, [], ["2026-11-22"]),
        ("5", None, [], ["2026-11-22"]),
    ],
)
def test_a_figure_with_its_day_is_compared_with_what_was_known_then(
    value: str, day: date | None, new: list[str], revised: list[str]
) -> None:
    found = compare([arrival("2023", value, published=day)], known(*VINTAGES), OUTPUT, area="CN-GD", retrieved=TODAY)
    assert [row.columns["published"] for row in found.new] == new
    assert [row.columns["published"] for row in found.revised] == revised
    assert found.refused == ()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_many_vintages_of_a_period_may_arrive_in_any_order(order: tuple[int, ...]) -> None:
    days = (date(2024, 3, 1), date(2024, 9, 1), date(2025, 3, 1))
    found = compare(
        [arrival("2023", "565"[each], published=days[each]) for each in order],
        None,
        OUTPUT,
        area="CN-GD",
        retrieved=TODAY,
    )
    assert {(row.columns["value"], row.columns["published"]) for row in found.rows} == {
        ("5", "2024-03-01"),
        ("6", "2024-09-01"),
        ("5", "2025-03-01"),
    }


def test_a_day_assumed_by_the_lag_gives_way_to_none_that_is_earlier() -> None:
    found = compare(
        [arrival("2023", "6", published=date(2024, 3, 1))],
        known("CN-GD,2023,5,,,,,"),
        OUTPUT,
        area="CN-GD",
        retrieved=TODAY,
    )
    assert [row.columns["published"] for row in found.revised] == ["2026-11-22"]


def test_a_level_that_arrives_without_its_growth_is_no_revision() -> None:
    content = b"area,period,value,growth,published,note\nCN-GD,2023,5,3.5,2024-03-30,\n"
    for value, unchanged in (("5", 1), ("6", 0)):
        assert compare([arrival("2023", value)], content, OUTPUT, area="CN-GD", retrieved=TODAY).unchanged == unchanged
    content = b"area,period,value,growth,published,note\nCN-GD,2023,,3.5,2024-03-30,\n"
    assert compare([arrival("2023", "", growth="3.6")], content, OUTPUT, area="CN-GD", retrieved=TODAY).revised


def test_another_source_is_not_a_revision() -> None:
    content = known("CN-GD,2023,5,,,2024-02-01,yearbook,")
    found = compare([arrival("2023", "5.1", source="survey")], content, OUTPUT, area="CN-GD", retrieved=TODAY)
    assert (len(found.new), len(found.revised)) == (1, 0)


def test_two_sources_that_disagree_on_one_day_need_a_preference() -> None:
    content = known("CN-GD,2023,5,,,2024-03-30,yearbook,")
    (refused,) = compare(
        [arrival("2023", "5.1", source="survey")], content, OUTPUT, area="CN-GD", retrieved=TODAY
    ).refused
    assert "two sources disagree" in refused.reason


def test_two_figures_of_one_day_are_refused_with_both() -> None:
    content = known("CN-GD,2023,5,,,2026-11-22,,")
    (refused,) = compare([arrival("2023", "6")], content, OUTPUT, area="CN-GD", retrieved=TODAY).refused
    assert refused.place == "a.csv:2"
    assert "is 6 CNY here" in refused.reason.replace("is 6 here", "is 6 CNY here")
    assert "observations/output.csv:2" in refused.reason


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (arrival("2023", "7,2"), "has a comma"),
        (arrival("2023", "5", unit="kg"), "kg"),
        (arrival("2023", ""), "no value and no growth"),
        (arrival("2023", "5", status="X"), "unknown status 'X'"),
        (arrival("2023", "5", published=date(2022, 1, 1)), "lies before 2023 has begun"),
    ],
)
def test_a_row_that_reading_would_refuse_is_refused_and_the_others_stay(wrong: Arrival, reason: str) -> None:
    found = compare([arrival("2022", "4"), wrong], None, OUTPUT, area="CN-GD", retrieved=TODAY)
    assert len(found.new) == 1
    assert reason in found.refused[0].reason


def test_an_import_writes_and_the_same_again_changes_nothing(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS, {"output": "period,value,published,source,url,note,status,unit,qualifier\n"})
    shipment = Shipment(
        arrivals=(arrival("2022", "4", note="as\nprinted"), arrival("2023", "5")),
        indicators={"jobs": {"title": "Jobs", "unit": "people", "frequency": "annual"}},
    )
    made = planned(open_folder(str(root)), shipment, TODAY)
    assert carry_out(open_folder(str(root)), made) == ("targets.yaml", "observations/output.csv")
    text = (root / "observations/output.csv").read_text()
    assert text.splitlines()[1:] == [
        "2022,4,,,,as printed; retrieved 2026-11-22,,,",
        "2023,5,,,,retrieved 2026-11-22,,,",
    ]
    again = planned(open_folder(str(root)), Shipment(arrivals=shipment.arrivals), TODAY)
    assert [change.unchanged for change in again.changes] == [2]
    assert carry_out(open_folder(str(root)), again) == ()
    assert (root / "observations/output.csv").read_text() == text


def test_an_indicator_that_is_not_declared_is_refused_once(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    strange = Arrival(indicator="outptu", area="CN", period=parse_period("2023"), value="1", place="a.csv:2")
    made = planned(open_folder(str(root)), Shipment(arrivals=(strange, strange)), TODAY)
    reason = "no indicator is called 'outptu'; did you mean 'output'?; declare it in targets.yaml, or map it to another"
    assert [each.place for each in made.refused] == ["a.csv:2"]
    assert made.refused[0].reason.startswith(reason.split(";", maxsplit=1)[0])


def test_a_file_that_changed_since_is_left_alone(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    made = planned(open_folder(str(root)), Shipment(arrivals=(arrival("2022", "4"),)), TODAY)
    (root / "observations/output.csv").write_text("period,value\n2021,3\n")
    with pytest.raises(RefusedError, match="was changed meanwhile"):
        carry_out(open_folder(str(root)), made)
    assert (root / "observations/output.csv").read_text() == "period,value\n2021,3\n"


def test_a_header_without_a_needed_column_is_named(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS, {"output": "period,value\n2021,3\n"})
    with pytest.raises(RefusedError, match="the header has no column note"):
        planned(open_folder(str(root)), Shipment(arrivals=(arrival("2022", "4"),)), TODAY)


def test_refusals_of_the_reader_are_carried_along(workspace: Callable[..., Path]) -> None:
    refusal = Refusal(place="a.csv:9", reason="a footnote")
    made = planned(open_folder(str(workspace(TARGETS))), Shipment(refusals=(refusal,)), TODAY)
    assert made.refused == (refusal,)
