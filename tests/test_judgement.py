"""Verdicts on targets with figures: one kind of condition after the other, on plain annual figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

import tracker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

HEAD = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: annual}
  share: {title: Share, unit: "%", nature: share, better: up, frequency: annual}
  balance: {title: Balance, unit: points, nature: signed, better: neither, frequency: annual}
targets:
  goal:
    title: A goal
"""

STEADY = """\
period,value
2015,100
2016,110
2017,121
2018,133.1
2019,146.41
2020,161.051
"""


@pytest.fixture
def judge(workspace: Callable[..., Path]) -> Callable[..., Assessment]:
    def assess(target: str, figures: dict[str, str], as_of: str = "2021-06-30", which: str = "goal") -> Assessment:
        lines = "".join(f"    {line}\n" for line in target.strip().splitlines())
        return tracker.open_workspace(workspace(HEAD + lines, figures)).assess(as_of)[which]

    return assess


def codes(verdict: Assessment) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def values(verdict: Assessment, code: str) -> dict[str, Any]:
    return next(dict(reason.values) for reason in verdict.reasons if reason.code == code)


def test_a_level_ahead_has_a_probability_and_rates(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 200\nby: 2023", {"output": STEADY})
    assert verdict.probability is not None
    assert 0.05 < verdict.probability < 0.95
    assert verdict.latest_value == 161.051
    assert verdict.n_observations == 6
    assert verdict.required_rate == pytest.approx((200 / 161.051) ** (1 / 3) - 1)
    assert verdict.recent_rate == pytest.approx(0.10)
    assert verdict.projected is not None
    assert list(verdict.projected.values) == sorted(verdict.projected.values)
    assert verdict.gap == pytest.approx(200 - verdict.projected.values[3])
    assert [str(q.period) for q in verdict.fan] == ["2021", "2022", "2023"]
    assert [str(period) for period, _ in verdict.required_path] == ["2020", "2021", "2022", "2023"]
    assert verdict.required_path[-1][1] == pytest.approx(200)


def test_the_recent_rate_covers_the_last_five_years_only(judge: Callable[..., Assessment]) -> None:
    early = "period,value\n2000,1\n2014,90\n" + STEADY.split("\n", 1)[1]
    verdict = judge("indicator: output\nat_least: 200\nby: 2023", {"output": early})
    assert verdict.recent_rate == pytest.approx(0.10)


def test_one_figure_gives_a_wide_forecast_and_says_so(judge: Callable[..., Assessment]) -> None:
    figures = "period,value,unit,published\n2023,663.8,billion CNY,2024-10-26\n"
    verdict = judge("indicator: output\nmore_than: 1 trillion CNY\nby: 2027", {"output": figures}, "2026-11-21")
    assert verdict.required_rate == pytest.approx((1000 / 663.8) ** 0.25 - 1)
    assert verdict.recent_rate is None
    assert verdict.required_from_today == pytest.approx((1000 / 663.8) ** (365.2425 / 405) - 1)
    assert {"one-figure", "borrowed", "old-figures", "rate-needed", "rate-from-today"} <= set(codes(verdict))
    assert verdict.projected is not None
    low, high = verdict.projected.values[0], verdict.projected.values[6]
    assert high / low > 2


def test_a_growth_bound_bounds_the_level_it_started_from(judge: Callable[..., Assessment]) -> None:
    figures = """\
    period,value,growth,since,unit,qualifier,published
    2023,663.8,,,billion CNY,,2024-10-26
    2023,,10,2018,,>,2024-10-26
    """
    verdict = judge("indicator: output\nmore_than: 1 trillion CNY\nby: 2027", {"output": figures}, "2026-11-21")
    assert values(verdict, "growth-since-level")["implied"] == pytest.approx(663.8e9 / 1.1**5)


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("more_than: 161.051", "missed"),
        ("at_least: 161.051", "achieved"),
        ("less_than: 161.051", "missed"),
        ("at_most: 161.051", "achieved"),
        ("between: [161.051, 170]", "achieved"),
        ("between: [150, 161]", "missed"),
    ],
)
def test_the_figure_of_the_deadline_settles_a_level(
    judge: Callable[..., Assessment], condition: str, status: str
) -> None:
    verdict = judge(f"indicator: output\n{condition}\nby: 2020", {"output": STEADY})
    assert verdict.status == status
    assert verdict.probability is None


def test_equality_survives_a_change_of_unit(judge: Callable[..., Assessment]) -> None:
    figures = "period,value,unit\n2020,663.8,billion CNY\n"
    assert judge("indicator: output\nat_least: 6638亿元\nby: 2020", {"output": figures}).status == "achieved"
    assert judge("indicator: output\nmore_than: 0.6638 trillion CNY\nby: 2020", {"output": figures}).status == "missed"


def test_a_passed_deadline_without_its_figure_is_still_forecast(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 170\nby: 2021", {"output": STEADY}, "2022-03-01")
    assert verdict.probability is not None
    assert "figure-awaited" in codes(verdict)


def test_a_level_already_satisfied_is_a_reason_and_no_verdict(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2023", {"output": STEADY})
    assert verdict.required_rate is None
    assert "already-met" in codes(verdict)
    assert verdict.probability is not None
    assert 0.75 < verdict.probability < 1


def test_no_figures_is_no_data(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2023", {})
    assert (verdict.status, verdict.probability, verdict.projected) == ("no-data", None, None)
    assert codes(verdict)[0] == "no-figures"


def test_only_unreliable_figures_is_no_data_too(judge: Callable[..., Assessment]) -> None:
    verdict = judge("indicator: output\nat_least: 150\nby: 2023", {"output": "period,value,status\n2020,1,U\n"})
    assert verdict.status == "no-data"
    assert codes(verdict)[0] == "none-usable"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("increase_by: 61 %\nsince: 2015", "achieved"),
        ("increase_by: 62 %\nsince: 2015", "missed"),
        ("increase_by: 61\nsince: 2015", "achieved"),
        ("increase_by: 62 CNY\nsince: 2015", "missed"),
        ("improve: up\nsince: 2019", "achieved"),
        ("improve: down\nsince: 2019", "missed"),
        ("reduce_by: 1 %\nsince: 2019", "missed"),
    ],
)
def test_a_change_is_measured_from_its_baseline(judge: Callable[..., Assessment], condition: str, status: str) -> None:
    assert judge(f"indicator: output\n{condition}\nby: 2020", {"output": STEADY}).status == status


def test_a_reduction_ahead_has_its_threshold(judge: Callable[..., Assessment]) -> None:
    falling = "period,value\n1990,100\n2018,60\n2019,58\n2020,55\n"
    verdict = judge("indicator: output\nreduce_by: 66.7 %\nsince: 1990\nby: 2025", {"output": falling})
    assert verdict.threshold == pytest.approx(33.3)
    assert verdict.measured is not None
    assert verdict.bar == pytest.approx(-0.667)


def test_percentage_points_are_added_and_percent_multiplied(judge: Callable[..., Assessment]) -> None:
    figures = {"share": "period,value\n2019,20\n2020,24\n"}
    assert judge("indicator: share\nincrease_by: 4 pp\nsince: 2019\nby: 2020", figures).status == "achieved"
    assert judge("indicator: share\nincrease_by: 4 %\nsince: 2019\nby: 2020", figures).status == "achieved"
    assert judge("indicator: share\nincrease_by: 5 pp\nsince: 2019\nby: 2020", figures).status == "missed"
    assert judge("indicator: share\nincrease_by: 19 %\nsince: 2019\nby: 2020", figures).status == "achieved"


def test_a_missing_or_zero_baseline_is_said(judge: Callable[..., Assessment]) -> None:
    missing = judge("indicator: output\nreduce_by: 10 %\nsince: 2010\nby: 2025", {"output": STEADY})
    assert missing.status == "no-data"
    assert str(values(missing, "baseline-missing")["period"]) == "2010"
    zero = judge(
        "indicator: balance\nreduce_by: 10 %\nsince: 2019\nby: 2025", {"balance": "period,value\n2019,0\n2020,1\n"}
    )
    assert zero.status == "no-data"
    assert "undefined" in codes(zero)


def test_average_growth_counts_from_the_year_before_the_span(judge: Callable[..., Assessment]) -> None:
    met = judge("indicator: output\naverage_growth: {at_least: 10 %}\nover: 2016..2020", {"output": STEADY})
    assert met.status == "achieved"
    missed = judge("indicator: output\naverage_growth: {more_than: 10 %}\nover: 2016..2020", {"output": STEADY})
    assert missed.status == "missed"
    ahead = judge("indicator: output\naverage_growth: {at_least: 5.5 %}\nover: 2021..2025", {"output": STEADY})
    assert ahead.threshold == pytest.approx(161.051 * 1.055**5)
    assert ahead.required_rate == pytest.approx(0.055)
    assert ahead.probability is not None


def test_a_sum_adds_what_is_known_and_draws_the_rest(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\ncumulative: {at_least: 467}\nover: 2019..2021"
    verdict = judge(target, {"output": STEADY})
    assert verdict.probability is not None
    assert verdict.measured is not None
    rest = verdict.measured.values[3] - 146.41 - 161.051
    assert rest == pytest.approx(verdict.fan[0].values[3], rel=1e-6)
    done = judge(target, {"output": STEADY + "2021,170\n"}, "2022-06-30")
    assert done.status == "achieved"


def test_a_standing_goal_is_missed_with_the_first_failure(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\nmaintain: {more_than: 115}\nover: 2016..2022"
    broken = judge(target, {"output": STEADY})
    assert broken.status == "missed"
    assert str(values(broken, "broken")["period"]) == "2016"
    open_ = judge("indicator: output\nmaintain: {more_than: 100}\nover: 2016..2022", {"output": STEADY})
    assert open_.probability is not None
    assert open_.probability > 0.75
    held = judge("indicator: output\nmaintain: {more_than: 100}\nover: 2016..2020", {"output": STEADY})
    assert held.status == "achieved"


def test_a_standing_goal_is_at_most_as_likely_as_each_of_its_years(judge: Callable[..., Assessment]) -> None:
    every = judge("indicator: output\nmaintain: {more_than: 150}\nover: 2020..2025", {"output": STEADY})
    last = judge("indicator: output\nmore_than: 150\nby: 2025", {"output": STEADY})
    assert every.probability is not None
    assert last.probability is not None
    assert every.probability <= last.probability


def test_any_time_needs_one_figure_since_the_declaration(judge: Callable[..., Assessment]) -> None:
    peak = "period,value\n2016,300\n2018,250\n2019,180\n2020,170\n"
    target = "indicator: output\nat_least: 240\nby: 2024\nreached: any_time\ndeclared: {on: 2017-05-01}"
    assert judge(target, {"output": peak}).status == "achieved"
    later = target.replace("2017", "2019")
    ahead = judge(later, {"output": peak})
    assert ahead.probability is not None
    at_deadline = judge(later.replace("reached: any_time\n", ""), {"output": peak})
    assert at_deadline.probability is not None
    assert ahead.probability >= at_deadline.probability


def test_a_bound_on_the_wrong_side_settles_nothing(judge: Callable[..., Assessment]) -> None:
    figures = "period,value,qualifier\n2020,90,>\n"
    assert judge("indicator: output\nat_least: 80\nby: 2020", {"output": figures}).status == "achieved"
    unsettled = judge("indicator: output\nat_least: 100\nby: 2020", {"output": figures})
    assert unsettled.status == "no-data"
    assert "bound-unsettled" in codes(unsettled)


def test_interim_goals_have_verdicts_of_their_own(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\nat_least: 250\nby: 2025\ninterim: {2019: 140, 2020: 170, 2023: 210}"
    verdict = judge(target, {"output": STEADY})
    assert [each.met for each in verdict.interim] == [True, False, None]
    assert verdict.interim[2].probability is not None


def test_goals_are_judged_in_the_form_in_force(judge: Callable[..., Assessment]) -> None:
    target = """\
indicator: output
at_least: 300
by: 2025
revised:
  - {on: 2021-01-15, was: {at_least: 200, by: 2022}, note: raised}
"""
    before = judge(target, {"output": STEADY}, "2021-01-14")
    after = judge(target, {"output": STEADY}, "2021-01-15")
    assert (str(before.target.deadline), before.threshold) == ("2022", 200)
    assert (str(after.target.deadline), after.threshold) == ("2025", 300)


def test_figures_published_later_change_nothing(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\nat_least: 200\nby: 2023"
    dated = "period,value,published\n2018,133.1,2019-03-01\n2019,146.41,2020-03-01\n2020,161.051,2021-03-01\n"
    before = judge(target, {"output": dated}, "2021-02-28")
    without = judge(target, {"output": dated.rsplit("2020,", 1)[0]}, "2021-02-28")
    assert before == without
    revised = judge(target, {"output": dated + "2020,120,2021-05-01\n"}, "2021-06-30")
    assert revised.latest_value == 120


def test_areas_have_one_verdict_each(workspace: Callable[..., Path]) -> None:
    targets = HEAD + "    indicator: output\n    at_least: 200\n    by: 2020\n    areas: [AA, NA]\n"
    figures = {"output": "area,period,value\nAA,2020,199\nNA,2020,201\n"}
    verdicts = tracker.open_workspace(workspace(targets, figures)).assess("2021-06-30")
    assert {v.target.id: v.status for v in verdicts} == {"goal@AA": "missed", "goal@NA": "achieved"}


def test_a_yearly_goal_on_quarterly_figures_counts_whole_years(workspace: Callable[..., Path]) -> None:
    targets = """\
    workspace: {title: Test, area: XX}
    indicators:
      sales: {title: Sales, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: quarterly}
    targets:
      year: {title: Year, indicator: sales, at_least: 46, by: 2020}
    """
    figures = "period,value\n" + "".join(f"{y}-Q{q},{10 + q}\n" for y in (2019, 2020) for q in (1, 2, 3, 4))
    verdict = tracker.open_workspace(workspace(targets, {"sales": figures})).assess("2021-06-30")["year"]
    assert (verdict.status, verdict.latest_value) == ("achieved", 50)
    open_ = tracker.open_workspace(workspace(targets, {"sales": figures.rsplit("2020-Q4", 1)[0]})).assess("2020-12-31")
    assert str(open_["year"].latest_period) == "2019"
    assert "nowcast-part" in codes(open_["year"])


OWN_GOAL = "indicator: output\nat_least: 230\nby: 2025\ndeclared: {on: 2020-06-01}"


def test_a_workspace_may_raise_goals_that_were_set_for_oneself(workspace: Callable[..., Path]) -> None:
    lines = "".join(f"    {line}\n" for line in OWN_GOAL.splitlines())
    plain = tracker.open_workspace(workspace(HEAD + lines, {"output": STEADY})).assess("2021-06-30")["goal"]
    switched = HEAD.replace("area: XX}", "area: XX, own_goals: 0.6}") + lines
    raised = tracker.open_workspace(workspace(switched, {"output": STEADY})).assess("2021-06-30")["goal"]
    assert plain.probability is not None
    assert raised.probability is not None
    odds = plain.probability / (1 - plain.probability) * math.exp(0.6)
    assert raised.probability == pytest.approx(odds / (1 + odds))
    assert raised.probability_from_figures == plain.probability == plain.probability_from_figures
    assert "own-goal" in codes(raised)
    assert "own-goal" not in codes(plain)


def test_a_common_goal_is_not_raised(workspace: Callable[..., Path]) -> None:
    lines = "".join(f"    {line}\n" for line in f"{OWN_GOAL}\nareas: [XX, YY]".splitlines())
    switched = HEAD.replace("area: XX}", "area: XX, own_goals: 0.6}") + lines
    verdict = tracker.open_workspace(workspace(switched, {"output": STEADY})).assess("2021-06-30")["goal@XX"]
    assert verdict.probability == verdict.probability_from_figures
