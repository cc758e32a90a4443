"""The rows below a table's header: those with figures, and those that are notes or headings within the table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.errors import RefusedError
from tracker.exchange.table_marks import footnotes
from tracker.exchange.table_printed import decimal_mark
from tracker.exchange.table_tally import some

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.exchange.table_columns import FigureColumn
    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The rows with figures, by number; what is said in the others: their footnotes by mark, and a line about all."""

    rows: tuple[int, ...]
    footnotes: Mapping[str, str]
    left_out: str


def body_of(grid: Grid, header: Header, figures: Sequence[FigureColumn]) -> Body:
    """The rows below a header."""
    numbers = [each.number for each in figures]
    faulty = {row for row, column in grid.faults if column in numbers}
    rows: list[int] = []
    asides: list[int] = []
    for row in range(header.last + 1, len(grid.rows)):
        aside = row not in faulty and _is_aside(grid, header, row, numbers)
        (asides if aside else rows).append(row)
    texts = [" ".join(dict.fromkeys(filter(None, grid.rows[row]))) for row in asides]
    left_out = ""
    if asides:
        first, last = grid.lines[asides[0]], grid.lines[asides[-1]]
        left_out = f"left out as notes: line {first}{f' to {last}' if last > first else ''}: {some(texts)}"
    return Body(rows=tuple(rows), footnotes=footnotes(texts), left_out=left_out)


def decimal_of(grid: Grid, header: Header, body: Body, figures: Sequence[FigureColumn]) -> str:
    """The decimal mark of a table's figures. Raises RefusedError where they can be read in two ways."""
    texts = [
        grid.text(row, each.number) for row in body.rows for each in figures if (row, each.number) not in grid.exact
    ]
    chinese = any(re.search("[\u4e00-\u9fff]", text) for parts in header.parts for text in parts)
    mark = decimal_mark(texts, commas=grid.delimiter == "," or chinese)
    if mark is None:
        like = next(text for text in texts if re.search(r"[0-9][.,][0-9]{3}\b", text))
        raise RefusedError(
            f"{grid.file}: figures like {like!r} can be read in two ways; write decimal: '.' or ',' in the map"
        )
    return mark


def filled_down(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Grid:
    """The grid in which blank cells of some columns repeat the one above."""
    if not columns:
        return grid
    found = list(grid.rows)
    above = dict.fromkeys(columns, "")
    for row in rows:
        cells = list(found[row])
        cells += [""] * (max(columns) + 1 - len(cells))
        for column in columns:
            cells[column] = above[column] = cells[column] or above[column]
        found[row] = tuple(cells)
    return replace(grid, rows=tuple(found))


def _is_aside(grid: Grid, header: Header, row: int, numbers: Sequence[int]) -> bool:
    """Whether a row is a note, a heading within the table, or its header again."""
    cells = grid.rows[row]
    filled = list(dict.fromkeys(filter(None, cells)))
    has_figure = any(grid.text(row, number) for number in numbers)
    if len(filled) == 1:
        return len(cells) == 1 or not has_figure or re.fullmatch(r"[0-9.,+-]+%?", filled[0]) is None
    if all(not cell or (n < len(header.parts) and cell in header.parts[n]) for n, cell in enumerate(cells)):
        return True
    return not has_figure and any(len(cell) > 40 for cell in filled[:2])
