"""The charts of a report: drawn once, and found again as long as nothing in them changes."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from tracker import engine
from tracker.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from tracker.report.language import Language
    from tracker.report.report import Report
    from tracker.report.view import ChartView
    from tracker.workspace import Folder


def remembering(folder: Folder) -> Callable[[ChartView], str]:
    """Draw a chart, or find it where the same one was drawn before by the same matplotlib."""
    from importlib.metadata import version

    from tracker.report.chart import chart

    drawn_by = version("matplotlib")

    def draw(view: ChartView) -> str:
        return engine.remembered(folder, "charts", (drawn_by, repr(view)), lambda: chart(view))

    return draw


@contextmanager
def drawing(
    folder: Folder, found: Report, languages: Sequence[Language], targets: Collection[str], jobs: int | None
) -> Iterator[None]:
    """Have several processes draw the charts of some targets meanwhile; in the end they are where all are looked for.

    As many work as there are `jobs`; None: all processors. With one, none is drawn ahead.
    """
    jobs = engine.processes(jobs, len(targets), 1)
    views = _views(found, languages, targets) if jobs > 1 else []
    if not views:
        yield
        return
    tasks = engine.pieces(views, jobs)
    done = 0
    with closing(engine.results(_drawn, ((folder, task) for task in tasks), jobs)) as each, progress("Drawing") as tick:
        yield
        for task, _ in zip(tasks, each, strict=True):
            done += len(task)
            if tick is not None:
                tick(done, len(views))


def _views(found: Report, languages: Sequence[Language], targets: Collection[str]) -> list[ChartView]:
    from tracker.report.listing import slug
    from tracker.report.picture import picture

    entries = [entry for entry in found.entries if entry.target.id in targets]
    views = (picture(each, f"chart-{slug(each.target.id)}", language) for language in languages for each in entries)
    return [view for view in views if view is not None]


def _drawn(folder: Folder, views: Sequence[ChartView]) -> None:
    draw = remembering(folder)
    for view in views:
        draw(view)
