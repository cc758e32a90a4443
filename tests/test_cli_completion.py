"""Completion of ids, as a shell asks for it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.cli.main import VERBS

Workspace = Callable[..., Path]

TARGETS = """\
    # jobs-1999: in a comment
    format: 1
    workspace: {title: Example, area: XX}
    indicators:
      jobs:
        title: Jobs
        unit: people
      "births": {title: Births, unit: people, frequency: annual}

    targets:
      jobs-2030:
        title: {en: Many jobs}
        by: 2030
      # jobs-2031:
      jobs-2035: {title: More jobs, indicator: jobs, at_least: 2000, by: 2030}
"""


def complete(folder: Path, words: str) -> list[str]:
    """What the shell is offered for the last of some words."""
    code = "from tracker.cli.main import main; main()"
    environment = {
        **os.environ,
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tracker check jobs", ["jobs-2030", "jobs-2035"]),
        ("tracker check jobs-2030 jobs-2035", ["jobs-2035"]),
        ("tracker add ", ["jobs", "births", "jobs-2030", "jobs-2035"]),
        ("tracker add b", ["births"]),
        ("tracker check x", []),
    ],
)
def test_ids_are_completed(workspace: Workspace, words: str, offered: list[str]) -> None:
    assert complete(workspace(TARGETS), words) == offered


def test_the_given_workspace_is_asked(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace(TARGETS)
    assert complete(tmp_path, f"tracker --workspace {folder} check jobs-2030") == ["jobs-2030"]
    assert complete(tmp_path, f"tracker check --workspace {folder} jobs-2030") == ["jobs-2030"]


def test_verbs_are_completed(tmp_path: Path) -> None:
    assert complete(tmp_path, "tracker ") == list(VERBS)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[", b""])
def test_nothing_is_offered_where_nothing_can_be_read(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    assert complete(tmp_path, "tracker check ") == []
    folder = workspace(TARGETS)
    (folder / "targets.yaml").write_bytes(content)
    assert complete(folder, "tracker check ") == []


def test_the_shell_is_given_its_script(tmp_path: Path) -> None:
    environment = {**os.environ, "_TRACKER_COMPLETE": "zsh_source"}
    code = "from tracker.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert b"_TRACKER_COMPLETE=zsh_complete" in done.stdout
