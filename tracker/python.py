"""The public Python interface."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker import engine
from tracker.figures import parse_period
from tracker.goals import find, find_measured
from tracker.workspace import Folder, open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    import pandas as pd

    from tracker.engine import TrackRecord
    from tracker.figures import Indicator
    from tracker.goals import Declarations
    from tracker.verdict import Assessment

_COLUMNS: Final = [
    "id", "title", "area", "indicator", "unit", "status", "probability", "deadline", "latest_period", "latest_value",
    "median", "lower80", "upper80", "lower95", "upper95", "threshold", "required_rate", "recent_rate",
    "n_observations", "as_of",
]  # fmt: skip


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
        return Assessments(verdicts=verdicts, indicators=self.declarations.indicators)

    def backtest(self, as_of: date | str, name: str, *models: str) -> TrackRecord:
        """The scores of past forecasts of a target's or indicator's series, of both random walks, and of `models`.

        Raises UnknownNameError for a name that is not there, RefusedError for a target without figures.
        """
        target, indicator = find_measured(name, self.declarations)
        area = self.declarations.settings.area if target is None else target.area
        past = engine.past(self.folder, self.declarations, indicator.id, area, parse_period(as_of).end)
        return engine.track_record(self.folder, [past], models, target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessments:
    """Verdicts in the order of targets.yaml; iterate over them, index them by target id, or make a table of them."""

    verdicts: tuple[Assessment, ...]
    indicators: Mapping[str, Indicator]

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)

    def __getitem__(self, target: str) -> Assessment:
        for verdict in self.verdicts:
            if verdict.target.id == target:
                return verdict
        raise KeyError(target)

    def to_frame(self) -> pd.DataFrame:
        """A table with a row a target, indexed by its id: values in the indicator's unit, rates as shares."""
        import pandas as pd

        return pd.DataFrame([self._row(verdict) for verdict in self.verdicts], columns=_COLUMNS).set_index("id")

    def _row(self, verdict: Assessment) -> dict[str, Any]:
        target = verdict.target
        indicator = self.indicators.get(target.indicator or "")
        quantiles = verdict.projected
        projected = (None,) * 7 if quantiles is None else quantiles.values  # noqa: PD011 - a record, no data frame
        return {
            "id": target.id,
            "title": str(target.title),
            "area": target.area,
            "indicator": target.indicator,
            "unit": None if indicator is None else indicator.unit,
            "status": verdict.status,
            "probability": verdict.probability,
            "deadline": None if target.deadline is None else str(target.deadline),
            "latest_period": None if verdict.latest_period is None else str(verdict.latest_period),
            "latest_value": verdict.latest_value,
            "median": projected[3],
            "lower80": projected[1],
            "upper80": projected[5],
            "lower95": projected[0],
            "upper95": projected[6],
            "threshold": verdict.threshold,
            "required_rate": verdict.required_rate,
            "recent_rate": verdict.recent_rate,
            "n_observations": verdict.n_observations,
            "as_of": verdict.as_of,
        }
