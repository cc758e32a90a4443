"""Verdicts with their tripwires, which only some answers need: each takes a dozen forecasts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.engine import cache
from tracker.engine.codec import plain, record
from tracker.engine.inputs import area_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment, Tripwire
    from tracker.workspace import Folder


def with_tripwires(
    folder: Folder, declarations: Declarations, verdicts: Iterable[Assessment]
) -> tuple[Assessment, ...]:
    """The same verdicts, each with the next figures that would change its status; none where it has no probability."""
    from tracker.verdict import calendars

    together = {name: calendars(targets) for name, targets in declarations.of_indicator.items()}
    return tuple(
        replace(
            verdict, tripwires=_kept(folder, declarations, verdict, together.get(verdict.target.indicator or "", ()))
        )
        for verdict in verdicts
    )


def tripwires_key(folder: Folder, declarations: Declarations, verdict: Assessment) -> str:
    """The name under which the tripwires of a verdict are kept."""
    target = verdict.target
    depends = repr(area_rows(folder, declarations, target.indicator or "", target.area))
    return cache.key("tripwires", folder.targets(), target.id, depends, verdict.as_of.isoformat())


def _kept(
    folder: Folder, declarations: Declarations, verdict: Assessment, together: Sequence[Target]
) -> tuple[Tripwire, ...]:
    target = verdict.target
    if target.indicator is None or verdict.probability is None:
        return ()
    entry = tripwires_key(folder, declarations, verdict)
    kept = cache.find(folder, "tripwires", entry)
    if kept is not None:
        try:
            return tuple(record(each) for each in kept)
        except (LookupError, TypeError, ValueError, AttributeError):
            pass
    found = _computed(folder, declarations, verdict, together)
    cache.keep(folder, "tripwires", entry, plain(found))
    return found


def _computed(
    folder: Folder, declarations: Declarations, verdict: Assessment, together: Sequence[Target]
) -> tuple[Tripwire, ...]:
    from tracker.verdict import tripwires

    target = verdict.target
    indicator = declarations.indicators[target.indicator or ""]
    known = area_rows(folder, declarations, indicator.id, target.area)
    return tripwires(verdict, indicator, known, together, declarations.settings)
