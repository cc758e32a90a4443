"""What can only be said of several entries together: names, parts, areas, thresholds."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from tracker.errors import QuantityError
from tracker.goals.builder import areas_of, bounds_of
from tracker.goals.complaint import about
from tracker.goals.condition import kinds_in
from tracker.goals.declarations import DEFAULT_OFF_TRACK, DEFAULT_ON_TRACK
from tracker.goals.finder import did_you_mean
from tracker.goals.form import amounts, dates, shape
from tracker.goals.target import GROUPS, MILESTONES
from tracker.goals.written import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tracker.goals.document import Place
    from tracker.goals.form import Findings


def contradictions(data: Mapping[str, Any], broken: Collection[Place]) -> Iterator[tuple[Place, str]]:
    """Yield, for everything that contradicts something else, its place and a sentence.

    `broken` are the places of entries (`("targets", id)`) that do not fit the schema: of them only what needs no
    value that may be wrong is said.
    """
    for place, sentence in _all(data, broken):
        yield place, about(place, sentence)


def _all(data: Mapping[str, Any], broken: Collection[Place]) -> Findings:
    if not any(place[:1] == ("workspace",) for place in broken):
        yield from _thresholds(data.get("workspace", {}).get("thresholds", {}))
        yield from _pulls(data.get("workspace", {}).get("sources", {}))
    indicators = _entries(data, "indicators")
    targets = _entries(data, "targets")
    sound = {name: entry for name, entry in indicators.items() if ("indicators", name) not in broken}
    for name, entry in sound.items():
        yield from _bounds(("indicators", name, "bounds"), entry)
    for name, entry in targets.items():
        place: Place = ("targets", name)
        findings = [*shape(place, entry), *_names(place, entry, indicators, targets)]
        yield from findings
        if not findings and place not in broken:
            indicator = sound.get(entry.get("indicator", ""))
            if indicator is not None or "indicator" not in entry:
                yield from dates(place, entry, indicator)
                yield from amounts(place, entry, indicator)
    yield from _cycles(targets)


def _pulls(sources: Mapping[str, Any]) -> Findings:
    for name, entry in sources.items():
        pull = entry.get("pull", {})
        if pull and not {"url", "path", "query"} & pull.keys():
            yield ("workspace", "sources", name, "pull"), "it says nowhere to ask; write url, path or query"
        elif {"url", "path"} <= pull.keys():
            yield ("workspace", "sources", name, "pull"), "both url and path are given; write one of them"
        elif pull and (pull["from"] == "sql") != ("query" in pull):
            yield ("workspace", "sources", name, "pull"), "`from: sql` and `query` belong together; write both or none"


def _entries(data: Mapping[str, Any], section: str) -> dict[str, Mapping[str, Any]]:
    entries = data.get(section)
    if not isinstance(entries, dict):
        return {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, dict)}


def _thresholds(entry: Mapping[str, float]) -> Findings:
    on_track, off_track = entry.get("on_track", DEFAULT_ON_TRACK), entry.get("off_track", DEFAULT_OFF_TRACK)
    if off_track >= on_track:
        yield ("workspace", "thresholds"), f"off_track ({off_track}) must lie below on_track ({on_track})"


def _bounds(place: Place, entry: Mapping[str, Any]) -> Findings:
    try:
        low, high = bounds_of(entry)
    except QuantityError as error:
        yield place, str(error)
        return
    if low is not None and high is not None and low >= high:
        yield place, f"the lower bound comes first and below the other, found {entry['bounds']}"


def _names(
    place: Place, entry: Mapping[str, Any], indicators: Collection[str], targets: Mapping[str, Mapping[str, Any]]
) -> Findings:
    """Yield what is wrong with the names that an entry refers to, and with its own."""
    own = str(place[1])
    indicator = entry.get("indicator")
    if isinstance(indicator, str) and indicator not in indicators:
        hint = did_you_mean(indicator, indicators) or "; declare it under `indicators:`"
        yield (*place, "indicator"), f"there is no indicator {shown(indicator)}{hint}"
    if MILESTONES in entry and own in indicators:
        yield place, "an indicator has the same id, and both would need one file of observations; rename one of them"
    if "replaces" in entry and (entry["replaces"] == own or entry["replaces"] not in targets):
        former = str(entry["replaces"])
        lost = f"there is no target {shown(former)}{did_you_mean(former, targets)}"
        yield (*place, "replaces"), "a target cannot replace itself; write another's id" if former == own else lost
    naming = [key for key in ("area", "areas", "for_each") if key in entry]
    if len(naming) > 1:
        yield (*place, naming[1]), f"{' and '.join(naming)} both name areas; keep one"
        return
    for kind in kinds_in(entry):
        if kind in GROUPS and isinstance(entry[kind], list):
            for position, member in enumerate(entry[kind]):
                if sentence := _member(member, entry, targets):
                    yield (*place, kind, position), sentence


def _member(member: object, group: Mapping[str, Any], targets: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what is wrong with a member's name, or nothing."""
    declared, at, area = str(member).partition("@")
    if declared not in targets:
        return f"there is no target {shown(declared)}{did_you_mean(declared, targets)}"
    own = _safe_areas(targets[declared])
    if at and area not in own:
        return f"target {declared} has no area {shown(area)}; its areas: {', '.join(own) or 'one, so leave out the @'}"
    lacking = [each for each in _safe_areas(group) if own and not at and each not in own]
    return f"target {declared} has no area {shown(lacking[0])}; leave it out of this one's areas" if lacking else ""


def _safe_areas(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return an entry's areas; none where they are not written as a list."""
    for_each = entry.get("for_each", {})
    written = entry.get("areas", for_each.get("area", []) if isinstance(for_each, dict) else [])
    return areas_of({"areas": written}) if isinstance(written, list) else ()


def _cycles(targets: Mapping[str, Mapping[str, Any]]) -> Findings:
    parts = {
        name: [str(member).partition("@")[0] for kind in GROUPS for member in _listed(entry.get(kind))]
        for name, entry in targets.items()
    }
    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        circle = [str(name) for name in reversed(error.args[1])]
        kind = next(kind for kind in GROUPS if kind in targets[circle[0]])
        yield ("targets", circle[0], kind), f"the goal is a part of itself: {' → '.join(circle)}; remove one of them"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
