"""`validate`: everything that is wrong in a workspace, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.options import REFUSED, echo_json, example, harmless, shared
from tracker.errors import InvalidInputError, Problem, TrackerError
from tracker.workspace import OBSERVATIONS, TARGETS, Folder, figures_name, figures_path, open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.goals import Declarations


@click.command(epilog=example("tracker validate", "tracker --workspace goals validate --json"))
@shared("workspace", "as_json")
@click.pass_context
def validate(ctx: click.Context, workspace: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes by name
    """Find everything that is wrong in the workspace.

    Every problem is said with file, line and what to write: errors in targets.yaml, in the figures and in the author's
    notes, and as warnings what only looks wrong, like a figure ten times its neighbours. Exit code 2 when there is an
    error.
    """
    found = problems(open_folder(workspace).snapshot())
    errors = sum(not problem.warning for problem in found)
    if as_json:
        echo_json(
            [{"version": 1, "path": p.path, "line": p.line, "message": p.message, "warning": p.warning} for p in found]
        )
    else:
        for problem in found:
            click.echo(harmless(str(problem)), err=True)
        click.echo(f"{_counted(errors, 'error')}, {_counted(len(found) - errors, 'warning')}")
    if errors:
        ctx.exit(REFUSED)


def problems(folder: Folder) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in a workspace, by file and line."""
    from tracker.engine import note_problems
    from tracker.goals import build, parse
    from tracker.report.language import LANGUAGES

    found: list[Problem] = []
    document = None
    try:
        document, declared = parse(folder.targets(), TARGETS)
        found += declared
    except TrackerError as error:
        found += _as_problems(error, TARGETS)
    is_sound = document is not None and all(problem.warning for problem in found)
    declarations = build(document) if document is not None and is_sound else None
    found += _figures(folder, declarations)
    found += note_problems(folder, declarations, LANGUAGES)
    return tuple(sorted(set(found)))


def _figures(folder: Folder, declarations: Declarations | None) -> Iterator[Problem]:
    """Problems of the files in observations/; without declarations, what can be said of a file by itself."""
    try:
        files = folder.figure_files()
    except TrackerError as error:
        yield from _as_problems(error, OBSERVATIONS)
        return
    for file in files:
        path, name = f"{OBSERVATIONS}/{file}", figures_name(file)
        try:
            if name is None:
                message = "is not read; figures stand in INDICATOR.csv or INDICATOR.parquet"
                yield Problem(path=path, message=message, warning=True)
            elif declarations is None:
                _check_header(folder, name)
            else:
                yield from _in_file(folder, declarations, file, name)
        except TrackerError as error:
            yield from _as_problems(error, path)


def _in_file(folder: Folder, declarations: Declarations, file: str, name: str) -> tuple[Problem, ...]:
    from tracker.engine import read, read_milestones
    from tracker.goals import did_you_mean

    if name in declarations.indicators:
        return read(folder, declarations, name)[1]
    stepped = {target.declared_id: target for target in declarations.targets.values() if target.steps}
    if name in stepped:
        return read_milestones(folder, stepped[name])[1]
    hint = did_you_mean(name, [*declarations.indicators, *stepped])
    hint = hint or f"; declare it in {TARGETS} or move the file away"
    message = f"no indicator or milestone target is called {name!r}{hint}"
    return (Problem(path=f"{OBSERVATIONS}/{file}", message=message),)


def _check_header(folder: Folder, name: str) -> None:
    """Refuse a file that cannot be read whatever it is of; one with steps cannot be told from it without its target."""
    from tracker.figures import header_of

    content = folder.figures(name) or b""
    first = content if folder.is_packed(name) else content.partition(b"\n")[0]
    if b"step" not in first:
        header_of(content, figures_path(name, content))


def _as_problems(error: TrackerError, path: str) -> tuple[Problem, ...]:
    if isinstance(error, InvalidInputError):
        return error.problems
    return (Problem(path=path, message=str(error).removeprefix(f"{path}: ")),)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
