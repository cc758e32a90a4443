"""Goals made of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import tracker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.python import Assessments

TARGETS = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, better: up, frequency: annual}
  jobs: {title: Jobs, unit: people, nature: count, better: up, frequency: annual}
  empty: {title: Nothing yet, unit: people, nature: count, better: up, frequency: annual}
targets:
  low: {title: Low, indicator: output, at_least: 125, by: 2025}
  high: {title: High, indicator: output, at_least: 140, by: 2025}
  jobs: {title: Jobs, indicator: jobs, at_least: 1150, by: 2025}
  met: {title: Met, indicator: output, at_least: 100, by: 2020}
  missed: {title: Missed, indicator: output, at_least: 200, by: 2020}
  unknown: {title: Unknown, indicator: empty, at_least: 1, by: 2025}
  steps: {title: Steps, milestones: {count: 2}, by: 2025}
  same: {title: Same series, all_of: [low, high]}
  either: {title: Either, any_of: [low, high]}
  two: {title: Two series, all_of: [low, jobs]}
  one-of-two: {title: One of two series, any_of: [low, jobs]}
  settled: {title: Settled, all_of: [met, missed]}
  reached: {title: Reached, any_of: [met, low]}
  lost: {title: Lost, all_of: [missed, unknown]}
  doubtful: {title: Doubtful, all_of: [low, unknown]}
  nested: {title: Nested, any_of: [settled, same]}
  mixed: {title: Mixed, all_of: [met, steps]}
"""
FIGURES = {
    "output": "period,value\n2016,100\n2017,106\n2018,109\n2019,117\n2020,120\n",
    "jobs": "period,value\n2016,1000\n2017,1040\n2018,1050\n2019,1090\n2020,1110\n",
}


@pytest.fixture
def verdicts(workspace: Callable[..., Path]) -> Assessments:
    return tracker.open_workspace(workspace(TARGETS, FIGURES)).assess("2021-06-30")


def probability(verdicts: Assessments, target: str) -> float:
    share = verdicts[target].probability
    assert share is not None
    return share


def test_goals_on_one_series_rise_and_fall_together(verdicts: Assessments) -> None:
    assert probability(verdicts, "same") == pytest.approx(probability(verdicts, "high"))
    assert probability(verdicts, "either") == pytest.approx(probability(verdicts, "low"))


def test_goals_on_two_series_are_independent_and_say_so(verdicts: Assessments) -> None:
    product = probability(verdicts, "low") * probability(verdicts, "jobs")
    error = verdicts["two"].probability_se
    assert error is not None
    assert probability(verdicts, "two") == pytest.approx(product, abs=4 * error)
    assert "independent" in {reason.code for reason in verdicts["two"].reasons}


def test_known_parts_settle_the_whole(verdicts: Assessments) -> None:
    assert verdicts["settled"].status == "missed"
    assert verdicts["reached"].status == "achieved"
    assert verdicts["lost"].status == "missed"


def test_a_part_that_cannot_be_judged_leaves_the_whole_unjudged(verdicts: Assessments) -> None:
    assert verdicts["doubtful"].status == "no-data"
    assert "member-unknown" in {reason.code for reason in verdicts["doubtful"].reasons}
    assert verdicts["mixed"].status == "no-data"


def test_groups_nest(verdicts: Assessments) -> None:
    assert probability(verdicts, "nested") == pytest.approx(probability(verdicts, "same"))


def test_any_dependence_lies_within_the_bounds_given(verdicts: Assessments) -> None:
    low, jobs = probability(verdicts, "low"), probability(verdicts, "jobs")
    values: dict[str, Any] = next(dict(r.values) for r in verdicts["two"].reasons if r.code == "independent")
    assert (values["low"], values["high"]) == (pytest.approx(max(0, low + jobs - 1)), pytest.approx(min(low, jobs)))
    assert values["low"] <= probability(verdicts, "two") <= values["high"]
    values = next(dict(r.values) for r in verdicts["one-of-two"].reasons if r.code == "independent")
    assert (values["low"], values["high"]) == (pytest.approx(max(low, jobs)), pytest.approx(min(1, low + jobs)))
    assert values["low"] <= probability(verdicts, "one-of-two") <= values["high"]
