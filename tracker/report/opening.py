"""The sentences that open a report: what moved since the report before, which way, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.figures import parse_period
from tracker.report import numbers, words
from tracker.report.causes import MARKS, NOTABLE, because, listed, sentence, target_link
from tracker.report.language import Phrase, msgid, plural_id
from tracker.report.listing import Link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.report.causes import Background
    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.verdict import Change, Differences, Side, Standing

_STEPS: Final = ("late", "not-started", "in-progress", "done")
"""Statuses of goals made of steps, from the worst to the best."""

_WAYS: Final = {
    "better": msgid("{n} for the better"),
    "worse": msgid("{n} for the worse"),
    "first": msgid("{n} given for the first time"),
    "other": msgid("{n} with causes that cancel each other out"),
}

_COUNTS: Final = {
    "added": plural_id("{n} goal was added", "{n} goals were added"),
    "replaced": plural_id("{n} goal was replaced", "{n} goals were replaced"),
    "restated": plural_id("{n} goal was restated", "{n} goals were restated"),
    "removed": plural_id("{n} goal is no longer declared", "{n} goals are no longer declared"),
    "new": plural_id("{n} figure is new", "{n} figures are new"),
    "revised": plural_id("{n} figure was revised", "{n} figures were revised"),
    "overdue": plural_id("{n} figure is overdue", "{n} figures are overdue"),
}


def heading(report: Report, first: Side, language: Language) -> str:
    """The heading: since last quarter, or since a report that lies further back."""
    quarter = _quarter(first)
    if quarter is None or quarter == str(report.quarter.shifted(-1)):
        return language.text("What changed since last quarter")
    return language.text("What changed since the last report")


def _quarter(first: Side) -> str | None:
    return first.report if first.unwritten is None else str(first.unwritten)


def side(first: Side, language: Language) -> str:
    """Which side this report is compared with: what another report says, or what was known on a day."""
    day = numbers.day(first.day, language)
    if first.report is not None:
        return language.text(
            "Compared with the written report for {quarter}, as of {day}, made by tracker {version}.",
            quarter=_named(first.report, language),
            day=day,
            version=first.version,
        )
    if first.unwritten is None:
        return language.text("Compared with what was known on {day}.", day=day)
    return language.text(
        "Compared with what was known on {day}, when the report for {quarter} would have been made: no earlier report"
        " is on file.",
        day=day,
        quarter=numbers.period(first.unwritten, language),
    )


def _named(report: str, language: Language) -> str:
    return numbers.period(parse_period(report), language)


def _since(first: Side, language: Language) -> str:
    if first.report is not None:
        return language.text("the report for {quarter}", quarter=_named(first.report, language))
    return numbers.day(first.day, language)


def opening(
    report: Report, background: Background, old: Sequence[Change], moved: Sequence[Change], language: Language
) -> tuple[Link, ...]:
    """One to three sentences in pieces.

    `old` are the changes of the targets that were there before, `moved` the notable ones of them.
    """
    found = background.found
    counts = _counts(report, found, language)
    overdue = [text for key, text in counts.items() if key == "overdue"]
    if not found.known:
        return _together([_first_ever(found, language), *_said(overdue, language)], language)
    if not moved and len(counts) == len(overdue):
        slight = any(not each.is_none for each in old)
        return _together([_nothing(found.first, language, slight=slight), *_said(overdue, language)], language)
    sentences = [sentence(_moved(found.first, old, moved, language))]
    if moved and (len(moved) == 1 or _way(moved[0]) != "first"):
        sentences.append(_largest(moved, background, language))
    return _together([*sentences, *_said(list(counts.values()), language)], language)


def _together(sentences: Sequence[tuple[Link, ...]], language: Language) -> tuple[Link, ...]:
    """Sentences as one paragraph; Chinese ones stand without a space between them."""
    gap = () if language.tag == "zh" else (Link(text=Phrase(text=" ")),)
    pieces = [piece for said in sentences for piece in (*gap, *said)]
    return tuple(pieces[len(gap) :])


def _first_ever(found: Differences, language: Language) -> tuple[Link, ...]:
    """Where the earlier side knew no figure and no step."""
    verdicts = sum(not change.is_none for change in found.changes)
    figures = sum(len(each.new) for each in found.figures)
    day = numbers.day(found.first.day, language)
    if not figures and not verdicts:
        return sentence(language.text("Nothing was known on {day}, and nothing has become known since.", day=day))
    said = [
        language.plural("{n} figure", "{n} figures", figures),
        language.plural("a first verdict on {n} target", "first verdicts on {n} targets", verdicts),
    ]
    known = listed([text for text, n in zip(said, (figures, verdicts), strict=True) if n], language)
    return sentence(
        language.text("Nothing was known on {day}: this is the first report with data, {known}.", day=day, known=known)
    )


def _nothing(first: Side, language: Language, *, slight: bool) -> tuple[Link, ...]:
    since = _since(first, language)
    if slight:
        return sentence(
            language.text(
                "Since {since}, next to nothing has changed: no verdict has moved by half a percentage point, no figure"
                " is new or revised, and no goal was added, restated or withdrawn.",
                since=since,
            )
        )
    return sentence(
        language.text(
            "Since {since}, nothing has changed: no verdict has moved, no figure is new or revised, and no goal was"
            " added, restated or withdrawn.",
            since=since,
        )
    )


def _moved(first: Side, old: Sequence[Change], moved: Sequence[Change], language: Language) -> str:
    """How many verdicts moved, and which way."""
    since, total = _since(first, language), len(old)
    if not moved:
        return language.text("Since {since}, no verdict has moved.", since=since)
    ways = [_way(change) for change in moved]
    if set(ways) == {"first"}:
        return language.plural(
            "Since {since}, {n} of {total} targets has got its first verdict.",
            "Since {since}, {n} of {total} targets have got their first verdicts.",
            len(moved),
            since=since,
            total=total,
        )
    said = [language.text(message, n=ways.count(way)) for way, message in _WAYS.items() if way in ways]
    return language.plural(
        "Since {since}, {n} of {total} verdicts has moved: {ways}.",
        "Since {since}, {n} of {total} verdicts have moved: {ways}.",
        len(moved),
        since=since,
        total=total,
        ways=listed(said, language),
    )


def _way(change: Change) -> str:
    """Which way a verdict moved: better, worse, first (there was none), or other."""
    if change.before.status == "no-data":
        return "first"
    if change.change is not None:
        return "better" if change.change >= NOTABLE else "worse" if change.change <= -NOTABLE else "other"
    before, after = (
        _STEPS.index(each.status) if each.status in _STEPS else 0 for each in (change.before, change.after)
    )
    return "better" if after > before else "worse" if after < before else "other"


def _largest(moved: Sequence[Change], background: Background, language: Language) -> tuple[Link, ...]:
    """The change that is the largest, by the change of the chance, with its cause."""
    change = moved[0]
    before, after = (_standing(each, language) for each in (change.before, change.after))
    if len(moved) == 1:
        what = language.text("It is {title}, from {before} to {after}", title=MARKS[0], before=before, after=after)
    else:
        what = language.text(
            "The largest change is that of {title}, from {before} to {after}",
            title=MARKS[0],
            before=before,
            after=after,
        )
    return because(what, change, background, language, target_link(change.target, language))


def _counts(report: Report, found: Differences, language: Language) -> dict[str, str]:
    """How many goals and figures changed, each as a clause; those that are none are left out."""
    replaced = sum(bool(target.replaces) for target in found.added)
    many = {
        "added": len(found.added) - replaced,
        "replaced": replaced,
        "restated": len(found.restated),
        "removed": len(found.removed),
        "new": sum(len(each.new) for each in found.figures),
        "revised": sum(len(each.revised) for each in found.figures),
        "overdue": sum(each.count for each in report.coming if each.overdue),
    }
    return {key: language.plural(*_COUNTS[key], n) for key, n in many.items() if n}


def _said(clauses: Sequence[str], language: Language) -> list[tuple[Link, ...]]:
    return [sentence(language.text("In all, {clauses}.", clauses=listed(clauses, language)))] if clauses else []


def _standing(standing: Standing, language: Language) -> str:
    word = words.status_word(standing.status, language)
    if standing.probability is None:
        return language.term("standing", "{word}", word=word)
    return language.text("{word} ({share})", word=word, share=numbers.probability(standing.probability, language))
