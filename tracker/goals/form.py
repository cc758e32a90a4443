"""Whether the keys, dates and amounts of one form of a target go together: its present one, or an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.errors import QuantityError
from tracker.figures import PER_YEAR, parse_quantity
from tracker.goals.builder import bounds_of, own_deadline, previous_form
from tracker.goals.condition import MEANINGFUL, QUALIFYING, kinds_in, parse_condition
from tracker.goals.finder import nearest
from tracker.goals.schema import TargetEntry
from tracker.goals.target import CHANGES, CONDITIONS, GROUPS, LEVELS, MILESTONES, SPANS
from tracker.goals.written import parse_day, parse_moment, parse_span

if TYPE_CHECKING:
    from tracker.figures import Period
    from tracker.goals.document import Place

Findings = Iterator[tuple["Place", str]]
"""Places, and what is wrong there."""

Entry = Mapping[str, Any]


def shape(place: Place, entry: Entry) -> Findings:
    """Yield what is wrong with the keys of a target, whatever their values are."""
    yield from _keys(place, entry)
    for position, revision in enumerate(_listed(entry.get("revised"))):
        was = revision.get("was") if isinstance(revision, dict) else None
        if isinstance(was, dict) and len(kinds_in(entry)) == 1:
            where = (*place, "revised", position, "was")
            if not was:
                yield where, "nothing was different; write the earlier condition, or the earlier `by`"
            else:
                yield from _keys(where, previous_form(entry, was))


def _keys(place: Place, entry: Entry) -> Findings:
    kinds = kinds_in(entry)
    if len(kinds) > 1:
        given = ", ".join(kinds)
        yield (*place, kinds[1]), f"{given} are {len(kinds)} conditions; keep one, or join several targets by all_of"
        return
    if not kinds:
        if not any(nearest(key, CONDITIONS) for key in entry.keys() - TargetEntry.model_fields.keys()):
            yield place, f"there is no condition; write exactly one of {', '.join(CONDITIONS)}"
        return
    (kind,) = kinds
    for key in QUALIFYING:
        if key in entry and key not in MEANINGFUL[kind]:
            yield (*place, key), _out_of_place(key, kind)
    if kind == "cumulative" and entry.get("reached") == "any_time" and not _is_reached_from_below(entry[kind]):
        yield (*place, "reached"), "a sum is reached at any time only from below: with at_least or more_than; remove it"
    yield from _lacking(place, entry, kind)
    if (
        kind in SPANS
        and isinstance(entry[kind], dict)
        and not entry[kind].keys() - set(LEVELS)
        and len(entry[kind]) != 1
    ):
        given = ", ".join(entry[kind]) or "none"
        yield (*place, kind), f"exactly one of {', '.join(LEVELS)} belongs here, found {given}"


def _is_reached_from_below(bound: object) -> bool:
    return isinstance(bound, dict) and bool(bound.keys() & {"at_least", "more_than"})


def _out_of_place(key: str, kind: str) -> str:
    if key == "since" and kind in LEVELS:
        return f"`since` says nothing about {kind}; for the period that progress is measured from write `baseline`"
    fitting = [other for other in CONDITIONS if key in MEANINGFUL[other]]
    return f"`{key}` says nothing about {kind}, it belongs to {', '.join(fitting)}; remove it"


def _lacking(place: Place, entry: Entry, kind: str) -> Findings:
    if kind in {*LEVELS, *CHANGES} and "by" not in entry:
        yield place, "`by` is missing; write the deadline, like `by: 2027`"
    if kind in SPANS and "over" not in entry:
        yield place, f"`over` is missing; write the first and the last period of {kind}, like `over: 2021..2025`"
    if kind in CHANGES and "since" not in entry and "baseline" not in entry:
        yield place, f"`since` is missing; write the period that {kind} is measured from, like `since: 2020`"
    if kind not in {MILESTONES, *GROUPS} and place[-1] != "was" and "indicator" not in entry:
        yield place, "`indicator` is missing; write the id of what is measured"
    steps = entry.get(MILESTONES)
    all_dated = isinstance(steps, list) and all(isinstance(step, dict) and "by" in step for step in steps)
    if kind == MILESTONES and "by" not in entry and not all_dated:
        yield place, "`by` is missing; write the deadline, like `by: 2027`, or one for every step"


def dates(place: Place, entry: Entry, indicator: Entry | None) -> Findings:
    """Yield what is wrong with the order of a target's dates. The entry fits the schema and `shape`."""
    declared = parse_day(entry["declared"]["on"]) if "on" in entry.get("declared", {}) else None
    deadline = own_deadline(entry)
    key = "by" if "by" in entry else "over" if "over" in entry else MILESTONES
    if declared is not None and deadline is not None and deadline.end < declared:
        yield (*place, key), f"the deadline {deadline} lies before the declaration on {declared}; mend one of them"
    disorder = list(_order(place, entry, deadline, indicator))
    yield from disorder
    for period in entry.get("interim", ()):
        if deadline is not None and parse_moment(period).end >= deadline.end:
            yield (*place, "interim", period), f"{period} does not lie before the deadline {deadline}"
    yield from _steps(place, entry)
    days = [parse_day(revision["on"]) for revision in entry.get("revised", ())]
    for position, (on, revision) in enumerate(zip(days, entry.get("revised", ()), strict=True)):
        where = (*place, "revised", position)
        if declared is not None and on <= declared:
            yield (*where, "on"), f"{on} does not lie after the declaration on {declared}"
        if on in days[:position]:
            yield (*where, "on"), f"{on} stands twice; write one earlier form a day"
        if not disorder:
            form = previous_form(entry, revision["was"])
            yield from _order((*where, "was"), form, own_deadline(form), indicator)


def _order(place: Place, form: Entry, deadline: Period | None, indicator: Entry | None) -> Findings:
    for key in ("since", "baseline"):
        if key in form and deadline is not None and parse_moment(form[key]).end >= deadline.end:
            yield (*place, key), f"{form[key]} does not lie before the deadline {deadline}"
    if "over" not in form:
        return
    first, last = parse_span(form["over"])
    if deadline is not None and deadline.end < last.end:
        yield (*place, "over"), f"{form['over']} ends after the deadline {deadline}; mend `by`, or leave it out"
    if indicator is not None and PER_YEAR[last.frequency] > PER_YEAR[indicator["frequency"]]:
        found, figures = f"{form['over']} is {last.frequency}", f"the figures are {indicator['frequency']}"
        yield (*place, "over"), f"{found}, {figures}; write periods that have figures, like {first.year}..{last.year}"


def _steps(place: Place, entry: Entry) -> Findings:
    steps = entry.get(MILESTONES)
    seen: set[str] = set()
    for position, step in enumerate(steps if isinstance(steps, list) else ()):
        where = (*place, MILESTONES, position)
        if step["id"] in seen:
            yield (*where, "id"), f"the step {step['id']!r} stands twice; give each its own id"
        seen.add(step["id"])
        if "by" in step and "by" in entry and parse_moment(step["by"]).end > parse_moment(entry["by"]).end:
            yield (*where, "by"), f"{step['by']} lies after the target's deadline {entry['by']}"


def amounts(place: Place, entry: Entry, indicator: Entry | None) -> Findings:
    """Yield what is wrong with a target's amounts in its indicator's unit. The entry fits the schema and `shape`."""
    unit = indicator["unit"] if indicator is not None else ""
    bounds = _sound_bounds(indicator)
    yield from _condition(place, entry, unit, bounds)
    for period, amount in entry.get("interim", {}).items():
        where = (*place, "interim", period)
        try:
            figure = parse_quantity(amount, unit)
        except QuantityError as error:
            yield where, str(error)
            continue
        yield from _within(where, figure, bounds)
    for position, revision in enumerate(entry.get("revised", ())):
        where = (*place, "revised", position, "was")
        if not kinds_in(revision["was"]):
            continue
        yield from _condition(where, previous_form(entry, revision["was"]), unit, bounds)


def _condition(place: Place, form: Entry, unit: str, bounds: tuple[float | None, float | None]) -> Findings:
    where = (*place, kinds_in(form)[0])
    try:
        condition = parse_condition(form, unit)
    except QuantityError as error:
        yield where, str(error)
        return
    if condition.kind in {*LEVELS, "maintain"}:
        for bound in (condition.lower, condition.upper):
            if bound is not None:
                yield from _within(where, bound.value, bounds)


def _sound_bounds(indicator: Entry | None) -> tuple[float | None, float | None]:
    """Return the indicator's bounds, or none where they are wrong themselves."""
    try:
        low, high = bounds_of(indicator) if indicator is not None else (None, None)
    except QuantityError:
        return None, None
    return (None, None) if low is not None and high is not None and low >= high else (low, high)


def _within(place: Place, figure: float, bounds: tuple[float | None, float | None]) -> Findings:
    low, high = bounds
    if (low is not None and figure < low) or (high is not None and figure > high):
        span = " to ".join("…" if limit is None else f"{limit:g}" for limit in bounds)
        yield place, f"{figure:g} lies outside the indicator's bounds, {span}; mend one of them"


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
