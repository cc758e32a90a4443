"""What an unquoted word of YAML stands for: a text, a number, true, false, or nothing.

YAML's dialects disagree on many words: `NO` is false to one reader and Norway to another, `12:30` is 750, `017` is 15.
Those are refused, with what to write instead; everything else means the same to everyone.
"""

from __future__ import annotations

import math
import re
from typing import Final

from tracker.goals.written import shown

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LONGEST_INTEGER = 300

_AMBIGUOUS: Final = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (
            r"(?i:yes|no|on|off)|True|TRUE|False|FALSE",
            "may be read as true or false; write true or false for those, '{text}' in quotes for a text",
        ),
        (
            r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?",
            "may be read as a number to the base 60; write '{text}' in quotes for a text",
        ),
        (
            r"[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?",
            "begins with a zero and may be read as octal; write '{text}' in quotes for a text, or leave out the zero",
        ),
        (
            r"[-+]?0[oO][0-7]+|[-+]?0[xX][0-9a-fA-F]+|[-+]?0[bB][01]+",
            "is a number to another base; write '{text}' in quotes for a text, or the number in decimal",
        ),
        (
            r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?",
            "may be read as a number; write it without _, or '{text}' in quotes for a text",
        ),
        (r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "is no number; write a finite one"),
    )
)
_NOTHING: Final = frozenset(("", "~", "null", "Null", "NULL"))


def read_scalar(text: str) -> str | float | bool | None:
    """The value of an unquoted scalar; raises ValueError where readers of YAML disagree."""
    if text in _NOTHING:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if text[0] in "0123456789+-." and (number := _number(text)) is not None:
        return number
    if len(text) > _LONGEST_INTEGER:  # no reader takes it for a number; the patterns would take the square of it
        return text
    for pattern, why in _AMBIGUOUS:
        if pattern.fullmatch(text):
            raise ValueError(f"{shown(text)} {why.format(text=text)}")
    return text


def _number(text: str) -> float | None:
    if len(text) > _LONGEST_INTEGER or not _NUMBER.fullmatch(text):
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{shown(text)} is too large to be a number here")
    return number
