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
        figures_path,
        is_name,
        open_folder,
    )
    from tracker.workspace.write import make_folder, write_atomic, write_report

__all__ = [
    "GENERATED",
    "NOTES",
    "OBSERVATIONS",
    "RECORD",
    "REPORTS",
    "TARGETS",
    "Folder",
    "append_row",
    "append_rows",
    "figures_path",
    "is_name",
    "make_folder",
    "open_folder",
    "replace_targets",
    "row_bytes",
    "rows_bytes",
    "write_atomic",
    "write_report",
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
        "figures_path",
        "is_name",
        "open_folder",
    ),
    "write": ("make_folder", "write_atomic", "write_report"),
}

__getattr__ = door(__name__, _LATER)
