"""Many processes at once on the same files: every row is there, once."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.faults.state import faults, figures, litter

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.nursery import Nursery

WRITERS = 8


def test_eight_processes_add_to_the_same_indicators(nursery: Nursery, goals: Path) -> None:
    before = {name: figures(goals, name) for name in ("jobs", "share")}
    years = range(2001, 2006)
    writers = [
        nursery.start(
            goals,
            *(("add", name, str(year), f"1{writer}", "--area", f"P{writer}") for year in years for name in before),
        )
        for writer in range(WRITERS)
    ]
    ended = [writer.wait() for writer in writers]
    assert [each.code for each in ended] == [0] * WRITERS, ended
    wanted = sorted(f"P{writer},{year},1{writer},{year}-12-31,," for writer in range(WRITERS) for year in years)
    for name, known in before.items():
        now = figures(goals, name)
        assert now[: len(known)] == known
        assert sorted(now[len(known) :]) == wanted
    assert faults(goals) == []
    assert [name for name in litter(goals) if "/cache/" not in name] == []


def test_of_eight_processes_with_the_same_figure_one_adds_it(nursery: Nursery, goals: Path) -> None:
    before = figures(goals, "jobs")
    writers = [nursery.start(goals, ("add", "jobs", "2023", "12")) for _ in range(WRITERS)]
    ended = [writer.wait() for writer in writers]
    assert sorted(each.code for each in ended) == [0] + [2] * (WRITERS - 1)
    assert all("observations/jobs.csv:7: this figure is there already" in each.stderr for each in ended if each.code)
    assert figures(goals, "jobs") == [*before, "XX,2023,12,2023-12-31,,"]


def test_imports_and_figures_side_by_side(nursery: Nursery, goals: Path) -> None:
    """An import that finds a file changed since it was read adds nothing to it, and says to import again."""
    command = ("import", "--from", "csv", str(goals / "new.csv"))
    importers = [nursery.start(goals, command) for _ in range(4)]
    writer = nursery.start(goals, *(("add", "jobs", str(year), "12", "--area", "P") for year in range(2001, 2011)))
    ended = [each.wait() for each in importers]
    assert writer.wait().code == 0
    assert {each.code for each in ended} <= {0, 2}
    assert all("again" in each.stderr for each in ended if each.code), ended
    assert nursery.run(goals, *command).code == 0
    alone = goals.with_name("alone")
    shutil.copytree(goals, alone, ignore=shutil.ignore_patterns(".tracker"))
    again = nursery.run(alone, "import", "--from", "csv", str(alone / "new.csv"))
    assert again.stdout.endswith("Nothing was written\n")
    assert len(figures(goals, "jobs")) == 6 + 12 + 10
    assert len(figures(goals, "births")) == 1 + 12
    assert faults(goals) == []


def test_reports_side_by_side(nursery: Nursery, goals: Path) -> None:
    command = ("report", "2024-Q3", "--models", "none")
    alone = goals.with_name("alone")
    shutil.copytree(goals, alone)
    assert nursery.run(alone, *command).code == 0
    writers = [nursery.start(goals, command) for _ in range(3)]
    assert [writer.wait().code for writer in writers] == [0] * 3
    for path in (alone / "reports").rglob("*.*"):
        assert (goals / path.relative_to(alone)).read_bytes() == path.read_bytes(), path
