"""Predictive distributions of an indicator's coming figures."""

from tracker.forecast.draws import quantiles
from tracker.forecast.forecast import Forecast
from tracker.forecast.models import MODELS, ModelResult, fit, single_models
from tracker.forecast.predict import predict

__all__ = ["MODELS", "Forecast", "ModelResult", "fit", "predict", "quantiles", "single_models"]
