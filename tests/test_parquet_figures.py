"""Figures in Parquet: the same cells, checks and words as in CSV, and nothing that a hostile file can do."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.cli.main import tracker
from tracker.errors import Problem
from tracker.figures import COLUMNS, Indicator, Text, parquet, read_rows, read_steps
from tracker.figures.sheet import open_sheet, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TARGETS = """\
format: 1
workspace: {title: Example, area: XX}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
targets:
  jobs-2030: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2030}
  plan: {title: The plan, milestones: {count: 3}, by: 2027}
"""
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n"
INDICATOR = Indicator(id="jobs", title=Text((("en", "Jobs"),)), unit="people", frequency="annual", nature="count")
PATH = "observations/jobs.parquet"
DATA = Path(__file__).resolve().parent / "data" / "parquet"


def packed(columns: dict[str, Any], **how: Any) -> bytes:  # noqa: ANN401
    file = BytesIO()
    pq.write_table(pa.table(columns), file, **how)
    return file.getvalue()


def read(columns: dict[str, Any] | bytes) -> tuple[list[tuple[int, list[str], str]], list[str]]:
    """Rows of cells with their number and fault, and what is wrong with the file as a whole."""
    content = columns if isinstance(columns, bytes) else packed(columns)
    sheet, problems = open_sheet(content, path=PATH, columns=COLUMNS, required=("period",))
    return ([] if sheet is None else list(rows_of(sheet))), list(map(str, problems))


def cells(column: Any) -> list[str]:  # noqa: ANN401
    rows, problems = read({"period": pa.array(range(2000, 2000 + len(column))), "value": column})
    assert problems == []
    assert [fault for _, _, fault in rows] == [""] * len(column)
    return [found[1] for _, found, _ in rows]


def run(folder: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2024-01-01", *arguments])
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def goals(workspace: Callable[..., Path]) -> Path:
    """A workspace with the figures of JOBS in Parquet."""
    folder = workspace(TARGETS)
    (folder / "observations").mkdir(exist_ok=True)
    columns = {"period": [2021, 2022], "value": [1000.0, 1100.0], "published": [date(2022, 2, 1), date(2023, 2, 1)]}
    (folder / PATH).write_bytes(packed(columns))
    return folder


# Cells.


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (pa.array([663.8, 7200.0, 0.1, 1e-7, -0.25]), ["663.8", "7200", "0.1", "1e-7", "-0.25"]),
        (pa.array([663.8, 7200.0], pa.float32()), ["663.8", "7200"]),
        (pa.array([1.5, None], pa.float16()), ["1.5", ""]),
        (pa.array([1.0, float("nan"), None]), ["1", "", ""]),
        (pa.array([2**53 + 1, -1]), ["9007199254740993", "-1"]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([Decimal("663.80"), None]), ["663.80", ""]),
        (pa.array([Decimal("663.8")], pa.decimal256(40, 20)), ["663.80000000000000000000"]),
        (pa.array(["663.80", "", None]), ["663.80", "", ""]),
        (pa.array(["a", "a", None]).dictionary_encode(), ["a", "a", ""]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array(["a", None], pa.string_view()), ["a", ""]),
        (pa.array([date(2024, 9, 30), None]), ["2024-09-30", ""]),
        (pa.array([date(2024, 9, 30)], pa.date64()), ["2024-09-30"]),
        (pa.array([datetime(2024, 9, 30)], pa.timestamp("ns")), ["2024-09-30"]),  # noqa: DTZ001 - a day has none
        (pa.array([datetime(2024, 9, 30, 1)], pa.timestamp("s")), ["2024-09-30 01:00:00.000"]),  # noqa: DTZ001
        (pa.nulls(2), ["", ""]),
    ],
    ids=lambda found: str(getattr(found, "type", "")),
)
def test_cells_are_taken_as_they_are(column: Any, written: list[str]) -> None:  # noqa: ANN401
    assert cells(column) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_comes_back(number: float) -> None:
    assert float(cells(pa.array([number]))[0]) == number


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([[1.0]]), "column 'value' holds list<element: double>; write texts, numbers or days"),
        (pa.array([{"a": 1}]), "column 'value' holds struct<a: int64>; write texts, numbers or days"),
        (pa.array([b"1"]), "column 'value' holds binary; write texts, numbers or days"),
        (pa.array([True]), "column 'value' holds bool; write texts, numbers or days"),
        (pa.array([1], pa.timestamp("s", "UTC")), "column 'value' has times with a time zone; write days (date32) or"),
    ],
    ids=lambda found: str(getattr(found, "type", "")),
)
def test_columns_that_hold_something_else_are_refused(column: Any, said: str) -> None:  # noqa: ANN401
    rows, problems = read({"period": ["2023"], "value": column})
    assert rows == []
    assert [problem.startswith(f"{PATH}: {said}") for problem in problems] == [True], problems


def test_rows_without_a_cell_are_left_out_and_counted() -> None:
    assert read({"period": [2021, None, 2023], "value": [1.5, None, 2.5]})[0] == [
        (1, ["2021", "1.5"], ""),
        (3, ["2023", "2.5"], ""),
    ]


# The same checks and words as in CSV.


def both(csv: str) -> tuple[list[str], list[str]]:
    """What is said of a table as CSV and as Parquet, all its cells texts; of CSV with rows in place of lines."""
    head, *lines = csv.splitlines()
    names = head.split(",")
    columns = {name: [line.split(",")[place] for line in lines] for place, name in enumerate(names)}
    _, written = read_rows(csv.encode(), path="observations/jobs.csv", indicator=INDICATOR, area="XX")
    _, found = read_rows(packed(columns), path=PATH, indicator=INDICATOR, area="XX")
    as_rows = [
        str(Problem(path=PATH, line=max(each.line - 1, 0), message=each.message, warning=each.warning))
        for each in written
    ]
    return as_rows, list(map(str, found))


@pytest.mark.parametrize(
    "csv",
    [
        "period,value\n2021,1O00\n2022,1,2\n".replace(",2\n", "\n"),
        "period,value,unit\n2021,5,CNY\n",
        "period,value,published\n2021,5,2020-01-01\n2021,5,30.9.2024\n",
        "period,value,status\n2021,,A\n2022,5,M\n2023,5,?\n",
        "period,value,qualifier\n2021,5,>=\n",
        "period,value,status\n2021,5,U\n",
        "value\n5\n",
        "period,valeu\n2021,5\n",
        "period,note\n2021,x\n",
    ],
)
def test_what_is_wrong_is_said_as_of_csv(csv: str) -> None:
    written, found = both(csv)
    assert found == [each.replace(f"{PATH}:row 0", PATH) for each in written]
    assert found


def test_contradictions_speak_of_rows() -> None:
    _, problems = read_rows(
        packed({"period": [2021, 2021], "value": [5, 6]}), path=PATH, indicator=INDICATOR, area="XX"
    )
    assert str(problems[0]).startswith(f"{PATH}:row 2: two figures for 2021 for XX")
    assert "5 people on row 1, 6 people here" in str(problems[0])


def test_steps_may_be_in_parquet_too() -> None:
    content = packed({"step": ["step-1", "step-9"], "status": ["done", "done"], "published": [date(2023, 1, 2)] * 2})
    rows, problems = read_steps(content, path="observations/plan.parquet", steps=("step-1", "step-2"))
    assert [(row.step, row.status, row.published) for row in rows] == [("step-1", "done", date(2023, 1, 2))]
    assert str(problems[0]).startswith("observations/plan.parquet:row 2: unknown step 'step-9'")


# In a workspace.


def test_a_workspace_answers_the_same(goals: Path, workspace: Callable[..., Path]) -> None:
    beside = workspace(TARGETS, {"jobs": JOBS}, name="beside")
    for verb in (["list", "--json"], ["check", "jobs-2030", "--json"], ["diff", "2022-12-31", "2023-12-31"]):
        found, expected = run(goals, *verb), run(beside, *verb)
        assert (found.exit_code, found.stdout) == (0, expected.stdout)
    assert run(goals, "validate").output == "0 errors, 0 warnings\n"


def test_what_is_exported_names_the_file(goals: Path) -> None:
    result = run(goals, "export", "--to", "json", "--out", "-")
    figures = json.loads(result.stdout)["figures"]
    assert {(row["file"], row["line"]) for row in figures} == {(PATH, 1), (PATH, 2)}


def test_validate_says_what_is_wrong_with_row_and_file(goals: Path) -> None:
    (goals / PATH).write_bytes(packed({"period": ["2021", "2O22"], "value": [5, 6]}))
    (goals / "observations" / "plan.parquet").write_bytes(b"step,status,published\n")
    (goals / "observations" / "job.parquet").write_bytes(packed({"period": [2021], "value": [5]}))
    result = run(goals, "validate")
    assert result.exit_code == 2
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        "observations/job.parquet",
        f"{PATH}:row 2",
        "observations/plan.parquet",
    ]
    assert "is no Parquet file" in result.stderr


def test_both_files_at_once_are_an_error(goals: Path) -> None:
    (goals / "observations" / "jobs.csv").write_text(JOBS, encoding="utf-8")
    for verb in ("list", "validate", "check"):
        result = run(goals, verb)
        assert result.exit_code == 2
        assert f"{PATH}: jobs.csv is there too; keep one of the two files and delete the other\n" in result.stderr


def test_parquet_called_csv_is_named(goals: Path) -> None:
    (goals / PATH).rename(goals / "observations" / "jobs.csv")
    assert run(goals, "list").stderr == "observations/jobs.csv: is a Parquet file; call it jobs.parquet\n"


@pytest.mark.parametrize(
    "asked", [["add", "jobs", "2023", "1200"], ["import", "--from", "csv", "new.csv", "--map", "m.yaml"]]
)
def test_adding_is_refused(goals: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(goals.parent)
    (goals.parent / "new.csv").write_text("year,people\n2023,1200\n", encoding="utf-8")
    (goals.parent / "m.yaml").write_text(
        "period: year\nvalues: [indicators]\nindicators: {jobs: people}\n", encoding="utf-8"
    )
    before = (goals / PATH).read_bytes()
    result = run(goals, *asked)
    assert result.exit_code == 2, result.output
    said = "figures in Parquet are only read; put the new ones in with the program that wrote the file"
    assert f"{PATH}: {said}, or keep all of them in observations/jobs.csv" in result.stderr
    assert (goals / PATH).read_bytes() == before
    assert [path.name for path in (goals / "observations").iterdir()] == ["jobs.parquet"]


def test_no_csv_comes_to_stand_beside_parquet(goals: Path) -> None:
    from tracker.errors import RefusedError
    from tracker.workspace import append_row, open_folder

    with pytest.raises(RefusedError, match="figures in Parquet are only read"):
        append_row(open_folder(str(goals)), "jobs", {"period": "2023", "value": "5"})


def test_without_pyarrow_the_package_is_named(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (goals / PATH).write_bytes(packed({"period": [2021], "value": [7]}))  # one that was not read before
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    said = "reading Parquet needs the package pyarrow; write: pip install 'policy-target-tracker[parquet]'"
    assert run(goals, "list").stderr == f"{PATH}: {said}\n"


# Hostile files.


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PAR1", "is damaged: it does not end like a Parquet file; write it anew"),
        (packed({"period": [1], "value": [1]})[:-5], "is damaged: it does not end like a Parquet file; write it anew"),
        (b"PAR1" + bytes(50) + b"PARE", "is encrypted; write it without encryption"),
        (b"PAR1" + b"\xff\xff\xff\x7fPAR1", "is damaged: its own description would have 2,147,483,647 bytes"),
        (b"PAR1" + bytes(50) + b"\x14\0\0\0PAR1", "cannot be read: "),
    ],
)
def test_damaged_files_are_refused(content: bytes, said: str) -> None:
    rows, problems = read(content)
    assert rows == []
    assert problems[0].startswith(f"{PATH}: {said}")


def test_bounds_are_asked_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({"period": [2021] * 1000, "value": [5] * 1000})
    many = packed({f"c{place}": [1] for place in range(201)})
    monkeypatch.setattr(parquet, "_batches", None)
    assert "has 201 columns in 1 row groups; write it anew" in read(many)[1][0]
    with monkeypatch.context() as patched:
        patched.setattr(parquet, "_MOST_ROWS", 999)
        assert read(content)[1] == [f"{PATH}: is too large: 1,000 rows; at most 999 are read"]
    monkeypatch.setattr(parquet, "MOST_UNPACKED", 10)
    assert f"{PATH}: is too large: it unpacks to " in read(content)[1][0]


def test_a_long_text_in_a_million_rows_is_not_unpacked() -> None:
    """A file of some megabytes in which one text of 90,000 bytes stands a million times: 90 GB."""
    places = pa.array([0] * 10**6, pa.int32())
    text = pa.DictionaryArray.from_arrays(places, pa.array(["x" * 90_000]))
    content = packed({"period": pa.DictionaryArray.from_arrays(places, pa.array(["2021"])), "note": text})
    assert len(content) < 10**7
    sheet, _ = open_sheet(content, path=PATH, columns=COLUMNS, required=("period",))
    assert sheet is not None
    before = pa.total_allocated_bytes()
    rows = list(rows_of(sheet))
    assert pa.total_allocated_bytes() - before < 10**8
    assert rows[-1][2] == "from here on it is too large: as text it has more than 536,870,912 bytes"
    assert len(rows) < 10


def test_texts_that_no_file_of_figures_may_hold_are_named_with_their_row() -> None:
    words = [b"2021", b"20\xff1", b"20\x0022", b"2" * 100_001, b"2023"]
    text = pa.array(words, pa.binary()).view(pa.string())
    rows, _ = read({"period": text, "value": [1, 2, 3, 4, 5]})
    assert rows == [
        (1, ["2021", "1"], ""),
        (2, [], "period is not UTF-8 (byte 0xff); write the column as text"),
        (3, [], "control character '\\x00' in period; delete it"),
        (4, [], "period has more than 100000 bytes; a row is one figure"),
        (5, ["2023", "5"], ""),
    ]


def test_a_file_that_ended_the_process_is_refused() -> None:
    """Found by changing bytes at random: to look at the description of its columns ends Python itself."""
    rows, problems = read((DATA / "damaged-level-histogram.parquet").read_bytes())
    assert problems == []
    assert [fault.startswith("from here on it cannot be read: Definition level histogram") for *_, fault in rows] == [
        True
    ]


SOUND = packed(
    {
        "area": ["CN", "US", "CN"] * 20,
        "period": pa.array([2000 + place for place in range(60)]),
        "value": [place / 7 for place in range(60)],
        "published": [date(2024, 1, 1)] * 60,
        "note": pa.array([f"note {place}" for place in range(60)]).dictionary_encode(),
    },
    row_group_size=25,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.integers(4, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_changed_bytes_end_in_figures_or_in_a_sentence(changes: list[tuple[int, int]]) -> None:
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte
    rows, problems = read_rows(bytes(content), path=PATH, indicator=INDICATOR, area="XX")
    assert len(rows) <= 60
    assert all(str(problem).startswith(PATH) and "\n" not in problem.message for problem in problems)


@given(end=st.integers(4, len(SOUND) - 1))
def test_a_torn_file_is_refused(end: int) -> None:
    rows, problems = read(SOUND[:end])
    assert rows == []
    assert len(problems) == 1
