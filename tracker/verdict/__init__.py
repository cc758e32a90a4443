"""What a forecast says about a target.

The records and status words load at once; whatever computes loads numpy, on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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

_LATER = {
    **dict.fromkeys(("Differences", "FigureChanges", "Restated", "Side"), "difference"),
    **dict.fromkeys(
        (
            "CAUSES",
            "METHOD",
            "NEW_DATA",
            "REVISED_DATA",
            "TARGET",
            "TIME",
            "Change",
            "Part",
            "Standing",
            "attribute",
            "standing_of",
        ),
        "change",
    ),
    "FROM_RECOLLECTION": "methods",
    "METHODS": "methods",
    "MethodResult": "methods",
    "Score": "scorecard",
    "WAYS": "scorecard",
    "apply_methods": "methods",
    "assess": "judgement",
    "assess_group": "group",
    "decisive_period": "calendar",
    "disagree": "methods",
    "horizon": "calendar",
    "is_on_track": "methods",
    "known_series": "calendar",
    "quantiles": "judgement",
    "scorecards": "scorecard",
    "step": "calendar",
    "tripwires": "tripwire",
    **dict.fromkeys(("Assumptions", "WhatIf", "delayed", "reached", "suppose"), "what_if"),
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
