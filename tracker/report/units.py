"""The names of units in each language, and the scales that figures are counted in."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.figures import parse_unit
from tracker.report.language import term_id

if TYPE_CHECKING:
    from tracker.report.language import Language

PERCENT: Final = "%"
RANK: Final = "rank"

SCALES: Final = {
    "en": ((Decimal("1E12"), "trillion"), (Decimal("1E9"), "billion"), (Decimal("1E6"), "million")),
    "zh": ((Decimal("1E12"), "万亿"), (Decimal("1E8"), "亿"), (Decimal("1E4"), "万")),
}
"""Scale words of each language, largest first."""

MOST_DECIMALS: Final = {
    Decimal("1E12"): 4,
    Decimal("1E9"): 3,
    Decimal("1E8"): 3,
    Decimal("1E6"): 3,
    Decimal("1E4"): 2,
}
"""Decimals that a scaled figure may show; one that needs more is printed in the next smaller scale."""

UNITS: Final = (
    term_id("unit", "CNY"),
    term_id("unit", "USD"),
    term_id("unit", "EUR"),
    term_id("unit", "GBP"),
    term_id("unit", "JPY"),
    term_id("unit", "HKD"),
    term_id("unit", "MOP"),
    term_id("unit", "TWD"),
    term_id("unit", "KRW"),
    term_id("unit", "%"),
    term_id("unit", "pp"),
    term_id("unit", "rank"),
    term_id("unit", "people"),
    term_id("unit", "person"),
    term_id("unit", "persons"),
    term_id("unit", "household"),
    term_id("unit", "households"),
    term_id("unit", "enterprise"),
    term_id("unit", "enterprises"),
    term_id("unit", "business"),
    term_id("unit", "businesses"),
    term_id("unit", "company"),
    term_id("unit", "companies"),
    term_id("unit", "firms"),
    term_id("unit", "clusters"),
    term_id("unit", "categories"),
    term_id("unit", "points"),
    term_id("unit", "years"),
    term_id("unit", "days"),
    term_id("unit", "hours"),
    term_id("unit", "sq km"),
    term_id("unit", "sq m"),
    term_id("unit", "ha"),
    term_id("unit", "mu"),
    term_id("unit", "km"),
    term_id("unit", "m"),
    term_id("unit", "t"),
    term_id("unit", "tonne"),
    term_id("unit", "tonnes"),
    term_id("unit", "kg"),
    term_id("unit", "kW"),
    term_id("unit", "MW"),
    term_id("unit", "GW"),
    term_id("unit", "W"),
    term_id("unit", "kWh"),
    term_id("unit", "MWh"),
    term_id("unit", "GWh"),
    term_id("unit", "TWh"),
    term_id("unit", "Wh"),
    term_id("unit", "births"),
    term_id("unit", "deaths"),
    term_id("unit", "patents"),
    term_id("unit", "beds"),
    term_id("unit", "jobs"),
    term_id("unit", "tasks"),
    term_id("unit", "steps"),
    term_id("unit", "projects"),
    term_id("unit", "schools"),
    term_id("unit", "hospitals"),
    term_id("unit", "vehicles"),
)
"""Unit labels that have a name in every language; another label is printed as it was written."""

_PLURALS: Final = {"enterprise": "enterprises", "household": "households", "tonne": "tonnes"}
"""How a base of `figures.unit` is printed in English where the label was written in Chinese."""

_UNNAMED: Final = frozenset({"number", "count", "unit", "个"})
"""Labels that say no more than the number itself."""

_UNSCALED: Final = frozenset({PERCENT, "pp", RANK, "point", "index", "year", "score", "ratio", ""})
"""Bases whose figures are not counted in millions."""


def is_scaled(unit: str) -> bool:
    """Whether large figures of a unit are counted in millions or 亿."""
    base = parse_unit(unit).base
    return base not in _UNSCALED and not base.startswith(PERCENT)


@functools.cache
def split_unit(unit: str) -> tuple[Decimal, str]:
    """The factor that a unit's label names, and the rest of it: `100 million CNY` is 10^8 and `CNY`."""
    words = unit.split()
    rests = [" ".join(words[first:]) for first in range(len(words) - 1, -1, -1)]
    rests += [" ".join(words[:last]) for last in range(1, len(words))]
    if unit[:1] in "十百千万亿":
        rests.insert(0, unit.lstrip("十百千万亿"))
    whole = parse_unit(unit)
    for rest in rests:
        if rest and parse_unit(rest).base == whole.base:
            return whole.scale / parse_unit(rest).scale, rest
    return Decimal(1), unit


def _named(name: str, language: Language) -> str:
    """The name of a unit without a scale in a language."""
    if name in _UNNAMED:
        return ""
    known = language.term("unit", name) if name else ""
    if known != name or name.isascii() == (language.tag != "zh"):
        return known
    base = parse_unit(name).base
    if language.tag == "zh":
        other = language.term("unit", base) if base else ""
        return name if other == base else other
    return _PLURALS.get(base, base) if base.isascii() and base not in _UNNAMED else name


def unit_name(scale: str, name: str, language: Language) -> str:
    """Scale word and unit as one name: `billion CNY`, `亿元`."""
    label = _named(name, language)
    apart = scale and label and (language.tag != "zh" or label.isascii())
    return f"{scale} {label}" if apart else f"{scale}{label}"
