"""Candidate forecasts of short histories in one space, many series at once."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from tracker.forecast import bank

NAMES: Final = (*(base.name for base in bank.BASES), "same season last year", "same season last year, drift")
KINDS: Final = (*(base.kind for base in bank.BASES), bank.NO_CHANGE, bank.TREND)
"""What each candidate stands for."""

_CYCLES_OF_CHANGE: Final = 3
_LEAST_SHARE: Final = 1e-6


class Candidates(NamedTuple):
    """Forecasts of B series at H horizons in one space (the figures, or their logarithms), and what the bank thinks.

    `moved` (B, H, candidates) from the last value. Of the bank: `predictive_sd` (B, H), average displacement `mean`
    and disagreement `between` (B, H), posterior share of a `season` (B,) and what it `added` (B, H), `log_posterior`
    (B, bases). `seasonal` says which of the last two candidates exist.
    """

    moved: np.ndarray
    predictive_sd: np.ndarray
    mean: np.ndarray
    between: np.ndarray
    season: np.ndarray
    added: np.ndarray
    log_posterior: np.ndarray
    seasonal: tuple[bool, bool]


def candidates(
    values: np.ndarray, positions: np.ndarray, cycle: int, horizons: np.ndarray, step: np.ndarray
) -> Candidates:
    """The candidates of series `values` (B, n) in one space; `step` (B,) is the prior guess of one change."""
    said = bank.consult(values, positions, cycle, horizons, step)
    trust = bank.posterior(said.evidence)
    mean = (trust[:, :, None] * said.moved).sum(1)
    last_season, drifting, seasonal = _same_season(values, positions, cycle, horizons)
    return Candidates(
        moved=np.concatenate([said.moved.transpose(0, 2, 1), last_season[:, :, None], drifting[:, :, None]], 2),
        predictive_sd=np.sqrt((trust[:, :, None] * said.predictive_sd**2).sum(1)),
        mean=mean,
        between=np.sqrt((trust[:, :, None] * (said.moved - mean[:, None]) ** 2).sum(1)),
        season=said.season,
        added=said.added,
        log_posterior=np.log(trust + _LEAST_SHARE),
        seasonal=seasonal,
    )


def _same_season(
    values: np.ndarray, positions: np.ndarray, cycle: int, horizons: np.ndarray
) -> tuple[np.ndarray, np.ndarray, tuple[bool, bool]]:
    """Displacement to the same season of the last cycle, without and with the mean change over a cycle.

    And which of the two exist: they need a whole cycle, and two figures more for its change, without a gap.
    """
    count, n = values.shape
    if cycle == 1 or n < cycle or positions[-1] - positions[0] != n - 1:
        zero = np.zeros((count, len(horizons)))
        return zero, zero, (False, False)
    cycles = -(-horizons // cycle)
    same = values[:, n - 1 + horizons - cycles * cycle] - values[:, -1:]
    lag = min(n - cycle, _CYCLES_OF_CHANGE * cycle)
    change = (values[:, n - lag :] - values[:, n - lag - cycle : n - cycle]).mean(1) if lag else np.zeros(count)
    return same, same + cycles * change[:, None], (True, n >= cycle + 2)
