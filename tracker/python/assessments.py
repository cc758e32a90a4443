"""Verdicts, as Python sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker import engine, verdict
from tracker.figures import by_area, known_at, revisions
from tracker.python.outlook import values_of
from tracker.verdict import known_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from tracker.figures import Indicator
    from tracker.goals import Declarations
    from tracker.workspace import Folder

_COLUMNS: Final = [
    "id", "title", "area", "indicator", "unit", "status", "probability", "deadline", "latest_period", "latest_value",
    "median", "lower80", "upper80", "lower95", "upper95", "threshold", "required_rate", "recent_rate",
    "n_observations", "as_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(verdict.Assessment):
    """The verdict on one target, with the workspace that it was made from."""

    folder: Folder = field(repr=False, compare=False)
    declarations: Declarations = field(repr=False, compare=False)

    def plot(self, ax: Axes | None = None) -> Axes:
        """The report's chart of the target, drawn into matplotlib axes, or into new ones.

        Raises RefusedError where there is nothing to draw: for goals of steps and of goals, and without figures.
        """
        from tracker.errors import RefusedError
        from tracker.report.axes import draw
        from tracker.report.language import translator
        from tracker.report.picture import picture
        from tracker.report.progression import named
        from tracker.report.report import Entry

        indicator = self.declarations.indicators.get(self.target.indicator or "")
        if indicator is None:
            raise RefusedError(f"{self.target.id!r} has no figures to draw; plot a target with an indicator")
        targets = self.declarations.of_indicator[indicator.id]
        rows = engine.rows(self.folder, self.declarations, indicator.id)
        here = by_area(rows).get(self.target.area, ())
        entry = Entry(
            target=self.target,
            indicator=indicator,
            assessment=self,
            inputs="",
            series=known_series(indicator, here, targets, self.target.area, self.as_of),
            figures=tuple(known_at(here, self.as_of)),
            revisions=revisions(here, self.as_of, indicator.prefer),
        )
        language = translator(self.declarations.settings.language)
        view = picture(entry, self.target.id, language)
        if view is None:
            raise RefusedError(f"no figure for {self.target.id!r} was known by {self.as_of}; plot it as of a later day")
        return draw(named(view, language), ax)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessments:
    """Verdicts in the order of targets.yaml; iterate over them, index them by target id, or make a table of them."""

    verdicts: tuple[Assessment, ...]
    indicators: Mapping[str, Indicator]
    language: str = "en"

    @classmethod
    def of(cls, verdicts: Iterable[verdict.Assessment], folder: Folder, declarations: Declarations) -> Assessments:
        """Verdicts with the workspace that they were made from."""
        return cls(
            verdicts=tuple(Assessment(**values_of(v), folder=folder, declarations=declarations) for v in verdicts),
            indicators=declarations.indicators,
            language=declarations.settings.language,
        )

    def __iter__(self) -> Iterator[Assessment]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)

    def __getitem__(self, target: str) -> Assessment:
        for each in self.verdicts:
            if each.target.id == target:
                return each
        raise KeyError(target)

    def to_frame(self) -> pd.DataFrame:
        """A table with a row a target, indexed by its id: values in the indicator's unit, rates as shares."""
        from tracker.python.frames import frame

        return frame([self._row(each) for each in self.verdicts], _COLUMNS).set_index("id")

    def _repr_html_(self) -> str:
        from tracker.report.language import translator
        from tracker.report.snippet import verdicts_table

        return verdicts_table(self.verdicts, self.indicators, translator(self.language))

    def _row(self, each: Assessment) -> dict[str, Any]:
        target = each.target
        indicator = self.indicators.get(target.indicator or "")
        quantiles = each.projected
        projected = (None,) * 7 if quantiles is None else quantiles.values  # noqa: PD011 - a record, no data frame
        return {
            "id": target.id,
            "title": str(target.title),
            "area": target.area,
            "indicator": target.indicator,
            "unit": None if indicator is None else indicator.unit,
            "status": each.status,
            "probability": each.probability,
            "deadline": None if target.deadline is None else str(target.deadline),
            "latest_period": None if each.latest_period is None else str(each.latest_period),
            "latest_value": each.latest_value,
            "median": projected[3],
            "lower80": projected[1],
            "upper80": projected[5],
            "lower95": projected[0],
            "upper95": projected[6],
            "threshold": each.threshold,
            "required_rate": each.required_rate,
            "recent_rate": each.recent_rate,
            "n_observations": each.n_observations,
            "as_of": each.as_of,
        }
