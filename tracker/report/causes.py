"""Why a verdict moved, in words: the cause that did most, and the figure behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.figures import UNUSED
from tracker.report import numbers, words
from tracker.report.language import Phrase
from tracker.report.listing import Link, own_words, slug
from tracker.verdict import METHOD, NEW_DATA, REVISED_DATA, TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.figures import Indicator, MilestoneRow, Observation, Period
    from tracker.goals import Target
    from tracker.report.language import Language
    from tracker.verdict import Change, Differences, Part

NOTABLE: Final = 0.005
"""The change of a chance, a share, from which it is spoken of: half a percentage point."""

MARKS: Final = ("\ue000", "\ue001")
"""Stand in a sentence for users' texts, which are put in afterwards, each with its own language and link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the sentences draw on: everything that differs, the indicators by id, and by target id the known steps.

    `decisive` are the periods whose figures alone settled a target; `version` is that of this program.
    """

    found: Differences
    indicators: Mapping[str, Indicator]
    steps: Mapping[str, Mapping[str, MilestoneRow]]
    decisive: Mapping[str, Period]
    version: str


def sentence(text: str, *links: Link | None) -> tuple[Link, ...]:
    """A text in pieces, with the links in the places of `MARKS`."""
    placed = dict(zip(MARKS, links, strict=False))
    pieces = re.split(f"([{''.join(MARKS)}])", text)
    found = [placed.get(piece) or Link(text=Phrase(text=piece)) for piece in pieces if piece]
    return tuple(found)


def target_link(target: Target, language: Language) -> Link:
    """A target by its title, with its area where one declaration has several, and where the report speaks of it."""
    title = language.phrase(target.title)
    if target.id != target.declared_id:
        title = replace(
            title, text=language.text("{title} ({area})", title=title.text, area=language.area(target.area))
        )
    return Link(text=title, href=f"#{slug(target.id)}")


def because(what: str, change: Change, background: Background, language: Language, *links: Link) -> tuple[Link, ...]:
    """A sentence that says what happened, and why; `links` belong to the marks within `what`."""
    part = _main(change)
    if part is None:
        return sentence(language.text("{what}.", what=what), *links)
    mark = MARKS[len(links)]
    reason, link = _reason(part, change, background, mark, language)
    if any(_weight(other) for other in change.parts if other is not part):
        said = language.text("{what}, mainly because {reason}.", what=what, reason=reason)
    else:
        said = language.text("{what}, because {reason}.", what=what, reason=reason)
    return sentence(said, *links, link)


def _weight(part: Part) -> float:
    """How much a part is worth telling: 0 where it changed neither the status nor the chance by what is notable."""
    if part.change is not None and abs(part.change) >= NOTABLE:
        return abs(part.change)
    return NOTABLE if part.statuses else 0.0


def _main(change: Change) -> Part | None:
    """The part that did most of the change, in its direction; None where parts cancel each other out."""
    whole = change.change or 0.0
    if change.change is not None and abs(whole) >= NOTABLE:
        return max(change.parts, key=lambda part: (part.change or 0.0) * whole)
    if change.before.status == change.after.status:
        return None
    return max(change.parts, key=_weight)


def _reason(
    part: Part, change: Change, background: Background, mark: str, language: Language
) -> tuple[str, Link | None]:
    """The cause as a clause, and the user's text that stands at `mark` within it."""
    if change.target.condition.members and part.cause != TARGET:
        member = _member(change, background)
        if member is not None:
            return language.text("its part {title} changed", title=mark), target_link(member.target, language)
    if part.cause == NEW_DATA:
        return _new(change, background, language), None
    if part.cause == REVISED_DATA:
        return _revised(change, background, mark, language)
    if part.cause == TARGET:
        return _restated(change, background, language), None
    if part.cause == METHOD:
        return _method(background, language), None
    return _time(change, background.found, language), None


def _member(change: Change, background: Background) -> Change | None:
    """The part of a goal of goals that moved most."""
    members = [other for other in background.found.changes if other.target.id in change.target.condition.members]
    moved = [other for other in members if not other.is_none]
    return max(moved, key=lambda other: abs(other.change or 0.0), default=None)


def _new(change: Change, background: Background, language: Language) -> str:
    if change.target.steps:
        return _steps(change, background, language)
    indicator, rows = _figures(change, background)
    if indicator is None or not rows:
        return language.text("its figures changed")
    decisive = background.decisive.get(change.target.id)
    rows = [row for row in rows if row.period == decisive] or rows
    latest = max(rows, key=lambda row: (row.value is not None, row.period.end, row.period.start))
    said = {
        "period": numbers.period(latest.period, language),
        "figure": numbers.figure(latest, indicator.unit, language),
        "day": numbers.day(latest.published, language),
    }
    if len(rows) == 1:
        return language.text("{period} came in at {figure}, published on {day}", **said)
    return language.plural(
        "{n} new figure came in, the latest for {period}: {figure}, published on {day}",
        "{n} new figures came in, the latest for {period}: {figure}, published on {day}",
        len(rows),
        **said,
    )


def _figures(change: Change, background: Background) -> tuple[Indicator | None, list[Observation]]:
    """The new figures of a target's series."""
    here = [each for each in background.found.figures if each.indicator.id == change.target.indicator]
    rows = [row for each in here for row in each.new if row.area == change.target.area and row.status not in UNUSED]
    return (here[0].indicator if here else None), rows


def _steps(change: Change, background: Background, language: Language) -> str:
    first, last = background.found.first.day, background.found.last.day
    rows = [row for row in background.steps.get(change.target.id, {}).values() if first < row.published <= last]
    done = sum(row.status == "done" for row in rows)
    if done:
        return language.plural("{n} step was reported done", "{n} steps were reported done", done)
    return language.text("there is news of its steps")


def _revised(change: Change, background: Background, mark: str, language: Language) -> tuple[str, Link | None]:
    pairs = [
        (each.indicator, old, new)
        for each in background.found.figures
        if each.indicator.id == change.target.indicator
        for old, new in each.revised
        if new.area == change.target.area
    ]
    if not pairs:
        return language.text("its figures were revised"), None
    indicator, old, new = max(pairs, key=lambda pair: pair[2].period.end)
    said = {
        "period": numbers.period(new.period, language),
        "old": numbers.figure(old, indicator.unit, language),
        "new": numbers.figure(new, indicator.unit, language),
    }
    if len(pairs) > 1:
        return language.plural(
            "{n} figure was revised, the latest that of {period} from {old} to {new}",
            "{n} figures were revised, the latest that of {period} from {old} to {new}",
            len(pairs),
            **said,
        ), None
    if new.note:
        text = language.text("{period} was revised from {old} to {new} ({note})", note=mark, **said)
        return text, Link(text=own_words(new.note, language))
    return language.text("{period} was revised from {old} to {new}", **said), None


def _restated(change: Change, background: Background, language: Language) -> str:
    for goal in background.found.restated:
        if goal.after.id == change.target.id:
            indicator = background.indicators.get(change.target.indicator or "")
            return language.text(
                "the goal was restated: {before} before, {after} now",
                before=words.condition(goal.before, indicator, language),
                after=words.condition(goal.after, indicator, language),
            )
    return language.text("the earlier report quoted another goal")


def _method(background: Background, language: Language) -> str:
    before, after = background.found.first.version, background.found.last.version or background.version
    if before is not None and before != after:
        return language.text(
            "tracker {after} computes it otherwise than tracker {before} did", before=before, after=after
        )
    return language.text("it is computed otherwise than for the earlier report")


def _time(change: Change, found: Differences, language: Language) -> str:
    deadline = change.target.deadline
    if deadline is not None and found.first.day <= deadline.end < found.last.day:
        return language.text("the deadline, {deadline}, has passed", deadline=numbers.period(deadline, language))
    days = (found.last.day - found.first.day).days
    return language.text("{age} went by", age=numbers.age(days, language))


def listed(pieces: Sequence[str], language: Language) -> str:
    """Clauses as a list in words: `a`, `a and b`, `a, b and c`."""
    if len(pieces) < 2:
        return "".join(pieces)
    before = language.term("clauses", ", ").join(pieces[:-1])
    return language.term("clauses", "{list} and {last}", list=before, last=pieces[-1])
