"""Targets by name, and what is said when there is none."""

from __future__ import annotations

import pytest

from tracker.errors import UnknownNameError
from tracker.goals import build, find, find_indicator, parse

DOCUMENT, _ = parse(b"""
indicators:
  biomedical-revenue: {title: Revenue, unit: CNY, frequency: annual}
targets:
  trillion-cluster: {title: A cluster, indicator: biomedical-revenue, more_than: 1 trillion, by: 2027}
  clean-air: {title: Clean air, milestones: {count: 3}, by: 2027, areas: [CN-GD, CN-JS]}
""")
assert DOCUMENT is not None
DECLARATIONS = build(DOCUMENT)


def found(*names: str) -> list[str]:
    return [target.id for target in find(names, DECLARATIONS)]


def refusal(*names: str) -> str:
    with pytest.raises(UnknownNameError) as error:
        find(names, DECLARATIONS)
    return str(error.value)


def test_a_declared_id_finds_its_areas_and_an_id_with_area_one() -> None:
    assert found("clean-air") == ["clean-air@CN-GD", "clean-air@CN-JS"]
    assert found("clean-air@CN-JS") == ["clean-air@CN-JS"]


def test_no_name_finds_all_in_the_order_of_the_file() -> None:
    assert found() == ["trillion-cluster", "clean-air@CN-GD", "clean-air@CN-JS"]


def test_no_target_is_found_twice() -> None:
    assert found("clean-air@CN-JS", "clean-air", "trillion-cluster", "trillion-cluster") == [
        "clean-air@CN-JS",
        "clean-air@CN-GD",
        "trillion-cluster",
    ]


def test_a_misspelt_name_is_answered_by_the_nearest() -> None:
    assert refusal("trilion-cluster") == "there is no target 'trilion-cluster'; did you mean 'trillion-cluster'?"
    assert refusal("zzz") == "there is no target 'zzz'; list them with: tracker list"


def test_an_area_that_is_not_there_is_answered_by_the_nearest() -> None:
    assert refusal("clean-air@CN-GB") == "target 'clean-air' has no area 'CN-GB'; did you mean 'CN-GD'?"
    assert "it stands for one area" in refusal("trillion-cluster@CN-GD")


def test_an_indicator_is_answered_by_its_targets() -> None:
    assert refusal("biomedical-revenue") == "'biomedical-revenue' is an indicator; its targets: trillion-cluster"


def test_all_unknown_names_are_said_at_once() -> None:
    assert len(refusal("clean-water", "trillion-cluster", "zzz").splitlines()) == 2


def test_an_indicator_is_found_by_its_id() -> None:
    assert find_indicator("biomedical-revenue", DECLARATIONS).unit == "CNY"
    with pytest.raises(UnknownNameError, match="did you mean 'biomedical-revenue'"):
        find_indicator("biomedical-revenu", DECLARATIONS)
    with pytest.raises(UnknownNameError, match="the indicators are biomedical-revenue"):
        find_indicator("zzz", DECLARATIONS)
