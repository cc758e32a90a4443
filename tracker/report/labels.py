"""The texts of a chart, each beside what it names: no legend has to be looked up."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from tracker.report.axis import SMALL, TEXT, WIDTH, Frame, goal_ends
from tracker.report.letters import room, shortened
from tracker.report.placing import FALL, RISE, Placed, Thing, Wanted, along, place, spread
from tracker.report.view import APART, BELOW, IMPLIED_BELOW, SO_FAR, UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.report.placing import Spot
    from tracker.report.view import ChartView, Label, Mark

_UNIT_ROW, _UPPER_ROW, _LOWER_ROW = 11.0, 30.0, 46.5
"""Middles of the three rows above the axes: the unit, and the dates at the head of their lines."""

_GAP: Final = 16.5
"""Distance between two labels at the right edge."""

_USUAL, _DEAR = 3.5, 7.0
"""What the label of a figure may cover, and that of the latest one, a nowcast or a goal on the way."""

BAR: Final = 18.0
"""Length of the bar of a goal on the way."""


def labels(view: ChartView, frame: Frame) -> tuple[Placed, ...]:
    """Every text of the chart at its place; of the figures' own those that there is room for."""
    fixed = (*_ticks(frame), *_unit(view), *_at_the_edge(view, frame), *_dates(view, frame))
    area = (frame.left - 4, _LOWER_ROW + SMALL / 2, frame.right + 6, frame.bottom)
    figures = _of_the_figures(view, frame)
    wanted = (*figures[:1], *_of_the_goal(view, frame), *_of_the_breaks(view, frame), *figures[1:])
    inside = place(wanted, [each.box for each in fixed], list(_things(view, frame)), area)
    return (*fixed, *inside)


def heads(view: ChartView, frame: Frame) -> tuple[tuple[Label, float], ...]:
    """The dates of the chart with the height that the line of each goes up to."""
    return tuple((label, row) for label, row, _ in _sides(view, frame))


def _fixed(text: str, spot: Spot, colour: str, *, size: float = SMALL, bold: bool = False) -> Placed:
    x, y, anchor = spot
    down = y + (RISE - FALL) / 2 * size
    return Placed(text=text, x=x, y=down, anchor=anchor, size=size, colour=colour, bold=bold, halo=False)


def _ticks(frame: Frame) -> Iterator[Placed]:
    for value, text in frame.ticks:
        kept = shortened(text, frame.left - 8, SMALL)
        yield _fixed(kept, (frame.left - 6, frame.y(value), "end"), "muted")
    for when, text in frame.times:
        yield _fixed(text, (frame.x(when), frame.bottom + 16, "middle"), "muted")


def _unit(view: ChartView) -> Iterator[Placed]:
    if view.unit:
        yield _fixed(shortened(view.unit, WIDTH - 12, SMALL), (6.0, _UNIT_ROW, "start"), "muted")


def _at_the_edge(view: ChartView, frame: Frame) -> Iterator[Placed]:
    """The forecast's values and bands, right of its end, where they end; an arrow where that is outside the chart."""
    widest = WIDTH - frame.right - 8
    low, high = frame.y(frame.low), frame.y(frame.high)
    places = spread([frame.y(label.value) for label in view.fan_labels], high + 2, low - 2, _GAP)
    for k, (label, down) in enumerate(zip(view.fan_labels, places, strict=True)):
        arrow = " ↑" if label.value > frame.high else " ↓" if label.value < frame.low else ""
        strong = k == 0
        size = TEXT if strong else SMALL
        text = shortened(label.text + arrow, widest, size, bold=strong)
        yield _fixed(text, (frame.right + 5, down, "start"), "median", size=size, bold=strong)


def _dates(view: ChartView, frame: Frame) -> Iterator[Placed]:
    for label, row, anchor in _sides(view, frame):
        x = frame.x(label.when) + (5 if anchor == "start" else -5)
        width = room(label.text, SMALL)
        x = min(x, WIDTH - 4 - width) if anchor == "start" else max(x, 4 + width)
        yield _fixed(shortened(label.text, WIDTH - 12, SMALL), (x, row, anchor), "muted")


def _sides(view: ChartView, frame: Frame) -> list[tuple[Label, float, str]]:
    """Each date with its row and the side of its line that it stands on: so that no line crosses another's text."""
    dates = [label for label in (view.declared, view.as_of) if label is not None]
    if len(dates) < 2:
        return [(label, _LOWER_ROW, _side(label, frame)) for label in dates]
    first, second = dates
    for upper, lower in ((second, first), (first, second)):
        for side in dict.fromkeys((_side(lower, frame), "start", "end")):
            x, width = frame.x(lower.when), room(lower.text, SMALL) + 9
            left, right = (x, x + width) if side == "start" else (x - width, x)
            if left >= 4 and right <= WIDTH - 4 and not left - 2 < frame.x(upper.when) < right + 2:
                return [(upper, _UPPER_ROW, _side(upper, frame)), (lower, _LOWER_ROW, side)]
    return [(second, _UPPER_ROW, _side(second, frame)), (first, _LOWER_ROW, _side(first, frame))]


def _side(label: Label, frame: Frame) -> str:
    return "end" if frame.x(label.when) > (frame.left + frame.right) / 2 else "start"


def _of_the_goal(view: ChartView, frame: Frame) -> Iterator[Wanted]:
    if view.goal_labels and (view.goal or view.goal_path):
        spots = tuple(_along_the_goal(view, frame))
        yield Wanted(texts=view.goal_labels, spots=spots, size=SMALL, colour="goal", bold=True, needed=True)
    if view.path_label and view.path:
        spots = tuple(_beside(view.path, frame))
        yield Wanted(texts=(view.path_label,), spots=spots, size=SMALL, colour="goal", needed=True)
    if view.base is not None:
        x, y = frame.x(view.base.when), frame.y(view.base.value)
        ends = ((x + 6, "start"), ((x + frame.right) / 2, "middle"), (frame.right - 6, "end"))
        spots = tuple((across, y + up, anchor) for across, anchor in ends for up in (12, -12))
        yield Wanted(texts=(view.base.text,), spots=spots, size=SMALL, colour="goal")
    if view.nowcast is not None and view.nowcast.label:
        x, y = frame.x(view.nowcast.when), frame.y(view.nowcast.median)
        spots = ((x - 9, y - 9, "end"), (x - 9, y, "end"), (x - 9, y + 9, "end"), *_around(x, y, up=True))
        yield Wanted(texts=(view.nowcast.label,), spots=spots, size=SMALL, colour="median", bold=True, most=_DEAR)
    for goal in view.interim:
        x, y = frame.x(goal.when), frame.y(goal.value)
        spots = (
            (x - BAR / 2 - 4, y, "end"),
            (x, y - 12, "middle"),
            (x, y + 12, "middle"),
            (x + BAR / 2 + 4, y, "start"),
        )
        yield Wanted(texts=(goal.text,), spots=spots, size=SMALL, colour="goal", most=_DEAR)


def _along_the_goal(view: ChartView, frame: Frame) -> Iterator[Spot]:
    """Above and below the goal's line, at its beginning, its end and its middle."""
    if view.goal_path:
        yield from _beside(view.goal_path, frame)
        return
    first, last = goal_ends(view, frame)
    left, right = max(frame.x(first), frame.left) + 4, min(frame.x(last), frame.right) - 4
    ends = ((left, "start"), (right, "end"), ((left + right) / 2, "middle"))
    top, bottom = frame.y(view.goal[-1]), frame.y(view.goal[0])
    for x, anchor in ends:
        yield x, top - 12, anchor
        yield x, bottom + 12, anchor
    if len(view.goal) > 1:
        for x, anchor in ends:
            yield x, (top + bottom) / 2, anchor


def _beside(points: tuple[tuple[float, float], ...], frame: Frame) -> Iterator[Spot]:
    """Left and right of a path: at its middle, its third quarter, its first quarter and its end."""
    falls = -1 if points[-1][1] >= points[0][1] else 1
    for share in (0.5, 0.75, 0.25, 1.0):
        when, value = points[min(int(share * len(points)), len(points) - 1)]
        x, y = frame.x(when), frame.y(value)
        yield x - 8, y + 10 * falls, "end"
        yield x + 8, y - 10 * falls, "start"
        yield x - 8, y - 16 * falls, "end"


def _of_the_breaks(view: ChartView, frame: Frame) -> Iterator[Wanted]:
    for at in view.breaks:
        x = frame.x(at.when)
        spots = tuple((x + side, frame.bottom - up, anchor) for up in (11, 30, 60, 200) for side, anchor in _SIDES)
        yield Wanted(texts=(at.text,), spots=spots, size=SMALL, colour="muted")


_SIDES: Final = ((6.0, "start"), (-6.0, "end"))


def _of_the_figures(view: ChartView, frame: Frame) -> list[Wanted]:
    """The figures' values, the latest first, that of a period under way after it."""
    found: list[Wanted] = []
    for mark in sorted(view.marks, key=lambda mark: (mark.kind not in APART, mark.when), reverse=True):
        if mark.label:
            x, y = frame.x(mark.when), frame.y(mark.value)
            spots = tuple(_around(x, y, up=mark.kind not in {BELOW, IMPLIED_BELOW, SO_FAR}))
            colour = "muted" if mark.kind == UNUSED else "ink"
            most = _USUAL if found else _DEAR
            found.append(Wanted(texts=(mark.label,), spots=spots, size=SMALL, colour=colour, most=most))
    return found


def _around(x: float, y: float, *, up: bool) -> Iterator[Spot]:
    """Above a mark, below it, and beside it."""
    above, below = (-15.0, 15.0) if up else (15.0, -15.0)
    yield x, y + above, "middle"
    yield x - 5, y + above, "end"
    yield x + 5, y + above, "start"
    yield x, y + below, "middle"
    yield x + 5, y + below, "start"
    yield x - 5, y + below, "end"
    yield x + 9, y, "start"
    yield x - 9, y, "end"


def _things(view: ChartView, frame: Frame) -> Iterator[Thing]:
    """What the texts had better not cover: marks above all, then lines, then the edges of the fan."""

    def pixels(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(frame.x(when), frame.y(value)) for when, value in points]

    for mark in view.marks:
        yield Thing(x=frame.x(mark.when), y=frame.y(mark.value), weight=8.0)
        yield from (Thing(x=frame.x(mark.when), y=frame.y(mark.value) + side, weight=2.0) for side in (-4.0, 4.0))
    for one, other in itertools.pairwise(_joined(view)):
        yield from along(pixels(((one.when, one.value), (other.when, other.value))), 0.8)
    yield from along(pixels(view.path), 1.0)
    yield from along(pixels(view.goal_path), 1.5)
    first, last = goal_ends(view, frame)
    for bound in view.goal if not view.goal_path else ():
        yield from along(pixels(((first, bound), (last, bound))), 1.5)
    for label in view.interim:
        yield from along([(frame.x(label.when) + side, frame.y(label.value)) for side in (-BAR / 2, BAR / 2)], 3.0)
    for k, weight in ((0, 0.15), (1, 0.2), (2, 0.2), (3, 1.2), (4, 0.2), (5, 0.2), (6, 0.15)):
        yield from along(pixels(tuple((when, quantiles[k]) for when, quantiles in view.fan)), weight)
    for date in (view.declared, view.as_of, *view.breaks):
        if date is not None:
            yield from along([(frame.x(date.when), frame.top), (frame.x(date.when), frame.bottom)], 0.5)
    if view.nowcast is not None:
        ends = ((view.nowcast.when, view.nowcast.low), (view.nowcast.when, view.nowcast.high))
        yield from along(pixels(ends), 3.0)


def _joined(view: ChartView) -> list[Mark]:
    return [mark for mark in view.marks if mark.kind not in APART]
