"""`export`: verdicts, figures, forecasts and sources in the formats that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.completion import complete_targets
from tracker.cli.options import echo_json, example, shared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.goals import Declarations, Target
    from tracker.report.report import Report
    from tracker.workspace import Folder

FORMS: Final = ("csv", "json", "xlsx", "parquet", "sdmx-csv", "datapackage")
FOLDER: Final = "export"
MAP: Final = "import.map.yaml"
_STREAM: Final = "-"
_ENDINGS: Final = frozenset({".csv", ".json", ".parquet", ".xls", ".xlsx", ".xml", ".yaml"})


@click.command(
    epilog=example(
        "tracker export",
        "tracker export --to xlsx --out goals.xlsx",
        "tracker export --to sdmx-csv --out sdmx --as-of 2026-09-30",
        "tracker export --to json --out - gd-biomedical-cluster-2027",
    )
)
@click.argument("names", nargs=-1, metavar="[TARGET]...", shell_complete=complete_targets)
@click.option("--to", "form", type=click.Choice(FORMS), default="csv", show_default=True, help="The format.")
@click.option(
    "--out",
    default=FOLDER,
    show_default=True,
    metavar="DIR|FILE",
    help="Where to: a folder, or a file where the format is one file; - prints JSON.",
)
@shared("workspace", "as_of", "as_json")
def export(names: tuple[str, ...], form: str, out: str, workspace: str | None, as_of: date, *, as_json: bool) -> None:
    """Write every published figure, the verdicts, forecasts, steps, sources and notes for other programs.

    All targets, or those named with their figures; what was known on --as-of. The tables are those that stand beside
    the report: csv and parquet have a file each, xlsx a sheet each, json all in one document; datapackage adds to csv
    the description of every column. sdmx-csv has the figures, with their structure, and the map by which `import` reads
    them.
    """
    from tracker import engine
    from tracker.errors import RefusedError
    from tracker.goals import find
    from tracker.report.language import LANGUAGES
    from tracker.workspace import open_folder

    if out == _STREAM and form != "json":
        raise RefusedError("only JSON is printed; write --to json, or give a folder or file with --out")
    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    chosen = _with_parts(find(names, declarations) if names else declarations.targets.values(), declarations)
    engine.check_all(folder, declarations, engine.note_problems(folder, declarations, LANGUAGES))
    files = exported(form, reported(folder, declarations, chosen, as_of, all_of_them=not names))
    if out == _STREAM:
        click.echo(next(iter(files.values())), nl=False)
        return
    written = _write(folder, Path(out), form, files)
    if as_json:
        echo_json({"version": 1, "as_of": as_of.isoformat(), "written": written})
    else:
        click.echo("\n".join(f"Wrote {path}" for path in written))


def reported(
    folder: Folder, declarations: Declarations, targets: Sequence[Target], as_of: date, *, all_of_them: bool
) -> Report:
    """What the tables of a report are made from, by what was known on a day; of some targets, what belongs to them."""
    from dataclasses import replace

    from tracker import __version__, engine
    from tracker.cli.build import inputs_hash, stepped_targets
    from tracker.cli.progress import progress
    from tracker.figures import QUARTERLY, last_ended_by
    from tracker.report.extract import extract
    from tracker.report.gather import gather
    from tracker.report.language import LANGUAGES

    quarter = last_ended_by(as_of, QUARTERLY)
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, targets, as_of, tick)
    stepped = stepped_targets(declarations)
    notes = engine.author_notes(folder, declarations, str(quarter), LANGUAGES)
    names = (*declarations.indicators, *stepped)
    found = gather(
        declarations,
        verdicts,
        quarter=quarter,
        as_of=as_of,
        figures={name: engine.rows(folder, declarations, name) for name in declarations.indicators},
        steps={name: engine.milestones(folder, target) for name, target in stepped.items()},
        beside={},
        past={},
        hashes={each.target.id: engine.citation(folder, declarations, each) for each in verdicts},
        version=__version__,
        inputs=inputs_hash(folder.targets(), engine.cited_files(folder, names), notes),
        problems=[problem for problem in engine.problems(folder, declarations) if problem.warning],
        notes=notes,
    )
    found = replace(found, packed=frozenset(filter(folder.is_packed, declarations.indicators)))
    if not all_of_them:
        return extract(found, [target.id for target in targets])
    return replace(found, record=engine.record(folder, declarations, verdicts, quarter, as_of))


def exported(form: str, found: Report) -> dict[str, bytes]:
    """The files of a format by their names. Raises RefusedError where the package that writes it is not installed."""
    if form == "sdmx-csv":
        return _sdmx(found)
    from tracker.report.downloads import DOCUMENT, PACKAGE, WORKBOOK, data_files
    from tracker.report.tables import tables

    made = tables(found)
    if form == "xlsx":
        _need("openpyxl", form, "excel")
        from tracker.report.spreadsheet import workbook

        return {WORKBOOK: workbook(found, made)}
    if form == "parquet":
        _need("pyarrow", form, "parquet")
        from tracker.report.parquet import parquet_bytes

        return {f"{table.name}.parquet": parquet_bytes(table, found.settings.language) for table in made}
    files = data_files(found, made)
    if form == "json":
        return {DOCUMENT: files[DOCUMENT]}
    left_out = {DOCUMENT} if form == "datapackage" else {DOCUMENT, PACKAGE}
    return {name: content for name, content in files.items() if name not in left_out}


def _sdmx(found: Report) -> dict[str, bytes]:
    from tracker.goals import block
    from tracker.report.observations import FIGURES, VINTAGES, import_map, sdmx_csv
    from tracker.report.structure import structure_message

    files = {
        "figures.sdmx.csv": sdmx_csv(found, FIGURES),
        "vintages.sdmx.csv": sdmx_csv(found, VINTAGES),
        "structure.sdmx.xml": structure_message(found),
    }
    mapping = {key: value for key, value in import_map(found).items() if value}
    if "indicators" in mapping:
        files[MAP] = f"# tracker import --from sdmx figures.sdmx.csv --map {MAP}\n{block(mapping)}".encode()
    return files


def _with_parts(targets: Any, declarations: Declarations) -> list[Target]:  # noqa: ANN401 - any iterable of targets
    """The targets, each once, and before the goals that are made of goals these."""
    found: dict[str, Target] = {}
    waiting = list(targets)
    while waiting:
        target = waiting.pop(0)
        if target.id not in found:
            found[target.id] = target
            waiting += [declarations.targets[name] for name in target.condition.members if name in declarations.targets]
    return [target for name, target in declarations.targets.items() if name in found]


def _need(package: str, form: str, extra: str) -> None:
    from importlib.util import find_spec

    from tracker.errors import RefusedError

    if find_spec(package) is None:
        raise RefusedError(
            f"writing {form} needs the package {package}; write: pip install 'policy-target-tracker[{extra}]'"
        )


def _write(folder: Folder, out: Path, form: str, files: Mapping[str, bytes]) -> list[str]:
    """Write the files into a folder, or the only one as a file; their paths."""
    from tracker.errors import StorageError
    from tracker.workspace import write_atomic

    places = _places(out, form, files)
    for place in places:
        _check_place(folder, place)
    for place, content in places.items():
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"{place.parent}: the folder cannot be made: {error.strerror}; give another with --out"
            ) from None
        write_atomic(place, content)
    return [str(place) for place in places]


def _places(out: Path, form: str, files: Mapping[str, bytes]) -> dict[Path, bytes]:
    """Every file by its place. Raises RefusedError where a file is meant and a folder is needed, or another ending."""
    from tracker.errors import RefusedError

    ending, is_file = out.suffix.lower(), out.exists() and not out.is_dir()
    single = next(iter(files)) if len(files) == 1 else ""
    if single and ending == Path(single).suffix and not out.is_dir():
        return {out: files[single]}
    if is_file or (ending in _ENDINGS and not out.is_dir()):
        what = f"one file that ends with {Path(single).suffix}" if single else f"{len(files)} files"
        instead = out.with_suffix(Path(single).suffix if single else "")
        instead = out.with_name(f"{out.name}-{form}") if instead == out else instead
        raise RefusedError(f"{out}: {form} is {what}; write --out {instead}")
    return {out / name: content for name, content in files.items()}


def _check_place(folder: Folder, place: Path) -> None:
    """Refuse places where the files would be taken for figures, targets or reports of the workspace."""
    from tracker.errors import RefusedError
    from tracker.workspace import GENERATED, OBSERVATIONS, REPORTS, TARGETS

    root, real = folder.root.resolve(), place.resolve()
    taken = [name for name in (OBSERVATIONS, REPORTS, GENERATED, TARGETS) if real.is_relative_to(root / name)]
    if taken:
        raise RefusedError(f"{place}: {taken[0]} is part of the workspace itself; give another place with --out")
