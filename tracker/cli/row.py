"""From what was typed after `tracker add` to the columns of a row."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tracker.errors import QuantityError
from tracker.figures import parse_period, parse_unit, split_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.figures import Indicator

_QUALIFIED = re.compile(r"\s*([<>~≈＞＜～])(?!=)\s*(.+)", re.DOTALL)
_QUALIFIERS: Final = {"≈": "~", "＞": ">", "＜": "<", "～": "~"}
_SCALE_WORDS: Final = {
    1: "", 10**3: "thousand", 10**4: "10 thousand", 10**6: "million", 10**7: "10 million", 10**8: "100 million",
    10**9: "billion", 10**10: "10 billion", 10**11: "100 billion", 10**12: "trillion",
}  # fmt: skip


def figure_columns(
    indicator: Indicator,
    period: str,
    value: str,
    *,
    area: str,
    as_of: date,
    revises: bool,
    options: Mapping[str, str | None],
) -> dict[str, str]:
    """The columns of a new figure, all of them texts.

    `published` is by default the end of the period plus the indicator's lag, or `as_of` if that is earlier; for a
    revision it is `as_of`. Raises a TrackerError when a text cannot be understood.
    """
    written = _written(options, ("unit", "qualifier", "status", "published", "source", "url", "note"))
    span = parse_period(period)
    qualifier, amount = _qualified(value, written.pop("qualifier", ""))
    number, unit = _number_and_unit(amount, written.pop("unit", ""), indicator)
    by_rule = min(span.end + timedelta(days=indicator.lag_days), as_of)
    return {
        "area": area,
        "period": str(span),
        "value": number,
        "unit": unit,
        "qualifier": qualifier,
        "published": (as_of if revises else by_rule).isoformat(),
    } | written


def step_columns(step: str, status: str, *, as_of: date, options: Mapping[str, str | None]) -> dict[str, str]:
    """The columns of a milestone target's new row; `published` is by default `as_of`."""
    written = _written(options, ("published", "evidence", "source"))
    return {"step": step.strip(), "status": status.strip(), "published": as_of.isoformat()} | written


def without_implied(
    columns: Mapping[str, str], header: Sequence[str], indicator: Indicator, area: str
) -> dict[str, str]:
    """The columns without those that the header lacks and that reading fills in just so."""
    rule = (parse_period(columns["period"]).end + timedelta(days=indicator.lag_days)).isoformat()
    implied = {"area": area, "published": rule}
    return {
        column: text for column, text in columns.items() if column in header or not text or implied.get(column) != text
    }


def _written(options: Mapping[str, str | None], columns: Sequence[str]) -> dict[str, str]:
    """The options that were given, without blanks around them."""
    return {column: text.strip() for column in columns if (text := options.get(column)) is not None}


def _qualified(value: str, given: str) -> tuple[str, str]:
    """The qualifier and the rest of a value like `>100 billion`."""
    found = _QUALIFIED.fullmatch(value)
    if found is None:
        return given, value
    sign = _QUALIFIERS.get(found[1], found[1])
    if given and given != sign:
        raise QuantityError(f"{value!r} begins with {sign!r}, but --qualifier says {given!r}; write one of them")
    return sign, found[2]


def _number_and_unit(amount: str, given: str, indicator: Indicator) -> tuple[str, str]:
    """The number and the label of its unit as they are written into the file; no label for the indicator's own."""
    found = split_quantity(amount, indicator.unit)
    if found.unit and given and parse_unit(found.unit) != parse_unit(given):
        raise QuantityError(f"{amount!r} has the unit {found.unit!r}, but --unit says {given!r}; write one of them")
    label = found.unit or given
    return str(found.number), _plain_label(label, indicator)


def _plain_label(label: str, indicator: Indicator) -> str:
    """A label in plain words where it was written short or in Chinese: `亿元` → `100 million CNY`.

    Empty for the indicator's own unit, which a row need not repeat.
    """
    if not label or parse_unit(label) == parse_unit(indicator.unit):
        return ""
    unit, expected = parse_unit(label), parse_unit(indicator.unit)
    scale = _SCALE_WORDS.get(int(unit.scale)) if unit.scale == int(unit.scale) else None
    if scale is None or unit.base not in ("", expected.base):
        return label
    base = indicator.unit if expected.scale == 1 else expected.base
    return f"{scale} {base}".strip()
