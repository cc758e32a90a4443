"""Downloads of Eurostat: SDMX-CSV with a row for each figure, and TSV with a column for each period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.exchange.table_columns import period_in
from tracker.exchange.table_preset import frequency_of, settled, with_areas, with_series
from tracker.exchange.tabular import from_grids, stem_of, text_grid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.exchange.table_grid import Grid
    from tracker.goals import Declarations

_NO_DIMENSION: Final = frozenset(
    {
        "DATAFLOW",
        "LAST UPDATE",
        "TIME_PERIOD",
        "OBS_VALUE",
        "OBS_FLAG",
        "CONF_STATUS",
        "geo",
        "STRUCTURE",
        "STRUCTURE_ID",
    }
)
_UNITS: Final = {
    "MIO_EUR": "million EUR", "CP_MEUR": "million EUR", "CLV10_MEUR": "million EUR", "CLV15_MEUR": "million EUR",
    "CLV20_MEUR": "million EUR", "CP_MNAC": "million", "THS_PER": "thousand people", "THS_T": "thousand tonnes",
    "MIO_T": "million tonnes", "THS_HA": "thousand ha", "NR": "number", "T": "tonne", "HA": "ha", "EUR": "EUR",
    "BN_EUR": "billion EUR", "THS_EUR": "thousand EUR", "PER": "people", "GWH": "GWh", "KM2": "sq km",
}  # fmt: skip
"""Codes of Eurostat's dimension `unit` that mean an amount."""


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a download.

    `LAST UPDATE` is the day of the whole data set, not of a figure: `published` is left to the lag.
    """
    grid = _split(text_grid(place, mapping))
    header = grid.rows[0]
    if "geo" not in header:
        raise RefusedError(f"{grid.file}: no dimension geo; this is no download of Eurostat, write --from csv")
    long = "TIME_PERIOD" in header and "OBS_VALUE" in header
    draft: dict[str, Any] = {"header": grid.lines[0], "area": "geo"}
    draft |= {"period": "TIME_PERIOD", "value": "OBS_VALUE"} if long else {"values": ["periods"]}
    if "OBS_FLAG" in header:
        draft["status"] = "OBS_FLAG"
    below = range(1, len(grid.rows))
    units = _units(grid, draft) if "unit" in header else ()
    draft |= mapping or {}
    dimensions = [n for n, name in enumerate(header) if name and name not in _NO_DIMENSION and not period_in([name])[0]]
    every = list(dict.fromkeys(tuple(grid.text(row, n) for n in dimensions) for row in below))
    telling = [k for k in range(len(dimensions)) if len({codes[k] for codes in every}) > 1]
    periods = [grid.text(row, header.index("TIME_PERIOD")) for row in list(below)[:1]] if long else [header[-1]]
    series, wanted = {}, []
    for codes in every:
        by_column = {header[dimensions[k]]: codes[k] for k in telling or range(len(dimensions))}
        name = " ".join((stem_of(place).split("$")[0], *(codes[k] for k in telling)))
        unit = _known(dict(zip((header[n] for n in dimensions), codes, strict=True)).get("unit", ""))
        series[name] = {"title": name, "unit": unit or None, "frequency": frequency_of(periods)}
        wanted.append(by_column)
    geo = header.index("geo")
    names = {grid.text(row, geo): "" for row in below}
    questions = with_series(draft, series, wanted, declarations) + with_areas(draft, names, declarations)
    if units:
        said = f"figures in {', '.join(units)} (dimension unit) taken in the unit of their indicator"
        grid = replace(grid, remarks=(*grid.remarks, said))
    return from_grids((grid,), place, settled(draft, questions), declarations, retrieved)


def _split(grid: Grid) -> Grid:
    """A grid whose first column, that holds all dimensions, is parted into one for each."""
    first = grid.text(0, 0)
    if "\\" not in first:
        return grid
    names = tuple(name.strip() for name in first.partition("\\")[0].split(","))
    rows = [(*names, *(cell.strip() for cell in grid.rows[0][1:]))]
    for row in grid.rows[1:]:
        codes = tuple(code.strip() for code in (row[0] if row else "").split(","))
        if any(row) and len(codes) != len(names):
            raise RefusedError(f"{grid.place(len(rows))}: {len(codes)} codes, but the header names {len(names)}")
        rows.append((*codes, *row[1:]))
    return replace(grid, rows=tuple(rows))


def _units(grid: Grid, draft: dict[str, Any]) -> tuple[str, ...]:
    """Map the unit codes of a table to units; those that are none of an amount."""
    column = grid.rows[0].index("unit")
    codes = list(dict.fromkeys(grid.text(row, column) for row in range(1, len(grid.rows))))
    draft["unit"] = "unit"
    draft["units"] = {code: _known(code) for code in codes if code}
    return tuple(code for code in codes if code and not _known(code))


def _known(code: str) -> str:
    return "%" if code == "PC" or code.startswith("PC_") else _UNITS.get(code, "")
