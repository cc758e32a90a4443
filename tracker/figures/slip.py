"""Figures that look wrong beside their neighbours in time: a slipped unit, a suspicious jump."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tracker.errors import Problem
from tracker.figures.observation import UNUSED
from tracker.figures.period import YEAR_TO_DATE
from tracker.figures.quantity import SLIPS, slip_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.figures.observation import Observation

_FEWEST_CHANGES: Final = 5
_UNUSUAL: Final = 12.0
"""A change is a jump when it is this many times the median change (in logs) …"""
_LARGE: Final = math.log(2)
"""… and at least a doubling or a halving."""


def doubts(rows: Iterable[Observation], path: str) -> list[Problem]:
    """A warning for each figure that is off by a common slip, or jumps as no other figure of its series does."""
    found = []
    for line in _lines_in_time(rows):
        values = [row.value or 0.0 for row in line]
        typical = _typical_change(values)
        was_odd = False
        for position, row in enumerate(line):
            before, after = line[max(position - 1, 0) : position], line[position + 1 : position + 2]
            message = ""
            if not was_odd:
                message = _slip(row, [*before, *after]) or _jump(row, before, typical)
            was_odd = bool(message)
            if message:
                found.append(Problem(path=path, line=row.line, message=message, warning=True))
    return found


def _lines_in_time(rows: Iterable[Observation]) -> list[list[Observation]]:
    """The latest levels of one area and frequency, in time order; year-to-date figures with the same months."""
    lines: dict[tuple[str, str, int], dict[int, Observation]] = defaultdict(dict)
    for row in rows:
        if row.value is None or row.status in UNUSED:
            continue
        months = row.period.end.month if row.period.frequency == YEAR_TO_DATE else 0
        line = lines[row.area, row.period.frequency, months]
        other = line.get(row.period.ordinal)
        if other is None or other.published <= row.published:
            line[row.period.ordinal] = row
    return [[line[ordinal] for ordinal in sorted(line)] for line in lines.values()]


def _slip(row: Observation, neighbours: Sequence[Observation]) -> str:
    value = row.value or 0.0
    figures = [other.value or 0.0 for other in neighbours]
    if all(abs(figure) <= 2 * abs(value) <= 4 * abs(figure) for figure in figures):
        return ""
    factor = slip_factor(value, figures)
    if factor is None:
        return ""
    beside = ", ".join(f"{other.period} {other.printed} {other.unit}" for other in neighbours)
    size = f"{factor:,.0f} times" if factor > 1 else f"1/{1 / factor:,.0f} of"
    slip = SLIPS[round(max(factor, 1 / factor), 6)]
    return f"{row.period} {row.printed} {row.unit} is about {size} the figures beside it ({beside}): {slip}?"


def _jump(row: Observation, before: Sequence[Observation], typical: float | None) -> str:
    change = _change(before[0].value or 0.0, row.value or 0.0) if before else None
    if typical is None or change is None or abs(change) < max(_UNUSUAL * typical, _LARGE):
        return ""
    other = before[0]
    return f"{row.period} {row.printed} {row.unit} jumps from {other.period} {other.printed} {other.unit}; check both"


def _typical_change(values: Sequence[float]) -> float | None:
    """The median size of the changes from figure to figure, in logs; None where there are too few."""
    sizes = sorted(abs(change) for one, other in pairwise(values) if (change := _change(one, other)) is not None)
    return sizes[len(sizes) // 2] if len(sizes) >= _FEWEST_CHANGES else None


def _change(before: float, after: float) -> float | None:
    return math.log(after / before) if before > 0 and after > 0 else None
