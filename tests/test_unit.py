from __future__ import annotations

from decimal import Decimal

import pytest

from tracker.errors import QuantityError
from tracker.figures.unit import factor, is_currency, is_percent, parse_unit


@pytest.mark.parametrize(
    ("label", "power", "base"),
    [
        ("", 0, ""),
        ("CNY", 0, "CNY"),
        ("yuan", 0, "CNY"),
        ("RMB", 0, "CNY"),
        ("元", 0, "CNY"),
        ("人民币", 0, "CNY"),
        ("亿元人民币", 8, "CNY"),
        ("100 million CNY", 8, "CNY"),
        ("CNY (100 million)", 8, "CNY"),
        ("hundred million yuan", 8, "CNY"),
        ("billion CNY", 9, "CNY"),
        ("CNY, billions", 9, "CNY"),
        ("bn", 9, ""),
        ("M", 6, ""),
        ("万元", 4, "CNY"),
        ("萬元", 4, "CNY"),
        ("百万元", 6, "CNY"),
        ("千万元", 7, "CNY"),
        ("亿元", 8, "CNY"),
        ("十亿元", 9, "CNY"),
        ("百亿元", 10, "CNY"),
        ("千亿元", 11, "CNY"),
        ("万亿元", 12, "CNY"),
        ("trillion CNY", 12, "CNY"),
        ("US$ million", 6, "USD"),
        ("US$bn", 9, "USD"),
        ("$m", 6, "USD"),
        ("million U.S. dollars", 6, "USD"),
        ("亿美元", 8, "USD"),
        ("m", 0, "m"),
        ("%", 0, "%"),
        ("％", 0, "%"),
        ("per cent", 0, "%"),
        ("‰", -1, "%"),
        ("percent of GDP", 0, "% of gdp"),
        ("% of the GDP", 0, "% of gdp"),
        ("pp", 0, "pp"),
        ("percentage points", 0, "pp"),
        ("个百分点", 0, "pp"),
        ("basis points", -2, "pp"),
        ("people", 0, "people"),
        ("persons", 0, "people"),
        ("万人", 4, "people"),
        ("1,000 people", 3, "people"),
        ("10000人", 4, "people"),
        ("million enterprises", 6, "enterprise"),
        ("businesses", 0, "enterprise"),
        ("家", 0, "number"),
        ("categories", 0, "category"),
        ("10 largest cities", 0, "10 largest city"),
        ("Class 1", 0, "class 1"),
        ("sq m", 0, "sq m"),
        ("m²", 0, "sq m"),
        ("平方公里", 6, "sq m"),
        ("sq km", 6, "sq m"),
        ("hectares", 4, "sq m"),
        ("万亩", 4, "mu"),
        ("kt", 3, "tonne"),
        ("Mt", 6, "tonne"),
        ("mt", 0, "mt"),
        ("万吨", 4, "tonne"),
        ("亿千瓦时", 11, "Wh"),
        ("deaths per 100,000 people", -5, "death/people"),
        ("万元/人", 4, "CNY/people"),
        ("constant 2015 US$", 0, "constant 2015 us$"),
    ],
)
def test_labels(label: str, power: int, base: str) -> None:
    unit = parse_unit(label)
    assert unit.scale == Decimal(1).scaleb(power)
    assert unit.base == base


@pytest.mark.parametrize(
    ("found", "expected", "times"),
    [
        ("billion CNY", "CNY", "1e9"),
        ("亿元", "100 million CNY", "1"),
        ("billion", "100 million CNY", "10"),
        ("sq m", "sq km", "1e-6"),
        ("个", "enterprises", "1"),
        ("items", "clusters", "1"),
        ("%", "% of GDP", "1"),
        ("¥", "CNY", "1"),
        ("per 1,000 people", "per 100,000 people", "100"),
        ("Rank", "rank", "1"),
        ("clusters", "Cluster", "1"),
    ],
)
def test_units_that_fit(found: str, expected: str, times: str) -> None:
    assert factor(found, expected) == Decimal(times)


@pytest.mark.parametrize(
    ("found", "expected", "says"),
    [
        ("people", "enterprises", "unit 'people' does not fit enterprises; write the figure in enterprises"),
        ("USD", "CNY", "unit 'USD' does not fit CNY"),
        ("%", "CNY", "unit '%' does not fit CNY"),
        ("家", "CNY", "unit '家' does not fit CNY"),
        ("pp", "%", "percentage points (pp) measure a change, not a level in %; write %"),
        ("m", "CNY", "may be metres or millions"),
        ("¥", "USD", "does not fit"),
        ("兆元", "CNY", "write 百万 or 万亿"),
        ("10³ people", "people", "has the character '³'; write the scale in words"),
    ],
)
def test_units_that_do_not_fit(found: str, expected: str, says: str) -> None:
    with pytest.raises(QuantityError) as refused:
        factor(found, expected)
    assert says in str(refused.value)


def test_kinds() -> None:
    assert is_currency(parse_unit("亿元"))
    assert not is_currency(parse_unit("people"))
    assert is_percent(parse_unit("% of GDP"))
    assert not is_percent(parse_unit("pp"))
