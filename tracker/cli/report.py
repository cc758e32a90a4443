"""`report`: the progress report of a quarter, and the list of all reports."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.options import echo_json, example, shared
from tracker.cli.progress import progress
from tracker.workspace import RECORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tracker.figures import Period
    from tracker.goals import Declarations, Target
    from tracker.report.report import Issue, Report
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

RECORD_VERSION = 1


@click.command(
    epilog=example("tracker report", "tracker report 2026-Q3 --lang both", "tracker report --as-of 2026-10-15")
)
@click.argument("quarter", metavar="[QUARTER]", required=False)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the report; `both` writes two pages.  [default: the workspace's]",
)
@shared("workspace", "as_of", "as_json")
@click.pass_context
def report(
    ctx: click.Context,
    quarter: str | None,
    lang: str | None,
    workspace: str | None,
    as_of: date,
    *,
    as_json: bool,
) -> None:
    """Write the progress report of a quarter, 2026-Q3 or the last one that has ended, into reports/.

    Without --as-of it uses what was known 30 days after the quarter's end (workspace.report_lag), or today if that is
    earlier, so that a past quarter's report is the same whenever it is made.
    """
    from tracker import engine
    from tracker.workspace import open_folder

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    engine.check_all(folder, declarations)
    span = _quarter(quarter, as_of)
    if not _given(ctx):
        as_of = min(as_of, span.end + timedelta(days=declarations.settings.report_lag_days))
    with progress("Assessing") as tick:
        verdicts = engine.assess(folder, declarations, declarations.targets.values(), as_of, tick)
    verdicts = engine.with_tripwires(folder, declarations, verdicts)
    pages = _write(folder, declarations, _gathered(folder, declarations, verdicts, span, as_of), lang)
    paths = [f"reports/{page}" for page in (*pages, "index.html")]
    if as_json:
        echo_json({"version": 1, "quarter": str(span), "as_of": as_of.isoformat(), "written": paths})
    else:
        click.echo("\n".join(str(folder.root / path) for path in paths))


def _given(ctx: click.Context) -> bool:
    """Whether --as-of was given, before the verb or after it."""
    from click.core import ParameterSource

    sources = (ctx.get_parameter_source("as_of"), ctx.find_root().get_parameter_source("as_of"))
    return ParameterSource.COMMANDLINE in sources


def _quarter(written: str | None, today: date) -> Period:
    """The quarter that was asked for, or the last one that has ended. Raises PeriodError or RefusedError."""
    from tracker.errors import RefusedError
    from tracker.figures import QUARTERLY, last_ended_by, parse_period

    if written is None:
        return last_ended_by(today, QUARTERLY)
    period = parse_period(written)
    if period.frequency != QUARTERLY:
        raise RefusedError(f"{written!r} is no quarter; write one like {today.year}-Q3")
    return period


def _gathered(
    folder: Folder, declarations: Declarations, verdicts: tuple[Assessment, ...], quarter: Period, as_of: date
) -> Report:
    from tracker import __version__, engine
    from tracker.report.gather import gather

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


def _stepped(declarations: Declarations) -> dict[str, Target]:
    """The milestone targets by the name of their file."""
    return {target.declared_id: target for target in declarations.targets.values() if target.steps}


def _write(folder: Folder, declarations: Declarations, found: Report, lang: str | None) -> list[str]:
    """Write the pages of one report and the list of all; the pages, relative to reports/."""
    from tracker.report.html import report_page
    from tracker.report.language import LANGUAGES, translator
    from tracker.workspace import write_report

    own = declarations.settings.language
    wanted = [tag for tag in (own, *LANGUAGES) if lang == "both" or tag == (lang or own)]
    wanted = list(dict.fromkeys(wanted))
    quarter = str(found.quarter)
    draw = _remembering(folder)
    pages = {}
    for tag in wanted:
        others = [(other, _page_name(other, own)) for other in wanted if other != tag]
        pages[_page_name(tag, own)] = report_page(found, translator(tag), others, draw).encode()
    record = json.dumps(_record(folder, found, declarations), ensure_ascii=False, indent=1) + "\n"
    write_report(folder, quarter, {**pages, RECORD: record.encode()})
    _write_index(folder, declarations)
    return [f"{quarter}/{name}" for name in pages]


def _page_name(tag: str, own: str) -> str:
    return "index.html" if tag == own else f"index.{tag}.html"


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


def _write_index(folder: Folder, declarations: Declarations) -> None:
    from tracker.report.html import index_page
    from tracker.report.language import LANGUAGES, translator
    from tracker.workspace import REPORTS, make_folder, write_atomic

    own = declarations.settings.language
    issues = [issue for name in folder.report_names() if (issue := _issue(folder, name, own)) is not None]
    used = {tag for issue in issues for tag, _ in issue.files}
    written = [tag for tag in dict.fromkeys((own, *LANGUAGES)) if tag == own or tag in used]
    for tag in written:
        language = translator(tag)
        others = [(other, _page_name(other, own)) for other in written if other != tag]
        page = index_page(issues, language.phrase(declarations.settings.title), language, others)
        write_atomic(make_folder(folder, REPORTS) / _page_name(tag, own), page.encode())


def _issue(folder: Folder, quarter: str, own: str) -> Issue | None:
    """One written report for the list of all; None where its record cannot be read."""
    from collections import Counter
    from datetime import date

    from tracker.figures import parse_period
    from tracker.report.language import LANGUAGES
    from tracker.report.report import Issue

    try:
        record = json.loads(folder.report_file(quarter, RECORD) or b"")
        counts = Counter(str(each["status"]) for each in record["verdicts"])
        return Issue(
            quarter=parse_period(record["quarter"]),
            as_of=date.fromisoformat(record["as_of"]),
            counts=tuple(counts.items()),
            files=tuple(
                (tag, f"{quarter}/{_page_name(tag, own)}")
                for tag in dict.fromkeys((own, *LANGUAGES))
                if folder.report_file(quarter, _page_name(tag, own)) is not None
            ),
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
