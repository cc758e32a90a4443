"""The verb `methods`: published progress methods side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.check import NO_TARGETS, language_option
from tracker.cli.completion import complete_targets
from tracker.cli.options import echo_json, example, shared
from tracker.cli.progress import progress

if TYPE_CHECKING:
    from datetime import date


@click.command(
    epilog=example("tracker methods gd-biomedical-cluster-2027", "tracker methods --json --as-of 2024-12-31")
)
@click.argument("names", metavar="[TARGET]...", nargs=-1, shell_complete=complete_targets)
@language_option
@shared("workspace", "as_of", "as_json")
def methods(
    names: tuple[str, ...],
    lang: str | None,
    workspace: str | None,
    as_of: date,
    as_json: bool,  # noqa: FBT001 - click's flag
) -> None:
    """Show what published progress methods say, side by side, and where they disagree."""
    from tracker import engine
    from tracker.goals import find
    from tracker.report import methods as rows
    from tracker.report.language import translator
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    targets = find(names, declarations) if names else list(declarations.targets.values())
    if not names:
        engine.check_all(folder, declarations)
    answers = engine.method_results(folder, declarations, targets, as_of)
    if as_json:
        pairs = zip(targets, answers, strict=True)
        echo_json([each for target, results in pairs for each in rows.as_json(target.id, results)])
        return
    language = translator(lang or declarations.settings.language)
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, targets, as_of, tick)
    texts = [rows.methods_text(each, results, language) for each, results in zip(verdicts, answers, strict=True)]
    click.echo("\n\n".join(texts) if texts else NO_TARGETS)
