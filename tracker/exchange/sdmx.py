"""SDMX: observations of a message as figures of the workspace's indicators."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import PeriodError, QuantityError, RefusedError
from tracker.exchange.address import is_address
from tracker.exchange.arrival import Arrival, Refusal, Shipment
from tracker.exchange.message import Message, read_message
from tracker.exchange.message_map import AREAS, UNITS, codes_in, mismatch, read_map, template
from tracker.exchange.message_period import period_of
from tracker.exchange.sdmx_service import pages, service_address
from tracker.figures import MISSING, STATUSES, convert, parse_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.exchange.message import Reported
    from tracker.exchange.message_map import SeriesMap
    from tracker.figures import Indicator
    from tracker.goals import Declarations

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NO_FIGURE: Final = frozenset({"", "nan", "na", "n/a", ":", "-", "..", "..."})
_SCALES: Final = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_KNOWN_UNITS: Final = {
    "PT": "%", "PC": "%", "PCT": "%", "PERCENT": "%", "PERC": "%", "PS": "people", "PERS": "people", "PER": "people",
    "PCPP": "pp", "KG": "kg", "TN": "tonne", "T": "tonne", "KM2": "sq km", "HA": "ha", "NR": "number", "NUM": "number",
}  # fmt: skip
_UNSPECIFIED: Final = frozenset({"_X", "_Z"})
"""SDMX codes for what is not said, or does not apply."""

_FREE: Final = frozenset({"", "F"})
_NOTES: Final = ("COMMENT_OBS", "OBS_COM", "OBS_COMMENT", "OBS_NOTE")
_ATTRIBUTES: Final = frozenset(
    {"OBS_STATUS", "CONF_STATUS", "PRE_BREAK_VALUE", "DECIMALS", "UNIT_MULT", "EMBARGO_TIME", "TIME_FORMAT", "TITLE",
     "COLLECTION", "LAST UPDATE", "LAST_UPDATE", "OBS_FLAG", "CONF", "UPDATED", *_NOTES}
)  # fmt: skip
_ORDER: Final = "OMLQHFUVBPEIDGJKNSWA"
"""Of several statuses the first of these stands: what keeps a figure out of a series before what explains it."""


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a message: a file, an address of a service, or `SERVICE:FLOW/KEY` of a service that sdmx1 knows.

    `published` is left to the indicator's lag unless the map names an attribute with the day of release of each figure:
    the day on which a message was prepared, or a data set last changed, is not that of its figures.
    """
    found = list(pages(service_address(place)))
    messages = [read_message(page.content, page.place) for page in found]
    observations = [each for message in messages for each in message.observations]
    if mapping is None:
        raise RefusedError(template(observations, found[0].place))
    chosen = read_map(mapping, found[0].place)
    url = found[0].place if is_address(found[0].place) and "${" not in found[0].place else ""
    reading = _Reading(chosen, declarations, retrieved, messages[0], url)
    for each in observations:
        reading.take(each)
    return reading.shipment(observations, found[0].place, [words for each in messages for words in each.remarks])


class _Reading:
    """What was made of the observations so far."""

    def __init__(
        self, chosen: SeriesMap, declarations: Declarations, retrieved: date, message: Message, url: str
    ) -> None:
        self._map = chosen
        self._declarations = declarations
        self._retrieved = retrieved
        self._source = chosen.source or message.flow
        self._url = url
        self._taken: dict[tuple[str, str, object], list[tuple[Arrival, Reported]]] = {}
        self._refused: dict[tuple[str, str], list[str]] = {}
        self._aside: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._unitless: set[str] = set()

    def take(self, each: Reported) -> None:
        """Map one observation, or keep why not."""
        names = self._map.indicators_of(each.codes)
        if not names:
            self._aside["belong to no indicator of the map"] += 1
        for name in names:
            self._seen[name] += 1
            try:
                arrival = self._arrival(name, each)
            except (RefusedError, PeriodError, QuantityError) as error:
                self._refused.setdefault((name, str(error)), []).append(each.place)
                continue
            if arrival is None:
                self._aside["are of areas that the map does not name"] += 1
            else:
                self._taken.setdefault((name, arrival.area, arrival.period), []).append((arrival, each))

    def _arrival(self, name: str, each: Reported) -> Arrival | None:
        codes = each.codes
        area = self._area(codes)
        if area is None:
            return None
        confidential = codes.get("CONF_STATUS", "")
        if confidential not in _FREE:
            raise RefusedError(f"not free for publication: CONF_STATUS is {confidential}")
        self._check_embargo(codes.get("EMBARGO_TIME", ""))
        if self._map.period not in codes:
            raise RefusedError(f"no {self._map.period}; name the dimension that holds the period: `period:` of the map")
        frequency = codes.get("FREQ") or codes.get("freq") or codes.get("FREQUENCY") or ""
        starts = codes.get("REPORTING_YEAR_START_DAY", "--01-01")
        period = period_of(codes[self._map.period], frequency=frequency, year_starts=starts)
        status = self._status(codes, str(period.year))
        value = codes.get(self._map.value, "").strip()
        if value.lower() in _NO_FIGURE:
            value, status = "", status if status in MISSING else "O"
        elif not _NUMBER.fullmatch(value):
            raise RefusedError(f"{value[:40]!r} is no decimal number")
        if period.start > self._retrieved and status != "F":
            raise RefusedError(
                f"{period} has not begun on {self._retrieved}: a forecast without its status F, or a slip"
            )
        unit = ""
        if value:
            value, unit = self._unit(name, codes, value)
        return Arrival(
            indicator=name,
            area=area,
            period=period,
            value=value,
            unit=unit,
            qualifier=codes.get(self._map.qualifier, ""),
            status=status,
            published=self._published(codes),
            source=self._source_of(codes),
            url=self._url,
            note=self._note(codes),
            place=each.place,
        )

    def _area(self, codes: Mapping[str, str]) -> str | None:
        name = self._map.area or next((each for each in AREAS if each in codes), "")
        if not name:
            return self._declarations.settings.area
        if name not in codes:
            raise RefusedError(f"no {name}, which the map names as the area")
        code = codes[name]
        return self._map.areas.get(code) if self._map.areas else code

    def _status(self, codes: Mapping[str, str], year: str) -> str:
        written = codes.get("OBS_STATUS", "").strip()
        actual = codes.get("LATEST_ACTUAL_ANNUAL_DATA", "")
        if not written and re.fullmatch("[0-9]{4}", actual) and year > actual:
            return "F"  # the service names the last year that is no forecast of its own
        if not written:
            return ""
        if written in self._map.statuses:
            found = [self._map.statuses[written]]
        else:
            parts = re.split(r"[;,|\s]+", written)
            found = [self._map.statuses.get(part, part.upper()) for part in parts]
        if unknown := [part for part in found if part not in STATUSES]:
            raise RefusedError(
                f"OBS_STATUS {unknown[0]!r} is not in the SDMX code list; say what it means: "
                f"`statuses: {{{unknown[0]}: P}}` in the map"
            )
        return min(found, key=_ORDER.index)

    def _unit(self, name: str, codes: Mapping[str, str], value: str) -> tuple[str, str]:
        """The value and its unit. Raises RefusedError where the unit is not known, or does not fit the indicator's."""
        indicator = self._declarations.indicators.get(name)
        power = self._power(codes)
        column = self._map.unit or next((each for each in UNITS if each in codes), "")
        code = codes.get(column, "")
        if not code:
            self._unitless.add(name)
        if indicator is None:
            return value, ""
        label = self._label(code, column, indicator)
        if power and parse_unit(label).scale != 1:
            if code:
                raise RefusedError(
                    f"{column} {code} is {label}, and UNIT_MULT is {power}: both say a magnitude; "
                    f"say the unit without one: `units: {{{code}: …}}` in the map"
                )
            label = parse_unit(label).base
        if not power:
            return value, "" if label == indicator.unit else label
        if power in _SCALES:
            return value, f"{_SCALES[power]} {label}".strip()
        return format(Decimal(value).scaleb(power), "f"), label

    def _power(self, codes: Mapping[str, str]) -> int:
        written = codes.get("UNIT_MULT", "").strip() or "0"
        if not re.fullmatch(r"[+-]?[0-9]{1,2}", written):
            raise RefusedError(f"UNIT_MULT {written!r} is no power of ten")
        return int(written)

    def _label(self, code: str, column: str, indicator: Indicator) -> str:
        """The unit in words that fits the indicator's."""
        if not code:
            return indicator.unit
        if code in self._map.units:
            label = self._map.units[code] or indicator.unit
        else:
            label = _KNOWN_UNITS.get(code.upper(), code)
        try:
            convert(Decimal(1), label, indicator.unit)
        except QuantityError:
            known = f" ({label})" if label != code else ""
            raise RefusedError(
                f"{column} {code}{known} does not fit {indicator.unit}; where it is the same, write "
                f"`units: {{{code}: '{indicator.unit}'}}` in the map"
            ) from None
        return label

    def _published(self, codes: Mapping[str, str]) -> date | None:
        written = codes.get(self._map.published, "") if self._map.published else ""
        return _moment(written, self._map.published).date() if written else None

    def _source_of(self, codes: Mapping[str, str]) -> str:
        if not self._map.source_in:
            return self._source
        written = codes.get(self._map.source_in, "")
        return "" if written in _UNSPECIFIED else self._map.sources.get(written, written)

    def _check_embargo(self, written: str) -> None:
        if written and (until := _moment(written, "EMBARGO_TIME").date()) > self._retrieved:
            raise RefusedError(f"under embargo until {until}")

    def _note(self, codes: Mapping[str, str]) -> str:
        parts = [codes[name] for name in _NOTES if name in codes]
        if before := codes.get("PRE_BREAK_VALUE"):
            parts.append(f"before the break: {before}")
        return "; ".join(parts)

    def shipment(self, observations: Sequence[Reported], place: str, remarks: Sequence[str]) -> Shipment:
        """Everything taken, each figure once; series that the map does not tell apart are refused."""
        arrivals, refusals = [], []
        said = list(remarks)
        doubled: dict[str, list[tuple[str, str]]] = {}
        for (name, _, _), found in self._taken.items():
            if apart := _apart([each for _, each in found], self._map):
                doubled.setdefault(name, []).append((found[0][1].place, apart))
                continue
            for first, *others in _printed([arrival for arrival, _ in found]):
                if other := next((each for each in others if _said(each) != _said(first)), None):
                    reason = f"{name}: {first.period} for {first.area} stands twice with different values"
                    refusals.append(Refusal(place=other.place, reason=f"{reason} (also {first.place})"))
                else:
                    arrivals.append(first)
        for name, cases in doubled.items():
            where, apart = cases[0]
            arrivals = [each for each in arrivals if each.indicator != name]
            reason = f"{name}: the map fits several series, which differ in {apart}; add the code that is meant"
            refusals.append(Refusal(place=where, reason=f"{reason} ({len(cases)} periods)"))
        for (name, reason), places in self._refused.items():
            more = f" ({len(places)} figures)" if len(places) > 1 else ""
            refusals.append(Refusal(place=places[0], reason=f"{name}: {reason}{more}"))
        codes = codes_in(observations)
        for name, wanted in self._map.indicators.items():
            if not self._seen[name]:
                refusals.append(Refusal(place=place, reason=f"{name}: no figures: {mismatch(wanted, codes)}"))
        said += [f"{count} observations {why}" for why, count in self._aside.items()]
        said += [f"{name}: the message names no unit; taken as the indicator's" for name in sorted(self._unitless)]
        if not self._map.published and (
            dated := [n for n in ("LAST UPDATE", "LAST_UPDATE", "UPDATE_DATE") if n in codes]
        ):
            day = ", ".join(sorted(codes[dated[0]])[:2])
            said.append(f"{dated[0]} {day} is the day of the data set, not of each figure: the lag dates the figures")
        return Shipment(arrivals=tuple(arrivals), refusals=tuple(refusals), remarks=tuple(dict.fromkeys(said)))


def _apart(found: Sequence[Reported], chosen: SeriesMap) -> str:
    """The dimensions in which observations of one indicator, area and period differ, with their codes."""
    if len(found) < 2:
        return ""
    fixed = _ATTRIBUTES | {chosen.value, chosen.period, chosen.published, chosen.source_in, chosen.qualifier}
    names = dict.fromkeys(name for each in found for name in each.codes if name not in fixed)
    differing = {name: {each.codes.get(name, "") for each in found} for name in names}
    return "; ".join(f"{name} ({', '.join(sorted(codes)[:6])})" for name, codes in differing.items() if len(codes) > 1)


def _printed(arrivals: Sequence[Arrival]) -> list[list[Arrival]]:
    """Figures of one indicator, area and period by their source and day of release, the earliest day first."""
    found: dict[tuple[str, date | None], list[Arrival]] = {}
    for each in arrivals:
        found.setdefault((each.source, each.published), []).append(each)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], str(key[1] or "")))]


def _said(arrival: Arrival) -> tuple[str, str]:
    return arrival.value, arrival.unit


def _moment(written: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        raise RefusedError(f"{name} {written[:40]!r} is no date; dates are written 2026-05-22") from None
