"""Goals made of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tracker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
