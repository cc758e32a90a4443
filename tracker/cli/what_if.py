"""`what-if`: the verdict on a target under other assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_targets
from tracker.cli.options import echo_json, example, shared
from tracker.errors import QuantityError, RefusedError

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Indicator, Period
    from tracker.goals import Target
    from tracker.verdict import Assumptions


@click.command(
    "what-if",
    epilog=example(
        "tracker what-if gd-biomedical-cluster-2027 --growth 8%",
        "tracker what-if gd-biomedical-cluster-2027 --figure 2024=720bn --figure 2025=800bn",
        "tracker what-if gd-biomedical-cluster-2027 --delay '1 year'",
    ),
)
@click.argument("name", metavar="TARGET", shell_complete=complete_targets)
@click.option("--growth", metavar="RATE", help="Every coming figure grows by this much a year, like 8%.")
@click.option(
    "--figure",
    "figures",
    metavar="PERIOD=VALUE",
    multiple=True,
    help="This figure is published, like 2024=720bn; may be given several times.",
)
@click.option("--delay", metavar="TIME", help="The deadline is moved by 1 year, 2 quarters, 6 months …")
@click.option("--by", metavar="PERIOD", help="The deadline is this one.")
@language_option
@shared("workspace", "as_of", "as_json")
def what_if(
    name: str,
    growth: str | None,
    figures: tuple[str, ...],
    delay: str | None,
    by: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    *,
    as_json: bool,
) -> None:
    """Give the verdict under other assumptions, beside the one as things are. Nothing is written.

    Supposed figures are added to the known ones and the rest is forecast. A growth leaves nothing to forecast: the goal
    is met on that path or not. Assumptions can be combined.
    """
    from tracker import engine
    from tracker.goals import find_measured
    from tracker.report import what_if as shown
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    target, indicator = find_measured(name, declarations)
    if target is None:
        raise RefusedError(f"{name!r} is an indicator; write a target on it")
    assumptions = _assumptions(target, indicator, growth, figures, delay, by)
    found = engine.what_if(folder, declarations, target, as_of, assumptions)
    if as_json:
        echo_json(shown.as_json(found, indicator))
        return
    language = translator(lang or declarations.settings.language)
    click.echo(shown.text(found, indicator, language))


def _assumptions(
    target: Target,
    indicator: Indicator,
    growth: str | None,
    figures: tuple[str, ...],
    delay: str | None,
    by: str | None,
) -> Assumptions:
    """What the options suppose. Raises a TrackerError where one cannot be understood, or none is given."""
    from tracker.figures import parse_period, parse_rate
    from tracker.verdict import Assumptions, delayed

    if growth is None and not figures and delay is None and by is None:
        raise click.UsageError("suppose something: --growth, --figure, --delay or --by")
    if delay is not None and by is not None:
        raise click.UsageError("--delay and --by both move the deadline; write one of them")
    deadline = parse_period(by) if by is not None else None
    if delay is not None and target.deadline is not None:
        deadline = delayed(target.deadline, delay)
    return Assumptions(
        figures=tuple(_figure(written, indicator) for written in figures),
        growth=None if growth is None else parse_rate(growth),
        deadline=deadline,
    )


def _figure(written: str, indicator: Indicator) -> tuple[Period, float]:
    from tracker.figures import parse_period, parse_quantity

    period, sign, value = written.partition("=")
    if not sign or not value.strip():
        raise QuantityError(f"{written!r} is no supposed figure; write PERIOD=VALUE, like 2024=720bn")
    return parse_period(period), parse_quantity(value, indicator.unit)
