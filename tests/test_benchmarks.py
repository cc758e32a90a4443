from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from benchmarks import forecast
from benchmarks.comparison import baselines, declared, peers, speed
from benchmarks.comparison.ours import Folds, cross_validated, shipped
from benchmarks.comparison.paired import difference
from benchmarks.comparison.peer_run import PERCENTS, probability
from benchmarks.comparison.questions import (
    COMPETITION,
    INDICATORS,
    Question,
    Task,
    load_cases,
    load_scorer,
    sample,
    tasks_of,
)
from benchmarks.comparison.standing import Standing, asked, at_once
from benchmarks.comparison.tables import brier_table, conclusion, cost_table, difference_table, field
from benchmarks.comparison.textbook import MODELS
from tracker.forecast.coefficients import coefficients

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.comparison.tables import Field


def task(values: list[float], *targets: float, h: int = 2) -> Task:
    """A short annual series, and whether it will be at least each target in h years."""
    questions = tuple(
        Question(case_id=f"c{number}", h=h, target=target, at_least=True) for number, target in enumerate(targets)
    )
    return Task(series_id="s", values=np.array(values), per_year=1, nature=None, better=0, questions=questions)


@pytest.fixture(scope="module")
def cases(data_folder: Path) -> dict[str, pd.DataFrame]:
    return {name: sample(every, 3) for name, every in load_cases(data_folder).items()}


@pytest.fixture(scope="module")
def compared(cases: dict[str, pd.DataFrame]) -> Field:
    some = cases[COMPETITION]
    tasks = tasks_of(some)
    folds = Folds(networks=(coefficients(),), of_series=dict.fromkeys(some["series_id"], 0), of_indicator={})
    ours = at_once("ours", lambda: cross_validated(some, folds), series=len(tasks))
    shown = at_once("ours, shipped", lambda: shipped(some), series=len(tasks), in_sample=True)
    walks = asked("walks", tasks, baselines.mean_of_walks)
    ets = asked("ets", tasks, MODELS["statsmodels ets"])
    refusing = Standing(name="none", predictions=walks.predictions.iloc[:0], ms=0.0, refused=1.0)
    return field(COMPETITION, some, [ours, shown, walks, ets, refusing])


@pytest.mark.parametrize("name", list(baselines.BASELINES))
def test_a_baseline_finds_a_harder_target_no_likelier(name: str) -> None:
    answer = baselines.BASELINES[name](task([10.0, 12.0, 13.0, 16.0], 1.0, 15.0, 18.0, 25.0, 1e6))
    assert (np.diff(answer.probabilities) <= 0.0).all()
    assert answer.probabilities[[0, -1]] == pytest.approx([1.0, 0.0], abs=0.02)


def test_growth_a_little_short_of_the_required_is_on_track() -> None:
    required = [100.0 * (1.0 + 0.02 / ratio) ** 2 for ratio in (0.96, 0.94)]
    answer = baselines.growth_ratio(task([100.0 / 1.02**2, 100.0 / 1.02, 100.0], *required))
    assert answer.probabilities.tolist() == [1.0, 0.0]


def test_a_straight_line_has_the_textbook_interval() -> None:
    # Slope 1.5 about 1/3; residuals 1/6, -1/3, 1/6; one degree of freedom, whose 90th percentile is 3.0777.
    low, middle, high = baselines.straight_line(task([-1.0, 0.0, 2.0], 0.0)).quantiles[0, 1:4]
    half = 3.0776835 * math.sqrt(1 / 6) * math.sqrt(1 + 1 / 3 + 3**2 / 2)
    assert [low, middle, high] == pytest.approx([29 / 6 - half, 29 / 6, 29 / 6 + half])


def test_probabilities_from_normal_quantiles_are_exact() -> None:
    quantiles = baselines.Part(log=False, location=5.0, scale=2.0, df=1e6)
    at = np.array([quantiles.location + quantiles.scale * z for z in _normal_scores()])
    for target, expected in ((5.0, 0.5), (9.0, 0.02275), (-3.0, 0.99997), (13.0, 0.00003)):
        question = Question(case_id="c", h=1, target=target, at_least=True)
        assert probability(at, question) == pytest.approx(expected, abs=1e-5)


def _normal_scores() -> np.ndarray:
    from scipy.special import ndtri

    return np.asarray(ndtri(np.array(PERCENTS) / 100.0))


def test_peers_give_the_quantiles_that_are_read() -> None:
    assert peers.PERCENTS == PERCENTS


def test_the_combination_of_peers_is_a_median_of_those_that_do_not_refuse() -> None:
    def said(point: float, spread: float) -> dict[str, object]:
        return {"ms": 1.0, "quantiles": point + spread * (np.array([PERCENTS]) - 50.0), "why": ""}

    refused = {"ms": 1.0, "quantiles": None, "why": "too few"}
    only_point = {"ms": 1.0, "quantiles": np.array([[9.0]]), "why": ""}
    found = peers._combined([said(1.0, 1.0), refused, said(3.0, 3.0)], only_point)
    assert found["ms"] == 4.0
    assert found["quantiles"][0, [0, 7, 14]].tolist() == [3.0 - 2.0 * 49.0, 3.0, 3.0 + 2.0 * 49.0]


def test_an_error_of_differences_takes_a_group_for_one_observation() -> None:
    values, groups = pd.Series([1.0, 1.0, 3.0, 3.0]), pd.Series(["a", "a", "b", "b"])
    found = difference(values, pd.Series(1.0, index=values.index), groups)
    assert (found.mean, found.se_of_mean) == (2.0, 1.0)
    assert str(found) == "+2.0000 ± 1.0000"


def test_scores_are_those_of_the_scorer(compared: Field, data_folder: Path) -> None:
    scored = load_scorer(data_folder).score(compared.cases, compared.standings[2].predictions, "freq")
    cells = brier_table(compared, "freq").splitlines()[4].split("|")
    assert [cell.split()[0] for cell in cells[3:6]] == [f"{scored.loc[f'freq={f}', 'brier']:.4f}" for f in "YQM"]


def test_who_refuses_is_taken_to_say_one_half(compared: Field) -> None:
    refusing = brier_table(compared, "freq").splitlines()[-1]
    assert refusing.count("0.2500 (") == 4
    assert cost_table(compared).splitlines()[-1] == "| none | 0.693 | – | – | 0 | 100% |"


def test_a_conclusion_is_given_for_every_frequency(compared: Field) -> None:
    assert [line.partition(":")[0] for line in conclusion(compared, "freq").splitlines()] == [
        "- annual",
        "- quarterly",
        "- monthly",
    ]
    assert "shipped" not in conclusion(compared, "freq")
    assert difference_table(compared, "length").startswith("| method | all (")


def test_indicators_count_equally_however_many_questions_they_have(cases: dict[str, pd.DataFrame]) -> None:
    some = cases[INDICATORS]
    alike = field(INDICATORS, some, [at_once("ours", lambda: shipped(some, shown=2), series=3)])
    assert alike.weights.groupby(alike.groups).sum().to_numpy() == pytest.approx(1.0)


def test_declared_targets_are_judged_at_each_of_their_dates(data_folder: Path) -> None:
    found = declared.judged(data_folder)
    assert found["target"].nunique() == 39
    assert found[["ours", "walks"]].to_numpy().min() >= 0.0
    assert found[["ours", "walks"]].to_numpy().max() <= 1.0
    assert len(declared.as_table(found).splitlines()) == 6


def test_times_are_taken_of_the_forecast() -> None:
    assert len(speed.single(4)().periods) == speed.HORIZONS[4]
    assert speed.milliseconds(lambda: None, 3) < 1.0


def test_the_section_of_the_results_is_replaced_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text(f"before\n{forecast.BEGIN}\nold\n{forecast.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(forecast, "RESULTS", results)
    forecast.write_results("new")
    assert results.read_text(encoding="utf-8") == f"before\n{forecast.BEGIN}\nnew\n{forecast.END}\nafter\n"
