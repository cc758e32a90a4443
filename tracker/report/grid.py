"""Tables of a report as records, ready to be printed by one template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tracker.report.language import Phrase
from tracker.report.listing import Link, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.report.language import Language
    from tracker.report.report import Entry


Headings: TypeAlias = tuple[tuple[str, bool], ...]
"""The headings of columns, and whether each stands over numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its caption, headings with whether they stand over numbers, and rows whose first cell heads them."""

    id: str
    caption: str
    heading: Headings
    rows: tuple[tuple[Link, ...], ...]


def table(name: str, caption: str, headings: Headings, rows: Iterable[tuple[Link, ...]]) -> Table | None:
    """The table of some rows; None without any."""
    found = tuple(rows)
    return Table(id=name, caption=caption, heading=headings, rows=found) if found else None


def heading(*names: str, numeric: Iterable[str] = ()) -> Headings:
    """Headings over texts, and after them those over numbers."""
    return (*((name, False) for name in names), *((name, True) for name in numeric))


def row(*texts: str) -> tuple[Link, ...]:
    """A row of texts that lead nowhere."""
    return tuple(map(cell, texts))


def cell(text: str) -> Link:
    """A text that leads nowhere."""
    return Link(text=Phrase(text=text))


def target_link(name: str, entries: Mapping[str, Entry], language: Language) -> Link:
    """A target by its title, leading to its section; one that is no longer declared by its id."""
    entry = entries.get(name)
    return cell(name) if entry is None else Link(text=language.phrase(entry.target.title), href=f"#{slug(name)}")
