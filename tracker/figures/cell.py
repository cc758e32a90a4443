"""Cells of an observation file: plain numbers, and what to write instead of everything else."""

from __future__ import annotations

import re
from typing import Final

from tracker.errors import QuantityError
from tracker.figures.observation import STATUSES
from tracker.figures.quantity import parse_quantity
from tracker.figures.sheet import suggestion

_is_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_NOT_THERE: Final = frozenset(
    ["na", "n/a", "n.a.", "nan", "null", "none", "nil", "missing", "-", "--", "..", "...", "…", ":", "—"]
)
_LARGEST = 1e300
_LONGEST = 40
_LONGEST_NUMBER = 400


def parse_number(column: str, text: str) -> float:
    """The number in a cell: a decimal point, an optional exponent, nothing else. Raises QuantityError."""
    if len(text) > _LONGEST_NUMBER:  # to say what is wrong with it would take the square of its length
        raise QuantityError(f"{column} {text[:_LONGEST]!r}… has {len(text)} characters; write a number")
    if _is_number(text) is None:
        raise QuantityError(f"{column} {text[:_LONGEST]!r} {_number_fault(column, text)}")
    number = float(text)
    if not -_LARGEST <= number <= _LARGEST or (number == 0 and re.match(r"[^eE]*[1-9]", text)):
        msg = f"{column} {text[:_LONGEST]!r} is beyond what can be counted (1e-300 to 1e300); write it in another unit"
        raise QuantityError(msg)
    return number


def _number_fault(column: str, text: str) -> str:
    """Why a text is no plain number, and the number to write instead where it is clear."""
    if text.casefold() in _NOT_THERE:
        return "is no number; leave the cell empty and write status O (missing value)"
    if found := re.match(r"[<>~≈=≤≥]+", text):
        return f"begins with {found[0]!r}; write that in the column qualifier and the number alone"
    for pattern, fault in (
        (r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", "has a thousands separator; write {digits}"),
        (r"[+-]?[0-9]+,[0-9]+", "has a comma; write {point} with a decimal point, or {digits}"),
        (r"[+-]?[0-9]+(?:[_'’\s][0-9]+)+(?:[.,][0-9]+)?", "has separators between its digits; write {plain}"),
        (r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+", "has separators between its digits; write {plain}"),
        (r"(?i)[+-]?inf(?:inity)?", "is not finite; write a number"),
    ):
        if re.fullmatch(pattern, text):
            whole, comma, decimals = text.partition(",")
            plain = re.sub(r"[_'’\s]" if not comma else r"[._'’\s]", "", whole)
            plain = f"{plain}.{decimals}" if comma else plain
            return fault.format(digits=text.replace(",", ""), point=text.replace(",", "."), plain=plain)
    number = re.sub(r"\s*[%％]$", "", text)
    try:
        plain = f"{parse_quantity(number, ''):.15g}"
    except QuantityError:
        return "is no number; write one like 663.8, with its unit in the column unit"
    if number == text:
        return f"is not written in plain digits; write {plain}"
    return f"carries its unit; write {plain}" + (
        ", growth is in %" if column == "growth" else ", and % in the column unit"
    )


def status_fault(status: str) -> str:
    """What to write instead of an unknown status."""
    if status.upper() in STATUSES:
        return f"status {status!r} is written small; write {status.upper()}"
    known = ", ".join(f"{code} {name}" for code, name in STATUSES.items())
    return f"unknown status {status!r}; write one of: {known}"


def qualifier_fault(qualifier: str) -> str:
    """What to write instead of an unknown qualifier."""
    close = {
        ">=": ">",
        "≥": ">",
        "＞": ">",
        "<=": "<",
        "≤": "<",
        "＜": "<",
        "≈": "~",
        "～": "~",
        "c.": "~",
        "about": "~",
    }
    if qualifier in close:
        return f"unknown qualifier {qualifier!r}; write {close[qualifier]}"
    return f"unknown qualifier {qualifier!r}{suggestion(qualifier, ('>', '<', '~'))}, or leave it empty"
