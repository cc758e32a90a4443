"""The verb `backtest`: how good past forecasts were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_recordable
from tracker.cli.options import echo_json, example, shared
from tracker.cli.progress import progress

if TYPE_CHECKING:
    from datetime import date

    from tracker.engine import Past
    from tracker.forecast import TrackRecord
    from tracker.goals import Declarations, Target
    from tracker.report.language import Language
    from tracker.workspace import Folder

ALL = "all"


@click.command(
    epilog=example(
        "tracker backtest gd-biomedical-cluster-2027",
        "tracker backtest gd-biomedical-revenue --model theta --json",
        "tracker backtest --all --model arima --plot calibration.svg",
    )
)
@click.argument("name", metavar="[TARGET|INDICATOR]", required=False, shell_complete=complete_recordable)
@click.option("--all", "everything", is_flag=True, help="Every indicator and area, and all of them together.")
@click.option("--area", metavar="CODE", help="The area, where an indicator is given.  [default: the workspace's]")
@click.option(
    "--model",
    "models",
    metavar="NAME",
    multiple=True,
    help="Compare with this model beside the random walks; may be repeated.  [default: every named model]",
)
@click.option("--plot", "plot", type=click.Path(dir_okay=False), metavar="FILE", help="Write the calibration as SVG.")
@language_option
@shared("workspace", "as_of", "as_json")
def backtest(
    name: str | None,
    everything: bool,  # noqa: FBT001 - click's flags
    area: str | None,
    models: tuple[str, ...],
    plot: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make the forecasts of past dates again from what was known then, and score them against the later figures."""
    from tracker import engine
    from tracker.errors import RefusedError
    from tracker.forecast import check_names, model_names
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    if (name is None) == (not everything):
        raise RefusedError("write the id of one target or indicator, or --all")
    check_names(models)
    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    language = translator(lang or declarations.settings.language)
    wanted = models or model_names()
    if name is None:
        engine.check_all(folder, declarations)
        found = _all(folder, declarations, as_of, wanted)
    else:
        found = [_one(folder, declarations, name, area, as_of, wanted)]
    if plot is not None:
        _plot(plot, found[-1][1], language)
    if as_json:
        from tracker.report.backtests import as_json as plain

        shown = [plain({**subject, "as_of": as_of.isoformat()}, record) for subject, record in found]
        echo_json(shown if everything else shown[0])
    else:
        click.echo("\n\n".join(_text(declarations, *each, language) for each in found))


def _one(
    folder: Folder, declarations: Declarations, name: str, area: str | None, as_of: date, models: tuple[str, ...]
) -> tuple[dict[str, Any], TrackRecord]:
    from tracker import engine
    from tracker.goals import find_measured

    target, indicator = find_measured(name, declarations)
    where = area or (target.area if target is not None else declarations.settings.area)
    past = engine.past(folder, declarations, indicator.id, where, as_of)
    return _subject(past, target), _record(folder, [past], models, target)


def _all(
    folder: Folder, declarations: Declarations, as_of: date, models: tuple[str, ...]
) -> list[tuple[dict[str, Any], TrackRecord]]:
    """Every series that has a past, each by itself; then all of them together."""
    from tracker import engine

    pasts = [
        engine.past(folder, declarations, indicator, area, as_of)
        for indicator in declarations.indicators
        for area in dict.fromkeys(row.area for row in engine.rows(folder, declarations, indicator))
    ]
    scored = [past for past in pasts if past.known]
    together = _record(folder, scored, models, None)
    each = [(_subject(past, None), engine.track_record(folder, [past], models)) for past in scored]
    return [*each, ({"indicator": None, "area": None, "target": None}, together)]


def _record(folder: Folder, pasts: list[Past], models: tuple[str, ...], target: Target | None) -> TrackRecord:
    from tracker import engine

    with progress("Forecasting again") as tick:
        return engine.track_record(folder, pasts, models, target, tick)


def _subject(past: Past, target: Target | None) -> dict[str, Any]:
    return {
        "indicator": past.indicator.id,
        "area": past.today.area,
        "target": None if target is None else target.id,
    }


def _text(declarations: Declarations, subject: dict[str, Any], record: TrackRecord, language: Language) -> str:
    from tracker.report import backtests

    if subject["indicator"] is None:
        return backtests.text(language.text("All series together"), record, "", language)
    indicator = declarations.indicators[subject["indicator"]]
    title = f"{indicator.title.within(language.tag)} ({indicator.unit}), {subject['area']}"
    return backtests.text(title, record, indicator.frequency, language)


def _plot(path: str, record: TrackRecord, language: Language) -> None:
    """Write the calibration of our own forecast. Raises RefusedError where there is too little to plot."""
    from tracker.errors import RefusedError
    from tracker.report import calibration
    from tracker.workspace import write_atomic

    picture = calibration.picture(record.scores[0], language) if record.scores else ""
    if not picture:
        asked = record.scores[0].questions if record.scores else 0
        raise RefusedError(
            f"{asked} questions are too few for a plot of calibration, which needs {calibration.FEWEST};"
            " leave out --plot"
        )
    write_atomic(Path(path), picture.encode())
