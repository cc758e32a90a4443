"""`diff`: what changed between two days or reports, and how much of it each cause explains."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.cli.main import tracker
from tracker.figures import text_of
from tracker.goals import Condition, Target
from tracker.report import differences
from tracker.report.language import translator
from tracker.verdict import Differences, Side, Standing, attribute

Workspace = Callable[..., Path]

TARGETS = """\
    workspace: {title: Example, area: XX}
    indicators:
      output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual}
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
    targets:
      output-2026:
        title: Output of 180
        indicator: output
        at_least: 180
        by: 2026
        revised: [{on: 2024-01-15, was: {at_least: 150}, note: raised in the plan's midterm review}]
      jobs-2030:
        title: Jobs
        indicator: jobs
        at_least: 2000
        by: 2030
        declared: {on: 2024-03-01, document: Jobs plan}
      plan: {title: The plan, milestones: {count: 2}, by: 2027}
      both: {title: Both, all_of: [output-2026, plan]}
"""
OUTPUT = """\
    period,value,published,note
    2019,100,2020-03-01,
    2020,105,2021-03-01,
    2021,112,2022-03-01,
    2022,118,2023-03-01,
    2022,121,2024-02-20,economic census
    2023,127,2024-03-01,
"""
PLAN = """\
    step,status,published,evidence,source
    step-1,done,2024-05-01,,
"""


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    return workspace(TARGETS, {"output": OUTPUT, "plan": PLAN})


def run(goals: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(goals), *arguments])


def diff(goals: Path, *arguments: str) -> dict[str, Any]:
    result = run(goals, "diff", *arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def target(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["targets"] if each["id"] == name)


def parts(found: dict[str, Any], name: str) -> dict[str, float]:
    return {part["cause"]: part["change"] for part in target(found, name)["parts"]}


def checked(goals: Path, name: str, as_of: str) -> float:
    result = run(goals, "--as-of", as_of, "check", name, "--json")
    return float(json.loads(result.stdout)[0]["probability"])


def test_one_thing_is_changed_at_a_time(goals: Path) -> None:
    found = diff(goals, "2023-12-31", "2024-06-30")
    # The same verdicts, each put together by hand: the goal before and after, the figures before, with the new one …
    before, after = checked(goals, "output-2026", "2023-12-31"), checked(goals, "output-2026", "2024-06-30")
    without_revision = goals / "observations" / "output.csv"
    rows = without_revision.read_text(encoding="utf-8")
    without_revision.write_text(rows.replace("2022,121,2024-02-20,economic census\n", ""), encoding="utf-8")
    with_new = checked(goals, "output-2026", "2024-06-30")
    without_revision.write_text("".join(line + "\n" for line in rows.splitlines()[:5]), encoding="utf-8")
    raised = checked(goals, "output-2026", "2024-06-30")
    # … and the attribution is their differences.
    assert parts(found, "output-2026") == pytest.approx(
        {
            "time": 0.0,
            "target": raised - before,
            "new-data": with_new - raised,
            "revised-data": after - with_new,
            "method": 0.0,
        }
    )
    assert raised < before
    assert target(found, "output-2026")["change"] == pytest.approx(after - before)


def test_parts_are_listed_with_what_made_them(goals: Path) -> None:
    found = diff(goals, "2023-12-31", "2024-06-30")
    assert [(each["indicator"], each["period"], each["value"]) for each in found["new_figures"]] == [
        ("output", "2023", 127.0)
    ]
    (revision,) = found["revised_figures"]
    assert (revision["period"], revision["old"]["value"], revision["new"]["value"]) == ("2022", 118.0, 121.0)
    assert (revision["new"]["published"], revision["reason"]) == ("2024-02-20", "economic census")
    assert found["targets_added"] == [{"id": "jobs-2030", "declared": "2024-03-01", "replaces": None}]
    (changed,) = found["targets_changed"]
    assert (changed["id"], changed["before"]["condition"]) == ("output-2026", "at_least: 150")
    assert (changed["after"]["condition"], changed["reason"]) == (
        "at_least: 180",
        "raised in the plan's midterm review",
    )


def test_steps_and_goals_of_goals_change_with_their_parts(goals: Path) -> None:
    found = diff(goals, "2023-12-31", "2024-06-30")
    moved = {part["cause"]: part["statuses"] for part in target(found, "plan")["parts"] if part["statuses"]}
    assert moved == {"new-data": [["not-started", "in-progress"]]}
    assert target(found, "plan")["change"] is None


def test_time_alone_makes_a_plan_late(goals: Path) -> None:
    found = diff(goals, "2027-12-31", "2028-01-01", "plan")
    moved = {part["cause"]: part["statuses"] for part in target(found, "plan")["parts"] if part["statuses"]}
    assert moved == {"time": [["in-progress", "late"]]}


def test_nothing_changes_between_equal_days(goals: Path) -> None:
    found = diff(goals, "2024-06-30", "2024-06-30")
    assert not found["new_figures"]
    assert all(not part["change"] and not part["statuses"] for each in found["targets"] for part in each["parts"])


def test_a_period_stands_for_its_last_day(goals: Path) -> None:
    assert diff(goals, "2023", "2024-Q2")["from"] == {"date": "2023-12-31", "report": None, "tracker": None}


def test_the_text_says_the_same(goals: Path) -> None:
    text = run(goals, "diff", "2023-12-31", "2024-06-30").stdout
    assert "From 31 December 2023 to 30 June 2024" in text
    assert "changed target" in text
    assert "2 targets did not change." in text
    assert (
        "output-2026: was at least 150 CNY in 2026; is at least 180 CNY in 2026 (raised in the plan's midterm" in text
    )
    assert "jobs-2030: declared on 1 March 2024" in text
    assert "economic census" in text
    chinese = run(goals, "diff", "2023-12-31", "2024-06-30", "--lang", "zh").stdout
    assert "目标变更" in chinese


def test_printed_parts_sum_to_the_printed_whole() -> None:
    stages = [0.42 + 0.0004, 0.42 + 0.0008, 0.42 + 0.0012, 0.42 + 0.0016]
    causes = ["time", "target", "new-data", "revised-data"]
    change = attribute(
        Target(
            id="goal",
            declared_id="goal",
            title=text_of("A goal"),
            area="XX",
            indicator="output",
            condition=Condition(kind="at_least"),
            deadline=None,
        ),
        Standing(status="uncertain", probability=0.42),
        [
            (cause, Standing(status="uncertain", probability=chance))
            for cause, chance in zip(causes, stages, strict=True)
        ],
    )
    side = Side(day=dt.date(2024, 1, 1))
    printed = differences.text(Differences(first=side, last=side, changes=(change,)), {}, translator("en"))
    # Four parts of 0.04 points make 0.16 in all: two of them are printed as 0.1, so that the sum is 0.2.
    assert re.findall(r"[+±−][0-9.]+(?= percentage)", printed) == ["+0.1", "+0.1", "±0", "±0", "+0.2"]


def test_the_later_side_comes_second(goals: Path) -> None:
    result = run(goals, "diff", "2024-06-30", "2023-12-31")
    assert result.exit_code == 2
    assert "write the earlier one first" in result.stderr


def test_a_name_that_is_not_there(goals: Path) -> None:
    result = run(goals, "diff", "2023", "2024", "output-2025")
    assert result.exit_code == 2
    assert "output-2026" in result.stderr


# Written reports


@pytest.fixture
def reported(goals: Path) -> Path:
    for quarter in ("2023-Q4", "2024-Q2"):
        result = run(goals, "report", quarter)
        assert result.exit_code == 0, result.output
    return goals


def record(goals: Path, quarter: str) -> tuple[Path, dict[str, Any]]:
    path = goals / "reports" / quarter / "report.json"
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_written_reports_are_compared_as_they_were_written(reported: Path) -> None:
    found = diff(reported, "2023-Q4", "2024-Q2")
    assert (found["from"]["report"], found["from"]["date"]) == ("2023-Q4", "2024-01-30")
    assert parts(found, "output-2026")["method"] == 0
    path, written = record(reported, "2023-Q4")
    for verdict in written["verdicts"]:
        if verdict["id"] == "output-2026":
            verdict["probability"] -= 0.05
    path.write_text(json.dumps(written | {"tracker": "0.0.1"}), encoding="utf-8")
    older = diff(reported, "2023-Q4", "2024-Q2")
    assert older["from"]["tracker"] == "0.0.1"
    assert parts(older, "output-2026")["method"] == pytest.approx(0.05)
    assert target(older, "output-2026")["change"] == pytest.approx(target(found, "output-2026")["change"] + 0.05)
    assert math.fsum(parts(older, "output-2026").values()) == pytest.approx(target(older, "output-2026")["change"])


def test_a_report_that_quotes_another_goal_shows_a_changed_target(reported: Path) -> None:
    path, written = record(reported, "2023-Q4")
    for verdict in written["verdicts"]:
        if verdict["id"] == "output-2026":
            verdict["probability"], verdict["condition"] = 0.9, "at_least: 120"
    path.write_text(json.dumps(written), encoding="utf-8")
    found = diff(reported, "2023-Q4", "2024-Q2")
    assert parts(found, "output-2026")["method"] == 0
    assert parts(found, "output-2026")["target"] < 0


def test_a_figure_entered_after_a_report_is_new_data(reported: Path) -> None:
    before = diff(reported, "2023-Q4", "2024-Q2")
    figures = reported / "observations" / "output.csv"
    figures.write_text(figures.read_text(encoding="utf-8") + "2018,60,2019-03-01,found late\n", encoding="utf-8")
    found = diff(reported, "2023-Q4", "2024-Q2")
    # Neither report knew it, so that nothing changed between them; against a day it is new.
    assert parts(found, "output-2026") == pytest.approx(parts(before, "output-2026"))
    late = diff(reported, "2023-Q4", "2024-07-30")
    assert ("2018", "2019-03-01") in {(each["period"], each["published"]) for each in late["new_figures"]}
    assert parts(late, "output-2026")["method"] == 0
    assert parts(late, "output-2026")["new-data"] != parts(before, "output-2026")["new-data"]


def test_a_damaged_report_is_named(reported: Path) -> None:
    path, _ = record(reported, "2023-Q4")
    path.write_text("{", encoding="utf-8")
    result = run(reported, "diff", "2023-Q4", "2024-Q2")
    assert result.exit_code == 2
    assert "reports/2023-Q4/report.json cannot be read; write it anew: tracker report 2023-Q4" in result.stderr


# Laws


@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.floats(50, 200), min_size=2, max_size=6),
    revised=st.floats(50, 200),
    days=st.tuples(st.integers(0, 2500), st.integers(0, 2500)),
)
def test_attribution_sums_to_the_whole(values: list[float], revised: float, days: tuple[int, int]) -> None:
    rows = [f"{2017 + k},{value!r},{2018 + k}-03-01,\n" for k, value in enumerate(values)]
    rows.append(f"2017,{revised!r},2020-06-01,census\n")
    first, last = (dt.date(2018, 3, 1) + dt.timedelta(days=day) for day in sorted(days))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "observations").mkdir()
        (root / "targets.yaml").write_text(textwrap.dedent(TARGETS), encoding="utf-8")
        (root / "observations" / "output.csv").write_text("period,value,published,note\n" + "".join(rows), "utf-8")
        found = diff(root, str(first), str(last), "output-2026")
    each = target(found, "output-2026")
    assert math.fsum(parts(found, "output-2026").values()) == pytest.approx(each["change"], abs=1e-12)
    assert each["change"] == pytest.approx(each["after"]["chance"] - each["before"]["chance"], abs=1e-12)
