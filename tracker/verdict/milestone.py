"""The verdict on a goal made of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.verdict import status
from tracker.verdict.assessment import Assessment, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.figures import MilestoneRow
    from tracker.goals import Target


def assess_milestones(target: Target, known: Mapping[str, MilestoneRow], as_of: date) -> Assessment:
    """The verdict on a milestone goal from the latest known row of each step; it never has a probability.

    `done` when every undropped step is done, `late` when a deadline passed with an undropped step open, `not-started`
    when no step has begun, else `in-progress`.
    """
    states = {step.id: known[step.id].status if step.id in known else "not-started" for step in target.steps}
    kept = [step for step in target.steps if states[step.id] != "dropped"]
    still_open = [step for step in kept if states[step.id] != "done"]
    late = [
        step
        for step in still_open
        if any(due is not None and due.end < as_of for due in (step.by or target.deadline, target.deadline))
    ]
    done = len(kept) - len(still_open)
    if kept and not still_open:
        word = status.DONE
    elif late:
        word = status.LATE
    elif all(states[step.id] == "not-started" for step in kept):
        word = status.NOT_STARTED
    else:
        word = status.IN_PROGRESS
    reasons = [Reason(code="steps", values=(("done", done), ("total", len(kept))))]
    if dropped := len(target.steps) - len(kept):
        reasons.append(Reason(code="steps-dropped", values=(("count", dropped),)))
    if late:
        reasons.append(Reason(code="steps-late", values=(("count", len(late)),)))
    if not known:
        reasons.append(Reason(code="no-evidence"))
    reasons.append(Reason(code="no-probability"))
    return Assessment(
        target=target,
        as_of=as_of,
        status=word,
        steps_done=done,
        steps_total=len(kept),
        n_observations=len(known),
        reasons=tuple(reasons),
    )
