"""The releases to come: which figures are overdue, which are expected next, and what each may decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.figures import awaited, by_area
from tracker.report import numbers
from tracker.report.causes import target_link
from tracker.report.report import Release
from tracker.verdict import ACHIEVED, MISSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.figures import Awaited, Indicator, Observation
    from tracker.goals import Declarations, Target
    from tracker.report.language import Language, Phrase
    from tracker.report.listing import Link
    from tracker.report.report import Report
    from tracker.verdict import Assessment

_SETTLED: Final = {ACHIEVED, MISSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release as texts: when, what, and the targets that it settles or bears on."""

    expected: str
    late: str
    indicator: Phrase
    area: str
    periods: str
    settles: tuple[Link, ...]
    informs: tuple[Link, ...]


def releases(
    declarations: Declarations,
    verdicts: Iterable[Assessment],
    figures: Mapping[str, Sequence[Observation]],
    as_of: date,
) -> tuple[Release, ...]:
    """The overdue figures and the next expected ones as of a day, by date.

    Of the indicators that a target still waits for, or that declare how long after its period a figure comes.
    """
    waiting: dict[tuple[str | None, str], list[Target]] = {}
    for verdict in verdicts:
        if verdict.status not in _SETTLED and verdict.replaced_by is None and _is_declared(verdict.target, as_of):
            waiting.setdefault((verdict.target.indicator, verdict.target.area), []).append(verdict.target)
    found: list[Release] = []
    for indicator in declarations.indicators.values():
        known = by_area(row for row in figures.get(indicator.id, ()) if row.published <= as_of)
        for area, rows in known.items():
            targets = waiting.get((indicator.id, area), [])
            calendar = awaited(rows, indicator, as_of)
            found += [each for each in _of(indicator, area, targets, calendar) if _is_wanted(each)]
    return tuple(sorted(found, key=lambda each: each.expected))


def _is_declared(target: Target, as_of: date) -> bool:
    declared = target.declared
    return declared is None or declared.on is None or declared.on <= as_of


def _of(
    indicator: Indicator, area: str, targets: Sequence[Target], calendar: tuple[Awaited | None, Awaited | None]
) -> Iterator[Release]:
    for each, overdue in zip(calendar, (True, False), strict=True):
        if each is not None:
            settles = tuple(target for target in targets if _settles(each, target))
            yield Release(
                indicator=indicator,
                area=area,
                period=each.first,
                last=each.last,
                expected=each.expected,
                count=each.count,
                overdue=overdue,
                settles=settles,
                informs=tuple(target for target in targets if target not in settles and _bears_on(each, target)),
            )


def _is_wanted(release: Release) -> bool:
    return bool(release.settles or release.informs or release.indicator.lag_days)


def _settles(figures: Awaited, target: Target) -> bool:
    """Whether a figure can end the question: that of the deadline, or any one where a single figure decides."""
    if not _bears_on(figures, target) or target.deadline is None:
        return False
    at_once = target.reached == "any_time" or target.condition.kind == "maintain"
    return at_once or figures.last.end >= target.deadline.end


def _bears_on(figures: Awaited, target: Target) -> bool:
    return target.deadline is not None and figures.first.end <= target.deadline.end


def rows(report: Report, language: Language) -> tuple[ReleaseRow, ...]:
    """The releases as texts, in their order; the workspace's own area is not said."""
    return tuple(
        ReleaseRow(
            expected=numbers.day(each.expected, language),
            late=_late(each, report.as_of, language),
            indicator=language.phrase(each.indicator.title),
            area=language.other_area(each.area, report.settings.area),
            periods=numbers.span(each.period, each.last, language),
            settles=_links(each.settles, language),
            informs=_links(each.informs, language),
        )
        for each in report.coming
    )


def _late(release: Release, as_of: date, language: Language) -> str:
    if not release.overdue:
        return ""
    return language.text("overdue for {age}", age=numbers.age((as_of - release.expected).days, language))


def _links(targets: Iterable[Target], language: Language) -> tuple[Link, ...]:
    return tuple(target_link(target, language) for target in targets)
