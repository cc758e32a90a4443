"""A series and its forecast, as Python sees them: the records of `figures` and `forecast` with tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from tracker import figures, forecast

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tracker.figures import Indicator
    from tracker.report.language import Language


def values_of(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of our dataclasses
    """The fields of a record by name, to make another one of them."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series(figures.Series):
    """Figures in time order, with the indicator that they measure, in the workspace's language."""

    measure: Indicator
    language: str = "en"

    @classmethod
    def of(cls, known: figures.Series, measure: Indicator, language: str) -> Series:
        """A series with its indicator."""
        return cls(**values_of(known), measure=measure, language=language)

    def to_frame(self) -> pd.DataFrame:
        """A row a period: its name, first and last day, the figure, its unit, and when and by whom it was published.

        `published` is the day of the last figure that a value was made of.
        """
        from tracker.python.frames import frame

        rows = [
            {
                "indicator": self.indicator,
                "area": self.area,
                "period": str(period),
                "start": period.start,
                "end": period.end,
                "value": float(value),
                "unit": self.measure.unit,
                "published": max((row.published for row in behind), default=None),
                "source": "; ".join(dict.fromkeys(row.source or self.measure.source for row in behind)),
            }
            for period, value, behind in zip(self.periods, self.values, self.rows, strict=True)
        ]
        columns = ["indicator", "area", "period", "start", "end", "value", "unit", "published", "source"]
        return frame(rows, columns, days=("start", "end", "published"))

    def plot(self, ax: Axes | None = None) -> Axes:
        """The figures, drawn into matplotlib axes, or into new ones."""
        return _drawn(self, None, ax)

    def _repr_html_(self) -> str:
        from tracker.report.snippet import series_table

        return series_table(self, self.measure, _language(self.language))


class Forecast(forecast.Forecast):
    """Draws of coming figures, with the series that they continue."""

    __slots__ = ("series",)

    def __init__(self, found: forecast.Forecast, series: Series) -> None:
        for name in forecast.Forecast.__slots__:
            setattr(self, name, getattr(found, name))
        self.series = series

    def to_frame(self) -> pd.DataFrame:
        """A row a period: its name, first and last day, the median and the ends of the 50, 80 and 95 % intervals."""
        from tracker.python.frames import frame

        ends = ("lower95", "lower80", "lower50", "median", "upper50", "upper80", "upper95")
        rows = [
            {
                "indicator": self.series.indicator,
                "area": self.series.area,
                "period": str(period),
                "start": period.start,
                "end": period.end,
                "unit": self.series.measure.unit,
                **dict(zip(ends, values, strict=True)),
            }
            for period, values in _fan(self)
        ]
        return frame(rows, ["indicator", "area", "period", "start", "end", "unit", *ends], days=("start", "end"))

    def plot(self, ax: Axes | None = None) -> Axes:
        """The figures and the forecast's fan, drawn into matplotlib axes, or into new ones."""
        return _drawn(self.series, self, ax)

    def _repr_html_(self) -> str:
        from tracker.report.snippet import forecast_table

        return forecast_table(_fan(self), self.series.measure, _language(self.series.language))


def _fan(found: forecast.Forecast) -> list[tuple[figures.Period, tuple[float, ...]]]:
    """The quantiles of each coming period."""
    from tracker.verdict import fan

    return [(each.period, each.values) for each in fan(found)]  # noqa: PD011 - a record, no data frame


def _drawn(series: Series, found: Forecast | None, ax: Axes | None) -> Axes:
    from tracker.report.axes import draw
    from tracker.report.progression import progression

    fan = [] if found is None else _fan(found)
    return draw(progression(series, fan, series.measure, _language(series.language)), ax)


def _language(tag: str) -> Language:
    from tracker.report.language import translator

    return translator(tag)
