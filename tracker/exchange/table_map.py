"""The mapping of a table to the workspace: which column says what, which text is which indicator and area."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.exchange.table_grid import number_of
from tracker.goals import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

CELLS: Final = (
    "period", "value", "growth", "indicator", "area", "unit", "status", "qualifier", "published", "source", "url",
    "note",
)  # fmt: skip
"""What a column, or a constant, may give each figure."""

HEADED: Final = ("periods", "indicators", "areas")
"""What the headers of several columns with figures may tell apart."""

_CONSTANT: Final = frozenset(CELLS) - {"value", "growth"}
_TABLES: Final = ("areas", "units", "statuses")
_TEXTS: Final = ("sheet", "encoding", "delimiter", "decimal")
KEYS: Final = (*_TEXTS, "header", *CELLS, "values", "indicators", *_TABLES, "fill", "declare")
_DECIMALS: Final = (".", ",")
_DELIMITERS: Final = {"tab": "\t", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column, by its header or its number (from 0), or a text that holds for every row."""

    header: str = ""
    number: int | None = None
    constant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMap:
    """How to read a table.

    `header` are the first and last line of the header; absent: to be found. `columns` say where each part of a figure
    stands. `values` are what the headers of the columns with figures tell apart; empty: there is one such column.
    `indicators` have for each indicator the texts that each column may hold; the column `""`, written `values`, stands
    for the one that names indicators, or for the headers over figures. `fill` are columns whose blank cells repeat the
    one above.
    """

    sheet: str = ""
    header: tuple[int, int] | None = None
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    indicators: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    fill: tuple[Column, ...] = ()
    declare: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def constant(self, role: str) -> str:
        """The text that stands for a role in every row; empty where a column gives it, or nothing does."""
        return next((column.constant for column in self.columns.get(role, ()) if column.constant is not None), "")


def read_table_map(written: Mapping[str, Any], place: str) -> TableMap:
    """The map that was written. Raises RefusedError, about `place`, with what is wrong in it."""
    for key, value in written.items():
        if key not in KEYS:
            raise RefusedError(
                f"{place}: the map has {key!r}{did_you_mean(str(key), KEYS)}; its keys are {', '.join(KEYS)}"
            )
        if value is None:
            raise RefusedError(f"{place}: `{key}` of the map is empty; complete it, or remove the key")
    texts = {key: _text(written[key], key, place) for key in _TEXTS if key in written}
    if texts.get("decimal", ".") not in _DECIMALS:
        raise RefusedError(f"{place}: `decimal` of the map is '.' or ',', found {texts['decimal']!r}")
    if "delimiter" in texts:
        mark = written["delimiter"]
        texts["delimiter"] = _DELIMITERS.get(texts["delimiter"], mark)
        if len(texts["delimiter"]) != 1 or texts["delimiter"] in '"\n\r':
            raise RefusedError(f"{place}: `delimiter` of the map is one character, or tab, found {mark!r}")
    values = _listed(written.get("values", []))
    if any(each not in HEADED for each in values) or len(set(values)) < len(values):
        raise RefusedError(f"{place}: `values` of the map is one or more of {', '.join(HEADED)}, found {values}")
    if values and "value" in written:
        raise RefusedError(
            f"{place}: the map has `value` and `values`; write the one column, or what headers tell apart"
        )
    return TableMap(
        sheet=texts.get("sheet", ""),
        encoding=texts.get("encoding", ""),
        delimiter=texts.get("delimiter", ""),
        decimal=texts.get("decimal", ""),
        header=_lines(written["header"], place) if "header" in written else None,
        columns={key: _columns(written[key], key, place) for key in CELLS if key in written},
        values=tuple(values),
        indicators=_indicators(written.get("indicators", {}), place),
        areas=_table(written.get("areas", {}), "areas", place),
        units=_table(written.get("units", {}), "units", place),
        statuses=_table(written.get("statuses", {}), "statuses", place),
        fill=_columns(written["fill"], "fill", place) if "fill" in written else (),
        declare=_declared(written.get("declare", {}), place),
    )


def _columns(written: object, key: str, place: str) -> tuple[Column, ...]:
    if not (listed := _listed(written)):
        raise RefusedError(f"{place}: `{key}` of the map is an empty list; write a header")
    return tuple(_column(each, key, place) for each in listed)


def _column(written: object, key: str, place: str) -> Column:
    if isinstance(written, dict) and len(written) == 1:
        (kind, value), *_ = written.items()
        if kind == "column" and (number := number_of(str(value))) is not None:
            return Column(number=number)
        if kind == "constant" and key in _CONSTANT and isinstance(value, str | int | float):
            return Column(constant=_plain(value))
    elif isinstance(written, str | int | float) and str(written).strip():
        return Column(header=_plain(written))
    constant = ", or {constant: TEXT}" if key in _CONSTANT else ""
    raise RefusedError(f"{place}: `{key}` of the map is a header, {{column: C}} by its letter or number{constant}")


def _indicators(written: object, place: str) -> dict[str, dict[str, tuple[str, ...]]]:
    if not isinstance(written, dict):
        raise RefusedError(f"{place}: `indicators` of the map has an indicator's id and its text, like {{gdp: GDP}}")
    found = {}
    for name, wanted in written.items():
        by_column = wanted if isinstance(wanted, dict) else {"": wanted}
        texts = {}
        for column, allowed in by_column.items():
            listed = _listed(allowed)
            if not listed or any(isinstance(each, dict | list) or each is None for each in listed):
                raise RefusedError(
                    f"{place}: {name} of the map: a text, a list of texts, or texts by column belong here"
                )
            texts["" if column == "values" else str(column)] = tuple(map(_plain, listed))
        found[str(name)] = texts
    return found


def _table(written: object, key: str, place: str) -> dict[str, str]:
    if not isinstance(written, dict) or any(isinstance(each, dict | list) for each in written.values()):
        raise RefusedError(f"{place}: `{key}` of the map is a table, like {{text in the file: word here}}")
    return {_plain(text): "" if word in (None, "-") else _plain(word) for text, word in written.items()}


def _declared(written: object, place: str) -> dict[str, dict[str, Any]]:
    if not isinstance(written, dict) or any(not isinstance(each, dict) for each in written.values()):
        raise RefusedError(
            f"{place}: `declare` of the map has entries as in targets.yaml: ID: {{title, unit, frequency}}"
        )
    for name, entry in written.items():
        if empty := [key for key, value in entry.items() if value is None]:
            raise RefusedError(f"{place}: `declare` of the map: {name} has no {empty[0]} yet; write it")
    return {str(name): dict(entry) for name, entry in written.items()}


def _lines(written: object, place: str) -> tuple[int, int]:
    listed = _listed(written)
    if 1 <= len(listed) <= 2 and all(type(each) is int and each > 0 for each in listed) and listed == sorted(listed):
        return listed[0], listed[-1]
    raise RefusedError(f"{place}: `header` of the map is the line of the header, or its first and last: [4, 5]")


def _listed(written: Any) -> list[Any]:  # noqa: ANN401 - as written
    return written if isinstance(written, list) else [written]


def _text(written: object, key: str, place: str) -> str:
    if isinstance(written, dict | list):
        raise RefusedError(f"{place}: `{key}` of the map is a text")
    return _plain(written)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
