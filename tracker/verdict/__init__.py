"""What a forecast says about a target.

The records and status words load at once; whatever computes loads numpy, on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.verdict.alternative import Alternative
from tracker.verdict.assessment import Assessment, InterimVerdict, Quantiles, Reason, StepVerdict, Trace, Tripwire
from tracker.verdict.milestone import assess_milestones, next_due
from tracker.verdict.status import GOOD, REACHED, STATUSES
from tracker.verdict.succession import replaced, replacing, with_succession

if TYPE_CHECKING:
    from tracker.verdict.calendar import decisive_period, horizon, known_series, step
    from tracker.verdict.change import (
        CAUSES,
        METHOD,
        NEW_DATA,
        REVISED_DATA,
        TARGET,
        TIME,
        Change,
        Part,
        Standing,
        attribute,
        standing_of,
    )
    from tracker.verdict.difference import Differences, FigureChanges, Restated, Side
    from tracker.verdict.group import assess_group
    from tracker.verdict.judgement import assess, quantiles
    from tracker.verdict.methods import FROM_RECOLLECTION, METHODS, MethodResult, apply_methods, disagree, is_on_track
    from tracker.verdict.scorecard import WAYS, Score, scorecards
    from tracker.verdict.tripwire import tripwires
    from tracker.verdict.what_if import Assumptions, WhatIf, delayed, reached, suppose

__all__ = [
    "CAUSES",
    "FROM_RECOLLECTION",
    "GOOD",
    "METHOD",
    "METHODS",
    "NEW_DATA",
    "REACHED",
    "REVISED_DATA",
    "STATUSES",
    "TARGET",
    "TIME",
    "WAYS",
    "Alternative",
    "Assessment",
    "Assumptions",
    "Change",
    "Differences",
    "FigureChanges",
    "InterimVerdict",
    "MethodResult",
    "Part",
    "Quantiles",
    "Reason",
    "Restated",
    "Score",
    "Side",
    "Standing",
    "StepVerdict",
    "Trace",
    "Tripwire",
    "WhatIf",
    "apply_methods",
    "assess",
    "assess_group",
    "assess_milestones",
    "attribute",
    "decisive_period",
    "delayed",
    "disagree",
    "horizon",
    "is_on_track",
    "known_series",
    "next_due",
    "quantiles",
    "reached",
    "replaced",
    "replacing",
    "scorecards",
    "standing_of",
    "step",
    "suppose",
    "tripwires",
    "with_succession",
]

_LATER: Final = {
    "calendar": ("decisive_period", "horizon", "known_series", "step"),
    "change": (
        "CAUSES",
        "Change",
        "METHOD",
        "NEW_DATA",
        "Part",
        "REVISED_DATA",
        "Standing",
        "TARGET",
        "TIME",
        "attribute",
        "standing_of",
    ),
    "difference": ("Differences", "FigureChanges", "Restated", "Side"),
    "group": ("assess_group",),
    "judgement": ("assess", "quantiles"),
    "methods": ("FROM_RECOLLECTION", "METHODS", "MethodResult", "apply_methods", "disagree", "is_on_track"),
    "scorecard": ("Score", "WAYS", "scorecards"),
    "tripwire": ("tripwires",),
    "what_if": ("Assumptions", "WhatIf", "delayed", "reached", "suppose"),
}

__getattr__ = door(__name__, _LATER)
