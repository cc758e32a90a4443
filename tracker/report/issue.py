"""Written reports as their records tell of them: which quarter, which files, what each said of every target."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import parse_period
from tracker.report.language import LANGUAGES, msgid
from tracker.report.listing import page_name, slug
from tracker.verdict import STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracker.figures import Period, Text

RECORD_VERSION: Final = 1
"""The version of report.json that is written, and the newest that is read."""

MISSING: Final = msgid("It has no report.json.")
UNREADABLE: Final = msgid("Its report.json cannot be read.")
LATER: Final = msgid("Its report.json was written by a later version of tracker.")
MISPLACED: Final = msgid("Its report.json speaks of another quarter.")

DATA: Final = (("Excel", "data.xlsx"), ("JSON", "data.json"), ("Data Package", "datapackage.json"))
"""The downloads of a report that a list of reports names, by their format's own name."""

_UNPRINTABLE: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one report said of one target; `probability` is a share, `steps` how many are done and of how many."""

    id: str
    title: str
    area: str
    status: str
    probability: float | None
    condition: str
    deadline: str
    steps: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One written report: quarter, day, calls by target id, and its files relative to the list of all reports.

    `pages` and `prints` (PDF) are by language, `data` by format; `single` are the pages of single targets by language
    and slug, none where the targets stand on the report's own page.
    """

    quarter: Period
    as_of: date
    calls: Mapping[str, Call]
    pages: tuple[tuple[str, str], ...] = ()
    prints: tuple[tuple[str, str], ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    single: Mapping[tuple[str, str], str] | None = None

    def page(self, tag: str) -> tuple[str, str] | None:
        """Language and file of its page, in this language if there is one; None where it has no page."""
        return next(((known, file) for known, file in self.pages if known == tag), next(iter(self.pages), None))

    def place(self, target: str, tag: str) -> tuple[str, str] | None:
        """Language and address of what it says of a target, in this language if it can be."""
        page = self.page(tag)
        if page is None:
            return None
        anchor = slug(target)
        alone = (self.single or {}).get((page[0], anchor))
        return page[0], f"{page[1]}#{anchor}" if alone is None else alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A folder of a quarter whose record cannot be used, and why, as a message."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """All written reports of a workspace, oldest first.

    `titles` are those that targets have today; `address` is where the reports can be read by others, empty where no
    such place is known.
    """

    title: Text
    area: str
    own: str
    issues: tuple[Issue, ...]
    unread: tuple[Unread, ...] = ()
    titles: Mapping[str, Text]
    address: str = ""


def parse_issue(name: str, content: bytes | None, files: Collection[str], own: str) -> Issue | Unread:
    """The report of a quarter from its record and the names of its files; why not, where the record cannot be used."""
    if content is None:
        return Unread(name=name, reason=MISSING)
    try:
        record = json.loads(content)
        if int(record["version"]) > RECORD_VERSION:
            return Unread(name=name, reason=LATER)
        if record["quarter"] != name:
            return Unread(name=name, reason=MISPLACED)
        quarter, as_of = parse_period(name), date.fromisoformat(record["as_of"])
        calls = [_call(each) for each in record["verdicts"]]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return Unread(name=name, reason=UNREADABLE)
    known = {call.id: call for call in calls}
    if len(known) < len(calls):
        return Unread(name=name, reason=UNREADABLE)
    tags = tuple(dict.fromkeys((own, *LANGUAGES)))
    prints = [(tag, page_name(tag, own, "report").removesuffix(".html") + ".pdf") for tag in tags]
    return Issue(
        quarter=quarter,
        as_of=as_of,
        calls=known,
        pages=_there(name, [(tag, page_name(tag, own)) for tag in tags], files),
        prints=_there(name, prints, files),
        data=_there(name, DATA, files),
        single={
            (tag, slug(each)): f"{name}/{file}"
            for each in known
            for tag in tags
            if (file := f"targets/{page_name(tag, own, slug(each))}") in files
        },
    )


def _there(name: str, wanted: Collection[tuple[str, str]], files: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((kind, f"{name}/{file}") for kind, file in wanted if file in files)


def _call(written: Any) -> Call:  # noqa: ANN401 - whatever JSON holds
    """What a record says of a target. Raises ValueError, LookupError or TypeError where it says no such thing."""
    probability = written["probability"]
    if probability is not None and not 0 <= float(probability) <= 1:
        raise ValueError(f"{probability!r} is no probability")
    if written["status"] not in STATUSES:
        raise ValueError(f"{written['status']!r} is no status")
    done, total = written.get("steps_done"), written.get("steps_total")
    return Call(
        id=_words(written["id"]),
        title=_words(written["title"]),
        area=_words(written["area"]),
        status=written["status"],
        probability=None if probability is None else float(probability),
        condition=_words(written["condition"]),
        deadline=_words(written["deadline"] or ""),
        steps=None if total is None else (int(done), int(total)),
    )


def _words(written: object) -> str:
    """A text of a record without what no page can print."""
    if not isinstance(written, str):
        raise TypeError(f"{written!r} is no text")
    return _UNPRINTABLE.sub(" ", written)
