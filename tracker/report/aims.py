"""What a chart shows of a goal: its line, band or course, what it is counted from, and the way that is left to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.figures import between, years_between
from tracker.report import numbers, words
from tracker.report.figured import middle
from tracker.report.language import msgid
from tracker.report.view import Label

if TYPE_CHECKING:
    from tracker.figures import Indicator, Period
    from tracker.report.figured import Course
    from tracker.report.language import Language
    from tracker.report.numbers import Scale
    from tracker.report.view import Point
    from tracker.verdict import Assessment

_CHANGES: Final = frozenset({"increase_by", "reduce_by", "improve"})


def aims(
    verdict: Assessment,
    course: Course,
    reach: tuple[float, float],
    scale: Scale,
    indicator: Indicator,
    language: Language,
) -> dict[str, Any]:
    """The fields of a view that are about the goal; those only that there is something to show of.

    `reach` are the first and last time that the chart shows of figures, forecast and deadline.
    """
    bounds = tuple(bound / scale.factor for bound in levels(verdict))
    if not bounds:
        return {}
    target = verdict.target
    condition, deadline = target.condition, target.deadline
    due = None if deadline is None or condition.kind == "maintain" else _due(deadline, course, reach)
    path = _path(verdict, course, due, scale)
    return {
        "goal": bounds,
        "goal_span": _span(verdict, due, reach),
        "goal_labels": (*_labels(verdict, indicator, language), _barest(bounds, language)),
        "goal_path": _declared_course(verdict, due, scale),
        "due": due if target.reached == "at_deadline" else None,
        "base": _base(verdict, course, scale, language),
        "path": path,
        "path_label": _path_label(verdict, language) if path else "",
        "interim": tuple(
            Label(
                when=middle(each.period),
                value=each.goal / scale.factor,
                text=numbers.number(each.goal / scale.factor, language),
            )
            for each in verdict.interim
        ),
    }


def levels(verdict: Assessment) -> tuple[float, ...]:
    """The bounds of the goal on the scale of its chart, ascending, in the indicator's unit; none where it is open."""
    condition = verdict.target.condition
    if condition.kind == "cumulative":
        stated = (condition.lower, condition.upper)
        return tuple(sorted(bound.value for bound in stated if bound is not None))
    return tuple(sorted(bound for bound in (verdict.threshold, verdict.upper_threshold) if bound is not None))


def _due(deadline: Period, course: Course, reach: tuple[float, float]) -> float:
    """Where the goal is decided: the middle of the deadline, or the last figure of a running sum."""
    if course.origin is not None:
        return course.end
    return max(middle(deadline), reach[0])


def _span(verdict: Assessment, due: float | None, reach: tuple[float, float]) -> tuple[float, float]:
    condition = verdict.target.condition
    if condition.kind == "maintain" and condition.over is not None:
        return middle(condition.over[0]), middle(condition.over[1])
    first = reach[0]
    if condition.kind in _CHANGES and condition.since is not None:
        first = max(first, middle(condition.since))
    return first, reach[1] if due is None else due


def _declared_course(verdict: Assessment, due: float | None, scale: Scale) -> tuple[Point, ...]:
    """The course that an average growth means, from the year before its span; of one bound only."""
    condition = verdict.target.condition
    bound = condition.lower if condition.lower is not None else condition.upper
    both = condition.lower is not None and condition.upper is not None
    if condition.kind != "average_growth" or condition.over is None or bound is None or both or due is None:
        return ()
    if verdict.threshold is None or bound.value <= -1:
        return ()
    first, last = condition.over[0].shifted(-1), condition.over[1]
    base = verdict.threshold / (1 + bound.value) ** years_between(first, last)
    return tuple(
        (middle(period), base * (1 + bound.value) ** years_between(first, period) / scale.factor)
        for period in between(first, last)
    )


def _base(verdict: Assessment, course: Course, scale: Scale, language: Language) -> Label | None:
    """The figure that a change is counted from."""
    since = verdict.target.condition.since
    if verdict.target.condition.kind not in _CHANGES or since is None:
        return None
    value = next((value for period, value, _ in course.points if period == since), None)
    if value is None or (verdict.target.condition.kind == "improve" and verdict.threshold == value):
        return None
    figure = numbers.number(value / scale.factor, language, digits=4)
    text = language.text("{period}: {figure}", period=numbers.period(since, language), figure=figure)
    return Label(when=middle(since), value=value / scale.factor, text=text)


_LABELS: Final = {
    "average_growth": msgid("goal: {bound} a year"),
    "cumulative": msgid("goal: {bound} in total"),
    "maintain": msgid("goal: {bound} in every period"),
    "increase_by": msgid("goal: up by {bound} on {since}"),
    "reduce_by": msgid("goal: down by {bound} on {since}"),
    "higher": msgid("goal: higher than in {since}"),
    "lower": msgid("goal: lower than in {since}"),
    "any_time": msgid("goal: {bound} at any time"),
    "at_deadline": msgid("goal: {bound}"),
}


def _labels(verdict: Assessment, indicator: Indicator, language: Language) -> tuple[str, ...]:
    """The goal in words, the fullest wording first."""
    condition = verdict.target.condition
    kind = condition.kind if condition.kind in _LABELS else verdict.target.reached
    if condition.kind == "improve":
        kind = "higher" if condition.lower is not None else "lower"
    bound = words.bound(condition, indicator, language)
    since = "" if condition.since is None else numbers.period(condition.since, language)
    fullest = language.text(_LABELS[kind], bound=bound, since=since)
    if condition.kind in _CHANGES:
        return (fullest,)
    return tuple(dict.fromkeys((fullest, language.text("goal: {bound}", bound=bound))))


def _barest(bounds: tuple[float, ...], language: Language) -> str:
    """The goal in the chart's unit, where no fuller wording has room."""
    figures = [numbers.number(bound, language, digits=4) for bound in bounds]
    if len(figures) == 1:
        return language.text("goal: {bound}", bound=figures[0])
    return language.text("goal: {bound}", bound=language.text("{low} to {high}", low=figures[0], high=figures[1]))


def _path(verdict: Assessment, course: Course, due: float | None, scale: Scale) -> tuple[Point, ...]:
    """The way from the latest figure to the goal at an even rate; of a running sum, at an even pace."""
    if course.origin is None:
        known = {period: value for period, value, _ in course.points}
        path = verdict.required_path
        if path and known and path[0][0] not in known:
            return ()
        return tuple((middle(period), value / scale.factor) for period, value in path)
    bound = verdict.target.condition.lower
    if bound is None or due is None:
        return ()
    last = course.points[-1] if course.points else None
    start = course.origin if last is None else (middle(last[0]), last[1])
    if start[1] >= bound.value or start[0] >= due:
        return ()
    return (start[0], start[1] / scale.factor), (due, bound.value / scale.factor)


def _path_label(verdict: Assessment, language: Language) -> str:
    if verdict.target.condition.kind == "cumulative":
        return language.text("an even pace from here")
    if verdict.required_rate is None:
        return ""
    return language.text("needed {rate} a year", rate=numbers.rate(verdict.required_rate, language))
