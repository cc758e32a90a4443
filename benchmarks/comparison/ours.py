"""Our forecast on the questions: by networks that have not seen the series' theme, and by the one that is shipped.

The cross-validated networks are learned as in `learn.py --cross-validate`: every fold leaves out whole themes of
indicators and whole competition series. The shipped network has learned from the public files: it is marked as
in-sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.comparison.questions import COLUMNS, LEVELS, PER_YEAR, eased
from benchmarks.learning.corpus import FOLD_OF, FOLDS, read_corpus
from benchmarks.learning.model import fit
from benchmarks.learning.windows import table_of
from tracker.forecast.learned import predict_batch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tracker.forecast.coefficients import Coefficients


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """Networks, and by competition series and by indicator the number of the one that has not seen it."""

    networks: tuple[Coefficients, ...]
    of_series: Mapping[str, int]
    of_indicator: Mapping[str, int]

    def of(self, cases: pd.DataFrame) -> pd.Series:
        """The number of the network for each case."""
        by_indicator = cases["source"].map(dict(self.of_indicator))
        return by_indicator.fillna(cases["series_id"].map(dict(self.of_series))).astype(int)


def learn_folds(data: Path) -> Folds:
    """The networks of a cross-validation on the public files, which takes a minute or two."""
    indicators, competitors = read_corpus(data / "bench")
    table = table_of(indicators, competitors)
    return Folds(
        networks=tuple(fit(table.pick(table.fold != fold)) for fold in range(FOLDS)),
        of_series={each.name: each.fold for each in competitors},
        of_indicator=FOLD_OF,
    )


def cross_validated(cases: pd.DataFrame, folds: Folds, shown: int | None = None) -> pd.DataFrame:
    """Predictions for cases, each by a network that has not seen its series or its theme, in the scorer's format."""
    parts = [
        shipped(some, shown=shown, learned=folds.networks[int(number)])
        for number, some in cases.groupby(folds.of(cases), sort=True)
    ]
    return pd.concat(parts, ignore_index=True)


def shipped(cases: pd.DataFrame, *, shown: int | None = None, learned: Coefficients | None = None) -> pd.DataFrame:
    """Predictions by one network, that of the package if none is given; of each history the last `shown` values.

    Cases with the same frequency, length of history and horizon are predicted together.
    """
    count = cases["n"] if shown is None else cases["n"].clip(upper=shown)
    parts = [
        _predicted(some, int(count.loc[some.index[0]]), learned)
        for _, some in cases.groupby([cases["freq"], count, cases["h"]], sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _predicted(cases: pd.DataFrame, n: int, learned: Coefficients | None) -> pd.DataFrame:
    """Predictions for cases of one frequency and horizon, from the last `n` values of each."""
    found = predict_batch(
        np.stack([history[-n:] for history in cases["history"]]),
        np.arange(n),
        PER_YEAR[cases["freq"].iloc[0]],
        np.array([cases["h"].iloc[0]]),
        [None if pd.isna(nature) else str(nature) for nature in cases["nature"]],
        cases["better"].astype(int).tolist(),
        [(None, None)] * len(cases),
        learned,
    ).distribution
    asked = zip(cases["target"], cases["direction"], strict=True)
    target = np.array([eased(value, direction) for value, direction in asked])[:, None, None]
    at_least = (cases["direction"] == "at_least").to_numpy()
    prob = np.where(at_least, found.reaches(target)[:, 0, 0], found.cdf(target)[:, 0, 0])
    frame = pd.DataFrame(found.quantiles(np.array(LEVELS))[:, 0], columns=list(COLUMNS))
    frame.insert(0, "prob", prob)
    frame.insert(0, "case_id", cases["case_id"].to_numpy())
    return frame
