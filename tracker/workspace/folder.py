"""A workspace on disk: finding it, and reading its files strictly.

A workspace may come from anybody. What is opened must be a regular file within the folder and of a bounded size; a
name never leads elsewhere, by `..` or by a link.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import InvalidInputError, Problem, StorageError
from tracker.workspace.pending import without_torn_row

if TYPE_CHECKING:
    from collections.abc import Callable

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

_ADVICE: Final = {
    errno.ENOSPC: "make room on the disk and try again",
    errno.EFBIG: "files may not grow so large here (ulimit -f); lift the limit and try again",
    errno.EACCES: "ask for the right to write there, or work on a copy of the workspace",
    errno.EPERM: "ask for the right to write there, or work on a copy of the workspace",
    errno.EROFS: "work on a copy of the workspace in a place that can be written",
    errno.ENOENT: "its folder is gone; bring it back and try again",
    errno.ENOTDIR: "its folder is gone; bring it back and try again",
    getattr(errno, "EDQUOT", -1): "make room within your share of the disk and try again",
}
"""What to do when the system refuses to write, by its error number."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}(?:@[A-Za-z0-9_-]{1,80})?")
_QUARTER = re.compile(r"\d{4}(?:-[A-Z0-9]{1,2})?")
_MAX_ENTRIES = 1_000_000

_READING: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))
"""A pipe is not waited for, and a file that became a link since it was looked at is not opened."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds targets.yaml. Paths in messages are relative to `root`.

    `supposed` are figures files as they would be: (name, content) read in place of what is on disk. `held` are the
    contents that a snapshot has read so far, by path.
    """

    root: Path
    supposed: tuple[tuple[str, bytes], ...] = ()
    held: dict[str, bytes | None] | None = field(default=None, compare=False, repr=False)

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
        if content is None:
            raise StorageError(f"{TARGETS} is missing in {self.root}; `tracker init {self.root}` writes one")
        return content

    def figures(self, name: str) -> bytes | None:
        """The content of observations/NAME.csv, None when there is no such file.

        A row that a killed writer left unfinished is not part of it.
        """
        for supposed, content in self.supposed:
            if supposed == name:
                return content
        return self._first(figures_path(name), lambda: self._figures(name))

    def _first(self, path: str, read: Callable[[], bytes | None]) -> bytes | None:
        if self.held is None:
            return read()
        if path not in self.held:
            self.held[path] = read()
        return self.held[path]

    def _figures(self, name: str) -> bytes | None:
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
        """NAME of every observations/NAME.csv, sorted."""
        return tuple(file.removesuffix(".csv") for file in self.figure_files() if file.endswith(".csv"))

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
        self.report_path(quarter)
        return read_file(self, f"{REPORTS}/{quarter}/{name}", MAX_TARGETS_BYTES)

    def report_files(self, quarter: str) -> frozenset[str]:
        """The names within the folder of a quarter's report, and those one folder below."""
        self.report_path(quarter)
        names = _listed(self, f"{REPORTS}/{quarter}")
        below = [name for name in names if inside(self, f"{REPORTS}/{quarter}/{name}").is_dir()]
        inner = (f"{name}/{file}" for name in below for file in _listed(self, f"{REPORTS}/{quarter}/{name}"))
        return frozenset((*names, *inner))

    def report_path(self, quarter: str) -> Path:
        """The folder of one quarter's report, which need not exist."""
        if not _QUARTER.fullmatch(quarter):
            raise StorageError(f"{quarter!r} is no quarter; write one like 2026-Q3")
        return inside(self, f"{REPORTS}/{quarter}")


def open_folder(path: str | None) -> Folder:
    """The workspace at `path`; without one, the current folder or the nearest above it that holds targets.yaml."""
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


def figures_path(name: str) -> str:
    """The figures file of an indicator or milestone target, relative to the workspace."""
    return f"{OBSERVATIONS}/{_checked(name)}.csv"


def pending_path(name: str) -> str:
    """The record of a row that is being appended to a figures file, relative to the workspace."""
    return f"{GENERATED}/pending/{_checked(name)}"


def is_name(text: str) -> bool:
    """Whether a text can be the name of a figures file."""
    return _NAME.fullmatch(text) is not None


def _checked(name: str) -> str:
    if not is_name(name):
        raise StorageError(
            f"{name!r} is no name of a figures file; names have small letters, digits and hyphens, at most 80"
        )
    return name


def inside(folder: Folder, path: str) -> Path:
    """The real place of a path relative to the workspace; refused when it lies outside."""
    root = os.path.realpath(folder.root)
    real = os.path.realpath(folder.root / path)
    if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
        raise _wrong(path, f"is a link to {real}, outside the workspace; put the file itself here")
    return Path(real)


def read_file(folder: Folder, path: str, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes within the workspace, None when there is none."""
    real = inside(folder, path)
    try:
        handle = os.open(real, _READING)
        with open(handle, "rb") as file:  # noqa: PTH123 - a Path cannot open a descriptor
            _check_kind(path, os.fstat(file.fileno()), limit)
            content = file.read(limit + 1)
    except FileNotFoundError:
        if (folder.root / path).is_symlink():
            raise _wrong(path, "is a link to nothing; put the file itself here") from None
        return None
    except NotADirectoryError:
        raise _in_the_way(folder, path) from None
    except OSError as error:
        if os.path.isdir(real):  # noqa: PTH112 - a Path raises where it may not look
            raise _wrong(path, "is a folder; a file belongs here") from None
        raise unreadable(path, error) from None
    if len(content) > limit:
        raise _too_large(path, len(content), limit)
    return content


def _check_kind(path: str, status: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _wrong(path, "is a folder; a file belongs here")
    if not stat.S_ISREG(status.st_mode):
        raise _wrong(path, "is no regular file but a device or a pipe; put a file here")
    if status.st_size > limit:
        raise _too_large(path, status.st_size, limit)


def _listed(folder: Folder, path: str) -> tuple[str, ...]:
    try:
        names = [entry.name for entry in inside(folder, path).iterdir()]
    except FileNotFoundError:
        if not folder.root.is_dir():
            raise StorageError(f"the workspace {folder.root} is gone; bring it back and try again") from None
        return ()
    except NotADirectoryError:
        raise _in_the_way(folder, path) from None
    except OSError as error:
        raise unreadable(path, error) from None
    if len(names) > _MAX_ENTRIES:
        raise _wrong(path, f"holds {len(names):,} files; at most {_MAX_ENTRIES:,} are read")
    return tuple(sorted(name for name in names if not name.startswith(".")))


def _in_the_way(folder: Folder, path: str) -> InvalidInputError:
    """What to say of a path that leads through a file, or to one where a folder belongs."""
    steps = [Path(*Path(path).parts[: k + 1]) for k in range(len(Path(path).parts))]
    file = next((step for step in steps if (folder.root / step).is_file()), steps[0])
    if file == Path(path):
        return _wrong(path, "is a file; a folder belongs here")
    return _wrong(path, f"{file.as_posix()} is a file; a folder belongs there")


def unreadable(path: str, error: OSError) -> StorageError:
    """What to say when the system refuses to read a path."""
    return StorageError(f"{path}: cannot be read: {error.strerror or error}; check the file and its permissions")


def unwritable(path: str, error: OSError) -> StorageError:
    """What to say when the system refuses to write a path: the file is as it was, and what to do."""
    advice = _ADVICE.get(error.errno or 0, "see what is wrong with the disk and try again")
    return StorageError(f"{path}: cannot be written: {error.strerror or error}; the file is as it was: {advice}")


def _wrong(path: str, message: str) -> InvalidInputError:
    return InvalidInputError([Problem(path=path, message=message)])


def _too_large(path: str, size: int, limit: int) -> InvalidInputError:
    return _wrong(path, f"is too large: {size:,} bytes; at most {limit:,} are read")
