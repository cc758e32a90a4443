"""Another copy of a workspace as one side of a comparison: the base of a proposed change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.engine.inputs import load, read, read_milestones
from tracker.engine.moments import Moment, Recorded
from tracker.engine.verdicts import assess
from tracker.verdict import Side, standing_of
from tracker.workspace import is_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.goals import Declarations
    from tracker.workspace import Folder


def copied(folder: Folder, declarations: Declarations, base: Folder, day: date) -> Moment:
    """What the verdicts of a copy are on a day, and the figures that it has, for comparison with `folder`.

    A file of figures that cannot be read under today's declarations is compared as it stands today: what the verdicts
    owe to it then counts as a changed goal or method.
    """
    from tracker import __version__

    goals = load(base)
    verdicts = {
        each.target.id: Recorded(
            standing=standing_of(each),
            condition=each.target.condition.written,
            deadline=None if each.target.deadline is None else str(each.target.deadline),
        )
        for each in assess(base, goals, goals.targets.values(), day)
    }
    side = Side(day=day, report=base.root.name, version=__version__)
    return Moment(side=side, verdicts=verdicts, files={}, contents=_contents(folder, declarations, base))


def _contents(folder: Folder, declarations: Declarations, base: Folder) -> Mapping[str, bytes]:
    """The figures of the base by name; of a file that is not there yet, the header that it has now."""
    stepped = {target.declared_id: target for target in declarations.targets.values() if target.steps}
    found = {}
    for name in folder.figure_names():
        if not is_name(name) or (name not in declarations.indicators and name not in stepped):
            continue
        content = base.figures(name)
        if content is None:
            content = (folder.figures(name) or b"").partition(b"\n")[0] + b"\n"
        then = folder.supposing(name, content)
        problems = read_milestones(then, stepped[name])[1] if name in stepped else read(then, declarations, name)[1]
        if all(problem.warning for problem in problems):
            found[name] = content
    return found
