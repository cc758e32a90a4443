"""The files of one report: what is asked of the engine, and what is made of the answers."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from tracker.cli.archive import page_name
from tracker.cli.progress import progress
from tracker.workspace import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from tracker.figures import Period
    from tracker.goals import Declarations, Target
    from tracker.report.report import Report
    from tracker.workspace import Folder

RECORD_VERSION = 1


def gathered(folder: Folder, declarations: Declarations, quarter: Period, as_of: date) -> Report:
    """Everything that the report of a quarter says, with what was known on a day."""
    from tracker import __version__, engine
    from tracker.report.gather import gather

    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, declarations.targets.values(), as_of, tick)
    verdicts = engine.with_tripwires(folder, declarations, verdicts)
    figures = {name: engine.rows(folder, declarations, name) for name in declarations.indicators}
    stepped = _stepped(declarations)
    names = (*declarations.indicators, *stepped)
    return gather(
        declarations,
        verdicts,
        quarter=quarter,
        as_of=as_of,
        figures=figures,
        steps={name: engine.milestones(folder, target) for name, target in stepped.items()},
        beside={each.target.id: engine.alternatives(folder, declarations, each.target, as_of) for each in verdicts},
        past=engine.track_records(folder, declarations, as_of),
        hashes={each.target.id: engine.citation(folder, declarations, each) for each in verdicts},
        version=__version__,
        inputs=hashlib.sha256(folder.targets() + engine.fingerprint(folder, names).encode()).hexdigest()[:12],
        problems=[problem for problem in engine.problems(folder, declarations) if problem.warning],
        scores=engine.scores(folder, declarations, as_of),
    )


def report_files(
    folder: Folder, declarations: Declarations, found: Report, languages: Sequence[str]
) -> dict[str, bytes]:
    """The files of a report, by their names within its folder."""
    from tracker.report.html import report_page
    from tracker.report.language import translator

    own = declarations.settings.language
    draw = _remembering(folder)
    files = {}
    for tag in languages:
        others = [(other, page_name(other, own)) for other in languages if other != tag]
        files[page_name(tag, own)] = report_page(found, translator(tag), others, draw).encode()
    record = json.dumps(_record(folder, found, declarations), ensure_ascii=False, indent=1) + "\n"
    return {**files, RECORD: record.encode()}


def _remembering(folder: Folder) -> Callable[[Any], str]:
    """Draw a chart, or find it where the same one was drawn before by the same matplotlib."""
    from importlib.metadata import version

    from tracker import engine
    from tracker.report.chart import chart

    drawn_by = version("matplotlib")

    def draw(view: Any) -> str:  # noqa: ANN401 - a ChartView
        return engine.remembered(folder, "charts", (drawn_by, repr(view)), lambda: chart(view))

    return draw


def _record(folder: Folder, found: Report, declarations: Declarations) -> dict[str, Any]:
    """What later reports, and programs, read of this one."""
    from tracker import engine
    from tracker.report.language import translator
    from tracker.report.present import as_json

    language = translator(declarations.settings.language)
    return {
        "version": RECORD_VERSION,
        "quarter": str(found.quarter),
        "as_of": found.as_of.isoformat(),
        "tracker": found.version,
        "inputs": found.inputs,
        "files": engine.files_now(folder, [*declarations.indicators, *_stepped(declarations)]),
        "verdicts": [as_json(each.assessment, each.indicator, language) for each in found.entries],
    }


def _stepped(declarations: Declarations) -> dict[str, Target]:
    """The milestone targets by the name of their file."""
    return {target.declared_id: target for target in declarations.targets.values() if target.steps}
