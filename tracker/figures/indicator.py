"""What is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tracker.figures.text import Text

NATURES: Final = ("share", "rate", "count", "currency", "index", "signed")
AGGREGATIONS: Final = ("sum", "last", "mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A measured quantity: its unit, its calendar, and how its figures may be combined and continued.

    `nature` is the reference class a short history borrows from. `better` is +1 where more is better, -1 where less is,
    0 where neither. `lag_days` runs from the end of a period to the publication of its figure. `bounds` are in `unit`.
    """

    id: str
    title: Text
    unit: str
    frequency: str
    nature: str = "rate"
    aggregation: str | None = None
    better: int = 0
    lag_days: int = 0
    prices: str | None = None
    prefer: tuple[str, ...] = ()
    bounds: tuple[float | None, float | None] = (None, None)
    decimals: int | None = None
    source: str = ""
    note: Text | None = None
    line: int = 0
