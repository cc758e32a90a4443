"""A target's condition from its key in targets.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.errors import QuantityError
from tracker.figures import parse_change, parse_quantity, parse_rate
from tracker.goals.target import (
    CHANGES,
    CONDITIONS,
    GROUPS,
    LEVELS,
    MILESTONES,
    SPANS,
    Bound,
    Condition,
)
from tracker.goals.written import parse_moment, parse_span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

QUALIFYING: Final = ("since", "over", "baseline", "reached", "interim", "indicator")
"""Keys that mean something beside some conditions only."""

_MEASURED = frozenset(("indicator", "baseline"))
MEANINGFUL: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(LEVELS, _MEASURED | {"reached", "interim"}),
    **dict.fromkeys(CHANGES, _MEASURED | {"since", "reached", "interim"}),
    "average_growth": _MEASURED | {"over", "interim"},
    "cumulative": _MEASURED | {"over", "reached", "interim"},
    "maintain": _MEASURED | {"over"},
    MILESTONES: frozenset(),
    **dict.fromkeys(GROUPS, frozenset[str]()),
}
"""Which of the qualifying keys belong to which condition."""


def kinds_in(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the condition keys that an entry has."""
    return tuple(kind for kind in CONDITIONS if kind in entry)


def parse_condition(entry: Mapping[str, Any], unit: str) -> Condition:
    """Return the condition of an entry that has exactly one.

    `members` are as written. Raises QuantityError where an amount does not fit the indicator's unit.
    """
    kind = kinds_in(entry)[0]
    value = entry[kind]
    written = f"{kind}: {_as_written(value)}"
    if kind in LEVELS:
        lower, upper = _bounds({kind: value}, lambda amount: parse_quantity(amount, unit))
        return Condition(kind=kind, lower=lower, upper=upper, written=written)
    if kind in CHANGES:
        return _change(kind, entry, unit, written)
    if kind in SPANS:
        lower, upper = _bounds(
            value, parse_rate if kind == "average_growth" else lambda each: parse_quantity(each, unit)
        )
        written = f"{written}, over: {_as_written(entry['over'])}"
        return Condition(kind=kind, lower=lower, upper=upper, over=parse_span(entry["over"]), written=written)
    return Condition(kind=kind, members=tuple(value) if kind in GROUPS else (), written=written)


def _change(kind: str, entry: Mapping[str, Any], unit: str, written: str) -> Condition:
    start = "since" if "since" in entry else "baseline"
    since = parse_moment(entry[start])
    written = f"{written}, {start}: {since}"
    if kind == "improve":
        rises, bound, relative = entry[kind] == "up", Bound(value=0.0, strict=True), False
    else:
        amount, relative = parse_change(entry[kind], unit)
        if amount <= 0:
            other = "reduce_by" if kind == "increase_by" else "increase_by"
            raise QuantityError(f"{_as_written(entry[kind])} is not above zero; for the other direction write {other}")
        rises = kind == "increase_by"
        bound = Bound(value=amount if rises else -amount)
    return Condition(
        kind=kind,
        lower=bound if rises else None,
        upper=None if rises else bound,
        relative=relative,
        since=since,
        written=written,
    )


def _bounds(entry: Mapping[str, Any], read: Callable[[Any], float]) -> tuple[Bound | None, Bound | None]:
    """Return the lower and the upper bound of a mapping with one of the level keys."""
    key, value = next(iter(entry.items()))
    if key == "between":
        low, high = (read(each) for each in value)
        if low >= high:
            raise QuantityError(f"{_as_written(value)} has its lower bound first, and below the other")
        return Bound(value=low), Bound(value=high)
    bound = Bound(value=read(value), strict=key in {"more_than", "less_than"})
    return (bound, None) if key in {"more_than", "at_least"} else (None, bound)


def _as_written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_as_written(each["id"] if isinstance(each, dict) else each) for each in value) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
