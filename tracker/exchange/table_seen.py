"""A table as a guess sees it: what its headers are called, and what its columns hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.exchange.table_grid import letters
from tracker.exchange.table_period import is_period
from tracker.exchange.table_printed import printed
from tracker.exchange.table_words import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header

_ROWS: Final = 400
"""Rows that are looked at to see what a column holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A table as a guess sees it: roles by the words of its headers, and what else its columns hold."""

    grid: Grid
    header: Header
    roles: Mapping[str, list[int]]

    def cells(self, column: int) -> list[str]:
        """What stands in the first rows of a column, without blanks, and without rows that are a note."""
        first = self.header.last + 1
        return self._texts(column, range(first, min(len(self.grid.rows), first + _ROWS)))

    def every(self, column: int) -> list[str]:
        """What stands in a column, each text once."""
        return list(dict.fromkeys(self._texts(column, range(self.header.last + 1, len(self.grid.rows)))))

    def _texts(self, column: int, rows: Iterable[int]) -> list[str]:
        tabled = (row for row in rows if len({*self.grid.rows[row], ""}) > 2)
        return [text for row in tabled if (text := self.grid.text(row, column))]

    def written(self, column: int) -> Any:  # noqa: ANN401 - as the map writes it
        """The column as a map names it: by its header where that is clear."""
        name = self.header.name(column)
        alike = [n for n in range(len(self.header.parts)) if normal(self.header.name(n)) == normal(name)]
        return name if name and " / " not in name and len(alike) == 1 else {"column": letters(column)}


def holds_periods(seen: Seen, column: int) -> bool:
    """Whether a column holds periods, nearly everywhere."""
    cells = seen.cells(column)
    return bool(cells) and sum(map(is_period, cells)) > 0.8 * len(cells)


def holds_figures(seen: Seen, column: int) -> bool:
    """Whether a column holds figures for the greater part."""
    cells = seen.cells(column)
    return sum(map(_is_figure, cells)) > 0.5 * len(cells) if cells else False


def _is_figure(text: str) -> bool:
    for mark in ".,":
        try:
            if printed(text, decimal=mark).value:
                return True
        except ValueError:
            continue
    return False
