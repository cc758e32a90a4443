"""What is said of each verdict, a text a target, as it comes: of hundreds of thousands in bounded memory.

What was said is kept by block, in place of the verdicts themselves, which take longer to write down and to read.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.engine import cache
from tracker.engine.blocks import blocks, key
from tracker.engine.pool import processes
from tracker.engine.verdicts import judged_now

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.engine.cluster import Cluster
    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

KIND: Final = "texts"
"""Under what the texts of blocks are kept."""


class Tell(NamedTuple):
    """A way to say a verdict, which other processes can load, and the name that tells it from others."""

    name: str
    say: Callable[[Assessment], str]


class Entry(NamedTuple):
    """A block, and the name under which its texts are kept."""

    block: Block
    name: str


def tell_each(
    folder: Folder,
    declarations: Declarations,
    targets: Iterable[Target],
    as_of: date,
    tell: Tell,
    progress: Callable[[int, int], None] | None = None,
    jobs: int | None = 1,
    cluster: Cluster | None = None,
) -> Iterator[str]:
    """What is said of the verdict on each of some targets as of a day, in their order, as it comes.

    Targets of one indicator are judged together, some hundred areas at once; what was judged is not held. `progress` is
    told how many of how many targets are done. As many processes work as there are `jobs` (None: as many as pay), or
    the workers of a `cluster`. Raises InvalidInputError when the figures of one of the targets cannot be read.
    """
    wanted = list(targets)
    names = frozenset(target.id for target in wanted)
    waiting: dict[str, str] = {}
    given = 0
    with closing(_texts(folder, blocks(declarations, wanted), as_of, tell, jobs, cluster)) as each:
        for found in each:
            waiting |= {name: text for name, text in found.items() if name in names}
            if progress is not None:
                progress(given + len(waiting), len(names))
            while given < len(wanted) and wanted[given].id in waiting:
                yield waiting.pop(wanted[given].id)
                given += 1


def _texts(
    folder: Folder, todo: Sequence[Block], as_of: date, tell: Tell, asked: int | None, cluster: Cluster | None
) -> Generator[Mapping[str, str]]:
    """The texts of each block, by id, in the order of the blocks: those that are kept are read here."""
    entries = [Entry(block, cache.key(KIND, tell.name, key(folder, block, as_of))) for block in todo]
    new = [entry for entry in entries if not cache.holds(folder, KIND, entry.name)]
    jobs = processes(asked, sum(len(entry.block.targets) for entry in new))
    with closing(_elsewhere(folder, new, as_of, tell, jobs, cluster)) as made:
        waited_for = {id(entry) for entry in new} if cluster is not None or (jobs > 1 and len(new) > 1) else set()
        for entry in entries:
            yield next(made) if id(entry) in waited_for else texts_of(folder, entry, as_of, tell)


def _elsewhere(
    folder: Folder, new: Sequence[Entry], as_of: date, tell: Tell, jobs: int, cluster: Cluster | None
) -> Generator[Mapping[str, str]]:
    """The texts of some blocks from other processes."""
    from tracker.engine.workers import at_once, on_cluster

    yield from on_cluster(folder, new, as_of, tell, cluster) if cluster else at_once(folder, new, as_of, tell, jobs)


def texts_of(folder: Folder, entry: Entry, as_of: date, tell: Tell) -> Mapping[str, str]:
    """What is said of the targets of a block, by id, kept or said now."""
    kept = cache.find(folder, KIND, entry.name)
    if isinstance(kept, dict):
        return kept
    said = texts_now(folder, entry.block, as_of, tell)
    cache.keep(folder, KIND, entry.name, said)
    return said


def texts_now(folder: Folder, block: Block, as_of: date, tell: Tell) -> dict[str, str]:
    """What is said of the targets of a block, by id, from the figures of a folder."""
    return {verdict.target.id: tell.say(verdict) for verdict in judged_now(folder, block, as_of)}
