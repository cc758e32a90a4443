"""`pull`: declared sources are asked, compared and written one by one, and each outcome is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tracker.exchange import FORMATS
from tracker.goals import build, parse
from tracker.goals.schema import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Answer, Service

TARGETS = """
workspace:
  area: CN
  sources:
    office:
      publisher: Statistics office
      pull:
        from: sdmx
        url: ADDRESS/data/NA/A.CN.GDP
        map: {indicators: {gdp: {INDICATOR: GDP}}}
    census:
      pull: {from: sdmx, path: downloads/people.csv, map: {indicators: {people: {INDICATOR: POP}}}}
    plan: {publisher: Planning commission}
indicators:
  gdp: {title: GDP, unit: CNY, frequency: annual, aggregation: sum}
  people: {title: People, unit: people, frequency: annual, aggregation: last}
targets:
  gdp-2030: {title: GDP, indicator: gdp, at_least: 5, by: 2030}
"""
GDP = b"""DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT
OFFICE:NA(1.0),CN,GDP,2022,121.02,CNY,12
OFFICE:NA(1.0),CN,GDP,2023,126.06,CNY,12
"""
PEOPLE = "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX:Y(1.0),CN,POP,2023,1409.67,6\n"


@pytest.fixture
def folder(workspace: Callable[..., Path], service: Service, answer: type[Answer]) -> Path:
    service.says("/data/NA/A.CN.GDP", answer(body=GDP, headers=(("ETag", '"1"'),)))
    root = workspace(TARGETS.replace("ADDRESS", service.address))
    (root / "downloads").mkdir()
    (root / "downloads" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return root


def run(folder: Path, *arguments: str, day: str = "2026-11-22") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", "--as-of", day, "pull", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"NO_COLOR": "1"},
        check=False,
    )


def rows(folder: Path, name: str) -> list[str]:
    return (folder / "observations" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]


def test_every_declared_source_is_asked_and_written(folder: Path) -> None:
    done = run(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "+ CN  2023  126.06 trillion CNY" in done.stdout
    assert "Wrote observations/people.csv" in done.stdout
    assert "plan" not in done.stdout
    assert rows(folder, "people") == ["CN,2023,1409.67,,,million people,,,,census,,retrieved 2026-11-22"]


def test_a_second_pull_asks_for_what_changed_and_writes_nothing(
    folder: Path, service: Service, answer: type[Answer]
) -> None:
    run(folder, "office")
    before = rows(folder, "gdp")
    service.says("/data/NA/A.CN.GDP", answer(status=304))
    done = run(folder, "office", day="2026-11-23")
    assert (done.returncode, rows(folder, "gdp")) == (0, before)
    assert "0 new, 0 revised, 2 unchanged, 0 refused" in done.stdout
    assert service.requests[-1][1]["if-none-match"] == '"1"'


def test_a_changed_figure_is_a_revision_of_the_day(folder: Path, service: Service, answer: type[Answer]) -> None:
    run(folder, "office")
    service.says("/data/NA/A.CN.GDP", answer(body=GDP.replace(b"126.06", b"129.4")))
    done = run(folder, "office", day="2026-12-29")
    assert "~ CN  2023  126.06 trillion CNY → 129.4 trillion CNY, published 2026-12-29" in done.stdout
    assert len(rows(folder, "gdp")) == 3


def test_one_source_that_fails_does_not_stop_the_others(folder: Path, service: Service, answer: type[Answer]) -> None:
    service.says("/data/NA/A.CN.GDP", answer(status=404))
    done = run(folder)
    assert done.returncode == 2
    assert "failed: " in done.stderr
    assert "404 Not Found" in done.stderr
    assert done.stderr.endswith("1 of 2 sources failed\n")
    assert rows(folder, "people")
    assert not (folder / "observations" / "gdp.csv").exists()


def test_a_dry_run_shows_and_writes_nothing(folder: Path) -> None:
    done = run(folder, "--dry-run")
    assert done.returncode == 0
    assert "+ CN  2022" in done.stdout
    assert list((folder / "observations").iterdir()) == []


def test_the_outcomes_as_json(folder: Path, service: Service, answer: type[Answer]) -> None:
    service.says("/data/NA/A.CN.GDP", answer(body=b"<html>"))
    done = run(folder, "--json")
    office, census = json.loads(done.stdout)
    assert done.returncode == 2
    assert (office["version"], office["source"], office["outcome"]) == (1, "office", "failed")
    assert "a web page" in office["error"]
    assert (census["outcome"], census["counts"]["new"], census["error"]) == ("written", 1, None)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("offise", "no source in targets.yaml is called 'offise'; did you mean 'office'"), ("plan", "has no `pull:`")],
)
def test_a_source_that_cannot_be_pulled(folder: Path, name: str, reason: str) -> None:
    done = run(folder, name)
    assert done.returncode == 2
    assert reason in done.stderr


def test_a_path_leads_nowhere_outside_the_workspace(folder: Path) -> None:
    text = (folder / "targets.yaml").read_text(encoding="utf-8").replace("downloads/people.csv", "../../secret.csv")
    (folder / "targets.yaml").write_text(text, encoding="utf-8")
    done = run(folder, "census")
    assert done.returncode == 2
    assert "outside the workspace" in done.stderr


def test_a_workspace_without_such_sources_has_nothing_to_do(workspace: Callable[..., Path]) -> None:
    done = run(workspace(TARGETS[TARGETS.index("\nindicators:") :]))
    assert (done.returncode, done.stdout) == (0, "No source has `pull:` in targets.yaml; nothing to do\n")


@pytest.mark.parametrize(
    ("pull", "reason"),
    [
        ("{from: sdmz, url: 'https://a.org'}", "'sdmz'"),
        ("{url: 'https://a.org'}", "from"),
        ("{from: sdmx}", "nowhere to ask"),
        ("{from: sdmx, url: 'https://me:pw@a.org/x'}", "a password stands in the address"),
        ("{from: sdmx, url: /etc/passwd}", "is no address"),
        ("{from: sdmx, url: 'https://a.org', path: a.csv}", "both url and path"),
        ("{from: sdmx, url: 'https://a.org', maps: {}}", "'maps'"),
    ],
)
def test_what_is_wrong_in_a_declaration_is_found_when_it_is_read(pull: str, reason: str) -> None:
    _, problems = parse(f"workspace: {{area: CN, sources: {{a: {{pull: {pull}}}}}}}\n".encode())
    assert any(reason in str(problem) for problem in problems), problems
    assert not any("pw" in str(problem) for problem in problems)


def test_a_declaration_becomes_a_record() -> None:
    document, _ = parse(TARGETS.replace("ADDRESS", "https://a.org").encode())
    assert document is not None
    office, census, plan = build(document).settings.sources
    assert office.pull is not None
    assert (office.pull.form, office.pull.url) == ("sdmx", "https://a.org/data/NA/A.CN.GDP")
    assert office.pull.map == {"indicators": {"gdp": {"INDICATOR": "GDP"}}}
    assert census.pull is not None
    assert census.pull.path == "downloads/people.csv"
    assert plan.pull is None
    assert hash(build(document).settings)  # what was computed is kept by it


def test_every_format_may_be_declared() -> None:
    assert set(FORMATS) <= set(FORMS)
