"""What a report asks of each target beyond its verdict, worked out by several processes before it is asked for.

They keep it where it is looked for, in the cache; nothing else comes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.engine import cache
from tracker.engine.backtest import calendar_of
from tracker.engine.kept_records import records_key, track_records
from tracker.engine.outlooks import alternatives, models_key
from tracker.engine.pool import pieces, processes, results
from tracker.engine.tripwires import tripwires_key, with_tripwires
from tracker.engine.verdicts import assess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from tracker.goals import Declarations, Target
    from tracker.verdict import Assessment
    from tracker.workspace import Folder

FEWEST: Final = 50
"""Series from which on several processes pay, each of which has to start and load its libraries: two take as long as
one for 20 to 40 of them."""

FEWEST_FITTED: Final = 10
"""The same where the textbooks' models are fitted to each, which takes much longer: break-even at 4 to 8."""


def work_ahead(
    folder: Folder,
    declarations: Declarations,
    verdicts: Sequence[Assessment],
    as_of: date,
    *,
    fitted: bool,
    jobs: int | None = 1,
    progress: Callable[[int, int], None] | None = None,
) -> frozenset[str]:
    """The ids of the targets whose tripwires, track records and, if `fitted`, textbooks' models were found ahead.

    These are all targets of each series of which something was not known yet. As many processes work as there are
    `jobs`; None: as many as pay. With one, nothing is done ahead. `progress` is told how many of how many series are
    done.
    """
    series: dict[tuple[str, str], list[Assessment]] = {}
    for verdict in verdicts:
        if verdict.target.indicator is not None:
            series.setdefault((verdict.target.indicator, verdict.target.area), []).append(verdict)
    fewest = FEWEST_FITTED if fitted else FEWEST
    if processes(jobs, len(series), fewest) == 1:  # whatever of them is known
        return frozenset()
    new = list(_unknown(folder, declarations, series, as_of, fitted=fitted))
    jobs = processes(jobs, len(new), fewest)
    if jobs == 1 or len(new) < 2:
        return frozenset()
    tasks = pieces(new, jobs)
    given = ((folder, declarations, [target.id for each in task for target in each], as_of, fitted) for task in tasks)
    done = 0
    for task, _ in zip(tasks, results(_found, given, jobs), strict=True):
        done += len(task)
        if progress is not None:
            progress(done, len(new))
    return frozenset(target.id for each in new for target in each)


def _unknown(
    folder: Folder,
    declarations: Declarations,
    series: Mapping[tuple[str, str], Sequence[Assessment]],
    as_of: date,
    *,
    fitted: bool,
) -> Iterator[list[Target]]:
    """The targets of each series of which something has to be found; given are all verdicts, by indicator and area."""
    calendar = {name: calendar_of(declarations, name) for name in dict.fromkeys(name for name, _ in series)}
    for (indicator, _), here in series.items():
        targets = [declarations.targets[verdict.target.id] for verdict in here]
        keys = [("records", records_key(folder, declarations, targets, calendar[indicator], as_of))]
        keys += [
            ("tripwires", tripwires_key(folder, declarations, verdict))
            for verdict in here
            if verdict.probability is not None
        ]
        keys += [("models", models_key(folder, declarations, each, as_of)) for each in targets if fitted]
        if not all(cache.holds(folder, kind, name) for kind, name in keys):
            yield targets


def _found(folder: Folder, declarations: Declarations, names: Sequence[str], as_of: date, fitted: bool) -> None:  # noqa: FBT001 - it goes to another process
    targets = [declarations.targets[name] for name in names]
    with_tripwires(folder, declarations, assess(folder, declarations, targets, as_of))
    track_records(folder, declarations, as_of, targets)
    for target in targets if fitted else ():
        alternatives(folder, declarations, target, as_of)
