"""Figures that should have been published by now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.figures.period import PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.figures.indicator import Indicator
    from tracker.figures.observation import Observation
    from tracker.figures.period import Period


def next_release(rows: Iterable[Observation], indicator: Indicator) -> tuple[Period, date] | None:
    """The first period after the latest known figure, and the day its figure is expected by the indicator's lag.

    A growth that is no bound counts as the figure of its period. None without a figure of a regular frequency.
    """
    periods = [
        row.period
        for row in rows
        if (row.value is not None or (row.growth is not None and not row.qualifier))
        and row.period.frequency in PER_YEAR
    ]
    if not periods:
        return None
    following = max(periods, key=lambda period: period.end).shifted(1)
    return following, following.end + timedelta(days=indicator.lag_days)
