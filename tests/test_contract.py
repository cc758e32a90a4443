"""docs/contract.md is what the commands do: every verb's --json, its fields, and the exit codes."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracker.cli.main import VERBS, tracker

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
WITHOUT_JSON = {"serve"}

OFFICE = """
workspace:
  area: CN
  sources:
    census: {pull: {from: sdmx, path: people.csv, map: {indicators: {people: {INDICATOR: POP}}}}}
indicators:
  people: {title: People, unit: people, frequency: annual, aggregation: last}
"""
PEOPLE = "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX:Y(1.0),CN,POP,2023,1409.67,6\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table: the words of a command, whether it prints a list, and the fields of its objects."""

    words: tuple[str, ...]
    is_list: bool
    fields: tuple[str, ...]


def table() -> list[Row]:
    rows: list[Row] = []
    for command, prints, fields in re.findall(
        r"^\| `tracker ([^`]+)` \| (list|object) \| (.+) \|$", PAGE, re.MULTILINE
    ):
        words = tuple(shlex.split(command))
        same = re.fullmatch("as `([a-z-]+)`", fields)
        names = f"the fields of {same[1]}" if same else fields
        rows.append(Row(words=words, is_list=prints == "list", fields=tuple(names.split(", "))))
    first = {row.words[0]: row.fields for row in reversed(rows) if len(row.fields) > 1}
    return [
        row
        if len(row.fields) > 1
        else Row(words=row.words, is_list=row.is_list, fields=first[row.fields[0].split()[-1]])
        for row in rows
    ]


ROWS = table()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("contract")
    (root / "targets.yaml").write_bytes((ROOT / "targets.yaml").read_bytes())
    (root / "observations").mkdir()
    for path in (ROOT / "observations").iterdir():
        (root / "observations" / path.name).write_bytes(path.read_bytes())
    (root / "office").mkdir()
    (root / "office" / "targets.yaml").write_text(OFFICE, encoding="utf-8")
    (root / "office" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (root / "office" / "people.yaml").write_text("indicators: {people: {INDICATOR: POP}}\n", encoding="utf-8")
    assert CliRunner().invoke(tracker, ["init", str(root / "goals")]).exit_code == 0
    return root


def test_every_verb_has_its_row() -> None:
    assert {row.words[0] for row in ROWS} == set(VERBS) - WITHOUT_JSON
    assert all("--json" in row.words for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row.words[:-1]))
def test_the_fields_are_those_of_the_table(row: Row, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    words = ["init", "new", "--json"] if row.words[0] == "init" else list(row.words)
    result = CliRunner().invoke(tracker, ["--as-of", "2026-11-22", *words])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert isinstance(printed, list) == row.is_list
    objects = printed if row.is_list else [printed]
    assert objects
    for each in objects:
        assert tuple(each) == row.fields
        assert each.get("version") == 1 or re.fullmatch(r"urn:.+:1\.\d+", each["$id"])


TARGETS = """\
    workspace: {title: Example, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
    targets:
      sure: {title: Sure, indicator: jobs, at_least: 1, by: 2024}
      never: {title: Never, indicator: jobs, at_least: 9000000, by: 2024}
    """
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1010,2023-02-01\n2023,1020,2024-02-01\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("check", 0),
        ("check sure --exit-code", 0),
        ("check never --exit-code", 1),
        ("check --exit-code --json", 1),
        ("check sure --fail-under 0.5", 0),
        ("check never --fail-under 0.5", 1),
        ("check nobody", 2),
        ("check --fail-under 2", 2),
        ("chekc", 2),
        ("declare", 2),
        ("declare --json", 2),
        ("add jobs 2024 12O0", 2),
        ("diff 2025-01-01 2024-01-01", 2),
        ("validate", 0),
        ("pull census", 2),
        ("what-if never --growth 10%", 0),
    ],
)
def test_exit_codes(workspace: Callable[..., Path], words: str, code: int) -> None:
    folder = workspace(TARGETS, {"jobs": JOBS})
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2024-06-30", *shlex.split(words)])
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit | None)
    assert (code == 2) == bool(result.stderr)
    if code == 2:
        assert result.stdout == ""


def test_a_wrong_file_is_exit_code_2_with_the_list(workspace: Callable[..., Path]) -> None:
    folder = workspace(TARGETS, {"jobs": JOBS + "2024,x,2025-02-01\n"})
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "validate", "--json"])
    assert result.exit_code == 2
    assert [each["line"] for each in json.loads(result.stdout)] == [5]
