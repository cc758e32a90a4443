"""Reports as self-contained HTML pages: what each of them says, in one language."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tracker.report import changes, numbers, overview, record, releases, scorecard, words
from tracker.report.archive import course_rows, issue_rows, statuses, unread_rows
from tracker.report.chart import chart
from tracker.report.downloads import picture_ending
from tracker.report.language import LANGUAGES, Phrase
from tracker.report.listing import figure_row, page_name, paragraphs, revision_rows, slug, web_address
from tracker.report.paper import escaped, on_paper, shortened
from tracker.report.render import render, style_sheet
from tracker.report.section import section
from tracker.verdict import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from tracker.goals import Source
    from tracker.report.downloads import Download
    from tracker.report.issue import Archive, Issue
    from tracker.report.language import Language
    from tracker.report.report import Entry, Report
    from tracker.report.section import Section
    from tracker.report.view import ChartView

FOLDER: Final = "targets"
"""The folder of the pages, pictures and data of single targets, beside a report's page."""

_LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}
"""Each language by its own name."""


MOST_TOGETHER: Final = 30
"""Targets up to which a report is one page; beyond it, each has a page of its own."""


def report_pages(
    report: Report,
    language: Language,
    languages: Iterable[str] = (),
    draw: Callable[[ChartView], str] = chart,
    downloads: Sequence[Download] = (),
) -> Iterator[tuple[str, str]]:
    """The pages of a report in one language, each after its name in the report's folder, the report itself first.

    `languages` are all that are written, `downloads` the files for other programs that stand beside the pages, with
    pictures and documents of single targets.
    """
    own = report.settings.language
    tags = [tag for tag in languages if tag != language.tag]
    others = [(tag, page_name(tag, own)) for tag in tags]
    sections = [section(entry, report, language, draw) for entry in report.entries]
    anchors = {each.anchor for each in sections}
    apart = len(sections) > MOST_TOGETHER
    yield page_name(language.tag, own), _main_page(report, sections, language, others, downloads, apart=apart)
    for k, each in enumerate(sections if apart else ()):
        around = (sections[k - 1] if k else None, sections[k + 1] if k + 1 < len(sections) else None)
        others = [(tag, page_name(tag, own, each.anchor)) for tag in tags]
        page = target_page(
            report, each, language, others, around=around, known=anchors, beside="" if downloads else None
        )
        yield f"{FOLDER}/{page_name(language.tag, own, each.anchor)}", page


def report_page(
    report: Report,
    language: Language,
    others: Iterable[tuple[str, str]] = (),
    draw: Callable[[ChartView], str] = chart,
) -> str:
    """The report as one page. `others` are its other languages with their files; `draw` makes the charts."""
    sections = [section(entry, report, language, draw) for entry in report.entries]
    return _main_page(report, sections, language, others, apart=False)


def target_page(
    report: Report,
    each: Section,
    language: Language,
    others: Iterable[tuple[str, str]] = (),
    *,
    around: tuple[Section | None, Section | None] = (None, None),
    known: Collection[str] = (),
    beside: str | None = None,
) -> str:
    """One target as a page in the folder `FOLDER` beside the report's.

    `around` are the targets before and after it, `known` the anchors of all that have such a page, `beside` the way to
    their pictures and documents, None where there are none.
    """
    own = report.settings.language
    main = page_name(language.tag, own)

    def place(href: str) -> str:
        if not href.startswith("#"):
            return href
        return page_name(language.tag, own, href[1:]) if href[1:] in known else f"../{main}{href}"

    title = language.phrase(report.settings.title)
    before, after = around
    return render(
        "single.html",
        language,
        head_title=language.text("{target}: {title}", target=f"{each.title} {each.where}".strip(), title=title.text),
        title=title,
        quarter=numbers.period(report.quarter, language),
        as_of=numbers.day(report.as_of, language),
        version=report.version,
        inputs=report.inputs,
        others=_others(others),
        place=place,
        main=f"../{main}",
        each=each,
        alone=True,
        before=before,
        after=after,
        beside=beside,
        picture=picture_ending(language.tag, own),
        **_intervals(language),
    )


def _main_page(
    report: Report,
    sections: Sequence[Section],
    language: Language,
    others: Iterable[tuple[str, str]],
    downloads: Sequence[Download] = (),
    *,
    apart: bool,
) -> str:
    """The report itself: with all targets, or leading to their pages where they stand `apart`."""
    settings, own = report.settings, report.settings.language
    sources = {source.id: source for source in settings.sources}
    pages = {f"#{each.anchor}": f"{FOLDER}/{page_name(language.tag, own, each.anchor)}" for each in sections}

    unjudged, replaced = scorecard.uncounted(report.scores)

    def place(href: str) -> str:
        return pages.get(href, href) if apart else href

    counts = Counter(entry.assessment.status for entry in report.entries)
    title = language.phrase(settings.title)
    quarter = numbers.period(report.quarter, language)
    return render(
        "report.html",
        language,
        head_title=language.text("{title}: progress report, {quarter}", title=title.text, quarter=quarter),
        title=title,
        quarter=quarter,
        as_of=numbers.day(report.as_of, language),
        version=report.version,
        inputs=report.inputs,
        others=_others(others),
        earlier=_neighbour(report.earlier, language),
        later=_neighbour(report.later, language),
        archive=f"../{page_name(language.tag, own)}#{report.quarter}",
        counts=_counts(tuple(counts.items()), language),
        score_summary=scorecard.summary(report.scores, language),
        area_lines=scorecard.area_lines((entry.assessment for entry in report.entries), language),
        cards=scorecard.cards(report.scores, language),
        unjudged=[each for each in sections if each.id in unjudged],
        replaced=[each for each in sections if each.id in replaced],
        total=language.plural("{n} target", "{n} targets", len(sections)),
        sections=sections,
        filters=overview.filters(sections),
        apart=apart,
        place=place,
        downloads=downloads,
        beside=f"{FOLDER}/" if downloads else None,
        picture=picture_ending(language.tag, own),
        record=None if report.record is None else record.view(report, report.record, language),
        untargeted=[
            {
                "anchor": f"figures-{slug(each.indicator.id)}-{slug(each.area)}",
                "title": language.phrase(each.indicator.title),
                "area": language.area(each.area),
                "figures": tuple(figure_row(row, None, sources, language, each.indicator.unit) for row in each.figures),
                "revisions": revision_rows(each.revisions, each.indicator.unit, language),
                "notes": () if each.indicator.note is None else paragraphs(language.phrase(each.indicator.note)),
            }
            for each in report.untargeted
        ],
        changes=changes.changes(report, language),
        most_shown=changes.MOST_SHOWN,
        releases=releases.rows(report, language),
        sources=[_source(source, language) for source in settings.sources],
        note=language.phrase(report.notes[""]) if "" in report.notes else None,
        notes=[part for note in settings.notes for part in paragraphs(language.phrase(note))],
        problems=[(p.place, p.message) for p in report.problems],
        **_intervals(language),
        on_track=numbers.probability(settings.on_track, language),
        off_track=numbers.probability(settings.off_track, language),
    )


def paper_page(report: Report, language: Language, draw: Callable[[ChartView], str] = chart) -> str:
    """The whole report as one page for a printer."""
    heads = [(slug(entry.target.id), language.phrase(entry.target.title).text) for entry in report.entries]
    return on_paper(report_page(report, language, (), draw), _paper_style(report, language), heads, report.as_of)


def paper_target(report: Report, entry: Entry, language: Language, draw: Callable[[ChartView], str] = chart) -> str:
    """One target of a report as a page for a printer."""
    each = section(entry, report, language, draw)
    style = _paper_style(report, language, each.title.text)
    return on_paper(target_page(report, each, language), style, (), report.as_of)


def _paper_style(report: Report, language: Language, right: str = "") -> str:
    """What printed pages look like: report and quarter at their heads, its origin and their number at their feet."""
    title = shortened(language.phrase(report.settings.title).text)
    left = language.text("{title}: {quarter}", title=title, quarter=numbers.period(report.quarter, language))
    foot = language.text("As of {day}, inputs {hash}", day=numbers.day(report.as_of, language), hash=report.inputs)
    fields = {"left": left, "right": shortened(right), "foot": foot}
    return style_sheet("paper.css", {name: escaped(text) for name, text in fields.items()})


def index_page(
    archive: Archive, language: Language, version: str, others: Iterable[tuple[str, str]] = (), *, feed: str = ""
) -> str:
    """The list of all reports. `others` are its other languages with their files, `feed` the file of its feed."""
    title = language.phrase(archive.title)
    return render(
        "index.html",
        language,
        head_title=language.text("{title}: progress reports", title=title.text),
        title=title,
        version=version,
        others=_others(others),
        feed=feed,
        issues=issue_rows(archive, language),
        prints=any(issue.prints for issue in archive.issues),
        data=any(issue.data for issue in archive.issues),
        unread=unread_rows(archive, language),
        courses=course_rows(archive, language),
        statuses=statuses(archive, language),
    )


def _intervals(language: Language) -> dict[str, str]:
    """The headings of the columns that hold a forecast's inner and outer interval."""
    return {
        "inner": language.text("{share} interval", share=numbers.rate(0.8, language)),
        "outer": language.text("{share} interval", share=numbers.rate(0.95, language)),
    }


def _neighbour(issue: Issue | None, language: Language) -> tuple[str, str, str] | None:
    """Address, quarter and, where it is another, language of the page of the report before or after one."""
    page = None if issue is None else issue.page(language.tag)
    if issue is None or page is None:
        return None
    return f"../{page[1]}", numbers.period(issue.quarter, language), page[0] if page[0] != language.tag else ""


def _others(files: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """File, own name and HTML tag of each language."""
    tags = {"zh": "zh-Hans"}
    return [(file, _LANGUAGE_NAMES[tag], tags.get(tag, tag)) for tag, file in files if tag in LANGUAGES]


def _counts(counts: tuple[tuple[str, int], ...], language: Language) -> list[tuple[str, str, int]]:
    """Status, its word and its count, in the order of a summary, those only that occur."""
    found = dict(counts)
    return [(status, words.status_word(status, language), found[status]) for status in STATUSES if found.get(status)]


def _source(source: Source, language: Language) -> dict[str, Any]:
    empty = Phrase(text="")
    return {
        "anchor": f"source-{slug(source.id)}",
        "id": source.id,
        "publisher": empty if source.publisher is None else language.phrase(source.publisher),
        "title": empty if source.title is None else language.phrase(source.title),
        "published": "" if source.published is None else numbers.day(source.published, language),
        "url": web_address(source.url),
        "notes": () if source.note is None else paragraphs(language.phrase(source.note)),
    }
