"""Which targets are decided by now: with which answer, by which figure, and since when that was public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.figures import Period, first_known, known_at
from tracker.verdict import status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.figures import Observation
    from tracker.verdict.assessment import Assessment, Reason

_AT_DEADLINE: Final = frozenset(
    {
        *("figure-met", "figure-missed", "sum-met", "sum-missed"),
        *("growth-met", "growth-missed", "change-met", "change-missed"),
    }
)
_ON_THE_WAY: Final = frozenset({"reached", "reached-change", "broken", "held"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The answer to one target, as the figures known on a day give it.

    `known_on` is the day from which on it could be known, whatever it was then: a forecast made on that day or later
    is none. `period` is the one whose figure decided, `reasons` say how it did; for a goal made of goals they name the
    members, and there is no period.
    """

    met: bool
    known_on: date
    period: Period | None = None
    reasons: tuple[Reason, ...] = ()


def resolutions(
    verdicts: Sequence[Assessment], figures: Mapping[str, Sequence[Observation]], as_of: date
) -> dict[str, Resolution]:
    """The decided ones among some targets, by id; `figures` are all rows by indicator."""
    by_id = {verdict.target.id: verdict for verdict in verdicts}
    found = ((name, _resolution(verdict, by_id, figures, as_of)) for name, verdict in by_id.items())
    return {name: each for name, each in found if each is not None}


def _resolution(
    verdict: Assessment,
    by_id: Mapping[str, Assessment],
    figures: Mapping[str, Sequence[Observation]],
    as_of: date,
) -> Resolution | None:
    if verdict.status == status.DONE:
        days = [step.published for step in verdict.steps if step.published is not None]
        return Resolution(met=True, known_on=max(days, default=as_of))
    if verdict.status not in {status.ACHIEVED, status.MISSED}:
        return None
    met = verdict.status == status.ACHIEVED
    condition = verdict.target.condition
    if condition.members:
        inner = [_resolution(by_id[name], by_id, figures, as_of) for name in condition.members if name in by_id]
        days = [each.known_on for each in inner if each is not None and each.met == met]
        by_all = met == (condition.kind == "all_of")
        day = (max if by_all else min)(days, default=as_of)
        named = tuple(reason for reason in verdict.reasons if reason.code == "member")
        return Resolution(met=met, known_on=day, reasons=named)
    return _decided(verdict, met, figures.get(verdict.target.indicator or "", ()), as_of)


def _decided(verdict: Assessment, met: bool, rows: Sequence[Observation], as_of: date) -> Resolution:  # noqa: FBT001
    """The answer by one figure, and the day on which that was out.

    At the deadline any figure decides, so that its first publication counts. On the way there one figure may leave the
    matter open and its revision decide it, so that the publication of the one in force counts.
    """
    reason = next(each for each in verdict.reasons if each.code in _AT_DEADLINE | _ON_THE_WAY)
    named = dict(reason.values).get("period")
    period = named if isinstance(named, Period) else verdict.target.deadline
    assert period is not None  # noqa: S101 - the parser refuses a target without one
    here = [row for row in rows if row.area == verdict.target.area]
    vintages = here if reason.code in _AT_DEADLINE else known_at(here, as_of)
    day = first_known(vintages, verdict.target.area, period, as_of)
    return Resolution(met=met, known_on=day or period.end, period=period, reasons=(reason,))
