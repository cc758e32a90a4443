"""How good a model's past forecasts of one series, or of several together, were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tracker.forecast import scores

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tracker.forecast.backtest import Question, Trial
    from tracker.forecast.scores import Bin


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelScore:
    """How good one model's past forecasts were; each score is explained in `scores`.

    `brier_of_walk` is the random walk's Brier score on the same questions. `crps` and `scaled_error` are in typical
    changes. `refused` counts the dates on which it could not be fitted. None where there was nothing to score.
    """

    model: str
    forecasts: int = 0
    questions: int = 0
    refused: int = 0
    brier: float | None = None
    brier_of_walk: float | None = None
    log_loss: float | None = None
    crps: float | None = None
    scaled_error: float | None = None
    cover80: float | None = None
    cover95: float | None = None
    calibration_error: float | None = None
    calibration: tuple[Bin, ...] = ()

    @property
    def skill(self) -> float | None:
        """1 - Brier score / that of the random walk on the same questions: 1 is best, negative worse than the walk."""
        if self.brier is None or not self.brier_of_walk:
            return None
        return 1.0 - self.brier / self.brier_of_walk


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """The past forecasts of one series, or of several together, with the scores of every model that was asked.

    `figures` are those known today, `dates` the past dates replayed; on `real_time` of them what was known then is
    used, on the others the figures of today up to the period. `possible` counts all dates that could be replayed.
    `questions` are the scores of the default forecast by kind of question; `notes` what first kept a model from being
    fitted: (model, reason).
    """

    series: int = 1
    figures: int
    possible: int
    dates: int
    real_time: int
    scores: tuple[ModelScore, ...] = ()
    questions: tuple[tuple[str, ModelScore], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def score(
    model: str, trials: Sequence[Trial], walk: Sequence[Trial], about: Collection[str], refused: int = 0
) -> ModelScore:
    """The scores of one model's trials on some kinds of question; `walk` are the random walk's trials."""
    if not trials:
        return ModelScore(model=model, refused=refused)
    asked = dict(_asked(trials, about))
    of_walk = dict(_asked(walk, about))
    observed = np.array([trial.observed for trial in trials])
    scale = np.array([trial.scale for trial in trials])
    met = np.array([question.met for question in asked.values()], dtype=bool)
    p = np.array([question.probability for question in asked.values()])
    walk_p = np.array([of_walk[key].probability for key in asked if key in of_walk])
    return ModelScore(
        model=model,
        forecasts=len(trials),
        questions=len(asked),
        refused=refused,
        brier=scores.brier(met, p) if asked else None,
        brier_of_walk=scores.brier(met, walk_p) if asked and len(walk_p) == len(met) else None,
        log_loss=scores.log_loss(met, p) if asked else None,
        crps=float(np.mean([trial.crps / trial.scale for trial in trials])),
        scaled_error=scores.scaled_error(observed, np.array([trial.median for trial in trials]), scale),
        cover80=scores.coverage(observed, *_ends((trial.low80, trial.high80) for trial in trials)),
        cover95=scores.coverage(observed, *_ends((trial.low95, trial.high95) for trial in trials)),
        calibration_error=scores.calibration_error(met, p) if asked else None,
        calibration=scores.calibration(met, p) if asked else (),
    )


def _asked(trials: Iterable[Trial], about: Collection[str]) -> Iterator[tuple[tuple[object, ...], Question]]:
    """Every question of some kinds, with what tells it from all others."""
    for trial in trials:
        for question in trial.questions:
            if question.about in about:
                yield (trial.series, trial.origin, trial.period, question.about), question


def _ends(intervals: Iterable[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of some intervals."""
    lower, upper = np.array(list(intervals)).T
    return lower, upper
