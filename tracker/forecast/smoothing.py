"""Exponential smoothing seen from above: the likelihood of each of its forms over a grid of smoothing parameters.

For fixed smoothing parameters the one-step errors are linear in the initial level and trend, so that these drop out by
least squares and the sum of squares is exact. An optimiser that starts at the best point of the grid does not end in a
local optimum far from it, as one that starts from a rule of thumb does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

LEVEL: Final = "level"
TREND: Final = "trend"
DAMPED: Final = "damped trend"

FORMS: Final = {LEVEL: 3, TREND: 5, DAMPED: 6}
"""Each form with the number of its parameters: smoothing, damping, initial states and the variance."""

_LEVEL_WEIGHTS: Final = (0.001, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98, 0.999)
_TREND_SHARES: Final = (0.001, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99)
_DAMPING: Final = (0.801, 0.83, 0.86, 0.89, 0.92, 0.95, 0.979)
_LEAST_VARIANCE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The best point of the grid for one form.

    `alpha` and `beta` are the weights of an error in level and trend, `phi` the damping (1 without, 0 without a trend),
    `level` and `trend` the states before the first figure, `log_likelihood` that of the normal errors.
    """

    form: str
    alpha: float
    beta: float
    phi: float
    level: float
    trend: float
    log_likelihood: float


def aicc(log_likelihood: float, parameters: int, figures: int) -> float:
    """Akaike's criterion with the correction for few figures; infinite where it is undefined: n ≤ k + 1.

    Hurvich and Tsai (1989), Biometrika 76, 297-307. A form whose criterion is infinite is not chosen: with so few
    figures its parameters would describe them without error.
    """
    spare = figures - parameters - 1
    if spare <= 0:
        return math.inf
    return 2.0 * parameters - 2.0 * log_likelihood + 2.0 * parameters * (parameters + 1) / spare


def best_form(values: np.ndarray) -> Start:
    """The grid's best point of the form with the least AICc; of the level where all are infinite."""
    starts = [start_of(values, form) for form, count in FORMS.items() if form == LEVEL or len(values) > count + 1]
    return min(starts, key=lambda start: aicc(start.log_likelihood, FORMS[start.form], len(values)))


def start_of(values: np.ndarray, form: str) -> Start:
    """The grid's point with the least sum of squared one-step errors, for one form and at least two figures."""
    alpha, beta, phi = _grid(form)
    errors, to_level, to_trend = _linear_errors(values, alpha, beta, phi)
    level, trend = _least_squares(errors, to_level, to_trend, has_trend=form != LEVEL)
    squares = np.sum((errors - level * to_level - trend * to_trend) ** 2, axis=0)
    best = int(np.argmin(squares))
    n = len(values)
    variance = max(float(squares[best]) / n, _LEAST_VARIANCE)
    return Start(
        form=form,
        alpha=float(alpha[best]),
        beta=float(beta[best]),
        phi=float(phi[best]),
        level=float(level[best]),
        trend=float(trend[best]),
        log_likelihood=-0.5 * n * (math.log(2.0 * math.pi * variance) + 1.0),
    )


def _grid(form: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shares = (0.0,) if form == LEVEL else _TREND_SHARES
    damping = {LEVEL: (0.0,), TREND: (1.0,), DAMPED: _DAMPING}[form]
    alpha, share, phi = (each.ravel() for each in np.meshgrid(_LEVEL_WEIGHTS, shares, damping, indexing="ij"))
    return alpha, alpha * share, phi


def _linear_errors(
    values: np.ndarray, alpha: np.ndarray, beta: np.ndarray, phi: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Errors from initial states of zero, and what a unit of initial level and of trend takes off them.

    All of shape (figures, points of the grid). The states follow l + alpha e and phi b + beta e, with
    e = y - (l + phi b).
    """
    level, trend = (np.zeros((3, len(alpha))) for _ in range(2))
    level[1], trend[2] = 1.0, 1.0
    seen = np.zeros((3, len(alpha)))
    found = np.empty((len(values), 3, len(alpha)))
    for row, value in zip(found, values.tolist(), strict=True):
        seen[0] = value
        damped = phi * trend
        ahead = level + damped
        row[:] = seen - ahead
        level = ahead + alpha * row
        trend = damped + beta * row
    return found[:, 0], -found[:, 1], -found[:, 2]


def _least_squares(
    errors: np.ndarray, to_level: np.ndarray, to_trend: np.ndarray, *, has_trend: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Initial level and trend with the least sum of squares, at every point of the grid."""
    ll, le = np.sum(to_level**2, axis=0), np.sum(to_level * errors, axis=0)
    if not has_trend:
        return le / ll, np.zeros_like(ll)
    tt, lt = np.sum(to_trend**2, axis=0), np.sum(to_level * to_trend, axis=0)
    te = np.sum(to_trend * errors, axis=0)
    determinant = ll * tt - lt**2
    sound = determinant > 1e-10 * ll * tt
    divisor = np.where(sound, determinant, 1.0)
    level = np.where(sound, (tt * le - lt * te) / divisor, le / ll)
    return level, np.where(sound, (ll * te - lt * le) / divisor, 0.0)
