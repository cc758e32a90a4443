"""Predictive distributions of an indicator's coming figures, and how good they were.

The forecast loads at once; named models, scores and replays load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.forecast.draws import SEED, quantiles
from tracker.forecast.forecast import Forecast
from tracker.forecast.predict import predict, predict_many

if TYPE_CHECKING:
    from tracker.forecast.backtest import (
        FEWEST_FIGURES,
        FEWEST_KNOWN,
        LAST,
        MOST_DATES,
        TREND,
        Goal,
        Question,
        Trial,
        horizons,
        replay,
    )
    from tracker.forecast.models import TEXTBOOK, ModelResult
    from tracker.forecast.registry import check_names, fit, model_names, own_models, register, run
    from tracker.forecast.scores import Bin, brier, calibration, calibration_error, log_loss
    from tracker.forecast.track_record import ModelScore, TrackRecord, score
    from tracker.forecast.walks import DRIFT, RANDOM_WALK, WALKS

__all__ = [
    "DRIFT",
    "FEWEST_FIGURES",
    "FEWEST_KNOWN",
    "LAST",
    "MOST_DATES",
    "RANDOM_WALK",
    "SEED",
    "TEXTBOOK",
    "TREND",
    "WALKS",
    "Bin",
    "Forecast",
    "Goal",
    "ModelResult",
    "ModelScore",
    "Question",
    "TrackRecord",
    "Trial",
    "brier",
    "calibration",
    "calibration_error",
    "check_names",
    "fit",
    "horizons",
    "log_loss",
    "model_names",
    "own_models",
    "predict",
    "predict_many",
    "quantiles",
    "register",
    "replay",
    "run",
    "score",
]

_LATER: Final = {
    "backtest": (
        "FEWEST_FIGURES",
        "FEWEST_KNOWN",
        "LAST",
        "MOST_DATES",
        "TREND",
        "Goal",
        "Question",
        "Trial",
        "horizons",
        "replay",
    ),
    "models": ("TEXTBOOK", "ModelResult"),
    "registry": ("check_names", "fit", "model_names", "own_models", "register", "run"),
    "scores": ("Bin", "brier", "calibration", "calibration_error", "log_loss"),
    "track_record": ("ModelScore", "TrackRecord", "score"),
    "walks": ("DRIFT", "RANDOM_WALK", "WALKS"),
}

__getattr__ = door(__name__, _LATER)
