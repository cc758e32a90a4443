"""What a chart shows, as plain numbers and texts in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

EXACT: Final = "exact"
ABOVE: Final = "above"
BELOW: Final = "below"
APPROXIMATE: Final = "approximate"
ESTIMATE: Final = "estimate"
PROVISIONAL: Final = "provisional"
IMPLIED_ABOVE: Final = "implied-above"
IMPLIED_BELOW: Final = "implied-below"
SO_FAR: Final = "so-far"
EARLIER: Final = "earlier"
UNUSED: Final = "unused"

APART: Final = frozenset({IMPLIED_ABOVE, IMPLIED_BELOW, SO_FAR, EARLIER, UNUSED})
"""Kinds of marks that the line through the figures does not touch."""

Point = tuple[float, float]
"""A decimal year and a figure in the chart's unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure: when (a decimal year), how much (in the chart's unit), which kind of mark, and its direct label."""

    when: float
    value: float
    kind: str = EXACT
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a place of the chart; on a line across the chart only one of `when` and `value` matters."""

    when: float = 0.0
    value: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowcast:
    """What a period under way will come to: the median, and where it lies with 80 % probability."""

    when: float
    low: float
    median: float
    high: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What a chart shows: plain numbers in the unit `unit`, decimal years, and texts in the reader's language.

    `caption` are the sentences below it, which are no part of the drawing. `marks` are in time order; the line through
    them begins at `origin`, where there is one, and is interrupted at each of `breaks`.

    `fan` are (when, quantiles at the levels of an assessment), the first one the latest figure itself; `fan_labels` the
    median's and those of the bands.

    `goal` is one bound or two, ascending, drawn from first to second of `goal_span`; `goal_path` a declared course in
    its place; `due` the time of the deadline, where the goal is decided at one; `base` the figure that a change is
    counted from. `path` is the required path.
    """

    id: str
    title: str
    description: str
    unit: str
    ticks: tuple[tuple[float, str], ...]
    caption: tuple[str, ...] = field(default=(), repr=False)
    marks: tuple[Mark, ...] = ()
    origin: Point | None = None
    breaks: tuple[Label, ...] = ()
    fan: tuple[tuple[float, tuple[float, ...]], ...] = ()
    fan_labels: tuple[Label, ...] = ()
    nowcast: Nowcast | None = None
    goal: tuple[float, ...] = ()
    goal_span: tuple[float, float] | None = None
    goal_path: tuple[Point, ...] = ()
    goal_labels: tuple[str, ...] = ()
    due: float | None = None
    base: Label | None = None
    path: tuple[Point, ...] = ()
    path_label: str = ""
    interim: tuple[Label, ...] = ()
    declared: Label | None = None
    as_of: Label | None = None
    limits: tuple[float | None, float | None] = (None, None)
    thousands: str = ","
