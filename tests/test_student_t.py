from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tracker.forecast.student_t import cdf, midpoint_quantiles, quantile

LEVELS = np.concatenate(
    [10.0 ** np.linspace(-5, -0.31, 60), [0.4999, 0.5001, 0.7], 1.0 - 10.0 ** np.linspace(-5, -0.31, 60)]
)
DEGREES = (1.0, 1.01, 1.5, 2.0, 2.2, 3.0, 4.7, 10.0, 30.0, 199.0, 200.0, 1000.0, 1e6)


@pytest.mark.parametrize("df", DEGREES)
def test_quantiles_are_scipys(df: float) -> None:
    np.testing.assert_allclose(quantile(LEVELS, df), stats.t.ppf(LEVELS, df), rtol=1e-6)


@pytest.mark.parametrize("df", DEGREES)
def test_probabilities_are_scipys(df: float) -> None:
    values = stats.t.ppf(LEVELS, df)
    np.testing.assert_allclose(cdf(values, df), LEVELS, rtol=1e-6)


def test_one_degree_of_freedom_is_the_cauchy_distribution() -> None:
    assert quantile(np.array([0.75]), 1.0)[0] == pytest.approx(1.0, rel=1e-7)
    assert quantile(np.array([1e-4]), 1.0)[0] == pytest.approx(-1.0 / math.tan(math.pi * 1e-4), rel=1e-7)


def test_the_median_is_zero() -> None:
    assert quantile(np.array([0.5]), 2.5)[0] == 0.0
    assert cdf(np.array([0.0]), 2.5)[0] == 0.5


@pytest.mark.parametrize("count", [1, 2, 1000, 3001])
def test_midpoint_quantiles_are_symmetric_and_rise(count: int) -> None:
    found = midpoint_quantiles(count, 1.5)
    assert len(found) == count
    assert np.all(np.diff(found) > 0.0)
    np.testing.assert_array_equal(found, -found[::-1])
