"""Units of measure as analysts write them, in English and Chinese: a scale and a base.

`100 million CNY`, `亿元` and `CNY (100 million)` are one unit: scale 10^8, base `CNY`. A label that is not known is a
base of its own, compared by its words without regard to case and plural.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tracker.errors import QuantityError

PERCENT: Final = "%"
PERCENTAGE_POINT: Final = "pp"
COUNT: Final = "number"


@dataclass(frozen=True, slots=True)
class Unit:
    """A scale times a base: `base` is canonical (`CNY`, `%`, `sq m`), and empty where the label is a mere scale."""

    scale: Decimal
    base: str


_SCALES: Final = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "mn": 6, "mln": 6, "mio": 6, "billion": 9, "bn": 9, "b": 9,
    "trillion": 12, "tn": 12, "trn": 12,
}  # fmt: skip
_CHINESE_SCALES: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
"""Powers of ten."""

_CURRENCIES: Final = {
    "CNY": "cny rmb yuan renminbi 元 人民币 人民币元 元人民币 yuan-rmb rmb-yuan chinese-yuan cn¥",
    "USD": "usd us$ $ dollar us-dollar 美元 美金",
    "EUR": "eur euro € 欧元",
    "GBP": "gbp £ pound-sterling 英镑",
    "JPY": "jpy yen japanese-yen 日元 日圆",
    "HKD": "hkd hk$ hong-kong-dollar 港元 港币",
    "MOP": "mop 澳门元",
    "TWD": "twd nt$ 新台币",
    "KRW": "krw won ₩ 韩元",
    "INR": "inr rupee ₹",
    "¥": "¥",
}
_MEASURES: Final = {
    PERCENT: {0: "% percent per-cent pct 百分比 百分率", -1: "‰ per-mille per-mil permille 千分比"},
    PERCENTAGE_POINT: {
        0: "pp ppt pps percentage-point percent-point per-cent-point %-point %point pct-point 百分点 个百分点",
        -2: "bp bps basis-point 基点 个基点",
    },
    "sq m": {
        0: "sq-m sqm m2 m^2 square-meter square-metre 平方米 平米",
        4: "ha hectare 公顷",
        6: "sq-km sqkm km2 km^2 square-kilometer square-kilometre 平方公里 平方千米",
    },
    "mu": {0: "mu 亩"},
    "m": {0: "m meter metre 米", 3: "km kilometer kilometre 公里 千米"},
    "tonne": {
        0: "t tonne metric-ton 吨",
        -6: "g gram gramme 克",
        -3: "kg kilogram 千克 公斤",
        3: "kt kilotonne",
        6: "megatonne",
        9: "gt gigatonne",
    },
    "W": {0: "watt 瓦", 3: "kw kilowatt 千瓦", 6: "megawatt 兆瓦", 9: "gw gigawatt 吉瓦", 12: "tw"},
    "Wh": {0: "wh 瓦时", 3: "kwh kilowatt-hour 千瓦时 度", 6: "mwh megawatt-hour 兆瓦时", 9: "gwh", 12: "twh"},
}
_COUNTS: Final = {
    "people": "people person 人 名 人口",
    "enterprise": "enterprise business company firm 企业 家企业 户企业 个企业",
    "household": "household 家庭",
    COUNT: "number count unit item piece 个 家 户 项 件 种 类 座 处 次 只 台 套",
}
_EXACT_CASE: Final = {"Mt": (6, "tonne"), "MW": (6, "W"), "W": (0, "W"), "M": (6, "")}
"""Symbols whose meaning hangs on the case of their letters."""


def _named_units() -> dict[str, tuple[int, str]]:
    names = {word: (0, base) for base, words in (_CURRENCIES | _COUNTS).items() for word in words.split()}
    for base, powers in _MEASURES.items():
        names |= {word: (power, base) for power, words in powers.items() for word in words.split()}
    return {word.replace("-", " "): meaning for word, meaning in names.items()}


_NAMES: Final = _named_units()
_MEASURED: Final = frozenset(_CURRENCIES) | frozenset(_MEASURES)
"""Bases that no counting word (个, 家, `items`) can stand for."""


_LONGEST = 400
"""Characters of a label: longer ones would take the square of their length, and have too many parts."""


@lru_cache(maxsize=4096)
def parse_unit(label: str) -> Unit:
    """The scale and base of a label. Raises QuantityError for a label whose scale is ambiguous (兆, `10³`)."""
    if len(label) > _LONGEST:
        msg = f"unit {label[:40]!r}… has {len(label)} characters; at most {_LONGEST} are read"
        raise QuantityError(msg)
    text = _tidy(label)
    if "兆" in text and _lookup(text) is None and not re.search("兆(瓦|字节)", text):
        msg = f"unit {label!r} is ambiguous: 兆 is 10^6 or 10^12; write 百万 or 万亿"
        raise QuantityError(msg)
    return _parse(text)


def is_currency(unit: Unit) -> bool:
    """Whether it is an amount of money."""
    return unit.base in _CURRENCIES


def is_percent(unit: Unit) -> bool:
    """Whether it is a percentage, of whatever whole (`%`, `% of GDP`)."""
    return unit.base[:1] == PERCENT


@lru_cache(maxsize=4096)
def factor(found: str, expected: str) -> Decimal:
    """What a figure in unit `found` is multiplied by to be in unit `expected`. Raises QuantityError when bases differ.

    A mere scale (`billion`) counts in the expected base, and a counting word (`个`, `items`) in any kind of things.
    """
    one, other = parse_unit(found), parse_unit(expected)
    if _fits(one.base, other.base):
        return one.scale / other.scale
    if one.base == PERCENTAGE_POINT and is_percent(other):
        msg = f"percentage points ({found}) measure a change, not a level in {expected}; write {PERCENT}"
    elif found.strip() == "m":
        msg = f"unit 'm' may be metres or millions and does not fit {expected}; write million, or no unit"
    else:
        msg = f"unit {found!r} does not fit {expected}; write the figure in {expected}"
    raise QuantityError(msg)


def _fits(found: str, expected: str) -> bool:
    if found in ("", expected):
        return True
    if found == PERCENT:
        return expected[:1] == PERCENT
    if "¥" in (found, expected):
        return {found, expected} <= {"¥", "CNY", "JPY"}
    if COUNT in (found, expected):
        return not {found, expected} & _MEASURED
    return False


def _tidy(label: str) -> str:
    for before, char in zip(" " + label, label, strict=False):
        if unicodedata.category(char) == "No" and not (char in "²³" and before.isalpha()):
            msg = f"unit {label!r} has the character {char!r}; write the scale in words, like million"
            raise QuantityError(msg)
    text = unicodedata.normalize("NFKC", label).replace("萬", "万").replace("億", "亿")
    text = re.sub(r"(?<=[A-Za-z])\.", "", text)
    return " ".join(text.split())


def _parse(text: str) -> Unit:
    if not text:
        return Unit(Decimal(1), "")
    if known := _lookup(text):
        return Unit(Decimal(1).scaleb(known[0]), known[1])
    if ratio := re.fullmatch(r"(.*?)(?:\bper\b|/|每)(.*)", text):
        above, below = _parse(ratio[1].strip()), _parse(ratio[2].strip())
        return Unit(above.scale / below.scale, f"{above.base}/{below.base}")
    power, rest = _split_scale(text)
    known = _lookup(rest)
    if known is None:
        return Unit(Decimal(1).scaleb(power), _words(rest))
    return Unit(Decimal(1).scaleb(power + known[0]), known[1])


def _lookup(text: str) -> tuple[int, str] | None:
    return _EXACT_CASE.get(text) or _NAMES.get(_words(text)) or _NAMES.get(text.casefold())


def _split_scale(text: str) -> tuple[int, str]:
    """The power of ten that a label begins or ends with, and the rest."""
    text = re.sub(r"^((?:US|HK|NT|CN)?[$€£¥₩₹])(?=[^\W\d_])", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"^(10+)(?=[^\W\d_])", r"\1 ", text)
    tokens = re.sub(r"(?<!\d),|,(?!\d)|[();]", " ", text).split()
    head_power, head = _leading(tokens)
    tail_power, rest = _trailing(head)
    power, joined = head_power + tail_power, " ".join(rest)
    if rest and (found := re.match("[十百千万亿]+", joined)):
        scale, base = found[0], joined[found.end() :].strip()
        while scale and scale[-1] in "十百千" and base and _lookup(base) is None:
            scale, base = scale[:-1], scale[-1] + base
        power += sum(_CHINESE_SCALES[char] for char in scale)
        joined = base
    return power, joined


def _leading(tokens: list[str]) -> tuple[int, list[str]]:
    """Powers of ten at the head: `100 million of people` → 8, people."""
    power, taken = _number_power(tokens)
    while taken < len(tokens):
        is_million = tokens[taken] == "m" and _is_money(tokens[taken + 1 :])
        step = 6 if is_million else _word_power(tokens[taken])
        if step is None:
            break
        power += step
        taken += 1
    skip = 1 if taken and tokens[taken : taken + 1] == ["of"] and tokens[taken + 1 :] else 0
    return power, tokens[taken + skip :]


def _number_power(tokens: list[str]) -> tuple[int, int]:
    """The power of a number like 1000 at the head, and how many tokens it takes (none in `10 largest cities`)."""
    found = re.fullmatch(r"10*(?:,000)*", tokens[0]) if tokens else None
    if found is None or len(tokens) == 1:
        return 0, 0
    power = found[0].count("0")
    is_scale = power >= _CHINESE_SCALES["千"] or _word_power(tokens[1]) is not None
    return (power, 1) if is_scale or _lookup(" ".join(tokens[1:])) else (0, 0)


def _trailing(tokens: list[str]) -> tuple[int, list[str]]:
    """Powers of ten at the tail, after a base: `CNY 100 million` → 8, CNY."""
    power = 0
    rest = list(tokens)
    while len(rest) > 1:
        is_million = rest[-1] == "m" and _is_money(rest[:-1])
        step = 6 if is_million else _word_power(rest[-1])
        if step is None and power and re.fullmatch(r"10*(?:,000)*", rest[-1]):
            step = rest[-1].count("0")
        if step is None:
            break
        power += step
        rest.pop()
    return power, rest


def _is_money(tokens: list[str]) -> bool:
    found = _lookup(" ".join(tokens))
    return found is not None and found[1] in _CURRENCIES


def _word_power(word: str) -> int | None:
    return 6 if word == "M" else _SCALES.get(_singular(word.casefold()))


def _words(text: str) -> str:
    """A label without regard to case and plural."""
    words = " ".join(_singular(word) for word in text.casefold().replace("-", " ").split())
    return re.sub(r"^(?:percent|per cent|pct|%) ?of (?:the )?", "% of ", words)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and len(word) > len("gas") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
