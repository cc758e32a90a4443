"""Predictive distributions of several series at several horizons: mixtures of logistic parts, cut at the bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKET: Final = np.array([-16.0, -9.0, -6.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 16.0])
_ROUNDS: Final = 3
_LARGEST_LOGARITHM: Final = 700.0
_LARGEST: Final = 1e305
_LEAST: Final = 1e-15
_FLAT: Final = 1e-300
_LARGEST_LOGIT: Final = 35.0
_BEYOND_LOGITS: Final = 128.0
"""More than lies between two logits of shares."""


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
        """Quantiles (B, H, k) at ascending `levels` as they would be without the bounds."""
        return self.unbounded_curve(np.log(levels) - np.log1p(-levels))[0]

    def unbounded_curve(self, goal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Quantiles (B, H, k) without the bounds at ascending log odds (k,), and how fast they rise with these.

        Newton's method on the logit scale, where the distribution function is nearly a straight line; kept within a
        bracket that shrinks, by halves where a step would leave it (Press et al., 2007, Numerical Recipes, 9.4).
        """
        grid = self._grid()
        at = np.maximum.accumulate(_logit(self._cdf(grid)), axis=2)
        right = _first_at_least(at, goal)
        a, b = np.take_along_axis(grid, right - 1, 2), np.take_along_axis(grid, right, 2)
        low, high = np.take_along_axis(at, right - 1, 2), np.take_along_axis(at, right, 2)
        x = a + (b - a) * np.clip((goal - low) / np.maximum(high - low, _FLAT), 0.0, 1.0)
        for _ in range(_ROUNDS):
            share, density = self._cdf_and_density(x)
            gap = _logit(share) - goal
            a, b = np.where(gap < 0.0, x, a), np.where(gap < 0.0, b, x)
            rise = share * (1.0 - share) / np.maximum(density, _FLAT)
            x = x - gap * rise
            x = np.where((x < a) | (x > b), (a + b) / 2.0, x)
        with np.errstate(over="ignore", under="ignore"):
            figures, rises = (np.ldexp(each, self.exponent[:, None, None]) for each in (x, rise))
        figures = np.maximum.accumulate(np.clip(figures, -_LARGEST, _LARGEST), axis=2)
        return figures, np.minimum(rises, _LARGEST)

    def _inside(self, values: np.ndarray) -> np.ndarray:
        """Figures as multiples of 2 to the power of the exponent."""
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(np.ldexp(values, -self.exponent[:, None, None]))

    def _cdf(self, inside: np.ndarray) -> np.ndarray:
        """The distribution function without bounds."""
        total = np.zeros(inside.shape)
        for values, _, space in self._spaces(inside):
            for centre, width, weight in self._parts(space):
                odds = _odds_against(values, centre, width)
                odds += 1.0
                total += np.divide(weight, odds, out=odds)
        return total

    def _cdf_and_density(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The distribution function without bounds, and its derivative."""
        total, density, below = np.zeros(inside.shape), np.zeros(inside.shape), np.empty(inside.shape)
        for values, slope, space in self._spaces(inside):
            of_space = density if space == 0 else np.zeros(inside.shape)
            for centre, width, weight in self._parts(space):
                odds = _odds_against(values, centre, width)
                np.divide(1.0, np.add(odds, 1.0, out=below), out=below)
                odds *= below
                odds *= below
                odds *= weight / width
                of_space += odds
                below *= weight
                total += below
            if space != 0:
                density += slope * of_space
        return total, density

    def _parts(self, space: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Centre, width and weight (B, H, 1) of each part of a space."""
        for part in range(self.centre.shape[3]):
            yield (
                self.centre[:, :, space, part, None],
                self.width[:, :, space, part, None],
                self.weight[:, :, space, part, None],
            )

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


def _odds_against(values: np.ndarray, centre: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Odds against each value in a logistic distribution, finite."""
    odds = np.subtract(centre, values)
    odds /= width
    np.minimum(odds, _LARGEST_LOGIT, out=odds)
    return np.asarray(np.exp(odds, out=odds))


def _first_at_least(rows: np.ndarray, goals: np.ndarray) -> np.ndarray:
    """The place in each ascending row of the first number that is not below each goal, at least 1 and within the row.

    All rows are searched as one, each raised above the one before.
    """
    shape, size = rows.shape[:2], rows.shape[2]
    above = np.arange(shape[0] * shape[1])[:, None]
    raised = (rows.reshape(-1, size) + above * _BEYOND_LOGITS).ravel()
    found = np.searchsorted(raised, (goals + above * _BEYOND_LOGITS).ravel()).reshape(-1, len(goals))
    return np.asarray(np.clip(found - above * size, 1, size - 1).reshape(*shape, len(goals)))


def _logit(shares: np.ndarray) -> np.ndarray:
    """Logarithm of the odds, finite."""
    p = np.clip(shares, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(p) - np.log1p(-p))
