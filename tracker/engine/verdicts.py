"""The verdicts of a workspace, computed where they are not already known."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.engine import cache
from tracker.engine.blocks import blocks, files, key
from tracker.engine.cache import cited_files
from tracker.engine.codec import as_plain, from_plain
from tracker.engine.inputs import milestones, rows, rows_by_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.figures import MilestoneRow, Observation
    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment
    from tracker.workspace import Folder


class Given(NamedTuple):
    """Where the figures of an indicator, by its id, and the rows of a milestone target come from.

    `areas` has the same figures as `rows`, by area.
    """

    rows: Callable[[str], Sequence[Observation]]
    areas: Callable[[str], Mapping[str, tuple[Observation, ...]]]
    steps: Callable[[Target], Sequence[MilestoneRow]]


def assess(
    folder: Folder,
    declarations: Declarations,
    targets: Iterable[Target],
    as_of: date,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Assessment, ...]:
    """The verdicts on some targets as of a day, in their order. `progress` is told how many of how many are done.

    Raises InvalidInputError when the figures of one of them cannot be read.
    """
    wanted = list(targets)
    names = frozenset(target.id for target in wanted)
    found: dict[str, Assessment] = {}
    for block in blocks(declarations, wanted):
        found |= {verdict.target.id: verdict for verdict in judged(folder, block, as_of) if verdict.target.id in names}
        if progress is not None:
            progress(len(found), len(names))
    return tuple(found[target.id] for target in wanted)


def judged(folder: Folder, block: Block, as_of: date) -> list[Assessment]:
    """The verdicts on the targets of a block, kept or judged now."""
    entry = key(folder, block, as_of)
    kept = cache.find(folder, "verdicts", entry)
    if kept is not None:
        try:
            return [_known(data, block.whole, as_of) for data in kept]
        except (LookupError, TypeError, ValueError, AttributeError):
            pass
    verdicts = judged_now(folder, block, as_of)
    cache.keep(folder, "verdicts", entry, [{"id": v.target.id, "fields": as_plain(v)} for v in verdicts])
    return verdicts


def judged_now(folder: Folder, block: Block, as_of: date) -> list[Assessment]:
    """The verdicts on the targets of a block, from the figures of a folder."""
    return [verdict for verdict, _ in _with_answers(folder, block.whole, block.targets, as_of)]


def judged_together(
    folder: Folder, declarations: Declarations, targets: Iterable[Target], as_of: date
) -> list[tuple[Assessment, Any]]:
    """The verdicts on some targets, each with its draws' answers, in no particular order."""
    found = (_with_answers(folder, each.whole, each.targets, as_of) for each in blocks(declarations, targets))
    return [judged for each in found for judged in each]


def _with_answers(
    folder: Folder, declarations: Declarations, targets: Sequence[Target], as_of: date
) -> list[tuple[Assessment, Any]]:
    from tracker.verdict import with_succession

    found = judge_together(_on_disk(folder, declarations), declarations, targets, as_of)
    return [(with_succession(verdict, declarations), met) for verdict, met in found]


def _known(data: dict[str, Any], declarations: Declarations, as_of: date) -> Assessment:
    from tracker.goals import in_force

    return from_plain(data["fields"], in_force(declarations.targets[data["id"]], as_of))


def _on_disk(folder: Folder, declarations: Declarations) -> Given:
    return Given(
        rows=lambda indicator: rows(folder, declarations, indicator),
        areas=lambda indicator: rows_by_area(folder, declarations, indicator),
        steps=lambda target: milestones(folder, target),
    )


def judge_together(
    given: Given, declarations: Declarations, targets: Sequence[Target], as_of: date
) -> list[tuple[Assessment, Any]]:
    """The verdicts on targets of one indicator, or on one that has none, with their draws' answers."""
    from tracker.engine.judge import judge
    from tracker.figures import known_steps
    from tracker.goals import in_force
    from tracker.verdict import assess_group, assess_milestones

    first = in_force(targets[0], as_of)
    settings = declarations.settings
    if first.indicator is not None:
        found, beside = given.areas(first.indicator), declarations.of_indicator[first.indicator]
        return judge(declarations.indicators[first.indicator], found, targets, as_of, settings, beside)
    if not first.condition.members:
        return [(assess_milestones(first, known_steps(given.steps(first), as_of), as_of), None)]
    members = []
    for member in first.condition.members:
        target = declarations.targets[member]
        judged_here = judge_together(given, declarations, [target], as_of)
        members += [each for each in judged_here if each[0].target.id == member]
    return [assess_group(first, members, as_of, settings)]


def citation(folder: Folder, declarations: Declarations, verdict: Assessment) -> str:
    """The hash that a verdict is cited by: of targets.yaml and of every figure it depends on, 12 hex digits.

    It is the same whatever line endings a checkout of these files has.
    """
    from tracker.workspace import as_committed

    depends = cited_files(folder, files(declarations, verdict.target))
    return hashlib.sha256(as_committed(folder.targets()) + depends.encode()).hexdigest()[:12]
