"""The table of a milestone goal: one CSV file a target, which step stood where on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError, Problem
from tracker.figures.period import parse_date
from tracker.figures.sheet import ENOUGH_PROBLEMS, limited, open_sheet, rows_of, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

STEP_COLUMNS: Final = ("step", "status", "published", "evidence", "source")
STEP_STATUSES: Final = ("done", "in-progress", "not-started", "dropped")
_REQUIRED: Final = ("step", "status", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """Where one step stood, as published on a day."""

    step: str
    status: str
    published: date
    evidence: str = ""
    source: str = ""
    line: int = 0


def read_steps(
    content: bytes, *, path: str, steps: Iterable[str]
) -> tuple[tuple[MilestoneRow, ...], tuple[Problem, ...]]:
    """The rows of a milestone file and everything wrong in it; `steps` are the ids that the goal declares."""
    sheet, problems = open_sheet(content, path=path, columns=STEP_COLUMNS, required=_REQUIRED)
    if sheet is None:
        return (), problems
    known = tuple(steps)
    rows: dict[tuple[str, date], MilestoneRow] = {}
    faults: list[Problem] = []
    for line, cells, fault in rows_of(sheet):
        if len(faults) > ENOUGH_PROBLEMS:
            break
        row = {name: text.strip() for name, text in zip(sheet.header, cells, strict=False)}
        messages = [fault] if fault else _faults(row, known)
        if not messages:
            found = _row(row, line)
            other = rows.setdefault((found.step, found.published), found)
            if other is not found:
                messages = [_conflict(found, other)]
        faults += [Problem(path=path, line=line, message=message) for message in messages]
    return tuple(rows.values()), limited(faults, path)


def known_steps(rows: Iterable[MilestoneRow], as_of: date) -> Mapping[str, MilestoneRow]:
    """The latest row of each step that was published by `as_of`; steps without one are not there."""
    latest: dict[str, MilestoneRow] = {}
    for row in sorted(rows, key=lambda row: (row.published, row.line)):
        if row.published <= as_of:
            latest[row.step] = row
    return latest


def _row(row: dict[str, str], line: int) -> MilestoneRow:
    return MilestoneRow(
        step=row["step"],
        status=row["status"],
        published=parse_date(row["published"]),
        evidence=row.get("evidence", ""),
        source=row.get("source", ""),
        line=line,
    )


def _faults(row: dict[str, str], known: tuple[str, ...]) -> list[str]:
    faults = []
    if row["step"] not in known:
        hint = suggestion(row["step"], known) if len(known) <= len(STEP_COLUMNS) else _numbered(row["step"], known)
        faults.append(f"unknown step {row['step']!r}{hint}")
    if row["status"] not in STEP_STATUSES:
        faults.append(f"unknown status {row['status']!r}{suggestion(row['status'], STEP_STATUSES)}")
    try:
        parse_date(row["published"])
    except PeriodError as error:
        faults.append(
            f"published {error}" if row["published"] else "published is empty; write the day, like 2024-09-30"
        )
    return faults


def _numbered(step: str, known: tuple[str, ...]) -> str:
    """A hint for a goal with many steps, without listing them all."""
    hint = suggestion(step, known)
    return hint if "did you mean" in hint else f"; write one of {len(known)} steps, {known[0]} to {known[-1]}"


def _conflict(row: MilestoneRow, other: MilestoneRow) -> str:
    if row.status == other.status:
        return f"step {row.step} is {row.status} on {row.published} on line {other.line} already; delete one"
    return (
        f"two statuses of step {row.step} on {row.published}: {other.status} on line {other.line}, {row.status} here; "
        "delete one, or give it its later day"
    )
