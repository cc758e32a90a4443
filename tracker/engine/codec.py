"""Assessments to plain JSON and back, for the cache.

Only the record types named here are ever built from a file, so that a cache from elsewhere can hold no code.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import Observation, Period, parse_period
from tracker.verdict.assessment import (
    Assessment,
    InterimVerdict,
    Quantiles,
    Reason,
    RecentPace,
    StepVerdict,
    Trace,
    Tripwire,
    UnderWay,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.goals import Target

_RECORDS: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (InterimVerdict, Observation, Quantiles, Reason, RecentPace, StepVerdict, Trace, Tripwire, UnderWay)
}

_KEPT: Final = tuple(name for name in Assessment.__slots__ if name != "target")
_ATOMS: Final = frozenset({str, bool, int, float, type(None)})


def as_plain(verdict: Assessment) -> dict[str, Any]:
    """The assessment as JSON-able data, without its target."""
    return _fields(verdict, _KEPT)


def _fields(holder: Any, names: Iterable[str]) -> dict[str, Any]:  # noqa: ANN401 - any record
    fields = {}
    for name in names:
        value = getattr(holder, name)
        fields[name] = value if type(value) in _ATOMS else plain(value)
    return fields


def from_plain(data: dict[str, Any], target: Target) -> Assessment:
    """The assessment of a target from what `as_plain` gave. Raises LookupError, TypeError or ValueError otherwise."""
    return Assessment(target=target, **{name: record(value) for name, value in data.items()})


def plain(value: Any) -> Any:  # noqa: ANN401 - any field of a record
    """A field of a record as JSON-able data."""
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return [item if type(item) in _ATOMS else plain(item) for item in value]
    if kind is Period:
        return {"period": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, (str, int, float)):  # of a kind of their own, such as a number of NumPy's
        return value
    return {"record": kind.__name__, "fields": _fields(value, value.__slots__)}


def record(value: Any, kinds: Mapping[str, type[Any]] = _RECORDS) -> Any:  # noqa: ANN401 - any field of a record
    """What `plain` was given, from what it gave; `kinds` are the records that may be built."""
    if isinstance(value, list):
        return tuple(record(item, kinds) for item in value)
    if not isinstance(value, dict):
        return value
    if "period" in value:
        return parse_period(value["period"])
    if "date" in value:
        return date.fromisoformat(value["date"])
    return kinds[value["record"]](**{name: record(field, kinds) for name, field in value["fields"].items()})
