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


def assess_group(
    target: Target, members: Sequence[tuple[Assessment, Any]], as_of: date, settings: Settings
) -> tuple[Assessment, Any]:
    """The verdict on `all_of` or `any_of`, and whether it is met, from its members' verdicts and draws.

    Goals on the same indicator and area share their draws, so they rise and fall together; different indicators are
    taken as independent, and the verdict says so. A member that cannot be judged leaves the group unjudged, unless
    the others settle it.
    """
    all_of = target.condition.kind == "all_of"
    answers = [_answer(verdict, met) for verdict, met in members]
    settled = [answer for answer in answers if isinstance(answer, bool)]
    unknown = [verdict for (verdict, _), answer in zip(members, answers, strict=True) if answer is None]
    reasons = [Reason(code="member", values=(("id", v.target.id), ("status", v.status))) for v, _ in members]
    met: Any = None
    if (not all_of) in settled:
        met = not all_of
    elif len(settled) == len(members):
        met = all_of
    elif not unknown:
        met = _joint(answers, all_of=all_of)
    probability = None if met is None or isinstance(met, bool) else float(np.mean(met))
    series = {(v.target.indicator, v.target.area) for v, _ in members if v.probability is not None}
    if probability is not None and len(series) > 1:
        reasons.append(Reason(code="independent", values=(("count", len(series)),)))
    reasons += [Reason(code="member-unknown", values=(("id", verdict.target.id),)) for verdict in unknown]
    if isinstance(met, bool):
        word = status.ACHIEVED if met else status.MISSED
    else:
        word = status.NO_DATA if probability is None else status.of_probability(probability, settings)
    error = None if probability is None else float(np.sqrt(probability * (1 - probability) / len(met)))
    verdict = Assessment(
        target=target,
        as_of=as_of,
        status=word,
        probability=probability,
        probability_se=error if probability is not None and len(series) > 1 else None,
        reasons=tuple(reasons),
    )
    return verdict, met


def _answer(verdict: Assessment, met: Any) -> Any:  # noqa: ANN401 - bool, array or None
    """A member's answer; draws of another series are put in an order of their own, so that they are independent."""
    if verdict.status == status.DONE:
        return True
    if met is None or isinstance(met, bool):
        return met
    if verdict.target.indicator is None:
        return np.asarray(met)
    key = f"{verdict.target.indicator}@{verdict.target.area}"
    order = np.random.default_rng(zlib.crc32(key.encode())).permutation(len(met))
    return np.asarray(met)[order]


def _joint(answers: Sequence[Any], *, all_of: bool) -> np.ndarray:
    drawn = [np.asarray(answer) for answer in answers if not isinstance(answer, bool)]
    length = min(len(answer) for answer in drawn)
    columns = np.column_stack([answer[:length] for answer in drawn])
    return np.asarray(columns.all(axis=1) if all_of else columns.any(axis=1))
