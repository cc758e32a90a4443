"""The files that a report is made from, as far as they tell that it must be made again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.workspace.folder import NOTES, OBSERVATIONS, REPORTS, TARGETS, Folder, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Stamp = tuple[str, int, int]
"""A path relative to the workspace, its time of modification in nanoseconds, and its size in bytes."""


def stamps(folder: Folder) -> frozenset[Stamp]:
    """A stamp for each file that a report is made from: targets.yaml, the figures, and the author's notes."""
    found = list(_stamps(folder, "", {TARGETS}))
    for place in _places(folder):
        found += _stamps(folder, place, None)
    return frozenset(found)


def places(folder: Folder) -> tuple[Path, ...]:
    """The folders in which such a file may come, change or go, those only that there are, without what is in them."""
    names = ("", REPORTS, *_places(folder))
    return tuple(real for name in names if (real := _real(folder, name)) is not None)


def _places(folder: Folder) -> list[str]:
    notes = f"{REPORTS}/{NOTES}"
    real = _real(folder, notes)
    below = [] if real is None else sorted(entry.name for entry in _entries(real) if entry.is_dir())
    return [OBSERVATIONS, notes, *(f"{notes}/{name}" for name in below)]


def _stamps(folder: Folder, place: str, only: set[str] | None) -> Iterator[Stamp]:
    real = _real(folder, place)
    for entry in () if real is None else _entries(real):
        if entry.name.startswith(".") or (only is not None and entry.name not in only):
            continue
        try:
            status = entry.stat()
        except OSError:  # gone in between
            continue
        if not entry.is_dir():
            yield f"{place}/{entry.name}", status.st_mtime_ns, status.st_size


def _real(folder: Folder, place: str) -> Path | None:
    try:
        real = inside(folder, place) if place else folder.root
    except TrackerError:
        return None
    return real if real.is_dir() else None


def _entries(place: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as found:
            return list(found)
    except OSError:
        return []
