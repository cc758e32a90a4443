"""The YAML of an Open SDG repository as plain text by key, with the line of everything in it.

More lenient than targets.yaml: every value is kept as it was typed (`1.10`, `yes`, `2015-01-01`, a page of HTML), and
whoever uses it says what it is. Refused, with line: tags, equal keys with different values, and whatever would take
long or much memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml  # noqa: TID253 - one of its three homes

from tracker.exchange.arrival import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

LARGEST: Final = 2 * 1024**2
DEEPEST: Final = 30
MOST_REPEATED: Final = 10_000
"""How many values aliases may repeat in all."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAGS: Final = frozenset(
    ("!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")))
)
_NOTHING: Final = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file: texts, lists and keys; the line of each place; the places where it contradicts itself."""

    path: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)
    doubtful: frozenset[Place] = frozenset()

    def at(self, *place: str | int) -> str:
        """`file:line` of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, 1)}"

    def is_doubtful(self, *place: str | int) -> bool:
        """Whether something was refused at a place or below it."""
        return any(each[: len(place)] == place for each in self.doubtful)


def read_page(content: bytes, path: str) -> tuple[Page, tuple[Refusal, ...]]:
    """The page of a .yml file, or of the front matter of an .md file, and what is wrong in it.

    A page that cannot be read at all is empty.
    """
    try:
        text, skipped = _text(content, path)
    except ValueError as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        reason = "is not UTF-8; save the file as UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return Page(path=path), (Refusal(place=f"{path}:{line}", reason=reason),)
    reader = _Reader(path=path, skipped=skipped)
    try:
        data = reader.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + 1 + skipped
        reason = f"not readable as YAML: {error.problem}"
        return Page(path=path), (*reader.refusals, Refusal(place=f"{path}:{line}", reason=reason))
    except (yaml.YAMLError, _StopReading) as error:
        more = (
            () if isinstance(error, _StopReading) else (Refusal(place=path, reason=f"not readable as YAML: {error}"),)
        )
        return Page(path=path), (*reader.refusals, *more)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        return Page(path=path), (Refusal(place=f"{path}:{1 + skipped}", reason="holds no keys"),)
    page = Page(path=path, data=data, lines=reader.lines, doubtful=frozenset(reader.doubtful))
    return page, tuple(reader.refusals)


def _text(content: bytes, path: str) -> tuple[str, int]:
    """The YAML of a file, and how many lines stand before it. Raises ValueError."""
    if len(content) > LARGEST:
        raise ValueError(f"has more than {LARGEST // 1024**2} MB; not read")
    text = content.decode("utf-8-sig")
    if not path.endswith(".md"):
        return text, 0
    lines = text.splitlines(keepends=True)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), 0)
    if not end or lines[0].strip() != "---":
        raise ValueError("has no front matter: keys between two lines of three hyphens (---)")
    return "".join(lines[1:end]), 1


class _StopReading(Exception):  # noqa: N818 - no error of the program: the rest of the file is not worth reading
    pass


@dataclass(slots=True)
class _Reader:
    """Goes through the events of a YAML parser once."""

    path: str
    skipped: int
    refusals: list[Refusal] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    doubtful: set[Place] = field(default_factory=set)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    count: int = 0
    repeated: int = 0
    parser: Any = None

    def read(self, text: str) -> Any:  # noqa: ANN401 - whatever the file holds
        self.parser = _LOADER(text)
        try:
            self.parser.get_event()
            if self.parser.check_event(yaml.StreamEndEvent):
                return None
            self.parser.get_event()
            data = self.value((), self.parser.get_event())
            self.parser.get_event()
            if not self.parser.check_event(yaml.StreamEndEvent):
                self.refuse(self.parser.get_event(), "a second document begins here; only the first was read")
            return data
        finally:
            self.parser.dispose()

    def refuse(self, event: Any, reason: str, place: Place | None = None) -> None:  # noqa: ANN401 - yaml's own
        line = event.start_mark.line + 1 + self.skipped
        self.refusals.append(Refusal(place=f"{self.path}:{line}", reason=reason))
        if place is not None:
            self.doubtful.add(place)

    def stop(self, event: Any, reason: str) -> _StopReading:  # noqa: ANN401
        self.refuse(event, reason)
        return _StopReading()

    def value(self, place: Place, event: Any) -> Any:  # noqa: ANN401
        before = self.count
        self.count += 1
        self.lines.setdefault(place, event.start_mark.line + 1 + self.skipped)
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self.alias(event)
        if event.tag is not None and event.tag not in _CORE_TAGS:
            self.refuse(event, f"the tag {event.tag!r} is not read; nothing under it was taken", place)
        if kind is yaml.ScalarEvent:
            plain = event.implicit[0] and event.value in _NOTHING
            result: Any = None if plain else event.value
        elif len(place) >= DEEPEST:
            raise self.stop(event, f"nested more than {DEEPEST} deep; the file was not read")
        elif kind is yaml.MappingStartEvent:
            result = self.mapping(place)
        else:
            result = self.sequence(place)
        if event.tag is not None and event.tag not in _CORE_TAGS:
            result = None
        if event.anchor is not None:
            self.anchors[event.anchor] = (result, self.count - before)
        return result

    def alias(self, event: Any) -> Any:  # noqa: ANN401
        if event.anchor not in self.anchors:
            raise self.stop(event, f"*{event.anchor} repeats nothing that is complete before it; the file was not read")
        value, weight = self.anchors[event.anchor]
        self.repeated += weight
        self.count += weight
        if self.repeated > MOST_REPEATED:
            raise self.stop(event, "the aliases (*name) repeat too much; the file was not read")
        return value

    def sequence(self, place: Place) -> list[Any]:
        result: list[Any] = []
        while type(event := self.parser.get_event()) is not yaml.SequenceEndEvent:
            result.append(self.value((*place, len(result)), event))
        return result

    def mapping(self, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        contradicted = set()
        while type(event := self.parser.get_event()) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.value((*place, ""), event)
                self.refuse(event, "a key must be a word; what stands under it was not taken", place)
                self.value((*place, ""), self.parser.get_event())
                continue
            key: str = event.value
            where = (*place, key)
            first = self.lines.get(where)
            self.lines[where] = _line(event) + self.skipped
            found = self.value(where, self.parser.get_event())
            if key == "<<" and event.implicit[0]:
                for each in found if isinstance(found, list) else [found]:
                    if not isinstance(each, dict):
                        self.refuse(event, "<< takes over the keys of a mapping, and none stands there", place)
                        continue
                    merged |= {name: value for name, value in each.items() if name not in merged}
            elif first is not None and key in result and result[key] != found:
                self.refuse(
                    event, f"the key {key!r} stands twice, in line {first} and here, with different values", where
                )
                contradicted.add(key)
            else:
                result[key] = found
        for key in contradicted:
            del result[key]
        return merged | result


def _line(event: Any) -> int:  # noqa: ANN401 - yaml's own
    return int(event.start_mark.line) + 1
