"""What an Open SDG repository asks: the items of `progress_calculation_options`, with the platform's defaults."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.exchange.arrival import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.exchange.open_sdg_words import Text
    from tracker.exchange.open_sdg_yaml import Page, Place

OPTIONS: Final = "progress_calculation_options"
AUTOMATIC: Final = "auto_progress_calculation"
BASE_YEAR: Final = 2015
TARGET_YEAR: Final = 2030
_DIRECTIONS: Final = {"positive": 1, "negative": -1}
_KEYS: Final = (
    "series",
    "unit",
    "disaggregation",
    "direction",
    "base_year",
    "target_year",
    "target",
    "limit",
    "progress_thresholds",
)
_PREFIX: Final = "progress_calculation_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One goal: `direction` is +1 where more is better; `target` and `limit` are numbers as typed, empty for none.

    `defaulted` names what the platform's defaults filled in, `unread` the keys that have no meaning here.
    """

    place: str
    direction: int
    base_year: int
    target_year: int
    target: str = ""
    limit: str = ""
    series: str | None = None
    unit: str | None = None
    breakdown: tuple[tuple[str, str], ...] = ()
    defaulted: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def is_on(value: object) -> bool | None:
    """The switch that a text is; None where it is none."""
    said = value.strip().lower() if isinstance(value, str) else ""
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(said)


def items(pages: Sequence[Page]) -> tuple[tuple[Item, ...], tuple[Refusal, ...]]:
    """The goals that the pages of an indicator declare, and the items that cannot be read.

    One item of defaults alone where the platform calculates progress and no options are written.
    """
    found, refused = [], []
    for page, place, written in _written(pages):
        where = page.at(*place)
        if page.is_doubtful(*place):
            refused.append(Refusal(place=where, reason="the item contradicts itself; no target was made of it"))
            continue
        try:
            found.append(_item(written, where))
        except ValueError as error:
            refused.append(Refusal(place=where, reason=f"{error}; no target was made of the item"))
    return tuple(found), tuple(refused)


def _written(pages: Sequence[Page]) -> Iterator[tuple[Page, Place, Any]]:
    automatic = False
    for page in pages:
        automatic = automatic or is_on(page.data.get(AUTOMATIC)) is True
        options = page.data.get(OPTIONS)
        if options or page.is_doubtful(OPTIONS):
            yield from _flat(page, (OPTIONS,), options)
            return
    for page in pages:
        old = {key: page.data[_PREFIX + key] for key in _KEYS if page.data.get(_PREFIX + key) is not None}
        if not old and automatic and page.data.get("direction") in _DIRECTIONS:
            old = {key: page.data[key] for key in _KEYS if page.data.get(key) is not None}
            if not _is_number(old.get("target")):
                old.pop("target", None)
        if old:
            yield page, (_PREFIX + "direction",), old
            return
    if automatic:
        page = next(each for each in pages if is_on(each.data.get(AUTOMATIC)))
        yield page, (AUTOMATIC,), {}


def _flat(page: Page, place: Place, written: Any) -> Iterator[tuple[Page, Place, Any]]:  # noqa: ANN401 - whatever stands there
    """Every item, those of groups too."""
    if isinstance(written, list):
        for number, each in enumerate(written):
            yield from _flat(page, (*place, number), each)
    elif isinstance(written, dict) and isinstance(written.get("group"), list | dict):
        yield from _flat(page, (*place, "group"), written["group"])
    else:
        yield page, place, written


def _item(written: Any, place: str) -> Item:  # noqa: ANN401
    if not isinstance(written, dict):
        raise ValueError(f"an item has keys such as target and direction, found {written!r}")  # noqa: TRY004 - one kind of error
    given = {key: value for key, value in written.items() if value not in (None, "", [], {})}
    direction = given.get("direction", "negative")
    if direction not in _DIRECTIONS:
        raise ValueError(f"direction {direction!r} is neither positive nor negative")
    breakdown = given.get("disaggregation", [])
    pairs = (
        [
            (each["field"], each["value"])
            for each in breakdown
            if isinstance(each, dict) and isinstance(each.get("field"), str) and isinstance(each.get("value"), str)
        ]
        if isinstance(breakdown, list)
        else []
    )
    if len(pairs) != len(breakdown):
        raise ValueError("disaggregation is a list of field and value, each a text")
    for name in ("target", "limit"):
        if name in given and not _is_number(given[name]):
            raise ValueError(f"{name} {given[name]!r} is no number")
    defaults = {"direction": "negative", "base_year": BASE_YEAR, "target_year": TARGET_YEAR}
    return Item(
        place=place,
        direction=_DIRECTIONS[direction],
        base_year=_year(given, "base_year", BASE_YEAR),
        target_year=_year(given, "target_year", TARGET_YEAR),
        target=given.get("target", ""),
        limit=given.get("limit", ""),
        series=given.get("series"),
        unit=given.get("unit"),
        breakdown=tuple(pairs),
        defaulted=tuple(f"{name}: {value}" for name, value in defaults.items() if name not in given),
        unread=tuple(key for key in given if key not in _KEYS or key == "progress_thresholds"),
    )


def _year(given: Mapping[str, Any], name: str, default: int) -> int:
    if name not in given:
        return default
    found = re.fullmatch(r"([12]\d{3})(\.0+)?", str(given[name]).strip())
    if found is None:
        raise ValueError(f"{name} {given[name]!r} is no year")
    return int(found[1])


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, str) and math.isfinite(float(value)) and "_" not in value
    except ValueError:
        return False


def number(text: str) -> int | float:
    """A typed number as targets.yaml has it."""
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 1e15 else found


def sentence(item: Item, unit: str, title: Text, since: int) -> Text:
    """The title of a target: the indicator's, and what is asked of it."""
    if isinstance(title, str):
        return f"{title}: {_asked(item, unit, 'en', since)}"
    return {
        code: f"{said}{'：' if code == 'zh' else ': '}{_asked(item, unit, code, since)}" for code, said in title.items()
    }


def _asked(item: Item, unit: str, language: str, since: int) -> str:
    up = item.direction > 0
    amount = f"{number(item.target)}{' %' if unit == '%' else ''}" if item.target else ""
    if language == "zh":
        asked = f"{'不低于' if up else '不超过'}{amount}" if amount else f"{'高于' if up else '低于'}{since}年"
        return f"到{item.target_year}年{asked}"
    if language == "en":
        asked = f"{'at least' if up else 'at most'} {amount}" if amount else f"{'above' if up else 'below'} {since}"
        return f"{asked} by {item.target_year}"
    return (
        f"{'≥' if up else '≤'} {amount} ({item.target_year})"
        if amount
        else f"{'↑' if up else '↓'} {since}–{item.target_year}"
    )
