"""Blocks of targets judged in several processes."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from tracker.engine.blocks import files
from tracker.workspace import figures_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

Made = TypeVar("Made")

BLOCKS_A_TASK: Final = 4
"""Blocks of one indicator that a process gets at once: its figures are sent, and read, once for all of them."""


FEWEST: Final = 2000
"""Targets from which on several processes pay, each of which has to start and load its libraries."""


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

    As many processes work as there are `jobs`, by joblib, so that whoever configures its backend (`parallel_config`)
    decides where. Each gets the content of the files it needs, as this process has read them.
    """
    from joblib import Parallel, delayed  # type: ignore[import-untyped]

    # A file joblib.py in the folder of whoever asks is theirs, not joblib's.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    tasks = (delayed(_made)(_carried(folder, task), task, as_of, make, names) for task in _tasks(todo))
    yield from Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")(tasks)


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


def _carried(folder: Folder, task: Sequence[Block]) -> Folder:
    """The folder with nothing but the files that a task depends on."""
    names = {name for block in task for target in block.targets for name in files(block.whole, target)}
    return replace(folder, held={figures_path(name): folder.figures(name) for name in sorted(names)}, supposed=())


def _made(
    folder: Folder, task: Sequence[Block], as_of: date, make: Callable[[Assessment], Made], names: frozenset[str]
) -> Mapping[str, Made]:
    from tracker.engine.verdicts import judged

    found = (verdict for block in task for verdict in judged(folder, block, as_of))
    return {verdict.target.id: make(verdict) for verdict in found if verdict.target.id in names}
