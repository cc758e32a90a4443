"""Scorecards as rows of text: goals by status, how many can be expected to be met, and which cannot be judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.report import numbers, present, words
from tracker.report.language import msgid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.report.language import Language
    from tracker.verdict import Assessment, Score

_HEADINGS: Final = {"tag": msgid("Tag"), "area": msgid("Area"), "group": msgid("Group"), "all": msgid("Goals")}
_WITHOUT: Final = {
    "tag": msgid("without a tag"),
    "area": msgid("all"),
    "group": msgid("in no group"),
    "all": msgid("all"),
}
_RULES: Final = {"all_of": msgid("{id}: all of"), "any_of": msgid("{id}: any of"), "areas": msgid("{id}: areas")}
_TITLES: Final = {
    "tag": msgid("Goals by tag"),
    "area": msgid("Goals by area"),
    "group": msgid("Goals made of goals, and goals of several areas"),
    "all": msgid("All goals"),
}
_INDENT: Final = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One way of putting goals together as a table: its heading row, rows of texts, and notes below it."""

    by: str
    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def card(scores: Sequence[Score], by: str, language: Language) -> Card:
    """The table of one way: name, goals, status, goals expected to be met, worst and mean."""
    chosen = [score for score in scores if score.by == by]
    heading = (
        language.text(_HEADINGS[by]),
        language.text("Goals"),
        language.text("By status"),
        language.text("Expected to be met"),
        language.text("Worst"),
        language.text("Mean"),
    )
    notes = _notes(chosen, language)
    return Card(
        by=by,
        title=language.text(_TITLES[by]),
        heading=heading,
        rows=tuple(_row(score, language) for score in chosen),
        notes=tuple(notes),
    )


def text(scores: Sequence[Score], by: str, language: Language) -> str:
    """The table for a terminal, with the goals that cannot be judged named below it."""
    found = card(scores, by, language)
    lines = [present.table([found.heading, *found.rows])]
    if found.notes:
        lines.append("")
    for note in found.notes:
        first, *rest = present.wrapped(note, 98)
        lines += [first, *(f"{_INDENT}{line}" for line in rest)]
    return "\n".join(lines)


def _row(score: Score, language: Language) -> tuple[str, ...]:
    mean = "" if score.mean_probability is None else numbers.probability(score.mean_probability, language)
    if mean and score.mean_status in {"achieved", "missed"}:
        mean = words.status_word(score.mean_status, language)
    elif mean:
        mean = language.text("{word}, {share}", word=words.status_word(score.mean_status, language), share=mean)
    return (
        _INDENT * score.depth + _name(score, language),
        numbers.number(sum(count for _, count in score.counts), language),
        counts_text(score.counts, language),
        expected_text(score, language),
        words.status_word(score.worst, language) if score.counts else "",
        mean,
    )


def _name(score: Score, language: Language) -> str:
    if score.key is None:
        return language.text(_WITHOUT[score.by])
    if score.rule:
        return language.text(_RULES[score.rule], id=score.key)
    return language.area(score.key) if score.by == "area" else score.key


def counts_text(counts: Iterable[tuple[str, int]], language: Language) -> str:
    """Counts by status in one line, each with its shape."""
    shown = [f"{present.SHAPES[key]} {count} {words.status_word(key, language)}" for key, count in counts]
    return language.text(", ").join(shown)


def expected_text(score: Score, language: Language) -> str:
    """How many goals are met on average, out of how many that have a probability, with the 80 % interval."""
    if score.expected_met is None or score.interval is None:
        return ""
    low, high = (numbers.number(value, language) for value in score.interval)
    values = {
        "expected": numbers.number(score.expected_met, language, decimals=1),
        "judged": numbers.number(score.judged, language),
        "share": numbers.rate(0.8, language),
    }
    if low == high:
        return language.text("{expected} of {judged} ({share}: {low})", low=low, **values)
    return language.text("{expected} of {judged} ({share}: {low} to {high})", low=low, high=high, **values)


def _notes(scores: Sequence[Score], language: Language) -> list[str]:
    """The goals that only the counts by status hold, and those that are counted nowhere, none named twice."""
    notes = []
    comma = language.text(", ")
    unjudged, former = uncounted(scores)
    if unjudged:
        notes.append(language.text("Without a probability: {names}.", names=comma.join(unjudged)))
    if former:
        notes.append(language.text("Replaced, and not counted: {names}.", names=comma.join(former)))
    return notes


def area_lines(verdicts: Iterable[Assessment], language: Language) -> list[str]:
    """How many areas are on track, a line for each declaration that stands for several."""
    from tracker.verdict import GOOD, STATUSES

    together: dict[str, list[str]] = {}
    for verdict in verdicts:
        together.setdefault(verdict.target.declared_id, []).append(verdict.status)
    lines = []
    for declared, found in together.items():
        if len(found) == 1:
            continue
        counts = Counter(found)
        lines.append(
            language.text(
                "{id}: {good} of {count} areas on track ({counts}).",
                id=declared,
                good=sum(status in GOOD for status in found),
                count=len(found),
                counts=counts_text([(key, counts[key]) for key in STATUSES if counts[key]], language),
            )
        )
    return lines


def cards(scores: Sequence[Score], language: Language) -> list[Card]:
    """The tables worth showing beside a list of all goals: those that part them, and not into single ones."""
    from tracker.verdict import WAYS

    telling = {score.by for score in scores if sum(count for _, count in score.counts) > 1}
    found = [replace(card(scores, by, language), notes=()) for by in WAYS if by in telling]
    return [each for each in found if len(each.rows) > 1]


def uncounted(scores: Sequence[Score]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the goals without a probability, and of those that were replaced and are counted nowhere."""
    unjudged = dict.fromkeys(name for score in scores for name in score.unjudged)
    return tuple(unjudged), tuple(dict.fromkeys(name for score in scores for name in score.replaced))


def summary(scores: Sequence[Score], language: Language) -> str:
    """How many of all goals can be expected to be met, as a sentence; empty where none can be judged."""
    for score in scores:
        if score.by == "all" and score.expected_met is not None and score.interval is not None:
            low, high = score.interval
            counted = language.text(
                "Of {judged} goals with a probability or a known outcome, {expected} are met on average; with four"
                " chances in five it is {low} to {high}. Goals on one series are counted on the same futures,"
                " different series as independent.",
                judged=score.judged,
                expected=numbers.number(score.expected_met, language, decimals=1),
                low=low,
                high=high,
            )
            if not score.unjudged:
                return counted
            further = language.plural(
                "{n} further goal cannot be counted so.", "{n} further goals cannot be counted so.", len(score.unjudged)
            )
            return counted + ("" if language.tag == "zh" else " ") + further
    return ""
