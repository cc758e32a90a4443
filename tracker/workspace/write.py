"""Writing whole files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tracker.errors import StorageError
from tracker.workspace.folder import RECORD, REPORTS, inside, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tracker.workspace.folder import Folder

STALE_SECONDS: Final = 3600.0
"""Age after which a temporary file is taken for the remains of a killed writer."""


def write_atomic(path: Path, content: bytes, *, durable: bool = True) -> bool:
    """Give a file this content, whole and synced to disk; whether it had to be written.

    Its folder must be there. A file that already has the content is left alone. `durable=False` leaves the syncing to
    the system: for what can be computed again.
    """
    if _has(path, content):
        return False
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_new(temporary, content, durable=durable)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
        if durable:
            sync_folder(path.parent)
            _sweep(path)
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
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
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
    does not know. Files of single targets, of which there are thousands, are synced to disk by the system.
    """
    target = folder.report_path(quarter)
    for name in sorted(files.keys() - {RECORD}, key=lambda name: (name.startswith("index."), name)):
        _write_file(folder, quarter, name, files[name])
    for name, digest in (gone or {}).items():
        if name not in files:
            _remove_file(folder, quarter, name, digest)
    if RECORD in files:
        _write_file(folder, quarter, RECORD, files[RECORD])
    return target


def digest_of(content: bytes) -> str:
    """What a record keeps of a written file, to know it again: 16 hex digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def _write_file(folder: Folder, quarter: str, name: str, content: bytes) -> None:
    parts = _parts(name)
    place = make_folder(folder, str(PurePosixPath(REPORTS, quarter, parts.parent)))
    write_atomic(place / parts.name, content, durable=len(parts.parts) == 1)


def _remove_file(folder: Folder, quarter: str, name: str, digest: str) -> None:
    """Remove a file of a report that still holds what was written; what somebody changed or linked is left alone."""
    parts = _parts(name)
    path = inside(folder, str(PurePosixPath(REPORTS, quarter, parts.parent))) / parts.name
    try:
        if path.is_file() and not path.is_symlink() and digest_of(path.read_bytes()) == digest:
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


def _sweep(path: Path) -> None:
    """Remove what writers of the same file left when they were killed; ages are told by the file system's own clock."""
    now = path.stat().st_mtime
    for other in path.parent.glob(f".{path.name}.*.tmp"):
        try:
            if now - other.stat().st_mtime > STALE_SECONDS:
                other.unlink()
        except OSError:
            continue
