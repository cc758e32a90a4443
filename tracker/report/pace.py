"""Pace and projection of a verdict, and its tripwires, as rows of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.report import numbers, words

if TYPE_CHECKING:
    from tracker.figures import Indicator
    from tracker.report.language import Language
    from tracker.verdict import Assessment, Tripwire


def pace_rows(assessment: Assessment, indicator: Indicator, language: Language) -> list[tuple[str, str]]:
    """The numbers beside a verdict, label and text, those only that exist."""
    unit = indicator.unit
    rows: list[tuple[str, str]] = []
    if assessment.latest is not None and assessment.latest_period is not None:
        figure = numbers.figure(assessment.latest, unit, language)
        if assessment.latest.value != assessment.latest_value:
            figure = numbers.amount(assessment.latest_value or 0.0, unit, language)
        when = numbers.period(assessment.latest_period, language)
        rows.append((language.text("Latest figure"), language.text("{figure} ({when})", figure=figure, when=when)))
    if assessment.projected is not None:
        low95, low80, _, median, _, high80, high95 = assessment.projected.values
        when = numbers.period(assessment.projected.period, language)
        rows += [
            (language.text("Projection for {when}", when=when), numbers.projection(median, unit, language)),
            (
                language.text("{share} interval", share=numbers.rate(0.80, language)),
                numbers.interval(low80, high80, unit, language),
            ),
            (
                language.text("{share} interval", share=numbers.rate(0.95, language)),
                numbers.interval(low95, high95, unit, language),
            ),
        ]
    if assessment.gap is not None:
        rows.append((language.text("Median against the goal"), _gap(assessment, assessment.gap, unit, language)))
    rows += _measured(assessment, unit, language)
    return [*rows, *_rates(assessment, unit, language), *_interim(assessment, unit, language)]


def _measured(assessment: Assessment, unit: str, language: Language) -> list[tuple[str, str]]:
    """The quantity that the condition speaks of, where that is not the figure itself: a sum, a growth, a change."""
    condition, measured = assessment.target.condition, assessment.measured
    if measured is None:
        return []
    when = numbers.period(measured.period, language)
    _, low, _, median, _, high, _ = measured.values
    if condition.kind == "average_growth" or condition.relative:
        middle, ends = numbers.rate(median, language), numbers.rate_interval(low, high, language)
    else:
        middle, ends = numbers.projection(median, unit, language), numbers.interval(low, high, unit, language)
    label = {
        "average_growth": language.text("Average growth to {when}", when=when),
        "cumulative": language.text("Sum up to {when}", when=when),
    }.get(condition.kind, language.text("Change to {when}", when=when))
    share = numbers.rate(0.80, language)
    return [(label, language.text("{middle} ({share}: {ends})", middle=middle, share=share, ends=ends))]


def _rates(assessment: Assessment, unit: str, language: Language) -> list[tuple[str, str]]:
    """Required and recent pace, shares of way and time, and when the goal is expected to be reached."""
    rows: list[tuple[str, str]] = []
    if assessment.target.condition.kind == "maintain":
        return rows
    for label, rate, linear in (
        (language.text("Required rate a year"), assessment.required_rate, assessment.required_linear),
        (language.text("Recent rate a year"), assessment.recent_rate, assessment.recent_linear),
    ):
        if (said := _rate(rate, linear, unit, language)) is not None:
            rows.append((label, said))
    if assessment.share_of_way is not None and assessment.share_of_time:
        way, time = numbers.rate(assessment.share_of_way, language), numbers.rate(assessment.share_of_time, language)
        rows.append(
            (language.text("Way made"), language.text("{way} of the way, {time} of the time", way=way, time=time))
        )
    if assessment.probability is not None and assessment.required_linear is not None:
        rows.append((language.text("Goal reached"), _expected(assessment, language)))
    return rows


def _rate(rate: float | None, linear: float | None, unit: str, language: Language) -> str | None:
    if linear is None:
        return None if rate is None else numbers.rate(rate, language)
    amount = numbers.signed_difference(linear, unit, language)
    if rate is None:
        return amount
    return language.text("{rate}, or {amount}", rate=numbers.rate(rate, language), amount=amount)


def _expected(assessment: Assessment, language: Language) -> str:
    """The period by which half of the paths have reached the goal, and those of a tenth and of nine tenths."""
    names = ("low", "middle", "high")
    periods = (assessment.expected_low, assessment.expected_period, assessment.expected_high)
    values = {
        name: numbers.period(period, language)
        for name, period in zip(names, periods, strict=True)
        if period is not None
    }
    match periods:
        case None, _, _:
            return language.text("not within sight")
        case _, None, _:
            return language.text("not within sight, with one chance in ten by {low}", **values)
        case low, _, high if low == high:
            return values["middle"]
        case _, _, None:
            return language.text("{middle}, with one chance in ten by {low} and no end in sight", **values)
    return language.text("{middle}, with four chances in five from {low} to {high}", **values)


def tripwire_lines(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[str]:
    """The next figures that would change the status, a line each; none where nobody asked."""
    unit = "" if indicator is None else indicator.unit
    return [_tripwire(each, unit, language) for each in assessment.tripwires or ()]


def _tripwire(each: Tripwire, unit: str, language: Language) -> str:
    bounds = (("low", each.low), ("high", each.high))
    values = {
        "when": numbers.period(each.period, language),
        "status": words.status_word(each.status, language),
        "chance": numbers.probability(each.chance, language),
        **{name: numbers.amount(bound, unit, language) for name, bound in bounds if bound is not None},
    }
    if each.low is None and each.high is None:
        return language.text("{when} whatever its figure → {status} (probability {chance})", **values)
    if each.low is None:
        return language.text("{when} below {high} → {status} (probability {chance})", **values)
    if each.high is None:
        return language.text("{when} above {low} → {status} (probability {chance})", **values)
    return language.text("{when} between {low} and {high} → {status} (probability {chance})", **values)


def _gap(assessment: Assessment, gap: float, unit: str, language: Language) -> str:
    size = numbers.difference(gap, unit, language)
    short = gap * assessment.target.condition.direction
    if short > 0:
        return language.text("{size} short of the goal", size=size)
    return language.text("{size} better than the goal", size=size) if short < 0 else size


def _interim(assessment: Assessment, unit: str, language: Language) -> list[tuple[str, str]]:
    rows = []
    for each in assessment.interim:
        goal = numbers.amount(each.goal, unit, language)
        label = language.text("Interim goal {when}", when=numbers.period(each.period, language))
        if each.met is not None and each.figure is not None:
            figure = numbers.amount(each.figure, unit, language)
            word = words.status_word(each.status, language)
            text = language.text("{goal}: {word}, with {figure}", goal=goal, word=word, figure=figure)
        elif each.probability is not None:
            share = numbers.probability(each.probability, language)
            word = words.status_word(each.status, language)
            text = language.text("{goal}: {word}, {share}", goal=goal, word=word, share=share)
        else:
            text = language.text("{goal}: cannot be judged", goal=goal)
        rows.append((label, text))
    return rows
