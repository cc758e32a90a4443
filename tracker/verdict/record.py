"""How good the verdicts of earlier reports were: which of them count, and their scores."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.forecast import brier, calibration, calibration_error, log_loss
from tracker.verdict import status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from tracker.figures import Period
    from tracker.forecast import Bin
    from tracker.goals import Declarations, Target
    from tracker.verdict.assessment import Assessment, Reason
    from tracker.verdict.resolution import Resolution

FORECASTS: Final = frozenset({status.ON_TRACK, status.UNCERTAIN, status.OFF_TRACK})
"""Statuses that come with a probability."""

SCORED: Final = "scored"
OPEN: Final = "open"
RESTATED: Final = "restated"
UNDECLARED: Final = "undeclared"
BEFORE_DECLARATION: Final = "before-declaration"
ALREADY_KNOWN: Final = "already-known"
NO_FORECAST: Final = "no-forecast"
FATES: Final = (SCORED, OPEN, RESTATED, UNDECLARED, BEFORE_DECLARATION, ALREADY_KNOWN, NO_FORECAST)
"""What can become of a call, see `Judged`."""

HORIZONS: Final = ((366, "up-to-one"), (1096, "one-to-three"), (math.inf, "over-three"))
"""Classes of the time from a call to the deadline, by their upper ends in days: one year, three, with a leap day."""

FEWEST_TARGETS: Final = 10
"""Decided targets below which scores say little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an earlier report said of one target on one day, and the goal that it said it of.

    `probability` is a share; None beside every status that is no forecast. `reached` is None where it was not recorded.
    """

    report: str
    day: date
    target: str
    status: str
    probability: float | None
    condition: str
    deadline: str | None
    indicator: str | None
    area: str
    unit: str | None
    reached: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A call and what became of it.

    `scored`: the target is decided, and was not when the call was made. `open`: it is not decided. `restated`: the goal
    is no longer the one that the call was made on; `undeclared`: there is no such target any more;
    `before-declaration`: the goal had not been declared; `already-known`: the deciding figure was public.
    `no-forecast`: no probability was given, because the target was decided, is made of steps, or had no figure.
    `met` is the answer known now; None where there is none, or where it is the answer to another goal. `days_left` are
    those from the call to the end of the deadline, negative after it.
    """

    call: Call
    fate: str
    met: bool | None = None
    resolution: Resolution | None = None
    days_left: int | None = None

    @property
    def years_left(self) -> float | None:
        """Years from the call to the end of the deadline."""
        return None if self.days_left is None else self.days_left / 365.2425

    @property
    def is_wrong(self) -> bool:
        """Whether something called on track was missed, or something called off track achieved."""
        wrong = {status.ON_TRACK: False, status.OFF_TRACK: True}
        return self.fate == SCORED and wrong.get(self.call.status) == self.met

    @property
    def is_reversed(self) -> bool:
        """Whether a target that was called achieved or missed has the other answer now."""
        said = {status.ACHIEVED: True, status.MISSED: False}.get(self.call.status)
        return said is not None and self.met is not None and self.met != said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How good some calls were.

    `met` is the share that came true, and `base_brier` the Brier score of having always said that share, which nobody
    could know in advance. `log_loss` holds probabilities within 0.001 and 0.999.
    """

    calls: int
    targets: int
    met: float
    brier: float
    base_brier: float
    log_loss: float

    @property
    def skill(self) -> float | None:
        """1 - Brier score / that of the base rate: 1 is best, negative is worse; None where all had one answer."""
        return 1.0 - self.brier / self.base_brier if self.base_brier else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The verdicts of earlier reports against what came, as known on a day.

    `reports` are those that were read, `unused` why others were not. `by_call` counts every call alike, `by_target`
    every target, with `se_of_mean_brier` over the targets (None with one). `horizons` are by the time left to the
    deadline. `due` is the day on which the first of the open calls can be judged, and the deadline of its target;
    without any call, the same of what is said today.
    """

    reports: tuple[str, ...] = ()
    unused: tuple[Reason, ...] = ()
    calls: tuple[Judged, ...] = ()
    by_call: Tally | None = None
    by_target: Tally | None = None
    se_of_mean_brier: float | None = None
    horizons: tuple[tuple[str, Tally], ...] = ()
    bins: tuple[Bin, ...] = ()
    calibration_error: float | None = None
    due: tuple[date, Period] | None = None

    def of(self, fate: str) -> tuple[Judged, ...]:
        """The calls of one fate."""
        return tuple(each for each in self.calls if each.fate == fate)


def record_of(
    calls: Sequence[Call],
    verdicts: Iterable[Assessment],
    resolved: Mapping[str, Resolution],
    declarations: Declarations,
    unused: Sequence[Reason] = (),
) -> Record:
    """The record of the calls of earlier reports, by the verdicts and resolutions of today."""
    today = tuple(verdicts)
    now = {verdict.target.id: verdict.target for verdict in today}
    recorded = {(call.report, call.target): call for call in calls}

    def same_goal(call: Call) -> bool:
        target = now[call.target]
        inner = (recorded.get((call.report, name)) for name in target.condition.members)
        return _unchanged(call, target, declarations) and all(
            each is not None and each.target in now and same_goal(each) for each in inner
        )

    judged = tuple(_judged(call, now.get(call.target), resolved.get(call.target), same_goal) for call in calls)
    given = {verdict.target.id for verdict in today if verdict.probability is not None}
    waiting = {each.call.target for each in judged if each.fate == OPEN} if calls else given
    found = Record(
        reports=tuple(dict.fromkeys(call.report for call in calls)),
        unused=tuple(unused),
        calls=judged,
        due=_first_due(waiting, now, declarations),
    )
    scored = found.of(SCORED)
    return _with_scores(found, scored) if scored else found


def _judged(
    call: Call, target: Target | None, resolution: Resolution | None, same_goal: Callable[[Call], bool]
) -> Judged:
    if target is None:
        return Judged(call=call, fate=UNDECLARED)
    if not same_goal(call):
        return Judged(call=call, fate=RESTATED)
    left = None if target.deadline is None else (target.deadline.end - call.day).days
    met = None if resolution is None else resolution.met
    return Judged(call=call, fate=_fate(call, target, resolution), met=met, resolution=resolution, days_left=left)


def _fate(call: Call, target: Target, resolution: Resolution | None) -> str:
    declared = target.declared.on if target.declared is not None else None
    if call.probability is None:
        return NO_FORECAST
    if declared is not None and call.day < declared:
        return BEFORE_DECLARATION
    if resolution is None:
        return OPEN
    return SCORED if call.day < resolution.known_on else ALREADY_KNOWN


def _unchanged(call: Call, target: Target, declarations: Declarations) -> bool:
    """Whether a call was made on the goal as it is now, in the same unit."""
    indicator = declarations.indicators.get(target.indicator or "")
    then = (call.condition, call.deadline, call.indicator, call.area, call.unit)
    now = (
        target.condition.written,
        None if target.deadline is None else str(target.deadline),
        target.indicator,
        target.area,
        None if indicator is None else indicator.unit,
    )
    return then == now and call.reached in {None, target.reached}


def _first_due(
    waiting: Collection[str], now: Mapping[str, Target], declarations: Declarations
) -> tuple[date, Period] | None:
    """The day on which the first figure that decides a waiting target is expected, and the target's deadline."""

    def due(target: Target) -> date | None:
        inner = [day for name in target.condition.members if name in now and (day := due(now[name])) is not None]
        if inner or target.deadline is None:
            return max(inner, default=None)
        indicator = declarations.indicators.get(target.indicator or "")
        return target.deadline.end + timedelta(days=0 if indicator is None else indicator.lag_days)

    asked = [target for name, target in now.items() if name in waiting]
    days = [(day, target.deadline) for target in asked if target.deadline and (day := due(target)) is not None]
    return min(days, key=lambda pair: pair[0], default=None)


def _with_scores(found: Record, scored: Sequence[Judged]) -> Record:
    by_target: dict[str, list[Judged]] = {}
    for each in scored:
        by_target.setdefault(each.call.target, []).append(each)
    tallies = [_tally(calls) for calls in by_target.values()]
    classes = [(key, [each for each in scored if _class(each) == key]) for _, key in HORIZONS]
    met, said = _arrays(scored)
    return replace(
        found,
        by_call=_tally(scored),
        by_target=_over_targets(tallies),
        se_of_mean_brier=_standard_error([tally.brier for tally in tallies]),
        horizons=tuple((key, _tally(calls)) for key, calls in classes if calls),
        bins=calibration(met, said),
        calibration_error=calibration_error(met, said),
    )


def _class(each: Judged) -> str | None:
    if each.days_left is None:
        return None
    return next(key for most, key in HORIZONS if each.days_left <= most)


def _arrays(scored: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Answers and probabilities of some scored calls."""
    met = np.array([each.met for each in scored], dtype=bool)
    return met, np.array([each.call.probability for each in scored], dtype=float)


def _tally(scored: Sequence[Judged]) -> Tally:
    met, said = _arrays(scored)
    share = float(np.mean(met))
    return Tally(
        calls=len(scored),
        targets=len({each.call.target for each in scored}),
        met=share,
        brier=brier(met, said),
        base_brier=brier(met, np.full(len(met), share)),
        log_loss=log_loss(met, said),
    )


def _over_targets(tallies: Sequence[Tally]) -> Tally:
    """The mean over targets of the scores of each one's calls."""
    share = float(np.mean([tally.met for tally in tallies]))
    return Tally(
        calls=sum(tally.calls for tally in tallies),
        targets=len(tallies),
        met=share,
        brier=float(np.mean([tally.brier for tally in tallies])),
        base_brier=share * (1.0 - share),
        log_loss=float(np.mean([tally.log_loss for tally in tallies])),
    )


def _standard_error(values: Sequence[float]) -> float | None:
    """Of the mean of independent values; None for a single one."""
    if len(values) == 1:
        return None
    return float(np.std(values, ddof=1) / math.sqrt(len(values)))
