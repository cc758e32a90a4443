"""The files of a workspace: the only code that opens targets.yaml, observations/ and reports/.

Modules load when one of their names is first used: reading needs neither locks nor writing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door

if TYPE_CHECKING:
    from tracker.workspace.append import append_row, append_rows, replace_targets, row_bytes, rows_bytes
    from tracker.workspace.folder import (
        GENERATED,
        NOTES,
        OBSERVATIONS,
        RECORD,
        REPORTS,
        TARGETS,
        Folder,
        figures_name,
        figures_path,
        inside,
        is_name,
        open_folder,
    )
    from tracker.workspace.published import is_published_folder, read_published
    from tracker.workspace.sources import Stamp, places, stamps
    from tracker.workspace.write import (
        as_committed,
        digest_of,
        make_folder,
        write_atomic,
        write_report,
        written_in_pieces,
    )

__all__ = [
    "GENERATED",
    "NOTES",
    "OBSERVATIONS",
    "RECORD",
    "REPORTS",
    "TARGETS",
    "Folder",
    "Stamp",
    "append_row",
    "append_rows",
    "as_committed",
    "digest_of",
    "figures_name",
    "figures_path",
    "inside",
    "is_name",
    "is_published_folder",
    "make_folder",
    "open_folder",
    "places",
    "read_published",
    "replace_targets",
    "row_bytes",
    "rows_bytes",
    "stamps",
    "write_atomic",
    "write_report",
    "written_in_pieces",
]

_LATER: Final = {
    "append": ("append_row", "append_rows", "replace_targets", "row_bytes", "rows_bytes"),
    "folder": (
        "Folder",
        "GENERATED",
        "NOTES",
        "OBSERVATIONS",
        "RECORD",
        "REPORTS",
        "TARGETS",
        "figures_name",
        "figures_path",
        "inside",
        "is_name",
        "open_folder",
    ),
    "published": ("is_published_folder", "read_published"),
    "sources": ("Stamp", "places", "stamps"),
    "write": ("as_committed", "digest_of", "make_folder", "write_atomic", "write_report", "written_in_pieces"),
}

__getattr__ = door(__name__, _LATER)
