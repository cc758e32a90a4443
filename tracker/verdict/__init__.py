"""What a forecast says about a target.

The records and status words load at once; whatever computes loads numpy, on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.verdict.alternative import Alternative
from tracker.verdict.assessment import (
    Assessment,
    InterimVerdict,
    Quantiles,
    Reason,
    RecentPace,
    StepVerdict,
    Trace,
    Tripwire,
)
from tracker.verdict.milestone import assess_milestones, next_due
from tracker.verdict.status import ACHIEVED, GOOD, MISSED, REACHED, STATUSES
from tracker.verdict.succession import replaced, replacing, with_succession

if TYPE_CHECKING:
    from tracker.verdict.calendar import calendars, decisive_period, horizon, known_series, step
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
    from tracker.verdict.judgement import assess, fan
    from tracker.verdict.methods import FROM_RECOLLECTION, METHODS, MethodResult, apply_methods, disagree, is_on_track
    from tracker.verdict.record import (
        ALREADY_KNOWN,
        BEFORE_DECLARATION,
        FATES,
        FEWEST_TARGETS,
        FORECASTS,
        NO_FORECAST,
        OPEN,
        RESTATED,
        SCORED,
        UNDECLARED,
        Call,
        Judged,
        Record,
        Tally,
        record_of,
    )
    from tracker.verdict.resolution import Resolution, resolutions
    from tracker.verdict.scorecard import WAYS, Score, scorecards
    from tracker.verdict.tripwire import tripwires
    from tracker.verdict.what_if import Assumptions, WhatIf, delayed, reached, suppose

__all__ = [
    "ACHIEVED",
    "ALREADY_KNOWN",
    "BEFORE_DECLARATION",
    "CAUSES",
    "FATES",
    "FEWEST_TARGETS",
    "FORECASTS",
    "FROM_RECOLLECTION",
    "GOOD",
    "METHOD",
    "METHODS",
    "MISSED",
    "NEW_DATA",
    "NO_FORECAST",
    "OPEN",
    "REACHED",
    "RESTATED",
    "REVISED_DATA",
    "SCORED",
    "STATUSES",
    "TARGET",
    "TIME",
    "UNDECLARED",
    "WAYS",
    "Alternative",
    "Assessment",
    "Assumptions",
    "Call",
    "Change",
    "Differences",
    "FigureChanges",
    "InterimVerdict",
    "Judged",
    "MethodResult",
    "Part",
    "Quantiles",
    "Reason",
    "RecentPace",
    "Record",
    "Resolution",
    "Restated",
    "Score",
    "Side",
    "Standing",
    "StepVerdict",
    "Tally",
    "Trace",
    "Tripwire",
    "WhatIf",
    "apply_methods",
    "assess",
    "assess_group",
    "assess_milestones",
    "attribute",
    "calendars",
    "decisive_period",
    "delayed",
    "disagree",
    "fan",
    "horizon",
    "is_on_track",
    "known_series",
    "next_due",
    "reached",
    "record_of",
    "replaced",
    "replacing",
    "resolutions",
    "scorecards",
    "standing_of",
    "step",
    "suppose",
    "tripwires",
    "with_succession",
]

_LATER: Final = {
    "calendar": ("calendars", "decisive_period", "horizon", "known_series", "step"),
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
    "judgement": ("assess", "fan"),
    "methods": ("FROM_RECOLLECTION", "METHODS", "MethodResult", "apply_methods", "disagree", "is_on_track"),
    "record": (
        "ALREADY_KNOWN",
        "BEFORE_DECLARATION",
        "Call",
        "FATES",
        "FEWEST_TARGETS",
        "FORECASTS",
        "Judged",
        "NO_FORECAST",
        "OPEN",
        "RESTATED",
        "Record",
        "SCORED",
        "Tally",
        "UNDECLARED",
        "record_of",
    ),
    "resolution": ("Resolution", "resolutions"),
    "scorecard": ("Score", "WAYS", "scorecards"),
    "tripwire": ("tripwires",),
    "what_if": ("Assumptions", "WhatIf", "delayed", "reached", "suppose"),
}

__getattr__ = door(__name__, _LATER)
