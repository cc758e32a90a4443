"""What earlier reports recorded, read back and held against what is known today."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.engine.inputs import rows
from tracker.errors import PeriodError, TrackerError
from tracker.figures import parse_period
from tracker.verdict import FORECASTS, STATUSES, Call, Reason, record_of, resolutions
from tracker.workspace import RECORD, is_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tracker.figures import Period
    from tracker.goals import Declarations
    from tracker.verdict import Assessment, Record
    from tracker.workspace import Folder

RECORD_VERSION: Final = 1
"""The form of a report's record that is written and read."""

_MOST_SIGNS: Final = 40
_LONGEST: Final = 10_000


def record(
    folder: Folder, declarations: Declarations, verdicts: Sequence[Assessment], quarter: Period, as_of: date
) -> Record:
    """The record of all reports of earlier quarters and days, by the verdicts of this report."""
    calls, unused = stored_calls(folder, quarter, as_of)
    asked = {verdict.target.indicator for verdict in verdicts} if calls else set()
    figures = {name: rows(folder, declarations, name) for name in declarations.indicators if name in asked}
    return record_of(calls, verdicts, resolutions(verdicts, figures, as_of), declarations, unused)


def stored_calls(folder: Folder, quarter: Period, as_of: date) -> tuple[list[Call], list[Reason]]:
    """The calls of the reports before a quarter, the earliest first, and why a report of them is not used.

    A report whose record is not entirely as one was written is not used at all. Of two reports that speak of the same
    day the first counts, since both say the same.
    """
    found: list[tuple[date, str, list[Call]]] = []
    unused = []
    for name in folder.report_names():
        try:
            period = parse_period(name)
        except PeriodError:
            unused.append(Reason(code="no-quarter", values=(("report", name),)))
            continue
        if period.end < quarter.end:
            read = _read(folder, name)
            if isinstance(read, Reason):
                unused.append(read)
            else:
                found.append((read[0], name, read[1]))
    calls: list[Call] = []
    days: dict[date, str] = {}
    for day, name, said in sorted(found, key=lambda each: each[:2]):
        if day >= as_of:
            unused.append(Reason(code="later-day", values=(("report", name), ("day", day))))
        elif day in days:
            unused.append(Reason(code="same-day", values=(("report", name), ("other", days[day]), ("day", day))))
        else:
            days[day] = name
            calls += said
    return calls, unused


def _read(folder: Folder, name: str) -> tuple[date, list[Call]] | Reason:
    """The day and the calls of one report, or why it is not used."""
    try:
        content = folder.report_file(name, RECORD)
        written: Any = json.loads(content or b"null")
    except (TrackerError, ValueError, RecursionError):
        return Reason(code="unreadable", values=(("report", name),))
    if content is None:
        return Reason(code="no-record", values=(("report", name),))
    fault = _fault(name, written)
    if fault is not None:
        return fault
    day = date.fromisoformat(written["as_of"])
    return day, [_call(name, day, entry) for entry in written["verdicts"]]


def _fault(name: str, written: Any) -> Reason | None:  # noqa: ANN401 - whatever JSON holds
    """The first thing about a record that is not as one is written; None where all is."""
    if not isinstance(written, dict):
        return Reason(code="unreadable", values=(("report", name),))
    for code, field, expected in (("other-version", "version", RECORD_VERSION), ("other-quarter", "quarter", name)):
        if written.get(field) != expected:
            return Reason(code=code, values=(("report", name), ("found", _shown(written.get(field)))))
    wrong = next(_wrong_values(written), None)
    if wrong is None:
        return None
    field, found = wrong
    return Reason(code="wrong-value", values=(("report", name), ("field", field), ("found", _shown(found))))


def _wrong_values(written: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Fields with values that no report writes, with these; two verdicts on one target are such."""
    if not _is_day(written.get("as_of")):
        yield "as_of", written.get("as_of")
    entries = written.get("verdicts")
    if not isinstance(entries, list):
        yield "verdicts", entries
        return
    seen: set[str] = set()
    for entry in entries:
        if not isinstance(entry, dict):
            yield "verdicts", entry
            return
        field = _wrong_field(entry)
        if field is not None or entry["id"] in seen:
            yield field or "id", entry.get(field or "id")
            return
        seen.add(entry["id"])


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _text_or_none(value: object) -> bool:
    return value is None or _text(value)


def _share_or_none(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "id": lambda value: _text(value) and is_name(value),
    "status": lambda value: _text(value) and value in STATUSES,
    "probability": _share_or_none,
    "condition": _text,
    "deadline": _text_or_none,
    "indicator": _text_or_none,
    "area": _text,
    "unit": _text_or_none,
    "reached": _text_or_none,
}


def _wrong_field(entry: Mapping[str, Any]) -> str | None:
    """The first field of a verdict that no report writes so; a forecast has a probability, nothing else has one."""
    for field, check in _CHECKS.items():
        if not check(entry.get(field)):
            return field
    return None if (entry["status"] in FORECASTS) == (entry.get("probability") is not None) else "probability"


def _call(name: str, day: date, entry: Mapping[str, Any]) -> Call:
    return Call(
        report=name,
        day=day,
        target=entry["id"],
        status=entry["status"],
        probability=None if entry.get("probability") is None else float(entry["probability"]),
        condition=entry["condition"],
        deadline=entry.get("deadline"),
        indicator=entry.get("indicator"),
        area=entry["area"],
        unit=entry.get("unit"),
        reached=entry.get("reached"),
    )


def _is_day(written: object) -> bool:
    try:
        return isinstance(written, str) and bool(date.fromisoformat(written))
    except ValueError:
        return False


def _shown(found: object) -> str:
    """The beginning of what a file holds, in signs that can be printed anywhere."""
    written = ascii(found)
    return written if len(written) <= _MOST_SIGNS else written[:_MOST_SIGNS] + "..."
