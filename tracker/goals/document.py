"""targets.yaml as plain data: strict YAML (or JSON), with the line of everything in it.

Refused, with line: equal keys, tags, a second document, words that readers of YAML disagree on (see `scalar`), and
whatever would take long or much memory: aliases that multiply, deep nesting, endless lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from tracker.errors import Problem
from tracker.goals.readable import UNPRINTABLE, UnreadableError, readable_text
from tracker.goals.scalar import read_scalar
from tracker.goals.syntax import explain
from tracker.goals.written import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TEXT: Final = 100_000
DEEPEST: Final = 50
MOST_REPEATED: Final = 100_000
"""What aliases may add in all: one a value, and one for each further 64 characters of text."""

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS: Final = frozenset(("!", "tag:yaml.org,2002:str"))
_CORE_TAGS: Final = frozenset(("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Plain data, the line of each place, and the places that were refused (they hold the text as written)."""

    data: dict[str, Any]
    lines: Mapping[Place, int]
    refused: frozenset[Place] = frozenset()

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)


def parse_document(content: bytes, path: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document, and everything wrong in it as YAML; None where it cannot be read at all."""
    reader = _Reader(path)
    text = ""
    try:
        text = readable_text(content)
        reader.read(text)
    except UnreadableError as error:
        return None, tuple(Problem(path=path, line=line, message=error.message) for line in error.lines)
    except yaml.MarkedYAMLError as error:
        line, message = explain(error, text)
        return None, (*reader.problems, Problem(path=path, line=line, message=message))
    except _StopReading:
        return None, tuple(reader.problems)
    if not isinstance(reader.data, dict):
        return None, (*reader.problems, Problem(path=path, line=1, message=_not_keys(reader.data)))
    document = Document(data=reader.data, lines=reader.lines, refused=frozenset(reader.refused))
    return document, tuple(reader.problems)


def _not_keys(data: object) -> str:
    if data is None:
        return "the file is empty; write `indicators:` and `targets:`, or begin with an example: tracker init"
    kind = "a list" if isinstance(data, list) else f"only {shown(data)}"
    return f"keys such as `indicators:` and `targets:` belong here, found {kind}"


def _tag(event: Any) -> str:  # noqa: ANN401 - yaml's own
    return shown(event.tag.replace("tag:yaml.org,2002:", "!!"))


class _StopReading(Exception):  # noqa: N818 - no error of the program: the rest of the file is not worth reading
    pass


@dataclass(slots=True)
class _Reader:
    """Goes through the events of a YAML parser once."""

    path: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    refused: set[Place] = field(default_factory=set)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    repeated: int = 0
    weight: int = 0
    parser: Any = None

    def read(self, text: str) -> None:
        self.parser = _LOADER(text)
        try:
            self.parser.get_event()
            if not self.parser.check_event(yaml.StreamEndEvent):
                self.parser.get_event()
                self.data = self.value((), self.parser.get_event())
                self.parser.get_event()
            if not self.parser.check_event(yaml.StreamEndEvent):
                self.refuse(
                    self.parser.get_event(), "a second document begins here; keep one, and remove the --- before it"
                )
        finally:
            self.parser.dispose()

    def refuse(self, event: Any, message: str, place: Place | None = None) -> None:  # noqa: ANN401 - yaml's own
        self.problems.append(Problem(path=self.path, line=event.start_mark.line + 1, message=message))
        if place is not None:
            self.refused.add(place)

    def stop(self, event: Any, message: str) -> _StopReading:  # noqa: ANN401
        self.refuse(event, message)
        return _StopReading()

    def value(self, place: Place, event: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        before = self.weight
        self.weight += 1
        kind = type(event)
        self.lines.setdefault(place, event.start_mark.line + 1)
        if kind is yaml.ScalarEvent:
            result = self.scalar(place, event)
        elif kind is yaml.AliasEvent:
            return self.alias(event)
        else:
            if len(place) >= DEEPEST:
                raise self.stop(event, f"nested more than {DEEPEST} deep; nothing here goes that deep")
            if event.tag is not None and event.tag not in _CORE_TAGS:
                self.refuse(event, f"the tag {_tag(event)} is not read; remove it", place)
            result = self.mapping(place) if kind is yaml.MappingStartEvent else self.sequence(place)
        if event.anchor is not None:
            self.anchors[event.anchor] = (result, self.weight - before)
        return result

    def scalar(self, place: Place, event: Any) -> Any:  # noqa: ANN401
        text: str = event.value
        self.weight += len(text) // 64
        if len(text) > LONGEST_TEXT:
            raise self.stop(event, f"a text of {len(text)} characters; at most {LONGEST_TEXT} are read")
        if UNPRINTABLE.search(text):
            self.refuse(event, f"{shown(text)} holds an invisible character; remove its escape", place)
            return UNPRINTABLE.sub("", text)
        if event.tag is not None:
            if event.tag not in _TEXT_TAGS:
                self.refuse(event, f"the tag {_tag(event)} is not read; remove it", place)
            return text
        if not event.implicit[0]:
            return text
        try:
            return read_scalar(text)
        except ValueError as error:
            self.refuse(event, str(error), place)
            return text

    def alias(self, event: Any) -> Any:  # noqa: ANN401
        if event.anchor not in self.anchors:
            raise self.stop(event, f"*{event.anchor} repeats nothing: no &{event.anchor} is complete before it")
        value, weight = self.anchors[event.anchor]
        self.repeated += weight
        self.weight += weight
        if self.repeated > MOST_REPEATED:
            raise self.stop(event, "the aliases (*name) repeat too much; write the values out")
        return value

    def sequence(self, place: Place) -> list[Any]:
        result: list[Any] = []
        while type(event := self.parser.get_event()) is not yaml.SequenceEndEvent:
            result.append(self.value((*place, len(result)), event))
        return result

    def mapping(self, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        first_lines: dict[str, int] = {}
        while type(event := self.parser.get_event()) is not yaml.MappingEndEvent:
            line = event.start_mark.line + 1
            key = self.key(place, event)
            if key is None:
                self.value((*place, ""), self.parser.get_event())
                continue
            if key in result:
                self.refuse(event, f"the key {shown(key)} stands twice, in line {first_lines[key]} and here; keep one")
                self.value((*place, ""), self.parser.get_event())
                continue
            first_lines[key] = line
            self.lines[*place, key] = line
            result[key] = self.value((*place, key), self.parser.get_event())
        return result

    def key(self, place: Place, event: Any) -> str | None:  # noqa: ANN401
        """The key as written; None where it is refused."""
        if type(event) is not yaml.ScalarEvent:
            self.value((*place, ""), event)
            self.refuse(event, "a key must be a word; a list, keys or an alias stand in its place")
            return None
        key: str = event.value
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            self.refuse(event, f"the tag {_tag(event)} is not read; remove it")
        elif not key or len(key) > LONGEST_TEXT or UNPRINTABLE.search(key) or (event.implicit[0] and key == "~"):
            self.refuse(event, f"{shown(key)} is no key; write a word before the colon")
        elif event.implicit[0] and key == "<<":
            self.refuse(event, "merge keys (<<) are not read; write the keys out")
        else:
            if event.anchor is not None:
                self.anchors[event.anchor] = (key, 1)
            return key
        return None
