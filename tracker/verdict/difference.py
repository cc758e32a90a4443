"""Everything that differs between two days or reports, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Text
    from tracker.goals import Target
    from tracker.verdict.change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: the day whose knowledge counts.

    Where a written report is compared, its name and the version of the program that wrote it; where a report would have
    been made on that day, the quarter of which.
    """

    day: date
    report: str | None = None
    version: str | None = None
    unwritten: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChanges:
    """Figures of one indicator that became known, and those that were replaced, as (old, new)."""

    indicator: Indicator
    new: tuple[Observation, ...]
    revised: tuple[tuple[Observation, Observation], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A goal whose form changed: as it stood before and after, and why."""

    before: Target
    after: Target
    note: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Everything that differs between two sides.

    `added` are targets declared in between, or that the first side's report does not have yet; `removed` ids that only
    that report knows. `known` is how many figures and steps the first side had.
    """

    first: Side
    last: Side
    changes: tuple[Change, ...]
    figures: tuple[FigureChanges, ...] = ()
    added: tuple[Target, ...] = ()
    restated: tuple[Restated, ...] = ()
    removed: tuple[str, ...] = ()
    known: int = 0
