"""Goals that were declared in place of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.verdict.assessment import Assessment, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.goals import Declarations, Target


def replaced(target: Target, declarations: Declarations) -> tuple[Target, ...]:
    """The targets that one was declared in place of: that of its own area where there is one, else all."""
    if target.replaces is None:
        return ()
    return _of_area(target.area, declarations.of_declaration.get(target.replaces, ()))


def replacing(target: Target, declarations: Declarations, as_of: date) -> tuple[Target, ...]:
    """The targets that had been declared in place of one by a day; a declaration without a date counts at once."""
    later = declarations.successors.get(target.declared_id, ())
    return _of_area(target.area, (each for each in later if _is_declared(each, as_of)))


def with_succession(verdict: Assessment, declarations: Declarations) -> Assessment:
    """The verdict, unchanged but for what it says of the goals before and after it."""
    target = verdict.target
    new = replacing(target, declarations, verdict.as_of)
    found = [Reason(code="replaces", values=(("id", old.id),)) for old in replaced(target, declarations)]
    for each in new:
        on = each.declared.on if each.declared is not None else None
        found.append(
            Reason(code="replaced", values=(("id", each.id),))
            if on is None
            else Reason(code="replaced-on", values=(("id", each.id), ("on", on)))
        )
    if not found:
        return verdict
    by = None if not new else new[0].id if len(new) == 1 else new[0].declared_id
    return replace(verdict, replaced_by=by, reasons=(*found, *verdict.reasons))


def _is_declared(target: Target, as_of: date) -> bool:
    return target.declared is None or target.declared.on is None or target.declared.on <= as_of


def _of_area(area: str, targets: Iterable[Target]) -> tuple[Target, ...]:
    found = tuple(targets)
    return tuple(each for each in found if each.area == area) or found
