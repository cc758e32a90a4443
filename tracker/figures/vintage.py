"""What was known on a date: the figures published by then, their revisions, and which of two sources counts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tracker.figures.observation import UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

Subject = tuple[str, "Period", "Period | str"]


def subject(row: Observation) -> Subject:
    """What a figure is of: area, period, and `level`, `growth` or the period since which the growth counts."""
    is_level = row.value is not None or row.growth is None
    return row.area, row.period, "level" if is_level else (row.since or "growth")


def known_at(rows: Iterable[Observation], as_of: date) -> tuple[Observation, ...]:
    """The latest vintage by each source of each figure that was published by `as_of`, by area and in time order.

    Of two vintages published on one day the later line counts.
    """
    latest: dict[tuple[Subject, str], Observation] = {}
    for row in rows:
        if row.published > as_of:
            continue
        key = (subject(row), row.source)
        standing = latest.setdefault(key, row)
        if standing is not row and _age(standing) <= _age(row):
            latest[key] = row
    return tuple(sorted(latest.values(), key=_position))


def choose(
    rows: Iterable[Observation], prefer: Sequence[str] = ()
) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
    """One row for each figure where several sources give it, and the rows passed over.

    A usable figure comes before one that is missing, unreliable or a forecast; then counts the order of `prefer`, then
    the latest publication, then the first line.
    """
    rank = {source: position for position, source in enumerate(prefer)}

    def order(row: Observation) -> tuple[bool, int, int, int]:
        return row.status in UNUSED, rank.get(row.source, len(rank)), -row.published.toordinal(), row.line

    chosen: dict[Subject, Observation] = {}
    passed: list[Observation] = []
    for row in rows:
        standing = chosen.setdefault(subject(row), row)
        if standing is row:
            continue
        if order(row) < order(standing):
            chosen[subject(row)] = row
            passed.append(standing)
        else:
            passed.append(row)
    return tuple(sorted(chosen.values(), key=_position)), tuple(sorted(passed, key=_position))


def revisions(
    rows: Iterable[Observation], as_of: date, prefer: Sequence[str] = ()
) -> tuple[tuple[Observation, Observation], ...]:
    """Pairs of old and new row where the figure that counted was replaced by another one, up to `as_of`.

    A figure published again unchanged is no revision, nor is the first figure after somebody's forecast of it.
    """
    found = []
    known = sorted((row for row in rows if row.published <= as_of and row.status != "F"), key=_position)
    for _, vintages in groupby(sorted(known, key=_subject_order), key=subject):
        standing: Observation | None = None
        by_source: dict[str, Observation] = {}
        for row in vintages:
            by_source[row.source] = row
            (now,), _ = choose(by_source.values(), prefer)
            if standing is not None and _content(now) != _content(standing):
                found.append((standing, now))
            standing = now
    return tuple(sorted(found, key=lambda pair: (pair[1].published, _position(pair[1]))))


def first_known(rows: Iterable[Observation], area: str, period: Period, as_of: date) -> date | None:
    """The day on which a period's figure was first known: its own, or the last of its parts; None if not by `as_of`.

    Parts that do not reach the period's end are not the whole. A figure that is missing, unreliable or somebody's
    forecast is not yet the figure.
    """
    first: dict[Period, date] = {}
    for row in rows:
        if row.area == area and row.status not in UNUSED and period.contains(row.period):
            first[row.period] = min(row.published, first.get(row.period, row.published))
    days = [first.pop(period)] if period in first else []
    days += [max(first.values())] if any(part.end == period.end for part in first) else []
    day = min(days, default=None)
    return None if day is None or day > as_of else day


def changes(
    before: Iterable[Observation], after: Iterable[Observation], prefer: Sequence[str] = ()
) -> tuple[tuple[Observation, ...], tuple[tuple[Observation, Observation], ...]]:
    """New figures, and revised ones as (old, new), between what was known on one day and on a later one.

    Both are what `known_at` gives; somebody's forecast of a figure is not yet the figure. Several revisions of one
    figure count as one.
    """
    old, new = (
        {subject(row): row for row in choose([row for row in rows if row.status != "F"], prefer)[0]}
        for rows in (before, after)
    )
    added = tuple(row for key, row in new.items() if key not in old)
    revised = tuple((old[key], row) for key, row in new.items() if key in old and _content(old[key]) != _content(row))
    return added, revised


def by_area(rows: Iterable[Observation]) -> dict[str, tuple[Observation, ...]]:
    """Rows by their area, in the order in which they stand."""
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    return {area: tuple(each) for area, each in found.items()}


def with_new_only(before: Iterable[Observation], after: Iterable[Observation]) -> tuple[Observation, ...]:
    """What was known on one day, and of what was known on a later one the figures of subjects that are new."""
    kept = tuple(before)
    known = {subject(row) for row in kept if row.status != "F"}
    return (*kept, *(row for row in after if subject(row) not in known))


def _content(row: Observation) -> tuple[float | None, float | None, str, str]:
    return row.value, row.growth, row.qualifier, row.status


def _age(row: Observation) -> tuple[date, int]:
    return row.published, row.line


def _position(row: Observation) -> tuple[str, date, date, date, int]:
    return row.area, row.period.start, row.period.end, row.published, row.line


def _subject_order(row: Observation) -> tuple[str, Period, str, date, int]:
    return row.area, row.period, str(subject(row)[2]), row.published, row.line
