"""What a table's headers and cells say by themselves, and the questions that stay open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import MappingNeededError, Question
from tracker.exchange.table_columns import period_in
from tracker.exchange.table_grid import letters
from tracker.exchange.table_map import read_table_map
from tracker.exchange.table_period import is_period
from tracker.exchange.table_proposal import proposals
from tracker.exchange.table_seen import Seen, holds_figures, holds_periods
from tracker.exchange.table_words import PARTS, YEARS, area_code, normal, role_of, unit_in, without_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header
    from tracker.exchange.table_map import TableMap
    from tracker.goals import Declarations

_LONGEST: Final = 120
"""Characters of a text that may name an indicator."""

_MOST: Final = 40
"""Texts that a question or a draft lists."""

_ONCE: Final = ("unit", "status", "qualifier", "published", "source", "url", "note", "growth")


def guessed(
    grid: Grid, header: Header, written: Mapping[str, Any], declarations: Declarations, stem: str
) -> dict[str, Any]:
    """The map of a table, what was written of it taken as it is. Raises MappingNeededError where that is not enough."""
    if "indicators" in written and any(isinstance(each, dict) for each in written["indicators"].values()):
        return dict(written)  # whoever names codes by column has said how the table is to be read
    seen = Seen(grid=grid, header=header, roles=_roles(grid, header, read_table_map(written, "map")))
    draft: dict[str, Any] = dict(written)
    if questions := _period_and_values(seen, draft):
        raise MappingNeededError(draft, tuple(questions))
    questions = _indicators(seen, draft, declarations, stem)
    for role in _ONCE:
        found = seen.roles.get(role, [])
        if len(found) == 1 and role not in draft and not (role == "growth" and "value" not in draft):
            draft[role] = seen.written(found[0])
    questions += _areas(seen, draft, declarations)
    if questions:
        raise MappingNeededError(draft, tuple(questions))
    return draft


def _roles(grid: Grid, header: Header, chosen: TableMap) -> dict[str, list[int]]:
    """The columns of each role: those of the map, else those whose headers say so."""
    found = {
        role: [header.find(column, grid) for column in columns if column.constant is None]
        for role, columns in chosen.columns.items()
    }
    taken = {number for numbers in found.values() for number in numbers}
    for number, parts in enumerate(header.parts):
        if number in taken or not parts or any(is_period(part) for part in parts):
            continue
        if (role := role_of(parts[-1])) and role not in chosen.columns:
            found.setdefault(role, []).append(number)
    return found


def _period_and_values(seen: Seen, draft: dict[str, Any]) -> list[Question]:
    header = seen.header
    questions = []
    wide = [number for number, parts in enumerate(header.parts) if period_in(parts)[0]]
    if "period" not in draft and "periods" not in draft.get("values", []) and len(wide) < 2:
        found = seen.roles.get("period", [])
        if len(found) == 2 and {normal(header.parts[number][-1]) for number in found} & PARTS:
            years = [number for number in found if normal(header.parts[number][-1]) in YEARS]
            found = [*years, *(number for number in found if number not in years)] if years else found
            draft["period"] = [seen.written(number) for number in found]
        else:
            found = found or [number for number in range(len(header.parts)) if holds_periods(seen, number)]
            if len(found) == 1:
                draft["period"] = seen.written(found[0])
            else:
                questions.append(Question("period", "Which column holds the period?", _names(header, found)))
    if "value" in draft or "values" in draft:
        return questions
    if len(wide) >= 2 and "period" not in draft:
        draft["values"] = ["periods"]
        return questions
    found = seen.roles.get("value", [])
    if not found:
        taken = {number for numbers in seen.roles.values() for number in numbers}
        found = [
            n
            for n in range(len(header.parts))
            if n not in taken and not holds_periods(seen, n) and holds_figures(seen, n)
        ]
    if len(found) == 1:
        draft["value"] = seen.written(found[0])
    elif len(found) > 1 and not seen.roles.get("value"):
        in_areas = [number for number in found if area_code(header.name(number))]
        draft["values"] = ["areas"] if len(in_areas) == len(found) else ["indicators"]
        if in_areas == found:
            draft.setdefault("areas", {header.name(number): area_code(header.name(number)) for number in found})
    else:
        questions.append(Question("value", "Which column holds the figures?", _names(header, found)))
    return questions


def _indicators(seen: Seen, draft: dict[str, Any], declarations: Declarations, stem: str) -> list[Question]:
    if isinstance(draft.get("indicator"), dict) and "constant" in draft["indicator"]:
        return []
    column = _indicator_column(seen, draft)
    if "indicators" in draft:
        if column is not None and "indicators" not in draft.get("values", []):
            draft.setdefault("indicator", seen.written(column))
        return []
    if column is not None:
        draft.setdefault("indicator", seen.written(column))
        return _several(seen, draft, seen.every(column), declarations)
    if labels := _labels(seen, draft):
        if "periods" in draft["values"]:
            draft["values"] = ["periods", "indicators"]
        return _several(seen, draft, labels, declarations)
    texts = [*_titles(seen, draft), stem]
    if len(matched := _matched(texts, declarations)) == 1:
        draft["indicator"] = {"constant": next(iter(matched))}
        return []
    known = tuple(declarations.indicators)
    (new,) = proposals(seen, texts[:1])
    return [Question("indicator", f"Which indicator is {texts[0]!r}?", known, texts[0], new)]


def _several(seen: Seen, draft: dict[str, Any], texts: Sequence[str], declarations: Declarations) -> list[Question]:
    """Complete a map by the indicators that are called as the texts say; what to ask where none is."""
    if matched := _matched(texts, declarations):
        draft["indicators"] = {name: found[0] if len(found) == 1 else found for name, found in matched.items()}
        return []
    known = tuple(declarations.indicators)
    texts = [text for text in texts if not is_period(text) and len(text) < _LONGEST][:_MOST]
    return [
        Question("indicators", f"Which indicator is {text!r}?", known, text, new)
        for text, new in zip(texts, proposals(seen, texts), strict=True)
    ]


def _matched(texts: Sequence[str], declarations: Declarations) -> dict[str, list[str]]:
    """The indicators that have one of the texts as their id or title, with those texts."""
    found: dict[str, list[str]] = {}
    for text in texts:
        if len(names := _called(text, declarations)) == 1:
            found.setdefault(names[0], []).append(text)
    return found


def _indicator_column(seen: Seen, draft: dict[str, Any]) -> int | None:
    """The column that names indicators; in a wide table without such a header, the one of words that are no areas."""
    columns = seen.roles.get("indicator", [])
    codes = [number for number in columns if re.search("code|代码", seen.header.name(number), re.IGNORECASE)]
    if found := [number for number in columns if number not in codes] or codes:
        return found[0]
    if draft.get("values") != ["periods"] or seen.roles.get("area"):
        return None
    label = _label_column(seen)
    if label is not None and "area" not in draft and all(map(area_code, seen.every(label)[:2])):
        draft["area"] = seen.written(label)
        return None
    return label


def _labels(seen: Seen, draft: Mapping[str, Any]) -> list[str]:
    """The texts over columns of figures that may name indicators."""
    found = []
    for number, parts in enumerate(seen.header.parts):
        period, rest = period_in(parts)
        if "periods" in draft.get("values", []):
            label = " / ".join(rest) if period and rest and not role_of(rest[-1]) else ""
        elif "indicators" in draft.get("values", []) and parts and not role_of(parts[-1]):
            label = seen.header.name(number) if holds_figures(seen, number) and not holds_periods(seen, number) else ""
        else:
            label = ""
        found.append(label)
    return list(dict.fromkeys(filter(None, found)))


def _titles(seen: Seen, draft: Mapping[str, Any]) -> list[str]:
    """What may say the one indicator of a table: the header over its figures, and the lines above."""
    value = draft.get("value")
    over = [value] if isinstance(value, str) and not role_of(value) else []
    above = [cell for row in range(seen.header.first) for cell in seen.grid.rows[row] if cell]
    return [*over, *(text for text in dict.fromkeys(above) if not unit_in(text))]


def _areas(seen: Seen, draft: dict[str, Any], declarations: Declarations) -> list[Question]:
    columns = seen.roles.get("area", [])
    if not columns:
        return []
    if "area" not in draft:
        codes = [n for n in columns if re.search("code|代码|geo|ref", seen.header.name(n), re.IGNORECASE)]
        columns = codes[:1] or columns
        written = [seen.written(number) for number in columns]
        draft["area"] = written[0] if len(written) == 1 else written
    if "areas" in draft:
        return []
    names = [
        text for text in seen.every(columns[0]) if not re.fullmatch(r"[A-Za-z0-9_-]+", text) and not area_code(text)
    ]
    names = [text for text in names if len(text) <= 40 and not re.search("[:：。]", text)]
    home = declarations.settings.area
    if not names or len(columns) > 1:
        return []
    some = names[:_MOST]
    return [Question("areas", f"Which area code has {name!r}?", (home,), name) for name in some]


def _called(text: str, declarations: Declarations) -> tuple[str, ...]:
    """The indicators whose id or title a text is, with or without a unit in brackets."""
    texts = {normal(text), normal(without_unit(text))} - {""}
    return tuple(
        name
        for name, each in declarations.indicators.items()
        if texts & {normal(name), *(normal(words) for _, words in each.title.pairs)}
    )


def _label_column(seen: Seen) -> int | None:
    """The first column of words beside the figures."""
    for number, parts in enumerate(seen.header.parts):
        if not period_in(parts)[0] and seen.cells(number) and not holds_figures(seen, number):
            role = role_of(parts[-1]) if parts else ""
            if role in ("", "indicator"):
                return number
    return None


def _names(header: Header, numbers: Sequence[int]) -> tuple[str, ...]:
    """What columns may be chosen by: their header, or their letter where others are called the same."""
    chosen = [number for number in numbers or range(len(header.parts)) if header.name(number)]
    names = [header.name(number) for number in chosen]
    alike = [names.count(name) > 1 for name in names]
    return tuple(f"column {letters(n)}" if twice else header.name(n) for n, twice in zip(chosen, alike, strict=True))
