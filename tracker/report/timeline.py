"""Each target's course through the written reports: where it stood, when it came, was restated, and went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.report.issue import Call, Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one report said of a target, and what the report before it said; None where it said nothing.

    `opening` is the first of all reports, in which nothing can have changed; `seen` tells whether any report before
    spoke of the target.
    """

    issue: Issue
    now: Call | None
    before: Call | None
    opening: bool
    seen: bool

    @property
    def came(self) -> bool:
        """Whether the report speaks of it and the one before did not."""
        return self.now is not None and self.before is None and not self.opening

    @property
    def went(self) -> bool:
        """Whether the report before spoke of it and this one does not."""
        return self.now is None and self.before is not None

    @property
    def moved(self) -> bool:
        """Whether its status is another than in the report before."""
        return self.now is not None and self.before is not None and self.now.status != self.before.status

    @property
    def restated(self) -> bool:
        """Whether its condition or deadline is another than in the report before."""
        if self.now is None or self.before is None:
            return False
        return (self.now.condition, self.now.deadline) != (self.before.condition, self.before.deadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One target in all reports: what the last of them that speaks of it said, and a point for each, oldest first."""

    latest: Call
    points: tuple[Point, ...]


def courses(issues: Sequence[Issue]) -> tuple[Course, ...]:
    """The course of each target through reports, oldest first: those of the last report in its order, then the others.

    The others are those that went, the ones gone last before those gone earlier.
    """
    names = dict.fromkeys(name for issue in reversed(issues) for name in issue.calls)
    return tuple(_course(name, issues) for name in names)


def _course(name: str, issues: Sequence[Issue]) -> Course:
    calls = [issue.calls.get(name) for issue in issues]
    points = tuple(
        Point(
            issue=issue,
            now=calls[k],
            before=calls[k - 1] if k else None,
            opening=k == 0,
            seen=any(call is not None for call in calls[:k]),
        )
        for k, issue in enumerate(issues)
    )
    return Course(latest=next(call for call in reversed(calls) if call is not None), points=points)
