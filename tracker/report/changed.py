"""What changed in goals and figures since the report before, as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.report import differences, numbers, words
from tracker.report.causes import MARKS, sentence, target_link
from tracker.report.language import Phrase
from tracker.report.listing import Link, flag_word, own_words
from tracker.report.units import PERCENT, RANK

if TYPE_CHECKING:
    from tracker.figures import Observation
    from tracker.goals import Target
    from tracker.report.causes import Background
    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.verdict import Differences


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A new figure as a row."""

    indicator: Phrase
    area: str
    period: str
    figure: str
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedRow:
    """A revised figure as a row: old and new, and their difference in percent or percentage points."""

    indicator: Phrase
    area: str
    period: str
    old: str
    new: str
    difference: str
    published: str
    reason: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal that was added, restated, replaced, or is no longer declared."""

    target: Link
    event: tuple[Link, ...]
    before: str
    after: str
    reason: Phrase


def new_rows(found: Differences, own_area: str, language: Language) -> tuple[NewRow, ...]:
    """The new figures, by indicator and in time order; the workspace's `own_area` is not said."""
    return tuple(
        NewRow(
            indicator=language.phrase(each.indicator.title),
            area=language.other_area(row.area, own_area),
            period=numbers.period(row.period, language),
            figure=_figure(row, each.indicator.unit, language),
            published=numbers.day(row.published, language),
        )
        for each in found.figures
        for row in each.new
    )


def revised_rows(found: Differences, own_area: str, language: Language) -> tuple[RevisedRow, ...]:
    """The revised figures, by indicator and in time order; the workspace's `own_area` is not said."""
    return tuple(
        RevisedRow(
            indicator=language.phrase(each.indicator.title),
            area=language.other_area(row.area, own_area),
            period=numbers.period(row.period, language),
            old=_figure(before, each.indicator.unit, language),
            new=_figure(row, each.indicator.unit, language),
            difference=_difference(before, row, each.indicator.unit, language),
            published=numbers.day(row.published, language),
            reason=own_words(row.note, language),
        )
        for each in found.figures
        for before, row in each.revised
    )


def _figure(row: Observation, unit: str, language: Language) -> str:
    """A figure with the word for its flag, as a provisional one that is revised to the final one."""
    written = numbers.figure(row, unit, language)
    flag = flag_word(row.status, language)
    return language.text("{figure} ({flag})", figure=written, flag=flag) if flag else written


def _difference(old: Observation, new: Observation, unit: str, language: Language) -> str:
    """The difference between two vintages, in percent of the older one; between percentages in points."""
    if old.value is not None and new.value is not None and unit in {PERCENT, RANK}:
        return numbers.signed_difference(new.value - old.value, unit, language)
    if old.value is not None and new.value is not None:
        if not old.value:
            return numbers.NOTHING
        share = (new.value - old.value) / abs(old.value)
        return f"{differences.sign(share)}{numbers.rate(abs(share), language)}"
    if old.growth is not None and new.growth is not None:
        return numbers.signed_difference(new.growth - old.growth, PERCENT, language)
    return numbers.NOTHING


def goal_rows(report: Report, background: Background, language: Language) -> tuple[GoalRow, ...]:
    """The goals that were added, restated, or are no longer declared."""
    found = background.found
    targets = {entry.target.id: entry.target for entry in report.entries}

    def goal(target: Target) -> str:
        return words.condition(target, background.indicators.get(target.indicator or ""), language)

    rows = []
    for target in found.added:
        old = targets.get(target.replaces or "")
        day = target.declared.on if target.declared is not None else None
        is_new = day is not None and found.first.day < day <= found.last.day
        when = numbers.day(day, language) if day is not None and is_new else ""
        if old is not None:
            event = sentence(
                language.text("declared on {day}, in place of {old}", day=when, old=MARKS[0])
                if when
                else language.text("in place of {old}", old=MARKS[0]),
                target_link(old, language),
            )
        elif when:
            event = sentence(language.text("declared on {day}", day=when))
        else:
            event = sentence(language.text("taken up since the earlier report"))
        before = "" if old is None else goal(old)
        rows.append(
            GoalRow(
                target=target_link(target, language),
                event=event,
                before=before,
                after=goal(target),
                reason=Phrase(text=""),
            )
        )
    rows += [
        GoalRow(
            target=target_link(each.after, language),
            event=sentence(language.text("restated")),
            before=goal(each.before),
            after=goal(each.after),
            reason=Phrase(text="") if each.note is None else language.phrase(each.note),
        )
        for each in found.restated
    ]
    rows += [
        GoalRow(
            target=Link(text=Phrase(text=name)),
            event=sentence(language.text("no longer declared")),
            before="",
            after="",
            reason=Phrase(text=""),
        )
        for name in found.removed
    ]
    return tuple(rows)
