"""What was declared: targets, their conditions, and how targets.yaml is read.

Records are loaded at once; reading and building them when it is first asked for, so that an answer that needs neither
starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.goals.declarations import Declarations, Pull, Settings, Source
from tracker.goals.target import (
    CHANGES,
    CONDITIONS,
    GROUPS,
    LEVELS,
    MILESTONES,
    RELATIVE_TOLERANCE,
    SPANS,
    Bound,
    Condition,
    Declaration,
    Revision,
    Step,
    Target,
    in_force,
)

if TYPE_CHECKING:
    from tracker.goals.builder import build
    from tracker.goals.draft import (
        Draft,
        draft_entries,
        draft_faults,
        draft_gaps,
        id_fault,
        parse_bound,
        suggested_id,
        text_fault,
        typed,
        unknown_indicator,
    )
    from tracker.goals.finder import did_you_mean, find, find_indicator, find_measured
    from tracker.goals.insert import block, inserted
    from tracker.goals.parser import parse, plain_data
    from tracker.goals.schema import json_schema

__all__ = [
    "CHANGES",
    "CONDITIONS",
    "GROUPS",
    "LEVELS",
    "MILESTONES",
    "RELATIVE_TOLERANCE",
    "SPANS",
    "Bound",
    "Condition",
    "Declaration",
    "Declarations",
    "Draft",
    "Pull",
    "Revision",
    "Settings",
    "Source",
    "Step",
    "Target",
    "block",
    "build",
    "did_you_mean",
    "draft_entries",
    "draft_faults",
    "draft_gaps",
    "find",
    "find_indicator",
    "find_measured",
    "id_fault",
    "in_force",
    "inserted",
    "json_schema",
    "parse",
    "parse_bound",
    "plain_data",
    "suggested_id",
    "text_fault",
    "typed",
    "unknown_indicator",
]

_LATER: Final = {
    "builder": ("build",),
    "draft": (
        "Draft",
        "draft_entries",
        "draft_faults",
        "draft_gaps",
        "id_fault",
        "parse_bound",
        "suggested_id",
        "text_fault",
        "typed",
        "unknown_indicator",
    ),
    "finder": ("did_you_mean", "find", "find_indicator", "find_measured"),
    "insert": ("block", "inserted"),
    "parser": ("parse", "plain_data"),
    "schema": ("json_schema",),
}

__getattr__ = door(__name__, _LATER)
