"""Whether conditions hold: hand-computed cases, and laws on arbitrary figures and draws."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from tracker.figures import Indicator, Observation, Series, parse_period, text_of
from tracker.forecast import Forecast
from tracker.goals import Bound, Condition, Declaration, Settings, Target
from tracker.verdict import assess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

KNOWN = (2018, 2019, 2020)
AHEAD = (2021, 2022, 2023, 2024, 2025)
AS_OF = date(2021, 6, 30)
FIGURES = st.lists(st.floats(10, 1000), min_size=3, max_size=3)
DRAWS = st.lists(st.lists(st.floats(1, 2000), min_size=5, max_size=5), min_size=2, max_size=6)
BOUNDS = st.floats(5, 1500)


def verdict(target: dict[str, Any], figures: list[float], draws: list[list[float]]) -> Assessment:
    """The verdict on a condition for 2025, on three known years and five drawn ones."""
    known = tuple(parse_period(year) for year in KNOWN)
    rows = tuple(
        (Observation(indicator="x", area="XX", period=period, value=value, published=date(2021, 1, 1)),)
        for period, value in zip(known, figures, strict=True)
    )
    series = Series(
        indicator="x", area="XX", frequency="annual", periods=known, values=np.array(figures, dtype=float), rows=rows
    )
    forecast = Forecast(
        periods=tuple(parse_period(year) for year in AHEAD),
        draws=np.array(draws, dtype=float),
        origin=known[-1],
        method="given",
    )
    indicator = Indicator(id="x", title=text_of("X"), unit="CNY", frequency="annual", aggregation="sum")
    wanted = Target(
        id="goal",
        declared_id="goal",
        title=text_of("Goal"),
        area="XX",
        indicator="x",
        deadline=parse_period(2025),
        **target,
    )
    everything = Settings(title=text_of("Test"), area="XX")
    return assess(wanted, indicator, series, forecast, AS_OF, everything)[0]


def at_least(value: float, kind: str = "at_least", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - of a Condition
    return {"condition": Condition(kind=kind, lower=Bound(value=value), **fields)}


def at_most(value: float, kind: str = "at_most", **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - of a Condition
    return {"condition": Condition(kind=kind, upper=Bound(value=value), **fields)}


def span(first: int, last: int) -> tuple[Any, Any]:
    return parse_period(first), parse_period(last)


def share(found: Assessment) -> float:
    """The probability of a goal, 1 or 0 where it is settled."""
    if found.probability is not None:
        return found.probability
    return {"achieved": 1.0, "missed": 0.0}[found.status]


STEADY = [80.0, 90.0, 100.0]
PATHS = [
    [110.0, 120.0, 130.0, 140.0, 150.0],
    [100.0, 160.0, 100.0, 100.0, 100.0],
    [90.0, 80.0, 70.0, 60.0, 50.0],
    [105.0, 110.0, 115.0, 120.0, 125.0],
]
"""Four equally likely futures: growth, a peak, decline, slow growth."""


@pytest.mark.parametrize(
    ("target", "probability"),
    [
        (at_least(120), 0.5),  # 150 and 125
        (at_least(120) | {"reached": "any_time"}, 0.75),  # the peak of 160 too
        (at_most(60) | {"reached": "any_time"}, 0.25),  # 50 and 60
        (at_least(100, "maintain", over=span(2021, 2025)), 0.75),  # all but the decline
        (at_most(130, "maintain", over=span(2021, 2025)), 0.5),  # the decline and the slow growth
        (at_least(570, "cumulative", over=span(2021, 2025)), 0.5),  # 650, 560, 350, 575
        (at_least(660, "cumulative", over=span(2020, 2025)), 0.75),  # the same and the 100 of 2020
        (at_least(0.04, "average_growth", over=span(2021, 2025)), 0.5),  # from 100: 8.4, 0, -12.9, 4.6 percent
        (at_least(0.0, "average_growth", over=span(2023, 2025)), 0.5),  # from the 2022 of each path
        (at_least(0.25, "increase_by", relative=True, since=parse_period(2020)), 0.5),
        (at_least(25, "increase_by", since=parse_period(2021)), 0.25),  # 40, 0, -40, 20 from the drawn base
        (at_most(-0.4, "reduce_by", relative=True, since=parse_period(2020)), 0.25),
        (at_least(0.3, "increase_by", relative=True, since=parse_period(2020)) | {"reached": "any_time"}, 0.5),
        (at_least(600, "cumulative", over=span(2020, 2025)) | {"reached": "any_time"}, 0.75),
        ({"condition": Condition(kind="between", lower=Bound(value=50), upper=Bound(value=125))}, 0.75),
    ],
)
def test_four_futures_decide(target: dict[str, Any], probability: float) -> None:
    assert verdict(target, STEADY, PATHS).probability == probability


def test_a_strict_bound_of_zero_is_not_met_by_what_rounding_leaves() -> None:
    condition = Condition(kind="improve", lower=Bound(value=0.0, strict=True), since=parse_period(2020))
    assert not condition.is_met_by((0.1 + 0.2) - 0.3, 0.3)
    assert condition.is_met_by(1e-9, 0.3)
    assert Condition(kind="at_least", lower=Bound(value=0.0)).is_met_by(0.3 - (0.1 + 0.2), 0.3)
    assert not Condition(kind="at_least", lower=Bound(value=0.0)).is_met_by(-1e-9, 0.3)


@pytest.mark.parametrize(
    ("condition", "figure", "qualifier", "answer"),
    [
        (at_least(100), 100, ">", True),
        ({"condition": Condition(kind="more_than", lower=Bound(value=100, strict=True))}, 100, ">", True),
        (at_least(100), 90, ">", None),
        (at_least(100), 100, "<", False),
        (at_least(100), 110, "<", None),
        (at_most(100), 100, ">", False),
        (at_most(100), 100, "<", True),
        (at_most(100), 110, "<", None),
        (at_least(100), 100, "~", True),
        ({"condition": Condition(kind="between", lower=Bound(value=97), upper=Bound(value=103))}, 110, ">", False),
        ({"condition": Condition(kind="between", lower=Bound(value=97), upper=Bound(value=103))}, 100, ">", None),
        ({"condition": Condition(kind="between", lower=Bound(value=97), upper=Bound(value=103))}, 97, "<", False),
    ],
)
def test_a_published_bound_settles_what_it_can(
    condition: dict[str, Any],
    figure: float,
    qualifier: str,
    answer: bool | None,  # noqa: FBT001 - what is expected
) -> None:
    assert condition["condition"].settles(figure, qualifier) is answer


HARDER: list[tuple[str, Callable[[float], dict[str, Any]]]] = [
    ("at_least", at_least),
    ("at_most", lambda bound: at_most(1505 - bound)),
    ("between", lambda low: {"condition": Condition(kind="between", lower=Bound(value=low), upper=Bound(value=1600))}),
    ("any_time", lambda bound: at_least(bound) | {"reached": "any_time"}),
    ("increase_by", lambda bound: at_least(bound, "increase_by", since=parse_period(2019))),
    ("in percent", lambda bound: at_least(bound / 100, "increase_by", relative=True, since=parse_period(2021))),
    ("reduce_by", lambda bound: at_most(-bound, "reduce_by", since=parse_period(2020))),
    ("average_growth", lambda bound: at_least(bound / 1000, "average_growth", over=span(2021, 2025))),
    ("cumulative", lambda bound: at_least(5 * bound, "cumulative", over=span(2019, 2025))),
    ("maintain", lambda bound: at_least(bound, "maintain", over=span(2019, 2025))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "condition"), HARDER, ids=[kind for kind, _ in HARDER])
@settings(max_examples=40, deadline=None)
@given(figures=FIGURES, draws=DRAWS, bound=BOUNDS, other=BOUNDS)
def test_a_harder_goal_is_never_likelier(
    kind: str,  # noqa: ARG001 - the name of the case
    condition: Callable[[float], dict[str, Any]],
    figures: list[float],
    draws: list[list[float]],
    bound: float,
    other: float,
) -> None:
    easier, harder = sorted((bound, other))
    assert share(verdict(condition(harder), figures, draws)) <= share(verdict(condition(easier), figures, draws))


@settings(max_examples=40, deadline=None)
@given(figures=FIGURES, draws=DRAWS, bound=BOUNDS)
def test_a_standing_goal_is_no_likelier_than_each_of_its_periods(
    figures: list[float], draws: list[list[float]], bound: float
) -> None:
    every = share(verdict(at_least(bound, "maintain", over=span(2021, 2025)), figures, draws))
    singles = [share(verdict(at_least(bound, "maintain", over=span(year, year)), figures, draws)) for year in AHEAD]
    assert every <= min(singles)
    once = share(verdict(at_least(bound) | {"reached": "any_time", "declared": DECLARED}, figures, draws))
    assert once >= max(singles)
    assert once >= share(verdict(at_least(bound), figures, draws))


DECLARED = Declaration(on=date(2021, 1, 1))


@settings(max_examples=40, deadline=None)
@given(figures=FIGURES, draws=DRAWS, rate=st.floats(-0.3, 0.5))
def test_an_average_growth_is_a_level_in_other_words(
    figures: list[float], draws: list[list[float]], rate: float
) -> None:
    growth = verdict(at_least(rate, "average_growth", over=span(2021, 2025)), figures, draws)
    level = verdict(at_least(figures[-1] * (1 + rate) ** 5), figures, draws)
    assert growth.probability == level.probability
    assert growth.threshold == pytest.approx(level.threshold)


@settings(max_examples=40, deadline=None)
@given(figures=FIGURES, draws=DRAWS, bound=BOUNDS, scale=st.sampled_from([0.001, 0.1, 1000.0, 1e8]))
def test_the_unit_changes_nothing(figures: list[float], draws: list[list[float]], bound: float, scale: float) -> None:
    conditions: list[Callable[[float], dict[str, Any]]] = [
        lambda factor: at_least(bound * factor),
        lambda factor: at_least(bound * factor) | {"reached": "any_time"},
        lambda factor: at_least(bound * factor, "maintain", over=span(2020, 2025)),
        lambda factor: at_least(3 * bound * factor, "cumulative", over=span(2020, 2025)),
        lambda factor: at_least(bound * factor, "increase_by", since=parse_period(2020)),
    ]
    for condition in conditions:
        here = verdict(condition(1.0), figures, draws)
        there = verdict(condition(scale), [x * scale for x in figures], [[x * scale for x in row] for row in draws])
        assert share(here) == share(there)


HEAD = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: annual}
  balance: {title: Balance, unit: points, nature: signed, better: up, frequency: annual}
  month: {title: Monthly, unit: points, nature: index, aggregation: mean, better: up, frequency: monthly}
  quarter: {title: Quarterly, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: quarterly}
  day: {title: Daily, unit: points, nature: index, aggregation: last, better: up, frequency: daily}
targets:
  goal:
    title: A goal
"""


@pytest.fixture
def judge(workspace: Callable[..., Path]) -> Callable[..., Assessment]:
    def found(target: str, figures: str, as_of: str = "2021-06-30") -> Assessment:
        lines = target.strip().splitlines()
        indicator = lines[0].partition(": ")[2]
        root = workspace(HEAD + "".join(f"    {line}\n" for line in lines), {indicator: figures})
        return tracker.open_workspace(root).assess(as_of)["goal"]

    return found


def said(found: Assessment, code: str) -> dict[str, Any]:
    return next(dict(reason.values) for reason in found.reasons if reason.code == code)


def test_gaps_are_named(judge: Callable[..., Assessment]) -> None:
    gappy = "period,value\n2015,100\n2018,110\n2020,120\n"
    kept = judge("indicator: output\nmaintain: {at_least: 90}\nover: 2016..2022", gappy)
    assert [str(period) for period in said(kept, "gaps-in-span")["periods"]] == ["2016", "2017", "2019"]
    growth = judge("indicator: output\naverage_growth: {at_least: 3 %}\nover: 2016..2020", gappy)
    assert growth.status == "achieved"
    assert [str(period) for period in said(growth, "gaps-in-span")["periods"]] == ["2016", "2017", "2019"]
    total = judge("indicator: output\ncumulative: {at_least: 900}\nover: 2018..2022", gappy)
    assert total.status == "no-data"
    assert str(said(total, "figure-missing")["period"]) == "2019"
    wide = judge("indicator: output\ncumulative: {at_least: 900}\nover: 2016..2022", gappy)
    assert [str(period) for period in said(wide, "figures-missing")["periods"]] == ["2016", "2017", "2019"]


def test_a_standing_goal_with_gaps_and_nothing_ahead_cannot_be_judged(judge: Callable[..., Assessment]) -> None:
    found = judge("indicator: output\nmaintain: {at_least: 90}\nover: 2018..2020", "period,value\n2018,1e2\n2020,1e2\n")
    assert found.status == "no-data"


def test_a_bound_does_not_break_a_standing_goal(judge: Callable[..., Assessment]) -> None:
    figures = "period,value,qualifier\n2018,100,\n2019,80,>\n2020,100,\n"
    found = judge("indicator: output\nmaintain: {at_least: 90}\nover: 2018..2020", figures)
    assert found.status == "no-data"
    assert str(said(found, "bound-unsettled")["period"]) == "2019"


@pytest.mark.parametrize(
    ("condition", "status", "threshold"),
    [
        ("increase_by: 50 %\nsince: 2018", "achieved", -50),  # from -100 up to -40
        ("increase_by: 70 %\nsince: 2018", "missed", -30),
        ("reduce_by: 10 %\nsince: 2018", "missed", -110),  # down goes further down
        ("increase_by: 60\nsince: 2018", "achieved", -40),
        ("improve: up\nsince: 2018", "achieved", -100),
        ("increase_by: 10\nsince: 2019", "missed", 10),  # zero is a base for an amount
    ],
)
def test_up_stays_up_below_zero(
    judge: Callable[..., Assessment], condition: str, status: str, threshold: float
) -> None:
    figures = "period,value\n2018,-100\n2019,0\n2020,-40\n"
    found = judge(f"indicator: balance\n{condition}\nby: 2020", figures)
    assert found.status == status
    assert found.threshold == pytest.approx(threshold)


def test_a_base_of_zero_or_below_is_no_base_for_a_share(judge: Callable[..., Assessment]) -> None:
    figures = "period,value\n2018,-100\n2019,0\n2020,-40\n"
    change = judge("indicator: balance\nincrease_by: 5 %\nsince: 2019\nby: 2024", figures)
    assert (change.status, str(said(change, "undefined")["period"])) == ("no-data", "2019")
    growth = judge("indicator: balance\naverage_growth: {at_least: 1 %}\nover: 2019..2023", figures)
    assert (growth.status, said(growth, "undefined")["value"]) == ("no-data", -100)
    ahead = judge("indicator: balance\nincrease_by: 50 %\nsince: 2018\nby: 2024", figures)
    assert said(ahead, "baseline-negative")["threshold"] == -50


def test_a_baseline_still_to_come_is_drawn(judge: Callable[..., Assessment]) -> None:
    figures = "period,value\n2016,100\n2017,104\n2018,109\n2019,113\n2020,118\n"
    found = judge("indicator: output\nincrease_by: 10 %\nsince: 2022\nby: 2025", figures)
    assert found.probability is not None
    assert found.threshold is None
    assert str(said(found, "baseline-drawn")["period"]) == "2022"


MONTHS = "period,value\n" + "".join(
    f"{y}-{m:02},{100 + (y - 2019) * 12 + m}\n" for y in (2019, 2020) for m in range(1, 13)
)
QUARTERS = "period,value\n" + "".join(f"{y}-Q{q},{10 * (y - 2018) + q}\n" for y in (2019, 2020) for q in range(1, 5))
DAYS = "period,value\n2020-12-28,100\n2020-12-29,101\n2020-12-31,103\n2021-01-04,104\n2021-01-05,105\n"


@pytest.mark.parametrize(
    ("target", "figures", "status"),
    [
        ("indicator: month\nat_least: 118.5\nby: 2020", MONTHS, "achieved"),  # the mean of 113 … 124
        ("indicator: month\nat_least: 118.6\nby: 2020", MONTHS, "missed"),
        ("indicator: month\nat_least: 117\nby: 2020-Q2", MONTHS, "achieved"),  # 116, 117, 118
        ("indicator: month\nat_least: 117\nby: 2020-05", MONTHS, "achieved"),
        ("indicator: month\nat_least: 118\nby: 2020-05", MONTHS, "missed"),
        ("indicator: month\nat_least: 117\nby: 2020-05-31", MONTHS, "achieved"),
        ("indicator: month\nat_least: 117\nby: 2020-05-30", MONTHS, "missed"),  # April is the last month ended by then
        ("indicator: quarter\nat_least: 90\nby: 2020", QUARTERS, "achieved"),  # 21 + 22 + 23 + 24
        ("indicator: quarter\nmore_than: 90\nby: 2020", QUARTERS, "missed"),
        ("indicator: quarter\nat_least: 22\nby: 2020-Q2", QUARTERS, "achieved"),
        ("indicator: quarter\nat_least: 22\nby: 2020-08-15", QUARTERS, "achieved"),
        ("indicator: quarter\nat_least: 80\nby: 2020\nreached: any_time", QUARTERS, "achieved"),
        ("indicator: quarter\nat_least: 91\nby: 2020\nreached: any_time", QUARTERS, "missed"),  # of whole years
        ("indicator: day\nat_least: 103\nby: 2020-12-31", DAYS, "achieved"),
        ("indicator: day\nat_least: 104\nby: 2021-01-03", DAYS, "missed"),  # a Sunday has the figure of the day before
        ("indicator: day\nat_least: 105\nby: 2021-01-05", DAYS, "achieved"),
        ("indicator: day\nat_least: 105\nby: 2021-01-08\nreached: any_time", DAYS, "achieved"),
        ("indicator: day\nat_least: 103\nby: 2020", DAYS, "achieved"),
    ],
)
def test_the_deadline_names_its_figure(
    judge: Callable[..., Assessment], target: str, figures: str, status: str
) -> None:
    assert judge(target, figures).status == status


def test_a_deadline_within_a_period_says_which_figure_decides(judge: Callable[..., Assessment]) -> None:
    found = judge("indicator: output\nat_least: 90\nby: 2020-06-30", "period,value\n2018,90\n2019,95\n2020,80\n")
    assert found.status == "achieved"
    assert str(said(found, "decided-by")["period"]) == "2019"


def test_a_sum_reached_early_is_reached(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\ncumulative: {at_least: 300}\nover: 2018..2024\nreached: any_time"
    found = judge(target, "period,value\n2018,100\n2019,110\n2020,120\n")
    assert found.status == "achieved"
    assert (str(said(found, "reached")["period"]), said(found, "reached")["value"]) == ("2020", 330)


def test_interim_goals_have_statuses(judge: Callable[..., Assessment]) -> None:
    target = "indicator: output\nmore_than: 250\nby: 2025\ninterim: {2019: 110, 2020: 110, 2021-06: 100, 2023: 1000}"
    found = judge(target, "period,value\n2018,100\n2019,110\n2020,120\n")
    assert [(str(each.period), each.status) for each in found.interim] == [
        ("2019", "missed"),  # as strict as the goal
        ("2020", "achieved"),
        ("2021-06", "achieved"),  # the last year ended by then is 2020
        ("2023", "off-track"),
    ]
    sums = (
        "indicator: output\ncumulative: {at_least: 700}\nover: 2018..2023\ninterim: {2019: 210, 2020: 331, 2021: 400}"
    )
    found = judge(sums, "period,value\n2018,100\n2019,110\n2020,120\n")
    assert [each.status for each in found.interim] == ["achieved", "missed", "on-track"]
    assert [each.figure for each in found.interim] == [210, 330, None]
