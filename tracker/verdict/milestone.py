"""The verdict on a goal made of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.verdict import status
from tracker.verdict.assessment import Assessment, Reason, StepVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.figures import MilestoneRow, Period
    from tracker.goals import Step, Target

OPEN: Final = frozenset({"in-progress", "not-started"})
"""Statuses of steps that are still to be done."""

_MOST_NAMED: Final = 5


def assess_milestones(target: Target, known: Mapping[str, MilestoneRow], as_of: date) -> Assessment:
    """The verdict on a milestone goal from the latest known row of each step; it never has a probability.

    `done` when every undropped step is done, `late` when a deadline passed with an undropped step open, `not-started`
    when no step has begun, else `in-progress`. The share of the way is that of the undropped steps done, the share of
    the time that of the days from the declaration to the deadline gone; both on the day.
    """
    steps = tuple(_step(step, target, known.get(step.id), as_of) for step in target.steps)
    kept = [step for step in steps if step.status != "dropped"]
    done = sum(step.status == "done" for step in kept)
    return Assessment(
        target=target,
        as_of=as_of,
        status=_status(target, kept, as_of),
        steps_done=done,
        steps_total=len(kept),
        steps=steps,
        share_of_way=done / len(kept) if kept else None,
        share_of_time=_share_of_time(target, as_of),
        n_observations=len(known),
        reasons=_reasons(target, steps, kept, as_of),
    )


def _step(step: Step, target: Target, row: MilestoneRow | None, as_of: date) -> StepVerdict:
    """A step's status, when it is due, and by how many days it was or is late."""
    state = row.status if row is not None else "not-started"
    due = step.by or target.deadline
    settled = row.published if row is not None and state == "done" else as_of
    late = max(0, (settled - due.end).days) if due is not None and state != "dropped" else 0
    return StepVerdict(
        id=step.id,
        status=state,
        due=due,
        published=None if row is None else row.published,
        days_late=late,
    )


def _status(target: Target, kept: Sequence[StepVerdict], as_of: date) -> str:
    still_open = [step for step in kept if step.status in OPEN]
    if kept and not still_open:
        return status.DONE
    passed = target.deadline is not None and target.deadline.end < as_of
    if any(step.days_late or passed for step in still_open):
        return status.LATE
    return status.NOT_STARTED if all(step.status == "not-started" for step in kept) else status.IN_PROGRESS


def _share_of_time(target: Target, as_of: date) -> float | None:
    declared = target.declared.on if target.declared is not None else None
    if declared is None or target.deadline is None or target.deadline.end <= declared:
        return None
    return (as_of - declared).days / (target.deadline.end - declared).days


def next_due(steps: Sequence[StepVerdict]) -> StepVerdict | None:
    """The open step that is due first, of those not due yet; None where no open step has a date ahead."""
    ahead = [
        (step.due.end, step) for step in steps if step.due is not None and step.status in OPEN and not step.days_late
    ]
    return min(ahead, key=lambda pair: pair[0])[1] if ahead else None


def _reasons(
    target: Target, steps: Sequence[StepVerdict], kept: Sequence[StepVerdict], as_of: date
) -> tuple[Reason, ...]:
    done = sum(step.status == "done" for step in kept)
    counts = (("done", done), ("total", len(kept)))
    found = [Reason(code="steps", values=counts)]
    gone = _share_of_time(target, as_of)
    if gone is not None and kept and 0 <= gone <= 1:
        shares = (("way", done / len(kept)), ("gone", gone))
        found = [Reason(code="steps-and-time", values=(*counts, *shares))]
    if dropped := len(steps) - len(kept):
        found.append(Reason(code="steps-dropped", values=(("count", dropped),)))
    found += _late(kept)
    coming = next_due(kept)
    if coming is not None and coming.due is not None:
        same = sum(step.due == coming.due and step.status in OPEN for step in kept)
        code = "step-next" if same == 1 else "steps-next"
        values = (("step", coming.id),) if same == 1 else (("count", same),)
        found.append(Reason(code=code, values=(*values, ("due", coming.due))))
    if all(step.published is None for step in steps):
        found.append(Reason(code="no-evidence"))
    return (*found, Reason(code="no-probability"))


def _late(kept: Sequence[StepVerdict]) -> list[Reason]:
    """Open steps whose date has passed, those of one date together, the latest first; then those done late."""
    late = sorted((step for step in kept if step.days_late), key=lambda step: -step.days_late)
    waiting: dict[Period, list[StepVerdict]] = {}
    for step in late:
        if step.due is not None and step.status in OPEN:
            waiting.setdefault(step.due, []).append(step)
    found = []
    for due, steps in list(waiting.items())[:_MOST_NAMED]:
        common = (("due", due), ("late", steps[0].days_late))
        found.append(
            Reason(code="step-late", values=(("step", steps[0].id), *common))
            if len(steps) == 1
            else Reason(code="steps-late", values=(("count", len(steps)), *common))
        )
    return found + [_done_late(step) for step in late if step.status == "done"][:_MOST_NAMED]


def _done_late(step: StepVerdict) -> Reason:
    assert step.due is not None  # noqa: S101 - without a date nothing is late
    return Reason(code="step-done-late", values=(("step", step.id), ("due", step.due), ("late", step.days_late)))
