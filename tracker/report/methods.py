"""What published progress methods say about a target, as rows of text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, words
from tracker.report.language import msgid, term_id
from tracker.report.present import SHAPES, table
from tracker.verdict import FROM_RECOLLECTION, disagree, is_on_track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.report.language import Language
    from tracker.verdict import Assessment, MethodResult

DIFFER: Final = "≠"
"""Marks a target on which the methods disagree."""

RECALLED: Final = "*"
"""Marks a method whose cut-offs rest on recollection."""

_DIGITS: Final = 3

_STATUSES: Final = {
    "target_achieved": term_id("method", "target achieved"),
    "substantial_progress": term_id("method", "substantial progress"),
    "moderate_progress": term_id("method", "moderate progress"),
    "limited_progress": term_id("method", "limited progress"),
    "deterioration": term_id("method", "deterioration"),
    "achieved_or_on_track": term_id("method", "achieved or on track"),
    "fair_progress": term_id("method", "fair progress, to be accelerated"),
    "stagnation_or_regression": term_id("method", "stagnation or regression"),
    "sun": term_id("method", "sun"),
    "sun_cloud": term_id("method", "sun and cloud"),
    "cloud": term_id("method", "cloud"),
    "thunderstorm": term_id("method", "thunderstorm"),
    "on_track": term_id("method", "on track"),
    "slow_progress": term_id("method", "slow progress"),
    "regression": term_id("method", "regression"),
    "will_meet_target": term_id("method", "will meet the target"),
    "need_to_accelerate": term_id("method", "needs to accelerate"),
    "no_progress_expected": term_id("method", "no progress expected"),
    "completed": term_id("method", "completed"),
    "not_completed": term_id("method", "not completed"),
    "met": term_id("method", "met"),
    "ahead": term_id("method", "ahead of schedule"),
    "on_schedule": term_id("method", "on schedule"),
    "behind": term_id("method", "behind schedule"),
    "moderately_improving": term_id("method", "moderately improving"),
    "stagnating": term_id("method", "stagnating"),
    "decreasing": term_id("method", "decreasing"),
    "significant_progress": term_id("method", "significant progress"),
    "insufficient_progress": term_id("method", "insufficient progress"),
    "movement_away": term_id("method", "movement away"),
    "moderate_movement_away": term_id("method", "moderate movement away"),
    "significant_movement_away": term_id("method", "significant movement away"),
    "clear_improvement": term_id("method", "clear improvement"),
    "slight_improvement": term_id("method", "slight improvement"),
    "stable": term_id("method", "stable"),
    "slight_worsening": term_id("method", "slight worsening"),
    "clear_worsening": term_id("method", "clear worsening"),
    "not_available": term_id("method", "not available"),
}
"""Every status of every method, in words close to its own."""

_NOTES: Final = {
    "band": msgid("the goal is a band"),
    "baseline-beyond": msgid("the baseline already satisfied the goal"),
    "baseline-unknown": msgid("the figure that the change is counted from is not known, or zero"),
    "daily": msgid("the deadline is a day, and the method takes one figure a year"),
    "direction-only": msgid("the method judges goals that name a direction only"),
    "every-period": msgid("the goal must hold in every period"),
    "fewer-than-four": msgid("fewer than four years of figures without a gap"),
    "fewer-than-three": msgid("fewer than three years of figures since the baseline"),
    "group": msgid("a goal made of goals"),
    "inside-band": msgid("the figure lies inside the band"),
    "mean-of-scores": msgid("mean of the scores of its parts"),
    "milestones": msgid("a goal without figures"),
    "no-baseline": msgid("no figure since the baseline"),
    "no-bounds": msgid("the indicator has no two bounds"),
    "no-distance": msgid("the baseline already stood at the goal"),
    "no-figure-asked": msgid("the goal names no figure"),
    "no-figures": msgid("no figure is known"),
    "no-line": msgid("no straight line leads from the baseline to the goal"),
    "no-scores": msgid("none of its parts can be judged"),
    "not-computable": msgid("the formula has no answer for these figures"),
    "sign-change": msgid("the figures change their sign"),
    "sum": msgid("the goal is a sum over several periods"),
    "too-few": msgid("fewer than two years of figures since the baseline"),
    "zero-replaced": msgid("a zero counts as 0.001"),
}
"""Why a method cannot judge, and what has to be known of an answer."""


def method_rows(results: Sequence[MethodResult], language: Language) -> list[tuple[str, str, str, str, str, str]]:
    """The methods that can judge, a row each: name, its own words, value, score, whether on track, remark."""
    rows = []
    for each in results:
        if each.status == "not_available":
            continue
        name = each.method + (RECALLED if each.method in FROM_RECOLLECTION else "")
        score = numbers.NOTHING if each.score is None else numbers.number(each.score, language, decimals=1)
        remark = language.text(_NOTES[each.note]) if each.note else ""
        status = language.term("method", _STATUSES[each.status])
        rows.append((name, status, _value(each, language), score, _reading(each, language), remark))
    return rows


def headings(language: Language) -> tuple[str, str, str, str, str, str]:
    """The heading of the columns of `method_rows`."""
    return (
        language.text("Progress method"),
        language.text("In its own words"),
        language.text("Value"),
        language.text("Score"),
        language.text("Comes to"),
        language.text("Remarks"),
    )


def report_rows(results: Sequence[MethodResult], language: Language) -> tuple[tuple[str, ...], ...]:
    """The rows of `method_rows` where at least one method finds the target on track or not; else none."""
    if all(is_on_track(each) is None for each in results):
        return ()
    return tuple(method_rows(results, language))


def notes(results: Sequence[MethodResult], language: Language) -> tuple[str, ...]:
    """What stands below the rows: whether the methods disagree, what a mark means, and which cannot judge, and why."""
    found = []
    if disagree(results):
        readings = [is_on_track(each) for each in results]
        text = language.text(
            "The methods disagree: on track by {yes}, not on track by {no}.",
            yes=readings.count(True),
            no=readings.count(False),
        )
        found.append(f"{DIFFER} {text}")
    if any(each.status != "not_available" and each.method in FROM_RECOLLECTION for each in results):
        text = language.text("Cut-offs recalled, not checked against the publication.")
        found.append(f"{RECALLED} {text}")
    reasons: dict[str, list[str]] = {}
    for each in results:
        if each.status == "not_available":
            reasons.setdefault(each.note, []).append(each.method)
    for code, names in reasons.items():
        reason = language.text(_NOTES[code])
        listed = language.text(", ").join(names)
        found.append(language.text("Not available: {methods} ({reason}).", methods=listed, reason=reason))
    return tuple(found)


def methods_text(verdict: Assessment, results: Sequence[MethodResult], language: Language) -> str:
    """The methods on one target for a terminal, below this program's own verdict."""
    target = verdict.target
    head = f"{SHAPES[verdict.status]} {words.status_word(verdict.status, language)}"
    if verdict.probability is not None:
        head += f"  {numbers.probability(verdict.probability, language)}"
    lines = [f"{head}  {target.title.within(language.tag)}", f"  {target.id}"]
    rows = method_rows(results, language)
    if rows:
        lines += ["", *(f"  {line}" for line in table([headings(language), *rows]).splitlines())]
    if results:
        lines += ["", *(f"  {line}" for line in notes(results, language))]
    return "\n".join(lines)


def as_json(target: str, results: Sequence[MethodResult]) -> list[dict[str, Any]]:
    """The methods on one target as the objects of `methods --json`; what is absent is None."""
    return [
        {
            "version": 1,
            "target": target,
            "method": each.method,
            "value": each.value,
            "status": each.status,
            "score": each.score,
            "on_track": is_on_track(each),
            "note": each.note or None,
        }
        for each in results
    ]


def _value(result: MethodResult, language: Language) -> str:
    value = result.value
    if value is None:
        return numbers.NOTHING
    if result.measure == "growth":
        return language.text("{rate} a year", rate=numbers.rate(value, language))
    if result.measure == "share":
        return numbers.rate(value, language)
    if result.measure == "percent":
        return numbers.rate(value / 100, language)
    written = numbers.number(value, language, digits=_DIGITS)
    if result.measure == "index":
        return language.text("index {number}", number=written)
    return language.text("ratio {number}", number=written)


def _reading(result: MethodResult, language: Language) -> str:
    on_track = is_on_track(result)
    if on_track is None:
        return numbers.NOTHING
    return language.term("method", "on track") if on_track else language.term("method", "not on track")
