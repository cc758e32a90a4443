"""The forecast behind a verdict, and what single models say beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.engine import cache
from tracker.engine.codec import plain, record
from tracker.engine.inputs import area_rows
from tracker.verdict import Alternative

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Period, Series
    from tracker.forecast import Forecast
    from tracker.goals import Declarations, Target
    from tracker.workspace import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A series as known on a day and its forecast; None without a figure."""

    series: Series
    forecast: Forecast | None


def outlook(
    folder: Folder,
    declarations: Declarations,
    indicator: str,
    area: str,
    as_of: date,
    *,
    until: Period | None = None,
    model: str | None = None,
) -> Outlook:
    """The forecast of one indicator and area, as the verdicts on it use it; `model` names a single model instead.

    `until` extends it to a period that no target asks about. Raises UnknownNameError for a model that is not there,
    RefusedError for one that cannot be fitted.
    """
    from tracker.engine.judge import MOST_PERIODS, forecast_for
    from tracker.errors import RefusedError
    from tracker.figures import last_ended_by
    from tracker.forecast import fit, predict
    from tracker.verdict import known_series

    measure = declarations.indicators[indicator]
    targets = declarations.of_indicator.get(indicator, ())
    known = known_series(measure, area_rows(folder, declarations, indicator, area), targets, area, as_of)
    if not len(known):
        return Outlook(series=known, forecast=None)
    here = [target for target in targets if target.area == area]
    forecast = forecast_for(known, measure, here)
    if until is not None or model is not None:
        last = until if until is not None else forecast.periods[-1] if forecast is not None else known.periods[-1]
        if last_ended_by(last.end, known.frequency).ordinal - known.periods[-1].ordinal > MOST_PERIODS:
            raise RefusedError(
                f"{last} lies more than {MOST_PERIODS:,} periods after the last figure; write an earlier one"
            )
        forecast = predict(known, measure, last) if model is None else fit(model, known, measure, last)
    return Outlook(series=known, forecast=forecast)


def alternatives(
    folder: Folder, declarations: Declarations, target: Target, as_of: date, *, fitted: bool = True
) -> tuple[Alternative, ...]:
    """What single models say about a target that has an indicator.

    The textbooks' are kept, since fitting them takes long, and left out where not `fitted`; a user's own are asked each
    time, since what they depend on cannot be known.
    """
    from tracker.forecast import TEXTBOOK, own_models

    if target.indicator is None:
        return ()
    own = _fitted(folder, declarations, target, as_of, own_models())
    if not fitted:
        return own
    entry = models_key(folder, declarations, target, as_of)
    known = _known(cache.find(folder, "models", entry))
    if known is None:
        known = _fitted(folder, declarations, target, as_of, tuple(TEXTBOOK))
        fields = ("name", "probability", "projected", "notes")
        cache.keep(folder, "models", entry, [{name: plain(getattr(each, name)) for name in fields} for each in known])
    return (*known, *own)


def models_key(folder: Folder, declarations: Declarations, target: Target, as_of: date) -> str:
    """The name under which is kept what the textbooks' models say about a target."""
    depends = repr(area_rows(folder, declarations, target.indicator or "", target.area))
    return cache.key("models", folder.targets(), target.id, depends, as_of.isoformat())


def _known(kept: Any) -> tuple[Alternative, ...] | None:  # noqa: ANN401 - whatever a cache file holds
    """The alternatives that were kept, or None where they cannot be read."""
    try:
        return tuple(Alternative(**{name: record(value) for name, value in each.items()}) for each in kept)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _fitted(
    folder: Folder, declarations: Declarations, target: Target, as_of: date, names: tuple[str, ...]
) -> tuple[Alternative, ...]:
    from tracker.forecast import run
    from tracker.verdict import assess, horizon, known_series

    if not names:
        return ()
    measure = declarations.indicators[target.indicator or ""]
    together = declarations.of_indicator[measure.id]
    here = area_rows(folder, declarations, measure.id, target.area)
    known = known_series(measure, here, together, target.area, as_of)
    last = horizon([target], known.frequency)
    if not len(known) or last is None or last <= known.periods[-1]:
        return ()
    found = []
    for model in (run(name, known, measure, last) for name in names):
        if model.forecast is None:
            found.append(Alternative(name=model.name, notes=model.diagnostics))
            continue
        verdict, _ = assess(target, measure, known, model.forecast, as_of, declarations.settings)
        found.append(
            Alternative(
                name=model.name,
                probability=verdict.probability,
                projected=verdict.projected,
                notes=model.diagnostics,
            )
        )
    return tuple(found)
