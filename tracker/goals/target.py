"""A declared goal and the condition that decides it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Period, Text

LEVELS: Final = ("more_than", "at_least", "less_than", "at_most", "between")
CHANGES: Final = ("increase_by", "reduce_by", "improve")
SPANS: Final = ("average_growth", "cumulative", "maintain")
GROUPS: Final = ("all_of", "any_of")
MILESTONES: Final = "milestones"
CONDITIONS: Final = (*LEVELS, *CHANGES, *SPANS, MILESTONES, *GROUPS)

MOST_STEPS: Final = 10_000
"""Steps that one milestone goal may have."""

RELATIVE_TOLERANCE: Final = 1e-9
"""Two figures closer than this share of the bound count as equal, so that unit conversion decides no verdict."""

ROUNDING: Final = 1e-12
"""So do two closer than this share of the figures that were added or subtracted, which matters for a bound of zero."""


Edge = tuple[float, Literal["left", "right"]]
"""A value, and on which side of what equals it it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One side of a condition, in the measured quantity's unit (rates and relative changes are shares)."""

    value: float
    strict: bool = False


def _slack(bound: Bound, size: float) -> float:
    """How far from a bound still counts as equal to it."""
    return max(RELATIVE_TOLERANCE * abs(bound.value), ROUNDING * size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold of the measured quantity.

    What is measured depends on `kind`: the figure of the deadline period (levels), its change since a baseline
    (`increase_by`, `reduce_by`, `improve`; a share when `relative`), the compound annual growth over `over`
    (`average_growth`), the sum of the periods in `over` (`cumulative`), every figure in `over` (`maintain`).
    `members` are target ids (`all_of`, `any_of`). `written` is the condition in the words of the file.
    """

    kind: str
    lower: Bound | None = None
    upper: Bound | None = None
    relative: bool = False
    since: Period | None = None
    over: tuple[Period, Period] | None = None
    members: tuple[str, ...] = ()
    written: str = ""

    def is_met_by(self, measured: Any, size: float = 0.0) -> Any:  # noqa: ANN401 - a float gives a bool, an array an array of bool
        """Whether the measured quantity satisfies the bounds, element by element.

        The only place, with `settles` and `edges`, where figures are compared with a goal. At equality a strict bound
        is not met and a weak one is. Equal is what differs by no more than `RELATIVE_TOLERANCE` of the bound or
        `ROUNDING` of `size`, the size of the figures that the quantity was computed from.
        """
        low, high = self.edges(size)
        met: Any = True
        if low is not None:
            met = measured > low[0] if low[1] == "right" else measured >= low[0]
        if high is not None:
            met = met & (measured < high[0] if high[1] == "left" else measured <= high[0])
        return met

    def edges(self, size: float = 0.0) -> tuple[Edge | None, Edge | None]:
        """The two values between which the bounds are satisfied; on the side "left" of one stands what equals it.

        A quantity is inside from the lower edge on where that is "left" of it, else only beyond; and up to the upper
        one where that is "right" of it, else only before.
        """
        low: Edge | None = None
        high: Edge | None = None
        if (bound := self.lower) is not None:
            slack = _slack(bound, size)
            low = (bound.value + slack, "right") if bound.strict else (bound.value - slack, "left")
        if (bound := self.upper) is not None:
            slack = _slack(bound, size)
            high = (bound.value - slack, "left") if bound.strict else (bound.value + slack, "right")
        return low, high

    def settles(self, measured: float, qualifier: str = "", size: float = 0.0) -> bool | None:
        """Whether a published quantity satisfies the bounds; None where it is only a bound that leaves it open.

        Behind `>` the truth lies above the printed figure, behind `<` below it; `~` is taken at its printed value.
        """
        if qualifier not in {">", "<"}:
            return bool(self.is_met_by(measured, size))
        near, far, side = (self.lower, self.upper, 1) if qualifier == ">" else (self.upper, self.lower, -1)
        if far is not None and side * (measured - far.value) >= -_slack(far, size):
            return False
        beyond = near is not None and side * (measured - near.value) >= -_slack(near, size)
        return True if beyond and far is None else None

    @property
    def direction(self) -> int:
        """+1 where more helps, -1 where less does, 0 for a band, a group or milestones."""
        if self.lower is not None and self.upper is None:
            return 1
        if self.upper is not None and self.lower is None:
            return -1
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Who declared a goal, when, where, and in which words."""

    on: date | None = None
    document: Text | None = None
    by: Text | None = None
    url: str = ""
    quote: str = ""
    source: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a milestone goal."""

    id: str
    title: Text | None = None
    by: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An earlier form of a goal, in force before the day `on`."""

    on: date
    condition: Condition
    deadline: Period | None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A declared goal for one area.

    `declared_id` is the id in the file; `id` adds `@AREA` where one declaration stands for many areas. `deadline` is
    the period as declared (`by`, or the last period of `over`); for a goal of parts the latest of its parts.
    `interim` are goals on the way: (period, figure in the indicator's unit).
    """

    id: str
    declared_id: str
    title: Text
    area: str
    indicator: str | None
    condition: Condition
    deadline: Period | None
    declared: Declaration | None = None
    baseline: Period | None = None
    reached: str = "at_deadline"
    interim: tuple[tuple[Period, float], ...] = ()
    steps: tuple[Step, ...] = ()
    binding: bool | None = None
    proxy: Text | None = None
    replaces: str | None = None
    revised: tuple[Revision, ...] = ()
    tags: tuple[str, ...] = ()
    note: Text | None = None
    line: int = 0


def in_force(target: Target, as_of: date) -> Target:
    """The target in the form that was in force on a day, by its `revised` history."""
    former = [revision for revision in target.revised if as_of < revision.on]
    if not former:
        return target
    revision = min(former, key=lambda each: each.on)
    return replace(target, condition=revision.condition, deadline=revision.deadline or target.deadline)
