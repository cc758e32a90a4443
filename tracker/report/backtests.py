"""How good past forecasts were, as rows of text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.forecast import DRIFT, FEWEST_FIGURES, LAST, RANDOM_WALK, TREND, horizons
from tracker.report import numbers
from tracker.report.language import msgid
from tracker.report.present import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.forecast import Bin, ModelScore, TrackRecord
    from tracker.report.language import Language
    from tracker.report.report import Entry

_MODELS: Final = {
    "default": msgid("this forecast"),
    RANDOM_WALK: msgid("random walk"),
    DRIFT: msgid("random walk with drift"),
}
_QUESTIONS: Final = {
    LAST: msgid("above the last figure"),
    TREND: msgid("above the trend so far"),
    "goal": msgid("on the way to the goal"),
}
_DECIMALS: Final = 3


def text(title: str, record: TrackRecord, frequency: str, language: Language) -> str:
    """The track record for a terminal: what was replayed, scores by model and by question, calibration."""
    lines = [title, ""]
    if not record.dates:
        return "\n".join([*lines, too_few(record, language)])
    lines += [summary(record, frequency, language), "", table([headings(language), *rows(record, language)])]
    if record.questions:
        lines += ["", table(_question_rows(record, language))]
    ours = record.scores[0]
    lines += ["", table(calibration_rows(ours.calibration, language)), "", *meanings(language)]
    lines.append(
        language.text(
            "Error: that of the median, in typical changes. Calibration: the mean distance between what was said and"
            " what came true."
        )
    )
    return "\n".join([*lines, *remarks(record, language)])


def too_few(record: TrackRecord, language: Language) -> str:
    """The sentence that says why there is nothing to score."""
    return language.text(
        "Past forecasts are scored from {least} figures on; there are {found}.",
        least=FEWEST_FIGURES,
        found=record.figures,
    )


def summary(record: TrackRecord, frequency: str, language: Language) -> str:
    """What was replayed, and how much of it with figures as they were known at the time."""
    parts = [
        language.plural(
            "The forecast was made again on {n} past date, up to {most} periods ahead.",
            "The forecast was made again on {n} past dates, up to {most} periods ahead.",
            record.dates,
            most=horizons(frequency)[-1],
        )
        if frequency
        else language.plural(
            "The forecasts of {series} series were made again on {n} past date.",
            "The forecasts of {series} series were made again on {n} past dates.",
            record.dates,
            series=record.series,
        )
    ]
    late = record.dates - record.real_time
    if not late:
        parts.append(language.text("Each used what was known then."))
    elif not record.real_time:
        parts.append(
            language.text(
                "None could use what was known then, because figures were published together or late: each used the"
                " figures of today up to its period, revisions included."
            )
        )
    else:
        parts.append(
            language.text(
                "{known} used what was known then, the others the figures of today up to their period, because figures"
                " were published together or late.",
                known=record.real_time,
            )
        )
    if record.possible > record.dates:
        parts.append(language.text("{n} further dates were left out.", n=record.possible - record.dates))
    return ("" if language.tag == "zh" else " ").join(parts)


def headings(language: Language) -> tuple[str, ...]:
    """The heading row of the scores."""
    return (
        language.text("Model"),
        language.text("Forecasts"),
        language.text("Questions"),
        language.text("Brier"),
        language.text("Gain"),
        language.text("Log loss"),
        language.text("CRPS"),
        language.text("Error"),
        language.text("{share} holds", share=numbers.rate(0.80, language)),
        language.text("{share} holds", share=numbers.rate(0.95, language)),
        language.text("Calibration"),
    )


def rows(record: TrackRecord, language: Language) -> list[tuple[str, ...]]:
    """A row of scores for every model, in the columns of `headings`."""
    return [
        (
            model_name(each.model, language),
            numbers.number(each.forecasts, language),
            numbers.number(each.questions, language),
            _number(each.brier),
            _share(each.skill, language),
            _number(each.log_loss),
            _number(each.crps),
            _number(each.scaled_error),
            _share(each.cover80, language),
            _share(each.cover95, language),
            _number(each.calibration_error),
        )
        for each in record.scores
    ]


def report_rows(record: TrackRecord, language: Language) -> list[tuple[str, ...]]:
    """The scores that a report shows, a row for every model; its headings stand in the template."""
    return [
        (
            model_name(each.model, language),
            numbers.number(each.questions, language),
            _number(each.brier),
            _share(each.skill, language),
            _number(each.log_loss),
            _number(each.crps),
            _share(each.cover80, language),
            _share(each.cover95, language),
        )
        for each in record.scores
    ]


def report_notes(entry: Entry, language: Language) -> tuple[str, ...]:
    """What a report says below its scores: what was replayed, and how they are to be read."""
    assert entry.past is not None  # noqa: S101 - asked for only where there are scores
    frequency = "" if entry.series is None else entry.series.frequency
    return (summary(entry.past, frequency, language), *meanings(language))


def calibration_rows(bins: Sequence[Bin], language: Language) -> list[tuple[str, ...]]:
    """The calibration of the forecast, a heading row first: what was said, how often, and what came true."""
    heading = (
        language.text("Probability said"),
        language.text("Questions"),
        language.text("Mean"),
        language.text("Came true"),
    )
    return [
        heading,
        *(
            (
                numbers.rate_interval(each.low, each.high, language),
                numbers.number(each.count, language),
                _share(each.mean_probability, language),
                _share(each.share_met, language),
            )
            for each in bins
        ),
    ]


def meanings(language: Language) -> tuple[str, ...]:
    """How the scores of a report are to be read."""
    return (
        language.text(
            "Brier score and log loss: 0 is best; always one half scores 0.25 and 0.693. Gain: the share of the random"
            " walk's Brier score that is saved on the same questions."
        ),
        language.text(
            "CRPS, the distance of the forecast from the figure, is in typical changes of the series; less is better."
            " An interval of {share} should hold {share} of the figures.",
            share=numbers.rate(0.80, language),
        ),
        language.text(
            "Dates and horizons overlap, so that these numbers rest on fewer independent cases than they count."
        ),
    )


def remarks(record: TrackRecord, language: Language) -> list[str]:
    """What kept models from being fitted, a line each."""
    refused = {each.model: each.refused for each in record.scores}
    return [
        language.plural(
            "{model} could not be fitted on {n} date: {reason}.",
            "{model} could not be fitted on {n} dates, on the first because: {reason}.",
            refused[model],
            model=model,
            reason=reason,
        )
        for model, reason in record.notes
    ]


def as_json(subject: dict[str, Any], record: TrackRecord) -> dict[str, Any]:
    """The track record as plain data; shares are 0 to 1, CRPS and error in typical changes of the series."""
    return {
        "version": 1,
        **subject,
        "series": record.series,
        "figures": record.figures,
        "dates": record.dates,
        "real_time": record.real_time,
        "left_out": record.possible - record.dates,
        "models": [{"name": each.model, **_plain(each)} for each in record.scores],
        "questions": [{"about": about, **_plain(each)} for about, each in record.questions],
        "notes": [{"model": model, "reason": reason} for model, reason in record.notes],
    }


def _plain(each: ModelScore) -> dict[str, Any]:
    return {
        "forecasts": each.forecasts,
        "questions": each.questions,
        "refused": each.refused,
        "brier": each.brier,
        "brier_of_walk": each.brier_of_walk,
        "skill": each.skill,
        "log_loss": each.log_loss,
        "crps": each.crps,
        "scaled_error": each.scaled_error,
        "cover80": each.cover80,
        "cover95": each.cover95,
        "calibration_error": each.calibration_error,
        "calibration": [
            {
                "low": b.low,
                "high": b.high,
                "count": b.count,
                "mean_probability": b.mean_probability,
                "share_met": b.share_met,
            }
            for b in each.calibration
        ],
    }


def model_name(name: str, language: Language) -> str:
    """A model's name in words, where it has any."""
    return language.text(_MODELS[name]) if name in _MODELS else name


def _question_rows(record: TrackRecord, language: Language) -> list[tuple[str, ...]]:
    heading = (
        language.text("Question to this forecast"),
        language.text("Questions"),
        language.text("Brier"),
        language.text("Random walk's"),
    )
    asked = [
        (
            language.text(_QUESTIONS[kind]),
            numbers.number(each.questions, language),
            _number(each.brier),
            _number(each.brier_of_walk),
        )
        for kind, each in record.questions
    ]
    return [heading, *asked]


def _number(value: float | None) -> str:
    return numbers.NOTHING if value is None else f"{value:.{_DECIMALS}f}"


def _share(value: float | None, language: Language) -> str:
    """A share in whole percent."""
    return numbers.NOTHING if value is None else numbers.rate(round(value, 2), language)
