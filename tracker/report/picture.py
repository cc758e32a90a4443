"""What the chart of a target shows: its figures, forecast and goal as plain numbers in one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.figures import Period
from tracker.report import chart, numbers
from tracker.report.chart import ChartView, Label, Mark
from tracker.report.language import msgid

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Observation
    from tracker.report.language import Language
    from tracker.report.numbers import Scale
    from tracker.report.report import Entry
    from tracker.verdict import Assessment

_FEW_MARKS: Final = 8
"""Up to so many figures, each carries its value."""

_MOST_TICKS: Final = 7

_KINDS_BY_QUALIFIER: Final = {">": chart.ABOVE, "<": chart.BELOW, "~": chart.APPROXIMATE}
_KINDS_BY_STATUS: Final = {"E": chart.ESTIMATE, "I": chart.ESTIMATE, "P": chart.PROVISIONAL}
_SHOWN_THOUGH_UNUSED: Final = frozenset({"unreliable", "unvalidated", "forecast"})
_OLDER: Final = "before-break"

KEYS: Final = {
    chart.EXACT: ("●", msgid("as published")),
    chart.ABOVE: ("▲", msgid("published as “more than”")),
    chart.BELOW: ("▼", msgid("published as “less than” or “nearly”")),
    chart.APPROXIMATE: ("○", msgid("published as “about”")),
    chart.ESTIMATE: ("□", msgid("estimated")),
    chart.PROVISIONAL: ("◇", msgid("provisional")),
    chart.IMPLIED_ABOVE: ("△", msgid("at least so much, if a published growth holds for the whole")),
    chart.IMPLIED_BELOW: ("▽", msgid("at most so much, if a published growth holds for the whole")),
    chart.UNUSED: ("×", msgid("published, but used by no forecast")),
}
"""The sign of each kind of mark and what it means."""


def picture(entry: Entry, name: str, language: Language) -> ChartView | None:
    """The view that `chart.chart` draws, with the id `name`; None where there is nothing to draw."""
    verdict, indicator = entry.assessment, entry.indicator
    if indicator is None or not (entry.series or verdict.fan):
        return None
    scale = numbers.scale_for(_largest(entry), indicator.unit, language)
    marks = _marks(entry, scale, language)
    fan = _fan(verdict, scale)
    times = [mark.when for mark in marks] + [when for when, _ in fan]
    if not times:
        return None
    deadline = verdict.target.deadline
    last = _last_period(entry)
    times += [] if last is None else [middle(last)]
    goal = tuple(v / scale.factor for v in (verdict.threshold, verdict.upper_threshold) if v is not None)
    reach = (min(times), max(times))
    return ChartView(
        id=name,
        title=verdict.target.title.within(language.tag),
        description=description(entry, language),
        unit=scale.unit,
        ticks=_ticks(reach, entry),
        marks=marks,
        breaks=_breaks(entry, language),
        fan=fan,
        fan_labels=_fan_labels(verdict, fan, scale, indicator, language),
        goal=tuple(sorted(goal)),
        goal_span=_goal_span(verdict, reach),
        goal_label=_goal_label(verdict, indicator, language),
        path=tuple((middle(period), value / scale.factor) for period, value in verdict.required_path),
        path_label=_path_label(verdict, language),
        interim=tuple(
            Label(when=middle(each.period), value=each.goal / scale.factor,
                  text=numbers.number(each.goal / scale.factor, language))
            for each in verdict.interim
            if verdict.target.condition.kind != "cumulative"
        ),
        declared=_declared(verdict, reach, language),
        as_of=_as_of(verdict, reach, deadline, language),
        limits=_limits(indicator, scale),
        thousands="" if language.tag == "zh" else ",",
    )  # fmt: skip


def kinds(view: ChartView) -> tuple[str, ...]:
    """The kinds of marks a view shows, in the order of their key."""
    shown = {mark.kind for mark in view.marks}
    return tuple(kind for kind in chart.KINDS if kind in shown)


def middle(period: Period) -> float:
    """The middle of a period as a decimal year: 2023.5 for the year 2023."""
    return (_decimal(period.start, 0.0) + _decimal(period.end, 1.0)) / 2


def _decimal(when: date, share_of_day: float = 0.5) -> float:
    start = when.toordinal() - when.replace(month=1, day=1).toordinal()
    length = when.replace(month=12, day=31).timetuple().tm_yday
    return when.year + (start + share_of_day) / length


def description(entry: Entry, language: Language) -> str:
    """What the chart shows, in sentences: its text alternative."""
    verdict, indicator = entry.assessment, entry.indicator
    if indicator is None:
        return ""
    unit = indicator.unit
    parts = []
    periods = entry.series.periods if entry.series is not None else ()
    if len(periods) == 1:
        parts.append(language.text("One figure, for {first}.", first=numbers.period(periods[0], language)))
    elif periods:
        first, last = (numbers.period(period, language) for period in (periods[0], periods[-1]))
        parts.append(language.text("{n} figures, {first} to {last}.", n=len(periods), first=first, last=last))
    if verdict.latest_period is not None and verdict.latest_value is not None:
        when = numbers.period(verdict.latest_period, language)
        figure = numbers.amount(verdict.latest_value, unit, language)
        parts.append(language.text("The latest, {when}: {figure}.", when=when, figure=figure))
    if verdict.fan:
        ahead = verdict.fan[-1]
        parts.append(
            language.text(
                "The forecast for {when} has its median at {median} and lies with 80 % probability in {low_to_high}.",
                when=numbers.period(ahead.period, language),
                median=numbers.projection(ahead.values[3], unit, language, decimals=indicator.decimals),
                low_to_high=numbers.interval(
                    ahead.values[1], ahead.values[5], unit, language, decimals=indicator.decimals
                ),
            )
        )
    if label := _goal_label(verdict, indicator, language):
        parts.append(language.text("The line shows the {goal}.", goal=label))
    return ("" if language.tag == "zh" else " ").join(parts)


def _largest(entry: Entry) -> float:
    verdict = entry.assessment
    values = [abs(float(value)) for value in (entry.series.values if entry.series is not None else ())]
    values += [abs(value) for value in (verdict.threshold, verdict.upper_threshold) if value is not None]
    values += [abs(quantiles.values[3]) for quantiles in verdict.fan]
    return max(values, default=1.0)


def _marks(entry: Entry, scale: Scale, language: Language) -> tuple[Mark, ...]:
    found: list[Mark] = []
    series = entry.series
    if series is not None:
        for period, value, rows in zip(series.periods, series.values, series.rows, strict=True):
            found.append(Mark(when=middle(period), value=float(value) / scale.factor, kind=_kind(rows)))
        for row, code in series.left_out:
            if row.value is not None and code in _SHOWN_THOUGH_UNUSED | {_OLDER}:
                kind = _kind((row,)) if code == _OLDER else chart.UNUSED
                found.append(Mark(when=middle(row.period), value=row.value / scale.factor, kind=kind))
    found += _implied(entry.assessment, scale)
    found.sort(key=lambda mark: (mark.when, mark.value))
    if len(found) > _FEW_MARKS:
        return tuple(found)
    return tuple(
        Mark(
            when=mark.when,
            value=mark.value,
            kind=mark.kind,
            label=_SIGNS.get(mark.kind, "") + numbers.number(mark.value, language, digits=4),
            joined=mark.joined,
        )
        for mark in found
    )


_SIGNS: Final = {
    chart.ABOVE: "> ",
    chart.BELOW: "< ",
    chart.APPROXIMATE: "~ ",
    chart.IMPLIED_ABOVE: "≥ ",
    chart.IMPLIED_BELOW: "≤ ",
}


def _kind(rows: tuple[Observation, ...]) -> str:
    """The mark of a figure: what is uncertain about one of its parts is uncertain about the whole."""
    if len(rows) == 1 and rows[0].qualifier:
        return _KINDS_BY_QUALIFIER[rows[0].qualifier]
    if any(row.qualifier for row in rows):
        return chart.APPROXIMATE
    return next((_KINDS_BY_STATUS[row.status] for row in rows if row.status in _KINDS_BY_STATUS), chart.EXACT)


def _implied(verdict: Assessment, scale: Scale) -> list[Mark]:
    """Levels that a published growth bounds, as the verdict's reasons give them."""
    marks = []
    for reason in verdict.reasons:
        values = dict(reason.values)
        if reason.code != "growth-since-level":
            continue
        kind = {">": chart.IMPLIED_BELOW, "<": chart.IMPLIED_ABOVE}.get(str(values["qualifier"]), chart.APPROXIMATE)
        since, implied = values["since"], values["implied"]
        if isinstance(since, Period) and isinstance(implied, float):
            marks.append(Mark(when=middle(since), value=implied / scale.factor, kind=kind, joined=False))
    return marks


def _breaks(entry: Entry, language: Language) -> tuple[Label, ...]:
    if entry.series is None:
        return ()
    older = any(code == _OLDER for _, code in entry.series.left_out)
    return tuple(
        Label(when=middle(period), text=language.text("break in series"))
        for period, rows in zip(entry.series.periods, entry.series.rows, strict=True)
        if older and any(row.status == "B" for row in rows)
    )


def _fan(verdict: Assessment, scale: Scale) -> tuple[tuple[float, tuple[float, ...]], ...]:
    ahead = [(middle(each.period), tuple(value / scale.factor for value in each.values)) for each in verdict.fan]
    if ahead and verdict.latest_period is not None and verdict.latest_value is not None:
        known = verdict.latest_value / scale.factor
        ahead.insert(0, (middle(verdict.latest_period), (known,) * len(ahead[0][1])))
    return tuple(ahead)


def _fan_labels(
    verdict: Assessment,
    fan: tuple[tuple[float, tuple[float, ...]], ...],
    scale: Scale,
    indicator: Indicator,
    language: Language,
) -> tuple[Label, ...]:
    if not fan:
        return ()
    lower95, _, _, median, upper50, upper80, upper95 = fan[-1][1]
    most = indicator.decimals if scale.factor == 1 else None
    exact = numbers.projection(verdict.fan[-1].values[3] / scale.factor, "", language, decimals=most)
    labels = [Label(value=median, text=exact)]
    if upper95 > lower95:
        bands = ((upper50, 0.5), (upper80, 0.8), (upper95, 0.95))
        labels += [Label(value=value, text=numbers.rate(share, language)) for value, share in bands]
    return tuple(labels)


def _goal_label(verdict: Assessment, indicator: Indicator, language: Language) -> str:
    bounds = [bound for bound in (verdict.threshold, verdict.upper_threshold) if bound is not None]
    if not bounds:
        return ""
    given = verdict.target.condition
    stated = {bound.value for bound in (given.lower, given.upper) if bound is not None}
    digits = None if stated >= set(bounds) else numbers.PROJECTION_DIGITS
    amounts = [numbers.amount(bound, indicator.unit, language, digits=digits) for bound in sorted(bounds)]
    if len(amounts) == 2:
        return language.text("goal {low} to {high}", low=amounts[0], high=amounts[1])
    return language.text("goal {figure}", figure=amounts[0])


def _path_label(verdict: Assessment, language: Language) -> str:
    if not verdict.required_path or verdict.required_rate is None:
        return ""
    return language.text("needed {rate} a year", rate=numbers.rate(verdict.required_rate, language))


def _goal_span(verdict: Assessment, reach: tuple[float, float]) -> tuple[float, float]:
    condition = verdict.target.condition
    if condition.kind == "maintain" and condition.over is not None:
        return middle(condition.over[0]), middle(condition.over[1])
    deadline = verdict.target.deadline
    return reach[0], reach[1] if deadline is None else min(reach[1], max(middle(deadline), reach[0]))


def _last_period(entry: Entry) -> Period | None:
    """The deadline, where it lies within reach of the figures."""
    verdict = entry.assessment
    if verdict.projected is not None:
        return verdict.projected.period
    return verdict.target.deadline


def _declared(verdict: Assessment, reach: tuple[float, float], language: Language) -> Label | None:
    declared = verdict.target.declared
    if declared is None or declared.on is None:
        return None
    when = _decimal(declared.on)
    first, last = reach
    if not first - 0.3 * (last - first) - 0.5 <= when <= last:
        return None
    return Label(when=when, text=language.text("declared {day}", day=numbers.day(declared.on, language)))


def _as_of(
    verdict: Assessment, reach: tuple[float, float], deadline: Period | None, language: Language
) -> Label | None:
    when = _decimal(verdict.as_of)
    first, last = reach
    if deadline is not None and when > last + 0.15 * (last - first):
        return None
    return Label(when=when, text=language.text("as of {day}", day=numbers.day(verdict.as_of, language)))


def _ticks(reach: tuple[float, float], entry: Entry) -> tuple[tuple[float, str], ...]:
    """Years, at their middle in an annual chart and at their start in others; periods in a chart of few of them."""
    first, last = reach
    series = entry.series
    annual = series is None or series.frequency == "annual"
    if not annual and series is not None and last - first < 1.5:
        periods = dict.fromkeys([*series.periods, *(each.period for each in entry.assessment.fan)])
        step = -(-len(periods) // 4)
        return tuple((middle(period), str(period)) for period in list(periods)[::-1][::step][::-1])
    shift = 0.5 if annual else 0.0
    years = range(int(first + 1 - shift) if first % 1 > shift else int(first), int(last - shift + 1e-9) + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) / step <= _MOST_TICKS)
    return tuple((year + shift, str(year)) for year in years if (years[-1] - year) % step == 0)


def _limits(indicator: Indicator, scale: Scale) -> tuple[float | None, float | None]:
    low, high = indicator.bounds
    floor = low if low is not None else (0.0 if indicator.nature in {"share", "count", "currency"} else None)
    ceiling = high if high is not None else (100.0 if indicator.nature == "share" else None)
    return (
        None if floor is None else floor / scale.factor,
        None if ceiling is None else ceiling / scale.factor,
    )
