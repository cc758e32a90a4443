"""What must hold of a workspace whatever happened to the commands that wrote in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.engine import load, problems
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from pathlib import Path


def figures(root: Path, name: str) -> list[str]:
    """The lines of an indicator's file as a command reads them; none where there is no file."""
    return (open_folder(str(root)).figures(name) or b"").decode().splitlines()


def faults(root: Path) -> list[str]:
    """Everything that is wrong in the files of a workspace; targets.yaml is readable when this returns."""
    folder = open_folder(str(root))
    return [str(problem) for problem in problems(folder, load(folder)) if not problem.warning]


def litter(root: Path) -> list[str]:
    """The files that only a writer at work or a killed one has: temporary ones, and records of rows not yet written."""
    found = [path for path in root.rglob("*") if path.name.endswith(".tmp") or path.parent.name == "pending"]
    return sorted(path.relative_to(root).as_posix() for path in found)


def published(root: Path) -> dict[str, bytes]:
    """The files of all reports by their names, temporary ones left out."""
    files = [path for path in (root / "reports").rglob("*") if path.is_file() and not path.name.endswith(".tmp")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
