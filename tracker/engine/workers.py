"""Blocks of targets judged in several processes, on this machine or on a cluster."""

from __future__ import annotations

import json
import os
import pickle
import platform
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from tracker.engine import cache
from tracker.engine.blocks import files, key
from tracker.errors import RefusedError
from tracker.workspace import figures_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.engine.cluster import Cluster
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

Made = TypeVar("Made")

BLOCKS_A_TASK: Final = 4
"""Blocks of one indicator that a process gets at once: its figures are sent, and read, once for all of them."""

FEWEST: Final = 2000
"""Targets from which on several processes pay, each of which has to start and load its libraries."""

_QUICKLY: Final = 1
"""The level of compression of what goes over a network: it takes less time than sending the rest would."""


def processes(asked: int | None, targets: int) -> int:
    """How many processes are to work: those asked for, else all processors where that pays."""
    if asked is not None:
        return asked
    return (os.cpu_count() or 1) if targets >= FEWEST else 1


def at_once(
    folder: Folder,
    todo: Sequence[Block],
    as_of: date,
    make: Callable[[Assessment], Made],
    names: frozenset[str],
    jobs: int,
) -> Iterator[Mapping[str, Made]]:
    """What `make` gives for the verdicts of some targets of each block, by id, in the order of the blocks.

    As many processes work as there are `jobs`, by joblib. Each gets the content of the files it needs, as this process
    has read them.
    """
    from joblib import Parallel, delayed

    # A file joblib.py in the folder of whoever asks is theirs, not joblib's.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    tasks = (delayed(_made)(_carried(folder, task), task, as_of, make, _wanted(task, names)) for task in _tasks(todo))
    yield from Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")(tasks)


def on_cluster(
    folder: Folder,
    todo: Sequence[Block],
    as_of: date,
    make: Callable[[Assessment], Made],
    names: frozenset[str],
    cluster: Cluster,
) -> Iterator[Mapping[str, Made]]:
    """The same from the workers of a Dask cluster, which read and write no file.

    They get what is kept of the verdicts, and the figures; verdicts that are judged anew come back and are kept here.
    """
    from joblib import delayed

    from tracker.engine.cluster import answers, installed

    here = installed()
    tasks = (delayed(_made_there)(_sent(folder, task, as_of, names), as_of, make, here) for task in _tasks(todo))
    for made, judged in answers(cluster, tasks):
        for entry, content in judged:
            cache.keep_bytes(folder, "verdicts", entry, zlib.decompress(content))
        yield pickle.loads(zlib.decompress(made))  # noqa: S301 - as all that a cluster answers is read


def _tasks(todo: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks, in their order, some together where they follow each other on one indicator."""
    task: list[Block] = []
    for block in todo:
        if task and (len(task) == BLOCKS_A_TASK or task[-1].targets[0].indicator != block.targets[0].indicator):
            yield task
            task = []
        task.append(block)
    if task:
        yield task


def _wanted(task: Sequence[Block], names: frozenset[str]) -> tuple[str, ...]:
    """The targets of a task that are asked for, by id."""
    return tuple(target.id for block in task for target in block.targets if target.id in names)


def _carried(folder: Folder, task: Sequence[Block]) -> Folder:
    """The folder with nothing but the files that a task depends on."""
    return replace(folder, held=_figures(folder, task), supposed=())


def _figures(folder: Folder, task: Sequence[Block]) -> dict[str, bytes | None]:
    """The contents of the files that a task depends on, by path."""
    names = {name for block in task for target in block.targets for name in files(block.whole, target)}
    return {figures_path(name): folder.figures(name) for name in sorted(names)}


def _made(
    folder: Folder, task: Sequence[Block], as_of: date, make: Callable[[Assessment], Made], wanted: Iterable[str]
) -> Mapping[str, Made]:
    from tracker.engine.verdicts import judged

    asked = frozenset(wanted)
    found = (verdict for block in task for verdict in judged(folder, block, as_of))
    return {verdict.target.id: make(verdict) for verdict in found if verdict.target.id in asked}


class _Sent(NamedTuple):
    """What a worker of a cluster gets: blocks, and all that their verdicts depend on, compressed.

    `figures` are contents of files by path; `entries`, one for each block, the name under which its verdicts are kept
    and what is kept. A tuple, which joblib does not put on one worker for others to fetch: with that worker it would be
    lost.
    """

    blocks: tuple[Block, ...]
    wanted: tuple[str, ...]
    figures: tuple[tuple[str, bytes | None], ...]
    entries: tuple[tuple[str, bytes | None], ...]


def _sent(folder: Folder, task: Sequence[Block], as_of: date, names: frozenset[str]) -> _Sent:
    entries = [key(folder, block, as_of) for block in task]
    return _Sent(
        blocks=tuple(task),
        wanted=_wanted(task, names),
        figures=tuple((path, _packed(content)) for path, content in _figures(folder, task).items()),
        entries=tuple((entry, _packed(cache.find_bytes(folder, "verdicts", entry))) for entry in entries),
    )


def _made_there(
    sent: _Sent, as_of: date, make: Callable[[Assessment], Made], here: Mapping[str, str]
) -> tuple[bytes, list[tuple[str, bytes]]]:
    """What is made of the verdicts by id; and the verdicts that were judged anew, as they are kept; all compressed."""
    from tracker.engine.cluster import difference, installed
    from tracker.engine.verdicts import as_kept, from_kept, judged_now
    from tracker.workspace import Folder

    if other := difference(installed(), here):
        raise RefusedError(f"a worker that came meanwhile, on {platform.node()}, {other}")
    folder = Folder(Path(os.devnull), held={path: _unpacked(content) for path, content in sent.figures})
    asked = frozenset(sent.wanted)
    made: dict[str, Made] = {}
    judged = []
    for block, (entry, kept) in zip(sent.blocks, sent.entries, strict=True):
        verdicts = from_kept(json.loads(_unpacked(kept) or b"null"), block, as_of)
        if verdicts is None:
            verdicts = judged_now(folder, block, as_of)
            judged.append((entry, zlib.compress(cache.as_json(as_kept(verdicts)), _QUICKLY)))
        made |= {verdict.target.id: make(verdict) for verdict in verdicts if verdict.target.id in asked}
    return zlib.compress(pickle.dumps(made), _QUICKLY), judged


def _packed(content: bytes | None) -> bytes | None:
    return None if content is None else zlib.compress(content, _QUICKLY)


def _unpacked(content: bytes | None) -> bytes | None:
    return None if content is None else zlib.decompress(content)
