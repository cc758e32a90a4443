"""One target of a report as texts and rows, ready to be printed by a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.report import (
    backtests,
    calibration,
    declaration,
    methods,
    numbers,
    overview,
    pace,
    present,
    quality,
    reasons,
    sentence,
    sparkline,
    words,
)
from tracker.report.figured import middle
from tracker.report.language import Phrase, term_id
from tracker.report.listing import (
    FigureRow,
    Link,
    figure_row,
    own_words,
    revision_rows,
    slug,
    source_link,
)
from tracker.report.picture import picture
from tracker.report.remarks import remarks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.goals import Source
    from tracker.report.declaration import Fact
    from tracker.report.language import Language
    from tracker.report.overview import Order
    from tracker.report.report import Entry, Report
    from tracker.report.view import ChartView
    from tracker.verdict import Assessment

_STEP_STATUSES: Final = {
    "done": term_id("step", "done"),
    "in-progress": term_id("step", "in progress"),
    "not-started": term_id("step", "not shown to have begun"),
    "dropped": term_id("step", "dropped"),
}


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
    """Everything the page says about one target, in the reader's language.

    `where` is its area where its declaration stands for several, whose targets have one title.
    """

    id: str
    anchor: str
    title: Phrase
    where: str
    status: str
    status_word: str
    probability: str
    condition: str
    latest: str
    age: str
    required: str
    recent: str
    deadline: str
    area: str
    area_name: str
    tags: tuple[str, ...]
    order: Order
    spark: str
    facts: tuple[Fact, ...]
    quote: Phrase
    verdict: str
    forecast: str
    reasons: tuple[str, ...]
    quality: tuple[str, ...]
    doubts: tuple[tuple[str, Phrase], ...]
    pace: tuple[tuple[str, str], ...]
    tripwires: tuple[str, ...]
    chart: str
    caption: tuple[str, ...]
    outlook: tuple[tuple[str, ...], ...]
    beside: tuple[tuple[str, ...], ...]
    beside_note: str
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
    note: Phrase | None
    trace: tuple[tuple[str, str], ...]
    citation: str


def section(entry: Entry, report: Report, language: Language, draw: Callable[[ChartView], str]) -> Section:
    """The section of one target; `draw` makes its chart."""
    verdict, target, indicator = entry.assessment, entry.target, entry.indicator
    anchor = slug(target.id)
    sources = {source.id: source for source in report.settings.sources}
    view = picture(entry, f"chart-{anchor}", language, sources)
    latest = verdict.latest_period
    required, recent = overview.pace(entry, language)
    why, about_figures = quality.parted(entry, language)
    return Section(
        id=target.id,
        anchor=anchor,
        title=language.phrase(target.title),
        where=language.area(target.area) if target.id != target.declared_id else "",
        status=verdict.status,
        status_word=words.status_word(verdict.status, language),
        probability="" if verdict.probability is None else numbers.probability(verdict.probability, language),
        condition=words.condition(target, indicator, language),
        latest=present.latest_text(verdict, indicator, language),
        age="" if latest is None else _age(latest.end, verdict.as_of, language),
        deadline="" if target.deadline is None else numbers.period(target.deadline, language),
        required=required,
        recent=recent,
        area=target.area,
        area_name=language.area(target.area),
        tags=target.tags,
        order=overview.order(entry),
        spark=_spark(entry, language),
        facts=declaration.facts(entry, sources, language),
        quote=declaration.quote(entry, language),
        verdict=sentence.sentence(verdict, indicator, language),
        forecast=sentence.outlook(verdict, indicator, language),
        reasons=why,
        quality=about_figures,
        doubts=quality.doubts(entry, report.problems),
        pace=() if indicator is None else tuple(pace.pace_rows(verdict, indicator, language)),
        tripwires=tuple(pace.tripwire_lines(verdict, indicator, language)),
        chart="" if view is None else draw(view),
        caption=() if view is None else view.caption,
        outlook=_outlook(entry, language),
        beside=_beside(entry, language),
        beside_note=_left_out(entry, report, language),
        past=() if entry.past is None else tuple(backtests.report_rows(entry.past, language)),
        past_notes=() if entry.past is None else backtests.report_notes(entry, language),
        calibration="" if entry.past is None else calibration.picture(entry.past.scores[0], language),
        methods=methods.report_rows(entry.methods, language),
        methods_notes=methods.notes(entry.methods, language),
        figures=tuple(figure_row(row, entry, sources, language) for row in entry.figures),
        revisions=revision_rows(entry.revisions, "" if indicator is None else indicator.unit, language),
        steps=_steps(entry, sources, language),
        kin=_kin(entry, language),
        notes=declaration.notes(entry, language),
        note=language.phrase(report.notes[target.id]) if target.id in report.notes else None,
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
        rows.append((other.name, share, median, low_to_high, remarks(other.notes, language)))
    return tuple(rows)


def _left_out(entry: Entry, report: Report, language: Language) -> str:
    """Where to see what the textbooks' models say, where the report does not ask them."""
    if report.fitted or entry.assessment.projected is None:
        return ""
    return language.text(
        "What single models say is left out of a report on so many targets. To see it here: tracker forecast {id}; "
        "for all targets: tracker report --models all",
        id=entry.target.id,
    )


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
