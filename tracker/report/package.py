"""The description of a report's tables: a Data Package with a Table Schema for each file (datapackage.org, version 1).

Titles and descriptions stand in the workspace's own language, and in each other language under their name with the
language behind it, `description@zh` (recipe "Language Support").
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers
from tracker.report.language import LANGUAGES, msgid, translator
from tracker.report.listing import slug, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracker.report.columns import Column
    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.report.tables import Table

LICENCE: Final = msgid(
    "The figures belong to their sources and stand under the terms that these set; every row names its source."
)
MARKED: Final = msgid(
    "The files are UTF-8 with a byte order mark. An apostrophe before =, +, - or @ keeps a spreadsheet from taking a "
    "text for a formula; it is not part of the text."
)


def data_package(report: Report, tables: Sequence[Table], files: Mapping[str, bytes]) -> dict[str, Any]:
    """The content of datapackage.json; `files` are the tables as CSV by their names."""
    own = report.settings.language
    told = _Told(own)
    return {
        "name": f"progress-report-{slug(str(report.quarter)).lower()}",
        "languages": [own, *told.others],
        **told(
            "title",
            lambda language: language.text(
                "{title}: progress report, {quarter}",
                title=language.phrase(report.settings.title).text,
                quarter=numbers.period(report.quarter, language),
            ),
        ),
        **told("description", lambda language: language.text(LICENCE) + _gap(language) + language.text(MARKED)),
        "created": f"{report.as_of.isoformat()}T00:00:00Z",
        "as_of": report.as_of.isoformat(),
        "tracker": report.version,
        "inputs": report.inputs,
        "sources": _sources(report, own),
        "resources": [_resource(table, files[f"{table.name}.csv"], told) for table in tables],
    }


class _Told:
    """Makes a property in every language: its name alone in the workspace's own, `name@zh` in others."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.others = [tag for tag in LANGUAGES if tag != own]

    def __call__(self, name: str, say: Callable[[Language], str]) -> dict[str, str]:
        found = {name: say(translator(self.own))}
        return found | {f"{name}@{tag}": say(translator(tag)) for tag in self.others}


def _gap(language: Language) -> str:
    return "" if language.tag == "zh" else " "


def _sources(report: Report, own: str) -> list[dict[str, str]]:
    """The declared sources as a Data Package names them."""
    found = []
    for source in report.settings.sources:
        shown = [text.within(own) for text in (source.publisher, source.title) if text is not None]
        path = {"path": source.url} if web_address(source.url) else {}
        found.append({"title": ": ".join(shown) or source.id, **path})
    return found


def _resource(table: Table, content: bytes, told: _Told) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **told("description", lambda language: language.text(table.text)),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column, told) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [here], "reference": {"resource": there.replace("_", "-"), "fields": [its]}}
                for here, there, its in table.refers
            ],
        },
    }


def _field(column: Column, told: _Told) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    unit: dict[str, str] = {}
    if column.unit:
        inside = column.unit.strip("{}")
        unit = {"unitColumn": inside} if column.unit != inside else {"unit": inside}
    return {
        "name": column.name,
        "type": column.kind,
        **told("description", lambda language: language.text(column.text)),
        **unit,
        **({"constraints": constraints} if constraints else {}),
    }
