"""The languages that texts are written in, with their catalogues.

English is the language of the code: a message is its own English text. Other languages stand in
`locale/LANGUAGE/LC_MESSAGES/tracker.po`, compiled to `tracker.mo` by `make catalogues`.
"""

from __future__ import annotations

import functools
import gettext
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from tracker.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Text

SOURCE: Final = "en"
LANGUAGES: Final = ("en", "zh")
"""Every language a report can be written in."""

_HTML_TAGS: Final = {"zh": "zh-Hans"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A user's text and the tag of its language, empty where that is the page's own or not known."""

    text: str
    tag: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: its tag, its catalogue, and what a workspace calls its areas.

    Messages are found at the calls themselves: `text("…")`, `plural("…", "…", n)` and `term("context", "…")` take
    literal strings; a message kept in a constant is marked there, by `msgid`, `plural_id` or `term_id`.
    """

    tag: str
    catalogue: gettext.NullTranslations
    area_names: Mapping[str, Text] = field(default_factory=dict, compare=False)

    @property
    def html_tag(self) -> str:
        """The language tag as HTML wants it: with the script where that decides the shapes of letters."""
        return _HTML_TAGS.get(self.tag, self.tag)

    def text(self, message: str, /, **values: object) -> str:
        """The message in this language, its named places filled."""
        translated = self.catalogue.gettext(message)
        return translated.format(**values) if values else translated

    def plural(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The form of a message that a count needs; `n` fills the place of that name."""
        return self.catalogue.ngettext(singular, plural, n).format(n=n, **values)

    def term(self, context: str, message: str, /, **values: object) -> str:
        """The message in this language where one English word has several meanings, told apart by the context."""
        translated = self.catalogue.pgettext(context, message)
        return translated.format(**values) if values else translated

    def naming(self, areas: Mapping[str, Text]) -> Language:
        """The same language with names of areas, by their codes."""
        return replace(self, area_names=areas)

    def area(self, code: str) -> str:
        """An area as its reader calls it: by its name in this language, or in another one, else by its code."""
        name = self.area_names.get(code)
        return code if name is None else name.within(self.tag)

    def other_area(self, code: str, own: str) -> str:
        """An area so called where it is another than a workspace's own, which goes without saying."""
        return "" if code == own else self.area(code)

    def phrase(self, text: Text) -> Phrase:
        """A user's text in this language, else in another one with its tag."""
        found = text.within(self.tag)
        known = {written: tag for tag, written in reversed(text.pairs)}
        tag = known[found]
        return Phrase(text=found, tag="" if tag in {self.tag, "und"} else _HTML_TAGS.get(tag, tag))


@functools.cache
def translator(language: str) -> Language:
    """The language of a tag; raises UnknownNameError for one without a catalogue."""
    if language == SOURCE:
        return Language(tag=SOURCE, catalogue=gettext.NullTranslations())
    if language not in LANGUAGES:
        raise UnknownNameError(f"no texts in the language {language!r}; write one of {', '.join(LANGUAGES)}")
    folder = __file__.removesuffix("language.py") + f"locale/{language}/LC_MESSAGES/"
    compiled = io.BytesIO(__loader__.get_data(folder + "tracker.mo"))  # type: ignore[name-defined]
    return Language(tag=language, catalogue=gettext.GNUTranslations(compiled))


def msgid(message: str) -> str:
    """The message itself, marked for the catalogue."""
    return message


def plural_id(singular: str, plural: str) -> tuple[str, str]:
    """Both forms of a message, marked for the catalogue."""
    return singular, plural


def term_id(context: str, message: str) -> str:  # noqa: ARG001 - the context is read where messages are collected
    """The message itself, marked for the catalogue in a context."""
    return message
