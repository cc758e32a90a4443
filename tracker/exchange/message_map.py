"""How the series of an SDMX message map to the indicators of a workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.goals import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.exchange.message import Reported

AREAS: Final = ("REF_AREA", "GEO", "geo", "LOCATION", "COUNTRY", "COUNTERPART_AREA")
UNITS: Final = ("UNIT_MEASURE", "UNIT", "unit", "UNIT_MEAS")
_IDS: Final = ("area", "period", "value", "unit", "published", "source_in", "qualifier")
_TABLES: Final = ("areas", "units", "statuses", "sources")
_KEYS: Final = ("indicators", *_TABLES, "source", *_IDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesMap:
    """Which codes make an indicator, and which ids hold area, period, value and unit.

    `indicators` has for each indicator the codes that each dimension may have. `areas`, `units`, `statuses` and
    `sources` turn codes into the workspace's words; with `areas`, figures of other areas are left aside. `published`
    names an attribute that holds the day of release of each figure, `source_in` one with its source (`source` is that
    of all), `qualifier` one with >, < or ~; empty: none does.
    """

    indicators: Mapping[str, Mapping[str, tuple[str, ...]]]
    area: str = ""
    areas: Mapping[str, str] = field(default_factory=dict)
    period: str = "TIME_PERIOD"
    value: str = "OBS_VALUE"
    unit: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    published: str = ""
    source: str = ""
    source_in: str = ""
    qualifier: str = ""

    def indicators_of(self, codes: Mapping[str, str]) -> list[str]:
        """The indicators that an observation with these codes belongs to."""
        return [
            name
            for name, wanted in self.indicators.items()
            if all(codes.get(dimension) in allowed for dimension, allowed in wanted.items())
        ]


def read_map(written: Mapping[str, Any], place: str) -> SeriesMap:
    """The map that was written. Raises RefusedError, about `place`, with what is wrong in it."""
    for key in written:
        if key not in _KEYS:
            raise RefusedError(
                f"{place}: the map has {key!r}{did_you_mean(str(key), _KEYS)}; its keys are {', '.join(_KEYS)}"
            )
    indicators = written.get("indicators")
    if not isinstance(indicators, dict) or not indicators:
        raise RefusedError(f"{place}: the map needs `indicators`, like {{gdp: {{FREQ: A, INDICATOR: NY_GDP}}}}")
    tables = {}
    for key in _TABLES:
        table = written.get(key, {})
        if not isinstance(table, dict):
            raise RefusedError(f"{place}: `{key}` of the map is a table of codes, like {{CODE: word}}")
        tables[key] = {_code(code): "" if word is None else _code(word) for code, word in table.items()}
    texts = {key: written[key] for key in ("source", *_IDS) if key in written}
    for key, text in texts.items():
        if not isinstance(text, str) or not text:
            raise RefusedError(f"{place}: `{key}` of the map is the id of a dimension or attribute, found {text!r}")
    return SeriesMap(
        indicators={str(name): _wanted(name, wanted, place) for name, wanted in indicators.items()},
        areas=tables["areas"],
        units=tables["units"],
        statuses=tables["statuses"],
        sources=tables["sources"],
        **texts,
    )


def _wanted(name: str, wanted: Any, place: str) -> dict[str, tuple[str, ...]]:  # noqa: ANN401 - as written
    if not isinstance(wanted, dict):
        raise RefusedError(f"{place}: {name} of the map is a table of codes by dimension, like {{FREQ: A}}")
    found = {}
    for dimension, codes in wanted.items():
        listed = codes if isinstance(codes, list) else [codes]
        if not listed or any(isinstance(code, dict | list) or code is None for code in listed):
            raise RefusedError(f"{place}: {name} of the map: {dimension} is a code, or a list of codes")
        found[str(dimension)] = tuple(map(_code, listed))
    return found


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def template(observations: Sequence[Reported], place: str) -> str:
    """What to say where no map is given: the codes that the message holds, and a map to begin with."""
    found = codes_in(observations)
    lines = [f"{place}: which series is which indicator? Write a map and give it with --map FILE"]
    lines += [f"  {name}: {_some(codes)}" for name, codes in found.items() if name not in {"TIME_PERIOD", "OBS_VALUE"}]
    fixed = {name: next(iter(codes)) for name, codes in found.items() if name in {"FREQ", "INDICATOR", "freq"}}
    inner = ", ".join(f"{name}: {code}" for name, code in fixed.items()) or "DIMENSION: CODE"
    area = next((name for name in AREAS if name in found), "REF_AREA")
    lines += ["A map looks like", "  indicators:", f"    your-indicator: {{{inner}}}", f"  area: {area}"]
    return "\n".join(lines)


def codes_in(observations: Iterable[Reported]) -> dict[str, Counter[str]]:
    """How often each code stands in a message, by its dimension or attribute."""
    found: dict[str, Counter[str]] = {}
    for each in observations:
        for name, code in each.codes.items():
            found.setdefault(name, Counter())[code] += 1
    return found


def mismatch(wanted: Mapping[str, tuple[str, ...]], found: Mapping[str, Counter[str]]) -> str:
    """Why no observation has the codes that an indicator wants."""
    for dimension, codes in wanted.items():
        if dimension not in found:
            return f"nothing has {dimension}{did_you_mean(dimension, found)}; there are {', '.join(found)[:200]}"
        if not set(codes) & found[dimension].keys():
            return f"{dimension} is never {' or '.join(codes)}; there are {_some(found[dimension])}"
    return "no observation has these codes together"


def _some(codes: Iterable[str], most: int = 8) -> str:
    listed = [code if len(code) <= 40 else code[:40] + "…" for code in codes]
    return ", ".join(listed[:most]) + (f" … ({len(listed)})" if len(listed) > most else "")
