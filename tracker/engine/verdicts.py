"""The verdicts of a workspace, computed where they are not already known."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.engine import cache
from tracker.engine.cache import fingerprint
from tracker.engine.codec import as_plain, from_plain
from tracker.engine.inputs import milestones, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from tracker.figures import MilestoneRow, Observation
    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment
    from tracker.workspace import Folder


class Given(NamedTuple):
    """Where the figures of an indicator, by its id, and the rows of a milestone target come from."""

    rows: Callable[[str], Sequence[Observation]]
    steps: Callable[[Target], Sequence[MilestoneRow]]


def assess(
    folder: Folder,
    declarations: Declarations,
    targets: Iterable[Target],
    as_of: date,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Assessment, ...]:
    """The verdicts on some targets as of a day, in their order.

    Targets that share an indicator are judged together. `progress` is told how many of how many units are done.
    Raises InvalidInputError when the figures of one of them cannot be read.
    """
    wanted = list(targets)
    units = dict.fromkeys(unit(target) for target in wanted)
    verdicts: dict[str, Assessment] = {}
    for done, name in enumerate(units):
        verdicts |= {verdict.target.id: verdict for verdict in _unit(folder, declarations, name, as_of)}
        if progress is not None:
            progress(done + 1, len(units))
    return tuple(verdicts[target.id] for target in wanted)


def unit(target: Target) -> tuple[str, str]:
    """What a target is judged together with: its indicator, or itself."""
    return ("indicator", target.indicator) if target.indicator is not None else ("target", target.id)


def files(declarations: Declarations, target: Target) -> tuple[str, ...]:
    """The names of the observation files that a verdict depends on."""
    if target.indicator is not None:
        return (target.indicator,)
    forms = (target.condition, *(revision.condition for revision in target.revised))
    if any(form.members for form in forms):
        members = dict.fromkeys(member for form in forms for member in form.members)
        parts = [files(declarations, declarations.targets[member]) for member in members]
        return tuple(sorted({name for part in parts for name in part}))
    return (target.declared_id,)


def _unit(folder: Folder, declarations: Declarations, name: tuple[str, str], as_of: date) -> list[Assessment]:
    judged = together(declarations, name)
    depends = sorted({file for target in judged for file in files(declarations, target)})
    entry = cache.key("verdicts", folder.targets(), "/".join(name), fingerprint(folder, depends), as_of.isoformat())
    kept = cache.find(folder, "verdicts", entry)
    if kept is not None:
        try:
            return [_known(data, declarations, as_of) for data in kept]
        except (LookupError, TypeError, ValueError, AttributeError):
            pass
    verdicts = [verdict for verdict, _ in judged_together(folder, declarations, name, as_of)]
    cache.keep(folder, "verdicts", entry, [{"id": v.target.id, "fields": as_plain(v)} for v in verdicts])
    return verdicts


def judged_together(
    folder: Folder, declarations: Declarations, name: tuple[str, str], as_of: date
) -> list[tuple[Assessment, Any]]:
    """The verdicts on the targets of one unit on disk, with their draws' answers."""
    from tracker.verdict import with_succession

    given = _on_disk(folder, declarations)
    found = judge_together(given, declarations, together(declarations, name), as_of)
    return [(with_succession(verdict, declarations.targets), met) for verdict, met in found]


def _known(data: dict[str, Any], declarations: Declarations, as_of: date) -> Assessment:
    from tracker.goals import in_force

    return from_plain(data["fields"], in_force(declarations.targets[data["id"]], as_of))


def _on_disk(folder: Folder, declarations: Declarations) -> Given:
    return Given(
        rows=lambda indicator: rows(folder, declarations, indicator), steps=lambda target: milestones(folder, target)
    )


def together(declarations: Declarations, name: tuple[str, str]) -> list[Target]:
    """The targets that are judged together, by what `unit` gave."""
    kind, identity = name
    if kind == "indicator":
        return [target for target in declarations.targets.values() if target.indicator == identity]
    return [declarations.targets[identity]]


def judge_together(
    given: Given, declarations: Declarations, targets: Sequence[Target], as_of: date
) -> list[tuple[Assessment, Any]]:
    """The verdicts on targets of one unit, with their draws' answers."""
    from tracker.engine.judge import judge
    from tracker.figures import known_steps
    from tracker.goals import in_force
    from tracker.verdict import assess_group, assess_milestones

    first = in_force(targets[0], as_of)
    settings = declarations.settings
    if first.indicator is not None:
        found = given.rows(first.indicator)
        return judge(declarations.indicators[first.indicator], found, targets, as_of, settings)
    if not first.condition.members:
        return [(assess_milestones(first, known_steps(given.steps(first), as_of), as_of), None)]
    members = []
    for member in first.condition.members:
        target = declarations.targets[member]
        judged = judge_together(given, declarations, together(declarations, unit(target)), as_of)
        members += [each for each in judged if each[0].target.id == member]
    return [assess_group(first, members, as_of, settings)]


def citation(folder: Folder, declarations: Declarations, verdict: Assessment) -> str:
    """The hash that a verdict is cited by: of targets.yaml and of every figure it depends on, 12 hex digits."""
    depends = fingerprint(folder, files(declarations, verdict.target))
    return hashlib.sha256(folder.targets() + depends.encode()).hexdigest()[:12]
