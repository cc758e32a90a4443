"""Figures as observations of SDMX-CSV 2.0, which every SDMX tool reads together with their structure.

The data flow FIGURES holds the figures that count on the day of the report, one a period; VINTAGES holds every one that
was published by then, by its source and its day of publication.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tracker.figures import ANNUAL, DAILY, HALF_YEARLY, MONTHLY, QUARTERLY, YEAR_TO_DATE, parse_unit
from tracker.report.delimited import guarded
from tracker.report.language import msgid
from tracker.report.listing import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.figures import Observation, Period
    from tracker.report.report import Report, Vintage

AGENCY: Final = "TRACKER"
VERSION: Final = "1.0"
UNNAMED: Final = "_X"
"""The code of a source that is not said: unspecified."""

PERCENT: Final = "PT"
_FREQUENCIES: Final = {
    ANNUAL: "A", HALF_YEARLY: "S", QUARTERLY: "Q", MONTHLY: "M", DAILY: "D", YEAR_TO_DATE: "_O",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A dimension or an attribute: its id, its name (a message), and whether an observation must have it."""

    id: str
    name: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A data flow: its id, its name (a message), its dimensions without the period, and its attributes."""

    id: str
    name: str
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its file, without those that name the structure."""
        return (
            *(each.id for each in self.dimensions),
            "TIME_PERIOD",
            "OBS_VALUE",
            *(each.id for each in self.attributes),
        )


_SERIES: Final = (
    Component(id="FREQ", name=msgid("Frequency")),
    Component(id="REF_AREA", name=msgid("Area")),
    Component(id="INDICATOR", name=msgid("Indicator")),
    Component(id="TRANSFORMATION", name=msgid("Level (N), growth over a year (GY), growth a year since … (GA_…)")),
)
_ORIGIN: Final = (
    Component(id="SOURCE", name=msgid("Source")),
    Component(id="PUBLISHED", name=msgid("Day of publication")),
)
_ATTRIBUTES: Final = (
    Component(id="OBS_STATUS", name=msgid("SDMX status code of the figure"), required=True),
    Component(id="UNIT_MEASURE", name=msgid("Unit"), required=True),
    Component(id="UNIT_MULT", name=msgid("Power of ten of the unit"), required=True),
    Component(id="DECIMALS", name=msgid("Decimals that the source prints")),
    Component(id="QUALIFIER", name=msgid("Published as more than (>), less than (<) or about (~)")),
    Component(id="BASE_PER", name=msgid("Period since which the growth counts")),
    Component(id="PUBLISHED_BY_RULE", name=msgid("Whether that day follows from the usual delay of publication")),
    Component(id="SOURCE_URL", name=msgid("Web address of the figure itself")),
    Component(id="COMMENT_OBS", name=msgid("Note on the figure")),
)

FIGURES: Final = Flow(
    id="FIGURES",
    name=msgid("The figures that count on the day of the report"),
    dimensions=_SERIES,
    attributes=(*_ATTRIBUTES[:-1], *_ORIGIN, _ATTRIBUTES[-1]),
)
VINTAGES: Final = Flow(
    id="VINTAGES",
    name=msgid("Every figure published by that day, those replaced since included"),
    dimensions=(*_SERIES, *_ORIGIN),
    attributes=_ATTRIBUTES,
)


def sdmx_csv(report: Report, flow: Flow) -> bytes:
    """The figures of a report as one data set of a flow: UTF-8 without a byte order mark, a line an observation."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(("STRUCTURE", "STRUCTURE_ID", "ACTION", *flow.columns))
    head = ("dataflow", f"{AGENCY}:{flow.id}({VERSION})", "I")
    chosen = (codes for each in report.vintages if flow is VINTAGES or each.counts for codes in _codes(each))
    for codes in _once(chosen, flow):
        writer.writerow((*head, *(codes[name] for name in flow.columns)))
    return "".join(lines).encode()


def import_map(report: Report) -> dict[str, Any]:
    """The map by which `import` reads the levels of both files again."""
    levels = [each for each in report.vintages if each.figure.growth is None or each.figure.value is not None]
    units = {each.figure.unit or each.indicator.unit for each in levels}
    sources = {source_code(each.figure.source): each.figure.source for each in levels}
    return {
        "indicators": {each.indicator.id: {"INDICATOR": each.indicator.id, "TRANSFORMATION": "N"} for each in levels},
        "area": "REF_AREA",
        "units": {unit_code(unit)[0]: _without_magnitude(unit)[0] for unit in sorted(units)},
        "sources": {code: source for code, source in sources.items() if source not in {"", code}},
        "published": "PUBLISHED",
        "source_in": "SOURCE",
        "qualifier": "QUALIFIER",
    }


class _Lines(list[str]):
    """What csv writes to."""

    def write(self, line: str) -> None:
        self.append(line)


def _once(rows: Iterable[dict[str, str]], flow: Flow) -> Iterable[dict[str, str]]:
    """The observations by their keys; of two with one key the later stands, as in the files."""
    key = (*(each.id for each in flow.dimensions), "TIME_PERIOD")
    return {tuple(codes[name] for name in key): codes for codes in rows}.values()


def _codes(vintage: Vintage) -> Iterator[dict[str, str]]:
    """The level and the growth that a figure has, or that it has neither."""
    figure = vintage.figure
    if figure.growth is None or figure.value is not None:
        yield _observation(figure, figure.printed, "N", *unit_code(figure.unit or vintage.indicator.unit))
    if figure.growth is not None:
        yield _observation(figure, _digits(figure.growth), _transformation(figure), PERCENT, 0)


def _observation(figure: Observation, printed: str, transformation: str, unit: str, power: int) -> dict[str, str]:
    """An observation by dimension and attribute; what there is not is empty. Texts are guarded, numbers are not."""
    return {
        "FREQ": _FREQUENCIES[figure.period.frequency],
        "REF_AREA": figure.area,
        "INDICATOR": figure.indicator,
        "TRANSFORMATION": transformation,
        "SOURCE": source_code(figure.source),
        "PUBLISHED": figure.published.isoformat(),
        "TIME_PERIOD": time_period(figure.period),
        "OBS_VALUE": printed,
        "OBS_STATUS": figure.status,
        "UNIT_MEASURE": unit,
        "UNIT_MULT": str(power),
        "DECIMALS": _decimals(printed),
        "QUALIFIER": figure.qualifier,
        "BASE_PER": "" if transformation == "N" or figure.since is None else time_period(figure.since),
        "PUBLISHED_BY_RULE": "true" if figure.by_rule else "false",
        "SOURCE_URL": guarded(web_address(figure.url) or ""),
        "COMMENT_OBS": guarded(one_line(figure.note)),
    }


def source_code(source: str) -> str:
    """SOURCE of a source: what the file says, in one line, that no spreadsheet takes for a formula."""
    return guarded(one_line(source)) or UNNAMED


def time_period(period: Period) -> str:
    """A period as SDMX writes it: a half-year as 2024-S1, a year-to-date range as a day and a duration."""
    if period.frequency == YEAR_TO_DATE:
        return f"{period.start.isoformat()}/P{period.end.month - period.start.month + 1}M"
    return str(period).replace("-H", "-S")


def unit_code(unit: str) -> tuple[str, int]:
    """UNIT_MEASURE and UNIT_MULT of a unit: `billion CNY` is CNY and 9."""
    label, power = _without_magnitude(unit)
    return PERCENT if label == "%" else guarded(label), power


def _without_magnitude(unit: str) -> tuple[str, int]:
    """A unit's label without its magnitude, and that as a power of ten; 0 where it is part of the label, as in kg."""
    found = parse_unit(unit)
    _, digits, exponent = found.scale.normalize().as_tuple()
    if found.base and digits == (1,) and isinstance(exponent, int) and exponent > 0:
        return one_line(found.base), exponent
    return one_line(unit), 0


def one_line(text: str) -> str:
    """A text without line breaks, at which readers of SDMX-CSV would part it."""
    return " ".join(text.split())


def _transformation(figure: Observation) -> str:
    """`GY`, growth over a year, or `GA_2018`, growth a year since 2018."""
    return "GY" if figure.since is None else f"GA_{re.sub('[^0-9A-Z-]', '_', str(figure.since))}"


def _digits(value: float | None) -> str:
    return "" if value is None else format(Decimal(repr(value)), "f").removesuffix(".0")


def _decimals(printed: str) -> str:
    """How many decimals a number was printed with."""
    if not printed:
        return ""
    exponent = Decimal(printed).as_tuple().exponent
    return str(max(0, -exponent)) if isinstance(exponent, int) else ""
