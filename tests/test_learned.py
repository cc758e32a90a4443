"""The learned forecast: its bank, its coefficients, and many series at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks.learning import corpus, validation
from tracker.forecast import bank, candidates, context, network
from tracker.forecast.coefficients import coefficients, document
from tracker.forecast.description import NATURES
from tracker.forecast.draws import drawn_from
from tracker.forecast.learned import Learned, predict_batch

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
LEVELS = np.array([0.001, 0.025, 0.1, 0.5, 0.9, 0.975, 0.999])


def batch(values: np.ndarray, per_year: int = 1, nature: str | None = "rate", **more: object) -> Learned:
    count, n = values.shape
    asked: dict[str, Any] = {"natures": [nature] * count, "better": [1] * count, "bounds": [(None, None)] * count}
    return predict_batch(values, np.arange(n), per_year, np.arange(1, 7), **(asked | more))


def walks(count: int, n: int) -> np.ndarray:
    random = np.random.default_rng(3)
    return np.asarray(50 * np.exp(0.1 * random.normal(size=(count, n)).cumsum(1)))


# --- the bank


def test_the_random_walk_stays_and_the_straight_line_goes_on() -> None:
    line = 3.0 + 2.0 * np.arange(30.0)[None, :]
    said = bank.consult(line, np.arange(30), 1, np.array([1, 5]), np.ones(1))
    moved = dict(zip((base.name for base in bank.BASES), said.moved[0], strict=True))
    np.testing.assert_allclose(moved["random walk"], [0.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(moved["straight line"], [2.0, 10.0], rtol=0.02)
    np.testing.assert_allclose(moved["smooth trend"], [2.0, 10.0], rtol=0.02)


def test_a_gap_in_a_random_walk_changes_only_its_evidence() -> None:
    found = [bank.weights(positions, 1, (1, 3)) for positions in ((0, 1, 2, 3), (0, 1, 3))]
    np.testing.assert_allclose(found[0].variance[0], [1.0, 3.0], rtol=1e-5)
    np.testing.assert_allclose(found[0].variance[0], found[1].variance[0], rtol=1e-5)


def test_a_model_that_made_the_series_has_the_most_evidence() -> None:
    random = np.random.default_rng(1)
    noise = random.normal(size=(1, 60))
    walk = bank.consult(noise.cumsum(1), np.arange(60), 1, np.array([1]), np.ones(1))
    about_mean = bank.consult(noise, np.arange(60), 1, np.array([1]), np.ones(1))
    names = [base.name for base in bank.BASES]
    assert bank.BASES[int(np.argmax(about_mean.evidence))].kind != bank.TREND
    assert walk.evidence[0, names.index("random walk")] > walk.evidence[0, names.index("reversion to the mean")] + 3


def test_one_pattern_a_year_is_found() -> None:
    month = np.arange(48)
    pattern = np.sin(2 * np.pi * month / 12)[None, :]
    said = bank.consult(10 * pattern, month, 12, np.arange(1, 13), np.ones(1))
    assert said.season[0] > 0.99
    assert np.corrcoef(said.moved[0, 0], pattern[0, :12])[0, 1] > 0.99


# --- the coefficients


def test_the_coefficients_are_those_of_these_features_and_candidates() -> None:
    found = document()
    assert found["features"] == list(context.NAMES)
    assert found["candidates"] == list(candidates.NAMES)
    assert (found["version"], found["script"]) == (1, "benchmarks/learn.py")
    assert set(found["training"]["sha256"]) == set(corpus.FILES)
    outputs = network.output_count(len(candidates.NAMES))
    for net in coefficients()[:2]:
        hidden = len(net.hidden_bias)
        assert net.mean.shape == net.sd.shape == (len(context.NAMES),)
        assert net.hidden.shape == (len(context.NAMES), hidden)
        assert net.out.shape == (hidden, outputs)
        assert net.linear.shape == (len(context.NAMES), outputs)
        assert net.bias.shape == (outputs,)
    assert all(0 < level <= 1 and power > 0 for level, power in coefficients().dependence.values())


def test_the_model_card_names_what_was_learned_from() -> None:
    card = (ROOT / "docs" / "model-card.md").read_text(encoding="utf-8")
    for name, digest in document()["training"]["sha256"].items():
        assert name in card
        assert digest in card


# --- many series at once


@pytest.mark.parametrize(("per_year", "n"), [(1, 1), (1, 2), (1, 3), (1, 12), (4, 17), (12, 40)])
def test_many_series_at_once_get_what_each_gets_alone(per_year: int, n: int) -> None:
    values = walks(20, n)
    natures = [NATURES[k % 6] for k in range(20)]
    values[[nature == "signed" for nature in natures]] -= 50.0
    better = [(-1) ** k for k in range(20)]
    bounds = [(None, None) if k % 3 else (1.0, 80.0) for k in range(20)]
    together = batch(values, per_year, natures=natures, better=better, bounds=bounds)
    many = together.distribution.quantiles(LEVELS)
    for k in range(20):
        alone = batch(values[k : k + 1], per_year, natures=[natures[k]], better=[better[k]], bounds=[bounds[k]])
        np.testing.assert_allclose(alone.distribution.quantiles(LEVELS)[0], many[k], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(alone.trust[0], together.trust[k], rtol=1e-9, atol=1e-12)


def test_quantiles_and_probabilities_agree() -> None:
    found = batch(walks(50, 9)).distribution
    quantiles = found.quantiles(LEVELS)
    levels, free = np.broadcast_to(LEVELS, quantiles.shape), quantiles > 0
    np.testing.assert_allclose(found.cdf(quantiles)[free], levels[free], atol=1e-6)
    np.testing.assert_allclose((found.cdf(quantiles) + found.reaches(quantiles))[free], 1.0)


def test_what_lies_beyond_a_bound_sits_on_it() -> None:
    found = batch(walks(1, 9), bounds=[(45.0, 55.0)]).distribution
    ends = np.full((1, 6, 1), 45.0), np.full((1, 6, 1), 55.0)
    assert (found.cdf(ends[0]) > 0.01).all()
    assert (found.cdf(ends[0] - 1e-9) == 0.0).all()
    assert (found.reaches(ends[0]) == 1.0).all()
    assert (found.reaches(ends[1]) > 0.005).all()
    assert (found.cdf(ends[1]) == 1.0).all()


def test_draws_are_as_often_on_a_bound_as_the_distribution_is() -> None:
    found = batch(walks(3, 9), nature="share", bounds=[(45.0, 55.0)] * 3).distribution
    draws = np.stack([each.paths() for each in drawn_from(found, (0.98, 0.44))])
    ends = np.full((3, 6, 1), 45.0), np.full((3, 6, 1), 55.0)
    np.testing.assert_allclose((draws == 45.0).mean(1), found.cdf(ends[0])[..., 0], atol=1e-3)
    np.testing.assert_allclose((draws == 55.0).mean(1), found.reaches(ends[1])[..., 0], atol=1e-3)


def test_what_was_learned_about_natures_is_used_for_annual_figures_only() -> None:
    values = walks(1, 16)
    for per_year, differs in ((1, True), (4, False)):
        one, other = (
            batch(values, per_year, natures=[nature]).distribution.quantiles(np.array([0.5])).ravel()
            for nature in ("count", "currency")
        )
        assert np.allclose(one, other, rtol=1e-12) != differs


@pytest.mark.parametrize("values", [np.empty((1, 0)), np.array([[1.0, np.nan]]), np.array([[np.inf]])])
def test_no_figure_and_no_number_are_refused(values: np.ndarray) -> None:
    with pytest.raises(ValueError, match="finite"):
        batch(values)


# --- the public cases


def scores(cases: pd.DataFrame, answered: pd.DataFrame) -> tuple[float, float, float]:
    both = cases.merge(answered, on="case_id")
    cover80, cover95 = (
        both["actual"].between(both[low], both[high]).mean() for low, high in (("lo80", "hi80"), ("lo95", "hi95"))
    )
    return float(((both["prob"] - both["met"]) ** 2).mean()), float(cover80), float(cover95)


def test_the_public_cases_are_answered_as_well_as_they_were(data_folder: Path) -> None:
    """In sample: these series were learned from. The model card has the scores on series that were left out."""
    scorer = validation.scorer_of(data_folder / "bench")
    competition, indicators = validation.read_cases(scorer, data_folder / "bench")
    for cases, limit in ((competition, 0.168), (indicators, 0.108)):
        some = cases[cases["series_id"].isin(sorted(cases["series_id"].unique())[::2])].assign(fold=0)
        brier, cover80, cover95 = scores(some, validation.answers(some, [coefficients()]))
        assert brier < limit
        assert 0.77 < cover80 < 0.84
        assert 0.935 < cover95 < 0.975


@pytest.mark.slow
def test_learning_again_gives_the_same_coefficients(data_folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "coefficients.json"
    script = ROOT / "benchmarks" / "learn.py"
    subprocess.run([sys.executable, script, "--data", data_folder / "bench", "--out", again], check=True)
    there, here = json.loads(again.read_text(encoding="utf-8")), document()
    assert there["training"] == here["training"]
    assert there["dependence"] == here["dependence"]
    for kind in ("main", "short"):
        for field in network.FIELDS:
            new, old = (np.array(each[kind][field]) for each in (there, here))
            np.testing.assert_allclose(new, old, rtol=1e-6, atol=1e-6 * np.abs(old).max())
