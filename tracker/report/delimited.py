"""Tables as CSV: UTF-8 with a byte order mark, RFC 4180, and no text that a spreadsheet could take for a formula.

The mark is there because Excel takes a file without one for the system's own encoding, which spoils Chinese; pandas,
readr, data.table and frictionless read past it. A text that a spreadsheet might compute gets an apostrophe before what
would start the formula (OWASP, CSV injection): at the beginning of the cell, and inside it behind a semicolon, tab or
line break, where a spreadsheet that parts cells at semicolons would begin a new one. `unguarded` undoes it.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tracker.report.rows import Cell
    from tracker.report.tables import Table

_SIGNS: Final = (
    "=+\\-@\N{MINUS SIGN}"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
    "\N{SMALL EQUALS SIGN}\N{SMALL PLUS SIGN}\N{SMALL HYPHEN-MINUS}\N{SMALL COMMERCIAL AT}"
)
_STARTS: Final = re.compile(rf"'*[\t\r\n]|[\s\"']*[{_SIGNS}]")
_INSIDE: Final = re.compile(rf"([;\t\r\n][\s\"]*)(?='*[{_SIGNS}])")
_GUARDED_INSIDE: Final = re.compile(rf"([;\t\r\n][\s\"]*)'(?='*[{_SIGNS}])")


class _Lines(list[str]):
    """What csv writes to."""

    def write(self, line: str) -> None:
        self.append(line)


def csv_bytes(table: Table) -> bytes:
    """A table as CSV, a heading row first; what is missing is an empty cell."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([written(cell) for cell in row] for row in table.rows)
    return "".join(lines).encode("utf-8-sig")


def written(cell: Cell) -> str:
    """A cell as text: days as in ISO 8601, numbers with all their digits and a point, texts guarded."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return guarded(cell)
    return repr(cell) if isinstance(cell, float) else str(cell)


def guarded(text: str) -> str:
    """The text, with an apostrophe wherever a spreadsheet could take it for a formula."""
    return ("'" if _STARTS.match(text) else "") + _INSIDE.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    found = _GUARDED_INSIDE.sub(r"\1", text)
    return found[1:] if found.startswith("'") and _STARTS.match(found[1:]) else found


def as_plain(cell: Cell) -> str | float | bool | None:
    """A cell as JSON holds it."""
    if isinstance(cell, Decimal):
        return float(cell)
    return cell if cell is None or isinstance(cell, str | float | int) else cell.isoformat()
