"""A file on this machine, as a place from which figures come."""

from __future__ import annotations

import os
import stat

from tracker.errors import StorageError


def file_content(place: str, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes; a pipe is not waited for. Raises StorageError."""
    try:
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 - a Path cannot open a descriptor
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise StorageError(f"{place}: no regular file but a device or a pipe; give a file")
            if facts.st_size > most:
                raise StorageError(f"{place}: too large: {facts.st_size:,} bytes; at most {most:,} are read")
            content = file.read(most + 1)
    except FileNotFoundError:
        raise StorageError(f"{place}: there is no such file") from None
    except IsADirectoryError:
        raise StorageError(f"{place}: a folder; give a file in it") from None
    except (OSError, ValueError) as error:
        raise StorageError(f"{place}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > most:
        raise StorageError(f"{place}: too large; at most {most:,} bytes are read")
    return content
