"""Writing whole files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tracker.errors import StorageError
from tracker.workspace.disk import unwritable
from tracker.workspace.folder import RECORD, REPORTS, inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tracker.workspace.folder import Folder

STALE_SECONDS: Final = 3600.0
"""Age after which a temporary file is taken for the remains of a killed writer."""

_TEMPORARY: Final = re.compile(r"\.(.+)\.[0-9a-f]{8}\.tmp", re.DOTALL)
"""The name of a temporary file: that of the file that it was to become, and chance."""


def write_atomic(path: Path, content: bytes, *, durable: bool = True) -> bool:
    """Give a file this content, whole and synced to disk; whether it had to be written.

    Its folder must be there. A file that already has the content is left alone. `durable=False` leaves the syncing to
    the system: for what can be computed again.
    """
    if _has(path, content):
        return False
    temporary = _temporary(path)
    try:
        _write_new(temporary, content, durable=durable)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
        if durable:
            sync_folder(path.parent)
            _sweep(path.parent, path.name)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(str(path), error) from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


@contextmanager
def written_in_pieces(path: Path) -> Iterator[Callable[[bytes], None]]:
    """A function that takes a file's content piece by piece; with the last one it stands at its place, whole.

    Where its folder is full or cannot be written, nothing is; no error is raised for that. For what can be computed
    again.
    """
    temporary = _temporary(path)
    with temporary.open("xb") as file:
        failed = False

        def put(piece: bytes) -> None:
            nonlocal failed
            try:
                if not failed:
                    file.write(piece)
            except OSError:
                failed = True

        try:
            yield put
            with suppress(OSError):
                file.close()
                if not failed:
                    temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def write_report(
    folder: Folder, quarter: str, files: Mapping[str, bytes], gone: Mapping[str, str] | None = None
) -> Path:
    """Write a quarter's report, names relative to its folder; the folder.

    Files that are already so are left alone. `gone` are files that an earlier report had and this one has not, with the
    digest of what was written: they are removed where they still hold it. index.html is written late, so that it never
    points at what is not there, and the record last, so that a killed writer leaves nothing behind that the next one
    does not know. Files of single targets, of which there are thousands, are synced to disk by the system. What writers
    of earlier reports left in the same folders when they were killed is removed at the end.
    """
    target = folder.report_path(quarter)
    for name in sorted(files.keys() - {RECORD}, key=lambda name: (name.startswith("index."), name)):
        _write_file(folder, quarter, name, files[name])
    for name, digest in (gone or {}).items():
        if name not in files:
            _remove_file(folder, quarter, name, digest)
    if RECORD in files:
        _write_file(folder, quarter, RECORD, files[RECORD])
    for parent in {_parts(name).parent for name in (*files, *(gone or {}))}:
        _sweep(inside(folder, str(PurePosixPath(REPORTS, quarter, parent))))
    return target


def digest_of(content: bytes) -> str:
    """What a record keeps of a written file, to know it again: 16 hex digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def as_committed(content: bytes) -> bytes:
    """A text with the line endings that version control keeps of it, whichever a checkout has (`core.autocrlf`)."""
    return content.replace(b"\r\n", b"\n")


def _write_file(folder: Folder, quarter: str, name: str, content: bytes) -> None:
    parts = _parts(name)
    place = make_folder(folder, str(PurePosixPath(REPORTS, quarter, parts.parent)))
    write_atomic(place / parts.name, content, durable=len(parts.parts) == 1)


def _remove_file(folder: Folder, quarter: str, name: str, digest: str) -> None:
    """Remove a file of a report that still holds what was written; what somebody changed or linked is left alone."""
    parts = _parts(name)
    path = inside(folder, str(PurePosixPath(REPORTS, quarter, parts.parent))) / parts.name
    try:
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if digest in (digest_of(content), digest_of(as_committed(content))):
                path.unlink()
    except OSError as error:
        raise unwritable(f"{REPORTS}/{quarter}/{name}", error) from None


def _parts(name: str) -> PurePosixPath:
    """The path of a file within a report; refused where it could lead elsewhere."""
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name or not parts.name:
        raise StorageError(f"{name!r} is no name of a file within a report")
    return parts


def make_folder(folder: Folder, path: str) -> Path:
    """A folder within the workspace, made where it is missing; the workspace itself must be there."""
    place = inside(folder, path)
    missing = [place, *place.parents][: len(place.parts) - len(Path(os.path.realpath(folder.root)).parts)]
    try:
        for part in reversed(missing):
            part.mkdir(exist_ok=True)
    except FileExistsError:
        raise StorageError(f"{path}: {part.name} is a file; a folder belongs there, nothing was changed") from None
    except OSError as error:
        raise unwritable(path, error) from None
    return place


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; systems that cannot open folders need nothing."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_new(path: Path, content: bytes, *, durable: bool) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _has(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


def _sweep(place: Path, name: str | None = None) -> None:
    """Remove what writers of a file, or of any in a folder, left there when they were killed.

    Only regular files with a name that we give, of an age that no writer at work reaches; links are left alone.
    """
    with suppress(OSError):
        found = ((path, _TEMPORARY.fullmatch(path.name)) for path in place.iterdir())
        left = [path for path, named in found if named and name in (None, named[1])]
        now = _now(place) if left else 0.0
        for path in left:
            with suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and now - status.st_mtime > STALE_SECONDS:
                    path.unlink()


def _now(place: Path) -> float:
    """The time by the clock of the file system that holds a folder: ages of its files are told by no other."""
    probe = _temporary(place / "clock")
    try:
        probe.touch(exist_ok=False)
        return probe.stat().st_mtime
    finally:
        probe.unlink(missing_ok=True)
