"""What changed, in Markdown: a comment on a proposed change. What users wrote stands in it as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.report import numbers, words
from tracker.report.differences import cause_word, part_text, points, sign, whole
from tracker.report.present import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.figures import Indicator
    from tracker.report.language import Language
    from tracker.verdict import Change, Differences, Standing

_MOST_ROWS: Final = 30
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~<>&:$])")
_SPACE: Final = re.compile(r"\s+")
_BREAK: Final = "\u200b"
"""A character without width: behind @ nobody is notified, behind www nothing is linked."""


def markdown(found: Differences, indicators: Mapping[str, Indicator], language: Language) -> str:
    """The comparison as tables of the verdicts, goals and figures that changed; at most 30 rows each."""
    text = language.text
    changed = [change for change in found.changes if not change.is_none]
    blocks = _heading(text("Verdicts"))
    if changed:
        head = (text("Target"), text("Verdict before"), text("Verdict now"), text("Change"), text("Reason"))
        blocks += _table(head, [_change_cells(change, language) for change in changed], language)
    if still := len(found.changes) - len(changed):
        blocks += [language.plural("{n} target did not change.", "{n} targets did not change.", still), ""]
    new = text("new")
    goals = [f"- `{target.id}`: {new}" for target in found.added]
    for goal in found.restated:
        was, now = (
            words.condition(target, indicators.get(target.indicator or ""), language)
            for target in (goal.before, goal.after)
        )
        goals.append("- " + _plain(text("{id}: was {before}; is {after}", id=goal.after.id, before=was, after=now)))
    goals += ["- " + _plain(text("{id}: no longer declared", id=name)) for name in found.removed]
    if goals:
        blocks += [*_heading(text("Changes of goals")), *_first(goals, language), ""]
    figures = [
        (each.indicator.id, row.area, str(row.period), numbers.figure(row, each.indicator.unit, language), before)
        for each in found.figures
        for row, before in (
            *((row, "") for row in each.new),
            *((row, numbers.figure(old, each.indicator.unit, language)) for old, row in each.revised),
        )
    ]
    if figures:
        head = (text("Indicator"), text("Area"), text("Period"), text("Figure"), text("Before"))
        blocks += [*_heading(text("New figures")), *_table(head, figures, language)]
    return "\n".join(blocks).rstrip()


def _heading(words_: str) -> list[str]:
    return [f"### {words_}", ""]


def _change_cells(change: Change, language: Language) -> tuple[str, ...]:
    size = "" if change.change is None else _points(whole(change), language)
    causes = language.text("; ").join(
        f"{cause_word(part.cause, language)} {part_text(part, size, language)}"
        for part, size in zip(change.parts, points(change), strict=True)
        if part.change or part.statuses
    )
    title = change.target.title.within(language.tag)
    return title, _standing(change.before, language), _standing(change.after, language), size, causes


def _standing(standing: Standing, language: Language) -> str:
    word = f"{SHAPES[standing.status]} {words.status_word(standing.status, language)}"
    return word if standing.probability is None else f"{word} {numbers.probability(standing.probability, language)}"


def _points(size: float, language: Language) -> str:
    return f"{sign(size)}{numbers.percentage_points(abs(size), language, digits=None)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], language: Language) -> list[str]:
    lines = [_line(head), _line(["---"] * len(head), plain=False)]
    lines += [_line(row) for row in rows[:_MOST_ROWS]]
    more = len(rows) - _MOST_ROWS
    return [*lines, "", *([language.plural("… and {n} more", "… and {n} more", more), ""] if more > 0 else [])]


def _first(lines: Sequence[str], language: Language) -> list[str]:
    more = len(lines) - _MOST_ROWS
    rest = ["- " + language.plural("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return [*lines[:_MOST_ROWS], *rest]


def _line(cells: Sequence[str], *, plain: bool = True) -> str:
    return f"| {' | '.join(_plain(cell) if plain else cell for cell in cells)} |"


def _plain(text: str) -> str:
    """A text in which nothing is markup, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text).strip())
    return re.sub(r"(?i)(@|\bwww(?=\.))", rf"\1{_BREAK}", escaped)
