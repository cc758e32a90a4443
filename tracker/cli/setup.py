"""`init` and `schema`: what a workspace starts with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import click

from tracker.cli.options import echo_json, example, shared
from tracker.errors import RefusedError, StorageError
from tracker.workspace import GENERATED, TARGETS, Folder, make_folder, open_folder, write_atomic

EXAMPLE: Final = Path(__file__).parent / "example"
IGNORED: Final = ".tracker/\n.*.tmp\n"
"""The lines of a new .gitignore: what can be made again, and what a killed writer leaves."""

SCHEMA: Final = f"{GENERATED}/targets.schema.json"


@click.command(epilog=example("tracker init goals", "tracker --workspace goals check"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@shared("as_json")
def init(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Make a new workspace in DIR, with a commented example.

    DIR is made when it is not there. Files that are there are kept; a folder with targets.yaml is refused.
    """
    if os.path.lexists(folder / TARGETS):
        raise RefusedError(f"{folder / TARGETS} is there already: {folder} is a workspace; nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise StorageError(f"{folder} is a file; give the name of a folder") from None
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}") from None
    written, kept = _fill(Folder(folder.absolute()))
    if as_json:
        echo_json({"version": 1, "folder": str(folder), "written": written, "kept": kept})
        return
    for path in written:
        click.echo(f"wrote {folder / path}")
    for path in kept:
        click.echo(f"kept  {folder / path}, which was there")
    click.echo(f"Next: tracker --workspace {folder} check")


def _fill(folder: Folder) -> tuple[list[str], list[str]]:
    """Write the example's files that are not there yet; the paths written and the paths kept. targets.yaml is last."""
    paths = [path.relative_to(EXAMPLE).as_posix() for path in sorted(EXAMPLE.rglob("*")) if path.is_file()]
    contents = {".gitignore": IGNORED.encode()} | {path: (EXAMPLE / path).read_bytes() for path in paths}
    kept = [path for path in contents if os.path.lexists(folder.root / path)]
    written = [path for path in contents if path not in kept]
    for path in written:
        place = Path(path)
        write_atomic(make_folder(folder, str(place.parent)) / place.name, contents[path])
    return written, kept


@click.command(epilog=example("tracker schema", "tracker schema --json > targets.schema.json"))
@shared("workspace", "as_json")
def schema(workspace: str | None, as_json: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Write the JSON Schema of targets.yaml, for editors.

    An editor that knows YAML then completes and explains every key. With --json it is printed instead.
    """
    folder = None if as_json else open_folder(workspace, to_write=True)
    from tracker.goals import json_schema

    if folder is None:
        echo_json(json_schema())
        return
    content = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    write_atomic(make_folder(folder, GENERATED) / Path(SCHEMA).name, content.encode())
    click.echo(f"wrote {SCHEMA}; the first line of {TARGETS} should read:")
    click.echo(f"# yaml-language-server: $schema=./{SCHEMA}")
