"""Commands killed at any moment: never a torn row, never a lost one, and the next command works."""

from __future__ import annotations

import os
import random
import shutil
import time
from typing import TYPE_CHECKING, Literal

import pytest

from tests.faults.nursery import Fault
from tests.faults.state import faults, figures, litter, published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.faults.nursery import Nursery

AS_OF = ("--as-of", "2030-01-01")
ADD = ("add", "jobs", "2023", "12", *AS_OF)
REPORT = ("report", "2024-Q3", "--models", "none")
KINDS: tuple[Literal["kill", "tear"], ...] = ("kill", "tear")


def moments(steps: int, most: int) -> list[int]:
    """At most so many of a command's steps: the last ones, where it writes, and some of those before."""
    chance = random.Random(7)
    late = range(max(1, steps - most // 2), steps + 1)
    return sorted({*late, *chance.sample(range(1, steps + 1), min(steps, most // 2))})[-most:]


def brought(root: Path) -> tuple[str, ...]:
    """The command that brings in the table of a workspace: an entry in targets.yaml, a new file, rows in another."""
    return ("import", "--from", "csv", str(root / "new.csv"), *AS_OF)


def steps_of(nursery: Nursery, root: Path, command: Sequence[str]) -> int:
    """How many steps a command makes in a copy of a workspace."""
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    ended = nursery.run(copy, *command)
    assert ended.code == 0, ended.stderr
    shutil.rmtree(copy)
    return ended.steps


def test_an_added_figure_is_there_or_not(nursery: Nursery, goals: Path) -> None:
    steps = steps_of(nursery, goals, ADD)
    assert steps > 10
    before = figures(goals, "jobs")
    year, killed = 2023, 0
    for kind in KINDS:
        for moment in moments(steps, 14 if kind == "kill" else 4):
            shutil.rmtree(goals / ".tracker" / "cache", ignore_errors=True)
            ended = nursery.run(goals, "add", "jobs", str(year), "12", *AS_OF, fault=Fault(at=moment, kind=kind))
            killed += ended.code == -9
            now = figures(goals, "jobs")
            assert now in (before, [*before, f"XX,{year},12,{year}-12-31,,"])
            before, year = now, year + 1
            if year == 2030:
                year = 1900
    assert killed > 12
    assert faults(goals) == []
    ended = nursery.run(goals, "add", "jobs", "1890", "12", *AS_OF)
    assert ended.code == 0, ended.stderr
    assert (goals / "observations" / "jobs.csv").read_text(encoding="utf-8").splitlines() == [
        *before,
        "XX,1890,12,1890-12-31,,",
    ]
    assert [path for path in litter(goals) if "/cache/" not in path] == []


def test_a_row_torn_in_the_middle_is_neither_read_nor_kept(nursery: Nursery, goals: Path) -> None:
    path = goals / "observations" / "jobs.csv"
    before, row = path.read_bytes(), b"XX,2023,12,2023-12-31,,\n"
    steps = steps_of(nursery, goals, ADD)
    torn = 0
    for moment in range(steps, 0, -1):
        nursery.run(goals, "add", "jobs", "2023", "12", *AS_OF, fault=Fault(at=moment, kind="tear"))
        if path.read_bytes() in (before, before + row):
            path.write_bytes(before)
            continue
        torn += 1
        assert path.read_bytes() == before + row[: len(row) // 2]
        assert figures(goals, "jobs") == before.decode().splitlines()
        assert nursery.run(goals, "list").code == 0
        assert nursery.run(goals, "add", "jobs", "2024", "13", *AS_OF).code == 0
        assert path.read_bytes() == before + b"XX,2024,13,2024-12-31,,\n"
        break
    assert torn == 1


def test_the_first_figure_of_an_indicator(nursery: Nursery, goals: Path) -> None:
    command = ("add", "births", "2023", "12", *AS_OF)
    path = goals / "observations" / "births.csv"
    left = 0
    for moment in moments(steps_of(nursery, goals, command), 16):
        ended = nursery.run(goals, *command, fault=Fault(at=moment))
        assert len(figures(goals, "births")) in ((0, 2) if ended.code == -9 else (2,))
        left = max(left, sum(name.startswith("observations/") for name in litter(goals)))
        path.unlink(missing_ok=True)
    assert left > 0
    assert nursery.run(goals, *command).code == 0
    assert len(figures(goals, "births")) == 2
    assert [name for name in litter(goals) if "/cache/" not in name] == []


def test_an_import_is_finished_by_the_same_import(nursery: Nursery, goals: Path) -> None:
    whole = goals.with_name("whole")
    shutil.copytree(goals, whole)
    ended = nursery.run(whole, *brought(whole))
    assert ended.code == 0
    steps = ended.steps
    for kind in KINDS:
        for moment in moments(steps, 8 if kind == "kill" else 4):
            root = goals.with_name(f"{kind}-{moment}")
            shutil.copytree(goals, root)
            assert nursery.run(root, *brought(root), fault=Fault(at=moment, kind=kind)).code == -9
            assert faults(root) == []
            assert figures(root, "jobs")[:6] == figures(goals, "jobs")
            ended = nursery.run(root, *brought(root))
            assert ended.code == 0, ended.stderr
            assert {name: sorted(figures(root, name)) for name in ("jobs", "births", "share")} == {
                name: sorted(figures(whole, name)) for name in ("jobs", "births", "share")
            }
            assert (root / "targets.yaml").read_bytes() == (whole / "targets.yaml").read_bytes()
            shutil.rmtree(root)


def test_the_map_of_a_table_is_kept_whole_or_not_at_all(nursery: Nursery, goals: Path) -> None:
    command = (*brought(goals), "--map", str(goals / "new.map.yaml"))
    ended = nursery.run(goals, *command)
    assert ended.code == 0, ended.stderr
    whole = (goals / "new.map.yaml").read_bytes()
    steps = 0
    for moment in range(1, 10):
        (goals / "new.map.yaml").unlink(missing_ok=True)
        steps = nursery.run(goals, *command, fault=Fault(at=moment)).steps
        if (goals / "new.map.yaml").exists():
            assert (goals / "new.map.yaml").read_bytes() == whole
        if steps < moment:
            break
    assert 3 < steps < 9


def test_rows_of_an_import_that_are_whole_are_taken_back_by_nobody(goals: Path) -> None:
    from tracker.workspace import append_row, open_folder
    from tracker.workspace.pending import pending_record

    path = goals / "observations" / "jobs.csv"
    before = path.read_bytes()
    rows = [b"XX,2023,12,,,\n", b"XX,2024,13,,,\n", b"XX,2025,14,,,\n"]
    (goals / ".tracker" / "pending").mkdir(parents=True)
    (goals / ".tracker" / "pending" / "jobs").write_bytes(pending_record(len(before), b"".join(rows)))
    path.write_bytes(before + rows[0] + rows[1])
    assert len(figures(goals, "jobs")) == 8
    append_row(open_folder(str(goals)), "jobs", {"period": "2026", "value": "15"})
    assert path.read_bytes() == before + rows[0] + rows[1] + b",2026,15,,,\n"


def test_a_report_is_the_old_one_or_the_new_file_by_file(nursery: Nursery, goals: Path) -> None:
    assert nursery.run(goals, *REPORT).code == 0
    old = published(goals)
    assert nursery.run(goals, "add", "jobs", "2023", "14", "--published", "2024-01-01", *AS_OF).code == 0
    whole = goals.with_name("whole")
    shutil.copytree(goals, whole)
    ended = nursery.run(whole, *REPORT)
    new = published(whole)
    assert new != old
    for moment in moments(ended.steps, 6):
        ended = nursery.run(goals, *REPORT, fault=Fault(at=moment))
        assert ended.code in (-9, 0)
        now = published(goals)
        assert now.keys() == new.keys()
        assert all(content in (old[name], new[name]) for name, content in now.items())
    assert nursery.run(goals, "validate").code == 0
    assert nursery.run(goals, *REPORT).code == 0
    assert published(goals) == new


def test_a_whole_group_of_processes_killed_at_random(nursery: Nursery, goals: Path) -> None:
    started = time.monotonic()
    assert nursery.run(goals, *REPORT).code == 0
    length = time.monotonic() - started
    whole = published(goals)
    chance = random.Random(3)
    for _ in range(2):
        shutil.rmtree(goals / ".tracker")
        shutil.rmtree(goals / "reports", ignore_errors=True)
        running = nursery.start(goals, REPORT)
        time.sleep(chance.uniform(0.3, 1.0) * length)
        running.kill(group=True)
        assert running.wait().code in (-9, 0)
        assert all(content == whole[name] for name, content in published(goals).items())
    assert nursery.run(goals, *REPORT).code == 0
    assert published(goals) == whole


def test_what_killed_commands_leave_does_not_grow(nursery: Nursery, goals: Path) -> None:
    path = goals / "observations" / "jobs.csv"
    before, left = path.read_bytes(), set[str]()
    for moment in range(1, steps_of(nursery, goals, ADD) + 1):
        shutil.rmtree(goals / ".tracker" / "cache", ignore_errors=True)
        nursery.run(goals, *ADD, fault=Fault(at=moment))
        path.write_bytes(before)
        left.update(name for name in litter(goals) if "/cache/" not in name)
    assert len(left) > 1
    assert nursery.run(goals, *ADD).code == 0
    assert [name for name in litter(goals) if "/cache/" not in name] == []


@pytest.mark.parametrize(
    ("left", "command"),
    [
        (".targets.yaml.0a1b2c3d.tmp", ()),
        ("observations/.births.csv.0a1b2c3d.tmp", ()),
        (".tracker/pending/.jobs.0a1b2c3d.tmp", ()),
        ("reports/.index.html.0a1b2c3d.tmp", REPORT),
        ("reports/2024-Q3/.index.html.0a1b2c3d.tmp", REPORT),
        ("reports/2024-Q3/.report.json.0a1b2c3d.tmp", REPORT),
        ("reports/2024-Q3/targets/.jobs-2030.json.0a1b2c3d.tmp", REPORT),
    ],
)
def test_what_was_left_long_ago_is_swept(nursery: Nursery, goals: Path, left: str, command: tuple[str, ...]) -> None:
    (goals / left).parent.mkdir(parents=True, exist_ok=True)
    (goals / left).write_bytes(b"half")
    os.utime(goals / left, (1, 1))
    assert nursery.run(goals, *(command or brought(goals))).code == 0
    assert not (goals / left).exists()
