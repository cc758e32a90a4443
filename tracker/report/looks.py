"""How the lines and marks of a chart look: told apart by dashes, shapes and lightness, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.report import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: its colour by name, its width, and its dashes (lengths drawn and left out; empty: solid), in pixels."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A mark: matplotlib's name of its shape, its size in pixels, its colour by name, and how it is filled.

    `fill` is "full", "none" (the paper shows) or "bottom" (the lower half).
    """

    marker: str
    size: float
    colour: str = "ink"
    fill: str = "full"


LINES: Final = {
    "figures": Line(colour="ink", width=1.8),
    "median": Line(colour="median", width=2.6, dashes=(11.0, 2.5)),
    "goal": Line(colour="goal", width=2.2),
    "path": Line(colour="goal", width=2.4, dashes=(2.4, 2.4)),
    "base": Line(colour="goal", width=1.3, dashes=(8.0, 3.0, 1.5, 3.0)),
    "band95": Line(colour="edge", width=0.9, dashes=(1.2, 2.2)),
    "band80": Line(colour="edge", width=0.9, dashes=(4.0, 2.0)),
    "band50": Line(colour="edge", width=0.9),
    "declared": Line(colour="muted", width=1.0),
    "as_of": Line(colour="muted", width=1.6, dashes=(1.6, 3.2)),
    "break": Line(colour="muted", width=1.4, dashes=(5.0, 2.0, 1.4, 2.0)),
    "earlier": Line(colour="unused", width=1.0),
    "zero": Line(colour="muted", width=1.0),
    "grid": Line(colour="grid", width=1.0),
}

SHAPES: Final = {
    view.EXACT: Shape(marker="o", size=7.0),
    view.ABOVE: Shape(marker="^", size=9.0),
    view.BELOW: Shape(marker="v", size=9.0),
    view.APPROXIMATE: Shape(marker="o", size=8.0, fill="none"),
    view.ESTIMATE: Shape(marker="s", size=7.5, fill="none"),
    view.PROVISIONAL: Shape(marker="D", size=7.0, fill="none"),
    view.IMPLIED_ABOVE: Shape(marker="^", size=9.0, colour="muted", fill="none"),
    view.IMPLIED_BELOW: Shape(marker="v", size=9.0, colour="muted", fill="none"),
    view.SO_FAR: Shape(marker="o", size=9.0, fill="bottom"),
    view.EARLIER: Shape(marker="+", size=7.0, colour="unused"),
    view.UNUSED: Shape(marker="x", size=7.0, colour="unused"),
}
