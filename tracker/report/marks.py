"""The marks of a chart: one for each figure, by how it was published and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.figures import Period
from tracker.report import numbers, view
from tracker.report.figured import decimal_year, middle
from tracker.report.language import msgid
from tracker.report.view import Label, Mark

if TYPE_CHECKING:
    from tracker.figures import Observation
    from tracker.report.figured import Course
    from tracker.report.language import Language
    from tracker.report.numbers import Scale
    from tracker.report.report import Entry
    from tracker.verdict import Assessment

_FEW: Final = 8
"""Up to so many figures, each carries its value; of more, the first and the last."""

_KINDS_BY_QUALIFIER: Final = {">": view.ABOVE, "<": view.BELOW, "~": view.APPROXIMATE}
_KINDS_BY_STATUS: Final = {"E": view.ESTIMATE, "I": view.ESTIMATE, "P": view.PROVISIONAL}
_SHOWN_THOUGH_UNUSED: Final = frozenset({"unreliable", "unvalidated", "forecast"})
_OLDER: Final = "before-break"

KEYS: Final = {
    view.EXACT: ("●", msgid("as published")),
    view.ABOVE: ("▲", msgid("published as “more than”")),
    view.BELOW: ("▼", msgid("published as “less than” or “nearly”")),
    view.APPROXIMATE: ("○", msgid("published as “about”")),
    view.ESTIMATE: ("□", msgid("estimated")),
    view.PROVISIONAL: ("◇", msgid("provisional")),
    view.IMPLIED_ABOVE: ("△", msgid("at least so much, if a published growth holds for the whole")),
    view.IMPLIED_BELOW: ("▽", msgid("at most so much, if a published growth holds for the whole")),
    view.SO_FAR: ("◒", msgid("the period under way, so far")),
    view.EARLIER: ("+", msgid("an earlier figure, since revised")),
    view.UNUSED: ("×", msgid("published, but used by no forecast")),
}
"""The sign of each kind of mark and what it means."""

_SIGNS: Final = {
    view.ABOVE: ">",
    view.BELOW: "<",
    view.APPROXIMATE: "~",
    view.IMPLIED_ABOVE: "≥",
    view.IMPLIED_BELOW: "≤",
}

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def marks(entry: Entry, course: Course, scale: Scale, language: Language) -> tuple[Mark, ...]:
    """The marks of a target's figures, in time order."""
    used = [Mark(when=middle(period), value=value, kind=kind_of(rows)) for period, value, rows in course.points]
    beside: list[Mark] = []
    if course.origin is None:
        beside = [
            *_left_out(entry, course),
            *_revised(entry, course),
            *_implied(entry.assessment),
            *_so_far(entry, course),
        ]
    found = sorted((*used, *beside), key=lambda mark: (mark.when, mark.value))
    told = found if len(found) <= _FEW else [*used[:1], *used[-1:], *(m for m in beside if m.kind == view.SO_FAR)]
    spoken = {(mark.when, mark.value, mark.kind) for mark in told if mark.kind != view.EARLIER}
    words = {each.until: _months(each.period, each.until, language) for each in entry.assessment.under_way}
    so_far = {decimal_year(until.end, 1.0): said for until, said in words.items()}
    return tuple(
        Mark(
            when=mark.when,
            value=mark.value / scale.factor,
            kind=mark.kind,
            label=_label(mark, so_far, scale, language) if (mark.when, mark.value, mark.kind) in spoken else "",
        )
        for mark in found
    )


def _label(mark: Mark, so_far: dict[float, str], scale: Scale, language: Language) -> str:
    sign = _SIGNS.get(mark.kind, "")
    apart = " " if sign and language.tag != "zh" else ""
    figure = sign + apart + numbers.number(mark.value / scale.factor, language, digits=4)
    if mark.kind != view.SO_FAR:
        return figure
    return language.text("{months}: {figure}", months=so_far.get(mark.when, ""), figure=figure)


def breaks(entry: Entry, course: Course, language: Language) -> tuple[Label, ...]:
    """Where a series was redefined: the beginning of each period whose figure starts it anew."""
    if entry.series is None or course.origin is not None:
        return ()
    older = [(row.period, (row,)) for row, code in entry.series.left_out if code == _OLDER]
    known = sorted((*older, *((period, rows) for period, _, rows in course.points)), key=lambda each: each[0].start)
    starts = dict.fromkeys(
        decimal_year(period.start, 0.0) for period, rows in known[1:] if any(row.status == "B" for row in rows)
    )
    return tuple(Label(when=when, text=language.text("break in series")) for when in starts)


def kind_of(rows: tuple[Observation, ...]) -> str:
    """The mark of a figure: what is uncertain about one of its parts is uncertain about the whole."""
    if len(rows) == 1 and rows[0].qualifier:
        return _KINDS_BY_QUALIFIER[rows[0].qualifier]
    if any(row.qualifier for row in rows):
        return view.APPROXIMATE
    return next((_KINDS_BY_STATUS[row.status] for row in rows if row.status in _KINDS_BY_STATUS), view.EXACT)


def _left_out(entry: Entry, course: Course) -> list[Mark]:
    """Figures that no forecast uses: those before a break as they are, doubtful ones and others' forecasts crossed."""
    own = {entry.indicator.frequency} if entry.indicator is not None else set()
    frequencies = {period.frequency for period, _, _ in course.points} or own
    return [
        Mark(when=middle(row.period), value=row.value, kind=kind_of((row,)) if code == _OLDER else view.UNUSED)
        for row, code in (entry.series.left_out if entry.series is not None else ())
        if row.value is not None and code in _SHOWN_THOUGH_UNUSED | {_OLDER} and row.period.frequency in frequencies
    ]


def _revised(entry: Entry, course: Course) -> list[Mark]:
    """What was printed before a revision, where the chart shows the figure that replaced it."""
    now = {period: value for period, value, _ in course.points}
    pairs = dict.fromkeys(
        (old.period, old.value)
        for old, new in entry.revisions
        if old.value is not None and new.period in now and old.value != now[new.period]
    )
    return [Mark(when=middle(period), value=value, kind=view.EARLIER) for period, value in pairs]


def _implied(verdict: Assessment) -> list[Mark]:
    """Levels that a published growth bounds, as the verdict's reasons give them."""
    found = []
    for reason in verdict.reasons:
        values = dict(reason.values)
        if reason.code != "growth-since-level":
            continue
        kind = {">": view.IMPLIED_BELOW, "<": view.IMPLIED_ABOVE}.get(str(values["qualifier"]), view.APPROXIMATE)
        since, implied = values["since"], values["implied"]
        if isinstance(since, Period) and isinstance(implied, float):
            found.append(Mark(when=middle(since), value=implied, kind=kind))
    return found


def _so_far(entry: Entry, course: Course) -> list[Mark]:
    """What the months known of a period under way came to, at the end of the last of them."""
    last = course.points[-1][0] if course.points else None
    return [
        Mark(when=decimal_year(each.until.end, 1.0), value=each.figure, kind=view.SO_FAR)
        for each in entry.assessment.under_way
        if each.figure is not None and (last is None or each.period > last)
    ]


def _months(whole: Period, until: Period, language: Language) -> str:
    """The months of a period that are known: `Jan–Aug`, `1—8月`."""
    first, last = whole.start.month, until.end.month
    if language.tag == "zh":
        return f"{last}月" if first == last else f"{first}—{last}月"
    return _MONTHS[last - 1] if first == last else f"{_MONTHS[first - 1]}–{_MONTHS[last - 1]}"
