"""Every text has its translation, and the compiled catalogue is that of the source."""

from __future__ import annotations

import io
import re
import shlex
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tracker.errors import UnknownNameError
from tracker.figures import Text
from tracker.report.language import LANGUAGES, Phrase, translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "tracker" / "report" / "locale"
TRANSLATED = [language for language in LANGUAGES if language != "en"]

Key = tuple[str | None, str | tuple[str, ...]]


def source_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "tracker.po"


def catalogue(language: str) -> Catalog:
    with source_of(language).open("rb") as file:
        return read_po(file, locale=language)


def forms(texts: str | Iterable[str] | None) -> list[str]:
    """The texts of a message, of which one with plurals has several."""
    return [texts] if isinstance(texts, str) else list(texts or ())


def keywords() -> list[str]:
    """The marks that `make catalogues` looks for."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    line = re.search(r"^MARKS\s*:?=(.*)$", text, flags=re.MULTILINE)
    assert line, "the Makefile names no MARKS"
    return [word for word in shlex.split(line[1]) if not word.startswith("-")]


def used_messages() -> set[Key]:
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(ROOT / "tracker"), methods, options, parse_keywords(keywords()))
    return {(context, message) for _, _, message, _, context in found}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    known = catalogue(language)
    wanting = []
    for context, message in sorted(used_messages(), key=str):
        entry = known.get(message if isinstance(message, str) else message[0], context)
        texts = [] if entry is None else forms(entry.string)
        if entry is None or not texts or not all(texts) or entry.fuzzy:
            wanting.append((context, message))
    assert not wanting, "write: make catalogues, and translate"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: str) -> None:
    used = {(context, message if isinstance(message, str) else message[0]) for context, message in used_messages()}
    entries = [entry for entry in catalogue(language) if entry.id]
    kept = {(entry.context, entry.id if isinstance(entry.id, str) else entry.id[0]) for entry in entries}
    assert not kept - used
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_places_for_values(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    wrong = []
    for entry in catalogue(language):
        originals, texts = forms(entry.id), forms(entry.string)
        if originals[0] and any(places(text) != places(originals[-1]) for text in texts):
            wrong.append(originals[0])
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue(language))
    kept = source_of(language).with_suffix(".mo").read_bytes()
    assert messages(io.BytesIO(kept)) == messages(io.BytesIO(fresh.getvalue())), "write: make catalogues"


def messages(compiled: io.BytesIO) -> dict[object, str]:
    """All translations of a compiled catalogue, without its header, which names the version of Babel."""
    found: dict[object, str] = dict(GNUTranslations(compiled)._catalog)  # type: ignore[attr-defined]
    del found[""]
    return found


def test_messages_are_filled_and_counted() -> None:
    english, chinese = translator("en"), translator("zh")
    assert english.plural("{n} day", "{n} days", 1) == "1 day"
    assert english.plural("{n} day", "{n} days", 3) == "3 days"
    assert chinese.plural("{n} day", "{n} days", 3) == "3天"
    assert english.text("more than {figure}", figure="5 %") == "more than 5 %"
    assert chinese.text("more than {figure}", figure="5%") == "超过5%"
    assert chinese.term("unit", "people") == "人"


def test_a_label_without_a_translation_stays() -> None:
    assert translator("zh").term("unit", "passenger-kilometres") == "passenger-kilometres"


def test_braces_in_values_are_left_alone() -> None:
    assert translator("en").text("about {figure}", figure="{figure.__class__}") == "about {figure.__class__}"


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"'fr'.*en, zh"):
        translator("fr")


def test_a_text_in_another_language_says_so() -> None:
    title = Text((("en", "A goal"), ("zh", "目标")))
    assert translator("zh").phrase(title) == Phrase(text="目标")
    assert translator("en").phrase(title) == Phrase(text="A goal")
    assert translator("zh").phrase(Text((("en", "A goal"),))) == Phrase(text="A goal", tag="en")
    assert translator("en").phrase(Text((("zh", "目标"),))) == Phrase(text="目标", tag="zh-Hans")
    assert translator("en").phrase(Text((("und", "Ziel"),))) == Phrase(text="Ziel")
