"""A forecast as rows of text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.report import numbers
from tracker.report.present import padded, table, width, wrapped
from tracker.report.remarks import remarks
from tracker.verdict import fan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.figures import Indicator, Series
    from tracker.forecast import Forecast
    from tracker.report.language import Language
    from tracker.verdict import Alternative

_COLUMNS = 96
_NAMES = ("lower95", "lower80", "lower50", "median", "upper50", "upper80", "upper95")


def text(
    indicator: Indicator,
    series: Series,
    forecast: Forecast | None,
    beside: Sequence[Alternative],
    language: Language,
    explanation: Sequence[str] = (),
) -> str:
    """The forecast for a terminal: a row a period, what moved it, and what single models say.

    What moved it is told by the sentences of `explanation`, where there are any, else by bare facts.
    """
    lines = [f"{indicator.title.within(language.tag)} ({indicator.unit})", ""]
    if forecast is None:
        return "\n".join([*lines, language.text("No figure has been published for it yet.")])
    head = [
        (
            language.text("Period"),
            language.text("Median"),
            language.text("{share} interval", share=numbers.rate(0.80, language)),
            language.text("{share} interval", share=numbers.rate(0.95, language)),
        )
    ]
    rows = []
    for each in fan(forecast):
        low95, low80, _, median, _, high80, high95 = each.values
        rows.append(
            (
                numbers.period(each.period, language),
                numbers.projection(median, indicator.unit, language),
                numbers.interval(low80, high80, indicator.unit, language),
                numbers.interval(low95, high95, indicator.unit, language),
            )
        )
    lines.append(table([*head, *rows]))
    latest = numbers.amount(float(series.values[-1]), indicator.unit, language)
    origin = numbers.period(forecast.origin, language)
    facts = [(language.text("Method"), forecast.method), (language.text("Latest figure"), f"{latest} ({origin})")]
    if not explanation:
        facts += [(name, numbers.number(value, language, digits=4)) for name, value in forecast.facts]
    wide = max(width(label) for label, _ in facts)
    lines += ["", *(f"{padded(label, wide)}  {value}" for label, value in facts)]
    if explanation:
        lines += ["", language.text("What moved the forecast away from “no change”:")]
        for sentence in explanation:
            first, *rest = wrapped(sentence, _COLUMNS)
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
    if beside:
        lines += ["", table(alternative_rows(beside, indicator, language))]
    return "\n".join(lines)


def alternative_rows(
    beside: Sequence[Alternative], indicator: Indicator, language: Language
) -> list[tuple[str, str, str, str, str]]:
    """What single models say, a heading row first."""
    rows = [
        (
            language.text("Single model"),
            language.text("Probability"),
            language.text("Median"),
            language.text("{share} interval", share=numbers.rate(0.80, language)),
            language.text("Remarks"),
        )
    ]
    for each in beside:
        share = "" if each.probability is None else numbers.probability(each.probability, language)
        median = interval = ""
        if each.projected is not None:
            _, low, _, middle, _, high, _ = each.projected.values
            median = numbers.projection(middle, indicator.unit, language)
            interval = numbers.interval(low, high, indicator.unit, language)
        rows.append((each.name, share, median, interval, remarks(each.notes, language)))
    return rows


def as_json(series: Series, forecast: Forecast | None, beside: Sequence[Alternative]) -> dict[str, Any]:
    """The forecast as plain data: the figures it starts from, quantiles of each coming period, single models."""
    known = [{"period": str(p), "value": float(v)} for p, v in zip(series.periods, series.values, strict=True)]
    periods: list[dict[str, Any]] = []
    if forecast is not None:
        periods = [
            {"period": str(each.period), **dict(zip(_NAMES, each.values, strict=True))} for each in fan(forecast)
        ]
    return {
        "method": None if forecast is None else forecast.method,
        "facts": {} if forecast is None else dict(forecast.facts),
        "figures": known,
        "periods": periods,
        "models": [
            {
                "name": each.name,
                "probability": each.probability,
                "projected": None if each.projected is None else dict(zip(_NAMES, each.projected.values, strict=True)),
                "notes": list(each.notes),
            }
            for each in beside
        ],
    }
