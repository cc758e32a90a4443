"""One target as a row of the table of all: what it is sorted and filtered by, and its required and recent pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.units import PERCENT
from tracker.verdict import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.figures import Indicator
    from tracker.report.language import Language
    from tracker.report.report import Entry
    from tracker.report.section import Section
    from tracker.verdict import Assessment

_DIGITS: Final = 2
"""Significant digits of an amount a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the columns are sorted by, as numbers or ISO dates; empty where there is nothing to sort by.

    The status by its place in a summary, the pace by what is required, in percent or percentage points a year.
    """

    status: str
    probability: str
    latest: str
    pace: str
    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The choices by which the table of all targets can be narrowed: value and text of each."""

    statuses: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


def order(entry: Entry) -> Order:
    """What the row of a target is sorted by."""
    verdict = entry.assessment
    required, _, amounts = _paces(verdict, entry.indicator)
    if required is not None and not amounts:
        required *= 100
    elif entry.indicator is None or entry.indicator.unit != PERCENT:
        required = None
    return Order(
        status=str(STATUSES.index(verdict.status)),
        probability="" if verdict.probability is None else f"{verdict.probability:.6f}",
        latest="" if verdict.latest_period is None else verdict.latest_period.end.isoformat(),
        pace="" if required is None else f"{required:.6g}",
        deadline="" if verdict.target.deadline is None else verdict.target.deadline.end.isoformat(),
    )


def pace(entry: Entry, language: Language) -> tuple[str, str]:
    """The required and the recent pace a year in the same unit, empty where there is none.

    In percentage points where the indicator is a percentage, else as rates, or as amounts where a rate is not defined.
    """
    indicator = entry.indicator
    if indicator is None:
        return "", ""
    *both, amounts = _paces(entry.assessment, indicator)
    said = [
        "" if each is None else _amount(each, indicator.unit, language) if amounts else numbers.rate(each, language)
        for each in both
    ]
    return said[0], said[1]


def _amount(value: float, unit: str, language: Language) -> str:
    """A change a year with its sign, in two digits, percentage points in short."""
    if unit != PERCENT:
        return numbers.signed_difference(value, unit, language, digits=_DIGITS)
    sign = "+" if value > 0 else numbers.MINUS if value < 0 else "±"
    return language.text("{number} pp", number=sign + numbers.number(abs(value), language, digits=_DIGITS))


def _paces(verdict: Assessment, indicator: Indicator | None) -> tuple[float | None, float | None, bool]:
    """Required and recent pace a year, and whether they are amounts."""
    if indicator is None or verdict.target.condition.kind == "maintain":
        return None, None, False
    rates, amounts = (
        (verdict.required_rate, verdict.recent_rate),
        (verdict.required_linear, verdict.recent_linear),
    )
    undefined = verdict.required_rate is None and verdict.required_linear is not None
    if indicator.unit == PERCENT or undefined:
        return *amounts, True
    return *rates, False


def filters(sections: Iterable[Section]) -> Filters:
    """The choices that part the targets: those that some have and others have not."""
    rows = list(sections)
    statuses = dict(sorted(((each.status, each.status_word) for each in rows), key=lambda one: STATUSES.index(one[0])))
    tags = dict.fromkeys(sorted({tag for each in rows for tag in each.tags}))
    areas = {each.area: each.area_name for each in rows}
    return Filters(
        statuses=tuple(statuses.items()) if len(statuses) > 1 else (),
        tags=tuple((tag, tag) for tag in tags),
        areas=tuple(areas.items()) if len(areas) > 1 else (),
    )
