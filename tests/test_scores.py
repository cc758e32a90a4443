"""Scores against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tracker.forecast import scores

MET = np.array([True, False, True, True])
SAID = np.array([0.9, 0.2, 0.5, 0.7])


def test_brier_is_the_mean_squared_distance() -> None:
    assert scores.brier(MET, SAID) == pytest.approx((0.01 + 0.04 + 0.25 + 0.09) / 4)
    assert scores.brier(MET, MET.astype(float)) == 0.0
    assert scores.brier(MET, 1.0 - MET) == 1.0
    assert scores.brier(MET, np.full(4, 0.5)) == 0.25


def test_log_loss_is_the_mean_surprise() -> None:
    assert scores.log_loss(MET, SAID) == pytest.approx(
        -(math.log(0.9) + 2 * math.log(0.8) - math.log(0.8) + math.log(0.5) + math.log(0.7)) / 4
    )
    assert scores.log_loss(MET, np.full(4, 0.5)) == pytest.approx(math.log(2))


def test_one_certain_error_does_not_make_the_log_loss_infinite() -> None:
    assert scores.log_loss(np.array([True]), np.array([0.0])) == pytest.approx(-math.log(0.001))


def test_crps_of_a_point_is_the_absolute_error() -> None:
    assert scores.crps(np.array([3.0, 10.0]), np.full((200, 2), 5.0)) == pytest.approx([2.0, 5.0])


def test_crps_of_a_normal_distribution_is_the_textbook_s() -> None:
    """Gneiting and Raftery (2007), equation 20: s (z (2 F(z) - 1) + 2 f(z) - 1 / sqrt pi)."""
    draws = stats.norm.ppf((np.arange(3000) + 0.5) / 3000) * 2.0 + 1.0
    for observed in (1.0, 2.5, -4.0):
        z = (observed - 1.0) / 2.0
        exact = 2.0 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))
        assert scores.crps(np.array([observed]), draws[:, None])[0] == pytest.approx(exact, rel=0.015)


def test_crps_stays_finite_where_a_distribution_has_no_mean() -> None:
    draws = np.exp(np.clip(stats.t.ppf((np.arange(3000) + 0.5) / 3000, 1.5), -700, 700))
    assert scores.crps(np.array([1.0]), draws[:, None])[0] < 1e10


def test_coverage_counts_the_ends() -> None:
    observed = np.array([1.0, 2.0, 3.0, 4.0])
    assert scores.coverage(observed, np.array([1.0, 0.0, 4.0, 3.0]), np.array([2.0, 1.0, 5.0, 4.0])) == 0.5


def test_calibration_has_a_row_for_every_bin_that_holds_something() -> None:
    met = np.array([False, True, True, True, False, True])
    said = np.array([0.0, 0.05, 0.31, 0.39, 0.35, 1.0])
    found = [(b.low, b.high, b.count, b.mean_probability, b.share_met) for b in scores.calibration(met, said)]
    assert found == [
        (0.0, 0.1, 2, pytest.approx(0.025), 0.5),
        (0.3, 0.4, 3, pytest.approx(0.35), pytest.approx(2 / 3)),
        (0.9, 1.0, 1, 1.0, 1.0),
    ]
    assert scores.calibration_error(met, said) == pytest.approx((2 * 0.475 + 3 * (2 / 3 - 0.35) + 0) / 6)


def test_the_scale_of_errors_is_the_typical_change() -> None:
    assert scores.change_scale(np.array([10.0, 12.0, 11.0, 14.0]), 1) == pytest.approx(2.0)
    assert scores.scaled_error(np.array([15.0]), np.array([12.0]), np.array([2.0])) == pytest.approx(1.5)


def test_the_scale_looks_a_year_back_where_there_is_one() -> None:
    assert scores.change_scale(np.array([1.0, 5.0, 2.0, 6.0, 3.0, 7.0]), 4) == pytest.approx(2.0)
    assert scores.change_scale(np.array([1.0, 5.0, 2.0]), 4) == pytest.approx(3.5)


def test_the_scale_is_never_zero() -> None:
    assert scores.change_scale(np.array([50.0, 50.0, 50.0]), 1) == pytest.approx(0.5)
    assert scores.change_scale(np.zeros(3), 1) == 1.0
