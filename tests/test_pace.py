"""Pace: what a goal needs a year, what was seen, how far it is, and when it is reached; numbers worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from tracker.figures import parse_period
from tracker.verdict.pace import compound_rate, recent_linear, required_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

HEAD = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
  waste: {title: Waste, unit: t, nature: currency, aggregation: sum, frequency: quarterly}
  share: {title: Share, unit: "%", nature: share, frequency: annual}
targets:
  goal:
    title: A goal
"""

OUTPUT = """\
period,value,published
2016,100,2017-03-01
2017,104,2018-03-01
2018,110,2019-03-01
2019,118,2020-03-01
2020,120,2021-03-01
"""


@pytest.fixture
def judge(workspace: Callable[..., Path]) -> Callable[..., Assessment]:
    def assess(target: str, figures: dict[str, str], as_of: str = "2021-06-30") -> Assessment:
        lines = "".join(f"    {line}\n" for line in target.strip().splitlines())
        return tracker.open_workspace(workspace(HEAD + lines, figures)).assess(as_of)["goal"]

    return assess


def test_rates_as_a_share_and_as_an_amount(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2025", {"output": OUTPUT})
    assert verdict.required_rate == pytest.approx((150 / 120) ** (1 / 5) - 1)
    assert verdict.required_linear == pytest.approx((150 - 120) / 5)
    assert verdict.recent_rate == pytest.approx((120 / 100) ** (1 / 4) - 1)
    assert verdict.recent_linear == pytest.approx((120 - 100) / 4)


def test_the_share_of_the_way_counts_from_the_declared_baseline(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2025\nbaseline: 2017", {"output": OUTPUT})
    assert verdict.share_of_way == pytest.approx((120 - 104) / (150 - 104))
    assert verdict.share_of_time == pytest.approx(3 / 8)


def test_without_a_baseline_it_counts_from_what_was_known_at_the_declaration(
    judge: Callable[..., Assessment],
) -> None:
    target = "indicator: output\nat_least: 150\nby: 2025\ndeclared: {on: 2019-02-28, document: A plan}"
    verdict = judge(target, {"output": OUTPUT})
    # On 28 February 2019 the figure of 2017 was the last one known; that of 2018 came a day later.
    assert verdict.share_of_way == pytest.approx((120 - 104) / (150 - 104))
    assert verdict.share_of_time == pytest.approx(3 / 8)


def test_with_neither_it_counts_from_the_first_figure(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2025", {"output": OUTPUT})
    assert verdict.share_of_way == pytest.approx(20 / 50)
    assert verdict.share_of_time == pytest.approx(4 / 9)


def test_a_change_counts_from_its_own_baseline(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nincrease_by: 50 %\nsince: 2018\nby: 2025", {"output": OUTPUT})
    assert verdict.share_of_way == pytest.approx((120 - 110) / 55)
    assert verdict.share_of_time == pytest.approx(2 / 7)
    assert verdict.required_linear == pytest.approx((165 - 120) / 5)


def test_a_goal_that_falls_has_a_negative_linear_rate(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: share\nat_most: 10\nby: 2024", {"share": "period,value\n2018,30\n2020,22\n"})
    assert verdict.required_linear == pytest.approx((10 - 22) / 4)
    assert verdict.recent_linear == pytest.approx((22 - 30) / 2)
    assert verdict.share_of_way == pytest.approx(8 / 20)


def test_a_way_that_leads_back_has_a_share_below_zero(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: share\nat_most: 10\nby: 2024", {"share": "period,value\n2018,30\n2020,35\n"})
    assert verdict.share_of_way == pytest.approx(-5 / 20)


def test_a_goal_met_at_its_baseline_has_no_way_to_go(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 90\nby: 2025", {"output": OUTPUT})
    assert verdict.share_of_way is None
    assert verdict.required_linear is None
    assert verdict.expected_period is None


def test_quarterly_figures_are_compared_with_a_yearly_goal_by_whole_years(judge: Callable[..., Assessment]) -> None:
    quarters = "period,value\n" + "".join(
        f"{year}-Q{quarter},{value}\n"
        for year, value in ((2018, 25), (2019, 24), (2020, 22))
        for quarter in (1, 2, 3, 4)
    )
    verdict = judge("indicator: waste\nat_most: 80\nby: 2022", {"waste": quarters + "2021-Q1,21\n"})
    assert verdict.required_linear == pytest.approx((80 - 88) / 2)
    assert verdict.recent_linear == pytest.approx((88 - 100) / 2)
    assert verdict.share_of_way == pytest.approx(12 / 20)


def test_the_goal_is_reached_when_half_of_the_paths_have(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 130\nby: 2030", {"output": OUTPUT})
    low, middle, high = verdict.expected_low, verdict.expected_period, verdict.expected_high
    assert low is not None
    assert middle is not None
    assert low <= middle
    assert high is None or middle <= high
    assert parse_period("2021") <= low


def test_a_goal_out_of_sight_has_no_expected_period(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 100000\nby: 2025", {"output": OUTPUT})
    assert (verdict.expected_low, verdict.expected_period, verdict.expected_high) == (None, None, None)


@given(first=st.floats(1, 1e9), rate=st.floats(-0.5, 0.5), years=st.integers(1, 30))
def test_a_constant_rate_is_found_again(first: float, rate: float, years: int) -> None:
    assert compound_rate(first, first * (1 + rate) ** years, years) == pytest.approx(rate, abs=1e-9)


@given(first=st.floats(-1e6, 1e6), step=st.floats(-1e3, 1e3), count=st.integers(2, 40))
def test_a_straight_line_has_its_slope(first: float, step: float, count: int) -> None:
    points = [(parse_period(str(2000 + k)), first + k * step) for k in range(count)]
    assert recent_linear(points) == pytest.approx(step, abs=1e-6)


@given(value=st.floats(0.1, 1e6), goal=st.floats(0.1, 1e6), years=st.integers(1, 20))
def test_the_required_path_leads_from_the_figure_to_the_goal(value: float, goal: float, years: int) -> None:
    path = required_path(parse_period("2020"), value, parse_period(str(2020 + years)), goal)
    assert [path[0][1], path[-1][1]] == pytest.approx([value, goal])
    assert len(path) == years + 1


def test_where_the_recent_pace_leads(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2025", {"output": OUTPUT})
    pace = verdict.recent_pace
    assert pace is not None
    assert (pace.since, pace.span, pace.years, pace.compound) == (parse_period("2016"), 4.0, 5.0, True)
    assert pace.leads == pytest.approx(120 * (120 / 100) ** (5 / 4))
    (line,) = (line for line in verdict.trace if line.code == "recent-pace")
    assert dict(line.values)["leads"] == pace.leads


def test_the_pace_of_a_share_is_counted_in_points_and_held_at_its_bound(judge: Callable[..., Assessment]) -> None:
    shares = "period,value,published\n2018,70,2019-01-31\n2020,80,2021-01-31\n"
    rising = judge("indicator: share\nat_least: 95\nby: 2023", {"share": shares}).recent_pace
    assert rising is not None
    assert (rising.rate, rising.compound, rising.leads, rising.held) == (5.0, False, 95.0, False)
    full = judge("indicator: share\nat_least: 95\nby: 2030", {"share": shares}).recent_pace
    assert full is not None
    assert (full.leads, full.held) == (100.0, True)


@pytest.mark.parametrize("year", [2025, 2020])
def test_one_figure_and_a_year_not_ahead_leave_no_recent_pace(judge: Callable[..., Assessment], year: int) -> None:
    rows = OUTPUT.splitlines()
    figures = "\n".join(rows if year == 2020 else [rows[0], rows[-1]]) + "\n"
    assert judge(f"indicator: output\nat_least: 150\nby: {year}", {"output": figures}).recent_pace is None


def test_where_a_rate_is_not_defined_the_pace_is_an_amount(judge: Callable[..., Assessment]) -> None:
    losses = "period,value,published\n2018,-10,2019-03-01\n2020,30,2021-03-01\n"
    pace = judge("indicator: output\nat_least: 150\nby: 2025", {"output": losses}).recent_pace
    assert pace is not None
    assert not pace.compound
    assert pace.leads == pytest.approx(30 + 5 * 20)
