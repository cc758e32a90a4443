"""What a person or a program reads of an assessment: JSON objects, and rows of text for a terminal."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from tracker.report import numbers, pace, reasons, words
from tracker.report.language import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.figures import Indicator, Period
    from tracker.report.language import Language
    from tracker.verdict import Assessment, Quantiles

VERSION: Final = 1
"""Version of the JSON objects; it rises when a field changes its meaning."""

SHAPES: Final = {
    "achieved": "●",
    "on-track": "▲",
    "uncertain": "◆",
    "off-track": "▼",
    "missed": "■",
    "done": "●",
    "in-progress": "▷",
    "late": "▼",
    "not-started": "○",
    "no-data": "–",
}
"""A shape for each status, so that none is told by colour alone."""

COLOURS: Final = {
    "achieved": "green",
    "on-track": "green",
    "uncertain": "yellow",
    "off-track": "red",
    "missed": "red",
    "done": "green",
    "in-progress": "cyan",
    "late": "red",
}
"""A terminal colour for each status that has one."""


def json_item(assessment: Assessment, *, indicators: Mapping[str, Indicator], tag: str) -> str:
    """The assessment as a line of `list --json`, its texts in the language of a tag."""
    data = as_json(assessment, indicators.get(assessment.target.indicator or ""), translator(tag))
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def as_json(assessment: Assessment, indicator: Indicator | None, language: Language) -> dict[str, Any]:
    """The assessment as the JSON object of `check --json`: values in the indicator's unit, rates as shares."""
    target = assessment.target
    latest = assessment.latest
    return {
        "version": VERSION,
        "id": target.id,
        "title": target.title.within(language.tag),
        "area": target.area,
        "indicator": target.indicator,
        "unit": indicator.unit if indicator is not None else None,
        "status": assessment.status,
        "probability": assessment.probability,
        "probability_se": assessment.probability_se,
        "probability_from_figures": assessment.probability_from_figures,
        "deadline": None if target.deadline is None else str(target.deadline),
        "condition": target.condition.written,
        "latest": None
        if latest is None or indicator is None
        else {
            "period": str(assessment.latest_period),
            "value": assessment.latest_value,
            "unit": indicator.unit,
            "published": latest.published.isoformat(),
            "qualifier": latest.qualifier,
            "status": latest.status,
            "source": latest.source,
        },
        "projected": projected_json(assessment.projected),
        "measured": projected_json(assessment.measured),
        "threshold": assessment.threshold,
        "upper_threshold": assessment.upper_threshold,
        "gap": assessment.gap,
        "required_rate": assessment.required_rate,
        "recent_rate": assessment.recent_rate,
        "required_rate_from_today": assessment.required_from_today,
        "required_linear": assessment.required_linear,
        "recent_linear": assessment.recent_linear,
        "share_of_way": assessment.share_of_way,
        "share_of_time": assessment.share_of_time,
        "expected_period": _written(assessment.expected_period),
        "expected_range": [_written(assessment.expected_low), _written(assessment.expected_high)],
        "tripwires": None
        if assessment.tripwires is None
        else [
            {
                "period": str(each.period),
                "above": each.low,
                "below": each.high,
                "status": each.status,
                "chance": each.chance,
            }
            for each in assessment.tripwires
        ],
        "interim": [
            {
                "period": str(each.period),
                "goal": each.goal,
                "status": each.status,
                "met": each.met,
                "figure": each.figure,
                "probability": each.probability,
            }
            for each in assessment.interim
        ],
        "under_way": [
            {
                "period": str(each.period),
                "until": str(each.until),
                "figure": each.figure,
                "growth": each.growth,
                "goal": each.goal,
                "expected": each.expected,
                "past_years": each.past_years,
                "projected": projected_json(each.projected),
            }
            for each in assessment.under_way
        ],
        "steps_done": assessment.steps_done,
        "steps_total": assessment.steps_total,
        "steps": [
            {
                "id": each.id,
                "status": each.status,
                "due": None if each.due is None else str(each.due),
                "published": None if each.published is None else each.published.isoformat(),
                "days_late": each.days_late,
            }
            for each in assessment.steps
        ],
        "replaces": target.replaces,
        "replaced_by": assessment.replaced_by,
        "n_observations": assessment.n_observations,
        "as_of": assessment.as_of.isoformat(),
        "reasons": reasons.sentences(assessment, indicator, language),
        "trace": [{"what": what, "how": how} for what, how in reasons.trace_lines(assessment, indicator, language)],
    }


def _written(period: Period | None) -> str | None:
    return None if period is None else str(period)


def projected_json(quantiles: Quantiles | None) -> dict[str, float] | None:
    """Median and intervals of a projection; None where there is none."""
    if quantiles is None:
        return None
    lower95, lower80, _, median, _, upper80, upper95 = quantiles.values
    return {"median": median, "lower80": lower80, "upper80": upper80, "lower95": lower95, "upper95": upper95}


def check_text(assessment: Assessment, indicator: Indicator | None, language: Language, *, cite: str = "") -> str:
    """A verdict for a terminal: status, sentence, numbers, reasons; styled, so print it with click."""
    target = assessment.target
    word = words.status_word(assessment.status, language)
    share = "" if assessment.probability is None else numbers.probability(assessment.probability, language)
    head = f"{SHAPES[assessment.status]} {word}" + (f"  {share}" if share else "")
    lines = [
        f"{_styled(head, assessment.status)}  {_bold(target.title.within(language.tag))}",
        f"  {target.id}",
        "",
        *(f"  {line}" for line in wrapped(words.verdict(assessment, indicator, language), 98)),
    ]
    if indicator is not None:
        rows = pace.pace_rows(assessment, indicator, language)
        wide = max((width(label) for label, _ in rows), default=0)
        lines += ["", *(f"  {padded(label, wide)}  {text}" for label, text in rows)] if rows else []
    why = reasons.sentences(assessment, indicator, language)
    if why:
        lines.append("")
    for sentence in why:
        first, *rest = wrapped(sentence, 96)
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    wires = pace.tripwire_lines(assessment, indicator, language)
    if wires:
        heading = language.text("Tripwires")
        lines += ["", f"  {heading}", *(f"  - {line}" for line in wires)]
    if cite:
        lines += ["", f"  {cite}"]
    return "\n".join(lines)


def list_rows(
    assessments: Sequence[Assessment], indicators: Mapping[str, Indicator], language: Language
) -> list[tuple[str, ...]]:
    """The table of `list`: a heading row, then status, probability, latest figure and deadline of every target."""
    return [list_heading(language), *(_list_row(each, indicators, language) for each in assessments)]


def list_heading(language: Language) -> tuple[str, ...]:
    """The heading row of the table of `list`."""
    return (
        language.text("Target"),
        language.text("Status"),
        language.text("Probability"),
        language.text("Latest figure"),
        language.text("Deadline"),
    )


def list_row(assessment: Assessment, *, indicators: Mapping[str, Indicator], tag: str) -> str:
    """The cells of a row of the table of `list`, in the language of a tag, and last its status, as JSON."""
    row = _list_row(assessment, indicators, translator(tag))
    return json.dumps([*row, assessment.status], ensure_ascii=False)


def _list_row(assessment: Assessment, indicators: Mapping[str, Indicator], language: Language) -> tuple[str, ...]:
    target = assessment.target
    indicator = indicators.get(target.indicator or "")
    return (
        target.id,
        _status_cell(assessment, language),
        "" if assessment.probability is None else numbers.probability(assessment.probability, language),
        latest_text(assessment, indicator, language),
        "" if target.deadline is None else numbers.period(target.deadline, language),
    )


def _status_cell(assessment: Assessment, language: Language) -> str:
    word = f"{SHAPES[assessment.status]} {words.status_word(assessment.status, language)}"
    return word if assessment.replaced_by is None else language.text("{word} (replaced)", word=word)


def latest_text(assessment: Assessment, indicator: Indicator | None, language: Language) -> str:
    """The latest figure with its period, or how many steps are done; empty where there is none."""
    if assessment.steps_total is not None:
        return language.text("{done} of {total} steps", done=assessment.steps_done, total=assessment.steps_total)
    if indicator is None or assessment.latest is None or assessment.latest_period is None:
        return ""
    if assessment.latest.value == assessment.latest_value:
        figure = numbers.figure(assessment.latest, indicator.unit, language)
    else:
        figure = numbers.amount(assessment.latest_value or 0.0, indicator.unit, language)
    return language.text("{figure} ({when})", figure=figure, when=numbers.period(assessment.latest_period, language))


def table(rows: Sequence[Sequence[str]], statuses: Sequence[str] = ()) -> str:
    """Rows as aligned text, columns two spaces apart; `statuses` colour the second column below the heading."""
    widths = [max(width(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for number, row in enumerate(rows):
        cells = [*(padded(cell, wide) for cell, wide in zip(row[:-1], widths, strict=False)), row[-1]]
        if number == 0:
            cells = [_bold(cell) for cell in cells]
        elif statuses:
            cells[1] = _styled(cells[1], statuses[number - 1])
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces up to a width in terminal columns."""
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many terminal columns, broken at spaces, or between Chinese characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for sign in text:
        pieces[-1] += sign
        if sign == " " or unicodedata.east_asian_width(sign) in "WF":
            pieces.append("")
    closing = "，。；：、）！？”%"
    joined: list[str] = []
    for piece in pieces:
        if joined and piece and piece[0] in closing:
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined or [""]


def _styled(text: str, status: str) -> str:
    from click import style

    return style(text, fg=COLOURS.get(status), bold=True)


def _bold(text: str) -> str:
    from click import style

    return style(text, bold=True)
