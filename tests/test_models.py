from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tracker.errors import RefusedError, UnknownNameError
from tracker.figures import Indicator, Series, from_ordinal, text_of
from tracker.forecast import MODELS, ModelResult, fit, quantiles, single_models

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("ets", "theta", "local-trend", "log-linear")
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
    found = single_models(known, indicator(nature, known.frequency), known.periods[-1].shifted(steps))
    return {result.name: result for result in found}


def test_the_models_have_names() -> None:
    assert tuple(MODELS) == NAMES
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


def test_the_damped_trend_s_intervals_are_those_of_statsmodels() -> None:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    y = np.cumsum(np.random.default_rng(3).normal(0.3, 1.0, 40)) + 20
    standardised = (y - y[-1]) / y.std()
    fitted = ETSModel(pd.Series(standardised), error="add", trend="add", damped_trend=True).fit(disp=False)
    ahead = fitted.get_prediction(start=40, end=47)
    found = said(y.tolist(), steps=8, nature="signed")["ets"].forecast
    assert found is not None
    np.testing.assert_allclose(found.draws.std(axis=0), np.sqrt(ahead.forecast_variance) * y.std(), rtol=0.005)
    np.testing.assert_allclose(np.median(found.draws, axis=0), fitted.forecast(8) * y.std() + y[-1], rtol=1e-4)


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
    assert found["ets"].diagnostics == ("needs 8 figures, there are 3",)


@pytest.mark.parametrize(("count", "fitted"), [(4, {"log-linear"}), (5, {"log-linear", "theta"}), (8, set(NAMES))])
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
    with pytest.raises(UnknownNameError, match="write one of ets, theta, local-trend, log-linear"):
        fit("arima", known, indicator(), known.periods[-1].shifted(1))


def test_a_model_that_cannot_be_fitted_is_refused() -> None:
    known = series([1.0, 2.0])
    with pytest.raises(RefusedError, match="needs 8 figures, there are 2"):
        fit("ets", known, indicator(), known.periods[-1].shifted(1))
