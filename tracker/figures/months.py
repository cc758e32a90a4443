"""What spans of months come to: every known figure is a step between two month ends, and steps add up.

January to August and January to September give September; the year and January to September give the fourth quarter;
January to February and March give the first. Month ends are counted from the year 0, so that January to August of
2024 runs from 2024 x 12 to 2024 x 12 + 8.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final

from tracker.figures.period import DAILY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

    Steps = Mapping[int, Sequence[tuple[int, float, Observation]]]

_DIFFERENCE: Final = 1000
"""What a figure that is subtracted costs, beside 1 for each figure: sums come before differences."""

_BOUNDS: Final = frozenset("<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a span of months comes to, from which rows, and whether one of them had to be subtracted."""

    value: float
    rows: tuple[Observation, ...]
    is_difference: bool


def span(period: Period) -> tuple[int, int]:
    """The month ends that a period of whole months lies between."""
    return period.start.year * 12 + period.start.month - 1, period.end.year * 12 + period.end.month


def steps(rows: Iterable[Observation], aggregation: str) -> Steps:
    """The steps that rows make between month ends, each in both directions.

    Under `mean` a step is the figure times its months. Daily figures and bounds make none: what is left of a bound
    after a subtraction is nothing known.
    """
    found: dict[int, list[tuple[int, float, Observation]]] = defaultdict(list)
    for row in rows:
        if row.value is None or row.period.frequency == DAILY or row.qualifier in _BOUNDS:
            continue
        start, end = span(row.period)
        amount = row.value * (end - start) if aggregation == "mean" else row.value
        found[start].append((end, amount, row))
        found[end].append((start, -amount, row))
    return found


def totals(known: Steps, start: int) -> dict[int, Total]:
    """What the months from `start` to every other month end of its year come to, where the figures tell: sums.

    Of several ways the one without a difference counts, then the one with the fewest figures, then the first line.
    """
    first = start - start % 12
    best: dict[int, Total] = {}
    order = count()
    queue: list[tuple[int, int, int, float, tuple[Observation, ...]]] = [(0, next(order), start, 0.0, ())]
    while queue:
        cost, _, month, value, rows = heappop(queue)
        if month in best:
            continue
        best[month] = Total(value=value, rows=rows, is_difference=cost >= _DIFFERENCE)
        for other, amount, row in known.get(month, ()):
            if first <= other <= first + 12 and other not in best:
                more = 1 if other > month else _DIFFERENCE
                heappush(queue, (cost + more, next(order), other, value + amount, (*rows, row)))
    del best[start]
    return best
