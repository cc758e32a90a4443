"""What `add` shows: the figures beside the new one, the change, and verdicts in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.figures import Indicator, Observation
    from tracker.verdict import Assessment

SHOWN_FIGURES: Final = 3
"""How many known figures are shown beside a new one."""

LARGEST_RATIO: Final = 100
"""A figure more than so many times another one is a correction of its unit, and its rate says nothing."""

RANK: Final = "rank"
"""The unit whose changes have no rate."""


def previous(new: Observation, known: Iterable[Observation]) -> Observation | None:
    """The figure to compare with: of the period before; within a year, of the same part of the year before."""
    levels = [
        row
        for row in known
        if row.area == new.area
        and row.value is not None
        and row.period.frequency == new.period.frequency
        and row.period < new.period
    ]
    part = (new.period.start.month, new.period.end.month)
    year_before = [
        row
        for row in levels
        if row.period.year == new.period.year - 1 and (row.period.start.month, row.period.end.month) == part
    ]
    if new.period.frequency == "year-to-date" or (new.period.frequency != "daily" and year_before):
        levels = year_before
    return max(levels, key=lambda row: (row.period, row.published, row.line), default=None)


def figure_lines(indicator: Indicator, new: Observation, known: Sequence[Observation]) -> list[str]:
    """The last known figures, the new one, and the change between them."""
    from tracker.report import numbers
    from tracker.report.language import translator

    language = translator("en")
    here = sorted((row for row in known if row.area == new.area), key=lambda row: (row.period, row.published))
    shown = [*here[-SHOWN_FIGURES:], new]
    periods = [str(row.period) for row in shown]
    figures = [numbers.figure(row, indicator.unit, language) for row in shown]
    lines = [f"{indicator.title.within('en')}, {new.area}"]
    for row, period, figure in zip(shown, periods, figures, strict=True):
        mark = "+" if row is new else " "
        status = "" if row.status == "A" else f", {row.status}"
        period_, figure_ = period.ljust(max(map(len, periods))), figure.ljust(max(map(len, figures)))
        lines.append(f"{mark} {period_}  {figure_}  published {row.published}{status}")
    revised = max((row for row in here if row.period == new.period), key=lambda row: row.published, default=None)
    for label, before in (("Revision of", revised), ("Change from", previous(new, known))):
        if before is not None and before.value is not None and new.value is not None:
            lines.append(f"{label} {before.period}: {_change(before.value, new.value, indicator.unit)}")
    return lines


def _change(before: float, after: float, unit: str) -> str:
    """The change in the unit, and for figures above zero its rate: `+56.2 billion CNY (+8.5 %)`."""
    from tracker.figures import is_percent, parse_unit
    from tracker.report import numbers
    from tracker.report.language import translator

    language = translator("en")
    if after == before:
        return "none"
    sign = "+" if after > before else numbers.MINUS
    text = f"{sign}{numbers.difference(after - before, unit, language)}"
    if is_percent(parse_unit(unit)) or unit == RANK or before <= 0 or not 0 < after / before <= LARGEST_RATIO:
        return text
    return f"{text} ({sign}{numbers.rate(abs(after / before - 1), language)})"


def verdict_record(assessment: Assessment) -> dict[str, Any]:
    """The status as JSON."""
    return {
        "id": assessment.target.id,
        "status": assessment.status,
        "probability": assessment.probability,
        "steps_done": assessment.steps_done,
        "steps_total": assessment.steps_total,
    }


def verdict_text(assessment: Assessment) -> str:
    """The status in words with its probability, or with the steps done."""
    from tracker.report import numbers, words
    from tracker.report.language import translator

    language = translator("en")
    word = words.status_word(assessment.status, language)
    if assessment.probability is not None:
        return f"{word}, {numbers.probability(assessment.probability, language)}"
    if assessment.steps_done is not None:
        return f"{word}, {assessment.steps_done} of {assessment.steps_total} done"
    return word
