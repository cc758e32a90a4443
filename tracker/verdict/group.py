"""The verdict on a goal made of goals."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.verdict import status
from tracker.verdict.assessment import Assessment, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.goals import Settings, Target

Judged = tuple[Assessment, Any]
"""A verdict, and whether its goal is met: True, False, one answer for each draw, or None."""


def assess_group(target: Target, members: Sequence[Judged], as_of: date, settings: Settings) -> Judged:
    """The verdict on `all_of` or `any_of`, and whether it is met, from its members' verdicts and draws.

    Goals on the same indicator and area share their draws, so they rise and fall together; different series are taken
    as independent, and the verdict says so, with the bounds that hold however they depend on each other (Fréchet:
    max(0, Σp - (n - 1)) ≤ P(all) ≤ min p, max p ≤ P(any) ≤ min(1, Σp)). A member that cannot be judged leaves the
    group unjudged, unless the others settle it.
    """
    all_of = target.condition.kind == "all_of"
    answers = [(verdict, aligned(verdict, met)) for verdict, met in members]
    settled = [answer for _, answer in answers if isinstance(answer, bool)]
    unknown = [verdict for verdict, answer in answers if answer is None]
    met: Any = None
    if (not all_of) in settled:
        met = not all_of
    elif len(settled) == len(members):
        met = all_of
    elif not unknown:
        met = _joint([answer for _, answer in answers], all_of=all_of)
    probability = None if met is None or isinstance(met, bool) else float(np.mean(met))
    reasons = [Reason(code="member", values=(("id", v.target.id), ("status", v.status))) for v, _ in members]
    blocks = _by_series(answers) if probability is not None else []
    if len(blocks) > 1:
        low, high = _bounds([float(np.mean(_joint(block, all_of=all_of))) for block in blocks], all_of=all_of)
        values = (("count", len(blocks)), ("low", low), ("high", high))
        reasons.append(Reason(code="independent", values=values))
    reasons += [Reason(code="member-unknown", values=(("id", verdict.target.id),)) for verdict in unknown]
    error = None if probability is None else float(np.sqrt(probability * (1 - probability) / len(met)))
    verdict = Assessment(
        target=target,
        as_of=as_of,
        status=status.of_answer(met, probability, settings),
        probability=probability,
        probability_se=error if len(blocks) > 1 else None,
        reasons=tuple(reasons),
    )
    return verdict, met


def aligned(verdict: Assessment, met: Any) -> Any:  # noqa: ANN401 - bool, array or None
    """A goal's answer; draws of each series are put in an order of its own, so that two series are independent."""
    if verdict.status == status.DONE:
        return True
    if met is None or isinstance(met, bool):
        return met
    if verdict.target.indicator is None:
        return np.asarray(met)
    order = np.random.default_rng(zlib.crc32(_series(verdict).encode())).permutation(len(met))
    return np.asarray(met)[order]


def _series(verdict: Assessment) -> str:
    """The series that a goal rests on; a goal made of goals counts as one of its own."""
    target = verdict.target
    return target.id if target.indicator is None else f"{target.indicator}@{target.area}"


def _by_series(answers: Sequence[Judged]) -> list[list[Any]]:
    """The drawn answers, those of one series together."""
    blocks: dict[str, list[Any]] = {}
    for verdict, answer in answers:
        if not isinstance(answer, bool):
            blocks.setdefault(_series(verdict), []).append(answer)
    return list(blocks.values())


def _bounds(shares: Sequence[float], *, all_of: bool) -> tuple[float, float]:
    """The lowest and the highest probability that all, or any, hold, whatever their dependence."""
    if all_of:
        return max(0.0, sum(shares) - (len(shares) - 1)), min(shares)
    return max(shares), min(1.0, sum(shares))


def _joint(answers: Sequence[Any], *, all_of: bool) -> np.ndarray:
    drawn = [np.asarray(answer) for answer in answers if not isinstance(answer, bool)]
    length = min(len(answer) for answer in drawn)
    columns = np.column_stack([answer[:length] for answer in drawn])
    return np.asarray(columns.all(axis=1) if all_of else columns.any(axis=1))
