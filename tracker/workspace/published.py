"""What of a workspace is shown to a browser: regular files in reports/, nothing that is hidden or leads elsewhere."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.errors import TrackerError
from tracker.workspace.folder import REPORTS, Folder, inside, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SHOWN_BYTES: Final = 128 * 1024**2

_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[. ].*)?", re.IGNORECASE)


def read_published(folder: Folder, parts: Sequence[str]) -> bytes | None:
    """The content of a file in reports/, named by the folders it is in and its name; None where none may be shown."""
    place = _place(folder, parts)
    if place is None or place == _place(folder, ()):
        return None
    try:
        return read_file(Folder(place.parent), place.name, MAX_SHOWN_BYTES)
    except (TrackerError, OSError):  # no regular file, too large, or not permitted
        return None


def is_published_folder(folder: Folder, parts: Sequence[str]) -> bool:
    """Whether there is such a folder in reports/; no parts stand for reports/ itself."""
    place = _place(folder, parts)
    return place is not None and os.path.isdir(place)  # noqa: PTH112 - a Path raises where it may not look


def _place(folder: Folder, parts: Sequence[str]) -> Path | None:
    """The real place of a name in reports/, None where it is hidden, temporary, no name, or leads elsewhere."""
    if not all(_is_shown(part) for part in parts):
        return None
    try:
        top = inside(folder, REPORTS)
        real = inside(Folder(top), str(Path(*parts)))
    except (TrackerError, OSError, ValueError):
        return None
    return real if all(_is_shown(part) for part in real.relative_to(top).parts) else None


def _is_shown(part: str) -> bool:
    """Whether a name can be that of a file to show: no way up, no hidden file, no temporary one, no other drive.

    Nor one that Windows reads as another: a device, or a name without the points and blanks at its end.
    """
    if not part or part.startswith(".") or part.endswith((".tmp", "~", ".", " ")) or _DEVICE.fullmatch(part):
        return False
    return not any(sign in "/\\:" or ord(sign) < 32 or ord(sign) == 127 for sign in part)
