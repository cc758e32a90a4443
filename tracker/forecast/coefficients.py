"""What was learned, as it stands in coefficients.json beside this module; see docs/model-card.md."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from tracker.forecast.network import FIELDS, Network

FILE: Final = "coefficients.json"


class Coefficients(NamedTuple):
    """The network for histories of some length, that for very `short` ones, and the dependence between periods.

    `dependence` gives level and exponent of the rank correlation between two horizons by the periods in a cycle: 1
    (without a season), 4 and 12; see `draws.path_ranks`.
    """

    main: Network
    short: Network
    dependence: dict[int, tuple[float, float]]


@lru_cache(maxsize=1)
def coefficients() -> Coefficients:
    """Those of the package."""
    return coefficients_of(document())


def document() -> dict[str, Any]:
    """The file of the package: besides the numbers its version, date, script, and what was learned from."""
    folder = __file__.removesuffix("coefficients.py")
    found: dict[str, Any] = json.loads(__loader__.get_data(folder + FILE))  # type: ignore[name-defined]
    return found


def coefficients_of(document: dict[str, Any]) -> Coefficients:
    """The numbers of a file of coefficients."""
    main, short = (Network(*(np.array(document[kind][field]) for field in FIELDS)) for kind in ("main", "short"))
    dependence = {int(cycle): (float(level), float(power)) for cycle, (level, power) in document["dependence"].items()}
    return Coefficients(main=main, short=short, dependence=dependence)
