"""The list of all reports in reports/, and its feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.workspace import RECORD

if TYPE_CHECKING:
    from tracker.figures import Period
    from tracker.goals import Declarations
    from tracker.report.issue import Archive, Issue, Unread
    from tracker.workspace import Folder


def write_archive(folder: Folder, declarations: Declarations) -> None:
    """Write the list of all reports and its feed, in each language that one of them has."""
    from tracker import __version__
    from tracker.report.feed import feed, feed_name
    from tracker.report.html import index_page
    from tracker.report.language import LANGUAGES, translator
    from tracker.report.listing import page_name
    from tracker.workspace import REPORTS, make_folder, write_atomic

    own = declarations.settings.language
    archive = read_archive(folder, declarations)
    used = {tag for issue in archive.issues for tag, _ in issue.pages}
    written = [tag for tag in dict.fromkeys((own, *LANGUAGES)) if tag == own or tag in used]
    place = make_folder(folder, REPORTS)
    for tag in written:
        language = translator(tag).naming(declarations.area_names)
        others = [(other, page_name(other, own)) for other in written if other != tag]
        name = feed_name(tag, own) if archive.issues else ""
        if name:
            write_atomic(place / name, feed(archive, language, __version__))
        page = index_page(archive, language, __version__, others, feed=name)
        write_atomic(place / page_name(tag, own), page.encode())


def read_archive(folder: Folder, declarations: Declarations) -> Archive:
    """All written reports, as their records tell of them."""
    from tracker.report.issue import Archive, Unread

    settings = declarations.settings
    read = [_read(folder, name, settings.language) for name in folder.report_names()]
    return Archive(
        title=settings.title,
        area=settings.area,
        own=settings.language,
        issues=tuple(sorted((each for each in read if not isinstance(each, Unread)), key=lambda each: each.quarter)),
        unread=tuple(each for each in read if isinstance(each, Unread)),
        titles={name: target.title for name, target in declarations.targets.items()},
        address=settings.url,
    )


def neighbours(folder: Folder, declarations: Declarations, quarter: Period) -> tuple[Issue | None, Issue | None]:
    """The written reports that come right before and right after a quarter's, None where there is none to read."""
    issues = [each for each in read_archive(folder, declarations).issues if each.pages]
    earlier = [each for each in issues if each.quarter < quarter]
    later = [each for each in issues if each.quarter > quarter]
    return (earlier[-1] if earlier else None), (later[0] if later else None)


def _read(folder: Folder, name: str, own: str) -> Issue | Unread:
    """One written report, or why it cannot be listed; a single one that cannot be read does not hide the others."""
    from tracker.report.issue import UNREADABLE, Unread, parse_issue

    try:
        return parse_issue(name, folder.report_file(name, RECORD), folder.report_files(name), own)
    except TrackerError:
        return Unread(name=name, reason=UNREADABLE)
