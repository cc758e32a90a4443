"""A row that may be added: what it says beside what is known, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.cli.row import without_implied
from tracker.cli.shown import figure_lines
from tracker.errors import InvalidInputError, Problem, RefusedError
from tracker.workspace import figures_path, row_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.figures import Indicator, MilestoneRow, Observation
    from tracker.goals import Declarations, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row that may be added: its columns, the whole file with it, what looks wrong in it, and what it speaks of.

    `lines` show it beside what is known; `record` is it as JSON.
    """

    columns: Mapping[str, str]
    whole: bytes
    line: int
    warnings: tuple[str, ...]
    targets: tuple[Target, ...]
    lines: tuple[str, ...]
    record: Mapping[str, Any]


def figure_entry(
    declarations: Declarations,
    indicator: Indicator,
    columns: Mapping[str, str],
    content: bytes | None,
    as_of: date,
    *,
    revises: bool,
) -> Entry:
    """The entry of a new figure, given the content of its file. Raises a TrackerError when it may not be added."""
    from tracker.figures import COLUMNS, header_of, known_at, read_rows

    path, area = figures_path(indicator.id), declarations.settings.area
    alone, problems = read_rows(row_bytes(None, columns, path=path), path=path, indicator=indicator, area=area)
    _refuse_new(problems)
    new = alone[0]
    known, problems = read_rows(content, path=path, indicator=indicator, area=area) if content is not None else ((), ())
    _refuse_known(problems)
    _check_figure(new, known, path, revises=revises)
    kept = without_implied(columns, COLUMNS if content is None else header_of(content, path), indicator, area)
    whole = (content or b"") + row_bytes(content, kept, path=path)
    line = len(whole.splitlines())
    _, after = read_rows(whole, path=path, indicator=indicator, area=area)
    here = tuple(problem for problem in after if problem not in problems)
    _refuse_new(here)
    targets = tuple(t for t in declarations.of_indicator.get(indicator.id, ()) if t.area == new.area)
    warnings = [problem.message for problem in here]
    areas = {area} | {row.area for row in known} | {target.area for target in declarations.targets.values()}
    if new.area not in areas:
        warnings.append(f"no target and no figure speaks of the area {new.area!r} yet")
    if new.published > as_of:
        warnings.append(f"it is published on {new.published}, after {as_of}: until then it counts for nothing")
    return Entry(
        columns=kept,
        whole=whole,
        line=line,
        warnings=tuple(warnings),
        targets=targets,
        lines=tuple(figure_lines(indicator, new, known_at(known, as_of))),
        record=_figure_record(new, indicator),
    )


def step_entry(targets: Sequence[Target], columns: Mapping[str, str], content: bytes | None) -> Entry:
    """The entry of a step's new status, given the content of its file. Raises a TrackerError likewise."""
    from tracker.figures import read_steps

    path = figures_path(targets[0].declared_id)
    steps = tuple(step.id for step in targets[0].steps)
    alone, problems = read_steps(row_bytes(None, columns, path=path), path=path, steps=steps)
    _refuse_new(problems)
    new = alone[0]
    known, problems = read_steps(content, path=path, steps=steps) if content is not None else ((), ())
    _refuse_known(problems)
    _check_step(new, known, path)
    whole = (content or b"") + row_bytes(content, columns, path=path)
    line = len(whole.splitlines())
    _, after = read_steps(whole, path=path, steps=steps)
    here = tuple(problem for problem in after if problem not in problems)
    _refuse_new(here)
    before = max(
        (row for row in known if row.step == new.step), key=lambda row: (row.published, row.line), default=None
    )
    return Entry(
        columns=columns,
        whole=whole,
        line=line,
        warnings=tuple(problem.message for problem in here),
        targets=tuple(targets),
        lines=(f"{new.step}: {before.status if before else 'not recorded'} → {new.status}, published {new.published}",),
        record={"target": targets[0].declared_id} | dict(columns),
    )


def _refuse_known(problems: Sequence[Problem]) -> None:
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise InvalidInputError(errors)


def _refuse_new(problems: Sequence[Problem]) -> None:
    """Refuse a row whose fields are wrong; it stands in no file yet, so no line is named."""
    errors = [problem.message for problem in problems if not problem.warning]
    if errors:
        raise RefusedError("\n".join(errors) + "\nnothing was written")


def _figure_record(new: Observation, indicator: Indicator) -> dict[str, Any]:
    return {
        "indicator": new.indicator,
        "area": new.area,
        "period": str(new.period),
        "value": new.value,
        "unit": indicator.unit,
        "printed": new.printed,
        "printed_unit": new.unit,
        "qualifier": new.qualifier,
        "status": new.status,
        "published": new.published.isoformat(),
        "source": new.source,
        "url": new.url,
        "note": new.note,
    }


def _check_figure(new: Observation, known: Iterable[Observation], path: str, *, revises: bool) -> None:
    """Refuse a figure that says nothing new, and one that contradicts a known one without saying so."""
    same = [row for row in known if _speaks_of_the_same(row, new)]
    for row in same:
        if _says(row) == _says(new):
            raise RefusedError(
                f"{path}:{row.line}: this figure is there already, published {row.published}; nothing was written"
            )
    if not same:
        if revises:
            raise RefusedError(
                f"{path}: there is no figure for {new.period} in {new.area} to revise; leave out --revises"
            )
        return
    last = max(same, key=lambda row: (row.published, row.line))
    if new.published > last.published:
        return
    found = f"{path}:{last.line}: the figure for {new.period} is {last.printed} {last.unit}".rstrip()
    if revises:
        raise RefusedError(
            f"{found}, published {last.published}; a revision is published later: write --published with its day"
        )
    raise RefusedError(
        f"{found}, published {last.published}, and not {new.printed} {new.unit}".rstrip()
        + "; if it was revised, write --revises, or --published with the later day"
    )


def _check_step(new: MilestoneRow, known: Iterable[MilestoneRow], path: str) -> None:
    """Refuse a step's status that is known already."""
    same = [row for row in known if row.step == new.step]
    last = max(same, key=lambda row: (row.published, row.line), default=None)
    if last is not None and last.status == new.status:
        raise RefusedError(
            f"{path}:{last.line}: {new.step} is {last.status} already, published {last.published}; nothing was written"
        )


def _speaks_of_the_same(row: Observation, new: Observation) -> bool:
    """Whether two rows give a level for the same area and period, and not by two different sources."""
    if row.growth is not None and row.value is None:
        return False
    return (row.area, row.period) == (new.area, new.period) and (
        not new.source or not row.source or row.source == new.source
    )


def _says(row: Observation) -> tuple[object, ...]:
    return (row.value, row.qualifier, row.status)
