"""The chart of one target as SVG: figures, forecast fan, goal, required path; drawn by matplotlib.

A chart is a function of its `ChartView` alone, with the same bytes on every
machine that has the same matplotlib: where things stand is computed before matplotlib draws them, and texts stay
texts, in the reader's fonts.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from tracker.report.axis import HEIGHT, WIDTH, frame, goal_ends
from tracker.report.labels import BAR, heads, labels
from tracker.report.looks import LINES, SHAPES
from tracker.report.svg import HALO, PALETTE, embeddable
from tracker.report.view import APART, EARLIER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    from tracker.report.axis import Frame
    from tracker.report.placing import Placed
    from tracker.report.view import ChartView, Point

_DRAWING: Final = (
    "axes.", "figure.", "font.", "grid.", "hatch.", "lines.", "markers.", "mathtext.", "patch.", "path.", "svg.",
    "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip
"""Matplotlib's settings that change a drawing; a reader's own must not."""

_BANDS: Final = (("band95", 0, 6), ("band80", 1, 5), ("band50", 2, 4))
_SMALLEST_MARK: Final = 3.0


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
    }
    changed: Any = {
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if name.startswith(_DRAWING) and mpl.rcParams[name] != value
    }
    place = frame(view)
    with mpl.rc_context(changed | settings), warnings.catch_warnings():
        # DejaVu has no Chinese glyphs: the reader's fonts have, and nothing is placed by their width.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72)
        figure.patch.set_visible(False)
        _grid(figure, place)
        _goal(figure, view, place)
        _fan(figure, view, place)
        _line(figure, "path", _pixels(view.path, place), order=4)
        _dates(figure, view, place)
        _figures(figure, view, place)
        for text in labels(view, place):
            _write(figure, text)
        pieces = _Pieces()
        renderer: Any = RendererSVG(WIDTH, HEIGHT, pieces, metadata={"Date": None})  # type: ignore[no-untyped-call]
        figure.draw(renderer)
        renderer.finalize()
    return embeddable("".join(pieces), view.id, view.title, view.description, (WIDTH, HEIGHT))


class _Pieces(list[str]):
    """What the renderer takes for a file."""

    write = list.append


def _pixels(points: Iterable[Point], place: Frame) -> list[Point]:
    return [(place.x(when), place.y(value)) for when, value in points]


def _line(figure: Figure, name: str, pixels: Sequence[Point], *, order: float, inside: Frame | None = None) -> None:
    """Draw a line of `looks.LINES` through pixels, those only that are `inside` the axes where these are given."""
    look = LINES[name]
    _draw(
        figure, pixels, inside, color=PALETTE[look.colour], linewidth=look.width,
        linestyle=(0, look.dashes) if look.dashes else "-", zorder=order,
        dash_capstyle="butt", solid_capstyle="butt",
    )  # fmt: skip


def _draw(figure: Figure, pixels: Sequence[Point], inside: Frame | None = None, **look: Any) -> None:  # noqa: ANN401
    """Draw a line or marks at pixels, which count down from the top."""
    from matplotlib.lines import Line2D

    if pixels:
        line = Line2D([x for x, _ in pixels], [HEIGHT - y for _, y in pixels], **look)
        _add(figure, line, inside)


def _fill(figure: Figure, colour: str, pixels: Sequence[Point], inside: Frame, *, order: float) -> None:
    from matplotlib.patches import Polygon

    if pixels:
        corners = [(x, HEIGHT - y) for x, y in pixels]
        _add(figure, Polygon(corners, color=PALETTE[colour], linewidth=0, zorder=order), inside)


def _add(figure: Figure, artist: Artist, inside: Frame | None) -> None:
    from matplotlib.transforms import Bbox, IdentityTransform

    artist.set_transform(IdentityTransform())
    figure.add_artist(artist)
    if inside is not None:
        ends = [[inside.left, HEIGHT - inside.bottom], [inside.right, HEIGHT - inside.top]]
        artist.set_clip_box(Bbox(ends))


def _grid(figure: Figure, place: Frame) -> None:
    """Lines at the figures' ticks, the axis of time with its ticks, and zero where it lies above the bottom."""
    for tick, _ in place.ticks:
        across = [(place.left, place.y(tick)), (place.right, place.y(tick))]
        _line(figure, "zero" if tick == 0 else "grid", across, order=0.5)
    _line(figure, "zero", [(place.left, place.bottom), (place.right, place.bottom)], order=1)
    for when, _ in place.times:
        _line(figure, "zero", [(place.x(when), place.bottom), (place.x(when), place.bottom + 4)], order=1)


def _goal(figure: Figure, view: ChartView, place: Frame) -> None:
    """The goal as a line, a band or a course, with a bar at its deadline and at those of the goals on the way."""
    first, last = goal_ends(view, place)
    bounds = [_pixels([(first, bound), (last, bound)], place) for bound in view.goal]
    if len(bounds) == 2:
        _fill(figure, "goalband", [*bounds[0], *reversed(bounds[1])], place, order=1.5)
    for bound in bounds if not view.goal_path else ():
        _line(figure, "goal", bound, order=4)
    _line(figure, "goal", _pixels(view.goal_path, place), order=4)
    if view.base is not None:
        _line(figure, "base", _pixels([(view.base.when, view.base.value), (last, view.base.value)], place), order=3.2)
    bars = [(goal.when, goal.value) for goal in view.interim]
    bars += [] if view.due is None else [(view.due, bound) for bound in view.goal]
    for x, y in _pixels(bars, place):
        right = min(x + BAR / 2, place.right)
        ends = [(right - BAR, y), (right, y)]
        _draw(figure, ends, color=PALETTE["goal"], linewidth=5, zorder=5, solid_capstyle="butt")


def _fan(figure: Figure, view: ChartView, place: Frame) -> None:
    """The bands with their edges, the median in them, and what the period under way will come to."""

    def course(level: int) -> list[Point]:
        return _pixels(((when, quantiles[level]) for when, quantiles in view.fan), place)

    for band, lower, upper in _BANDS if view.fan else ():
        _fill(figure, band, [*course(lower), *reversed(course(upper))], place, order=2)
        for edge in (lower, upper):
            _line(figure, band, course(edge), order=2.5, inside=place)
    _line(figure, "median", course(3), order=3.5, inside=place)
    if view.nowcast is not None:
        now, colour = view.nowcast, PALETTE["median"]
        ends = _pixels([(now.when, now.low), (now.when, now.high)], place)
        _draw(figure, ends, color=colour, linewidth=2, marker="_", markersize=9, zorder=5.5)
        middle = _pixels([(now.when, now.median)], place)
        _draw(figure, middle, color=colour, marker="o", markersize=8, markerfacecolor=PALETTE["paper"], zorder=5.6)


def _figures(figure: Figure, view: ChartView, place: Frame) -> None:
    """The figures' marks and the line through them, interrupted at breaks; a revised one hangs on its earlier self."""
    stretches: list[list[Point]] = [[] if view.origin is None else [view.origin]]
    joined = [mark for mark in view.marks if mark.kind not in APART]
    breaks = [at.when for at in view.breaks]
    for k, mark in enumerate(joined):
        if k and any(joined[k - 1].when < at <= mark.when for at in breaks):
            stretches.append([])
        stretches[-1].append((mark.when, mark.value))
    if len(joined) == 1 and not view.fan and place.low == 0:
        stretches[0].insert(0, (joined[0].when, 0.0))
    for stretch in stretches:
        _line(figure, "figures", _pixels(stretch, place), order=4.5)
    now = {mark.when: mark.value for mark in joined}
    of_kind: defaultdict[str, list[Point]] = defaultdict(list)
    for mark in view.marks:
        of_kind[mark.kind].append((mark.when, mark.value))
        if mark.kind == EARLIER and mark.when in now:
            ends = _pixels([(mark.when, mark.value), (mark.when, now[mark.when])], place)
            _line(figure, "earlier", ends, order=4.2)
    apart = (place.right - place.left) / max(len(joined), 1)
    for kind, points in of_kind.items():
        _marks(figure, kind, _pixels(points, place), apart)


def _marks(figure: Figure, kind: str, pixels: Sequence[Point], apart: float) -> None:
    """Draw marks of one kind, smaller where they stand closer than they are wide; `apart` is in pixels."""
    shape = SHAPES[kind]
    size = max(min(shape.size, 0.75 * apart), _SMALLEST_MARK) if kind not in APART else shape.size
    paper = PALETTE["paper"]
    fills: dict[str, dict[str, Any]] = {
        "full": {},
        "none": {"markerfacecolor": paper},
        "bottom": {"fillstyle": "bottom", "markerfacecoloralt": paper},
    }
    _draw(
        figure, pixels, linestyle="none", marker=shape.marker, markersize=size, color=PALETTE[shape.colour],
        markeredgewidth=min(1.8, 1 + size / 9), zorder=6, **fills[shape.fill],
    )  # fmt: skip


def _dates(figure: Figure, view: ChartView, place: Frame) -> None:
    """Upright lines: the dates, up to their texts, and the breaks of the series."""
    for label, row in heads(view, place):
        name = "declared" if label is view.declared else "as_of"
        _line(figure, name, [(place.x(label.when), place.bottom), (place.x(label.when), row - 6)], order=3)
    for at in view.breaks:
        _line(figure, "break", [(place.x(at.when), place.bottom), (place.x(at.when), place.top)], order=3)


def _write(figure: Figure, text: Placed) -> None:
    from matplotlib.transforms import IdentityTransform

    figure.text(
        text.x, HEIGHT - text.y, text.text, transform=IdentityTransform(), va="baseline",
        ha={"start": "left", "middle": "center", "end": "right"}[text.anchor], fontsize=text.size,
        fontweight="bold" if text.bold else "normal", color=PALETTE[text.colour], gid=HALO if text.halo else None,
        zorder=7,
    )  # fmt: skip
