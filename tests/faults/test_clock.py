"""A clock that goes backwards: the day that is taken for granted is said, and nothing rests on times of files."""

from __future__ import annotations

import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.faults.state import faults, figures, published

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.nursery import Nursery

FUTURE = 4_000_000_000  # the year 2096


def test_a_figure_published_by_a_clock_that_is_behind(nursery: Nursery, goals: Path) -> None:
    ended = nursery.run(goals, "add", "jobs", "2023", "12", today=date(2001, 5, 1))
    assert ended.code == 2
    assert ended.stderr.startswith("published 2001-05-01 lies before 2023 has begun; correct the day")
    ended = nursery.run(goals, "add", "jobs", "2023", "12", "--published", "2024-02-01", today=date(2001, 5, 1))
    assert ended.code == 0
    assert figures(goals, "jobs")[-1] == "XX,2023,12,2024-02-01,,"


def test_a_revision_before_what_it_revises(nursery: Nursery, goals: Path) -> None:
    before = figures(goals, "jobs")
    ended = nursery.run(goals, "add", "jobs", "2022", "15", "--revises", today=date(2022, 5, 1))
    assert ended.code == 2
    assert "published 2023-02-01; a revision is published later: write --published with its day" in ended.stderr
    assert figures(goals, "jobs") == before
    assert nursery.run(goals, "add", "jobs", "2022", "15", "--revises", today=date(2024, 5, 1)).code == 0


def test_figures_added_while_the_clock_goes_backwards(nursery: Nursery, goals: Path) -> None:
    for year, day in ((2023, date(2024, 6, 1)), (2024, date(2025, 6, 1)), (2021, date(2024, 1, 1))):
        arguments = ("add", "share", str(year), "55", "--area", f"X{year}")
        assert nursery.run(goals, *arguments, today=day).code == 0
    assert [line.split(",")[1] for line in figures(goals, "share")[-3:]] == ["2023", "2024", "2021"]
    assert faults(goals) == []


@pytest.mark.parametrize("command", [("list",), ("check", "--json"), ("report", "2024-Q3", "--models", "none")])
def test_files_from_the_future(nursery: Nursery, goals: Path, command: tuple[str, ...]) -> None:
    """Nothing rests on the times of files: neither the cache, nor locks, nor what is written anew."""
    plain = nursery.run(goals, *command, "--as-of", "2024-10-15")
    pages = published(goals)
    assert nursery.run(goals, "add", "jobs", "2023", "12", "--published", "2024-01-05").code == 0
    for path in goals.rglob("*"):
        os.utime(path, (FUTURE, FUTURE))
    now = nursery.run(goals, *command, "--as-of", "2024-10-15")
    assert now.code == 0
    assert now.stdout != plain.stdout or published(goals) != pages
    fresh = goals.with_name("fresh") / "goals"
    shutil.copytree(goals, fresh, ignore=shutil.ignore_patterns(".tracker", "reports"))
    again = nursery.run(fresh, *command, "--as-of", "2024-10-15")
    assert now.stdout == again.stdout.replace(str(fresh), str(goals))
    assert published(goals) == published(fresh)
    assert nursery.run(goals, "add", "jobs", "2024", "13", "--published", "2025-01-05").code == 0
