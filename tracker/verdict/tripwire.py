"""Tripwires: the next figures that would give a target another status."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import UNUSED, known_at, next_release
from tracker.forecast import predict, predict_many
from tracker.forecast import quantiles as draw_quantiles
from tracker.verdict import status
from tracker.verdict.assessment import Tripwire
from tracker.verdict.calendar import decisive_period, known_series
from tracker.verdict.judgement import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.goals import Settings, Target
    from tracker.verdict.assessment import Assessment

    Judged = tuple[str, float | None]

MOST_SUPPOSED: Final = 40
"""Figures that are supposed, at most, to find the tripwires of one target."""

MOST_PERIODS: Final = 400
"""How many periods ahead the deadline may be: forecasting thousands of days anew takes too long."""

_ENDS: Final = (0.01, 0.99)
_GRID: Final = {True: 5, False: 9}
"""Figures to begin with: few where more of the figure can only help, or only harm."""
_RESOLUTION: Final = 200
_LEAST_STEP: Final = 0.1
_STRAIGHT: Final = 0.35
_SURE: Final = 1 / 6000


def tripwires(
    verdict: Assessment,
    indicator: Indicator,
    rows: Sequence[Observation],
    together: Sequence[Target],
    settings: Settings,
) -> tuple[Tripwire, ...]:
    """The ranges of the next figure that would give a target another status than its verdict has, lowest first.

    The next figure, of the period after the latest one, is supposed at several places between the 0.01 and the 0.99
    quantile of its forecast; each time the series is forecast anew and the target judged as it stands. Where the status
    changes between two places, the bound is narrowed down to a 200th of that range, and given as the shortest number
    there. `together` are all targets on the indicator. Empty where the target has no probability, or nothing within the
    range would change its status.
    """
    target, as_of = replace(verdict.target, revised=()), verdict.as_of
    known = [row for row in known_at(rows, as_of) if row.area == target.area]
    release = next_release([row for row in known if row.status not in UNUSED], indicator)
    if verdict.probability is None or release is None or release[0].frequency != indicator.frequency:
        return ()
    now = known_series(indicator, known, together, target.area, as_of)
    if target.deadline is None or decisive_period(target.deadline, now.frequency).end > _farthest(now):
        return ()
    period, expected = release
    day = max(as_of, expected)
    blank = replace(now.rows[-1][-1], period=period, growth=None, since=None, qualifier="", status="A", published=day)

    def supposing(figure: float) -> Series:
        supposed = replace(blank, value=figure, printed="", line=blank.line + 1)
        return known_series(indicator, [*known, supposed], together, target.area, day)

    def judge(figure: float) -> Judged:
        return _judged(target, indicator, [supposing(figure)], settings)[0]

    own = known_series(indicator, known, (), target.area, as_of)
    draws = predict(own, indicator, period).at(period)
    low, high = draw_quantiles(draws, _ENDS)
    levels = np.linspace(*_ENDS, _GRID[target.condition.direction != 0]).tolist()
    figures = draw_quantiles(draws, levels)
    seen = dict(zip(figures, _judged(target, indicator, list(map(supposing, figures)), settings), strict=True))
    width = (high - low) / _RESOLUTION
    _narrow(seen, judge, width, settings)
    return tuple(
        Tripwire(period=period, status=word, low=floor, high=ceiling, chance=_between(draws, floor, ceiling))
        for word, floor, ceiling in _ranges(seen, width, settings)
        if word != verdict.status
    )


def _farthest(known: Series) -> date:
    return known.periods[-1].shifted(MOST_PERIODS).end


def _judged(target: Target, indicator: Indicator, many: Sequence[Series], settings: Settings) -> list[Judged]:
    """How the target stands with each series, which are forecast together."""
    asked: dict[int, Period] = {}
    for place, known in enumerate(many):
        if len(known) and target.deadline is not None:
            decisive = decisive_period(target.deadline, known.frequency)
            if decisive.end > known.periods[-1].end:
                asked[place] = decisive
    made = predict_many([(many[place], indicator, decisive) for place, decisive in asked.items()])
    forecasts = dict(zip(asked, made, strict=True))
    return [
        standing(target, indicator, known, forecasts.get(place), settings)
        if len(known) and target.deadline is not None
        else (status.NO_DATA, None)
        for place, known in enumerate(many)
    ]


def _narrow(seen: dict[float, Judged], judge: Callable[[float], Judged], width: float, settings: Settings) -> None:
    """Judge figures between two of different status until each such gap is narrow.

    The next one is where the straight line crosses the threshold, at least a tenth off either end; it is the middle
    where the last one left more than half of the gap.
    """
    while (gap := next((gap for gap in _gaps(seen) if not _is_narrow(seen, gap, width)), None)) is not None:
        halve = False
        while not _is_narrow(seen, gap, width):
            if len(seen) >= MOST_SUPPOSED:
                return
            low, high = gap
            part = 0.5 if halve else _crossing(seen, gap, settings)
            figure = low + (high - low) * min(max(part, _LEAST_STEP), 1 - _LEAST_STEP)
            seen[figure] = judge(figure)
            gap = (low, figure) if seen[figure][0] != seen[low][0] else (figure, high)
            halve = gap[1] - gap[0] > (high - low) / 2


def _gaps(seen: dict[float, Judged]) -> list[tuple[float, float]]:
    """Neighbours of different status."""
    return [(low, high) for low, high in pairwise(sorted(seen)) if seen[low][0] != seen[high][0]]


def _is_narrow(seen: dict[float, Judged], gap: tuple[float, float], width: float) -> bool:
    """Whether the ends lie within `width`, or so near in log odds that a straight line leads from one to the other."""
    low, high = gap
    return high - low <= width or abs(_log_odds(seen[low][1]) - _log_odds(seen[high][1])) < _STRAIGHT


def _crossing(seen: dict[float, Judged], gap: tuple[float, float], settings: Settings) -> float:
    """How far along a gap, as a share, a straight line between the log odds of its ends crosses a threshold."""
    start, end = (_log_odds(seen[figure][1]) for figure in gap)
    cuts = [_log_odds(cut) for cut in (settings.off_track, settings.on_track)]
    crossed = [cut for cut in cuts if min(start, end) <= cut <= max(start, end)]
    return (crossed[0] - start) / (end - start) if crossed and end != start else 0.5


def _log_odds(share: float | None) -> float:
    if share is None:
        return 0.0
    kept = min(max(share, _SURE), 1 - _SURE)
    return math.log(kept / (1 - kept))


def _ranges(
    seen: dict[float, Judged], width: float, settings: Settings
) -> list[tuple[str, float | None, float | None]]:
    """Status and bounds of each range of figures of one status, lowest first; open at both ends of all."""
    gaps = _gaps(seen)
    cuts = []
    for low, high in gaps:
        cut = low + (high - low) * _crossing(seen, (low, high), settings)
        cuts.append(shortest(max(low, cut - width / 2), min(high, cut + width / 2)))
    words = [seen[min(seen)][0], *(seen[high][0] for _, high in gaps)]
    return list(zip(words, [None, *cuts], [*cuts, None], strict=True))


def shortest(low: float, high: float) -> float:
    """The number with the fewest digits from `low` to `high`."""
    middle = (low + high) / 2
    for digits in range(1, 16):
        rounded = float(f"{middle:.{digits}g}")
        if low <= rounded <= high:
            return rounded
    return middle


def _between(draws: np.ndarray, low: float | None, high: float | None) -> float:
    above = draws > (-math.inf if low is None else low)
    return float(np.mean(above & (draws <= (math.inf if high is None else high))))
