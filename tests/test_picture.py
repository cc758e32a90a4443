"""What the chart of a target shows: one picture for each kind of goal, its marks, its caption and it in words."""

from __future__ import annotations

import itertools
import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker import engine
from tracker.figures import choose, known_at, revisions
from tracker.goals import Source
from tracker.report import view
from tracker.report.axis import HEIGHT, WIDTH, frame
from tracker.report.labels import labels
from tracker.report.language import translator
from tracker.report.picture import picture
from tracker.report.placing import overlap
from tracker.report.report import Entry
from tracker.verdict import known_series
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.report.view import ChartView

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2024, 3, 31)

TARGETS = """\
workspace: {title: Test, area: XX}
indicators:
  output:
    {title: Output, unit: 100 million CNY, nature: currency, aggregation: sum, better: up, frequency: annual}
  share: {title: Share, unit: "%", nature: share, better: up, frequency: annual, prefer: [Bureau, Survey]}
  orders: {title: Orders, unit: points, nature: index, aggregation: mean, better: up, frequency: monthly}
targets:
  level:
    title: {en: A level, zh: 水平}
    indicator: output
    at_least: 1500
    by: 2026
    interim: {2025: 1400}
    declared: {on: 2021-03-11}
  band: {title: A band, indicator: share, between: [50, 54], by: 2026}
  growth: {title: Growth, indicator: output, average_growth: {at_least: 5 %}, over: 2021..2025}
  rise: {title: A rise, indicator: output, increase_by: 60 %, since: 2019, by: 2026}
  cut: {title: A cut, indicator: share, reduce_by: 5 %, since: 2022, by: 2026}
  better: {title: Better, indicator: output, improve: up, since: 2020, by: 2025}
  total: {title: A total, indicator: output, cumulative: {at_least: 6000}, over: 2021..2025, interim: {2023: 3500}}
  once: {title: Once, indicator: output, more_than: 1400, by: 2026, reached: any_time}
  every: {title: Every month, indicator: orders, maintain: {more_than: 50}, over: 2024-01..2024-12}
"""
OUTPUT = """\
period,value,qualifier,status,published,source
2018,900,,,2019-01-20,Bureau
2019,950,>,,2020-01-20,Bureau
2020,1000,~,,2021-01-20,Bureau
2021,1080,,E,2022-01-20,Bureau
2022,1100,,,2023-01-20,Bureau
2022,1150,,,2023-06-20,Bureau
2023,1200,,P,2024-01-20,Bureau
2022-01/2022-02,150,,,,Bureau
2023-01/2023-02,160,,,,Bureau
2024-01/2024-02,170,,,2024-03-15,Bureau
2024,1260,,F,2024-03-20,Bank
"""
SHARE = """\
period,value,status,source
2019,44,,Survey
2020,45,,Survey
2021,51,B,Bureau
2022,52,,Bureau
2022,40,U,Guess
2023,52.5,,Bureau
"""
ORDERS = "period,value\n" + "".join(
    f"{year}-{month:02d},{50 + month % 3}\n" for year in (2022, 2023) for month in range(1, 13)
)
FIGURES = {"output": OUTPUT, "share": SHARE, "orders": ORDERS}

SOURCES = {"Bureau": Source(id="Bureau", publisher=None)}


def entries(root: Path, day: date) -> dict[str, Entry]:
    """What a report would know of each target that has an indicator."""
    folder = open_folder(str(root))
    declarations = engine.load(folder)
    found = {}
    for verdict in engine.assess(folder, declarations, declarations.targets.values(), day):
        target = verdict.target
        indicator = declarations.indicators.get(target.indicator or "")
        if indicator is None:
            continue
        rows = engine.rows(folder, declarations, indicator.id)
        together = [each for each in declarations.targets.values() if each.indicator == indicator.id]
        chosen, passed = choose(known_at(rows, day), indicator.prefer)
        found[target.id] = Entry(
            target=target,
            indicator=indicator,
            assessment=verdict,
            inputs="",
            series=known_series(indicator, rows, together, target.area, day),
            figures=tuple(row for row in (*chosen, *passed) if row.area == target.area),
            revisions=tuple(pair for pair in revisions(rows, day, indicator.prefer) if pair[1].area == target.area),
        )
    return found


@pytest.fixture
def pictured(workspace: Callable[..., Path]) -> Callable[..., ChartView]:
    """The picture of one target of the test's workspace."""
    known = entries(workspace(TARGETS, FIGURES), DAY)

    def make(name: str, language: str = "en") -> ChartView:
        made = picture(known[name], "c", translator(language))
        assert made is not None
        return made

    return make


def shown(made: ChartView) -> list[tuple[float, float, str]]:
    return [(mark.when, round(mark.value, 3), mark.kind) for mark in made.marks]


def test_every_figure_has_the_mark_of_how_it_was_published(pictured: Callable[..., ChartView]) -> None:
    made = pictured("level")
    assert made.unit == "billion CNY"
    assert shown(made) == [
        (2018.5, 90, view.EXACT),
        (2019.5, 95, view.ABOVE),
        (2020.5, 100, view.APPROXIMATE),
        (2021.5, 108, view.ESTIMATE),
        (2022.5, 110, view.EARLIER),
        (2022.5, 115, view.EXACT),
        (2023.5, 120, view.PROVISIONAL),
        (pytest.approx(2024 + 60 / 366), 17, view.SO_FAR),
        (2024.5, 126, view.UNUSED),
    ]


def test_a_year_under_way_shows_what_is_known_and_what_it_is_heading_for(pictured: Callable[..., ChartView]) -> None:
    made = pictured("level")
    assert [mark.label for mark in made.marks if mark.kind == view.SO_FAR] == ["Jan–Feb: 17"]
    assert [mark.label for mark in pictured("level", "zh").marks if mark.kind == view.SO_FAR] == ["1—2月：170"]
    assert made.nowcast is not None
    assert made.nowcast.when == 2024.5
    assert made.nowcast.low < made.nowcast.median < made.nowcast.high
    assert made.nowcast.label.startswith("2024 heading for 12")
    assert (made.fan[1][0], made.fan[1][1][3]) == (2024.5, made.nowcast.median)


def test_a_level_is_a_line_to_its_deadline_with_a_path_and_goals_on_the_way(pictured: Callable[..., ChartView]) -> None:
    made = pictured("level")
    assert (made.goal, made.goal_span, made.due) == ((150,), (2018.5, 2026.5), 2026.5)
    assert made.goal_labels[0] == "goal: at least 150 billion CNY"
    assert made.path[0] == (2023.5, 120)
    assert made.path[-1] == pytest.approx((2026.5, 150))
    assert made.path_label == "needed 7.7 % a year"
    assert [(label.when, label.value, label.text) for label in made.interim] == [(2025.5, 140, "140")]
    assert made.declared is not None
    assert made.declared.text == "declared 11 March 2021"
    assert made.as_of is not None
    assert made.as_of.text == "as of 31 March 2024"


def test_a_band_has_two_bounds(pictured: Callable[..., ChartView]) -> None:
    made = pictured("band")
    assert made.goal == (50, 54)
    assert made.goal_labels[0] == "goal: between 50 % and 54 %"


def test_a_break_is_where_the_new_series_begins_and_what_is_doubtful_is_crossed(
    pictured: Callable[..., ChartView],
) -> None:
    made = pictured("band")
    assert [(at.when, at.text) for at in made.breaks] == [(2021.0, "break in series")]
    assert (2022.5, 40, view.UNUSED) in shown(made)
    assert (2020.5, 45, view.EXACT) in shown(made)
    assert "a break in the series; figures before it are not comparable" in " ".join(made.caption)


def test_an_average_growth_is_a_course_from_the_year_before_its_span(pictured: Callable[..., ChartView]) -> None:
    made = pictured("growth")
    assert made.goal_path[0] == pytest.approx((2020.5, 100))
    assert made.goal_path[-1] == pytest.approx((2025.5, 100 * 1.05**5))
    assert made.goal == pytest.approx((100 * 1.05**5,))
    assert made.goal_labels[0] == "goal: at least 5 % a year"


def test_a_change_shows_what_it_is_counted_from(pictured: Callable[..., ChartView]) -> None:
    rise, cut = pictured("rise"), pictured("cut")
    assert rise.goal == (152,)
    assert rise.goal_span == (2019.5, 2026.5)
    assert rise.base is not None
    assert (rise.base.when, rise.base.value, rise.base.text) == (2019.5, 95, "2019: 95")
    assert rise.goal_labels[0] == "goal: up by at least 60 % on 2019"
    assert cut.goal_labels[0] == "goal: down by at least 5 % on 2022"


def test_an_improvement_is_a_line_at_what_is_to_be_bettered(pictured: Callable[..., ChartView]) -> None:
    made = pictured("better")
    assert (made.goal, made.goal_span, made.base) == ((100,), (2020.5, 2025.5), None)
    assert made.goal_labels[0] == "goal: higher than in 2020"


def test_a_total_is_a_running_sum_from_zero(pictured: Callable[..., ChartView]) -> None:
    made = pictured("total")
    assert made.origin == (2020.5, 0.0)
    assert [(mark.when, mark.value) for mark in made.marks] == [(2021.5, 108), (2022.5, 223), (2023.5, 343)]
    assert (made.goal, made.due) == ((600,), 2025.5)
    assert [(label.when, label.value) for label in made.interim] == [(2023.5, 350)]
    assert made.path == ((2023.5, 343), (2025.5, 600))
    assert [when for when, _ in made.fan] == [2023.5, 2025.5]
    assert made.fan[0][1] == (343.0,) * 7
    assert "Each figure is the sum since the beginning of the span." in " ".join(made.caption)
    assert "The running sum up to 2023: 343 billion CNY." in made.description


def test_a_goal_at_any_time_has_no_bar_at_its_deadline(pictured: Callable[..., ChartView]) -> None:
    made = pictured("once")
    assert made.due is None
    assert made.goal_labels[0] == "goal: more than 140 billion CNY at any time"


def test_what_must_hold_in_every_period_is_drawn_over_these_periods(pictured: Callable[..., ChartView]) -> None:
    made = pictured("every")
    assert made.goal_span == pytest.approx((2024.04, 2024.96), abs=0.01)
    assert (made.due, made.goal_labels[0]) == (None, "goal: more than 50 points in every period")
    assert made.ticks == ((2022.0, "2022"), (2023.0, "2023"), (2024.0, "2024"))


def test_quarters_that_make_a_year_are_shown_as_years(workspace: Callable[..., Path]) -> None:
    targets = """\
    workspace: {title: Test, area: XX}
    indicators: {sales: {title: Sales, unit: CNY, nature: currency, aggregation: sum, frequency: quarterly}}
    targets:
      year: {title: A year, indicator: sales, at_least: 500, by: 2025}
      quarter: {title: A quarter, indicator: sales, at_least: 130, by: 2025-Q4}
    """
    rows = "".join(f"{year}-Q{k},{100 + k}\n" for year in (2021, 2022, 2023) for k in range(1, 5))
    known = entries(workspace(targets, {"sales": "period,value\n" + rows}), DAY)
    year, quarter = (picture(known[name], "c", translator("en")) for name in ("year", "quarter"))
    assert year is not None
    assert quarter is not None
    assert [(mark.when, mark.value) for mark in year.marks] == [(2021.5, 410), (2022.5, 410), (2023.5, 410)]
    assert [when for when, _ in year.fan] == [2023.5, 2025.5]
    assert len(quarter.marks) == 12


def test_the_caption_names_the_unit_the_marks_and_the_publisher(pictured: Callable[..., ChartView]) -> None:
    english, chinese = pictured("level").caption, pictured("level", "zh").caption
    assert english[0].startswith("Unit: billion CNY. Marks: ● as published; ▲ published as “more than”;")
    assert "+ an earlier figure, since revised" in english[0]
    assert english[-1] == "Source of the figures: Bureau; Bank; calculations: tracker, as of 31 March 2024."
    assert chinese[0].startswith("单位：亿元。图例：● ")
    assert chinese[-1] == "数据来源：Bureau；Bank；测算：tracker，截至2024年3月31日。"


def test_an_axis_that_leaves_zero_out_says_so(pictured: Callable[..., ChartView]) -> None:
    said = "The vertical axis does not begin at zero."
    for name in ("level", "band", "every", "total"):
        made = pictured(name)
        assert (said in " ".join(made.caption)) == frame(made).is_cut
    assert frame(pictured("every")).is_cut
    assert not frame(pictured("total")).is_cut


def test_it_says_in_words_what_it_shows(pictured: Callable[..., ChartView]) -> None:
    assert re.fullmatch(
        r"6 figures, 2018 to 2023, up from 90 billion CNY to 120 billion CNY\. "
        r"2024 so far, up to February 2024: 17 billion CNY\. The goal: at least 150 billion CNY in 2026\. "
        r"The forecast for 2026 has its median at [\d.]+ billion CNY and lies with 80 % probability in [\d.]+ to [\d.]+"
        r" billion CNY\. The goal is met with a probability of \d+ %\.",
        pictured("level").description,
    )
    assert re.fullmatch(
        r"2018年至2023年共6个数值，由900亿元升至1200亿元。2024年截至2024年2月为170亿元。目标：2026年不低于1500亿元。"
        r".*中位数.*达到目标的概率为\d+%。",
        pictured("level", "zh").description,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_figure_and_a_goal_decided(workspace: Callable[..., Path], language: str) -> None:
    targets = """\
    workspace: {title: Test, area: XX}
    indicators: {output: {title: Output, unit: CNY, nature: currency, frequency: annual}}
    targets: {goal: {title: A goal, indicator: output, at_least: 20, by: 2023}}
    """
    known = entries(workspace(targets, {"output": "period,value\n2023,21\n"}), DAY)
    made = picture(known["goal"], "c", translator(language))
    assert made is not None
    assert (made.fan, made.marks[0].label, len(made.ticks)) == ((), "21", 1)
    said = {"en": "One figure, for 2023: 21 CNY. The goal: at least 20 CNY in 2023. The verdict: achieved."}
    assert made.description == said.get(language, "仅有一个数值：2023年为21元。目标：2023年不低于20元。判断：已实现。")


def test_nothing_to_draw_is_no_picture(workspace: Callable[..., Path]) -> None:
    known = entries(workspace(TARGETS, {"share": SHARE, "orders": ORDERS}), DAY)
    assert picture(known["level"], "c", translator("en")) is None


def check(made: ChartView) -> None:
    """No text of the chart leaves the picture or covers another."""
    placed = labels(made, frame(made))
    for each in placed:
        left, top, right, bottom = each.box
        assert 0 <= left + 0.01 < right <= WIDTH + 0.01, each.text
        assert 0 <= top < bottom <= HEIGHT, each.text
    for one, other in itertools.combinations(placed, 2):
        assert not overlap(one.box, other.box, -0.01), f"{one.text!r} covers {other.text!r}"


DAYS = [date(2021, 3, 1), date(2023, 3, 1), date(2024, 6, 30), date(2024, 11, 1), date(2026, 10, 30)]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("example", ["five-year-plan", "year-under-way"])
def test_the_texts_of_the_examples_keep_apart(example: str, day: date, tmp_path: Path) -> None:
    root = tmp_path / example
    shutil.copytree(ROOT / "docs" / "examples" / example, root)
    for entry in entries(root, day).values():
        for language in ("en", "zh"):
            made = picture(entry, "c", translator(language))
            if made is not None:
                check(made)


def test_the_texts_of_the_shipped_workspace_keep_apart(shipped: Path) -> None:
    drawn = [picture(entry, "c", translator("zh")) for entry in entries(shipped, date(2026, 10, 30)).values()]
    assert any(drawn)
    for made in drawn:
        if made is not None:
            check(made)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["level", "band", "growth", "rise", "cut", "better", "total", "once", "every"])
def test_the_texts_of_each_kind_of_goal_keep_apart(
    name: str, language: str, pictured: Callable[..., ChartView]
) -> None:
    made = pictured(name, language)
    check(made)
    assert [text.text for text in labels(made, frame(made)) if text.bold and text.colour == "goal"]
