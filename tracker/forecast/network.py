"""The learned part: a context becomes weights of the candidates, a shift, a scale and a shape.

One hidden layer beside a linear path; a mixture of three logistic distributions over the figures and three over their
logarithms: a mixture density network (Bishop, 1994, NCRG/94/004) whose centre is a convex combination of candidate
forecasts. All numbers are in units of the bank's predictive standard deviation.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

PARTS: Final = 3
"""Logistic parts in each space."""

FIELDS: Final = ("mean", "sd", "hidden", "hidden_bias", "out", "linear", "bias")
_FARTHEST: Final = 5.0
_NEVER: Final = -1e9
_LARGEST_LOGIT: Final = 35.0
_SCALES: Final = (-5.0, 4.0)
_WIDTHS: Final = (-4.0, 4.0)


class Network(NamedTuple):
    """The coefficients; `mean` and `sd` (features,) standardise the context.

    `hidden` (features, hidden) and `hidden_bias` (hidden,); `out` (hidden, outputs), `linear` (features, outputs) and
    `bias` (outputs,).
    """

    mean: np.ndarray
    sd: np.ndarray
    hidden: np.ndarray
    hidden_bias: np.ndarray
    out: np.ndarray
    linear: np.ndarray
    bias: np.ndarray


class Heads(NamedTuple):
    """What the outputs say: `trust` in each candidate (rows, candidates) and a mixture in units.

    `scale` (rows, 2); `offset` in scales, `centre`, `width` and `weight` of the parts (rows, 2, parts).
    """

    trust: np.ndarray
    scale: np.ndarray
    offset: np.ndarray
    centre: np.ndarray
    width: np.ndarray
    weight: np.ndarray


class Slices(NamedTuple):
    """Where each head stands among the outputs."""

    trust: slice
    shift: slice
    scale: slice
    offset: slice
    width: slice
    weight: slice


def slices(candidates: int) -> Slices:
    """The places of the heads: candidates, shift and scale of two spaces, the further parts, weights of all parts."""
    further = 2 * (PARTS - 1)
    sizes = (candidates, 2, 2, further, further, 2 * PARTS)
    ends = np.cumsum(sizes).tolist()
    return Slices(*(slice(end - size, end) for end, size in zip(ends, sizes, strict=True)))


def output_count(candidates: int) -> int:
    """How many outputs a network has."""
    return int(slices(candidates).weight.stop)


def standardise(network: Network, context: np.ndarray) -> np.ndarray:
    """The context (rows, features) as the network sees it; what is far from anything learned is cut."""
    return np.asarray(np.clip((context - network.mean) / network.sd, -_FARTHEST, _FARTHEST))


def outputs(network: Network, seen: np.ndarray) -> np.ndarray:
    """Outputs (rows, outputs) for a standardised context."""
    hidden = np.tanh(seen @ network.hidden + network.hidden_bias)
    return np.asarray(hidden @ network.out + seen @ network.linear + network.bias)


def heads(
    raw: np.ndarray,
    candidates: np.ndarray,
    log_posterior: np.ndarray,
    has_log: np.ndarray,
    available: np.ndarray,
    even: np.ndarray,
) -> Heads:
    """The heads of outputs `raw` (rows, outputs).

    `candidates` (rows, 2, candidates); `log_posterior` (rows, bases); `has_log` and `even` (rows,); `available` (rows,
    candidates) or (candidates,). Where `even`, the distribution is symmetric about the weighted candidates.
    """
    rows, _, count = candidates.shape
    at = slices(count)
    logits = raw[:, at.trust].copy()
    logits[:, : log_posterior.shape[1]] += log_posterior
    trust = _shares(np.where(available, logits, _NEVER))
    free = np.where(even, 0.0, 1.0)[:, None]
    middle = (trust[:, None, :] * candidates).sum(2) + free * raw[:, at.shift]
    scale = np.exp(np.clip(raw[:, at.scale], *_SCALES))
    offset, width = np.zeros((rows, 2, PARTS)), np.zeros((rows, 2, PARTS))
    offset[:, :, 1:] = free[:, :, None] * raw[:, at.offset].reshape(rows, 2, -1)
    width[:, :, 1:] = np.clip(raw[:, at.width].reshape(rows, 2, -1), *_WIDTHS)
    part = raw[:, at.weight].copy()
    part[~has_log, PARTS:] = _NEVER
    return Heads(
        trust=trust,
        scale=scale,
        offset=offset,
        centre=middle[:, :, None] + offset * scale[:, :, None],
        width=scale[:, :, None] * np.exp(width),
        weight=_shares(part).reshape(rows, 2, PARTS),
    )


def logistic(values: np.ndarray) -> np.ndarray:
    """The logistic distribution function."""
    return np.asarray(1.0 / (1.0 + np.exp(np.minimum(-values, _LARGEST_LOGIT))))


def _shares(logits: np.ndarray) -> np.ndarray:
    """Softmax of each row."""
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(odds / odds.sum(1, keepdims=True))
