"""What the configuration and metadata of an Open SDG indicator say: titles, unit, source, and its entry here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.exchange.open_sdg_targets import number
from tracker.exchange.open_sdg_words import joined, said_in, tidied, unit_of
from tracker.exchange.open_sdg_yaml import read_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.exchange.open_sdg_series import Choice, Figure
    from tracker.exchange.open_sdg_targets import Item
    from tracker.exchange.open_sdg_words import Text, Words
    from tracker.exchange.open_sdg_yaml import Page

UNKNOWN: Final = "unit not stated"
_TITLES: Final = (
    "indicator_name",
    "graph_title",
    "indicator_available",
    "national_indicator_available",
    "SDG_INDICATOR",
)
_SUBSTITUTES: Final = ("indicator_available", "national_indicator_available")
_LONGEST_TITLE: Final = 300
_SHARE: Final = re.compile(r"\b(proportion|percentage|share|coverage|prevalence)\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The pages of one indicator; the first that says something counts."""

    name: str
    pages: tuple[Page, ...]
    words: Words

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever stands there
        """What stands under a key; None where nothing does."""
        return next((page.data[key] for page in self.pages if page.data.get(key) not in (None, "", [], {})), None)

    def said(self, *keys: str) -> Text | None:
        """The first of these keys that says something in words."""
        return next((found for key in keys if (found := self.words.text(self.get(key))) is not None), None)

    @property
    def number(self) -> str:
        """The number of the indicator, like 1.2.1."""
        return self.name.replace("-", ".")

    @property
    def goal_and_target(self) -> tuple[str, str]:
        """The goal and target that it belongs to, like 1 and 1.2; empty where its id names none."""
        found = re.match(r"([1-9]|1[0-7])-([0-9]{1,2}|[a-z])-", f"{self.name}-")
        return ("", "") if found is None else (found[1], f"{found[1]}.{found[2]}")


def title_of(sheet: Sheet, *, labels: Sequence[str]) -> Text:
    """The title of a series of the indicator; "Indicator 1.2.1" where its own is not in the repository."""
    title = sheet.said(*_TITLES)
    if isinstance(title, str):
        title = _in_languages(sheet, title)
    base: Text = title or {"en": f"Indicator {sheet.number}", "zh": f"指标{sheet.number}"}
    full = joined(base, *(sheet.words.text(label) or label for label in labels))
    return (
        {code: said[:_LONGEST_TITLE] for code, said in full.items()}
        if isinstance(full, dict)
        else full[:_LONGEST_TITLE]
    )


def _in_languages(sheet: Sheet, title: str) -> Text:
    """A title in words with those of the metadata in other languages."""
    repository = sheet.words.repository
    found = {}
    for language in sheet.words.languages:
        path = repository.translated.get((language, sheet.name))
        page = None if path is None else read_page(repository.read(path), path)[0]
        for key in _TITLES:
            if page is not None and isinstance(said := sheet.words.text(page.data.get(key)), str):
                found[language] = said
                break
    if not found:
        return title
    home = next((language for language in sheet.words.languages if language not in found), "")
    return {home: title} | found if home else found


def entry_of(
    sheet: Sheet, choice: Choice, goals: Sequence[Item], found: Sequence[Figure], title: Text
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The entry of a series in targets.yaml, and what had to be left out of it."""
    frequency = found[0].period.frequency
    unit = _unit(sheet, choice)
    values = [value for figure in found if (value := _float(figure.value)) is not None]
    entry: dict[str, Any] = {"title": title, "unit": unit, "frequency": frequency}
    remarks = []
    directions = {goal.direction for goal in goals}
    bounds, remark = _bounds(goals, values)
    if remark:
        remarks.append(remark)
    if nature := _nature(unit, said_in(title, "en"), values, bounds):
        entry["nature"] = nature
    if frequency != "annual":
        entry["aggregation"] = "mean"
        remarks.append("its figures are not annual; a year is taken as their mean (aggregation: mean)")
    if len(directions) == 1:
        entry["better"] = "up" if directions == {1} else "down"
    elif directions:
        entry["better"] = "neither"
        remarks.append("its goals point in both directions (better: neither)")
    if bounds != [None, None]:
        entry["bounds"] = bounds
    if (decimals := _decimals(sheet, choice)) is not None:
        entry["decimals"] = decimals
    if note := _note(sheet, choice):
        entry["note"] = note
    return entry, tuple(remarks)


def _unit(sheet: Sheet, choice: Choice) -> str:
    scale, _, rest = choice.unit.partition(" ")
    scale, rest = (scale, rest) if scale in {"thousand", "million", "billion", "trillion"} else ("", choice.unit)
    for written in (rest, sheet.get("computation_units"), sheet.get("UNIT_MEASURE")):
        text = sheet.words.text(written)
        unit = "" if text is None else unit_of(said_in(text, "en"))
        if unit:
            return f"{scale} {unit}".strip()
    return UNKNOWN


def _bounds(goals: Sequence[Item], values: Sequence[float]) -> tuple[list[int | float | None], str]:
    """The limits of the goals as lowest and highest figure; without those that figures lie beyond."""
    low = [float(goal.limit) for goal in goals if goal.limit and goal.direction < 0]
    high = [float(goal.limit) for goal in goals if goal.limit and goal.direction > 0]
    bounds: list[int | float | None] = [
        number(str(min(low))) if low and min(low) <= min(values, default=min(low)) else None,
        number(str(max(high))) if high and max(high) >= max(values, default=max(high)) else None,
    ]
    lost = (bool(low) and bounds[0] is None) or (bool(high) and bounds[1] is None)
    return bounds, "its limit is left out: figures lie beyond it" if lost else ""


def _nature(unit: str, title: str, values: Sequence[float], bounds: list[int | float | None]) -> str:
    if any(value < 0 for value in values):
        return "signed"
    within = bool(values) and max(values) <= 100
    if unit == "%" and within and (bounds[1] == 100 or _SHARE.search(title)):
        return "share"
    return "count" if unit.casefold() in {"number", "people", "persons"} else ""


def _decimals(sheet: Sheet, choice: Choice) -> int | None:
    written = sheet.get("precision")
    for each in written if isinstance(written, list) else ():
        if not isinstance(each, dict) or not re.fullmatch(r"\d|1[0-2]", str(each.get("decimals") or "")):
            continue
        if each.get("unit") in (None, "", choice.unit) and each.get("series") in (None, "", choice.series):
            return int(each["decimals"])
    return None


def _note(sheet: Sheet, choice: Choice) -> str:
    notes = []
    if choice.by_progress:
        notes.append("Figures of the column Progress, which the platform judges in place of those it shows.")
    if (substitute := sheet.said(*_SUBSTITUTES)) is not None and substitute != sheet.said(*_TITLES):
        notes.append(f"Available figures: {said_in(substitute, 'en')}.".replace("..", "."))
    if status := sheet.get("progress_status"):
        notes.append(f"The platform states progress_status {tidied(str(status))!r} by hand.")
    if footnote := sheet.said("data_footnote", "data_footnotes"):
        notes.append(said_in(footnote, "en"))
    return " ".join(notes)


def source_of(sheet: Sheet) -> tuple[str, dict[str, Any]]:
    """The name under which the first source goes, and its entry; a source without address is its name alone."""
    listed = sheet.get("sources")
    first = next((each for each in listed if isinstance(each, dict)), {}) if isinstance(listed, list) else {}
    named = sheet.words.text(first.get("organisation")) or sheet.said("source_organisation_1", "COMPILING_ORG")
    if named is None:
        return "", {}
    title = sheet.words.text(first.get("url_text")) or sheet.said("source_url_text_1")
    address = _address(first.get("url")) or _address(sheet.get("source_url_1"))
    if not address:
        return said_in(named, "en")[:_LONGEST_TITLE], {}
    return f"sdg-{sheet.name}", {"publisher": named} | ({"title": title} if title else {}) | {"url": address}


def url_of(sheet: Sheet) -> str:
    """The indicator's page on the platform, else the page that its metadata name; empty where there is none."""
    pattern = sheet.words.repository.settings.data.get("docs_indicator_url")
    page = _address(pattern.replace("[id]", sheet.name)) if isinstance(pattern, str) else ""
    return page or _address(sheet.get("goal_meta_link"))


def _address(written: object) -> str:
    plain = tidied(written) if isinstance(written, str) else ""
    return plain if _ADDRESS.fullmatch(plain) else ""


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
