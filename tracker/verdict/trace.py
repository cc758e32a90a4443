"""The numbers that led to a verdict, in the order they were computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.figures import years_between
from tracker.verdict.assessment import Trace
from tracker.verdict.under_way import trace_of

if TYPE_CHECKING:
    from tracker.figures import Indicator, Period
    from tracker.forecast import Forecast
    from tracker.goals import Settings
    from tracker.verdict.assessment import Assessment, RecentPace, UnderWay


def trace(
    verdict: Assessment,
    under_way: tuple[UnderWay, ...],
    decisive: Period,
    indicator: Indicator,
    forecast: Forecast | None,
    settings: Settings,
) -> tuple[Trace, ...]:
    """Every number of the verdict with what it was computed from, oldest step first."""
    lines: list[Trace] = []
    latest, value = verdict.latest_period, verdict.latest_value
    if latest is None or value is None:
        return ()
    lines.append(Trace(code="latest", values=(("period", latest), ("value", value), ("count", verdict.n_observations))))
    if verdict.threshold is not None:
        lines.append(Trace(code="threshold", values=(("period", decisive), ("value", verdict.threshold))))
    if verdict.required_rate is not None and verdict.required_path:
        years = years_between(latest, decisive)
        goal = verdict.required_path[-1][1]
        lines.append(
            Trace(
                code="required-rate",
                values=(("goal", goal), ("value", value), ("years", years), ("rate", verdict.required_rate)),
            )
        )
    if verdict.recent_rate is not None:
        lines.append(Trace(code="recent-rate", values=(("rate", verdict.recent_rate),)))
    if verdict.recent_pace is not None:
        lines.append(_recent_pace(verdict.recent_pace))
    if forecast is not None and verdict.projected is not None:
        method = (("method", forecast.method), ("origin", forecast.origin), ("draws", forecast.count))
        lines.append(Trace(code="forecast", values=method))
        lines += trace_of(under_way, indicator)
        lines += [Trace(code="fact", values=(("name", name), ("number", number))) for name, number in forecast.facts]
        median = verdict.projected.values[3]
        ends = tuple(zip(("lower95", "lower80", "upper80", "upper95"), _interval(verdict), strict=True))
        lines.append(Trace(code="projected", values=(("period", decisive), ("median", median), *ends)))
    if verdict.gap is not None:
        lines.append(Trace(code="gap", values=(("gap", verdict.gap),)))
    if verdict.probability is not None and forecast is not None:
        met = round(verdict.probability * forecast.count)
        lines.append(Trace(code="probability", values=(("met", met), ("draws", forecast.count))))
        lines.append(
            Trace(code="thresholds", values=(("on_track", settings.on_track), ("off_track", settings.off_track)))
        )
    return tuple(lines)


def _recent_pace(found: RecentPace) -> Trace:
    """Where the recent pace leads, and by which sum."""
    leads = (("since", found.since), ("latest", found.latest), ("period", found.until), ("leads", found.leads))
    if found.held:
        return Trace(code="recent-pace-held", values=leads)
    pace = (("value", found.value), ("rate" if found.compound else "change", found.rate), ("years", found.years))
    return Trace(code="recent-pace" if found.compound else "recent-pace-linear", values=(*leads, *pace))


def _interval(verdict: Assessment) -> tuple[float, float, float, float]:
    assert verdict.projected is not None  # noqa: S101 - asked for only beside a projection
    values = verdict.projected.values
    return values[0], values[1], values[5], values[6]
