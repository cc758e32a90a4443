"""The texts of a chart by geometry: none covers another, none leaves the picture, whatever the chart shows."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.report import view
from tracker.report.axis import HEIGHT, SMALL, WIDTH, frame, thinned, written
from tracker.report.labels import labels
from tracker.report.letters import room, shortened, wrapped
from tracker.report.placing import Thing, Wanted, overlap, place, spread
from tracker.report.view import ChartView, Label, Mark, Nowcast

if TYPE_CHECKING:
    from tracker.report.placing import Placed


def check(made: ChartView) -> tuple[Placed, ...]:
    """The texts of a view, after their geometry was found in order."""
    placed = labels(made, frame(made))
    for each in placed:
        left, top, right, bottom = each.box
        assert left >= -0.01, f"{each.text} begins outside the picture"
        assert right <= WIDTH + 0.01, f"{each.text} ends outside the picture"
        assert top >= 0, f"{each.text} lies above the picture"
        assert bottom <= HEIGHT, f"{each.text} lies below the picture"
    for one, other in itertools.combinations(placed, 2):
        assert not overlap(one.box, other.box, -0.01), f"{one.text!r} covers {other.text!r}"
    return placed


texts = st.text(alphabet="0123456789abcMW %亿元目标：,.−", min_size=1, max_size=24)
shapes = st.sampled_from([1, 2, 3, 9, 40, 60])
sizes = st.sampled_from([1e-9, 1e-3, 1.0, 1e3, 1e6, 1e15, 1e100])
unit_values = st.floats(-1.0, 1.0, allow_nan=False).map(lambda value: round(value, 4))


@st.composite
def views(draw: st.DrawFn) -> ChartView:
    """Any chart: annual, quarterly or monthly, of few figures or many, negative, huge, tiny or constant."""
    count, size, step = draw(shapes), draw(sizes), draw(st.sampled_from([1.0, 0.25, 1 / 12]))
    level = draw(unit_values)
    spreads = draw(st.sampled_from([0.0, 0.01, 1.0]))
    values = [size * (level + spreads * draw(unit_values)) for _ in range(count)]
    kinds = draw(st.lists(st.sampled_from([*view.APART, view.EXACT, view.PROVISIONAL]), min_size=count, max_size=count))
    told = range(count) if count <= 9 else (0, count - 1)
    marks = tuple(
        Mark(when=2000.5 + k * step, value=value, kind=kind, label=f"{value:.4g}" if k in told else "")
        for k, (value, kind) in enumerate(zip(values, kinds, strict=True))
    )
    last = marks[-1]
    ahead = draw(st.integers(0, 6))
    fan = tuple(
        (last.when + (k + 1) * step, tuple(sorted(last.value + size * spreads * draw(unit_values) for _ in range(7))))
        for k in range(ahead)
    )
    end = last.when + ahead * step
    goal = tuple(sorted(size * draw(unit_values) for _ in range(draw(st.integers(0, 2)))))
    first = marks[0].when
    years = [(year + 0.5, str(year), year) for year in range(int(first), int(end) + 1)]
    where = st.floats(first, max(end, first + 0.1), allow_nan=False)
    return ChartView(
        id="c",
        title="",
        description="",
        unit=draw(texts),
        ticks=thinned(years, 300.0),
        marks=marks,
        breaks=tuple(Label(when=draw(where), text="break in series") for _ in range(draw(st.integers(0, 2)))),
        fan=((last.when, (last.value,) * 7), *fan) if fan else (),
        fan_labels=tuple(Label(value=fan[-1][1][k], text=draw(texts)) for k in (3, 4, 5, 6)) if fan else (),
        nowcast=Nowcast(when=end, low=last.value, median=last.value, high=last.value, label=draw(texts)),
        goal=goal,
        goal_span=(first, end) if draw(st.booleans()) else None,
        goal_labels=(draw(texts) * 3, draw(texts)),
        due=end,
        path=((last.when, last.value), (end, goal[0])) if goal and fan else (),
        path_label=draw(texts),
        interim=tuple(Label(when=draw(where), value=size * draw(unit_values), text=draw(texts)) for _ in range(2)),
        declared=Label(when=draw(where), text=draw(texts)) if draw(st.booleans()) else None,
        as_of=Label(when=draw(where), text=draw(texts)) if draw(st.booleans()) else None,
        limits=draw(st.sampled_from([(None, None), (0.0, None), (0.0, 100.0)])),
        thousands=draw(st.sampled_from([",", ""])),
    )


@settings(max_examples=150, deadline=None)
@given(views())
def test_no_text_covers_another_or_leaves_the_picture(made: ChartView) -> None:
    check(made)


@settings(max_examples=150, deadline=None)
@given(views())
def test_the_goal_and_the_way_to_it_are_always_named(made: ChartView) -> None:
    strong = [each.text for each in check(made) if each.bold and each.colour == "goal"]
    assert len(strong) == min(len(made.goal), 1)


YEARS = tuple((2000.5 + k, str(2000 + k), 2000 + k) for k in range(28))
PLAIN = ChartView(
    id="c",
    title="",
    description="",
    unit="%",
    ticks=thinned(YEARS, 300.0),
    marks=tuple(Mark(when=2000.5 + k, value=40.0 + k) for k in range(20)),
)


def test_an_axis_begins_at_zero_unless_that_would_flatten_the_figures() -> None:
    assert frame(PLAIN).is_cut
    low = replace(PLAIN, marks=(Mark(when=2000.5, value=10.0), Mark(when=2001.5, value=40.0)))
    assert not frame(low).is_cut
    assert frame(low).low == 0.0
    below = replace(PLAIN, marks=(Mark(when=2000.5, value=-10.0), Mark(when=2001.5, value=-40.0)))
    assert frame(below).high == 0.0


def test_one_figure_stands_on_zero_and_its_goal_goes_across() -> None:
    one = replace(
        PLAIN, marks=(Mark(when=2000.5, value=40.0),), ticks=(YEARS[0][:2],), goal=(45.0,), limits=(0.0, None)
    )
    place_ = frame(one)
    assert place_.low == 0.0
    assert place_.first < 2000.5 < place_.last
    check(replace(one, goal_labels=("goal: at least 45 %",), goal_span=(2000.5, 2000.5)))


def test_ticks_are_round_and_not_too_many() -> None:
    assert [text for _, text in frame(PLAIN).ticks] == ["40", "45", "50", "55", "60"]


@pytest.mark.parametrize(
    ("value", "thousands", "expected"),
    [
        (1250.0, ",", "1,250"),
        (1250.0, "", "1250"),
        (-0.5, ",", "−0.5"),
        (2e-06, ",", "0.000002"),
        (5e-10, ",", "5×10^−10"),
        (1e18, ",", "1×10^18"),
        (0.0, ",", "0"),
    ],
)
def test_ticks_are_printed_as_the_report_prints_numbers(value: float, thousands: str, expected: str) -> None:
    assert written(value, thousands).replace("^-", "^−") == expected


def test_years_that_do_not_fit_give_way_to_round_ones() -> None:
    assert [text for _, text in thinned(YEARS, 300.0)] == ["2000", "2005", "2010", "2015", "2020", "2025"]
    assert [text for _, text in thinned(YEARS[:8], 300.0)] == ["2001", "2003", "2005", "2007"]
    assert len(thinned(YEARS[:5], 300.0)) == 5


def test_a_text_moves_out_of_the_way_of_another() -> None:
    spots = ((50.0, 50.0, "start"), (50.0, 90.0, "start"))
    one = Wanted(texts=("one",), spots=spots, size=SMALL, colour="ink")
    first, second = place([one, one], [], [], (0.0, 0.0, 200.0, 200.0))
    assert (first.y < 60, second.y > 80) == (True, True)
    assert len(place([one, one, one], [], [], (0.0, 0.0, 200.0, 200.0))) == 2


def test_a_needed_text_finds_a_place_anywhere_and_a_shorter_wording_if_it_must() -> None:
    spots = ((50.0, 50.0, "start"),)
    needed = Wanted(texts=("a long wording of it", "short"), spots=spots, size=SMALL, colour="ink", needed=True)
    area = (0.0, 0.0, 200.0, 100.0)
    assert place([needed], [(0.0, 30.0, 200.0, 70.0)], [], area)[0].text == "a long wording of it"
    assert place([needed], [], [], (0.0, 0.0, 70.0, 100.0))[0].text == "short"


def test_a_text_that_would_cover_a_mark_is_left_out() -> None:
    wanted = Wanted(texts=("663.8",), spots=((50.0, 50.0, "start"),), size=SMALL, colour="ink")
    mark = Thing(x=60.0, y=50.0, weight=8.0)
    area = (0.0, 0.0, 200.0, 100.0)
    assert place([wanted], [], [], area)
    assert not place([wanted], [], [mark], area)


@given(st.lists(st.floats(0, 100), max_size=6))
def test_places_are_spread_within_their_ends(places: list[float]) -> None:
    moved = spread(places, 0.0, 100.0, 16.0)
    assert all(0 <= each <= 100 for each in moved)
    assert all(b - a >= 15 for a, b in itertools.pairwise(sorted(moved)))


def test_chinese_letters_are_squares() -> None:
    assert room("目标", 10) == 20
    assert room("目标", 10) > room("ab", 10)
    assert room("ab", 10, bold=True) > room("ab", 10)


def test_a_text_too_long_is_shortened_or_broken_into_lines() -> None:
    assert shortened("points of the index", 60, 10) == "points of…"
    assert shortened("points", 60, 10) == "points"
    assert wrapped("points of the index", 60, 10) == ["points of", "the index"]
    assert wrapped("生物医药（产业），集群", 50, 10) == ["生物医药", "（产业），", "集群"]
    assert all(room(line, 10) <= 50 for line in wrapped("x" * 40, 50, 10))


def test_infinite_and_missing_figures_have_no_place() -> None:
    wild = replace(PLAIN, fan=((2019.5, (59.0,) * 7), (2020.5, (-math.inf, 1.0, 2.0, 60.0, 70.0, 80.0, math.inf))))
    place_ = frame(wild)
    assert math.isfinite(place_.low)
    assert math.isfinite(place_.high)
