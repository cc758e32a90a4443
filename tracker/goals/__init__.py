"""What was declared: targets, their conditions, and how targets.yaml is read."""

from tracker.goals.build import build
from tracker.goals.declarations import Declarations, Settings, Source
from tracker.goals.find import did_you_mean, find, find_indicator
from tracker.goals.parse import parse
from tracker.goals.target import (
    CHANGES,
    CONDITIONS,
    GROUPS,
    LEVELS,
    MILESTONES,
    SPANS,
    Bound,
    Condition,
    Declaration,
    Revision,
    Step,
    Target,
    in_force,
)

__all__ = [
    "CHANGES",
    "CONDITIONS",
    "GROUPS",
    "LEVELS",
    "MILESTONES",
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
    "build",
    "did_you_mean",
    "find",
    "find_indicator",
    "in_force",
    "json_schema",
    "parse",
]


def json_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of targets.yaml, for editors."""
    from tracker.goals import schema

    return schema.json_schema()
