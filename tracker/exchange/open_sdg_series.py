"""Single series in the table of an Open SDG indicator: by series, unit and breakdown, one figure a period."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.exchange.arrival import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.exchange.open_sdg_table import Entry, Table
    from tracker.figures import Period

LONGEST_ID: Final = 80
_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What names one series: empty series and unit where the table has none; the breakdown as columns and values.

    `by_progress`: its figures are those of the column Progress, which the platform judges in place of Value.
    """

    series: str = ""
    unit: str = ""
    breakdown: tuple[tuple[str, str], ...] = ()
    by_progress: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The words that tell it from others."""
        return tuple(each for each in (self.series, *(said for _, said in self.breakdown)) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a series: its period, and the row that it stands in."""

    period: Period
    value: str
    entry: Entry


def headlines(table: Table) -> tuple[Choice, ...]:
    """The series that are broken down by nothing, in the order of the table."""
    found = (entry for entry in table.entries if not table.filled(entry) and not table.is_elsewhere(entry))
    return tuple(dict.fromkeys(Choice(series=entry.series, unit=entry.unit) for entry in found))


def chosen(
    table: Table, *, series: str | None, unit: str | None, breakdown: Sequence[tuple[str, str]]
) -> tuple[Choice, tuple[str, ...]]:
    """The one series that an item names, and what of the item the table does not know.

    As on the platform a series or unit is passed over where the table has no such column, and without a breakdown the
    rows that are broken down by nothing are taken. With one, the rows broken down by nothing else. Raises ValueError
    with why no one series fits.
    """
    rows = table.entries
    unknown = []
    for column, wanted, place in (("series", series, "series"), ("unit", unit, "unit")):
        if wanted is not None:
            kept = tuple(row for row in rows if _same(getattr(row, place), wanted))
            known = dict.fromkeys(getattr(row, place) for row in rows if getattr(row, place))
            if known and not kept:
                raise ValueError(f"no row has the {column} {wanted!r} (the table has {', '.join(list(known)[:5])})")
            unknown += [] if kept else [f"{column} {wanted!r}"]
            rows = kept or rows
    for column, value in breakdown:
        rows = _with(table, rows, column, value)
    plain = _no_further(table, rows, {column for column, _ in breakdown})
    found = dict.fromkeys(Choice(series=row.series, unit=row.unit, breakdown=table.filled(row)) for row in plain)
    if not found:
        raise ValueError("every row is broken down further; name the series under disaggregation")
    if len(found) > 1:
        options = "; ".join(" / ".join(filter(None, (*each.labels, each.unit))) or "(none)" for each in list(found)[:5])
        raise ValueError(f"{len(found)} series fit: {options}; name the series or unit")
    return next(iter(found)), tuple(unknown)


def _with(table: Table, rows: Sequence[Entry], column: str, value: str) -> tuple[Entry, ...]:
    """The rows that have a value in a column."""
    if column == "GeoCode":
        kept = tuple(row for row in rows if _same(row.geocode, value))
    elif column in table.breakdowns:
        place = table.breakdowns.index(column)
        kept = tuple(row for row in rows if _same(row.cells[place], value))
    else:
        raise ValueError(f"the table has no column {column!r} (it has {', '.join(table.breakdowns) or 'none'})")
    if not kept:
        raise ValueError(f"no row has {value!r} in the column {column!r}")
    return kept


def _no_further(table: Table, rows: Sequence[Entry], named: set[str]) -> list[Entry]:
    """The rows that are broken down by no other columns than those named."""
    if "GeoCode" in named:
        fewest = min(len(table.filled(row)) for row in rows)
        return [row for row in rows if len(table.filled(row)) == fewest]
    plain = [row for row in rows if all(column in named for column, _ in table.filled(row))]
    return plain if named else [row for row in plain if not table.is_elsewhere(row)]


def rows_of(table: Table, choice: Choice) -> tuple[Entry, ...]:
    """The rows of a series; of one that is broken down by nothing, those of the whole country."""
    return tuple(
        entry
        for entry in table.entries
        if (entry.series, entry.unit) == (choice.series, choice.unit)
        and table.filled(entry) == choice.breakdown
        and (choice.breakdown or not table.is_elsewhere(entry))
    )


def figures(
    table: Table, rows: Sequence[Entry], *, by_progress: bool = False
) -> tuple[tuple[Figure, ...], tuple[Refusal, ...]]:
    """The figures of rows in time order, and those that cannot be taken: no period, or two for one."""
    found: dict[Period, Figure] = {}
    refused: list[Refusal] = []
    contradicted = set()
    for entry in rows:
        place = f"{table.path}:{entry.line}"
        period = table.calendar[entry.year]
        value = entry.progress if by_progress else entry.value
        if period is None:
            refused.append(
                Refusal(place=place, reason=f"Year {entry.year!r} is no period like those of the other rows")
            )
        elif not value:
            continue
        elif period not in found:
            found[period] = Figure(period=period, value=value, entry=entry)
        elif not _equal(found[period].value, value):
            first = found[period]
            contradicted.add(period)
            reason = f"{period} is {value} here and {first.value} in line {first.entry.line}; neither was taken"
            refused.append(Refusal(place=place, reason=reason))
    return tuple(found[period] for period in sorted(found) if period not in contradicted), tuple(refused)


def areas(table: Table, choice: Choice) -> dict[str, tuple[Entry, ...]]:
    """The rows of each GeoCode, among those of a headline's series and unit.

    Only where it is clear what a code stands for: rows that are broken down by the place alone, one place a code, in
    the same column for all.
    """
    found: dict[str, dict[tuple[tuple[str, str], ...], list[Entry]]] = {}
    for entry in table.entries:
        if table.is_elsewhere(entry) and (entry.series, entry.unit) == (choice.series, choice.unit):
            found.setdefault(entry.geocode, {}).setdefault(table.filled(entry), []).append(entry)
    clear = {}
    columns = set()
    for code, parts in found.items():
        least = min(parts, key=len)
        if len(least) > 1 or sum(len(part) == len(least) for part in parts) > 1 or not _CODE.fullmatch(code):
            return {}
        columns.add(tuple(column for column, _ in least))
        clear[code] = tuple(parts[least])
    return clear if len(columns) <= 1 else {}


def slug(*parts: str) -> str:
    """An id of texts: small letters, digits and hyphens; what has none of them, or is cut, ends in a hash."""
    text = "-".join(part for part in parts if part)
    plain = [_ascii(part) for part in parts if part]
    found = "-".join(part for part in plain if part)
    pairs = zip(plain, filter(None, parts), strict=True)
    whole = all(2 * len(short) >= sum(map(str.isalnum, part)) for short, part in pairs)
    if whole and len(found) <= LONGEST_ID - 10:
        return found
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{found[: LONGEST_ID - 20].strip('-')}-{mark}".strip("-")


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("%", " percent ")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _same(found: str, wanted: str) -> bool:
    return found == wanted or found.strip().casefold() == wanted.strip().casefold()


def _equal(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one == other
