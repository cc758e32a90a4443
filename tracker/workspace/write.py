"""Writing whole files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import os
import secrets
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from tracker.errors import StorageError
from tracker.workspace.folder import REPORTS, inside, unwritable

if TYPE_CHECKING:
    from collections.abc import Mapping

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
            temporary.chmod(path.stat().st_mode & 0o7777)
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


def write_report(folder: Folder, quarter: str, files: Mapping[str, bytes]) -> Path:
    """Write a quarter's report, names relative to its folder; the folder.

    Files that are already so are left alone; index.html is written last, so that it never points at what is not there.
    """
    target = folder.report_path(quarter)
    for name in sorted(files, key=lambda name: (name.startswith("index."), name)):
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
            raise StorageError(f"{name!r} is no name of a file within a report")
        place = make_folder(folder, str(PurePosixPath(REPORTS, quarter, parts.parent)))
        write_atomic(place / parts.name, files[name])
    return target


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
