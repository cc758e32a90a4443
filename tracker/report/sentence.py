"""The verdict on a target in one plain sentence: where the pace leads, what the goal needs, and how likely it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, words
from tracker.report.language import msgid
from tracker.report.units import PERCENT

if TYPE_CHECKING:
    from tracker.figures import Indicator
    from tracker.report.language import Language
    from tracker.verdict import Assessment, RecentPace

_YEARS: Final = {
    1: msgid("the last year"),
    2: msgid("the last two years"),
    3: msgid("the last three years"),
    4: msgid("the last four years"),
    5: msgid("the last five years"),
}
_WHOLE: Final = 0.05
"""How far from a whole number of years a span may be to be called by it."""

_DIGITS: Final = 2
"""Significant digits of an amount that is needed a year: no goal is told apart by more."""

_SETTLED: Final = {
    "figure-met": msgid("The goal, {wanted}, was met: the figure for {period} is {value}."),
    "figure-missed": msgid("The goal, {wanted}, was missed: the figure for {period} is {value}."),
    "growth-met": msgid("The goal, {wanted}, was met: from {since} to {period} it grew by {rate} a year."),
    "growth-missed": msgid("The goal, {wanted}, was missed: from {since} to {period} it grew by {rate} a year."),
    "change-met": msgid("The goal, {wanted}, was met: from {since} to {period} it changed by {rate}."),
    "change-missed": msgid("The goal, {wanted}, was missed: from {since} to {period} it changed by {rate}."),
    "sum-met": msgid("The goal, {wanted}, was met: the sum up to {period} is {value}."),
    "sum-missed": msgid("The goal, {wanted}, was missed: the sum up to {period} is {value}."),
    "broken": msgid("The goal, {wanted}, was missed: in {period} it stood at {value}."),
    "held": msgid("The goal, {wanted}, was met: it held throughout."),
    "reached": msgid("The goal, {wanted}, was reached in {period}, with {value}."),
    "reached-change": msgid("The goal, {wanted}, was reached in {period}."),
}
"""What is said of a settled goal, by the reason that settled it."""


def sentence(assessment: Assessment, indicator: Indicator | None, language: Language) -> str:
    """The verdict in one sentence, from the numbers of the assessment alone."""
    if assessment.steps_total is not None:
        return _steps(assessment, language)
    wanted = words.condition(assessment.target, indicator, language)
    if assessment.probability is None:
        return _settled(assessment, indicator, wanted, language)
    parts = {
        "wanted": wanted,
        "chance": numbers.chance(assessment.probability, language),
        "share": numbers.probability(assessment.probability, language),
    }
    kind = assessment.target.condition.kind
    if assessment.target.condition.members:
        return language.text("The goal is made of others, {wanted}; {chance} ({share}) that it is met.", **parts)
    if kind == "maintain":
        return language.text("The goal is {wanted}: {chance} ({share}) that it holds to the end.", **parts)
    if indicator is None or assessment.latest_value is None or assessment.latest_period is None:
        return language.text("The goal is {wanted}: {chance} ({share}) that it is met.", **parts)
    parts |= {
        "figure": numbers.amount(assessment.latest_value, indicator.unit, language),
        "latest": numbers.period(assessment.latest_period, language),
    }
    say = _sum if kind == "cumulative" else _pace
    return say(assessment, indicator, parts, language)


def _steps(assessment: Assessment, language: Language) -> str:
    """How many steps are done, beside the share of the time that is gone."""
    deadline = assessment.target.deadline
    values = {
        "done": assessment.steps_done,
        "total": assessment.steps_total,
        "when": numbers.period(deadline, language) if deadline is not None else "",
    }
    if assessment.status == "done" and assessment.steps_total == 1:
        return language.text("Its one step is done.")
    if assessment.status == "done":
        return language.text("All of its steps, {total}, are done.", **values)
    if assessment.status == "late":
        return language.text(
            "The deadline, {when}, has passed, and {done} of {total} steps are shown to be done.", **values
        )
    if assessment.steps_total == 1:
        return language.text("Its one step is not shown to be done yet; it is due by {when}.", **values)
    if assessment.share_of_time is None:
        return language.text("{done} of {total} steps are shown to be done; all are due by {when}.", **values)
    return language.text(
        "{done} of {total} steps are shown to be done, and {gone} of the time to {when} is gone.",
        gone=numbers.rate(round(assessment.share_of_time, 2), language),
        **values,
    )


def _settled(assessment: Assessment, indicator: Indicator | None, wanted: str, language: Language) -> str:
    """A goal without a probability: met, missed, or one that cannot be judged."""
    for reason in assessment.reasons:
        if reason.code in _SETTLED and assessment.status in {"achieved", "missed"}:
            unit = "" if indicator is None else indicator.unit
            values = {name: _value(name, value, unit, language) for name, value in reason.values}
            return language.text(_SETTLED[reason.code], wanted=wanted, **values)
    if assessment.status in {"achieved", "missed"}:
        met = assessment.status == "achieved"
        text = (
            language.text("The goal, {wanted}, was met.") if met else language.text("The goal, {wanted}, was missed.")
        )
        return text.format(wanted=wanted)
    if not assessment.n_observations and not assessment.target.condition.members:
        return language.text("Nothing can be said yet on the goal, {wanted}: no usable figure is known.", wanted=wanted)
    return language.text("Whether the goal, {wanted}, will be met cannot be judged.", wanted=wanted)


def _value(name: str, value: Any, unit: str, language: Language) -> str:  # noqa: ANN401 - any value of a reason
    if name == "value":
        return numbers.amount(value, unit, language)
    if name == "rate":
        return numbers.rate(value, language)
    return value if isinstance(value, str) else numbers.period(value, language)


def _sum(assessment: Assessment, indicator: Indicator, parts: dict[str, str], language: Language) -> str:
    """A sum over several periods: what it is heading for."""
    if assessment.measured is None:
        return language.text("The goal is {wanted}: {chance} ({share}) that it is met.", **parts)
    leads = numbers.projection(assessment.measured.values[3], indicator.unit, language)
    return language.text(
        "By the middle of the forecast the sum comes to {leads}; the goal is {wanted}; {chance} ({share}).",
        leads=leads,
        **parts,
    )


def _pace(assessment: Assessment, indicator: Indicator, parts: dict[str, str], language: Language) -> str:
    """A figure on its way to a goal, at the pace of the recent years or without one."""
    pace, needed = assessment.recent_pace, _needed(assessment, indicator, language)
    if pace is None and not needed:
        return language.text("The figure was {figure} in {latest}; the goal is {wanted}; {chance} ({share}).", **parts)
    if pace is None and assessment.n_observations == 1:
        return language.text(
            "A single figure is known, {figure} for {latest}; from there the goal, {wanted}, needs {needed} a year;"
            " {chance} ({share}).",
            needed=needed,
            **parts,
        )
    if pace is None:
        return language.text(
            "No pace is known; from {figure} in {latest} the goal, {wanted}, needs {needed} a year; {chance}"
            " ({share}).",
            needed=needed,
            **parts,
        )
    parts |= {
        "leads": _leads(pace, indicator, language),
        "years": _years(pace, language),
        "figure": numbers.amount(pace.value, indicator.unit, language),
        "latest": numbers.period(pace.latest, language),
    }
    if needed:
        return language.text(
            "At the pace of {years} the figure {leads}; the goal, {wanted}, needs {needed} a year from then on;"
            " {chance} ({share}).",
            needed=needed,
            **parts,
        )
    return language.text(
        "At the pace of {years} the figure {leads}; that of {latest}, {figure}, already satisfies the goal, {wanted};"
        " {chance} ({share}) that it does so then.",
        **parts,
    )


def _years(pace: RecentPace, language: Language) -> str:
    """The years whose pace is carried on, by their number where it is whole, with the first and the last of them."""
    span = numbers.span(pace.since, pace.latest, language)
    whole = round(pace.span)
    if whole not in _YEARS or abs(pace.span - whole) > _WHOLE:
        return span
    return language.text("{years} ({span})", years=language.text(_YEARS[whole]), span=span)


def _leads(pace: RecentPace, indicator: Indicator, language: Language) -> str:
    """Where the pace leads, as the rest of a sentence: “would reach 890 billion CNY in 2027”."""
    values = {
        "leads": numbers.projection(pace.leads, indicator.unit, language),
        "when": numbers.period(pace.until, language),
    }
    if pace.leads == pace.value:
        return language.text("would still stand at {leads} in {when}", **values)
    if pace.leads < pace.value:
        return language.text("would fall to {leads} in {when}", **values)
    return language.text("would reach {leads} in {when}", **values)


def _needed(assessment: Assessment, indicator: Indicator, language: Language) -> str:
    """What the goal needs a year: percentage points for percentages, else a rate, else an amount."""
    rate, amount = assessment.required_rate, assessment.required_linear
    if amount is None:
        return ""
    size = numbers.difference(amount, indicator.unit, language, digits=_DIGITS)
    if rate is not None and indicator.unit != PERCENT:
        size = numbers.rate(abs(rate), language)
        if amount > 0:
            return language.text("growth of {size}", size=size)
    return language.text("a fall of {size}", size=size) if amount < 0 else language.text("a rise of {size}", size=size)


def outlook(assessment: Assessment, indicator: Indicator | None, language: Language) -> str:
    """The forecast of the decisive period as a sentence; empty where there is none."""
    if assessment.projected is None or indicator is None:
        return ""
    _, low, _, median, _, high, _ = assessment.projected.values
    return language.text(
        "The forecast for {when} has its middle at {median}, with four chances in five between {low} and {high}.",
        when=numbers.period(assessment.projected.period, language),
        median=numbers.projection(median, indicator.unit, language),
        low=numbers.projection(low, indicator.unit, language),
        high=numbers.projection(high, indicator.unit, language),
    )
