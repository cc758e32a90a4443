"""Targets and indicators by name, with "did you mean …?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import RefusedError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.figures import Indicator
    from tracker.goals.declarations import Declarations
    from tracker.goals.target import Target


def find(names: Iterable[str], declarations: Declarations) -> list[Target]:
    """Return the targets of these names, none twice; a declared id finds its targets in all areas.

    Without names: every target. Raises UnknownNameError for the names that are no target.
    """
    wanted = tuple(names)
    if not wanted:
        return list(declarations.targets.values())
    by_declared: dict[str, list[Target]] = {}
    for target in declarations.targets.values():
        by_declared.setdefault(target.declared_id, []).append(target)
    result: dict[str, Target] = {}
    unknown: list[str] = []
    for name in wanted:
        if name in declarations.targets:
            result[name] = declarations.targets[name]
        elif name in by_declared:
            result.update({target.id: target for target in by_declared[name]})
        else:
            unknown.append(_no_target(name, by_declared, declarations))
    if unknown:
        raise UnknownNameError("\n".join(unknown))
    return list(result.values())


def find_indicator(name: str, declarations: Declarations) -> Indicator:
    """Return the indicator of this name. Raises UnknownNameError."""
    if name in declarations.indicators:
        return declarations.indicators[name]
    hint = did_you_mean(name, declarations.indicators)
    raise UnknownNameError(f"there is no indicator {name!r}{hint or '; the indicators are ' + _listed(declarations)}")


def find_measured(name: str, declarations: Declarations) -> tuple[Target | None, Indicator]:
    """The indicator of this name; else the one target of this name and its indicator.

    Raises UnknownNameError where there is neither, RefusedError for a target that has no figures or many areas.
    """
    if name in declarations.indicators:
        return None, declarations.indicators[name]
    target, *others = find([name], declarations)
    if others:
        written = ", ".join(each.id for each in (target, *others)[:3])
        raise RefusedError(f"{name!r} stands for {len(others) + 1} areas; write one of them, like {written}")
    if target.indicator is None:
        raise RefusedError(f"{target.id!r} has no figures to forecast; write a target with an indicator")
    return target, declarations.indicators[target.indicator]


def _listed(declarations: Declarations) -> str:
    names = list(declarations.indicators)
    return ", ".join([*names[:10], *(["…"] if len(names) > 10 else [])]) or "none"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or nothing."""
    found = nearest(name, known)
    return f"; did you mean {found!r}?" if found else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like this one, if any does."""
    from difflib import get_close_matches

    matches = get_close_matches(name[:200], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def _no_target(name: str, by_declared: dict[str, list[Target]], declarations: Declarations) -> str:
    declared, at, area = name.partition("@")
    if at and declared in by_declared:
        areas = [target.area for target in by_declared[declared] if target.id != declared]
        hint = did_you_mean(area, areas) if areas else f"; write {declared!r}: it stands for one area"
        return f"target {declared!r} has no area {area!r}{hint}"
    if name in declarations.indicators:
        on_it = list(dict.fromkeys(t.declared_id for t in declarations.targets.values() if t.indicator == name))
        return f"{name!r} is an indicator; its targets: {', '.join(on_it) or 'none'}"
    hint = did_you_mean(declared, by_declared) or did_you_mean(declared, declarations.indicators)
    return f"there is no target {name!r}{hint or '; list them with: tracker list'}"
