"""Quantities as people write them: `1 trillion CNY`, `663.8bn`, `7,200亿元`, `$2.81 million`, `5.2 %`, `3个百分点`.

Arithmetic is decimal until the last step, so that `663.8 billion CNY` is 663800000000.0 CNY exactly.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NoReturn

from tracker.errors import QuantityError
from tracker.figures.unit import (
    PERCENTAGE_POINT,
    Unit,
    factor,
    is_currency,
    is_percent,
    parse_unit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SLIPS",
    "Quantity",
    "Unit",
    "convert",
    "parse_change",
    "parse_quantity",
    "parse_rate",
    "parse_unit",
    "slip_factor",
    "split_quantity",
]

LARGEST: Final = Decimal("1e300")
_TOO_LARGE = "is larger than 1e300; write a smaller number or a larger unit"
_TOO_SMALL = "is too close to zero; write 0 or a smaller unit"
_MOST_BITS = 1024
_MOST_DIGITS = 310
_LONGEST = 200
_EXAMPLE = "1 trillion CNY, 663.8bn, 7,200亿元 or 5.2 %"
_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_WRITTEN = (
    r"(?s)(?P<sign>[+-]?)(?P<before>[^0-9.,+-]*?)\s*(?P<inner>[+-]?)"
    r"(?P<number>[0-9.,][0-9.,_']*(?:[eE][+-]?[0-9]+(?![A-Za-z]))?)\s*(?P<after>.*)"
)
_A_YEAR = r"(?i)(?:\s*(?:/|\bper\b|\ba\b|\bp\.?)\s*(?:year|yr|annum|a\.?)$|\bannually$|每年$|/年$)"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was written and the label of its unit; the label is empty where none was written."""

    number: Decimal
    unit: str


def split_quantity(written: str | float, unit: str = "") -> Quantity:
    """The number and the unit label in what was written, not yet converted.

    A mere scale (`663.8bn`) is completed by the words of `unit` where those name a base alone: `bn CNY`.
    """
    found = _split(written, "")
    mere_scale = found.unit and not parse_unit(found.unit).base
    if mere_scale and unit and parse_unit(unit).scale == 1:
        return Quantity(found.number, f"{found.unit} {unit}")
    return found


def parse_quantity(written: str | float, unit: str, *, what: str = "") -> float:
    """The number in `unit` that stands for what was written; a bare number is in `unit`.

    A scale without a base (`663.8bn`) counts in the base of `unit`. `what` names the quantity in error messages.
    Raises QuantityError.
    """
    found = _split(written, what)
    if not found.unit:
        return _as_float(found.number, written, what)
    return _as_float(_converted(found, unit, written, what), written, what)


def parse_change(written: str | float, unit: str) -> tuple[float, bool]:
    """The amount of a change, and whether it is relative: `66.7 %` → (0.667, True), `5 million` → (5000000.0, False).

    Relative amounts are shares; absolute ones are in `unit`. On an indicator in %, `3 pp` is absolute and `3 %` is
    relative.
    """
    found = _split(written, "")
    kind = parse_unit(found.unit)
    if found.unit and is_percent(kind):
        return _as_float(found.number * kind.scale / 100, written, ""), True
    if kind.base == PERCENTAGE_POINT:
        expected = parse_unit(unit)
        if not is_percent(expected) and expected.base != PERCENTAGE_POINT:
            msg = f"{written!r} is in percentage points and {unit} is no percentage; write % for a relative change"
            raise QuantityError(msg)
        return _as_float(found.number * kind.scale / expected.scale, written, ""), False
    return parse_quantity(written, unit), False


def parse_rate(written: str | float) -> float:
    """A growth rate a year as a share: `5.5 %`, `5.5 % a year` and the bare 5.5 are 0.055."""
    text = re.sub(_A_YEAR, "", written.strip()) if isinstance(written, str) else written
    found = _split(text, "")
    kind = parse_unit(found.unit)
    if found.unit and not is_percent(kind):
        hint = " (percentage points measure a change of a percentage)" if kind.base == PERCENTAGE_POINT else ""
        msg = f"{written!r} is not a rate of growth{hint}; write percent a year, like 5.5 %"
        raise QuantityError(msg)
    return _as_float(found.number * kind.scale / 100, written, "")


def convert(value: str | float | Decimal, found: str, expected: str) -> float:
    """A number in unit `found` as a number in unit `expected`. Raises QuantityError when they do not fit."""
    number = value if isinstance(value, Decimal) else _split(value, "").number
    return _as_float(number * factor(found, expected), value, "")


SLIPS: Final = {
    10.0: "a decimal place",
    100.0: "two decimal places, or a share for a percentage",
    1e3: "thousand, million and billion mixed up",
    1e4: "万 (ten thousand) left out or counted twice",
    1e8: "亿 (hundred million) left out or counted twice",
}
"""Factors by which figures are commonly mistaken, and how that happens."""

_SAME_SIZE = math.log10(4)


def slip_factor(value: float, neighbours: Sequence[float]) -> float | None:
    """The factor of `SLIPS`, or its inverse, by which a figure is off from the figures before and after it.

    `neighbours` are the nearest figures in time. None when the figure is of their size, when it is off by some other
    factor, or when they differ too much from one another to tell.
    """
    sizes = sorted(math.log10(abs(figure)) for figure in neighbours if figure and math.isfinite(figure))
    if not sizes or not value or not math.isfinite(value) or sizes[-1] - sizes[0] > 1 / 2:
        return None
    distance = math.log10(abs(value)) - (sizes[(len(sizes) - 1) // 2] + sizes[len(sizes) // 2]) / 2
    if abs(distance) < _SAME_SIZE:
        return None
    nearest = min(SLIPS, key=lambda slip: abs(abs(distance) - math.log10(slip)))
    tolerance = math.log10(1.6 if nearest <= 100 else 3)  # 10 and 100 lie close to honest growth
    if abs(abs(distance) - math.log10(nearest)) > tolerance:
        return None
    return nearest if distance > 0 else 1 / nearest


def _split(written: object, what: str) -> Quantity:
    if isinstance(written, bool) or not isinstance(written, (str, int, float)):
        _refuse(written, what, f"is not a quantity; write one like {_EXAMPLE}")
    if isinstance(written, float):
        if not math.isfinite(written):
            _refuse(written, what, "is not a finite number; write one")
        return Quantity(Decimal(repr(written)), "")
    if isinstance(written, int):
        if written.bit_length() > _MOST_BITS:
            _refuse(f"a whole number of {written.bit_length()} bits", what, _TOO_LARGE)
        return Quantity(Decimal(written), "")
    if len(written) > _LONGEST:
        _refuse(written[:40] + "…", what, f"is too long for a quantity ({len(written)} characters)")
    return _split_text(written, what)


_LONGEST = 400
"""Characters of a quantity: a longer text would take the square of its length."""


def _split_text(written: str, what: str) -> Quantity:
    if len(written) > _LONGEST:
        _refuse(f"{written[:40]}…", what, f"has {len(written)} characters; at most {_LONGEST} are read")
    text = _plain_text(written, what)
    parts = re.fullmatch(_WRITTEN, text)
    if parts is None and re.match(r"(?i)[+-]?(?:nan|inf)", text):
        _refuse(written, what, "is not a finite number; write one")
    if parts is None or (parts["sign"] and parts["inner"]) or not re.search("[0-9][.]?$", parts["number"]):
        _refuse(written, what, f"is not a quantity; write one like {_EXAMPLE}")
    after = parts["after"].strip()
    plain = _plain_number(parts["number"], after, written, what)
    try:
        number = Decimal(plain)
    except InvalidOperation:  # its exponent has more digits than a computer's word
        _refuse(written, what, _TOO_SMALL if re.search("[eE]-", plain) else _TOO_LARGE)
    if number and abs(number.adjusted()) > _MOST_DIGITS:
        _refuse(written, what, _TOO_LARGE if number.adjusted() > 0 else _TOO_SMALL)
    if "-" in (parts["sign"], parts["inner"]):
        number = -number
    return Quantity(number, _label(parts["before"].strip(), after, written, what))


def _plain_text(written: str, what: str) -> str:
    """Full-width characters as plain ones; refuses superscripts and fractions, which would lose their meaning."""
    for before, char in zip(" " + written, written, strict=False):
        if unicodedata.category(char) == "No" and not (char in "²³" and before.isalpha()):
            _refuse(written, what, f"has the character {char!r}; write plain digits, and powers of ten like 1e5")
    return unicodedata.normalize("NFKC", written).replace("\u2212", "-").strip()


def _label(before: str, after: str, written: str, what: str) -> str:
    """The unit label from what stands before the number (a currency) and after it."""
    if not before:
        return after
    if re.fullmatch("[<>~≈=≤≥]+", before):
        _refuse(written, what, f"begins with {before!r}; write the quantity alone")
    money = parse_unit(before)
    if not is_currency(money) or money.scale != 1:
        _refuse(written, what, f"begins with {before!r}, which is no currency; write one like {_EXAMPLE}")
    if not after or parse_unit(after) == money:
        return before
    both = f"{after} {before}"
    if parse_unit(both).base == money.base:
        return both
    if parse_unit(after).base != money.base:
        _refuse(written, what, f"names two units, {before!r} and {after!r}; write one")
    return after


def _plain_number(number: str, after: str, written: str, what: str) -> str:
    """The digits of a number without thousands separators; refuses what could be read in two ways."""
    if groups := re.match(r"[0-9]+(?:\s[0-9]+)*", after):
        parts = groups[0].split()
        if all(len(part) == len("000") for part in parts) and len(number) <= len("000"):
            _refuse(written, what, f"has spaces between its digits; write {number}{''.join(parts)}")
        _refuse(written, what, f"holds two numbers; write one like {_EXAMPLE}")
    if re.match(r"/\s*[0-9]", after):
        _refuse(written, what, "is a fraction; write a decimal number, or a percentage")
    if re.match(r"[-~至到\u2013\u2014]\s*[0-9]", after):
        _refuse(written, what, "is a range; write one number")
    if re.fullmatch(_NUMBER, number):
        return number
    if re.fullmatch(_GROUPED, number):
        return number.replace(",", "")
    return _refuse(
        written, what, f"has a number that can be read in more than one way, {number!r}; {_readings(number)}"
    )


def _readings(number: str) -> str:
    """What to write instead of a number with misplaced separators."""
    digits = re.sub(r"[.,_']", "", number).lstrip("0") or "0"
    last = max(number.rfind(","), number.rfind("."))
    marks = [mark for mark in ".," if mark in number]
    decimal = f"{re.sub(r'[^0-9]', '', number[:last])}.{re.sub(r'[^0-9]', '', number[last + 1 :])}"
    if "'" in number or "_" in number or not marks or number.count(marks[0]) > 1 == len(marks):
        return f"write {digits}"
    if len(marks) > 1:
        return f"write {decimal}"
    return f"write {decimal} or {digits}"


def _converted(found: Quantity, unit: str, written: object, what: str) -> Decimal:
    try:
        return found.number * factor(found.unit, unit)
    except QuantityError as error:
        kind = parse_unit(found.unit)
        if kind.base == PERCENTAGE_POINT and is_percent(parse_unit(unit)):
            level = f"{float(found.number * kind.scale):g} %"
            _refuse(written, what, f"is in percentage points, which measure a change and not a level; write {level}")
        msg = f"{what} {written!r}: {error}".lstrip()
        raise QuantityError(msg) from None


def _as_float(number: Decimal, written: object, what: str) -> float:
    """The nearest float. Raises QuantityError beyond 1e300, and where a figure other than zero would become zero."""
    if abs(number) > LARGEST:
        _refuse(written, what, _TOO_LARGE)
    value = float(number)
    if value == 0 and number:
        _refuse(written, what, _TOO_SMALL)
    return value


def _refuse(written: object, what: str, message: str) -> NoReturn:
    raise QuantityError(f"{what} {written!r} {message}" if what else f"{written!r} {message}")
