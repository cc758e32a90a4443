"""Pictures the size of a word: the course of a series, and how many steps are done. Hand-made SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from tracker.report.svg import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 110, 28
_PAD: Final = 4.0


def sparkline(points: Sequence[tuple[float, float]], goal: float | None, description: str) -> str:
    """The course of a series as a small line with its last figure marked, and the goal as a dashed line.

    `points` are (when, value) in time order, `goal` in the same unit; `description` is the text alternative. Empty
    where there is no point.
    """
    if not points:
        return ""
    values = [value for _, value in points] + ([] if goal is None else [goal])
    low, high = min(values), max(values)
    first, last = points[0][0], points[-1][0]
    x = [_PAD + (when - first) / ((last - first) or 1.0) * (WIDTH - 2 * _PAD) for when, _ in points]
    if len(points) == 1:
        x = [WIDTH / 2]
    y = [_height(value, low, high) for _, value in points]
    ink, line = PALETTE["ink"], PALETTE["goal"]
    parts = []
    if goal is not None:
        at = _height(goal, low, high)
        look = f'fill="none" stroke="{line}" stroke-width="1.5" stroke-dasharray="4 3"'
        parts.append(f'<path class="stroke-goal" d="M0 {at:.1f}H{WIDTH}" {look}></path>')
    if len(points) > 1:
        course = "L".join(f"{across:.1f} {up:.1f}" for across, up in zip(x, y, strict=True))
        look = f'fill="none" stroke="{ink}" stroke-width="1.5" stroke-linejoin="round"'
        parts.append(f'<path class="stroke-ink" d="M{course}" {look}></path>')
    parts.append(f'<circle class="fill-ink" cx="{x[-1]:.1f}" cy="{y[-1]:.1f}" r="3" fill="{ink}"></circle>')
    return _svg("sparkline", "".join(parts), description)


def progress(done: int, total: int, description: str) -> str:
    """A bar of `total` steps of which `done` are filled; `description` is the text alternative."""
    filled = WIDTH * done / total if total else 0.0
    bars = (("fill-grid", WIDTH, PALETTE["grid"]), ("fill-median", filled, PALETTE["median"]))
    parts = [
        f'<rect class="{name}" x="0" y="10" width="{width:.1f}" height="8" fill="{colour}"></rect>'
        for name, width, colour in bars
    ]
    edge = f'fill="none" stroke="{PALETTE["muted"]}"'
    parts.append(f'<rect class="stroke-muted" x="0.5" y="10" width="{WIDTH - 1}" height="8" {edge}></rect>')
    return _svg("progress", "".join(parts), description)


def _height(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return HEIGHT - _PAD - share * (HEIGHT - 2 * _PAD)


def _svg(name: str, content: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(description)}">{content}</svg>'
    )
