"""The reports as a feed (Atom, RFC 4287): an entry for each report, and for each status that changed since the last.

An entry's id is made from the workspace's title and area, the language, the quarter and the target: it stays the same
when the report is written anew. Links are whole addresses where the workspace says where its reports are read;
elsewhere they are relative to the feed itself.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from tracker.report import archive as rows
from tracker.report import numbers, words
from tracker.report.listing import page_name
from tracker.report.timeline import courses

if TYPE_CHECKING:
    from datetime import date

    from tracker.report.issue import Archive, Call, Issue
    from tracker.report.language import Language
    from tracker.report.timeline import Course, Point

MOST_REPORTS: Final = 12
"""Reports that a feed goes back to, three years of quarters; the list of all reports has the others."""

_SPACE: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_IDS: Final = uuid.UUID("3e0c2b1c-5d4f-5b8e-9a57-3f6f1c5f0a1d")
_NO_XML: Final = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")
"""Characters that XML cannot hold, and control characters that it should not."""


def feed_name(tag: str, own: str) -> str:
    """The name of the feed in one language: the workspace's own has none in it."""
    return page_name(tag, own, "feed").removesuffix(".html") + ".atom"


def feed(archive: Archive, language: Language, version: str) -> bytes:
    """The feed of an archive that holds at least one report, newest entries first."""
    title = language.phrase(archive.title).text
    home = uuid.uuid5(_IDS, json.dumps([str(archive.title), archive.area, language.tag]))
    root = ET.Element("feed", {"xmlns": _SPACE, _LANG: language.html_tag})
    _add(root, "id", home.urn)
    _add(root, "title", language.text("{title}: progress reports", title=title))
    _add(root, "subtitle", language.text("New reports, and every target whose status changed"))
    _add(root, "updated", _moment(max(issue.as_of for issue in archive.issues)))
    _link(root, archive, "alternate", page_name(language.tag, archive.own), "text/html")
    if archive.address:
        _link(root, archive, "self", feed_name(language.tag, archive.own), "application/atom+xml")
    _add(_add(root, "author"), "name", title)
    _add(root, "generator", "tracker", {"version": version})
    found = courses(archive.issues)
    for k in reversed(range(max(0, len(archive.issues) - MOST_REPORTS), len(archive.issues))):
        _report_entry(root, archive.issues[k], archive, language, home)
        for course in found:
            _course_entry(root, course, course.points[k], archive, language, home)
    ET.indent(root, space=" ")
    content = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{content}\n'.encode()


def _report_entry(root: ET.Element, issue: Issue, archive: Archive, language: Language, home: uuid.UUID) -> None:
    quarter = numbers.period(issue.quarter, language)
    listed = language.text(", ").join(
        language.text("{n} {status}", n=n, status=word) for _, word, n in rows.counts(issue, language)
    )
    page = issue.page(language.tag)
    entry = _entry(root, uuid.uuid5(home, str(issue.quarter)), issue)
    _add(entry, "title", language.text("Progress report, {quarter}", quarter=quarter))
    _link(entry, archive, "alternate", page[1] if page else page_name(language.tag, archive.own), "text/html")
    total = rows.total(issue, language)
    text = language.text("{total}: {counts}.", total=total, counts=listed) if listed else total
    _add(entry, "summary", text, {"type": "text"})


def _course_entry(
    root: ET.Element,
    course: Course,
    point: Point,
    archive: Archive,
    language: Language,
    home: uuid.UUID,
) -> None:
    """What happened to a target between two reports; nothing where its status is the same."""
    if not (point.moved or point.came or point.went):
        return
    call = point.now or point.before or course.latest
    name = rows.title_of(call, archive, language).text
    if area := language.other_area(call.area, archive.area):
        name = language.text("{title} ({area})", title=name, area=area)
    place = point.issue.place(call.id, language.tag) if point.now is not None else point.issue.page(language.tag)
    entry = _entry(root, uuid.uuid5(home, json.dumps([str(point.issue.quarter), call.id])), point.issue)
    _add(entry, "title", _headline(name, point, language))
    _link(entry, archive, "alternate", place[1] if place else page_name(language.tag, archive.own), "text/html")
    if point.now is not None:
        _add(
            entry, "category", None, {"term": point.now.status, "label": words.status_word(point.now.status, language)}
        )
    _add(entry, "summary", _summary(point, language), {"type": "text"})


def _headline(name: str, point: Point, language: Language) -> str:
    now, before = (
        None if call is None else words.status_word(call.status, language) for call in (point.now, point.before)
    )
    if before is None:
        return language.text("{title}: new among the targets, {status}", title=name, status=now)
    if now is None:
        return language.text("{title}: no longer among the targets, last {status}", title=name, status=before)
    return language.text("{title}: {status}, was {before}", title=name, status=now, before=before)


def _summary(point: Point, language: Language) -> str:
    """The status with its probability in the report before and in this one."""
    said = [_standing(call, language) for call in (point.before, point.now) if call is not None]
    parts = [" → ".join(said)]
    if point.restated:
        parts.append(language.text("The target itself was restated in between."))
    parts.append(language.text("As of {day}.", day=numbers.day(point.issue.as_of, language)))
    return "\n".join(parts)


def _standing(call: Call, language: Language) -> str:
    word = words.status_word(call.status, language)
    if call.steps is not None:
        return language.text("{status} ({done} of {total} steps)", status=word, done=call.steps[0], total=call.steps[1])
    if call.probability is None:
        return word
    share = numbers.probability(call.probability, language)
    return language.text("{status} ({share})", status=word, share=share)


def _entry(root: ET.Element, name: uuid.UUID, issue: Issue) -> ET.Element:
    entry = _add(root, "entry")
    _add(entry, "id", name.urn)
    _add(entry, "updated", _moment(issue.as_of))
    return entry


def _link(parent: ET.Element, archive: Archive, rel: str, href: str, kind: str) -> None:
    _add(parent, "link", None, {"rel": rel, "type": kind, "href": archive.address + href})


def _add(parent: ET.Element, name: str, text: str | None = None, marks: dict[str, str] | None = None) -> ET.Element:
    """A new element, without the characters that XML cannot hold."""
    clean = {key: _NO_XML.sub("", value) for key, value in (marks or {}).items()}
    element = ET.SubElement(parent, name, clean)
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
