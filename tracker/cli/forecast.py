"""The verb `forecast`: the numbers behind a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_recordable
from tracker.cli.options import echo_json, example, shared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.engine import Outlook
    from tracker.figures import Indicator
    from tracker.verdict import Alternative


@click.command(
    epilog=example(
        "tracker forecast gd-biomedical-cluster-2027 --explain",
        "tracker forecast gd-biomedical-revenue --until 2030",
    )
)
@click.argument("name", metavar="TARGET|INDICATOR", shell_complete=complete_recordable)
@click.option("--until", metavar="PERIOD", help="Forecast up to this period.  [default: the last deadline]")
@click.option("--area", metavar="CODE", help="The area, where an indicator is given.  [default: the workspace's]")
@click.option(
    "--model",
    metavar="NAME",
    help="Use a single model instead: ets, theta, local-trend, log-linear, arima, or one of your own.",
)
@click.option("--explain", is_flag=True, help="Say in words what moved the forecast away from no change.")
@language_option
@shared("workspace", "as_of", "as_json")
def forecast(
    name: str,
    until: str | None,
    area: str | None,
    model: str | None,
    explain: bool,  # noqa: FBT001
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Show the numbers behind a verdict: the coming figures' medians and intervals, and what single models say."""
    from tracker import engine
    from tracker.figures import parse_period
    from tracker.goals import find_measured
    from tracker.report import forecasts
    from tracker.report.explain import explain as explanation
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    language = translator(lang or declarations.settings.language)
    target, indicator = find_measured(name, declarations)
    where = area or (target.area if target is not None else declarations.settings.area)
    last = parse_period(until) if until is not None else None
    last = last if last is not None or target is None or target.deadline is None else target.deadline
    found = engine.outlook(folder, declarations, indicator.id, where, as_of, until=last, model=model)
    beside = engine.alternatives(folder, declarations, target, as_of) if target is not None and model is None else ()
    said: tuple[str, ...] = ()
    if explain and found.forecast is not None:
        said = explanation(indicator, found.series, found.forecast, language)
    if as_json:
        more = {"explanation": list(said)} if explain else {}
        echo_json({**_forecast_json(indicator, where, as_of, found, beside), **more})
    else:
        click.echo(forecasts.text(indicator, found.series, found.forecast, beside, language, said))


def _forecast_json(
    indicator: Indicator, area: str, as_of: date, found: Outlook, beside: Sequence[Alternative]
) -> dict[str, Any]:
    from tracker.report import forecasts

    return {
        "version": 1,
        "indicator": indicator.id,
        "area": area,
        "unit": indicator.unit,
        "as_of": as_of.isoformat(),
        **forecasts.as_json(found.series, found.forecast, beside),
    }
