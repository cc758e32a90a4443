"""The verdict on a target under other assumptions, beside the one as things are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.engine.inputs import rows
from tracker.engine.verdicts import assess
from tracker.figures import by_area

if TYPE_CHECKING:
    from datetime import date

    from tracker.goals import Declarations, Target
    from tracker.verdict import Assumptions, WhatIf
    from tracker.workspace import Folder


def what_if(
    folder: Folder, declarations: Declarations, target: Target, as_of: date, assumptions: Assumptions
) -> WhatIf:
    """The verdict on a target that has an indicator, as of a day, under other assumptions; nothing is written."""
    from tracker.engine.judge import judge
    from tracker.verdict import WhatIf, reached, suppose

    indicator = declarations.indicators[target.indicator or ""]
    (now,) = assess(folder, declarations, [target], as_of)
    supposition = suppose(target, indicator, rows(folder, declarations, indicator.id), as_of, assumptions)
    together = [
        supposition.target if each.id == target.id else each
        for each in declarations.targets.values()
        if each.indicator == target.indicator and each.area == target.area
    ]
    judged = judge(indicator, by_area(supposition.rows), together, supposition.day, declarations.settings)
    (verdict,) = (each for each, _ in judged if each.target.id == target.id)
    supposed = replace(verdict, as_of=as_of)
    return WhatIf(
        now=now,
        supposed=supposed,
        assumptions=assumptions,
        path=supposition.path,
        since=supposition.since,
        reached=reached(supposition.path, supposed),
    )
