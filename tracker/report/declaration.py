"""A goal as it was declared: the quote, who declared it, where and when, and what has to be known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.report import numbers, words
from tracker.report.language import Phrase
from tracker.report.listing import Link, own_words, paragraphs, source_link, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.goals import Source
    from tracker.report.language import Language
    from tracker.report.report import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    link: Link


def quote(entry: Entry, language: Language) -> Phrase:
    """The words in which the goal was declared, empty where none are recorded."""
    declared = entry.target.declared
    return own_words(declared.quote if declared is not None else "", language)


def facts(entry: Entry, sources: Mapping[str, Source], language: Language) -> tuple[Fact, ...]:
    """What is known of the declaration and of what is measured."""
    target, declared, indicator = entry.target, entry.target.declared, entry.indicator
    plain: list[tuple[str, Any, str]] = [(language.text("Goal"), words.condition(target, indicator, language), "")]
    if declared is not None:
        address = web_address(declared.url)
        if declared.document is not None:
            plain.append((language.text("Document"), language.phrase(declared.document), address))
        if declared.by is not None:
            plain.append((language.text("Declared by"), language.phrase(declared.by), ""))
        if declared.on is not None:
            plain.append((language.text("Declared on"), numbers.day(declared.on, language), ""))
        if address and declared.document is None:
            plain.append((language.text("Address"), Phrase(text=declared.url), address))
        if declared.source:
            link = source_link(declared.source, sources, language)
            plain.append((language.text("Reported by"), link.text, link.href))
    else:
        plain.append((language.text("Declared by"), language.text("nobody: no declaration is recorded"), ""))
    if indicator is not None:
        plain.append((language.text("Measured by"), language.phrase(indicator.title), ""))
    plain.append((language.text("Area"), Phrase(text=language.area(target.area)), ""))
    if target.binding is not None:
        kind = language.text("binding") if target.binding else language.text("indicative")
        plain.append((language.text("Force"), kind, ""))
    return tuple(
        Fact(label=label, link=Link(text=text if isinstance(text, Phrase) else Phrase(text=text), href=href))
        for label, text, href in plain
    )


def notes(entry: Entry, language: Language) -> tuple[Phrase, ...]:
    """What has to be known of the goal, its declaration and its figures."""
    target, indicator = entry.target, entry.indicator
    texts = [
        target.note,
        target.declared.note if target.declared is not None else None,
        indicator.note if indicator is not None else None,
    ]
    found = [part for text in texts if text is not None for part in paragraphs(language.phrase(text))]
    prices = indicator.prices if indicator is not None else None
    if prices == "current":
        found.append(Phrase(text=language.text("Figures are at current prices.")))
    elif prices == "constant":
        found.append(Phrase(text=language.text("Figures are at constant prices.")))
    return tuple(found)
