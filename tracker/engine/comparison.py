"""What changed between two moments, and what each cause did to each verdict."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.engine import cache
from tracker.engine.blocks import files, together, unit
from tracker.engine.cache import fingerprint
from tracker.engine.inputs import milestones, rows
from tracker.engine.moments import as_recorded
from tracker.engine.verdicts import Given, judge_together
from tracker.figures import by_area, changes, known_at, with_new_only
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
    Standing,
    attribute,
    standing_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from tracker.engine.moments import Moment
    from tracker.figures import Indicator, MilestoneRow, Observation
    from tracker.goals import Declarations, Target
    from tracker.verdict import Change
    from tracker.workspace import Folder

    Stages = dict[str, list[tuple[str, Standing]]]
    """For each target its standing at the first moment, under an empty cause, and that after each cause."""


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
    folders = [as_recorded(folder, when) for when in (first, last)]
    before, after = (_given(then, declarations, when) for then, when in zip(folders, (first, last), strict=True))
    days = [when.side.day.isoformat() for when in (first, last)]
    computed: Stages = {}
    for name in dict.fromkeys(unit(target) for target in wanted):
        together_ = together(declarations, name)
        depends = sorted({file for target in together_ for file in files(declarations, target)})
        states = [fingerprint(then, depends) for then in folders]
        entry = cache.key("changes", folder.targets(), "/".join(name), *states, *days)
        stages = _kept(folder, entry)
        if stages is None:
            stages = _stages(declarations, together_, (first.side.day, before), (last.side.day, after))
            cache.keep(folder, "changes", entry, _as_plain(stages))
        computed |= stages
    return Differences(
        first=first.side,
        last=last.side,
        changes=tuple(_change(target, computed[target.id], first, last) for target in wanted),
        figures=_figures(declarations, wanted, before, after),
        added=tuple(target for target in wanted if _is_added(target, first, last)),
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
        known=_known(declarations, wanted, before),
    )


def _is_added(target: Target, first: Moment, last: Moment) -> bool:
    """Whether a target was declared in between, or is in the last side but not in the report that is the first."""
    declared = target.declared.on if target.declared is not None else None
    unknown = first.side.report is not None and target.id not in first.verdicts
    there = last.side.report is None or target.id in last.verdicts
    return _between(first.side.day, declared, last.side.day) or (unknown and there)


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
) -> Stages:
    """For each target the standing at the first moment, under an empty cause, and that after each cause."""
    (start, before), (end, after) = first, last
    with_new = _given_by(lambda name: with_new_only(before.rows(name), after.rows(name)), after.steps)
    old, new = (_in_force(declarations, day) for day in (start, end))
    ids = [target.id for target in targets]
    stages = (
        ("", start, old, before),
        (TIME, end, old, before),
        (TARGET, end, new, before),
        (NEW_DATA, end, new, with_new),
        (REVISED_DATA, end, new, after),
    )
    measured = _with_members(declarations, targets)
    found: Stages = {name: [] for name in ids}
    judged: dict[str, Standing] = {}
    earlier: tuple[date, Mapping[str, Target], object] | None = None
    for cause, day, goals, given in stages:
        depends = (day, goals.targets, _contents(given, measured))
        if depends != earlier:  # what depends on nothing that changed is not computed again
            wanted = [goals.targets[name] for name in ids]
            judged = {
                verdict.target.id: standing_of(verdict) for verdict, _ in judge_together(given, goals, wanted, day)
            }
        earlier = depends
        for name in ids:
            found[name].append((cause, judged[name]))
    return found


def _contents(given: Given, targets: Iterable[Target]) -> tuple[list[frozenset[Observation]], list[set[MilestoneRow]]]:
    """All figures and steps that a moment gives to some targets, in whatever order they stand."""
    names = dict.fromkeys(target.indicator for target in targets if target.indicator is not None)
    figures = [frozenset(given.rows(name)) for name in names]
    return figures, [set(given.steps(target)) for target in targets if target.steps]


def _kept(folder: Folder, entry: str) -> Stages | None:
    """The standings that were computed before, None where there are none that can be read."""
    kept = cache.find(folder, "changes", entry)
    try:
        return (
            None
            if kept is None
            else {
                name: [(cause, Standing(status=status, probability=share)) for cause, status, share in stages]
                for name, stages in kept.items()
            }
        )
    except (TypeError, ValueError, AttributeError):
        return None


def _as_plain(stages: Stages) -> dict[str, list[tuple[str, str, float | None]]]:
    return {
        name: [(cause, standing.status, standing.probability) for cause, standing in each]
        for name, each in stages.items()
    }


def _in_force(declarations: Declarations, day: date) -> Declarations:
    forms = {
        name: replace(in_force(target, day), revised=()) if target.revised else target
        for name, target in declarations.targets.items()
    }
    return replace(declarations, targets=forms)


def _given(then: Folder, declarations: Declarations, when: Moment) -> Given:
    """The rows known at a moment, of the folder as it was then."""

    @functools.cache
    def known(name: str) -> tuple[Observation, ...]:
        return known_at(rows(then, declarations, name), when.side.day)

    def steps(target: Target) -> tuple[MilestoneRow, ...]:
        return tuple(row for row in milestones(then, target) if row.published <= when.side.day)

    return _given_by(known, steps)


def _given_by(
    rows: Callable[[str], tuple[Observation, ...]], steps: Callable[[Target], Sequence[MilestoneRow]]
) -> Given:
    @functools.cache
    def areas(name: str) -> dict[str, tuple[Observation, ...]]:
        return by_area(rows(name))

    return Given(rows=rows, areas=areas, steps=steps)


def _figures(
    declarations: Declarations, targets: Sequence[Target], first: Given, last: Given
) -> tuple[FigureChanges, ...]:
    """What changed in the figures that the targets rest on; with all targets, in every indicator's."""
    everything = len(targets) == len(declarations.targets)
    asked = {(target.indicator, target.area) for target in _with_members(declarations, targets)}
    found = []
    for indicator in _measured(declarations, targets):
        before, after = (
            [row for row in given.rows(indicator.id) if everything or (indicator.id, row.area) in asked]
            for given in (first, last)
        )
        new, revised = changes(before, after, indicator.prefer)
        if new or revised:
            found.append(FigureChanges(indicator=indicator, new=new, revised=revised))
    return tuple(found)


def _known(declarations: Declarations, targets: Sequence[Target], given: Given) -> int:
    """How many figures and steps a moment knows."""
    figures = sum(len(given.rows(indicator.id)) for indicator in _measured(declarations, targets))
    return figures + sum(len(given.steps(target)) for target in targets if target.steps)


def _measured(declarations: Declarations, targets: Sequence[Target]) -> list[Indicator]:
    """The indicators that the targets rest on; with all targets, every one."""
    names = {target.indicator for target in _with_members(declarations, targets)}
    everything = len(targets) == len(declarations.targets)
    return [indicator for indicator in declarations.indicators.values() if everything or indicator.id in names]


def _with_members(declarations: Declarations, targets: Sequence[Target]) -> list[Target]:
    found = list(targets)
    for target in found:
        found += [declarations.targets[member] for member in target.condition.members]
    return found


def _between(before: date, day: date | None, after: date) -> bool:
    return day is not None and before < day <= after
