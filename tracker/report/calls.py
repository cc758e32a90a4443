"""Single calls of earlier reports as tables: those that were wrong, turned round, or not scored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from tracker.figures import parse_period
from tracker.report import numbers, reasons, words
from tracker.report.grid import cell, heading, table, target_link
from tracker.report.language import msgid
from tracker.verdict import ALREADY_KNOWN, BEFORE_DECLARATION, FORECASTS, NO_FORECAST, RESTATED, UNDECLARED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.report.grid import Table
    from tracker.report.language import Language
    from tracker.report.report import Entry
    from tracker.verdict import Judged, Record

Entries: TypeAlias = "Mapping[str, Entry]"
"""The entries of a report by target id."""

_NAMED: Final = 3
"""Reports that are named one by one; more are given as a span."""

_STEPPED: Final = frozenset({"done", "in-progress", "late", "not-started"})

_WHY: Final = {
    RESTATED: msgid("the goal was changed since"),
    UNDECLARED: msgid("the goal is no longer declared"),
    BEFORE_DECLARATION: msgid("said before the goal was declared: the report was made later than its date"),
    ALREADY_KNOWN: msgid("the deciding figure was already public"),
}


def wrong(record: Record, entries: Entries, language: Language) -> Table | None:
    """Calls that came out the other way."""
    found = [each for each in record.calls if each.is_wrong]
    rows = tuple(
        (
            target_link(each.call.target, entries, language),
            cell(_quarter(each.call.report, language)),
            cell(words.status_word(each.call.status, language)),
            cell(numbers.probability(each.call.probability or 0.0, language)),
            cell(_left(each, language)),
            cell(words.status_word(entries[each.call.target].assessment.status, language)),
            cell(_decided(each, entries, language)),
        )
        for each in found
    )
    return table(
        "track.record.wrong",
        language.text("Calls that were wrong: on track and missed, or off track and achieved"),
        (
            (language.text("Target"), False),
            (language.text("Report"), False),
            (language.text("Verdict then"), False),
            (language.text("Probability"), True),
            (language.text("Time left"), True),
            (language.text("Outcome"), False),
            (language.text("Decided by"), False),
        ),
        rows,
    )


def _left(each: Judged, language: Language) -> str:
    if each.days_left is None:
        return numbers.NOTHING
    return numbers.age(each.days_left, language) if each.days_left > 0 else language.text("deadline passed")


def _decided(each: Judged, entries: Entries, language: Language) -> str:
    """The sentences that say by which figure a target was decided, and since when that is public."""
    entry = entries[each.call.target]
    if each.resolution is None:
        return ""
    alone = replace(entry.assessment, reasons=each.resolution.reasons)
    said = reasons.sentences(alone, entry.indicator, language)
    known = language.text("Public since {day}.", day=numbers.day(each.resolution.known_on, language))
    return ("" if language.tag == "zh" else " ").join([*said, known])


def turned(record: Record, entries: Entries, language: Language) -> Table | None:
    """Verdicts that were settled, and are settled the other way now."""
    found = [each for each in record.calls if each.is_reversed]
    return table(
        "track.record.turned",
        language.text("Outcomes that a later revision of the figures turned round"),
        heading(
            language.text("Target"),
            language.text("Report"),
            language.text("Verdict then"),
            language.text("Verdict now"),
        ),
        tuple(
            (
                target_link(each.call.target, entries, language),
                cell(_quarter(each.call.report, language)),
                cell(words.status_word(each.call.status, language)),
                cell(words.status_word(entries[each.call.target].assessment.status, language)),
            )
            for each in found
        ),
    )


def steps(record: Record, entries: Entries, language: Language) -> Table | None:
    """Goals made of steps that are done or late now, with what was said of them."""
    said: dict[str, dict[str, list[str]]] = {}
    for each in record.of(NO_FORECAST):
        entry = entries.get(each.call.target)
        if entry is not None and each.call.status in _STEPPED and entry.assessment.status in {"done", "late"}:
            said.setdefault(each.call.target, {}).setdefault(each.call.status, []).append(each.call.report)
    rows = tuple(
        (
            target_link(name, entries, language),
            cell(
                language.text("; ").join(
                    language.text(
                        "{status} ({reports})",
                        status=words.status_word(status, language),
                        reports=_reports(reports, language),
                    )
                    for status, reports in before.items()
                )
            ),
            cell(words.status_word(entries[name].assessment.status, language)),
        )
        for name, before in said.items()
    )
    return table(
        "track.record.steps",
        language.text("Goals made of steps: they get no probability, and are listed without a score"),
        heading(language.text("Target"), language.text("Verdict then"), language.text("Verdict now")),
        rows,
    )


def uncounted(record: Record, entries: Entries, language: Language) -> Table | None:
    """Calls that are left out, with the reason."""
    left_out: dict[tuple[str, str], list[str]] = {}
    for fate in _WHY:
        for each in record.of(fate):
            if each.call.status not in FORECASTS | _STEPPED:
                continue
            left_out.setdefault((each.call.target, fate), []).append(each.call.report)
    return table(
        "track.record.uncounted",
        language.text("Not scored"),
        heading(language.text("Target"), language.text("Reports"), language.text("Why not")),
        tuple(
            (
                target_link(name, entries, language),
                cell(_reports(reports, language)),
                cell(language.text(_WHY[fate])),
            )
            for (name, fate), reports in left_out.items()
        ),
    )


def _reports(names: Sequence[str], language: Language) -> str:
    """Some reports in the order of their days, the middle ones of many left out."""
    if len(names) <= _NAMED:
        return language.text(", ").join(_quarter(name, language) for name in names)
    return language.text(
        "{first} to {last}, {n} reports",
        first=_quarter(names[0], language),
        last=_quarter(names[-1], language),
        n=len(names),
    )


def _quarter(name: str, language: Language) -> str:
    return numbers.period(parse_period(name), language)
