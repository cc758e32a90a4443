"""Why a verdict changed between two days: one thing is changed at a time, in a fixed order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tracker.verdict.status import ACHIEVED, DONE, LATE, MISSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.goals import Target
    from tracker.verdict.assessment import Assessment

TIME: Final = "time"
TARGET: Final = "target"
NEW_DATA: Final = "new-data"
REVISED_DATA: Final = "revised-data"
METHOD: Final = "method"

CAUSES: Final = (TIME, TARGET, NEW_DATA, REVISED_DATA, METHOD)
"""What can change a verdict, in the order in which each is put in force: the clock moves, the target takes its later
form, new figures are added, revised figures replace the old ones, the program becomes the later one."""

_CERTAIN: Final = {ACHIEVED: 1.0, DONE: 1.0, MISSED: 0.0, LATE: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A status and its probability, a share; None where the status has none."""

    status: str
    probability: float | None = None

    @property
    def chance(self) -> float | None:
        """The probability, with 1 for a goal that is met and 0 for one that is missed or late."""
        return _CERTAIN.get(self.status) if self.probability is None else self.probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one cause did: `change` in the chance of meeting the goal (a share, None where there is no such chance).

    `statuses` are the changes of status it made, (before, after).
    """

    cause: str
    change: float | None
    statuses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of the verdict on one target, and its parts in the order of `CAUSES`.

    The parts sum to `change`; None where a standing on the way has no chance, as without figures.
    """

    target: Target
    before: Standing
    after: Standing
    change: float | None
    parts: tuple[Part, ...]

    @property
    def is_none(self) -> bool:
        """Whether nothing changed, neither in all nor by parts that cancel out."""
        return not any(part.change or part.statuses for part in self.parts) and self.before == self.after


def standing_of(verdict: Assessment) -> Standing:
    """The standing of a target by its assessment."""
    return Standing(status=verdict.status, probability=verdict.probability)


def attribute(target: Target, start: Standing, stages: Sequence[tuple[str, Standing]]) -> Change:
    """The change from a first standing through the standing after each cause, in the order in which they take effect.

    Several stages of one cause are added. Where a standing on the way has no chance, only statuses are attributed.
    """
    reached = [start, *(standing for _, standing in stages)]
    moves = [(cause, pair) for (cause, _), pair in zip(stages, pairwise(reached), strict=True)]
    whole = all(standing.chance is not None for standing in reached)
    return Change(
        target=target,
        before=start,
        after=reached[-1],
        change=_difference(start, reached[-1]),
        parts=tuple(_part(cause, [pair for each, pair in moves if each == cause], whole=whole) for cause in CAUSES),
    )


def _part(cause: str, moves: Sequence[tuple[Standing, Standing]], *, whole: bool) -> Part:
    changes = [_difference(*move) or 0.0 for move in moves]
    statuses = tuple((before.status, after.status) for before, after in moves if before.status != after.status)
    return Part(cause=cause, change=math.fsum(changes) if whole else None, statuses=statuses)


def _difference(before: Standing, after: Standing) -> float | None:
    if before.chance is None or after.chance is None:
        return None
    return after.chance - before.chance
