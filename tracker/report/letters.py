"""The room that texts take, before anybody's fonts are known: enough for every font of the charts' list."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTHS: Final = (
    ("ijlIJ' ,.·", 0.32),
    ("/:;\\|f-!()[]t", 0.4),
    ('rsz?"*_`–', 0.53),
    ("cLFkvxyPTYao", 0.62),
    ("eESbdghnpqu$0123456789{}", 0.64),
    ("%mWM@…", 1.0),
    ("w#+<=>^~−↑↓≥≤×OQDGHN&", 0.84),
)
"""Widths of letters in the widest of these fonts (DejaVu Sans), in heights of the font; of others `_OTHER`."""

_BY_LETTER: Final = {letter: width for letters, width in _WIDTHS for letter in letters}
_OTHER: Final = 0.75
_BOLDER: Final = 1.1

ELLIPSIS: Final = "…"


def room(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text at a font size, in the same unit: an upper bound, a Chinese letter being one square."""
    width = sum(1.0 if _is_wide(letter) else _BY_LETTER.get(letter, _OTHER) for letter in text)
    return width * size * (_BOLDER if bold else 1.0)


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into a width, with an ellipsis."""
    if room(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and room(kept + ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if kept else ""


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit into a width: broken at spaces, between Chinese letters, else inside a word."""
    lines = [""]
    for piece in _pieces(text):
        if room(lines[-1] + piece.rstrip(), size, bold=bold) <= width:
            lines[-1] += piece
            continue
        lines.append(piece)
        while room(lines[-1].rstrip(), size, bold=bold) > width and len(lines[-1]) > 1:
            kept = shortened(lines[-1], width, size, bold=bold).removesuffix(ELLIPSIS) or lines[-1][:1]
            lines[-1:] = [kept, lines[-1][len(kept) :]]
    return [line.strip() for line in lines if line.strip()]


_CLOSING: Final = frozenset("，。；：！？、）》”’」』】〉…—")
_OPENING: Final = frozenset("（《“‘「『【〈")


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a word with the space behind it, a Chinese letter with the marks that belong to it."""
    piece = ""
    for letter in text:
        parts = piece and (
            piece[-1].isspace()
            or (_is_wide(letter) and letter not in _CLOSING and piece[-1] not in _OPENING)
            or (_is_wide(piece[-1]) and piece[-1] not in _OPENING and letter not in _CLOSING and not letter.isspace())
        )
        if parts:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _is_wide(letter: str) -> bool:
    """Whether a letter fills a square in a Chinese font."""
    return letter > "\u02ff" and (unicodedata.east_asian_width(letter) in "WFA") and letter not in _BY_LETTER
