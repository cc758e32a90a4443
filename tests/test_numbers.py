"""How numbers, quantities, dates and periods are printed in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracker.figures import Observation, parse_period
from tracker.report import numbers
from tracker.report.language import translator

EN, ZH = translator("en"), translator("zh")
BILLION = 1e9


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (663.8 * BILLION, "CNY", "663.8 billion CNY", "6638亿元"),
        (1e12, "CNY", "1 trillion CNY", "1万亿元"),
        (16.98e12, "CNY", "16.98 trillion CNY", "16.98万亿元"),
        (20e6, "CNY", "20 million CNY", "2000万元"),
        (999, "CNY", "999 CNY", "999元"),
        (-3.2e9, "CNY", "−3.2 billion CNY", "−32亿元"),
        (663.8, "billion CNY", "663.8 billion CNY", "6638亿元"),
        (6638, "亿元", "663.8 billion CNY", "6638亿元"),
        (58_000, "people", "58,000 people", "5.8万人"),
        (5.8, "万人", "58,000 people", "5.8万人"),
        (27_339, "enterprises", "27,339 enterprises", "27339家"),
        (7.2e6, "enterprises", "7.2 million enterprises", "720万家"),
        (29, "%", "29 %", "29%"),
        (33.3333333, "%", "33.3333333 %", "33.3333333%"),
        (48.8, "points", "48.8 points", "48.8点"),
        (1, "rank", "rank 1", "第1位"),
        (56.39, "sq km", "56.39 sq km", "56.39平方公里"),
        (13, "years", "13 years", "13年"),
        (31, "categories", "31 categories", "31个"),
        (12.5, "% of GDP", "12.5 % of GDP", "12.5 % of GDP"),
        (3, "number", "3", "3"),
        (2.5, "warp factors", "2.5 warp factors", "2.5 warp factors"),
        (7e-05, "kg", "0.00007 kg", "0.00007千克"),
        (1e30, "CNY", "1.00×10^30 CNY", "1.00×10^30元"),
        (0.0, "CNY", "0 CNY", "0元"),
        (float("nan"), "%", "– %", "–%"),
        (float("inf"), "CNY", "∞ CNY", "∞元"),
    ],
)
def test_amounts(value: float, unit: str, english: str, chinese: str) -> None:
    assert numbers.amount(value, unit, EN) == english
    assert numbers.amount(value, unit, ZH) == chinese


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "english", "chinese"),
    [
        (889.71 * BILLION, "CNY", None, "890 billion CNY", "8900亿元"),
        (999.9 * BILLION, "CNY", None, "1 trillion CNY", "1万亿元"),
        (1.2149e12, "CNY", 1, "1.21 trillion CNY", "1.21万亿元"),
        (12.345, "%", 1, "12.3 %", "12.3%"),
        (4.567, "%", 1, "4.6 %", "4.6%"),
        (15.4, "enterprises", 0, "15 enterprises", "15家"),
        (12_345.6, "enterprises", 0, "12,300 enterprises", "1.23万家"),
    ],
)
def test_projections_have_three_digits(
    value: float, unit: str, decimals: int | None, english: str, chinese: str
) -> None:
    assert numbers.projection(value, unit, EN, decimals=decimals) == english
    assert numbers.projection(value, unit, ZH, decimals=decimals) == chinese


@pytest.mark.parametrize(
    ("low", "high", "unit", "english", "chinese"),
    [
        (596.2e9, 712e9, "CNY", "596 to 712 billion CNY", "5960亿元至7120亿元"),
        (620.1e9, 1.212e12, "CNY", "620 billion to 1.21 trillion CNY", "6200亿元至1.21万亿元"),
        (16.4, 17.7, "%", "16.4 % to 17.7 %", "16.4%至17.7%"),
        (2, 5, "rank", "rank 2 to rank 5", "第2位至第5位"),
        (-1.5, 2, "points", "−1.5 to 2 points", "−1.5点至2点"),
    ],
)
def test_intervals(low: float, high: float, unit: str, english: str, chinese: str) -> None:
    assert numbers.interval(low, high, unit, EN) == english
    assert numbers.interval(low, high, unit, ZH) == chinese


def figure(printed: str, unit: str, value: float | None) -> Observation:
    return Observation(
        indicator="x",
        area="CN-GD",
        period=parse_period("2023"),
        value=value,
        printed=printed,
        unit=unit,
        published=date(2024, 10, 26),
    )


@pytest.mark.parametrize(
    ("row", "unit", "english", "chinese"),
    [
        (figure("663.8", "billion CNY", 663.8 * BILLION), "CNY", "663.8 billion CNY", "6638亿元"),
        (figure("29.0", "%", 29.0), "%", "29.0 %", "29.0%"),
        (figure("58000", "", 58_000.0), "people", "58,000 people", "5.8万人"),
        (figure("7200", "亿元", 7200e8), "CNY", "720 billion CNY", "7200亿元"),
        (figure("56.39", "sq m", 56.39e-6), "sq km", "56.39 sq m", "56.39平方米"),
        (figure("", "", None), "%", "–", "–"),
    ],
)
def test_figures_keep_the_digits_and_the_unit_of_their_source(
    row: Observation, unit: str, english: str, chinese: str
) -> None:
    assert numbers.figure(row, unit, EN) == english
    assert numbers.figure(row, unit, ZH) == chinese


@pytest.mark.parametrize(
    ("qualifier", "english", "chinese"),
    [(">", "more than 29 %", "超过29%"), ("<", "just under 29 %", "近29%"), ("~", "about 29 %", "约29%")],
)
def test_qualifiers_are_words(qualifier: str, english: str, chinese: str) -> None:
    row = replace(figure("29", "%", 29.0), qualifier=qualifier)
    assert numbers.figure(row, "%", EN) == english
    assert numbers.figure(row, "%", ZH) == chinese


def test_a_growth_without_a_level() -> None:
    row = replace(figure("", "", None), growth=10.0, qualifier=">", since=parse_period("2018"))
    assert numbers.figure(row, "CNY", EN) == "more than 10 % a year since 2018"
    assert numbers.figure(row, "CNY", ZH) == "2018年以来年均增长超过10%"
    assert numbers.figure(replace(row, since=None, qualifier=""), "CNY", EN) == "10 % growth"


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [
        (0.1079, "10.8 %", "10.8%"),
        (0.055, "5.5 %", "5.5%"),
        (-0.02, "−2 %", "−2%"),
        (0.0, "0 %", "0%"),
        (0.0004, "0.04 %", "0.04%"),
        (12.3, "1,230 %", "1230%"),
    ],
)
def test_rates(share: float, english: str, chinese: str) -> None:
    assert numbers.rate(share, EN) == english
    assert numbers.rate(share, ZH) == chinese


@pytest.mark.parametrize(
    ("share", "english", "chinese", "words"),
    [
        (0.0, "<1 %", "<1%", "hardly a chance"),
        (0.004, "<1 %", "<1%", "hardly a chance"),
        (0.03, "3 %", "3%", "about one chance in thirty"),
        (0.14, "14 %", "14%", "about one chance in seven"),
        (0.5, "50 %", "50%", "about an even chance"),
        (0.68, "68 %", "68%", "about two chances in three"),
        (0.9, "90 %", "90%", "about nine chances in ten"),
        (0.996, ">99 %", ">99%", "almost certain"),
        (1.0, ">99 %", ">99%", "almost certain"),
    ],
)
def test_a_probability_is_never_nought_or_certain(share: float, english: str, chinese: str, words: str) -> None:
    assert numbers.probability(share, EN) == english
    assert numbers.probability(share, ZH) == chinese
    assert numbers.chance(share, EN) == words


def test_a_chance_in_chinese() -> None:
    assert numbers.chance(0.14, ZH) == "可能性约为七分之一"


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("2027", "2027", "2027年"),
        ("2024-H1", "H1 2024", "2024年上半年"),
        ("2024-H2", "H2 2024", "2024年下半年"),
        ("2027-Q2", "Q2 2027", "2027年第二季度"),
        ("2023-09", "September 2023", "2023年9月"),
        ("2023-09-30", "30 September 2023", "2023年9月30日"),
        ("2024-01/2024-08", "January–August 2024", "2024年1—8月"),
    ],
)
def test_periods(written: str, english: str, chinese: str) -> None:
    assert numbers.period(parse_period(written), EN) == english
    assert numbers.period(parse_period(written), ZH) == chinese


def test_dates_spans_and_ages() -> None:
    assert numbers.day(date(2024, 10, 9), EN) == "9 October 2024"
    assert numbers.day(date(2024, 10, 9), ZH) == "2024年10月9日"
    assert numbers.span(parse_period("2021"), parse_period("2025"), ZH) == "2021年至2025年"
    assert numbers.span(parse_period("2021"), parse_period("2021"), EN) == "2021"
    assert [numbers.age(days, EN) for days in (1, 45, 400, 1034)] == ["1 day", "45 days", "13 months", "2.8 years"]
    assert numbers.age(1034, ZH) == "2.8年"


def test_differences_of_percentages_are_percentage_points() -> None:
    assert numbers.difference(-3.25, "%", EN) == "3.25 percentage points"
    assert numbers.difference(1.0, "%", EN) == "1 percentage point"
    assert numbers.difference(3.2, "%", ZH) == "3.2个百分点"
    assert numbers.difference(189e9, "CNY", EN) == "189 billion CNY"
    assert numbers.difference(2, "rank", EN) == "2"


@pytest.mark.parametrize(
    ("largest", "unit", "factor", "english", "chinese"),
    [
        (1.2e12, "CNY", 1e9, "billion CNY", "亿元"),
        (31.4e12, "CNY", 1e12, "trillion CNY", "万亿元"),
        (7.2e6, "people", 1e6, "million people", "万人"),
        (27_339, "enterprises", 1, "enterprises", "家"),
        (49.9, "%", 1, "%", "%"),
        (1200, "billion CNY", 1, "billion CNY", "亿元"),
    ],
)
def test_the_scale_of_an_axis(largest: float, unit: str, factor: float, english: str, chinese: str) -> None:
    scale = numbers.scale_for(largest, unit, EN)
    assert (scale.factor, scale.unit) == (factor, english)
    assert numbers.scale_for(largest, unit, ZH).unit == chinese
