"""What changed between two moments, as rows of text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, words
from tracker.report.language import msgid
from tracker.report.present import SHAPES, padded, table, width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.figures import Indicator, Observation
    from tracker.goals import Target
    from tracker.report.language import Language
    from tracker.verdict import Change, Differences, Part, Side, Standing

_CAUSES: Final = {
    "time": msgid("passage of time"),
    "target": msgid("changed target"),
    "new-data": msgid("new data"),
    "revised-data": msgid("revised data"),
    "method": msgid("changed method"),
}


def text(
    found: Differences, indicators: Mapping[str, Indicator], language: Language, *, everything: bool = False
) -> str:
    """The comparison for a terminal; targets that did not change are only counted, unless `everything` is asked for."""
    first, last = (_side(side, language) for side in (found.first, found.last))
    shown = [change for change in found.changes if everything or not change.is_none]
    parts = [[language.text("From {first} to {last}", first=first, last=last)]]
    parts += [_change_lines(change, language) for change in shown]
    if still := len(found.changes) - len(shown):
        parts.append([language.plural("{n} target did not change.", "{n} targets did not change.", still)])
    parts += [_goal_lines(found, indicators, language), *_figure_lines(found, language)]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _side(side: Side, language: Language) -> str:
    day = numbers.day(side.day, language)
    if side.report is None:
        return day
    return language.text("{day} (report {name}, tracker {version})", day=day, name=side.report, version=side.version)


def _change_lines(change: Change, language: Language) -> list[str]:
    """The standing before and after, and a line for each cause that did something."""
    head = f"{_standing(change.before, language)} → {_standing(change.after, language)}"
    rows = [
        (cause_word(part.cause, language), part_text(part, size, language))
        for part, size in zip(change.parts, points(change), strict=True)
        if part.change or part.statuses
    ]
    if change.change is not None and rows:
        rows.append((language.text("in all"), _signed(whole(change), language)))
    wide = max((width(label) for label, _ in rows), default=0)
    lines = [f"{head}  {change.target.title.within(language.tag)}", f"  {change.target.id}"]
    if not rows:
        nothing = language.text("nothing changed")
        return [*lines, f"  {nothing}"]
    return [*lines, *(f"  {padded(label, wide)}  {said}" for label, said in rows)]


def cause_word(cause: str, language: Language) -> str:
    """The words for what changed a verdict."""
    return language.text(_CAUSES[cause])


def whole(change: Change) -> float:
    """The change of the chance in percentage points to one decimal; 0 where there is none."""
    return round((change.change or 0.0) * 100, 1)


def points(change: Change) -> list[float | None]:
    """The parts in percentage points to one decimal, rounded so that they still sum to the rounded whole."""
    exact = [(part.change or 0.0) * 1000 for part in change.parts]
    tenths = [round(each) for each in exact]
    missing = round((change.change or 0.0) * 1000) - sum(tenths)
    side = 1 if missing > 0 else -1
    moved = [k for k, each in enumerate(exact) if each]
    for k in sorted(moved, key=lambda k: side * (tenths[k] - exact[k]))[: abs(missing)]:
        tenths[k] += side
    return [None if part.change is None else tenth / 10 for part, tenth in zip(change.parts, tenths, strict=True)]


def _standing(standing: Standing, language: Language) -> str:
    word = f"{SHAPES[standing.status]} {words.status_word(standing.status, language)}"
    if standing.probability is None:
        return word
    return f"{word} {numbers.probability(standing.probability, language)}"


def part_text(part: Part, size: float | None, language: Language) -> str:
    """What one cause did: its percentage points, of those that `points` gives, and the changes of status."""
    said = "" if size is None else _signed(size, language)
    moves = language.text(", ").join(
        f"{words.status_word(before, language)} → {words.status_word(after, language)}"
        for before, after in part.statuses
    )
    return language.text(": ").join(each for each in (said, moves) if each)


def _signed(size: float, language: Language) -> str:
    """A change of probability in percentage points with its sign."""
    return f"{sign(size)}{numbers.percentage_points(abs(size), language, digits=None)}"


def sign(change: float) -> str:
    """The sign before the size of a change."""
    return "+" if change > 0 else numbers.MINUS if change < 0 else "±"


def _goal_lines(found: Differences, indicators: Mapping[str, Indicator], language: Language) -> list[str]:
    lines = []
    for target in found.added:
        on = target.declared.on if target.declared is not None else None
        when = "" if on is None else numbers.day(on, language)
        if target.replaces:
            lines.append(
                language.text("{id}: declared on {day}, replaces {old}", id=target.id, day=when, old=target.replaces)
            )
        else:
            lines.append(language.text("{id}: declared on {day}", id=target.id, day=when))
    for goal in found.restated:
        was, now = (
            words.condition(target, indicators.get(target.indicator or ""), language)
            for target in (goal.before, goal.after)
        )
        line = language.text("{id}: was {before}; is {after}", id=goal.after.id, before=was, after=now)
        lines.append(line if goal.note is None else f"{line} ({goal.note.within(language.tag)})")
    lines += [language.text("{id}: no longer declared", id=name) for name in found.removed]
    return [language.text("Changes of goals"), *(f"  {line}" for line in lines)] if lines else []


def _figure_lines(found: Differences, language: Language) -> list[list[str]]:
    common = (language.text("Indicator"), language.text("Area"), language.text("Period"))
    new_head = (*common, language.text("Figure"), language.text("Published"))
    revised_head = (
        *common,
        language.text("Before"),
        language.text("Now"),
        language.text("Published"),
        language.text("Reason"),
    )
    new = [
        (each.indicator.id, row.area, *_figure_cells(row, each.indicator, language))
        for each in found.figures
        for row in each.new
    ]
    revised = [
        (each.indicator.id, *_revision_cells(old, row, each.indicator.unit, language))
        for each in found.figures
        for old, row in each.revised
    ]
    blocks = []
    if new:
        blocks.append([language.text("New figures"), *_indented([new_head, *new])])
    if revised:
        blocks.append([language.text("Revised figures"), *_indented([revised_head, *revised])])
    return blocks


def _figure_cells(row: Observation, indicator: Indicator, language: Language) -> tuple[str, str, str]:
    return (
        numbers.period(row.period, language),
        numbers.figure(row, indicator.unit, language),
        numbers.day(row.published, language),
    )


def _revision_cells(
    old: Observation, new: Observation, unit: str, language: Language
) -> tuple[str, str, str, str, str, str]:
    """A revision as cells: area, period, old and new figure, the day of the new one, and the reason its note gives."""
    return (
        new.area,
        numbers.period(new.period, language),
        numbers.figure(old, unit, language),
        numbers.figure(new, unit, language),
        numbers.day(new.published, language),
        new.note or numbers.NOTHING,
    )


def _indented(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"  {line}" for line in table(rows).split("\n")]


def as_json(found: Differences, language: Language) -> dict[str, Any]:
    """The comparison as plain data: changes of probability as shares, figures in their indicators' units."""
    return {
        "version": 1,
        **{
            name: {"date": side.day.isoformat(), "report": side.report, "tracker": side.version}
            for name, side in (("from", found.first), ("to", found.last))
        },
        "targets": [_change_json(change, language) for change in found.changes],
        "new_figures": [
            {"indicator": each.indicator.id, "area": row.area, "period": str(row.period), **_figure_json(row)}
            for each in found.figures
            for row in each.new
        ],
        "revised_figures": [
            {
                "indicator": each.indicator.id,
                "area": new.area,
                "period": str(new.period),
                "old": _figure_json(old),
                "new": _figure_json(new),
                "reason": new.note,
            }
            for each in found.figures
            for old, new in each.revised
        ],
        "targets_added": [
            {"id": target.id, "declared": _declared_on(target), "replaces": target.replaces} for target in found.added
        ],
        "targets_changed": [
            {
                "id": goal.after.id,
                "before": _goal_json(goal.before),
                "after": _goal_json(goal.after),
                "reason": "" if goal.note is None else goal.note.within(language.tag),
            }
            for goal in found.restated
        ],
        "targets_removed": list(found.removed),
    }


def _change_json(change: Change, language: Language) -> dict[str, Any]:
    return {
        "id": change.target.id,
        "title": change.target.title.within(language.tag),
        "before": _standing_json(change.before),
        "after": _standing_json(change.after),
        "change": change.change,
        "parts": [
            {"cause": part.cause, "change": part.change, "statuses": [list(pair) for pair in part.statuses]}
            for part in change.parts
        ],
    }


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {"status": standing.status, "probability": standing.probability, "chance": standing.chance}


def _figure_json(row: Observation) -> dict[str, Any]:
    return {
        "value": row.value,
        "growth": row.growth,
        "qualifier": row.qualifier,
        "status": row.status,
        "published": row.published.isoformat(),
        "source": row.source,
    }


def _goal_json(target: Target) -> dict[str, str | None]:
    return {
        "condition": target.condition.written,
        "deadline": None if target.deadline is None else str(target.deadline),
    }


def _declared_on(target: Target) -> str | None:
    declared = target.declared
    return None if declared is None or declared.on is None else declared.on.isoformat()
