"""The chart of a target or a series in matplotlib axes: in data coordinates, so that a reader can add to it.

The other module that imports matplotlib. Fonts and sizes are the reader's; colours, dashes and marks are the report's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.report.looks import LINES, SHAPES
from tracker.report.svg import PALETTE
from tracker.report.view import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from tracker.report.view import ChartView, Point

_BANDS: Final = (("band95", 0, 6), ("band80", 1, 5), ("band50", 2, 4))
_SIZE: Final = (7.0, 4.2)
"""Width and height of a figure that is made for a drawing, in inches."""

_CROWD: Final = 60
"""Figures above which their marks would run into each other, and the line through them stands alone."""


def draw(view: ChartView, ax: Axes | None = None) -> Axes:
    """Draw a view into axes, or into those of a new figure; a title, unit and ticks only where the axes are empty."""
    from matplotlib.figure import Figure

    if ax is None:
        ax = Figure(figsize=_SIZE, layout="constrained").add_subplot()
    if not ax.has_data():
        ax.set_title(view.title, parse_math=False)
        ax.set_ylabel(view.unit, parse_math=False)
        ax.grid(axis="y", color=PALETTE["grid"])
        ax.set_axisbelow(True)
        if view.ticks:
            ax.set_xticks([when for when, _ in view.ticks], [text for _, text in view.ticks])
    _fan(ax, view)
    _goal(ax, view)
    _figures(ax, view)
    if ax.get_legend_handles_labels()[0]:
        for text in ax.legend(fontsize="small", framealpha=0.85, edgecolor="none").get_texts():
            text.set_parse_math(False)
    return ax


def _look(name: str) -> dict[str, Any]:
    look = LINES[name]
    dashes = (0, look.dashes) if look.dashes else "-"
    return {"color": PALETTE[look.colour], "linewidth": look.width, "linestyle": dashes}


def _line(ax: Axes, name: str, points: Sequence[Point], label: str = "", **more: Any) -> None:  # noqa: ANN401
    if points:
        ax.plot(*zip(*points, strict=True), label=label or "_", **_look(name), **more)


def _fan(ax: Axes, view: ChartView) -> None:
    """The bands, the widest first, and the median in them."""
    if not view.fan:
        return
    times = [when for when, _ in view.fan]
    texts = [label.text for label in view.fan_labels]
    named = dict(zip(("median", "band50", "band80", "band95"), texts, strict=False)) if len(texts) == 4 else {}
    for band, low, high in _BANDS:
        lower, upper = ([values[level] for _, values in view.fan] for level in (low, high))
        ax.fill_between(times, lower, upper, color=PALETTE[band], linewidth=0, label=named.get(band, "_"), zorder=2)
    _line(ax, "median", [(when, values[3]) for when, values in view.fan], named.get("median", ""), zorder=3)


def _goal(ax: Axes, view: ChartView) -> None:
    """The goal as a line, a band or a course, and the required path."""
    said = next(iter(view.goal_labels), "")
    times = [mark.when for mark in view.marks] + [when for when, _ in view.fan]
    first, last = view.goal_span or (min(times, default=0.0), max(times, default=1.0))
    if len(view.goal) == 2:
        lower, upper = view.goal
        ax.fill_between([first, last], lower, upper, color=PALETTE["goalband"], linewidth=0, zorder=1.5)
    for k, bound in enumerate(view.goal if not view.goal_path else ()):
        _line(ax, "goal", [(first, bound), (last, bound)], "" if k else said, zorder=4)
    _line(ax, "goal", view.goal_path, said, zorder=4)
    due = [] if view.due is None else [(view.due, bound) for bound in view.goal]
    for when, value in (*due, *((label.when, label.value) for label in view.interim)):
        ax.plot([when], [value], marker="_", markersize=16, markeredgewidth=4, color=PALETTE["goal"], zorder=5)
    _line(ax, "path", view.path, view.path_label, zorder=4)
    for name, label in (("declared", view.declared), ("as_of", view.as_of)):
        if label is not None:
            ax.axvline(label.when, label=label.text, zorder=1, **_look(name))


def _figures(ax: Axes, view: ChartView) -> None:
    """The line through the figures, interrupted at breaks, and their marks."""
    stretches: list[list[Point]] = [[] if view.origin is None else [view.origin]]
    joined = [mark for mark in view.marks if mark.kind not in APART]
    breaks = [at.when for at in view.breaks]
    for k, mark in enumerate(joined):
        if k and any(joined[k - 1].when < at <= mark.when for at in breaks):
            stretches.append([])
        stretches[-1].append((mark.when, mark.value))
    for stretch in stretches:
        _line(ax, "figures", stretch, zorder=4.5)
    shown = view.marks if len(joined) <= _CROWD else [mark for mark in view.marks if mark.kind in APART]
    for kind in dict.fromkeys(mark.kind for mark in shown):
        shape = SHAPES[kind]
        paper = PALETTE["paper"]
        fills: dict[str, dict[str, Any]] = {
            "full": {},
            "none": {"markerfacecolor": paper},
            "bottom": {"fillstyle": "bottom", "markerfacecoloralt": paper},
        }
        points = [(mark.when, mark.value) for mark in shown if mark.kind == kind]
        ax.plot(
            *zip(*points, strict=True), linestyle="none", marker=shape.marker, markersize=0.8 * shape.size,
            color=PALETTE[shape.colour], zorder=6, label="_", **fills[shape.fill],
        )  # fmt: skip
