"""Records from a checked document.

Plain code on plain data: neither pydantic nor yaml is imported, so that a document kept as JSON is enough.
"""

from __future__ import annotations

from dataclasses import replace
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import Indicator, parse_quantity, text_of
from tracker.goals.condition import kinds_in, parse_condition
from tracker.goals.declarations import Declarations, Pull, Settings, Source
from tracker.goals.target import GROUPS, MILESTONES, SPANS, Declaration, Revision, Step, Target
from tracker.goals.written import parse_day, parse_days, parse_moment, parse_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.figures import Period, Text
    from tracker.goals.target import Condition

DEFAULT_AREA: Final = "all"
"""The area of a workspace that names none."""

_UNTITLED: Final = {"en": "Declared targets", "zh": "目标"}
_SIDES: Final = {"up": 1, "down": -1, "neither": 0}


def build(document: Mapping[str, Any]) -> Declarations:
    """Return everything that a document from `parse` declares, in the order of the file."""
    workspace: Mapping[str, Any] = document.get("workspace") or {}
    settings = _settings(workspace)
    entries: Mapping[str, Any] = document.get("targets") or {}
    units = {name: entry["unit"] for name, entry in (document.get("indicators") or {}).items()}
    conditions = {
        name: parse_condition(entry, units.get(entry.get("indicator"), "")) for name, entry in entries.items()
    }
    sides = _sides(entries, conditions)
    indicators = {
        name: _indicator(name, entry, sides.get(name, 0)) for name, entry in (document.get("indicators") or {}).items()
    }
    areas = {name: areas_of(entry) for name, entry in entries.items()}
    deadlines = _deadlines(entries)
    targets: dict[str, Target] = {}
    for name, entry in entries.items():
        shared = _shared(name, entry, units.get(entry.get("indicator"), ""), deadlines[name])
        for area in areas[name] or (None,):
            identifier = name if area is None else f"{name}@{area}"
            own_area = str(entry.get("area", settings.area)) if area is None else area
            target = Target(id=identifier, area=own_area, condition=conditions[name], **shared)
            targets[identifier] = _with_members(target, area, areas) if target.condition.members else target
    return Declarations(
        settings=settings,
        indicators=indicators,
        targets=targets,
        area_names={str(code): text_of(name) for code, name in workspace.get("area_names", {}).items()},
    )


def areas_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the areas that one declaration stands for; none where it stands for itself."""
    return tuple(map(str, entry.get("areas") or entry.get("for_each", {}).get("area", ())))


def own_deadline(entry: Mapping[str, Any]) -> Period | None:
    """Return the deadline that an entry itself names: `by`, the end of `over`, or the latest of its steps."""
    if "by" in entry:
        return parse_moment(entry["by"])
    if "over" in entry:
        return parse_span(entry["over"])[1]
    steps = entry.get(MILESTONES)
    dates = [parse_moment(step["by"]) for step in steps if "by" in step] if isinstance(steps, list) else []
    return latest(dates)


def latest(periods: Iterable[Period | None]) -> Period | None:
    """Return the period that ends last; of several, the shortest."""
    known = [period for period in periods if period is not None]
    return max(known, key=lambda period: (period.end, period.start), default=None)


def previous_form(entry: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition and dates of an earlier form: what `was` does not say was as it is now."""
    kinds = kinds_in(was) or kinds_in(entry)
    form = {kind: was.get(kind, entry.get(kind)) for kind in kinds}
    keys = ["by", *(("over",) if kinds and kinds[0] in SPANS else ("since", "baseline"))]
    now = {key: entry[key] for key in keys if key in entry and not (key == "by" and "over" in was)}
    return form | now | {key: was[key] for key in keys if key in was}


def _settings(entry: Mapping[str, Any]) -> Settings:
    notes = entry.get("notes", [])
    optional: dict[str, Any] = {key: entry[key] for key in ("language",) if key in entry}
    optional |= {key: float(share) for key, share in entry.get("thresholds", {}).items()}
    if "own_goals" in entry:
        optional["own_goals"] = float(entry["own_goals"])
    if "report_lag" in entry:
        optional["report_lag_days"] = parse_days(entry["report_lag"])
    return Settings(
        title=text_of(entry.get("title", _UNTITLED)),
        area=str(entry.get("area", DEFAULT_AREA)),
        url=entry["url"].rstrip("/") + "/" if "url" in entry else "",
        notes=tuple(text_of(note) for note in (notes if isinstance(notes, list) else [notes])),
        sources=tuple(_source(name, source) for name, source in entry.get("sources", {}).items()),
        **optional,
    )


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    return Source(
        id=name,
        publisher=_text(entry, "publisher"),
        title=_text(entry, "title"),
        authors=_text(entry, "authors"),
        published=parse_day(entry["published"]) if "published" in entry else None,
        url=entry.get("url", ""),
        note=_text(entry, "note"),
        pull=_pull(entry["pull"]) if "pull" in entry else None,
    )


def _pull(entry: Mapping[str, Any]) -> Pull:
    return Pull(
        form=entry["from"],
        url=entry.get("url", ""),
        path=entry.get("path", ""),
        query=entry.get("query", ""),
        map=entry.get("map"),
    )


def _indicator(name: str, entry: Mapping[str, Any], side: int) -> Indicator:
    unit = entry["unit"]
    low, high = bounds_of(entry)
    optional = {key: entry[key] for key in ("nature", "aggregation", "prices", "decimals", "source") if key in entry}
    return Indicator(
        id=name,
        title=text_of(entry["title"]),
        unit=unit,
        frequency=entry["frequency"],
        better=_SIDES[entry["better"]] if "better" in entry else side,
        lag_days=parse_days(entry.get("lag", 0)),
        prefer=tuple(entry.get("prefer", ())),
        bounds=(low, high),
        note=_text(entry, "note"),
        line=entry.get("line", 0),
        **optional,
    )


def bounds_of(entry: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the bounds of an indicator's entry, in its unit."""
    low, high = entry.get("bounds", (None, None))
    unit = entry["unit"]
    return None if low is None else parse_quantity(low, unit), None if high is None else parse_quantity(high, unit)


def _sides(entries: Mapping[str, Any], conditions: Mapping[str, Condition]) -> dict[str, int]:
    """Return, for each indicator, the side that all its targets agree on (+1, -1), else 0."""
    wanted: dict[str, set[int]] = {}
    for name, entry in entries.items():
        if "indicator" in entry:
            wanted.setdefault(entry["indicator"], set()).add(conditions[name].direction)
    return {indicator: directions.pop() for indicator, directions in wanted.items() if len(directions) == 1}


def _deadlines(entries: Mapping[str, Any]) -> dict[str, Period | None]:
    parts = {
        name: [member.partition("@")[0] for kind in GROUPS for member in entry.get(kind, ())]
        for name, entry in entries.items()
    }
    result: dict[str, Period | None] = {}
    for name in TopologicalSorter(parts).static_order():
        result[name] = own_deadline(entries[name]) or latest(result[part] for part in parts[name])
    return result


def _with_members(target: Target, area: str | None, areas: Mapping[str, tuple[str, ...]]) -> Target:
    """Put the ids of targets in the place of declared ids: of the same area, or of all areas."""

    def named(condition: Condition) -> Condition:
        members: list[str] = []
        for member in condition.members:
            own = areas.get(member, ())
            chosen = (area,) if area in own else own
            members += [f"{member}@{each}" for each in chosen] or [member]
        return replace(condition, members=tuple(members))

    revised = tuple(replace(revision, condition=named(revision.condition)) for revision in target.revised)
    return replace(target, condition=named(target.condition), revised=revised)


def _shared(name: str, entry: Mapping[str, Any], unit: str, deadline: Period | None) -> dict[str, Any]:
    """Return what all areas of a declaration have in common."""
    interim = [(parse_moment(key), parse_quantity(value, unit)) for key, value in entry.get("interim", {}).items()]
    optional = {key: entry[key] for key in ("reached", "binding", "replaces") if key in entry}
    return {
        "declared_id": name,
        "title": text_of(entry["title"]),
        "indicator": entry.get("indicator"),
        "deadline": deadline,
        "declared": _declaration(entry["declared"]) if "declared" in entry else None,
        "baseline": parse_moment(entry["baseline"]) if "baseline" in entry else None,
        "interim": tuple(sorted(interim, key=lambda goal: goal[0].end)),
        "steps": _steps(entry.get(MILESTONES)),
        "proxy": _text(entry, "proxy"),
        "revised": _revisions(entry, unit),
        "tags": tuple(entry.get("tags", ())),
        "note": _text(entry, "note"),
        "line": entry.get("line", 0),
        **optional,
    }


def _declaration(entry: Mapping[str, Any]) -> Declaration:
    return Declaration(
        on=parse_day(entry["on"]) if "on" in entry else None,
        document=_text(entry, "document"),
        by=_text(entry, "by"),
        url=entry.get("url", ""),
        quote=entry.get("quote", ""),
        source=entry.get("source", ""),
        note=_text(entry, "note"),
    )


def _steps(milestones: Any) -> tuple[Step, ...]:  # noqa: ANN401 - a count, a list, or nothing
    if milestones is None:
        return ()
    if isinstance(milestones, dict):
        return tuple(Step(id=f"step-{number}") for number in range(1, milestones["count"] + 1))
    return tuple(
        Step(id=step["id"], title=_text(step, "title"), by=parse_moment(step["by"]) if "by" in step else None)
        for step in milestones
    )


def _revisions(entry: Mapping[str, Any], unit: str) -> tuple[Revision, ...]:
    revisions = []
    for each in entry.get("revised", ()):
        form = previous_form(entry, each["was"])
        revisions.append(
            Revision(
                on=parse_day(each["on"]),
                condition=parse_condition(form, unit),
                deadline=own_deadline(form),
                note=_text(each, "note"),
            )
        )
    return tuple(sorted(revisions, key=lambda revision: revision.on))


def _text(entry: Mapping[str, Any], key: str) -> Text | None:
    return text_of(entry[key]) if key in entry else None
