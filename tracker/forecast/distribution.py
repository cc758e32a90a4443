"""Predictive distributions of several series at several horizons: mixtures of logistic parts, cut at the bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast.network import logistic

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKET: Final = np.array([-16.0, -9.0, -6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 16.0])
_ROUNDS: Final = 3
_LARGEST_LOGARITHM: Final = 700.0
_LARGEST: Final = 1e305
_LEAST: Final = 1e-15
_FLAT: Final = 1e-300


class Distribution(NamedTuple):
    """Of B series at H horizons; `centre`, `width` and `weight` (B, H, 2, parts).

    Parts stand in the two spaces, figures and their logarithms (of figures plus `offset`, where `has_log`), with
    figures as multiples of 2 to the power of `exponent`. `lower`, `upper`, in the indicator's unit, and `exponent`,
    `offset`, `has_log` are (B,). What lies beyond a bound sits on it.
    """

    centre: np.ndarray
    width: np.ndarray
    weight: np.ndarray
    exponent: np.ndarray
    offset: np.ndarray
    has_log: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """P(Y <= values), for values (B, H, k)."""
        lower, upper = self.lower[:, None, None], self.upper[:, None, None]
        inner = self._cdf(self._inside(values))
        return np.where(values < lower, 0.0, np.where(values >= upper, 1.0, inner))

    def reaches(self, values: np.ndarray) -> np.ndarray:
        """P(Y >= values), for values (B, H, k)."""
        lower, upper = self.lower[:, None, None], self.upper[:, None, None]
        inner = 1.0 - self._cdf(self._inside(values))
        return np.where(values <= lower, 1.0, np.where(values > upper, 0.0, inner))

    def quantiles(self, levels: np.ndarray) -> np.ndarray:
        """Quantiles (B, H, k) at probabilities `levels` (k,), between 0 and 1, in the indicator's unit."""
        return self.within_bounds(self.unbounded_quantiles(levels))

    def within_bounds(self, figures: np.ndarray) -> np.ndarray:
        """Figures (B, H, k) with those beyond a bound on it."""
        return np.asarray(np.clip(figures, self.lower[:, None, None], self.upper[:, None, None]))

    def unbounded_quantiles(self, levels: np.ndarray) -> np.ndarray:
        """Quantiles (B, H, k) as they would be without the bounds.

        Newton's method on the logit scale, where the distribution function is nearly a straight line; kept within a
        bracket that shrinks, by halves where a step would leave it (Press et al., 2007, Numerical Recipes, 9.4).
        """
        goal = np.log(levels) - np.log1p(-levels)
        grid = self._grid()
        at = np.maximum.accumulate(_logit(self._cdf(grid)), axis=2)
        right = np.clip((at[:, :, None, :] < goal[:, None]).sum(3), 1, grid.shape[2] - 1)
        a, b = np.take_along_axis(grid, right - 1, 2), np.take_along_axis(grid, right, 2)
        low, high = np.take_along_axis(at, right - 1, 2), np.take_along_axis(at, right, 2)
        x = a + (b - a) * np.clip((goal - low) / np.maximum(high - low, _FLAT), 0.0, 1.0)
        for _ in range(_ROUNDS):
            share, density = self._cdf_and_density(x)
            gap = _logit(share) - goal
            a, b = np.where(gap < 0.0, x, a), np.where(gap < 0.0, b, x)
            x = x - gap * share * (1.0 - share) / np.maximum(density, _FLAT)
            x = np.where((x < a) | (x > b), (a + b) / 2.0, x)
        with np.errstate(over="ignore", under="ignore"):
            figures = np.ldexp(x, self.exponent[:, None, None])
        return np.asarray(np.maximum.accumulate(np.clip(figures, -_LARGEST, _LARGEST), axis=2))

    def _inside(self, values: np.ndarray) -> np.ndarray:
        """Figures as multiples of 2 to the power of the exponent."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.ldexp(values, -self.exponent[:, None, None]))

    def _cdf(self, inside: np.ndarray) -> np.ndarray:
        """The distribution function without bounds."""
        total = np.zeros(inside.shape)
        for values, _, space in self._spaces(inside):
            centre, width, weight = (each[:, :, space, :, None] for each in (self.centre, self.width, self.weight))
            total += (weight * logistic((values[:, :, None] - centre) / width)).sum(2)
        return total

    def _cdf_and_density(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The distribution function without bounds, and its derivative."""
        total, density = np.zeros(inside.shape), np.zeros(inside.shape)
        for values, slope, space in self._spaces(inside):
            centre, width, weight = (each[:, :, space, :, None] for each in (self.centre, self.width, self.weight))
            below = logistic((values[:, :, None] - centre) / width)
            part = weight * below
            total += part.sum(2)
            density += slope * (part * (1.0 - below) / width).sum(2)
        return total, density

    def _spaces(self, inside: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray | float, int]]:
        """Figures in each space, the derivative of that scale, and its place."""
        yield inside, 1.0, 0
        if self.has_log.any():
            shifted = inside + self.offset[:, None, None]
            positive = shifted > 0.0
            safe = np.where(positive, shifted, 1.0)
            yield np.where(positive, np.log(safe), -np.inf), positive / safe, 1

    def _grid(self) -> np.ndarray:
        """Sorted quantiles of the parts: between two of them lies every quantile of the mixture."""
        z = self.centre[..., None] + self.width[..., None] * _BRACKET
        logs = np.exp(np.clip(z[:, :, 1], -_LARGEST_LOGARITHM, _LARGEST_LOGARITHM)) - self.offset[:, None, None, None]
        logs = np.where(self.has_log[:, None, None, None], logs, z[:, :, 0])
        both = np.concatenate([z[:, :, 0], logs], 2)
        return np.sort(both.reshape(*both.shape[:2], -1), axis=2)


def _logit(shares: np.ndarray) -> np.ndarray:
    """Logarithm of the odds, finite."""
    p = np.clip(shares, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(p) - np.log1p(-p))
