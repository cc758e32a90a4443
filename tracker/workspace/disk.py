"""The files of a workspace on this machine, read strictly.

What is opened must be a regular file within the folder and of a bounded size; a name never leads elsewhere, by `..` or
by a link.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from tracker.errors import InvalidInputError, Problem, StorageError

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

_READING: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))
"""A pipe is not waited for, and a file that became a link since it was looked at is not opened."""


def inside(root: Path, path: str) -> Path:
    """The real place of a path relative to the workspace; refused when it lies outside."""
    top = os.path.realpath(root)
    real = os.path.realpath(root / path)
    if real != top and not real.startswith(top.rstrip(os.sep) + os.sep):
        raise wrong(path, f"is a link to {real}, outside the workspace; put the file itself here")
    return Path(real)


def read(root: Path, path: str, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes within the workspace, None when there is none."""
    real = inside(root, path)
    try:
        handle = os.open(real, _READING)
        with open(handle, "rb") as file:  # noqa: PTH123 - a Path cannot open a descriptor
            _check_kind(path, os.fstat(file.fileno()), limit)
            content = file.read(limit + 1)
    except FileNotFoundError:
        if (root / path).is_symlink():
            raise wrong(path, "is a link to nothing; put the file itself here") from None
        return None
    except NotADirectoryError:
        raise _in_the_way(root, path) from None
    except OSError as error:
        if os.path.isdir(real):  # noqa: PTH112 - a Path raises where it may not look
            raise wrong(path, "is a folder; a file belongs here") from None
        raise unreadable(path, error) from None
    if len(content) > limit:
        raise too_large(path, len(content), limit)
    return content


def _check_kind(path: str, status: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise wrong(path, "is a folder; a file belongs here")
    if not stat.S_ISREG(status.st_mode):
        raise wrong(path, "is no regular file but a device or a pipe; put a file here")
    if status.st_size > limit:
        raise too_large(path, status.st_size, limit)


def listed(root: Path, path: str) -> list[str]:
    """The names within a folder of the workspace; none where there is no such folder."""
    try:
        return [entry.name for entry in inside(root, path).iterdir()]
    except FileNotFoundError:
        if not root.is_dir():
            raise StorageError(f"the workspace {root} is gone; bring it back and try again") from None
        return []
    except NotADirectoryError:
        raise _in_the_way(root, path) from None
    except OSError as error:
        raise unreadable(path, error) from None


def _in_the_way(root: Path, path: str) -> InvalidInputError:
    """What to say of a path that leads through a file, or to one where a folder belongs."""
    steps = [Path(*Path(path).parts[: k + 1]) for k in range(len(Path(path).parts))]
    file = next((step for step in steps if (root / step).is_file()), steps[0])
    if file == Path(path):
        return wrong(path, "is a file; a folder belongs here")
    return wrong(path, f"{file.as_posix()} is a file; a folder belongs there")


def unreadable(path: str, error: OSError) -> StorageError:
    """What to say when the system refuses to read a path."""
    return StorageError(f"{path}: cannot be read: {error.strerror or error}; check the file and its permissions")


def unwritable(path: str, error: OSError) -> StorageError:
    """What to say when the system refuses to write a path: the file is as it was, and what to do."""
    advice = _ADVICE.get(error.errno or 0, "see what is wrong with the disk and try again")
    return StorageError(f"{path}: cannot be written: {error.strerror or error}; the file is as it was: {advice}")


def wrong(path: str, message: str) -> InvalidInputError:
    """The error that says what is wrong with a path."""
    return InvalidInputError([Problem(path=path, message=message)])


def too_large(path: str, size: int, limit: int) -> InvalidInputError:
    """What to say of a file that has too many bytes."""
    return wrong(path, f"is too large: {size:,} bytes; at most {limit:,} are read")
