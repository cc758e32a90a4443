"""Published figures and their sources as rows of texts, ready to be printed by a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.language import Phrase, msgid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Observation
    from tracker.goals import Source
    from tracker.report.language import Language
    from tracker.report.report import Entry

_FLAGS: Final = {
    "B": msgid("break in series"),
    "D": msgid("definition differs"),
    "E": msgid("estimated"),
    "F": msgid("somebody's forecast"),
    "G": msgid("experimental"),
    "H": msgid("missing: holiday or weekend"),
    "I": msgid("imputed"),
    "J": msgid("derogation"),
    "K": msgid("included in another category"),
    "L": msgid("missing: not collected"),
    "M": msgid("missing: cannot exist"),
    "N": msgid("not significant"),
    "O": msgid("missing"),
    "P": msgid("provisional"),
    "Q": msgid("missing: suppressed"),
    "S": msgid("special events"),
    "U": msgid("low reliability"),
    "V": msgid("unvalidated"),
    "W": msgid("includes another category"),
}
"""SDMX observation statuses as a reader should see them; a normal value has no flag."""

_LEFT_OUT: Final = {
    "forecast": msgid("a forecast, not used"),
    "unreliable": msgid("not used"),
    "unvalidated": msgid("not used"),
    "missing": msgid("no value"),
    "growth-only": msgid("a growth without a level, not in the series"),
    "growth-known": msgid("a growth whose levels are both known"),
    "growth-prices": msgid("a growth that contradicts the levels, not used"),
    "year-to-date": msgid("year to date, not compared with other periods"),
    "other-frequency": msgid("of another frequency, not used"),
    "incomplete": msgid("period not complete, not used"),
    "before-break": msgid("before the break, not used"),
    "other-source": msgid("another source is used"),
}
"""Why a figure is not in the series."""

_WEB: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text and where it leads; an empty `href` leads nowhere."""

    text: Phrase
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A published figure as a row: texts, and the anchor of its source."""

    period: str
    figure: str
    published: str
    source: Link
    url: str
    flags: str
    note: Phrase


_OWN_IDS: Final = re.compile(
    r"changes|clear|content|contents|courses|data|figures|filters|method|notes|author|releases|reports|shown|sources"
    r"|summary|targets|top|(changes|chart|courses|data|figures|filter|releases|reports|scorecard|shape|source|targets)-.*"
)
"""The ids that the pages themselves use. None of them has the underscore at its end that parts a target's from them."""


def slug(name: str) -> str:
    """An id of a page, and part of a file's name, made from a target's or source's; never one of the page's own."""
    made = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"_{ord(found[0]):x}_", name)
    return f"{made}_" if _OWN_IDS.fullmatch(made) else made


def page_name(tag: str, own: str, stem: str = "index") -> str:
    """The name of a page in one language: the workspace's own has none in it."""
    return f"{stem}.html" if tag == own else f"{stem}.{tag}.html"


def print_name(tag: str, own: str, stem: str = "report") -> str:
    """The name of a PDF in one language: the workspace's own has none in it."""
    return f"{stem}.pdf" if tag == own else f"{stem}.{tag}.pdf"


def web_address(written: str) -> str:
    """The address if it is one of the web, else nothing: no other scheme becomes a link."""
    return written if _WEB.fullmatch(written) else ""


def source_link(name: str, sources: Mapping[str, Source], language: Language) -> Link:
    """A source by its publisher, leading to its entry in the list of sources; an undeclared one by its own words."""
    source = sources.get(name)
    if source is None:
        return Link(text=own_words(name, language))
    shown = source.publisher or source.title
    text = Phrase(text=source.id) if shown is None else language.phrase(shown)
    return Link(text=text, href=f"#source-{slug(source.id)}")


def flag_word(status: str, language: Language) -> str:
    """The word for an observation status; empty for a normal value."""
    return language.text(_FLAGS[status]) if status in _FLAGS else ""


def figure_row(
    row: Observation, entry: Entry | None, sources: Mapping[str, Source], language: Language, unit: str = ""
) -> FigureRow:
    """A figure of a target (`entry`), or of an indicator in `unit` that no target asks about."""
    flags = [flag_word(row.status, language)] if row.status in _FLAGS else []
    if entry is not None:
        unit = entry.indicator.unit if entry.indicator is not None else unit
        left_out = entry.series.left_out if entry.series is not None else ()
        flags += [language.text(_LEFT_OUT[code]) for other, code in left_out if other == row and code in _LEFT_OUT]
    published = numbers.day(row.published, language)
    if row.by_rule:
        published = language.text("{day}, by the rule of its lag", day=published)
    return FigureRow(
        period=numbers.period(row.period, language),
        figure=numbers.figure(row, unit, language),
        published=published,
        source=source_link(row.source, sources, language),
        url=web_address(row.url),
        flags=language.text("; ").join(flags),
        note=own_words(row.note, language),
    )


def revision_rows(
    revisions: tuple[tuple[Observation, Observation], ...], unit: str, language: Language
) -> tuple[tuple[str, str, str, str, str, Phrase], ...]:
    """Replaced figures: period, what was printed before and when, what is printed now, since when, and why."""
    return tuple(
        (
            numbers.period(new.period, language),
            numbers.figure(old, unit, language),
            numbers.day(old.published, language),
            numbers.figure(new, unit, language),
            numbers.day(new.published, language),
            own_words(new.note, language),
        )
        for old, new in revisions
    )


def paragraphs(phrase: Phrase) -> tuple[Phrase, ...]:
    """The paragraphs of a longer text, which are parted by empty lines."""
    parts = [part for part in re.split(r"\n\s*\n", phrase.text.strip()) if part.strip()]
    return tuple(
        Phrase(text=part.replace("\n", "") if _HAN.search(part) else " ".join(part.split()), tag=phrase.tag)
        for part in parts
    )


def own_words(text: str, language: Language) -> Phrase:
    """A text without a declared language: Chinese where it has Chinese letters, elsewhere taken for English."""
    if not text:
        return Phrase(text="")
    tag = "zh" if _HAN.search(text) else "en"
    return Phrase(text=text, tag="" if tag == language.tag else {"zh": "zh-Hans"}.get(tag, tag))
