"""The scorecards of a workspace, computed where they are not already known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.engine import cache
from tracker.engine.blocks import files
from tracker.engine.cache import fingerprint
from tracker.engine.verdicts import judged_together
from tracker.verdict import Score, scorecards

if TYPE_CHECKING:
    from datetime import date

    from tracker.goals import Declarations
    from tracker.workspace import Folder


def scores(folder: Folder, declarations: Declarations, as_of: date) -> tuple[Score, ...]:
    """How the goals stand as of a day: all together, and by tag, area and group.

    Raises InvalidInputError when the figures of one of them cannot be read.
    """
    targets = declarations.targets.values()
    depends = sorted({name for target in targets for name in files(declarations, target)})
    entry = cache.key("scores", folder.targets(), fingerprint(folder, depends), as_of.isoformat())
    kept = cache.find(folder, "scores", entry)
    if kept is not None:
        try:
            return tuple(_record(each) for each in kept)
        except (LookupError, TypeError, ValueError, AttributeError):
            pass
    found = {v.target.id: (v, met) for v, met in judged_together(folder, declarations, targets, as_of)}
    made = scorecards([found[target.id] for target in targets], declarations.settings)
    cache.keep(folder, "scores", entry, [as_plain_score(each) for each in made])
    return made


def as_plain_score(score: Score) -> dict[str, Any]:
    """A score as JSON-able data: statuses with their counts, the interval as a pair."""
    fields = {name: getattr(score, name) for name in Score.__slots__}
    return fields | {"counts": dict(score.counts)}


def _record(data: dict[str, Any]) -> Score:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return Score(**(fields | {"counts": tuple(data["counts"].items())}))
