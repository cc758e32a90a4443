"""Short histories without their units: candidate forecasts in two spaces and a context, many series at once."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from tracker.forecast.candidates import NAMES, Candidates, candidates
from tracker.forecast.context import Seen, context

NATURES: Final = ("share", "rate", "count", "currency", "index", "signed")
SIGNED: Final = NATURES.index("signed")
SHARE: Final = NATURES.index("share")
UNKNOWN: Final = -1

STEP: Final = 0.05
"""Prior guess of one step, as a share of the level."""

LESS_TRUST: Final = 0.5
"""Exponent of the bank's posterior where the nature is unknown: rougher series, for which its models are less true."""

_OFFSET: Final = 0.02
_OWN_STEP: Final = 0.3
_LEAST_ROOM: Final = 0.02
_LEAST_UNIT: Final = 1e-9
_FARTHEST: Final = 30.0
_FEW: Final = 4


class Description(NamedTuple):
    """Series (B) x horizons (H); the two spaces are the figures and their logarithms.

    `candidates` (B, H, 2, candidates) are displacements from the `last` value (B, 2) in units, the `unit` (B, H, 2)
    being the predictive standard deviation of the bank; `mean` (B, H, 2) is its average displacement. `available`
    (candidates,) says which exist. `has_log` (B,) says whether logarithms apply, of figures plus `offset` (B,).
    `context` (B, H, features) is what the network sees; `log_posterior` (B, bases) is the bank's in the space that the
    context looks at. `step` (B,) is the typical change seen there over one period, `prior` (B,) the one guessed, and
    `season` (B,) the posterior share of a seasonal pattern.
    """

    candidates: np.ndarray
    unit: np.ndarray
    mean: np.ndarray
    available: np.ndarray
    has_log: np.ndarray
    last: np.ndarray
    offset: np.ndarray
    context: np.ndarray
    log_posterior: np.ndarray
    step: np.ndarray
    prior: np.ndarray
    season: np.ndarray


def describe(
    values: np.ndarray,
    positions: np.ndarray,
    cycle: int,
    horizons: np.ndarray,
    *,
    nature: np.ndarray,
    better: np.ndarray,
    upper: np.ndarray,
) -> Description:
    """Describe series `values` (B, n) seen at integer `positions` (n,), `cycle` of them a year, 1 without a season.

    `nature` (B,) is an index into NATURES or UNKNOWN; `better` (B,) +1, -1 or 0; `upper` (B,) the upper bound of a
    share, else infinite.
    """
    count, n = values.shape
    level = np.abs(values).mean(1)
    level = np.where(level > 0, level, 1.0)
    spread = values.std(1)
    bounded = np.isfinite(upper)
    room = np.where(bounded, np.clip(1 - level / np.where(bounded, upper, 1.0), _LEAST_ROOM, 1), 1.0)
    signed = (nature == SIGNED) | (values < 0).any(1)
    has_log = ~signed
    own = _OWN_STEP * (np.sqrt(spread**2 + level**2) if n < _FEW else spread)
    step = np.where(signed, np.where(own > 0, own, STEP * level), STEP * level * room)
    offset = np.where((values <= 0).any(1), _OFFSET * level, 0.0)
    logs = np.log(np.where(has_log[:, None], values + offset[:, None], 1.0))
    in_figures = candidates(values, positions, cycle, horizons, step)
    in_logs = candidates(logs, positions, cycle, horizons, np.full(count, STEP))
    unit = np.stack(
        [
            np.maximum(in_figures.predictive_sd, _LEAST_UNIT * level[:, None]),
            np.maximum(in_logs.predictive_sd, _LEAST_UNIT),
        ],
        2,
    )
    moved = np.stack([in_figures.moved, in_logs.moved], 2)
    available = np.ones(len(NAMES), dtype=bool)
    available[-2:] = in_figures.seasonal
    unknown = (nature == UNKNOWN) | (cycle > 1)
    main = _chosen(has_log, in_logs, in_figures)
    seen = Seen(
        values=values,
        main=np.where(has_log[:, None], logs, values),
        positions=positions,
        cycle=cycle,
        horizons=horizons,
        candidates=main,
        unit=unit,
        prior=np.where(has_log, STEP, step),
        level=level,
        spread=spread,
        has_log=has_log,
        signed_by_nature=nature == SIGNED,
        natures=(nature[:, None] == np.arange(len(NATURES))) & ~unknown[:, None],
        unknown=unknown,
        better=better.astype(float),
        upper=upper,
    )
    return Description(
        candidates=np.clip(moved / unit[..., None], -_FARTHEST, _FARTHEST),
        unit=unit,
        mean=np.stack([in_figures.mean, in_logs.mean], 2),
        available=available,
        has_log=has_log,
        last=np.stack([values[:, -1], logs[:, -1]], 1),
        offset=offset,
        context=context(seen),
        log_posterior=main.log_posterior * np.where(unknown, LESS_TRUST, 1.0)[:, None],
        step=seen.step,
        prior=seen.prior,
        season=main.season,
    )


def _chosen(has_log: np.ndarray, in_logs: Candidates, in_figures: Candidates) -> Candidates:
    """Of each series what was seen in logarithms where they apply, else in its figures."""

    def pick(logs: np.ndarray, figures: np.ndarray) -> np.ndarray:
        return np.where(has_log.reshape(-1, *(1,) * (figures.ndim - 1)), logs, figures)

    return Candidates(
        moved=pick(in_logs.moved, in_figures.moved),
        predictive_sd=pick(in_logs.predictive_sd, in_figures.predictive_sd),
        mean=pick(in_logs.mean, in_figures.mean),
        between=pick(in_logs.between, in_figures.between),
        season=pick(in_logs.season, in_figures.season),
        added=pick(in_logs.added, in_figures.added),
        log_posterior=pick(in_logs.log_posterior, in_figures.log_posterior),
        seasonal=in_figures.seasonal,
    )
