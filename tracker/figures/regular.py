"""The figures of one indicator and area on a regular calendar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tracker.errors import InvalidInputError, Problem
from tracker.figures.observation import MISSING
from tracker.figures.period import DAILY, PER_YEAR, YEAR_TO_DATE, holding
from tracker.figures.vintage import choose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

LONGEST_GAP_DAYS: Final = 10
"""Days without a figure (weekends, holidays) that daily figures may have where `mean` or `last` combines them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures in time order, in the indicator's unit; years without a figure are simply not there.

    `values` is read-only, shape (len(periods),). `rows` are the observations behind each value (several where
    sub-annual figures were combined). `left_out` holds what was known but not used, with the reason's code
    (`forecast`, `unreliable`, `unvalidated`, `missing`, `growth-only`, `year-to-date`, `other-frequency`,
    `incomplete`, `before-break`, `other-source`).
    """

    indicator: str
    area: str
    frequency: str
    periods: tuple[Period, ...]
    values: np.ndarray
    rows: tuple[tuple[Observation, ...], ...]
    left_out: tuple[tuple[Observation, str], ...] = ()

    def __len__(self) -> int:
        return len(self.periods)


def series(rows: Iterable[Observation], indicator: Indicator, area: str, frequency: str) -> Series:
    """The regular series of one area at `frequency`, from rows known on one date.

    Finer figures are combined by the indicator's aggregation where a period has all of them; a figure published for
    the period itself comes before a combination. Year-to-date figures, growth, and figures whose status keeps them out
    are left out, as is everything before the last break. Raises InvalidInputError where figures would have to be
    combined and the indicator does not say how.
    """
    left_out: list[tuple[Observation, str]] = []
    usable: list[Observation] = []
    for row in rows:
        if row.area != area:
            continue
        if code := _unfit(row):
            left_out.append((row, code))
        else:
            usable.append(row)
    chosen, passed = choose(usable, indicator.prefer)
    left_out += [(row, "other-source") for row in passed]
    points: dict[Period, tuple[Observation, ...]] = {
        row.period: (row,) for row in chosen if row.period.frequency == frequency
    }
    others = [row for row in chosen if row.period.frequency != frequency]
    combined, unused = _combined(others, frequency, indicator, frozenset(points))
    points |= combined
    left_out += unused
    points, before = _after_break(points, chosen, indicator)
    left_out += [(row, "before-break") for row in before]
    return _made(
        points, tuple(sorted(left_out, key=lambda pair: (pair[0].period, pair[0].line))), indicator, area, frequency
    )


def _made(
    points: Mapping[Period, tuple[Observation, ...]],
    left_out: tuple[tuple[Observation, str], ...],
    indicator: Indicator,
    area: str,
    frequency: str,
) -> Series:
    import numpy as np

    periods = tuple(sorted(points))
    values = np.array([_value(points[period], indicator) for period in periods], dtype=np.float64)
    values.flags.writeable = False
    return Series(
        indicator=indicator.id,
        area=area,
        frequency=frequency,
        periods=periods,
        values=values,
        rows=tuple(points[period] for period in periods),
        left_out=left_out,
    )


def _unfit(row: Observation) -> str:
    """Why a row can be no figure of any series, as a code; empty when it can."""
    codes = {"F": "forecast", "U": "unreliable", "V": "unvalidated"} | dict.fromkeys(MISSING, "missing")
    if code := codes.get(row.status):
        return code
    if row.value is None:
        return "growth-only" if row.growth is not None else "missing"
    return "year-to-date" if row.period.frequency == YEAR_TO_DATE else ""


def _aggregation(indicator: Indicator, finer: str) -> str | None:
    return indicator.aggregation or ("last" if finer == DAILY else None)


def _combined(
    rows: Sequence[Observation], frequency: str, indicator: Indicator, published: frozenset[Period]
) -> tuple[dict[Period, tuple[Observation, ...]], list[tuple[Observation, str]]]:
    """Periods made of finer figures, and the rows that made none.

    Of several finer frequencies that fill a period the coarsest counts.
    """
    left_out: list[tuple[Observation, str]] = []
    parts: dict[tuple[Period, str], list[Observation]] = defaultdict(list)
    order = list(PER_YEAR)
    for row in rows:
        finer = row.period.frequency
        period = holding(row.period.start, frequency)
        if order.index(finer) < order.index(frequency) or period in published:
            left_out.append((row, "other-frequency"))
        else:
            parts[period, finer].append(row)
    made: dict[Period, tuple[Observation, ...]] = {}
    for (period, finer), group in sorted(parts.items(), key=lambda item: order.index(item[0][1])):
        aggregation = _aggregation(indicator, finer)
        if period in made:
            left_out += [(row, "other-frequency") for row in group]
        elif not _is_complete(group, period, finer, aggregation):
            left_out += [(row, "incomplete") for row in group]
        elif aggregation is None:
            raise InvalidInputError([_undeclared(indicator, period, finer)])
        else:
            made[period] = tuple(group)
    return made, left_out


def _undeclared(indicator: Indicator, period: Period, finer: str) -> Problem:
    message = (
        f"indicator {indicator.id} has {finer} figures that make {period} only together, "
        "and no aggregation; write aggregation: sum, last or mean"
    )
    return Problem(path="targets.yaml", line=indicator.line, message=message)


def _is_complete(group: Sequence[Observation], period: Period, finer: str, aggregation: str | None) -> bool:
    if aggregation == "last":
        gap = (period.end - group[-1].period.end).days
        return gap == 0 or (finer == DAILY and gap <= LONGEST_GAP_DAYS)
    if finer != DAILY:
        first, last = group[0].period.ordinal, group[-1].period.ordinal
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
        return last - first + 1 == len(group) == months * PER_YEAR[finer] // 12
    if aggregation == "sum":
        return len(group) == (period.end - period.start).days + 1
    days = [period.start.toordinal() - 1, *(row.period.ordinal for row in group), period.end.toordinal() + 1]
    return max(later - earlier for earlier, later in pairwise(days)) - 1 <= LONGEST_GAP_DAYS


def _value(rows: Sequence[Observation], indicator: Indicator) -> float:
    """The figure of a period from its rows, in time order and complete."""
    values = [row.value for row in rows if row.value is not None]
    aggregation = _aggregation(indicator, rows[-1].period.frequency)
    if len(values) == 1 or aggregation == "last":
        return values[-1]
    return sum(values) if aggregation == "sum" else sum(values) / len(values)


def _after_break(
    points: Mapping[Period, tuple[Observation, ...]], chosen: Sequence[Observation], indicator: Indicator
) -> tuple[dict[Period, tuple[Observation, ...]], list[Observation]]:
    """The points that lie wholly after the last break, and the rows that do not; the row of the break is the first."""
    start = max((row.period.start for row in chosen if row.status == "B"), default=date.min)

    def begins(period: Period, rows: tuple[Observation, ...]) -> date:
        is_last = len(rows) > 1 and _aggregation(indicator, rows[-1].period.frequency) == "last"
        return rows[-1].period.start if is_last else period.start

    kept = {period: rows for period, rows in points.items() if begins(period, rows) >= start}
    return kept, [row for period, rows in points.items() if period not in kept for row in rows]
