"""What bad input gets: file, line, what was found, what to write; all at once, exit code 2, nothing written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker
from tracker.engine import judge

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
format: 1
workspace: {title: Example, area: XX}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
  share: {title: Share, unit: "%", nature: share, frequency: annual}
targets:
  jobs-2030:
    title: Many jobs
    indicator: jobs
    at_least: 2000
    by: 2030
    declared: {on: 2024-01-01}
"""
FIGURES = "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n"
VERBS = [
    ("check",),
    ("check", "jobs-2030"),
    ("list",),
    ("report", "2024-Q3"),
    ("forecast", "jobs-2030"),
    ("add", "jobs", "2024", "1300", "--yes"),
]
HUGE = 10_000_000


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    root = tmp_path / "goals"
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text(GOOD, encoding="utf-8")
    (root / "observations" / "jobs.csv").write_text(FIGURES, encoding="utf-8")
    return root


def run(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2025-01-01", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(folder: Path, *arguments: str) -> list[str]:
    """The lines of a refusal that ends with exit code 2 and leaves the workspace as it was."""
    before = state(folder)
    result = run(folder, *arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert "Traceback" not in result.stderr
    assert state(folder) == before
    return result.stderr.splitlines()


def state(folder: Path) -> dict[str, bytes | None]:
    """What a user sees of a workspace: every file outside the cache."""
    found = {path.relative_to(folder): path for path in folder.rglob("*")}
    return {
        name.as_posix(): path.read_bytes() if path.is_file() else None
        for name, path in found.items()
        if name.parts[0] != ".tracker"
    }


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new).encode()


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{k + 1}: &a{k + 1} [{', '.join([f'*a{k}'] * 9)}]\n" for k in range(9)
)

# What stands in targets.yaml, and each line of the answer: line number, some of its words.
TARGETS: dict[str, tuple[bytes, list[tuple[int, str]]]] = {
    "empty": (b"", [(1, "the file is empty; write `indicators:` and `targets:`")]),
    "only a comment": (b"# nothing yet\n", [(1, "the file is empty")]),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [(3, "the file is binary, not text")]),
    "a NUL byte": (GOOD.encode() + b"\0", [(13, "the file is binary, not text")]),
    "UTF-16": (GOOD.encode("utf-16"), [(1, "the file is in UTF-16; save it as UTF-8")]),
    "GBK": (GOOD.replace("Many jobs", "就业").encode("gbk"), [(8, "is not UTF-8; save the file as UTF-8")]),
    "Latin-1": (GOOD.replace("Many", "Près").encode("latin-1"), [(8, "byte 0xE8 is not UTF-8")]),
    "a list": (b"- a\n- b\n", [(1, "keys such as `indicators:` and `targets:` belong here, found a list")]),
    "a number": (b"42\n", [(1, "belong here, found only '42'")]),
    "two documents": (GOOD.encode() + b"---\n" + GOOD.encode(), [(13, "a second document begins here")]),
    "a billion laughs": (LAUGHS.encode(), [(6, "the aliases (*name) repeat too much; write the values out")]),
    "an alias of itself": (b"a: &a [*a]\n", [(1, "*a repeats nothing")]),
    "deep nesting": (b"a: " + b"[" * 100_000, [(1, "nested more than 50 deep")]),
    "a tab": (changed("    title: Many", "\ttitle: Many"), [(8, "a tab stands where spaces belong")]),
    "a program": (changed("Many jobs", "!!python/object/apply:os.abort []"), [(8, "is not read; remove it")]),
    "a key twice": (changed("by: 2030", "by: 2030\n    by: 2031"), [(12, "the key 'by' stands twice, in line 11")]),
    "conflict marks": (
        changed("    by: 2030", "<<<<<<< HEAD\n    by: 2030\n=======\n    by: 2031\n>>>>>>> other"),
        [(11, "a conflict mark"), (15, "a conflict mark")],
    ),
    "an open bracket": (changed("area: XX}", "area: XX"), [(3, "the bracket opened in line 2 is not closed")]),
    "a huge value": (changed("Many jobs", "x" * HUGE), [(8, "more than 1000000 characters")]),
    "a huge key": (GOOD.encode() + b"x" * HUGE + b": 1\n", [(13, "more than 1000000 characters")]),
    "a huge list": (GOOD.encode() + b"z: [" + b"1," * (HUGE // 2) + b"]\n", [(13, "more than 1000000 characters")]),
    "a huge comment": (b"#" + b"x" * HUGE + b"\n" + GOOD.encode(), [(1, "more than 1000000 characters")]),
    "an unknown indicator": (
        changed("indicator: jobs", "indicator: job"),
        [(9, "target jobs-2030, indicator: there is no indicator 'job'; did you mean 'jobs'?")],
    ),
    "an unknown key": (
        changed("    by: 2030", "    by: 2030\n    bindng: true"),
        [(12, "target jobs-2030: there is no key 'bindng'; did you mean 'binding'?")],
    ),
    "no condition": (changed("    at_least: 2000\n", ""), [(7, "there is no condition; write exactly one of")]),
    "two conditions": (changed("by: 2030", "at_most: 9\n    by: 2030"), [(11, "are 2 conditions; keep one")]),
    "a deadline before the declaration": (
        changed("by: 2030", "by: 2023"),
        [(11, "by: the deadline 2023 lies before the declaration on 2024-01-01")],
    ),
    "infinity": (changed("2000", ".inf"), [(10, "'.inf' is no number; write a finite one")]),
    "no number": (changed("2000", ".nan"), [(10, "'.nan' is no number; write a finite one")]),
    "infinity in words": (changed("2000", "inf people"), [(10, "'inf people' is not a finite number")]),
    "too large a number": (changed("2000", "1e999"), [(10, "'1e999' is too large")]),
    "another unit": (
        changed("2000", "2000 CNY"),
        [(10, "'2000 CNY': unit 'CNY' does not fit people; write the figure in people")],
    ),
    "points for percent": (
        changed("at_least: 2000", "since: 2021\n    increase_by: 3 pp"),
        [(11, "'3 pp' is in percentage points and people is no percentage")],
    ),
    "a path for an id": (changed("jobs-2030:", "../../etc/passwd:"), [(7, "'../../etc/passwd' is no id; write small")]),
    "a script for an id": (changed("jobs-2030:", "<script>alert(1)</script>:"), [(7, "is no id; write small letters")]),
    "a path for an indicator": (
        GOOD.replace("share:", "../share:").encode(),
        [(5, "indicator ../share: '../share' is no id")],
    ),
    "a year of no calendar": (changed("by: 2030", "by: 3000"), [(11, "'3000' is not a year between 1000 and 2999")]),
    "yes for a year": (changed("by: 2030", "by: yes"), [(11, "'yes' may be read as true or false")]),
    "a goal within itself": (
        GOOD.encode() + b"  a: {title: A, all_of: [b]}\n  b: {title: B, all_of: [a]}\n",
        [(13, "the goal is a part of itself")],
    ),
    "a billion steps": (
        GOOD.encode() + b"  plan: {title: P, milestones: {count: 1000000000}, by: 2030}\n",
        [(13, "a whole number from 1 to 10000 belongs here")],
    ),
    "many things": (
        changed("indicator: jobs", "indicator: job")
        .replace(b"by: 2030", b"by: 20x")
        .replace(b"unit: people", b"unitt: people"),
        [(4, "did you mean 'unit'?"), (9, "did you mean 'jobs'?"), (11, "'20x' is not a period")],
    ),
}


@pytest.mark.parametrize("case", TARGETS)
def test_targets(goals: Path, case: str) -> None:
    content, expected = TARGETS[case]
    (goals / "targets.yaml").write_bytes(content)
    answers = {verb: refused(goals, *verb) for verb in VERBS}
    answer = answers["check",]
    assert [line.split(": ")[0] for line in answer] == [f"targets.yaml:{number}" for number, _ in expected]
    for line, (_, words) in zip(answer, expected, strict=True):
        assert words in line
    assert all(other == answer for other in answers.values())


def test_targets_of_more_than_32_megabytes(goals: Path) -> None:
    with (goals / "targets.yaml").open("ab") as file:
        file.truncate(33 * 1024**2)
    assert refused(goals, "check") == ["targets.yaml: is too large: 34,603,008 bytes; at most 33,554,432 are read"]


def test_days_beyond_what_can_be_forecast(goals: Path) -> None:
    text = GOOD.replace("frequency: annual", "frequency: daily").replace("by: 2030", "by: 2090-01-01")
    (goals / "targets.yaml").write_text(text, encoding="utf-8")
    (goals / "observations" / "jobs.csv").write_text("period,value\n2024-01-01,5\n2024-01-02,5\n", encoding="utf-8")
    (line,) = refused(goals, "check")
    assert line.startswith(
        f"targets.yaml:7: target jobs-2030: its figures are daily, and more than {judge.MOST_PERIODS:,}"
    )
    (line,) = refused(goals, "forecast", "jobs", "--until", "2090-01-01")
    assert line.startswith("targets.yaml:7: ")


# What stands in observations/jobs.csv, and each line of the answer: line number (0: the file), some of its words.
FILES: dict[str, tuple[bytes, list[tuple[int, str]]]] = {
    "empty": (b"", [(0, "is empty; its first line must name the columns")]),
    "only blank lines": (b"\n  \n", [(0, "is empty")]),
    "no header": (b"2021,1000\n", [(1, "no header line: found '2021,1000'")]),
    "an unknown column": (b"period,value,publishd\n", [(1, "'publishd'; did you mean 'published'?")]),
    "a column twice": (b"period,value,value\n2021,1,2\n", [(1, "column 'value' stands twice")]),
    "no column of figures": (b"period,note\n2021,x\n", [(1, "no column 'value' and none 'growth'")]),
    "semicolons": (b"period;value\n2021;5\n", [(1, "separated by semicolons; write commas")]),
    "an unknown status": (b"period,value,status\n2021,5,X\n", [(2, "unknown status 'X'; write one of: A normal")]),
    "ragged rows": (
        b"period,value\n2021\n2022,1,2\n",
        [(2, "found 1 cells, but the header names 2"), (3, "found 3 cells, but the header names 2")],
    ),
    "conflict marks": (
        b"period,value\n<<<<<<< HEAD\n2021,5\n=======\n2021,6\n>>>>>>> other\n",
        [(2, "conflict mark of a merge"), (4, "conflict mark of a merge"), (6, "conflict mark of a merge")],
    ),
    "a torn line": (b"period,value\n2021,5\n2022", [(3, "the last line is torn")]),
    "an open quotation mark": (b'period,value,note\n2021,5,"a\n2022,6,b\n', [(2, "a quotation mark opened on line 2")]),
    "GBK": ("period,value,note\n2021,5,就业\n".encode("gbk"), [(2, "is not UTF-8 (byte 0xbe), perhaps GBK")]),
    "Latin-1": ("period,value,note\n2021,5,é\n".encode("latin-1"), [(2, "perhaps Windows-1252 or Latin-1")]),
    "UTF-16": (FIGURES.encode("utf-16"), [(0, "is encoded in UTF-16; save it as UTF-8")]),
    "a workbook": (b"PK\x03\x04" + bytes(100), [(0, "is an Excel workbook or another archive, no CSV")]),
    "a NUL byte": (FIGURES.encode() + b"\0\n", [(4, "holds a NUL byte")]),
    "a control character": (b"period,value,note\n2021,5,\x1b[2J\n", [(2, "control character '\\x1b'; delete it")]),
    "a huge number": (b"period,value\n2021," + b"1" * HUGE + b"\n", [(2, "a line of more than 100000 bytes")]),
    "a huge header": (b"x" * HUGE + b"\n", [(1, "a line of more than 100000 bytes")]),
    "a huge quotation": (b"period,value\n" + b'"' * HUGE, [(2, "a line of more than 100000 bytes")]),
    "numbers that are none": (
        b"period,value\n2020,inf\n2021,NaN\n2022,1e999\n2023,-Infinity\n",
        [(2, "'inf' is not finite"), (3, "'NaN' is no number"), (4, "beyond what can be counted"), (5, "not finite")],
    ),
    "thousands": (b'period,value\n2021,"1,000"\n', [(2, "has a thousands separator; write 1000")]),
    "another unit": (b"period,value,unit\n2021,5,CNY\n", [(2, "unit 'CNY' does not fit people")]),
    "no periods": (
        b"period,value\n2021-13,5\nnever,5\n",
        [(2, "'2021-13' has no month 13; write a month from 01 to 12"), (3, "'never' is not a period")],
    ),
    "a day of no calendar": (b"period,value,published\n2021,5,2022-02-30\n", [(2, "'2022-02-30' is no day")]),
    "the same figure twice": (
        b"period,value,published\n2021,5,2022-02-01\n2021,5,2022-02-01\n",
        [(3, "the same figure again: 2021 for XX, published 2022-02-01, stands on line 2; delete one")],
    ),
    "two figures": (
        b"period,value,published\n2021,5,2022-02-01\n2021,6,2022-02-01\n",
        [(3, "two figures for 2021 for XX, published 2022-02-01: 5 people on line 2, 6 people here")],
    ),
    "a path for an area": (b"area,period,value\n../x,2021,5\n", [(2, "area '../x' is no code")]),
}


@pytest.mark.parametrize("case", FILES)
def test_figures(goals: Path, case: str) -> None:
    content, expected = FILES[case]
    (goals / "observations" / "jobs.csv").write_bytes(content)
    answers = {verb: refused(goals, *verb) for verb in VERBS}
    answer = answers["check",]
    path = "observations/jobs.csv"
    assert [line.split(": ")[0] for line in answer] == [f"{path}:{line}" if line else path for line, _ in expected]
    for line, (_, words) in zip(answer, expected, strict=True):
        assert words in line
    assert all(other == answer for other in answers.values())


@pytest.mark.parametrize(
    "figures",
    [
        "period,value\n2021,1e300\n2022,1e-300\n",
        "period,value\n2021,-5\n2022,3\n",
        "period,value\n2021,0\n2022,0\n",
        "period,value\n1000,5\n2022,1000\n",
        "period,value,growth,since\n2023,5,,\n2023,,1e250,2018\n",
        "period,value,growth,since\n2023,5,,\n2023,,-100,2018\n",
        "period,value,status\n2021,,M\n",
        "period,value,published\n2021,5,2999-01-01\n",
    ],
)
def test_strange_figures_are_figures(goals: Path, figures: str) -> None:
    (goals / "observations" / "jobs.csv").write_text(figures, encoding="utf-8")
    for verb in VERBS:
        assert run(goals, *verb).exit_code == 0


def test_the_rest_of_a_hopeless_file_is_not_read(goals: Path) -> None:
    (goals / "observations" / "jobs.csv").write_bytes(b"period,value\n" + b"x\n" * (HUGE // 2))
    answer = refused(goals, "check")
    assert answer[0] == "observations/jobs.csv: more than 10000 problems; the first 200 are shown"
    assert len(answer) == 201


def test_errors_of_all_files_stop_what_speaks_of_all(goals: Path) -> None:
    (goals / "observations" / "jobs.csv").write_text("period,value\n2021,x\n", encoding="utf-8")
    (goals / "observations" / "share.csv").write_text("period,value\n2021,y\n", encoding="utf-8")
    for verb in (("check",), ("list",), ("report", "2024-Q3")):
        assert [line.split(": ")[0] for line in refused(goals, *verb)] == [
            "observations/jobs.csv:2",
            "observations/share.csv:2",
        ]


def test_errors_of_other_files_do_not_stop_one_target(goals: Path) -> None:
    (goals / "observations" / "share.csv").write_text("period,value\n2021,y\n", encoding="utf-8")
    assert run(goals, "check", "jobs-2030").exit_code == 0


@pytest.mark.parametrize("content", [None, "period,value,published\n", "period,value,published"])
def test_no_figures_are_no_error(goals: Path, content: str | None) -> None:
    path = goals / "observations" / "jobs.csv"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    for verb in (("check", "--json"), ("check", "jobs-2030", "--json"), ("list", "--json")):
        result = run(goals, *verb)
        (verdict,) = json.loads(result.stdout)
        assert (result.exit_code, verdict["status"], verdict["probability"]) == (0, "no-data", None)
        assert verdict["reasons"] == ["No figure has been published for it yet."]
    assert run(goals, "report", "2024-Q3").exit_code == 0
    assert run(goals, "forecast", "jobs-2030").exit_code == 0


def test_a_folder_without_observations_has_no_figures(goals: Path) -> None:
    shutil.rmtree(goals / "observations")
    assert run(goals, "check").exit_code == 0
    assert run(goals, "add", "jobs", "2024", "1300", "--yes").exit_code == 0


def test_a_folder_in_the_place_of_targets(goals: Path) -> None:
    (goals / "targets.yaml").unlink()
    (goals / "targets.yaml").mkdir()
    for verb in VERBS:
        assert refused(goals, *verb) == ["targets.yaml: is a folder; a file belongs here"]


def test_a_folder_in_the_place_of_figures(goals: Path) -> None:
    (goals / "observations" / "jobs.csv").unlink()
    (goals / "observations" / "jobs.csv").mkdir()
    for verb in VERBS:
        assert refused(goals, *verb) == ["observations/jobs.csv: is a folder; a file belongs here"]


def test_a_file_in_the_place_of_observations(goals: Path) -> None:
    shutil.rmtree(goals / "observations")
    (goals / "observations").write_text("", encoding="utf-8")
    for verb in VERBS:
        assert refused(goals, *verb) == ["observations/jobs.csv: observations is a file; a folder belongs there"]


@pytest.mark.parametrize("place", ["reports", "reports/2024-Q3"])
def test_a_file_in_the_place_of_reports(goals: Path, place: str) -> None:
    (goals / place).parent.mkdir(exist_ok=True)
    (goals / place).write_text("", encoding="utf-8")
    (line,) = refused(goals, "report", "2024-Q3")
    assert f"{place} is a file; a folder belongs there" in line


def test_a_folder_in_the_place_of_a_page(goals: Path) -> None:
    (goals / "reports" / "2024-Q3" / "index.html").mkdir(parents=True)
    result = run(goals, "report", "2024-Q3")
    assert result.exit_code == 2
    assert "index.html: cannot be written" in result.stderr


@pytest.mark.parametrize(
    "record", ["", "[" * 100_000, "{}", "null", '{"verdicts": 5}', '{"verdicts": [{"status": ["a"]}], "quarter": 5}']
)
def test_the_record_of_an_older_report_that_cannot_be_read_is_passed_over(goals: Path, record: str) -> None:
    (goals / "reports" / "2024-Q2").mkdir(parents=True)
    (goals / "reports" / "2024-Q2" / "report.json").write_text(record, encoding="utf-8")
    assert run(goals, "report", "2024-Q3").exit_code == 0


def without_cache(folder: Path) -> Result:
    """What `check` says in a copy of the workspace that has no cache."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".tracker"))
    try:
        return run(copy, "check")
    finally:
        shutil.rmtree(copy)


@pytest.mark.parametrize("place", [".tracker", ".tracker/cache", ".tracker/cache/answers", ".tracker/cache/targets"])
def test_a_file_in_the_place_of_the_cache(goals: Path, place: str) -> None:
    (goals / place).parent.mkdir(parents=True, exist_ok=True)
    (goals / place).write_text("", encoding="utf-8")
    expected = without_cache(goals)
    for _ in range(2):
        result = run(goals, "check")
        assert (result.exit_code, result.output) == (0, expected.output)
    assert run(goals, "report", "2024-Q3").exit_code == 0


def test_a_figure_is_not_added_where_it_cannot_be_locked(goals: Path) -> None:
    (goals / ".tracker").write_text("", encoding="utf-8")
    before = state(goals)
    result = run(goals, "add", "jobs", "2024", "1300", "--yes")
    assert (result.exit_code, state(goals)) == (2, before)
    assert result.stderr == ".tracker/locks: .tracker is a file; a folder belongs there, nothing was changed\n"


def test_a_cache_that_cannot_be_written_is_no_error(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(goals, "check").output
    shutil.rmtree(goals / ".tracker")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    result = run(goals, "check")
    assert (result.exit_code, result.output) == (0, expected)


GARBAGE = [
    b"",
    b"\0\xff",
    b"{",
    b"null",
    b"5",
    b"[]",
    b'["a", "b"]',
    b'{"indicators": 5}',
    b'[{"id": "jobs-2030", "fields": {}}]',
    b"[" * 100_000,
    b'"' + b"x" * HUGE + b'"',
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=[garbage[:20].decode("latin-1") for garbage in GARBAGE])
def test_a_damaged_cache_is_computed_again(goals: Path, garbage: bytes) -> None:
    expected = {verb: run(goals, *verb).output for verb in VERBS[:5]}
    pages = state(goals)
    for kept in (goals / ".tracker").rglob("*.json"):
        kept.write_bytes(garbage)
    assert {verb: run(goals, *verb).output for verb in VERBS[:5]} == expected
    assert state(goals) == pages


def test_one_wrong_bit_in_the_cache_is_noticed(goals: Path) -> None:
    expected = run(goals, "check").output
    for kept in (goals / ".tracker").rglob("*.json"):
        content = kept.read_bytes()
        kept.write_bytes(content.replace(b"jobs", b"Jobs").replace(b"0", b"1"))
    assert run(goals, "check").output == expected


def test_an_entry_of_another_name_is_not_taken(goals: Path) -> None:
    expected = run(goals, "check").output
    run(goals, "check", "--json")
    one, two = (goals / ".tracker" / "cache" / "answers").iterdir()
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert run(goals, "check").output == expected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "jobs-203"], "there is no target 'jobs-203'; did you mean 'jobs-2030'?"),
        (["check", "nosuch"], "there is no target 'nosuch'; list them with: tracker list"),
        (["check", ""], "there is no target ''"),
        (["check", "../../etc/passwd"], "there is no target '../../etc/passwd'"),
        (["check", "<script>"], "there is no target '<script>'"),
        (["check", "jobs"], "'jobs' is an indicator; its targets: jobs-2030"),
        (["check", "jobs-2030@ZZ"], "target 'jobs-2030' has no area 'ZZ'"),
        (["check", "--as-of", "2024-02-30"], "'2024-02-30' is no day of the calendar"),
        (["check", "--as-of", "2024-13"], "'2024-13' has no month 13"),
        (["check", "--as-of", "tomorrow"], "'tomorrow' is not a period"),
        (["check", "--as-of", ""], "'' is not a period"),
        (["check", "--as-of", "9999-12-31"], "'9999-12-31' is not a year between 1000 and 2999"),
        (["check", "--fail-under", "2"], "2.0 is not in the range 0<=x<=1"),
        (["check", "--fail-under", "nan"], "nan is no share; write a number from 0 to 1"),
        (["check", "--lang", "fr"], "'fr' is not one of 'en', 'zh'"),
        (["report", "2024-Q5"], "'2024-Q5' is not a period"),
        (["report", "2024"], "'2024' is no quarter; write one like 2025-Q3"),
        (["report", "../../etc"], "'../../etc' is not a period"),
        (["report", "9999-Q4"], "'9999-Q4' is not a year between 1000 and 2999"),
        (["forecast", "job"], "there is no target 'job'; did you mean 'jobs'?"),
        (["forecast", "jobs", "--until", "soon"], "'soon' is not a period"),
        (["forecast", "jobs-2030", "--model", "etss"], "there is no model 'etss'"),
        (["add", "job", "2024", "5"], "no indicator or milestone target is called 'job'; did you mean 'jobs'?"),
        (["add", "jobs", "2024-Q5", "5"], "'2024-Q5' is not a period"),
        (["add", "jobs", "2024", "many"], "'many'"),
        (["add", "jobs", "2024", "nan"], "'nan'"),
        (["add", "jobs", "2024", "5 CNY"], "unit 'CNY' does not fit people"),
        (["add", "jobs", "2022", "1100", "--published", "2023-02-01"], "observations/jobs.csv:3: this figure is there"),
        (["add", "jobs", "2024", "5", "--area", "../x"], "area '../x' is no code"),
        (["add", "jobs", "2024", "5", "--note", "two\nlines"], "write one line of plain text"),
    ],
)
def test_arguments(goals: Path, arguments: list[str], words: str) -> None:
    assert words in "\n".join(refused(goals, *arguments))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nowhere", "nowhere; `tracker init "),
        ("goals/targets.yaml", "targets.yaml is not a folder; give the folder that holds targets.yaml"),
        ("goals/observations", "no targets.yaml in "),
        ("x" * 5000, "cannot be read"),
        ("\0", "no folder "),
    ],
)
def test_a_workspace_that_is_none(goals: Path, place: str, words: str) -> None:
    assert words in refused(goals, "--workspace", str(goals.parent / place), "check")[0]


@pytest.mark.skipif(os.name == "nt", reason="arguments are text there")
def test_arguments_that_are_no_text(goals: Path) -> None:
    command = [
        os.fsencode(sys.executable),
        b"-m",
        b"tracker",
        b"--workspace",
        os.fsencode(goals),
        b"check",
        b"jobs\xff",
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"there is no target ")
    assert b"Traceback" not in done.stderr


def test_the_real_program_ends_likewise(goals: Path) -> None:
    (goals / "targets.yaml").write_bytes(TARGETS["many things"][0])
    command = [sys.executable, "-m", "tracker", "--workspace", str(goals), "check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        "targets.yaml:4",
        "targets.yaml:9",
        "targets.yaml:11",
    ]


def test_what_is_written_in_the_files_cannot_steer_the_terminal(goals: Path) -> None:
    (goals / "targets.yaml").write_bytes(changed("Many jobs", '"Many \\e[2J jobs"'))
    assert refused(goals, "check") == [
        "targets.yaml:8: 'Many \\x1b[2J jobs' holds an invisible character; remove its escape"
    ]
