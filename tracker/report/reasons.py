"""Why a verdict is what it is: its reasons as sentences, and the calculation behind it line by line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import Indicator, Period
from tracker.report import numbers
from tracker.report.language import msgid, plural_id, term_id
from tracker.report.words import status_word

if TYPE_CHECKING:
    from tracker.goals import Target
    from tracker.report.language import Language
    from tracker.verdict import Assessment

_NATURES: Final = {
    "share": term_id("nature", "shares of a whole"),
    "rate": term_id("nature", "rates"),
    "count": term_id("nature", "counts"),
    "currency": term_id("nature", "amounts of money"),
    "index": term_id("nature", "index numbers"),
    "signed": term_id("nature", "figures of either sign"),
}

_FIGURES: Final = frozenset({"value", "goal"})
_PROJECTIONS: Final = frozenset({"implied", "gap", "median", "lower80", "upper80", "lower95", "upper95"})
_NEARLY_WHOLE: Final = 0.15
_RATES: Final = frozenset({"rate", "required", "recent", "on_track", "off_track"})

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
    "old-figures": msgid("The latest figure is for {period} and about {years} years old."),
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
    "left-out-other-source": plural_id(
        "{count} figure of another source is passed over.",
        "{count} figures of other sources are passed over.",
    ),
    "published-by-rule": plural_id(
        "{count} figure has no date of publication; it counts as known {days} days after its period ended.",
        "{count} figures have no date of publication; they count as known {days} days after their periods ended.",
    ),
    "threshold": msgid("Nobody declared this as a goal: it is a threshold that the source reads the figure by."),
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
        "If nothing has moved since {since}, the {years} years that remain would need {rate} a year."
    ),
    "figure-awaited": msgid("The deadline has passed; the figure for {period} is awaited and still forecast."),
    "figure-met": msgid("The figure for {period} is {value}: the goal is met."),
    "figure-missed": msgid("The figure for {period} is {value}: the goal is not met."),
    "figure-missing": msgid("There is no figure for {period}, without which the goal cannot be judged."),
    "bound-unsettled": msgid("The figure for {period} is published only as a bound, which does not settle the goal."),
    "undefined": msgid("The change cannot be computed: the baseline is missing, zero or of another sign."),
    "broken": msgid("It did not hold in {period}: {value}."),
    "held": msgid("It held in every period."),
    "reached": msgid("It was reached in {period}, with {value}."),
    "gaps-in-span": plural_id(
        "{count} period of the span has no figure and is passed over.",
        "{count} periods of the span have no figure and are passed over.",
    ),
    "member": msgid("{id}: {status}."),
    "member-unknown": msgid("{id} cannot be judged, so the whole cannot be either."),
    "independent": msgid("Its parts rest on {count} different series, taken as independent of each other."),
    "steps": msgid("{done} of {total} steps are done."),
    "steps-dropped": plural_id(
        "{count} step was dropped and is not counted.",
        "{count} steps were dropped and are not counted.",
    ),
    "steps-late": plural_id(
        "{count} step is open after its deadline.",
        "{count} steps are open after their deadline.",
    ),
    "no-evidence": msgid("No evidence on any step has been recorded; an open step is one not shown to be done."),
    "no-probability": msgid("A list of steps gives no basis for a probability, so none is stated."),
}

_TRACE: Final[dict[str, tuple[str, str]]] = {
    "latest": (msgid("Latest figure"), msgid("{value} for {period}; {count} figures in all")),
    "threshold": (msgid("Figure that just satisfies the goal"), msgid("{value} for {period}")),
    "required-rate": (msgid("Required rate"), msgid("({goal} / {value})^(1 / {years}) − 1 = {rate} a year")),
    "recent-rate": (msgid("Recent rate"), msgid("{rate} a year, over the last five years of figures or all of them")),
    "forecast": (msgid("Forecast"), msgid("method “{method}”, from {origin}, {draws} draws")),
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
    sentences = []
    for reason in assessment.reasons:
        if reason.code == "proxy":
            sentences.append(_proxy(assessment.target, language))
            continue
        message = _REASONS[reason.code]
        values = _filled(dict(reason.values), indicator, language)
        if isinstance(message, tuple):
            count = next(int(value) for name, value in reason.values if name == "count" and isinstance(value, int))
            sentences.append(language.plural(*message, count, **values))
        else:
            sentences.append(language.text(message, **values))
    return sentences


def trace_lines(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[tuple[str, str]]:
    """The calculation trace: what was computed, and from what with which result."""
    lines = []
    for line in assessment.trace:
        label, text = (
            language.text(message) if message not in {"{name}", "{number}"} else message
            for message in _TRACE[line.code]
        )
        values = _filled(dict(line.values), indicator, language)
        lines.append((label.format(**values), text.format(**values)))
    return lines


def _proxy(target: Target, language: Language) -> str:
    text = target.proxy.within(language.tag) if target.proxy is not None else ""
    return language.text("The figures are a proxy: {text}", text=text.rstrip(".。") + language.text("."))


def _filled(values: dict[str, Any], indicator: Indicator | None, language: Language) -> dict[str, str]:
    """The values of a reason or trace line as printed; what a value is, its name and type tell."""
    unit = indicator.unit if indicator is not None else ""
    filled = {name: _printed(name, value, unit, language) for name, value in values.items()}
    if "qualifier" in values:
        qualifier = str(values["qualifier"])
        filled["bounded"] = numbers.qualified(filled["rate"], qualifier, language)
        sides = {">": language.text("at most"), "<": language.text("at least"), "~": language.text("about")}
        filled["side"] = sides.get(qualifier, "")
    return filled


def _printed(name: str, value: Any, unit: str, language: Language) -> str:  # noqa: ANN401 - any value of a reason
    if isinstance(value, Period):
        return numbers.period(value, language)
    if isinstance(value, date):
        return numbers.day(value, language)
    if isinstance(value, str):
        return _word(name, value, language)
    return _number(name, value, unit, language)


def _word(name: str, value: str, language: Language) -> str:
    if name == "status":
        return status_word(value, language)
    return language.term("nature", _NATURES[value]) if name == "nature" else value


def _number(name: str, value: float, unit: str, language: Language) -> str:
    if name in _FIGURES:
        return numbers.amount(value, unit, language)
    if name in _PROJECTIONS:
        return numbers.projection(value, unit, language)
    if name in _RATES:
        return numbers.rate(value, language)
    if name == "years" and abs(value - round(value)) < _NEARLY_WHOLE:
        return numbers.number(round(value), language)
    return numbers.number(
        value, language, digits=4 if name == "number" else None, decimals=1 if name == "years" else None
    )
