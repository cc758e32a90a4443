"""statsforecast's methods, each in a process of its own environment: reads tasks, writes quantiles and times.

Usage (benchmarks/forecast.py does it): PYTHON peers.py TASKS.json ANSWERS.json

A task is {"values", "per_year", "steps"}. For each there is one answer: method → {"ms": CPU milliseconds,
"quantiles": [steps][levels] or null where the method refuses, "why"}. A method is used as its documentation shows it,
with the season's length where two seasons have been seen; once on the values and once ("…, logs") on their logarithms,
where all are positive. Needs only NumPy and statsforecast.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTHS: Final = (20, 40, 60, 80, 90, 95, 98)
"""The intervals that are asked for, in percent: their ends are the quantiles, with the point as the median."""

PERCENTS: Final = (*((100 - width) / 2 for width in reversed(WIDTHS)), 50.0, *((100 + width) / 2 for width in WIDTHS))

METHODS: Final = ("AutoETS", "AutoTheta", "AutoARIMA", "DynamicOptimizedTheta")
MEMBERS: Final = ("AutoETS", "AutoARIMA", "DynamicOptimizedTheta")
COMBINATION: Final = "SCUM"
"""The median of AutoETS, AutoCES, AutoARIMA and dynamic Theta.

Petropoulos and Svetunkov (2020), International Journal of Forecasting 36, 110-115. AutoCES gives its point only: its
simulated intervals take most of a second. The spread is the median of the other three's distances from their points.
"""


def answer(task: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What every method says to one task, on the values and on the logarithms."""
    values = np.array(task["values"], dtype=float)
    found = _answers(values, task["per_year"], task["steps"])
    if values.min() <= 0.0:
        return found | {f"{name}, logs": each for name, each in found.items()}
    logs = _answers(np.log(values), task["per_year"], task["steps"])
    for each in logs.values():
        if each["quantiles"] is not None:
            each["quantiles"] = np.exp(np.clip(each["quantiles"], -700.0, 700.0))
    return found | {f"{name}, logs": each for name, each in logs.items()}


def _answers(values: np.ndarray, per_year: int, steps: int) -> dict[str, dict[str, Any]]:
    season = per_year if len(values) >= 2 * per_year + 1 else 1
    found = {name: _run(name, values, season, steps) for name in METHODS}
    complex_smoothing = _run("AutoCES", values, season, steps, widths=())
    found[COMBINATION] = _combined([found[name] for name in MEMBERS], complex_smoothing)
    return found


def _run(name: str, values: np.ndarray, season: int, steps: int, widths: tuple[int, ...] = WIDTHS) -> dict[str, Any]:
    models = import_module("statsforecast.models")
    start, quantiles, why = time.process_time(), None, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = getattr(models, name)(season_length=season)
            said = model.forecast(y=values, h=steps, level=list(widths)) if widths else model.forecast(values, steps)
        low, high = ([said[f"{end}-{width}"] for width in widths] for end in ("lo", "hi"))
        quantiles = np.column_stack([*reversed(low), said["mean"], *high])
    except Exception as error:  # noqa: BLE001 - whatever a method raises, it refuses
        why = f"{type(error).__name__}: {error}"
    if quantiles is not None and not np.isfinite(quantiles).all():
        quantiles, why = None, "not finite"
    return {"ms": 1000.0 * (time.process_time() - start), "quantiles": quantiles, "why": why}


def _combined(members: list[dict[str, Any]], point: dict[str, Any]) -> dict[str, Any]:
    """The median of those that do not refuse."""
    cost = sum(each["ms"] for each in (*members, point))
    given = [each["quantiles"] for each in members if each["quantiles"] is not None]
    if not given:
        return {"ms": cost, "quantiles": None, "why": "every member refuses"}
    middle = PERCENTS.index(50.0)
    points = [each[:, middle] for each in given]
    points += [] if point["quantiles"] is None else [point["quantiles"][:, 0]]
    spread = np.median([each - each[:, [middle]] for each in given], axis=0)
    return {"ms": cost, "quantiles": np.median(points, axis=0)[:, None] + spread, "why": ""}


def main() -> None:
    """Answer every task of a file."""
    tasks = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answer({"values": [3.0, 4.0, 6.0, 5.0, 7.0, 9.0, 8.0, 9.5], "per_year": 1, "steps": 2})  # loads what loads late
    found = [answer(task) for task in tasks]
    for each in found:
        for said in each.values():
            said["quantiles"] = None if said["quantiles"] is None else np.asarray(said["quantiles"]).tolist()
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
