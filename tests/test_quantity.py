from __future__ import annotations

import contextlib
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import QuantityError
from tracker.figures.quantity import (
    Quantity,
    convert,
    parse_change,
    parse_quantity,
    parse_rate,
    slip_factor,
    split_quantity,
)


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("1 trillion CNY", "CNY", 1e12),
        ("663.8bn", "CNY", 663_800_000_000.0),
        ("663.8 billion CNY", "CNY", 663_800_000_000.0),
        ("720bn", "CNY", 720e9),
        ("6638亿元", "CNY", 663_800_000_000.0),
        ("1.2万亿元", "CNY", 1.2e12),
        ("7,200亿元", "CNY", 720e9),
        ("７，２００亿元", "CNY", 720e9),
        ("人民币1.2万亿元", "CNY", 1.2e12),
        ("0.72 trillion CNY", "CNY", 720e9),
        ("RMB 5 bn", "CNY", 5e9),
        ("¥5bn", "CNY", 5e9),
        ("5m CNY", "CNY", 5e6),
        ("663.8bn", "100 million CNY", 6638.0),
        ("663.8", "100 million CNY", 663.8),
        ("$2.81 million", "USD", 2.81e6),
        ("USD 2.81 million", "USD", 2.81e6),
        ("-$5", "USD", -5.0),
        ("58,000", "people", 58_000.0),
        ("５８，０００", "people", 58_000.0),
        ("58k people", "people", 58_000.0),
        ("5.8万人", "people", 58_000.0),
        ("190家", "enterprises", 190.0),
        ("5.2 %", "%", 5.2),
        ("5.2%", "%", 5.2),
        ("５．２％", "%", 5.2),
        ("30 %", "% of GDP", 30.0),
        ("1,234,567.5", "CNY", 1234567.5),
        ("−5", "points", -5.0),
        ("7e-05", "CNY", 7e-05),
        ("1e3", "CNY", 1000.0),
        (".5", "points", 0.5),
        (12, "points", 12.0),
        (0.1, "points", 0.1),
        (0, "points", 0.0),
    ],
)
def test_quantities(written: str | float, unit: str, value: float) -> None:
    assert parse_quantity(written, unit) == value


@pytest.mark.parametrize(
    ("written", "unit", "says"),
    [
        ("1,5", "CNY", "can be read in more than one way, '1,5'; write 1.5 or 15"),
        ("58,00", "CNY", "write 58.00 or 5800"),
        ("0,720", "CNY", "write 0.720 or 720"),
        ("1.234.567", "CNY", "write 1234567"),
        ("1.234,56", "CNY", "write 1234.56"),
        ("1_000", "CNY", "write 1000"),
        ("1'000", "CNY", "write 1000"),
        ("58 000", "CNY", "has spaces between its digits; write 58000"),
        ("5 million 300", "CNY", "does not fit"),
        ("663.8 100 million CNY", "CNY", "holds two numbers"),
        ("30-40", "CNY", "is a range; write one number"),
        ("30至40", "CNY", "is a range; write one number"),
        ("1/3", "CNY", "is a fraction"),
        ("½", "CNY", "has the character '½'"),
        ("10⁵", "CNY", "has the character '⁵'; write plain digits, and powers of ten like 1e5"),
        (">58,000", "people", "begins with '>'; write the quantity alone"),
        ("约5亿元", "CNY", "begins with '约', which is no currency"),
        ("", "CNY", "is not a quantity; write one like 1 trillion CNY"),
        ("many", "CNY", "is not a quantity"),
        ("5,", "CNY", "is not a quantity"),
        ("..", "CNY", "is not a quantity"),
        ("+-5", "CNY", "is not a quantity"),
        ("nan", "CNY", "is not a finite number"),
        ("-Infinity", "CNY", "is not a finite number"),
        (math.inf, "CNY", "is not a finite number"),
        (math.nan, "CNY", "is not a finite number"),
        (True, "CNY", "True is not a quantity"),
        ("1e301", "CNY", "is larger than 1e300"),
        ("1e299 trillion CNY", "CNY", "is larger than 1e300"),
        ("1e99999999999", "CNY", "is larger than 1e300"),
        ("A2e1" + "5" * 70 + "12\x15", "CNY", "is larger than 1e300"),
        ("1e-" + "9" * 30, "CNY", "is too close to zero"),
        (10**400, "CNY", "is larger than 1e300"),
        pytest.param(10**9000, "CNY", "a whole number of 29898 bits", id="10**9000"),
        ("1e-400", "CNY", "is too close to zero"),
        ("9" * 500, "CNY", "is too long for a quantity (500 characters)"),
        ("5 people", "CNY", "'5 people': unit 'people' does not fit CNY; write the figure in CNY"),
        ("20 enterprises", "people", "unit 'enterprises' does not fit people"),
        ("$5bn", "CNY", "does not fit CNY"),
        ("CNY 5 USD", "CNY", "names two units, 'CNY' and 'USD'; write one"),
        ("5m", "CNY", "may be metres or millions"),
        ("3 pp", "%", "is in percentage points, which measure a change and not a level; write 3 %"),
        ("3个百分点", "%", "write 3 %"),
        ("50 basis points", "%", "write 0.5 %"),
    ],
)
def test_what_is_refused(written: str | float, unit: str, says: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_quantity(written, unit)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 250


def test_a_message_names_what_it_is_about() -> None:
    with pytest.raises(QuantityError, match="at_least '1,5' has"):
        parse_quantity("1,5", "CNY", what="at_least")
    with pytest.raises(QuantityError, match="at_least '5 people': unit"):
        parse_quantity("5 people", "CNY", what="at_least")


@given(
    number=st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    scale=st.sampled_from([("thousand", 3), ("million", 6), ("bn", 9), ("trillion", 12), ("万", 4), ("亿", 8)]),
)
def test_scaling_is_exact(number: Decimal, scale: tuple[str, int]) -> None:
    word, power = scale
    assert parse_quantity(f"{number} {word} CNY", "CNY") == float(number.scaleb(power))
    assert parse_quantity(f"{number} {word}", f"{word} CNY") == float(number)


@given(number=st.integers(0, 10**15))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert parse_quantity(f"{number:,}", "CNY") == parse_quantity(number, "CNY")


@given(text=st.text(max_size=30) | st.text("0123456789.,-+eE 亿万百元%pmbnk$¥CNY()/每", max_size=12))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(QuantityError):
        assert math.isfinite(parse_quantity(text, "CNY"))
    with contextlib.suppress(QuantityError):
        assert math.isfinite(parse_change(text, "%")[0])
    with contextlib.suppress(QuantityError):
        assert math.isfinite(parse_rate(text))


@pytest.mark.parametrize(
    ("written", "unit", "change"),
    [
        ("66.7 %", "CNY", (0.667, True)),
        ("5 %", "%", (0.05, True)),
        ("5 ‰", "CNY", (0.005, True)),
        ("3 pp", "%", (3.0, False)),
        ("3 percentage points", "% of GDP", (3.0, False)),
        ("3个百分点", "%", (3.0, False)),
        ("50 bp", "%", (0.5, False)),
        ("5 million", "people", (5e6, False)),
        ("100 billion CNY", "CNY", (100e9, False)),
        (5, "%", (5.0, False)),
    ],
)
def test_changes(written: str | float, unit: str, change: tuple[float, bool]) -> None:
    assert parse_change(written, unit) == change


def test_percentage_points_need_a_percentage() -> None:
    with pytest.raises(
        QuantityError, match="percentage points and CNY is no percentage; write % for a relative change"
    ):
        parse_change("3 pp", "CNY")


@pytest.mark.parametrize(
    "written", ["5.5 %", "5.5%", 5.5, "5.5", "5.5 % a year", "5.5% per year", "5.5 % p.a.", "5.5%/年"]
)
def test_rates_are_shares(written: str | float) -> None:
    assert parse_rate(written) == 0.055


@pytest.mark.parametrize("written", ["5.5 pp", "5.5 million", "5.5 CNY", "fast", math.nan])
def test_what_is_no_rate(written: str | float) -> None:
    with pytest.raises(QuantityError):
        parse_rate(written)


def test_a_quantity_keeps_what_was_written() -> None:
    assert split_quantity("7,200亿元") == Quantity(Decimal(7200), "亿元")
    assert split_quantity("663.80 billion CNY") == Quantity(Decimal("663.80"), "billion CNY")
    assert split_quantity("$2.81 million") == Quantity(Decimal("2.81"), "million $")
    assert split_quantity("663.8bn", "CNY") == Quantity(Decimal("663.8"), "bn CNY")
    assert split_quantity(5, "CNY") == Quantity(Decimal(5), "")


def test_convert() -> None:
    assert convert("6638", "100 million CNY", "CNY") == 663_800_000_000.0
    assert convert(Decimal("56.39"), "sq km", "sq m") == 56_390_000.0
    with pytest.raises(QuantityError, match="does not fit"):
        convert("1", "people", "CNY")


@pytest.mark.parametrize(
    ("value", "neighbours", "factor"),
    [
        (72.0, [7.0, 7.4], 10.0),
        (0.72, [7.0, 7.4], 0.1),
        (700.0, [7.0], 100.0),
        (663.8, [0.6, 0.7], 1e3),
        (6638.0, [0.65, 0.7], 1e4),
        (6638.0, [6.5e11, 7e11], 1e-8),
        (7.2, [4.4], None),
        (31.4, [16.98], None),
        (30.0, [7.0], None),
        (72.0, [7.0, 70.0], None),
        (72.0, [], None),
        (72.0, [0.0], None),
        (0.0, [7.0], None),
        (-72.0, [-7.0], 10.0),
    ],
)
def test_common_slips(value: float, neighbours: list[float], factor: float | None) -> None:
    assert slip_factor(value, neighbours) == factor


@given(value=st.floats(1e-3, 1e3), scale=st.floats(1e-6, 1e6))
def test_slips_do_not_hang_on_the_unit(value: float, scale: float) -> None:
    assert slip_factor(1000 * value * scale, [value * scale]) == 1e3
