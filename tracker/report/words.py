"""Sentences: statuses, conditions, verdicts, reasons and calculation traces in a reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.language import msgid, term_id

if TYPE_CHECKING:
    from tracker.figures import Indicator
    from tracker.goals import Condition, Target
    from tracker.report.language import Language
    from tracker.verdict import Assessment

_STATUSES: Final = {
    "achieved": term_id("status", "achieved"),
    "on-track": term_id("status", "on track"),
    "uncertain": term_id("status", "uncertain"),
    "off-track": term_id("status", "off track"),
    "missed": term_id("status", "missed"),
    "done": term_id("status", "done"),
    "in-progress": term_id("status", "in progress"),
    "late": term_id("status", "late"),
    "not-started": term_id("status", "not started"),
    "no-data": term_id("status", "no data"),
}


def status_word(status: str, language: Language) -> str:
    """The word for a status."""
    return language.term("status", _STATUSES[status])


def condition(target: Target, indicator: Indicator | None, language: Language) -> str:
    """The condition of a target with its deadline, in words."""
    wanted = target.condition
    if wanted.kind == "milestones":
        total = len(target.steps)
        when = numbers.period(target.deadline, language) if target.deadline is not None else ""
        if total == 1:
            return language.text("its one step done by {when}", when=when)
        return language.text("all {total} steps done by {when}", total=total, when=when)
    if wanted.members:
        names = language.text(", ").join(wanted.members)
        if wanted.kind == "all_of":
            return language.text("all of: {names}", names=names)
        return language.text("at least one of: {names}", names=names)
    return _figure_condition(target, wanted, indicator, language)


_CONDITIONS: Final = {
    "average_growth": msgid("average growth of {bound} a year, {first} to {last}"),
    "cumulative": msgid("{bound} in total, {first} to {last}"),
    "maintain": msgid("{bound} in every period, {first} to {last}"),
    "increase_by": msgid("up by {bound} from {since} to {when}"),
    "reduce_by": msgid("down by {bound} from {since} to {when}"),
    "higher": msgid("higher in {when} than in {since}"),
    "lower": msgid("lower in {when} than in {since}"),
    "any_time": msgid("{bound} at any time up to {when}"),
    "at_deadline": msgid("{bound} in {when}"),
}


def _figure_condition(target: Target, wanted: Condition, indicator: Indicator | None, language: Language) -> str:
    kind = wanted.kind if wanted.kind in _CONDITIONS else target.reached
    if wanted.kind == "improve":
        kind = "higher" if wanted.lower is not None else "lower"
    named = {"when": target.deadline, "since": wanted.since}
    if wanted.over is not None:
        named |= {"first": wanted.over[0], "last": wanted.over[1]}
    periods = {name: numbers.period(period, language) for name, period in named.items() if period is not None}
    return language.text(_CONDITIONS[kind], bound=bound(wanted, indicator, language), **periods)


def bound(wanted: Condition, indicator: Indicator | None, language: Language) -> str:
    """The bounds of a condition as an expression: “more than 1 trillion CNY”."""

    def figure(value: float) -> str:
        if wanted.relative or wanted.kind == "average_growth":
            return numbers.rate(abs(value), language)
        size = abs(value) if wanted.kind == "reduce_by" else value
        return numbers.amount(size, indicator.unit if indicator is not None else "", language)

    lower, upper = wanted.lower, wanted.upper
    if lower is not None and upper is not None:
        return language.text("between {low} and {high}", low=figure(lower.value), high=figure(upper.value))
    if wanted.kind == "reduce_by" and upper is not None:
        return language.text("at least {figure}", figure=figure(upper.value))
    if lower is not None:
        text = figure(lower.value)
        return (
            language.text("more than {figure}", figure=text)
            if lower.strict
            else language.text("at least {figure}", figure=text)
        )
    if upper is not None:
        text = figure(upper.value)
        return (
            language.text("less than {figure}", figure=text)
            if upper.strict
            else language.text("at most {figure}", figure=text)
        )
    return ""


def verdict(assessment: Assessment, indicator: Indicator | None, language: Language) -> str:
    """The verdict in one plain sentence."""
    target = assessment.target
    wanted = condition(target, indicator, language)
    word = status_word(assessment.status, language)
    if assessment.probability is not None:
        chance = _first(numbers.chance(assessment.probability, language))
        share = numbers.probability(assessment.probability, language)
        if assessment.projected is None or indicator is None:
            return language.text(
                "{chance} ({share}) that it is met: {wanted}.", chance=chance, share=share, wanted=wanted
            )
        low, median, high = (
            numbers.projection(assessment.projected.values[k], indicator.unit, language) for k in (1, 3, 5)
        )
        return language.text(
            "{chance} ({share}) that it is met: {wanted}. The projection for {period} is {median},"
            " with four chances in five between {low} and {high}.",
            chance=chance,
            share=share,
            wanted=wanted,
            period=numbers.period(assessment.projected.period, language),
            median=median,
            low=low,
            high=high,
        )
    if assessment.steps_total is not None:
        done, total = assessment.steps_done, assessment.steps_total
        return language.text(
            "{word}: {done} of {total} steps done ({wanted}).", word=_first(word), done=done, total=total, wanted=wanted
        )
    return language.text("{word}: {wanted}.", word=_first(word), wanted=wanted)


def _first(word: str) -> str:
    return word[:1].upper() + word[1:]


def citation(assessment: Assessment, version: str, inputs: str, language: Language) -> str:
    """The line by which a verdict is cited: id, day, version of the program, hash of its inputs."""
    return language.text(
        "Cite as: {id}, as of {day}, tracker {version}, inputs {inputs}",
        id=assessment.target.id,
        day=assessment.as_of.isoformat(),
        version=version,
        inputs=inputs,
    )
