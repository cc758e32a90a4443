"""What is found again and what is computed again: a wrong cache is worse than none."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli import main
from tracker.engine import cache
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGETS = """\
    format: 1
    workspace: {title: {en: Example, zh: 示例}, area: XX}
    indicators:
      jobs: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, aggregation: last, frequency: annual}
      waste: {title: {en: Waste, zh: 废物}, unit: tonnes, nature: count, aggregation: sum, frequency: annual}
    targets:
      jobs-2027: {title: {en: Many jobs, zh: 更多就业}, indicator: jobs, at_least: 1400, by: 2027}
      waste-2027: {title: {en: Less waste, zh: 减少废物}, indicator: waste, at_most: 700, by: 2027}
      both-2027: {title: {en: Both, zh: 两者}, all_of: [jobs-2027, waste-2027]}
      plan: {title: {en: The plan, zh: 方案}, milestones: {count: 2}, by: 2027}
"""
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n2023,1150,2024-02-01\n"
WASTE = "period,value,published\n2021,900,2022-02-01\n2022,860,2023-02-01\n2023,840,2024-02-01\n"
CHECK = ("check", "jobs-2027")


@pytest.fixture
def goals(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"jobs": JOBS, "waste": WASTE})


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    text: str
    code: int


def run(folder: Path, *arguments: str, as_of: str = "2025-01-01") -> Said:
    result = CliRunner().invoke(main.tracker, ["--workspace", str(folder), "--as-of", as_of, *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code in {0, 1}, result.output
    assert result.stderr == ""
    return Said(result.stdout, result.exit_code)


def fresh(folder: Path, *arguments: str, as_of: str = "2025-01-01") -> Said:
    """What the command says in a copy of the workspace that has no cache."""
    copy = folder.with_name("without-cache")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".tracker"))
    try:
        return run(copy, *arguments, as_of=as_of)
    finally:
        shutil.rmtree(copy)


def append(folder: Path, name: str, row: str) -> None:
    with (folder / "observations" / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row)


def replace(folder: Path, old: str, new: str) -> None:
    path = folder / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done since: `parsed` for targets.yaml, the id of each target judged, `drawn` for each chart."""
    from tracker.engine import inputs, verdicts
    from tracker.report import chart

    done: list[str] = []

    def noting(found: Any, names: Callable[..., list[str]]) -> Callable[..., Any]:  # noqa: ANN401 - any function
        def call(*given: Any) -> Any:  # noqa: ANN401 - as above
            done.extend(names(*given))
            return found(*given)

        return call

    monkeypatch.setattr(inputs, "load", noting(inputs.load, lambda _: ["parsed"]))
    judged = noting(verdicts.judge_together, lambda _, __, targets, *___: [each.id for each in targets])
    monkeypatch.setattr(verdicts, "judge_together", judged)
    monkeypatch.setattr(chart, "chart", noting(chart.chart, lambda _: ["drawn"]))
    return done


QUESTIONS = [
    ("check",),
    ("check", "jobs-2027"),
    ("check", "both-2027", "plan", "--json"),
    ("check", "--lang", "zh"),
    ("list",),
    ("list", "--json", "--lang", "zh"),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_an_answer_is_found_again_to_the_byte(goals: Path, work: list[str], question: tuple[str, ...]) -> None:
    first = run(goals, *question)
    assert work
    work.clear()
    assert run(goals, *question) == first == fresh(goals, *question)
    work.clear()
    assert run(goals, *question) == first
    assert work == []


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_the_folder_can_be_deleted_at_any_time(goals: Path, work: list[str], question: tuple[str, ...]) -> None:
    first = run(goals, *question)
    work.clear()
    shutil.rmtree(goals / ".tracker")
    assert run(goals, *question) == first
    assert work


def a_harder_goal(folder: Path) -> None:
    replace(folder, "at_least: 1400", "at_least: 1900")


def a_comment(folder: Path) -> None:
    replace(folder, "format: 1", "format: 1 ")


def a_new_figure(folder: Path) -> None:
    append(folder, "jobs", "2024,1500,2024-12-01\n")


def a_figure_of_the_future(folder: Path) -> None:
    append(folder, "jobs", "2024,1500,2025-02-01\n")


def a_corrected_digit(folder: Path) -> None:
    path = folder / "observations" / "jobs.csv"
    path.write_text(JOBS.replace("1150", "1151"), encoding="utf-8")


def no_figures(folder: Path) -> None:
    (folder / "observations" / "jobs.csv").unlink()


@pytest.mark.parametrize(
    "change", [a_harder_goal, a_comment, a_new_figure, a_figure_of_the_future, a_corrected_digit, no_figures]
)
def test_a_changed_file_is_seen(goals: Path, work: list[str], change: Callable[[Path], None]) -> None:
    for question in QUESTIONS:
        run(goals, *question)
    change(goals)
    for question in QUESTIONS:
        work.clear()
        said = run(goals, *question)
        assert work
        assert said == fresh(goals, *question)


@pytest.mark.parametrize("change", [a_harder_goal, a_new_figure, a_corrected_digit, no_figures])
def test_a_verdict_that_changes_is_not_the_old_one(goals: Path, change: Callable[[Path], None]) -> None:
    before = run(goals, *CHECK)
    change(goals)
    assert run(goals, *CHECK) != before


def test_another_day_is_another_question(goals: Path) -> None:
    verdicts = [run(goals, *CHECK, as_of=day) for day in ("2023-01-01", "2024-01-01", "2025-01-01")]
    assert len(set(verdicts)) == 3
    assert verdicts == [fresh(goals, *CHECK, as_of=day) for day in ("2023-01-01", "2024-01-01", "2025-01-01")]


def test_another_language_or_form_is_another_question(goals: Path) -> None:
    forms: list[tuple[str, ...]] = [(), ("--json",), ("--lang", "zh"), ("--lang", "zh", "--json")]
    said = [run(goals, *CHECK, *form) for form in forms]
    assert len(set(said)) == 4
    assert said == [run(goals, *CHECK, *form) for form in forms] == [fresh(goals, *CHECK, *form) for form in forms]


def test_the_workspace_s_language_counts(goals: Path) -> None:
    english = run(goals, *CHECK)
    replace(goals, "area: XX", "area: XX, language: zh")
    assert run(goals, *CHECK) != english
    assert "更多就业" in run(goals, *CHECK).text


def test_another_program_finds_nothing(goals: Path, work: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(goals, *CHECK)
    work.clear()
    monkeypatch.setattr(cache, "program", lambda: "the next version")
    run(goals, *CHECK)
    assert work == ["parsed", "jobs-2027"]


@pytest.mark.parametrize("change", ["__version__", "_LIBRARIES"])
def test_the_program_is_known_by_its_version_files_and_libraries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str
) -> None:
    before = cache.program.__wrapped__()
    assert before == cache.program.__wrapped__()
    if change == "__version__":
        monkeypatch.setattr(tracker, "__version__", "99")
    else:
        monkeypatch.setattr(cache, "_LIBRARIES", ("json",))
    after = cache.program.__wrapped__()
    assert after != before
    monkeypatch.setattr(tracker, "__file__", str(tmp_path / "__init__.py"))
    (tmp_path / "goals.py").write_text("bound = 1\n", encoding="utf-8")
    elsewhere = cache.program.__wrapped__()
    (tmp_path / "goals.py").write_text("bound = 10\n", encoding="utf-8")
    assert len({before, after, elsewhere, cache.program.__wrapped__()}) == 4


def test_the_figures_of_another_indicator_leave_an_answer_standing(goals: Path, work: list[str]) -> None:
    before = run(goals, *CHECK)
    run(goals, "list")
    work.clear()
    append(goals, "waste", "2024,600,2024-12-01\n")
    assert run(goals, *CHECK) == before
    assert work == []
    run(goals, "list")
    assert work == ["parsed", "waste-2027", "both-2027", "jobs-2027", "waste-2027"]  # the group asks for its parts


def test_a_group_depends_on_the_figures_of_its_parts(goals: Path) -> None:
    before = run(goals, "check", "both-2027")
    append(goals, "waste", "2024,600,2024-12-01\n")
    assert run(goals, "check", "both-2027") == fresh(goals, "check", "both-2027") != before


def test_steps_depend_on_their_file_also_when_there_was_none(goals: Path) -> None:
    before = run(goals, "check", "plan")
    path = goals / "observations" / "plan.csv"
    path.write_text("step,status,published\nstep-1,done,2024-05-01\n", encoding="utf-8")
    assert run(goals, "check", "plan") == fresh(goals, "check", "plan") != before
    path.unlink()
    assert run(goals, "check", "plan") == before


def test_going_back_finds_the_old_answer(goals: Path, work: list[str]) -> None:
    before = run(goals, *CHECK)
    a_new_figure(goals)
    run(goals, *CHECK)
    (goals / "observations" / "jobs.csv").write_text(JOBS, encoding="utf-8")
    work.clear()
    assert run(goals, *CHECK) == before
    assert work == []


def test_a_supposed_figure_is_kept_for_nobody(goals: Path) -> None:
    before = {question: fresh(goals, *question) for question in QUESTIONS}
    assert "→" in run(goals, "add", "jobs", "2024", "1500", "--published", "2024-12-01", "--dry-run").text
    assert {question: run(goals, *question) for question in QUESTIONS} == before
    run(goals, "add", "jobs", "2024", "1500", "--published", "2024-12-01")
    assert {question: run(goals, *question) for question in QUESTIONS} == {
        question: fresh(goals, *question) for question in QUESTIONS
    }
    assert run(goals, *CHECK) != before[CHECK]


def test_a_supposed_figure_leaves_what_is_on_disk_alone(goals: Path) -> None:
    folder = open_folder(str(goals)).snapshot()
    supposing = folder.supposing("jobs", b"period,value\n")
    assert cache.fingerprint(supposing, ("jobs",)) != cache.fingerprint(folder, ("jobs",))
    assert folder.figures("jobs") == JOBS.encode()


EXITS = [
    (("--exit-code",), 1),
    (("--fail-under", "0.01"), 0),
    (("--fail-under", "0.99"), 1),
    (("--exit-code", "--fail-under", "0.01"), 0),
]


@pytest.mark.parametrize(("options", "code"), EXITS)
def test_exit_codes_are_part_of_the_answer(goals: Path, work: list[str], options: tuple[str, ...], code: int) -> None:
    assert run(goals, *CHECK).code == 0
    first = run(goals, *CHECK, *options)
    work.clear()
    assert run(goals, *CHECK, *options) == first
    assert first.code == code
    assert work == []


def test_a_file_that_changes_while_it_is_judged(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.engine import verdicts

    judge, writes = verdicts.judge_together, [JOBS + "2024,1500,2024-12-01\n", JOBS]

    def slow(*given: object) -> object:
        answer = judge(*given)  # type: ignore[arg-type] # whatever the engine passes
        if writes:
            (goals / "observations" / "jobs.csv").write_text(writes.pop(0), encoding="utf-8")
        return answer

    before = fresh(goals, *CHECK)
    monkeypatch.setattr(verdicts, "judge_together", slow)
    assert run(goals, *CHECK) == before
    monkeypatch.setattr(verdicts, "judge_together", judge)
    assert run(goals, *CHECK) == fresh(goals, *CHECK) != before


def test_a_goal_that_changes_under_an_open_workspace(goals: Path) -> None:
    opened = tracker.open_workspace(goals)
    a_harder_goal(goals)
    a_new_figure(goals)
    assert opened.assess("2025-01-01")["jobs-2027"].threshold == 1400
    assert run(goals, *CHECK, "--json") == fresh(goals, *CHECK, "--json")
    assert json.loads(run(goals, *CHECK, "--json").text)[0]["threshold"] == 1900


def pages(folder: Path) -> dict[str, bytes]:
    reports = folder / "reports"
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in reports.rglob("*") if path.is_file()}


def test_a_report_is_made_of_what_is_known(goals: Path, work: list[str]) -> None:
    run(goals, "report", "2024-Q4")
    first = pages(goals)
    drawn = work.count("drawn")
    assert drawn >= 2
    work.clear()
    run(goals, "report", "2024-Q4")
    assert pages(goals) == first
    assert work == ["parsed"]

    work.clear()
    a_corrected_digit(goals)
    run(goals, "report", "2024-Q4")
    changed = pages(goals)
    assert changed["2024-Q4/index.html"] != first["2024-Q4/index.html"]
    assert 0 < work.count("drawn") < drawn
    assert work[:3] == ["parsed", "jobs-2027", "both-2027"]

    shutil.rmtree(goals / ".tracker")
    shutil.rmtree(goals / "reports")
    run(goals, "report", "2024-Q4")
    assert pages(goals) == changed


def test_single_models_are_kept_with_the_figures_they_are_fitted_to(goals: Path) -> None:
    before = run(goals, "forecast", "jobs-2027", "--json")
    assert run(goals, "forecast", "jobs-2027", "--json") == before
    a_corrected_digit(goals)
    assert run(goals, "forecast", "jobs-2027", "--json") == fresh(goals, "forecast", "jobs-2027", "--json") != before


def test_old_entries_go_when_there_are_many(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 5)
    monkeypatch.setattr(cache, "_KEPT_AFTER_PRUNING", 2)
    for day in range(1, 9):
        run(goals, *CHECK, as_of=f"2025-01-0{day}")
    assert 2 <= len(list((goals / ".tracker" / "cache" / "answers").iterdir())) <= 5


AREAS = """\
    workspace: {title: Example, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
    targets:
      jobs-2027: {title: Many jobs, indicator: jobs, at_least: 1400, by: 2027, areas: [A, B]}
"""
OF_AREAS = "area,period,value,published\n" + "".join(
    f"{area},{year},{1000 + 10 * year % 70 + step},{year + 1}-02-01\n"
    for step, area in enumerate("AB")
    for year in range(2013, 2024)
)


@pytest.fixture
def areas(workspace: Callable[..., Path]) -> Path:
    return workspace(AREAS, {"jobs": OF_AREAS})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The areas for which tripwires, track records and single models were computed since."""
    from tracker import forecast, verdict
    from tracker.engine import backtest, kept_records

    done: list[str] = []

    def noting(found: Any, name: Callable[..., str]) -> Callable[..., Any]:  # noqa: ANN401 - any function
        def call(*given: Any) -> Any:  # noqa: ANN401 - as above
            done.append(name(*given))
            return found(*given)

        return call

    tripwires = noting(verdict.tripwires, lambda judged, *_: f"tripwires {judged.target.area}")
    monkeypatch.setattr(verdict, "tripwires", tripwires)
    monkeypatch.setattr(kept_records, "past_of", noting(backtest.past_of, lambda *given: f"past {given[5]}"))
    monkeypatch.setattr(forecast, "run", noting(forecast.run, lambda _, series, *__: f"models {series.area}"))
    return done


def said_of(folder: Path, name: str) -> str:
    return (folder / "reports" / "2024-Q3" / name).read_text(encoding="utf-8")


def test_a_figure_of_one_area_makes_only_that_area_anew(areas: Path, asked: list[str]) -> None:
    run(areas, "report", "2024-Q3")
    assert set(asked) == {f"{kind} {area}" for kind in ("tripwires", "past", "models") for area in "AB"}
    asked.clear()
    run(areas, "report", "2024-Q3")
    assert asked == []
    append(areas, "jobs", "B,2012,900,2013-02-01\n")
    run(areas, "report", "2024-Q3")
    assert set(asked) == {"tripwires B", "past B", "models B"}
    kept = said_of(areas, "index.html")
    shutil.rmtree(areas / ".tracker")
    run(areas, "report", "2024-Q3")
    assert said_of(areas, "index.html") == kept


@pytest.mark.parametrize(
    ("old", "new"), [("at_least: 1400", "at_least: 1300"), ("nature: count", "nature: rate"), ("by: 2027", "by: 2028")]
)
def test_a_track_record_is_that_of_what_is_declared_now(areas: Path, asked: list[str], old: str, new: str) -> None:
    run(areas, "report", "2024-Q3", "--models", "none")
    asked.clear()
    replace(areas, old, new)
    run(areas, "report", "2024-Q3", "--models", "none")
    assert {"past A", "past B"} <= set(asked)


def test_a_damaged_track_record_is_made_anew(areas: Path) -> None:
    run(areas, "report", "2024-Q3", "--models", "none")
    kept = said_of(areas, "index.html")
    for entry in (areas / ".tracker" / "cache" / "records").iterdir():
        name = entry.stem
        cache.keep(open_folder(str(areas)), "records", name, {"jobs-2027@A": {"record": "Assessment", "fields": {}}})
    run(areas, "report", "2024-Q3", "--models", "none")
    assert said_of(areas, "index.html") == kept


def test_single_models_are_left_out_of_a_report_on_many_targets(
    areas: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.report import html

    monkeypatch.setattr(html, "MOST_TOGETHER", 1)
    run(areas, "report", "2024-Q3")
    page = said_of(areas, "targets/jobs-2027_40_A.html")
    assert not [each for each in asked if each.startswith("models")]
    assert "What single models say is left out" in page
    assert "tracker forecast jobs-2027@A;" in page
    run(areas, "report", "2024-Q3", "--models", "all")
    page = said_of(areas, "targets/jobs-2027_40_A.html")
    assert {"models A", "models B"} <= set(asked)
    assert "is left out" not in page
    assert ">theta</th>" in page


def test_single_models_can_be_left_out_of_any_report(areas: Path, asked: list[str]) -> None:
    run(areas, "report", "2024-Q3", "--models", "none")
    assert not [each for each in asked if each.startswith("models")]
    assert "What single models say is left out" in said_of(areas, "index.html")
