"""What is said about one target as of one date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures.observation import Observation
    from tracker.figures.period import Period
    from tracker.goals.target import Target

LEVELS: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantile levels of a `Quantiles` record, in order."""


Values: TypeAlias = "tuple[tuple[str, str | float | date | Period | tuple[Period, ...]], ...]"
"""Names and values that a sentence needs, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for a status: a code and the values that its sentence needs.

    A value is a text, a number, a date, a period or several; amounts are in the indicator's unit, rates and
    probabilities are shares. Sentences are made from codes in `report.words`, in each language.
    """

    code: str
    values: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """Quantiles of one period's predictive distribution at `LEVELS`, in the indicator's unit."""

    period: Period
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimVerdict:
    """A goal on the way: its status, and whether it is met (True, False) or the probability that it will be."""

    period: Period
    goal: float
    status: str = "no-data"
    met: bool | None = None
    figure: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tripwire:
    """The next figures that would give another status: those above `low` and below `high`, each where there is one.

    In the indicator's unit. `chance` is the probability that the figure of `period` falls there, by the forecast.
    """

    period: Period
    status: str
    low: float | None
    high: float | None
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVerdict:
    """Where one step of a milestone goal stands: its status, since which day, when it is due, and how late it is.

    `days_late` counts from the end of `due` to the day it was published as done, or to the day of the verdict.
    """

    id: str
    status: str
    due: Period | None
    published: date | None
    days_late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A period that is not complete yet: what its months up to `until` came to, and what that makes of the whole.

    `figure` is the sum, the mean or the level so far, None where only `growth` (a share, over the same months a year
    before) is known. `expected` is the figure that usually goes with `goal`, the whole period's figure on the way to
    the goal. `past_years` were seen with the same months.
    """

    period: Period
    until: Period
    figure: float | None
    growth: float | None
    goal: float | None
    expected: float | None
    past_years: int
    projected: Quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPace:
    """Where the pace of the recent figures leads: to `leads` in `until`, the decisive period, `years` further on.

    The pace is that from `since` to the latest figure, `value` in `latest`, over `span` years: `rate` a year, which is
    a share where `compound`, else an amount. `held` where it would pass a bound of the indicator: that is given then.
    """

    since: Period
    latest: Period
    until: Period
    span: float
    years: float
    value: float
    rate: float
    compound: bool
    leads: float
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the calculation: what was computed, from what, with which result."""

    code: str
    values: tuple[tuple[str, str | float | date | Period], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The verdict on one target.

    `projected` are the quantiles of the figure of the decisive period (the deadline in the series' calendar); `fan`
    those of every coming period up to it; `measured` those of the quantity the condition speaks of, where that is not
    the figure itself (a change, a growth rate as a share, a sum), with `bar` the bound it is compared with.
    `threshold` is the figure of the decisive period that just satisfies the condition (None where there is no single
    one), `gap` the threshold minus the projected median.

    Rates are shares a year; `required_linear` and `recent_linear` are the same as amounts a year.
    `required_from_today` is the rate needed from `as_of` if nothing had moved since the latest figure. `required_path`
    leads from the latest figure to the threshold at the compound (or, where a ratio is undefined, linear) rate.
    `recent_pace` is where the pace of the recent figures leads by the decisive period.
    `share_of_way` is the part of the way from the baseline to the goal that is made, `share_of_time` the part of the
    time that is gone, both at the latest figure (shares; below 0 and above 1 are possible), or, where the goal is made
    of steps, both on the day. By `expected_period` half
    of the paths have first satisfied the condition, by `expected_low` a tenth, by `expected_high` nine tenths; None
    beyond the forecast's end. `tripwires` are the next figures that would change the status; None where nobody asked.
    `replaced_by` is the target that had been declared in place of this one by then.

    Without a forecast all of these are None or empty, never zero.
    """

    target: Target
    as_of: date
    status: str
    probability: float | None = None
    probability_se: float | None = None
    probability_from_figures: float | None = None
    latest: Observation | None = None
    latest_period: Period | None = None
    latest_value: float | None = None
    projected: Quantiles | None = None
    measured: Quantiles | None = None
    bar: float | None = None
    threshold: float | None = None
    upper_threshold: float | None = None
    gap: float | None = None
    required_rate: float | None = None
    recent_rate: float | None = None
    required_linear: float | None = None
    recent_linear: float | None = None
    required_from_today: float | None = None
    recent_pace: RecentPace | None = None
    share_of_way: float | None = None
    share_of_time: float | None = None
    expected_low: Period | None = None
    expected_period: Period | None = None
    expected_high: Period | None = None
    fan: tuple[Quantiles, ...] = ()
    required_path: tuple[tuple[Period, float], ...] = ()
    interim: tuple[InterimVerdict, ...] = ()
    under_way: tuple[UnderWay, ...] = ()
    tripwires: tuple[Tripwire, ...] | None = None
    steps_done: int | None = None
    steps_total: int | None = None
    steps: tuple[StepVerdict, ...] = ()
    replaced_by: str | None = None
    n_observations: int = 0
    reasons: tuple[Reason, ...] = ()
    trace: tuple[Trace, ...] = ()
