"""How long statsforecast takes for a forecast of some series; runs in its own environment, without this project.

Stdin: JSON {"values": [[...], ...], "steps": N}. Stdout: JSON {method: milliseconds of processor time a series}.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import numpy as np
from statsforecast.models import AutoETS, AutoTheta  # type: ignore[import-not-found]

LEVELS = [80, 95]


def main() -> None:
    """Time each method on all series, the median of three rounds after a first one, in which it is compiled."""
    asked = json.load(sys.stdin)
    series = [np.array(each) for each in asked["values"]]
    found = {}
    for name, make in (("AutoETS", AutoETS), ("AutoTheta", AutoTheta)):
        taken = []
        for _ in range(4):
            start = time.process_time()
            for values in series:
                make(season_length=1).forecast(values, h=asked["steps"], level=LEVELS)
            taken.append(1000.0 * (time.process_time() - start) / len(series))
        found[name] = statistics.median(taken[1:])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
