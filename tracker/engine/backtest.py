"""The past forecasts of a workspace's series, made again from what was known then, and scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tracker.engine import cache
from tracker.engine.inputs import area_rows
from tracker.figures import by_area, first_known, parse_period
from tracker.forecast import (
    DRIFT,
    FEWEST_FIGURES,
    FEWEST_KNOWN,
    LAST,
    MOST_DATES,
    RANDOM_WALK,
    TREND,
    WALKS,
    Goal,
    Question,
    TrackRecord,
    Trial,
    horizons,
    own_models,
    predict_many,
    replay,
    run,
    score,
)
from tracker.verdict import calendars, decisive_period, known_series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.forecast import Forecast
    from tracker.goals import Declarations, Target
    from tracker.workspace import Folder

    Replayed = tuple[list[Trial], list[str]]

DEFAULT: Final = "default"
"""The name that our own forecast goes by among the models."""

ALWAYS: Final = (DEFAULT, RANDOM_WALK, DRIFT)
"""What is back-tested whatever is asked for."""

PAST_DRAWS: Final = 1000
"""Draws of a past forecast: only its quantiles are looked at, and these lie on the draws."""

_MOST_HELD: Final = 512
"""Past forecasts that are held at once."""

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
    every = area_rows(folder, declarations, indicator, area)
    here = [each for each in declarations.of_indicator.get(indicator, ()) if each.area == area]
    return past_of(declarations, measure, every, here, calendar_of(declarations, indicator), area, as_of)


def calendar_of(declarations: Declarations, indicator: str) -> tuple[Target, ...]:
    """The targets of an indicator that decide on which calendar its figures are looked at."""
    return calendars(declarations.of_indicator.get(indicator, ()))


def past_of(
    declarations: Declarations,
    measure: Indicator,
    every: Sequence[Observation],
    here: Sequence[Target],
    calendar: Sequence[Target],
    area: str,
    as_of: date,
) -> Past:
    """The past of the series that these rows of one area give, of whose targets those are `here`."""
    today = known_series(measure, every, calendar, area, as_of)
    periods = today.periods[FEWEST_KNOWN - 1 : -1] if len(today) >= FEWEST_FIGURES else ()
    known, real_time = [], 0
    for period in _evenly(periods):
        day = first_known(every, area, period, as_of)
        then = known_series(measure, every, calendar, area, day) if day is not None else today
        if len(then) and then.periods[-1] == period:
            real_time += 1
        else:
            then = _cut(today, period)
        if len(then) >= FEWEST_KNOWN:
            known.append(then)
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
        ((trials, reasons),) = trials_of(folder, name, [each])
        found[name] += trials
        refused[name] += reasons
        if progress is not None:
            progress(done + 1, len(names) * len(pasts))
    made = {name: (found[name], refused[name]) for name in names}
    return scored(pasts, made, target)


def scored(pasts: Sequence[Past], made: Mapping[str, Replayed], target: Target | None) -> TrackRecord:
    """The scores of each model's trials over some pasts."""
    goals = [goal.name for each in pasts for goal in each.goals]
    about = (LAST, TREND, *(goals if target is None else [target.id]))
    walk = made[RANDOM_WALK][0]
    kinds = ((LAST, (LAST,)), (TREND, (TREND,)), ("goal", about[2:]))
    by_kind = [(kind, score(DEFAULT, made[DEFAULT][0], walk, asked)) for kind, asked in kinds]
    return TrackRecord(
        series=len(pasts),
        figures=sum(len(each.today) for each in pasts),
        possible=sum(each.possible for each in pasts),
        dates=sum(len(each.known) for each in pasts),
        real_time=sum(each.real_time for each in pasts),
        scores=tuple(score(name, trials, walk, about, len(refused)) for name, (trials, refused) in made.items()),
        questions=tuple((kind, each) for kind, each in by_kind if each.questions),
        notes=tuple((name, reasons[0]) for name, (_, reasons) in made.items() if reasons),
    )


def _evenly(periods: Sequence[Period]) -> list[Period]:
    """At most so many of the periods, the last one always among them."""
    if len(periods) <= MOST_DATES:
        return list(periods)
    return [periods[(k + 1) * len(periods) // MOST_DATES - 1] for k in range(MOST_DATES)]


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
    for verdict, _ in judge(indicator, by_area(every), targets, as_of, declarations.settings):
        condition, deadline = verdict.target.condition, verdict.target.deadline
        one_sided = condition.direction and verdict.upper_threshold is None and condition.kind != "maintain"
        if verdict.threshold is None or deadline is None or verdict.latest_period is None or not one_sided:
            continue
        period = decisive_period(deadline, verdict.latest_period.frequency)
        direction = condition.direction
        found.append(Goal(name=verdict.target.id, period=period, figure=verdict.threshold, direction=direction))
    return tuple(found)


def trials_of(folder: Folder, model: str, pasts: Sequence[Past]) -> list[Replayed]:
    """A model's trials on each past, and why it could not be fitted, a reason for each date on which it could not."""
    if model not in ALWAYS and model in own_models():
        return _made(model, pasts)
    entries = [
        cache.key("trials", model, repr(each.indicator), repr(each.goals), *map(_content, (each.today, *each.known)))
        for each in pasts
    ]
    found = [_kept(cache.find(folder, "trials", entry)) for entry in entries]
    missing = [place for place, each in enumerate(found) if each is None]
    for place, (trials, refused) in zip(missing, _made(model, [pasts[place] for place in missing]), strict=True):
        found[place] = trials, refused
        cache.keep(folder, "trials", entries[place], {"trials": list(map(_plain, trials)), "refused": refused})
    return [each for each in found if each is not None]


def _kept(entry: Any) -> Replayed | None:  # noqa: ANN401 - whatever a cache file holds
    """The trials that were kept, or None where they cannot be read."""
    try:
        return [_from_plain(data) for data in entry["trials"]], entry["refused"]
    except (LookupError, TypeError, ValueError):
        return None


def _made(model: str, pasts: Sequence[Past]) -> list[Replayed]:
    asked = [
        (known, each.indicator, known.periods[-1].shifted(horizons(known.frequency)[-1]))
        for each in pasts
        for known in each.known
    ]
    said = iter(_said(model, asked))
    found: list[Replayed] = []
    for each in pasts:
        trials: list[Trial] = []
        refused = []
        for known in each.known:
            forecast, reason = next(said)
            if forecast is None:
                refused.append(reason)
            else:
                trials += replay(known, forecast, each.today, each.goals)
        found.append((trials, refused))
    return found


def _said(model: str, asked: Sequence[tuple[Series, Indicator, Period]]) -> Iterator[tuple[Forecast | None, str]]:
    """Each forecast that was asked for, or why there is none."""
    if model == DEFAULT:
        for start in range(0, len(asked), _MOST_HELD):
            yield from ((each, "") for each in predict_many(asked[start : start + _MOST_HELD], PAST_DRAWS))
        return
    for series, indicator, until in asked:
        if model in WALKS:
            yield WALKS[model](series, indicator, until, PAST_DRAWS), ""
        else:
            result = run(model, series, indicator, until)
            yield result.forecast, "; ".join(result.diagnostics)


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
