"""From declarations, figures and verdicts to the records of a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.figures import by_area, choose, known_at, known_steps, revisions
from tracker.report.releases import releases
from tracker.report.report import Entry, Report, Untargeted
from tracker.report.vintages import vintages
from tracker.verdict import apply_methods, calendars, known_series, replaced, replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.errors import Problem
    from tracker.figures import Indicator, MilestoneRow, Observation, Period, Series, Text
    from tracker.forecast import TrackRecord
    from tracker.goals import Declarations, Target
    from tracker.report.report import Vintage
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
    notes: Mapping[str, Text] | None = None,
) -> Report:
    """One quarter's report: an entry a verdict, figures without a target, and the releases to come.

    `figures` are all rows by indicator, `steps` by milestone target; by target id `beside` is what single models say,
    `past` how good past forecasts were, and `hashes` the hash of the inputs.
    """
    known: dict[tuple[str, str], Series] = {}
    apart = {name: by_area(rows) for name, rows in figures.items()}
    calendar = {name: calendars(_targets_of(declarations, name)) for name in declarations.indicators}

    def series_of(target: Target) -> Series:
        indicator = declarations.indicators[target.indicator or ""]
        where = (indicator.id, target.area)
        if where not in known:
            here = apart.get(indicator.id, {}).get(target.area, ())
            known[where] = known_series(indicator, here, calendar[indicator.id], target.area, as_of)
        return known[where]

    entries = []
    for verdict in verdicts:
        target = verdict.target
        indicator = declarations.indicators.get(target.indicator or "")
        rows = apart.get(target.indicator or "", {}).get(target.area, ())
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
                figures=_known(rows, indicator, as_of),
                revisions=revisions(rows, as_of, indicator.prefer),
            )
        entries.append(entry)
    return Report(
        quarter=quarter,
        as_of=as_of,
        version=version,
        inputs=inputs,
        settings=declarations.settings,
        entries=tuple(entries),
        untargeted=_untargeted(declarations, apart, as_of),
        vintages=_vintages(declarations, figures, known, as_of),
        coming=releases(declarations, verdicts, figures, as_of),
        area_names=declarations.area_names,
        problems=tuple(problems),
        scores=tuple(scores),
        notes=notes or {},
    )


def _kin(
    target: Target, verdicts: Sequence[Assessment], declarations: Declarations, as_of: date
) -> tuple[Assessment, ...]:
    """The verdicts on the targets that one replaced, and on those that had replaced it by then."""
    names = {each.id for each in (*replaced(target, declarations), *replacing(target, declarations, as_of))}
    return tuple(verdict for verdict in verdicts if verdict.target.id in names) if names else ()


def _targets_of(declarations: Declarations, indicator: str) -> Sequence[Target]:
    return declarations.of_indicator.get(indicator, ())


def _known(rows: Sequence[Observation], indicator: Indicator, as_of: date) -> tuple[Observation, ...]:
    """The latest figures of an area by each source, in time order; the one that counts stands first."""
    chosen, passed = choose(known_at(rows, as_of), indicator.prefer)
    return tuple(sorted((*chosen, *passed), key=lambda row: (row.period.start, row.period.end)))


def _untargeted(
    declarations: Declarations, figures: Mapping[str, Mapping[str, Sequence[Observation]]], as_of: date
) -> tuple[Untargeted, ...]:
    asked = {(target.indicator, target.area) for target in declarations.targets.values()}
    found = []
    for indicator in declarations.indicators.values():
        for area, rows in figures.get(indicator.id, {}).items():
            known = () if (indicator.id, area) in asked else _known(rows, indicator, as_of)
            if known:
                revised = revisions(rows, as_of, indicator.prefer)
                found.append(Untargeted(indicator=indicator, area=area, figures=known, revisions=revised))
    return tuple(found)


def _vintages(
    declarations: Declarations,
    figures: Mapping[str, Sequence[Observation]],
    known: Mapping[tuple[str, str], Series],
    as_of: date,
) -> tuple[Vintage, ...]:
    """All figures published by a day, by indicator; `known` are the series that carry forecasts."""
    found: list[Vintage] = []
    for indicator in declarations.indicators.values():
        here = {area: each for (name, area), each in known.items() if name == indicator.id}
        found += vintages(indicator, figures.get(indicator.id, ()), here, as_of)
    return tuple(found)
