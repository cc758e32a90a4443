"""What of a table was not taken over, and why: left aside, refused, or there more than once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker.exchange.arrival import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.exchange.arrival import Arrival

_NAMED: Final = 6
"""How many names a remark lists."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts kept while a table is read.

    `texts` are those that no indicator is mapped to, `areas` those that the map does not name, `found` the figures of
    each indicator. `no_area` and `misfit` have the first place and the number of figures of names that are no code,
    and of units that do not fit.
    """

    texts: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    no_area: dict[str, tuple[str, int]] = field(default_factory=dict)
    misfit: dict[str, tuple[str, int]] = field(default_factory=dict)
    empty: int = 0
    days: int = 0

    def remarks(self, columns: Sequence[str], doubled: int) -> Iterator[str]:
        """What a reader must know of what was left aside."""
        if columns:
            yield f"columns left aside: {some(columns)}"
        if self.texts:
            yield f"left aside, as no indicator is mapped to it: {some(self.texts)} ({self.texts.total()} figures)"
        if self.areas:
            yield f"areas left aside: {some(self.areas)} ({self.areas.total()} figures)"
        if self.empty:
            yield f"cells without a figure left out: {self.empty}"
        if doubled:
            yield f"rows that repeat another word for word left out: {doubled}"
        if self.days:
            yield f"days read as the period that they begin or end: {self.days}"

    def refusals(self, place: str, known: Mapping[str, tuple[str, str]], wanted: Iterable[str]) -> Iterator[Refusal]:
        """What cannot be taken over; `known` has each indicator's unit, `wanted` those that the map names."""
        for name, (first, count) in self.no_area.items():
            reason = f"area {name!r} is no code; name its code under `areas` in the map, like {{{name}: CN-GD}}"
            yield Refusal(place=first, reason=f"{reason} ({count} figures)")
        for key, (first, count) in self.misfit.items():
            unit, _, name = key.rpartition("|")
            reason = f"the table says {unit!r} and {name} is in {known[name][0]}; write `unit` or `units` in the map"
            yield Refusal(place=first, reason=f"{reason} ({count} figures)")
        for name in wanted:
            if not self.found[name]:
                there = f"; there is {some(self.texts)}" if self.texts else ""
                yield Refusal(place=place, reason=f"nothing in the table is what the map calls {name}{there}")


def some(names: Iterable[str]) -> str:
    """The first of several names, and how many there are."""
    listed = [name if len(name) <= 60 else name[:60] + "…" for name in names]
    return ", ".join(listed[:_NAMED]) + (f" … ({len(listed)})" if len(listed) > _NAMED else "")


def each_once(arrivals: Iterable[Arrival]) -> tuple[list[Arrival], list[Refusal], int]:
    """Figures that stand once; equal ones are one, those that contradict each other are refused with both places."""
    groups: dict[tuple[Any, ...], list[Arrival]] = {}
    for each in arrivals:
        key = (each.indicator, each.area, each.period, each.source, each.published)
        groups.setdefault(key, []).append(each)
    kept, refusals, doubled = [], [], 0
    for same in groups.values():
        first, *others = same
        if different := [each for each in others if _said(each) != _said(first)]:
            other = different[0]
            reason = (
                f"{first.indicator} {first.period} for {first.area} is {_said(first)[0] or _said(first)[1]} here and "
                f"{_said(other)[0] or _said(other)[1]} at {other.place}; keep the right one"
            )
            refusals.append(Refusal(place=first.place, reason=reason))
            continue
        doubled += len(others)
        kept.append(first)
    return kept, refusals, doubled


def _said(arrival: Arrival) -> tuple[str, ...]:
    return arrival.value, arrival.growth, arrival.unit, arrival.qualifier, arrival.status
