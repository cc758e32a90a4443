"""SDMX-ML as a message: generic and structure-specific data, with and without series.

Read by expat without a document type, so that no entity and nothing outside the file is ever read; each observation
keeps its line. A structure-specific message needs no structure definition: its XML attributes carry the ids.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from tracker.errors import RefusedError
from tracker.exchange.message import Message, Reported, flow_name

MOST_DEPTH: Final = 64
MOST_OBSERVATIONS: Final = 5_000_000
MOST_SHAPES: Final = 256
"""Combinations of ids that groups may have; each is looked up for each series."""

_NO_DATA: Final = {"Structure": "structures", "RegistryInterface": "a registry's answer", "GenericMetadata": "metadata"}
_SERIES: Final = frozenset({"Series"})
_OBSERVATIONS: Final = frozenset({"Obs"})
_TECHNICAL: Final = frozenset({"action", "structureRef", "setID", "dataScope", "validFromDate", "validToDate"})
_TYPE: Final = "http://www.w3.org/2001/XMLSchema-instance type"


def read_xml(content: bytes, place: str) -> Message:
    """The message of an XML file. Raises RefusedError with the line of what is wrong in it."""
    reading = _Reading(place)
    try:
        reading.parser.Parse(content, True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        raise RefusedError(f"{place}:{error.lineno}: no whole XML: {words}; the file may be cut off") from None
    except (LookupError, ValueError) as error:  # an encoding that does not exist, or that expat cannot read
        raise RefusedError(f"{place}:1: {error}; save it in UTF-8") from None
    if not reading.has_data:
        raise RefusedError(f"{place}: a message without a data set")
    return Message(observations=tuple(reading.found), flow=reading.flow, remarks=tuple(reading.remarks))


class _Reading:
    """What was read so far: the stack of elements, and the codes of the data set, the series and the observation."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.found: list[Reported] = []
        self.remarks: list[str] = []
        self.flow = ""
        self.has_data = False
        self._stack: list[str] = []
        self._shared: dict[str, str] = {}
        self._series: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._group: dict[str, str] = {}
        self._groups: list[dict[str, str]] = []
        self._shapes: set[frozenset[str]] = set()
        self._waiting: list[tuple[dict[str, str], dict[str, str], int]] = []
        self._line = 0
        self._time = "TIME_PERIOD"
        self._deletes = False
        self._text: list[str] = []
        self._severity = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def _refuse(self, reason: str) -> RefusedError:
        return RefusedError(f"{self.place}:{self.parser.CurrentLineNumber}: {reason}")

    def _doctype(self, *_: object) -> None:
        raise self._refuse("a document type (DOCTYPE) stands here; SDMX has none, and none is read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        uri, _, name = tag.rpartition(" ")
        self._stack.append(name)
        self._text.clear()
        depth = len(self._stack)
        if depth > MOST_DEPTH:
            raise self._refuse(f"more than {MOST_DEPTH} elements within one another")
        if depth == 1:
            self._root(uri, name)
        elif "Header" in self._stack:
            self._header(name, attributes)
        elif name == "DataSet":
            self.has_data = True
            self._shared, self._groups, self._waiting = _plain(attributes), [], []
            self._deletes = attributes.get("action", "").lower().startswith("d") or self._says_delete(attributes)
        elif "DataSet" in self._stack:
            self._data(name, attributes)
        elif name == "Message" and "Footer" in self._stack:
            self._severity = attributes.get("severity", "")

    def _root(self, uri: str, name: str) -> None:
        if "sdmx" not in uri.lower():
            raise self._refuse(f"no SDMX message: its first element is {name!r}")
        if name in _NO_DATA:
            raise self._refuse(f"the message holds {_NO_DATA[name]}, no figures; ask for /data/…")

    def _header(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Structure" and "dimensionAtObservation" in attributes:
            self._time = attributes["dimensionAtObservation"]
        if name == "Ref" and not self.flow and "id" in attributes:
            agency = attributes.get("agencyID", "")
            self.flow = f"{agency}:{attributes['id']}" if agency else attributes["id"]

    @staticmethod
    def _says_delete(attributes: dict[str, str]) -> bool:
        return any(name.endswith(" action") and code.lower().startswith("d") for name, code in attributes.items())

    def _data(self, name: str, attributes: dict[str, str]) -> None:
        if name in _SERIES:
            self._series = _plain(attributes)
        elif name in _OBSERVATIONS:
            self._own = _plain(attributes)
            self._line = self.parser.CurrentLineNumber
            if _TYPE in attributes and self._time not in self._own and self._time != "AllDimensions":
                self._own[self._time] = attributes[_TYPE].rpartition(":")[2]
        elif name == "Group":
            self._group = _plain(attributes)
        elif name in {"Value", "ObsDimension", "ObsValue"} and "value" in attributes:
            fallback = {"ObsDimension": self._time, "ObsValue": "OBS_VALUE"}.get(name, "")
            code = attributes.get("id") or attributes.get("concept") or fallback
            if not code:
                raise self._refuse("a value without the id of its dimension or attribute")
            self._innermost()[code] = attributes["value"]

    def _innermost(self) -> dict[str, str]:
        for name in reversed(self._stack):
            if name in _OBSERVATIONS:
                return self._own
            if name in _SERIES:
                return self._series
            if name == "Group":
                return self._group
        return self._shared

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        self._stack.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        if "Footer" in self._stack and name == "Text" and text:
            if self._severity.lower() == "error":
                raise self._refuse(f"the service reports an error: {text[:300]}")
            self.remarks.append(f"the service reports: {text[:300]}")
        elif name == "URN" and "Header" in self._stack and not self.flow:
            self.flow = flow_name(text)
        elif self._stack[:1] == ["Error"] and name == "Text" and text:
            raise self._refuse(f"the service reports an error: {text[:300]}")
        elif "DataSet" in self._stack:
            self._data_end(name, text)
        elif name == "DataSet":
            self._data_set_end()

    def _data_end(self, name: str, text: str) -> None:
        if name in _OBSERVATIONS:
            if len(self.found) + len(self._waiting) >= MOST_OBSERVATIONS:
                raise self._refuse(f"more than {MOST_OBSERVATIONS:,} observations; ask for fewer series")
            self._waiting.append((self._series, self._own, self._line))
        elif name in _SERIES:
            self._series = {}
        elif name == "Group":
            self._groups.append(self._group)
            self._shapes.add(frozenset(self._group))
            if len(self._shapes) > MOST_SHAPES:
                raise self._refuse(f"groups of more than {MOST_SHAPES} kinds")
        elif name == "Time" and text and "Obs" in self._stack:
            self._own[self._time] = text

    def _data_set_end(self) -> None:
        if self._deletes:
            self.remarks.append("a data set asks for a deletion; what is known stays as it is")
            return
        said = _Groups(self._groups)
        for series, own, line in self._waiting:
            codes = self._shared | said.of(series or own) | series | own
            kept = {name: code for name, code in codes.items() if code != ""}
            self.found.append(Reported(codes=kept, place=f"{self.place}:{line}"))


class _Groups:
    """The attributes that groups of series share, found by the codes that a group and a series have in common."""

    def __init__(self, groups: list[dict[str, str]]) -> None:
        self._groups = groups
        self._tables: dict[tuple[frozenset[str], tuple[str, ...]], dict[tuple[str, ...], dict[str, str]]] = {}
        self._shapes = {frozenset(group) for group in groups}

    def of(self, codes: dict[str, str]) -> dict[str, str]:
        """What the groups of a series with these codes say of it."""
        said: dict[str, str] = {}
        for shape in self._shapes:
            common = tuple(sorted(shape & codes.keys()))
            if not common:
                continue
            if (shape, common) not in self._tables:
                table: dict[tuple[str, ...], dict[str, str]] = {}
                for group in self._groups:
                    if group.keys() == shape:
                        table.setdefault(tuple(group[name] for name in common), {}).update(group)
                self._tables[shape, common] = table
            said |= self._tables[shape, common].get(tuple(codes[name] for name in common), {})
        return said


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes that carry ids of dimensions and attributes: those of no namespace."""
    return {name: code for name, code in attributes.items() if " " not in name and name not in _TECHNICAL}
