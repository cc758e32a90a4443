"""A chart in words: its text alternative, and the caption below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tracker.report import numbers, view, words
from tracker.report.axis import frame
from tracker.report.language import msgid
from tracker.report.listing import source_link
from tracker.report.marks import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.figures import Indicator
    from tracker.goals import Source
    from tracker.report.figured import Course
    from tracker.report.language import Language
    from tracker.report.report import Entry
    from tracker.report.view import ChartView

_MOST_SOURCES: Final = 4

_COURSES: Final = {
    1: msgid("{n} figures, {first} to {last}, up from {low} to {high}."),
    -1: msgid("{n} figures, {first} to {last}, down from {low} to {high}."),
    0: msgid("{n} figures, {first} to {last}, {high} at both ends."),
}


def description(entry: Entry, through: Course, language: Language) -> str:
    """What the chart shows, in sentences: its text alternative."""
    verdict, indicator = entry.assessment, entry.indicator
    if indicator is None:
        return ""
    parts = [_figures(through, indicator, language)]
    parts += [
        language.text(
            "{period} so far, up to {until}: {figure}.",
            period=numbers.period(each.period, language),
            until=numbers.period(each.until, language),
            figure=numbers.amount(each.figure, indicator.unit, language),
        )
        for each in verdict.under_way[:1]
        if each.figure is not None and through.origin is None
    ]
    goal = words.condition(verdict.target, indicator, language)
    parts.append(language.text("The goal: {goal}.", goal=goal))
    if through.ahead:
        values = through.ahead[-1][1]
        unit, most = indicator.unit, indicator.decimals
        said = verdict.fan[-1].period if verdict.fan else verdict.target.deadline
        parts.append(
            language.text(
                "The forecast for {when} has its median at {median} and lies with 80 % probability in {low_to_high}.",
                when="" if said is None else numbers.period(said, language),
                median=numbers.projection(values[3], unit, language, decimals=most),
                low_to_high=numbers.interval(values[1], values[5], unit, language, decimals=most),
            )
        )
    if verdict.probability is not None:
        share = numbers.probability(verdict.probability, language)
        parts.append(language.text("The goal is met with a probability of {share}.", share=share))
    else:
        word = words.status_word(verdict.status, language)
        parts.append(language.text("The verdict: {status}.", status=word))
    return _joined(parts, language)


def _joined(sentences: list[str], language: Language) -> str:
    return ("" if language.tag == "zh" else " ").join(part for part in sentences if part)


def _figures(through: Course, indicator: Indicator, language: Language) -> str:
    """How many figures there are, from when to when, and whether they rose."""
    if not through.points:
        return language.text("No figure of the span is known yet.") if through.origin is not None else ""
    (start, low, _), (end, high, _) = through.points[0], through.points[-1]
    first, last = numbers.period(start, language), numbers.period(end, language)
    lower, upper = (numbers.amount(value, indicator.unit, language, digits=6) for value in (low, high))
    if through.origin is not None:
        return language.text("The running sum up to {last}: {figure}.", last=last, figure=upper)
    if len(through.points) == 1:
        return language.text("One figure, for {first}: {figure}.", first=first, figure=upper)
    way = (high > low) - (high < low)
    return language.text(_COURSES[way], n=len(through.points), first=first, last=last, low=lower, high=upper)


def caption(made: ChartView, entry: Entry, sources: Mapping[str, Source], language: Language) -> ChartView:
    """The view with its caption: unit and marks, what lines and shades are, where its axis begins, and its sources."""
    look = _joined([_lines(made, language), _axis(made, language)], language)
    lines = [_unit(made, language), look, _sources(entry, sources, language)]
    return replace(made, caption=tuple(line for line in lines if line))


def _unit(made: ChartView, language: Language) -> str:
    kinds = {mark.kind for mark in made.marks}
    shown = [KEYS[kind] for kind in KEYS if kind in kinds and kinds != {view.EXACT}]
    marks = language.text("; ").join(f"{sign} {language.text(meaning)}" for sign, meaning in shown)
    parts = [language.text("Unit: {unit}.", unit=made.unit)] if made.unit else []
    parts += [language.text("Marks: {marks}.", marks=marks)] if marks else []
    return _joined(parts, language)


def _lines(made: ChartView, language: Language) -> str:
    """What the lines and shades mean, those only that are there."""
    parts = []
    if made.origin is not None:
        parts.append(language.text("Each figure is the sum since the beginning of the span."))
    if made.fan:
        parts.append(
            language.text(
                "Shaded: where the figure lies with a probability of 50, 80 and 95 %; long dashes: the median."
            )
        )
    if made.path:
        parts.append(language.text("Dots: an even path from the latest figure to the goal."))
    if made.interim:
        parts.append(language.text("Bars: goals on the way."))
    if made.base is not None:
        parts.append(language.text("Dashes and dots: the figure that the change is counted from."))
    if made.nowcast is not None:
        parts.append(
            language.text("Ring with whiskers: what the period under way is heading for, with 80 % probability.")
        )
    if made.breaks:
        parts.append(
            language.text("Upright, dashes and dots: a break in the series; figures before it are not comparable.")
        )
    return _joined(parts, language)


def _axis(made: ChartView, language: Language) -> str:
    """Said where the axis leaves zero out although it is not far from what is shown in kind."""
    place = frame(made)
    return language.text("The vertical axis does not begin at zero.") if place.is_cut and made.marks else ""


def _sources(entry: Entry, sources: Mapping[str, Source], language: Language) -> str:
    """Who published the figures, and as of when the rest was computed from them."""
    names = dict.fromkeys(source_link(row.source, sources, language).text.text for row in entry.figures if row.source)
    shown = [name for name in names if name]
    more = len(shown) - _MOST_SOURCES
    listed = language.text("; ").join(shown[:_MOST_SOURCES])
    if more > 0:
        listed = language.plural("{names} and {n} more", "{names} and {n} more", more, names=listed)
    day = numbers.day(entry.assessment.as_of, language)
    if not shown:
        return language.text("Calculations: tracker, as of {day}.", day=day)
    return language.text("Source of the figures: {names}; calculations: tracker, as of {day}.", names=listed, day=day)
