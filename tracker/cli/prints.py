"""The PDFs of a report: the whole of it, or single targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tracker.engine import Printer
    from tracker.report.report import Report
    from tracker.workspace import Folder


def pdf_files(
    folder: Folder, found: Report, languages: Sequence[str], only: Collection[str], printer: Printer
) -> dict[str, bytes]:
    """The PDFs of a report by their names in its folder: one of the whole, or one of each target in `only`."""
    from tracker import engine
    from tracker.cli.drawing import remembering
    from tracker.report.html import FOLDER, paper_page, paper_target
    from tracker.report.language import translator
    from tracker.report.listing import print_name, slug

    own, draw = found.settings.language, remembering(folder)
    wanted = [entry for entry in found.entries if entry.target.id in only]
    files: dict[str, bytes] = {}
    with progress("Printing") as tick:
        for tag in languages:
            language = translator(tag).naming(found.area_names)
            if not only:
                page = paper_page(found, language, draw)
                files[print_name(tag, own)] = engine.as_pdf(page, printer, found.as_of)
            for entry in wanted:
                page = paper_target(found, entry, language, draw)
                name = f"{FOLDER}/{print_name(tag, own, slug(entry.target.id))}"
                files[name] = engine.as_pdf(page, printer, found.as_of)
                if tick is not None:
                    tick(len(files), len(languages) * len(wanted))
    return files
