"""Where texts go so that none covers another, none leaves the picture, and lines and marks stay in sight."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.report.letters import room, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels, down from the top."""

Spot = tuple[float, float, str]
"""Where a text begins, has its middle or ends ("start", "middle", "end"): across, down to the middle of its height."""

RISE, FALL = 0.76, 0.24
"""How far a text reaches above and below its baseline, in heights of the font, the height of a letter being one."""

_AIR: Final = 2.0
"""Distance that two texts keep."""

_EDGE: Final = 3.0
_MUCH: Final = 6.0
_NEAR: Final = 9.0
_GRID: Final = (14.0, 9.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A point of the picture that a text had better not cover, and how much that matters."""

    x: float
    y: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text that wants a place: its wordings, longest first, and its spots, best first.

    `needed` are those that find a place anywhere; the others are left out where each of their spots covers `most`.
    """

    texts: tuple[str, ...]
    spots: tuple[Spot, ...]
    size: float
    colour: str
    bold: bool = False
    needed: bool = False
    most: float = 3.5
    halo: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A text at its place: where its baseline begins, has its middle or ends."""

    text: str
    x: float
    y: float
    anchor: str
    size: float
    colour: str
    bold: bool
    halo: bool

    @property
    def box(self) -> Box:
        """The room it takes."""
        return box_of(self.text, (self.x, self.y - (RISE - FALL) / 2 * self.size, self.anchor), self.size, self.bold)


def box_of(text: str, spot: Spot, size: float, bold: bool) -> Box:  # noqa: FBT001 - as in a font's name
    """The room that a text takes at a spot."""
    x, y, anchor = spot
    width = room(text, size, bold=bold)
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
    return left, y - size / 2, left + width, y + size / 2


def place(wanted: Sequence[Wanted], taken: Sequence[Box], things: Sequence[Thing], area: Box) -> tuple[Placed, ...]:
    """The texts that found a place within `area`, in the order asked; the first ones choose first.

    `taken` are boxes that nothing may cover.
    """
    placed: list[Placed] = []
    boxes = list(taken)
    for each in wanted:
        found = _best(each, boxes, things, area)
        if found is not None:
            text, (x, y, anchor) = found
            placed.append(
                Placed(
                    text=text,
                    x=x,
                    y=y + (RISE - FALL) / 2 * each.size,
                    anchor=anchor,
                    size=each.size,
                    colour=each.colour,
                    bold=each.bold,
                    halo=each.halo,
                )
            )
            boxes.append(placed[-1].box)
    return tuple(placed)


def _best(each: Wanted, boxes: Sequence[Box], things: Sequence[Thing], area: Box) -> tuple[str, Spot] | None:
    """The wording and the spot of a text: at its own spots, not far from them, in its last wording, else anywhere."""
    widest = area[2] - area[0] - 2 * _EDGE
    fitting = [text for text in each.texts if text and room(text, each.size, bold=each.bold) <= widest]
    if not each.needed:
        return _tried(each, fitting, boxes, things, area, each.most + len(each.spots) * _RANK)
    fuller = fitting[:-1] or fitting
    found = _tried(each, fuller, boxes, things, area, _MUCH) or _tried(
        each, fuller, boxes, things, area, _NEAR, wide=True
    )
    found = found or _tried(each, fitting[-1:], boxes, things, area, _MUCH)
    last = fitting[-1:] or [shortened(each.texts[-1], widest, each.size, bold=each.bold)]
    return found or _tried(each, last, boxes, things, area, float("inf"), wide=True)


def _tried(
    each: Wanted,
    texts: Sequence[str],
    boxes: Sequence[Box],
    things: Sequence[Thing],
    area: Box,
    most: float,
    *,
    wide: bool = False,
) -> tuple[str, Spot] | None:
    """The first wording that covers at most so much at its best spot; `wide`: at any place, dearer far away."""
    for text in texts:
        spots = list(_grid(each, text, area)) if wide else _moved_in(each, text, area)
        best = _cheapest(each, text, spots, boxes, things)
        if best is not None and best[0] <= most:
            return text, best[1]
    return None


_RANK: Final = 0.4
"""What the next best spot costs."""


def _cheapest(
    each: Wanted, text: str, spots: Sequence[tuple[float, Spot]], boxes: Sequence[Box], things: Sequence[Thing]
) -> tuple[float, Spot] | None:
    """The spot that covers least, with its cost; None where another text is in the way of each."""
    best: tuple[float, Spot] | None = None
    for price, spot in spots:
        if best is not None and price >= best[0]:
            continue
        box = box_of(text, spot, each.size, each.bold)
        if any(overlap(box, other, _AIR) for other in boxes):
            continue
        left, top, right, bottom = box
        cost = price + sum(
            thing.weight
            for thing in things
            if left - _AIR < thing.x < right + _AIR and top - _AIR < thing.y < bottom + _AIR
        )
        if best is None or cost < best[0]:
            best = (cost, spot)
    return best


def overlap(one: Box, other: Box, air: float = 0.0) -> bool:
    """Whether two boxes cover each other, or come nearer than `air`."""
    return (
        one[0] < other[2] + air
        and other[0] < one[2] + air
        and one[1] < other[3] + air / 2
        and other[1] < one[3] + air / 2
    )


def _moved_in(each: Wanted, text: str, area: Box) -> list[tuple[float, Spot]]:
    """The spots, moved sideways into the area, each with the price of its rank; those above or below it are none."""
    found = []
    for rank, (x, y, anchor) in enumerate(each.spots):
        left, top, right, bottom = box_of(text, (x, y, anchor), each.size, each.bold)
        shift = max(area[0] + _EDGE - left, 0.0) - max(right - area[2] + _EDGE, 0.0)
        if top >= area[1] and bottom <= area[3]:
            found.append((rank * _RANK + abs(shift) / 20, (x + shift, y, anchor)))
    return found


def _grid(each: Wanted, text: str, area: Box) -> Iterator[tuple[float, Spot]]:
    """Every place of the area, dearer with its distance from the best spot."""
    width = room(text, each.size, bold=each.bold)
    x0, y0, _, y1 = box_of(text, each.spots[0], each.size, each.bold)
    across, down = (
        _steps(area[0] + _EDGE, area[2] - _EDGE - width, _GRID[0]),
        _steps(area[1] + each.size / 2, area[3] - each.size / 2, _GRID[1]),
    )
    for x, y in itertools.product(across, down):
        far = abs(x - x0) / 2 + abs(y - (y0 + y1) / 2)
        yield _MUCH / 2 + far / 25, (x, y, "start")


def _steps(first: float, last: float, step: float) -> list[float]:
    count = int((last - first) / step)
    return [first + k * step for k in range(count + 1)] if last >= first else []


def spread(places: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """The places moved as little as can be so that neighbours stand `gap` apart, between two ends, in their order."""
    order = sorted(range(len(places)), key=places.__getitem__)
    if len(order) > 1:
        gap = min(gap, (high - low) / (len(order) - 1))
    moved = [min(max(place, low), high) for place in places]
    for _ in range(300):
        closest = 0.0
        for below, above in itertools.pairwise(order):
            lack = gap - (moved[above] - moved[below])
            if lack > 1e-6:
                moved[below] -= lack / 2
                moved[above] += lack / 2
                closest = max(closest, lack)
        moved = [min(max(place, low), high) for place in moved]
        if closest < 0.05:
            break
    return moved


def along(points: Sequence[tuple[float, float]], weight: float, step: float = 6.0) -> Iterator[Thing]:
    """The points of a broken line (pixels), every few pixels, each weighing so much."""
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        count = max(int(max(abs(x1 - x0), abs(y1 - y0)) / step), 1)
        for k in range(count + 1):
            yield Thing(x=x0 + (x1 - x0) * k / count, y=y0 + (y1 - y0) * k / count, weight=weight)
