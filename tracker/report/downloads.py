"""What stands beside a report for other programs: its tables as files, and for each target a document to embed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, sentence
from tracker.report.delimited import as_plain, csv_bytes
from tracker.report.language import LANGUAGES, msgid, translator
from tracker.report.listing import page_name, slug, source_link, web_address
from tracker.report.package import LICENCE, data_package
from tracker.report.picture import picture
from tracker.report.present import as_json
from tracker.report.svg import standalone_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tracker.report.language import Language
    from tracker.report.report import Entry, Report
    from tracker.report.rows import Row
    from tracker.report.tables import Table
    from tracker.report.view import ChartView

VERSION: Final = 1
"""Version of data.json and of the documents of single targets; it rises when a field changes its meaning."""

DOCUMENT: Final = "data.json"
WORKBOOK: Final = "data.xlsx"
PACKAGE: Final = "datapackage.json"

_WHOLES: Final = {
    DOCUMENT: msgid("All tables in one document"),
    WORKBOOK: msgid("All tables in one workbook, a sheet each"),
    PACKAGE: msgid("Description of the tables: every column with its type, unit and meaning (Data Package)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file for the reader: its name beside the page, what it holds, its size."""

    name: str
    text: str
    size: str


def data_files(report: Report, tables: Sequence[Table]) -> dict[str, bytes]:
    """The tables as CSV, all in one JSON document, and their description, by name."""
    files = {f"{table.name}.csv": csv_bytes(table) for table in tables}
    package = json.dumps(data_package(report, tables, files), ensure_ascii=False, indent=1, allow_nan=False)
    return {**files, DOCUMENT: _document(report, tables), PACKAGE: f"{package}\n".encode()}


def _document(report: Report, tables: Iterable[Table]) -> bytes:
    """Every table as a list of objects, a line each, below what holds for all of them."""
    settings = report.settings
    head = {
        "version": VERSION,
        "titles": dict(settings.title.pairs),
        "quarter": str(report.quarter),
        "as_of": report.as_of.isoformat(),
        "tracker": report.version,
        "inputs": report.inputs,
        "licence": translator(settings.language).text(LICENCE),
        "thresholds": {"on_track": settings.on_track, "off_track": settings.off_track},
    }
    parts = [f"{json.dumps(name)}: {_json(value)}" for name, value in head.items()]
    for table in tables:
        lines = ",\n".join(_json(_plain(row)) for row in table.records())
        parts.append(f"{json.dumps(table.name)}: [\n{lines}\n]" if lines else f"{json.dumps(table.name)}: []")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _plain(row: Row) -> dict[str, Any]:
    return {name: as_plain(cell) for name, cell in row.items()}


def _json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def target_files(report: Report, tables: Sequence[Table]) -> dict[str, bytes]:
    """A document for each target, by its name within the folder of single targets."""
    of = {table.name: [_plain(row) for row in table.records()] for table in tables}
    figures: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for row in of["figures"]:
        figures.setdefault((row["indicator"], row["area"]), []).append(row)
    forecasts, steps = (_by_target(of[name]) for name in ("forecasts", "steps"))
    sources = {row["id"]: row for row in of["sources"]}
    files = {}
    for entry in report.entries:
        target = entry.target
        known = figures.get((target.indicator, target.area), [])
        found = {
            **as_json(entry.assessment, entry.indicator, translator(report.settings.language)),
            "titles": dict(target.title.pairs),
            "verdict": _verdicts(entry),
            "quarter": str(report.quarter),
            "tracker": report.version,
            "inputs": entry.inputs,
            "declared": _declared(entry),
            "series": []
            if entry.series is None
            else [
                {"period": str(period), "value": float(value)}
                for period, value in zip(entry.series.periods, entry.series.values, strict=True)
            ],
            "forecast": forecasts.get(target.id, []),
            "figures": known,
            "step_rows": steps.get(target.id, []),
            "sources": [sources[name] for name in _cited(entry, known, steps.get(target.id, []))],
            "licence": translator(report.settings.language).text(LICENCE),
            "links": _links(entry, report),
        }
        files[f"{slug(target.id)}.json"] = (
            json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"
        )
    return files


def target_pictures(
    report: Report, language: Language, draw: Callable[[ChartView], str]
) -> Iterator[tuple[str, bytes]]:
    """The charts of all targets in one language as files of their own, with their names in the folder of targets."""
    ending = picture_ending(language.tag, report.settings.language)
    for entry in report.entries:
        anchor = slug(entry.target.id)
        view = picture(entry, f"chart-{anchor}", language)
        if view is not None:
            title = language.phrase(entry.target.title).text
            caption = [language.text("Unit: {unit}", unit=view.unit), *_sources(entry, report, language)]
            lines = (language.text("; ").join(caption), _origin(entry, report, language))
            yield (
                f"{anchor}.{ending}",
                standalone_svg(draw(view), title=title, caption=lines, lang=language.html_tag),
            )


def picture_ending(tag: str, own: str) -> str:
    """The ending of a chart's file in one language: the workspace's own has none in it."""
    return "svg" if tag == own else f"{tag}.svg"


def _sources(entry: Entry, report: Report, language: Language) -> list[str]:
    """Who published the figures of a chart."""
    known = {source.id: source for source in report.settings.sources}
    rows = entry.figures if entry.series is None else [row for rows in entry.series.rows for row in rows]
    names = [source_link(name, known, language).text.text for name in dict.fromkeys(row.source for row in rows) if name]
    return [language.text("Source: {names}", names=language.text(", ").join(dict.fromkeys(names)))] if names else []


def _origin(entry: Entry, report: Report, language: Language) -> str:
    return language.text(
        "{id}, as of {as_of}, tracker {version}, inputs {hash}",
        id=entry.target.id,
        as_of=report.as_of.isoformat(),
        version=report.version,
        hash=entry.inputs,
    )


def _by_target(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["target"], []).append(row)
    return found


def _verdicts(entry: Entry) -> dict[str, str]:
    return {tag: sentence.sentence(entry.assessment, entry.indicator, translator(tag)) for tag in LANGUAGES}


def _declared(entry: Entry) -> dict[str, Any] | None:
    declared = entry.target.declared
    if declared is None:
        return None
    return {
        "on": None if declared.on is None else declared.on.isoformat(),
        "by": None if declared.by is None else dict(declared.by.pairs),
        "document": None if declared.document is None else dict(declared.document.pairs),
        "url": web_address(declared.url) or None,
        "quote": declared.quote or None,
        "source": declared.source or None,
    }


def _cited(entry: Entry, *tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """The sources of a target's figures, steps and declaration, each once."""
    declared = entry.target.declared
    named = [row["source"] for rows in tables for row in rows] + ([] if declared is None else [declared.source])
    return list(dict.fromkeys(name for name in named if name))


def _links(entry: Entry, report: Report) -> dict[str, Any]:
    """Where else the target is found, relative to the document."""
    anchor, own = slug(entry.target.id), report.settings.language
    return {
        "report": f"../{page_name(own, own)}#{anchor}",
        "document": f"../{DOCUMENT}",
        "tables": "../",
    }


def downloads(files: Mapping[str, bytes], tables: Iterable[Table], language: Language) -> tuple[Download, ...]:
    """The files of a report that a reader may take along, those only that are there."""
    texts = {f"{table.name}.csv": table.text for table in tables}
    order = [WORKBOOK, *texts, DOCUMENT, PACKAGE]
    known = {**_WHOLES, **texts}
    return tuple(
        Download(name=name, text=language.text(known[name]), size=_size(len(files[name]), language))
        for name in order
        if name in files
    )


def _size(count: int, language: Language) -> str:
    """A number of bytes for a reader: whole kilobytes, or megabytes with one decimal."""
    if count < 1_000_000:
        return language.text("{n} kB", n=numbers.number(max(1, round(count / 1000)), language))
    return language.text("{n} MB", n=numbers.number(count / 1_000_000, language, decimals=1))
