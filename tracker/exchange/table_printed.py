"""Figures as they are printed in tables: separators, decimal marks, percent signs, qualifiers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import QuantityError
from tracker.exchange.table_marks import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING: Final = frozenset([
    "", "na", "n/a", "n.a.", "nan", "null", "none", "-", "--", "–", "—", "―", "..", "...", "…", "……", ":", "#n/a", "x",
    "/", "∗",
])  # fmt: skip
"""What stands where there is no figure."""

_QUALIFIERS: Final = {
    ">": ">", "≥": ">", ">=": ">", "＞": ">", "<": "<", "≤": "<", "<=": "<", "＜": "<", "~": "~", "≈": "~", "约": "~",
    "～": "~",
}  # fmt: skip
_SPACES: Final = "\u0020\u00a0\u2009\u202f\u2007"
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_POINT: Final = re.compile(
    r"[+-]?(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{4,}\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,})"
)
_COMMA: Final = re.compile(
    r"[+-]?(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{4,},[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,})"
)
_EITHER: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed figure taken apart: its plain decimal (empty: missing), sign, SDMX status, and footnote marks."""

    value: str = ""
    unit: str = ""
    qualifier: str = ""
    status: str = ""
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def printed(text: str, *, decimal: str = ".", exact: bool = False) -> Printed:
    """The parts of a printed figure, whose decimal mark is known. Raises QuantityError for what is none."""
    if text.startswith("="):
        raise QuantityError(f"{text[:40]!r} is a formula; write the figure")
    rest, status, marks, notes = unmarked(text)
    qualifier = ""
    if found := re.match(r"[<>]=?|[≥≤＞＜~≈～约]", rest):
        qualifier = _QUALIFIERS[found[0]]
        rest = rest[found.end() :].strip()
    rest = unicodedata.normalize("NFKC", rest).strip()
    unit = ""
    if rest[-1:] in ("%", "‰"):
        unit, rest = rest[-1], rest[:-1].strip()
    if rest.casefold() in MISSING:
        return Printed(status=status, marks=marks, notes=notes)
    value = rest if exact else plain_digits(rest, decimal)
    if _PLAIN.fullmatch(value) is None:
        raise QuantityError(f"{text[:40]!r} is no figure")
    return Printed(value=value, unit=unit, qualifier=qualifier, status=status, marks=marks, notes=notes)


def plain_digits(text: str, decimal: str) -> str:
    """A number without separators of thousands and with a decimal point. Raises QuantityError where groups are odd."""
    text = re.sub("[\u2212\u2013\u2014](?=[0-9.,])", "-", text)
    text = re.sub(rf"^([+-])[{_SPACES}]+", r"\1", text)
    thousands = "," if decimal == "." else "."
    point, group = re.escape(decimal), re.escape(thousands)
    if re.fullmatch(rf"[+-]?(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?", text):
        return text.replace(decimal, ".")
    for mark in (group, "'", "’", f"[{_SPACES}]"):
        if re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})+(?:{point}[0-9]+)?", text):
            return re.sub(mark, "", text).replace(decimal, ".")
    if re.fullmatch(r"\([0-9][0-9.,]*\)", text):
        raise QuantityError(f"{text!r} is in brackets; write -{text[1:-1]} if it is below zero")
    if re.search("[0-9]", text) and re.fullmatch(rf"[0-9.,'’{_SPACES}+-]+", text):
        marks = f"decimals after {decimal!r}, thousands after {thousands!r}"
        raise QuantityError(f"{text[:40]!r} does not fit the other figures ({marks}); write it plainly")
    return text


def decimal_mark(texts: Iterable[str], *, commas: bool) -> str | None:
    """The decimal mark of printed figures: `.` or `,`; None where they can be read in both ways.

    `commas` says that commas part the cells of the file, which a decimal comma hardly goes with.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        if text.isdecimal():
            continue
        if _POINT.fullmatch(text):
            seen["."] += 1
            continue
        number = re.sub(rf"[{_SPACES}'’]", "", unicodedata.normalize("NFKC", unmarked(text)[0])).rstrip("%‰")
        if _POINT.fullmatch(number):
            seen["."] += 1
        elif _COMMA.fullmatch(number):
            seen[","] += 1
        elif found := _EITHER.fullmatch(number):
            seen["either" + found["mark"]] += 1
    if seen["."] or seen[","]:
        return "." if seen["."] >= seen[","] else ","
    return None if seen and not commas else "."
