"""`methods`: published progress methods side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker
from tracker.verdict import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGETS = """\
    workspace: {title: Example, area: XX, language: en}
    indicators:
      deaths: {title: Deaths, unit: people, nature: count, aggregation: sum, better: down, frequency: annual}
    targets:
      fewer-deaths: {title: {en: Fewer deaths, zh: 减少死亡人数}, indicator: deaths, at_most: 15, by: 2030}
      plan: {title: The plan, milestones: {count: 3}, by: 2027}
    """
DEATHS = "period,value,published\n2015,40,2016-03-01\n2017,36,2018-03-01\n2020,30,2021-03-01\n"


@pytest.fixture
def folder(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"deaths": DEATHS})


def run(folder: Path, *arguments: str) -> Result:
    options = ["--workspace", str(folder), "--as-of", "2021-06-30", "methods", *arguments]
    return CliRunner().invoke(tracker, options, catch_exceptions=False)


def test_the_methods_stand_side_by_side(folder: Path) -> None:
    result = run(folder, "fewer-deaths")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[0].endswith("Fewer deaths")
    assert lines[1] == "fewer-deaths"
    assert [line.split() for line in lines[3:11]] == [
        ["Progress", "method", "In", "its", "own", "words", "Value", "Score", "Comes", "to", "Remarks"],
        ["opensdg", "moderate", "progress", "ratio", "0.883", "2", "not", "on", "track"],
        ["unsd", "fair", "progress,", "to", "be", "accelerated", "92.5", "%", "2", "not", "on", "track"],
        ["escap", "slow", "progress", "index", "4", "–", "not", "on", "track"],
        ["linear", "not", "completed", "40", "%", "–", "–"],
        ["elapsed-share*", "ahead", "of", "schedule", "ratio", "1.2", "–", "on", "track"],
        ["sdsn*", "on", "track", "ratio", "1.2", "–", "on", "track"],
        ["eurostat*", "moderate", "progress", "ratio", "0.883", "–", "not", "on", "track"],
    ]
    assert "≠ The methods disagree: on track by 2, not on track by 4." in lines
    assert "* Cut-offs recalled, not checked against the publication." in lines
    assert "Not available: destatis (fewer than four years of figures without a gap)." in lines


def test_chinese(folder: Path) -> None:
    text = run(folder, "fewer-deaths", "--lang", "zh").output
    assert "减少死亡人数" in text
    assert "各方法结论不一" in text
    assert "Method" not in text


def test_json_has_every_target_and_method(folder: Path) -> None:
    rows = json.loads(run(folder, "--json").output)
    assert [(row["target"], row["method"]) for row in rows] == [
        (target, method) for target in ("fewer-deaths", "plan") for method in METHODS
    ]
    first = {name: rows[0][name] for name in ("target", "method", "status")}
    assert first == {"target": "fewer-deaths", "method": "opensdg", "status": "moderate_progress"}
    assert rows[0]["value"] == pytest.approx(0.883341, abs=1e-6)
    assert rows[0]["score"] == pytest.approx(2.023915, abs=1e-6)
    absent = rows[-1]
    assert (absent["status"], absent["value"], absent["score"]) == ("not_available", None, None)


def test_what_was_not_yet_known_is_not_used(folder: Path) -> None:
    early = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2018-06-30", "methods", "--json"])
    assert json.loads(early.output)[0]["value"] == pytest.approx(0.810734, abs=1e-6)


def test_a_target_that_is_not_there(folder: Path) -> None:
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "methods", "fewer-death"])
    assert result.exit_code == 2
    assert "fewer-deaths" in result.stderr


def test_an_error_in_a_file_stops_it(folder: Path) -> None:
    (folder / "observations" / "deaths.csv").write_text("period,value\n2015,4O\n", encoding="utf-8")
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "methods"])
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: observations/deaths.csv:2") or "observations/deaths.csv:2" in result.stderr


def test_the_report_has_them_below_a_target(folder: Path) -> None:
    options = ["--workspace", str(folder), "--as-of", "2021-06-30", "report", "2021-Q2", "--lang", "both"]
    assert CliRunner().invoke(tracker, options, catch_exceptions=False).exit_code == 0
    english, chinese = (
        (folder / "reports" / "2021-Q2" / name).read_text(encoding="utf-8") for name in ("index.html", "index.zh.html")
    )
    assert english.count("What published methods say") == 1
    assert '<th scope="row">unsd</th><td>fair progress, to be accelerated</td>' in english
    assert "≠ The methods disagree: on track by 2, not on track by 4." in english
    assert "What published methods say" not in chinese
