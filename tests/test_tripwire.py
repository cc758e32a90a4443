"""Tripwires: the next figure above or below which a status changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from tracker import engine
from tracker.engine.judge import judge
from tracker.figures import Indicator, Observation, by_area, parse_period, text_of
from tracker.goals import Bound, Condition, Settings, Target
from tracker.verdict import Assessment, Tripwire, tripwires
from tracker.verdict.judgement import standing
from tracker.verdict.tripwire import MOST_SUPPOSED, shortest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OUTPUT = Indicator(
    id="output",
    title=text_of("Output"),
    unit="CNY",
    nature="currency",
    aggregation="sum",
    better=1,
    frequency="annual",
    lag_days=60,
)
RULES = Settings(title=text_of("Test"), area="XX")
AS_OF = dt.date(2021, 6, 30)
FIGURES = (100.0, 104.0, 110.0, 113.0, 120.0)


def rows(values: tuple[float, ...] = FIGURES, last: int = 2020) -> list[Observation]:
    first = last - len(values) + 1
    return [
        Observation(
            indicator="output",
            area="XX",
            period=parse_period(str(first + k)),
            value=value,
            published=dt.date(first + k + 1, 3, 1),
            line=k + 2,
        )
        for k, value in enumerate(values)
    ]


def goal(bound: float, by: str = "2025", *, kind: str = "at_least", **other: Any) -> Target:  # noqa: ANN401
    limit = Bound(value=bound)
    condition = Condition(kind=kind, lower=limit) if kind == "at_least" else Condition(kind=kind, upper=limit)
    return Target(
        id="goal",
        declared_id="goal",
        title=text_of("A goal"),
        area="XX",
        indicator="output",
        condition=other.pop("condition", condition),
        deadline=parse_period(by),
        **other,
    )


def verdict_on(target: Target, known: list[Observation], as_of: dt.date = AS_OF) -> Assessment:
    ((verdict, _),) = judge(OUTPUT, by_area(known), [target], as_of, RULES)
    return verdict


def wires(target: Target, known: list[Observation] | None = None, as_of: dt.date = AS_OF) -> tuple[Tripwire, ...]:
    known = rows() if known is None else known
    return tripwires(verdict_on(target, known, as_of), OUTPUT, known, [target], RULES)


def supposed(target: Target, figure: float) -> str:
    """The status once 2021 is published with this figure: what the tripwire promises."""
    known = [*rows(), *rows((figure,), 2021)]
    return verdict_on(target, known, dt.date(2022, 3, 1)).status


def test_the_status_changes_at_the_tripwire_and_nowhere_near() -> None:
    target = goal(150)
    verdict = verdict_on(target, rows())
    found = wires(target)
    assert found
    for wire in found:
        assert str(wire.period) == "2021"
        assert wire.status != verdict.status
        if wire.low is not None:
            assert supposed(target, wire.low * 1.003) == wire.status
            assert supposed(target, wire.low * 0.997) != wire.status
        if wire.high is not None:
            assert supposed(target, wire.high * 0.997) == wire.status
            assert supposed(target, wire.high * 1.003) != wire.status


def test_more_of_the_figure_leads_to_a_better_status() -> None:
    order = ["off-track", "uncertain", "on-track"]
    for bound in (125.0, 140.0, 150.0, 170.0):
        found = wires(goal(bound))
        assert [order.index(wire.status) for wire in found] == sorted(order.index(wire.status) for wire in found)


def test_a_goal_that_wants_less_has_them_the_other_way_round() -> None:
    found = wires(goal(125, kind="at_most"))
    assert found[0].low is None or found[-1].high is None
    better = [wire for wire in found if wire.status == "on-track"]
    assert all(wire.low is None for wire in better)


def test_a_figure_that_decides_makes_the_goal_itself_the_tripwire() -> None:
    assert [(wire.status, wire.low, wire.high) for wire in wires(goal(125, by="2021"))] == [
        ("missed", None, 125.0),
        ("achieved", 125.0, None),
    ]


def test_a_band_has_tripwires_on_both_sides() -> None:
    band = Condition(kind="between", lower=Bound(value=118.0), upper=Bound(value=128.0))
    found = wires(goal(0, by="2021", condition=band))
    assert [(wire.status, wire.low, wire.high) for wire in found] == [
        ("missed", None, 118.0),
        ("achieved", 118.0, 128.0),
        ("missed", 128.0, None),
    ]


def test_chances_are_those_of_the_present_forecast() -> None:
    target = goal(125, by="2021")
    missed, achieved = wires(target)
    assert missed.chance + achieved.chance == pytest.approx(1)
    assert achieved.chance == pytest.approx(verdict_on(target, rows()).probability, abs=1e-3)


def test_what_no_next_figure_changes_has_none() -> None:
    assert wires(goal(1e9)) == ()


def test_a_settled_target_has_none() -> None:
    assert wires(goal(110, by="2020")) == ()


def test_a_figure_published_later_changes_nothing() -> None:
    later = [*rows(), *rows((90.0,), 2021)]
    assert wires(goal(150), later) == wires(goal(150))


def test_few_figures_are_supposed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[float | None] = []

    def counted(*arguments: Any) -> tuple[str, float | None]:  # noqa: ANN401 - whatever it is asked
        calls.append(None)
        return standing(*arguments)

    monkeypatch.setattr("tracker.verdict.tripwire.standing", counted)
    for bound in (125.0, 150.0, 170.0):
        calls.clear()
        wires(goal(bound))
        assert len(calls) <= MOST_SUPPOSED // 2


def test_the_shortest_number_between_two() -> None:
    assert shortest(741.6e9, 742.9e9) == 742e9
    assert shortest(49.93, 50.2) == 50.0
    assert shortest(-3.3, -2.9) == -3.0
    assert shortest(5.0, 5.0) == 5.0


def test_named_checks_and_reports_have_them_and_lists_do_not(workspace: Callable[..., Path]) -> None:
    figures = "period,value,published\n" + "".join(f"{row.period},{row.value},{row.published}\n" for row in rows())
    root = workspace(
        """\
        workspace: {title: Test, area: XX}
        indicators:
          output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
        targets:
          goal: {title: A goal, indicator: output, at_least: 150, by: 2025}
        """,
        {"output": figures},
    )
    opened = tracker.open_workspace(root)
    verdicts = engine.assess(opened.folder, opened.declarations, opened.declarations.targets.values(), AS_OF)
    assert verdicts[0].tripwires is None
    for _ in range(2):  # computed, and found in the cache
        (with_them,) = engine.with_tripwires(opened.folder, opened.declarations, verdicts)
        assert with_them.tripwires == wires(goal(150))


# Laws


def first_reached(found: tuple[Tripwire, ...], status: str, present: str) -> float:
    """The smallest next figure that gives a status; minus infinity where every figure seen does."""
    for wire in found:
        if wire.status == status:
            return -float("inf") if wire.low is None else wire.low
    return -float("inf") if present == status else float("inf")


@settings(max_examples=25, deadline=None)
@given(bound=st.floats(122, 180), harder=st.floats(1.02, 1.3))
def test_a_harder_target_has_a_higher_tripwire(bound: float, harder: float) -> None:
    easy, hard = goal(bound), goal(bound * harder)
    low = first_reached(wires(easy), "on-track", verdict_on(easy, rows()).status)
    high = first_reached(wires(hard), "on-track", verdict_on(hard, rows()).status)
    assert low <= high * 1.005


@settings(max_examples=15, deadline=None)
@given(factor=st.floats(1e-3, 1e12))
def test_another_unit_changes_nothing_but_the_numbers(factor: float) -> None:
    scaled = wires(goal(150 * factor), rows(tuple(value * factor for value in FIGURES)))
    plain = wires(goal(150))
    assert [wire.status for wire in scaled] == [wire.status for wire in plain]
    for one, other in zip(scaled, plain, strict=True):
        if other.low is not None:
            assert one.low == pytest.approx(other.low * factor, rel=3e-3)
