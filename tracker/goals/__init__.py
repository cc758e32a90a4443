"""What was declared: targets, their conditions, and how targets.yaml is read.

Records are loaded at once; reading and building them when it is first asked for, so that an answer that needs neither
starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.goals.declarations import Declarations, Settings, Source
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
    "Revision",
    "Settings",
    "Source",
    "Step",
    "Target",
    "block",
    "build",
    "did_you_mean",
    "find",
    "find_indicator",
    "find_measured",
    "in_force",
    "inserted",
    "json_schema",
    "parse",
    "plain_data",
]

_LATER: Final = {
    "builder": ("build",),
    "finder": ("did_you_mean", "find", "find_indicator", "find_measured"),
    "insert": ("block", "inserted"),
    "parser": ("parse", "plain_data"),
    "schema": ("json_schema",),
}

__getattr__ = door(__name__, _LATER)
