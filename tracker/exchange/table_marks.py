"""What stands beside figures and periods in tables: flags, footnote marks, words for the state of a figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.errors import QuantityError
from tracker.figures import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FLAGS: Final = {
    "b": "B", "d": "D", "e": "E", "f": "F", "i": "I", "n": "N", "p": "P", "s": "E", "u": "U", "z": "M", "g": "G",
}  # fmt: skip
"""Letters that offices print beside figures → SDMX observation status."""

_SAID: Final = {"r": "revised", "c": "confidential"}
"""Flags that are no status of their own, in words."""

_WORDS: Final = {
    "初步": "P", "初步核算": "P", "初步数": "P", "快报": "P", "预计": "E", "估计": "E", "预测": "F", "正常": "A",
    "正式": "A", "最终": "A", "final": "A", "normal": "A", "provisional": "P", "preliminary": "P", "estimate": "E",
    "estimated": "E", "forecast": "F", "projection": "F", "break": "B", "missing": "O", "imputed": "I",
}  # fmt: skip
"""Words that offices write → SDMX observation status."""

_MARK: Final = re.compile(
    r"(?P<rest>.*?)\s*(?P<mark>[(（]\s*(?:[0-9]{1,2}|[A-Za-z])\s*[)）]|[\[［【][^\]］】]{1,4}[\]］】]|[*†‡§＊#]+"
    r"|[①-⑳㈠-㈩]+|[¹²³⁰⁴-⁹ᵃ-ᶻ]+|注[0-9]{1,2})"
)
_FLAGGED: Final = re.compile(r"(?P<rest>.*[0-9%‰:.…])\s*(?P<flags>[bcdefginprsuz]{1,3})")
_LEADING: Final = re.compile(r"(?P<mark>[*†‡§＊]+)\s*(?P<rest>.*)")
_NOTE: Final = re.compile(
    r"(?:注|说明|notes?)?\s*[:：]?\s*"
    r"(?:[(（\[［]\s*(?P<inner>[0-9]{1,2}|[A-Za-z])\s*[)）\]］]|(?P<mark>[*†‡§]+|[①-⑳]|[¹²³⁴-⁹])|(?P<number>[0-9]{1,2})\s*[)）、])"
    r"\s*[:：]?\s*(?P<text>\S.*)",
    re.IGNORECASE,
)


_LONGEST: Final = 2000
"""Characters of a cell in which marks are looked for; a longer one is no figure and no header."""


def unmarked(text: str) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """A text without footnote marks and flags: the rest, SDMX status, the marks, and flags in words."""
    rest, status = text.strip(), ""
    if len(rest) > _LONGEST:
        return rest, status, (), ()
    marks: list[str] = []
    notes: list[str] = []
    if (found := _LEADING.fullmatch(rest)) and found["rest"]:
        rest = found["rest"]
        marks.append(found["mark"])
    while rest:
        if (found := _MARK.fullmatch(rest)) and found["rest"]:
            inner = found["mark"].strip("()（）[]［］【】 ")
            rest = found["rest"]
            flags = inner if re.fullmatch("[bcdefginprsuz]", inner) and found["mark"][0] in "(（" else ""
            marks += [] if flags else [found["mark"]]
        elif (found := _FLAGGED.fullmatch(rest)) and _are_flags(found["flags"]):
            rest, flags = found["rest"], found["flags"]
        else:
            break
        for flag in flags:
            if flag in _FLAGS:
                status = status or _FLAGS[flag]
            else:
                notes.append(_SAID[flag])
    return rest.strip(), status, tuple(reversed(marks)), tuple(notes)


def _are_flags(letters: str) -> bool:
    """Whether letters are flags, each once, and no unit or magnitude that is written with the same ones."""
    return len(set(letters)) == len(letters) and letters not in {"bn", "in", "g"}


def status_of(text: str, printed: str, statuses: Mapping[str, str]) -> tuple[str, str]:
    """The SDMX status that a cell says, else the one printed beside the figure; and, in words, what is no status.

    `statuses` come before what codes, words and flags mean by themselves. Raises QuantityError for an unknown one.
    """
    if not text:
        return printed, ""
    if text in statuses:
        return statuses[text], ""
    if text in STATUSES:
        return text, ""
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()], ""
    if re.fullmatch("[bcdefginprsuz]{1,3}", text):
        found = [_FLAGS[letter] for letter in text if letter in _FLAGS]
        return (found[0] if found else ""), "; ".join(_SAID[letter] for letter in text if letter not in _FLAGS)
    raise QuantityError(
        f"status {text[:40]!r} is not known; map it to a code under `statuses`, like {{{text[:40]}: P}}"
    )


def footnotes(lines: Iterable[str]) -> dict[str, str]:
    """The notes that stand below a table, by their marks."""
    found: dict[str, str] = {}
    for line in lines:
        for part in re.split(r"[;；]\s*(?=[①-⑳*†‡(（\[])", line.strip()):
            if note := _NOTE.fullmatch(part.strip()):
                found.setdefault(note["inner"] or note["mark"] or note["number"], note["text"].strip())
    return found
