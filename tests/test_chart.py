"""The chart as an element of a page: text alternative, ids, colours, marks, and the same bytes every time."""

from __future__ import annotations

import itertools
import re
import sys
import warnings
from dataclasses import replace
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from tracker.report import chart as charts
from tracker.report.chart import ChartView, Label, Mark, chart
from tracker.report.sparkline import progress, sparkline
from tracker.report.svg import PALETTE

SVG = "{http://www.w3.org/2000/svg}"

VIEW = ChartView(
    id="chart-goal",
    title="A goal <b>& more</b> for $1 billion$",
    description="Two figures and a forecast.",
    unit="billion CNY",
    ticks=((2018.5, "2018"), (2023.5, "2023"), (2027.5, "2027")),
    marks=(
        Mark(when=2018.5, value=412.2, kind=charts.IMPLIED_BELOW, label="≤ 412.2", joined=False),
        Mark(when=2023.5, value=663.8, label="663.8"),
    ),
    fan=(
        (2023.5, (663.8,) * 7),
        (2025.5, (520.0, 580.0, 650.0, 730.0, 810.0, 910.0, 1020.0)),
        (2027.5, (500.0, 600.0, 700.0, 811.0, 930.0, 1090.0, 1300.0)),
    ),
    fan_labels=(Label(value=811.0, text="811"), Label(value=930.0, text="50 %"), Label(value=1090.0, text="80 %")),
    goal=(1000.0,),
    goal_span=(2018.5, 2027.5),
    goal_label="goal 1 trillion CNY",
    path=((2023.5, 663.8), (2025.5, 815.0), (2027.5, 1000.0)),
    path_label="needed 10.8 % a year",
    interim=(Label(when=2025.5, value=800.0, text="800"),),
    declared=Label(when=2024.8, text="declared 9 October 2024"),
    as_of=Label(when=2026.8, text="as of 30 October 2026"),
)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - written by the code under test


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def test_it_has_a_text_alternative() -> None:
    root = parsed(chart(VIEW))
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root}
    assert root.get("aria-labelledby") == "chart-goal-title chart-goal-desc"
    assert named["chart-goal-title"] == VIEW.title
    assert named["chart-goal-desc"] == VIEW.description


def test_every_text_stands_as_text() -> None:
    written = texts(chart(VIEW))
    wanted = ["billion CNY", "goal 1 trillion CNY", "needed 10.8 % a year", "663.8", "≤ 412.2", "811", "50 %", "800"]
    assert set(wanted) <= set(written)
    assert {"declared 9 October 2024", "as of 30 October 2026", "2018", "1,000"} <= set(written)


def test_the_same_bytes_every_time() -> None:
    assert chart(VIEW) == chart(VIEW)


def test_the_reader_s_settings_change_nothing() -> None:
    plain = chart(VIEW)
    before = settings()
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert chart(VIEW) == plain
    assert settings() == before


def settings() -> dict[str, object]:
    return {name: mpl.rcParams[name] for name in mpl.rcParams if name != "backend"}


def test_ids_begin_with_the_view_s_own_and_none_is_double() -> None:
    both = chart(VIEW) + chart(replace(VIEW, id="chart-other"))
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids))
    assert all(name.startswith(("chart-goal-", "chart-other-")) for name in ids)
    referred = re.findall(r'(?:url\(|href=")#([^")]+)', both)
    assert referred
    assert set(referred) <= set(ids)


def test_no_inline_style_no_metadata_no_size_no_address() -> None:
    svg = chart(VIEW)
    root = parsed(svg)
    assert root.get("viewBox") == f"0 0 {charts.WIDTH} {charts.HEIGHT}"
    assert root.get("width") is None
    assert not re.search(r" style=|<style|<metadata|<script|<!DOCTYPE|<\?xml", svg)
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]


def test_every_colour_has_a_class_that_a_page_can_restyle() -> None:
    for element in parsed(chart(VIEW)).iter():
        for part in ("fill", "stroke"):
            colour = element.get(part)
            if colour is None or colour == "none" or colour.startswith("url("):
                continue
            names = [name for name, value in PALETTE.items() if value == colour]
            assert names, f"{part} {colour} is not of the palette"
            assert f"{part}-{names[0]}" in (element.get("class") or "").split()


def test_what_a_user_writes_cannot_become_markup_or_mathematics() -> None:
    view = replace(VIEW, title="<script>alert(1)</script>", goal_label="$x^2$ <img onerror=1>", unit="]]>")
    svg = chart(view)
    assert "<script" not in svg
    assert "<img" not in svg
    assert "$x^2$ <img onerror=1>" in texts(svg)


def test_chinese_texts_are_written_without_a_warning() -> None:
    view = replace(VIEW, goal_label="目标1万亿元", unit="亿元", thousands="")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = chart(view)
    assert {"目标1万亿元", "亿元", "1000"} <= set(texts(svg))


@pytest.mark.parametrize("kind", charts.KINDS)
def test_each_kind_of_mark_looks_different(kind: str) -> None:
    def drawn(other: str) -> str:
        mark = Mark(when=2020.5, value=500.0, kind=other, joined=False)
        return chart(replace(VIEW, marks=(mark,), fan=(), fan_labels=(), path=()))

    others = [other for other in charts.KINDS if other != kind]
    assert all(drawn(kind) != drawn(other) for other in others)


def test_labels_at_the_right_edge_stay_apart() -> None:
    close = tuple(Label(value=811.0 + k, text=f"label {k}") for k in range(4))
    svg = chart(replace(VIEW, fan_labels=close))
    heights = sorted(
        float(element.get("y") or 0.0)
        for element in parsed(svg).iter(f"{SVG}text")
        if (element.text or "").startswith("label")
    )
    assert all(above - below >= 15 for below, above in itertools.pairwise(heights))


@pytest.mark.parametrize(
    "view",
    [
        replace(VIEW, marks=(), fan=(), fan_labels=(), path=(), goal=(), interim=(), declared=None, as_of=None),
        replace(VIEW, fan=(), fan_labels=(), path=(), marks=(Mark(when=2020.5, value=0.0),), goal=(0.0,)),
        replace(VIEW, goal=(900.0, 1000.0)),
        replace(VIEW, breaks=(Label(when=2023.5, text="break in series"),)),
        replace(VIEW, limits=(0.0, 100.0), goal=(99.0,), fan=(), fan_labels=(), path=()),
        replace(VIEW, marks=tuple(Mark(when=1990 + k / 12, value=50 + k % 7) for k in range(400))),
        replace(VIEW, fan=((2023.5, (-5.0,) * 7), (2027.5, (-1e9, -9.0, -7.0, -5.0, -3.0, -1.0, 1e9)))),
        replace(VIEW, marks=(Mark(when=2023.5, value=1e300), Mark(when=2024.5, value=-1e300))),
    ],
    ids=["empty", "zero", "band", "break", "limits", "crowded", "wild", "huge"],
)
def test_any_view_is_drawn(view: ChartView) -> None:
    parsed(chart(view))


def test_matplotlib_s_interface_with_global_state_is_not_loaded() -> None:
    chart(VIEW)
    assert "matplotlib.pyplot" not in sys.modules


def test_a_sparkline_has_its_text_and_its_points() -> None:
    root = parsed(sparkline([(2020.5, 1.0), (2021.5, 3.0), (2022.5, 2.0)], 4.0, 'from 1 to 2 "so far"'))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'from 1 to 2 "so far"'
    assert [element.tag for element in root] == [f"{SVG}path", f"{SVG}path", f"{SVG}circle"]


def test_a_sparkline_of_one_figure_or_none() -> None:
    assert sparkline([], 4.0, "") == ""
    root = parsed(sparkline([(2020.5, 1.0)], None, "one figure"))
    assert [element.tag for element in root] == [f"{SVG}circle"]


def test_a_bar_shows_how_much_is_done() -> None:
    root = parsed(progress(19, 38, "19 of 38 steps done"))
    assert root.get("aria-label") == "19 of 38 steps done"
    widths = [float(element.get("width") or 0.0) for element in root]
    assert widths[1] == widths[0] / 2
    assert 'width="0.0"' in progress(0, 0, "no steps")
