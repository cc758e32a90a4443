"""What the network sees of a short history: numbers without units, many series at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast import bank

if TYPE_CHECKING:
    from tracker.forecast.candidates import Candidates

# fmt: off
OF_SERIES: Final = (
    "log n", "1 / n", "quarterly", "monthly", "share", "rate", "count", "currency", "index", "signed", "nature unknown",
    "higher is better", "lower is better", "rms change / prior step", "predictive sd / prior step",
    "predictive sd / level", "smoothness", "last change", "last three changes", "largest change", "mean change / rms",
    "share of zero changes", "one-sidedness", "sign persistence", "trend strength", "trend towards better",
    "last change towards better", "last sign towards better", "distance from mean", "distance towards better",
    "trend upwards", "last change upwards", "logit of share", "bounded above", "log room of share", "has logarithm",
    "seasonal posterior", *(f"log posterior: {base.name}" for base in bank.BASES),
)
OF_HORIZON: Final = (
    "log h", "log h in years", "h / n", "root of h in years", "sd at h / sd at 1", "disagreement",
    "forecast towards better", "size of forecast", "forecast upwards", "season adds", "size of season", "room to zero",
    "room to bound", "sd at h, log space",
)
# fmt: on
NAMES: Final = (*OF_SERIES, *OF_HORIZON)
"""The features, in their order."""

_TINY: Final = 1e-9
_RATIO: Final = 0.03
_RELATIVE: Final = 0.1
_MOST_TREND: Final = 6.0
_ROOM: Final = (0.1, 100.0)
_SHARES: Final = (0.002, 0.998)


class Seen(NamedTuple):
    """What the features are made from, of B series of n figures at H horizons.

    `main` (B, n) are the logarithms where they apply (`has_log`), else the `values`; `candidates` and the `prior` step
    (B,) are those of that space. `unit` (B, H, 2) is the predictive standard deviation of both spaces; `level` and
    `spread` (B,) are mean absolute figure and standard deviation. `natures` (B, 6) are ones and zeros, all zero where
    `unknown`; `signed_by_nature` holds for known and unknown ones. `upper` (B,) is the bound of a share, else infinite.
    """

    values: np.ndarray
    main: np.ndarray
    positions: np.ndarray
    cycle: int
    horizons: np.ndarray
    candidates: Candidates
    unit: np.ndarray
    prior: np.ndarray
    level: np.ndarray
    spread: np.ndarray
    has_log: np.ndarray
    signed_by_nature: np.ndarray
    natures: np.ndarray
    unknown: np.ndarray
    better: np.ndarray
    upper: np.ndarray

    @property
    def main_unit(self) -> np.ndarray:
        """The unit of the main space, (B, H)."""
        return np.where(self.has_log[:, None], self.unit[:, :, 1], self.unit[:, :, 0])

    @property
    def upwards(self) -> np.ndarray:
        """1 where up and down differ, 0 where mirroring is a symmetry (without logarithms), (B,)."""
        return self.has_log.astype(float)

    @property
    def step(self) -> np.ndarray:
        """Root mean square of the changes in the main space, each divided by the root of its gap, (B,); 0 for one."""
        if self.main.shape[1] == 1:
            return np.zeros(len(self.main))
        gaps = np.diff(self.positions)
        return np.asarray(np.sqrt((np.diff(self.main, axis=1) ** 2 / gaps).mean(1)))


def context(seen: Seen) -> np.ndarray:
    """The features of every series and horizon, (B, H, features)."""
    of_series, of_horizon = _of_series(seen), _of_horizon(seen)
    shape = (*of_horizon.shape[:2], of_series.shape[1])
    return np.concatenate([np.broadcast_to(of_series[:, None], shape), of_horizon], 2)


def _of_series(seen: Seen) -> np.ndarray:
    """Features of the series, (B, features)."""
    count, n = seen.values.shape
    x, toward, up = seen.values, seen.better, seen.upwards
    many = n > 1
    gaps = np.diff(seen.positions) if many else np.ones(1)
    changes = np.diff(seen.main, axis=1) if many else np.zeros((count, 1))
    turns = np.diff(changes / gaps, axis=1) if n > 2 else np.zeros((count, 1))
    rms = np.sqrt((changes**2).mean(1)) + _TINY * seen.prior
    signs, size = np.sign(changes), np.abs(changes)
    trend = changes.sum(1) / (rms * np.sqrt(max(n - 1, 1)))
    last = changes[:, -1] / rms
    off_mean = (x[:, -1] - x.mean(1)) / (seen.spread + _TINY * seen.level)
    bounded = np.isfinite(seen.upper)
    share = np.where(bounded, np.clip(x[:, -1] / np.where(bounded, seen.upper, 1.0), *_SHARES), 0.5)
    found = [
        np.full(count, np.log(n)),
        np.full(count, 1.0 / n),
        np.full(count, float(seen.cycle in (2, 4))),
        np.full(count, float(seen.cycle > 4)),
        *seen.natures.T,
        seen.unknown,
        toward > 0,
        toward < 0,
        np.log(np.sqrt((changes**2 / gaps).mean(1)) / seen.prior + _RATIO),
        np.log(seen.main_unit[:, 0] / seen.prior + _RATIO),
        np.where(seen.signed_by_nature, 0.0, np.log(seen.unit[:, 0, 0] / seen.level + 1e-3)),
        np.log(np.sqrt((turns**2).mean(1)) / rms + _RATIO),
        np.log(size[:, -1] / rms + _RELATIVE),
        np.log(np.sqrt((changes[:, -3:] ** 2).mean(1)) / rms + _RELATIVE),
        np.log(size.max(1) / rms + _RELATIVE),
        np.log(size.mean(1) / rms + _RELATIVE),
        (size < _TINY * seen.level[:, None]).mean(1),
        np.abs(signs.mean(1)),
        (signs[:, 1:] * signs[:, :-1]).mean(1) if n > 2 else np.zeros(count),
        np.abs(np.clip(trend, -_MOST_TREND, _MOST_TREND)),
        np.arcsinh(trend) * toward,
        np.arcsinh(last) * toward,
        toward * signs[:, -1],
        np.arcsinh(np.abs(off_mean)),
        toward * off_mean,
        up * np.arcsinh(trend),
        up * np.arcsinh(last),
        np.log(share / (1 - share)) * bounded,
        bounded,
        bounded * np.log(1 - share),
        seen.has_log,
        seen.candidates.season,
        *(0.3 * seen.candidates.log_posterior.T),
    ]
    return np.stack(found, 1).astype(float)


def _of_horizon(seen: Seen) -> np.ndarray:
    """Features of series and horizon, (B, H, features)."""
    count, n = seen.values.shape
    horizons, unit, toward, up = seen.horizons, seen.main_unit, seen.better[:, None], seen.upwards[:, None]
    years = horizons / seen.cycle
    moved, added = np.arcsinh(seen.candidates.mean / unit), np.arcsinh(seen.candidates.added / unit)
    last, sd = seen.values[:, -1:], seen.unit[:, :, 0]
    bounded = np.isfinite(seen.upper)[:, None]
    room = np.where(bounded, seen.upper[:, None], 0.0) - last
    found = [
        *np.broadcast_to(
            np.stack([np.log(horizons), np.log(years), np.minimum(horizons / n, 3.0), np.sqrt(years)])[:, None],
            (4, count, len(horizons)),
        ),
        np.log(unit / unit[:, :1]),
        seen.candidates.between / unit,
        moved * toward,
        np.abs(moved),
        moved * up,
        added,
        np.abs(added),
        np.log(np.clip(last / sd, *_ROOM)) * up,
        np.log(np.where(bounded, np.clip(room / sd, *_ROOM), _ROOM[1])),
        seen.unit[:, :, 1] * seen.has_log[:, None],
    ]
    return np.stack(found, 2)
