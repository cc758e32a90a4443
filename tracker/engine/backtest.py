"""The past forecasts of a workspace's series, made again from what was known then, and scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tracker.engine import cache
from tracker.engine.inputs import rows
from tracker.figures import parse_period
from tracker.forecast import (
    DRIFT,
    FEWEST_FIGURES,
    FEWEST_KNOWN,
    LAST,
    MOST_DATES,
    RANDOM_WALK,
    TREND,
    Goal,
    Question,
    TrackRecord,
    Trial,
    horizons,
    own_models,
    predict,
    replay,
    run,
    score,
)
from tracker.verdict import decisive_period, known_series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.goals import Declarations, Target
    from tracker.workspace import Folder

DEFAULT: Final = "default"
"""The name that our own forecast goes by among the models."""

ALWAYS: Final = (DEFAULT, RANDOM_WALK, DRIFT)
"""What is back-tested whatever is asked for."""

_NUMBERS: Final = ("observed", "median", "low95", "low80", "high80", "high95", "crps", "scale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The past of one series: its figures today, and on each past date (`known`) those that were known then.

    `real_time` counts the dates with figures as they were known; on the others figures were published together, or
    late, and those of today up to the period stand for them.
    """

    indicator: Indicator
    today: Series
    known: tuple[Series, ...]
    real_time: int
    possible: int
    goals: tuple[Goal, ...]


def past(folder: Folder, declarations: Declarations, indicator: str, area: str, as_of: date) -> Past:
    """The past of one indicator and area, seen from a day; without past dates where its figures are too few."""
    measure = declarations.indicators[indicator]
    every = rows(folder, declarations, indicator)
    targets = [target for target in declarations.targets.values() if target.indicator == indicator]
    today = known_series(measure, every, targets, area, as_of)
    periods = today.periods[FEWEST_KNOWN - 1 : -1] if len(today) >= FEWEST_FIGURES else ()
    known, real_time = [], 0
    for period in _evenly(periods):
        day = _first_known(every, area, period, as_of)
        then = known_series(measure, every, targets, area, day) if day is not None else today
        if len(then) and then.periods[-1] == period:
            real_time += 1
        else:
            then = _cut(today, period)
        if len(then) >= FEWEST_KNOWN:
            known.append(then)
    here = [target for target in targets if target.area == area]
    goals = _goals(declarations, measure, every, here, as_of) if known else ()
    return Past(
        indicator=measure,
        today=today,
        known=tuple(known),
        real_time=real_time,
        possible=len(periods),
        goals=goals,
    )


def track_record(
    folder: Folder,
    pasts: Sequence[Past],
    models: Iterable[str] = (),
    target: Target | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TrackRecord:
    """The scores of the default forecast, of both random walks, and of `models`, over one series or several together.

    Asked are the questions about the last figure, the trend, and the goals: of all targets, or of `target` only. Trials
    are kept, as fitting takes long; those of a user's own models are made each time, since what they depend on cannot
    be known. Raises UnknownNameError for a model that is not there.
    """
    names = tuple(dict.fromkeys((*ALWAYS, *models)))
    found: dict[str, list[Trial]] = {name: [] for name in names}
    refused: dict[str, list[str]] = {name: [] for name in names}
    for done, (name, each) in enumerate((name, each) for name in names for each in pasts):
        trials, reasons = _trials(folder, name, each)
        found[name] += trials
        refused[name] += reasons
        if progress is not None:
            progress(done + 1, len(names) * len(pasts))
    goals = [goal.name for each in pasts for goal in each.goals]
    about = (LAST, TREND, *(goals if target is None else [target.id]))
    walk = found[RANDOM_WALK]
    kinds = ((LAST, (LAST,)), (TREND, (TREND,)), ("goal", about[2:]))
    by_kind = [(kind, score(DEFAULT, found[DEFAULT], walk, asked)) for kind, asked in kinds]
    return TrackRecord(
        series=len(pasts),
        figures=sum(len(each.today) for each in pasts),
        possible=sum(each.possible for each in pasts),
        dates=sum(len(each.known) for each in pasts),
        real_time=sum(each.real_time for each in pasts),
        scores=tuple(score(name, found[name], walk, about, len(refused[name])) for name in names),
        questions=tuple((kind, each) for kind, each in by_kind if each.questions),
        notes=tuple((name, reasons[0]) for name, reasons in refused.items() if reasons),
    )


def track_records(folder: Folder, declarations: Declarations, as_of: date) -> dict[str, TrackRecord]:
    """The track record behind every target whose series has a past, against both random walks, by target id."""
    pasts: dict[tuple[str, str], Past] = {}
    found = {}
    for target in declarations.targets.values():
        if target.indicator is None:
            continue
        where = (target.indicator, target.area)
        if where not in pasts:
            pasts[where] = past(folder, declarations, *where, as_of)
        if pasts[where].known:
            found[target.id] = track_record(folder, [pasts[where]], (), target)
    return found


def _evenly(periods: Sequence[Period]) -> list[Period]:
    """At most so many of the periods, the last one always among them."""
    if len(periods) <= MOST_DATES:
        return list(periods)
    return [periods[(k + 1) * len(periods) // MOST_DATES - 1] for k in range(MOST_DATES)]


def _first_known(every: Iterable[Observation], area: str, period: Period, as_of: date) -> date | None:
    """The day on which a period's figure was first known: its own, or the last of its parts; None if not by a day."""
    first: dict[Period, date] = {}
    for row in every:
        if row.area == area and period.contains(row.period):
            first[row.period] = min(row.published, first.get(row.period, row.published))
    days = [first.pop(period)] if period in first else []
    days += [max(first.values())] if first else []
    day = min(days, default=None)
    return None if day is None or day > as_of else day


def _cut(series: Series, last: Period) -> Series:
    """The series up to a period."""
    end = series.periods.index(last) + 1
    return replace(
        series,
        periods=series.periods[:end],
        values=series.values[:end],
        rows=series.rows[:end],
        left_out=(),
        courses=tuple(course for course in series.courses if course.period <= last),
    )


def _goals(
    declarations: Declarations,
    indicator: Indicator,
    every: Sequence[Observation],
    targets: Sequence[Target],
    as_of: date,
) -> tuple[Goal, ...]:
    """The targets that come down to one figure of one period, on one side."""
    from tracker.engine.judge import judge

    found = []
    for verdict, _ in judge(indicator, every, targets, as_of, declarations.settings):
        condition, deadline = verdict.target.condition, verdict.target.deadline
        one_sided = condition.direction and verdict.upper_threshold is None and condition.kind != "maintain"
        if verdict.threshold is None or deadline is None or verdict.latest_period is None or not one_sided:
            continue
        period = decisive_period(deadline, verdict.latest_period.frequency)
        direction = condition.direction
        found.append(Goal(name=verdict.target.id, period=period, figure=verdict.threshold, direction=direction))
    return tuple(found)


def _trials(folder: Folder, model: str, each: Past) -> tuple[list[Trial], list[str]]:
    """A model's trials, and why it could not be fitted, a reason for each date on which it could not."""
    if model not in ALWAYS and model in own_models():
        return _made(model, each)
    entry = cache.key(
        "trials", model, repr(each.indicator), repr(each.goals), *map(_content, (each.today, *each.known))
    )
    kept = cache.find(folder, "trials", entry)
    if kept is not None:
        try:
            return [_from_plain(data) for data in kept["trials"]], kept["refused"]
        except (LookupError, TypeError, ValueError):
            pass
    trials, refused = _made(model, each)
    cache.keep(folder, "trials", entry, {"trials": [_plain(trial) for trial in trials], "refused": refused})
    return trials, refused


def _made(model: str, each: Past) -> tuple[list[Trial], list[str]]:
    trials: list[Trial] = []
    refused = []
    for known in each.known:
        until = known.periods[-1].shifted(horizons(known.frequency)[-1])
        if model == DEFAULT:
            trials += replay(known, predict(known, each.indicator, until), each.today, each.goals)
            continue
        result = run(model, known, each.indicator, until)
        if result.forecast is None:
            refused.append("; ".join(result.diagnostics))
        else:
            trials += replay(known, result.forecast, each.today, each.goals)
    return trials, refused


def _content(series: Series) -> str:
    """What a series holds, for the key of what was made from it."""
    pairs = zip(series.periods, series.values.tolist(), strict=True)
    figures = " ".join(f"{period}={value!r}" for period, value in pairs)
    return f"{series.indicator}@{series.area} {figures} {series.open_courses!r}"


def _plain(trial: Trial) -> dict[str, Any]:
    return {
        "series": trial.series,
        "origin": str(trial.origin),
        "period": str(trial.period),
        "steps": trial.steps,
        "numbers": [getattr(trial, name) for name in _NUMBERS],
        "questions": [[q.about, q.threshold, q.probability, q.met] for q in trial.questions],
    }


def _from_plain(data: dict[str, Any]) -> Trial:
    return Trial(
        series=data["series"],
        origin=parse_period(data["origin"]),
        period=parse_period(data["period"]),
        steps=data["steps"],
        questions=tuple(_question(*each) for each in data["questions"]),
        **dict(zip(_NUMBERS, data["numbers"], strict=True)),
    )


def _question(about: str, threshold: float, probability: float, met: bool) -> Question:  # noqa: FBT001 - as it is kept
    return Question(about=about, threshold=threshold, probability=probability, met=met)
