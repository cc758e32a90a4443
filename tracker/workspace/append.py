"""Appending rows to a figures file: after a normal return they are on disk, whole and once."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError, StorageError
from tracker.figures import COLUMNS, STEP_COLUMNS
from tracker.workspace.disk import unwritable
from tracker.workspace.folder import (
    GENERATED,
    MAX_FIGURES_BYTES,
    MAX_TARGETS_BYTES,
    OBSERVATIONS,
    PACKED_ENDING,
    PACKED_START,
    TARGETS,
    figures_path,
    inside,
    pending_path,
    read_file,
)
from tracker.workspace.pending import pending_record, without_torn_row
from tracker.workspace.write import make_folder, write_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tracker.workspace.folder import Folder

LOCK_TIMEOUT_SECONDS: Final = 30.0
"""How long a command waits for others that write, and again while they get on, so many times."""

_MOST_TURNS: Final = 20
_POLL_SECONDS = 0.005
_UNWRITABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")


def append_row(
    folder: Folder,
    name: str,
    columns: Mapping[str, str],
    *,
    accept: Callable[[bytes | None], None] | None = None,
) -> int:
    """Append one row to observations/NAME.csv, durably; the number of the line written."""
    return append_rows(folder, name, (columns,), accept=accept)


def append_rows(
    folder: Folder,
    name: str,
    rows: Sequence[Mapping[str, str]],
    *,
    accept: Callable[[bytes | None], None] | None = None,
) -> int:
    """Append rows to observations/NAME.csv, durably, all of them or none; the number of the last line written.

    Only a writer that is killed may leave some of them, each of them whole. A row maps column names to texts; absent
    ones stay empty. `accept` is called with the file's content while nobody else can write, and refuses the rows by
    raising. What a killed writer left unfinished is removed first.
    """
    path = figures_path(name)
    place = inside(folder, path)
    try:
        with _locked(folder, name):
            content = _repaired(folder, name, place)
            if accept is not None:
                accept(content)
            added = rows_bytes(content, rows, path=path)
            if content is None:
                make_folder(folder, OBSERVATIONS)
                _clear(place)
                write_atomic(place, added)
            else:
                _append(folder, name, place, len(content), added)
    except OSError as error:
        raise unwritable(_named(folder, error) or path, error) from None
    return len(((content or b"") + added).splitlines())


def replace_targets(folder: Folder, seen: bytes, content: bytes) -> None:
    """Give targets.yaml a new content, durably; refused when it is no longer the one that was seen."""
    place = inside(folder, TARGETS)
    try:
        with _locked(folder, TARGETS):
            if read_file(folder, TARGETS, MAX_TARGETS_BYTES) != seen:
                raise RefusedError(f"{TARGETS} was changed meanwhile; nothing was written, try again")
            _clear(place)
            write_atomic(place, content)
    except OSError as error:
        raise unwritable(_named(folder, error) or TARGETS, error) from None


def row_bytes(content: bytes | None, columns: Mapping[str, str], *, path: str) -> bytes:
    """The bytes to append so that a file of this content gains the row: header, missing newline and row."""
    return rows_bytes(content, (columns,), path=path)


def rows_bytes(content: bytes | None, rows: Sequence[Mapping[str, str]], *, path: str) -> bytes:
    """The bytes to append so that a file of this content gains the rows: header, missing newline and rows.

    The file keeps its order of columns and its style of newlines. Raises RefusedError when the header lacks a column
    that has a text, when a text cannot stand in a row, and for a Parquet file.
    """
    _check_unpacked(content, path)
    if content is None:
        standard: tuple[str, ...] = STEP_COLUMNS if any("step" in row for row in rows) else COLUMNS
        return _line(standard, "\n") + b"".join(_line(_fields(row, standard, path), "\n") for row in rows)
    header = _header(content, path)
    newline = "\r\n" if content.partition(b"\n")[0].endswith(b"\r") else "\n"
    needed = dict.fromkeys(column for row in rows for column, text in row.items() if text)
    if missing := [column for column in needed if column not in header]:
        wanted = _line((*header, *missing), "").decode()
        raise RefusedError(
            f"{path}:1: the header has no column {', '.join(missing)}; write the header {wanted} and "
            f"{'a comma' if len(missing) == 1 else f'{len(missing)} commas'} at the end of every row"
        )
    start = b"" if content.endswith(b"\n") else newline.encode()
    return start + b"".join(_line(_fields(row, header, path), newline) for row in rows)


def _check_unpacked(content: bytes | None, path: str) -> None:
    """Refuse to add to a Parquet file, which can only be written anew as a whole."""
    if content is not None and content.startswith(PACKED_START):
        packed, plain = (Path(path).with_suffix(ending).as_posix() for ending in (PACKED_ENDING, ".csv"))
        raise RefusedError(
            f"{packed}: figures in Parquet are only read; put the new ones in with the program that wrote the file, "
            f"or keep all of them in {plain}"
        )


def _header(content: bytes, path: str) -> tuple[str, ...]:
    """The columns that the first line names; whether they are the right ones is asked where files are read."""
    try:
        records = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        return next(tuple(cell.strip() for cell in cells) for cells in records if any(cells))
    except (StopIteration, UnicodeDecodeError, csv.Error):
        raise RefusedError(
            f"{path}: has no header line that can be read; `tracker validate` says what is wrong"
        ) from None


def _fields(columns: Mapping[str, str], header: tuple[str, ...], path: str) -> tuple[str, ...]:
    for column, text in columns.items():
        if found := _UNWRITABLE.search(text):
            raise RefusedError(f"{path}: {column} holds the character {found[0]!r}; write one line of plain text")
    return tuple(columns.get(column, "") for column in header)


def _line(fields: tuple[str, ...], newline: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=newline).writerow(fields)
    return text.getvalue().encode()


@contextmanager
def _locked(folder: Folder, name: str) -> Iterator[None]:
    """Hold the lock of one figures file; it is the system's, so that a killed holder releases it."""
    from filelock import FileLock, Timeout

    workspace = folder.root.stat()
    place = make_folder(folder, f"{GENERATED}/locks") / f"{name}.lock"
    if place.is_symlink():  # some versions of filelock empty what it leads to
        raise StorageError(f"{GENERATED}/locks/{name}.lock: is a link; remove it, nothing was changed")
    path = name if name == TARGETS else figures_path(name)
    lock = FileLock(place, timeout=LOCK_TIMEOUT_SECONDS)
    for turn in range(1, _MOST_TURNS + 1):
        before = _facts(folder, path)
        try:
            lock.acquire(poll_interval=_POLL_SECONDS)
            break
        except Timeout:
            # The lock goes to whoever asks first: in a crowd somebody may be out of luck while the others get on.
            if turn == _MOST_TURNS or _facts(folder, path) == before:
                raise StorageError(
                    f"{path}: another command has been writing to it for {turn * LOCK_TIMEOUT_SECONDS:g} seconds; "
                    "nothing was changed, try again when it has finished"
                ) from None
    try:
        _check_still_there(folder, workspace, place)
        yield
    finally:
        lock.release()


def _facts(folder: Folder, path: str) -> tuple[int, int] | None:
    """Size and time of a file, which change with each row."""
    with suppress(OSError):
        found = (folder.root / path).stat()
        return found.st_size, found.st_mtime_ns
    return None


def _check_still_there(folder: Folder, before: os.stat_result, lock: Path) -> None:
    """Refuse to write into a workspace that was moved away: filelock makes the folders above a lock anew."""
    if folder.root.exists() and os.path.samestat(before, folder.root.stat()):
        return
    with suppress(OSError):
        lock.unlink()
        for made in (lock.parent, lock.parent.parent, folder.root):
            made.rmdir()
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder.root))


def _repaired(folder: Folder, name: str, place: Path) -> bytes | None:
    """The file's content, after cutting off what a killed writer left unfinished."""
    content = read_file(folder, figures_path(name), MAX_FIGURES_BYTES)
    if content is None and os.path.lexists(inside(folder, figures_path(name, PACKED_START))):
        _check_unpacked(PACKED_START, figures_path(name))
    record = read_file(folder, pending_path(name), MAX_FIGURES_BYTES)
    if record is None:
        return content
    if content is not None:
        whole = without_torn_row(content, record)
        if whole != content:
            with place.open("r+b") as file:
                file.truncate(len(whole))
                os.fsync(file.fileno())
            content = whole
    _forget(inside(folder, pending_path(name)))
    return content


def _append(folder: Folder, name: str, place: Path, length: int, added: bytes) -> None:
    make_folder(folder, f"{GENERATED}/pending")
    record = inside(folder, pending_path(name))
    _clear(record)
    write_atomic(record, pending_record(length, added))
    handle = os.open(place, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        _write_whole(handle, added, figures_path(name))
        os.fsync(handle)
    except BaseException:
        if os.fstat(handle).st_size <= length + len(added):
            os.ftruncate(handle, length)
        raise
    finally:
        os.close(handle)
    _forget(record)


def _forget(record: Path) -> None:
    """Remove the record of rows that are on disk; one that stays says nothing that is not so."""
    with suppress(OSError):
        record.unlink()


def _clear(place: Path) -> None:
    """Remove what killed writers of a file left beside it; nobody else may be writing it."""
    for left in place.parent.glob(f".{place.name}.*.tmp"):
        with suppress(OSError):
            left.unlink()


def _named(folder: Folder, error: OSError) -> str | None:
    """The path within the workspace that the system refused, None where it named none."""
    with suppress(TypeError, ValueError):
        return Path(error.filename).relative_to(os.path.realpath(folder.root)).as_posix()
    return None


def _write_whole(handle: int, added: bytes, path: str) -> None:
    """Write in one piece, so that no other writer's bytes can come between."""
    written = os.write(handle, added)
    if written != len(added):
        raise StorageError(
            f"{path}: cannot be written: the disk took {written} of {len(added)} bytes; nothing was changed: make room "
            "on the disk and try again"
        )
