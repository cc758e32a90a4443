"""A predictive distribution over coming periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from tracker.figures import Period
    from tracker.forecast.nowcast import Nowcast


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Draws of coming figures, in the indicator's unit; every number of a verdict is read from them.

    `draws` is read-only, shape (number of draws, len(periods)). Each column holds the quantiles of its period at
    equally spaced probabilities, in an order that carries the dependence between periods, so that a row is a path.
    `origin` is the last observed period. `facts` say what moved the forecast: (name, number), see `facts`.
    `nowcasts` are the periods under way whose known months entered, in time order.
    """

    periods: tuple[Period, ...]
    draws: np.ndarray
    origin: Period
    method: str
    facts: tuple[tuple[str, float], ...] = ()
    nowcasts: tuple[Nowcast, ...] = ()

    def at(self, period: Period) -> np.ndarray:
        """The draws of one period, shape (number of draws,)."""
        return self.draws[:, self.periods.index(period)]
