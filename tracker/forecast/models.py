"""What single trend models of the textbooks say, fitted by statsmodels: named alternatives beside the forecast.

Each is fitted to the series on its scale, without its season, so that it keeps within the same bounds as the forecast
(`log-linear` is thus linear in logits for a share). But for `log-linear`, their intervals know no error of the trend's
parameters: on short series they are known to be too narrow. Where one of several forms is chosen by AICc, one with so
many parameters that its AICc is infinite or undefined (n ≤ k + 1) is not in the choice. This is the one module that
imports statsmodels, when a model is first fitted.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from tracker.forecast.history import History, forecast_of, history_of
from tracker.forecast.mixture import Mixture
from tracker.forecast.smoothing import FORMS, LEVEL, aicc, best_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tracker.figures import Indicator, Period, Series
    from tracker.forecast.forecast import Forecast

_NORMAL: Final = 1e6
"""Degrees of freedom at which Student's t is the normal distribution to six digits."""

_ORDERS: Final = ((0, 0), (1, 0), (0, 1), (1, 1))
_YEARS: Final = ((1, 0), (0, 1))
_FINEST: Final = 12
"""Most periods a year for which an autoregression over a year is tried."""

_fitting: Final = Lock()
"""Held while a model is fitted: warnings are caught for the whole process, so that threads would take each other's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResult:
    """What one model says; `forecast` is None where it could not be fitted, and the diagnostics say why."""

    name: str
    forecast: Forecast | None
    diagnostics: tuple[str, ...] = ()


def ets(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """Exponential smoothing with additive errors, without a trend, with one or with a damped one; at least 5 figures.

    Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, models (A, N, N), (A, A, N) and
    (A, Ad, N), section 6.3; the least AICc on the grid of `smoothing` chooses, and its best point is where the
    optimiser starts. On 295 series of 8 to 60 figures the damped trend's log likelihood was higher by more than 0.1
    than from statsmodels' own start in 27 % (by more than 1 in 14 %), and lower in none; it had reported convergence
    each time. The variance is the sum of squared errors over the figures less the parameters, with Student's t of as
    many degrees of freedom.
    """
    return _result("ets", 5, _fit_ets, history_of(series, indicator, until))


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


def arima(series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """The best of a few ARIMA models of the changes, by AICc; at least 5 figures.

    Orders (0,1,0), (1,1,0), (0,1,1) and (1,1,1), each with and without drift; where there are several periods a year,
    the best of them also with an autoregression or a moving average over a year, for what is left of the season.
    Differences are taken once, never chosen: criteria of different differences do not compare. Hyndman and Khandakar
    (2008), Journal of Statistical Software 27(3), section 3. The variance counts the changes less the parameters, with
    Student's t of as many degrees of freedom.
    """
    return _result("arima", 5, _fit_arima, history_of(series, indicator, until))


TEXTBOOK: Final[Mapping[str, Callable[[Series, Indicator, Period], ModelResult]]] = {
    "ets": ets,
    "theta": theta,
    "local-trend": local_trend,
    "log-linear": log_linear,
    "arima": arima,
}
"""Every textbook model by its name."""


def _result(
    name: str, fewest: int, fit: Callable[[_Standardised], tuple[np.ndarray, np.ndarray, float]], history: History
) -> ModelResult:
    """The model's forecast, with what went wrong in words; warnings of the libraries go no further."""
    found, size = len(history.scaled), float(np.std(history.scaled))
    if found < fewest:
        there = "there is 1" if found == 1 else f"there are {found}"
        return ModelResult(name=name, forecast=None, diagnostics=(f"needs {fewest} figures, {there}",))
    if size <= 1e-12 * float(np.abs(history.scaled).max()):
        return ModelResult(name=name, forecast=None, diagnostics=("the figures do not vary",))
    if not len(history.steps):
        nothing = Mixture(locations=np.empty((1, 0)), scales=np.empty((1, 0)), df=_NORMAL)
        return ModelResult(name=name, forecast=forecast_of(history, nothing, name))
    data = _standardised(history, size)
    with _fitting, warnings.catch_warnings(record=True) as caught:
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

    `regular` has one value for every period, missing ones as NaN; `steps` are the periods ahead, `per_year` a year.
    """

    values: np.ndarray
    ordinals: np.ndarray
    regular: np.ndarray
    steps: np.ndarray
    per_year: int

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


class FitWarning(UserWarning):
    """An optimiser ended before it found what it looked for."""


def _standardised(history: History, size: float) -> _Standardised:
    values = (history.scaled - history.scaled[-1]) / size
    regular = np.full(1 - int(history.ordinals[0]), np.nan)
    regular[history.ordinals - history.ordinals[0]] = values
    return _Standardised(
        values=values, ordinals=history.ordinals, regular=regular, steps=history.steps, per_year=history.per_year
    )


def _fit_ets(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = data.bridged
    start = best_form(values)
    damped = 0.0 < start.phi < 1.0
    model = ETSModel(values, error="add", trend=None if start.form == LEVEL else "add", damped_trend=damped)
    parts = (start.alpha, start.beta or None, start.phi if damped else None, start.level)
    first = [part for part in (*parts, None if start.form == LEVEL else start.trend) if part is not None]
    fitted = model.fit(start_params=np.array(first), disp=False)
    if not fitted.mle_retvals["converged"]:
        warnings.warn("the likelihood's maximum was not found", FitWarning, stacklevel=2)
    names = dict(zip(model.param_names, np.asarray(fitted.params).tolist(), strict=True))
    alpha, beta = names["smoothing_level"], names.get("smoothing_trend", 0.0)
    weights = alpha + beta * np.cumsum(names.get("damping_trend", 1.0) ** data.steps[:-1])
    relative = 1.0 + np.concatenate([[0.0], np.cumsum(weights**2)])
    spare = len(values) - FORMS[start.form] + 1
    variance = float(fitted.sse) / spare
    return np.asarray(fitted.forecast(len(data.steps))), np.sqrt(variance * relative), float(spare)


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


class _Order(NamedTuple):
    """An ARIMA(p, 1, q) of the changes, with or without drift, and (P, Q) over a year."""

    p: int
    q: int
    drift: bool
    year: tuple[int, int] = (0, 0)

    @property
    def parameters(self) -> int:
        """How many are fitted, the variance among them."""
        return 1 + self.p + self.q + self.drift + sum(self.year)


class _Candidate(NamedTuple):
    """A fitted order, its AICc, and what was warned of while it was fitted."""

    criterion: float
    order: _Order
    fitted: Any
    caught: list[warnings.WarningMessage]


def _fit_arima(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    best = _best(data, [_Order(p, q, drift) for p, q in _ORDERS for drift in (False, True)])
    if 1 < data.per_year <= _FINEST and len(data.values) >= 3 * data.per_year:
        best = min(
            best, _best(data, [best.order._replace(year=year) for year in _YEARS]), key=lambda each: each.criterion
        )
    for each in best.caught:
        warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    ahead = best.fitted.get_forecast(len(data.steps))
    changes = len(data.values) - 1
    spare = changes - best.order.parameters + 1
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean) * math.sqrt(changes / spare), float(spare)


def _best(data: _Standardised, orders: Sequence[_Order]) -> _Candidate:
    """The order with the least AICc among those for which it is finite; the plain random walk's always is."""
    changes = len(data.values) - 1
    tried = [_candidate(data, order, changes) for order in orders if changes > order.parameters + 1]
    return min(tried, key=lambda each: each.criterion)


def _candidate(data: _Standardised, order: _Order, changes: int) -> _Candidate:
    from statsmodels.tsa.arima.model import ARIMA

    of_year = (order.year[0], 0, order.year[1], data.per_year) if any(order.year) else (0, 0, 0, 0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = ARIMA(
            data.regular,
            order=(order.p, 1, order.q),
            seasonal_order=of_year,
            trend="t" if order.drift else "n",
            concentrate_scale=order.parameters > 1,
        )
        fitted = model.fit(cov_type="none", method_kwargs={"maxiter": 100})
    criterion = aicc(float(fitted.llf), order.parameters, changes)
    return _Candidate(criterion if math.isfinite(criterion) else math.inf, order, fitted, caught)


def _fit_line(data: _Standardised) -> tuple[np.ndarray, np.ndarray, float]:
    from statsmodels.regression.linear_model import OLS

    design = np.column_stack([np.ones(len(data.values)), data.ordinals])
    coming = np.column_stack([np.ones(len(data.steps)), data.steps])
    ahead = OLS(data.values, design).fit().get_prediction(coming)
    return np.asarray(ahead.predicted_mean), np.asarray(ahead.se_obs), float(len(data.values) - 2)
