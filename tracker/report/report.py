"""Everything a progress report says, as records, before it has a language or a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.errors import Problem
    from tracker.figures import Indicator, MilestoneRow, Observation, Period, Series
    from tracker.forecast import TrackRecord
    from tracker.goals import Settings, Target
    from tracker.verdict import Alternative, Assessment, MethodResult, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One target with its verdict and all that stands beside it.

    `figures` are the figures of its indicator and area known on the day, in time order, `series` those that carry the
    forecast; `revisions` pairs of a replaced figure and the one that replaced it; `steps` the known rows of a milestone
    goal by step id; `beside` what single models say, `methods` what published progress methods say,
    `past` how good forecasts of its series were, `kin` the verdicts on the goals that it replaced and that replaced it.
    `inputs` is the hash of what the verdict was made from.
    """

    target: Target
    indicator: Indicator | None
    assessment: Assessment
    inputs: str
    series: Series | None = None
    figures: tuple[Observation, ...] = ()
    revisions: tuple[tuple[Observation, Observation], ...] = ()
    steps: Mapping[str, MilestoneRow] | None = None
    beside: tuple[Alternative, ...] = ()
    past: TrackRecord | None = None
    kin: tuple[Assessment, ...] = ()
    methods: tuple[MethodResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Untargeted:
    """An indicator and area that no target asks about, with its known figures in time order."""

    indicator: Indicator
    area: str
    figures: tuple[Observation, ...]
    revisions: tuple[tuple[Observation, Observation], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A figure that should have been published by the report's date: which, and on which day it was expected."""

    indicator: Indicator
    area: str
    period: Period
    expected: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One quarter's progress report.

    `as_of` is the day whose knowledge it uses, `version` the program's, `inputs` the hash of everything it was made
    from. `problems` are the warnings of the workspace's files, `scores` the scorecards of all goals.
    """

    quarter: Period
    as_of: date
    version: str
    inputs: str
    settings: Settings
    entries: tuple[Entry, ...]
    untargeted: tuple[Untargeted, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    problems: tuple[Problem, ...] = ()
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One published report in the list of all: its quarter, day, counts by status, and file of each language."""

    quarter: Period
    as_of: date
    counts: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, str], ...]
