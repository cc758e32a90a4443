"""Blocks of targets judged in several processes, on this machine or on a cluster."""

from __future__ import annotations

import json
import os
import platform
import zlib
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.engine import cache
from tracker.engine.blocks import files
from tracker.engine.pool import results
from tracker.engine.texts import KIND, texts_now, texts_of
from tracker.errors import RefusedError
from tracker.workspace import figures_path

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.engine.blocks import Block
    from tracker.engine.cluster import Cluster
    from tracker.engine.texts import Entry, Tell
    from tracker.workspace import Folder

BLOCKS_A_TASK: Final = 8
"""Blocks of one indicator that a process gets at once: its figures are sent, and read, once for all of them."""

_QUICKLY: Final = 1
"""The level of compression of what goes over a network: it takes less time than sending the rest would."""


def at_once(folder: Folder, todo: Sequence[Entry], as_of: date, tell: Tell, jobs: int) -> Generator[Mapping[str, str]]:
    """The texts of each block, by id, in the order of the blocks, which are kept.

    As many processes work as there are `jobs`. Each gets the content of the files it needs, as this process has read
    them.
    """
    tasks = ((_carried(folder, task), task, as_of, tell) for task in _tasks(todo))
    with closing(results(_told, tasks, jobs)) as found:
        for texts in found:
            yield from texts


def on_cluster(
    folder: Folder, todo: Sequence[Entry], as_of: date, tell: Tell, cluster: Cluster
) -> Generator[Mapping[str, str]]:
    """The same from the workers of a Dask cluster, which read and write no file: they get and give compressed bytes."""
    from joblib import delayed

    from tracker.engine.cluster import answers, installed

    here = installed()
    calls = (delayed(_told_there)(_sent(folder, task), as_of, tell, here) for task in _tasks(todo))
    with closing(answers(cluster, calls)) as found:
        for entry, packed in zip(todo, chain.from_iterable(found), strict=True):
            content = zlib.decompress(packed)
            cache.keep_bytes(folder, KIND, entry.name, content)
            yield json.loads(content)


def _tasks(todo: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The blocks, in their order, some together where they follow each other on one indicator."""
    task: list[Entry] = []
    for entry in todo:
        if task and (
            len(task) == BLOCKS_A_TASK or task[-1].block.targets[0].indicator != entry.block.targets[0].indicator
        ):
            yield task
            task = []
        task.append(entry)
    if task:
        yield task


def _carried(folder: Folder, task: Sequence[Entry]) -> Folder:
    """The folder with nothing but the files that a task depends on."""
    return replace(folder, held=_figures(folder, task), supposed=())


def _figures(folder: Folder, task: Sequence[Entry]) -> dict[str, bytes | None]:
    """The contents of the files that a task depends on, by path."""
    names = {name for block, _ in task for target in block.targets for name in files(block.whole, target)}
    return {figures_path(name): folder.figures(name) for name in sorted(names)}


def _told(folder: Folder, task: Sequence[Entry], as_of: date, tell: Tell) -> list[Mapping[str, str]]:
    return [texts_of(folder, entry, as_of, tell) for entry in task]


class _Sent(NamedTuple):
    """What a worker of a cluster gets: blocks, and contents of files by path, compressed.

    A tuple, which joblib does not put on one worker for others to fetch: with that worker it would be lost.
    """

    blocks: tuple[Block, ...]
    figures: tuple[tuple[str, bytes | None], ...]


def _sent(folder: Folder, task: Sequence[Entry]) -> _Sent:
    figures = _figures(folder, task)
    return _Sent(
        blocks=tuple(entry.block for entry in task),
        figures=tuple((path, content and zlib.compress(content, _QUICKLY)) for path, content in figures.items()),
    )


def _told_there(sent: _Sent, as_of: date, tell: Tell, here: Mapping[str, str]) -> list[bytes]:
    """The texts of each block as they are to be kept, compressed."""
    from tracker.engine.cluster import difference, installed
    from tracker.workspace import Folder

    if other := difference(installed(), here):
        raise RefusedError(f"a worker that came meanwhile, on {platform.node()}, {other}")
    held = {path: content and zlib.decompress(content) for path, content in sent.figures}
    folder = Folder(Path(os.devnull), held=held)
    return [zlib.compress(cache.as_json(texts_now(folder, block, as_of, tell)), _QUICKLY) for block in sent.blocks]
