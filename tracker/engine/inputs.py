"""The declarations and figures of a workspace, read once and kept by content."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tracker.engine import cache
from tracker.engine.pool import processes
from tracker.errors import InvalidInputError, Problem
from tracker.figures import MilestoneRow, Observation, by_area, read_steps, remarks_on, right_rows
from tracker.goals import build
from tracker.workspace import TARGETS, figures_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tracker.figures import Indicator
    from tracker.goals import Declarations, Target
    from tracker.workspace import Folder

_FILES_HELD: Final = 32
"""Files of figures that are held as records at once: what is asked of one is asked of it many times in a row."""


def load(folder: Folder) -> Declarations:
    """What targets.yaml declares. Raises InvalidInputError with everything that is wrong in it."""
    content = folder.targets()
    name = cache.key("targets", content)
    document = cache.find(folder, "targets", name)
    if document is None:
        from tracker.goals import parse

        document, problems = parse(content, TARGETS)
        errors = [problem for problem in problems if not problem.warning]
        if errors or document is None:
            raise InvalidInputError(errors)
        cache.keep(folder, "targets", name, document)
    return build(document)


def read(folder: Folder, declarations: Declarations, name: str) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """The rows of an indicator's file and every problem in it; none where there is no file."""
    content = folder.figures(name)
    if content is None:
        return (), ()
    return _parsed(content, figures_path(name, content), declarations.indicators[name], declarations.settings.area)


def rows(folder: Folder, declarations: Declarations, name: str) -> tuple[Observation, ...]:
    """The rows of an indicator's file. Raises InvalidInputError with everything that is wrong in it."""
    found, problems = read(folder, declarations, name)
    _refuse(problems)
    return found


def area_rows(folder: Folder, declarations: Declarations, name: str, area: str) -> tuple[Observation, ...]:
    """The rows of an indicator's file that speak of one area."""
    return rows_by_area(folder, declarations, name).get(area, ())


def rows_by_area(folder: Folder, declarations: Declarations, name: str) -> Mapping[str, tuple[Observation, ...]]:
    """The rows of an indicator's file by area. Raises InvalidInputError with everything that is wrong in it."""
    content = folder.figures(name)
    if content is None:
        return {}
    given = (content, figures_path(name, content), declarations.indicators[name], declarations.settings.area)
    _refuse(_right(*given)[1])
    return _by_area(*given)


@lru_cache(maxsize=_FILES_HELD)
def _parsed(
    content: bytes, path: str, indicator: Indicator, area: str
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    rows, errors = _right(content, path, indicator, area)
    return rows, tuple(sorted((*errors, *remarks_on(rows, path=path, indicator=indicator))))


@lru_cache(maxsize=_FILES_HELD)
def _right(
    content: bytes, path: str, indicator: Indicator, area: str
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    return right_rows(content, path=path, indicator=indicator, area=area)


@lru_cache(maxsize=_FILES_HELD)
def _by_area(content: bytes, path: str, indicator: Indicator, area: str) -> dict[str, tuple[Observation, ...]]:
    return by_area(_right(content, path, indicator, area)[0])


def read_milestones(folder: Folder, target: Target) -> tuple[tuple[MilestoneRow, ...], tuple[Problem, ...]]:
    """The rows of a milestone target's file and every problem in it; none where there is no file."""
    content = folder.figures(target.declared_id)
    if content is None:
        return (), ()
    steps = tuple(step.id for step in target.steps)
    return read_steps(content, path=figures_path(target.declared_id, content), steps=steps)


def milestones(folder: Folder, target: Target) -> tuple[MilestoneRow, ...]:
    """The rows of a milestone target's file. Raises InvalidInputError with everything that is wrong in it."""
    found, problems = read_milestones(folder, target)
    _refuse(problems)
    return found


def problems(folder: Folder, declarations: Declarations, jobs: int | None = 1) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in the files of all indicators and milestone targets, warnings included.

    As many processes read them as there are `jobs`; None: as many as pay.
    """
    known = cache.key("targets", folder.targets())
    stepped = {target.declared_id: target for target in declarations.targets.values() if target.steps}
    found: dict[str, list[list[Any]]] = {}
    new: dict[str, str] = {}
    for name in (*declarations.indicators, *stepped):
        content = folder.figures(name)
        if content is not None:
            entry = cache.key("problems", known, name, content)
            kept = cache.find(folder, "problems", entry)
            found[name] = kept or []
            if kept is None:
                new[name] = entry
    for name, some in zip(new, _problems_of(folder, declarations, stepped, new, jobs), strict=True):
        found[name] = [[p.path, p.line, p.message, p.warning] for p in some]
        cache.keep(folder, "problems", new[name], found[name])
    return tuple(Problem(path=p[0], line=p[1], message=p[2], warning=p[3]) for each in found.values() for p in each)


def _problems_of(
    folder: Folder, declarations: Declarations, stepped: Mapping[str, Target], names: Iterable[str], asked: int | None
) -> Iterator[tuple[Problem, ...]]:
    """What is wrong or doubtful in the files of some indicators and milestone targets, in their order."""
    figures = [name for name in names if name not in stepped]
    jobs = processes(asked, sum(len(declarations.of_indicator.get(name, ())) for name in figures))
    elsewhere = _read_elsewhere(folder, declarations, figures, jobs) if jobs > 1 and len(figures) > 1 else None
    for name in names:
        if name in stepped:
            yield read_milestones(folder, stepped[name])[1]
        else:
            yield next(elsewhere) if elsewhere is not None else read(folder, declarations, name)[1]


def _read_elsewhere(
    folder: Folder, declarations: Declarations, names: Iterable[str], jobs: int
) -> Iterator[tuple[Problem, ...]]:
    """What is wrong or doubtful in the files of some indicators, from other processes."""
    from tracker.engine.pool import results

    def given(name: str) -> tuple[bytes, str, Indicator, str]:
        content = folder.figures(name) or b""
        return content, figures_path(name, content), declarations.indicators[name], declarations.settings.area

    return results(_problems_in, map(given, names), jobs)


def _problems_in(content: bytes, path: str, indicator: Indicator, area: str) -> tuple[Problem, ...]:
    return _parsed(content, path, indicator, area)[1]  # a process may be asked for verdicts on these figures next


def check_all(folder: Folder, declarations: Declarations, others: Iterable[Problem] = (), jobs: int | None = 1) -> None:
    """Refuse the workspace while any file in it holds an error: InvalidInputError with all of them, and `others`."""
    _refuse((*problems(folder, declarations, jobs), *others))


def _refuse(found: Iterable[Problem]) -> None:
    errors: list[Any] = [problem for problem in found if not problem.warning]
    if errors:
        raise InvalidInputError(errors)
