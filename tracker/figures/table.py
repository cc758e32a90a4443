"""The table of observations: one CSV file an indicator, read strictly, every problem with its line."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.errors import InvalidInputError, PeriodError, Problem, QuantityError, TrackerError
from tracker.figures.cell import parse_number, qualifier_fault, status_fault
from tracker.figures.contradiction import contradictions
from tracker.figures.observation import COLUMNS, MISSING, QUALIFIERS, STATUSES, Observation
from tracker.figures.period import SPELLINGS, Period, parse_date, parse_period
from tracker.figures.quantity import convert
from tracker.figures.sheet import ENOUGH_PROBLEMS, Sheet, limited, open_sheet, rows_of
from tracker.figures.slip import doubts
from tracker.figures.unit import factor
from tracker.figures.vintage import subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tracker.figures.indicator import Indicator

REQUIRED: Final = ("period",)
_AMOUNTS: Final = ("value", "growth")
_EARLY: Final = frozenset("EFGIP") | MISSING
"""Statuses of figures that may be published before their period has ended."""


def read_rows(
    content: bytes, *, path: str, indicator: Indicator, area: str
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """The observations of a file and everything wrong or doubtful in it, in the order of its lines.

    `area` is the one of rows that name none. Rows with an error are left out; warnings leave the row in.
    """
    rows, errors = right_rows(content, path=path, indicator=indicator, area=area)
    return rows, tuple(sorted((*errors, *remarks_on(rows, path=path, indicator=indicator))))


def right_rows(
    content: bytes, *, path: str, indicator: Indicator, area: str
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """The observations of a file and its errors; see `read_rows`."""
    sheet, problems = _opened(content, path)
    if sheet is None:
        return (), problems
    parse = _row_parser(sheet.header, indicator, area)
    rows: list[Observation] = []
    faults: list[Problem] = []
    for line, cells, fault in rows_of(sheet):
        if len(faults) > ENOUGH_PROBLEMS:
            break
        if fault:
            faults.append(Problem(path=path, line=line, message=fault))
            continue
        try:
            rows.append(parse(line, cells))
        except InvalidInputError as error:
            faults += [Problem(path=path, line=line, message=problem.message) for problem in error.problems]
    faults += _repeated(rows, path, indicator)
    return tuple(rows), limited(faults, path)


def remarks_on(rows: Sequence[Observation], *, path: str, indicator: Indicator) -> tuple[Problem, ...]:
    """What is doubtful in the observations of a file, in the order of its lines; it takes as long as reading them."""
    return limited(
        [*_remarks(rows, path, indicator), *doubts(rows, path), *contradictions(rows, path, indicator)], path
    )


def header_of(content: bytes, path: str) -> tuple[str, ...]:
    """The columns that an observation file has, in its order. Raises InvalidInputError for a file without a header."""
    sheet, problems = _opened(content, path)
    if sheet is None:
        raise InvalidInputError(problems)
    return sheet.header


def _opened(content: bytes, path: str) -> tuple[Sheet | None, tuple[Problem, ...]]:
    sheet, problems = open_sheet(content, path=path, columns=COLUMNS, required=REQUIRED)
    if sheet is not None and not set(_AMOUNTS) & set(sheet.header):
        message = "no column 'value' and none 'growth'; add one to the header"
        return None, (Problem(path=path, line=sheet.first_line, message=message),)
    return sheet, problems


class _Cells(NamedTuple):
    """The parsers of the cells of one file; each remembers what it has read."""

    area: Callable[[str], str]
    period: Callable[[str], Period]
    published: Callable[[str], date]
    by_rule: Callable[[Period], date]
    multiplier: Callable[[str], float | None]


def _row_parser(
    header: tuple[str, ...], indicator: Indicator, default_area: str
) -> Callable[[int, list[str]], Observation]:
    """A function from line and cells to an observation; it raises InvalidInputError with all that is wrong."""
    cells = _Cells(
        area=lru_cache(maxsize=1 << 16)(_parse_area),
        period=lru_cache(maxsize=1 << 16)(parse_period),
        published=lru_cache(maxsize=1 << 16)(parse_date),
        by_rule=lru_cache(maxsize=1 << 16)(lambda period: _by_rule(period, indicator.lag_days)),
        multiplier=lru_cache(maxsize=1 << 10)(lambda unit: _multiplier(unit, indicator.unit)),
    )
    absent = len(header)
    pick = itemgetter(*(header.index(name) if name in header else absent for name in COLUMNS))

    def parse(line: int, texts: list[str]) -> Observation:
        row = pick([*texts, ""])
        try:
            return _observation(row, line, cells, indicator, default_area)
        except TrackerError:
            stripped = tuple(text.strip() for text in row)
            if stripped != row:
                return parse(line, [text.strip() for text in texts])
            faults = _all_faults(dict(zip(COLUMNS, row, strict=True)), line, cells, indicator, default_area)
            raise InvalidInputError(Problem(path="", line=line, message=fault) for fault in faults) from None

    return parse


def _observation(row: Sequence[str], line: int, cells: _Cells, indicator: Indicator, default_area: str) -> Observation:
    """The observation in a row of cells, in the order of `COLUMNS`. Raises TrackerError where something is wrong."""
    area, written, printed, growth, since, unit, qualifier, status, published, source, url, note = row
    period = cells.period(written)
    unit = unit or indicator.unit
    found = Observation(
        indicator=indicator.id,
        area=cells.area(area) if area else default_area,
        period=period,
        value=_value(printed, unit, cells.multiplier(unit), indicator.unit) if printed else None,
        printed=printed,
        unit=unit,
        growth=parse_number("growth", growth) if growth else None,
        since=cells.period(since) if since else None,
        qualifier=qualifier,
        status=status or "A",
        published=cells.published(published) if published else cells.by_rule(period),
        by_rule=not published,
        source=source.strip(),
        url=url,
        note=note,
        line=line,
    )
    if faults := _row_faults(found, indicator):
        raise InvalidInputError(Problem(path="", line=line, message=fault) for fault in faults)
    return found


def _row_faults(found: Observation, indicator: Indicator) -> list[str]:
    """What is wrong with a row whose cells can be read."""
    faults = []
    if found.qualifier and found.qualifier not in QUALIFIERS:
        faults.append(qualifier_fault(found.qualifier))
    if found.status not in STATUSES:
        faults.append(status_fault(found.status))
    elif (found.value is None and found.growth is None) or found.status in MISSING:
        faults += _missing_faults(found)
    if found.since is not None or found.published < found.period.start:
        faults += _time_faults(found)
    low, high = indicator.bounds
    value = found.value
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        bounds = " to ".join("" if bound is None else f"{bound:g}" for bound in indicator.bounds).strip()
        faults.append(f"value {found.printed} {found.unit} lies outside the declared bounds, {bounds} {indicator.unit}")
    return faults


def _missing_faults(found: Observation) -> list[str]:
    if found.value is None and found.growth is None and found.status not in MISSING:
        return ["no value and no growth; write the figure, or status O (missing value)"]
    if found.value is not None or found.growth is not None:
        said = found.printed or f"growth {found.growth:g}"
        return [f"figure {said} beside status {found.status} ({STATUSES[found.status]}); delete one of them"]
    return []


def _time_faults(found: Observation) -> list[str]:
    faults = []
    if found.since is not None and found.growth is None:
        faults.append(f"since {found.since} without a growth; it says since when the growth counts")
    if found.since is not None and found.since.end >= found.period.end:
        faults.append(f"since {found.since} does not lie before the period {found.period}; write an earlier one")
    if found.published < found.period.start and found.status != "F":
        said = f"published {found.published} lies before {found.period} has begun"
        faults.append(f"{said}; correct the day, or write status F (forecast value)")
    return faults


def _all_faults(row: dict[str, str], line: int, cells: _Cells, indicator: Indicator, default_area: str) -> list[str]:
    """Everything wrong in a row: cell by cell where some cannot be read, else between the cells."""
    faults = []
    unit = row["unit"] or indicator.unit
    checks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("area", cells.area),
        ("period", cells.period),
        ("unit", cells.multiplier),
        ("value", partial(parse_number, "value")),
        ("growth", partial(parse_number, "growth")),
        ("since", cells.period),
        ("published", cells.published),
    )
    for name, check in checks:
        text = row[name]
        try:
            if text or name == "period":
                check(text)
        except PeriodError as error:
            faults.append(f"{name} {error}" if text else f"period is empty; write one like {SPELLINGS}")
        except QuantityError as error:
            faults.append(str(error))
    if faults:
        faults += [status_fault(row["status"])] if row["status"] and row["status"] not in STATUSES else []
        faults += [qualifier_fault(row["qualifier"])] if row["qualifier"] not in QUALIFIERS else []
        return faults
    try:
        _observation(tuple(row.values()), line, cells, indicator, default_area)
    except InvalidInputError as error:
        return [problem.message for problem in error.problems]
    except QuantityError as error:  # the number alone is right, in its unit it is not
        return [f"value in {unit}: {error}"]
    return []


def _parse_area(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+", text) is None:
        raise QuantityError(f"area {text[:40]!r} is no code; write letters, digits, '-' and '_', like CN-GD")
    return text


def _multiplier(unit: str, expected: str) -> float | None:
    """1.0 where printed figures are in the indicator's unit already, None where decimal arithmetic is needed."""
    return 1.0 if factor(unit, expected) == 1 else None


def _value(text: str, unit: str, multiplier: float | None, expected: str) -> float:
    if multiplier is None:
        parse_number("value", text)
        return convert(text, unit, expected)
    return parse_number("value", text)


def _by_rule(period: Period, lag_days: int) -> date:
    days = min(lag_days, (date.max - period.end).days)
    return period.end + timedelta(days=days)


def _repeated(rows: Iterable[Observation], path: str, indicator: Indicator) -> list[Problem]:
    """Rows that say the same figure twice, or two figures for the same thing published on the same day."""
    faults = []
    seen: dict[tuple[object, ...], Observation | list[Observation]] = {}
    for row in rows:
        key = (*subject(row), row.published)
        others = seen.setdefault(key, row)
        if others is row:
            continue
        earlier = others if isinstance(others, list) else [others]
        if fault := next((fault for other in earlier if (fault := _conflict(row, other, indicator))), ""):
            faults.append(Problem(path=path, line=row.line, message=fault))
        else:
            seen[key] = [*earlier, row]
    return faults


def _conflict(row: Observation, other: Observation, indicator: Indicator) -> str:
    where = f"{row.period} for {row.area}, published {row.published}"
    if (row.value, row.growth) == (other.value, other.growth):
        return (
            f"the same figure again: {where}, stands on line {other.line}; delete one"
            if row.source == other.source
            else ""
        )
    named = row.source and other.source and row.source != other.source
    if named and indicator.prefer:
        return ""
    both = f"{_said(other)} on line {other.line}, {_said(row)} here"
    if named:
        return f"two sources disagree on {where}: {both}; declare which one counts (prefer: [{row.source}, …])"
    return f"two figures for {where}: {both}; delete one, or give a revision its later day in the column published"


def _said(row: Observation) -> str:
    if row.value is not None:
        return f"{row.printed} {row.unit}"
    return "missing" if row.growth is None else f"growth {row.growth:g} %"


def _remarks(rows: Iterable[Observation], path: str, indicator: Indicator) -> list[Problem]:
    """Warnings about rows that are right but will be used otherwise than one might think."""
    remarks = []
    for row in rows:
        if row.status in "UV":
            message = f"status {row.status} ({STATUSES[row.status]}): the figure is shown and enters no series"
            remarks.append(Problem(path=path, line=row.line, message=message, warning=True))
        is_sum = row.value is not None and indicator.aggregation == "sum"
        if is_sum and row.published < row.period.end and row.status not in _EARLY:
            message = (
                f"published {row.published}, before {row.period} has ended; write status P or E, or correct the period"
            )
            remarks.append(Problem(path=path, line=row.line, message=message, warning=True))
    return remarks
