"""What changed since the report before, as sentences and rows that open a report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.figures import Period
from tracker.report import differences, numbers, words
from tracker.report.causes import MARKS, NOTABLE, Background, because, sentence, target_link
from tracker.report.changed import GoalRow, NewRow, RevisedRow, goal_rows, new_rows, revised_rows
from tracker.report.language import Phrase
from tracker.report.listing import Link
from tracker.report.opening import heading, opening, side
from tracker.verdict import CAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.report.language import Language
    from tracker.report.report import Entry, Report
    from tracker.verdict import Change, Standing

_SETTLING: Final = {"broken", "reached", "reached-change"}
"""Reasons that name the period whose figure alone settled a target."""

MOST_SHOWN: Final = 8
"""Rows of a list up to which it stands open; a longer one is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A verdict at one of both sides."""

    status: str
    status_word: str
    probability: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A verdict that moved: before, after, the change in all, what each cause did, and why in words."""

    target: Link
    before: Stand
    after: Stand
    size: str
    parts: tuple[str, ...]
    why: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that the part on changes says.

    `causes` are the headings of the columns of `Move.parts`; `slight` are verdicts that moved by less than what is
    spoken of. `opening` and what is `next` are sentences in pieces. `further` to `slightly` and `goals_said` to
    `revised_said` are what is read of a list that is folded.
    """

    heading: str
    opening: tuple[Link, ...]
    next: tuple[Link, ...]
    side: str
    causes: tuple[str, ...]
    moves: tuple[Move, ...]
    slight: tuple[Move, ...]
    further: str
    sizes: str
    slightly: str
    goals: tuple[GoalRow, ...]
    new: tuple[NewRow, ...]
    revised: tuple[RevisedRow, ...]
    goals_said: str
    new_said: str
    revised_said: str


def changes(report: Report, language: Language) -> Changes | None:
    """What changed since the report before; None where the report does not know."""
    found = report.changes
    if found is None:
        return None
    background = Background(
        found=found,
        indicators={each.indicator.id: each.indicator for each in report.entries if each.indicator is not None},
        steps={each.target.id: each.steps for each in report.entries if each.steps is not None},
        decisive={
            each.target.id: value
            for each in report.entries
            for reason in each.assessment.reasons
            for value in dict(reason.values).values()
            if reason.code in _SETTLING and isinstance(value, Period)
        },
        version=report.version,
    )
    # A first verdict on a new goal is no change of one, and one on a goal that is yet to come none at all.
    others = {each.id for each in found.added} | {
        each.target.id for each in report.entries if _is_to_come(each, report)
    }
    old = [change for change in found.changes if change.target.id not in others]
    stirred = sorted((each for each in old if not each.is_none), key=_rank, reverse=True)
    moved = [each for each in stirred if _is_notable(each)]
    # Where nothing was known, every verdict is the first.
    told, slight = (moved, [each for each in stirred if each not in moved]) if found.known else ([], [])
    used = [k for k in range(len(CAUSES)) if any(each.parts[k].change or each.parts[k].statuses for each in told)]
    own = report.settings.area
    goals = goal_rows(report, background, language)
    new, revised = new_rows(found, own, language), revised_rows(found, own, language)
    return Changes(
        heading=heading(report, found.first, language),
        opening=opening(report, background, old, moved, language),
        next=_next(report, language),
        side=side(found.first, language),
        causes=tuple(differences.cause_word(CAUSES[k], language) for k in used),
        moves=tuple(_move(each, used, background, language) for each in told),
        slight=tuple(_move(each, used, background, language) for each in slight),
        further=language.plural("{n} more verdict", "{n} more verdicts", len(moved) - MOST_SHOWN),
        sizes=language.text("What each cause did"),
        slightly=language.plural(
            "{n} verdict moved by less than half a percentage point",
            "{n} verdicts moved by less than half a percentage point",
            len(slight),
        ),
        goals=goals,
        new=new,
        revised=revised,
        goals_said=language.plural("{n} goal", "{n} goals", len(goals)),
        new_said=language.plural("{n} new figure", "{n} new figures", len(new)),
        revised_said=language.plural("{n} revised figure", "{n} revised figures", len(revised)),
    )


def _next(report: Report, language: Language) -> tuple[Link, ...]:
    """Which figure is the next to come, and where all are listed."""
    coming = [each for each in report.coming if not each.overdue]
    if not coming:
        return ()
    first = coming[0]
    said = language.text(
        "The next figure expected is that of {period} for {indicator}, on {day}; see {all}.",
        period=numbers.period(first.period, language),
        indicator=MARKS[0],
        day=numbers.day(first.expected, language),
        all=MARKS[1],
    )
    title, table = language.phrase(first.indicator.title), language.text("all coming releases")
    return sentence(said, Link(text=title), Link(text=Phrase(text=table), href="#releases"))


def _is_to_come(entry: Entry, report: Report) -> bool:
    """Whether a target is declared after the day of the report."""
    declared = entry.target.declared
    return declared is not None and declared.on is not None and declared.on > report.as_of


def _is_notable(change: Change) -> bool:
    if change.before.status != change.after.status:
        return True
    return any(abs(size or 0.0) >= NOTABLE for size in (change.change, *(part.change for part in change.parts)))


def _rank(change: Change) -> tuple[float, bool]:
    return abs(change.change or 0.0), change.before.status != change.after.status


def _move(change: Change, used: Iterable[int], background: Background, language: Language) -> Move:
    sizes = differences.points(change)
    what = _what(change, language)
    return Move(
        target=target_link(change.target, language),
        before=_stand(change.before, language),
        after=_stand(change.after, language),
        size="" if change.change is None else _points(differences.whole(change), language),
        parts=tuple(_part(change, k, sizes[k], language) for k in used),
        why=because(what, change, background, language),
    )


def _part(change: Change, k: int, size: float | None, language: Language) -> str:
    part = change.parts[k]
    if size is None:
        return differences.part_text(part, None, language) or numbers.NOTHING
    return _points(size, language) if part.change or part.statuses else numbers.NOTHING


def _points(size: float, language: Language) -> str:
    """A change in percentage points as the cell of a column that names the unit."""
    return f"{differences.sign(size)}{numbers.number(Decimal(f'{abs(size):.1f}'), language)}"


def _what(change: Change, language: Language) -> str:
    size = differences.whole(change)
    if change.change is None:
        if change.before.status == "no-data":
            return language.text("A first verdict is possible")
        return language.text("The status changed")
    if not _is_notable(change):
        return language.text("The chance moved by less than half a percentage point")
    if abs(change.change) < NOTABLE:
        return language.text("The causes cancel each other out")
    points = numbers.percentage_points(abs(size), language, digits=None)
    if change.change > 0:
        return language.text("The chance that it is met rose by {points}", points=points)
    return language.text("The chance that it is met fell by {points}", points=points)


def _stand(standing: Standing, language: Language) -> Stand:
    return Stand(
        status=standing.status,
        status_word=words.status_word(standing.status, language),
        probability="" if standing.probability is None else numbers.probability(standing.probability, language),
    )
