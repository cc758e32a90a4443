"""Tables as one Excel workbook. The one module that writes with openpyxl.

Texts are cells of text, whatever they begin with; nothing in the workbook is a formula or a link. The same tables give
the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from tracker.report import columns, numbers
from tracker.report.columns import STRING, Column
from tracker.report.language import LANGUAGES, msgid, translator
from tracker.report.package import LICENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.report.rows import Cell
    from tracker.report.tables import Table

    Sheet = Any
    Square = Any
    """Openpyxl's WriteOnlyWorksheet and WriteOnlyCell, of which its stubs know little."""

_LONGEST: Final = 32767
"""Characters that Excel keeps in a cell."""

_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_OLDEST: Final = date(1900, 3, 1)
"""Days before it are counted differently by Excel and by others; they are written as text."""


def _plain_columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name=name, kind=STRING, text="") for name in names)


_ABOUT: Final = _plain_columns("item", "content", "项目", "内容")
_COLUMNS: Final = _plain_columns("table", "column", "type", "unit", "description_en", "description_zh")

_SHARES: Final = frozenset({columns.SHARE, columns.RATE})
_GROUPED_FROM: Final = 1000.0
_NARROWEST, _WIDEST, _LOOKED_AT = 9, 44, 199

_TAKEN_FOR_FORMULAS: Final = ("=", "+", "-", "@")
_TAKEN_FOR_MORE: Final = (*_TAKEN_FOR_FORMULAS, "#")
"""What texts begin with that a spreadsheet, or openpyxl, takes for formulas or for errors."""


def workbook(report: Report, tables: Sequence[Table]) -> bytes:
    """A sheet about the report, a sheet a table, and one that describes all columns.

    Raises ImportError where openpyxl is not installed.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)  # which does not hold its cells
    _fill(book.create_sheet("about"), _ABOUT, list(_about(report, tables)))
    for table in tables:
        _fill(book.create_sheet(table.name), table.columns, table.rows)
    described = [
        (table.name, column.name, column.kind, column.unit, *(say.text(column.text) for say in _both()))
        for table in tables
        for column in table.columns
    ]
    _fill(book.create_sheet("columns"), _COLUMNS, described)
    book.properties.creator = f"tracker {report.version}"
    book.properties.title = _text(report.settings.title.within(report.settings.language))
    book.properties.created = datetime.combine(report.as_of, time())
    packed = BytesIO()
    book.save(packed)
    return _same_bytes(packed)


def _both() -> tuple[Language, ...]:
    return tuple(map(translator, LANGUAGES))


def _about(report: Report, tables: Iterable[Table]) -> Iterator[tuple[Cell, ...]]:
    """What holds for all sheets: label and content in English, then in Chinese."""

    def both(label: str, content: Callable[[Language], Cell]) -> tuple[Cell, ...]:
        return tuple(cell for say in _both() for cell in (say.text(label), content(say)))

    yield both(msgid("Title"), lambda say: report.settings.title.within(say.tag))
    yield both(msgid("Quarter"), lambda say: numbers.period(report.quarter, say))
    yield both(msgid("As of"), lambda _: report.as_of)
    yield both(msgid("Program"), lambda _: f"tracker {report.version}")
    yield both(msgid("Inputs"), lambda _: report.inputs)
    yield both(msgid("Licence"), lambda say: say.text(LICENCE))
    for table in tables:
        yield tuple(cell for say in _both() for cell in (table.name, say.text(table.text)))


def _fill(sheet: Sheet, its_columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> None:
    """Heading and rows, the heading kept in sight, with filters and with widths that suit the first rows."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(its_columns):
        wide = max([len(column.name) + 3, *(_width(row[place]) for row in rows[:_LOOKED_AT] if row[place] is not None)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(wide, _NARROWEST), _WIDEST)
    reach = f"A1:{get_column_letter(len(its_columns))}{len(rows) + 1}"
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = reach
    sheet.calculate_dimension = lambda: reach  # readers that take a sheet row by row ask for it
    headings = [_cell(sheet, column.name) for column in its_columns]
    for heading in headings:
        heading.font = Font(bold=True)
        heading.alignment = Alignment(vertical="top")
    sheet.append(headings)
    for row in rows:
        sheet.append([_square(sheet, value, column) for column, value in zip(its_columns, row, strict=True)])


def _square(sheet: Sheet, value: Cell, column: Column) -> object:
    """What openpyxl makes a cell of, as what it is: a text is never a formula, a link, an error or a number."""
    if value is None or isinstance(value, bool) or (isinstance(value, date) and value >= _OLDEST):
        return value  # of a day openpyxl makes yyyy-mm-dd
    if isinstance(value, float | Decimal):
        if not (looks := _format(float(value), column)):
            return float(value)
        cell = _cell(sheet, float(value))
        cell.number_format = looks
        return cell
    if isinstance(value, int):
        return value
    text = _text(str(value))
    if not text.startswith(_TAKEN_FOR_MORE):
        return text
    cell = _cell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_TAKEN_FOR_FORMULAS):
        cell.quotePrefix = True
    return cell


def _cell(sheet: Sheet, value: float | str) -> Square:
    """A cell that gets more than a value."""
    from openpyxl.cell import WriteOnlyCell

    return WriteOnlyCell(sheet, value)


def _format(value: float, column: Column) -> str:
    """How a number is shown; empty where it is shown as it is."""
    if column.unit in _SHARES:
        return "0.0%"
    return "#,##0" if column.unit.startswith("{") and abs(value) >= _GROUPED_FROM else ""


def _text(written: str) -> str:
    """A text as a workbook can hold it: without control characters, at most so long as Excel keeps."""
    kept = _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", written))
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"


def _width(value: Cell) -> int:
    """Characters that a value takes in its column; a Chinese one counts twice."""
    if isinstance(value, str):
        line = value.partition("\n")[0]
        return sum(2 if sign >= "\u1100" else 1 for sign in line) + 2
    return 14


def _same_bytes(packed: BytesIO) -> bytes:
    """The workbook with nothing in it that tells when it was written."""
    again = BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                created = re.search(rb"<dcterms:created[^>]*>([^<]*)<", content)
                assert created is not None  # noqa: S101 - openpyxl writes it
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + created[1], content)
            entry = zipfile.ZipInfo(name)  # of 1980-01-01, the first day that the format knows
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, content)
    return again.getvalue()
