"""The track records behind the targets of a workspace, kept by what each was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.engine import cache, codec
from tracker.engine.backtest import ALWAYS, calendar_of, past_of, scored, trials_of
from tracker.engine.inputs import area_rows
from tracker.forecast import Bin, ModelScore, TrackRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.engine.backtest import Past
    from tracker.goals import Declarations, Target
    from tracker.workspace import Folder

_RECORDS: Final = {kind.__name__: kind for kind in (Bin, ModelScore, TrackRecord)}


def track_records(
    folder: Folder, declarations: Declarations, as_of: date, targets: Iterable[Target] | None = None
) -> dict[str, TrackRecord]:
    """The track record behind every target whose series has a past, against both random walks, by target id.

    `targets` are all targets of some series; by default those of all.
    """
    asked: dict[tuple[str, str], list[Target]] = {}
    for target in declarations.targets.values() if targets is None else targets:
        if target.indicator is not None:
            asked.setdefault((target.indicator, target.area), []).append(target)
    calendar = {name: calendar_of(declarations, name) for name in dict.fromkeys(name for name, _ in asked)}
    found: dict[str, TrackRecord] = {}
    pasts: dict[str, tuple[Past, list[Target]]] = {}
    for (name, area), here in asked.items():
        entry = records_key(folder, declarations, here, calendar[name], as_of)
        kept = _known(cache.find(folder, "records", entry))
        if kept is None:
            measure, every = declarations.indicators[name], area_rows(folder, declarations, name, area)
            pasts[entry] = past_of(declarations, measure, every, here, calendar[name], area, as_of), here
        else:
            found |= kept
    replayed = [each for each, _ in pasts.values() if each.known]
    made = {name: dict(zip(map(id, replayed), trials_of(folder, name, replayed), strict=True)) for name in ALWAYS}
    for entry, (each, here) in pasts.items():
        trials = {name: made[name][id(each)] for name in ALWAYS} if each.known else {}
        new = {target.id: scored([each], trials, target) for target in here if each.known}
        cache.keep(folder, "records", entry, {name: codec.plain(record) for name, record in new.items()})
        found |= new
    return {name: found[name] for name in declarations.targets if name in found}


def records_key(
    folder: Folder, declarations: Declarations, here: Sequence[Target], calendar: Sequence[Target], as_of: date
) -> str:
    """The name under which the track records of all targets of one series are kept."""
    name, area = here[0].indicator or "", here[0].area
    rows = area_rows(folder, declarations, name, area)
    depends = (declarations.indicators[name], rows, here, calendar, declarations.settings, area, as_of)
    return cache.key("records", *map(repr, depends))


def _known(kept: Any) -> dict[str, TrackRecord] | None:  # noqa: ANN401 - whatever a cache file holds
    """The track records that were kept, or None where they cannot be read."""
    try:
        return {name: codec.record(each, _RECORDS) for name, each in kept.items()}
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
