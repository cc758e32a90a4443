"""`import`: figures and goals from other people's formats, shown before they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.options import echo_json, example, harmless, shared
from tracker.exchange import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from tracker.exchange import Changes, Plan, Row, Shipment

SHOWN_ROWS: Final = 8
"""How many rows of one file are shown of each kind; the rest is counted."""

_ROUNDS: Final = 6
"""How often a table may need more answers."""


@click.command(
    "import",
    epilog=example(
        "tracker import --from csv figures.csv --map figures.map.yaml --dry-run",
        "tracker import --from open-sdg ../sdg-data",
    ),
)
@click.argument("place", metavar="PATH|URL")
@click.option("--from", "form", type=click.Choice(sorted(FORMATS)), required=True, help="The format of PATH or URL.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="YAML file that says what maps to which indicator; written where there is none yet.",
)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--strict", is_flag=True, help="Write nothing when anything is refused; exit code 2.")
@click.option("--verbose", is_flag=True, help="Show every row, not only the first of each kind.")
@shared("workspace", "as_of", "as_json")
def import_(
    place: str,
    form: str,
    map_file: str | None,
    workspace: str | None,
    as_of: date,
    *,
    dry_run: bool,
    strict: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Bring in figures and goals, and show what changes.

    Tables: csv and excel of any shape, and the downloads of world-bank, owid (Our World in Data) and eurostat. At a
    terminal, what a table does not say is asked once; elsewhere a map to complete is printed.

    New figures become rows, figures that differ from the known ones revisions, published on the day of retrieval unless
    the source names its own day. The same import again changes nothing.
    """
    import sys
    from functools import partial
    from pathlib import Path

    from tracker import engine
    from tracker.cli.pull import located
    from tracker.cli.source import map_beside, of_source, source_of, with_source, written_map
    from tracker.errors import RefusedError
    from tracker.exchange import carry_out, planned, reader
    from tracker.workspace import open_folder

    folder = open_folder(workspace, to_write=True).snapshot()
    declarations = engine.load(folder)
    source = source_of(place, form, folder, declarations)
    path = map_file or map_beside(place, folder)
    is_kept = path is not None and Path(path).exists()
    stored = source.pull.map if source is not None and source.pull is not None else None
    mapping = _mapping(path) if path is not None and is_kept else stored
    read = partial(reader(form), place, declarations=located(folder, declarations), retrieved=as_of)
    shipment, asked = _read(read, mapping, path, ask=not as_json and sys.stdin.isatty())
    if map_file is not None and not is_kept and shipment.mapping is None:
        raise RefusedError(f"{map_file}: there is no such file")
    if source is not None:
        shipment = of_source(shipment, source.id, {each.id for each in declarations.settings.sources})
    elif map_file is None:
        shipment = with_source(shipment, place, form, folder, declarations)
    made = planned(folder, shipment, as_of)
    if not as_json:
        show(shipment, made, most=None if verbose else SHOWN_ROWS)
    if strict and made.refused:
        raise RefusedError(f"{len(made.refused)} refused; nothing was written")
    written = () if dry_run else carry_out(folder, made)
    if path is not None and not is_kept and shipment.mapping is not None and (map_file or asked) and not dry_run:
        _keep(path, written_map(shipment.mapping))
        written = (*written, path)
    if as_json:
        echo_json(as_record(shipment, made, written))
    elif written:
        click.echo("\n".join(f"Wrote {path}" for path in written))
    else:
        click.echo("Nothing was written" + ("; this was a dry run" if dry_run else ""))


def show(shipment: Shipment, made: Plan, *, most: int | None = SHOWN_ROWS) -> None:
    """Print what an import will change, `most` rows of each kind a file."""
    for section, entries in (
        ("sources", shipment.sources),
        ("indicators", shipment.indicators),
        ("targets", shipment.targets),
    ):
        if entries:
            _lines(f"New {section}: {len(entries)}", [f"+ {name}" for name in entries], most)
    for change in made.changes:
        if change.rows:
            _lines(change.indicator.id, [_row_line(row) for row in change.rows], most)
    for name, rows in made.steps.items():
        if rows:
            _lines(name, [f"+ {row['step']}  {row['status']}  published {row['published']}" for row in rows], most)
    if shipment.remarks:
        _lines("Please note", [f"- {remark}" for remark in shipment.remarks], None)
    for refusal in made.refused[:most]:
        click.echo(harmless(f"refused: {refusal.place}: {refusal.reason}"), err=True)
    if most is not None and len(made.refused) > most:
        click.echo(f"refused: {len(made.refused) - most} more; see --verbose", err=True)
    counted = _counts(made)
    click.echo(", ".join(f"{n} {kind}" for kind, n in counted.items()))


def as_record(shipment: Shipment, made: Plan, written: Sequence[str]) -> dict[str, Any]:
    """What an import changes, as plain data."""
    return {
        "version": 1,
        "counts": _counts(made),
        "indicators_added": list(shipment.indicators),
        "targets_added": list(shipment.targets),
        "sources_added": list(shipment.sources),
        "rows": [_row_record(change, row) for change in made.changes for row in change.rows],
        "steps": [{"target": name, **row} for name, rows in made.steps.items() for row in rows],
        "refused": [{"place": each.place, "reason": each.reason} for each in made.refused],
        "remarks": list(shipment.remarks),
        "written": list(written),
    }


def _counts(made: Plan) -> dict[str, int]:
    return {
        "new": sum(len(change.new) for change in made.changes) + sum(map(len, made.steps.values())),
        "revised": sum(len(change.revised) for change in made.changes),
        "unchanged": sum(change.unchanged for change in made.changes),
        "refused": len(made.refused),
    }


def _lines(heading: str, lines: Sequence[str], most: int | None) -> None:
    click.echo(harmless(heading))
    for line in lines[:most]:
        click.echo(harmless(f"  {line}"))
    if most is not None and len(lines) > most:
        click.echo(f"  … and {len(lines) - most} more; see --verbose")


def _row_line(row: Row) -> str:
    columns = row.columns
    said = f"{columns['qualifier']}{columns['value']} {columns['unit']}".strip()
    said = said or (f"growth {columns['growth']} %" if columns["growth"] else f"no figure, status {columns['status']}")
    where = f"{columns['area']}  {columns['period']}"
    published = f", published {columns['published']}" if columns["published"] else ""
    if row.revises is None:
        return f"+ {where}  {said}{published}"
    before = f"{row.revises.printed} {row.revises.unit}".strip()
    return f"~ {where}  {before} → {said}{published}"


def _row_record(change: Changes, row: Row) -> dict[str, Any]:
    return {
        "indicator": change.indicator.id,
        "kind": "new" if row.revises is None else "revised",
        "place": row.arrival.place,
        **row.columns,
    }


def _read(
    read: Callable[..., Shipment], mapping: Mapping[str, Any] | None, path: str | None, *, ask: bool
) -> tuple[Shipment, bool]:
    """What a reader brings, and whether anything was asked. Raises RefusedError with a map to complete otherwise."""
    from dataclasses import replace

    from tracker.cli.asking import answered, template
    from tracker.errors import MappingNeededError, RefusedError

    asked = False
    for _ in range(_ROUNDS):
        try:
            shipment = read(mapping=mapping)
        except MappingNeededError as needed:
            if not ask:
                raise RefusedError(template(needed, path)) from None
            mapping, asked = answered(needed), True
        else:
            return replace(shipment, mapping=shipment.mapping or mapping) if asked else shipment, asked
    raise RefusedError("the answers do not make a map; write one and give it with --map FILE")


def _keep(path: str, text: str) -> None:
    """Write the map of a table to a file that is not there yet, whole or not at all."""
    from pathlib import Path as _Path

    from tracker.workspace import write_atomic

    write_atomic(_Path(path), text.encode())


def _mapping(path: str | Path) -> Mapping[str, Any]:
    """The plain data of a mapping file. Raises RefusedError with the line of what is wrong in it."""
    from pathlib import Path as _Path

    from tracker.errors import RefusedError
    from tracker.goals import plain_data

    data, problems = plain_data(_Path(path).read_bytes(), str(path))
    if problems:
        raise RefusedError("\n".join(map(str, problems)))
    return data
