"""Reasons that stand behind a verdict, as codes with their values; `report.words` makes the sentences."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from tracker.verdict.assessment import Reason
from tracker.verdict.measure import base_period
from tracker.verdict.sources import about_sources

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.forecast import Forecast
    from tracker.goals import Target
    from tracker.verdict.assessment import Assessment
    from tracker.verdict.measure import Measured

_BORROWS_BELOW = 4
_OLD_YEARS = 1.5
_SAME_RATE = 5e-4
_MOST_FOLDS = 20.0
"""A growth that multiplies a level by more than e to this power says nothing about where it began."""


def about_figures(series: Series, indicator: Indicator, forecast: Forecast | None, as_of: date) -> tuple[Reason, ...]:
    """What the verdict rests on: how many figures, of what kind, how old, and what was left out."""
    found: list[Reason] = []
    count = len(series)
    if not count:
        found.append(Reason(code="none-usable" if series.left_out else "no-figures"))
    else:
        last = series.periods[-1]
        common = (("period", last), ("value", float(series.values[-1])))
        if count < _BORROWS_BELOW:
            found.append(Reason(code="one-figure", values=common) if count == 1 else _few(count, series))
    found += _growth_bounds(series)
    if forecast is not None and count < _BORROWS_BELOW:
        found.append(Reason(code="borrowed", values=(("nature", indicator.nature),)))
    if count:
        age = (as_of - series.periods[-1].end).days / 365.2425
        if age > _OLD_YEARS:
            found.append(Reason(code="old-figures", values=(("period", series.periods[-1]), ("age", age))))
    used = [row for rows in series.rows for row in rows]
    found += _qualified(_printed(series))
    found += [
        Reason(code=code, values=(("count", len(periods)), ("of", count)))
        for code, periods in (("chained", series.chained), ("differences", series.differences))
        if periods
    ]
    found += about_sources(series, indicator)
    left_out = Counter(
        code for _, code in series.left_out if code not in {"growth-only", "growth-known", "other-source"}
    )
    found += [Reason(code=f"left-out-{code}", values=(("count", n),)) for code, n in sorted(left_out.items())]
    by_rule = sum(row.by_rule for row in used)
    if by_rule:
        found.append(Reason(code="published-by-rule", values=(("count", by_rule), ("days", indicator.lag_days))))
    return tuple(found)


def _few(count: int, series: Series) -> Reason:
    first, last = series.periods[0], series.periods[-1]
    return Reason(code="few-figures", values=(("count", count), ("first", first), ("last", last)))


def _growth_bounds(series: Series) -> list[Reason]:
    """A published rate without a level; with a level at its end it bounds the level at its start."""
    found = []
    rows = [row for row, code in series.left_out if code == "growth-only"]
    levels = dict(zip(series.periods, series.values, strict=True)) if rows else {}
    for row in rows:
        growth = (row.growth or 0.0) / 100
        values: tuple[tuple[str, str | float | Period], ...] = (
            ("qualifier", row.qualifier),
            ("rate", growth),
            ("period", row.period),
        )
        if row.since is None:
            found.append(Reason(code="growth-figure", values=values))
            continue
        values = (*values, ("since", row.since))
        years = row.period.year - row.since.year
        if row.period in levels and growth > -1 and years > 0 and years * abs(math.log1p(growth)) < _MOST_FOLDS:
            implied = float(levels[row.period]) / (1 + growth) ** years
            found.append(Reason(code="growth-since-level", values=(*values, ("implied", implied))))
        else:
            found.append(Reason(code="growth-since", values=values))
    return found


def _printed(series: Series) -> list[Observation]:
    """The rows behind the figures without those that were chained from a growth, which nobody printed."""
    chained = set(series.chained)
    return [
        row
        for period, rows in zip(series.periods, series.rows, strict=True)
        for row in rows
        if period not in chained or row.printed
    ]


def _qualified(rows: list[Observation]) -> list[Reason]:
    found = []
    approximate = [row for row in rows if row.qualifier]
    if approximate:
        found.append(Reason(code="approximate", values=(("count", len(approximate)), ("of", len(rows)))))
    provisional = [row for row in rows if row.status in {"P", "E"}]
    if provisional:
        found.append(Reason(code="provisional", values=(("count", len(provisional)), ("of", len(rows)))))
    if any(row.status == "B" for row in rows):
        broken = next(row for row in reversed(rows) if row.status == "B")
        found.append(Reason(code="break", values=(("period", broken.period),)))
    return found


def about_target(target: Target, as_of: date) -> tuple[Reason, ...]:
    """What the declaration itself makes doubtful: a proxy, a threshold nobody declared, a later declaration."""
    found = []
    if target.proxy is not None:
        found.append(Reason(code="proxy"))
    if target.declared is None and "threshold" in target.tags:
        found.append(Reason(code="threshold"))
    if target.declared is not None and target.declared.on is not None and as_of < target.declared.on:
        found.append(Reason(code="not-yet-declared", values=(("on", target.declared.on),)))
    return tuple(found)


def about_condition(target: Target, decisive: Period, quantity: Measured) -> tuple[Reason, ...]:
    """How the condition was read: which figure decides, and what kind of figure a change counts from."""
    found: list[Reason] = []
    condition, deadline = target.condition, target.deadline
    if deadline is not None and deadline != decisive:
        found.append(Reason(code="decided-by", values=(("deadline", deadline), ("period", decisive))))
    since = base_period(condition)
    if since is None or quantity.value is None:
        return tuple(found)
    base, threshold = quantity.base, quantity.threshold
    if base is None:
        found.append(Reason(code="baseline-drawn", values=(("period", since),)))
    elif base < 0 and condition.relative and threshold is not None:
        values = (("period", since), ("value", base), ("threshold", threshold))
        found.append(Reason(code="baseline-negative", values=values))
    return tuple(found)


def about_pace(verdict: Assessment) -> tuple[Reason, ...]:
    """How the level stands, which rate is needed, and which one was seen."""
    latest, value, required = verdict.latest_period, verdict.latest_value, verdict.required_rate
    if latest is None or value is None or verdict.probability is None:
        return ()
    found: list[Reason] = []
    if required is None and not verdict.required_path and verdict.threshold is not None:
        found.append(Reason(code="already-met", values=(("period", latest), ("value", value))))
    if required is not None and verdict.recent_rate is None:
        found.append(Reason(code="rate-needed", values=(("required", required), ("since", latest))))
    elif required is not None and verdict.recent_rate is not None:
        values = (("required", required), ("recent", verdict.recent_rate), ("since", latest))
        found.append(Reason(code="rate-needed-and-seen", values=values))
    return (*found, *_from_today(verdict, latest))


def _from_today(verdict: Assessment, latest: Period) -> tuple[Reason, ...]:
    rate, deadline = verdict.required_from_today, verdict.target.deadline
    if rate is None or deadline is None:
        return ()
    if verdict.required_rate is not None and abs(rate - verdict.required_rate) <= _SAME_RATE:
        return ()
    left = (deadline.end - verdict.as_of).days / 365.2425
    return (Reason(code="rate-from-today", values=(("rate", rate), ("years", left), ("since", latest))),)


def about_effort(verdict: Assessment) -> tuple[Reason, ...]:
    """That the probability was raised because a jurisdiction set the goal for itself, and from which one."""
    before = verdict.probability_from_figures
    if before is None or verdict.probability is None or before == verdict.probability:
        return ()
    return (Reason(code="own-goal", values=(("share", before), ("raised", verdict.probability))),)
