"""Which columns of a table hold figures, and what their headers say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError, RefusedError
from tracker.exchange.table_map import Column
from tracker.exchange.table_period import is_period, joined, table_period
from tracker.exchange.table_words import area_code, normal, role_of, unit_in, without_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.exchange.table_grid import Grid
    from tracker.exchange.table_header import Header
    from tracker.exchange.table_map import TableMap

_BESIDE: Final = frozenset({"note", "status", "source", "qualifier", "unit", "url", "growth"})
"""Roles of columns that say something of the figures beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureColumn:
    """A column of figures: its period, indicator, area and unit as its header says them, empty where it does not."""

    number: int
    period: str = ""
    indicator: str = ""
    area: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a table: those of each role by number, those of figures, and headers that nothing is mapped to."""

    roles: dict[str, tuple[int, ...]]
    figures: tuple[FigureColumn, ...]
    wanted: dict[str, dict[int, frozenset[str]]]
    fill: tuple[int, ...]
    aside: tuple[str, ...] = ()


def columns_of(grid: Grid, header: Header, chosen: TableMap) -> Columns:
    """The columns that a map speaks of. Raises RefusedError where the table has no such column."""
    roles = {
        role: tuple(header.find(column, grid) for column in columns if column.constant is None)
        for role, columns in chosen.columns.items()
    }
    wanted: dict[str, dict[int, frozenset[str]]] = {}
    for name, by_column in chosen.indicators.items():
        wanted[name] = {
            -1 if not column else header.find(Column(header=column), grid): frozenset(map(normal, texts))
            for column, texts in by_column.items()
        }
    fill = tuple(header.find(column, grid) for column in chosen.fill)
    if not chosen.values:
        amounts = roles.get("value") or roles.get("growth", ())
        if not amounts:
            raise RefusedError(f"{grid.place(header.last)}: which column holds the figures? write `value:` in the map")
        found = tuple(
            FigureColumn(number=number, unit=unit_in(header.name(number)), indicator=header.name(number))
            for number in amounts
        )
        return Columns(roles=roles, figures=found, wanted=wanted, fill=fill)
    taken = {number for numbers in roles.values() for number in numbers} | {
        number for by_column in wanted.values() for number in by_column if number >= 0
    }
    figures, aside = [], []
    for number, parts in enumerate(header.parts):
        if number in taken or not parts:
            continue
        made = _figure_column(number, parts, chosen, wanted)
        if made is None:
            aside.append(header.name(number))
        else:
            figures.append(made)
    if not figures:
        told = " and ".join(chosen.values)
        raise RefusedError(f"{grid.place(header.last)}: no header of a column says one of the {told} of the map")
    kept = _amounts_only(figures, header, chosen)
    aside += [header.name(each.number) for each in figures if each not in kept]
    _check_twice(kept, grid, header, chosen)
    return Columns(roles=roles, figures=tuple(kept), wanted=wanted, fill=fill, aside=tuple(aside))


def period_in(parts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The period that the texts over a column say together, and the texts that are not part of it."""
    for length in range(len(parts), 0, -1):
        for first in range(len(parts) - length + 1):
            some = parts[first : first + length]
            text = some[0] if length == 1 else joined(some, some)
            if is_period(text):
                return text, (*parts[:first], *parts[first + length :])
    return "", tuple(parts)


def _figure_column(
    number: int, parts: Sequence[str], chosen: TableMap, wanted: dict[str, dict[int, frozenset[str]]]
) -> FigureColumn | None:
    period, rest = period_in(parts) if "periods" in chosen.values else ("", tuple(parts))
    if "periods" in chosen.values and not period:
        return None
    area = ""
    if "areas" in chosen.values:
        area = next((part for part in rest if part in chosen.areas or (not chosen.areas and area_code(part))), "")
        if not area:
            return None
        rest = tuple(part for part in rest if part != area)
    label = " / ".join(rest)
    if "indicators" in chosen.values:
        texts = {
            normal(each) for part in (label, label.replace(" / ", " "), *rest) for each in (part, without_unit(part))
        }
        named = [text for by_column in wanted.values() for text in by_column.get(-1, ()) if text in texts]
        if not named:
            return None
        label = next(
            part
            for part in (label, *rest)
            if {normal(part), normal(without_unit(part))} & set(named) or part is rest[-1]
        )
    unit = next((found for part in reversed(parts) if (found := unit_in(part))), "")
    return FigureColumn(number=number, period=period, indicator=label, area=area, unit=unit)


def _amounts_only(figures: list[FigureColumn], header: Header, chosen: TableMap) -> list[FigureColumn]:
    """The columns without those of notes beside them; where some are headed as values, these alone."""
    if "indicators" in chosen.values:
        return figures
    roles = [role_of(header.parts[each.number][-1]) for each in figures]
    if "value" in roles:
        return [each for each, role in zip(figures, roles, strict=True) if role == "value"]
    return [each for each, role in zip(figures, roles, strict=True) if role not in _BESIDE]


def _check_twice(figures: Sequence[FigureColumn], grid: Grid, header: Header, chosen: TableMap) -> None:
    """Refuse two columns that say the same thing: which one counts is not ours to say."""
    seen: dict[tuple[object, ...], int] = {}
    for each in figures:
        label = normal(each.indicator) if "indicators" in chosen.values else ""
        key = (_canonical(each.period), each.area, label or normal(header.name(each.number)) * (not each.period))
        if key in seen:
            places = f"{grid.place(header.last, seen[key])}, {grid.place(header.last, each.number)}"
            raise RefusedError(f"{places}: two columns are called {header.name(each.number)!r}; delete or rename one")
        seen[key] = each.number


def _canonical(text: str) -> object:
    if not text:
        return ""
    try:
        return table_period(text)[0]
    except PeriodError:
        return text
