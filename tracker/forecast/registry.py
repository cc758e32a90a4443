"""Every model that can be asked for by name: the textbooks', the random walks, and the user's own.

A user's model is a function (series, indicator, until) -> Forecast of every period after the last figure up to `until`.
It is registered here, or by the entry-point group `tracker.models` of an installed package, and from then on it is
fitted, shown and back-tested like the others. What goes wrong in it is said under its name.
"""

from __future__ import annotations

import traceback
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.errors import RefusedError, UnknownNameError
from tracker.figures import last_ended_by
from tracker.forecast.forecast import Forecast
from tracker.forecast.models import TEXTBOOK, ModelResult
from tracker.forecast.walks import WALKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracker.figures import Indicator, Period, Series

    Model = Callable[[Series, Indicator, Period], Forecast]

GROUP: Final = "tracker.models"
"""The entry-point group whose members are models, under their entry points' names."""

FEWEST_DRAWS: Final = 200
"""Draws below which a model's probabilities and intervals would be mostly noise."""

_own: dict[str, Callable[[], Model]] = {}


def register(name: str, model: Model) -> None:
    """Make a model known under a name, for this process. Raises RefusedError where the name is taken by a built-in."""
    _check(name)
    _own[name] = lambda: model


def own_models() -> tuple[str, ...]:
    """The names of the user's models: those registered first, then those of installed packages."""
    return (*_own, *(name for name in _installed() if name not in _own))


def model_names() -> tuple[str, ...]:
    """The names of the models that stand beside a forecast: the textbooks' and the user's."""
    return (*TEXTBOOK, *own_models())


def run(name: str, series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """What one model says. Raises UnknownNameError where none has this name."""
    if name in TEXTBOOK:
        return TEXTBOOK[name](series, indicator, until)
    if name in WALKS:
        return ModelResult(name=name, forecast=WALKS[name](series, indicator, until))
    check_names([name])
    return _own_result(name, series, indicator, until)


def check_names(names: Iterable[str]) -> None:
    """Raise UnknownNameError for the first name that no model has."""
    known = (*model_names(), *WALKS)
    for name in names:
        if name not in known:
            raise UnknownNameError(f"there is no model {name!r}; write one of {', '.join(known)}")


def fit(name: str, series: Series, indicator: Indicator, until: Period) -> Forecast:
    """The forecast of one model.

    Raises UnknownNameError where no model has this name, RefusedError where it cannot be fitted.
    """
    result = run(name, series, indicator, until)
    if result.forecast is None:
        raise RefusedError(
            f"model {name} cannot be fitted: {'; '.join(result.diagnostics)}; write another model or none"
        )
    return result.forecast


def _check(name: str) -> None:
    if name in TEXTBOOK or name in WALKS:
        raise RefusedError(f"the name {name!r} is that of a model that is already there; register yours under another")


@cache
def _installed() -> Mapping[str, Callable[[], Model]]:
    """The models of installed packages, by entry point; a built-in's name stays the built-in's."""
    found = entry_points(group=GROUP)
    return {each.name: each.load for each in found if each.name not in TEXTBOOK and each.name not in WALKS}


def _own_result(name: str, series: Series, indicator: Indicator, until: Period) -> ModelResult:
    """What a user's model says; whatever goes wrong in it becomes a diagnostic with its place."""
    load = _own[name] if name in _own else _installed()[name]
    try:
        found = load()(series, indicator, until)
    except Exception as error:  # noqa: BLE001 - it is not ours: anything may be raised, and all of it is shown
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        return ModelResult(
            name=name, forecast=None, diagnostics=(f"failed at {where} with {type(error).__name__}: {error}",)
        )
    wrong = _wrong(found, series, until)
    if wrong:
        return ModelResult(name=name, forecast=None, diagnostics=(wrong,))
    draws = np.array(found.draws, dtype=float)
    draws.flags.writeable = False
    made = Forecast(
        periods=tuple(found.periods), draws=draws, origin=series.periods[-1], method=name, facts=found.facts
    )
    return ModelResult(name=name, forecast=made)


def _wrong(found: object, series: Series, until: Period) -> str:
    """What keeps an object from being the forecast that was asked for; empty when nothing does."""
    if not isinstance(found, Forecast):
        return f"returned {type(found).__name__}, not a tracker.forecast.Forecast"
    origin = series.periods[-1]
    ahead = last_ended_by(until.end, series.frequency).ordinal - origin.ordinal
    wanted = tuple(origin.shifted(step) for step in range(1, ahead + 1))
    if tuple(found.periods) != wanted:
        ends = [str(period) for period in (*found.periods[:1], *found.periods[-1:])] or ["nothing"]
        return (
            f"forecast {' to '.join(ends)}, not every period from {origin.shifted(1)} to {until}"
            if wanted
            else f"forecast {' to '.join(ends)}, where nothing lies ahead"
        )
    draws = np.asarray(found.draws)
    if draws.ndim != 2 or draws.shape[1] != len(wanted):
        return f"gave draws of shape {draws.shape}, not (draws, {len(wanted)})"
    if len(draws) < FEWEST_DRAWS:
        return f"gave {len(draws)} draws; at least {FEWEST_DRAWS} are needed"
    if not np.isfinite(draws).all():
        return "gave draws that are no finite numbers"
    return ""
