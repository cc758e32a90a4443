"""Everything that is learned, from a table of windows: two networks and the dependence between horizons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks.learning.corpus import hashes
from benchmarks.learning.training import MAIN, SHORT, in_units, train
from tracker.forecast import candidates, context, learned, network
from tracker.forecast.coefficients import Coefficients

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from benchmarks.learning.windows import Table

VERSION: Final = 1
SCRIPT: Final = "benchmarks/learn.py"
DIGITS: Final = 7
CYCLES: Final = (1, 4, 12)

_ROWS: Final = 20000


def fit(table: Table) -> Coefficients:
    """The network for three figures and more, that for fewer, and the dependence."""
    main = train(table.pick(table.n > learned.SHORT), MAIN)
    short = train(table.pick(table.n <= learned.SHORT + 1), SHORT)
    return Coefficients(main=main, short=short, dependence=dependence(table.pick(table.n > learned.SHORT), main))


def dependence(table: Table, net: network.Network) -> dict[int, tuple[float, float]]:
    """Level c and exponent m by cycle: the rank correlation between horizons h1 < h2 is c (h1 / h2)^m.

    By least squares on products of the outcomes' ranks in their predictive distributions.
    """
    reached = outcome_levels(table, net)
    found = {}
    tried = [(c, m) for c in np.linspace(0.4, 1, 31) for m in np.linspace(0.1, 1.5, 71)]
    for cycle in CYCLES:
        rows = np.flatnonzero(table.cycle == cycle)
        score = np.empty(len(rows))
        even = (np.arange(len(rows)) + 0.5) / len(rows) - 0.5
        score[np.argsort(reached[rows], kind="stable")] = np.sqrt(12) * even
        h, window = table.horizon[rows], table.window[rows]
        products, ratios = [], []
        for lag in (1, 2):
            same = np.flatnonzero(window[lag:] == window[:-lag])
            a, b = h[same], h[same + lag]
            products.append(score[same] * score[same + lag])
            ratios.append(np.minimum(a, b) / np.maximum(a, b))
        product, ratio = np.concatenate(products), np.concatenate(ratios)
        errors = [float(((product - c * ratio**m) ** 2).sum()) for c, m in tried]
        level, power = tried[int(np.argmin(errors))]
        found[cycle] = (round(float(level), 3), round(float(power), 3))
    return found


def outcome_levels(table: Table, net: network.Network) -> np.ndarray:
    """The predictive distribution function at each outcome."""
    found = []
    for start in range(0, len(table.outcome), _ROWS):
        some = table.pick(slice(start, start + _ROWS))
        raw = network.outputs(net, network.standardise(net, some.context))
        even = np.zeros(len(raw), dtype=bool)
        made = network.heads(raw, some.candidates, some.log_posterior, some.has_log, some.available, even)
        a = (in_units(some, some.outcome[:, None])[:, :, None, 0] - made.centre) / made.width
        found.append((made.weight * network.logistic(a)).sum((1, 2)))
    return np.concatenate(found)


def document_of(model: Coefficients, folder: Path, rows: int, made: date) -> dict[str, Any]:
    """What coefficients.json says: where the numbers come from, then the numbers, to seven significant digits."""
    networks = {"main": model.main, "short": model.short}
    return {
        "version": VERSION,
        "made": made.isoformat(),
        "script": SCRIPT,
        "training": {"sha256": hashes(folder), "rows": rows},
        "settings": {"main": MAIN._asdict(), "short": SHORT._asdict()},
        "features": list(context.NAMES),
        "candidates": list(candidates.NAMES),
        "dependence": {str(cycle): list(pair) for cycle, pair in model.dependence.items()},
    } | {kind: {name: _plain(value) for name, value in net._asdict().items()} for kind, net in networks.items()}


def text_of(document: dict[str, Any]) -> str:
    """The document as JSON with a line for every entry and every row of a table."""
    lines = []
    for name, entry in document.items():
        if name not in {"main", "short"}:
            lines.append(f" {json.dumps(name)}: {json.dumps(entry)}")
            continue
        inner = []
        for field, value in entry.items():
            rows = ",\n   ".join(json.dumps(row) for row in value) if isinstance(value[0], list) else ""
            inner.append(f'  "{field}": [\n   {rows}]' if rows else f'  "{field}": {json.dumps(value)}')
        lines.append(f" {json.dumps(name)}: {{\n" + ",\n".join(inner) + "\n }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _plain(values: np.ndarray) -> Any:  # noqa: ANN401 - numbers, or lists of them
    """Numbers to seven significant digits, in lists."""
    return [_plain(each) for each in values] if np.ndim(values) else float(f"{values:.{DIGITS}g}")
