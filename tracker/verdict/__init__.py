"""What a forecast says about a target.

The records and status words load at once; whatever computes loads numpy, on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tracker.verdict.alternative import Alternative
from tracker.verdict.assessment import Assessment, InterimVerdict, Quantiles, Reason, Trace
from tracker.verdict.milestone import assess_milestones
from tracker.verdict.status import GOOD, REACHED, STATUSES

if TYPE_CHECKING:
    from tracker.verdict.calendar import decisive_period, horizon, known_series, step
    from tracker.verdict.group import assess_group
    from tracker.verdict.judgement import assess, quantiles

__all__ = [
    "GOOD",
    "REACHED",
    "STATUSES",
    "Alternative",
    "Assessment",
    "InterimVerdict",
    "Quantiles",
    "Reason",
    "Trace",
    "assess",
    "assess_group",
    "assess_milestones",
    "decisive_period",
    "horizon",
    "known_series",
    "quantiles",
    "step",
]

_LATER = {
    "assess": "judgement",
    "assess_group": "group",
    "decisive_period": "calendar",
    "horizon": "calendar",
    "known_series": "calendar",
    "quantiles": "judgement",
    "step": "calendar",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
