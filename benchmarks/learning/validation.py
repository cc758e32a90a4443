"""Scores on series that were left out: each fold is asked of a model that saw none of its themes and series."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from benchmarks.learning.corpus import COMPETITION, CYCLE, FOLD_OF, FOLDS, LIST
from benchmarks.learning.model import fit
from tracker.forecast.learned import predict_batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.learning.corpus import Competitor
    from benchmarks.learning.windows import Table
    from tracker.forecast.coefficients import Coefficients

CASES: Final = "indicator-cases-public.csv.gz"
LEVELS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975)
COLUMNS: Final = ("brier", "logloss", "ece", "owa", "cover80", "cover95", "crps")
_TIE: Final = 1e-9
_CLIP: Final = 1e-3


def cross_validate(table: Table, competitors: Sequence[Competitor], folder: Path) -> None:
    """Print the scores of both sets of cases, by frequency, by nature, and of histories cut to 1, 2 and 3 figures."""
    models = []
    for fold in range(FOLDS):
        models.append(fit(table.pick(table.fold != fold)))
        print(f"fold {fold} learned without its series; dependence {models[-1].dependence}", flush=True)
    scorer = scorer_of(folder)
    competition, indicators = read_cases(scorer, folder)
    folds = {series.name: series.fold for series in competitors}
    asked = competition.assign(fold=competition["series_id"].map(folds))
    print(scorer.score(competition, answers(asked, models), "freq")[list(COLUMNS)].round(4).to_string())
    asked = indicators.assign(fold=indicators["source"].map(FOLD_OF))
    print(scorer.score(indicators, answers(asked, models), "nature")[list(COLUMNS)].round(4).to_string())
    for figures in (None, 1, 2, 3):
        means = mean_over_indicators(indicators, answers(asked, models, figures))
        error = scorer.reliability(*_pairs(indicators, answers(asked, models, figures)))[1]
        print(
            f"mean over indicators, {figures or 'all'} figures: {means.round(4).to_dict()}, ece {error:.4f}", flush=True
        )


def scorer_of(folder: Path) -> Any:  # noqa: ANN401 - a script that comes with the data
    """The cases' own score.py."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_cases(scorer: Any, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:  # noqa: ANN401 - as above
    """Competition series and indicators, with nature and the better side of the latter (0 where unknown)."""
    better = pd.read_csv(folder / LIST).set_index("indicator")["better"]
    competition, indicators = scorer.load_cases(folder / COMPETITION), scorer.load_cases(folder / CASES)
    return competition.assign(nature=None, better=0), indicators.assign(better=indicators["source"].map(better))


def answers(cases: pd.DataFrame, models: Sequence[Coefficients], figures: int | None = None) -> pd.DataFrame:
    """Probability and quantiles for every case, by the model of its fold, from the last `figures` only if given."""
    found = []
    lengths = cases["history"].map(len) if figures is None else figures
    for _, some in cases.assign(length=lengths).groupby(["fold", "freq", "length", "h"]):
        fold, n, h = (int(some[name].iloc[0]) for name in ("fold", "length", "h"))
        per_year = CYCLE[some["freq"].iloc[0]]
        values = np.stack([history[-n:] for history in some["history"]])
        natures, bounds = some["nature"].tolist(), [(None, None)] * len(some)
        learned = predict_batch(
            values, np.arange(n), per_year, np.array([h]), natures, some["better"].tolist(), bounds, models[fold]
        )
        target = some["target"].to_numpy(float)[:, None, None]
        tie, at_least = _TIE * np.abs(target), (some["direction"] == "at_least").to_numpy()
        above = learned.distribution.reaches(target - tie)[:, 0, 0]
        below = learned.distribution.cdf(target + tie)[:, 0, 0]
        quantiles = learned.distribution.quantiles(np.array(LEVELS))[:, 0]
        columns = {f"q{level}": quantiles[:, k] for k, level in enumerate(LEVELS)}
        ends = {"lo95": "q0.025", "lo80": "q0.1", "point": "q0.5", "hi80": "q0.9", "hi95": "q0.975"}
        columns |= {name: columns[source] for name, source in ends.items()}
        found.append(
            pd.DataFrame({"case_id": some["case_id"].to_numpy(), "prob": np.where(at_least, above, below)} | columns)
        )
    return pd.concat(found)


def mean_over_indicators(cases: pd.DataFrame, answered: pd.DataFrame) -> pd.Series[float]:
    """Brier score, log loss and coverage, every indicator counting equally."""
    both = cases.merge(answered, on="case_id")
    p, met = both["prob"].clip(_CLIP, 1 - _CLIP), both["met"]
    scored = pd.DataFrame(
        {
            "brier": (both["prob"] - met) ** 2,
            "log loss": -np.log(np.where(met == 1, p, 1 - p)),
            "cover80": both["actual"].between(both["lo80"], both["hi80"]),
            "cover95": both["actual"].between(both["lo95"], both["hi95"]),
        }
    )
    return scored.groupby(both["source"]).mean().mean()


def _pairs(cases: pd.DataFrame, answered: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    both = cases.merge(answered, on="case_id")
    return both["prob"].to_numpy(), both["met"].to_numpy()
