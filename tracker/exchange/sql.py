"""SQL: the rows of a query as figures of the workspace's indicators."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError, TrackerError
from tracker.exchange.arrival import Arrival, Refusal, Shipment
from tracker.exchange.database import ADDRESS, database, sqlite_file
from tracker.exchange.fetch import fetched
from tracker.exchange.query import rows_of
from tracker.exchange.sql_cell import day_in, is_missing, number_in, period_in, text_in
from tracker.exchange.statement import checked_statement
from tracker.figures import ANNUAL, MISSING
from tracker.goals import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from tracker.goals import Declarations

FIELDS: Final = (
    "indicator", "area", "period", "value", "growth", "unit", "qualifier", "status", "published", "source", "url",
    "note",
)  # fmt: skip
"""What a column of the query can be; without a map a column is what it is called."""

_NEEDED: Final = ("indicator", "period")
_FORECAST: Final = "F"


def read(place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date) -> Shipment:
    """The figures of a query: one that targets.yaml declares, by the id of its source, or a file `….sql`.

    A file is put to the database that the environment variable TRACKER_SQL_URL names; a declared query to its `url`, or
    to the SQLite file that is its `path`. The map says which column is what, `{period: year, value: v}`.
    """
    if find_spec("sqlalchemy") is None:
        raise RefusedError("reading sql needs the package sqlalchemy; write: pip install 'policy-target-tracker[sql]'")
    if "://" in place:
        raise RefusedError(
            f"the address of a database is not given on the command line, where others see it: set {ADDRESS} to it, and"
            " give the file with the query, or the id of a source"
        )
    declared = {each.id: each.pull for each in declarations.settings.sources if each.pull and each.pull.form == "sql"}
    how = declared.get(place)
    if how is None and not place.lower().endswith(".sql"):
        hint = did_you_mean(place, declared)
        raise RefusedError(
            f"{place!r} is no source with `pull: {{from: sql, query: …}}` in targets.yaml{hint}; give the id of one, or"
            " a file that ends with .sql"
        )
    if how is None:
        written, url = fetched(place).content.decode("utf-8-sig", "replace"), f"${{{ADDRESS}}}"
    else:
        written, url = how.query, how.url or f"${{{ADDRESS}}}"
        mapping = how.map if mapping is None else mapping
    statement = checked_statement(written, place)
    chosen = _columns(mapping or {}, place)
    address = sqlite_file(how.path) if how is not None and how.path else database(url, place)
    with closing(rows_of(address, statement, place)) as rows:
        return _shipment(rows, chosen, place, declarations, retrieved, "" if how is None else place)


def _columns(mapping: Mapping[str, Any], place: str) -> dict[str, str]:
    """The column of each field that the map names. Raises RefusedError with what is wrong in it."""
    for key, column in mapping.items():
        if key not in FIELDS:
            raise RefusedError(
                f"{place}: the map has {key!r}{did_you_mean(str(key), FIELDS)}; its keys are {', '.join(FIELDS)}"
            )
        if not isinstance(column, str) or not column:
            raise RefusedError(f"{place}: `{key}` of the map is the name of a column, found {column!r}")
    return dict(mapping)


def _settled(chosen: Mapping[str, str], names: Sequence[str], place: str) -> dict[str, str]:
    """The column of each field that the query has, as it is spelled there."""
    spelled = {name.casefold(): name for name in names}
    found: dict[str, str] = {field: spelled[field] for field in FIELDS if field in spelled and field not in chosen}
    for field, column in chosen.items():
        if column not in names and column.casefold() not in spelled:
            hint = did_you_mean(column, names)
            raise RefusedError(
                f"{place}: the query has no column {column!r}{hint}; it has {', '.join(map(str, names))[:300]}"
            )
        found[field] = column if column in names else spelled[column.casefold()]
    missing = [field for field in _NEEDED if field not in found]
    if not {"value", "growth"} & found.keys():
        missing.append("value")
    if missing:
        like = "select 'jobs' as indicator, year as period, v as value from …"
        raise RefusedError(
            f"{place}: no column is the {' or the '.join(missing)}; say which one in the map, or name it so in the"
            f" query: {like}"
        )
    return found


def _shipment(
    rows: Iterator[dict[str, Any]],
    chosen: Mapping[str, str],
    place: str,
    declarations: Declarations,
    retrieved: date,
    source: str,
) -> Shipment:
    """Every row as a figure or a refusal; nothing is taken where the database stops in the middle."""
    columns: dict[str, str] | None = None
    taken: dict[tuple[object, ...], Arrival] = {}
    refusals = []
    for number, row in enumerate(rows, start=1):
        if columns is None:
            columns = _settled(chosen, list(row), place)
        where = f"{place}, row {number}"
        try:
            arrival = _arrival(row, columns, declarations, retrieved, where)
        except TrackerError as error:
            refusals.append(Refusal(place=where, reason=str(error)))
            continue
        arrival = arrival if arrival.source else replace(arrival, source=source)
        kind = "level" if arrival.value or not arrival.growth else "growth"
        key = (arrival.indicator, arrival.area, arrival.period, arrival.published, arrival.source, kind)
        standing = taken.setdefault(key, arrival)
        if _said(standing) != _said(arrival):
            reason = f"{arrival.indicator}: {arrival.period} for {arrival.area} stands twice with different values"
            refusals.append(Refusal(place=where, reason=f"{reason} (also {standing.place})"))
    remarks = () if columns is not None else (f"{place}: the query has no rows",)
    ordered = sorted(taken.values(), key=lambda each: (each.published is None, each.published or retrieved))
    return Shipment(arrivals=tuple(ordered), refusals=tuple(refusals), remarks=remarks)


def _said(arrival: Arrival) -> tuple[str, ...]:
    return arrival.value, arrival.growth, arrival.unit, arrival.qualifier, arrival.status


def _arrival(
    row: Mapping[str, Any], columns: Mapping[str, str], declarations: Declarations, retrieved: date, place: str
) -> Arrival:
    """The figure of a row. Raises RefusedError or PeriodError with what is wrong in it."""

    def cell(field: str) -> Any:  # noqa: ANN401 - whatever a driver returns
        return row[columns[field]] if field in columns else None

    name = text_in(cell("indicator"))
    indicator = declarations.indicators.get(name)
    period = period_in(cell("period"), ANNUAL if indicator is None else indicator.frequency)
    value, growth = ("" if is_missing(cell(field)) else number_in(cell(field)) for field in ("value", "growth"))
    status = text_in(cell("status")).upper()
    if not value and not growth and status not in MISSING:
        status = "O"
    if period.start > retrieved and status != _FORECAST:
        raise RefusedError(f"{period} has not begun on {retrieved}: a forecast without its status F, or a slip")
    return Arrival(
        indicator=name,
        area=text_in(cell("area")) or declarations.settings.area,
        period=period,
        value=value,
        growth=growth,
        unit=text_in(cell("unit")),
        qualifier=text_in(cell("qualifier")),
        status=status,
        published=day_in(cell("published")),
        source=text_in(cell("source")),
        url=text_in(cell("url")),
        note=text_in(cell("note")),
        place=place,
    )
