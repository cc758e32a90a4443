"""The tables that leave a report: verdicts, figures, forecasts, steps, sources and notes.

The one place where tables for other programs are made. A row stands alone: it says its unit, area, source, method, day
and inputs. Amounts are in the indicator's unit, rates and probabilities are shares; nothing is rounded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from tracker.report import columns, rows
from tracker.report.language import msgid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.report.columns import Column
    from tracker.report.report import Report
    from tracker.report.rows import Cell, Row, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its name, what it holds (a message), its columns, its rows in their order, and its keys.

    `key` are the columns that tell its rows apart. `refers` names for a column the table and column it points at.
    """

    name: str
    text: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str, str], ...] = ()

    def records(self) -> Iterator[Row]:
        """The rows by the names of their columns."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)


def tables(report: Report) -> tuple[Table, ...]:
    """All tables of a report, in the order in which they are listed; the track record only where there is one."""
    wording = rows.Wording(
        language=report.settings.language, sources={source.id: source for source in report.settings.sources}
    )
    found = (
        _table(
            "verdicts",
            msgid("The verdict on each target, with the numbers that led to it"),
            columns.VERDICTS,
            (rows.verdict_row(entry, report, wording) for entry in report.entries),
            key=("id",),
            refers=(("latest_source", "sources", "id"), ("declared_source", "sources", "id")),
        ),
        _table(
            "figures",
            msgid("Every figure published by that day, those replaced since included"),
            columns.FIGURES,
            (rows.figure_row(each, report, wording) for each in report.vintages),
            key=("file", "line"),
            refers=(("source", "sources", "id"),),
        ),
        _table(
            "forecasts",
            msgid("The forecast for each target by period up to its deadline, with 50, 80 and 95 percent intervals"),
            columns.FORECASTS,
            (row for entry in report.entries for row in rows.forecast_rows(entry, report, wording)),
            key=("target", "period"),
            refers=(("target", "verdicts", "id"),),
        ),
        _table(
            "steps",
            msgid("The steps of goals that are made of steps, and what has been published about each"),
            columns.STEPS,
            (row for entry in report.entries for row in rows.step_rows(entry, report, wording)),
            key=("target", "step"),
            refers=(("target", "verdicts", "id"), ("source", "sources", "id")),
        ),
        _sources(report, wording),
        _table(
            "notes",
            msgid("Notes on goals, figures and sources, the reasons of each verdict, doubts found in the files"),
            columns.NOTES,
            rows.note_rows(report),
            key=("number",),
        ),
    )
    return found if report.record is None or not report.record.calls else (*found, _track_record(report))


def _sources(report: Report, wording: Wording) -> Table:
    """The sources that are described, then those that figures, steps or goals name in their own words."""
    cited = Counter(each.figure.source for each in report.vintages)
    named = [
        *cited,
        *(entry.assessment.latest.source for entry in report.entries if entry.assessment.latest is not None),
        *(row.source for entry in report.entries for row in (entry.steps or {}).values()),
        *(entry.target.declared.source for entry in report.entries if entry.target.declared is not None),
    ]
    known = [*wording.sources, *sorted({name for name in named if name} - set(wording.sources))]
    return _table(
        "sources",
        msgid("The sources of figures and declarations"),
        columns.SOURCES,
        (rows.source_row(name, wording.sources.get(name), cited[name], report, wording) for name in known),
        key=("id",),
    )


def _track_record(report: Report) -> Table:
    assert report.record is not None  # noqa: S101 - asked for only beside a record
    return _table(
        "track_record",
        msgid("The verdicts of earlier reports and what became of them"),
        columns.TRACK_RECORD,
        (rows.call_row(each, report) for each in report.record.calls),
        key=("report", "target"),
    )


def _table(
    name: str,
    text: str,
    its_columns: tuple[Column, ...],
    found: Iterable[Row],
    *,
    key: tuple[str, ...],
    refers: tuple[tuple[str, str, str], ...] = (),
) -> Table:
    """The table of some rows, its columns in their order."""
    names = [column.name for column in its_columns]
    cells = tuple(tuple(_cell(row[name]) for name in names) for row in found)
    return Table(name=name, text=text, columns=its_columns, rows=cells, key=key, refers=refers)


def _cell(value: Cell) -> Cell:
    """A cell in which what is missing is None: an empty text, and a number that is not finite."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    return None if value == "" else value
