"""Where a period under way stands, against where it would stand on the way to the goal: in records, words and trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tracker
from tracker.report import reasons
from tracker.report.language import translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

TARGETS = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: annual}
  people: {title: People, unit: people, nature: count, aggregation: last, better: up, frequency: annual}
targets:
  this-year: {title: This year, indicator: output, at_least: 110, by: 2023}
  later: {title: Later, indicator: output, at_least: 121, by: 2024}
  every-year: {title: Every year, indicator: output, maintain: {at_least: 90}, over: 2022..2024}
  met: {title: Met, indicator: output, at_least: 95, by: 2024}
  total: {title: Total, indicator: output, cumulative: {at_least: 320}, over: 2022..2024}
  people-2023: {title: People, indicator: people, at_least: 110, by: 2023}
"""
OUTPUT = "period,value\n2021-01/2021-08,60\n2021,100\n2022-01/2022-08,60\n2022,100\n2023-01/2023-08,63\n"
PEOPLE = "period,value\n2021-06,96\n2021,98\n2022-06,101\n2022,103\n2023-06,106\n"


@pytest.fixture
def judged(workspace: Callable[..., Path]) -> Callable[[str], Assessment]:
    folder = workspace(TARGETS, {"output": OUTPUT, "people": PEOPLE})
    return lambda name: tracker.open_workspace(folder).assess("2023-10-01")[name]


def values(verdict: Assessment, code: str) -> dict[str, object]:
    return next(dict(reason.values) for reason in verdict.reasons if reason.code == code)


def test_a_goal_for_the_year_under_way(judged: Callable[[str], Assessment]) -> None:
    verdict = judged("this-year")
    (year,) = verdict.under_way
    assert (str(year.period), str(year.until), year.figure, year.goal, year.past_years) == (
        "2023",
        "2023-08",
        63,
        110,
        2,
    )
    assert year.expected == pytest.approx(66)
    assert verdict.projected is not None
    assert year.projected.values == verdict.projected.values
    assert values(verdict, "by-now")["expected"] == pytest.approx(66)
    assert not [reason.code for reason in verdict.reasons if reason.code.startswith("left-out")]


def test_on_the_way_to_a_later_goal(judged: Callable[[str], Assessment]) -> None:
    (year,) = judged("later").under_way
    assert year.goal == pytest.approx(110)
    assert year.expected == pytest.approx(66)


def test_a_level_to_hold(judged: Callable[[str], Assessment]) -> None:
    (year,) = judged("every-year").under_way
    assert year.goal == 90
    assert year.expected == pytest.approx(54)


@pytest.mark.parametrize("name", ["met", "total"])
def test_no_single_figure_is_needed_now(judged: Callable[[str], Assessment], name: str) -> None:
    verdict = judged(name)
    assert [year.expected for year in verdict.under_way] == [None]
    assert "by-now" not in [reason.code for reason in verdict.reasons]


def test_the_figures_of_a_sum_enter_its_total(judged: Callable[[str], Assessment]) -> None:
    verdict = judged("total")
    assert verdict.measured is not None
    assert 300 < verdict.measured.values[3] < 325


def test_words_and_trace(judged: Callable[[str], Assessment]) -> None:
    verdict = judged("this-year")
    indicator = verdict.target.indicator
    assert indicator == "output"
    language = translator("en")
    text = " ".join(reasons.sentences(verdict, None, language))
    assert "2023 is under way: up to August 2023 it came to 63" in text
    assert (
        "On the way to the goal 2023 would come to 110, of which 66 would usually be there by August 2023; 63 is."
        in text
    )
    assert ("Where it should be by now", "110 × 60 % = 66 by August 2023; it is 63") in reasons.trace_lines(
        verdict, None, language
    )


def test_a_level_by_now(judged: Callable[[str], Assessment]) -> None:
    verdict = judged("people-2023")
    by_now = values(verdict, "by-now-level")
    assert by_now["expected"] == pytest.approx(110 / (98 / 96 * 103 / 101) ** 0.5)


def test_growth_that_was_chained_is_said(workspace: Callable[..., Path]) -> None:
    figures = "period,value,growth\n2020,100,\n2021,,10\n2022,,10\n2023-01/2023-08,,7\n"
    verdict = tracker.open_workspace(workspace(TARGETS, {"output": figures})).assess("2023-10-01")["this-year"]
    assert values(verdict, "chained") == {"count": 2, "of": 3}
    assert verdict.latest_value == pytest.approx(121)
    assert "approximate" not in [reason.code for reason in verdict.reasons]
    assert values(verdict, "nowcast-growth")["rate"] == pytest.approx(0.07)


def test_a_figure_left_of_the_year_is_said(workspace: Callable[..., Path]) -> None:
    targets = TARGETS.replace("frequency: annual}", "frequency: quarterly}", 1).replace("by: 2023}", "by: 2023-Q1}", 1)
    figures = "period,value\n2022-Q1,20\n2022-01/2022-09,70\n2022,100\n"
    only = targets.split("  later:", maxsplit=1)[0]
    verdict = tracker.open_workspace(workspace(only, {"output": figures})).assess("2023-01-31")["this-year"]
    assert values(verdict, "differences") == {"count": 1, "of": 2}
    assert (str(verdict.latest_period), verdict.latest_value) == ("2022-Q4", 30)
