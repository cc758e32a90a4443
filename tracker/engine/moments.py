"""The two sides of a comparison: a day, or a written report with what it recorded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import PeriodError, RefusedError
from tracker.figures import parse_period
from tracker.verdict import Side, Standing
from tracker.workspace import RECORD, as_committed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.figures import Period
    from tracker.workspace import Folder

_HASH_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a report recorded of one target: its standing, and the goal as it was written then."""

    standing: Standing
    condition: str
    deadline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One side of a comparison and, where it is a written report, what that recorded of each target.

    `files` are the length in bytes and the hash of each observation file as
    it was then: rows are only added, so that the file of that time is the beginning of today's. `contents` are whole
    files as they were then, where another copy of the workspace is the side.
    """

    side: Side
    verdicts: Mapping[str, Recorded]
    files: Mapping[str, tuple[int, str]]
    contents: Mapping[str, bytes] = field(default_factory=dict)


def moment(folder: Folder, written: str) -> Moment:
    """The moment that a text names: a written report where there is one for that period, else the period's last day.

    Raises PeriodError for a text that is no date or period, RefusedError for a report whose record cannot be read.
    """
    period = parse_period(written)
    name = str(period)
    content = folder.report_file(name, RECORD) if name in folder.report_names() else None
    if content is None:
        return Moment(side=Side(day=period.end), verdicts={}, files={})
    try:
        return _recorded(name, json.loads(content))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        message = f"reports/{name}/{RECORD} cannot be read; write it anew: tracker report {name}"
        raise RefusedError(message) from None


def earlier(folder: Folder, quarter: Period, as_of: date, lag_days: int) -> Moment:
    """What a quarter's report is compared with: the newest written report of a quarter before it.

    Where there is none that can be read and speaks of an earlier day than `as_of`: the day on which the report of the
    quarter before would have been made, or of the last one that ended early enough.
    """
    for name in reversed(folder.report_names()):
        try:
            found = moment(folder, name) if parse_period(name) < quarter else None
        except (PeriodError, RefusedError):
            continue
        if found is not None and found.side.report is not None and found.side.day < as_of:
            return found
    previous = quarter.shifted(-1)
    while previous.end + timedelta(days=lag_days) >= as_of:
        previous = previous.shifted(-1)
    return Moment(side=Side(day=previous.end + timedelta(days=lag_days), unwritten=previous), verdicts={}, files={})


def on(day: date) -> Moment:
    """The moment of a day, with what is known of it now."""
    return Moment(side=Side(day=day), verdicts={}, files={})


def _recorded(name: str, record: Any) -> Moment:  # noqa: ANN401 - whatever JSON holds
    verdicts = {
        str(each["id"]): Recorded(
            standing=Standing(
                status=str(each["status"]),
                probability=None if each["probability"] is None else float(each["probability"]),
            ),
            condition=str(each["condition"]),
            deadline=None if each["deadline"] is None else str(each["deadline"]),
        )
        for each in record["verdicts"]
    }
    files = {str(file): (int(size), str(digest)) for file, (size, digest) in record.get("files", {}).items()}
    side = Side(day=date.fromisoformat(record["as_of"]), report=name, version=str(record["tracker"]))
    return Moment(side=side, verdicts=verdicts, files=files)


def files_now(folder: Folder, names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Length and hash of some observation files, to be recorded in a report; line endings as committed."""
    contents = ((name, folder.figures(name)) for name in names)
    return {name: _extent(content) for name, content in contents if content is not None}


def targets_now(folder: Folder) -> tuple[int, str]:
    """Length and hash of targets.yaml, to be recorded in a report."""
    return _extent(folder.targets())


def as_recorded(folder: Folder, when: Moment) -> Folder:
    """The folder with each observation file as it was when a report was written.

    A file that does not begin with what was recorded, because it was edited, is taken as it is.
    """
    for name, then in when.contents.items():
        folder = folder.supposing(name, then)
    for name, (size, digest) in when.files.items():
        content = folder.figures(name)
        if content is None:
            continue
        for written in (as_committed(content), content):
            if len(written) > size and _digest(written[:size]) == digest:
                folder = folder.supposing(name, written[:size])
                break
    return folder


def _extent(content: bytes) -> tuple[int, str]:
    written = as_committed(content)
    return len(written), _digest(written)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]
