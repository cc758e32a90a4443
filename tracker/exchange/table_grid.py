"""The cells of a table as texts, each with the place where it stands in its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = tuple[int, int]
"""Row and column of a cell, both counted from 0."""

LONGEST_CELL: Final = 10_000
"""Characters of the longest cell that is read: what looks for patterns in it may take the square of its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as it stands in a file: rows of texts, of whatever lengths, blank rows left out.

    `lines` are the rows' lines in the file, from 1. `exact` are cells that hold a number, not a text that looks like
    one; their text has a decimal point. `faults` say why a cell cannot be used. `merged` are the first and last cell
    of ranges that were one cell; their text stands in each. `encoding` and `delimiter` are those of a text file.
    """

    file: str
    sheet: str = ""
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    exact: frozenset[Cell] = frozenset()
    faults: Mapping[Cell, str] = field(default_factory=dict)
    merged: tuple[tuple[Cell, Cell], ...] = ()
    encoding: str = ""
    delimiter: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max(map(len, self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """The text of a cell, empty where there is none."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def place(self, row: int, column: int | None = None) -> str:
        """Where a cell, or a row, stands: `Sheet1!C14`, or `figures.csv:14, column 3`."""
        line = self.lines[row]
        if self.sheet:
            return at(self.sheet, line, column)
        return f"{self.file}:{line}" + ("" if column is None else f", column {column + 1}")


def at(sheet: str, line: int, column: int | None = None) -> str:
    """Where a cell of a spreadsheet, or a row, stands: `Sheet1!C14`, `'By area'!14:14`."""
    name = sheet if sheet.isalnum() else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{line}:{line}" if column is None else f"{name}!{letters(column)}{line}"


def letters(column: int) -> str:
    """The name of a spreadsheet's column, counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number_of(name: str) -> int | None:
    """The column, counted from 0, of a name such as `AA` or a number such as `27`; None for anything else."""
    if name.isascii() and name.isdigit():
        return int(name) - 1 if 0 < int(name) <= 16384 else None
    if not (name.isascii() and name.isalpha() and len(name) <= 3):
        return None
    found = 0
    for letter in name.upper():
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
