"""Waiting until a report must be made anew. The one module that imports watchfiles."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from tracker.workspace import places, stamps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

    from tracker.workspace import Folder, Stamp

QUIET_MILLISECONDS: Final = 400
"""How long nothing may change before a burst of changes is over."""

LONGEST_MILLISECONDS: Final = 3000
"""After which a burst counts as over all the same."""


def can_watch() -> bool:
    """Whether watchfiles is installed."""
    try:
        return find_spec("watchfiles") is not None
    except ValueError:  # somebody put nothing in its place
        return False


def changes(folder: Folder, known: frozenset[Stamp], stop: Event) -> Iterator[None]:
    """Yield each time the files that a report is made from are others than they were: than `known`, to begin with.

    What else changes, the report's own files among it, yields nothing; changes that come while the caller works yield
    once. Ends when `stop` is set.
    """
    from watchfiles import watch

    while not stop.is_set():
        watched = places(folder)
        news = watch(
            *watched,
            watch_filter=None,
            recursive=False,
            stop_event=stop,
            step=QUIET_MILLISECONDS,
            debounce=LONGEST_MILLISECONDS,
            yield_on_timeout=True,
            rust_timeout=LONGEST_MILLISECONDS,
            raise_interrupt=True,
        )
        for _ in news:
            now = stamps(folder)
            if now != known:
                known = now
                yield
            if places(folder) != watched:  # a folder came or went: watch what there is now
                break
