"""Figures that look wrong beside their neighbours in time: a slipped unit, a suspicious jump."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final

from tracker.errors import Problem
from tracker.figures.observation import UNUSED
from tracker.figures.period import YEAR_TO_DATE
from tracker.figures.quantity import SLIPS, slip_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

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
        was_odd = False
        for position, row in enumerate(line):
            around = slice(max(position - 1, 0), position + 2)
            if was_odd or all(_alike(values[position], value) for value in values[around]):
                was_odd = False
                continue
            before, after = line[max(position - 2, 0) : position], line[position + 1 : position + 3]
            message = _slip(row, before, after) or _jump(row, before, values)
            was_odd = bool(message)
            if message:
                found.append(Problem(path=path, line=row.line, message=message, warning=True))
    return found


def _alike(one: float, other: float) -> bool:
    return one == other or (one > 0 and one < 2 * other < 4 * one)


def _lines_in_time(rows: Iterable[Observation]) -> list[list[Observation]]:
    """The latest levels of one area and frequency, in time order; year-to-date figures with the same months."""
    lines: dict[tuple[str, str, int], list[Observation]] = defaultdict(list)
    for row in rows:
        if row.value is None or row.status in UNUSED:
            continue
        period = row.period
        months = period.end.month if period.frequency == YEAR_TO_DATE else 0
        lines[row.area, period.frequency, months].append(row)
    return [
        [
            last
            for last, following in zip_longest(line, line[1:])
            if following is None or following.period != last.period
        ]
        for line in (sorted(vintages, key=_in_time) for vintages in lines.values())
    ]


def _in_time(row: Observation) -> tuple[date, date, int]:
    return row.period.start, row.published, row.line


def _slip(row: Observation, before: Sequence[Observation], after: Sequence[Observation]) -> str:
    """The sentence about a slip against the figures on both sides, else against two that came before.

    Of two figures that stand alone the later one is asked about.
    """
    sides = [[*before, *after]] if before or len(after) > 1 else []
    if len(before) > 1:
        sides.append([*before])
    for neighbours in sides:
        factor = slip_factor(row.value or 0.0, [other.value or 0.0 for other in neighbours])
        if factor is not None:
            return _slip_words(row, neighbours, factor)
    return ""


def _slip_words(row: Observation, neighbours: Sequence[Observation], factor: float) -> str:
    beside = ", ".join(f"{other.period} {other.printed} {other.unit}" for other in neighbours)
    size = f"{factor:,.0f} times" if factor > 1 else f"1/{1 / factor:,.0f} of"
    slip = SLIPS[round(max(factor, 1 / factor), 6)]
    return f"{row.period} {row.printed} {row.unit} is about {size} the figures beside it ({beside}): {slip}?"


def _jump(row: Observation, before: Sequence[Observation], values: Sequence[float]) -> str:
    change = _change(before[-1].value or 0.0, row.value or 0.0) if before else None
    if change is None or abs(change) < _LARGE:
        return ""
    typical = _typical_change(values)
    if typical is None or abs(change) < _UNUSUAL * typical:
        return ""
    other = before[-1]
    return f"{row.period} {row.printed} {row.unit} jumps from {other.period} {other.printed} {other.unit}; check both"


def _typical_change(values: Sequence[float]) -> float | None:
    """The median size of the changes from figure to figure, in logs; None where there are too few."""
    sizes = sorted(abs(change) for one, other in pairwise(values) if (change := _change(one, other)) is not None)
    return sizes[len(sizes) // 2] if len(sizes) >= _FEWEST_CHANGES else None


def _change(before: float, after: float) -> float | None:
    return math.log(after) - math.log(before) if before > 0 and after > 0 else None
