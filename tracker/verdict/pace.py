"""How fast a figure moves and how fast it would have to: rates, shares of way and time, when a goal is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tracker.figures import PER_YEAR, Period, between, last_ended_by, years_between
from tracker.verdict.assessment import RecentPace
from tracker.verdict.calendar import decisive_period, years_left
from tracker.verdict.measure import base_period, level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.figures import Indicator, Series
    from tracker.goals import Condition, Target
    from tracker.verdict.calendar import Figures

Point = tuple[Period, float]

RECENT_YEARS: Final = 5.0
_LONGEST_PATH: Final = 400
_WHOLE: Final = 100.0
_EXPECTED: Final = (0.1, 0.5, 0.9)


def pace(
    target: Target,
    indicator: Indicator,
    figures: Figures,
    decisive: Period,
    bounds: tuple[float, float | None],
    as_of: date,
) -> dict[str, Any]:
    """Rates, shares and expected periods of an assessment; those only that exist.

    `bounds` are the figures of the decisive period that just satisfy the condition: the one, or both of a band.
    """
    points = points_of(figures, decisive.frequency)
    if target.condition.kind == "maintain" or not points:
        return {}
    (latest, value), (threshold, upper) = points[-1], bounds
    goal = upper if upper is not None and value > upper else threshold
    found: dict[str, Any] = {"recent_linear": recent_linear(points)}
    found["recent_pace"] = recent_pace(points, decisive, indicator)
    base = baseline(target, indicator, figures, points)
    if base is not None and upper is None:
        found |= _shares(base, points[-1], (decisive, goal), target.condition)
    wanted = level(target.condition, threshold, upper)
    if wanted.is_met_by(value):
        return found
    years = years_between(latest, decisive)
    found |= {
        "required_rate": compound_rate(value, goal, years),
        "required_linear": (goal - value) / years if years > 0 else None,
        "required_path": required_path(latest, value, decisive, goal),
    }
    left = years_left(as_of, decisive)
    if left > 0 and as_of > latest.end:
        found["required_from_today"] = compound_rate(value, goal, left)
    low, middle, high = reached_in(wanted, figures, decisive.frequency)
    return found | {"expected_low": low, "expected_period": middle, "expected_high": high}


def points_of(figures: Figures, frequency: str) -> tuple[Point, ...]:
    """The known figures on a calendar: the series' own, or a coarser one on which its figures are combined."""
    series = figures.series
    if series.frequency == frequency:
        return tuple(zip(series.periods, series.values.tolist(), strict=True))
    if not len(series) or frequency not in PER_YEAR:
        return ()
    first, last = (last_ended_by(period.end, frequency) for period in (series.periods[0], series.periods[-1]))
    known = ((period, figures.known(period)) for period in between(first, last))
    return tuple((period, value) for period, value in known if value is not None)


def compound_rate(first: float, last: float, years: float) -> float | None:
    """(last / first)^(1 / years) - 1, a share a year; None where that is undefined."""
    if first <= 0 or last <= 0 or years <= 0:
        return None
    try:
        rate = (last / first) ** (1 / years) - 1
    except OverflowError:
        return None
    return rate if rate < float("inf") else None


def recent_rate(series: Series) -> float | None:
    """The compound rate a year over the last five years of figures, or over all if they span fewer; None with one."""
    found = _recent(tuple(zip(series.periods, series.values.tolist(), strict=True)))
    return None if found is None else compound_rate(*found)


def recent_linear(points: Sequence[Point]) -> float | None:
    """The change a year, in the indicator's unit, over the same figures as the recent rate; None with one."""
    found = _recent(points)
    return None if found is None else (found[1] - found[0]) / found[2]


def _recent(points: Sequence[Point]) -> tuple[float, float, float] | None:
    """First and last figure of the last five years, and the years between them."""
    first = _recent_start(points)
    return None if first is None else (first[1], points[-1][1], years_between(first[0], points[-1][0]))


def _recent_start(points: Sequence[Point]) -> Point | None:
    """The oldest figure of the last five years; None where the latest stands alone in them."""
    recent = (point for point in points[:-1] if years_between(point[0], points[-1][0]) <= RECENT_YEARS + 1e-9)
    return next(recent, None)


def recent_pace(points: Sequence[Point], decisive: Period, indicator: Indicator) -> RecentPace | None:
    """What the decisive period comes to if the pace of the last five years of figures goes on.

    In percent a year; in amounts a year for percentages, shares and figures of either sign, and where a rate is not
    defined; a share of a whole stays between 0 and 100. None with one figure, and where the decisive period is past.
    """
    start = _recent_start(points)
    if start is None:
        return None
    (since, first), (latest, value) = start, points[-1]
    gone, ahead = years_between(since, latest), years_between(latest, decisive)
    if ahead <= 0:
        return None
    steady = indicator.unit == "%" or indicator.nature in {"share", "signed"}
    growth = None if steady else compound_rate(first, value, gone)
    rate = (value - first) / gone if growth is None else growth
    try:
        leads = value + rate * ahead if growth is None else value * (1 + growth) ** ahead
    except OverflowError:
        return None
    low, high = indicator.bounds
    if indicator.nature == "share" and all(0 <= figure <= _WHOLE for _, figure in points):
        low, high = (0.0 if low is None else low), (_WHOLE if high is None else high)
    inside = min(max(leads, leads if low is None else low), leads if high is None else high)
    if not np.isfinite(inside):
        return None
    return RecentPace(
        since=since,
        latest=latest,
        until=decisive,
        span=gone,
        years=ahead,
        value=value,
        rate=rate,
        compound=growth is not None,
        leads=inside,
        held=inside != leads,
    )


def required_path(latest: Period, value: float, deadline: Period, goal: float) -> tuple[Point, ...]:
    """The figures that lead from the latest one to the goal at a constant rate, both ends included.

    Compound where both are positive, else linear; empty when the deadline is not ahead on the same calendar.
    """
    if latest.frequency != deadline.frequency or latest.frequency not in PER_YEAR:
        return ()
    steps = deadline.ordinal - latest.ordinal
    if not 0 < steps <= _LONGEST_PATH:
        return ()
    if value > 0 and goal > 0:
        figures = [value * (goal / value) ** (k / steps) for k in range(steps + 1)]
    else:
        figures = [value + (goal - value) * k / steps for k in range(steps + 1)]
    return tuple(zip(between(latest, deadline), figures, strict=True))


def baseline(target: Target, indicator: Indicator, figures: Figures, points: Sequence[Point]) -> Point | None:
    """The figure that progress is measured from; None where the declared one is not known.

    That of `baseline`, else of the period that a change counts from, else the last one known at the declaration, else
    the first.
    """
    stated = target.baseline or base_period(target.condition)
    if stated is not None:
        period = decisive_period(stated, figures.series.frequency)
        value = figures.known(period)
        return None if value is None else (period, value)
    declared = target.declared.on if target.declared is not None else None
    if declared is not None:
        known = (point for point in reversed(points) if _was_known(point[0], figures.series, indicator, declared))
        return next(known, points[0])
    return points[0]


def _was_known(period: Period, series: Series, indicator: Indicator, day: date) -> bool:
    """Whether a figure was known on a day; one revised later counts from its period's end plus the lag."""
    if (day - period.end).days >= indicator.lag_days:
        return True
    if period.start > day:
        return False
    parts = zip(series.periods, series.rows, strict=True)
    published = [row.published for part, rows in parts if period.contains(part) for row in rows]
    return bool(published) and max(published) <= day


def _shares(base: Point, latest: Point, goal: Point, condition: Condition) -> dict[str, float]:
    """The share of the way made from the baseline to the goal, and of the time gone, both at the latest figure."""
    (start, first), (now, value), (end, wanted) = base, latest, goal
    way, time = wanted - first, years_between(start, end)
    if way * condition.direction <= 0 or time <= 0 or now.end < start.end:
        return {}
    made = (value - first) / way
    return {"share_of_way": made, "share_of_time": years_between(start, now) / time} if np.isfinite(made) else {}


def reached_in(wanted: Condition, figures: Figures, frequency: str) -> tuple[Period | None, ...]:
    """The periods by which a tenth, half, and nine tenths of the paths have first satisfied a level.

    None where that lies beyond the forecast.
    """
    forecast = figures.forecast
    if forecast is None or not forecast.periods:
        return (None,) * len(_EXPECTED)
    periods = forecast.periods
    if figures.series.frequency == frequency:
        answers = forecast.within(*wanted.edges())
    else:
        ahead = between(last_ended_by(periods[0].start, frequency), last_ended_by(periods[-1].end, frequency))
        columns = [(each, figures.drawn(each)) for each in ahead if figures.known(each) is None]
        drawn = [(each, column) for each, column in columns if column is not None]
        if not drawn:
            return (None,) * len(_EXPECTED)
        periods = tuple(each for each, _ in drawn)
        answers = wanted.is_met_by(np.stack([column for _, column in drawn]))
    return tuple(periods[place] if place is not None else None for place in _first_places(answers, _EXPECTED))


def _first_places(answers: np.ndarray, shares: Sequence[float]) -> tuple[int | None, ...]:
    """The row by which each share of the columns, ascending, has had a True in this one or one before; None without."""
    found: list[int | None] = []
    ever = np.zeros(answers.shape[1], dtype=bool)
    for place, row in enumerate(answers):
        ever |= row
        met = np.count_nonzero(ever) / len(ever)
        while len(found) < len(shares) and met >= shares[len(found)]:
            found.append(place)
        if len(found) == len(shares):
            break
    return (*found, *[None] * (len(shares) - len(found)))
