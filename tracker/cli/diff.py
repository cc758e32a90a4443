"""`diff`: what changed between two dates or reports, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.check import language_option
from tracker.cli.completion import complete_targets
from tracker.cli.options import echo_json, example, shared

if TYPE_CHECKING:
    from datetime import date

    from tracker.engine import Moment


@click.command(
    epilog=example(
        "tracker diff 2024-12-31 2025-12-31",
        "tracker diff 2026-Q2 2026-Q3 gd-biomedical-cluster-2027 --json",
        "tracker diff --against ../base --format markdown",
    )
)
@click.argument("first", metavar="A", required=False)
@click.argument("last", metavar="B", required=False)
@click.argument("names", metavar="[TARGET]...", nargs=-1, shell_complete=complete_targets)
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False),
    metavar="DIR",
    help="Instead of A and B: what is in this workspace against what is in DIR, a copy of it, on the same day.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Markdown is for comments on a proposed change.",
)
@language_option
@shared("workspace", "as_of", "as_json")
def diff(
    first: str | None,
    last: str | None,
    names: tuple[str, ...],
    against: str | None,
    form: str,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    *,
    as_json: bool,
) -> None:
    """Say what changed from A to B, and how much of it each cause explains.

    A and B are dates, or periods, which stand for their last day; a quarter with a written report stands for what that
    report says. Each cause is put in force in turn, the others standing still: passage of time, changed target, new
    data, revised data, changed method. The parts sum to the whole. With --against, all that is written after the verb
    are targets.
    """
    from tracker import engine
    from tracker.goals import find
    from tracker.report import differences
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    if against is not None:
        names = tuple(name for name in (first, last, *names) if name is not None)
    declarations = engine.load(folder)
    language = translator(lang or declarations.settings.language)
    targets = find(names, declarations) if names else list(declarations.targets.values())
    if not names:
        engine.check_all(folder, declarations)
    if against is not None:
        base = open_folder(against).snapshot()
        before, after = engine.copied(folder, declarations, base, as_of), engine.on(as_of)
    elif first is None or last is None:
        raise click.UsageError("two dates or periods are needed, like: tracker diff 2026-Q2 2026-Q3")
    else:
        before, after = (engine.moment(folder, written) for written in (first, last))
        _check_order(first, before, last, after)
    found = engine.differences(folder, declarations, targets, before, after)
    if as_json:
        echo_json(differences.as_json(found, language))
    elif form == "markdown":
        from tracker.report import comment

        click.echo(comment.markdown(found, declarations.indicators, language))
    else:
        click.echo(differences.text(found, declarations.indicators, language, everything=bool(names)))


def _check_order(first: str, before: Moment, last: str, after: Moment) -> None:
    from tracker.errors import RefusedError

    if before.side.day > after.side.day:
        raise RefusedError(
            f"{first} ({before.side.day}) is later than {last} ({after.side.day}); write the earlier one first"
        )
