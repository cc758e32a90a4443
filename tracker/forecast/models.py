"""What single trend models of the textbooks say, fitted by statsmodels: named alternatives beside the forecast.

Each is fitted to the series on its scale, without its season, so that it keeps within the same bounds as the forecast
(`log-linear` is thus linear in logits for a share). Their intervals are the models' own: on short series they are known
to be too narrow. This is the one module that imports statsmodels, when a model is first fitted.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.errors import RefusedError, UnknownNameError
from tracker.forecast.draws import Mixture
from tracker.forecast.history import History, forecast_of, history_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.figures import Indicator, Period, Series
    from tracker.forecast.forecast import Forecast

_NORMAL: Final = 1e6
"""Degrees of freedom at which Student's t is the normal distribution to six digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResult:
    """What one model says; `forecast` is None where it could not be fitted, and the diagnostics say why."""

    name: str
    forecast: Forecast | None
    diagnostics: tuple[str, ...] = ()


def ets(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """Exponential smoothing with additive errors and a damped trend; at least 8 figures.

    Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, model (A, Ad, N), section 6.3.
    """
    return _result("ets", 8, _fit_ets, history_of(series, indicator, until))


def theta(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """The Theta method: half a linear trend, half simple exponential smoothing; at least 5 figures.

    Assimakopoulos and Nikolopoulos (2000), International Journal of Forecasting 16, 521-530.
    """
    return _result("theta", 5, _fit_theta, history_of(series, indicator, until))


def local_trend(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """The local linear trend: level and slope are random walks seen with noise; at least 6 figures.

    Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, section 2.3.
    """
    return _result("local-trend", 6, _fit_local_trend, history_of(series, indicator, until))


def log_linear(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """A straight line through all figures on their scale, with the predictive t interval; at least 4 figures."""
    return _result("log-linear", 4, _fit_line, history_of(series, indicator, until))


MODELS: Final[Mapping[str, Callable[[Series, Indicator, Period], ModelResult]]] = {
    "ets": ets,
    "theta": theta,
    "local-trend": local_trend,
    "log-linear": log_linear,
}
"""Every model by its name."""


def single_models(series: Series, indicator: Indicator, until: Period) -> tuple[ModelResult, ...]:
    """What each of the models says, in their order."""
    return tuple(model(series, indicator, until) for model in MODELS.values())


def fit(name: str, series: Series, indicator: Indicator, until: Period) -> Forecast:
    """The forecast of one model.

    Raises UnknownNameError where no model has this name, RefusedError where it cannot be fitted.
    """
    if name not in MODELS:
        raise UnknownNameError(f"there is no model {name!r}; write one of {', '.join(MODELS)}")
    result = MODELS[name](series, indicator, until)
    if result.forecast is None:
        raise RefusedError(
            f"model {name} cannot be fitted: {'; '.join(result.diagnostics)}; write another model or none"
        )
    return result.forecast


def _result(
    name: str, fewest: int, fit: Callable[[_Standardised], tuple[np.ndarray, np.ndarray, float]], history: History
) -> ModelResult:
    """The model's forecast, with what went wrong in words; warnings of the libraries go no further."""
    found, size = len(history.scaled), float(np.std(history.scaled))
    if found < fewest:
        return ModelResult(name=name, forecast=None, diagnostics=(f"needs {fewest} figures, there are {found}",))
    if size <= 1e-12 * float(np.abs(history.scaled).max()):
        return ModelResult(name=name, forecast=None, diagnostics=("the figures do not vary",))
    if not len(history.steps):
        nothing = Mixture(locations=np.empty((1, 0)), scales=np.empty((1, 0)), df=_NORMAL)
        return ModelResult(name=name, forecast=forecast_of(history, nothing, name))
    data = _standardised(history, size)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            mean, predictive_sd, df = fit(data)
        except (ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
            return ModelResult(name=name, forecast=None, diagnostics=(f"could not be fitted: {error}",))
    notes = tuple(dict.fromkeys(_in_words(warning) for warning in caught))
    if not (np.isfinite(mean).all() and np.isfinite(predictive_sd).all()):
        return ModelResult(name=name, forecast=None, diagnostics=(*notes, "gave no finite forecast"))
    mixture = Mixture(
        locations=(history.scaled[-1] + size * mean)[None, :], scales=(size * predictive_sd)[None, :], df=df
    )
    return ModelResult(name=name, forecast=forecast_of(history, mixture, name), diagnostics=notes)


def _in_words(warning: warnings.WarningMessage) -> str:
    """One line that says what a library warned of."""
    return f"{warning.category.__name__}: {' '.join(str(warning.message).split())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standardised:
    """Figures less the last one, in standard deviations of all, so that optimisers meet numbers of one size.

    `regular` has one value for every period, missing ones as NaN; `steps` is the number of periods ahead.
    """

    values: np.ndarray
    ordinals: np.ndarray
    regular: np.ndarray
    steps: np.ndarray

    @property
    def bridged(self) -> np.ndarray:
        """One value for every period, missing ones on the straight line between their neighbours."""
        missing = int(np.isnan(self.regular).sum())
        if missing:
            warnings.warn(
                f"{missing} missing periods are bridged by straight lines", MissingPeriodsWarning, stacklevel=2
            )
        return np.asarray(np.interp(np.arange(self.ordinals[0], 1), self.ordinals, self.values))


class MissingPeriodsWarning(UserWarning):
    """A model that knows no missing periods was given bridged ones."""


def _standardised(history: History, size: float) -> _Standardised:
    values = (history.scaled - history.scaled[-1]) / size
    regular = np.full(1 - int(history.ordinals[0]), np.nan)
    regular[history.ordinals - history.ordinals[0]] = values
    return _Standardised(values=values, ordinals=history.ordinals, regular=regular, steps=history.steps)


def _fit_ets(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    fitted = ETSModel(data.bridged, error="add", trend="add", damped_trend=True).fit(disp=False)
    if not fitted.mle_retvals["converged"]:
        warnings.warn("the likelihood's maximum was not found", UserWarning, stacklevel=2)
    alpha, beta, phi = fitted.smoothing_level, fitted.smoothing_trend, fitted.damping_trend
    weights = alpha + beta * np.cumsum(phi ** data.steps[:-1])
    relative = 1.0 + np.concatenate([[0.0], np.cumsum(weights**2)])
    return np.asarray(fitted.forecast(len(data.steps))), np.sqrt(fitted.mse * relative), _NORMAL


def _fit_theta(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    fitted = ThetaModel(data.bridged, period=1, deseasonalize=False).fit()
    alpha, sigma2 = float(fitted.params.iloc[1]), float(fitted.sigma2)
    variance = sigma2 * (1.0 + (data.steps - 1) * (1.0 + (alpha - 1.0) ** 2))
    return np.asarray(fitted.forecast(len(data.steps))), np.sqrt(variance), _NORMAL


def _fit_local_trend(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    fitted = UnobservedComponents(data.regular, "local linear trend").fit(disp=False, maxiter=200)
    ahead = fitted.get_forecast(len(data.steps))
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean), _NORMAL


def _fit_line(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.regression.linear_model import OLS

    design = np.column_stack([np.ones(len(data.values)), data.ordinals])
    coming = np.column_stack([np.ones(len(data.steps)), data.steps])
    ahead = OLS(data.values, design).fit().get_prediction(coming)
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_obs), float(len(data.values) - 2)
