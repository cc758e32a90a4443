"""A target's condition: what satisfies it, and which form of it is in force."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.figures import Text, parse_period
from tracker.goals import Bound, Condition, Revision, Target, in_force

FIGURES = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("condition", "met", "not_met"),
    [
        (Condition(kind="more_than", lower=Bound(value=50, strict=True)), 50.1, 50),
        (Condition(kind="at_least", lower=Bound(value=50)), 50, 49.9),
        (Condition(kind="less_than", upper=Bound(value=50, strict=True)), 49.9, 50),
        (Condition(kind="at_most", upper=Bound(value=50)), 50, 50.1),
        (Condition(kind="between", lower=Bound(value=97), upper=Bound(value=103)), 97, 96.9),
        (Condition(kind="between", lower=Bound(value=97), upper=Bound(value=103)), 103, 103.1),
    ],
)
def test_a_bound_is_met_at_equality_unless_it_is_strict(condition: Condition, met: float, not_met: float) -> None:
    assert condition.is_met_by(met)
    assert not condition.is_met_by(not_met)


def test_the_last_bit_of_a_conversion_decides_nothing() -> None:
    figure = 0.1 + 0.2
    assert figure != 0.3
    assert Condition(kind="at_most", upper=Bound(value=0.3)).is_met_by(figure)
    assert not Condition(kind="more_than", lower=Bound(value=0.3, strict=True)).is_met_by(figure)


@settings(deadline=None)
@given(FIGURES, FIGURES, FIGURES)
def test_a_harder_bound_is_met_by_no_more_figures(figure: float, bound: float, other: float) -> None:
    easier, harder = sorted((bound, other))
    for strict in (True, False):
        if Condition(kind="at_least", lower=Bound(value=harder, strict=strict)).is_met_by(figure):
            assert Condition(kind="at_least", lower=Bound(value=easier)).is_met_by(figure)


@settings(deadline=None)
@given(FIGURES, FIGURES)
def test_a_figure_is_at_least_the_bound_or_less_than_it(figure: float, bound: float) -> None:
    at_least = Condition(kind="at_least", lower=Bound(value=bound)).is_met_by(figure)
    less_than = Condition(kind="less_than", upper=Bound(value=bound, strict=True)).is_met_by(figure)
    assert at_least is not less_than


def test_a_condition_has_a_side_unless_it_is_a_band() -> None:
    lower, upper = Bound(value=1), Bound(value=2)
    assert Condition(kind="at_least", lower=lower).direction == 1
    assert Condition(kind="at_most", upper=upper).direction == -1
    assert Condition(kind="between", lower=lower, upper=upper).direction == 0
    assert Condition(kind="all_of", members=("a",)).direction == 0


def test_the_form_in_force_is_the_one_before_the_next_revision() -> None:
    def form(value: float) -> Condition:
        return Condition(kind="at_least", lower=Bound(value=value))

    target = Target(
        id="t",
        declared_id="t",
        title=Text((("en", "T"),)),
        area="A",
        indicator="i",
        condition=form(3),
        deadline=parse_period(2030),
        revised=(
            Revision(on=date(2020, 1, 1), condition=form(1), deadline=parse_period(2025)),
            Revision(on=date(2022, 1, 1), condition=form(2), deadline=None),
        ),
    )
    forms = [in_force(target, date(year, 6, 1)) for year in (2019, 2021, 2023)]
    assert [each.condition.lower for each in forms] == [Bound(value=1), Bound(value=2), Bound(value=3)]
    assert [str(each.deadline) for each in forms] == ["2025", "2030", "2030"]
    assert in_force(target, date(2020, 1, 1)).condition == form(2)
