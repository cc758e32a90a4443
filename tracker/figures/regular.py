"""The figures of one indicator and area on a regular calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from tracker.figures.combined import Point, points_of
from tracker.figures.course import Course, courses
from tracker.figures.growth import Chained, chained
from tracker.figures.observation import MISSING
from tracker.figures.vintage import choose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

_UNFIT: Final = {"F": "forecast", "U": "unreliable", "V": "unvalidated"} | dict.fromkeys(MISSING, "missing")
"""Statuses under which a row can be no figure of any series, and the code of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures in time order, in the indicator's unit; years without a figure are simply not there.

    `values` is read-only, shape (len(periods),). `rows` are the observations behind each value (several where
    others were combined). `differences` are the periods whose figure is what others leave of a longer one, `chained`
    those whose figure comes from a growth. `left_out` holds what was known but not used, with the reason's code
    (`forecast`, `unreliable`, `unvalidated`, `missing`, `growth-only`, `growth-known`, `growth-prices`,
    `year-to-date`, `other-frequency`, `incomplete`, `before-break`, `other-source`). `courses` tell how periods
    came about month by month, where a later period than the last is open: `open_courses`.
    """

    indicator: str
    area: str
    frequency: str
    periods: tuple[Period, ...]
    values: np.ndarray
    rows: tuple[tuple[Observation, ...], ...]
    left_out: tuple[tuple[Observation, str], ...] = ()
    differences: tuple[Period, ...] = ()
    chained: tuple[Period, ...] = ()
    courses: tuple[Course, ...] = ()

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def open_courses(self) -> tuple[Course, ...]:
        """The courses of periods after the last one that has a figure, in time order; none without a figure."""
        return tuple(course for course in self.courses if self.periods and course.period > self.periods[-1])


def series(rows: Iterable[Observation], indicator: Indicator, area: str, frequency: str) -> Series:
    """The regular series of one area at `frequency`, from rows known on one date.

    Finer and year-to-date figures are combined by the indicator's aggregation (`combined.points_of`), growth is
    chained to levels (`growth.chained`). Figures whose status keeps them out are left out, as is everything before
    the last break. Raises InvalidInputError where figures would have to be combined and the indicator does not say
    how.
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
    chain = _chained(chosen, indicator, frequency)
    left_out += chain.unused
    levels = sorted((*(row for row in chosen if row.value is not None), *chain.levels), key=_position)
    points, unused = points_of(levels, indicator, frequency)
    start = max((row.period.start for row in levels if row.status == "B"), default=date.min)
    kept = {period: point for period, point in points.items() if point.begins(period, indicator) >= start}
    unused += [(row, "before-break") for period, point in points.items() if period not in kept for row in point.rows]
    told = courses(
        [row for row in levels if row.period.start >= start],
        [row for row, _ in chain.unused],
        {period: kept[period].value for period in sorted(kept)},
        indicator,
        frequency,
    )
    if not kept or not told or told[-1].period <= max(kept):
        told = ()
    idle = {id(row) for row in chain.levels} | {id(row) for course in told for row in course.rows}
    left_out = [pair for pair in (*left_out, *unused) if id(pair[0]) not in idle]
    return _made(
        kept, tuple(sorted(left_out, key=lambda pair: _position(pair[0]))), told, chain, indicator, area, frequency
    )


def _chained(chosen: Sequence[Observation], indicator: Indicator, frequency: str) -> Chained:
    """Levels that growth leads to from those that are printed or combined; nothing where no growth is known."""
    if all(row.growth is None for row in chosen):
        return Chained(levels=(), unused=())
    levels = [row for row in chosen if row.value is not None]
    points, _ = points_of(levels, indicator, frequency)
    known = {row.period: row.value for row in levels if row.value is not None}
    known |= {period: point.value for period, point in points.items()}
    bounds = frozenset(row.period for row in levels if row.qualifier in {">", "<"})
    return chained(chosen, known, bounds, indicator)


def _made(
    points: Mapping[Period, Point],
    left_out: tuple[tuple[Observation, str], ...],
    told: tuple[Course, ...],
    chain: Chained,
    indicator: Indicator,
    area: str,
    frequency: str,
) -> Series:
    import numpy as np

    ordered = sorted(points.items(), key=itemgetter(0))
    values = np.array([point.value for _, point in ordered], dtype=np.float64)
    values.flags.writeable = False
    made = {id(row) for row in chain.levels}
    return Series(
        indicator=indicator.id,
        area=area,
        frequency=frequency,
        periods=tuple(period for period, _ in ordered),
        values=values,
        rows=tuple(point.rows for _, point in ordered),
        left_out=left_out,
        differences=tuple(period for period, point in ordered if point.made),
        chained=tuple(period for period, point in ordered if any(id(row) in made for row in point.rows)),
        courses=told,
    )


def _position(row: Observation) -> tuple[Period, int]:
    return row.period, row.line


def _unfit(row: Observation) -> str:
    """Why a row can be no figure of any series, as a code; empty when it can."""
    if code := _UNFIT.get(row.status):
        return code
    return "missing" if row.value is None and row.growth is None else ""
