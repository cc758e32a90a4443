"""What changed between two moments, and what each cause did to each verdict."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tracker.engine.inputs import milestones, rows
from tracker.engine.moments import as_recorded
from tracker.engine.verdicts import Given, judge_together, together, unit
from tracker.figures import changes, known_at, with_new_only
from tracker.goals import in_force
from tracker.verdict import (
    METHOD,
    NEW_DATA,
    REVISED_DATA,
    TARGET,
    TIME,
    Differences,
    FigureChanges,
    Restated,
    attribute,
    standing_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.engine.moments import Moment
    from tracker.figures import MilestoneRow, Observation
    from tracker.goals import Declarations, Target
    from tracker.verdict import Change, Standing
    from tracker.workspace import Folder


def differences(
    folder: Folder, declarations: Declarations, targets: Iterable[Target], first: Moment, last: Moment
) -> Differences:
    """What changed from one moment to a later one, and the attribution of each target's change to its causes.

    Each verdict is computed with the first moment's clock, goals and figures; then the clock moves, the goals take the
    form in force at the later moment, the new figures are added, and the revised ones replace theirs. What a report
    recorded instead of the verdict computed now is the method's part, or the target's where the report quotes another
    goal.
    """
    wanted = list(targets)
    before, after = (_given(folder, declarations, when) for when in (first, last))
    computed: dict[str, list[tuple[str, Standing]]] = {}
    for name in dict.fromkeys(unit(target) for target in wanted):
        together_ = together(declarations, name)
        computed |= _stages(declarations, together_, (first.side.day, before), (last.side.day, after))
    return Differences(
        first=first.side,
        last=last.side,
        changes=tuple(_change(target, computed[target.id], first, last) for target in wanted),
        figures=_figures(declarations, wanted, before, after),
        added=tuple(target for target in wanted if _between(first.side.day, _declared(target), last.side.day)),
        restated=tuple(
            Restated(
                before=in_force(target, first.side.day),
                after=in_force(target, last.side.day),
                note=max(passed, key=lambda each: each.on).note,
            )
            for target in wanted
            if (passed := [each for each in target.revised if _between(first.side.day, each.on, last.side.day)])
        ),
        removed=tuple(sorted(first.verdicts.keys() - declarations.targets.keys())),
    )


def _change(target: Target, stages: list[tuple[str, Standing]], first: Moment, last: Moment) -> Change:
    """The change of a target, from what the first report recorded of it to what the last one did."""
    (_, start), *rest = stages
    recorded, later = first.verdicts.get(target.id), last.verdicts.get(target.id)
    if recorded is not None:
        now = in_force(target, first.side.day)
        same = (recorded.condition, recorded.deadline) == (now.condition.written, str(now.deadline or "") or None)
        rest.insert(0, (METHOD if same else TARGET, start))
        start = recorded.standing
    if later is not None:
        rest.append((METHOD, later.standing))
    return attribute(in_force(target, last.side.day), start, rest)


def _stages(
    declarations: Declarations, targets: Sequence[Target], first: tuple[date, Given], last: tuple[date, Given]
) -> dict[str, list[tuple[str, Standing]]]:
    """For each target the standing at the first moment, under an empty cause, and that after each cause."""
    (start, before), (end, after) = first, last
    with_new = Given(rows=lambda name: with_new_only(before.rows(name), after.rows(name)), steps=after.steps)
    old, new = (_in_force(declarations, day) for day in (start, end))
    ids = [target.id for target in targets]
    stages = (
        ("", start, old, before),
        (TIME, end, old, before),
        (TARGET, end, new, before),
        (NEW_DATA, end, new, with_new),
        (REVISED_DATA, end, new, after),
    )
    found: dict[str, list[tuple[str, Standing]]] = {name: [] for name in ids}
    for cause, day, goals, given in stages:
        judged = judge_together(given, goals, [goals.targets[name] for name in ids], day)
        for verdict, _ in judged:
            found[verdict.target.id].append((cause, standing_of(verdict)))
    return found


def _in_force(declarations: Declarations, day: date) -> Declarations:
    forms = {
        name: replace(in_force(target, day), revised=()) if target.revised else target
        for name, target in declarations.targets.items()
    }
    return replace(declarations, targets=forms)


def _given(folder: Folder, declarations: Declarations, when: Moment) -> Given:
    """The rows known at a moment."""
    then = as_recorded(folder, when)

    @cache
    def known(name: str) -> tuple[Observation, ...]:
        return known_at(rows(then, declarations, name), when.side.day)

    def steps(target: Target) -> tuple[MilestoneRow, ...]:
        return tuple(row for row in milestones(then, target) if row.published <= when.side.day)

    return Given(rows=known, steps=steps)


def _figures(
    declarations: Declarations, targets: Sequence[Target], first: Given, last: Given
) -> tuple[FigureChanges, ...]:
    """What changed in the figures that the targets rest on; with all targets, in every indicator's."""
    everything = len(targets) == len(declarations.targets)
    asked = {(target.indicator, target.area) for target in _with_members(declarations, targets)}
    found = []
    for indicator in declarations.indicators.values():
        if not everything and indicator.id not in {name for name, _ in asked}:
            continue
        before, after = (
            [row for row in given.rows(indicator.id) if everything or (indicator.id, row.area) in asked]
            for given in (first, last)
        )
        new, revised = changes(before, after, indicator.prefer)
        if new or revised:
            found.append(FigureChanges(indicator=indicator, new=new, revised=revised))
    return tuple(found)


def _with_members(declarations: Declarations, targets: Sequence[Target]) -> list[Target]:
    found = list(targets)
    for target in found:
        found += [declarations.targets[member] for member in target.condition.members]
    return found


def _declared(target: Target) -> date | None:
    return target.declared.on if target.declared is not None else None


def _between(before: date, day: date | None, after: date) -> bool:
    return day is not None and before < day <= after
