"""How numbers, quantities, dates and periods are printed: the one place for both languages.

English groups thousands by commas and counts in millions, billions and trillions; Chinese, as in the bulletins of its
statistical offices, does not group, and counts in 万, 亿 and 万亿. A published figure keeps the digits it was printed
with; a projection has three significant digits. Shares and probabilities come in as shares, 0 to 1, and leave in
percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from tracker.report.language import msgid
from tracker.report.units import MOST_DECIMALS, PERCENT, RANK, SCALES, is_scaled, split_unit, unit_name

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Observation, Period
    from tracker.report.language import Language

PROJECTION_DIGITS: Final = 3
"""Significant digits of a projection: more would claim a precision that no forecast has."""

MINUS: Final = "\u2212"
NOTHING: Final = "–"
"""Stands where there is no number."""

_NOISE_DIGITS: Final = Context(prec=15, rounding=ROUND_HALF_EVEN)
"""Enough for every printed figure, and too few for what binary fractions add."""

_SMALLEST, _LARGEST = Decimal("1E-9"), Decimal("1E18")
"""Outside of these, powers of ten are printed."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_QUARTERS: Final = "一二三四"

_QUALIFIED: Final = {
    ">": msgid("more than {figure}"),
    "<": msgid("just under {figure}"),
    "~": msgid("about {figure}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A factor that an axis is divided by, and the unit with it: (10^9, "billion CNY")."""

    factor: float
    unit: str


def number(
    value: float | Decimal, language: Language, *, digits: int | None = None, decimals: int | None = None
) -> str:
    """A bare number: rounded to so many significant digits and at most so many decimals, when given."""
    return _written(_rounded(_exact(value), digits, decimals), language)


def amount(
    value: float | Decimal, unit: str, language: Language, *, digits: int | None = None, decimals: int | None = None
) -> str:
    """A number in a unit: `663.8 billion CNY`, `6638亿元`, `29 %`.

    `decimals` bounds those of a number that is printed without a scale word.
    """
    shown, scale, label = _scaled(value, unit, language, digits, decimals)
    return _joined(_written(shown, language), scale, label, language)


def projection(value: float, unit: str, language: Language, *, decimals: int | None = None) -> str:
    """A projected number in a unit, to three significant digits."""
    return amount(value, unit, language, digits=PROJECTION_DIGITS, decimals=decimals)


def interval(low: float, high: float, unit: str, language: Language, *, decimals: int | None = None) -> str:
    """An interval of projections: `620 billion to 1.21 trillion CNY`, `6200亿元至1.21万亿元`."""
    first, first_scale, name = _scaled(low, unit, language, PROJECTION_DIGITS, decimals)
    last, last_scale, _ = _scaled(high, unit, language, PROJECTION_DIGITS, decimals)
    upper = _joined(_written(last, language), last_scale, name, language)
    if language.tag == "zh" or name in {PERCENT, RANK}:
        lower = _joined(_written(first, language), first_scale, name, language)
    else:
        lower = _joined(_written(first, language), "" if first_scale == last_scale else first_scale, "", language)
    return language.text("{low} to {high}", low=lower, high=upper)


def difference(value: float, unit: str, language: Language, *, digits: int | None = PROJECTION_DIGITS) -> str:
    """A difference between two figures of a unit, without its sign: of percentages, in percentage points."""
    if unit == PERCENT:
        return percentage_points(abs(value), language, digits=digits)
    return amount(abs(value), "" if unit == RANK else unit, language, digits=digits)


def signed_difference(value: float, unit: str, language: Language, *, digits: int | None = PROJECTION_DIGITS) -> str:
    """A difference with its sign: `+84 billion CNY`, `−0.4 percentage points`."""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{difference(value, unit, language, digits=digits)}"


def percentage_points(value: float, language: Language, *, digits: int | None = PROJECTION_DIGITS) -> str:
    """A difference of percentages: `3.2 percentage points`, `3.2个百分点`."""
    shown = _rounded(_exact(value), digits, None)
    if shown == 1:
        return language.text("1 percentage point")
    return language.text("{number} percentage points", number=_written(shown, language))


def figure(row: Observation, unit: str, language: Language) -> str:
    """A published figure in the digits and the unit it was printed in, and its qualifier in words.

    `unit` is the indicator's, the one that `row.value` is in. A row with a growth only gives the growth.
    """
    if row.value is not None:
        printed = _printed(row)
        written = amount(row.value, unit, language) if printed is None else amount(printed, row.unit or unit, language)
        return qualified(written, row.qualifier, language)
    if row.growth is None:
        return NOTHING
    written = qualified(growth(row.growth, language), row.qualifier, language)
    if row.since is not None:
        return language.text("{rate} a year since {since}", rate=written, since=period(row.since, language))
    return language.text("{rate} growth", rate=written)


def qualified(written: str, qualifier: str, language: Language) -> str:
    """A printed figure with its qualifier in words: `more than 4 trillion CNY`, `超过4万亿元`."""
    return language.text(_QUALIFIED[qualifier], figure=written) if qualifier else written


def growth(percent: float, language: Language) -> str:
    """A published growth in percent, with the digits it has: `9.2 %`."""
    return amount(percent, PERCENT, language)


def rate(share: float, language: Language) -> str:
    """A rate or relative change, given as a share: 0.1079 is `10.8 %`; small ones keep one significant digit."""
    percent = _exact(share * 100)
    rounded = _rounded(percent, None, 1)
    if rounded == 0 and percent != 0:
        rounded = _rounded(percent, 1, None)
    elif abs(rounded) >= 1000:
        rounded = _rounded(percent, PROJECTION_DIGITS, None)
    return amount(rounded, PERCENT, language)


def rate_interval(low: float, high: float, language: Language) -> str:
    """An interval of rates, given as shares: `2.1 % to 7.5 %`."""
    return language.text("{low} to {high}", low=rate(low, language), high=rate(high, language))


def probability(share: float, language: Language) -> str:
    """A probability, given as a share, in whole percent; never 0 % or 100 %, which no forecast can promise."""
    percent = round(share * 100)
    if percent < 1:
        return "<" + amount(1, PERCENT, language)
    if percent > 99:
        return ">" + amount(99, PERCENT, language)
    return amount(percent, PERCENT, language)


_CHANCES: Final = (
    (1 / 50, msgid("about one chance in fifty")),
    (1 / 30, msgid("about one chance in thirty")),
    (1 / 20, msgid("about one chance in twenty")),
    (1 / 15, msgid("about one chance in fifteen")),
    (1 / 12, msgid("about one chance in twelve")),
    (1 / 10, msgid("about one chance in ten")),
    (1 / 9, msgid("about one chance in nine")),
    (1 / 8, msgid("about one chance in eight")),
    (1 / 7, msgid("about one chance in seven")),
    (1 / 6, msgid("about one chance in six")),
    (1 / 5, msgid("about one chance in five")),
    (1 / 4, msgid("about one chance in four")),
    (1 / 3, msgid("about one chance in three")),
    (2 / 5, msgid("about two chances in five")),
    (1 / 2, msgid("about an even chance")),
    (3 / 5, msgid("about three chances in five")),
    (2 / 3, msgid("about two chances in three")),
    (3 / 4, msgid("about three chances in four")),
    (4 / 5, msgid("about four chances in five")),
    (9 / 10, msgid("about nine chances in ten")),
    (19 / 20, msgid("about nineteen chances in twenty")),
    (0.98, msgid("about forty-nine chances in fifty")),
)
_HARDLY, _NEARLY_SURE = 0.015, 0.985


def chance(share: float, language: Language) -> str:
    """A probability, given as a share, in words: `about one chance in seven`, `可能性约为七分之一`."""
    if share < _HARDLY:
        return language.text("hardly a chance")
    if share > _NEARLY_SURE:
        return language.text("almost certain")
    return language.text(min(_CHANCES, key=lambda known: abs(known[0] - share))[1])


def day(when: date, language: Language) -> str:
    """A date: `9 October 2024`, `2024年10月9日`."""
    if language.tag == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def period(span: Period, language: Language) -> str:
    """A period: `2027`, `Q2 2027`, `January–August 2024`; `2027年`, `2027年第二季度`, `2024年1—8月`."""
    year, month = span.start.year, span.start.month
    chinese = language.tag == "zh"
    match span.frequency:
        case "annual":
            return f"{year}年" if chinese else f"{year}"
        case "half-yearly":
            half = (month + 5) // 6
            return f"{year}年{'上下'[half - 1]}半年" if chinese else f"H{half} {year}"
        case "quarterly":
            quarter = (month + 2) // 3
            return f"{year}年第{_QUARTERS[quarter - 1]}季度" if chinese else f"Q{quarter} {year}"
        case "monthly":
            return f"{year}年{month}月" if chinese else f"{_MONTHS[month - 1]} {year}"
        case "daily":
            return day(span.start, language)
    last = span.end.month
    return f"{year}年{month}—{last}月" if chinese else f"{_MONTHS[month - 1]}–{_MONTHS[last - 1]} {year}"


def span(first: Period, last: Period, language: Language) -> str:
    """From one period to another: `2021 to 2025`, `2021年至2025年`; one period when they are the same."""
    if first == last:
        return period(first, language)
    return language.text("{low} to {high}", low=period(first, language), high=period(last, language))


def age(days: int, language: Language) -> str:
    """A length of time in the unit that suits it: days up to two months, months up to two years, then years."""
    if days <= 60:
        return language.plural("{n} day", "{n} days", max(days, 0))
    if days < 730:
        return language.plural("{n} month", "{n} months", round(days / 30.436875))
    return language.text("{number} years", number=number(days / 365.2425, language, decimals=1))


def scale_for(largest: float, unit: str, language: Language) -> Scale:
    """The scale that keeps an axis up to `largest` short: at least two digits before the decimal mark if it can."""
    factor, name = split_unit(unit)
    size = abs(_exact(largest)) * factor
    scales = SCALES[language.tag] if is_scaled(unit) else ()
    fitting = [(limit, word) for limit, word in scales if size >= 10 * limit]
    if not fitting and language.tag != "zh":
        fitting = [(limit, word) for limit, word in scales[-1:] if size >= limit]
    limit, word = fitting[0] if fitting else (Decimal(1), "")
    return Scale(factor=float(limit / factor), unit=unit_name(word, name, language))


def _exact(value: float | Decimal) -> Decimal:
    """The number without the noise of binary fractions: 663.8e9 from 663.8 times 1e9."""
    if isinstance(value, Decimal):
        return value
    return _bare(_NOISE_DIGITS.create_decimal_from_float(value))


def _printed(row: Observation) -> Decimal | None:
    """The digits of the source, trailing zeros after its decimal mark included; None where they are no plain number."""
    try:
        printed = Decimal(row.printed)
    except ArithmeticError:
        return None
    return printed if _has_decimals(printed) else _bare(printed)


def _rounded(value: Decimal, digits: int | None, decimals: int | None) -> Decimal:
    if not value.is_finite() or not value:
        return value
    if digits is not None:
        value = _context(digits).plus(value).normalize()
    if decimals is not None and _decimals(value) > decimals:
        value = _bare(value.quantize(Decimal(1).scaleb(-decimals)))
    return value


@cache
def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN)


def _bare(value: Decimal) -> Decimal:
    """Without trailing zeros."""
    return value.normalize() if value and value.is_finite() else value + 0


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return 0
    exponent = _bare(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _has_decimals(printed: Decimal) -> bool:
    """Whether the source printed digits after the decimal mark."""
    exponent = printed.as_tuple().exponent
    return isinstance(exponent, int) and exponent < 0


def _written(value: Decimal, language: Language) -> str:
    if not value.is_finite():
        return NOTHING if value.is_nan() else ("∞" if value > 0 else f"{MINUS}∞")
    if value and not _SMALLEST <= abs(value) < _LARGEST:
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa}×10^{int(exponent)}".replace("-", MINUS)
    text = f"{value:f}" if language.tag == "zh" else f"{value:,f}"
    return text.replace("-", MINUS)


def _scaled(
    value: float | Decimal, unit: str, language: Language, digits: int | None, decimals: int | None
) -> tuple[Decimal, str, str]:
    """The number to print, its scale word and the name of its unit without a scale."""
    factor, name = split_unit(unit)
    exact = _rounded(_exact(value) * factor, digits, None)
    if is_scaled(unit) and abs(exact) < _LARGEST:
        for limit, word in SCALES[language.tag]:
            shown = exact / limit
            if abs(shown) >= 1 and _decimals(shown) <= MOST_DECIMALS[limit]:
                return shown, word, name
    return _rounded(exact, None, decimals), "", name


def _joined(written: str, scale: str, name: str, language: Language) -> str:
    if name == RANK:
        return language.term("amount", "rank {number}", number=written)
    unit = unit_name(scale, name, language)
    tight = not unit or (language.tag == "zh" and (not unit.isascii() or unit == PERCENT))
    return f"{written}{unit}" if tight else f"{written} {unit}"
