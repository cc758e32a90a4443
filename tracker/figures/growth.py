"""Growth instead of levels: a published rate chained to a level that is known at one of its ends.

A row carries no prices of its own: its growth is in the prices of its indicator. Nominal and real growth are therefore
never mixed as long as each has an indicator of its own; where an indicator does not declare its prices, and a growth
contradicts the levels at both of its ends, none of its growth rows is chained.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.figures.period import DAILY, YEAR_TO_DATE, months, years_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

OTHER_PRICES: Final = 0.01
"""A growth that differs from that of the levels by more than this share counts as one in other prices."""

_BOUNDS: Final = frozenset("<>")
_MOST_FOLDS: Final = 20.0
"""A growth beyond e to this power is a slip of the pen, and no level is chained by it."""


class Chained(NamedTuple):
    """Levels that growth leads to, and the growth rows that led to none, with the reason's code."""

    levels: tuple[Observation, ...]
    unused: tuple[tuple[Observation, str], ...]


def year_before(period: Period) -> Period | None:
    """The same part of the year before; None for a day."""
    if period.frequency == DAILY:
        return None
    year = period.start.year - 1
    return months(year, period.start.month, year, period.end.month, period.frequency)


def base_of(row: Observation) -> Period | None:
    """The period that the growth of a row is counted from; None where it is of another kind than the row's own."""
    if row.since is None:
        return year_before(row.period)
    return row.since if row.since.frequency == row.period.frequency else None


def years_of(row: Observation, base: Period) -> float:
    """Years from the period that the growth of a row is counted from to its own."""
    if row.period.frequency == YEAR_TO_DATE:
        return (row.period.ordinal - base.ordinal) / 12
    return years_between(base, row.period)


def chained(
    rows: Iterable[Observation], levels: Mapping[Period, float], bounds: Collection[Period], indicator: Indicator
) -> Chained:
    """Chain growth to the levels of one area, of which those of the periods in `bounds` carry none.

    Level x (1 + growth)^years is the level of the row's period, where that has none; the level of its own period
    divided by that is the one of the period it is counted from. A level so made may carry the next. Rows with a bound
    (`>`, `<`) give bounds only. The code of an unused row is `growth-only` (no level at either end, a bound, figures
    of either sign), `growth-known` (levels at both ends) or `growth-prices`.
    """
    growing = sorted((row for row in rows if row.growth is not None), key=lambda row: (row.period, row.line))
    exact = [row for row in growing if _factor(row) is not None and indicator.nature != "signed"]
    known = dict(levels)
    mixed = indicator.prices is None and any(_contradicts(row, levels) for row in exact)
    made: dict[Period, Observation] = {}
    used: set[int] = set()
    for row in (*exact, *reversed(exact), *exact) if not mixed else ():
        base = base_of(row)
        if base is None or (base in known) == (row.period in known):
            continue
        forward = base in known
        if (base if forward else row.period) in bounds:
            continue
        factor = _factor(row) or 1.0
        value = known[base] * factor if forward else known[row.period] / factor
        if value <= 0:
            continue
        period = row.period if forward else base
        known[period] = value
        made[period] = _level(row, period, value, indicator)
        used.add(row.line)
    unused = [
        (row, _code(row, known, mixed=mixed and row in exact))
        for row in growing
        if row.value is None and row.line not in used
    ]
    return Chained(levels=tuple(made.values()), unused=tuple(unused))


def contradiction(row: Observation, levels: Mapping[Period, float]) -> float | None:
    """How far the growth of a row lies above that of the levels at its ends, a share; None where one is missing."""
    base = base_of(row)
    if base is None or levels.get(base, 0.0) <= 0 or levels.get(row.period, 0.0) <= 0 or row.growth is None:
        return None
    years = years_of(row, base)
    folds = (math.log(levels[row.period]) - math.log(levels[base])) / years
    return row.growth / 100 - math.expm1(folds) if folds < _MOST_FOLDS else None


def _contradicts(row: Observation, levels: Mapping[Period, float]) -> bool:
    difference = contradiction(row, levels)
    return difference is not None and abs(difference) > OTHER_PRICES


def _factor(row: Observation) -> float | None:
    """Level of the row's period over that of its base; None where the growth is a bound, a total loss or absurd."""
    base = base_of(row)
    if base is None or row.growth is None or row.growth <= -100 or row.qualifier in _BOUNDS:
        return None
    folds = years_of(row, base) * math.log1p(row.growth / 100)
    return math.exp(folds) if abs(folds) < _MOST_FOLDS else None


def _level(row: Observation, period: Period, value: float, indicator: Indicator) -> Observation:
    """A level that was not printed: approximate, and without a text of its own."""
    return replace(
        row,
        period=period,
        value=value,
        printed="",
        unit=indicator.unit,
        growth=None,
        since=None,
        qualifier="~",
        status="A" if row.status == "B" else row.status,
    )


def _code(row: Observation, known: Mapping[Period, float], *, mixed: bool) -> str:
    base = base_of(row)
    ends = (row.period in known) + (base in known)
    if mixed and ends == 1:
        return "growth-prices"
    return "growth-known" if ends == 2 and row.qualifier not in _BOUNDS else "growth-only"
