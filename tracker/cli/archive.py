"""The list of all reports in reports/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tracker.workspace import RECORD

if TYPE_CHECKING:
    from tracker.goals import Declarations
    from tracker.report.report import Issue
    from tracker.workspace import Folder


def write_archive(folder: Folder, declarations: Declarations) -> None:
    """Write the list of all reports, in each language that one of them has."""
    from tracker.report.html import index_page
    from tracker.report.language import LANGUAGES, translator
    from tracker.workspace import REPORTS, make_folder, write_atomic

    own = declarations.settings.language
    issues = [issue for name in folder.report_names() if (issue := _issue(folder, name, own)) is not None]
    used = {tag for issue in issues for tag, _ in issue.files}
    written = [tag for tag in dict.fromkeys((own, *LANGUAGES)) if tag == own or tag in used]
    for tag in written:
        language = translator(tag)
        others = [(other, page_name(other, own)) for other in written if other != tag]
        page = index_page(issues, language.phrase(declarations.settings.title), language, others)
        write_atomic(make_folder(folder, REPORTS) / page_name(tag, own), page.encode())


def page_name(tag: str, own: str) -> str:
    """The name of a page in one language: the workspace's own has none in it."""
    return "index.html" if tag == own else f"index.{tag}.html"


def _issue(folder: Folder, quarter: str, own: str) -> Issue | None:
    """One written report for the list of all; None where its record cannot be read."""
    from collections import Counter
    from datetime import date

    from tracker.figures import parse_period
    from tracker.report.language import LANGUAGES
    from tracker.report.report import Issue

    try:
        record = json.loads(folder.report_file(quarter, RECORD) or b"")
        counts = Counter(str(each["status"]) for each in record["verdicts"])
        return Issue(
            quarter=parse_period(record["quarter"]),
            as_of=date.fromisoformat(record["as_of"]),
            counts=tuple(counts.items()),
            files=tuple(
                (tag, f"{quarter}/{page_name(tag, own)}")
                for tag in dict.fromkeys((own, *LANGUAGES))
                if folder.report_file(quarter, page_name(tag, own)) is not None
            ),
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
