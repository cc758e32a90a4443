"""A bank of structural models whose forecasts, variances and evidence are matrix products: nothing is fitted.

Each model is a Gaussian process with fixed relative variances and a diffuse constant (Harvey, 1989, Forecasting,
structural time series models and the Kalman filter, chapters 2 to 4; Rasmussen and Williams, 2006, Gaussian processes
for machine learning, section 2.7). For given positions its forecasts are fixed linear functions of the figures and its
evidence a function of one quadratic form, so missing periods need no special case and a thousand series cost little
more than one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

NO_CHANGE: Final = "no change"
TREND: Final = "trend"
REVERSION: Final = "reversion"

PRIOR_WEIGHT: Final = 1.0
"""Degrees of freedom of the prior on the variance of one step."""

_JITTER: Final = 1e-6
_LEAST_VARIANCE: Final = 1e-8


class Base(NamedTuple):
    """Relative variances of one model, and what it stands for.

    Steps of the level and of the slope, the slope at the start, noise of single figures; changes that carry over by
    `damping`, and a part that returns to its mean by `return_rate`.
    """

    name: str
    kind: str
    level: float = 0.0
    slope: float = 0.0
    start: float = 0.0
    noise: float = 0.0
    damped: float = 0.0
    damping: float = 0.0
    stationary: float = 0.0
    return_rate: float = 0.0


BASES: Final = (
    Base("random walk", NO_CHANGE, level=1.0),
    Base("drift, shrunk", TREND, level=1.0, start=0.05),
    Base("drift", TREND, level=1.0, start=1.0),
    Base("local level", NO_CHANGE, level=0.25, noise=1.0),
    Base("slow local level", NO_CHANGE, level=0.04, noise=1.0),
    Base("local level, drift", TREND, level=0.25, noise=1.0, start=0.1),
    Base("slow local level, drift", TREND, level=0.02, noise=1.0, start=0.3),
    Base("straight line", TREND, start=1.0, noise=1.0),
    Base("smooth trend", TREND, slope=1.0, start=10.0, noise=0.02),
    Base("local trend", TREND, slope=0.1, level=1.0, start=1.0),
    Base("noisy local trend", TREND, slope=0.01, noise=1.0, start=0.3, level=0.02),
    Base("damped steps", TREND, damped=1.0, damping=0.6),
    Base("slowly damped steps", TREND, damped=1.0, damping=0.9),
    Base("noisy damped steps", TREND, damped=0.2, damping=0.9, noise=0.2, level=0.3),
    Base("reversion to the mean", REVERSION, stationary=1.0, return_rate=0.5),
    Base("slow reversion to the mean", REVERSION, stationary=1.0, return_rate=0.85),
)

SEASONS: Final = ((0.0, 1.0), (4.0, 1.0), (4.0, 0.9), (0.3, 1.0))
"""Seasonal patterns: variance in units of the step's, and correlation one cycle apart; the first is none."""


class Weights(NamedTuple):
    """What models make of figures at given positions; with a cycle, models are bases x seasons, the latter fastest.

    Weights of the figures (models, horizons, n), variances (models, horizons), quadratic forms (models, n, n) and log
    determinants (models,).
    """

    forecast: np.ndarray
    variance: np.ndarray
    quadratic: np.ndarray
    logdet: np.ndarray


class Opinions(NamedTuple):
    """What each base says of each series, seasons averaged by their evidence.

    `moved` and `predictive_sd` (series, bases, horizons) from the last figure; log `evidence` (series, bases);
    posterior share of the seasonal patterns, `season` (series,); what the season `added` (series, horizons).
    """

    moved: np.ndarray
    predictive_sd: np.ndarray
    evidence: np.ndarray
    season: np.ndarray
    added: np.ndarray


def consult(values: np.ndarray, positions: np.ndarray, cycle: int, horizons: np.ndarray, step: np.ndarray) -> Opinions:
    """What the bank says of series `values` (series, n) that share `positions`, at `horizons` periods ahead.

    `step` (series,) is the prior guess of the standard deviation of one step; its square has an inverse gamma prior, so
    the evidence is a multivariate Student t.
    """
    found = weights(tuple(positions.tolist()), cycle, tuple(horizons.tolist()))
    models, steps, n = found.forecast.shape
    y = (values - values[:, -1:]) / step[:, None]
    count = len(y)
    product = (y @ found.quadratic.transpose(1, 0, 2).reshape(n, -1)).reshape(count, models, n)
    squares = np.maximum((product * y[:, None]).sum(2), 0.0)
    moved = (y @ found.forecast.reshape(-1, n).T).reshape(count, models, steps)
    df = n - 1 + PRIOR_WEIGHT
    evidence = -0.5 * found.logdet - 0.5 * df * np.log(squares + PRIOR_WEIGHT)
    variance = ((squares + PRIOR_WEIGHT) / df)[:, :, None] * found.variance
    season, added = np.zeros(count), np.zeros((count, steps))
    if cycle > 1:
        shape = (count, len(BASES), len(SEASONS))
        each, apart = evidence.reshape(shape), moved.reshape(*shape, steps)
        top = each.max(2, keepdims=True)
        share = np.exp(each - top)
        sums = share.sum(2, keepdims=True)
        share = share / sums
        evidence = (top + np.log(sums / len(SEASONS)))[:, :, 0]
        moved = (share[..., None] * apart).sum(2)
        spread = variance.reshape(*shape, steps) + (apart - moved[:, :, None]) ** 2
        variance = (share[..., None] * spread).sum(2)
        trust = posterior(evidence)
        season = (trust * (1.0 - share[:, :, 0])).sum(1)
        added = (trust[:, :, None] * (moved - apart[:, :, 0])).sum(1) * step[:, None]
    return Opinions(
        moved=moved * step[:, None, None],
        predictive_sd=np.sqrt(variance) * step[:, None, None],
        evidence=evidence,
        season=season,
        added=added,
    )


def posterior(evidence: np.ndarray) -> np.ndarray:
    """Weights of the bases, which were even before the series was seen."""
    weight = np.exp(evidence - evidence.max(1, keepdims=True))
    return np.asarray(weight / weight.sum(1, keepdims=True))


@lru_cache(maxsize=256)
def weights(positions: tuple[int, ...], cycle: int, horizons: tuple[int, ...]) -> Weights:
    """Forecast weights, variances, quadratic forms and log determinants at these positions."""
    p = np.array(positions) - positions[0]
    f = p[-1] + np.array(horizons)
    centre = float(p.mean())
    known = _covariances(p[:, None], p[None, :], cycle, centre)
    cross = _covariances(f[:, None], p[None, :], cycle, centre)
    ahead = _covariances(f, f, cycle, centre)
    inverse = np.linalg.inv(known + _JITTER * np.eye(len(p)))
    one = inverse.sum(2)
    total = one.sum(1)
    gain = cross @ inverse
    slack = 1.0 - gain.sum(2)
    return Weights(
        forecast=gain + slack[:, :, None] * one[:, None, :] / total[:, None, None],
        variance=np.maximum(ahead - (gain * cross).sum(2) + slack**2 / total[:, None], _LEAST_VARIANCE),
        quadratic=inverse - one[:, :, None] * one[:, None, :] / total[:, None, None],
        logdet=np.log(total) - np.linalg.slogdet(inverse)[1],
    )


def _covariances(s: np.ndarray, t: np.ndarray, cycle: int, centre: float) -> np.ndarray:
    """Covariances of all models between periods s and t >= 0, which broadcast; the slope is 0 at `centre`."""
    lag, a, b = np.abs(s - t), np.minimum(s, t) + 1, np.maximum(s, t) + 1
    slope = a * (a + 1) * (2 * a + 1) / 6 + (b - a) * a * (a + 1) / 2
    start, same = (s - centre) * (t - centre), lag == 0
    found = []
    for base in BASES:
        k = base.level * a + base.slope * slope + base.start * start + base.noise * same
        if base.damped:
            spread = _sum_variance(a, base.damping) + _sum_variance(b, base.damping) - _sum_variance(lag, base.damping)
            k = k + base.damped * spread / 2
        if base.stationary:
            k = k + base.stationary * base.return_rate**lag
        found.append(k)
    bases = np.stack(found)
    if cycle == 1:
        return bases
    pattern = (lag % cycle == 0) - 1.0 / cycle
    seasons = np.stack([variance * pattern * kept ** (lag / cycle) for variance, kept in SEASONS])
    return np.asarray((bases[:, None] + seasons[None]).reshape(-1, *lag.shape))


def _sum_variance(count: np.ndarray, kept: float) -> np.ndarray:
    """Variance of the sum of `count` successive changes of variance 1, each of which carries over by `kept`."""
    lasting = (1.0 + kept) / (1.0 - kept)
    return np.asarray(count * lasting - 2.0 * kept * (1.0 - kept**count) / (1.0 - kept) ** 2)
