"""Tables of any shape, brought in through one map; this module reads text files (CSV)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tracker.errors import MappingNeededError, Question, RefusedError
from tracker.exchange.address import is_address
from tracker.exchange.delimited import grid_of
from tracker.exchange.fetch import fetched
from tracker.exchange.table import figures_of
from tracker.exchange.table_guess import guessed
from tracker.exchange.table_header import find_header, header_at, likely_header, line_of
from tracker.exchange.table_map import read_table_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header
    from tracker.exchange.table_map import TableMap
    from tracker.goals import Declarations


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a text file. Raises MappingNeededError where its headers do not say enough."""
    return from_grids((text_grid(place, mapping),), place, mapping, declarations, retrieved)


def text_grid(place: str, mapping: Mapping[str, Any] | None) -> Grid:
    """The table in a text file, by the encoding and delimiter of the map where it names them."""
    found = fetched(place)
    chosen = read_table_map(mapping or {}, "map")
    return grid_of(found.content, found.place, encoding=chosen.encoding, delimiter=chosen.delimiter)


def from_grids(
    grids: Sequence[Grid],
    place: str,
    mapping: Mapping[str, Any] | None,
    declarations: Declarations,
    retrieved: date,
) -> Shipment:
    """The figures of the one table among several that the map, or its header, singles out."""
    written = dict(mapping or {})
    chosen = read_table_map(written, "map")
    grid, header = _table(grids, chosen, written)
    complete = guessed(grid, header, written, declarations, stem_of(place))
    chosen = read_table_map(complete, "map")
    shipment = figures_of(grid, header, chosen, declarations, retrieved)
    if len(grids) > 1 and "sheet" not in complete:
        complete = {"sheet": grid.sheet, **complete}
    if is_address(place) and "${" not in place:
        shipment = replace(
            shipment, arrivals=tuple(each if each.url else replace(each, url=place) for each in shipment.arrivals)
        )
    return replace(shipment, mapping=complete if complete != mapping else None)


def stem_of(place: str) -> str:
    """The name of a file or address, without folders and endings."""
    name = PurePath(urlsplit(place).path if is_address(place) else place).name
    return re.sub(r"(\.(csv|tsv|txt|xlsx|xlsm|gz|zip))+$", "", name, flags=re.IGNORECASE) or "table"


def _table(grids: Sequence[Grid], chosen: TableMap, written: Mapping[str, Any]) -> tuple[Grid, Header]:
    if chosen.sheet:
        grids = [grid for grid in grids if grid.sheet in (chosen.sheet, "")]
    if chosen.header:
        grid = _only(grids, written)
        first, last = (line_of(grid, line) for line in chosen.header)
        return grid, header_at(grid, first, last)
    found = [(grid, header) for grid in grids if (header := find_header(grid)) is not None]
    found = found or [(grid, header) for grid in grids if (header := likely_header(grid)) is not None]
    if not found:
        where = ", ".join(grid.sheet or grid.file for grid in grids)
        raise RefusedError(
            f"{where}: no header was found in the first lines; write its line in the map, like `header: 4`"
        )
    if len(found) > 1:
        _only([grid for grid, _ in found], written)
    return found[0]


def _only(grids: Sequence[Grid], written: Mapping[str, Any]) -> Grid:
    if len(grids) > 1:
        names = tuple(grid.sheet for grid in grids)
        raise MappingNeededError(written, (Question("sheet", "Which sheet holds the table?", names),))
    return grids[0]
