"""A predictive distribution over coming periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracker.forecast.draws import Drawn, quantiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Period
    from tracker.forecast.draws import Edge
    from tracker.forecast.nowcast import Nowcast


class Forecast:
    """Draws of coming figures, in the indicator's unit; every number of a verdict is read from them.

    `draws` is read-only, shape (number of draws, len(periods)). Each column holds the quantiles of its period at
    equally spaced probabilities, in an order that carries the dependence between periods, so that a row is a path.
    Given as `Drawn`, they are made when they are read. `origin` is the last observed period. `facts` say what moved
    the forecast: (name, number), see `facts`. `nowcasts` are the periods under way whose known months entered, in time
    order.
    """

    __slots__ = ("_drawn", "_draws", "facts", "method", "nowcasts", "origin", "periods")

    def __init__(
        self,
        *,
        periods: tuple[Period, ...],
        draws: np.ndarray | Drawn,
        origin: Period,
        method: str,
        facts: tuple[tuple[str, float], ...] = (),
        nowcasts: tuple[Nowcast, ...] = (),
    ) -> None:
        self.periods, self.origin, self.method, self.facts, self.nowcasts = periods, origin, method, facts, nowcasts
        self._drawn = draws if isinstance(draws, Drawn) else None
        self._draws = None if isinstance(draws, Drawn) else draws

    def __repr__(self) -> str:
        span = f"{self.periods[0]} to {self.periods[-1]}" if self.periods else "no period"
        return f"Forecast({span}, {self.method!r}, after {self.origin})"

    @property
    def draws(self) -> np.ndarray:
        """All draws, shape (number of draws, len(periods))."""
        if self._draws is None:
            assert self._drawn is not None  # noqa: S101 - one of the two is there
            self._draws = self._drawn.paths()
            self._draws.flags.writeable = False
        return self._draws

    @property
    def count(self) -> int:
        """The number of draws."""
        return self._drawn.count if self._drawn is not None else len(self.draws)

    def at(self, period: Period) -> np.ndarray:
        """The draws of one period, shape (number of draws,)."""
        place = self.periods.index(period)
        if self._drawn is not None and self._draws is None:
            return self._drawn.column(place)
        return self.draws[:, place]

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles of each period's draws at some probabilities, shape (len(periods), levels)."""
        if self._drawn is not None:
            return self._drawn.quantiles(levels)
        return np.array([quantiles(column, levels) for column in self.draws.T]).reshape(-1, len(levels))

    def within(self, low: Edge | None, high: Edge | None) -> np.ndarray:
        """Whether each draw lies between two edges, shape (len(periods), number of draws), each column a path."""
        if self._drawn is not None:
            return self._drawn.within(low, high)
        return between_edges(self.draws.T, low, high)


def between_edges(figures: np.ndarray, low: Edge | None, high: Edge | None) -> np.ndarray:
    """Whether each figure lies between two edges."""
    inside = np.ones(figures.shape, dtype=bool)
    if low is not None:
        inside &= figures >= low[0] if low[1] == "left" else figures > low[0]
    if high is not None:
        inside &= figures < high[0] if high[1] == "left" else figures <= high[0]
    return inside
