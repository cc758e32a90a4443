"""What a published progress method says about a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_AVAILABLE: Final = "not_available"
"""The status of every method where it cannot judge; `note` says why."""

RATIO, GROWTH, SHARE, PERCENT, INDEX = "ratio", "growth", "share", "percent", "index"
"""What a value can be: a ratio of rates (1 is enough), a compound growth (a share a year, better counts as plus), a
share of a distance, a percentage of a distance, an index from about -10 to 10."""

DECIMALS: Final = 9
"""Decimals that a value is rounded to before it is compared with a cut-off: floating point decides no status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """The answer of one method: its status in its own words, and the numbers it rests on, not rounded.

    `measure` says what `value` is. `score` is the method's own score, where it has one (`opensdg`: -5 to 5, best 5;
    `unsd`: 1 to 3, best 3). `note` is the code of why it cannot judge, or of what a reader should know.
    """

    method: str
    status: str
    value: float | None = None
    score: float | None = None
    measure: str = ""
    note: str = ""


def unavailable(method: str, note: str) -> MethodResult:
    """The answer of a method that cannot judge, with the code of the reason."""
    return MethodResult(method=method, status=NOT_AVAILABLE, note=note)


def settled(value: float) -> float:
    """The value as it is compared with a cut-off."""
    return round(value, DECIMALS)


_ON_TRACK: Final = {
    "opensdg": {"target_achieved", "substantial_progress"},
    "unsd": {"achieved_or_on_track"},
    "destatis": {"sun"},
    "escap": {"on_track"},
    "escap-anticipated": {"will_meet_target"},
    "linear": {"completed"},
    "elapsed-share": {"met", "ahead", "on_schedule"},
    "sdsn": {"on_track"},
    "eurostat": {"significant_progress"},
    "istat": {"clear_improvement", "slight_improvement"},
}
_SILENT: Final = {NOT_AVAILABLE, "not_completed"}


def is_on_track(result: MethodResult) -> bool | None:
    """Whether a method's own status comes to "on track"; None where it says neither.

    A goal of which a part is done, without a word on the time left (`linear`), is neither.
    """
    return None if result.status in _SILENT else result.status in _ON_TRACK[result.method]


def disagree(results: Iterable[MethodResult]) -> bool:
    """Whether one method finds a target on track and another does not."""
    return {True, False} <= {is_on_track(each) for each in results}
