from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tracker.errors import RefusedError, UnknownNameError
from tracker.figures import Indicator, Series, from_ordinal, text_of
from tracker.forecast import TEXTBOOK, ModelResult, fit, quantiles, run
from tracker.forecast.smoothing import DAMPED, LEVEL, aicc, best_form, start_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("ets", "theta", "local-trend", "log-linear", "arima")
STUCK = [1.0, 2.0, 2.9, 4.6, 6.2, 8.3, 9.9, 11.4, 12.8, 14.2, 15.1, 15.7, 16.2, 16.8]
NOISY_RISE = [100.0, 104.0, 103.0, 110.0, 118.0, 119.0, 127.0, 126.0, 135.0, 140.0, 141.0, 152.0]


def indicator(nature: str = "count", frequency: str = "annual") -> Indicator:
    return Indicator(id="x", title=text_of("x"), unit="people", frequency=frequency, nature=nature)


def series(values: Sequence[float], years: Sequence[int] | None = None, frequency: str = "annual") -> Series:
    offsets = range(1 - len(values), 1) if years is None else years
    return Series(
        indicator="x",
        area="",
        frequency=frequency,
        periods=tuple(from_ordinal(2023 + k, frequency) for k in offsets),
        values=np.array(values, dtype=float),
        rows=((),) * len(values),
    )


def said(values: Sequence[float], steps: int = 5, nature: str = "count", **more: object) -> dict[str, ModelResult]:
    known = series(values, **more)  # type: ignore[arg-type]
    until = known.periods[-1].shifted(steps)
    return {name: run(name, known, indicator(nature, known.frequency), until) for name in TEXTBOOK}


def test_the_models_have_names() -> None:
    assert tuple(TEXTBOOK) == NAMES
    assert tuple(said(NOISY_RISE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_model_gives_draws_like_the_forecast(name: str) -> None:
    known = series(NOISY_RISE)
    found = fit(name, known, indicator(), known.periods[-1].shifted(3))
    assert found.method == name
    assert [str(period) for period in found.periods] == ["2024", "2025", "2026"]
    assert not found.draws.flags.writeable
    low, median, high = quantiles(found.draws[:, -1], (0.1, 0.5, 0.9))
    assert 130 < low < median < high < 200


def test_the_line_is_the_textbook_s() -> None:
    t, y = np.arange(12.0), np.log(NOISY_RISE)
    slope, intercept = np.polyfit(t, y, 1)
    s = np.sqrt(np.sum((y - intercept - slope * t) ** 2) / 10)
    at = 11.0 + 4.0
    sd = s * np.sqrt(1 + 1 / 12 + (at - t.mean()) ** 2 / np.sum((t - t.mean()) ** 2))
    found = said(NOISY_RISE, steps=4)["log-linear"].forecast
    assert found is not None
    low, median, high = np.log(quantiles(found.draws[:, -1], (0.05, 0.5, 0.95)))
    assert median == pytest.approx(intercept + slope * at, abs=1e-6)
    assert high - low == pytest.approx(2 * stats.t.ppf(0.95, 10) * sd, rel=1e-3)


@pytest.mark.parametrize(
    ("drift", "seed", "trend", "damped"), [(0.0, 4, None, False), (1.5, 3, "add", False), (0.3, 34, "add", True)]
)
def test_smoothing_s_intervals_are_those_of_statsmodels_for_few_figures(
    drift: float,
    seed: int,
    trend: str | None,
    damped: bool,  # noqa: FBT001
) -> None:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    y = np.cumsum(np.random.default_rng(seed).normal(drift, 1.0, 40)) + 20
    start = best_form((y - y[-1]) / y.std())
    assert (start.form != LEVEL, start.form == DAMPED) == (trend is not None, damped)
    standardised = (y - y[-1]) / y.std()
    first = [start.alpha, start.beta, start.phi if damped else 0.0, start.level, start.trend]
    model = ETSModel(pd.Series(standardised), error="add", trend=trend, damped_trend=damped)
    fitted = model.fit(start_params=np.array([each for each in first if each]), disp=False)
    spare = 40 - (2 if trend is None else 5 if damped else 4)
    sd = np.sqrt(fitted.get_prediction(start=40, end=47).forecast_variance * 40 / spare) * y.std()
    found = said(y.tolist(), steps=8, nature="signed")["ets"].forecast
    assert found is not None
    middle = fitted.forecast(8) * y.std() + y[-1]
    np.testing.assert_allclose(np.median(found.draws, axis=0), middle, rtol=1e-4)
    upper = [quantiles(column, (0.9,))[0] for column in found.draws.T]
    np.testing.assert_allclose(upper, middle + stats.t.ppf(0.9, spare) * sd, rtol=1e-3)


def test_theta_s_intervals_are_those_of_statsmodels() -> None:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    y = np.cumsum(np.random.default_rng(4).normal(0.3, 1.0, 40)) + 20
    fitted = ThetaModel((y - y[-1]) / y.std(), period=1, deseasonalize=False).fit()
    interval = fitted.prediction_intervals(8, alpha=0.1)
    found = said(y.tolist(), steps=8, nature="signed")["theta"].forecast
    assert found is not None
    for column, level in (("lower", 0.05), ("upper", 0.95)):
        bounds = [quantiles(draws, (level,))[0] for draws in found.draws.T]
        np.testing.assert_allclose(bounds, interval[column] * y.std() + y[-1], rtol=1e-3)


def test_a_short_history_fits_no_model_and_says_so() -> None:
    found = said([100.0, 104.0, 103.0])
    assert all(result.forecast is None for result in found.values())
    assert found["ets"].diagnostics == ("needs 5 figures, there are 3",)


@pytest.mark.parametrize(("count", "fitted"), [(4, {"log-linear"}), (5, set(NAMES) - {"local-trend"}), (6, set(NAMES))])
def test_each_model_starts_at_its_declared_length(count: int, fitted: set[str]) -> None:
    found = said(NOISY_RISE[:count])
    assert {name for name, result in found.items() if result.forecast is not None} == fitted


@pytest.mark.parametrize("values", [[7.0] * 12, [0.0] * 12, [100.0] * 12])
@pytest.mark.parametrize("nature", ["count", "share"])
def test_figures_that_do_not_vary_fit_no_model(values: list[float], nature: str) -> None:
    assert {result.diagnostics for result in said(values, nature=nature).values()} == {("the figures do not vary",)}


def test_bridged_periods_are_a_diagnostic() -> None:
    found = said(NOISY_RISE, years=[-15, *range(-11, -1), 0])
    assert "MissingPeriodsWarning: 4 missing periods are bridged by straight lines" in found["ets"].diagnostics
    assert found["local-trend"].diagnostics == ()
    assert found["log-linear"].diagnostics == ()


@pytest.mark.parametrize(
    "values",
    [
        [float(2**k) for k in range(12)],
        [float(k) for k in range(1, 13)],
        [1.0, 100.0] * 6,
        [10.0] * 6 + [1000.0] * 6,
        [1e-300, 1e300] * 6,
        [0.0, 1.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1e300, -1e300] * 6,
    ],
)
@pytest.mark.parametrize("nature", ["count", "share", "signed"])
def test_no_warning_leaks_and_no_draw_is_infinite(values: list[float], nature: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = said(values, nature=nature)
    for result in found.values():
        assert result.forecast is not None or result.diagnostics
        if result.forecast is not None:
            assert np.isfinite(result.forecast.draws).all()


def test_nothing_is_fitted_for_periods_already_known() -> None:
    for result in said(NOISY_RISE, steps=0).values():
        assert result.forecast is not None
        assert result.forecast.periods == ()


def test_a_season_is_put_back() -> None:
    months = np.arange(48)
    values = 100 * np.exp(0.3 * np.sin(2 * np.pi * months / 12) + 0.01 * np.cos(months**2))
    for result in said(values.tolist(), steps=12, frequency="monthly").values():
        assert result.forecast is not None
        np.testing.assert_allclose(np.median(result.forecast.draws, axis=0), values[-12:], rtol=0.1)


def test_an_unknown_model_names_those_there_are() -> None:
    known = series(NOISY_RISE)
    with pytest.raises(UnknownNameError, match="write one of ets, theta, local-trend, log-linear, arima"):
        fit("naive", known, indicator(), known.periods[-1].shifted(1))


def test_a_model_that_cannot_be_fitted_is_refused() -> None:
    known = series([1.0, 2.0])
    with pytest.raises(RefusedError, match="needs 5 figures, there are 2"):
        fit("ets", known, indicator(), known.periods[-1].shifted(1))


def test_smoothing_starts_where_it_does_not_get_stuck() -> None:
    """A series on which statsmodels' own start ends far from the maximum, and calls that converged."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    y = np.array(STUCK)
    model = ETSModel(y, error="add", trend="add", damped_trend=True)
    own = model.fit(disp=False)
    grid = start_of(y, DAMPED)
    ours = model.fit(start_params=np.array([grid.alpha, grid.beta, grid.phi, grid.level, grid.trend]), disp=False)
    assert own.mle_retvals["converged"]
    assert grid.log_likelihood == pytest.approx(
        model.loglike(np.array([grid.alpha, grid.beta, grid.phi, grid.level, grid.trend]))
    )
    assert own.llf + 5 < grid.log_likelihood <= ours.llf


@pytest.mark.parametrize(("parameters", "figures"), [(3, 4), (5, 6), (6, 7), (6, 3)])
def test_a_criterion_without_spare_figures_is_infinite(parameters: int, figures: int) -> None:
    assert aicc(10.0, parameters, figures) == np.inf
    assert np.isfinite(aicc(10.0, parameters, parameters + 2))


def test_few_figures_choose_no_form_whose_criterion_is_infinite() -> None:
    """Seven figures on a perfect curve: a trend is in the choice (k = 5), a damped one is not (k = 6)."""
    curve = np.cumsum(0.9 ** np.arange(7))
    assert best_form(curve).form != DAMPED
    assert best_form(curve[:5]).form == LEVEL


def test_the_best_arima_of_a_random_walk_is_a_random_walk() -> None:
    y = 100 + np.cumsum(np.random.default_rng(9).normal(0.0, 1.0, 60))
    found = said(y.tolist(), steps=4, nature="signed")["arima"].forecast
    assert found is not None
    np.testing.assert_allclose(np.median(found.draws, axis=0), y[-1], atol=0.02)
    assert found.draws[:, 3].std() == pytest.approx(2 * found.draws[:, 0].std(), rel=0.01)


def test_the_best_arima_of_a_steady_rise_carries_it_on() -> None:
    y = 5.0 * np.arange(20) + np.random.default_rng(1).normal(0.0, 0.1, 20)
    found = said(y.tolist(), steps=4, nature="signed")["arima"].forecast
    assert found is not None
    np.testing.assert_allclose(np.median(found.draws, axis=0), y[-1] + 5.0 * np.arange(1, 5), atol=0.3)
