"""Where the parts of a table are: its header, its columns, its first row of figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.exchange.table_grid import letters
from tracker.exchange.table_marks import unmarked
from tracker.exchange.table_period import is_period
from tracker.exchange.table_words import normal, role_of, without_unit
from tracker.goals import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_map import Column

SEARCHED: Final = 30
"""Lines in which a header is looked for."""

DEEPEST: Final = 4
"""Lines that a header may have."""

_TELLING: Final = ("period", "value", "indicator", "area")
_FIGURE: Final = re.compile(r"[<>~≈+\u2212-]?[0-9][0-9.,'\u00a0 ]*(?:[eE][+-]?[0-9]+)?\s*[%‰]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first and last row of a header (from 0), and the texts that stand over each column, from above."""

    first: int
    last: int
    parts: tuple[tuple[str, ...], ...]

    def name(self, column: int) -> str:
        """What a column is called: the texts over it, joined."""
        return " / ".join(self.parts[column]) if column < len(self.parts) else ""

    def find(self, column: Column, grid: Grid) -> int:
        """The number of a column. Raises RefusedError where there is none of that header, or two."""
        if column.number is not None:
            if column.number >= grid.width:
                raise RefusedError(
                    f"{grid.file}: there is no column {letters(column.number)}; the last is {letters(grid.width - 1)}"
                )
            return column.number
        wanted = normal(column.header)
        for names in (self._whole, self._last, self._bare):
            found = [number for number in range(len(self.parts)) if names(number) == wanted]
            if len(found) == 1:
                return found[0]
            if found:
                places = ", ".join(grid.place(self.last, number) for number in found)
                raise RefusedError(
                    f"{places}: {len(found)} columns are called {column.header!r}; "
                    f"name the right one by its letter in the map: {{column: {letters(found[0])}}}"
                )
        known = [self.name(number) for number in range(len(self.parts)) if self.parts[number]]
        raise RefusedError(
            f"{grid.place(self.last)}: no column is called {column.header!r}{did_you_mean(column.header, known)}; "
            f"there are {', '.join(known[:20])}"
        )

    def _whole(self, number: int) -> str:
        return normal(self.name(number).replace(" / ", " "))

    def _last(self, number: int) -> str:
        return normal(self.parts[number][-1]) if self.parts[number] else ""

    def _bare(self, number: int) -> str:
        return normal(without_unit(self.parts[number][-1])) if self.parts[number] else ""


def find_header(grid: Grid) -> Header | None:
    """The header within the first lines of a table, where words or periods show it; None where none is clear."""
    return _found(grid, _heads)


def likely_header(grid: Grid) -> Header | None:
    """The first line of words above a line with figures; None where there is none."""
    return _found(grid, _may_head)


def _found(grid: Grid, heads: Callable[[Grid, int], bool]) -> Header | None:
    for row in range(min(SEARCHED, len(grid.rows))):
        if heads(grid, row):
            last = row
            while last + 1 < len(grid.rows) and last - row + 1 < DEEPEST and _continues(grid, row, last):
                last += 1
            return header_at(grid, row, last)
    return None


def header_at(grid: Grid, first: int, last: int) -> Header:
    """The header in these rows. What stands over several columns counts for each of them."""
    rows = []
    for row in range(first, last + 1):
        cells = [grid.text(row, column) for column in range(grid.width)]
        if row < last and not grid.merged:
            cells = list(_carried(cells))
        rows.append(cells)
    parts = []
    for column in range(grid.width):
        over: list[str] = []
        for cells in rows:
            text = cells[column].strip()
            if text and text not in over:
                over.append(text)
        parts.append(tuple(over))
    return Header(first=first, last=last, parts=tuple(parts))


def line_of(grid: Grid, line: int) -> int:
    """The row of a line of the file. Raises RefusedError where the file has no such line."""
    if line in grid.lines:
        return grid.lines.index(line)
    raise RefusedError(f"{grid.file}: the header is to stand on line {line}, but no row begins there")


def _carried(cells: list[str]) -> Iterator[str]:
    """Cells whose blanks repeat the one to their left; blanks before the first stay."""
    before = ""
    for cell in cells:
        before = cell or before
        yield before


def _filled(grid: Grid, row: int) -> list[str]:
    return [cell for cell in grid.rows[row] if cell]


def _heads(grid: Grid, row: int) -> bool:
    cells = list(dict.fromkeys(_filled(grid, row)))
    if len(cells) < 2 or row + 1 >= len(grid.rows):
        return False
    periods = sum(is_period(cell) for cell in cells)
    if periods >= 2 and len(cells) - periods <= 6 and not _is_row_of_figures(grid, row):
        return True
    return not any(map(_is_figure, cells)) and any(role_of(cell) in _TELLING for cell in cells)


def _may_head(grid: Grid, row: int) -> bool:
    if row + 1 >= len(grid.rows) or len(cells := set(_filled(grid, row))) < 2:
        return False
    below = _filled(grid, row + 1)
    return not any(map(_is_figure, cells)) and len(below) > 1 and any(map(_is_figure, below))


def _is_row_of_figures(grid: Grid, row: int) -> bool:
    """Whether the row stands under a header of words: then its years are figures."""
    return any(_is_figure(cell) and not is_period(cell) for cell in _filled(grid, row))


def _continues(grid: Grid, first: int, last: int) -> bool:
    """Whether the next row belongs to the header: names below a wider cell, or below a cell merged downwards."""
    following = last + 1
    cells = _filled(grid, following)
    if not cells or any(_is_figure(cell) and not is_period(cell) for cell in cells):
        return False
    if any(top <= last < bottom and top >= first for (top, _), (bottom, _) in grid.merged):
        return True
    wide = any(top == last and right > left for (top, left), (_, right) in grid.merged)
    if wide:
        return True
    if grid.merged:
        return False
    blank = [column for column in range(len(grid.rows[following])) if not grid.text(last, column)]
    return any(grid.text(following, column) for column in blank) and len(cells) > 1 and len(_filled(grid, last)) > 1


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(unmarked(text)[0]) is not None
