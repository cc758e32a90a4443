"""Why a verdict changed: the parts of the change, put in force one after the other, sum to the whole."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.figures import text_of
from tracker.goals import Condition, Target
from tracker.verdict import CAUSES, STATUSES, Change, Standing, attribute

GOAL = Target(
    id="goal",
    declared_id="goal",
    title=text_of("A goal"),
    area="XX",
    indicator="output",
    condition=Condition(kind="at_least"),
    deadline=None,
)


def parts(change: Change) -> dict[str, float | None]:
    return {part.cause: part.change for part in change.parts}


def test_each_cause_has_the_difference_it_makes() -> None:
    change = attribute(
        GOAL,
        Standing(status="uncertain", probability=0.42),
        [
            ("time", Standing(status="uncertain", probability=0.40)),
            ("target", Standing(status="off-track", probability=0.10)),
            ("new-data", Standing(status="uncertain", probability=0.35)),
            ("revised-data", Standing(status="uncertain", probability=0.30)),
        ],
    )
    expected = {"time": -0.02, "target": -0.30, "new-data": 0.25, "revised-data": -0.05, "method": 0.0}
    assert parts(change) == pytest.approx(expected)
    assert change.change == pytest.approx(-0.12)
    moved = {part.cause: part.statuses for part in change.parts if part.statuses}
    assert moved == {"target": (("uncertain", "off-track"),), "new-data": (("off-track", "uncertain"),)}


def test_met_counts_as_one_and_missed_as_nothing() -> None:
    met = attribute(GOAL, Standing(status="on-track", probability=0.9), [("new-data", Standing(status="achieved"))])
    assert met.change == pytest.approx(0.1)
    late = attribute(GOAL, Standing(status="done"), [("new-data", Standing(status="late"))])
    assert late.change == -1


def test_without_a_probability_only_statuses_are_attributed() -> None:
    change = attribute(
        GOAL,
        Standing(status="no-data"),
        [("time", Standing(status="no-data")), ("new-data", Standing(status="uncertain", probability=0.5))],
    )
    assert change.change is None
    assert set(parts(change).values()) == {None}
    assert [part.cause for part in change.parts if part.statuses] == ["new-data"]
    assert not change.is_none


def test_several_stages_of_one_cause_are_one_part() -> None:
    change = attribute(
        GOAL,
        Standing(status="uncertain", probability=0.50),
        [
            ("method", Standing(status="uncertain", probability=0.44)),
            ("time", Standing(status="uncertain", probability=0.40)),
            ("method", Standing(status="uncertain", probability=0.41)),
        ],
    )
    assert parts(change)["method"] == pytest.approx(-0.05)
    assert parts(change)["time"] == pytest.approx(-0.04)


def test_what_cancels_out_is_still_shown() -> None:
    same = Standing(status="uncertain", probability=0.5)
    assert attribute(GOAL, same, [("time", same)]).is_none
    assert not attribute(
        GOAL, same, [("time", Standing(status="uncertain", probability=0.6)), ("target", same)]
    ).is_none


STANDINGS = st.one_of(
    st.builds(Standing, status=st.sampled_from(["achieved", "missed", "done", "late"])),
    st.builds(Standing, status=st.sampled_from(["on-track", "uncertain", "off-track"]), probability=st.floats(0, 1)),
)
ANY_STANDING = st.one_of(STANDINGS, st.builds(Standing, status=st.sampled_from(STATUSES)))


@given(start=STANDINGS, stages=st.lists(st.tuples(st.sampled_from(CAUSES), STANDINGS)))
def test_the_parts_sum_to_the_whole(start: Standing, stages: list[tuple[str, Standing]]) -> None:
    change = attribute(GOAL, start, stages)
    assert change.change is not None
    assert math.fsum(part.change or 0.0 for part in change.parts) == pytest.approx(change.change, abs=1e-12)


@given(start=ANY_STANDING, stages=st.lists(st.tuples(st.sampled_from(CAUSES), ANY_STANDING), max_size=5))
def test_a_change_of_status_always_has_a_cause(start: Standing, stages: list[tuple[str, Standing]]) -> None:
    change = attribute(GOAL, start, stages)
    if change.before.status != change.after.status:
        assert any(part.statuses for part in change.parts)
