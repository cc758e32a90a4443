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


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A function to call with (done, total); it draws on stderr once a second has passed, only at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    drawn = False

    def tick(done: int, total: int) -> None:
        nonlocal drawn
        if time.monotonic() - started > _PATIENCE_SECONDS:
            drawn = True
            click.echo(f"\r{label}: {done} of {total}", nl=False, err=True)

    try:
        yield tick
    finally:
        if drawn:
            click.echo("\r\x1b[K", nl=False, err=True)
