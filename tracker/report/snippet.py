"""Small HTML tables for a notebook: plain elements that take the notebook's own look, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from tracker.report import numbers
from tracker.report.present import list_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.figures import Indicator, Observation, Period, Series
    from tracker.goals import Declarations
    from tracker.report.language import Language
    from tracker.verdict import Assessment

MOST_ROWS: Final = 20
"""Rows that a table shows; of more, the first and the last half of them."""


def goals_table(declarations: Declarations, language: Language) -> str:
    """The declared goals of a workspace."""
    heading = (
        language.text("Target"),
        language.text("Title"),
        language.text("Goal"),
        language.text("Deadline"),
        language.text("Declared on"),
    )
    rows = [
        (
            target.id,
            target.title.within(language.tag),
            target.condition.written,
            "" if target.deadline is None else numbers.period(target.deadline, language),
            "" if target.declared is None or target.declared.on is None else numbers.day(target.declared.on, language),
        )
        for target in declarations.targets.values()
    ]
    return _table(declarations.settings.title.within(language.tag), heading, rows)


def figures_table(declarations: Declarations, figures: Mapping[str, Sequence[Observation]], language: Language) -> str:
    """How many figures a workspace holds of each indicator, and up to when."""
    heading = (
        language.text("Indicator"),
        language.text("Title"),
        language.text("Unit"),
        language.text("Figures"),
        language.text("Last period"),
    )
    rows = []
    for name, indicator in declarations.indicators.items():
        last = max((row.period for row in figures[name]), key=lambda period: period.end, default=None)
        rows.append(
            (
                name,
                indicator.title.within(language.tag),
                indicator.unit,
                numbers.number(len(figures[name]), language),
                "" if last is None else numbers.period(last, language),
            )
        )
    return _table("", heading, rows, numeric=(3,))


def verdicts_table(verdicts: Sequence[Assessment], indicators: Mapping[str, Indicator], language: Language) -> str:
    """The verdicts as `tracker list` prints them."""
    heading, *rows = list_rows(verdicts, indicators, language)
    return _table("", heading, rows, numeric=(2, 3), most=None)


def series_table(series: Series, indicator: Indicator, language: Language) -> str:
    """The figures of a series, a row a period."""
    rows = [
        (numbers.period(period, language), numbers.amount(float(value), indicator.unit, language, digits=6))
        for period, value in zip(series.periods, series.values, strict=True)
    ]
    heading = (language.text("Period"), language.text("Figure"))
    return _table(_caption(indicator, series.area, language), heading, rows, numeric=(1,))


def forecast_table(fan: Sequence[tuple[Period, tuple[float, ...]]], indicator: Indicator, language: Language) -> str:
    """The median and two intervals of each coming period; `fan` are quantiles at the levels of an assessment."""
    heading = (
        language.text("Period"),
        language.text("Median"),
        language.text("{share} interval", share=numbers.rate(0.80, language)),
        language.text("{share} interval", share=numbers.rate(0.95, language)),
    )
    rows = [
        (
            numbers.period(period, language),
            numbers.projection(values[3], indicator.unit, language),
            numbers.interval(values[1], values[5], indicator.unit, language),
            numbers.interval(values[0], values[6], indicator.unit, language),
        )
        for period, values in fan
    ]
    return _table(_caption(indicator, "", language), heading, rows, numeric=(1, 2, 3))


def _caption(indicator: Indicator, area: str, language: Language) -> str:
    title = f"{indicator.title.within(language.tag)} ({indicator.unit})"
    return f"{title}, {area}" if area else title


def _table(
    caption: str,
    heading: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
    most: int | None = MOST_ROWS,
) -> str:
    """A table; the columns `numeric` are aligned to the right, as numbers are read."""
    shown: list[Sequence[str]] = list(rows)
    if most is not None and len(rows) > most:
        shown = [*rows[: most // 2], ["…"] * len(heading), *rows[-most // 2 :]]
    align = ["right" if k in numeric else "left" for k in range(len(heading))]

    def line(cells: Sequence[str], tag: str) -> str:
        inner = (f'<{tag} align="{side}">{escape(cell)}</{tag}>' for cell, side in zip(cells, align, strict=True))
        return f"<tr>{''.join(inner)}</tr>"

    head = f"<caption>{escape(caption)}</caption>" if caption else ""
    body = "".join(line(row, "td") for row in shown)
    return f"<table>{head}<thead>{line(heading, 'th')}</thead><tbody>{body}</tbody></table>"
