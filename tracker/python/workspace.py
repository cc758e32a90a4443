"""A workspace, as Python sees it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker import engine
from tracker.figures import parse_period
from tracker.goals import find, find_indicator, find_measured
from tracker.python.assessments import Assessments
from tracker.python.outlook import Forecast, Series
from tracker.verdict import known_series
from tracker.workspace import Folder, open_folder

if TYPE_CHECKING:
    from tracker.engine import TrackRecord
    from tracker.figures import Period
    from tracker.goals import Declarations


def open_workspace(path: str | os.PathLike[str]) -> Workspace:
    """The workspace in a folder that holds targets.yaml.

    Raises StorageError where there is none, InvalidInputError with everything that is wrong in targets.yaml.
    """
    folder = open_folder(os.fspath(path)).snapshot()
    return Workspace(folder=folder, declarations=engine.load(folder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """Declared goals and observed figures, as they stood on disk when the workspace was opened."""

    folder: Folder
    declarations: Declarations

    def assess(self, as_of: date | str, *targets: str) -> Assessments:
        """The verdicts on all targets, or on those named, as of a day (a date, or a text like 2024-12-31).

        Raises InvalidInputError when figures cannot be read, UnknownNameError for a target that is not there.
        """
        day = parse_period(as_of).end
        wanted = find(targets, self.declarations) if targets else list(self.declarations.targets.values())
        verdicts = engine.assess(self.folder, self.declarations, wanted, day)
        return Assessments.of(verdicts, self.folder, self.declarations)

    def series(self, indicator: str, area: str | None = None, *, as_of: date | str | None = None) -> Series:
        """The figures of an indicator in an area (by default the workspace's), as known on a day, or all of them.

        On the calendar that carries its forecast: finer figures are combined. Raises UnknownNameError for an indicator
        that is not there.
        """
        measure = find_indicator(indicator, self.declarations)
        rows = engine.rows(self.folder, self.declarations, measure.id)
        targets = self.declarations.of_indicator.get(measure.id, ())
        where = self.declarations.settings.area if area is None else area
        known = known_series(measure, rows, targets, where, _day(as_of))
        return Series.of(known, measure, self.declarations.settings.language)

    def forecast(
        self,
        name: str,
        area: str | None = None,
        *,
        as_of: date | str | None = None,
        until: Period | str | None = None,
        model: str | None = None,
    ) -> Forecast | None:
        """The forecast behind a target, or of an indicator in an area; None where no figure is known.

        From what was known on a day, or from all figures. `until` is the last period wanted (by default as far as the
        verdicts look), `model` a single model in place of ours. Raises UnknownNameError for a name or model that is not
        there, RefusedError for a model that cannot be fitted and for a target without figures.
        """
        target, indicator = find_measured(name, self.declarations)
        settings = self.declarations.settings
        where = area or (settings.area if target is None else target.area)
        last = parse_period(until) if isinstance(until, str) else until
        found = engine.outlook(
            self.folder, self.declarations, indicator.id, where, _day(as_of), until=last, model=model
        )
        if found.forecast is None:
            return None
        return Forecast(found.forecast, Series.of(found.series, indicator, settings.language))

    def backtest(self, as_of: date | str, name: str, *models: str) -> TrackRecord:
        """The scores of past forecasts of a target's or indicator's series, of both random walks, and of `models`.

        Raises UnknownNameError for a name that is not there, RefusedError for a target without figures.
        """
        target, indicator = find_measured(name, self.declarations)
        area = self.declarations.settings.area if target is None else target.area
        past = engine.past(self.folder, self.declarations, indicator.id, area, parse_period(as_of).end)
        return engine.track_record(self.folder, [past], models, target)

    def _repr_html_(self) -> str:
        """Its goals, and how many figures it holds of each indicator, as two tables."""
        from tracker.report.language import translator
        from tracker.report.snippet import figures_table, goals_table

        language = translator(self.declarations.settings.language)
        counts = {name: engine.rows(self.folder, self.declarations, name) for name in self.declarations.indicators}
        return goals_table(self.declarations, language) + figures_table(self.declarations, counts, language)


def _day(as_of: date | str | None) -> date:
    """The day whose knowledge is asked for; the end of time where all of it is."""
    return date.max if as_of is None else parse_period(as_of).end
