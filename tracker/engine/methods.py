"""What the published methods say about the targets of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.engine.inputs import rows
from tracker.verdict import apply_methods, known_series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.figures import Observation, Series
    from tracker.goals import Declarations, Target
    from tracker.verdict import MethodResult
    from tracker.workspace import Folder


def method_results(
    folder: Folder, declarations: Declarations, targets: Iterable[Target], as_of: date
) -> tuple[tuple[MethodResult, ...], ...]:
    """Every method's answer on some targets as of a day, in their order.

    Raises InvalidInputError when the figures of one of them cannot be read.
    """
    found: dict[str, tuple[Observation, ...]] = {}

    def series_of(target: Target) -> Series:
        indicator = declarations.indicators[target.indicator or ""]
        if indicator.id not in found:
            found[indicator.id] = rows(folder, declarations, indicator.id)
        together = declarations.of_indicator[indicator.id]
        return known_series(indicator, found[indicator.id], together, target.area, as_of)

    return tuple(apply_methods(target, declarations, series_of, as_of) for target in targets)
