"""CSV downloads of Our World in Data: Entity, Code, Year or Day, and a column for each indicator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.exchange.table_preset import frequency_of, settled, with_areas, with_series
from tracker.exchange.table_words import normal, unit_in, without_unit
from tracker.exchange.tabular import from_grids, text_grid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.exchange.table_grid import Grid
    from tracker.goals import Declarations


_FIGURE: Final = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a download; areas are known by their code, or by their name where they have none."""
    grid = text_grid(place, mapping)
    cells = [normal(cell) for cell in grid.rows[0]]
    when = next((name for name in ("year", "day", "date") if name in cells), "")
    if "entity" not in cells or not when:
        raise RefusedError(
            f"{grid.file}: no columns Entity and Year; this is no download of Our World in Data, write --from csv"
        )
    entity, period = cells.index("entity"), cells.index(when)
    code = cells.index("code") if "code" in cells else entity
    headers = {
        n: grid.text(0, n)
        for n in range(len(cells))
        if n not in (entity, period, code) and cells[n] and _has_figures(grid, n)
    }
    draft: dict[str, Any] = {
        "header": grid.lines[0],
        "period": grid.text(0, period),
        "area": list(dict.fromkeys([grid.text(0, code), grid.text(0, entity)])),
        "values": ["indicators"],
        **(mapping or {}),
    }
    if "value" in draft:
        del draft["values"]
    below = range(1, len(grid.rows))
    names = {grid.text(row, code) or grid.text(row, entity): grid.text(row, entity) for row in below}
    frequency = "daily" if when != "year" else frequency_of([grid.text(1, period)] if len(grid.rows) > 1 else [])
    series = {
        text: {"title": without_unit(text), "unit": unit_in(text) or None, "frequency": frequency}
        for text in headers.values()
    }
    questions = with_series(draft, series, list(series), declarations) + with_areas(draft, names, declarations)
    return from_grids((grid,), place, settled(draft, questions), declarations, retrieved)


def _has_figures(grid: Grid, column: int) -> bool:
    """Whether a column holds figures: there are others with words, such as the region of the world."""
    return any(_FIGURE.fullmatch(grid.text(row, column)) for row in range(1, len(grid.rows)))
