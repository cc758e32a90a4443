"""`add`: one new figure, or one step of a milestone target, with what it changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tracker.cli.completion import complete_recordable
from tracker.cli.entry import Entry, figure_entry, step_entry
from tracker.cli.options import Day, echo_json, example, harmless, shared
from tracker.cli.row import figure_columns, step_columns
from tracker.cli.shown import verdict_record, verdict_text
from tracker.errors import RefusedError, UnknownNameError
from tracker.workspace import append_row, figures_path, open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment


class RowCommand(click.Command):
    """A command whose arguments may be negative numbers: `-5.2` is a value, no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, with a minus sign (U+2212) for the hyphen of numbers; reading takes both."""
        return super().parse_args(
            ctx, [f"\u2212{arg[1:]}" if arg[1:2].isdigit() and arg[0] == "-" else arg for arg in args]
        )


@click.command(
    cls=RowCommand,
    epilog=example(
        "tracker add gd-biomedical-revenue 2024 7,200亿元 --source yearbook.pdf",
        "tracker add gd-biomedical-revenue 2024 '>0.72 trillion CNY' --published 2025-03-31 --status P",
        "tracker add gd-biomedical-plan-tasks step-12 done --evidence https://example.org/notice",
        "tracker add gd-biomedical-revenue 2024 715bn --revises",
    ),
)
@click.argument("name", metavar="INDICATOR", shell_complete=complete_recordable)
@click.argument("period")
@click.argument("value")
@click.option("--area", help="Area of the figure.  [default: the workspace's]")
@click.option("--unit", help="Unit of VALUE where it is not written with it.  [default: the indicator's]")
@click.option("--qualifier", help="'>', '<' or '~', which may also stand before VALUE.")
@click.option("--status", help="SDMX observation status: P provisional, E estimated, B break …")
@click.option(
    "--published",
    type=Day(),
    metavar="DATE",
    help="Day of publication.  [default: the period's end plus the indicator's lag, or today if earlier]",
)
@click.option("--source", help="Who published it: a file, a title, an institution.")
@click.option("--url", help="Where it was published.")
@click.option("--note", help="Anything worth keeping beside it.")
@click.option("--evidence", help="What shows the status of a step (milestone targets).")
@click.option(
    "--revises", is_flag=True, help="It replaces the known figure of this period, from today or --published on."
)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask when something looks wrong.")
@shared("workspace", "as_of", "as_json")
def add(
    name: str,
    period: str,
    value: str,
    workspace: str | None,
    as_of: date,
    published: date | None,
    *,
    as_json: bool,
    revises: bool,
    dry_run: bool,
    yes: bool,
    **options: str | None,
) -> None:
    """Add a new figure and see what it changes.

    VALUE is a number in the indicator's unit, or a quantity as people write it: 7,200亿元, 0.72 trillion CNY, 720bn,
    '>100 billion'. One row is appended to observations/INDICATOR.csv; to undo it, delete that line. For a milestone
    target write TARGET STEP STATUS; the status is done, in-progress, not-started or dropped.
    """
    from tracker.engine import assess, load

    folder = open_folder(workspace, to_write=True).snapshot()
    declarations = load(folder)
    typed = options | {"published": published.isoformat() if published else None}
    enter = _entering(declarations, name, (period, value), typed, as_of, revises=revises)
    path = figures_path(name)
    seen = folder.figures(name)
    entry = enter(seen)
    before = assess(folder, declarations, entry.targets, as_of)
    after = assess(folder.supposing(name, entry.whole), declarations, entry.targets, as_of)
    if not as_json:
        _show(entry, before, after)
    _confirm(entry, asking=not (yes or dry_run or as_json))
    line = entry.line
    if not dry_run:
        line = append_row(folder, name, entry.columns, accept=lambda now: _accept(enter, seen, now))
    if as_json:
        echo_json(
            {
                "version": 1,
                "added": dict(entry.record),
                "path": path,
                "line": line,
                "written": not dry_run,
                "warnings": list(entry.warnings),
                "before": [verdict_record(each) for each in before],
                "after": [verdict_record(each) for each in after],
            }
        )
    elif dry_run:
        click.echo(f"Nothing was written; without --dry-run it would be {path}:{line}")
    else:
        click.echo(f"Wrote {path}:{line}; to undo, delete that line")


def _entering(
    declarations: Declarations,
    name: str,
    arguments: tuple[str, str],
    options: Mapping[str, str | None],
    as_of: date,
    *,
    revises: bool,
) -> Callable[[bytes | None], Entry]:
    """What makes the entry from the file's content, so that it can be made again under the lock."""
    indicator = declarations.indicators.get(name)
    if indicator is not None:
        _check_options(options, ("evidence",), f"{name} is an indicator; write --note or --url")
        area = options.get("area") or declarations.settings.area
        columns = figure_columns(indicator, *arguments, area=area, as_of=as_of, revises=revises, options=options)
        return lambda content: figure_entry(declarations, indicator, columns, content, as_of, revises=revises)
    targets = tuple(target for target in declarations.targets.values() if target.declared_id == name)
    if not targets or not targets[0].steps:
        raise _unknown(declarations, name, targets)
    strange = ("area", "unit", "qualifier", "status", "url", "note")
    _check_options(options, strange, f"{name} is a milestone target; write --evidence or --source")
    columns = step_columns(*arguments, as_of=as_of, options=options)
    return lambda content: step_entry(targets, columns, content)


def _check_options(options: Mapping[str, str | None], strange: Sequence[str], advice: str) -> None:
    for name in strange:
        if options.get(name) is not None:
            raise click.UsageError(f"--{name} does not fit: {advice}")


def _accept(enter: Callable[[bytes | None], Entry], seen: bytes | None, now: bytes | None) -> None:
    """Refuse under the lock what another command has made wrong since the file was seen."""
    if now != seen:
        enter(now)


def _unknown(declarations: Declarations, name: str, targets: Sequence[Target]) -> UnknownNameError:
    if targets:
        target = targets[0]
        if target.indicator:
            return UnknownNameError(
                f"{name!r} is a target; add figures to its indicator: tracker add {target.indicator}"
            )
        return UnknownNameError(f"{name!r} is a target made of others; add figures to the indicators of its parts")
    from tracker.goals import did_you_mean

    names = [*declarations.indicators, *(t.declared_id for t in declarations.targets.values() if t.steps)]
    hint = did_you_mean(name, names) or "; `tracker list` shows what is declared"
    return UnknownNameError(f"no indicator or milestone target is called {name!r}{hint}")


def _show(entry: Entry, before: Sequence[Assessment], after: Sequence[Assessment]) -> None:
    for line in entry.lines:
        click.echo(harmless(line))
    if not entry.targets:
        click.echo("No target is judged by it.")
    for old, new in zip(before, after, strict=True):
        click.echo(f"{new.target.id}: {verdict_text(old)} → {verdict_text(new)}")
    for warning in entry.warnings:
        click.echo(harmless(f"warning: {warning}"), err=True)


def _confirm(entry: Entry, *, asking: bool) -> None:
    if entry.warnings and asking and at_terminal() and not click.confirm("Write it all the same?", err=True):
        raise RefusedError("nothing was written")


def at_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()
