"""The chart of one target as SVG: figures, forecast fan, goal, required path.

The one module that imports matplotlib. A chart is a function of its `ChartView` alone, with the same bytes on every
machine that has the same matplotlib: texts stay texts, placed by matplotlib's own DejaVu and shown in the reader's
fonts.
"""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.report.svg import HALO, PALETTE, embeddable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 460, 350
"""Size of the viewBox. At this width a phone of 360 px still shows texts of 10 px."""

_TEXT, _SMALL = 15, 14
_TOP, _BOTTOM = 62, 32
_GAP = 16.0
"""Distance between two labels at the right edge that can both be read."""

EXACT: Final = "exact"
ABOVE: Final = "above"
BELOW: Final = "below"
APPROXIMATE: Final = "approximate"
ESTIMATE: Final = "estimate"
PROVISIONAL: Final = "provisional"
IMPLIED_ABOVE: Final = "implied-above"
IMPLIED_BELOW: Final = "implied-below"
UNUSED: Final = "unused"


_DRAWING: Final = (
    "axes.", "figure.", "font.", "grid.", "hatch.", "lines.", "markers.", "mathtext.", "patch.", "path.", "svg.",
    "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip
"""Matplotlib's settings that change a drawing; a reader's own must not."""

_MARKERS: Final[dict[str, dict[str, Any]]] = {
    EXACT: {"marker": "o", "markersize": 7, "color": PALETTE["ink"]},
    ABOVE: {"marker": "^", "markersize": 9, "color": PALETTE["ink"]},
    BELOW: {"marker": "v", "markersize": 9, "color": PALETTE["ink"]},
    APPROXIMATE: {"marker": "o", "markersize": 8, "color": PALETTE["ink"], "markerfacecolor": PALETTE["paper"]},
    ESTIMATE: {"marker": "s", "markersize": 7.5, "color": PALETTE["ink"], "markerfacecolor": PALETTE["paper"]},
    PROVISIONAL: {"marker": "D", "markersize": 7, "color": PALETTE["ink"], "markerfacecolor": PALETTE["paper"]},
    IMPLIED_ABOVE: {"marker": "^", "markersize": 9, "color": PALETTE["muted"], "markerfacecolor": PALETTE["paper"]},
    IMPLIED_BELOW: {"marker": "v", "markersize": 9, "color": PALETTE["muted"], "markerfacecolor": PALETTE["paper"]},
    UNUSED: {"marker": "x", "markersize": 7, "color": PALETTE["unused"], "markeredgewidth": 1.8},
}
KINDS: Final = tuple(_MARKERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure: when (a decimal year), how much (in the chart's unit), which kind of mark, and its direct label."""

    when: float
    value: float
    kind: str = EXACT
    label: str = ""
    joined: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a place of the chart; on a line across the chart only one of `when` and `value` matters."""

    when: float = 0.0
    value: float = 0.0
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """What a chart shows: plain numbers in the unit `unit`, decimal years, and texts in the reader's language.

    `fan` are (when, quantiles at the levels of an assessment), the first one the latest figure itself. `path` is the
    required path. `goal` is one bound or two, ascending.
    """

    id: str
    title: str
    description: str
    unit: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...] = ()
    breaks: tuple[Label, ...] = ()
    fan: tuple[tuple[float, tuple[float, ...]], ...] = ()
    fan_labels: tuple[Label, ...] = ()
    goal: tuple[float, ...] = ()
    goal_span: tuple[float, float] | None = None
    goal_label: str = ""
    path: tuple[tuple[float, float], ...] = ()
    path_label: str = ""
    interim: tuple[Label, ...] = ()
    declared: Label | None = None
    as_of: Label | None = None
    limits: tuple[float | None, float | None] = (None, None)
    thousands: str = ","


def chart(view: ChartView) -> str:
    """The chart as an SVG element, ready to stand in a page."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import RendererSVG
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "tracker",
        "font.family": ["DejaVu Sans"],
        "text.parse_math": False,
        "path.simplify": False,
        "axes.unicode_minus": True,
    }
    changed: Any = {
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if name.startswith(_DRAWING) and mpl.rcParams[name] != value
    }
    with mpl.rc_context(changed | settings), warnings.catch_warnings():
        # DejaVu has no Chinese glyphs: the reader's fonts have, and nothing is placed by their width.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
        low, high, ticks = _heights(view)
        left, right = _margins(view, ticks)
        box = (left / WIDTH, _BOTTOM / HEIGHT, (WIDTH - left - right) / WIDTH, (HEIGHT - _TOP - _BOTTOM) / HEIGHT)
        axes = figure.add_axes(box)
        _frame(axes, view, low, high, ticks)
        _goal(axes, view)
        _fan(axes, view)
        _path(axes, view)
        _marks(axes, view)
        _dates(axes, view)
        pieces = _Pieces()
        renderer: Any = RendererSVG(WIDTH, HEIGHT, pieces, metadata={"Date": None})  # type: ignore[no-untyped-call]
        figure.draw(renderer)
        renderer.finalize()
    return embeddable("".join(pieces), view.id, view.title, view.description, (WIDTH, HEIGHT))


class _Pieces(list[str]):
    """What the renderer takes for a file."""

    write = list.append


def _length(text: str) -> int:
    """The room a text takes, in letters: a Chinese one takes two."""
    return sum(1 if ord(letter) < 0x2E80 else 2 for letter in text)


def _margins(view: ChartView, ticks: tuple[float, ...]) -> tuple[float, float]:
    """Room for the texts left and right of the axes."""
    left = 12 + 8.6 * max((len(_tick(tick, view)) for tick in ticks), default=1)
    right = 12 + 10.0 * max((_length(label.text) for label in view.fan_labels), default=2)
    return max(left, 30), min(right, 150)


def _heights(view: ChartView) -> tuple[float, float, tuple[float, ...]]:
    """Lower and upper end of the vertical axis and its ticks: all but the far ends of a wide fan is shown."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    ends = [quantile for _, quantiles in view.fan for quantile in (quantiles[1], quantiles[-2])]
    core = [mark.value for mark in view.marks] + [value for _, value in view.path] + ends
    core += [*view.goal, *(label.value for label in view.interim)]
    core = [value for value in core if np.isfinite(value)] or [0.0, 1.0]
    low, high = min(core), max(core)
    room = (high - low) or abs(high) * 0.1 or 1.0
    outer = [quantile for _, quantiles in view.fan for quantile in (quantiles[0], quantiles[-1])]
    outer = [value for value in outer if np.isfinite(value)] or core
    low, high = max(min(low, *outer), low - 0.5 * room), min(max(high, *outer), high + 0.5 * room)
    if 0 < low < 0.4 * high:
        low = 0.0
    pad = 0.07 * (high - low or 1.0)
    floor, ceiling = view.limits
    low = low if low == 0 else low - pad
    low = low if floor is None else max(low, floor)
    high = high + pad if ceiling is None else min(high + pad, ceiling)
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return low, high, tuple(float(tick) for tick in ticks if low <= tick <= high)


def _tick(value: float, view: ChartView) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < 1e12 else f"{value:.3g}"
    return text.replace(",", view.thousands).replace("-", "−")


def _frame(axes: Axes, view: ChartView, low: float, high: float, ticks: tuple[float, ...]) -> None:
    axes.set_ylim(low, high)
    first, last = _times(view)
    axes.set_xlim(first, last)
    axes.patch.set_visible(False)
    axes.figure.patch.set_visible(False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(PALETTE["muted"])
    axes.set_yticks(ticks, [_tick(tick, view) for tick in ticks])
    axes.set_xticks([when for when, _ in view.ticks], [label for _, label in view.ticks])
    axes.tick_params(axis="y", length=0, labelsize=_SMALL, labelcolor=PALETTE["muted"], pad=6)
    axes.tick_params(axis="x", length=4, labelsize=_SMALL, color=PALETTE["muted"], labelcolor=PALETTE["muted"])
    axes.grid(axis="y", color=PALETTE["grid"], linewidth=1)
    axes.set_axisbelow(True)
    _write(axes, view.unit, (6 / WIDTH, 1 - 18 / HEIGHT), of="figure", color=PALETTE["muted"], fontsize=_SMALL)


def _times(view: ChartView) -> tuple[float, float]:
    times = [mark.when for mark in view.marks] + [when for when, _ in (*view.fan, *view.path, *view.ticks)]
    times += [label.when for label in (*view.interim, view.declared, view.as_of) if label is not None]
    times += [*(view.goal_span or ())]
    first, last = min(times), max(times)
    return first - 0.03 * (last - first or 1), last + 0.005 * (last - first or 1)


def _goal(axes: Axes, view: ChartView) -> None:
    if not view.goal:
        return
    first, last = view.goal_span or axes.get_xlim()
    if len(view.goal) == 2:
        axes.fill_between([first, last], *view.goal, color=PALETTE["goalband"], linewidth=0, zorder=1.5)
    for bound in view.goal:
        axes.plot([first, last], [bound, bound], color=PALETTE["goal"], linewidth=2.2, zorder=4, solid_capstyle="butt")
    low, high = axes.get_ylim()
    top = view.goal[-1]
    under = top > low + 0.9 * (high - low)
    shift, align = ((4, -5), "top") if under else ((4, 5), "bottom")
    start = max(first, axes.get_xlim()[0])
    _write(
        axes, view.goal_label, (start, top), shift=shift, va=align, color=PALETTE["goal"], fontweight="bold", halo=True
    )
    for goal in view.interim:
        axes.plot(
            [goal.when], [goal.value], marker="_", markersize=18, markeredgewidth=2.6, color=PALETTE["goal"], zorder=5
        )
        _write(axes, goal.text, (goal.when, goal.value), shift=(-11, 0), ha="right", va="center", color=PALETTE["goal"])


def _fan(axes: Axes, view: ChartView) -> None:
    if not view.fan:
        return
    times = [when for when, _ in view.fan]
    rows = list(zip(*(quantiles for _, quantiles in view.fan), strict=True))
    for lower, upper, band in ((0, 6, "band95"), (1, 5, "band80"), (2, 4, "band50")):
        axes.fill_between(times, rows[lower], rows[upper], color=PALETTE[band], linewidth=0, zorder=2)
    axes.plot(times, rows[3], color=PALETTE["median"], linewidth=2.4, zorder=3.5, solid_capstyle="butt")
    low, high = axes.get_ylim()
    scale = (HEIGHT - _TOP - _BOTTOM) / (high - low)
    wanted = [_within(label, low, high) for label in view.fan_labels]
    places = _apart([(value - low) * scale for value, _ in wanted])
    for k, ((_, text), place) in enumerate(zip(wanted, places, strict=True)):
        strong = k == 0
        _write(
            axes, text, (axes.get_xlim()[1], low + place / scale), shift=(5, 0), va="center", color=PALETTE["median"],
            fontsize=_TEXT if strong else _SMALL, fontweight="bold" if strong else "normal",
        )  # fmt: skip


def _within(label: Label, low: float, high: float) -> tuple[float, str]:
    """Where a label stands and what it says: at the edge, with an arrow, where its place is outside the chart."""
    if label.value > high:
        return high, f"{label.text} ↑"
    return (label.value, label.text) if label.value >= low else (low, f"{label.text} ↓")


def _apart(places: list[float]) -> list[float]:
    """The places moved as little as needed so that neighbours stand `_GAP` apart, in the same order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for _ in range(200):
        closest = 0.0
        for below, above in itertools.pairwise(order):
            lack = _GAP - (moved[above] - moved[below])
            if lack > 1e-6:
                moved[below] -= lack / 2
                moved[above] += lack / 2
                closest = max(closest, lack)
        if closest < 0.1:
            break
    return moved


def _path(axes: Axes, view: ChartView) -> None:
    if not view.path:
        return
    times, values = zip(*view.path, strict=True)
    axes.plot(times, values, color=PALETTE["goal"], linewidth=1.8, linestyle=(0, (5, 3)), zorder=4)
    low, high = axes.get_ylim()
    points = (HEIGHT - _TOP - _BOTTOM) / (high - low)
    middle = ((times[0] + times[-1]) / 2, (values[0] + values[-1]) / 2)
    rising = values[-1] >= values[0]
    if abs(values[-1] - middle[1]) * points > 1.6 * _GAP:
        place, shift, side = middle, (-8.0, 8.0 if rising else -8.0), "bottom" if rising else "top"
    else:
        edges = [quantiles[0 if rising else -1] for _, quantiles in view.fan[-1:]]
        outside = min([*values, *edges]) if rising else max([*values, *edges])
        place, shift, side = (
            (times[-1], min(max(outside, low), high)),
            (-4, -6 if rising else 6),
            "top" if rising else "bottom",
        )
    _write(axes, view.path_label, place, shift=shift, ha="right", va=side, color=PALETTE["goal"], halo=True)


def _marks(axes: Axes, view: ChartView) -> None:
    stretches: list[list[Mark]] = [[]]
    for mark in view.marks:
        if any(at.when == mark.when for at in view.breaks):
            stretches.append([])
        if mark.joined and mark.kind != UNUSED:
            stretches[-1].append(mark)
    for stretch in stretches:
        axes.plot(
            [m.when for m in stretch], [m.value for m in stretch], color=PALETTE["ink"], linewidth=1.6, zorder=4.5
        )
    crowded = len(view.marks) > 40
    for mark in view.marks:
        look = _MARKERS[mark.kind] | ({"markersize": 3} if crowded and mark.kind == EXACT else {})
        axes.plot([mark.when], [mark.value], linestyle="none", zorder=6, clip_on=False, **look)
        down = mark.kind in {BELOW, IMPLIED_BELOW}
        _write(
            axes, mark.label, (mark.when, mark.value), shift=(0, -9 if down else 9), ha="center",
            va="top" if down else "bottom", color=PALETTE["muted" if mark.kind == UNUSED else "ink"],
            fontsize=_SMALL, halo=True,
        )  # fmt: skip
    for at in view.breaks:
        axes.axvline(at.when, color=PALETTE["muted"], linewidth=1.2, linestyle=(0, (2, 2)), zorder=1.8)
        _write(axes, at.text, (at.when, axes.get_ylim()[0]), shift=(5, 6), color=PALETTE["muted"], fontsize=_SMALL)


def _dates(axes: Axes, view: ChartView) -> None:
    first, last = axes.get_xlim()
    styles = ((view.declared, "-", 0.9, 8.0), (view.as_of, (0, (1, 2)), 1.6, 26.0))
    for label, line, width, height in styles:
        if label is None:
            continue
        transform = axes.get_xaxis_transform()
        top = 1 + height / (HEIGHT - _TOP - _BOTTOM)
        axes.plot(
            [label.when, label.when], [0, top], transform=transform, clip_on=False, color=PALETTE["muted"],
            linewidth=width, linestyle=line, zorder=3,
        )  # fmt: skip
        right = label.when > (first + last) / 2
        _write(
            axes, label.text, (label.when, top), of="dates", shift=(-5 if right else 5, -2), va="center",
            ha="right" if right else "left", color=PALETTE["muted"], fontsize=_SMALL,
        )  # fmt: skip


def _write(
    axes: Axes, text: str, at: tuple[float, float], *, shift: tuple[float, float] = (0, 0), of: str = "data",
    halo: bool = False, **look: Any,  # noqa: ANN401 - whatever matplotlib's texts take
) -> None:  # fmt: skip
    """Write a text at a place, moved by a few points; with a halo where lines may run below it."""
    if not text:
        return
    systems: dict[str, Any] = {"data": "data", "figure": "figure fraction", "dates": axes.get_xaxis_transform()}
    axes.annotate(
        text,
        at,
        xycoords=systems[of],
        xytext=shift,
        textcoords="offset points",
        annotation_clip=False,
        zorder=7,
        gid=HALO if halo else None,
        **({"fontsize": _TEXT} | look),
    )
