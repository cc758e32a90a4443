"""What a reader has to know of the figures behind a verdict: all doubts about them in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.report import reasons
from tracker.report.language import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.errors import Problem
    from tracker.report.language import Language
    from tracker.report.report import Entry

_ABOUT_FIGURES: Final = (
    "old-figures", "approximate", "provisional", "break", "chained", "differences", "published-by-rule",
    "left-out-", "sources-", "gaps-in-span",
)  # fmt: skip
"""Codes of reasons, or their beginnings, that speak of the figures and not of the goal."""

_IN_THE_VERDICT: Final = frozenset({"rate-needed", "rate-needed-and-seen"})
"""Codes of reasons that the sentence of the verdict gives."""


def parted(entry: Entry, language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The reasons for a verdict, and those among them that are notes on its figures.

    That the figures are a proxy stands in both: no verdict can be read without it. What the goal needs a year is left
    to the verdict's own sentence.
    """
    told = reasons.told(entry.assessment, entry.indicator, language)
    why = tuple(text for code, text in told if not code.startswith(_ABOUT_FIGURES) and code not in _IN_THE_VERDICT)
    notes = tuple(text for code, text in told if code == "proxy" or code.startswith(_ABOUT_FIGURES))
    return why, notes


def doubts(entry: Entry, problems: Sequence[Problem]) -> tuple[tuple[str, Phrase], ...]:
    """Place and message of the warnings about a target's own rows: jumps, slips of a unit, contradictions."""
    if entry.indicator is None:
        return ()
    paths = {f"observations/{entry.indicator.id}.{ending}" for ending in ("csv", "parquet")}
    lines = {row.line for row in entry.figures} | {None}
    return tuple(
        (each.place, Phrase(text=each.message, tag="en"))
        for each in problems
        if each.path in paths and (each.line or None) in lines
    )
