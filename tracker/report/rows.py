"""The rows of the tables that leave a report, by the names of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from tracker.forecast import SEED
from tracker.report import reasons, sentence
from tracker.report.language import LANGUAGES, translator
from tracker.report.listing import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.figures import Period, Text
    from tracker.goals import Source
    from tracker.report.report import Entry, Report, Vintage
    from tracker.verdict import Assessment, Judged, Quantiles

Cell: TypeAlias = str | float | bool | date | Decimal | None
Row: TypeAlias = dict[str, Cell]

_FAN: Final = ("lower95", "lower80", "lower50", "median", "upper50", "upper80", "upper95")
_MEASURED: Final = ("lower95", "lower80", "median", "upper80", "upper95")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What every row of a report needs to say texts and sources: the workspace's own language, its sources."""

    language: str
    sources: Mapping[str, Source]

    def say(self, text: Text | None) -> str | None:
        """A text in the workspace's own language, else in another one."""
        return None if text is None else text.within(self.language)

    def quoted(self, name: str, prefix: str = "") -> Row:
        """The columns of a source: its id, publisher, title, address; an undeclared one is its own title."""
        source = self.sources.get(name)
        if source is None:
            return {
                f"{prefix}source": name,
                f"{prefix}source_publisher": None,
                f"{prefix}source_title": name,
                f"{prefix}source_url": None,
            }
        return {
            f"{prefix}source": name,
            f"{prefix}source_publisher": self.say(source.publisher),
            f"{prefix}source_title": self.say(source.title),
            f"{prefix}source_url": web_address(source.url),
        }


def stamp(report: Report, inputs: str | None = None) -> Row:
    """The columns that tell of which day, program and files a row is; `inputs` are those of the row alone."""
    return {"as_of": report.as_of, "tracker": report.version, "inputs": report.inputs if inputs is None else inputs}


def verdict_row(entry: Entry, report: Report, wording: Wording) -> Row:
    """The verdict on a target."""
    target, verdict, indicator = entry.target, entry.assessment, entry.indicator
    declared, latest = target.declared, verdict.latest
    unit = None if indicator is None else indicator.unit
    return {
        "id": target.id,
        "title": wording.say(target.title),
        "title_en": _in("en", target.title),
        "title_zh": _in("zh", target.title),
        "area": target.area,
        "indicator": target.indicator,
        "indicator_title": None if indicator is None else wording.say(indicator.title),
        "unit": unit,
        "condition": target.condition.written,
        "deadline": _written(target.deadline),
        "deadline_end": None if target.deadline is None else target.deadline.end,
        "status": verdict.status,
        "probability": verdict.probability,
        "probability_se": verdict.probability_se,
        "probability_from_figures": verdict.probability_from_figures,
        **{f"verdict_{tag}": sentence.sentence(verdict, indicator, translator(tag)) for tag in LANGUAGES},
        "latest_period": _written(verdict.latest_period),
        "latest_value": verdict.latest_value,
        "latest_qualifier": None if latest is None else latest.qualifier,
        "latest_status": None if latest is None else latest.status,
        "latest_published": None if latest is None else latest.published,
        "latest_by_rule": None if latest is None else latest.by_rule,
        **wording.quoted("" if latest is None else latest.source, "latest_"),
        "projected_period": None if verdict.projected is None else str(verdict.projected.period),
        **_quantiles(verdict.projected),
        **_measured(verdict),
        "threshold": verdict.threshold,
        "upper_threshold": verdict.upper_threshold,
        "gap": verdict.gap,
        "required_rate": verdict.required_rate,
        "recent_rate": verdict.recent_rate,
        "required_rate_from_today": verdict.required_from_today,
        "required_linear": verdict.required_linear,
        "recent_linear": verdict.recent_linear,
        "share_of_way": verdict.share_of_way,
        "share_of_time": verdict.share_of_time,
        "expected_low": _written(verdict.expected_low),
        "expected_period": _written(verdict.expected_period),
        "expected_high": _written(verdict.expected_high),
        "steps_done": verdict.steps_done,
        "steps_total": verdict.steps_total,
        "n_observations": verdict.n_observations,
        "binding": target.binding,
        "proxy": wording.say(target.proxy),
        "replaces": target.replaces,
        "replaced_by": verdict.replaced_by,
        "tags": "; ".join(target.tags),
        "declared_on": None if declared is None else declared.on,
        "declared_by": None if declared is None else wording.say(declared.by),
        "declared_document": None if declared is None else wording.say(declared.document),
        "declared_url": None if declared is None else web_address(declared.url),
        "declared_quote": None if declared is None else declared.quote,
        "declared_source": None if declared is None else declared.source,
        **_method(verdict),
        **stamp(report, entry.inputs),
    }


def figure_row(vintage: Vintage, report: Report, wording: Wording) -> Row:
    """A published figure, whatever became of it."""
    indicator, figure = vintage.indicator, vintage.figure
    return {
        "indicator": indicator.id,
        "indicator_title": wording.say(indicator.title),
        "indicator_title_en": _in("en", indicator.title),
        "indicator_title_zh": _in("zh", indicator.title),
        "area": figure.area,
        **_span(figure.period),
        "value": figure.value,
        "unit": indicator.unit,
        "printed_value": Decimal(figure.printed) if figure.printed else None,
        "printed_unit": figure.unit if figure.printed else None,
        "growth": figure.growth,
        "since": _written(figure.since),
        "qualifier": figure.qualifier,
        "status": figure.status,
        "prices": indicator.prices,
        "published": figure.published,
        "published_by_rule": figure.by_rule,
        "counts": vintage.counts,
        "replaced_on": vintage.replaced_on,
        "use": vintage.use,
        **wording.quoted(figure.source),
        "url": web_address(figure.url),
        "note": figure.note,
        "file": f"observations/{figure.indicator}.{'parquet' if figure.indicator in report.packed else 'csv'}",
        "line": figure.line,
        **stamp(report),
    }


def forecast_rows(entry: Entry, report: Report, wording: Wording) -> Iterator[Row]:
    """The forecast for a target by period up to its deadline; none where the target is not forecast."""
    target, verdict, indicator = entry.target, entry.assessment, entry.indicator
    path, interim = dict(verdict.required_path), {each.period: each.goal for each in verdict.interim}
    for fan in verdict.fan if indicator is not None else ():
        yield {
            "target": target.id,
            "target_title": wording.say(target.title),
            "indicator": target.indicator,
            "indicator_title": None if indicator is None else wording.say(indicator.title),
            "area": target.area,
            "unit": None if indicator is None else indicator.unit,
            **_span(fan.period),
            **_quantiles(fan),
            "required_path": path.get(fan.period),
            "interim_goal": interim.get(fan.period),
            "origin": _written(verdict.latest_period),
            **_method(verdict),
            **stamp(report, entry.inputs),
        }


def step_rows(entry: Entry, report: Report, wording: Wording) -> Iterator[Row]:
    """The steps of a goal that is made of steps."""
    target, known = entry.target, entry.steps or {}
    for step, verdict in zip(target.steps, entry.assessment.steps, strict=False):
        row = known.get(step.id)
        yield {
            "target": target.id,
            "target_title": wording.say(target.title),
            "area": target.area,
            "step": step.id,
            "title": wording.say(step.title),
            "title_en": _in("en", step.title),
            "title_zh": _in("zh", step.title),
            "status": verdict.status,
            "due": _written(verdict.due),
            "due_end": None if verdict.due is None else verdict.due.end,
            "published": verdict.published,
            "days_late": verdict.days_late,
            "evidence": None if row is None else row.evidence,
            **wording.quoted("" if row is None else row.source),
            **stamp(report, entry.inputs),
        }


def source_row(name: str, source: Source | None, cited: int, report: Report, wording: Wording) -> Row:
    """A source and how many figures cite it; `source` is None where only its name is known."""
    return {
        "id": name,
        "publisher": None if source is None else wording.say(source.publisher),
        "title": name if source is None else wording.say(source.title),
        "authors": None if source is None else wording.say(source.authors),
        "published": None if source is None else source.published,
        "url": None if source is None else web_address(source.url),
        "note": None if source is None else wording.say(source.note),
        "declared": source is not None,
        "figures": cited,
        **stamp(report),
    }


def call_row(each: Judged, report: Report) -> Row:
    """A verdict of an earlier report and what became of it."""
    call, resolution = each.call, each.resolution
    return {
        "report": call.report,
        "day": call.day,
        "target": call.target,
        "indicator": call.indicator,
        "area": call.area,
        "unit": call.unit,
        "condition": call.condition,
        "deadline": call.deadline,
        "status": call.status,
        "probability": call.probability,
        "fate": each.fate,
        "met": each.met,
        "known_on": None if resolution is None else resolution.known_on,
        "years_left": each.years_left,
        "wrong": each.is_wrong,
        "reversed": each.is_reversed,
        **stamp(report),
    }


def note_rows(report: Report) -> Iterator[Row]:
    """Every note with what it is about, in each of its languages."""
    for number, (scope, subject, language, text) in enumerate((each for each in _notes(report) if each[3]), start=1):
        yield {
            "number": number,
            "scope": scope,
            "subject": subject,
            "language": language,
            "text": text,
            **stamp(report),
        }


def _notes(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Scope, subject, language and text."""
    for note in report.settings.notes:
        yield from _said("workspace", "", note)
    for name, note in report.notes.items():
        yield from _said("author", name, note)
    for entry in report.entries:
        yield from _on_target(entry)
    for indicator in {each.indicator.id: each.indicator for each in report.vintages}.values():
        yield from _said("indicator", indicator.id, indicator.note)
    for source in report.settings.sources:
        yield from _said("source", source.id, source.note)
    for problem in report.problems:
        yield "doubt", problem.place, "en", problem.message


def _on_target(entry: Entry) -> Iterator[tuple[str, str, str, str]]:
    target = entry.target
    yield from _said("target", target.id, target.note)
    yield from _said("declaration", target.id, None if target.declared is None else target.declared.note)
    yield from _said("proxy", target.id, target.proxy)
    for tag in LANGUAGES:
        said = reasons.sentences(entry.assessment, entry.indicator, translator(tag))
        yield from (("reason", target.id, tag, reason) for reason in said)


def _said(scope: str, subject: str, text: Text | None) -> Iterator[tuple[str, str, str, str]]:
    return iter(()) if text is None else ((scope, subject, tag, written) for tag, written in text.pairs)


def _in(tag: str, text: Text | None) -> str | None:
    return None if text is None else dict(text.pairs).get(tag)


def _written(period: Period | None) -> str | None:
    return None if period is None else str(period)


def _span(period: Period) -> Row:
    return {"period": str(period), "period_start": period.start, "period_end": period.end}


def _quantiles(found: Quantiles | None) -> Row:
    return dict(zip(_FAN, (None,) * len(_FAN) if found is None else found.values, strict=True))


def _measured(verdict: Assessment) -> Row:
    """What the condition speaks of, where that is not the figure itself, and its bound."""
    known = _quantiles(verdict.measured)
    return {f"measured_{name}": known[name] for name in _MEASURED} | {"measured_bound": verdict.bar}


def _method(verdict: Assessment) -> Row:
    """Method, number of draws and seed of the forecast; empty where there is none."""
    made = next((dict(each.values) for each in verdict.trace if each.code == "forecast"), None)
    if made is None:
        return {"method": None, "draws": None, "seed": None}
    return {"method": str(made["method"]), "draws": int(str(made["draws"])), "seed": SEED}
