"""The public declared targets with known outcomes, judged at each date at which a verdict was of interest.

Nothing was learned or tuned on them. The shipped forecast, on the road of every forecast, is compared with the mean of
three random walks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks.baselines import WINDOW_YEARS, probability, three_walks
from benchmarks.paired import Difference, difference
from benchmarks.questions import eased
from benchmarks.textbook import series_of
from tracker.figures import Indicator, from_ordinal, text_of
from tracker.forecast import predict

if TYPE_CHECKING:
    from pathlib import Path

NATURES: Final = {
    "res_e_share": "share",
    "oda_gni": "share",
    "china_services_share": "share",
    "china_urban_share": "share",
    "china_population": "count",
}
"""What each indicator is; percentages of a whole are shares."""


def judged(data: Path) -> pd.DataFrame:
    """One row a verdict: target, series, family, whether it was met, and both probabilities."""
    folder = data / "data"
    targets = pd.read_csv(folder / "targets.csv").set_index("id")
    outcomes = pd.read_csv(folder / "outcome.csv").set_index("target_id")
    observations = pd.read_csv(folder / "observations.csv")
    dates = pd.read_csv(folder / "vintages.csv")
    side = targets.groupby("indicator")["direction"].agg(lambda each: each.iloc[0] if len(set(each)) == 1 else "")
    rows = []
    for target_id, as_of in zip(dates["target_id"], dates["as_of_period"], strict=True):
        target = targets.loc[target_id]
        name = str(target["indicator"])
        known = observations[
            (observations["indicator"] == name)
            & (observations["geography"] == target["geography"])
            & (observations["period"] <= as_of)
        ].sort_values("period")
        better = {"at_least": 1, "at_most": -1}.get(side[name], 0)
        ours, walks = _probabilities(known, target, NATURES[name], better)
        rows.append(
            {
                "target": target_id,
                "series": f"{name} {target['geography']}",
                "family": target["family"],
                "met": float(outcomes.loc[target_id, "met"] == "yes"),
                "ours": ours,
                "walks": walks,
            }
        )
    return pd.DataFrame(rows)


def _probabilities(known: pd.DataFrame, target: pd.Series, nature: str, better: int) -> tuple[float, float]:
    """Probability that a target is met: by the shipped forecast, and by the mean of three random walks."""
    years, values = known["period"].to_numpy(dtype=int), known["value"].to_numpy(dtype=float)
    at_least = target["direction"] == "at_least"
    goal = eased(float(target["target_level"]), str(target["direction"]))
    deadline = int(target["deadline_period"])
    indicator = Indicator(
        id="benchmark", title=text_of("Benchmark"), unit="", frequency="annual", nature=nature, better=better
    )
    draws = predict(series_of(values, years, 1), indicator, from_ordinal(deadline, "annual")).draws[:, -1]
    recent = years >= years[-1] - WINDOW_YEARS
    parts = three_walks(values[recent], np.diff(years[recent]).astype(float), deadline - int(years[-1]))
    reached = draws >= goal if at_least else draws <= goal
    return float(reached.mean()), probability(parts, goal, at_least=at_least)


def as_table(found: pd.DataFrame) -> str:
    """Brier scores of both and their difference, over all and by family; the verdicts of a series are one group."""
    lines = [
        "| targets | verdicts | ours | three random walks | difference |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, some in (("all", found), *found.groupby("family")):
        ours, walks, change = scores(some)
        label = name if name == "all" else f"`{name}`"
        lines.append(f"| {label} | {len(some)} | {ours:.4f} | {walks:.4f} | {change} |")
    return "\n".join(lines)


def scores(found: pd.DataFrame) -> tuple[float, float, Difference]:
    """Brier scores of ours and of the random walks, and ours less theirs."""
    ours, walks = ((found[name] - found["met"]) ** 2 for name in ("ours", "walks"))
    equal = pd.Series(1.0, index=found.index)
    return float(ours.mean()), float(walks.mean()), difference(ours - walks, equal, found["series"])
