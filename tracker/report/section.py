"""One target of a report as texts and rows, ready to be printed by a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.report import backtests, calibration, methods, numbers, pace, present, reasons, sparkline, words
from tracker.report.language import Phrase, term_id
from tracker.report.listing import (
    FigureRow,
    Link,
    figure_row,
    own_words,
    paragraphs,
    revision_rows,
    slug,
    source_link,
    web_address,
)
from tracker.report.picture import KEYS, kinds, middle, picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.goals import Source
    from tracker.report.chart import ChartView
    from tracker.report.language import Language
    from tracker.report.report import Entry, Report
    from tracker.verdict import Assessment

_STEP_STATUSES: Final = {
    "done": term_id("step", "done"),
    "in-progress": term_id("step", "in progress"),
    "not-started": term_id("step", "not shown to have begun"),
    "dropped": term_id("step", "dropped"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A target beside the one that it replaced, or that replaced it."""

    link: Link
    status: str
    status_word: str
    probability: str
    declared: str
    deadline: str
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Everything the page says about one target, in the reader's language."""

    id: str
    anchor: str
    title: Phrase
    status: str
    status_word: str
    probability: str
    condition: str
    latest: str
    age: str
    deadline: str
    spark: str
    facts: tuple[Fact, ...]
    quote: Phrase
    verdict: str
    reasons: tuple[str, ...]
    pace: tuple[tuple[str, str], ...]
    tripwires: tuple[str, ...]
    chart: str
    key: tuple[tuple[str, str], ...]
    unit: str
    outlook: tuple[tuple[str, ...], ...]
    beside: tuple[tuple[str, ...], ...]
    past: tuple[tuple[str, ...], ...]
    past_notes: tuple[str, ...]
    calibration: str
    methods: tuple[tuple[str, ...], ...]
    methods_notes: tuple[str, ...]
    figures: tuple[FigureRow, ...]
    revisions: tuple[tuple[str, str, str, str, str, Phrase], ...]
    steps: tuple[tuple[Phrase, str, str, str, str, Phrase, Link], ...]
    kin: tuple[Kin, ...]
    notes: tuple[Phrase, ...]
    trace: tuple[tuple[str, str], ...]
    citation: str


def section(entry: Entry, report: Report, language: Language, draw: Callable[[ChartView], str]) -> Section:
    """The section of one target; `draw` makes its chart."""
    verdict, target, indicator = entry.assessment, entry.target, entry.indicator
    anchor = slug(target.id)
    view = picture(entry, f"chart-{anchor}", language)
    sources = {source.id: source for source in report.settings.sources}
    latest = verdict.latest_period
    return Section(
        id=target.id,
        anchor=anchor,
        title=language.phrase(target.title),
        status=verdict.status,
        status_word=words.status_word(verdict.status, language),
        probability="" if verdict.probability is None else numbers.probability(verdict.probability, language),
        condition=words.condition(target, indicator, language),
        latest=present.latest_text(verdict, indicator, language),
        age="" if latest is None else _age(latest.end, verdict.as_of, language),
        deadline="" if target.deadline is None else numbers.period(target.deadline, language),
        spark=_spark(entry, language),
        facts=_facts(entry, sources, language),
        quote=_quote(entry, language),
        verdict=words.verdict(verdict, indicator, language),
        reasons=tuple(reasons.sentences(verdict, indicator, language)),
        pace=() if indicator is None else tuple(pace.pace_rows(verdict, indicator, language)),
        tripwires=tuple(pace.tripwire_lines(verdict, indicator, language)),
        chart="" if view is None else draw(view),
        key=() if view is None else tuple((KEYS[kind][0], language.text(KEYS[kind][1])) for kind in kinds(view)),
        unit="" if view is None else view.unit,
        outlook=_outlook(entry, language),
        beside=_beside(entry, language),
        past=() if entry.past is None else tuple(backtests.report_rows(entry.past, language)),
        past_notes=() if entry.past is None else backtests.report_notes(entry, language),
        calibration="" if entry.past is None else calibration.picture(entry.past.scores[0], language),
        methods=methods.report_rows(entry.methods, language),
        methods_notes=methods.notes(entry.methods, language),
        figures=tuple(figure_row(row, entry, sources, language) for row in entry.figures),
        revisions=revision_rows(entry.revisions, "" if indicator is None else indicator.unit, language),
        steps=_steps(entry, sources, language),
        kin=_kin(entry, language),
        notes=_notes(entry, language),
        trace=tuple(reasons.trace_lines(verdict, indicator, language)),
        citation=language.text(
            "{id}, as of {as_of}, tracker {version}, inputs {hash}",
            id=target.id,
            as_of=verdict.as_of.isoformat(),
            version=report.version,
            hash=entry.inputs,
        ),
    )


def _age(end: date, as_of: date, language: Language) -> str:
    return language.text("{age} old", age=numbers.age((as_of - end).days, language))


def _quote(entry: Entry, language: Language) -> Phrase:
    declared = entry.target.declared
    return own_words(declared.quote if declared is not None else "", language)


def _facts(entry: Entry, sources: Mapping[str, Source], language: Language) -> tuple[Fact, ...]:
    """What is known of the declaration and of what is measured."""
    target, declared, indicator = entry.target, entry.target.declared, entry.indicator
    plain: list[tuple[str, Any, str]] = [(language.text("Goal"), words.condition(target, indicator, language), "")]
    if declared is not None:
        address = web_address(declared.url)
        if declared.document is not None:
            plain.append((language.text("Document"), language.phrase(declared.document), address))
        if declared.by is not None:
            plain.append((language.text("Declared by"), language.phrase(declared.by), ""))
        if declared.on is not None:
            plain.append((language.text("Declared on"), numbers.day(declared.on, language), ""))
        if address and declared.document is None:
            plain.append((language.text("Address"), Phrase(text=declared.url), address))
        if declared.source:
            link = source_link(declared.source, sources, language)
            plain.append((language.text("Reported by"), link.text, link.href))
    else:
        plain.append((language.text("Declared by"), language.text("nobody: no declaration is recorded"), ""))
    if indicator is not None:
        plain.append((language.text("Measured by"), language.phrase(indicator.title), ""))
    plain.append((language.text("Area"), Phrase(text=target.area), ""))
    if target.binding is not None:
        kind = language.text("binding") if target.binding else language.text("indicative")
        plain.append((language.text("Force"), kind, ""))
    return tuple(
        Fact(label=label, link=Link(text=text if isinstance(text, Phrase) else Phrase(text=text), href=href))
        for label, text, href in plain
    )


def _spark(entry: Entry, language: Language) -> str:
    verdict = entry.assessment
    if verdict.steps_done is not None and verdict.steps_total is not None:
        said = language.text("{done} of {total} steps done", done=verdict.steps_done, total=verdict.steps_total)
        return sparkline.progress(verdict.steps_done, verdict.steps_total, said)
    series, indicator = entry.series, entry.indicator
    if series is None or indicator is None or not len(series):
        return ""
    points = [(middle(period), float(value)) for period, value in zip(series.periods, series.values, strict=True)]
    first, last = (numbers.period(period, language) for period in (series.periods[0], series.periods[-1]))
    low, high = (numbers.amount(points[k][1], indicator.unit, language) for k in (0, -1))
    said = language.text("{first}: {low}", first=first, low=low)
    if len(points) > 1:
        said = language.text("{first}: {low}; {last}: {high}", first=first, low=low, last=last, high=high)
    return sparkline.sparkline(points, verdict.threshold, said)


def _outlook(entry: Entry, language: Language) -> tuple[tuple[str, ...], ...]:
    """The forecast by period: median, 80 % and 95 % interval."""
    indicator = entry.indicator
    if indicator is None:
        return ()
    unit, most = indicator.unit, indicator.decimals
    return tuple(
        (
            numbers.period(each.period, language),
            numbers.projection(each.values[3], unit, language, decimals=most),
            numbers.interval(each.values[1], each.values[5], unit, language, decimals=most),
            numbers.interval(each.values[0], each.values[6], unit, language, decimals=most),
        )
        for each in entry.assessment.fan
    )


def _beside(entry: Entry, language: Language) -> tuple[tuple[str, ...], ...]:
    """What single models say: name, probability, median, 80 % interval, remarks."""
    indicator = entry.indicator
    rows = []
    for other in entry.beside:
        median = low_to_high = numbers.NOTHING
        if other.projected is not None and indicator is not None:
            values, most = other.projected.values, indicator.decimals
            median = numbers.projection(values[3], indicator.unit, language, decimals=most)
            low_to_high = numbers.interval(values[1], values[5], indicator.unit, language, decimals=most)
        share = numbers.NOTHING if other.probability is None else numbers.probability(other.probability, language)
        rows.append((other.name, share, median, low_to_high, language.text("; ").join(other.notes)))
    return tuple(rows)


def _steps(
    entry: Entry, sources: Mapping[str, Source], language: Language
) -> tuple[tuple[Phrase, str, str, str, str, Phrase, Link], ...]:
    """The steps of a milestone goal that have a title or a known row.

    Title, status, deadline, how late it is, date of publication, evidence, source.
    """
    known = entry.steps or {}
    rows = []
    for step, verdict in zip(entry.target.steps, entry.assessment.steps, strict=False):
        row = known.get(step.id)
        if row is None and step.title is None:
            continue
        rows.append(
            (
                Phrase(text=step.id) if step.title is None else language.phrase(step.title),
                language.term("step", _STEP_STATUSES[verdict.status]),
                "" if verdict.due is None else numbers.period(verdict.due, language),
                numbers.age(verdict.days_late, language) if verdict.days_late else "",
                "" if row is None else numbers.day(row.published, language),
                Phrase(text="") if row is None else own_words(row.evidence, language),
                Link(text=Phrase(text="")) if row is None else source_link(row.source, sources, language),
            )
        )
    return tuple(rows)


def _kin(entry: Entry, language: Language) -> tuple[Kin, ...]:
    """The target beside those that it replaced and that replaced it; none where it stands alone."""
    if not entry.kin:
        return ()
    verdicts = sorted((entry.assessment, *entry.kin), key=_declared_on)
    return tuple(
        Kin(
            link=Link(text=language.phrase(each.target.title), href=f"#{slug(each.target.id)}"),
            status=each.status,
            status_word=words.status_word(each.status, language),
            probability="" if each.probability is None else numbers.probability(each.probability, language),
            declared=numbers.day(_declared_on(each), language) if _declared_on(each) != date.min else "",
            deadline="" if each.target.deadline is None else numbers.period(each.target.deadline, language),
            replaced=each.replaced_by is not None,
        )
        for each in verdicts
    )


def _declared_on(verdict: Assessment) -> date:
    declared = verdict.target.declared
    return declared.on if declared is not None and declared.on is not None else date.min


def _notes(entry: Entry, language: Language) -> tuple[Phrase, ...]:
    """What has to be known of the goal, its declaration and its figures."""
    target, indicator = entry.target, entry.indicator
    texts = [
        target.note,
        target.declared.note if target.declared is not None else None,
        indicator.note if indicator is not None else None,
    ]
    found = [part for text in texts if text is not None for part in paragraphs(language.phrase(text))]
    prices = indicator.prices if indicator is not None else None
    if prices == "current":
        found.append(Phrase(text=language.text("Figures are at current prices.")))
    elif prices == "constant":
        found.append(Phrase(text=language.text("Figures are at constant prices.")))
    return tuple(found)
