"""The learned forecast: a bank of structural models, combined and calibrated by a small network.

The network was learned from thousands of short series (`benchmarks/learn.py`); what it learned is coefficients.json.
docs/model-card.md says where it is good and where not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast import network
from tracker.forecast.coefficients import coefficients
from tracker.forecast.description import NATURES, SHARE, SIGNED, UNKNOWN, Description, describe
from tracker.forecast.distribution import Distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.forecast.coefficients import Coefficients
    from tracker.forecast.network import Heads

MEMORY: Final = {1: 30, 2: 48, 4: 48, 12: 72}
"""Periods looked at before the last figure, by their number in a cycle: as many as were seen in learning."""

FEWEST: Final = 4
"""Figures that are looked at however old they are."""

SHORT: Final = 2
"""Up to so many figures the spread is that of the reference class: other coefficients are used."""

CYCLES: Final = (2, 4, 12)
"""Periods a year in which a season is looked for; any other number is read as without one."""

_WHOLE: Final = 100.0


class Learned(NamedTuple):
    """Predictive distributions of B series at H horizons, and what they were made from.

    `trust` (B, H, candidates) is the weight of each candidate in the centre.
    """

    distribution: Distribution
    trust: np.ndarray
    description: Description
    figures: int


def predict_batch(
    values: np.ndarray,
    positions: np.ndarray,
    per_year: int,
    horizons: np.ndarray,
    natures: Sequence[str | None],
    better: Sequence[int],
    bounds: Sequence[tuple[float | None, float | None]],
    learned: Coefficients | None = None,
) -> Learned:
    """Predictive distributions of many series at `horizons` periods after their last figure.

    `values` (B, n), oldest first, at integer `positions` (n,), increasing, with or without gaps; both are shared by
    all series, as are the `per_year` periods in a year. A nature is one of `description.NATURES` or None. `learned` are
    those of the package if not given.
    """
    if not values.shape[1] or not np.isfinite(values).all():
        raise ValueError("a forecast needs at least one figure, and finite ones only")
    cycle = per_year if per_year in CYCLES else 1
    positions = np.asarray(positions)
    recent = positions > min(positions[-1] - MEMORY[cycle], positions[-min(FEWEST, len(positions))] - 1)
    x, exponent = _without_unit(values[:, recent])
    kind = np.array([UNKNOWN if nature is None else NATURES.index(nature) for nature in natures])
    # What was learned about direction and bounds comes from annual indicators of known nature.
    known = (kind != UNKNOWN) & (per_year == 1)
    toward = np.where(known, np.array(better, dtype=float), 0.0)
    lower, upper = _ends(x, kind, bounds)
    found = describe(
        x,
        positions[recent],
        cycle,
        np.asarray(horizons),
        nature=np.where(known | (kind == SIGNED), kind, UNKNOWN),
        better=toward,
        upper=_scaled(np.where(known & (kind == SHARE), upper, np.inf), exponent),
    )
    every = coefficients() if learned is None else learned
    net = every.short if x.shape[1] <= SHORT else every.main
    heads = _heads(net, found, even=(kind == SIGNED) & (toward == 0))
    shape = (*found.unit.shape[:2], 2, network.PARTS)
    unit = found.unit[..., None]
    distribution = Distribution(
        centre=found.last[:, None, :, None] + unit * heads.centre.reshape(shape),
        width=unit * heads.width.reshape(shape),
        weight=heads.weight.reshape(shape),
        exponent=exponent,
        offset=found.offset,
        has_log=found.has_log,
        lower=lower,
        upper=upper,
    )
    return Learned(
        distribution=distribution,
        trust=heads.trust.reshape(*shape[:2], -1),
        description=found,
        figures=x.shape[1],
    )


def _without_unit(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Series with largest figures between 1/2 and 1, and the powers of two they were divided by: nothing is rounded."""
    _, exponent = np.frexp(np.abs(values).max(1))
    return _scaled(values, exponent[:, None]), exponent


def _scaled(values: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    """Figures divided by powers of two."""
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.ldexp(values, -exponent))


def _ends(
    x: np.ndarray, kind: np.ndarray, bounds: Sequence[tuple[float | None, float | None]]
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of each series: those declared, else 0 for what was never negative, and 100 for shares."""
    unsigned = (kind != SIGNED) & (kind != UNKNOWN) & ~(x < 0).any(1)
    lower = np.array([-np.inf if low is None else low for low, _ in bounds])
    upper = np.array([np.inf if high is None else high for _, high in bounds])
    lower = np.where(np.isneginf(lower) & unsigned, 0.0, lower)
    return lower, np.where(np.isinf(upper) & (kind == SHARE), _WHOLE, upper)


def _heads(net: network.Network, found: Description, *, even: np.ndarray) -> Heads:
    """What the network says, one row a series and horizon."""
    count, steps = found.unit.shape[:2]

    def rows(of_both: np.ndarray) -> np.ndarray:
        return of_both.reshape(count * steps, *of_both.shape[2:])

    def repeated(of_series: np.ndarray) -> np.ndarray:
        return np.repeat(of_series, steps, axis=0)

    return network.heads(
        network.outputs(net, network.standardise(net, rows(found.context))),
        rows(found.candidates),
        repeated(found.log_posterior),
        repeated(found.has_log),
        found.available,
        repeated(even),
    )
