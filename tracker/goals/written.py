"""What may be written as one value: texts, ids, areas, periods, days, spans, amounts.

Each function returns the value as it may be kept, or raises ValueError with a sentence for whoever wrote it.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import YEAR_TO_DATE, Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_ID: Final = 80
LONGEST_LAG_DAYS: Final = 3660

IDENTIFIER: Final = r"[a-z0-9][a-z0-9-]*"
AREA: Final = r"[A-Za-z0-9_-]+"
SERVICE: Final = r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Z][A-Z0-9_]+:[^/\\]+/|\$\{"
"""How an address of a service begins: with a scheme, the id of an SDMX service, or a variable of the environment."""

LANGUAGE: Final = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"

_IDENTIFIER = re.compile(IDENTIFIER)
_AREA = re.compile(AREA)
_LANGUAGE = re.compile(LANGUAGE)
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
_DAYS = re.compile(r"(?P<count>[0-9]+) *(?P<unit>d|days?|天|日|weeks?|周)?")
_SPAN = re.compile(r" *(?:\.\.+|…|–|—|至|\bto\b) *")
_LONGEST_SHOWN = 60

_MOST_LOG_ODDS = 2
"""More than that no collection of public goals has shown."""


def found(value: object) -> str:
    """Name what stands in a place, for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {_shortened(str(value))}"
    if isinstance(value, dict):
        return f"keys ({shown(', '.join(map(str, value)))})" if value else "no keys"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return shown(value)


def shown(value: object) -> str:
    """Quote a text for a message, control characters escaped, shortened."""
    return repr(_shortened(str(value)))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def check_words(value: object) -> str:
    """Return a plain text that says something."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"a text belongs here, found the number {value}; write it in quotes: '{value}'")  # noqa: TRY004
    if not isinstance(value, str):
        raise ValueError(f"a text belongs here, found {found(value)}")  # noqa: TRY004 - pydantic reads ValueError only
    if not value.strip():
        raise ValueError("the text is empty; write one, or remove the key")
    return value


def check_text(value: object) -> str | dict[str, str]:
    """Return a text, or one for each language."""
    if not isinstance(value, dict):
        return check_words(value)
    if not value:
        raise ValueError("no language is given; write a text, or {en: …, zh: …}")
    for language, words in value.items():
        if words is None:
            raise ValueError(f"{shown(language)} has no text; within braces a comma ends one, so write it in quotes")
        if not _LANGUAGE.fullmatch(language):
            raise ValueError(f"{shown(language)} is no language; write a text, or {{en: …, zh: …}}")
        check_words(words)
    return value


def check_texts(value: object) -> object:
    """Return one text (in one or more languages), or a list of them."""
    if isinstance(value, list):
        return [check_text(each) for each in value]
    return check_text(value)


def check_identifier(value: object) -> str:
    """Return an id, which is also a file name."""
    text = check_words(value)
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError(f"{shown(text)} is no id; write small letters a-z, digits and hyphens, the first no hyphen")
    if len(text) > LONGEST_ID:
        raise ValueError(f"{shown(text)} has {len(text)} characters; an id has at most {LONGEST_ID}")
    if _RESERVED.fullmatch(text):
        raise ValueError(f"{shown(text)} cannot be a file name on Windows; write another id, like '{text}-1'")
    return text


def check_member(value: object) -> str:
    """Return the id of another target, with or without @AREA."""
    text = check_words(value)
    declared, at, area = text.partition("@")
    check_identifier(declared)
    if at:
        check_area(area)
    return text


def check_members(value: object) -> list[str]:
    """Return a list of target ids, none twice."""
    return _distinct(value, check_member, "target ids")


def check_area(value: object) -> str:
    """Return the code of an area; a whole number is a code too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = check_words(value)
    if not _AREA.fullmatch(text):
        raise ValueError(f"{shown(text)} is no area code; write letters, digits, - and _ only, like CN-GD")
    return text


def check_areas(value: object) -> list[str]:
    """Return a list of area codes, none twice."""
    return _distinct(value, check_area, "area codes, like [CN-GD, CN-JS]")


def check_list_of_words(value: object) -> list[str]:
    """Return a list of plain texts, none twice."""
    return _distinct(value, check_words, "texts")


def _distinct(value: object, check: Callable[[object], str], what: str) -> list[str]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"a list of {what} belongs here, found {found(value)}")
    checked = [check(each) for each in value]
    if len(set(checked)) < len(checked):
        twice = next(each for each in checked if checked.count(each) > 1)
        raise ValueError(f"{shown(twice)} stands twice; keep one")
    return checked


def check_url(value: object) -> str:
    """Return an address on the web."""
    text = check_words(value)
    if not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise ValueError(f"{shown(text)} is no address; write one that begins with https:// or http://")
    return text


def check_service(value: object) -> str:
    """Return the address of a service that figures are asked from; it holds no password, and is no path."""
    text = check_words(value)
    if not re.match(SERVICE, text):
        raise ValueError(f"{shown(text)} is no address; write https://…, or give a file of this workspace as `path`")
    if re.search(r"://[^/?#]*:[^/?#@]*@", text):
        raise ValueError(
            "a password stands in the address; targets.yaml is for everybody to read: keep the address, or the key in"
            " it, in an environment variable"
        )
    return text


def check_place(value: object) -> str:
    """Return the address of a folder on the web."""
    text = check_url(value)
    if re.search(r"[?#]", text):
        raise ValueError(f"{shown(text)} is no address of a folder; write it without ? and #")
    return text


def parse_day(value: object) -> date:
    """Return a day written like 2024-10-09."""
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{shown(value)} is no day of the calendar") from None
    raise ValueError(f"a day belongs here, found {found(value)}; write it like 2024-10-09")


def parse_moment(value: object) -> Period:
    """Return the period of `by`, `since` or `baseline`: a year, half-year, quarter, month or day."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"a period belongs here, found {found(value)}; write 2027, 2027-Q2, 2027-06 or 2027-06-30")  # noqa: TRY004
    period = parse_period(value)
    if period.frequency == YEAR_TO_DATE:
        raise ValueError(f"{shown(value)} is a range; write its last month: {period.end:%Y-%m}")
    return period


def parse_span(value: object) -> tuple[Period, Period]:
    """Return the first and the last period of `over`, both of one frequency."""
    parts = _SPAN.split(value.strip()) if isinstance(value, str) else [value]
    if len(parts) > 2:
        raise ValueError(f"{shown(value)} is no span; write its first and last period, like 2021..2025")
    first, last = parse_moment(parts[0]), parse_moment(parts[-1])
    if first.frequency != last.frequency:
        raise ValueError(f"{shown(value)} runs from {first.frequency} to {last.frequency}; write both ends alike")
    if last < first:
        raise ValueError(f"{shown(value)} ends before it begins; write {last}..{first}")
    return first, last


def parse_days(value: object) -> int:
    """Return a number of days: `45 days`, `6 weeks`, or the bare number."""
    written = _DAYS.fullmatch(str(value).strip().lower()) if isinstance(value, int | str) else None
    if written is None or isinstance(value, bool):
        raise ValueError(f"a number of days belongs here, found {found(value)}; write it like 45 days")
    days = int(written["count"]) * (7 if (written["unit"] or "").startswith(("week", "周")) else 1)
    if days > LONGEST_LAG_DAYS:
        raise ValueError(f"{days} days are more than ten years; write at most {LONGEST_LAG_DAYS} days")
    return days


def check_amount(value: object) -> int | float | str:
    """Return a finite number, or a text that may be a quantity (its unit is checked against the indicator's later)."""
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"a number or a quantity belongs here, found {found(value)}; write 15 or 1 trillion CNY")  # noqa: TRY004
    if not math.isfinite(value):
        raise ValueError(f"{value} is not finite; write a number")
    return value


def check_pair(value: object) -> list[int | float | str]:
    """Return two amounts, the lower one first (their order is checked once their unit is known)."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"two bounds belong here, found {found(value)}; write them like [97, 103]")
    return [check_amount(each) for each in value]


def check_bounds(value: object) -> list[Any]:
    """Return two amounts, of which one may be null."""
    if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
        raise ValueError(f"two bounds belong here, found {found(value)}; write them like [0, 100] or [0, null]")
    return [None if each is None else check_amount(each) for each in value]


def check_share(value: object) -> float:
    """Return a number between 0 and 1, both excluded."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise ValueError(f"a share between 0 and 1 belongs here, found {found(value)}; write it like 0.75")
    return float(value)


def check_log_odds(value: object) -> float:
    """Return a number from 0 to 2."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_LOG_ODDS:
        raise ValueError(f"log odds from 0 (off) to 2 belong here, found {found(value)}; write them like 0.6")
    return float(value)


def check_flag(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"true or false belongs here, found {found(value)}")  # noqa: TRY004 - see check_words
    return value


def whole_number(lowest: int, highest: int) -> Callable[[object], int]:
    """Return the check of a whole number within a range."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest} belongs here, found {found(value)}")
        return value

    return check


def check_format(value: object) -> int:
    """Return the version of the file's format."""
    if value != 1 or isinstance(value, bool):
        raise ValueError(f"this version reads format 1, found {found(value)}; write `format: 1`, or leave it out")
    return 1


def one_of(*options: str) -> Callable[[object], str]:
    """Return the check of a word that must be one of a few."""

    def check(value: object) -> str:
        from tracker.goals.finder import did_you_mean

        if value not in options:
            hint = did_you_mean(_SYNONYMS.get(str(value).lower(), str(value)), options)
            raise ValueError(f"{found(value)} is none of {', '.join(options)}{hint}")
        return str(value)

    return check


_SYNONYMS: Final = {
    "yearly": "annual", "year": "annual", "biannual": "half-yearly", "semi-annual": "half-yearly",
    "quarter": "quarterly", "month": "monthly", "day": "daily", "average": "mean", "total": "sum", "higher": "up",
    "more": "up", "lower": "down", "less": "down", "money": "currency", "percentage": "share", "real": "constant",
    "nominal": "current", "anytime": "any_time", "any-time": "any_time", "cn": "zh", "chinese": "zh", "english": "en",
}  # fmt: skip
