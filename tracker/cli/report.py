"""`report`: the progress report of a quarter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from tracker.cli.options import echo_json, example, shared

if TYPE_CHECKING:
    from datetime import date

    from tracker.figures import Period


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
    from tracker.cli.archive import write_archive
    from tracker.cli.build import gathered, report_files
    from tracker.workspace import open_folder, write_report

    folder = open_folder(workspace).snapshot()
    declarations = engine.load(folder)
    engine.check_all(folder, declarations)
    span = _quarter(quarter, as_of)
    if not _given(ctx):
        as_of = min(as_of, span.end + timedelta(days=declarations.settings.report_lag_days))
    found = gathered(folder, declarations, span, as_of)
    files = report_files(folder, declarations, found, _languages(lang, declarations.settings.language))
    write_report(folder, str(span), files)
    write_archive(folder, declarations)
    pages = [f"{span}/{name}" for name in files if "/" not in name and name.endswith(".html")]
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


def _languages(lang: str | None, own: str) -> list[str]:
    """The languages to write, the workspace's own first."""
    from tracker.report.language import LANGUAGES

    wanted = [tag for tag in (own, *LANGUAGES) if lang == "both" or tag == (lang or own)]
    return list(dict.fromkeys(wanted))
