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
        a, b, low, high = (each.take(place) for each in (grid, at) for place in (right - 1, right))
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
        total, odds = np.zeros(inside.shape), np.empty(inside.shape)
        for values, _, space in self._spaces(inside):
            for centre, width, weight in self._parts(space):
                _odds_against(values, centre, width, odds)
                odds += 1.0
                total += np.divide(weight, odds, out=odds)
        return total

    def _cdf_and_density(self, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The distribution function without bounds, and its derivative."""
        total, density = np.zeros(inside.shape), np.zeros(inside.shape)
        odds, below = np.empty(inside.shape), np.empty(inside.shape)
        for values, slope, space in self._spaces(inside):
            of_space = density if space == 0 else np.zeros(inside.shape)
            for centre, width, weight in self._parts(space):
                _odds_against(values, centre, width, odds)
                np.divide(1.0, np.add(odds, 1.0, out=below), out=below)
                odds *= below
                odds *= below
                odds *= weight / width
                of_space += odds
                below *= weight
                total += below
            if space != 0:
                of_space *= slope
                density += of_space
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
            beyond = ~(shifted > 0.0)
            np.copyto(shifted, 1.0, where=beyond)
            logs, slope = np.log(shifted), 1.0 / shifted
            np.copyto(logs, -np.inf, where=beyond)
            np.copyto(slope, 0.0, where=beyond)
            yield logs, slope, 1

    def _grid(self) -> np.ndarray:
        """Sorted quantiles of the parts: between two of them lies every quantile of the mixture."""
        z = self.centre[..., None] + self.width[..., None] * _BRACKET
        logs = np.exp(np.clip(z[:, :, 1], -_LARGEST_LOGARITHM, _LARGEST_LOGARITHM)) - self.offset[:, None, None, None]
        logs = np.where(self.has_log[:, None, None, None], logs, z[:, :, 0])
        both = np.concatenate([z[:, :, 0], logs], 2)
        return np.sort(both.reshape(*both.shape[:2], -1), axis=2)


def _odds_against(values: np.ndarray, centre: np.ndarray, width: np.ndarray, odds: np.ndarray) -> None:
    """Put into `odds` those against each value in a logistic distribution, finite."""
    np.subtract(centre, values, out=odds)
    odds /= width
    np.minimum(odds, _LARGEST_LOGIT, out=odds)
    np.exp(odds, out=odds)


def _first_at_least(rows: np.ndarray, goals: np.ndarray) -> np.ndarray:
    """Of each ascending row (B, H, size) the first number that is not below each goal, but for the row's first one.

    Given as its place in the table made flat, where a row has none that of its last one. What stands before a goal is
    counted: the numbers that reach no later goal than those before it.
    """
    shape, size, count = rows.shape[:2], rows.shape[2], len(goals)
    reached = np.searchsorted(goals, rows.reshape(-1, size), side="right")
    start = np.arange(len(reached))[:, None]
    reached += start * (count + 1)
    found = np.bincount(reached.ravel(), minlength=len(reached) * (count + 1)).reshape(-1, count + 1)[:, :-1].cumsum(1)
    return np.asarray((np.clip(found, 1, size - 1) + start * size).reshape(*shape, count))


def _logit(shares: np.ndarray) -> np.ndarray:
    """Logarithm of the odds, finite."""
    odds = np.clip(shares, _LEAST, 1.0 - _LEAST)
    odds /= 1.0 - odds
    return np.asarray(np.log(odds, out=odds))
