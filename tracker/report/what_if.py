"""A verdict under other assumptions, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, present, words

if TYPE_CHECKING:
    from tracker.figures import Indicator
    from tracker.report.language import Language
    from tracker.verdict import Assessment, WhatIf

_SHOWN: Final = 12
"""Figures of a path that are printed, at most: the last ones before the deadline."""


def text(found: WhatIf, indicator: Indicator, language: Language) -> str:
    """Both verdicts side by side for a terminal, with what was supposed and what it leads to."""
    rows = [
        (
            "",
            language.text("Status"),
            language.text("Probability"),
            language.text("Deadline"),
            language.text("Figure then ({share} interval)", share=numbers.rate(0.80, language)),
        ),
        _row(language.text("As things are"), found.now, indicator, language),
        _row(language.text("Supposed"), found.supposed, indicator, language),
    ]
    lines = [
        found.now.target.title.within(language.tag),
        f"  {found.now.target.id}",
        "",
        *(f"  {line}" for line in assumption_lines(found, indicator, language)),
        "",
        *(f"  {line}" for line in present.table(rows, [found.now.status, found.supposed.status]).split("\n")),
    ]
    if found.path:
        lines += ["", *(f"  {line}" for line in _path_lines(found, indicator, language))]
    return "\n".join(lines)


def _row(label: str, verdict: Assessment, indicator: Indicator, language: Language) -> tuple[str, ...]:
    share = "" if verdict.probability is None else numbers.probability(verdict.probability, language)
    deadline = verdict.target.deadline
    return (
        label,
        f"{present.SHAPES[verdict.status]} {words.status_word(verdict.status, language)}",
        share,
        "" if deadline is None else numbers.period(deadline, language),
        _figure(verdict, indicator, language),
    )


def _figure(verdict: Assessment, indicator: Indicator, language: Language) -> str:
    """The projected figure of the deadline with its interval, or the one that settled the matter."""
    if verdict.projected is not None:
        _, low, _, median, _, high, _ = verdict.projected.values
        shown = numbers.projection(median, indicator.unit, language)
        return language.text(
            "{figure} ({interval})", figure=shown, interval=numbers.interval(low, high, indicator.unit, language)
        )
    settled = verdict.status in {"achieved", "missed"} and verdict.latest_value is not None
    return numbers.projection(verdict.latest_value or 0.0, indicator.unit, language) if settled else ""


def assumption_lines(found: WhatIf, indicator: Indicator, language: Language) -> list[str]:
    """What is supposed, a line each."""
    assumptions = found.assumptions
    lines = [
        language.text(
            "Supposed: {figure} in {when}",
            figure=numbers.amount(value, indicator.unit, language),
            when=numbers.period(period, language),
        )
        for period, value in assumptions.figures
    ]
    if assumptions.growth is not None and found.since is not None:
        rate, since = numbers.rate(assumptions.growth, language), numbers.period(found.since, language)
        lines.append(language.text("Supposed: {rate} a year from {since} on", rate=rate, since=since))
    if assumptions.deadline is not None:
        when = numbers.period(assumptions.deadline, language)
        lines.append(language.text("Supposed: the deadline {when}", when=when))
    return lines


def _path_lines(found: WhatIf, indicator: Indicator, language: Language) -> list[str]:
    """The path of a constant growth up to the deadline, and when it satisfies the goal."""
    due = found.supposed.target.deadline
    shown = [point for point in found.path if due is None or point[0].end <= due.end][-_SHOWN:]
    rows = [
        (numbers.period(period, language), numbers.projection(value, indicator.unit, language))
        for period, value in shown
    ]
    lines = present.table([(language.text("Period"), language.text("Figure")), *rows]).split("\n") if rows else []
    if found.supposed.threshold is None:
        return lines
    if found.reached is None:
        return [*lines, language.text("This path never reaches the goal.")]
    return [
        *lines,
        language.text("This path reaches the goal in {when}.", when=numbers.period(found.reached, language)),
    ]


def as_json(found: WhatIf, indicator: Indicator) -> dict[str, Any]:
    """Both verdicts as plain data: figures in the indicator's unit, rates and probabilities as shares."""
    assumptions = found.assumptions
    return {
        "version": 1,
        "id": found.now.target.id,
        "unit": indicator.unit,
        "as_of": found.now.as_of.isoformat(),
        "assumptions": {
            "figures": [{"period": str(period), "value": value} for period, value in assumptions.figures],
            "growth": assumptions.growth,
            "deadline": None if assumptions.deadline is None else str(assumptions.deadline),
        },
        "now": _verdict_json(found.now),
        "supposed": _verdict_json(found.supposed),
        "path": [{"period": str(period), "value": value} for period, value in found.path],
        "reached": None if found.reached is None else str(found.reached),
    }


def _verdict_json(verdict: Assessment) -> dict[str, Any]:
    return {
        "status": verdict.status,
        "probability": verdict.probability,
        "deadline": None if verdict.target.deadline is None else str(verdict.target.deadline),
        "condition": verdict.target.condition.written,
        "projected": present.projected_json(verdict.projected),
        "threshold": verdict.threshold,
        "required_rate": verdict.required_rate,
    }
