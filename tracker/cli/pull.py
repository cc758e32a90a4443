"""`pull`: the figures of the sources that targets.yaml declares, refreshed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from tracker.cli.options import echo_json, example, harmless, shared

if TYPE_CHECKING:
    from datetime import date

    from tracker.exchange import Plan, Shipment
    from tracker.goals import Declarations, Pull, Source
    from tracker.workspace import Folder


def _sources(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from tracker.engine import load
    from tracker.errors import TrackerError
    from tracker.workspace import open_folder

    try:
        declared = load(open_folder(ctx.params.get("workspace"), to_write=True)).settings.sources
    except TrackerError:
        return []
    return [CompletionItem(each.id) for each in declared if each.pull and each.id.startswith(incomplete)]


@click.command(epilog=example("tracker pull", "tracker pull statistics-office --dry-run"))
@click.argument("names", nargs=-1, metavar="[SOURCE]...", shell_complete=_sources)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--verbose", is_flag=True, help="Show every row, not only the first of each kind.")
@shared("workspace", "as_of", "as_json")
def pull(
    names: tuple[str, ...], workspace: str | None, as_of: date, *, dry_run: bool, verbose: bool, as_json: bool
) -> None:
    """Refresh the figures of some or all sources that have `pull:` in targets.yaml.

    Each source is asked, compared with what is known and written on its own: where one fails, the others go on, and the
    exit code is 2.
    """
    from tracker import engine
    from tracker.errors import RefusedError
    from tracker.workspace import open_folder

    chosen = _chosen(engine.load(open_folder(workspace, to_write=True).snapshot()), names)
    records = [_refreshed(workspace, source, as_of, dry_run, verbose, as_json) for source in chosen]
    if as_json:
        echo_json(records)
    elif not chosen:
        click.echo("No source has `pull:` in targets.yaml; nothing to do")
    elif dry_run:
        click.echo("Nothing was written; this was a dry run")
    if failed := [record for record in records if record["outcome"] == "failed"]:
        raise RefusedError(f"{len(failed)} of {len(chosen)} sources failed")


def _refreshed(
    workspace: str | None,
    source: Source,
    as_of: date,
    dry_run: bool,  # noqa: FBT001 - the options as they were given
    verbose: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> dict[str, Any]:
    """What came of one source, as plain data; said unless JSON was asked for."""
    from tracker.cli.importing import SHOWN_ROWS, as_record, show
    from tracker.errors import TrackerError
    from tracker.exchange import carry_out
    from tracker.workspace import open_folder

    if not as_json:
        click.echo(click.style(harmless(source.id), bold=True))
    try:
        folder = open_folder(workspace, to_write=True).snapshot()
        shipment, made = _asked(folder, source, as_of)
        if not as_json:
            show(shipment, made, most=None if verbose else SHOWN_ROWS)
        written = () if dry_run else carry_out(folder, made)
    except TrackerError as error:
        if not as_json:
            click.echo(harmless(f"failed: {error}"), err=True)
        return {"version": 1, "source": source.id, "outcome": "failed", "error": str(error)}
    if not as_json:
        click.echo("\n".join(f"Wrote {path}" for path in written) or "Nothing was written")
    outcome = "written" if written else "shown" if dry_run else "unchanged"
    return {"version": 1, "source": source.id, "outcome": outcome, "error": None} | as_record(shipment, made, written)


def _chosen(declarations: Declarations, names: tuple[str, ...]) -> list[Source]:
    """The sources to ask, each once, in the order of the file. Raises a TrackerError for one that cannot be asked."""
    from tracker.errors import RefusedError, UnknownNameError
    from tracker.goals import did_you_mean

    declared = {each.id: each for each in declarations.settings.sources}
    asked = [name for name, each in declared.items() if each.pull]
    for name in names:
        if name not in declared:
            hint = did_you_mean(name, asked or declared)
            raise UnknownNameError(f"no source in targets.yaml is called {name!r}{hint}")
        if name not in asked:
            raise RefusedError(f"the source {name} has no `pull:` in targets.yaml, which says where its figures are")
    return [declared[name] for name in asked if not names or name in names]


def _asked(folder: Folder, source: Source, retrieved: date) -> tuple[Shipment, Plan]:
    """What a source brings today, and what it changes."""
    from tracker import engine
    from tracker.errors import RefusedError
    from tracker.exchange import FORMATS, keeping, planned, reader
    from tracker.workspace import GENERATED, make_folder

    how = source.pull
    if how is None or how.form not in FORMATS:
        raise RefusedError(f"the format {how.form if how else ''!r} cannot be read; write one of {', '.join(FORMATS)}")
    declarations = located(folder, engine.load(folder))
    with keeping(make_folder(folder, f"{GENERATED}/cache/fetched")):
        shipment = reader(how.form)(
            _place(folder, source.id, how), mapping=how.map, declarations=declarations, retrieved=retrieved
        )
    known = {each.id for each in declarations.settings.sources} | set(shipment.sources)
    arrivals = (each if each.source in known else replace(each, source=source.id) for each in shipment.arrivals)
    shipment = replace(shipment, arrivals=tuple(arrivals))
    return shipment, planned(folder, shipment, retrieved)


def located(folder: Folder, declarations: Declarations) -> Declarations:
    """The declarations with the database file of each query as its real place within the workspace."""
    from tracker.workspace import inside

    def found(source: Source) -> Source:
        how = source.pull
        if how is None or not (how.query and how.path):
            return source
        return replace(source, pull=replace(how, path=str(inside(folder, how.path))))

    settings = declarations.settings
    return replace(declarations, settings=replace(settings, sources=tuple(map(found, settings.sources))))


def _place(folder: Folder, name: str, how: Pull) -> str:
    """What the reader is given: an address, a path, or, for a query, the id of the source that declares it."""
    from tracker.workspace import inside

    if how.form == "sql":
        return name
    return how.url or str(inside(folder, how.path))
