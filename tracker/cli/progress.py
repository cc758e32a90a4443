"""How far long work has come, for a person who waits."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE_SECONDS: Final = 1.0
_SURE_SECONDS: Final = 5.0
_MINUTE: Final = 60


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with (done, total); it draws on stderr once a second has passed, only at a terminal.

    After some seconds it also says how much time is left, at the pace so far.
    """
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    drawn = False

    def tick(done: int, total: int) -> None:
        nonlocal drawn
        gone = time.monotonic() - started
        if gone > _PATIENCE_SECONDS:
            drawn = True
            left = _left(gone, done, total) if gone > _SURE_SECONDS else ""
            click.echo(f"\r\x1b[K{label}: {done:,} of {total:,}{left}", nl=False, err=True)

    try:
        yield tick
    finally:
        if drawn:
            click.echo("\r\x1b[K", nl=False, err=True)


def _left(gone: float, done: int, total: int) -> str:
    """The time left, where anything has been done and anything is left."""
    if not 0 < done < total:
        return ""
    seconds = gone * (total - done) / done
    return f", about {seconds / _MINUTE:.0f} min left" if seconds >= 1.5 * _MINUTE else f", about {seconds:.0f} s left"
