"""Why a verdict is what it is: its reasons as sentences, and the calculation behind it line by line."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import Indicator, Period
from tracker.report import numbers
from tracker.report.language import msgid, plural_id, term_id
from tracker.report.words import status_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracker.goals import Target
    from tracker.report.language import Language
    from tracker.verdict import Assessment

NATURES: Final = {
    "share": term_id("nature", "shares of a whole"),
    "rate": term_id("nature", "rates"),
    "count": term_id("nature", "counts"),
    "currency": term_id("nature", "amounts of money"),
    "index": term_id("nature", "index numbers"),
    "signed": term_id("nature", "figures of either sign"),
}
"""What each nature's figures are called, as a term of the context `nature`."""

_FIGURES: Final = ("value", "goal", "threshold", "other")
_PROJECTIONS: Final = ("implied", "leads", "gap", "median", "lower80", "upper80", "lower95", "upper95")
_COMPARED_DIGITS: Final = 4
_AMOUNTS: Final[Mapping[str, Callable[[float, str, Language], str]]] = {
    **dict.fromkeys(_FIGURES, numbers.amount),
    **dict.fromkeys(_PROJECTIONS, numbers.projection),
    **dict.fromkeys(("aim", "expected"), partial(numbers.amount, digits=_COMPARED_DIGITS)),
    "apart": numbers.difference,
    "change": numbers.signed_difference,
}
_NUMBERS_HELD: Final = 1 << 12
"""Printed numbers that are held: half of those said of a target were said of it, or of the one before, already."""

_NEARLY_WHOLE: Final = 0.15
_MOST_PERIODS: Final = 6
_RATES: Final = frozenset({"rate", "required", "recent", "on_track", "off_track", "way", "gone", "low", "high"})

_REASONS: Final[dict[str, str | tuple[str, str]]] = {
    "no-figures": msgid("No figure has been published for it yet."),
    "none-usable": msgid("Figures are known, but none of them can carry a forecast."),
    "one-figure": msgid("It rests on a single level: {value} for {period}."),
    "few-figures": msgid("It rests on only {count} figures, {first} to {last}."),
    "growth-since-level": msgid(
        "Beside it stands one bound on growth: {bounded} a year since {since}, so that {since} was {side} {implied}"
        " if it holds for the whole."
    ),
    "growth-since": msgid(
        "Growth of {bounded} a year from {since} to {period} is known, but no level that it leads to."
    ),
    "growth-figure": msgid(
        "Growth of {bounded} in {period} over the year before is known, but no level to chain it to."
    ),
    "borrowed": msgid(
        "So short a history says little about how far the figure may move: the spread is borrowed from hundreds of"
        " other series that measure {nature}, and it is wide."
    ),
    "old-figures": msgid("The latest figure is for {period} and about {age} years old."),
    "approximate": plural_id(
        "{count} of {of} figures is a bound or an approximation, taken at its printed value.",
        "{count} of {of} figures are bounds or approximations, taken at their printed values.",
    ),
    "provisional": plural_id(
        "{count} of {of} figures is provisional or estimated.",
        "{count} of {of} figures are provisional or estimated.",
    ),
    "break": msgid("The series breaks in {period}; only figures from then on are used."),
    "left-out-forecast": plural_id(
        "{count} figure is somebody's forecast and is not used.",
        "{count} figures are somebody's forecasts and are not used.",
    ),
    "left-out-unreliable": plural_id(
        "{count} figure is marked as unreliable and is not used.",
        "{count} figures are marked as unreliable and are not used.",
    ),
    "left-out-unvalidated": plural_id(
        "{count} figure is not validated and is not used.",
        "{count} figures are not validated and are not used.",
    ),
    "left-out-missing": plural_id(
        "{count} figure is declared missing.",
        "{count} figures are declared missing.",
    ),
    "left-out-growth-prices": plural_id(
        "{count} growth rate is not chained: it contradicts the levels, and the indicator does not say in which prices"
        " its figures are.",
        "{count} growth rates are not chained: growth contradicts the levels, and the indicator does not say in which"
        " prices its figures are.",
    ),
    "chained": plural_id(
        "{count} of {of} figures was not published: it is chained from a published growth.",
        "{count} of {of} figures were not published: they are chained from published growth.",
    ),
    "differences": plural_id(
        "{count} of {of} figures was not published: it is what others leave of a longer period.",
        "{count} of {of} figures were not published: they are what others leave of longer periods.",
    ),
    "nowcast-part": plural_id(
        "{period} is under way: up to {until} it came to {value}. With the season of {count} past year this makes"
        " {median}, with four chances in five between {lower80} and {upper80}.",
        "{period} is under way: up to {until} it came to {value}. With the season of {count} past years this makes"
        " {median}, with four chances in five between {lower80} and {upper80}.",
    ),
    "nowcast-alone": msgid(
        "{period} is under way: up to {until} it came to {value}. Its season was not seen in any past year; weighed"
        " with the forecast from whole periods this makes {median}, with four chances in five between {lower80} and"
        " {upper80}."
    ),
    "nowcast-level": msgid(
        "{period} is under way: by {until} it stood at {value}. At its end {median} is expected, with four chances in"
        " five between {lower80} and {upper80}."
    ),
    "nowcast-growth": msgid(
        "{period} is under way: up to {until} it grew by {rate} over the year before. This makes {median}, with four"
        " chances in five between {lower80} and {upper80}."
    ),
    "by-now": msgid(
        "On the way to the goal {period} would come to {aim}, of which {expected} would usually be there by {until};"
        " {value} is."
    ),
    "by-now-level": msgid(
        "On the way to the goal {period} would come to {aim}; by {until} it would usually stand at {expected}, and it"
        " stands at {value}."
    ),
    "left-out-year-to-date": plural_id(
        "{count} year-to-date figure is not compared with figures of whole years.",
        "{count} year-to-date figures are not compared with figures of whole years.",
    ),
    "left-out-other-frequency": plural_id(
        "{count} figure is of another frequency and is not used.",
        "{count} figures are of another frequency and are not used.",
    ),
    "left-out-incomplete": plural_id(
        "{count} figure belongs to a period that is not complete yet and is not used.",
        "{count} figures belong to periods that are not complete yet and are not used.",
    ),
    "left-out-before-break": plural_id(
        "{count} figure before the break is not used.",
        "{count} figures before the break are not used.",
    ),
    "sources-preferred": msgid(
        "For {period}, {source} gives {value} and {rival} gives {other}, {apart} apart; the first is preferred and"
        " used."
    ),
    "sources-later": msgid(
        "For {period}, {source} gives {value} and {rival} gives {other}, {apart} apart; the first was published later"
        " and is used."
    ),
    "sources-differ-too": plural_id(
        "Two sources differ on {count} earlier figure too.",
        "Two sources differ on {count} earlier figures too.",
    ),
    "sources-agree": plural_id(
        "A second source gives the same for {count} figure.",
        "A second source gives the same for {count} figures.",
    ),
    "published-by-rule": plural_id(
        "{count} figure has no date of publication; it counts as known {days} days after its period ended.",
        "{count} figures have no date of publication; they count as known {days} days after their periods ended.",
    ),
    "threshold": msgid("Nobody declared this as a goal: it is a threshold that the source reads the figure by."),
    "own-goal": msgid(
        "Goals that a jurisdiction sets for itself are met more often than past figures alone say: the workspace raises"
        " the probability from {share} to {raised}."
    ),
    "not-yet-declared": msgid("The goal was declared only on {on}."),
    "already-met": msgid(
        "The latest figure, {value} for {period}, already satisfies the goal; it must still do so then."
    ),
    "rate-needed": msgid(
        "From {since} on the goal needs {required} a year; there is no second figure to compare with."
    ),
    "rate-needed-and-seen": msgid(
        "From {since} on the goal needs {required} a year; the last years of figures saw {recent}."
    ),
    "rate-from-today": msgid(
        "If nothing has moved since {since}, the time that remains ({years} years) would need {rate} a year."
    ),
    "figure-awaited": msgid("The deadline has passed; the figure for {period} is awaited and still forecast."),
    "figure-met": msgid("The figure for {period} is {value}: the goal is met."),
    "figure-missed": msgid("The figure for {period} is {value}: the goal is not met."),
    "growth-met": msgid("From {since} to {period} it grew by {rate} a year: the goal is met."),
    "growth-missed": msgid("From {since} to {period} it grew by {rate} a year: the goal is not met."),
    "change-met": msgid("From {since} to {period} it changed by {rate}: the goal is met."),
    "change-missed": msgid("From {since} to {period} it changed by {rate}: the goal is not met."),
    "sum-met": msgid("The sum up to {period} is {value}: the goal is met."),
    "sum-missed": msgid("The sum up to {period} is {value}: the goal is not met."),
    "figures-missing": msgid("There are no figures for {periods}, without which the goal cannot be judged."),
    "figure-missing": msgid("There is no figure for {period}, without which the goal cannot be judged."),
    "bound-unsettled": msgid("The figure for {period} is published only as a bound, which does not settle the goal."),
    "undefined": msgid(
        "The figure that the change counts from, {value} for {period}, is no base for a rate or a percentage."
    ),
    "baseline-missing": msgid(
        "There is no figure for {period}, from which the change counts; the goal cannot be judged without it."
    ),
    "baseline-negative": msgid(
        "The figure that the change counts from, {value} for {period}, is below zero: percentages are taken of its"
        " size, and up stays up, so that the goal stands at {threshold}."
    ),
    "baseline-drawn": msgid(
        "The figure that the change counts from, that for {period}, is not known yet: it is drawn on the same paths."
    ),
    "decided-by": msgid(
        "No figure is for {deadline} itself: that for {period}, the last period that has ended by then, decides."
    ),
    "broken": msgid("It did not hold in {period}: {value}."),
    "held": msgid("It held in every period."),
    "reached": msgid("It was reached in {period}, with {value}."),
    "reached-change": msgid("It was reached in {period}."),
    "gaps-in-span": plural_id(
        "{count} period has no figure and is passed over: {periods}.",
        "{count} periods have no figure and are passed over: {periods}.",
    ),
    "member": msgid("{id}: {status}."),
    "member-unknown": msgid("{id} cannot be judged, so the whole cannot be either."),
    "independent": msgid(
        "Its parts rest on {count} different series, taken as independent of each other. However they depend on each"
        " other, the probability lies between {low} and {high}."
    ),
    "replaces": msgid("It was declared in place of {id}."),
    "replaced": msgid("{id} was declared in its place."),
    "replaced-on": msgid("It was replaced on {on}, when {id} was declared in its place; the verdict on it goes on."),
    "steps": msgid("{done} of {total} steps are done."),
    "steps-and-time": msgid(
        "{done} of {total} steps are done, {way} of the way; of the time from the declaration to the deadline {gone} is"
        " gone."
    ),
    "steps-dropped": plural_id(
        "{count} step was dropped and is not counted.",
        "{count} steps were dropped and are not counted.",
    ),
    "step-late": msgid("{step} was due by {due} and is open: {late} late."),
    "steps-late": msgid("{count} steps were due by {due} and are open: {late} late."),
    "step-done-late": msgid("{step} was due by {due} and was published as done {late} late."),
    "step-next": msgid("Next due: {step}, by {due}."),
    "steps-next": msgid("Next due: {count} steps, by {due}."),
    "no-evidence": msgid("No evidence on any step has been recorded; an open step is one not shown to be done."),
    "no-probability": msgid("A list of steps gives no basis for a probability, so none is stated."),
}

_TRACE: Final[dict[str, tuple[str, str]]] = {
    "latest": (msgid("Latest figure"), msgid("{value} for {period}; {count} figures in all")),
    "threshold": (msgid("Figure that just satisfies the goal"), msgid("{value} for {period}")),
    "required-rate": (msgid("Required rate"), msgid("({goal} / {value})^(1 / {years}) − 1 = {rate} a year")),
    "recent-rate": (msgid("Recent rate"), msgid("{rate} a year, over the last five years of figures or all of them")),
    "recent-pace": (
        msgid("Where the recent pace leads"),
        msgid("{value} × (1 + {rate})^{years} = {leads} for {period}, at the rate of {since} to {latest}"),
    ),
    "recent-pace-linear": (
        msgid("Where the recent pace leads"),
        msgid("{value} + {years} × ({change}) = {leads} for {period}, at the yearly change of {since} to {latest}"),
    ),
    "recent-pace-held": (
        msgid("Where the recent pace leads"),
        msgid("past {leads}, its bound, by {period}, at the pace of {since} to {latest}; it is held there"),
    ),
    "forecast": (msgid("Forecast"), msgid("method “{method}”, from {origin}, {draws} draws")),
    "under-way": (
        msgid("Under way"),
        msgid("{value} up to {until} makes {median} for {period}; 80 %: {lower80} to {upper80}"),
    ),
    "under-way-growth": (
        msgid("Under way"),
        msgid("growth of {rate} up to {until} makes {median} for {period}; 80 %: {lower80} to {upper80}"),
    ),
    "by-now": (msgid("Where it should be by now"), msgid("{aim} × {rate} = {expected} by {until}; it is {value}")),
    "by-now-level": (
        msgid("Where it should be by now"),
        msgid("{expected} by {until}, for {aim} in the end; it is {value}"),
    ),
    "fact": ("{name}", "{number}"),
    "projected": (
        msgid("Projection"),
        msgid("{period}: median {median}; 80 %: {lower80} to {upper80}; 95 %: {lower95} to {upper95}"),
    ),
    "gap": (msgid("Gap from the median to the goal"), msgid("{gap}")),
    "probability": (msgid("Probability"), msgid("{met} of {draws} draws satisfy the goal")),
    "thresholds": (msgid("Status"), msgid("on track from {on_track}, off track below {off_track}")),
}


def sentences(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[str]:
    """The reasons of a verdict, a sentence each."""
    return [sentence for _, sentence in told(assessment, indicator, language)]


def told(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[tuple[str, str]]:
    """The reasons of a verdict: the code of each and its sentence."""
    sentences = []
    for reason in assessment.reasons:
        if reason.code == "proxy":
            sentences.append((reason.code, _proxy(assessment.target, language)))
            continue
        message = _REASONS[reason.code]
        values = _filled(reason.values, indicator, language)
        if isinstance(message, tuple):
            count = next(int(value) for name, value in reason.values if name == "count" and isinstance(value, int))
            sentences.append((reason.code, language.plural(*message, count, **values)))
        else:
            sentences.append((reason.code, language.text(message, **values)))
    return sentences


def trace_lines(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[tuple[str, str]]:
    """The calculation trace: what was computed, and from what with which result."""
    lines = []
    for line in assessment.trace:
        label, text = _trace_texts(line.code, language)
        values = _filled(line.values, indicator, language)
        lines.append((label.format(**values), text.format(**values)))
    return lines


@cache
def _trace_texts(code: str, language: Language) -> tuple[str, str]:
    label, text = (
        language.text(message) if message not in {"{name}", "{number}"} else message for message in _TRACE[code]
    )
    return label, text


def _proxy(target: Target, language: Language) -> str:
    text = target.proxy.within(language.tag) if target.proxy is not None else ""
    return language.text("The figures are a proxy: {text}", text=text.rstrip(".。") + language.text("."))


def _filled(values: Iterable[tuple[str, Any]], indicator: Indicator | None, language: Language) -> dict[str, str]:
    """The values of a reason or trace line as printed; what a value is, its name and type tell."""
    unit = indicator.unit if indicator is not None else ""
    filled = {name: _printed(name, value, unit, language) for name, value in values}
    if "qualifier" in filled:
        qualifier = filled["qualifier"]
        filled["bounded"] = numbers.qualified(filled["rate"], qualifier, language)
        sides = {">": language.text("at most"), "<": language.text("at least"), "~": language.text("about")}
        filled["side"] = sides.get(qualifier, "")
    return filled


def _printed(name: str, value: Any, unit: str, language: Language) -> str:  # noqa: ANN401 - any value of a reason
    if type(value) is float:
        return _number(name, value, unit, language)
    if isinstance(value, Period):
        return numbers.period(value, language)
    if isinstance(value, date):
        return numbers.day(value, language)
    if isinstance(value, tuple):
        shown = [numbers.period(each, language) for each in value[:_MOST_PERIODS]]
        return language.text(", ").join([*shown, *(["…"] if len(value) > len(shown) else [])])
    if isinstance(value, str):
        return _word(name, value, language)
    return _number(name, value, unit, language)


def _word(name: str, value: str, language: Language) -> str:
    if name == "status":
        return status_word(value, language)
    if name in {"source", "rival"} and not value:
        return language.text("a source not named")
    return language.term("nature", NATURES[value]) if name == "nature" else value


@lru_cache(maxsize=_NUMBERS_HELD)
def _number(name: str, value: float, unit: str, language: Language) -> str:
    if name == "late":
        return numbers.age(int(value), language)
    if name in {"share", "raised"}:
        return numbers.probability(value, language)
    if name in _RATES:
        return numbers.rate(value, language)
    if name in _AMOUNTS:
        return _AMOUNTS[name](value, unit, language)
    if name == "age" and abs(value - round(value)) < _NEARLY_WHOLE:
        return numbers.number(round(value), language)
    return numbers.number(
        value, language, digits=4 if name == "number" else None, decimals=1 if name in {"age", "years"} else None
    )
