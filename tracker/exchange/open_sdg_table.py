"""The table of one Open SDG indicator: long (`Year, Sex, Units, Value`) or wide (`year, all, sex:male`)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tracker.errors import PeriodError
from tracker.exchange.arrival import Refusal
from tracker.figures import PER_YEAR, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.figures import Period

_YEAR, _VALUE, _UNITS, _SERIES, _GEOCODE, _PROGRESS, _STATUS, _MULTIPLIER, _NOTE = range(9)
_ROLES: Final = {
    "year": _YEAR, "timeperiod": _YEAR, "value": _VALUE, "obsvalue": _VALUE, "units": _UNITS, "unit": _UNITS,
    "unitmeasure": _UNITS, "series": _SERIES, "geocode": _GEOCODE, "progress": _PROGRESS,
    "observationstatus": _STATUS, "obsstatus": _STATUS, "unitmultiplier": _MULTIPLIER, "unitmult": _MULTIPLIER,
    "commentobs": _NOTE, "observationcomment": _NOTE,
}  # fmt: skip
_IGNORED: Final = frozenset(("commentts", "datalastupdate", "sourcedetail", "timedetail", "sort", ""))
_STATUSES: Final = {
    "normal": "A", "break": "B", "time series break": "B", "definition differs": "D", "estimated": "E",
    "estimate": "E", "forecast": "F", "experimental": "G", "imputed": "I", "derogation": "J", "missing": "O",
    "not significant": "N", "provisional": "P", "preliminary": "P", "suppressed": "Q", "low reliability": "U",
    "unvalidated": "V",
}  # fmt: skip
_MULTIPLIERS: Final = {"3": "thousand", "6": "million", "9": "billion", "12": "trillion"} | {
    word: singular for singular in ("thousand", "million", "billion", "trillion") for word in (singular, f"{singular}s")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: texts as they stand, `cells` in the order of the table's `breakdowns`; `status` is the SDMX code."""

    line: int
    year: str
    value: str
    progress: str = ""
    unit: str = ""
    series: str = ""
    geocode: str = ""
    cells: tuple[str, ...] = ()
    status: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of a file. `breakdowns` are the columns that break the figures down."""

    path: str
    breakdowns: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    has_progress: bool = False
    blank: int = 0
    refusals: tuple[Refusal, ...] = ()

    @cached_property
    def constant(self) -> tuple[bool, ...]:
        """For each breakdown whether it says the same in every row, and so breaks nothing down."""
        first = self.entries[0].cells if self.entries else ()
        return tuple(
            bool(said) and all(entry.cells[place] == said for entry in self.entries) for place, said in enumerate(first)
        )

    @cached_property
    def calendar(self) -> Mapping[str, Period | None]:
        """The period of each year that is written; None where it is none, or of another frequency than most."""
        return periods({entry.year for entry in self.entries})

    @cached_property
    def home(self) -> str:
        """The GeoCode that the rows broken down by nothing bear, where it is one; empty where they bear none."""
        codes = {entry.geocode for entry in self.entries if not self.filled(entry)}
        return codes.pop() if len(codes) == 1 else ""

    def is_elsewhere(self, entry: Entry) -> bool:
        """Whether a row is of a part of the country."""
        return bool(entry.geocode) and entry.geocode != self.home

    def filled(self, entry: Entry) -> tuple[tuple[str, str], ...]:
        """The breakdowns of a row, as column and value; those that every row has are none."""
        return tuple(
            (column, said)
            for column, said, same in zip(self.breakdowns, entry.cells, self.constant, strict=True)
            if said and not same
        )


def read_table(
    content: bytes, path: str, *, ignored: Iterable[str] = (), unit_column: str = "", series_column: str = ""
) -> Table:
    """The table of a file; `ignored` are columns that the repository says break nothing down."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _refused(path, line, "is not UTF-8; save the file as CSV UTF-8")
    reader = csv.reader(io.StringIO(text.replace("\x00", "�"), newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        return _refused(path, reader.line_num, f"not readable as CSV: {error}")
    roles = [_role(name, unit_column, series_column) for name in header]
    if _YEAR not in roles:
        return _refused(path, 1, "has no column Year; its first line must name the columns, with commas between them")
    if twice := [name for name, times in Counter(header).items() if times > 1 and name]:
        return _refused(path, 1, f"names the column {twice[0]!r} twice")
    if _VALUE not in roles:
        return _wide(path, header, rows)
    return _long(path, header, roles, rows, {_plain(name) for name in ignored} | _IGNORED)


def _refused(path: str, line: int, reason: str) -> Table:
    return Table(path=path, refusals=(Refusal(place=f"{path}:{line}", reason=reason),))


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _role(name: str, unit_column: str, series_column: str) -> int | None:
    if name and name in (unit_column, series_column):
        return _UNITS if name == unit_column else _SERIES
    return _ROLES.get(_plain(name))


def _long(
    path: str, header: Sequence[str], roles: Sequence[int | None], rows: list[tuple[int, list[str]]], ignored: set[str]
) -> Table:
    places: dict[int, int] = {}
    for place, role in enumerate(roles):
        if role is not None:
            places.setdefault(role, place)
    wanted = [
        place
        for place, (name, role) in enumerate(zip(header, roles, strict=True))
        if role is None and _plain(name) not in ignored
    ]
    entries, refusals, blank = [], [], 0
    for line, row in rows:
        if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            reason = f"has {len(row)} cells under {len(header)} columns; put a text with a comma in quotes"
            refusals.append(Refusal(place=f"{path}:{line}", reason=reason))
            continue
        cells = [cell.strip() for cell in row] + [""] * (len(header) - len(row))
        found = {role: cells[place] for role, place in places.items()}
        code, said = _status(found.get(_STATUS, ""))
        if not found[_VALUE]:
            blank += 1
            continue
        multiplier = _MULTIPLIERS.get(found.get(_MULTIPLIER, "").casefold(), "")
        entries.append(
            Entry(
                line=line,
                year=found[_YEAR],
                value=found[_VALUE],
                progress=found.get(_PROGRESS, ""),
                unit=f"{multiplier} {found.get(_UNITS, '')}".strip(),
                series=found.get(_SERIES, ""),
                geocode=found.get(_GEOCODE, ""),
                cells=tuple("" if cells[place] == "_T" else cells[place] for place in wanted),
                status=code,
                note="; ".join(part for part in (said, found.get(_NOTE, "")) if part),
            )
        )
    return Table(
        path=path,
        breakdowns=tuple(header[place] for place in wanted),
        entries=tuple(entries),
        has_progress=_PROGRESS in places,
        blank=blank,
        refusals=tuple(refusals),
    )


def _wide(path: str, header: Sequence[str], rows: list[tuple[int, list[str]]]) -> Table:
    """Columns named `all`, `sex:male`, `sex:male|age:0-5`, `all|Units:number`: one row for each cell."""
    keys = [_named(name) for name in header[1:]]
    if _ROLES.get(_plain(header[0])) != _YEAR or not keys or any(key is None for key in keys):
        return _refused(
            path, 1, "has no column Value, and its columns are not named like all, sex:male, sex:male|age:0-5"
        )
    columns = list(dict.fromkeys(field for key in keys for field, _ in key or () if _plain(field) not in _ROLES))
    entries, blank = [], 0
    for line, row in rows:
        for key, cell in zip(keys, row[1:], strict=False):
            if not cell.strip():
                blank += 1
                continue
            said = dict(key or ())
            special = {_ROLES[_plain(field)]: value for field, value in said.items() if _plain(field) in _ROLES}
            entries.append(
                Entry(
                    line=line,
                    year=row[0].strip(),
                    value=cell.strip(),
                    unit=special.get(_UNITS, ""),
                    series=special.get(_SERIES, ""),
                    geocode=special.get(_GEOCODE, ""),
                    cells=tuple(said.get(column, "") for column in columns),
                )
            )
    return Table(path=path, breakdowns=tuple(columns), entries=tuple(entries), blank=blank)


def _named(name: str) -> tuple[tuple[str, str], ...] | None:
    """The fields of a wide column; None where it is none."""
    found = []
    for part in name.split("|"):
        field, colon, value = (each.strip() for each in part.partition(":"))
        if colon and field and value:
            found.append((field, value))
        elif field.casefold() != "all" or colon:
            return None
    return tuple(found)


def _status(said: str) -> tuple[str, str]:
    """The SDMX code of an observation's status, or a note where it has none."""
    if not said or re.fullmatch(r"[A-Z]", said):
        return said, ""
    plain = re.sub(r"\b(values?|figures?|data)\b", "", said.casefold().partition(";")[0]).strip()
    code = _STATUSES.get(plain, "")
    return code, "" if code else f"status: {said}"


def periods(years: Iterable[str]) -> dict[str, Period | None]:
    """The period of each text: `2015`, `2015.0`, `2015-Q1`, `2015-03`; a span of years (`2015/16`) is its first year.

    `2010-11` is a span where every text of this kind names the next year, and else a month. None where a text is no
    period, or of another frequency than most.
    """
    texts = sorted(years)
    short = [span for text in texts if (span := re.fullmatch(r"(\d{4})\s*[-/–]\s*(\d{2})", text))]
    is_span = all(int(each[2]) == (int(each[1]) + 1) % 100 for each in short)
    found = {text: _period(text, is_span=is_span) for text in texts}
    counted = Counter(each.frequency for each in found.values() if each is not None)
    if len(counted) > 1:
        usual = max(counted, key=lambda frequency: (counted[frequency], -PER_YEAR[frequency]))
        found = {text: each if each is not None and each.frequency == usual else None for text, each in found.items()}
    return found


def _period(text: str, *, is_span: bool) -> Period | None:
    if found := re.fullmatch(r"(\d{4})(\.0+)?", text):
        text = found[1]
    elif found := re.fullmatch(r"(\d{4})\s*[-/–]\s*(\d{4})", text):
        text = found[1] if int(found[2]) >= int(found[1]) else ""
    elif found := re.fullmatch(r"(\d{4})\s*[-/–]\s*(\d{2})", text):
        is_month = 1 <= int(found[2]) <= 12 and not is_span
        text = f"{found[1]}-{found[2]}" if is_month else found[1]
    elif found := re.fullmatch(r"(\d{4})[\s-]*([QHSqhs]\d)", text):
        text = f"{found[1]}-{found[2].upper()}"
    else:
        return None
    try:
        period = parse_period(text)
    except PeriodError:
        return None
    return period if period.frequency in PER_YEAR else None
