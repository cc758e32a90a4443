"""The sheets of an Excel workbook (.xlsx): what was last calculated there, nothing is evaluated.

The archive is looked at before openpyxl sees it: its sizes, and that no XML in it declares entities.
"""

from __future__ import annotations

import contextlib
import io
import math
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from tracker.errors import RefusedError
from tracker.exchange.table_grid import LONGEST_CELL, Cell, Grid, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_UNPACKED: Final = 256 * 1024**2
MOST_RATIO: Final = 200
SMALL: Final = 1024**2
MOST_MEMBERS: Final = 5000
MOST_CELLS: Final = 3_000_000
MOST_ROWS: Final = 1_048_576
MOST_MERGED: Final = 200_000

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']?([^\"'\s?>]*)")
_DAMAGE: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl raises when a part of a workbook is not as it should be; SyntaxError is that of XML, with lxml too."""

_DIGITS: Final = 15
"""Significant digits that a spreadsheet keeps; what comes after is binary noise."""


def grids_of(content: bytes, file: str, *, sheet: str = "") -> tuple[Grid, ...]:
    """The sheets of a workbook that hold anything, hidden ones only where one is asked for by name."""
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise RefusedError(
            "reading excel needs the package openpyxl; write: pip install 'policy-target-tracker[excel]'"
        ) from None
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedError(f"{file}: is an old or protected workbook; save it as .xlsx without a password")
    merged = _inspected(content, file)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):  # openpyxl prints some faults
            warnings.simplefilter("ignore")
            shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            known = {each.title: each for each in shown.worksheets}
            names = _chosen(known, sheet, file)
            left = MOST_CELLS
            found = []
            for name in names:
                grid = _grid(known[name], written[name], file, merged.get(name, ()), left)
                left -= sum(map(len, grid.rows))
                if any(any(row) for row in grid.rows) or grid.faults:
                    found.append(grid)
    except _DAMAGE as error:
        raise RefusedError(f"{file}: cannot be read as a workbook: {type(error).__name__}: {error}"[:300]) from None
    if not found:
        raise RefusedError(f"{file}: every sheet is empty")
    return tuple(found)


def _chosen(known: Mapping[str, Any], sheet: str, file: str) -> list[str]:
    if sheet and sheet not in known:
        raise RefusedError(f"{file}: there is no sheet {sheet!r}; there are {', '.join(known)}")
    return [sheet] if sheet else [name for name, each in known.items() if each.sheet_state == "visible"]


def _grid(shown: Any, written: Any, file: str, merged: tuple[tuple[Cell, Cell], ...], most: int) -> Grid:  # noqa: ANN401 - openpyxl's own
    for each in (shown, written):
        each.reset_dimensions()  # what the file says of its size may be wrong
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    exact, faults, count = set(), {}, 0
    for line, (cells, sources) in enumerate(zip(shown.iter_rows(), written.iter_rows(), strict=True), start=1):
        count += len(cells)
        if count > most or line > MOST_ROWS:
            raise RefusedError(
                f"{file}: more than {MOST_CELLS:,} cells or {MOST_ROWS:,} rows; cut it to what is needed"
            )
        row, texts = len(rows), []
        for column, (cell, source) in enumerate(zip(cells, sources, strict=True)):
            text, is_number, fault = _text(cell, source)
            if len(text) > LONGEST_CELL:
                place = f"{file}: {at(shown.title, line, column)}"
                raise RefusedError(f"{place}: a cell of more than {LONGEST_CELL:,} characters; shorten it")
            texts.append(text)
            if is_number:
                exact.add((row, column))
            if fault:
                faults[row, column] = fault
        while texts and not texts[-1] and (row, len(texts) - 1) not in faults:
            texts.pop()
        if texts:
            rows.append(tuple(texts))
            lines.append(line)
    here = tuple(_moved(merged, lines))
    return Grid(
        file=file,
        sheet=shown.title,
        rows=_filled(rows, exact, here, file),
        lines=tuple(lines),
        exact=frozenset(exact),
        faults=faults,
        merged=here,
    )


def _moved(merged: Iterable[tuple[Cell, Cell]], lines: Sequence[int]) -> Iterator[tuple[Cell, Cell]]:
    """The merged ranges by the numbers of the rows that are not blank; `lines` are those rows' lines in the sheet."""
    for (top, left), (bottom, right) in merged:
        first = bisect_left(lines, top + 1)
        if first < len(lines) and lines[first] == top + 1:
            yield (first, left), (bisect_right(lines, bottom + 1) - 1, right)


def _text(cell: Any, source: Any) -> tuple[str, bool, str]:  # noqa: ANN401, PLR0911 - openpyxl's own; a kind each
    """The text of a cell, whether it is a number, and why it cannot be used."""
    value = cell.value
    if value is None:
        formula = source.value is not None and source.data_type == "f"
        return (
            "",
            False,
            "a formula without its result; open and save the workbook, or write the figure" if formula else "",
        )
    if isinstance(value, bool):
        return str(value).upper(), False, ""
    if isinstance(value, datetime):
        plain = value.time() == time(0)
        return value.date().isoformat() if plain else value.isoformat(sep=" ", timespec="seconds"), False, ""
    if isinstance(value, date | time | timedelta):
        return str(value), False, ""
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if cell.data_type == "e":
        return str(value), False, f"the spreadsheet shows the error {value}"
    return " ".join(str(value).split()), False, ""


def _number(value: float, form: str) -> tuple[str, bool, str]:
    if not math.isfinite(value):
        return str(value), False, "is not a finite number"
    number = Decimal(f"{value:.{_DIGITS}g}")
    is_percent = "%" in re.sub(r'"[^"]*"|\\.', "", form)
    return plain(number.scaleb(2) if is_percent else number) + ("%" if is_percent else ""), True, ""


def plain(number: Decimal) -> str:
    """A decimal as people write it, without needless zeros or exponent."""
    text = f"{number.normalize():f}" if abs(number.adjusted()) < 21 else str(number)
    return "0" if text == "-0" else text


def _filled(
    rows: Sequence[tuple[str, ...]], exact: set[Cell], merged: Iterable[tuple[Cell, Cell]], file: str
) -> tuple[tuple[str, ...], ...]:
    """The rows with the text of each merged range in all of its cells, as far as the sheet is filled."""
    found = [list(row) for row in rows]
    width = max(map(len, rows), default=0)
    count = 0
    for (top, left), (bottom, right) in merged:
        text = rows[top][left] if left < len(rows[top]) else ""
        end = min(right + 1, width)
        count += (bottom - top + 1) * (end - left) if text else 0
        if count > MOST_MERGED:
            raise RefusedError(f"{file}: more than {MOST_MERGED:,} merged cells; undo the merging")
        for row in range(top, bottom + 1 if text else top):
            found[row] += [""] * (end - len(found[row]))
            for column in range(left, end):
                found[row][column] = text
                if (top, left) in exact:
                    exact.add((row, column))
    return tuple(map(tuple, found))


def _inspected(content: bytes, file: str) -> dict[str, tuple[tuple[Cell, Cell], ...]]:
    """The merged ranges of each sheet, once the archive has proved to be within bounds and without entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members, len(content), file)
            for member in members:
                _check_xml(archive.read(member), member.filename, file)
            return _merged(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise RefusedError(f"{file}: is no workbook (.xlsx), or a damaged or cut one: {error}") from None
    except (ET.ParseError, KeyError) as error:
        raise RefusedError(f"{file}: is no workbook (.xlsx), or a damaged one: {error}") from None


def _check_sizes(members: list[zipfile.ZipInfo], packed: int, file: str) -> None:
    total = sum(member.file_size for member in members)
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or len(names) < len(members):
        raise RefusedError(f"{file}: {len(members):,} parts, or one twice; this is no ordinary workbook")
    if total > MOST_UNPACKED or (total > SMALL and total > MOST_RATIO * packed):
        raise RefusedError(f"{file}: unpacks from {packed:,} to {total:,} bytes; nothing was read")


def _check_xml(text: bytes, member: str, file: str) -> None:
    """Raise RefusedError for XML that declares anything, whatever its name: relations may call any part a sheet."""
    is_named = member.lower().endswith((".xml", ".rels"))
    if not is_named and not text[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
        return
    if (encoding := _ENCODING.match(text)) and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"iso-8859-1"}:
        raise RefusedError(f"{file}: {member} is not in UTF-8; save the workbook anew")
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in text[:4]:
        raise RefusedError(f"{file}: {member} is not in UTF-8; save the workbook anew")
    if _DECLARES.search(text):
        raise RefusedError(f"{file}: {member} declares XML entities, which no spreadsheet program writes; not read")


def _merged(archive: zipfile.ZipFile) -> dict[str, tuple[tuple[Cell, Cell], ...]]:
    from tracker.exchange.table_grid import number_of

    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - no entities in it
    targets = {str(each.get("Id")): str(each.get("Target")) for each in relations}
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    found = {}
    for each in book.iter():
        if not each.tag.endswith("}sheet"):
            continue
        target = targets.get(str(each.get(_RELATION)), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name not in archive.namelist():
            continue
        ranges = []
        for match in _MERGE.finditer(archive.read(name)):
            left, top, right, bottom = (part.decode() for part in match.groups())
            ranges.append(((int(top) - 1, number_of(left) or 0), (int(bottom) - 1, number_of(right) or 0)))
        found[str(each.get("name"))] = tuple(ranges)
    return found
