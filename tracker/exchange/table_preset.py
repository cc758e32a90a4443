"""Downloads whose columns are known beforehand: what is left to say is which series and which areas are wanted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import MappingNeededError, Question, RefusedError
from tracker.exchange.table_proposal import ids_of
from tracker.exchange.table_words import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.goals import Declarations

_MOST: Final = 20
"""Series that are asked about one by one."""

_CODES: Final = 12
"""Codes of a column, or names of series, that a message lists."""


def with_series(
    draft: dict[str, Any], series: Mapping[str, Mapping[str, Any]], wanted: Sequence[Any], declarations: Declarations
) -> list[Question]:
    """Complete a map by the indicators that are called like a series; what to ask where none is.

    `series` has for each series, by what people call it, how it would be declared; `wanted` how each is told apart in
    the table: a text, or texts by column.
    """
    if "indicators" in draft or isinstance(draft.get("indicator"), dict):
        return []
    found = {}
    for (name, entry), texts in zip(series.items(), wanted, strict=True):
        called = {normal(name), normal(str(entry["title"]))}
        for each in declarations.indicators.values():
            titles = {normal(words) for _, words in each.title.pairs}
            if called & {normal(each.id), normal(each.source), *titles} - {""}:
                found[each.id] = texts
    if found:
        draft["indicators"] = found
        return []
    if len(series) > _MOST:
        raise RefusedError(_many(wanted))
    known = tuple(declarations.indicators)
    questions = []
    for (name, entry), new, texts in zip(series.items(), ids_of(list(series)), wanted, strict=True):
        said = repr(name) if entry["title"] == name else f"{entry['title']!r} ({name})"
        questions.append(Question("indicators", f"Which indicator is {said}?", known, texts, {"id": new, **entry}))
    return questions


def _many(wanted: Sequence[Any]) -> str:
    """What to do about more series than can be asked about: the columns that tell them apart, with their codes."""
    columns: dict[str, dict[str, None]] = {}
    for each in wanted:
        for column, text in (each if isinstance(each, dict) else {"": each}).items():
            columns.setdefault(column, {})[str(text)] = None
    lines = [f"{len(wanted)} series; say in a map which are wanted, and give it with --map FILE:", "indicators:"]
    lines.append(f"  ID: {json.dumps(wanted[0], ensure_ascii=False)}")
    for column, codes in columns.items():
        more = f" … ({len(codes)})" if len(codes) > _CODES else ""
        lines.append(f"# {column}{': ' if column else ''}{', '.join(list(codes)[:_CODES])}{more}")
    return "\n".join(lines)


def with_areas(draft: dict[str, Any], names: Mapping[str, str], declarations: Declarations) -> list[Question]:
    """Complete a map by the areas of the workspace that a table speaks of; what to ask where there is none.

    `names` are the table's areas, code → name.
    """
    if "areas" in draft or (isinstance(draft.get("area"), dict) and "constant" in draft["area"]):
        return []
    home = declarations.settings.area
    ours = list(dict.fromkeys([home, *(target.area for target in declarations.targets.values())]))
    if found := [code for code in ours if code in names]:
        draft["areas"] = {code: code for code in found}
        return []
    if len(names) == 1:
        draft["areas"] = {next(iter(names)): home}
        return []
    return [Question("home", f"Which area of the table is {home}?", tuple(names), home)]


def settled(draft: dict[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    """The map, when nothing is open. Raises MappingNeededError otherwise."""
    if questions:
        raise MappingNeededError(draft, tuple(questions))
    return draft


def frequency_of(periods: Sequence[str]) -> str:
    """The frequency of periods that are written as codes."""
    text = next(iter(periods), "")
    for pattern, frequency in (
        (r"[0-9]{4}", "annual"),
        (r"[0-9]{4}-?[SH][12]", "half-yearly"),
        (r"[0-9]{4}-?Q[1-4]", "quarterly"),
        (r"[0-9]{4}-?M?[0-9]{2}", "monthly"),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "daily"),
    ):
        if re.fullmatch(pattern, text):
            return frequency
    return "annual"
