"""One quarter's report, made and written: what `report` does once, and `serve` at every change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.figures import Period
    from tracker.workspace import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A written report: its quarter, the day whose knowledge it uses, its pages and all its files.

    Paths are relative to the workspace; the first of the pages is the report, the last one the list of all reports.
    """

    quarter: Period
    as_of: date
    pages: tuple[str, ...]
    files: tuple[str, ...]


def publish(
    folder: Folder,
    quarter: str | None,
    lang: str | None,
    day: date,
    *,
    exactly: bool,
    fitted: bool | None = None,
    pdf: bool = False,
    targets: Sequence[str] = (),
    jobs: int | None = None,
) -> Published:
    """Write the report of a quarter, by default the last one that has ended by `day`, and the list of all reports.

    It uses what was known on `day`; unless `exactly` that day is wanted, at most until the quarter's usual day. Raises
    InvalidInputError with everything that is wrong in the workspace; then nothing is written. `fitted` asks the
    textbooks' models about each target, or leaves them out; by default it goes by the number of targets. With `pdf` it
    is printed too: as a whole, or the `targets` of these names. As many processes work as there are `jobs`; None: as
    many as pay. Raises UnknownNameError and, where nothing prints,
    RefusedError.
    """
    from tracker import engine
    from tracker.cli.archive import neighbours, write_archive
    from tracker.cli.build import gathered, report_files, with_record_of
    from tracker.cli.prints import pdf_files
    from tracker.cli.written import still_wanted, written_before
    from tracker.goals import find
    from tracker.report.language import LANGUAGES
    from tracker.report.listing import slug
    from tracker.workspace import write_report

    folder = folder.snapshot()
    declarations = engine.load(folder)
    printer = engine.find_printer() if pdf else None
    only = [target.id for target in find(targets, declarations)] if targets else []
    engine.check_all(folder, declarations, engine.note_problems(folder, declarations, LANGUAGES))
    span = quarter_named(quarter, day)
    if not exactly:
        day = min(day, span.end + timedelta(days=declarations.settings.report_lag_days))
    earlier, later = neighbours(folder, declarations, span)
    found, fresh = gathered(folder, declarations, span, day, fitted=fitted, jobs=jobs)
    found = replace(found, earlier=earlier, later=later)
    own = declarations.settings.language
    tags = _languages(lang, own)
    files = report_files(folder, declarations, found, tags, fresh, jobs)
    if printer is not None:
        files |= pdf_files(folder, found, tags, only, printer)
    before = {name: digest for name, digest in written_before(folder, str(span)).items() if name not in files}
    anchors = {slug(name) for name in declarations.targets}
    kept = {name: digest for name, digest in before.items() if still_wanted(name, anchors, tags, own)}
    files = with_record_of(files, kept)
    write_report(folder, str(span), files, {name: before[name] for name in before.keys() - kept})
    write_archive(folder, declarations)
    pages = [f"{span}/{name}" for name in files if "/" not in name and name.endswith(".html")]
    return Published(
        quarter=span,
        as_of=day,
        pages=tuple(f"reports/{page}" for page in (*pages, "index.html")),
        files=tuple(f"reports/{span}/{name}" for name in sorted(files)),
    )


def quarter_named(written: str | None, day: date) -> Period:
    """The quarter that was asked for, or the last one that has ended. Raises PeriodError or RefusedError."""
    from tracker.errors import RefusedError
    from tracker.figures import QUARTERLY, last_ended_by, parse_period

    if written is None:
        return last_ended_by(day, QUARTERLY)
    period = parse_period(written)
    if period.frequency != QUARTERLY:
        raise RefusedError(f"{written!r} is no quarter; write one like {day.year}-Q3")
    return period


def _languages(lang: str | None, own: str) -> list[str]:
    """The languages to write, the workspace's own first."""
    from tracker.report.language import LANGUAGES

    wanted = [tag for tag in (own, *LANGUAGES) if lang == "both" or tag == (lang or own)]
    return list(dict.fromkeys(wanted))
