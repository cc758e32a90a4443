"""Figures that two sources give: which of them was used, why, and by how much the other one differs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from tracker.goals import RELATIVE_TOLERANCE
from tracker.verdict.assessment import Reason

if TYPE_CHECKING:
    from tracker.figures import Indicator, Observation, Series

_MOST_NAMED: Final = 3


def about_sources(series: Series, indicator: Indicator) -> tuple[Reason, ...]:
    """The latest figures on which sources differ, one by one; how many more differ, and how many agree."""
    others = [row for row, code in series.left_out if code == "other-source"]
    used = {row.period: row for rows in series.rows for row in rows} if others else {}
    beside = [row for row in others if row.period in used]
    differing = [row for row in reversed(beside) if not _agree(used[row.period], row)]
    found = [_difference(used[row.period], row, indicator) for row in differing[:_MOST_NAMED]]
    if more := len(differing) - len(found):
        found.append(Reason(code="sources-differ-too", values=(("count", more),)))
    if same := len(beside) - len(differing):
        found.append(Reason(code="sources-agree", values=(("count", same),)))
    return tuple(found)


def _agree(row: Observation, other: Observation) -> bool:
    return math.isclose(row.value or 0.0, other.value or 0.0, rel_tol=RELATIVE_TOLERANCE)


def _difference(row: Observation, other: Observation, indicator: Indicator) -> Reason:
    value, figure = row.value or 0.0, other.value or 0.0
    return Reason(
        code=f"sources-{_rule(row, other, indicator)}",
        values=(
            ("period", row.period),
            ("source", row.source),
            ("value", value),
            ("rival", other.source),
            ("other", figure),
            ("apart", abs(figure - value)),
        ),
    )


def _rule(row: Observation, other: Observation, indicator: Indicator) -> str:
    """Why a figure was used and not the other: `preferred`, or published `later`."""
    rank = {source: position for position, source in enumerate(indicator.prefer)}
    return "preferred" if rank.get(row.source, len(rank)) < rank.get(other.source, len(rank)) else "later"
