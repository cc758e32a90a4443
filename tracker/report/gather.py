"""From declarations, figures and verdicts to the records of a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.figures import choose, known_at, known_steps, next_release, revisions
from tracker.report.report import Entry, Overdue, Report, Untargeted
from tracker.verdict import known_series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.errors import Problem
    from tracker.figures import Indicator, MilestoneRow, Observation, Period
    from tracker.goals import Declarations, Target
    from tracker.verdict import Alternative, Assessment


def gather(
    declarations: Declarations,
    verdicts: Sequence[Assessment],
    *,
    quarter: Period,
    as_of: date,
    figures: Mapping[str, Sequence[Observation]],
    steps: Mapping[str, Sequence[MilestoneRow]],
    beside: Mapping[str, tuple[Alternative, ...]],
    hashes: Mapping[str, str],
    version: str,
    inputs: str,
    problems: Sequence[Problem] = (),
) -> Report:
    """One quarter's report: an entry a verdict, figures without a target, and overdue figures.

    `figures` are all rows by indicator, `steps` by milestone target; `beside` what single models say and `hashes` the
    hash of the inputs, by target id.
    """
    entries = []
    for verdict in verdicts:
        target = verdict.target
        indicator = declarations.indicators.get(target.indicator or "")
        rows = figures.get(target.indicator or "", ())
        known = known_steps(steps.get(target.declared_id, ()), as_of) if target.steps else None
        entry = Entry(
            target=target,
            indicator=indicator,
            assessment=verdict,
            inputs=hashes[target.id],
            steps=known,
            beside=beside.get(target.id, ()),
        )
        entries.append(_with_figures(entry, indicator, rows, declarations, as_of) if indicator is not None else entry)
    return Report(
        quarter=quarter,
        as_of=as_of,
        version=version,
        inputs=inputs,
        settings=declarations.settings,
        entries=tuple(entries),
        untargeted=_untargeted(declarations, figures, as_of),
        overdue=_overdue(declarations, figures, as_of),
        problems=tuple(problems),
    )


def _with_figures(
    entry: Entry, indicator: Indicator, rows: Sequence[Observation], declarations: Declarations, as_of: date
) -> Entry:

    area = entry.target.area
    together = _targets_of(declarations, indicator)
    return replace(
        entry,
        series=known_series(indicator, rows, together, area, as_of),
        figures=_known(rows, indicator, area, as_of),
        revisions=_revised(rows, indicator, area, as_of),
    )


def _targets_of(declarations: Declarations, indicator: Indicator) -> list[Target]:
    return [target for target in declarations.targets.values() if target.indicator == indicator.id]


def _known(rows: Sequence[Observation], indicator: Indicator, area: str, as_of: date) -> tuple[Observation, ...]:
    known, _ = choose(known_at(rows, as_of), indicator.prefer)
    return tuple(row for row in known if row.area == area)


def _revised(
    rows: Sequence[Observation], indicator: Indicator, area: str, as_of: date
) -> tuple[tuple[Observation, Observation], ...]:
    return tuple(pair for pair in revisions(rows, as_of, indicator.prefer) if pair[1].area == area)


def _untargeted(
    declarations: Declarations, figures: Mapping[str, Sequence[Observation]], as_of: date
) -> tuple[Untargeted, ...]:
    asked = {(target.indicator, target.area) for target in declarations.targets.values()}
    found = []
    for indicator in declarations.indicators.values():
        rows = figures.get(indicator.id, ())
        for area in dict.fromkeys(row.area for row in rows):
            known = _known(rows, indicator, area, as_of)
            if known and (indicator.id, area) not in asked:
                revised = _revised(rows, indicator, area, as_of)
                found.append(Untargeted(indicator=indicator, area=area, figures=known, revisions=revised))
    return tuple(found)


def _overdue(
    declarations: Declarations, figures: Mapping[str, Sequence[Observation]], as_of: date
) -> tuple[Overdue, ...]:
    """Figures not published by their day, of indicators that a target still waits for or that declare a lag."""
    waiting = {
        (target.indicator, target.area)
        for target in declarations.targets.values()
        if target.deadline is not None and target.deadline.end > as_of
    }
    found = []
    for indicator in declarations.indicators.values():
        rows = figures.get(indicator.id, ())
        for area in dict.fromkeys(row.area for row in rows):
            release = next_release(_known(rows, indicator, area, as_of), indicator)
            wanted = (indicator.id, area) in waiting or indicator.lag_days > 0
            if release is not None and wanted and release[1] < as_of:
                found.append(Overdue(indicator=indicator, area=area, period=release[0], expected=release[1]))
    return tuple(found)
