"""The tables of the comparison, in Markdown; every difference is a method less ours, so that above 0 ours is better."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from benchmarks.comparison.paired import Difference, difference, squared_errors, weighted_mean
from benchmarks.comparison.questions import COMPETITION, LENGTHS
from benchmarks.comparison.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


FREQUENCIES: Final = {"Y": "annual", "Q": "quarterly", "M": "monthly"}
_CLIP: Final = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One set of questions and who answered them; ours is the first.

    `weights`, by case, make the frequencies count as they do among all public cases (competition series), or every
    indicator equally. `groups`, by case, are what a standard error takes for one observation.
    """

    name: str
    cases: pd.DataFrame
    standings: tuple[Standing, ...]
    weights: pd.Series
    groups: pd.Series

    def part(self, inside: pd.Series) -> Field:
        """Some of the cases; indicators count equally among those, too."""
        cases = self.cases[inside.to_numpy()]
        return field(self.name, cases, self.standings, weights=self.weights[cases["case_id"]])


def field(
    name: str,
    cases: pd.DataFrame,
    standings: Sequence[Standing],
    every: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
) -> Field:
    """The field of a set; `every` are all public cases of it, from which the weights come where none are given."""
    ids = cases["case_id"].to_numpy()
    if name != COMPETITION:
        weights = pd.Series(1.0 / cases["source"].map(cases["source"].value_counts()).to_numpy(), index=ids)
    elif weights is None:
        of_all = cases["freq"].map((cases if every is None else every)["freq"].value_counts())
        weights = pd.Series((of_all / cases["freq"].map(cases["freq"].value_counts())).to_numpy(), index=ids)
    groups = pd.Series(cases["series_id" if name == COMPETITION else "source"].to_numpy(), index=ids)
    return Field(name=name, cases=cases, standings=tuple(standings), weights=weights, groups=groups)


def parts_of(whole: Field, column: str) -> dict[str, Field]:
    """The field by the values of a column of its cases; frequencies and lengths in their order."""
    order = [*FREQUENCIES, *(f"{low + 1} to {high}" for low, high in pairwise(LENGTHS))]
    present = set(whole.cases[column])
    names = [name for name in order if name in present] or sorted(present)
    return {FREQUENCIES.get(name, name): whole.part(whole.cases[column] == name) for name in names}


def brier(some: Field, standing: Standing) -> float:
    """Weighted Brier score of a method."""
    return weighted_mean(squared_errors(some.cases, standing.predictions), some.weights)


def against_ours(some: Field, standing: Standing) -> Difference:
    """The weighted mean of a method's squared errors less ours."""
    ours = squared_errors(some.cases, some.standings[0].predictions)
    return difference(squared_errors(some.cases, standing.predictions) - ours, some.weights, some.groups)


def brier_table(whole: Field, column: str) -> str:
    """Brier scores of every method, over all cases and by a column, each with its difference from ours."""
    return _by(whole, column, lambda some, each: f"{brier(some, each):.4f} ({against_ours(some, each)})")


def difference_table(whole: Field, column: str) -> str:
    """Differences of the Brier score of every method from ours, over all cases and by a column."""
    return _by(whole, column, lambda some, each: str(against_ours(some, each)))


def _by(whole: Field, column: str, cell: Callable[[Field, Standing], str]) -> str:
    """One row a method, one column a part of the cases; ours has its Brier score."""
    parts = {"all": whole, **parts_of(whole, column)}
    ours, *others = whole.standings
    lines = [
        f"| method | {' | '.join(f'{name} ({len(some.cases)})' for name, some in parts.items())} |",
        f"| --- |{' ---: |' * len(parts)}",
        f"| {_label(ours)} | {' | '.join(f'{brier(some, ours):.4f}' for some in parts.values())} |",
    ]
    lines += [f"| {_label(each)} | {' | '.join(cell(some, each) for some in parts.values())} |" for each in others]
    return "\n".join(lines)


def _label(standing: Standing) -> str:
    return f"{standing.name} *(in-sample)*" if standing.in_sample else standing.name


def cost_table(whole: Field) -> str:
    """Log loss, coverage of the intervals of what was answered, CPU time a series and refusals of every method."""
    lines = [
        "| method | log loss | 80 % hold | 95 % hold | CPU ms a series | refuses |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for standing in whole.standings:
        held = [_held(whole, standing, level) for level in ("80", "95")]
        shares = " | ".join("–" if share is None else f"{share:.1%}" for share in held)
        cost = f"{standing.ms:.2g}" if standing.ms < 10 else f"{standing.ms:.0f}"
        refuses = f"{standing.refused:.0%}" if standing.refused else "–"
        lines.append(f"| {_label(standing)} | {_log_loss(whole, standing):.3f} | {shares} | {cost} | {refuses} |")
    return "\n".join(lines)


def _log_loss(whole: Field, standing: Standing) -> float:
    given = standing.predictions.set_index("case_id")["prob"].reindex(whole.cases["case_id"]).astype(float)
    p = given.fillna(0.5).clip(_CLIP, 1.0 - _CLIP)
    met = whole.cases.set_index("case_id")["met"]
    losses = pd.Series(-np.log(p.where(met == 1, 1.0 - p)), index=p.index)
    return weighted_mean(losses, whole.weights)


def _held(whole: Field, standing: Standing, level: str) -> float | None:
    """Weighted share of values within their interval, each date of a series once; None where none is given."""
    found = whole.cases.merge(standing.predictions, on="case_id").drop_duplicates(["series_id", "h"])
    found = found[np.isfinite(found[f"lo{level}"].astype(float))]
    if found.empty:
        return None
    inside = (found[f"lo{level}"] <= found["actual"]) & (found["actual"] <= found[f"hi{level}"])
    inside.index = pd.Index(found["case_id"])
    return weighted_mean(inside.astype(float), whole.weights[found["case_id"]])


def conclusion(whole: Field, column: str) -> str:
    """For every part in words: is ours better than every method that has not learned from the questions?"""
    lines = []
    for name, some in parts_of(whole, column).items():
        rivals = [each for each in some.standings[1:] if not each.in_sample]
        found = sorted(((against_ours(some, each), each.name) for each in rivals), key=lambda each: each[0].mean)
        closest, rival = found[0]
        ahead = [f"{rival_name} ({change})" for change, rival_name in found if change.mean <= 0.0]
        if ahead:
            lines.append(f"- {name}: **not better** than {', '.join(ahead)}.")
            continue
        errors = f", {closest.mean / closest.se_of_mean:.1f} standard errors" if closest.se_of_mean else ""
        lines.append(f"- {name}: better than each of {len(rivals)} methods; closest is {rival} ({closest}{errors}).")
    return "\n".join(lines)


def of_indicators(row: pd.Series[Any], cases: pd.DataFrame, predictions: pd.DataFrame) -> pd.Series[Any]:
    """A row of scores of indicators: means over indicators for probabilities; no OWA, which needs whole histories."""
    equal = field("indicators", cases, [Standing(name="", predictions=predictions, ms=0.0)])
    means = {"brier": brier(equal, equal.standings[0]), "logloss": _log_loss(equal, equal.standings[0])}
    return pd.Series({**row, **means, "owa": np.nan})


SCORES: Final = ("brier", "logloss", "ece", "cover80", "cover95", "owa")


def score_table(rows: Sequence[tuple[str, pd.Series[Any]]]) -> str:
    """Scores by the scorer, one row a set of cases."""
    lines = [
        "| cases | number | Brier | log loss | calibration error | 80 % hold | 95 % hold | OWA |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in rows:
        brier_, loss, error, *held, owa = (float(row[score]) for score in SCORES)
        shares = " | ".join(f"{share:.1%}" for share in held)
        last = "–" if np.isnan(owa) else f"{owa:.3f}"
        lines.append(f"| {name} | {int(row['cases'])} | {brier_:.4f} | {loss:.4f} | {error:.4f} | {shares} | {last} |")
    return "\n".join(lines)
