"""The list of all reports as rows of texts: the reports themselves, and each target's status through time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.report import numbers, words
from tracker.report.language import LANGUAGES, Phrase, translator
from tracker.report.listing import own_words
from tracker.report.timeline import courses
from tracker.verdict import STATUSES

if TYPE_CHECKING:
    from tracker.report.issue import Archive, Call, Issue
    from tracker.report.language import Language
    from tracker.report.timeline import Point

LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}
"""Each language by its own name."""

_LIKELY: Final = frozenset({"on-track", "uncertain", "off-track"})
"""Statuses that stand for a probability, which is printed in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to read: its address, its name, and the tag of its language, empty where it has none."""

    href: str
    name: str
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """A report in the list: its anchor, the texts, and (status, word, count) in the order of a summary."""

    anchor: str
    quarter: str
    as_of: str
    total: str
    counts: tuple[tuple[str, str, int], ...]
    pages: tuple[File, ...]
    prints: tuple[File, ...]
    data: tuple[File, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a report said of a target: `shown` stands beside the shape of its status, `said` is read out with it.

    `remark` is what happened to the target since the report before; an empty `status` means that nothing was said.
    """

    status: str = ""
    shown: str = ""
    said: str = ""
    remark: str = ""
    href: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """A target through time, newest report first; `area` is empty where it is the workspace's."""

    title: Phrase
    area: str
    cells: tuple[Cell, ...]


def issue_rows(archive: Archive, language: Language) -> tuple[IssueRow, ...]:
    """The reports, newest first."""
    return tuple(_issue_row(issue, language) for issue in reversed(archive.issues))


def course_rows(archive: Archive, language: Language) -> tuple[CourseRow, ...]:
    """The targets with their status in each report: those of the newest report in its order, then those that went."""
    return tuple(
        CourseRow(
            title=title_of(course.latest, archive, language),
            area=language.other_area(course.latest.area, archive.area),
            cells=tuple(_cell(point, language) for point in reversed(course.points)),
        )
        for course in courses(archive.issues)
    )


def unread_rows(archive: Archive, language: Language) -> tuple[tuple[str, str], ...]:
    """The folders whose report cannot be listed, with the reason, newest first."""
    return tuple((each.name, language.text(each.reason)) for each in reversed(archive.unread))


def statuses(archive: Archive, language: Language) -> tuple[tuple[str, str], ...]:
    """Every status that a report gave, with its word, in the order of a summary."""
    found = {call.status for issue in archive.issues for call in issue.calls.values()}
    return tuple((key, words.status_word(key, language)) for key in STATUSES if key in found)


def title_of(call: Call, archive: Archive, language: Language) -> Phrase:
    """The title that a target has today, else the one that was recorded of it."""
    title = archive.titles.get(call.id)
    return own_words(call.title, language) if title is None else language.phrase(title)


def counts(issue: Issue, language: Language) -> tuple[tuple[str, str, int], ...]:
    """Status, its word and how many targets have it, in the order of a summary, those only that occur."""
    found = Counter(call.status for call in issue.calls.values())
    return tuple((key, words.status_word(key, language), found[key]) for key in STATUSES if found[key])


def total(issue: Issue, language: Language) -> str:
    """How many targets a report speaks of."""
    return language.plural("{n} target", "{n} targets", len(issue.calls))


def _issue_row(issue: Issue, language: Language) -> IssueRow:
    return IssueRow(
        anchor=str(issue.quarter),
        quarter=numbers.period(issue.quarter, language),
        as_of=numbers.day(issue.as_of, language),
        total=total(issue, language),
        counts=counts(issue, language),
        pages=_named(issue.pages),
        prints=_named(issue.prints),
        data=tuple(File(href=file, name=form) for form, file in issue.data),
    )


def _named(files: tuple[tuple[str, str], ...]) -> tuple[File, ...]:
    """Files of several languages, each by its language's own name."""
    return tuple(
        File(href=file, name=LANGUAGE_NAMES[tag], tag=translator(tag).html_tag)
        for tag, file in files
        if tag in LANGUAGES
    )


def _cell(point: Point, language: Language) -> Cell:
    if point.now is None:
        gone = language.term("course", "gone") if point.went else ""
        return Cell(said=language.text("not among the targets"), remark=gone)
    word = words.status_word(point.now.status, language)
    shown = _shown(point.now, language)
    said = [word] if shown != word else []
    if point.moved and point.before is not None:
        said.append(language.text("was {status}", status=words.status_word(point.before.status, language)))
    place = point.issue.place(point.now.id, language.tag)
    tag = "" if place is None or place[0] == language.tag else translator(place[0]).html_tag
    return Cell(
        status=point.now.status,
        shown=shown,
        said=language.text("; ").join(said),
        remark=_remark(point, language),
        href="" if place is None else place[1],
        tag=tag,
    )


def _shown(call: Call, language: Language) -> str:
    """The probability, or how many steps are done, or the word for the status."""
    if call.probability is not None and call.status in _LIKELY:
        return numbers.probability(call.probability, language)
    if call.steps is not None and call.status != "done":
        return language.text("{done} of {total}", done=call.steps[0], total=call.steps[1])
    return words.status_word(call.status, language)


def _remark(point: Point, language: Language) -> str:
    if point.came:
        return language.term("course", "back") if point.seen else language.term("course", "new")
    if point.restated:
        return language.term("course", "restated")
    return language.term("course", "changed") if point.moved else ""
