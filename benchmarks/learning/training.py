"""How a network is trained: thresholds, weights of the rows, and stochastic descent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast import context, network

if TYPE_CHECKING:
    from benchmarks.learning.windows import Table

RATE, BATCH, DROPOUT, THRESHOLDS = 3e-3, 1024, 0.1, 12
FREQUENCY_SHARES: Final = {1: 0.5, 4: 0.25, 12: 0.25}
"""Shares of the frequencies in the weight of the competition series."""

_FREE: Final = (*("log n", "quarterly", "monthly", "nature unknown", "log h", "log h in years", "root of h in years"),)
_CLIP: Final = 5.0
_LEAST: Final = 2e-3
_FAR: Final = 1e4
_MOMENTS: Final = (0.9, 0.99)
_WARM_UP: Final = 100


class Setting(NamedTuple):
    """How one network is learned: few numbers, chosen once on the cross-validation, the same for all folds.

    `hidden` units, `epochs`, `decay` of the coefficients a step, `log_share` of the log loss beside the Brier score,
    `spread` of the thresholds, weight of the `competition` series, and features whose linear coefficients are `free`
    of decay.
    """

    hidden: int
    epochs: int
    decay: float
    log_share: float
    spread: float
    competition: float
    free: tuple[str, ...] = ()
    seed: int = 0


MAIN: Final = Setting(8, epochs=2, decay=0.03, log_share=0.3, spread=1.0, competition=0.6, free=_FREE)
SHORT: Final = Setting(8, epochs=4, decay=0.08, log_share=0.5, spread=2.0, competition=0.3)


def train(table: Table, setting: Setting) -> network.Network:
    """The network that minimises Brier score plus a share of log loss over thresholds, a weighted CRPS.

    By Adam with decoupled decay (Loshchilov and Hutter, 2019, ICLR), a warm-up and a cosine schedule.
    """
    rng = np.random.default_rng(setting.seed)
    at, below = draw_thresholds(table, setting.spread, rng)
    weight = row_weights(table, setting.competition)
    mean, sd = table.context.mean(0), table.context.std(0) + 1e-6
    z = np.clip((table.context - mean) / sd, -_CLIP, _CLIP)
    rows, inputs = z.shape
    p = _first(table.candidates.shape[2], inputs, setting.hidden, rng)
    first, second = ({name: np.zeros_like(value) for name, value in p.items()} for _ in range(2))
    decayed = {"hidden": np.ones((inputs, 1)), "out": np.ones((setting.hidden, 1)), "linear": np.ones((inputs, 1))}
    decayed["linear"][[context.NAMES.index(name) for name in setting.free]] = 0.0
    steps, t = setting.epochs * (rows // BATCH), 0
    for _ in range(setting.epochs):
        order = rng.permutation(rows)
        for k in range(rows // BATCH):
            ix = order[k * BATCH : (k + 1) * BATCH]
            drop = (rng.random((BATCH, setting.hidden)) > DROPOUT) / (1 - DROPOUT)
            slope = gradient(p, z[ix], _of_heads(table, ix), (at[ix], below[ix]), weight[ix], setting.log_share, drop)
            t += 1
            pace = RATE * min(1, t / _WARM_UP) * 0.5 * (1 + np.cos(np.pi * t / steps))
            for name, value in p.items():
                first[name] = _MOMENTS[0] * first[name] + (1 - _MOMENTS[0]) * slope[name]
                second[name] = _MOMENTS[1] * second[name] + (1 - _MOMENTS[1]) * slope[name] ** 2
                size = np.sqrt(second[name] / (1 - _MOMENTS[1] ** t)) + 1e-8
                move = first[name] / (1 - _MOMENTS[0] ** t) / size
                if name in decayed:
                    move = move + setting.decay / RATE * decayed[name] * value
                p[name] = value - pace * move
    return network.Network(mean=mean, sd=sd, **p)


def _first(candidates: int, inputs: int, hidden: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Coefficients to begin with: little trust in seasonal candidates, three parts of unequal width."""
    outputs, at = network.output_count(candidates), network.slices(candidates)
    p = {
        "hidden": rng.normal(size=(inputs, hidden)) / np.sqrt(inputs),
        "hidden_bias": np.zeros(hidden),
        "out": 0.05 * rng.normal(size=(hidden, outputs)) / np.sqrt(hidden),
        "linear": np.zeros((inputs, outputs)),
        "bias": np.zeros(outputs),
    }
    p["bias"][at.trust.stop - 2 : at.trust.stop] = -2.0
    p["bias"][at.scale] = np.log(0.5)
    p["bias"][at.width] = (0.9, -0.8, 0.9, -0.8)
    return p


class HeadRows(NamedTuple):
    """What the heads of the network need of some rows."""

    candidates: np.ndarray
    log_posterior: np.ndarray
    has_log: np.ndarray
    available: np.ndarray


def _of_heads(table: Table, rows: np.ndarray | slice) -> HeadRows:
    return HeadRows(table.candidates[rows], table.log_posterior[rows], table.has_log[rows], table.available[rows])


def gradient(
    p: dict[str, np.ndarray],
    z: np.ndarray,
    rows: HeadRows,
    thresholds: tuple[np.ndarray, np.ndarray],
    weight: np.ndarray,
    log_share: float,
    drop: np.ndarray,
) -> dict[str, np.ndarray]:
    """Gradient of the mean loss of a batch, by hand; `thresholds` and whether the outcome lay below each."""
    at, below = thresholds
    n, count = len(z), rows.candidates.shape[2]
    place = network.slices(count)
    plain = np.tanh(z @ p["hidden"] + p["hidden_bias"])
    hidden = plain * drop
    raw = hidden @ p["out"] + z @ p["linear"] + p["bias"]
    made = network.heads(raw, *rows, np.zeros(n, dtype=bool))
    trust, part = made.trust, made.weight
    a = (at[:, :, None, :] - made.centre[..., None]) / made.width[..., None]
    s = network.logistic(a)
    f = (part[..., None] * s).sum((1, 2))
    inner = np.clip(f, _LEAST, 1 - _LEAST)
    d = 2 * (f - below) + log_share * (inner - below) / (inner * (1 - inner)) * (inner == f)
    d = (d * (weight / (at.shape[2] * n))[:, None])[:, None, None]
    d_part = (d * s).sum(3)
    d_part = part * (d_part - (part * d_part).sum((1, 2), keepdims=True))
    d_a = d * part[..., None] * s * (1 - s)
    d_centre, d_log_width = -d_a.sum(3) / made.width, -(d_a * a).sum(3)
    d_middle = d_centre.sum(2)
    d_trust = (d_middle[:, :, None] * rows.candidates).sum(1)
    g = np.empty_like(raw)
    g[:, place.trust] = trust * (d_trust - (trust * d_trust).sum(1, keepdims=True))
    g[:, place.shift] = d_middle
    g[:, place.scale] = d_log_width.sum(2) + (d_centre * made.offset).sum(2) * made.scale
    g[:, place.offset] = (d_centre * made.scale[:, :, None])[:, :, 1:].reshape(n, -1)
    g[:, place.width] = d_log_width[:, :, 1:].reshape(n, -1)
    g[:, place.weight] = d_part.reshape(n, -1)
    d_hidden = (g @ p["out"].T) * drop * (1 - plain**2)
    return {
        "bias": g.sum(0),
        "linear": z.T @ g,
        "out": hidden.T @ g,
        "hidden": z.T @ d_hidden,
        "hidden_bias": d_hidden.sum(0),
    }


def row_weights(table: Table, competition: float) -> np.ndarray:
    """Every indicator counts equally; competition series by the root of their windows, in shares of the frequencies."""
    found = np.zeros(len(table.outcome))
    _, code = np.unique(table.name, return_inverse=True)
    totals = np.bincount(code, table.weight)[code]
    found[table.is_indicator] = (table.weight / totals)[table.is_indicator]
    found /= found.sum()
    for cycle, share in FREQUENCY_SHARES.items():
        rows = ~table.is_indicator & (table.cycle == cycle)
        each = (table.weight / np.sqrt(totals))[rows]
        found[rows] = competition * share * each / each.sum()
    return np.asarray(found / found.mean())


def draw_thresholds(table: Table, spread: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Targets around no change and the bank's forecast, drawn without a look at the outcome, and what lay below them.

    As displacements in units of both spaces (rows, 2, THRESHOLDS), and ones and zeros (rows, THRESHOLDS).
    """
    size = (len(table.outcome), THRESHOLDS)
    q = rng.standard_t(3, size=size) * spread
    c = 1.2 * rng.random(size)
    unit, mean, last, offset = table.unit, table.mean, table.last, table.offset[:, None]
    raw = last[:, :1] + c * mean[:, :1] + q * unit[:, :1]
    log = np.exp(np.clip(last[:, 1:] + c * mean[:, 1:] + q * unit[:, 1:], -600, 300)) - offset
    t = np.where(table.has_log[:, None] & (np.arange(THRESHOLDS) % 2 == 0), log, raw)
    t = np.where(table.nonnegative[:, None] & (t < 0), np.abs(t) / 2, t)
    top = np.where(np.isfinite(table.upper), table.upper, 0.0)[:, None]
    t = np.where(t > table.upper[:, None], top - np.abs(top - last[:, :1]) * rng.random(size), t)
    return in_units(table, t), (table.outcome[:, None] <= t).astype(float)


def in_units(table: Table, values: np.ndarray) -> np.ndarray:
    """Displacement of values (rows, k) from the last one, in units of both spaces (rows, 2, k)."""
    v = values + table.offset[:, None]
    log = np.where(v > 0, np.log(np.where(v > 0, v, 1.0)), -np.inf)
    z = (np.stack([values, log], 1) - table.last[:, :, None]) / table.unit[:, :, None]
    return np.asarray(np.clip(np.where(np.isneginf(z), -_FAR, z), -_FAR, _FAR))
