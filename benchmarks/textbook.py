"""The models of statsmodels on the questions, as the tracker names them.

They go the road of every forecast: an indicator, a series on the calendar, draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.questions import Answer, Task, from_draws
from tracker.figures import Indicator, Series, from_ordinal, text_of
from tracker.forecast import TEXTBOOK, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.figures import Period

FREQUENCIES: Final = {1: "annual", 4: "quarterly", 12: "monthly"}
_LAST_YEAR: Final = 2023


def indicator_of(per_year: int, nature: str | None, better: int, values: np.ndarray) -> Indicator:
    """The indicator of some values; where no nature is known they are a rate, or signed where one is negative."""
    assumed = "signed" if float(values.min()) < 0.0 else "rate"
    return Indicator(
        id="benchmark",
        title=text_of("Benchmark"),
        unit="",
        frequency=FREQUENCIES[per_year],
        nature=assumed if nature is None else nature,
        better=better,
    )


def series_of(values: np.ndarray, ordinals: np.ndarray, per_year: int) -> Series:
    """Values on the calendar, at ordinals of their frequency."""
    periods = tuple(from_ordinal(int(ordinal), FREQUENCIES[per_year]) for ordinal in ordinals)
    kept = np.array(values, dtype=float)
    kept.flags.writeable = False
    return Series(
        indicator="benchmark",
        area="",
        frequency=FREQUENCIES[per_year],
        periods=periods,
        values=kept,
        rows=((),) * len(periods),
    )


def prepared(task: Task) -> tuple[Series, Indicator, Period]:
    """A task as what a forecast takes: series, indicator, and the last period asked for."""
    last = _LAST_YEAR * task.per_year + task.per_year - 1
    ordinals = np.arange(last + 1 - len(task.values), last + 1)
    series = series_of(task.values, ordinals, task.per_year)
    indicator = indicator_of(task.per_year, task.nature, task.better, task.values)
    return series, indicator, series.periods[-1].shifted(task.steps)


def textbook(name: str) -> Callable[[Task], Answer | None]:
    """One model by its name, as a method; it refuses where it has no forecast."""

    def answer(task: Task) -> Answer | None:
        found = run(name, *prepared(task)).forecast
        return None if found is None else from_draws(task, found.draws)

    return answer


MODELS: Final[Mapping[str, Callable[[Task], Answer | None]]] = {
    f"statsmodels {name}": textbook(name) for name in TEXTBOOK
}
"""Every named model."""
