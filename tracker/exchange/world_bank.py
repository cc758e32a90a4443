"""CSV downloads of the World Bank: four lines above the header, a column a year (API), or the DataBank's form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracker.errors import RefusedError
from tracker.exchange.table_preset import settled, with_areas, with_series
from tracker.exchange.table_words import normal, unit_in
from tracker.exchange.tabular import from_grids, text_grid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.exchange.table_grid import Grid
    from tracker.goals import Declarations

_LINES = 15


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a download.

    `Last Updated Date` is the day of the whole database, not of a figure: `published` is left to the lag.
    """
    grid = text_grid(place, mapping)
    row, columns = _header(grid)
    area, code, name = columns
    draft = {
        "header": grid.lines[row],
        "values": ["periods"],
        "area": grid.text(row, area),
        "indicator": grid.text(row, code),
        **(mapping or {}),
    }
    below = range(row + 1, len(grid.rows))
    names = {grid.text(each, area): "" for each in below if re.fullmatch("[A-Z0-9]{2,4}", grid.text(each, area))}
    series = {}
    for each in below:
        if (key := grid.text(each, code)) and grid.text(each, area) in names:
            title = grid.text(each, name)
            series[key] = {"title": title, "unit": unit_in(title) or _unit(title), "frequency": "annual"}
    questions = with_series(draft, series, list(series), declarations) + with_areas(draft, names, declarations)
    return from_grids((grid,), place, settled(draft, questions), declarations, retrieved)


def _header(grid: Grid) -> tuple[int, tuple[int, int, int]]:
    for row in range(min(_LINES, len(grid.rows))):
        cells = [normal(cell) for cell in grid.rows[row]]
        for code, name in (("indicator code", "indicator name"), ("series code", "series name")):
            if {"country code", code, name} <= set(cells):
                return row, (cells.index("country code"), cells.index(code), cells.index(name))
    raise RefusedError(
        f"{grid.file}: no header with Country Code and Indicator Code; this is no download of the World Bank, "
        "write --from csv"
    )


def _unit(title: str) -> str | None:
    """The unit in the brackets of a title, where it is a percentage of something."""
    found = re.search(r"\(([^()]*%[^()]*)\)\s*$", title)
    return "%" if found else None
