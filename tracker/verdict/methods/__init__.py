"""Published progress methods by name, and how they are applied to a target.

Formulas, thresholds and sources stand in the docstring of each method. Each judges a case from plain numbers: none
knows a forecast, and none is certified by the office it is named after.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

from tracker.goals import in_force
from tracker.verdict.methods import escap_index, growth_bands, open_sdg, progress_chart, straight_line, weather
from tracker.verdict.methods.case import Case, case_of
from tracker.verdict.methods.result import NOT_AVAILABLE, MethodResult, disagree, is_on_track, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from tracker.figures import Indicator, Series
    from tracker.goals import Declarations, Target

__all__ = [
    "FROM_RECOLLECTION",
    "METHODS",
    "NOT_AVAILABLE",
    "Case",
    "MethodResult",
    "apply",
    "apply_methods",
    "case_of",
    "disagree",
    "is_on_track",
]

METHODS: Final[Mapping[str, Callable[[Case], MethodResult]]] = {
    "opensdg": open_sdg.of_case,
    "unsd": progress_chart.of_case,
    "destatis": weather.of_case,
    "escap": escap_index.status_of_case,
    "escap-anticipated": escap_index.anticipated_of_case,
    "linear": straight_line.linear_of_case,
    "elapsed-share": straight_line.elapsed_of_case,
    "sdsn": straight_line.sdsn_of_case,
    "eurostat": growth_bands.eurostat_of_case,
    "istat": growth_bands.istat_of_case,
}
"""Every method, by the name that `tracker methods` prints."""

FROM_RECOLLECTION: Final = frozenset({"elapsed-share", "sdsn", "eurostat"})
"""Methods whose cut-offs rest, wholly or in part, on recollection and not on a publication or file that was read."""


def apply(target: Target, indicator: Indicator, series: Series, as_of: date) -> tuple[MethodResult, ...]:
    """What every method says about a target with an indicator, from its series as known on a day."""
    case = case_of(target, indicator, series, as_of)
    if isinstance(case, str):
        return tuple(unavailable(name, case) for name in METHODS)
    return tuple(_finite(judge(case)) for judge in METHODS.values())


def _finite(result: MethodResult) -> MethodResult:
    """The answer, or none where its numbers grew beyond all floating-point numbers."""
    if isfinite(result.value or 0.0) and isfinite(result.score or 0.0):
        return result
    return unavailable(result.method, "not-computable")


def apply_methods(
    target: Target, declarations: Declarations, series_of: Callable[[Target], Series], as_of: date
) -> tuple[MethodResult, ...]:
    """What every method says about any target; of goals made of goals `opensdg` takes the mean of the scores.

    `series_of` gives the series of a target with an indicator as known on the day.
    """
    if target.indicator is not None:
        return apply(target, declarations.indicators[target.indicator], series_of(target), as_of)
    condition = in_force(target, as_of).condition
    reason = "group" if condition.members else "milestones"
    results = {name: unavailable(name, reason) for name in METHODS}
    if condition.kind == "all_of":
        parts = [declarations.targets[member] for member in condition.members]
        answers = [apply_methods(part, declarations, series_of, as_of) for part in parts]
        results["opensdg"] = open_sdg.aggregate(
            [each for answer in answers for each in answer if each.method == "opensdg"]
        )
    return tuple(results.values())
