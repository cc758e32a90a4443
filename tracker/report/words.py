"""Sentences: statuses, conditions, verdicts, reasons and calculation traces in a reader's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import Indicator, Period
from tracker.report import numbers
from tracker.report.language import msgid, term_id

if TYPE_CHECKING:
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
    "approximate": (
        msgid("{count} of {of} figures is a bound or an approximation, taken at its printed value."),
        msgid("{count} of {of} figures are bounds or approximations, taken at their printed values."),
    ),
    "provisional": (
        msgid("{count} of {of} figures is provisional or estimated."),
        msgid("{count} of {of} figures are provisional or estimated."),
    ),
    "break": msgid("The series breaks in {period}; only figures from then on are used."),
    "left-out-forecast": (
        msgid("{count} figure is somebody's forecast and is not used."),
        msgid("{count} figures are somebody's forecasts and are not used."),
    ),
    "left-out-unreliable": (
        msgid("{count} figure is marked as unreliable and is not used."),
        msgid("{count} figures are marked as unreliable and are not used."),
    ),
    "left-out-unvalidated": (
        msgid("{count} figure is not validated and is not used."),
        msgid("{count} figures are not validated and are not used."),
    ),
    "left-out-missing": (
        msgid("{count} figure is declared missing."),
        msgid("{count} figures are declared missing."),
    ),
    "left-out-year-to-date": (
        msgid("{count} year-to-date figure is not compared with figures of whole years."),
        msgid("{count} year-to-date figures are not compared with figures of whole years."),
    ),
    "left-out-other-frequency": (
        msgid("{count} figure is of another frequency and is not used."),
        msgid("{count} figures are of another frequency and are not used."),
    ),
    "left-out-incomplete": (
        msgid("{count} figure belongs to a period that is not complete yet and is not used."),
        msgid("{count} figures belong to periods that are not complete yet and are not used."),
    ),
    "left-out-before-break": (
        msgid("{count} figure before the break is not used."),
        msgid("{count} figures before the break are not used."),
    ),
    "left-out-other-source": (
        msgid("{count} figure of another source is passed over."),
        msgid("{count} figures of other sources are passed over."),
    ),
    "published-by-rule": (
        msgid("{count} figure has no date of publication; it counts as known {days} days after its period ended."),
        msgid(
            "{count} figures have no date of publication; they count as known {days} days after their periods ended."
        ),
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
    "gaps-in-span": (
        msgid("{count} period of the span has no figure and is passed over."),
        msgid("{count} periods of the span have no figure and are passed over."),
    ),
    "member": msgid("{id}: {status}."),
    "member-unknown": msgid("{id} cannot be judged, so the whole cannot be either."),
    "independent": msgid("Its parts rest on {count} different series, taken as independent of each other."),
    "steps": msgid("{done} of {total} steps are done."),
    "steps-dropped": (
        msgid("{count} step was dropped and is not counted."),
        msgid("{count} steps were dropped and are not counted."),
    ),
    "steps-late": (
        msgid("{count} step is open after its deadline."),
        msgid("{count} steps are open after their deadline."),
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


def status_word(status: str, language: Language) -> str:
    """The word for a status."""
    return language.term("status", _STATUSES[status])


def reasons(assessment: Assessment, indicator: Indicator | None, language: Language) -> list[str]:
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
        label, text = (language.text(message) if message[0] != "{" else message for message in _TRACE[line.code])
        values = _filled(dict(line.values), indicator, language)
        lines.append((label.format(**values), text.format(**values)))
    return lines


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
    return language.text(_CONDITIONS[kind], bound=_bound(wanted, indicator, language), **periods)


def _bound(wanted: Condition, indicator: Indicator | None, language: Language) -> str:
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


def bounded(figure: str, qualifier: str, language: Language) -> str:
    """A printed figure with its qualifier in words: “more than 4 trillion CNY”."""
    if qualifier == ">":
        return language.text("more than {figure}", figure=figure)
    if qualifier == "<":
        return language.text("just under {figure}", figure=figure)
    if qualifier == "~":
        return language.text("about {figure}", figure=figure)
    return figure


def _proxy(target: Target, language: Language) -> str:
    text = target.proxy.within(language.tag) if target.proxy is not None else ""
    return language.text("The figures are a proxy: {text}", text=text.rstrip(".。") + language.text("."))


def _first(word: str) -> str:
    return word[:1].upper() + word[1:]


def _filled(values: dict[str, Any], indicator: Indicator | None, language: Language) -> dict[str, str]:
    """The values of a reason or trace line as printed; what a value is, its name and type tell."""
    unit = indicator.unit if indicator is not None else ""
    filled = {name: _printed(name, value, unit, language) for name, value in values.items()}
    if "qualifier" in values:
        qualifier = str(values["qualifier"])
        filled["bounded"] = bounded(filled["rate"], qualifier, language)
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


def citation(assessment: Assessment, version: str, inputs: str, language: Language) -> str:
    """The line by which a verdict is cited: id, day, version of the program, hash of its inputs."""
    return language.text(
        "Cite as: {id}, as of {day}, tracker {version}, inputs {inputs}",
        id=assessment.target.id,
        day=assessment.as_of.isoformat(),
        version=version,
        inputs=inputs,
    )
