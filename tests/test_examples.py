"""The workspace of examples/humphrey-hawkins: its figures, its records, and its track record worked out by hand."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
from datetime import date
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tracker import engine, open_workspace
from tracker.cli.main import tracker
from tracker.figures import parse_period

if TYPE_CHECKING:
    from tracker import Workspace
    from tracker.verdict import Record

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "humphrey-hawkins"
OUTCOMES = {
    "growth-1970": True,
    "inflation-1972": False,
    "inflation-1979": False,
    "unemployment-1983": False,
    "inflation-1983": False,
    "act-1983": False,
    "inflation-zero-1988": False,
    "unemployment-1985": False,
    "inflation-1988": False,
}


@pytest.fixture(scope="module")
def make() -> Any:  # noqa: ANN401 - a script, loaded as a module
    specification = importlib.util.spec_from_file_location("make", EXAMPLE / "make.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the workspace, without its cache."""
    place = tmp_path_factory.mktemp("example") / "humphrey-hawkins"
    shutil.copytree(EXAMPLE, place, ignore=shutil.ignore_patterns(".tracker", "__pycache__"))
    return place


@pytest.fixture(scope="module")
def example(root: Path) -> Workspace:
    return open_workspace(root)


def figures(name: str) -> dict[str, float]:
    with (EXAMPLE / "observations" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["period"]: float(row["value"]) for row in csv.DictReader(file)}


def records() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLE.glob("reports/*/report.json"))]


def test_the_figures_are_those_that_statsmodels_brings(make: Any, tmp_path: Path) -> None:  # noqa: ANN401
    make.write_figures(tmp_path)
    written = {path.name: path.read_bytes() for path in (tmp_path / "observations").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (EXAMPLE / "observations").iterdir()}
    assert len(written) == 3


def test_nothing_in_it_is_wrong(root: Path) -> None:
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "validate"])
    assert done.exit_code == 0, done.output
    assert "0 errors, 0 warnings" in done.output


def test_a_figure_is_known_from_its_day_of_publication_on(example: Workspace) -> None:
    before, after = (example.series("inflation", as_of=day).periods[-1] for day in ("1983-01-19", "1983-01-20"))
    assert (str(before), str(after)) == ("1982-Q3", "1982-Q4")


def test_what_came_is_what_the_figures_say(example: Workspace) -> None:
    output, prices, jobless = figures("output"), figures("inflation"), figures("unemployment")
    by_hand = {
        "growth-1970": mean(output[f"1970-Q{q}"] for q in (1, 2, 3, 4))
        >= 1.5 * mean(output[f"1960-Q{q}"] for q in (1, 2, 3, 4)),
        "inflation-1972": prices["1972-Q4"] <= 3,
        "inflation-1979": prices["1979-Q4"] <= 4,
        "unemployment-1983": jobless["1983-Q4"] <= 4,
        "inflation-1983": prices["1983-Q4"] <= 3,
        "act-1983": jobless["1983-Q4"] <= 4 and prices["1983-Q4"] <= 3,
        "inflation-zero-1988": prices["1988-Q4"] <= 0,
        "unemployment-1985": jobless["1985-Q4"] <= 4,
        "inflation-1988": prices["1988-Q4"] <= 3,
    }
    assert by_hand == OUTCOMES
    said = {each.target.id: each.status for each in example.assess("1989-01-30")}
    assert said == {name: "achieved" if met else "missed" for name, met in OUTCOMES.items()}


@pytest.mark.parametrize("quarter", ["1961-Q4", "1971-Q4", "1980-Q2", "1983-Q3"])
def test_the_records_are_what_the_program_says(make: Any, example: Workspace, quarter: str) -> None:  # noqa: ANN401
    shipped = json.loads((EXAMPLE / "reports" / quarter / "report.json").read_text(encoding="utf-8"))
    new = make.record(example, quarter)
    probabilities = [[each.pop("probability") for each in found["verdicts"]] for found in (shipped, new)]
    assert new == shipped, "after a change that is meant: python examples/humphrey-hawkins/make.py --records"
    assert probabilities[1] == pytest.approx(probabilities[0], abs=2e-3)


def test_the_goals_on_record_had_been_declared(make: Any) -> None:  # noqa: ANN401
    assert [record["quarter"] for record in records()] == list(make.QUARTERS)
    found = {record["quarter"]: [each["id"] for each in record["verdicts"]] for record in records()}
    assert found["1961-Q4"] == ["growth-1970"]
    assert "unemployment-1983" not in found["1977-Q4"]
    assert "unemployment-1983" in found["1978-Q4"]
    assert "unemployment-1985" not in found["1979-Q3"]
    assert "unemployment-1985" in found["1979-Q4"]


@pytest.fixture(scope="module")
def record(example: Workspace) -> Record:
    """The track record of a report on the first quarter of 1989."""
    as_of = date(1989, 4, 30)
    verdicts = tuple(example.assess(as_of))
    return engine.record(example.folder, example.declarations, verdicts, parse_period("1989-Q1"), as_of)


def test_the_track_record_is_that_by_hand(record: Record) -> None:
    """Every probability on record was given before the deciding figure was out; so the plain means are the scores."""
    calls = [
        (each["id"], each["probability"], OUTCOMES[each["id"]])
        for written in records()
        for each in written["verdicts"]
        if each["probability"] is not None
    ]
    by_target = {name: [(p - met) ** 2 for target, p, met in calls if target == name] for name in OUTCOMES}
    assert not record.unused
    assert len(record.reports) == len(records()) == 43
    assert record.by_call is not None
    assert record.by_target is not None
    assert (record.by_call.calls, record.by_call.targets) == (len(calls), 9) == (139, 9)
    assert record.by_call.met == pytest.approx(9 / 139)
    assert record.by_call.brier == pytest.approx(mean((p - met) ** 2 for _, p, met in calls))
    assert record.by_call.base_brier == pytest.approx(9 / 139 * 130 / 139)
    assert record.by_target.brier == pytest.approx(mean(mean(each) for each in by_target.values()))
    assert record.by_target.met == pytest.approx(1 / 9)


def test_wrong_calls_are_named(record: Record) -> None:
    wrong = [(each.call.report, each.call.target, each.call.status) for each in record.calls if each.is_wrong]
    assert wrong == [
        ("1961-Q4", "growth-1970", "off-track"),
        ("1983-Q2", "inflation-1983", "on-track"),
        ("1986-Q4", "inflation-1988", "on-track"),
    ]
