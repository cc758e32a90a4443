"""What the tests of faults share: a workspace, a process that starts commands, a small disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.nursery import Nursery, write_example

if TYPE_CHECKING:
    from collections.abc import Generator

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out where a process cannot be split in two."""
    if hasattr(os, "fork"):
        return
    for item in items:
        if HERE in item.path.parents and "nursery" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="no fork on this system"))


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Generator[Nursery, None, None]:
    """Starts commands that can be killed and refused at any of their steps."""
    started = Nursery(tmp_path_factory.mktemp("nursery"))
    yield started
    started.close()


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    """A small workspace, beside it in new.csv a table to bring in."""
    root = tmp_path / "goals"
    write_example(root)
    return root


@pytest.fixture
def small_disk() -> Generator[Path | None, None, None]:
    """A file system of 256 kB of its own, None where this user may not mount one."""
    place = Path(tempfile.mkdtemp(prefix="tracker-disk-"))
    mounted = (
        sys.platform == "linux"
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k,mode=755", "tracker-test", str(place)],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)
        shutil.rmtree(place)
