"""Differences of two methods on the same cases, with their standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A weighted mean of differences and its standard error; None where fewer than two groups were seen."""

    mean: float
    se_of_mean: float | None

    def __str__(self) -> str:
        error = "" if self.se_of_mean is None else f" ± {self.se_of_mean:.4f}"
        return f"{self.mean:+.4f}{error}"


def squared_errors(cases: pd.DataFrame, predictions: pd.DataFrame) -> pd.Series:
    """Squared distance of each case's probability from its outcome, by `case_id`; without one it counts as one half."""
    given = predictions.set_index("case_id")["prob"].reindex(cases["case_id"]).astype(float).fillna(0.5)
    met = cases.set_index("case_id")["met"]
    return (given - met) ** 2


def weighted_mean(values: pd.Series, weights: pd.Series) -> float:
    """Mean of values by weights; both have the same index."""
    return float((values * weights).sum() / weights.sum())


def difference(values: pd.Series, weights: pd.Series, groups: pd.Series) -> Difference:
    """The weighted mean of values, whose standard error takes all cases of a group for one observation.

    Cluster-robust, with the factor G / (G - 1) for G groups: Cameron and Miller (2015), Journal of Human Resources 50,
    317-372, section II. With weights of one over the group's size it is the standard error of a mean over groups.
    """
    mean = weighted_mean(values, weights)
    sums = ((values - mean) * weights).groupby(groups).sum().to_numpy()
    count = len(sums)
    if count < 2:
        return Difference(mean=mean, se_of_mean=None)
    error = np.sqrt(count / (count - 1) * float(sums @ sums)) / float(weights.sum())
    return Difference(mean=mean, se_of_mean=float(error))


def weights_of(cases: pd.DataFrame, column: str, every: pd.DataFrame | None = None) -> pd.Series:
    """Weights by `case_id` that make each value of a column count as it does among `every` case, else all equally."""
    here = cases[column].map(cases[column].value_counts())
    there = 1.0 if every is None else cases[column].map(every[column].value_counts())
    weights = there / here
    weights.index = cases["case_id"]
    return weights
