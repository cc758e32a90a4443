"""What the report of a quarter consisted of when it was last written, and which of it goes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from tracker.workspace import RECORD

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.workspace import Folder

_NAME: Final = re.compile(
    r"(?P<folder>targets/)(?P<stem>[A-Za-z0-9_-]+)(?:\.(?P<language>[a-z]{2}))?\.(?P<kind>html|svg|json|pdf)"
    r"|(?:index|report)(?:\.(?P<of>[a-z]{2}))?\.(?:html|pdf)"
    r"|(?:verdicts|figures|forecasts|steps|sources|notes|track_record)\.csv|data\.(?:json|xlsx)|datapackage\.json"
)
"""Every name that a file of a report can have, but its record's."""

_OF_A_LANGUAGE: Final = (".html", ".svg")


def written_before(folder: Folder, quarter: str) -> dict[str, str]:
    """The files of the last report of a quarter with their digests, by its record; none where it cannot be read.

    Only names that a report can have are taken from it.
    """
    try:
        written = json.loads(folder.report_file(quarter, RECORD) or b"{}")["written"]
        return {name: digest for name, digest in written.items() if _NAME.fullmatch(name) and isinstance(digest, str)}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def still_wanted(name: str, targets: Collection[str], languages: Collection[str], own: str) -> bool:
    """Whether a file that was not made this time stays: nobody asked for its language or its PDF, its target is there.

    `targets` are the names of the files of all targets, `languages` those that were written this time.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return True
    if found["folder"] and found["stem"] not in targets:
        return False
    language = found["language"] or found["of"] or own
    return name.endswith(".pdf") or (name.endswith(_OF_A_LANGUAGE) and language not in languages)
