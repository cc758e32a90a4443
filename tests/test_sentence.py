"""The verdict in one sentence, in both languages, for every kind of goal and every state of its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tracker
from tracker import engine
from tracker.report.language import translator
from tracker.report.sentence import outlook, sentence
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
  share: {title: Share, unit: "%", nature: share, frequency: annual, lag: 30 days}
  balance: {title: Balance, unit: EUR, nature: signed, frequency: annual, lag: 60 days}
targets:
  goal:
    title: A goal
"""

OUTPUT = "period,value\n2015,100e9\n2016,104e9\n2017,110e9\n2018,118e9\n2019,124e9\n2020,130e9\n"
SHARE = "period,value\n2016,40\n2018,42\n2020,44\n"
FALLING = "period,value\n2015,60\n2017,57\n2020,50\n"


@pytest.fixture
def say(workspace: Callable[..., Path]) -> Callable[..., str]:
    def spoken(target: str, figures: dict[str, str], as_of: str = "2021-06-30", tag: str = "en") -> str:
        lines = "".join(f"    {line}\n" for line in target.strip().splitlines())
        folder = workspace(HEAD + lines, figures)
        verdict = tracker.open_workspace(folder).assess(as_of)["goal"]
        declared = engine.load(open_folder(str(folder)).snapshot())
        return sentence(verdict, declared.indicators.get(verdict.target.indicator or ""), translator(tag))

    return spoken


def test_where_the_pace_leads_what_is_needed_and_how_likely_it_is(say: Callable[..., str]) -> None:
    goal = "indicator: output\nmore_than: 200 billion CNY\nby: 2025"
    english = say(goal, {"output": OUTPUT})
    assert english.startswith(
        "At the pace of the last five years (2015 to 2020) the figure would reach 169 billion CNY in 2025; the goal,"
        " more than 200 billion CNY in 2025, needs growth of 9 % a year from then on; "
    )
    assert english.endswith(" %).")
    assert say(goal, {"output": OUTPUT}, tag="zh").startswith(
        "按近五年（2015年至2020年）的走势推算，2025年将达到1690亿元；要实现目标（2025年超过2000亿元），"
        "此后年均需增长9%，可能性"
    )


def test_percentages_move_in_points(say: Callable[..., str]) -> None:
    goal = "indicator: share\nat_least: 55 %\nby: 2024"
    assert say(goal, {"share": SHARE}).startswith(
        "At the pace of the last four years (2016 to 2020) the figure would reach 48 % in 2024; the goal, at least 55 %"
        " in 2024, needs a rise of 2.8 percentage points a year from then on; "
    )
    assert "年均需提高2.8个百分点" in say(goal, {"share": SHARE}, tag="zh")


def test_what_is_to_fall_falls(say: Callable[..., str]) -> None:
    goal = "indicator: share\nat_most: 30 %\nby: 2025"
    english, chinese = (say(goal, {"share": FALLING}, tag=tag) for tag in ("en", "zh"))
    assert "the figure would fall to 40 % in 2025" in english
    assert "needs a fall of 4 percentage points a year" in english
    assert "2025年将降至40%" in chinese
    assert "年均需下降4个百分点" in chinese


def test_a_goal_that_the_latest_figure_already_meets(say: Callable[..., str]) -> None:
    goal = "indicator: output\nat_least: 120 billion CNY\nby: 2025"
    assert "that of 2020, 130 billion CNY, already satisfies the goal, at least 120 billion CNY in 2025; " in say(
        goal, {"output": OUTPUT}
    )
    assert "2020年的1300亿元已达到目标（2025年不低于1200亿元）的要求，届时仍达标的可能性" in say(
        goal, {"output": OUTPUT}, tag="zh"
    )


def test_one_figure_has_no_pace(say: Callable[..., str]) -> None:
    one = {"output": "period,value\n2020,130e9\n"}
    goal = "indicator: output\nat_least: 200 billion CNY\nby: 2025"
    assert say(goal, one).startswith(
        "A single figure is known, 130 billion CNY for 2020; from there the goal, at least 200 billion CNY in 2025,"
        " needs growth of 9 % a year; "
    )
    assert say(goal, one, tag="zh").startswith("目前仅有一个数据（2020年，1300亿元）；")


def test_figures_far_apart_have_no_pace(say: Callable[..., str]) -> None:
    far = {"output": "period,value\n2005,90e9\n2020,130e9\n"}
    said = say("indicator: output\nat_least: 200 billion CNY\nby: 2025", far)
    assert said.startswith(
        "No pace is known; from 130 billion CNY in 2020 the goal, at least 200 billion CNY in 2025, "
    )


def test_no_figure_at_all(say: Callable[..., str]) -> None:
    goal = "indicator: output\nat_least: 200 billion CNY\nby: 2025"
    assert say(goal, {}) == (
        "Nothing can be said yet on the goal, at least 200 billion CNY in 2025: no usable figure is known."
    )
    assert say(goal, {}, tag="zh") == "目标（2025年不低于2000亿元）目前无法评判：尚无可用数据。"


@pytest.mark.parametrize(
    ("bound", "english", "chinese"),
    [
        ("at_least: 120", "was met: the figure for 2020 is 130 billion CNY.", "已实现：2020年为1300亿元。"),
        ("at_least: 150", "was missed: the figure for 2020 is 130 billion CNY.", "未能实现：2020年为1300亿元。"),
    ],
)
def test_a_settled_goal(say: Callable[..., str], bound: str, english: str, chinese: str) -> None:
    goal = f"indicator: output\n{bound} billion CNY\nby: 2020"
    assert say(goal, {"output": OUTPUT}).endswith(english)
    assert say(goal, {"output": OUTPUT}, tag="zh").endswith(chinese)


def test_growth_sums_and_upkeep(say: Callable[..., str]) -> None:
    figures = {"output": OUTPUT}
    growth = say("indicator: output\naverage_growth: {at_least: 5 %}\nover: 2016..2020", figures)
    assert growth == (
        "The goal, average growth of at least 5 % a year, 2016 to 2020, was met: from 2015 to 2020 it grew by 5.4 % a"
        " year."
    )
    coming = say("indicator: output\ncumulative: {at_least: 700 billion CNY}\nover: 2019..2023", figures)
    assert coming.startswith("By the middle of the forecast the sum comes to ")
    upkeep = say("indicator: output\nmaintain: {more_than: 100 billion CNY}\nover: 2019..2023", figures)
    assert upkeep.endswith(") that it holds to the end.")
    broken = say("indicator: output\nmaintain: {more_than: 125 billion CNY}\nover: 2019..2020", figures)
    assert broken.endswith("was missed: in 2019 it stood at 124 billion CNY.")


def test_where_a_rate_is_not_defined_amounts_are_named(say: Callable[..., str]) -> None:
    losses = {"balance": "period,value\n2018,-10e9\n2020,-4e9\n"}
    said = say("indicator: balance\nat_least: 8 billion EUR\nby: 2024", losses)
    assert "the figure would reach 8 billion EUR in 2024" in said
    assert "needs a rise of 3 billion EUR a year" in said


@pytest.mark.parametrize(
    ("count", "rows", "english", "chinese"),
    [
        (
            4,
            "step-1,done,2021-03-01",
            "1 of 4 steps are shown to be done; all are due by 2022.",
            "4项任务中确认完成1项，应于2022年前全部完成。",
        ),
        (
            1,
            "",
            "Its one step is not shown to be done yet; it is due by 2022.",
            "唯一一项任务尚未确认完成，应于2022年前完成。",
        ),
        (1, "step-1,done,2021-03-01", "Its one step is done.", "唯一一项任务已完成。"),
    ],
)
def test_steps(say: Callable[..., str], count: int, rows: str, english: str, chinese: str) -> None:
    figures = {"goal": f"step,status,published\n{rows}\n"}
    assert say(f"milestones: {{count: {count}}}\nby: 2022", figures) == english
    assert say(f"milestones: {{count: {count}}}\nby: 2022", figures, tag="zh") == chinese


def test_steps_that_are_late_and_a_share_of_the_time(say: Callable[..., str]) -> None:
    nothing = {"goal": "step,status,published\n"}
    late = say("milestones: {count: 3}\nby: 2020", nothing)
    assert late == "The deadline, 2020, has passed, and 0 of 3 steps are shown to be done."
    declared = say("milestones: {count: 3}\nby: 2022\ndeclared: {on: 2020-07-01}", nothing)
    assert declared == "0 of 3 steps are shown to be done, and 40 % of the time to 2022 is gone."


def test_the_forecast_stands_beside_it(workspace: Callable[..., Path]) -> None:
    goal = "    indicator: output\n    at_least: 200 billion CNY\n    by: 2025\n"
    folder = workspace(HEAD + goal, {"output": OUTPUT})
    verdict = tracker.open_workspace(folder).assess("2021-06-30")["goal"]
    output = engine.load(open_folder(str(folder)).snapshot()).indicators["output"]
    assert outlook(verdict, output, translator("en")).startswith("The forecast for 2025 has its middle at ")
    assert outlook(verdict, output, translator("zh")).startswith("2025年预测中位数为")
    assert outlook(verdict, None, translator("en")) == ""
