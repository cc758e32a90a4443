"""A workspace: finding it, and reading its files strictly.

A workspace may come from anybody. It lies in a folder on this machine (disk.py), or at an address where it is only read
(remote.py); this module alone knows which.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError, StorageError
from tracker.workspace import disk
from tracker.workspace.disk import unreadable, wrong
from tracker.workspace.pending import without_torn_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.workspace.remote import Remote

TARGETS: Final = "targets.yaml"
OBSERVATIONS: Final = "observations"
REPORTS: Final = "reports"
NOTES: Final = "notes"
"""The folder in reports/ of what the author wrote beside them; nothing writes there."""

GENERATED: Final = ".tracker"

RECORD: Final = "report.json"
"""The file of a quarter's report that programs and later reports read."""

MAX_TARGETS_BYTES: Final = 32 * 1024**2
MAX_FIGURES_BYTES: Final = 512 * 1024**2
MAX_NOTE_BYTES: Final = 64 * 1024

PACKED_ENDING: Final = ".parquet"
PACKED_START: Final = b"PAR1"
"""How the name and the content of a Parquet file end and begin; no CSV file's do."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}(?:@[A-Za-z0-9_-]{1,80})?")
_QUARTER = re.compile(r"\d{4}(?:-[A-Z0-9]{1,2})?")
_MAX_ENTRIES = 1_000_000

_NOWHERE: Final = Path(os.devnull, "elsewhere")
"""The root of a workspace that is not on this machine: a place where nothing is, and nothing can be made."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds targets.yaml. Paths in messages are relative to `root`.

    `remote` reads it where it is not on this machine. `supposed` are figures files as they would be: (name, content)
    read in place of what is there. `held` are the contents that a snapshot has read so far, by path.
    """

    root: Path
    supposed: tuple[tuple[str, bytes], ...] = ()
    held: dict[str, bytes | None] | None = field(default=None, compare=False, repr=False)
    remote: Remote | None = None

    @property
    def name(self) -> str:
        """What people call the folder: its path, or its address without what is secret in it."""
        return str(self.root) if self.remote is None else self.remote.shown

    def snapshot(self) -> Folder:
        """The same folder, showing targets.yaml and each figures file as they were when first read.

        So no answer mixes two states of a file, nor is kept under a state that it was not made from.
        """
        return replace(self, held={})

    def supposing(self, name: str, content: bytes) -> Folder:
        """The same folder with one figures file read as `content`; nothing is written."""
        others = tuple(pair for pair in self.supposed if pair[0] != name)
        return replace(self, supposed=(*others, (name, content)))

    def supposing_targets(self, content: bytes) -> Folder:
        """The same folder with targets.yaml read as `content`; nothing is written."""
        return replace(self, held={**(self.held or {}), TARGETS: content})

    def targets(self) -> bytes:
        """The content of targets.yaml."""
        content = self._first(TARGETS, lambda: read_file(self, TARGETS, MAX_TARGETS_BYTES))
        if content is None and self.remote is not None:
            raise StorageError(f"no {TARGETS} in {self.name}; give the address of the folder that holds it")
        if content is None:
            raise StorageError(f"{TARGETS} is missing in {self.root}; `tracker init {self.root}` writes one")
        return content

    def figures(self, name: str) -> bytes | None:
        """The content of observations/NAME.csv or NAME.parquet, None when there is no such file.

        The one begins like a Parquet file, the other never does. A row that a killed writer left unfinished is not part
        of it.
        """
        for supposed, content in self.supposed:
            if supposed == name:
                return content
        return self._first(figures_path(name), lambda: self._figures(name))

    def is_packed(self, name: str) -> bool:
        """Whether the figures of an indicator are in Parquet."""
        return (self.figures(name) or b"").startswith(PACKED_START)

    def _first(self, path: str, read: Callable[[], bytes | None]) -> bytes | None:
        if self.held is None:
            return read()
        if path not in self.held:
            self.held[path] = read()
        return self.held[path]

    def _figures(self, name: str) -> bytes | None:
        path, packed_path = figures_path(name), figures_path(name, PACKED_START)
        found, packed = self._rows(name), read_file(self, packed_path, MAX_FIGURES_BYTES)
        if packed is None:
            if found is not None and found.startswith(PACKED_START):
                raise wrong(path, f"is a Parquet file; call it {name}{PACKED_ENDING}")
            return found
        if found is not None:
            raise wrong(packed_path, f"{name}.csv is there too; keep one of the two files and delete the other")
        if not packed.startswith(PACKED_START):
            raise wrong(packed_path, "is no Parquet file; write it anew, or call it by the name of what it is")
        return packed

    def _rows(self, name: str) -> bytes | None:
        path = figures_path(name)
        found = read_file(self, path, MAX_FIGURES_BYTES)
        if found is None or found.endswith(b"\n"):
            return found
        record = read_file(self, pending_path(name), MAX_FIGURES_BYTES)
        if record is None:  # the writer may have finished meanwhile
            return read_file(self, path, MAX_FIGURES_BYTES)
        return without_torn_row(found, record)

    def figure_files(self) -> tuple[str, ...]:
        """Names of everything in observations/ except hidden files, sorted."""
        return _listed(self, OBSERVATIONS)

    def figure_names(self) -> tuple[str, ...]:
        """NAME of every observations/NAME.csv and NAME.parquet, sorted."""
        names = (figures_name(file) for file in self.figure_files())
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def report_names(self) -> tuple[str, ...]:
        """The quarters that have a folder in reports/, sorted."""
        return tuple(name for name in _listed(self, REPORTS) if _QUARTER.fullmatch(name))

    def notes_listed(self, quarter: str = "") -> tuple[str, ...]:
        """Names of everything in reports/notes/, or in its folder of a quarter, except hidden files, sorted."""
        return _listed(self, f"{REPORTS}/{NOTES}/{quarter}".removesuffix("/"))

    def note(self, quarter: str, file: str) -> bytes:
        """The content of one file of the author's notes on a quarter, empty when there is none."""
        path = f"{REPORTS}/{NOTES}/{quarter}/{file}"
        return self._first(path, lambda: read_file(self, path, MAX_NOTE_BYTES)) or b""

    def report_file(self, quarter: str, name: str) -> bytes | None:
        """The content of one file of a quarter's report, None when there is no such file."""
        _check_quarter(quarter)
        return read_file(self, f"{REPORTS}/{quarter}/{name}", MAX_TARGETS_BYTES)

    def report_files(self, quarter: str) -> frozenset[str]:
        """The names within the folder of a quarter's report, and those one folder below."""
        _check_quarter(quarter)
        names = _listed(self, f"{REPORTS}/{quarter}")
        below = [name for name in names if _is_folder(self, f"{REPORTS}/{quarter}/{name}")]
        inner = (f"{name}/{file}" for name in below for file in _listed(self, f"{REPORTS}/{quarter}/{name}"))
        return frozenset((*names, *inner))

    def report_path(self, quarter: str) -> Path:
        """The folder of one quarter's report, which need not exist."""
        _check_quarter(quarter)
        return inside(self, f"{REPORTS}/{quarter}")


def open_folder(path: str | None, *, to_write: bool = False) -> Folder:
    """The workspace at `path`; without one, the current folder or the nearest above it that holds targets.yaml.

    A path may be an address, like s3://bucket/goals; RefusedError where something is to be written there.
    """
    if path is not None and "://" in path:
        from tracker.workspace.remote import local_path, open_remote, shown

        local = local_path(path)
        if local is not None:
            return _given(local)
        if to_write:
            raise RefusedError(_only_read(shown(path)))
        return Folder(_NOWHERE, remote=open_remote(path))
    if path is not None:
        return _given(Path(path))
    try:
        here = Path.cwd()
    except OSError:
        raise StorageError("the current folder is gone; change to one that exists or give --workspace DIR") from None
    for candidate in (here, *here.parents):
        if os.path.lexists(candidate / TARGETS):
            return Folder(candidate)
    raise StorageError(
        f"no {TARGETS} in {here} or a folder above it; give --workspace DIR, or `tracker init DIR` makes a workspace"
    )


def _given(path: Path) -> Folder:
    try:
        there = path.exists()
    except OSError as error:  # no name a folder can have
        raise unreadable(str(path), error) from None
    if not there:
        raise StorageError(f"no folder {path}; `tracker init {path}` makes a workspace there")
    if not path.is_dir():
        raise StorageError(f"{path} is not a folder; give the folder that holds {TARGETS}")
    try:
        (path / TARGETS).lstat()
    except FileNotFoundError:
        raise StorageError(f"no {TARGETS} in {path}; `tracker init {path}` makes a workspace there") from None
    except OSError as error:  # nobody may look into the folder
        raise unreadable(str(path), error) from None
    return Folder(path.absolute())


def figures_path(name: str, content: bytes | None = None) -> str:
    """The figures file of an indicator or milestone target, relative to the workspace; by its content, if it is there.

    Only what is in a Parquet file begins like one.
    """
    is_packed = content is not None and content.startswith(PACKED_START)
    return f"{OBSERVATIONS}/{_checked(name)}{PACKED_ENDING if is_packed else '.csv'}"


def figures_name(file: str) -> str | None:
    """NAME of a file in observations/ that is called NAME.csv or NAME.parquet, None of any other."""
    for ending in (".csv", PACKED_ENDING):
        if file.endswith(ending):
            return file.removesuffix(ending)
    return None


def pending_path(name: str) -> str:
    """The record of a row that is being appended to a figures file, relative to the workspace."""
    return f"{GENERATED}/pending/{_checked(name)}"


def is_name(text: str) -> bool:
    """Whether a text can be the name of a figures file."""
    return _NAME.fullmatch(text) is not None


def _check_quarter(text: str) -> None:
    if not _QUARTER.fullmatch(text):
        raise StorageError(f"{text!r} is no quarter; write one like 2026-Q3")


def _checked(name: str) -> str:
    if not is_name(name):
        raise StorageError(
            f"{name!r} is no name of a figures file; names have small letters, digits and hyphens, at most 80"
        )
    return name


def inside(folder: Folder, path: str) -> Path:
    """The real place of a path relative to the workspace; refused when it lies outside, and where there is no disk."""
    if folder.remote is not None:
        raise RefusedError(_only_read(folder.name))
    return disk.inside(folder.root, path)


def read_file(folder: Folder, path: str, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes within the workspace, None when there is none."""
    if folder.remote is not None:
        return folder.remote.read(path, limit)
    return disk.read(folder.root, path, limit)


def _listed(folder: Folder, path: str) -> tuple[str, ...]:
    names = disk.listed(folder.root, path) if folder.remote is None else folder.remote.listed(path)
    if len(names) > _MAX_ENTRIES:
        raise wrong(path, f"holds {len(names):,} files; at most {_MAX_ENTRIES:,} are read")
    return tuple(sorted(name for name in names if not name.startswith(".")))


def _is_folder(folder: Folder, path: str) -> bool:
    return disk.inside(folder.root, path).is_dir() if folder.remote is None else folder.remote.is_folder(path)


def _only_read(address: str) -> str:
    return f"{address}: a workspace at an address is only read; copy it to a folder and write --workspace DIR"
