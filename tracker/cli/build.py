"""The files of one report: what is asked of the engine, and what is made of the answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracker.cli.drawing import drawing, remembering
from tracker.cli.progress import progress
from tracker.workspace import RECORD, as_committed, digest_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from tracker.figures import Period, Text
    from tracker.goals import Declarations, Target
    from tracker.report.report import Report
    from tracker.report.tables import Table
    from tracker.workspace import Folder


def gathered(
    folder: Folder,
    declarations: Declarations,
    quarter: Period,
    as_of: date,
    *,
    fitted: bool | None = None,
    jobs: int | None = 1,
) -> tuple[Report, frozenset[str]]:
    """Everything that the report of a quarter says, with what was known on a day.

    `fitted` says whether the textbooks' models are asked about each target: unless it is given, where these are few
    enough for one page, since fitting them takes longer than all else. As many processes work as there are `jobs`
    (None: as many as pay); second come the ids of the targets on which they have worked.
    """
    from tracker import __version__, engine
    from tracker.report.gather import gather
    from tracker.report.html import MOST_TOGETHER
    from tracker.report.language import LANGUAGES

    if fitted is None:
        fitted = len(declarations.targets) <= MOST_TOGETHER
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, declarations.targets.values(), as_of, tick)
    with progress("Looking back and ahead") as tick:
        fresh = engine.work_ahead(folder, declarations, verdicts, as_of, fitted=fitted, jobs=jobs, progress=tick)
    verdicts = engine.with_tripwires(folder, declarations, verdicts)
    figures = {name: engine.rows(folder, declarations, name) for name in declarations.indicators}
    stepped = stepped_targets(declarations)
    names = (*declarations.indicators, *stepped)
    notes = engine.author_notes(folder, declarations, str(quarter), LANGUAGES)
    before = engine.earlier(folder, quarter, as_of, declarations.settings.report_lag_days)
    changes = engine.differences(folder, declarations, declarations.targets.values(), before, engine.on(as_of))
    found = gather(
        declarations,
        verdicts,
        quarter=quarter,
        as_of=as_of,
        figures=figures,
        steps={name: engine.milestones(folder, target) for name, target in stepped.items()},
        beside={
            each.target.id: engine.alternatives(folder, declarations, each.target, as_of, fitted=fitted)
            for each in verdicts
        },
        past=engine.track_records(folder, declarations, as_of),
        hashes={each.target.id: engine.citation(folder, declarations, each) for each in verdicts},
        version=__version__,
        inputs=inputs_hash(folder.targets(), engine.cited_files(folder, names), notes),
        problems=[problem for problem in engine.problems(folder, declarations) if problem.warning],
        scores=engine.scores(folder, declarations, as_of),
        notes=notes,
    )
    record = engine.record(folder, declarations, verdicts, quarter, as_of)
    packed = frozenset(filter(folder.is_packed, declarations.indicators))
    return replace(found, changes=changes, record=record, fitted=fitted, packed=packed), fresh


def inputs_hash(targets: bytes, figures: str, notes: Mapping[str, Text]) -> str:
    """The hash of all that a report is made from, line endings aside; `figures` is that of the observation files."""
    written = json.dumps({name: text.pairs for name, text in notes.items()}, sort_keys=True) if notes else ""
    return hashlib.sha256(as_committed(targets) + figures.encode() + written.encode()).hexdigest()[:12]


def report_files(
    folder: Folder,
    declarations: Declarations,
    found: Report,
    languages: Sequence[str],
    fresh: Collection[str] = (),
    jobs: int | None = 1,
) -> dict[str, bytes]:
    """The files of a report, by their names within its folder; without the workbook where openpyxl is missing.

    As many processes as there are `jobs` (None: all processors) draw the charts of the targets `fresh`.
    """
    from tracker.report.downloads import downloads, target_pictures
    from tracker.report.html import FOLDER, report_pages
    from tracker.report.language import translator
    from tracker.report.tables import tables

    draw = remembering(folder)
    spoken = [translator(tag).naming(found.area_names) for tag in languages]
    with drawing(folder, found, spoken, fresh, jobs):
        made = tables(found)
        files = _data(found, made)
    for language in spoken:
        offered = downloads(files, made, language)
        # Each is encoded before the next one is made: of thousands, the texts are too large to be held as well.
        for name, page in report_pages(found, language, languages, draw, offered):
            files[name] = page.encode()
        pictures = target_pictures(found, language, draw)
        files |= {f"{FOLDER}/{name}": content for name, content in pictures}
    return {**files, RECORD: _written(_record(folder, found, declarations))}


def with_record_of(files: Mapping[str, bytes], kept: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a report, its record naming all of them with their digests, and those `kept` from the last one."""
    record = json.loads(files[RECORD])
    digests = {name: digest_of(content) for name, content in files.items() if name != RECORD}
    record["written"] = dict(sorted({**kept, **digests}.items()))
    return {**files, RECORD: _written(record)}


def _written(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _data(found: Report, made: Sequence[Table]) -> dict[str, bytes]:
    """The files for other programs, by their names within the report's folder."""
    from importlib.util import find_spec

    from tracker.report.downloads import WORKBOOK, data_files, target_files
    from tracker.report.html import FOLDER
    from tracker.report.spreadsheet import workbook

    files = data_files(found, made)
    if find_spec("openpyxl") is not None:
        files[WORKBOOK] = workbook(found, made)
    return files | {f"{FOLDER}/{name}": content for name, content in target_files(found, made).items()}


def _record(folder: Folder, found: Report, declarations: Declarations) -> dict[str, Any]:
    """What later reports, and programs, read of this one."""
    from tracker import engine
    from tracker.report.language import translator
    from tracker.report.present import as_json

    language = translator(declarations.settings.language)
    return {
        "version": engine.RECORD_VERSION,
        "quarter": str(found.quarter),
        "as_of": found.as_of.isoformat(),
        "tracker": found.version,
        "inputs": found.inputs,
        "targets": engine.targets_now(folder),
        "files": engine.files_now(folder, [*declarations.indicators, *stepped_targets(declarations)]),
        "verdicts": [
            {
                **as_json(each.assessment, each.indicator, language),
                "reached": each.target.reached,
                "inputs": each.inputs,
            }
            for each in found.entries
        ],
    }


def stepped_targets(declarations: Declarations) -> dict[str, Target]:
    """The milestone targets by the name of their file."""
    return {target.declared_id: target for target in declarations.targets.values() if target.steps}
