"""`diff`: what changed between two dates or reports, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_targets
from tracker.cli.options import echo_json, example, shared

if TYPE_CHECKING:
    from tracker.engine import Moment


@click.command(
    epilog=example(
        "tracker diff 2024-12-31 2025-12-31",
        "tracker diff 2026-Q2 2026-Q3 gd-biomedical-cluster-2027 --json",
    )
)
@click.argument("first", metavar="A")
@click.argument("last", metavar="B")
@click.argument("names", metavar="[TARGET]...", nargs=-1, shell_complete=complete_targets)
@language_option
@shared("workspace", "as_json")
def diff(
    first: str,
    last: str,
    names: tuple[str, ...],
    lang: str | None,
    workspace: str | None,
    *,
    as_json: bool,
) -> None:
    """Say what changed from A to B, and how much of it each cause explains.

    A and B are dates, or periods, which stand for their last day; a quarter with a written report stands for what that
    report says. Each cause is put in force in turn, the others standing still: passage of time, changed target, new
    data, revised data, changed method. The parts sum to the whole.
    """
    from tracker import engine
    from tracker.goals import find
    from tracker.report import differences
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    language = translator(lang or declarations.settings.language)
    targets = find(names, declarations) if names else list(declarations.targets.values())
    if not names:
        engine.check_all(folder, declarations)
    before, after = (engine.moment(folder, written) for written in (first, last))
    _check_order(first, before, last, after)
    found = engine.differences(folder, declarations, targets, before, after)
    if as_json:
        echo_json(differences.as_json(found, language))
    else:
        click.echo(differences.text(found, declarations.indicators, language, everything=bool(names)))


def _check_order(first: str, before: Moment, last: str, after: Moment) -> None:
    from tracker.errors import RefusedError

    if before.side.day > after.side.day:
        raise RefusedError(
            f"{first} ({before.side.day}) is later than {last} ({after.side.day}); write the earlier one first"
        )
