"""The track record as texts and tables: what became of the verdicts of earlier reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.report import backtests, calibration, calls, numbers, replayed
from tracker.report.grid import Table, heading, row
from tracker.report.language import msgid
from tracker.verdict import FEWEST_TARGETS, OPEN

if TYPE_CHECKING:
    from tracker.figures import Period
    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.verdict import Reason, Record, Tally

FEWEST_CALLS: Final = 10
"""Scored calls below which a picture of their calibration would show chance alone."""

_HORIZONS: Final = {
    "up-to-one": msgid("Up to one year before the deadline"),
    "one-to-three": msgid("One to three years before"),
    "over-three": msgid("More than three years before"),
}
_UNUSED: Final = {
    "no-quarter": msgid("reports/{report}: this is no quarter."),
    "no-record": msgid("reports/{report} holds no report.json."),
    "unreadable": msgid("reports/{report}/report.json cannot be read."),
    "other-version": msgid("reports/{report}/report.json has a form that is not known here: version {found}."),
    "other-quarter": msgid("reports/{report}/report.json is that of another quarter: {found}."),
    "wrong-value": msgid("reports/{report}/report.json gives {found} as “{field}”, which no report writes."),
    "later-day": msgid("The report {report} speaks of {day}, which is not before this report's day."),
    "same-day": msgid("The report {report} speaks of {day} like that of {other}, which counts alone."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """The track record in the reader's language; each part is empty where there is nothing to say.

    `lead` stands above the scores, `notes` below them; `picture` is the calibration as SVG. `calls` are tables of
    single calls; `right` says that none was wrong. `replayed` is the back-test that stands where there is no record.
    """

    lead: tuple[str, ...]
    scores: Table | None
    notes: tuple[str, ...]
    bins: Table | None
    picture: str
    right: str
    calls: tuple[Table, ...]
    replayed: Table | None
    replayed_lead: tuple[str, ...]
    replayed_notes: tuple[str, ...]
    unused: tuple[str, ...]


def view(report: Report, record: Record, language: Language) -> RecordView:
    """The track record of a report; the back-test where nothing is scored yet."""
    entries = {entry.target.id: entry for entry in report.entries}
    scored = record.by_call is not None
    wrong = calls.wrong(record, entries, language)
    others = (calls.turned, calls.steps, calls.uncounted)
    tables = (wrong, *(make(record, entries, language) for make in others))
    right = language.text("No call was wrong: nothing called on track was missed, nothing called off track achieved.")
    return RecordView(
        lead=tuple(_lead(report, record, language)),
        scores=_scores(record, language),
        notes=tuple(_notes(record, language)),
        bins=_bins(record, language),
        picture=_picture(record, language),
        right=right if scored and wrong is None else "",
        calls=tuple(each for each in tables if each is not None),
        replayed=None if scored else replayed.scores(report.entries, language),
        replayed_lead=() if scored else replayed.lead(report.entries, language),
        replayed_notes=() if scored else replayed.notes(report.entries, language),
        unused=tuple(_unused(reason, language) for reason in record.unused),
    )


def _lead(report: Report, record: Record, language: Language) -> list[str]:
    """What was counted, and what is still open."""
    if record.by_call is not None:
        lines = [
            language.text(
                "A call is the probability that an earlier report gave to a target. Scored here: {calls} on {targets}."
                " These are the ones whose outcome is known by now and was not yet public then, and whose goal has not"
                " changed since.",
                calls=_call_count(record.by_call.calls, language),
                targets=_target_count(record.by_call.targets, language),
            ),
            _doubt(record, language),
        ]
    elif record.calls:
        lines = [language.text("No verdict of an earlier report can be scored yet.")]
    else:
        given = sum(entry.assessment.probability is not None for entry in report.entries)
        lines = [
            language.text("No earlier report is on record, so that there is nothing to score yet."),
            language.plural(
                "This report puts {n} probability on record; later ones will score it once the outcome is known.",
                "This report puts {n} probabilities on record; later ones will score them once outcomes are known.",
                given,
            ),
        ]
    waiting = record.of(OPEN)
    if waiting:
        lines.append(
            language.text(
                "Still open: {calls} on {targets}.",
                calls=_call_count(len(waiting), language),
                targets=_target_count(len({each.call.target for each in waiting}), language),
            )
        )
    if record.due is not None:
        lines.append(_first_due(*record.due, report.as_of, language))
    return lines


def _first_due(day: date, deadline: Period, as_of: date, language: Language) -> str:
    values = {"period": numbers.period(deadline, language), "day": numbers.day(day, language)}
    if day <= as_of:
        return language.text(
            "The first can be judged once the figure for {period} is out; it was expected on {day}.", **values
        )
    return language.text("The first can be judged when the figure for {period} comes out, expected on {day}.", **values)


def _call_count(n: int, language: Language) -> str:
    return language.plural("{n} call", "{n} calls", n)


def _target_count(n: int, language: Language) -> str:
    return language.plural("{n} target", "{n} targets", n)


def _doubt(record: Record, language: Language) -> str:
    """How much the scores prove."""
    assert record.by_target is not None  # noqa: S101 - asked for only where there are scores
    found, error = record.by_target.targets, record.se_of_mean_brier
    if found < FEWEST_TARGETS or error is None:
        return language.text(
            "With fewer than {least} targets decided, the scores prove little either way: all calls on one target share"
            " its outcome, and are right or wrong together.",
            least=FEWEST_TARGETS,
        )
    return language.text(
        "The mean over targets has a standard error of {error}. Calls on one target share its outcome, and targets of"
        " one policy or one economy share their luck, so that the true uncertainty is larger.",
        error=_score(error),
    )


def _scores(record: Record, language: Language) -> Table | None:
    if record.by_call is None or record.by_target is None:
        return None
    tallies = [
        (language.text("All calls"), record.by_call),
        (language.text("Mean over targets"), record.by_target),
        *((language.text(_HORIZONS[key]), tally) for key, tally in record.horizons),
    ]
    return Table(
        id="track.record.scores",
        caption=language.text("Scores of past calls"),
        heading=heading(
            language.text("Calls made"),
            numeric=(
                language.text("Calls"),
                language.text("Targets"),
                language.text("Came true"),
                language.text("Brier"),
                language.text("Base rate"),
                language.text("Gain"),
                language.text("Log loss"),
            ),
        ),
        rows=tuple(row(name, *_tally(tally, language)) for name, tally in tallies),
    )


def _tally(tally: Tally, language: Language) -> tuple[str, ...]:
    return (
        numbers.number(tally.calls, language),
        numbers.number(tally.targets, language),
        _share(tally.met, language),
        _score(tally.brier),
        _score(tally.base_brier),
        numbers.NOTHING if tally.skill is None else _share(tally.skill, language),
        _score(tally.log_loss),
    )


def _notes(record: Record, language: Language) -> list[str]:
    """How the scores are to be read."""
    if record.by_call is None:
        return []
    return [
        language.text(
            "Brier score: the mean squared distance of the probability from what came, 1 or 0; 0 is best, and always"
            " saying one half scores 0.25. Base rate: the score of having always said the share that came true, which"
            " nobody could know in advance. Gain: the share of that score that is saved; below zero the calls were"
            " worse. Mean over targets: every target counts alike, however often it was judged."
        ),
        language.text(
            "A call is dated by the day whose figures it used. A report can be made later than that day; the version"
            " history of the folder shows when it was."
        ),
    ]


def _bins(record: Record, language: Language) -> Table | None:
    if not record.bins or record.calibration_error is None:
        return None
    (first, *numeric), *rows = backtests.calibration_rows(record.bins, language)
    numeric[0] = language.text("Calls")
    return Table(
        id="track.record.calibration",
        caption=language.text(
            "Calibration: what was said and what came true; mean distance {error}",
            error=_score(record.calibration_error),
        ),
        heading=heading(first, numeric=numeric),
        rows=tuple(row(*each) for each in rows),
    )


def _picture(record: Record, language: Language) -> str:
    if sum(each.count for each in record.bins) < FEWEST_CALLS:
        return ""
    said = language.text("; ").join(
        language.text(
            "said {said} on average, came true {met} ({calls})",
            said=_share(each.mean_probability, language),
            met=_share(each.share_met, language),
            calls=_call_count(each.count, language),
        )
        for each in record.bins
    )
    return calibration.plot(
        [(each.mean_probability, each.share_met, each.count) for each in record.bins],
        across=language.text("Probability said"),
        up=language.text("Came true"),
        description=language.text("Calibration of past calls: {said}.", said=said),
    )


def _unused(reason: Reason, language: Language) -> str:
    values = {
        name: numbers.day(value, language) if name == "day" and isinstance(value, date) else value
        for name, value in reason.values
    }
    return language.text(_UNUSED[reason.code], **values)


def _score(value: float) -> str:
    return f"{value:.3f}"


def _share(value: float, language: Language) -> str:
    """A share in whole percent."""
    return numbers.rate(round(value, 2), language)
