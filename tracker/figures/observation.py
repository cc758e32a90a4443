"""One figure of one indicator for one area and one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures.period import Period

COLUMNS: Final = (
    "area", "period", "value", "growth", "since", "unit", "qualifier", "status", "published", "source", "url", "note",
)  # fmt: skip
"""The columns of an observation file; their order in a file is free."""

QUALIFIERS: Final = ("", ">", "<", "~")

STATUSES: Final = {
    "A": "normal value",
    "B": "time series break",
    "D": "definition differs",
    "E": "estimated value",
    "F": "forecast value",
    "G": "experimental value",
    "H": "missing value; holiday or weekend",
    "I": "imputed value",
    "J": "derogation",
    "K": "data included in another category",
    "L": "missing value; data exist but were not collected",
    "M": "missing value; data cannot exist",
    "N": "not significant",
    "O": "missing value",
    "P": "provisional value",
    "Q": "missing value; suppressed",
    "S": "strike and other special events",
    "U": "low reliability",
    "V": "unvalidated value",
    "W": "includes data from another category",
}
"""SDMX code list CL_OBS_STATUS, version 2.2 (sdmx.org, cross-domain code lists)."""

MISSING: Final = frozenset("HLMOQ")
"""Statuses under which a row may have no value."""

UNUSED: Final = frozenset("FUV") | MISSING
"""Statuses whose values never enter a series: somebody's forecast, unreliable, unvalidated, missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A published figure, as written and as understood.

    `printed` and `unit` are what the file says; `value` is the same in the indicator's unit (None where only `growth`
    was published, or where it is missing). `growth` is in percent a year: over the same period a year before, or since
    the period `since`. `by_rule` says that `published` was not written but follows from the indicator's lag.
    """

    indicator: str
    area: str
    period: Period
    value: float | None = None
    printed: str = ""
    unit: str = ""
    growth: float | None = None
    since: Period | None = None
    qualifier: str = ""
    status: str = "A"
    published: date
    by_rule: bool = False
    source: str = ""
    url: str = ""
    note: str = ""
    line: int = 0
