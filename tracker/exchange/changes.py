"""What an import changes in one indicator's file: new figures, revised ones, those already there, those refused."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError, TrackerError
from tracker.exchange.arrival import Refusal
from tracker.figures import header_of, read_rows, subject
from tracker.workspace import figures_path, rows_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.exchange.arrival import Arrival
    from tracker.figures import Indicator, Observation

_SAME: Final = 1e-9
"""Relative difference up to which two figures are the same: what rounding in another unit may leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row to append: its columns, the arrival it is made of, and the known figure that it revises."""

    columns: Mapping[str, str]
    arrival: Arrival
    revises: Observation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an import does to one indicator's file."""

    indicator: Indicator
    new: tuple[Row, ...] = ()
    revised: tuple[Row, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row to append, in the order in which they arrived."""
        return tuple(sorted((*self.new, *self.revised), key=lambda row: _order(row.arrival)))


def compare(
    arrivals: Iterable[Arrival], content: bytes | None, indicator: Indicator, *, area: str, retrieved: date
) -> Changes:
    """What figures that were retrieved on a day change in a file of this content.

    A figure known by the same source with the same value is unchanged. A different one is a revision, published on the
    source's own day of release where it gives one, else on the day of retrieval. A source that gives such days may
    bring many figures of one period: each is compared with what was known on its day, and earlier ones are new. A new
    one without such a day leaves `published` empty, so that the indicator's lag fills it in – or names the day of
    retrieval where the lag would lead beyond it. The day of retrieval stands in the note. Rows that reading would
    refuse are refused, with its reason.
    """
    path = figures_path(indicator.id, content)
    known, problems = read_rows(content, path=path, indicator=indicator, area=area) if content is not None else ((), ())
    if errors := [str(problem) for problem in problems if not problem.warning]:
        raise RefusedError("\n".join(errors))
    printed: dict[tuple[object, ...], list[Observation]] = {}
    for row in sorted(known, key=lambda row: (row.published, row.line)):
        printed.setdefault(_key(row), []).append(row)
    new, revised, refused, unchanged = [], [], [], 0
    arrived = tuple(arrivals)
    written = [_columns(arrival, indicator, retrieved) for arrival in arrived]
    together = _read_together(written, indicator, area)
    for position, (arrival, columns) in enumerate(zip(arrived, written, strict=True)):
        try:
            figure = together[position] if together else _read(columns, indicator, area)
        except TrackerError as error:
            refused.append(Refusal(place=arrival.place, reason=_plain(error)))
            continue
        earlier = printed.setdefault(_key(figure), [])
        standing = _standing(earlier, arrival, figure)
        if standing is None:
            _insert(earlier, figure)
            new.append(Row(columns=columns, arrival=arrival))
        elif _says_the_same(standing, figure):
            unchanged += 1
        elif (day := _day_of_revision(standing, arrival, retrieved)) is None:
            said = f"{standing.printed} {standing.unit}".strip()
            reason = (
                f"{figure.period} for {figure.area} is {figure.printed} here and {said} in {path}"
                f"{f':{standing.line}' if standing.line else ''}, published {standing.published}; "
                "two figures of one day contradict each other: delete the wrong one"
            )
            refused.append(Refusal(place=arrival.place, reason=reason))
        else:
            dated = columns | {"published": day.isoformat()}
            _insert(earlier, _read(dated, indicator, area))
            revised.append(Row(columns=dated, arrival=arrival, revises=standing))
    found = Changes(
        indicator=indicator, new=tuple(new), revised=tuple(revised), unchanged=unchanged, refused=tuple(refused)
    )
    return _readable(found, content, path, area)


def columns_of(rows: Sequence[Row], content: bytes | None, indicator: Indicator, area: str) -> list[dict[str, str]]:
    """The columns to write: without what the header lacks and reading fills in just so."""
    header = None if content is None else header_of(content, figures_path(indicator.id, content))
    kept = []
    for row in rows:
        columns = dict(row.columns)
        if header is not None and "area" not in header and columns.get("area") == area:
            del columns["area"]
        kept.append(columns)
    return kept


def _columns(arrival: Arrival, indicator: Indicator, retrieved: date) -> dict[str, str]:
    day = arrival.published
    if day is None:
        rule = arrival.period.end + timedelta(days=indicator.lag_days)
        if rule > retrieved >= arrival.period.start:
            day = retrieved
    retrieval = f"retrieved {retrieved.isoformat()}"
    note = " ".join(arrival.note.split())
    return {
        "area": arrival.area,
        "period": str(arrival.period),
        "value": arrival.value,
        "growth": arrival.growth,
        "unit": "" if arrival.unit == indicator.unit else arrival.unit,
        "qualifier": arrival.qualifier,
        "status": "" if arrival.status == "A" else arrival.status,
        "published": "" if day is None else day.isoformat(),
        "source": arrival.source,
        "url": arrival.url,
        "note": f"{note}; {retrieval}" if note else retrieval,
    }


def _read(columns: Mapping[str, str], indicator: Indicator, area: str) -> Observation:
    """The row as it will be read. Raises RefusedError with what is wrong in it."""
    path = figures_path(indicator.id)
    rows, problems = read_rows(rows_bytes(None, (columns,), path=path), path=path, indicator=indicator, area=area)
    if errors := [problem.message for problem in problems if not problem.warning]:
        raise RefusedError("; ".join(errors))
    return rows[0]


def _read_together(written: Sequence[Mapping[str, str]], indicator: Indicator, area: str) -> tuple[Observation, ...]:
    """All rows as they will be read, at once; none where one of them is wrong, to be read one by one."""
    path = figures_path(indicator.id)
    try:
        rows, problems = read_rows(rows_bytes(None, written, path=path), path=path, indicator=indicator, area=area)
    except TrackerError:
        return ()
    whole = len(rows) == len(written) and all(problem.warning for problem in problems)
    return tuple(sorted(rows, key=lambda row: row.line)) if whole else ()


def _key(row: Observation) -> tuple[object, ...]:
    return (*subject(row), row.source)


def _standing(earlier: Sequence[Observation], arrival: Arrival, figure: Observation) -> Observation | None:
    """The known figure to compare with, of those that a source printed for a period, oldest first; None for a new one.

    It is the last one, or, where the source gives its day of release, the one that stood on that day.
    """
    if not earlier or arrival.published is None or earlier[-1].published < arrival.published:
        return earlier[-1] if earlier else None
    before = [row for row in earlier if row.published <= arrival.published]
    after = earlier[len(before) :]
    for row in (*before[-1:], *after[:1]):
        if _says_the_same(row, figure):
            return row
    if not before:
        return earlier[-1] if after[0].by_rule else None
    return before[-1] if before[-1].published < arrival.published else earlier[-1]


def _insert(earlier: list[Observation], figure: Observation) -> None:
    """Put a figure among those of its source and period, in the order of publication."""
    earlier.append(figure)
    earlier.sort(key=lambda row: row.published)


def _says_the_same(standing: Observation, figure: Observation) -> bool:
    """Whether a figure is the known one; where it is a level without its growth, whether its level is."""
    growth = standing.growth if figure.value is None or figure.growth is not None else None
    same = all(
        (old is None) == (new is None) and (old is None or new is None or math.isclose(old, new, rel_tol=_SAME))
        for old, new in ((standing.value, figure.value), (growth, figure.growth))
    )
    return same and (standing.qualifier, standing.status) == (figure.qualifier, figure.status)


def _day_of_revision(standing: Observation, arrival: Arrival, retrieved: date) -> date | None:
    """The day on which a figure that differs from the known one was published; None where none lies after that one."""
    if arrival.published is not None and arrival.published > standing.published:
        return arrival.published
    return retrieved if retrieved > standing.published else None


def _readable(found: Changes, content: bytes | None, path: str, area: str) -> Changes:
    """The changes without rows that contradict others in the file as it would be."""
    rows = found.rows
    if not rows:
        return found
    columns = columns_of(rows, content, found.indicator, area)
    whole = (content or b"") + rows_bytes(content, columns, path=path)
    _, problems = read_rows(whole, path=path, indicator=found.indicator, area=area)
    first = len(whole.splitlines()) - len(rows) + 1
    wrong: dict[int, list[str]] = {}
    for problem in problems:
        if not problem.warning:
            wrong.setdefault(problem.line - first, []).append(problem.message)
    if not wrong:
        return found
    if outside := [reason for place, reasons in wrong.items() if not 0 <= place < len(rows) for reason in reasons]:
        raise RefusedError(f"{path}: {'; '.join(outside)}")
    bad = {id(rows[place]): reasons for place, reasons in wrong.items()}
    refused = [Refusal(place=row.arrival.place, reason="; ".join(bad[id(row)])) for row in rows if id(row) in bad]
    return Changes(
        indicator=found.indicator,
        new=tuple(row for row in found.new if id(row) not in bad),
        revised=tuple(row for row in found.revised if id(row) not in bad),
        unchanged=found.unchanged,
        refused=(*found.refused, *refused),
    )


def _order(arrival: Arrival) -> tuple[Any, ...]:
    return arrival.area, arrival.period.start, arrival.period.end


def _plain(error: TrackerError) -> str:
    return str(error).replace("\n", "; ")
