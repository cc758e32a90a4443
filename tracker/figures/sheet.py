"""Strict reading of the workspace's tables: bytes to a header and numbered rows of cells.

CSV in UTF-8 (or Parquet, parquet.py): commas, one header line that names the columns. A byte-order mark, CRLF, blank
lines and rows of empty cells are read; everything else that a spreadsheet, a merge or a killed writer leaves behind is
named and refused.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError, Problem
from tracker.figures.period import parse_period

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE: Final = 100_000
"""Bytes that a line may have."""

MOST_PROBLEMS: Final = 200
"""Problems shown of one file."""

ENOUGH_PROBLEMS: Final = 10_000
"""Problems after which the rest of a file is not worth reading."""

PACKED_START: Final = b"PAR1"
"""How a Parquet file begins, and ends; no CSV file does."""

_CONFLICT = r"(?m)^(?:<{7}|\|{7}|={7}|>{7})(?: [^\r\n]*)?\r?$"
CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]"
_BINARY_STARTS: Final = {
    b"PK\x03\x04": "is an Excel workbook or another archive, no CSV; save the sheet as 'CSV UTF-8'",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook, no CSV; save the sheet as 'CSV UTF-8'",
    b"\xff\xfe": "is encoded in UTF-16; save it as UTF-8",
    b"\xfe\xff": "is encoded in UTF-16; save it as UTF-8",
    b"\x1f\x8b": "is compressed (gzip); unpack it",
    b"%PDF": "is a PDF, no CSV",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The header of a file, its text, and the line on which the rows begin.

    A Parquet file has no text: `packed` is its content, and it has no line for its header.
    """

    header: tuple[str, ...]
    text: str = ""
    first_line: int = 0
    packed: bytes = b""


def open_sheet(
    content: bytes, *, path: str, columns: tuple[str, ...], required: tuple[str, ...]
) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """The sheet in a file whose header names some of `columns` and all of `required`; or None and what is wrong."""
    if content.startswith(PACKED_START):
        from tracker.figures.parquet import open_packed

        return open_packed(content, path=path, columns=columns, required=required)
    text, problems = _text_of(content, path)
    if text is None:
        return None, problems
    for line, _end, cells, message in _records(text):
        if message:
            return None, (Problem(path=path, line=line, message=message),)
        header = tuple(cell.strip() for cell in cells)
        problems = tuple(
            Problem(path=path, line=line, message=fault) for fault in header_faults(header, columns, required)
        )
        if problems:
            return None, problems
        return Sheet(header=header, text=text, first_line=line), ()
    names = ",".join(required)
    return None, (Problem(path=path, message=f"is empty; its first line must name the columns, at least {names}"),)


def rows_of(sheet: Sheet) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and fault of each row after the header; the cells count only where the fault is empty.

    Of a Parquet file the number of the row, the first one 1, in place of the line.
    """
    if sheet.packed:
        from tracker.figures.parquet import packed_rows

        yield from packed_rows(sheet.packed, sheet.header)
        return
    expected = len(sheet.header)
    records = _records(sheet.text)
    next(records)
    for line, end, cells, message in records:
        if len(cells) == expected and not message:
            yield line, cells, ""
        elif end == 0 and (message or len(cells) < expected):
            yield line, [], "the last line is torn: the file ends in the middle of it; finish the line or delete it"
        else:
            yield line, [], message or _ragged(len(cells), expected)


def limited(problems: list[Problem], path: str) -> tuple[Problem, ...]:
    """At most `MOST_PROBLEMS` errors and as many warnings of a file, with a line that says how many there are.

    Of a Parquet file they speak of rows.
    """
    if path.endswith(".parquet"):
        problems = [replace(each, message=re.sub(r"\bline(s?) (?=\d)", r"row\1 ", each.message)) for each in problems]
    shown: list[Problem] = []
    for kind, name in ((False, "problems"), (True, "warnings")):
        some = sorted(problem for problem in problems if problem.warning is kind)
        shown += some[:MOST_PROBLEMS]
        if len(some) > MOST_PROBLEMS:
            count = f"{len(some)}" if len(some) <= ENOUGH_PROBLEMS else f"more than {ENOUGH_PROBLEMS}"
            message = f"{count} {name}; the first {MOST_PROBLEMS} are shown"
            shown.append(Problem(path=path, message=message, warning=kind))
    return tuple(sorted(shown))


def suggestion(name: str, known: tuple[str, ...]) -> str:
    """`; did you mean 'status'?` where a known name is close, else the known names."""
    import difflib

    close = difflib.get_close_matches(name.strip().casefold(), known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; write one of {', '.join(known)}"


def _text_of(content: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    for start, message in _BINARY_STARTS.items():
        if content.startswith(start):
            return None, (Problem(path=path, message=message),)
    if (position := content.find(b"\0")) >= 0:
        message = "holds a NUL byte and is no text; write the file anew as CSV in UTF-8"
        return None, (Problem(path=path, line=_line_at(content, position), message=message),)
    if (overlong := _overlong(content)) is not None:
        message = f"a line of more than {LONGEST_LINE} bytes; a row is one figure on one line"
        return None, (Problem(path=path, line=_line_at(content, overlong), message=message),)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (_encoding_problem(content, error.start, path),)
    faults = [(found.start(), "conflict mark of a merge") for found in re.finditer(_CONFLICT, text)]
    advice = "keep the rows that are right and delete this line"
    if not faults and (control := re.search(CONTROL, text)):
        faults, advice = [(control.start(), f"control character {control[0]!r}")], "delete it"
    if not faults:
        return text, ()
    problems = [
        Problem(path=path, line=text.count("\n", 0, start) + 1, message=f"{fault}; {advice}") for start, fault in faults
    ]
    return None, limited(problems, path)


def _overlong(content: bytes) -> int | None:
    """Where the first line begins that is longer than `LONGEST_LINE`."""
    start = 0
    while len(content) - start > LONGEST_LINE:
        end = content.rfind(b"\n", start, start + LONGEST_LINE + 1)
        if end < 0:
            return start
        start = end + 1
    return None


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _encoding_problem(content: bytes, position: int, path: str) -> Problem:
    line = _line_at(content, position)
    if content.find(b"\n", position) < 0 and len(content) - position < len("\U0010ffff".encode()):
        message = "the last line is torn in the middle of a character; finish the line or delete it"
        return Problem(path=path, line=line, message=message)
    try:
        is_chinese = re.search("[一-鿿]{2}", content.decode("gb18030")) is not None
    except UnicodeDecodeError:
        is_chinese = False
    guess = "GBK or GB18030" if is_chinese else "Windows-1252 or Latin-1"
    message = f"is not UTF-8 (byte 0x{content[position]:02x}), perhaps {guess}; save it as 'CSV UTF-8'"
    return Problem(path=path, line=line, message=message)


def _records(text: str) -> Iterator[tuple[int, int, list[str], str]]:
    """First line, last line, cells and fault of each record that is not blank.

    The last line is 0 for a record that the file ends in, without an end of line.
    """
    lines = text.splitlines(keepends=True)
    unended = 0 if text.endswith(("\n", "\r")) else len(lines)
    reader = csv.reader(lines, strict=True)
    line = 1
    while True:
        try:
            for cells in reader:
                end = reader.line_num
                if any(map(str.strip, cells)):
                    yield line, 0 if end == unended else end, cells, ""
                line = end + 1
        except csv.Error as error:
            end = reader.line_num
            yield line, 0 if end == unended else end, [], _quoting_fault(line, end, error)
            line = end + 1
        else:
            return


def _quoting_fault(line: int, end: int, error: csv.Error) -> str:
    opened = f"a quotation mark opened on line {line} is not closed before line {end}"
    reason = opened if end > line else f"quotation marks do not match ({error})"
    return f'{reason}; write "…" round the whole cell and "" for a quotation mark inside'


def _ragged(found: int, expected: int) -> str:
    comma = "; a cell with a comma needs quotation marks, and a number is written without: 7200"
    return f"found {found} cells, but the header names {expected} columns{comma if found > expected else ''}"


def header_faults(header: tuple[str, ...], columns: tuple[str, ...], required: tuple[str, ...]) -> list[str]:
    """What is wrong with the names of the columns, which are to be some of `columns` and all of `required`."""
    if re.fullmatch(r"(?i)sep=.?", ",".join(header)):
        return [
            f"{','.join(header)!r} is a word to spreadsheets alone; delete this line, and separate columns by commas"
        ]
    if len(header) == 1 and (mark := next((mark for mark in ";\t|" if mark in header[0]), "")):
        name = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}[mark]
        return [f"the columns are separated by {name}; write commas (in a spreadsheet: save as 'CSV UTF-8')"]
    names = ",".join(required)
    if not set(map(str.casefold, header)) & set(columns) and (any(map(_is_figure, header)) or len(header) > 1):
        return [
            f"no header line: found {','.join(header)[:60]!r}; the first line must name the columns, at least {names}"
        ]
    faults = [
        f"unknown column {name!r}{suggestion(name, columns)}"
        if name
        else "a column without a name; name it or delete it"
        for name in dict.fromkeys(header)
        if name not in columns
    ]
    faults += [f"column {name!r} stands twice; delete one" for name in columns if header.count(name) > 1]
    misspelt = len(faults) > 0
    faults += [f"no column {name!r}; add it to the header" for name in required if name not in header and not misspelt]
    return faults


def _is_figure(cell: str) -> bool:
    try:
        parse_period(cell)
    except PeriodError:
        return bool(re.fullmatch(r"[-+]?[0-9][0-9.,]*", cell))
    return True
