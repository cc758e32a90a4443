"""Figures of one file that contradict each other, each named with its line and with what is done about it.

What counts is the same everywhere: a figure of the period itself comes before a combination of others, a level before
a growth, the later running sum before the earlier one, the later publication before the earlier one.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from tracker.errors import Problem
from tracker.figures.course import cannot_fall
from tracker.figures.growth import base_of, contradiction, years_of
from tracker.figures.months import span, steps, totals
from tracker.figures.observation import UNUSED
from tracker.figures.period import ANNUAL, DAILY, YEAR_TO_DATE
from tracker.figures.vintage import choose, known_at, subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period

_NOISE: Final = 1e-9
"""Share of a figure that arithmetic may lose."""


def contradictions(rows: Sequence[Observation], path: str, indicator: Indicator) -> list[Problem]:
    """A warning for each figure that contradicts others of its area, as known last; in no order."""
    found = [(row.line, message) for row, message in _early_revisions(rows)]
    frequencies = {row.period.frequency for row in rows}
    if len(frequencies) > 1 or YEAR_TO_DATE in frequencies or any(row.growth is not None for row in rows):
        latest, _ = choose(known_at((row for row in rows if row.status not in UNUSED), date.max), indicator.prefer)
        by_area: dict[str, list[Observation]] = defaultdict(list)
        for row in latest:
            by_area[row.area].append(row)
        for some in by_area.values():
            levels = [row for row in some if row.value is not None and row.period.frequency != DAILY]
            exact = [row for row in levels if not row.qualifier]
            found += [
                (row.line, message)
                for check in (_falls, _totals, _twins, _gaps)
                for row, message in check(exact if check is not _gaps else levels, indicator)
            ]
            found += [(row.line, message) for row, message in _growths(some, exact)]
    return [Problem(path=path, line=line, message=message, warning=True) for line, message in found]


def _early_revisions(rows: Iterable[Observation]) -> Iterator[tuple[Observation, str]]:
    """Rows that stand below another one for the same figure, with another content and an earlier publication."""
    standing: dict[tuple[object, ...], Observation] = {}
    for row in rows:
        before = standing.setdefault((*subject(row), row.source), row)
        if row.published >= before.published:
            standing[(*subject(row), row.source)] = row
        elif (row.value, row.growth) != (before.value, before.growth) and before.status != "F":
            message = (
                f"a second figure for {row.period}, published {row.published}, before the one on line {before.line}"
                f" ({before.published}): as it stands, line {before.line} is the revision and counts; if this line is"
                " the revision, correct its day"
            )
            yield row, message


def _falls(levels: Sequence[Observation], indicator: Indicator) -> Iterator[tuple[Observation, str]]:
    """Running sums of one year that fall."""
    if not cannot_fall(indicator):
        return
    running = sorted((row for row in levels if row.period.start.month == 1), key=lambda row: row.period)
    for before, row in pairwise(running):
        if (
            span(row.period)[0] == span(before.period)[0]
            and span(row.period) != span(before.period)
            and _size(row) < _size(before) - _rounding(row) - _rounding(before)
        ):
            message = (
                f"{_said(row)} is below {_said(before)} on line {before.line}, which lies within it; line {row.line}"
                f" counts, and line {before.line} is left out of what is known of the year by month"
            )
            yield row, message


def _totals(levels: Sequence[Observation], indicator: Indicator) -> Iterator[tuple[Observation, str]]:
    """Figures that are not what others within them come to, beyond rounding."""
    if indicator.aggregation not in {"sum", "mean"}:
        return
    years: dict[int, list[Observation]] = defaultdict(list)
    for row in levels:
        years[row.period.year].append(row)
    for some in years.values():
        for row in some if len(some) > 2 else ():
            start, end = span(row.period)
            within = [part for part in some if row.period.contains(part.period) and span(part.period) != (start, end)]
            total = totals(steps(within, indicator.aggregation), start).get(end)
            if total is None or total.is_difference:
                continue
            length = end - start if indicator.aggregation == "mean" else 1
            value = total.value / length
            if abs(value - _size(row)) > _rounding(row) + sum(map(_rounding, total.rows)) + _NOISE * abs(value):
                lines = ", ".join(str(part.line) for part in sorted(total.rows, key=lambda part: part.line))
                message = (
                    f"{_said(row)} is not the {indicator.aggregation} of its parts on lines {lines},"
                    f" {value / _scale(row):.10g}; {row.period} counts as printed here"
                )
                yield row, message


def _twins(levels: Sequence[Observation], indicator: Indicator) -> Iterator[tuple[Observation, str]]:
    """Figures of the same months, or levels at the same end of a period, that differ beyond rounding."""
    if indicator.aggregation is None:
        return
    is_level = indicator.aggregation == "last"
    found: dict[object, Observation] = {}
    for row in levels:
        other = found.setdefault(row.period.end if is_level else span(row.period), row)
        if abs(_size(row) - _size(other)) > _rounding(row) + _rounding(other):
            same = "end on one day" if is_level else "are of the same months"
            yield row, f"{_said(row)} and {_said(other)} on line {other.line} {same} and differ; check both"


def _gaps(levels: Sequence[Observation], indicator: Indicator) -> Iterator[tuple[Observation, str]]:
    """Years between others of which parts are known that do not make a whole."""
    if indicator.aggregation not in {"sum", "mean"} or len({row.period.frequency for row in levels}) < 2:
        return
    years: dict[int, list[Observation]] = defaultdict(list)
    for row in levels:
        years[row.period.year].append(row)
    for number in sorted(years)[1:-1]:
        some = years[number]
        whole = totals(steps(some, indicator.aggregation), number * 12).get(number * 12 + 12)
        if whole is None and all(row.period.frequency != ANNUAL for row in some):
            lines = ", ".join(str(row.line) for row in sorted(some, key=lambda row: row.line))
            yield some[0], f"the figures of {number} (lines {lines}) leave a gap: they make no figure of the year"


def _growths(rows: Iterable[Observation], levels: Iterable[Observation]) -> Iterator[tuple[Observation, str]]:
    """Growth that is not that of the levels at its ends, beyond rounding."""
    by_period = {row.period: row for row in levels}
    values: Mapping[Period, float] = {period: _size(row) for period, row in by_period.items()}
    for row in rows:
        base = base_of(row)
        difference = None if row.growth is None or row.qualifier else contradiction(row, values)
        if difference is None or base is None or row.growth is None:
            continue
        first, last = by_period[base], by_period[row.period]
        uncertain = _rounding(first) / _size(first) + _rounding(last) / _size(last)
        ratio = _size(last) / _size(first)
        years = years_of(row, base)
        if abs(difference) > 0.5 * _unit_of(f"{row.growth:.10g}") / 100 + uncertain * ratio ** (1 / years) + _NOISE:
            seen = row.growth - 100 * difference
            message = (
                f"growth {row.growth:g} % of {row.period} contradicts the levels on lines {first.line} and"
                f" {last.line}, which give {seen:.3g} %; the levels count. Growth in other prices (real, where the"
                " levels are nominal) belongs in an indicator of its own"
            )
            yield row, message


def _size(row: Observation) -> float:
    return row.value if row.value is not None else 0.0


def _said(row: Observation) -> str:
    return f"{row.period} {row.printed} {row.unit}".rstrip()


def _scale(row: Observation) -> float:
    """The indicator's unit in a printed figure's unit: 1e8 for 亿元 where the indicator is in yuan."""
    printed = float(row.printed) if row.printed else 0.0
    return _size(row) / printed if printed else 1.0


def _rounding(row: Observation) -> float:
    """Half a unit of the last printed digit, in the indicator's unit."""
    return 0.5 * _unit_of(row.printed) * abs(_scale(row)) if row.printed else 0.0


def _unit_of(printed: str) -> float:
    """The unit of the last digit of a printed number: 0.1 for 663.8; 1 for 5000, whose zeros may be digits."""
    digits, _, exponent = printed.lower().partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))
