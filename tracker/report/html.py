"""Reports as self-contained HTML pages.

The one module that imports jinja2. Templates print fields only; texts and classes are chosen in Python.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, scorecard, words
from tracker.report.chart import chart
from tracker.report.language import LANGUAGES, Phrase
from tracker.report.listing import figure_row, paragraphs, revision_rows, slug, web_address
from tracker.report.section import section
from tracker.verdict import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment

    from tracker.goals import Source
    from tracker.report.chart import ChartView
    from tracker.report.language import Language
    from tracker.report.report import Issue, Report

_SHAPES: Final = {
    "achieved": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.2 10.6L3.4 8.2l1.3-1.3 2.1 2.1 4.5-4.6 1.3 1.3Z",
    "on-track": "M8 2 15 14H1Z",
    "uncertain": "M8 .8 15.2 8 8 15.2.8 8Z",
    "off-track": "M8 14 1 2h14Z",
    "missed": "M3.4 1.6 8 6.2l4.6-4.6 1.8 1.8L9.8 8l4.6 4.6-1.8 1.8L8 9.8l-4.6 4.6-1.8-1.8L6.2 8 1.6 3.4Z",
    "done": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.2 10.6L3.4 8.2l1.3-1.3 2.1 2.1 4.5-4.6 1.3 1.3Z",
    "in-progress": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 0 1 0 10Z",
    "late": "M1 1h14v14H1Zm6 2.5v6h2v-6Zm0 7.5v2h2v-2Z",
    "not-started": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z",
    "no-data": "M1 6.5h14v3H1Z",
}
"""An outline for each status in a square of 16, so that none is told by colour alone."""

_LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}
"""Each language by its own name."""


def report_page(
    report: Report,
    language: Language,
    others: Iterable[tuple[str, str]] = (),
    draw: Callable[[ChartView], str] = chart,
) -> str:
    """The report as one page. `others` are its other languages with their files; `draw` makes the charts."""
    settings = report.settings
    sources = {source.id: source for source in settings.sources}
    sections = [section(entry, report, language, draw) for entry in report.entries]
    counts = Counter(entry.assessment.status for entry in report.entries)
    title = language.phrase(settings.title)
    quarter = numbers.period(report.quarter, language)
    return _render(
        "report.html",
        language,
        head_title=language.text("{title}: progress report, {quarter}", title=title.text, quarter=quarter),
        title=title,
        quarter=quarter,
        as_of=numbers.day(report.as_of, language),
        version=report.version,
        inputs=report.inputs,
        others=_others(others),
        counts=_counts(tuple(counts.items()), language),
        score_summary=scorecard.summary(report.scores, language),
        area_lines=scorecard.area_lines((entry.assessment for entry in report.entries), language),
        cards=scorecard.cards(report.scores, language),
        total=language.plural("{n} target", "{n} targets", len(sections)),
        sections=sections,
        untargeted=[
            {
                "anchor": f"figures-{slug(each.indicator.id)}-{slug(each.area)}",
                "title": language.phrase(each.indicator.title),
                "area": each.area,
                "figures": tuple(figure_row(row, None, sources, language, each.indicator.unit) for row in each.figures),
                "revisions": revision_rows(each.revisions, each.indicator.unit, language),
                "notes": () if each.indicator.note is None else paragraphs(language.phrase(each.indicator.note)),
            }
            for each in report.untargeted
        ],
        overdue=[
            (
                language.phrase(each.indicator.title),
                each.area,
                numbers.period(each.period, language),
                numbers.day(each.expected, language),
            )
            for each in report.overdue
        ],
        sources=[_source(source, language) for source in settings.sources],
        notes=[part for note in settings.notes for part in paragraphs(language.phrase(note))],
        problems=[(f"{p.path}:{p.line}" if p.line else p.path, p.message) for p in report.problems],
        inner=language.text("{share} interval", share=numbers.rate(0.8, language)),
        outer=language.text("{share} interval", share=numbers.rate(0.95, language)),
        on_track=numbers.probability(settings.on_track, language),
        off_track=numbers.probability(settings.off_track, language),
    )


def index_page(
    issues: Iterable[Issue], title: Phrase, language: Language, others: Iterable[tuple[str, str]] = ()
) -> str:
    """The list of all reports, newest first. `others` are the list's other languages with their files."""
    newest_first = sorted(issues, key=lambda issue: issue.quarter, reverse=True)
    return _render(
        "index.html",
        language,
        head_title=language.text("{title}: progress reports", title=title.text),
        title=title,
        others=_others(others),
        issues=[
            {
                "quarter": numbers.period(issue.quarter, language),
                "as_of": numbers.day(issue.as_of, language),
                "counts": _counts(issue.counts, language),
                "files": _others(issue.files),
            }
            for issue in newest_first
        ],
    )


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


def _render(template: str, language: Language, **fields: Any) -> str:  # noqa: ANN401 - whatever a template prints
    page = _environment().get_template(template)
    text = page.render(_=language.text, language=language, shapes=_SHAPES, **fields)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tracker.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
