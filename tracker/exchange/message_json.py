"""SDMX-JSON 1.0 and 2.0 as a message."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.exchange.message import Message, Reported, flow_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Code = dict[str, str]

MOST_SHAPES: Final = 256
"""Combinations of dimensions by which groups may be named; each is looked up for each observation."""

_MOST_OBSERVATIONS: Final = 5_000_000


def read_json(content: bytes, place: str) -> Message:
    """The message of a JSON file. Raises RefusedError with the line of what is wrong in it."""
    try:
        tree = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=lambda name: None if name == "NaN" else _refuse(name, place),
            object_pairs_hook=lambda pairs: _distinct(pairs, place),
        )
    except UnicodeDecodeError:
        raise RefusedError(f"{place}: not in UTF-8, which JSON has") from None
    except json.JSONDecodeError as error:
        raise RefusedError(f"{place}:{error.lineno}: no whole JSON: {error.msg}; the file may be cut off") from None
    except RecursionError:
        raise RefusedError(f"{place}: nested too deeply") from None
    except (ArithmeticError, ValueError) as error:  # a number of too many digits, or beyond every exponent
        raise RefusedError(f"{place}: {error}") from None
    try:
        return _message(tree, place)
    except (ArithmeticError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise RefusedError(f"{place}: no SDMX-JSON data message as the standard has it: {_said(error)}") from None
    except RecursionError:
        raise RefusedError(f"{place}: nested too deeply") from None


def _message(tree: Mapping[str, Any], place: str) -> Message:
    if errors := tree.get("errors"):
        words = "; ".join(str(each.get("title") or each.get("detail") or each.get("code")) for each in errors)
        raise RefusedError(f"{place}: the service reports: {words[:300]}")
    data = tree.get("data", tree)
    structures = data.get("structures") or [data.get("structure") or tree["structure"]]
    observations: list[Reported] = []
    for number, data_set in enumerate(data["dataSets"]):
        structure = structures[data_set.get("structure", 0)]
        if str(data_set.get("action", "")).lower() == "delete":
            continue
        for codes, where in _data_set(data_set, structure):
            observations.append(Reported(codes=codes, place=f"{place}: data set {number}, {where}"))
            if len(observations) > _MOST_OBSERVATIONS:
                raise RefusedError(f"{place}: more than {_MOST_OBSERVATIONS:,} observations; ask for fewer")
    return Message(observations=tuple(observations), flow=_flow(structures[0] if structures else {}))


def _data_set(data_set: Mapping[str, Any], structure: Mapping[str, Any]) -> Iterator[tuple[Code, str]]:
    """The codes of each observation, and where it stands: the keys of its series and of itself."""
    dimensions = _levels(structure["dimensions"])
    attributes = _levels(structure.get("attributes", {}))
    measures = _levels(structure.get("measures", {})).get("observation") or [{"id": "OBS_VALUE"}]
    fixed = {each["id"]: _identity(each["values"][0]) for each in dimensions.get("dataset", ())}
    shared = fixed | _attributes(data_set.get("attributes", ()), attributes.get("dataset", ()))
    groups = _Groups(
        (tuple(key.split(":")), _attributes(values, attributes.get("dimensiongroup", ())))
        for key, values in data_set.get("dimensionGroupAttributes", {}).items()
    )

    def whole(series: Code, own: Sequence[str], key: str, cells: Sequence[Any], where: str) -> tuple[Code, str]:
        codes = shared | series | _key(key, dimensions.get("observation", ()))
        positions = (*own, *key.split(":"))
        codes |= groups.of(positions)
        for measure, cell in zip(measures, cells, strict=False):
            codes[measure["id"]] = _printed(cell, measure)
        codes |= _attributes(cells[len(measures) :], attributes.get("observation", ()))
        return {name: code for name, code in codes.items() if code != ""}, where

    for key, series in data_set.get("series", {}).items():
        codes = _key(key, dimensions.get("series", ()))
        codes |= _attributes(series.get("attributes", ()), attributes.get("series", ()))
        codes |= _attributes(series.get("attributes", ()), attributes.get("dimensiongroup", ())) if not groups else {}
        for at, cells in series.get("observations", {}).items():
            yield whole(codes, key.split(":"), at, cells, f"series {key}, observation {at}")
    for at, cells in data_set.get("observations", {}).items():
        yield whole({}, (), at, cells, f"observation {at}")


class _Groups:
    """The attributes of groups of observations, found by the positions that a group names, wherever those stand."""

    def __init__(self, groups: Iterable[tuple[tuple[str, ...], Code]]) -> None:
        self._tables: dict[tuple[bool, ...], dict[tuple[str, ...], tuple[int, Code]]] = {}
        for number, (positions, values) in enumerate(groups):
            shape = tuple(bool(each) for each in positions)
            self._tables.setdefault(shape, {})[positions] = number, values
            if len(self._tables) > MOST_SHAPES:
                raise ValueError(f"groups of more than {MOST_SHAPES} kinds")

    def __bool__(self) -> bool:
        return bool(self._tables)

    def of(self, positions: tuple[str, ...]) -> Code:
        """What the groups of an observation say of it, a later one what an earlier one says otherwise."""
        found = []
        for shape, table in self._tables.items():
            if len(shape) == len(positions):
                asked = tuple(each if named else "" for each, named in zip(positions, shape, strict=True))
                found += [table[asked]] if asked in table else []
        return {name: code for _, values in sorted(found, key=itemgetter(0)) for name, code in values.items()}


def _levels(found: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    return {level.lower(): list(parts) for level, parts in found.items()}


def _key(key: str, dimensions: Sequence[Mapping[str, Any]]) -> Code:
    places = key.split(":") if dimensions else []
    if len(places) != len(dimensions):
        raise ValueError(f"the key {key!r} has {len(places)} parts for {len(dimensions)} dimensions")
    return {each["id"]: _identity(each["values"][_position(at)]) for each, at in zip(dimensions, places, strict=True)}


def _position(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"{text!r} is no position in a list of codes")
    return int(text)


def _identity(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return str(value["id"] if "id" in value else value.get("value", value.get("name", "")))
    return str(value)


def _attributes(cells: Sequence[Any], attributes: Sequence[Mapping[str, Any]]) -> Code:
    """Codes by attribute: a number is a position in its list of values, where it has one."""
    found = {}
    for cell, attribute in zip(cells, attributes, strict=False):
        if cell is None:
            continue
        values = attribute.get("values") or []
        if isinstance(cell, int) and not isinstance(cell, bool) and values:
            if cell < 0:
                raise ValueError(f"{cell} is no position in the values of {attribute['id']}")
            found[attribute["id"]] = _identity(values[cell])
        elif isinstance(cell, list):
            found[attribute["id"]] = ";".join(map(_identity, cell))
        else:
            found[attribute["id"]] = _identity(cell)
    return found


def _printed(cell: Any, measure: Mapping[str, Any]) -> str:  # noqa: ANN401 - JSON
    if cell is None:
        return ""
    if isinstance(cell, bool | dict | list):
        raise ValueError(f"{measure['id']} is no number")  # noqa: TRY004 - of what stands in the file
    return str(cell)


def _flow(structure: Mapping[str, Any]) -> str:
    for link in structure.get("links", ()):
        if str(link.get("rel", "")).lower() in {"dataflow", "dataset", "flow"} and "urn" in link:
            return flow_name(str(link["urn"]))
    return ""


def _distinct(pairs: list[tuple[str, Any]], place: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name, times in counted.items() if times > 1)
        raise RefusedError(f"{place}: the key {twice!r} stands twice in one object")
    return found


def _refuse(name: str, place: str) -> None:
    raise RefusedError(f"{place}: {name} is no figure")


def _said(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
