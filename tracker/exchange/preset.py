"""Downloads whose columns are known beforehand: what is left to say is which series and which areas are wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import MappingNeededError, Question
from tracker.exchange.guess import ids_of
from tracker.exchange.header_words import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.goals import Declarations

_MOST: Final = 20
"""Series that a draft lists."""


def with_series(
    draft: dict[str, Any], series: Mapping[str, Mapping[str, Any]], wanted: Sequence[Any], declarations: Declarations
) -> list[Question]:
    """Complete a map by the indicators that are called like a series; what to ask where none is.

    `series` has for each series, by what people call it, how it would be declared; `wanted` how each is told apart in
    the table: a text, or texts by column.
    """
    if "indicators" in draft or "indicator" in draft and isinstance(draft["indicator"], dict):
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
    known = tuple(declarations.indicators)
    names = list(series)[:_MOST]
    if not known:
        ids = ids_of(names)
        draft["indicators"] = dict(zip(ids, wanted, strict=False))
        draft["declare"] = {new: dict(series[name]) for new, name in zip(ids, names, strict=True)}
    return [
        Question(("indicators", name if isinstance(texts, str) else name), f"Which indicator is {name!r}?", known)
        for name, texts in zip(names, wanted, strict=False)
    ]


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
    return [Question(("home", home), f"Which area of the table is {home}?", tuple(names))]


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
