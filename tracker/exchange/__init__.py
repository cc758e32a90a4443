"""Other people's formats: what is brought in, and what is given out.

Modules load when one of their names is first used: each format brings a library of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door

if TYPE_CHECKING:
    from tracker.exchange.arrival import Arrival, Refusal, Shipment, StepArrival
    from tracker.exchange.changes import Changes, Row, compare
    from tracker.exchange.formats import FORMATS, reader
    from tracker.exchange.kept import keeping
    from tracker.exchange.plan import Plan, carry_out, planned

__all__ = [
    "FORMATS",
    "Arrival",
    "Changes",
    "Plan",
    "Refusal",
    "Row",
    "Shipment",
    "StepArrival",
    "carry_out",
    "compare",
    "keeping",
    "planned",
    "reader",
]

_LATER: Final = {
    "arrival": ("Arrival", "Refusal", "Shipment", "StepArrival"),
    "changes": ("Changes", "Row", "compare"),
    "formats": ("FORMATS", "reader"),
    "kept": ("keeping",),
    "plan": ("Plan", "carry_out", "planned"),
}

__getattr__ = door(__name__, _LATER)
