"""The system refuses: a full disk, no permission, a folder that is gone. It is said, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING, Literal

import pytest

from tests.faults.nursery import Fault
from tests.faults.state import faults, figures, litter, published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.nursery import Nursery, Outcome

ADD = ("add", "jobs", "2023", "12", "--as-of", "2030-01-01")
ROW = "XX,2023,12,2023-12-31,,"
REPORT = ("report", "2024-Q3", "--models", "none")


def is_refusal(ended: Outcome, words: str) -> bool:
    """Whether a command ended with exit code 2 and a message that holds some words, and nothing else on stderr."""
    assert ended.code == 2, ended
    assert "Traceback" not in ended.stderr
    assert "Exception ignored" not in ended.stderr
    return words in ended.stderr


@pytest.fixture
def disk(small_disk: Path | None, goals: Path) -> Path:
    """The workspace on a small disk, with its caches filled."""
    if small_disk is None:
        pytest.skip("this user may not mount a file system")
    shutil.copytree(goals, small_disk / "goals")
    return small_disk / "goals"


def filled(place: Path) -> Path:
    """A file that takes all the room that is left on a disk."""
    filler = place.parent / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


# A full disk


@pytest.mark.slow  # not every machine lets its tests mount a file system
def test_a_full_disk(nursery: Nursery, disk: Path) -> None:
    shown = nursery.run(disk, "list").stdout
    shutil.rmtree(disk / ".tracker")
    filler = filled(disk)
    before = figures(disk, "jobs")
    assert nursery.run(disk, "list").stdout == shown
    assert is_refusal(nursery.run(disk, *ADD), "No space left on device; the file is as it was: make room on the disk")
    assert is_refusal(nursery.run(disk, *REPORT), "reports")
    brought = nursery.run(disk, "import", "--from", "csv", str(disk / "new.csv"))
    assert is_refusal(brought, "No space left on device")
    assert figures(disk, "jobs") == before
    filler.unlink()
    assert litter(disk) == []
    assert nursery.run(disk, *ADD).code == 0
    assert figures(disk, "jobs") == [*before, ROW]
    assert faults(disk) == []


@pytest.mark.slow  # not every machine lets its tests mount a file system
def test_a_disk_that_fills_while_a_report_is_written(nursery: Nursery, disk: Path, goals: Path) -> None:
    ended = nursery.run(disk, *REPORT)
    if ended.code == 0:
        shutil.rmtree(disk / "reports")
        (disk.parent / "filler").write_bytes(b"x" * 100_000)
        ended = nursery.run(disk, *REPORT)
    assert is_refusal(ended, "No space left on device")
    assert nursery.run(goals, *REPORT).code == 0
    whole = published(goals)
    assert all(content == whole[name] for name, content in published(disk).items())
    assert litter(disk) == []


def test_a_file_that_may_not_grow(nursery: Nursery, goals: Path) -> None:
    path = goals / "observations" / "jobs.csv"
    before = figures(goals, "jobs")
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"XX,{year},12,,,\n" for year in range(1100, 1900))
    before = figures(goals, "jobs")
    for room in (0, 5):
        ended = nursery.run(goals, *ADD, largest=path.stat().st_size + room)
        assert is_refusal(ended, "observations/jobs.csv: cannot be written")
        assert figures(goals, "jobs") == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")  # noqa: PTH110
def test_nothing_can_be_printed(nursery: Nursery, goals: Path) -> None:
    for command in (("list",), ("check", "--json"), ("validate",), ("--help",)):
        assert is_refusal(nursery.run(goals, *command, stdout="/dev/full"), "cannot write: No space left on device\n")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES], ids=errno.errorcode.get)
def test_a_figure_is_added_or_the_refusal_is_said(nursery: Nursery, goals: Path, number: int) -> None:
    """Every step is refused once, and from every step on the disk is full."""
    path = goals / "observations" / "jobs.csv"
    content, before = path.read_bytes(), figures(goals, "jobs")
    kind: Literal["full", "fail"] = "full" if number == errno.ENOSPC else "fail"
    step, ended = 0, None
    codes = set()
    while ended is None or ended.steps >= step:
        step += 1
        ended = nursery.run(goals, *ADD, fault=Fault(at=step, kind=kind, number=number))
        codes.add(ended.code)
        if ended.code == 0:
            assert figures(goals, "jobs") == [*before, ROW], (step, ended.stderr)
        else:
            assert is_refusal(ended, os.strerror(number)), step
            assert ended.stderr.count("\n") == 1, (step, ended.stderr)
            assert figures(goals, "jobs") == before, step
        path.write_bytes(content)
    assert codes == {0, 2}


def test_an_import_that_stops_half_way_says_so(nursery: Nursery, goals: Path) -> None:
    targets = (goals / "targets.yaml").read_bytes()
    copy = goals.with_name("copy")
    command = ("import", "--from", "csv", str(copy / "new.csv"))
    shutil.copytree(goals, copy)
    steps = nursery.run(copy, *command).steps
    said = ""
    for step in range(steps, 0, -1):
        shutil.rmtree(copy)
        shutil.copytree(goals, copy)
        ended = nursery.run(copy, *command, fault=Fault(at=step, kind="fail", number=errno.EIO))
        if ended.code == 2:
            said = ended.stderr
            break
    assert (copy / "targets.yaml").read_bytes() != targets
    assert "cannot be written: Input/output error; the file is as it was" in said
    assert said.endswith("written before that; the same import again brings the rest\n")
    assert nursery.run(copy, *command).code == 0
    assert faults(copy) == []


# No permission


@pytest.fixture
def closed(goals: Path) -> Iterator[Path]:
    """The workspace; what a test forbids in it is allowed again afterwards."""
    yield goals
    for place in (goals, goals / "observations"):
        place.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_folder_that_may_only_be_read(nursery: Nursery, closed: Path) -> None:
    shown = nursery.run(closed.with_name("goals"), "list").stdout
    shutil.rmtree(closed / ".tracker")
    before = figures(closed, "jobs")
    shutil.rmtree(closed / ".tracker", ignore_errors=True)
    for place in (closed, closed / "observations"):
        place.chmod(0o555)
    assert nursery.run(closed, "list", bound=True).stdout == shown
    advice = "cannot be written: Permission denied; the file is as it was: ask for the right to write there"
    for command, named in (
        (ADD, ".tracker/locks"),
        (REPORT, "reports"),
        (("import", "--from", "csv", str(closed / "new.csv")), ".tracker/locks"),
        (("declare", "x", "--indicator", "jobs", "--title", "X", "--at-least", "5", "--by", "2030", "--yes"), ""),
    ):
        ended = nursery.run(closed, *command, bound=True)
        assert is_refusal(ended, named), command
        assert advice in ended.stderr, command
    assert figures(closed, "jobs") == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(
    ("place", "mode", "command", "said"),
    [
        ("targets.yaml", 0o000, ("list",), "targets.yaml: cannot be read: Permission denied; check the file and its"),
        ("observations/jobs.csv", 0o000, ("list",), "observations/jobs.csv: cannot be read: Permission denied"),
        ("observations/jobs.csv", 0o000, ADD, "observations/jobs.csv: cannot be read: Permission denied"),
        ("observations/jobs.csv", 0o444, ADD, "observations/jobs.csv: cannot be written: Permission denied; the file"),
        ("observations", 0o000, ("list",), "observations/jobs.csv: cannot be read: Permission denied"),
        ("observations", 0o000, ("validate",), "observations"),
        (".", 0o000, ("list",), "goals: cannot be read: Permission denied; check the file and its permissions"),
        ("new.csv", 0o000, ("import", "--from", "csv", "NEW"), "new.csv"),
        ("new.csv", 0o000, ("import", "--from", "csv", "NEW", "--map", "NEW"), "new.csv"),
        (".tracker/locks/jobs.lock", 0o000, ADD, ".tracker/locks/jobs.lock: cannot be written: Permission denied"),
        ("reports/2024-Q3", 0o555, REPORT, "reports/2024-Q3/"),
    ],
)
def test_no_permission(
    nursery: Nursery, closed: Path, place: str, mode: int, command: tuple[str, ...], said: str
) -> None:
    (closed / ".tracker" / "locks").mkdir(parents=True)
    (closed / ".tracker" / "locks" / "jobs.lock").touch()
    (closed / "reports" / "2024-Q3").mkdir(parents=True)
    before = (closed / "observations" / "jobs.csv").read_bytes()
    (closed / place).chmod(mode)
    typed = [str(closed / "new.csv") if each == "NEW" else each for each in command]
    assert is_refusal(nursery.run(closed, *typed, bound=True), said)
    (closed / place).chmod(0o755)
    assert (closed / "observations" / "jobs.csv").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_cache_of_somebody_else_is_passed_over(nursery: Nursery, closed: Path) -> None:
    shown = nursery.run(closed, "list")
    assert shown.code == 0
    for place in (closed / ".tracker").rglob("*"):
        if place.is_file():
            place.chmod(0o000)
    (closed / ".tracker" / "cache").chmod(0o000)
    ended = nursery.run(closed, "list", bound=True)
    assert (ended.code, ended.stdout, ended.stderr) == (0, shown.stdout, "")
    (closed / ".tracker" / "cache").chmod(0o755)


# A folder that is gone


@pytest.mark.parametrize("command", [ADD, REPORT], ids=["add", "report"])
def test_a_workspace_that_vanishes_is_not_made_anew(nursery: Nursery, goals: Path, command: tuple[str, ...]) -> None:
    gone = goals.with_name("goals.gone")
    steps = nursery.run(goals, *command).steps
    path = goals / "observations" / "jobs.csv"
    content = path.read_text(encoding="utf-8").removesuffix(f"{ROW}\n")
    for step in range(1, steps, 1 if command is ADD else 31):
        shutil.rmtree(goals / ".tracker", ignore_errors=True)
        path.write_text(content, encoding="utf-8")
        ended = nursery.run(goals, *command, fault=Fault(at=step, kind="vanish", place=str(goals)))
        if ended.steps < step:
            break
        assert not goals.exists(), step
        gone.rename(goals)
        now = path.read_text(encoding="utf-8")
        assert now in ((content + f"{ROW}\n",) if ended.code == 0 and command is ADD else (content, content + ROW))
        assert ended.code == 0 or is_refusal(ended, "gone"), step
    assert nursery.run(goals, "list").code == 0


def test_the_folder_of_the_cache_vanishes(nursery: Nursery, goals: Path) -> None:
    """It may be deleted at any time, also while a figure is being added."""
    path = goals / "observations" / "jobs.csv"
    content = path.read_bytes()
    step, ended = 0, None
    while ended is None or ended.steps >= step:
        step += 1
        path.write_bytes(content)
        (goals / ".tracker").mkdir(exist_ok=True)
        shutil.rmtree(goals / ".tracker.gone", ignore_errors=True)
        fault = Fault(at=step, kind="vanish", place=str(goals / ".tracker"))
        ended = nursery.run(goals, *ADD, fault=fault)
        wanted = content + f"{ROW}\n".encode() if ended.code == 0 else content
        assert path.read_bytes() == wanted, (step, ended)
        assert ended.code == 0 or is_refusal(ended, ".tracker"), step
    assert nursery.run(goals, "list").code == 0
