"""`validate`: everything that is wrong, at once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker

Workspace = Callable[..., Path]

TARGETS = """\
    format: 1
    workspace: {title: Example, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, frequency: annual}
      revenue: {title: Revenue, unit: CNY, nature: currency, frequency: annual}
    targets:
      jobs-2030: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2030}
      plan: {title: The plan, milestones: {count: 3}, by: 2027}
"""
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(folder), "validate", *arguments])


def test_a_sound_workspace(workspace: Workspace) -> None:
    result = run(workspace(TARGETS, {"jobs": JOBS}))
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")


def test_a_warning_is_no_error(workspace: Workspace) -> None:
    result = run(workspace(TARGETS, {"jobs": JOBS + "2023,11000,2024-02-01\n"}))
    assert result.exit_code == 0
    assert result.stderr.startswith("observations/jobs.csv:4: warning: 2023 11000 people is about 10 times")
    assert result.stdout == "0 errors, 1 warning\n"


def test_errors_of_all_files_come_at_once(workspace: Workspace) -> None:
    figures = {
        "jobs": JOBS + "2023,12O0,2024-02-01\n",
        "revenue": "period,value,unit\n2022,5,people\n",
        "plan": "step,status,published\nstep-4,done,2024-02-01\n",
        "job": "period,value\n",
    }
    result = run(workspace(TARGETS, figures))
    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        "observations/job.csv",
        "observations/jobs.csv:4",
        "observations/plan.csv:2",
        "observations/revenue.csv:2",
    ]
    assert "did you mean 'jobs'?" in result.stderr.splitlines()[0]
    assert result.stdout == "4 errors, 0 warnings\n"


def test_figures_are_looked_at_although_targets_are_wrong(workspace: Workspace) -> None:
    folder = workspace("format: 1\ntargets: {x: }\n", {"jobs": "not a header\n", "revenue": ""})
    (folder / "observations" / "births.csv").mkdir()
    result = run(folder)
    assert result.exit_code == 2
    paths = {line.split(":")[0] for line in result.stderr.splitlines()}
    assert paths == {
        "targets.yaml",
        "observations/jobs.csv",
        "observations/revenue.csv",
        "observations/births.csv",
    }


def test_json(workspace: Workspace) -> None:
    result = run(workspace(TARGETS, {"jobs": JOBS + "2023,-,2024-02-01\n"}), "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)
    assert list(problem) == ["version", "path", "line", "message", "warning"]
    assert (problem["path"], problem["line"], problem["warning"]) == ("observations/jobs.csv", 4, False)
    assert json.loads(run(workspace(TARGETS, {"jobs": JOBS}, name="sound"), "--json").stdout) == []


def test_other_files_are_mentioned(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": JOBS})
    (folder / "observations" / "jobs.xlsx").write_bytes(b"PK")
    result = run(folder)
    assert result.exit_code == 0
    assert (
        result.stderr
        == "observations/jobs.xlsx: warning: is not read; figures stand in INDICATOR.csv or INDICATOR.parquet\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file names")
def test_a_file_name_in_another_encoding_is_printed(workspace: Workspace) -> None:
    folder = workspace(TARGETS)
    (folder / "observations" / os.fsdecode(b"\xb9\xa4.txt")).write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "tracker", "--workspace", str(folder), "validate"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parent.parent)
    assert done.stderr.startswith(b"observations/\xb9\xa4.txt: warning: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xff\xfea\0", "UTF-16"),
        (b"\0\0\0", "NUL"),
        ("period,value\n2023,1,亿\n".encode("gbk"), "not UTF-8"),
        (b"<<<<<<< HEAD\n", "conflict"),
        (b"period;value\n2023;1\n", "semicolons"),
        (b"x" * 10_000_000, "100000 bytes"),
    ],
    ids=["empty", "utf-16", "binary", "gbk", "conflict", "semicolons", "long-line"],
)
def test_a_file_that_cannot_be_read(workspace: Workspace, content: bytes, message: str) -> None:
    folder = workspace(TARGETS, {"jobs": JOBS})
    (folder / "observations" / "jobs.csv").write_bytes(content)
    result = run(folder)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"\xff\xfef\0", b"a: &a [x]\nb: [*a, *a]\n", b"{" * 100_000])
def test_targets_that_cannot_be_read(workspace: Workspace, content: bytes) -> None:
    folder = workspace(TARGETS)
    (folder / "targets.yaml").write_bytes(content)
    result = run(folder)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("targets.yaml")


def test_a_link_and_a_folder_in_the_place_of_targets(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace(TARGETS)
    (folder / "targets.yaml").rename(tmp_path / "elsewhere.yaml")
    (folder / "targets.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "outside the workspace" in run(folder).stderr
    (folder / "targets.yaml").unlink()
    (folder / "targets.yaml").mkdir()
    assert "targets.yaml: is a folder" in run(folder).stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(workspace: Workspace) -> None:
    folder = workspace(TARGETS)
    os.mkfifo(folder / "observations" / "jobs.csv")
    result = run(folder)
    assert result.exit_code == 2
    assert "is no regular file" in result.stderr
