"""What several processes work out before a report asks for it: the report itself does not change."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli import main
from tracker.engine import ahead, pool
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tracker.workspace import Folder

AS_OF = date(2025, 1, 1)
TARGETS = """\
    workspace: {title: {en: Example, zh: 示例}, area: XX}
    indicators:
      jobs: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, aggregation: last, frequency: annual}
      waste: {title: {en: Waste, zh: 废物}, unit: tonnes, nature: count, aggregation: sum, frequency: annual}
    targets:
      jobs-2027: {title: {en: Many jobs, zh: 更多就业}, indicator: jobs, at_least: 1400, by: 2027, areas: [AA, BB]}
      jobs-2030: {title: {en: More jobs, zh: 再增就业}, indicator: jobs, at_least: 1500, by: 2030, areas: [AA, BB]}
      waste-2027: {title: {en: Less waste, zh: 减少废物}, indicator: waste, at_most: 700, by: 2027}
      both-2027: {title: {en: Both, zh: 两者}, all_of: ["jobs-2027@AA", waste-2027]}
      plan: {title: {en: The plan, zh: 方案}, milestones: {count: 2}, by: 2027}
"""
YEARS = range(2012, 2024)
JOBS = "area,period,value\n" + "".join(
    f"{area},{year},{1000 + 20 * (year - 2012) + 7 * (year % 3) + k}\n"
    for k, area in enumerate(("AA", "BB"))
    for year in YEARS
)
WASTE = "period,value\n" + "".join(f"{year},{900 - 11 * (year - 2012) + year % 4}\n" for year in YEARS)


@pytest.fixture
def goals(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"jobs": JOBS, "waste": WASTE})


def worked_ahead(folder: Folder, jobs: int | None, *, fitted: bool = False) -> frozenset[str]:
    declarations = engine.load(folder)
    verdicts = engine.assess(folder, declarations, declarations.targets.values(), AS_OF)
    return engine.work_ahead(folder, declarations, verdicts, AS_OF, fitted=fitted, jobs=jobs)


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_report_is_the_same_whoever_worked_it_out(goals: Path) -> None:
    said = []
    for jobs in ("1", "2"):
        shutil.rmtree(goals / ".tracker", ignore_errors=True)
        arguments = [
            "--workspace",
            str(goals),
            "report",
            "2024-Q4",
            "--models",
            "none",
            "--lang",
            "both",
            "--jobs",
            jobs,
        ]
        done = CliRunner().invoke(main.tracker, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        said.append(files(goals / "reports"))
        shutil.rmtree(goals / "reports")
    assert said[0] == said[1]


def test_what_was_worked_out_ahead_is_found(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = open_folder(str(goals))
    about_series = {"jobs-2027@AA", "jobs-2027@BB", "jobs-2030@AA", "jobs-2030@BB", "waste-2027"}
    assert worked_ahead(folder, 2, fitted=True) == about_series
    monkeypatch.setattr("tracker.engine.tripwires._computed", pytest.fail)
    monkeypatch.setattr("tracker.engine.outlooks._fitted", lambda *given: given[-1] and pytest.fail("fitted again"))
    monkeypatch.setattr("tracker.engine.kept_records.past_of", pytest.fail)
    declarations = engine.load(folder)
    verdicts = engine.assess(folder, declarations, declarations.targets.values(), AS_OF)
    assert all(each.tripwires for each in engine.with_tripwires(folder, declarations, verdicts) if each.fan)
    assert engine.track_records(folder, declarations, AS_OF).keys() == about_series
    assert all(engine.alternatives(folder, declarations, each.target, AS_OF) for each in verdicts if each.fan)


def test_what_is_known_is_not_worked_out_again(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_ahead(open_folder(str(goals)), 2)
    asked: list[object] = []

    def results(_function: object, given: Iterable[object], _jobs: int) -> list[object]:
        asked.extend(given)
        return asked

    monkeypatch.setattr(ahead, "results", results)
    assert worked_ahead(open_folder(str(goals)), 2) == frozenset()
    assert not asked
    jobs = goals / "observations" / "jobs.csv"
    jobs.write_text(jobs.read_text(encoding="utf-8") + "AA,2024,1250\nBB,2024,1251\n", encoding="utf-8")
    assert worked_ahead(open_folder(str(goals)), 2) == {"jobs-2027@AA", "jobs-2027@BB", "jobs-2030@AA", "jobs-2030@BB"}
    assert len(asked) == 2


@pytest.mark.parametrize("jobs", [1, None])
def test_one_process_works_nothing_out_ahead(goals: Path, monkeypatch: pytest.MonkeyPatch, jobs: int | None) -> None:
    monkeypatch.setattr(ahead, "results", pytest.fail)
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert worked_ahead(open_folder(str(goals)), jobs) == frozenset()


def test_as_many_work_as_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert [pool.processes(None, count, 40) for count in (0, 39, 40)] == [1, 1, 8]
    assert [pool.processes(asked, 3, 40) for asked in (1, 5)] == [1, 5]
