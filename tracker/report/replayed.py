"""The back-test that stands where there is no track record yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.report import backtests, numbers
from tracker.report.grid import cell, heading, table, target_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.report.grid import Table
    from tracker.report.language import Language
    from tracker.report.report import Entry


def scores(entries: Iterable[Entry], language: Language) -> Table | None:
    """The back-test of every target whose series has one."""
    rows = []
    for entry in entries:
        if entry.past is None:
            continue
        _, questions, brier, gain, _, _, inside, within = backtests.report_rows(entry.past, language)[0]
        _, _, walk, *_ = backtests.report_rows(entry.past, language)[1]
        cells = (questions, brier, walk, gain, inside, within)
        rows.append((target_link(entry.target.id, {entry.target.id: entry}, language), *map(cell, cells)))
    return table(
        "track.record.replayed",
        language.text("Back-test, not a record: forecasts made again on past dates, against what came"),
        heading(
            language.text("Target"),
            numeric=(
                language.text("Questions"),
                language.text("Brier"),
                language.text("Random walk's"),
                language.text("Gain"),
                language.text("{share} holds", share=numbers.rate(0.80, language)),
                language.text("{share} holds", share=numbers.rate(0.95, language)),
            ),
        ),
        tuple(rows),
    )


def lead(entries: Iterable[Entry], language: Language) -> tuple[str, ...]:
    """What the back-test is, and what it is not; empty where there is none."""
    if all(entry.past is None for entry in entries):
        return ()
    return (
        language.text(
            "Until there is a record, a back-test stands here. It is no record: nobody published these forecasts at the"
            " time. They were made afterwards, by the method of today, from the figures up to past dates; the method"
            " was chosen knowing how such series went on."
        ),
    )


def notes(entries: Iterable[Entry], language: Language) -> tuple[str, ...]:
    """How the back-test is to be read, and for which targets there is none."""
    found = [entry for entry in entries if entry.target.indicator is not None]
    without = sum(entry.past is None for entry in found)
    said = []
    if without < len(found):
        said.append(
            language.text(
                "Asked is whether a figure lies above the last one, above the trend so far, and on the way to the goal;"
                " targets on one series share the first two. Each target's own section says more."
            )
        )
    if without:
        said.append(
            language.plural(
                "For {n} target even a back-test is not possible: its series has too few figures. How often"
                " forecasts of such short series were right, the model card of the project shows on series that the"
                " model had never seen.",
                "For {n} targets even a back-test is not possible: their series have too few figures. How often"
                " forecasts of such short series were right, the model card of the project shows on series that the"
                " model had never seen.",
                without,
            )
        )
    return tuple(said)
