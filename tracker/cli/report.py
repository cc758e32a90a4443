"""`report`: the progress report of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.options import day_given, echo_json, example, jobs_option, shared
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date


@click.command(
    epilog=example(
        "tracker report",
        "tracker report 2026-Q3 --lang both",
        "tracker report --as-of 2026-10-15",
        "tracker report --pdf --target gd-biomedical-cluster-2027",
    )
)
@click.argument("quarter", metavar="[QUARTER]", required=False)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh", "both"]),
    help="Language of the report; `both` writes two pages.  [default: the workspace's]",
)
@click.option(
    "--models",
    type=click.Choice(["all", "none"]),
    help="Whether to fit the textbooks' models to each target, beside the forecast.  [default: all up to 30 targets]",
)
@click.option("--pdf", is_flag=True, help="Write it as PDF too: report.pdf. Needs WeasyPrint or Chromium.")
@click.option(
    "--target",
    "targets",
    metavar="ID",
    multiple=True,
    help="With --pdf: print this target alone, as targets/ID.pdf, and not the whole report. May be repeated.",
)
@jobs_option("all processors where many targets are new, else 1")
@shared("workspace", "as_of", "as_json")
@click.pass_context
def report(
    ctx: click.Context,
    quarter: str | None,
    lang: str | None,
    models: str | None,
    targets: tuple[str, ...],
    jobs: int | None,
    workspace: str | None,
    as_of: date,
    *,
    pdf: bool,
    as_json: bool,
) -> None:
    """Write the progress report of a quarter, 2026-Q3 or the last one that has ended, into reports/.

    Without --as-of it uses what was known 30 days after the quarter's end (workspace.report_lag), or today if that is
    earlier, so that a past quarter's report is the same whenever it is made.

    What you write in reports/notes/2026-Q3/, in index.md on the quarter and in TARGET.md on a target (zh: index.zh.md,
    TARGET.zh.md), stands in it as the note by its author. A PDF is made by WeasyPrint where that is installed, else by
    Chromium; TRACKER_BROWSER names the Chromium that shall print.
    """
    from tracker.cli.publish import publish
    from tracker.workspace import open_folder

    folder = open_folder(workspace, to_write=True)
    if targets and not pdf:
        raise RefusedError("--target chooses what is printed; write it with --pdf")
    fitted = None if models is None else models == "all"
    done = publish(
        folder, quarter, lang, as_of, exactly=day_given(ctx), fitted=fitted, pdf=pdf, targets=targets, jobs=jobs
    )
    if as_json:
        written = list(dict.fromkeys((*done.pages, *done.files)))
        day = done.as_of.isoformat()
        echo_json({"version": 1, "quarter": str(done.quarter), "as_of": day, "written": written})
    else:
        prints = [file for file in done.files if file.endswith(".pdf")]
        click.echo("\n".join(str(folder.root / path) for path in (*done.pages, *prints)))
    if not any(file.endswith(".xlsx") for file in done.files):
        click.echo('no data.xlsx without openpyxl; to have it: pip install "policy-target-tracker[excel]"', err=True)
