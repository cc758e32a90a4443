"""The verdicts of a workspace, computed where they are not already known."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracker.engine import cache
from tracker.engine.blocks import blocks, files, key
from tracker.engine.cache import cited_files
from tracker.engine.codec import as_plain, from_plain
from tracker.engine.inputs import milestones, rows, rows_by_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.engine.cluster import Cluster
    from tracker.figures import MilestoneRow, Observation
    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

Made = TypeVar("Made")


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
    """The verdicts on some targets as of a day, in their order; see `assess_each`."""
    return tuple(assess_each(folder, declarations, targets, as_of, _itself, progress))


def _itself(verdict: Assessment) -> Assessment:
    return verdict


def assess_each(
    folder: Folder,
    declarations: Declarations,
    targets: Iterable[Target],
    as_of: date,
    make: Callable[[Assessment], Made],
    progress: Callable[[int, int], None] | None = None,
    jobs: int = 1,
    cluster: Cluster | None = None,
) -> Iterator[Made]:
    """What `make` gives for the verdict on each of some targets as of a day, in their order, as it comes.

    Targets of one indicator are judged together, some hundred areas at once; what was judged is not held. `progress` is
    told how many of how many targets are done. With several `jobs` as many processes work, with a `cluster` its
    workers, and `make` must be a function that they can load. Raises InvalidInputError when the figures of one of the
    targets cannot be read.
    """
    wanted = list(targets)
    names = frozenset(target.id for target in wanted)
    todo = blocks(declarations, wanted)
    waiting: dict[str, Made] = {}
    done = given = 0
    for found in _answers(folder, todo, as_of, make, names, jobs, cluster):
        waiting |= found
        done += len(found)
        if progress is not None:
            progress(done, len(names))
        while given < len(wanted) and wanted[given].id in waiting:
            yield waiting[wanted[given].id]
            given += 1
        if done == given:
            waiting.clear()
    yield from (waiting[target.id] for target in wanted[given:])


def _answers(
    folder: Folder,
    todo: Sequence[Block],
    as_of: date,
    make: Callable[[Assessment], Made],
    names: frozenset[str],
    jobs: int,
    cluster: Cluster | None,
) -> Iterator[Mapping[str, Made]]:
    if cluster is not None:
        from tracker.engine.workers import on_cluster

        yield from on_cluster(folder, todo, as_of, make, names, cluster)
        return
    if jobs > 1 and len(todo) > 1:
        from tracker.engine.workers import at_once

        yield from at_once(folder, todo, as_of, make, names, jobs)
        return
    for block in todo:
        yield {
            verdict.target.id: make(verdict) for verdict in judged(folder, block, as_of) if verdict.target.id in names
        }


def judged(folder: Folder, block: Block, as_of: date) -> list[Assessment]:
    """The verdicts on the targets of a block, kept or judged now."""
    entry = key(folder, block, as_of)
    verdicts = from_kept(cache.find(folder, "verdicts", entry), block, as_of)
    if verdicts is None:
        verdicts = judged_now(folder, block, as_of)
        cache.keep(folder, "verdicts", entry, as_kept(verdicts))
    return verdicts


def judged_now(folder: Folder, block: Block, as_of: date) -> list[Assessment]:
    """The verdicts on the targets of a block, from the figures of a folder."""
    return [verdict for verdict, _ in _with_answers(folder, block.whole, block.targets, as_of)]


def as_kept(verdicts: Iterable[Assessment]) -> list[dict[str, Any]]:
    """What is kept of the verdicts on a block."""
    return [{"id": verdict.target.id, "fields": as_plain(verdict)} for verdict in verdicts]


def from_kept(kept: Any, block: Block, as_of: date) -> list[Assessment] | None:  # noqa: ANN401 - whatever JSON there was
    """The verdicts on a block from what was kept of them; None where that cannot be read."""
    if kept is None:
        return None
    try:
        return [_known(data, block.whole, as_of) for data in kept]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


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
