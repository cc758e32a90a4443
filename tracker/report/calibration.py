"""A calibration plot: what was said against what came true. Hand-made SVG."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.svg import FONTS, PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.forecast import ModelScore
    from tracker.report.language import Language

FEWEST: Final = 50
"""Questions below which a calibration plot would show chance alone."""

WIDTH, HEIGHT = 360, 340
_LEFT, _TOP, _SIDE = 60, 14, 270
_LARGEST_DOT: Final = 12.0
_SMALLEST_DOT: Final = 3.0
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def picture(ours: ModelScore, language: Language) -> str:
    """The calibration of a model's past forecasts; empty where there are too few questions."""
    if ours.questions < FEWEST:
        return ""
    said = language.text("; ").join(
        language.text(
            "said {said} on average, came true {met} ({n} questions)",
            said=numbers.rate(round(each.mean_probability, 2), language),
            met=numbers.rate(round(each.share_met, 2), language),
            n=each.count,
        )
        for each in ours.calibration
    )
    points = [(each.mean_probability, each.share_met, each.count) for each in ours.calibration]
    return plot(
        points,
        across=language.text("Probability said"),
        up=language.text("Came true"),
        description=language.text("Calibration: {said}.", said=said),
    )


def plot(points: Sequence[tuple[float, float, int]], *, across: str, up: str, description: str) -> str:
    """Dots at (probability said, share that came true, number of questions), both 0 to 1, and the line of perfection.

    A dot's area is in proportion to its number. `across` and `up` name the axes; `description` is the text alternative.
    """
    parts = [*_frame(across, up)]
    most = max((count for _, _, count in points), default=1)
    for said, met, count in points:
        radius = max(_LARGEST_DOT * math.sqrt(count / most), _SMALLEST_DOT)
        parts.append(
            f'<circle class="fill-median stroke-paper" cx="{_x(said):.1f}" cy="{_y(met):.1f}" r="{radius:.1f}"'
            f' fill="{PALETTE["median"]}" stroke="{PALETTE["paper"]}"></circle>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(description)}" font-family="{FONTS}" font-size="12">{"".join(parts)}</svg>'
    )


def _frame(across: str, up: str) -> list[str]:
    grid, muted = PALETTE["grid"], PALETTE["muted"]
    parts = []
    for tick in _TICKS:
        label = f"{round(tick * 100)} %"
        x, y = _x(tick), _y(tick)
        lines = f"M{x:.1f} {_y(0):.1f}V{_y(1):.1f}M{_x(0):.1f} {y:.1f}H{_x(1):.1f}"
        parts += [
            f'<path class="stroke-grid" d="{lines}" fill="none" stroke="{grid}" stroke-width="1"></path>',
            _text(x, _y(0) + 18, label, "middle"),
            _text(_x(0) - 8, y + 4, label, "end"),
        ]
    look = f'fill="none" stroke="{muted}" stroke-width="1.5" stroke-dasharray="5 4"'
    parts.append(f'<path class="stroke-muted" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}" {look}></path>')
    parts.append(_text(_x(0.5), HEIGHT - 12, across, "middle"))
    middle = _y(0.5)
    turned = f' transform="rotate(-90 14 {middle:.1f})"'
    parts.append(_text(14, middle, up, "middle", turned))
    return parts


def _text(x: float, y: float, words: str, anchor: str, more: str = "") -> str:
    colour = PALETTE["muted"]
    return (
        f'<text class="fill-muted" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{more}>'
        f"{escape(words)}</text>"
    )


def _x(share: float) -> float:
    return _LEFT + share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1.0 - share) * _SIDE
