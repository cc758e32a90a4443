"""What is said about one target as of one date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures.observation import Observation
    from tracker.figures.period import Period
    from tracker.goals.target import Target

LEVELS: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantile levels of a `Quantiles` record, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for a status: a code and the values that its sentence needs.

    A value is a text, a number, a date or a period; amounts are in the indicator's unit, rates and probabilities are
    shares. Sentences are made from codes in `report.words`, in each language.
    """

    code: str
    values: tuple[tuple[str, str | float | date | Period], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """Quantiles of one period's predictive distribution at `LEVELS`, in the indicator's unit."""

    period: Period
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimVerdict:
    """A goal on the way: met (True, False), or the probability that it will be."""

    period: Period
    goal: float
    met: bool | None = None
    figure: float | None = None
    probability: float | None = None


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
    one), `gap` the threshold minus the projected median. Rates are shares a year. `required_from_today` is the rate
    needed from `as_of` if nothing had moved since the latest figure. `expected_period` is the first period whose
    median satisfies the condition. `required_path` leads from the latest figure to the threshold at the compound (or,
    where a ratio is undefined, linear) rate. Without a forecast all of these are None or empty, never zero.
    """

    target: Target
    as_of: date
    status: str
    probability: float | None = None
    probability_se: float | None = None
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
    required_from_today: float | None = None
    expected_period: Period | None = None
    fan: tuple[Quantiles, ...] = ()
    required_path: tuple[tuple[Period, float], ...] = ()
    interim: tuple[InterimVerdict, ...] = ()
    steps_done: int | None = None
    steps_total: int | None = None
    n_observations: int = 0
    reasons: tuple[Reason, ...] = ()
    trace: tuple[Trace, ...] = ()
