"""The chart as an element of a page: text alternative, ids, colours, marks, and the same bytes every time."""

from __future__ import annotations

import itertools
import re
import sys
import warnings
from dataclasses import replace
from importlib import resources
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from tracker.report import axis, view
from tracker.report.chart import chart
from tracker.report.looks import LINES, SHAPES
from tracker.report.sparkline import progress, sparkline
from tracker.report.svg import PALETTE, standalone_svg
from tracker.report.view import ChartView, Label, Mark, Nowcast

SVG = "{http://www.w3.org/2000/svg}"

VIEW = ChartView(
    id="chart-goal",
    title="A goal <b>& more</b> for $1 billion$",
    description="Two figures and a forecast.",
    unit="billion CNY",
    ticks=((2018.5, "2018"), (2023.5, "2023"), (2027.5, "2027")),
    marks=(
        Mark(when=2018.5, value=412.2, kind=view.IMPLIED_BELOW, label="≤ 412.2"),
        Mark(when=2023.5, value=663.8, label="663.8"),
        Mark(when=2024.66, value=463.8, kind=view.SO_FAR, label="Jan–Aug: 463.8"),
    ),
    fan=(
        (2023.5, (663.8,) * 7),
        (2025.5, (520.0, 580.0, 650.0, 730.0, 810.0, 910.0, 1020.0)),
        (2027.5, (500.0, 600.0, 700.0, 811.0, 930.0, 1090.0, 1300.0)),
    ),
    fan_labels=(Label(value=811.0, text="811"), Label(value=930.0, text="50 %"), Label(value=1090.0, text="80 %")),
    nowcast=Nowcast(when=2024.5, low=600.0, median=690.0, high=780.0, label="2024 heading for 690"),
    goal=(1000.0,),
    goal_span=(2018.5, 2027.5),
    goal_labels=("goal: more than 1 trillion CNY", "goal: 1,000"),
    due=2027.5,
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
    wanted = {"billion CNY", "goal: more than 1 trillion CNY", "needed 10.8 % a year", "663.8", "811", "50 %", "800"}
    assert wanted <= set(written)
    assert {"declared 9 October 2024", "as of 30 October 2026", "2018", "1,000"} <= set(written)
    assert {"2024 heading for 690", "Jan–Aug: 463.8", "≤ 412.2"} <= set(written)


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
    assert root.get("viewBox") == f"0 0 {axis.WIDTH} {axis.HEIGHT}"
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
    made = replace(VIEW, title="<script>alert(1)</script>", goal_labels=("$x^2$ <img onerror=1>",), unit="]]>")
    svg = chart(made)
    assert "<script" not in svg
    assert "<img" not in svg
    assert "$x^2$ <img onerror=1>" in texts(svg)


def test_chinese_texts_are_written_without_a_warning() -> None:
    made = replace(VIEW, goal_labels=("目标：超过1万亿元",), unit="亿元", thousands="")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = chart(made)
    assert {"目标：超过1万亿元", "亿元", "1000"} <= set(texts(svg))


@pytest.mark.parametrize("kind", SHAPES)
def test_each_kind_of_mark_looks_different_in_black_and_white(kind: str) -> None:
    def drawn(other: str) -> str:
        mark = Mark(when=2020.5, value=500.0, kind=other)
        alone = chart(replace(VIEW, marks=(mark,), fan=(), fan_labels=(), path=(), nowcast=None, interim=(), due=None))
        return re.sub(r'(fill|stroke)="#(?!fefefe)\w+"|class="[^"]*"', "", alone)

    assert all(drawn(kind) != drawn(other) for other in SHAPES if other != kind)


LYING = ("figures", "median", "goal", "path", "base", "band95", "band80", "band50")
UPRIGHT = ("declared", "as_of", "break")


@pytest.mark.parametrize("lines", [LYING, UPRIGHT])
def test_lines_are_told_apart_by_dashes_or_width_not_by_colour(lines: tuple[str, ...]) -> None:
    looks = [(LINES[name].dashes, LINES[name].width) for name in lines]
    assert len(looks) == len(set(looks))
    dashed = [LINES[name].dashes for name in lines if LINES[name].dashes]
    assert len(dashed) == len(set(dashed))


def schemes() -> dict[str, dict[str, str]]:
    """The colours of a page by scheme: as the style sheet says, and those of a chart that stands alone."""
    css = resources.files("tracker.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    blocks = [
        dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    light, dark = blocks[:2]
    return {"alone": dict(PALETTE), "light": light, "dark": light | dark}


SCHEMES = schemes()


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "band95", "band80", "band50", "goalband")
BANDS = ("paper", "band95", "band80", "band50")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("colour", ["ink", "muted", "median", "goal", "edge", "unused"])
def test_lines_and_marks_stand_out_from_all_that_lies_behind_them(scheme: str, ground: str, colour: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[colour], colours[ground]) >= 3.0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("colour", ["ink", "muted", "median", "goal"])
def test_texts_can_be_read_on_their_halo(scheme: str, colour: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[colour], colours["paper"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("colour", ["ink", "median", "goal"])
def test_texts_over_the_fan_can_be_read_without_a_halo_too(scheme: str, ground: str, colour: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[colour], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bands_grow_darker_inwards_in_black_and_white_too(scheme: str) -> None:
    lights = [luminance(SCHEMES[scheme][name]) for name in BANDS]
    order = lights if scheme == "dark" else lights[::-1]
    assert order == sorted(order)
    assert all(contrast(SCHEMES[scheme][a], SCHEMES[scheme][b]) >= 1.15 for a, b in itertools.pairwise(BANDS))


def test_texts_inside_have_an_edge_in_the_colour_of_the_paper() -> None:
    inside = [element for element in parsed(chart(VIEW)).iter(f"{SVG}text") if element.text == "needed 10.8 % a year"]
    assert inside[0].get("stroke") == PALETTE["paper"]
    assert inside[0].get("paint-order") == "stroke"
    assert "stroke-paper" in str(inside[0].get("class"))


@pytest.mark.parametrize(
    "made",
    [
        ChartView(id="c", title="", description="", unit="", ticks=()),
        replace(VIEW, marks=(), fan=(), fan_labels=(), path=(), goal=(), interim=(), declared=None, as_of=None),
        replace(VIEW, fan=(), fan_labels=(), path=(), marks=(Mark(when=2020.5, value=0.0),), goal=(0.0,)),
        replace(VIEW, goal=(900.0, 1000.0)),
        replace(VIEW, goal_path=((2018.5, 500.0), (2027.5, 1000.0))),
        replace(VIEW, base=Label(when=2018.5, value=412.2, text="2018: 412.2")),
        replace(VIEW, breaks=(Label(when=2023.0, text="break in series"),)),
        replace(VIEW, origin=(2017.5, 0.0)),
        replace(VIEW, limits=(0.0, 100.0), goal=(99.0,), fan=(), fan_labels=(), path=()),
        replace(VIEW, marks=tuple(Mark(when=1990 + k / 12, value=50 + k % 7) for k in range(400))),
        replace(VIEW, fan=((2023.5, (-5.0,) * 7), (2027.5, (-1e9, -9.0, -7.0, -5.0, -3.0, -1.0, 1e9)))),
        replace(VIEW, marks=(Mark(when=2023.5, value=1e300), Mark(when=2024.5, value=-1e300))),
    ],
    ids=["empty", "bare", "zero", "band", "course", "base", "break", "sum", "limits", "crowded", "wild", "huge"],
)
def test_any_view_is_drawn(made: ChartView) -> None:
    parsed(chart(made))


def test_a_break_interrupts_the_line() -> None:
    marks = tuple(Mark(when=2018.5 + k, value=500.0 + k) for k in range(4))
    whole = replace(VIEW, marks=marks, fan=(), fan_labels=(), nowcast=None)
    broken = replace(whole, breaks=(Label(when=2020.0, text="break in series"),))
    assert (drawn_lines(chart(whole)), drawn_lines(chart(broken))) == ([3], [1, 1])


def drawn_lines(svg: str) -> list[int]:
    """How many pieces each solid line in ink has."""
    paths = [path for path in parsed(svg).iter(f"{SVG}path") if path.get("class") == "stroke-ink"]
    return [str(path.get("d")).count("L") for path in paths if path.get("stroke-width") == "1.8"]


def test_matplotlib_s_interface_with_global_state_is_not_loaded() -> None:
    chart(VIEW)
    assert "matplotlib.pyplot" not in sys.modules


ALONE = standalone_svg(
    chart(VIEW),
    title="A goal <b>& more</b> for $1 billion$",
    caption=("Unit: billion CNY.", "Source of the figures: China Daily; calculations: tracker, as of 30 October 2026."),
    lang="en",
)


def test_a_chart_of_its_own_is_a_whole_file() -> None:
    assert ALONE.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"')
    root = parsed(ALONE.decode())
    assert (root.get("role"), root.get("lang")) == ("img", "en")
    width, height = float(str(root.get("width"))), float(str(root.get("height")))
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("width"), ground.get("fill")) == ("100%", PALETTE["paper"])
    assert root.get("aria-labelledby") == "chart-goal-title chart-goal-desc"
    assert [child.text for child in root if child.tag in {f"{SVG}title", f"{SVG}desc"}] == [
        VIEW.title,
        VIEW.description,
    ]


def test_a_chart_of_its_own_has_title_and_caption_inside_it() -> None:
    root = parsed(ALONE.decode())
    height = float(str(root.get("height")))
    lines = [element for element in root if element.tag == f"{SVG}text"]
    said = " ".join(str(line.text) for line in lines)
    assert said.startswith(
        "A goal <b>& more</b> for $1 billion$ Unit: billion CNY. Source of the figures: China Daily;"
    )
    assert said.endswith("30 October 2026.")
    inner = root.find(f"{SVG}svg")
    assert inner is not None
    top, bottom = float(str(inner.get("y"))), float(str(inner.get("y"))) + float(str(inner.get("height")))
    heights = [float(str(line.get("y"))) for line in lines]
    assert heights == sorted(heights)
    assert heights[0] < top < bottom < heights[1] <= heights[-1] < height


def test_a_chart_of_its_own_is_safe_whatever_it_is_called() -> None:
    alone = standalone_svg(chart(VIEW), title="<script>alert(1)</script>", caption=("]]><img onerror=1>",))
    assert b"<script" not in alone
    assert b"<img" not in alone
    assert b" style=" not in alone


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
