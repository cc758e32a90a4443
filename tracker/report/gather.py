"""From declarations, figures and verdicts to the records of a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.figures import choose, known_at, known_steps, next_release, revisions
from tracker.report.report import Entry, Overdue, Report, Untargeted
from tracker.verdict import apply_methods, known_series, replaced, replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.errors import Problem
    from tracker.figures import Indicator, MilestoneRow, Observation, Period, Series
    from tracker.forecast import TrackRecord
    from tracker.goals import Declarations, Target
    from tracker.verdict import Alternative, Assessment, Score


def gather(
    declarations: Declarations,
    verdicts: Sequence[Assessment],
    *,
    quarter: Period,
    as_of: date,
    figures: Mapping[str, Sequence[Observation]],
    steps: Mapping[str, Sequence[MilestoneRow]],
    beside: Mapping[str, tuple[Alternative, ...]],
    past: Mapping[str, TrackRecord],
    hashes: Mapping[str, str],
    version: str,
    inputs: str,
    problems: Sequence[Problem] = (),
    scores: Sequence[Score] = (),
) -> Report:
    """One quarter's report: an entry a verdict, figures without a target, and overdue figures.

    `figures` are all rows by indicator, `steps` by milestone target; by target id `beside` is what single models say,
    `past` how good past forecasts were, and `hashes` the hash of the inputs.
    """
    known: dict[tuple[str, str], Series] = {}

    def series_of(target: Target) -> Series:
        indicator = declarations.indicators[target.indicator or ""]
        where = (indicator.id, target.area)
        if where not in known:
            together = _targets_of(declarations, indicator)
            known[where] = known_series(indicator, figures.get(indicator.id, ()), together, target.area, as_of)
        return known[where]

    entries = []
    for verdict in verdicts:
        target = verdict.target
        indicator = declarations.indicators.get(target.indicator or "")
        rows = figures.get(target.indicator or "", ())
        done = known_steps(steps.get(target.declared_id, ()), as_of) if target.steps else None
        entry = Entry(
            target=target,
            indicator=indicator,
            assessment=verdict,
            inputs=hashes[target.id],
            steps=done,
            beside=beside.get(target.id, ()),
            past=past.get(target.id),
            kin=_kin(target, verdicts, declarations, as_of),
            methods=apply_methods(target, declarations, series_of, as_of),
        )
        if indicator is not None:
            entry = replace(
                entry,
                series=series_of(target),
                figures=_known(rows, indicator, target.area, as_of),
                revisions=_revised(rows, indicator, target.area, as_of),
            )
        entries.append(entry)
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
        scores=tuple(scores),
    )


def _kin(
    target: Target, verdicts: Sequence[Assessment], declarations: Declarations, as_of: date
) -> tuple[Assessment, ...]:
    """The verdicts on the targets that one replaced, and on those that had replaced it by then."""
    targets = declarations.targets
    names = {each.id for each in (*replaced(target, targets), *replacing(target, targets, as_of))}
    return tuple(verdict for verdict in verdicts if verdict.target.id in names)


def _targets_of(declarations: Declarations, indicator: Indicator) -> list[Target]:
    return [target for target in declarations.targets.values() if target.indicator == indicator.id]


def _known(rows: Sequence[Observation], indicator: Indicator, area: str, as_of: date) -> tuple[Observation, ...]:
    """The latest figures of an area by each source, in time order; the one that counts stands first."""
    chosen, passed = choose(known_at(rows, as_of), indicator.prefer)
    both = sorted((*chosen, *passed), key=lambda row: (row.period.start, row.period.end))
    return tuple(row for row in both if row.area == area)


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
