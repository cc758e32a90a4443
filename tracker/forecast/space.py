"""The scale on which a series is continued: logarithm, logit of a share, or the figures themselves.

- `share` with all figures within 0 and 100: logit((v + 0.5) / 101); never leaves 0 to 100.
- `signed`: the figures in points, as in the corpus that the reference class was learned from. Points are percent-like:
  beyond ±100, or with changes above about ten points a year, the point is enlarged in proportion to the figures, so
  that an amount in thousands or billions is not taken to stand still. Adding a constant changes nothing within ±100.
- every other nature, and a share outside 0 and 100 (continued as a `rate`): the natural logarithm where all figures
  are positive. With a zero or negative figure: the figures in units of their mean absolute size (1 where all are
  zero), so that the reference class' relative changes are changes relative to that size; zero stays the floor
  unless a figure was below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from tracker.figures import Indicator

LOG: Final = "log"
LOGIT: Final = "logit"
RAW: Final = "raw"

_LARGEST: Final = 1e305
_LOG_RANGE: Final = (-745.0, 709.0)
_LOGIT_RANGE: Final = (-50.0, 50.0)
_PERCENT_LIKE: Final = 100.0
_LARGE_CHANGE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A scale, the nature whose reference class applies on it, and the bounds that no forecast leaves.

    `unit` is the figure that counts as 1 where the kind is raw. `low` and `high` are in the indicator's unit.
    """

    kind: str
    nature: str
    unit: float = 1.0
    low: float
    high: float


def space_of(values: np.ndarray, years: np.ndarray, indicator: Indicator) -> Space:
    """The scale for these figures; `years` are their times."""
    low = -_LARGEST if indicator.bounds[0] is None else indicator.bounds[0]
    high = _LARGEST if indicator.bounds[1] is None else indicator.bounds[1]
    least, most, nature = float(values.min()), float(values.max()), indicator.nature
    if nature == "share" and least >= 0.0 and most <= 100.0:
        return Space(kind=LOGIT, nature=nature, low=max(low, 0.0), high=min(high, 100.0))
    if nature == "signed":
        return Space(kind=RAW, nature=nature, unit=_point(values, years), low=low, high=high)
    if nature == "share":
        nature = "rate"
    if least >= 0.0:
        low = max(low, 0.0)
    if least > 0.0:
        return Space(kind=LOG, nature=nature, low=low, high=high)
    return Space(kind=RAW, nature=nature, unit=_mean_size(values) or 1.0, low=low, high=high)


def forward(space: Space, values: np.ndarray) -> np.ndarray:
    """Figures on the scale."""
    if space.kind == LOG:
        return np.asarray(np.log(values))
    if space.kind == LOGIT:
        share = (values + 0.5) / 101.0
        return np.asarray(np.log(share / (1.0 - share)))
    return np.asarray(values / space.unit)


def backward(space: Space, scaled: np.ndarray) -> np.ndarray:
    """Figures of the indicator's unit from the scale, finite and within the bounds; inverse of `forward`."""
    if space.kind == LOG:
        figures = np.exp(np.clip(scaled, *_LOG_RANGE))
    elif space.kind == LOGIT:
        figures = 101.0 / (1.0 + np.exp(-np.clip(scaled, *_LOGIT_RANGE))) - 0.5
    else:
        with np.errstate(over="ignore"):
            figures = scaled * space.unit
    return np.asarray(np.clip(figures, space.low, space.high))


def _mean_size(values: np.ndarray) -> float:
    """Mean absolute figure, without overflow."""
    largest = float(np.abs(values).max())
    return largest * float(np.mean(np.abs(values) / largest)) if largest > 0.0 else 0.0


def _point(values: np.ndarray, years: np.ndarray) -> float:
    """How many of the unit are one point of a signed indicator: 1 for percent-like figures, more for larger ones."""
    level = 1.0 + (abs(float(values[-1])) - _PERCENT_LIKE) / 10.0
    if len(values) == 1:
        return max(1.0, level)
    quarters = np.diff(values / 4.0) / np.sqrt(np.diff(years))
    return max(1.0, level, _mean_size(quarters) / (_LARGE_CHANGE / 4.0))
