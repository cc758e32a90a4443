"""A text in one or more languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Pairs of language tag and text, in the order they were written; never empty.

    The tag `und` stands for a text whose language was not declared.
    """

    pairs: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.pairs[0][1]

    def within(self, language: str) -> str:
        """The text in a language, else in English, else the first there is."""
        known = dict(self.pairs)
        return known.get(language) or known.get("en") or self.pairs[0][1]


def text_of(written: str | dict[str, str]) -> Text:
    """A Text from what a user may write: a plain text, or one for each language."""
    if isinstance(written, str):
        return Text((("und", written),))
    return Text(tuple(written.items()))
