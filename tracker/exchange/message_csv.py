"""SDMX-CSV 1.0 and 2.0 as a message."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.exchange.message import Message, Reported, flow_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRUCTURE: Final = re.compile(r"STRUCTURE(?:\[.\])?")
_ACTIONS: Final = {"": "", "I": "", "A": "", "R": "", "M": "", "D": "deletes"}
_DELIMITERS: Final = ",;\t"


def read_csv(content: bytes, place: str) -> Message:
    """The message of a CSV file with a line of column names. Raises RefusedError with the line of what is wrong."""
    text = _decoded(content, place)
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    table = _rows(rows, place)
    _, header = next(table)
    first = header[0].partition(":")[0].strip()
    if not (_STRUCTURE.fullmatch(first) or first in {"DATAFLOW", "STRUCTURE"}):
        raise RefusedError(
            f"{place}:1: no SDMX-CSV: its first column is {first[:40]!r}, not DATAFLOW or STRUCTURE; "
            "for tables of other shapes use --from csv"
        )
    names, labelled = _names(header, place)
    observations, flows, deleted = [], dict[str, None](), 0
    for line, row in table:
        if len(row) != len(names):
            raise RefusedError(
                f"{place}:{line}: {len(row)} fields where the header has {len(names)}; the file may be cut off"
            )
        codes = {
            name: value.split(": ", 1)[0] if name in labelled else value
            for name, value in zip(names, row, strict=True)
            if name and value != ""
        }
        action = codes.pop("ACTION", "")
        if action not in _ACTIONS:
            raise RefusedError(f"{place}:{line}: ACTION is {action!r}, not one of I, A, M, R, D")
        if _ACTIONS[action]:
            deleted += 1
            continue
        kind = codes.pop(first, "")
        flows[flow_name(codes.pop("STRUCTURE_ID", "") if first != "DATAFLOW" else kind)] = None
        observations.append(Reported(codes=codes, place=f"{place}:{line}"))
    remarks = (f"{deleted} rows ask for a deletion; what is known stays as it is",) if deleted else ()
    named = [flow for flow in flows if flow]
    return Message(observations=tuple(observations), flow=named[0] if len(named) == 1 else "", remarks=remarks)


def _decoded(content: bytes, place: str) -> str:
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RefusedError(
            f"{place}:{line}: not in UTF-8, which SDMX-CSV has; save it in UTF-8, or use --from csv"
        ) from None


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _rows(rows: Iterator[list[str]], place: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its line."""
    line = 0
    try:
        for row in rows:
            line = rows.line_num  # type: ignore[attr-defined] # of csv's own reader
            if row:
                if any("\x00" in field for field in row):
                    raise RefusedError(f"{place}:{line}: a NUL character; the file is damaged or in another encoding")
                yield line, row
    except csv.Error as error:
        raise RefusedError(f"{place}:{line + 1}: no CSV: {error}; the file may be cut off") from None
    if not line:
        raise RefusedError(f"{place}: it is empty")


def _names(header: list[str], place: str) -> tuple[list[str], frozenset[str]]:
    """The id of each column, empty for one that holds names only, and the ids whose values have names added.

    With `labels=both` a column is called `FREQ: Frequency`; with `labels=name` a column of names follows each.
    """
    plain = [name.strip() for name in header]
    names = [name.partition(":")[0].strip() for name in plain]
    labelled = frozenset(name for name, whole in zip(names, plain, strict=True) if ":" in whole)
    names = [name.removesuffix("[]") for name in names]
    for number, name in enumerate(names):
        if name and name in names[:number]:
            raise RefusedError(f"{place}:1: two columns are called {name!r}")
    if not any(name.startswith("OBS_VALUE") for name in names):
        raise RefusedError(f"{place}:1: no column OBS_VALUE; found {', '.join(filter(None, names))[:200]}")
    return names, labelled
