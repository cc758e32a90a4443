"""A goal that was declared in place of another one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli.main import tracker as program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGETS = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, better: up, frequency: annual}
targets:
  first: {title: First, indicator: output, at_least: 200, by: 2022, declared: {on: 2018-01-01}, areas: [AA, BB]}
  second:
    title: Second
    indicator: output
    at_least: 125
    by: 2025
    declared: {on: 2021-01-15}
    replaces: first
    areas: [AA, CC]
  lone: {title: Lone, indicator: output, at_least: 125, by: 2025, area: AA}
"""
FIGURES = {"output": "area,period,value\n" + "".join(f"{a},2019,117\n{a},2020,120\n" for a in ("AA", "BB", "CC"))}


@pytest.fixture
def root(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, FIGURES)


def run(root: Path, as_of: str, *arguments: str) -> str:
    done = CliRunner().invoke(program, ["--workspace", str(root), "--as-of", as_of, *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_goal_is_replaced_from_the_day_the_new_one_was_declared(root: Path) -> None:
    there = tracker.open_workspace(root)
    assert there.assess("2021-01-14")["first@AA"].replaced_by is None
    replaced = there.assess("2021-01-15")["first@AA"]
    assert replaced.replaced_by == "second@AA"
    assert replaced.probability is not None
    assert replaced.reasons[0].code == "replaced-on"
    assert there.assess("2021-01-15")["second@AA"].reasons[0].code == "replaces"
    assert there.assess("2021-01-15")["lone"].replaced_by is None


def test_check_shows_both_verdicts(root: Path) -> None:
    text = run(root, "2021-06-30", "check", "second@AA")
    assert "It was declared in place of first@AA." in text
    *_, heading, new, old = text.rstrip().splitlines()
    assert heading.split()[:2] == ["Target", "Status"]
    assert new.split()[0] == "second@AA"
    assert old.split()[0] == "first@AA"
    assert "(replaced)" in old
    before = run(root, "2021-01-14", "check", "first@AA")
    assert "second@AA" not in before


def test_json_names_both(root: Path) -> None:
    found = {each["id"]: each for each in json.loads(run(root, "2021-06-30", "check", "--json"))}
    assert found["first@AA"]["replaced_by"] == "second@AA"
    assert found["second@AA"]["replaces"] == "first"
    assert found["second@AA"]["replaced_by"] is None


def test_a_replaced_goal_is_not_counted(root: Path) -> None:
    (found, *_) = json.loads(run(root, "2021-06-30", "list", "--by", "area", "--json"))
    assert (found["key"], found["replaced"]) == ("AA", ["first@AA"])
    assert sum(found["counts"].values()) == 2


def test_the_report_shows_them_side_by_side(root: Path) -> None:
    run(root, "2021-06-30", "report", "2021-Q2")
    page = (root / "reports" / "2021-Q2" / "index.html").read_text(encoding="utf-8")
    table = page[page.index("The goal and its successor") :]
    table = table[: table.index("</table>")]
    assert table.index("First") < table.index("replaced") < table.index("Second")
    assert 'href="#second_40_AA"' in table
