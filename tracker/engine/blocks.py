"""What is judged at once: the targets of some areas of an indicator, or one target that has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.engine import cache
from tracker.engine.cache import fingerprint
from tracker.goals import Declarations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.goals import Target
    from tracker.workspace import Folder

AREAS: Final = 256
"""Areas of an indicator that are judged at once, so that only their forecasts are in memory, and kept together."""


class Block(NamedTuple):
    """Targets that are judged at once, and the declarations that their verdicts depend on.

    `targets` share an indicator, or there is one. `whole` declares these, the targets that they name or are named by,
    and of the indicator's other targets one for each calendar.
    """

    targets: tuple[Target, ...]
    whole: Declarations


def unit(target: Target) -> tuple[str, str]:
    """What a target is judged together with: its indicator, or itself."""
    return ("indicator", target.indicator) if target.indicator is not None else ("target", target.id)


def together(declarations: Declarations, name: tuple[str, str]) -> tuple[Target, ...]:
    """The targets that are judged together, by what `unit` gave."""
    kind, identity = name
    return declarations.of_indicator[identity] if kind == "indicator" else (declarations.targets[identity],)


def files(declarations: Declarations, target: Target) -> tuple[str, ...]:
    """The names of the observation files that a verdict depends on."""
    if target.indicator is not None:
        return (target.indicator,)
    members = _members(target)
    if members:
        parts = [files(declarations, declarations.targets[member]) for member in members]
        return tuple(sorted({name for part in parts for name in part}))
    return (target.declared_id,)


def blocks(declarations: Declarations, wanted: Iterable[Target]) -> tuple[Block, ...]:
    """The blocks that hold some targets, in the order in which these first ask for them.

    A target's block is the same whatever else is asked for.
    """
    found: dict[tuple[tuple[str, str], int], Block] = {}
    parts: dict[str, tuple[dict[str, int], list[list[Target]], tuple[Target, ...]]] = {}
    for target in wanted:
        if target.indicator is None:
            key = (unit(target), 0)
            if key not in found:
                found[key] = Block((target,), _whole(declarations, (target,), ()))
            continue
        if target.indicator not in parts:
            parts[target.indicator] = _parts(declarations.of_indicator[target.indicator])
        places, groups, calendar = parts[target.indicator]
        place = places[target.area]
        key = (unit(target), place)
        if key not in found:
            group = tuple(groups[place])
            found[key] = Block(group, _whole(declarations, group, calendar))
    return tuple(found.values())


def _parts(targets: Sequence[Target]) -> tuple[dict[str, int], list[list[Target]], tuple[Target, ...]]:
    """The block of each area, the targets of each block, and one target for each calendar."""
    from tracker.verdict import calendars

    places: dict[str, int] = {}
    groups: list[list[Target]] = []
    for target in targets:
        place = places.setdefault(target.area, len(places) // AREAS)
        if place == len(groups):
            groups.append([])
        groups[place].append(target)
    return places, groups, calendars(targets)


def _whole(declarations: Declarations, targets: Sequence[Target], calendar: Sequence[Target]) -> Declarations:
    """What the verdicts on some targets depend on, of everything that is declared."""
    needed = {target.id: target for target in (*targets, *calendar)}
    for target in targets:
        before = declarations.of_declaration.get(target.replaces or "", ())
        after = declarations.successors.get(target.declared_id, ())
        needed |= {each.id: each for each in (*before, *after)}
    waiting = [name for target in targets for name in _members(target)]
    while waiting:
        member = declarations.targets[waiting.pop()]
        others = () if member.indicator is None else declarations.of_indicator[member.indicator]
        needed |= {each.id: each for each in (member, *others)}
        waiting += [name for name in _members(member) if name not in needed]
    names = {target.indicator for target in needed.values() if target.indicator is not None}
    return Declarations(
        settings=declarations.settings,
        indicators={name: declarations.indicators[name] for name in declarations.indicators if name in names},
        targets=needed,
    )


def _members(target: Target) -> tuple[str, ...]:
    forms = (target.condition, *(revision.condition for revision in target.revised))
    return tuple(dict.fromkeys(member for form in forms for member in form.members))


def key(folder: Folder, block: Block, as_of: date) -> str:
    """The name under which a block's verdicts are kept: of the day, its figures, and all that it declares."""
    depends = sorted({file for target in block.targets for file in files(block.whole, target)})
    forms: dict[str, str] = {}
    for target in block.whole.targets.values():
        if target.declared_id not in forms or target.condition.members:
            form = replace(target, line=0) if target.condition.members else replace(target, id="", area="", line=0)
            forms[target.id if target.condition.members else target.declared_id] = repr(form)
    declared = "\n".join(f"{target.id} {target.area} {target.declared_id}" for target in block.whole.targets.values())
    return cache.key(
        "verdicts",
        repr(block.whole.settings),
        repr([replace(indicator, line=0) for indicator in block.whole.indicators.values()]),
        repr(forms),
        declared,
        fingerprint(folder, depends),
        as_of.isoformat(),
    )
