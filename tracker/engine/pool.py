"""Work that several processes of this machine share."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

Result = TypeVar("Result")
Thing = TypeVar("Thing")

FEWEST: Final = 2000
"""Targets from which on several processes pay, each of which has to start and load its libraries."""

_PIECES_A_PROCESS: Final = 4
"""With fewer a process may wait long for the last one, with more each takes longer to hand over."""


def processes(asked: int | None, count: int, fewest: int = FEWEST) -> int:
    """How many processes are to work on a `count` of things: those asked for, else all processors where that pays."""
    if asked is not None:
        return asked
    return (os.cpu_count() or 1) if count >= fewest else 1


def pieces(things: Sequence[Thing], jobs: int) -> list[Sequence[Thing]]:
    """Some things in their order, in pieces that several processes can share."""
    some = max(-(-len(things) // (jobs * _PIECES_A_PROCESS)), 1)
    return [things[start : start + some] for start in range(0, len(things), some)]


def results(function: Callable[..., Result], arguments: Iterable[tuple[Any, ...]], jobs: int) -> Generator[Result]:
    """What a function gives for some arguments, in their order, each worked out in one of several processes.

    They begin at once.
    """
    found = _results(function, arguments, jobs)
    next(found)
    return found


def _results(function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]], jobs: int) -> Generator[Any]:
    """Nothing, once work has begun; then the results."""
    from joblib import Parallel, delayed

    # A file joblib.py in the folder of whoever asks is theirs, not joblib's.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    calls = (delayed(function)(*each) for each in arguments)
    found = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs")(calls)
    try:
        yield None
        for result in found:  # noqa: UP028 - it would close them with a warning
            yield result
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that not everything was taken
            found.close()
