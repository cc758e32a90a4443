"""Our forecast on the questions: by networks that have not seen the series' theme, and by the one that is shipped.

The cross-validated networks are those of `learn.py --cross-validate`: every fold leaves out whole themes of indicators
and whole competition series. The shipped network has learned from the public files: it is marked as in-sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.learning.corpus import FOLD_OF, FOLDS, read_corpus
from benchmarks.learning.model import fit
from benchmarks.learning.validation import answers
from benchmarks.learning.windows import table_of
from tracker.forecast.coefficients import coefficients

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from tracker.forecast.coefficients import Coefficients


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """Networks, and by competition series and by indicator the number of the one that has not seen it."""

    networks: tuple[Coefficients, ...]
    of_series: Mapping[str, int]
    of_indicator: Mapping[str, int]

    def of(self, cases: pd.DataFrame) -> pd.Series[int]:
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
    """Predictions in the scorer's format, each by a network that has not seen its series or its theme.

    Of each history the last `shown` values count, all if not given.
    """
    return answers(cases.assign(fold=folds.of(cases)), folds.networks, shown)


def shipped(cases: pd.DataFrame, shown: int | None = None) -> pd.DataFrame:
    """Predictions by the network of the package."""
    return answers(cases.assign(fold=0), (coefficients(),), shown)
