"""What became of every published figure by the day of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.figures import choose, known_at, subject
from tracker.report.report import Vintage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Series


def vintages(
    indicator: Indicator, rows: Iterable[Observation], known: Mapping[str, Series], as_of: date
) -> tuple[Vintage, ...]:
    """Every figure of an indicator published by a day, by area, in time order and in that of publication.

    `known` are the series that carry forecasts, by area. A figure that one source printed again is replaced by that.
    """
    published = [row for row in rows if row.published <= as_of]
    chosen, passed = choose(known_at(published, as_of), indicator.prefer)
    counts, other_source = ({row.line for row in found} for found in (chosen, passed))
    successors = _successors(published)
    left_out = {row.line: code for each in known.values() for row, code in each.left_out}

    def use(row: Observation) -> str:
        if row.line in successors:
            return "replaced"
        if row.line in other_source:
            return "other-source"
        return left_out.get(row.line, "used") if row.area in known else "no-target"

    return tuple(
        Vintage(
            indicator=indicator,
            figure=row,
            counts=row.line in counts,
            replaced_on=successors.get(row.line),
            use=use(row),
        )
        for row in sorted(published, key=lambda row: (row.area, row.period, str(subject(row)[2]), _age(row)))
    )


def _successors(published: Sequence[Observation]) -> dict[int, date]:
    """The day on which the same source printed a figure again, by the line of the figure that stood until then."""
    standing: dict[object, Observation] = {}
    found = {}
    for row in sorted(published, key=_age):
        key = (subject(row), row.source)
        if key in standing:
            found[standing[key].line] = row.published
        standing[key] = row
    return found


def _age(row: Observation) -> tuple[date, int]:
    return row.published, row.line
