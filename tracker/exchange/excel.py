"""Tables in Excel workbooks, brought in through the same map as every other table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.exchange.fetch import fetched
from tracker.exchange.table_map import read_table_map
from tracker.exchange.tabular import from_grids
from tracker.exchange.workbook import grids_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.goals import Declarations


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a workbook. Raises MappingNeededError where its headers do not say enough."""
    found = fetched(place)
    grids = grids_of(found.content, found.place, sheet=read_table_map(mapping or {}, "map").sheet)
    return from_grids(grids, place, mapping, declarations, retrieved)
