"""`list --by`: goals put together by tag, area or group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.options import as_json_text

if TYPE_CHECKING:
    from datetime import date

    from tracker.goals import Declarations
    from tracker.report.language import Language
    from tracker.workspace import Folder

VERSION = 1
"""Version of the JSON objects; it rises when a field changes its meaning."""


def scores_text(
    folder: Folder, declarations: Declarations, language: Language, by: str, as_of: date, *, as_json: bool
) -> str:
    """The scorecard, as a table or as JSON objects with counts, expected number, interval, worst, mean and unjudged."""
    from tracker import engine
    from tracker.report import scorecard

    found = engine.scores(folder, declarations, as_of)
    if as_json:
        chosen = [engine.as_plain_score(score) for score in found if score.by == by]
        return as_json_text([{"version": VERSION, **score, "as_of": as_of.isoformat()} for score in chosen])
    if by == "group" and not any(score.by == by for score in found):
        return language.text("No target is made of others, and none stands for several areas.")
    return scorecard.text(found, by, language)
