"""Files that went through other hands: a spreadsheet, an editor, a merge. They are read right or refused by line."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tests.faults.nursery import write_example
from tracker.cli.main import tracker

if TYPE_CHECKING:
    from pathlib import Path

PATH = "observations/jobs.csv"
PLAIN = "area,period,value,published,note\nXX,2021,10.5,2022-02-01,\nXX,2022,11.5,2023-02-01,\n"


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    root = tmp_path / "goals"
    write_example(root)
    (root / PATH).write_text(PLAIN, encoding="utf-8", newline="\n")
    return root


def run(root: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(tracker, ["--workspace", str(root), "--as-of", "2025-01-01", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def verdicts(root: Path) -> str:
    """The verdicts on all targets, without the line that they are cited by."""
    result = run(root, "list", "--json")
    assert result.exit_code == 0, result.stderr
    return result.stdout


# A spreadsheet's


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"\xef\xbb\xbf" + PLAIN.encode(), id="byte-order mark"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(), id="CSV UTF-8 of Excel"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="CR"),
        pytest.param(PLAIN.replace("XX,2022", "\r\nXX,2022").encode(), id="mixed"),
        pytest.param(PLAIN.rstrip("\n").encode(), id="no newline at the end"),
        pytest.param(PLAIN.replace(",", '","').replace("\n", '"\n"').join(('"', "")).encode()[:-1], id="all quoted"),
        pytest.param(PLAIN.replace("XX,", " XX ,").encode(), id="spaces"),
        pytest.param((PLAIN + "\n\n   \n").encode(), id="blank lines"),
        pytest.param((PLAIN + ",,,,\n,,,,\n").encode(), id="rows of empty cells"),
    ],
)
def test_read_as_the_plain_file_is(goals: Path, written: bytes) -> None:
    plain = verdicts(goals)
    (goals / PATH).write_bytes(written)
    assert verdicts(goals) == plain
    before = (goals / PATH).read_bytes()
    assert run(goals, "add", "jobs", "2023", "12.5").exit_code == 0
    assert (goals / PATH).read_bytes().startswith(before)
    assert run(goals, "validate").exit_code == 0
    assert '"value": 12.5' in verdicts(goals)


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        (
            PLAIN.replace(",", ";").replace("11.5", "11,5"),
            1,
            "the columns are separated by semicolons; write commas (in a spreadsheet: save as 'CSV UTF-8')",
        ),
        (f"sep=;\n{PLAIN.replace(',', ';')}", 1, "'sep=;' is a word to spreadsheets alone; delete this line"),
        (f"sep=,\n{PLAIN}", 1, "'sep=,' is a word to spreadsheets alone; delete this line"),
        (PLAIN.replace(",", "\t"), 1, "separated by tabs; write commas"),
        (PLAIN.replace("11.5", '"11,5"'), 3, "value '11,5' has a comma; write 11.5 with a decimal point, or 115"),
        (PLAIN.replace("11.5", "11,5"), 3, "found 6 cells, but the header names 5 columns"),
        (PLAIN.replace("11.5", '"1 100,5"'), 3, "value '1 100,5' has separators between its digits; write 1100.5"),
        (PLAIN.replace("11.5", '"1.100,5"'), 3, "value '1.100,5' has separators between its digits; write 1100.5"),
        (PLAIN.replace("11.5", "1\u202f100"), 3, "has separators between its digits; write 1100"),
        (PLAIN.replace("11.5", "1’100.5"), 3, "has separators between its digits; write 1100.5"),
        (PLAIN.replace("11.5", "#REF!"), 3, "value '#REF!' is no number"),
        (PLAIN.replace("11.5", "=B2+1"), 3, "value '=B2+1' begins with '='"),
        (PLAIN.replace("2023-02-01", "01/02/2023"), 3, "published '01/02/2023' "),
        (PLAIN.replace("2023-02-01", "1.2.2023"), 3, "published '1.2.2023' "),
        (PLAIN.replace("2023-02-01", "44958"), 3, "published '44958' "),
        (PLAIN.replace("XX,2022", "XX,Dec-22"), 3, "period 'Dec-22' "),
        (PLAIN.replace("note\n", "note,,\n").replace(",\n", ",,,\n"), 1, "a column without a name"),
    ],
    ids=lambda value: None if isinstance(value, int) else ascii(value)[-24:],
)
def test_refused_with_the_line_and_what_to_write(goals: Path, written: str, line: int, said: str) -> None:
    for newline, mark in (("\n", b""), ("\r\n", b"\xef\xbb\xbf")):
        content = mark + written.replace("\n", newline).encode()
        (goals / PATH).write_bytes(content)
        result = run(goals, "list")
        assert (result.exit_code, result.stdout) == (2, "")
        first = result.stderr.splitlines()[0]
        assert first.startswith(f"{PATH}:{line}: ")
        assert said in first
        assert run(goals, "add", "jobs", "2023", "12").exit_code == 2
        assert (goals / PATH).read_bytes() == content


def test_dates_as_spreadsheets_write_them_where_they_are_clear(goals: Path) -> None:
    plain = verdicts(goals)
    (goals / PATH).write_text(PLAIN.replace("2023-02-01", "2023/2/1"), encoding="utf-8")
    result = run(goals, "list", "--json")
    assert result.stdout == plain if result.exit_code == 0 else result.stderr.startswith(f"{PATH}:3: ")


# An editor's


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="byte-order mark"),
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"), id="both"),
        pytest.param(lambda text: text.rstrip(b"\n"), id="no newline at the end"),
        pytest.param(lambda text: text.replace(b"\n", b"  \n"), id="spaces at the end"),
    ],
)
def test_targets_are_read_and_written_in_their_own_style(goals: Path, written: object) -> None:
    plain = verdicts(goals)
    path = goals / "targets.yaml"
    content = written(path.read_bytes())  # type: ignore[operator] # one of the functions above
    path.write_bytes(content)
    assert verdicts(goals) == plain
    made = run(
        goals, "declare", "fewer", "--title", "Fewer", "--indicator", "jobs", "--at-most", "9", "--by", "2030", "--yes"
    )
    assert made.exit_code == 0, made.output
    now = path.read_bytes()
    assert now.startswith(content)
    assert now.count(b"\r\n") in (0, now.count(b"\n"))
    assert now.count(b"\xef\xbb\xbf") == content.count(b"\xef\xbb\xbf")
    assert run(goals, "check", "fewer").exit_code == 0


@pytest.mark.parametrize(
    ("name", "left"), [("targets.yaml", "targets.yaml~"), (PATH, f"{PATH}~"), (PATH, "observations/.jobs.csv.swp")]
)
def test_what_editors_leave_beside_is_no_figure(goals: Path, name: str, left: str) -> None:
    plain = verdicts(goals)
    (goals / left).write_bytes((goals / name).read_bytes() + b"rubbish\0")
    assert verdicts(goals) == plain
    assert run(goals, "validate").exit_code == 0


# A merge's


def git(root: Path, *arguments: str, code: int = 0) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout


@pytest.fixture
def repository(goals: Path) -> Path:
    git(goals, "init", "--quiet", "--initial-branch=main")
    (goals / ".gitignore").write_text(".tracker/\n", encoding="utf-8")
    git(goals, "add", ".")
    git(goals, "commit", "--quiet", "--message=first")
    return goals


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_two_branches_that_add_to_one_file(repository: Path, style: str) -> None:
    git(repository, "config", "merge.conflictStyle", style)
    for branch, value in (("one", "12"), ("two", "13")):
        git(repository, "switch", "--quiet", "--create", branch, "main")
        assert run(repository, "add", "jobs", "2023", value).exit_code == 0
        path = repository / "targets.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("at_least: 20,", f"at_least: {value},"), "utf-8")
        git(repository, "commit", "--quiet", "--all", f"--message={branch}")
    git(repository, "merge", "--quiet", "one", code=1)
    for name, advice in (("targets.yaml", "a conflict mark"), (PATH, "conflict mark of a merge; keep the rows")):
        content = (repository / name).read_text(encoding="utf-8").splitlines()
        marks = [number for number, text in enumerate(content, 1) if text[:7] in {each * 7 for each in "<=>|"}]
        assert len(marks) == (3 if style == "merge" else 4)
        before = (repository / PATH).read_bytes()
        for command in (("list",), ("validate",), ("add", "jobs", "2024", "14"), ("report", "2024-Q3")):
            result = run(repository, *command)
            assert result.exit_code == 2
            said = [line for line in (result.stdout + result.stderr).splitlines() if line.startswith(name)]
            lines = {int(line.split(":")[1]) for line in said}
            assert lines <= set(marks), (command, lines)
            assert marks[0] in lines
            assert advice in said[0]
        assert (repository / PATH).read_bytes() == before
        git(repository, "checkout", "--quiet", "--ours", name)
    assert run(repository, "list").exit_code == 0


def test_a_checkout_with_other_line_endings(repository: Path) -> None:
    """From a copy that git wrote with CRLF the same verdicts and report, and one line of difference for one figure."""
    assert run(repository, "report", "2024-Q3", "--models", "none").exit_code == 0
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message=report")
    plain = verdicts(repository)
    there = repository.with_name("there")
    git(repository, "clone", "--quiet", "--config", "core.autocrlf=true", str(repository), str(there))
    assert b"\r\n" in (there / PATH).read_bytes()
    assert b"\r\n" in (there / "targets.yaml").read_bytes()
    assert verdicts(there) == plain
    assert run(there, "report", "2024-Q3", "--models", "none").exit_code == 0
    git(there, "add", ".")
    assert git(there, "status", "--porcelain") == ""
    assert run(there, "add", "jobs", "2023", "12").exit_code == 0
    assert (there / PATH).read_bytes().endswith(b"XX,2022,11.5,2023-02-01,\r\nXX,2023,12,2023-12-31,\r\n")
    git(there, "commit", "--quiet", "--all", "--message=figure")
    shown = subprocess.run(
        ["git", "show", "--numstat", "--format="], cwd=there, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["1", "0", PATH]


def test_what_a_verdict_is_cited_by_does_not_depend_on_line_endings(goals: Path) -> None:
    plain = run(goals, "check", "jobs-2030").stdout
    for path in (goals / "targets.yaml", goals / PATH):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(goals, "check", "jobs-2030").stdout == plain
