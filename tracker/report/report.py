"""Everything a progress report says, as records, before it has a language or a look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.errors import Problem
    from tracker.figures import Indicator, MilestoneRow, Observation, Period, Series, Text
    from tracker.forecast import TrackRecord
    from tracker.goals import Settings, Target
    from tracker.report.issue import Issue
    from tracker.verdict import Alternative, Assessment, Differences, MethodResult, Record, Score


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
class Vintage:
    """A figure as it was published on one day, and what became of it by the day of the report.

    It `counts` where it is the figure known on that day. `replaced_on` is the day on which the same source printed it
    again. `use` is `used`, `replaced`, `other-source`, `no-target`, or why it is not in the series (`Series.left_out`).
    """

    indicator: Indicator
    figure: Observation
    counts: bool
    replaced_on: date | None
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Figures that have not come: `count` of them, from `period` to `last`, the first one `expected` on a day.

    `overdue` says that this day lies before the report's. `settles` are the targets that a figure of them can decide
    for good, `informs` those whose probability it moves.
    """

    indicator: Indicator
    area: str
    period: Period
    last: Period
    expected: date
    count: int = 1
    overdue: bool = False
    settles: tuple[Target, ...] = ()
    informs: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One quarter's progress report.

    `as_of` is the day whose knowledge it uses, `version` the program's, `inputs` the hash of everything it was made
    from. `fitted` says whether the textbooks' models were asked about each target. `vintages` are all figures
    published by then, `area_names` what areas are called, by code, `packed` the indicators whose figures are in
    Parquet. `problems` are the warnings of the workspace's files, `scores` the scorecards of all goals, `record`
    what became of the verdicts of earlier reports, `notes` what the author wrote, in Markdown: by target id, and on
    the whole quarter by the empty text. `earlier` and `later` are the written reports next to it. `changes` is what
    differs from the report before, `coming` the releases to come by their dates.
    """

    quarter: Period
    as_of: date
    version: str
    inputs: str
    settings: Settings
    entries: tuple[Entry, ...]
    untargeted: tuple[Untargeted, ...] = ()
    vintages: tuple[Vintage, ...] = ()
    packed: frozenset[str] = frozenset()
    changes: Differences | None = None
    coming: tuple[Release, ...] = ()
    area_names: Mapping[str, Text] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    scores: tuple[Score, ...] = ()
    fitted: bool = True
    notes: Mapping[str, Text] = field(default_factory=dict)
    record: Record | None = None
    earlier: Issue | None = None
    later: Issue | None = None
