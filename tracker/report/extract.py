"""A part of a report: some of its targets, and what belongs to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.report.report import Report


def extract(report: Report, wanted: Iterable[str]) -> Report:
    """The report with only the targets of these ids, their figures, their sources and the notes on them."""
    ids = frozenset(wanted)
    entries = tuple(entry for entry in report.entries if entry.target.id in ids)
    series = {(entry.target.indicator, entry.target.area) for entry in entries}
    part = replace(
        report,
        entries=entries,
        untargeted=(),
        vintages=tuple(each for each in report.vintages if (each.indicator.id, each.figure.area) in series),
        notes={name: note for name, note in report.notes.items() if name in ids},
        record=None
        if report.record is None
        else replace(report.record, calls=tuple(each for each in report.record.calls if each.call.target in ids)),
    )
    files = {f"observations/{name}.{ending}" for name in _files(part) for ending in ("csv", "parquet")}
    named = set(_sources(part))
    return replace(
        part,
        settings=replace(
            report.settings, sources=tuple(source for source in report.settings.sources if source.id in named)
        ),
        problems=tuple(problem for problem in report.problems if problem.path in files),
    )


def _files(report: Report) -> Iterator[str]:
    """The names of the files that its targets are read from."""
    for entry in report.entries:
        yield entry.target.indicator or entry.target.declared_id


def _sources(report: Report) -> Iterator[str]:
    yield from (each.figure.source for each in report.vintages)
    for entry in report.entries:
        yield from (row.source for row in (entry.steps or {}).values())
        if entry.assessment.latest is not None:
            yield entry.assessment.latest.source
        if entry.target.declared is not None:
            yield entry.target.declared.source
