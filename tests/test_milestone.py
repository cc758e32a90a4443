"""Goals made of steps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli.main import tracker as program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

TARGETS = """\
workspace: {title: Test, area: XX}
targets:
  plan:
    title: A plan
    milestones:
      - {id: law, title: A law, by: 2021}
      - {id: office, title: An office}
    by: 2023
  tasks: {title: Tasks, milestones: {count: 38}, by: 2027}
"""


@pytest.mark.parametrize(
    ("rows", "as_of", "status", "done"),
    [
        ("", "2021-06-30", "not-started", 0),
        ("law,in-progress,2021-01-10,a draft,gazette\n", "2021-06-30", "in-progress", 0),
        ("law,done,2021-07-01,the act,gazette\n", "2021-06-30", "not-started", 0),
        ("law,done,2021-07-01,the act,gazette\n", "2021-07-01", "in-progress", 1),
        ("law,in-progress,2021-01-10,a draft,gazette\n", "2022-01-01", "late", 0),
        ("law,done,2021-07-01,the act,gazette\n", "2024-01-01", "late", 1),
        ("law,done,2021-07-01,,\noffice,done,2022-07-01,,\n", "2024-01-01", "done", 2),
        ("law,done,2021-07-01,,\noffice,dropped,2022-07-01,,\n", "2022-08-01", "done", 1),
    ],
)
def test_steps_make_the_status(workspace: Callable[..., Path], rows: str, as_of: str, status: str, done: int) -> None:
    root = workspace(TARGETS, {"plan": "step,status,published,evidence,source\n" + rows})
    verdict = tracker.open_workspace(root).assess(as_of)["plan"]
    assert (verdict.status, verdict.steps_done, verdict.probability) == (status, done, None)


def test_a_count_makes_steps(workspace: Callable[..., Path]) -> None:
    verdict = tracker.open_workspace(workspace(TARGETS)).assess("2025-01-01")["tasks"]
    assert (verdict.status, verdict.steps_done, verdict.steps_total) == ("not-started", 0, 38)
    assert [step.id for step in verdict.target.steps][::37] == ["step-1", "step-38"]


DATED = """\
workspace: {title: Test, area: XX}
targets:
  plan:
    title: A plan
    declared: {on: 2020-01-01}
    milestones:
      - {id: law, title: A law, by: 2020-12-31}
      - {id: office, title: An office, by: 2021-06-30}
      - {id: staff, title: Its staff, by: 2021-06-30}
      - {id: review, title: A review, by: 2023}
    by: 2023
"""
HEADER = "step,status,published,evidence,source\n"


def judged(workspace: Callable[..., Path], rows: str, as_of: str) -> Assessment:
    return tracker.open_workspace(workspace(DATED, {"plan": HEADER + rows})).assess(as_of)["plan"]


def said(verdict: Assessment, code: str) -> dict[str, Any]:
    return next(dict(reason.values) for reason in verdict.reasons if reason.code == code)


def test_the_way_made_stands_against_the_time_gone(workspace: Callable[..., Path]) -> None:
    verdict = judged(workspace, "law,done,2020-12-01,,\noffice,done,2021-01-01,,\n", "2021-05-17")
    assert verdict.share_of_way == 0.5
    assert verdict.share_of_time == pytest.approx(502 / 1460)  # 2020-01-01 to 2021-05-17, and to 2023-12-31
    assert dict(verdict.reasons[0].values) == {"done": 2, "total": 4, "way": 0.5, "gone": verdict.share_of_time}
    assert (said(verdict, "step-next")["step"], str(said(verdict, "step-next")["due"])) == ("staff", "2021-06-30")
    assert verdict.probability is None


def test_each_step_has_its_own_lateness(workspace: Callable[..., Path]) -> None:
    verdict = judged(workspace, "law,done,2021-01-10,,\n", "2021-07-30")
    assert [(step.id, step.days_late) for step in verdict.steps] == [
        ("law", 10),
        ("office", 30),
        ("staff", 30),
        ("review", 0),
    ]
    assert verdict.status == "late"
    assert said(verdict, "step-done-late") == {"step": "law", "due": verdict.steps[0].due, "late": 10}
    assert (said(verdict, "steps-late")["count"], said(verdict, "steps-late")["late"]) == (2, 30)
    assert said(verdict, "step-next")["step"] == "review"


def test_a_dropped_step_is_neither_late_nor_next(workspace: Callable[..., Path]) -> None:
    rows = "law,dropped,2020-06-01,,\noffice,done,2021-01-01,,\nstaff,done,2021-01-01,,\nreview,dropped,2021-01-01,,\n"
    verdict = judged(workspace, rows, "2023-06-30")
    assert (verdict.status, verdict.share_of_way) == ("done", 1.0)
    assert not {"steps-late", "step-late", "step-next"} & {reason.code for reason in verdict.reasons}


def test_without_a_declaration_no_share_of_the_time_is_said(workspace: Callable[..., Path]) -> None:
    verdict = tracker.open_workspace(workspace(TARGETS)).assess("2025-01-01")["tasks"]
    assert verdict.share_of_time is None
    assert verdict.reasons[0].code == "steps"
    assert (said(verdict, "steps-next")["count"], str(said(verdict, "steps-next")["due"])) == (38, "2027")


def run(root: Path, as_of: str, *arguments: str) -> str:
    done = CliRunner().invoke(program, ["--workspace", str(root), "--as-of", as_of, *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_step_is_added_and_judged_and_reported(workspace: Callable[..., Path]) -> None:
    root = workspace(DATED)
    added = run(root, "2021-07-30", "add", "plan", "law", "done", "--published", "2021-01-10", "--evidence", "The act.")
    assert "law: not recorded → done, published 2021-01-10" in added
    assert "plan: late, 0 of 4 done → late, 1 of 4 done" in added
    assert (root / "observations" / "plan.csv").read_text(
        encoding="utf-8"
    ) == HEADER + "law,done,2021-01-10,The act.,\n"
    text = run(root, "2021-07-30", "check", "plan")
    assert "- 2 steps were due by 30 June 2021 and are open: 30 days late." in text
    assert "- law was due by 31 December 2020 and was published as done 10 days late." in text
    (found,) = json.loads(run(root, "2021-07-30", "check", "plan", "--json"))
    assert found["steps"][0] == {
        "id": "law",
        "status": "done",
        "due": "2020-12-31",
        "published": "2021-01-10",
        "days_late": 10,
    }
    run(root, "2021-07-30", "report", "2021-Q2")
    page = (root / "reports" / "2021-Q2" / "index.html").read_text(encoding="utf-8")
    assert "<td>31 December 2020</td><td>10 days</td>" in page


def test_the_steps_are_said_in_chinese(workspace: Callable[..., Path]) -> None:
    root = workspace(DATED, {"plan": HEADER + "law,done,2021-01-10,,\n"})
    text = run(root, "2021-07-30", "check", "plan", "--lang", "zh")
    assert "有2项应于2021年6月30日前完成" in text
    assert "law应于2020年12月31日前完成" in text
