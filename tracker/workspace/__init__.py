"""The files of a workspace: the only code that opens targets.yaml, observations/ and reports/."""

from tracker.workspace.append import append_row, row_bytes
from tracker.workspace.folder import (
    GENERATED,
    OBSERVATIONS,
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
    "OBSERVATIONS",
    "REPORTS",
    "TARGETS",
    "Folder",
    "append_row",
    "figures_path",
    "is_name",
    "make_folder",
    "open_folder",
    "row_bytes",
    "write_atomic",
    "write_report",
]
