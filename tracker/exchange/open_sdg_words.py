"""The texts of an Open SDG repository: keys of translations resolved, markup taken off, one text for each language."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tracker.errors import QuantityError
from tracker.exchange.open_sdg_yaml import Page, read_page
from tracker.figures import parse_unit

if TYPE_CHECKING:
    from tracker.exchange.arrival import Refusal
    from tracker.exchange.open_sdg_repository import Repository

Text = str | dict[str, str]
"""A text, or one for each language."""

LONGEST: Final = 2000
_KEY: Final = re.compile(r"[A-Za-z][\w-]*\.[\w-]+(\.[\w-]+)*")
_PERCENT: Final = re.compile(
    r"(percent|per ?cent|percentages?|pct|prozent|pourcentage|pour cent|porcentaje|por ciento|percentagem|"
    r"процент(ы|ов)?)?\s*\(?\s*[%％]?\s*\)?",
    re.IGNORECASE,
)
_SCALES: Final = {"10³": "thousand", "10^3": "thousand", "10⁶": "million", "10^6": "million", "10⁹": "billion"}


@dataclass(slots=True)
class Words:
    """Looks texts up in the translations of a repository, reading each file when it is first asked for."""

    repository: Repository
    refusals: list[Refusal] = field(default_factory=list)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site, in its order, else those that translations are there for."""
        written = self.repository.settings.data.get("languages")
        if isinstance(written, list) and written:
            return tuple(dict.fromkeys(str(each) for each in written))
        return tuple(dict.fromkeys(language for language, _ in sorted(self.repository.words)))

    def text(self, written: object) -> Text | None:
        """The text of a value: its translations where it is a key, itself where it is words, None where it is none."""
        if not isinstance(written, str) or not (plain := tidied(written)):
            return None
        if _KEY.fullmatch(plain):
            group, _, key = plain.partition(".")
            return self._translated(group, key)
        return self._translated("data", plain) or plain

    def _translated(self, group: str, key: str) -> dict[str, str] | None:
        found = {}
        for language in self.languages:
            path = self.repository.words.get((language, group))
            if path is None:
                continue
            if (language, group) not in self._pages:
                page, wrong = read_page(self.repository.read(path), path)
                self._pages[language, group] = page
                self.refusals += wrong
            value = self._pages[language, group].data.get(key)
            code = language.replace("_", "-")
            if isinstance(value, str) and tidied(value) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
                found[code] = tidied(value)
        return found or None


def tidied(written: str) -> str:
    """A text without markup, entities and control characters, on one line."""
    plain = html.unescape(re.sub(r"</?[A-Za-z!][^>]*>", " ", written))
    plain = "".join(char if char.isprintable() else " " for char in plain)
    return " ".join(plain.split())[:LONGEST]


def joined(first: Text, *more: Text, between: str = " – ") -> Text:
    """Texts put together, in every language that one of them has."""
    parts = (first, *more)
    languages = list(dict.fromkeys(code for part in parts if isinstance(part, dict) for code in part))
    if not languages:
        return between.join(str(part) for part in parts)
    return {code: between.join(said_in(part, code) for part in parts) for code in languages}


def said_in(text: Text, language: str) -> str:
    """The text in a language, else in English, else in the first there is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()))


def unit_of(written: str) -> str:
    """A unit as a label of this program: `%` for a percentage in any words; empty where none is said."""
    plain = tidied(written)
    if not plain:
        return ""
    if _PERCENT.fullmatch(plain):
        return "%"
    for scale, word in _SCALES.items():
        plain = plain.replace(scale, word)
    plain = unicodedata.normalize("NFKC", plain)
    try:
        parse_unit(plain)
    except QuantityError:
        return re.sub(r"[^\w %/.,()-]+", " ", plain).strip()
    return plain
