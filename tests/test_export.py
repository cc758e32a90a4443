"""`export`: what each format holds is what other programs read from it, and what `import` takes back."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import frictionless
import openpyxl
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped] # it brings no types
import pytest
import sdmx
from click.testing import CliRunner
from pyarrow import parquet

from tracker.cli.export import FORMS
from tracker.cli.main import tracker
from tracker.figures import parse_period
from tracker.report.delimited import unguarded
from tracker.report.observations import time_period, unit_code

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

EVIL = "=cmd|' /C calc'!A0"
AS_OF = "2026-06-30"
TARGETS = f"""\
format: 1
workspace:
  title: {{en: Goals of Example, zh: 示例地区目标}}
  area: XX
  sources: {{office: {{publisher: {{en: Statistical office, zh: 统计局}}}}}}
indicators:
  revenue:
    title: {{en: Revenue, zh: 营业收入}}
    unit: CNY
    nature: currency
    aggregation: sum
    frequency: annual
    prefer: [office]
  balance: {{title: Balance, unit: "%", nature: signed, aggregation: mean, frequency: quarterly}}
  exports: {{title: Exports, unit: 亿元, aggregation: sum, frequency: monthly, lag: 20 days}}
  odd: {{title: "{EVIL}", unit: "=kg", frequency: annual, aggregation: last}}
targets:
  revenue-2027: {{title: A trillion, indicator: revenue, more_than: 1 trillion CNY, by: 2027}}
  balance-2026: {{title: "{EVIL}", indicator: balance, at_least: 0, by: 2026}}
  both: {{title: Both, all_of: [revenue-2027, balance-2026]}}
  tasks: {{title: Tasks, milestones: [{{id: law, title: A law, by: 2025}}], by: 2026}}
"""
FIGURES = {
    "revenue": """\
area,period,value,growth,since,unit,qualifier,status,published,source,url,note
,2020,500,,,billion CNY,,A,2021-04-01,office,https://example.org/2020,"first, print"
,2021,540,,,billion CNY,,P,2022-04-01,office,,
,2021,550.50,10.1,,billion CNY,,A,2023-04-01,office,,revised
,2021,560,,,billion CNY,,A,2022-05-01,a newspaper,,
,2022,6100,,,亿元,~,A,2023-04-01,office,,
,2023,,12.5,2018,,>,A,2024-04-01,office,,
,2024,700.000001,,,billion CNY,,A,2026-07-01,office,,printed after the day
""",
    "balance": """\
area,period,value,status,published,source,note
,2025-Q1,-3.2,A,2025-05-01,office,
,2025-Q2,-0.00007,E,2025-08-01,"=cmd|' /C calc'!A0","@SUM(1)
and a second line"
,2025-Q3,,M,2025-11-01,,-1+1
Y-2,2025-Q1,2,A,2025-05-01,office,
""",
    "exports": """\
period,value,source,published
2025-01/2025-03,12.5,office,
2025-01/2025-08,33.10,office,
2025-09,4,office,2025-10-08
""",
    "odd": "period,value,source,published\n2025,12,office,2026-02-01\n",
    "tasks": "step,status,published\nlaw,done,2025-02-01\n",
}
TABLES = ("verdicts", "figures", "forecasts", "steps", "sources", "notes")


def write(root: Path, figures: dict[str, str], targets: str = TARGETS) -> Path:
    (root / "observations").mkdir(parents=True, exist_ok=True)
    (root / "targets.yaml").write_text(targets, encoding="utf-8")
    for name, text in figures.items():
        (root / "observations" / f"{name}.csv").write_text(text, encoding="utf-8")
    return root


def run(root: Path, *arguments: str, code: int = 0, day: str = AS_OF) -> Result:
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "--as-of", day, *arguments])
    assert done.exit_code == code, done.output
    return done


def export(root: Path, form: str, out: Path, *names: str, day: str = AS_OF) -> Path:
    run(root, "export", "--to", form, "--out", str(out), *names, day=day)
    return out


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with revisions, two sources, growth, ranges of months, missing figures and texts like formulas."""
    return write(tmp_path_factory.mktemp("goals"), FIGURES)


@pytest.fixture(scope="module")
def made(goals: Path) -> dict[str, Path]:
    """The folder or file of each format."""
    return {form: export(goals, form, goals / "out" / form) for form in FORMS}


@pytest.fixture(scope="module")
def told(goals: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables as `--to json` prints them, which the other formats are compared with."""
    found: dict[str, list[dict[str, Any]]] = json.loads(run(goals, "export", "--to", "json", "--out", "-").stdout)
    return found


# JSON


def test_json_has_every_figure_that_was_published_by_the_day(told: dict[str, list[dict[str, Any]]]) -> None:
    revenue = [each for each in told["figures"] if each["indicator"] == "revenue"]
    assert [(each["period"], each["printed_value"], each["growth"], each["use"]) for each in revenue] == [
        ("2020", 500, None, "used"),
        ("2021", 540, None, "replaced"),
        ("2021", 560, None, "other-source"),
        ("2021", 550.5, 10.1, "used"),
        ("2022", 6100, None, "used"),
        ("2023", None, 12.5, "growth-only"),
    ]
    assert [each["id"] for each in told["verdicts"]] == ["revenue-2027", "balance-2026", "both", "tasks"]
    assert [each["status"] for each in told["steps"]] == ["done"]
    assert told["forecasts"]
    assert {each["id"] for each in told["sources"]} == {"office", "a newspaper", EVIL}


def test_what_is_printed_is_what_is_written(goals: Path, made: dict[str, Path]) -> None:
    printed = run(goals, "export", "--to", "json", "--out", "-").stdout
    assert (made["json"] / "data.json").read_text(encoding="utf-8") == printed


# CSV and Data Package


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("form", ["csv", "datapackage"])
@pytest.mark.parametrize("table", TABLES)
def test_csv_says_the_same(made: dict[str, Path], told: dict[str, list[dict[str, Any]]], form: str, table: str) -> None:
    rows = csv_rows(made[form] / f"{table}.csv")
    assert len(rows) == len(told[table]) > 0
    for row, known in zip(rows, told[table], strict=True):
        for name, value in known.items():
            text = unguarded(row[name])
            if isinstance(value, bool) or value is None:
                assert text == {True: "true", False: "false", None: ""}[value]
            elif isinstance(value, str):
                assert text == value
            else:
                assert float(text) == value


def test_a_data_package_is_valid(made: dict[str, Path]) -> None:
    limit = csv.field_size_limit()
    try:
        found = frictionless.validate(str(made["datapackage"] / "datapackage.json"))
    finally:
        csv.field_size_limit(limit)  # frictionless lifts it for the whole process
    assert found.valid, found.to_summary()
    assert [task.name for task in found.tasks] == list(TABLES)
    assert {path.name for path in made["csv"].iterdir()} == {f"{table}.csv" for table in TABLES}


@pytest.mark.parametrize("form", ["csv", "sdmx-csv"])
def test_no_cell_is_a_formula_and_numbers_stay_numbers(made: dict[str, Path], form: str) -> None:
    texts = 0
    for path in made[form].glob("*.csv"):
        for row in csv_rows(path):
            for cell in row.values():
                if not re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", cell):
                    assert not re.match(r"[\s\"]*[=+\-@]", cell), (path.name, cell)
                    texts += 1
    assert texts > 100


# Excel


@pytest.mark.parametrize("table", TABLES)
def test_excel_says_the_same(made: dict[str, Path], told: dict[str, list[dict[str, Any]]], table: str) -> None:
    book = openpyxl.load_workbook(made["xlsx"] / "data.xlsx")
    heading, *rows = book[table].iter_rows()
    names = [str(cell.value) for cell in heading]
    assert names == list(told[table][0])
    for cells, known in zip(rows, told[table], strict=True):
        for cell, value in zip(cells, known.values(), strict=True):
            if isinstance(value, str) and cell.data_type == "d":
                assert str(cell.value)[:10] == value
            else:
                assert cell.value == (pytest.approx(value, rel=1e-14) if isinstance(value, float) else value)
            assert cell.data_type != "f"


def test_pandas_reads_the_workbook(made: dict[str, Path], told: dict[str, list[dict[str, Any]]]) -> None:
    table = pd.read_excel(made["xlsx"] / "data.xlsx", sheet_name="figures")
    assert list(table["value"].dropna()) == [each["value"] for each in told["figures"] if each["value"] is not None]


# Parquet

KINDS = {
    "value": pa.float64(),
    "published": pa.date32(),
    "counts": pa.bool_(),
    "line": pa.int64(),
    "note": pa.string(),
}


@pytest.mark.parametrize("table", TABLES)
def test_parquet_says_the_same(made: dict[str, Path], told: dict[str, list[dict[str, Any]]], table: str) -> None:
    found = parquet.read_table(made["parquet"] / f"{table}.parquet")
    rows = [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in found.to_pylist()
    ]
    assert rows == told[table]


def test_parquet_columns_have_their_types_units_and_descriptions(made: dict[str, Path]) -> None:
    schema = parquet.read_schema(made["parquet"] / "figures.parquet")
    assert {name: schema.field(name).type for name in KINDS} == KINDS
    verdicts = parquet.read_schema(made["parquet"] / "verdicts.parquet")
    assert verdicts.field("probability").metadata[b"unit"] == b"share"
    assert all(field.metadata[b"description"] for field in verdicts)


def test_pandas_reads_parquet(made: dict[str, Path], told: dict[str, list[dict[str, Any]]]) -> None:
    table = pd.read_parquet(made["parquet"] / "figures.parquet")
    assert (len(table), str(table["value"].dtype), str(table["counts"].dtype)) == (
        len(told["figures"]),
        "float64",
        "bool",
    )


# SDMX-CSV


def observations(folder: Path, flow: str) -> list[dict[str, str]]:
    """What sdmx1 reads, with the structure that lies beside the figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        structure: Any = sdmx.read_sdmx(folder / "structure.sdmx.xml")
        message: Any = sdmx.read_sdmx(folder / f"{flow.lower()}.sdmx.csv", structure=structure.dataflow[flow])
    return [
        {each.id: str(each.value) for each in found.dimension}
        | {name: str(each.value) for name, each in found.attached_attribute.items()}
        | {"OBS_VALUE": str(found.value)}
        for found in message.data[0].obs
    ]


@pytest.mark.parametrize("flow", ["FIGURES", "VINTAGES"])
def test_sdmx1_reads_every_observation_without_loss(made: dict[str, Path], flow: str) -> None:
    written = csv_rows(made["sdmx-csv"] / f"{flow.lower()}.sdmx.csv")
    heads = [(row.pop("STRUCTURE"), row.pop("STRUCTURE_ID"), row.pop("ACTION")) for row in written]
    assert set(heads) == {("dataflow", f"TRACKER:{flow}(1.0)", "I")}
    assert observations(made["sdmx-csv"], flow) == written


def test_an_observation_says_all_of_a_figure(made: dict[str, Path]) -> None:
    key = ("INDICATOR", "REF_AREA", "TIME_PERIOD", "TRANSFORMATION", "SOURCE", "PUBLISHED")
    read = {tuple(each[name] for name in key): each for each in observations(made["sdmx-csv"], "VINTAGES")}
    for figure in csv_rows(made["csv"] / "figures.csv"):
        period = time_period(parse_period(figure["period"]))
        for kind in kinds(figure):
            each = read.pop(
                (figure["indicator"], figure["area"], period, kind, figure["source"] or "_X", figure["published"])
            )
            unit = ("PT", 0) if kind != "N" else unit_code(unguarded(figure["printed_unit"] or figure["unit"]))
            said = {
                "OBS_VALUE": figure["printed_value"] if kind == "N" else figure["growth"],
                "UNIT_MEASURE": unit[0],
                "UNIT_MULT": str(unit[1]),
                "OBS_STATUS": figure["status"],
                "QUALIFIER": figure["qualifier"],
                "PUBLISHED_BY_RULE": figure["published_by_rule"],
                "SOURCE_URL": figure["url"],
                "BASE_PER": figure["since"] if kind != "N" else "",
            }
            assert {name: each[name] for name in said} == said
            assert unguarded(each["COMMENT_OBS"]) == " ".join(unguarded(figure["note"]).split())
    assert not read


def kinds(figure: dict[str, str]) -> list[str]:
    """TRANSFORMATION of the observations that a row of figures.csv becomes."""
    growth = f"GA_{figure['since']}" if figure["since"] else "GY"
    if not figure["growth"]:
        return ["N"]
    return ["N", growth] if figure["value"] else [growth]


def test_the_flow_of_figures_has_those_that_count(made: dict[str, Path]) -> None:
    found = [
        (each["TIME_PERIOD"], each["OBS_VALUE"], each["UNIT_MEASURE"], each["UNIT_MULT"], each["TRANSFORMATION"])
        for each in observations(made["sdmx-csv"], "FIGURES")
        if each["INDICATOR"] == "revenue"
    ]
    assert found == [
        ("2020", "500", "CNY", "9", "N"),
        ("2021", "550.50", "CNY", "9", "N"),
        ("2021", "10.1", "PT", "0", "GY"),
        ("2022", "6100", "CNY", "8", "N"),
        ("2023", "12.5", "PT", "0", "GA_2018"),
    ]


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("%", ("PT", 0)),
        ("billion CNY", ("CNY", 9)),
        ("亿元", ("CNY", 8)),
        ("万人", ("people", 4)),
        ("GW", ("W", 9)),
        ("kg", ("kg", 0)),
        ("per 100,000 people", ("per 100,000 people", 0)),
        ("% of GDP", ("% of GDP", 0)),
        ("thousand", ("thousand", 0)),
        ("=kg", ("'=kg", 0)),
    ],
)
def test_units_are_codes_and_powers_of_ten(unit: str, code: tuple[str, int]) -> None:
    assert unit_code(unit) == code


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2024", "2024"),
        ("2024-H1", "2024-S1"),
        ("2024-Q3", "2024-Q3"),
        ("2024-09", "2024-09"),
        ("2024-09-30", "2024-09-30"),
        ("2024-01/2024-08", "2024-01-01/P8M"),
    ],
)
def test_periods_are_those_of_sdmx(period: str, written: str) -> None:
    assert time_period(parse_period(period)) == written


# Taken back by `import`


@pytest.mark.parametrize("flow", ["figures", "vintages"])
def test_importing_what_was_exported_changes_nothing(goals: Path, made: dict[str, Path], flow: str) -> None:
    folder = made["sdmx-csv"]
    done = run(
        goals,
        "import",
        "--from",
        "sdmx",
        str(folder / f"{flow}.sdmx.csv"),
        "--map",
        str(folder / "import.map.yaml"),
        "--json",
    )
    answer = json.loads(done.stdout)
    assert {key: answer["counts"][key] for key in ("new", "revised", "refused")} == {
        "new": 0,
        "revised": 0,
        "refused": 0,
    }
    assert answer["counts"]["unchanged"] == {"figures": 11, "vintages": 13}[flow]
    assert answer["written"] == []


def test_a_workspace_without_figures_gets_the_same_levels(made: dict[str, Path], tmp_path: Path) -> None:
    root, folder = write(tmp_path / "new", {}), made["sdmx-csv"]
    arguments = [
        "import", "--from", "sdmx", str(folder / "vintages.sdmx.csv"), "--map", str(folder / "import.map.yaml"),
    ]  # fmt: skip
    run(root, *arguments, "--strict")
    assert "0 new, 0 revised, 13 unchanged, 0 refused" in run(root, *arguments).stdout
    again = export(root, "sdmx-csv", tmp_path / "again")
    for flow in ("figures", "vintages"):
        before, after = (levels(each / f"{flow}.sdmx.csv") for each in (folder, again))
        assert after == before


def levels(path: Path) -> list[tuple[object, ...]]:
    """What the importer takes from a file: the levels, with all that tells one from another."""
    names = ("FREQ", "REF_AREA", "INDICATOR", "SOURCE", "PUBLISHED", "TIME_PERIOD", "OBS_STATUS", "QUALIFIER")
    return [
        (
            *(row[name] for name in names),
            Decimal(row["OBS_VALUE"] or "NaN").scaleb(int(row["UNIT_MULT"])).normalize().to_eng_string(),
        )
        for row in csv_rows(path)
        if row["TRANSFORMATION"] == "N"
    ]


# Days, targets, places


def test_as_of_leaves_out_what_was_published_later(goals: Path) -> None:
    printed = run(goals, "export", "--to", "json", "--out", "-", day="2023-01-01").stdout
    found = json.loads(printed)
    assert found["as_of"] == "2023-01-01"
    assert {each["published"] <= "2023-01-01" for each in found["figures"]} == {True}
    assert {each["as_of"] for each in found["verdicts"]} == {"2023-01-01"}


def test_named_targets_come_with_their_figures_and_parts(goals: Path) -> None:
    def found(name: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(run(goals, "export", "--to", "json", "--out", "-", name).stdout)
        return answer

    one, group = found("revenue-2027"), found("both")
    assert [each["id"] for each in one["verdicts"]] == ["revenue-2027"]
    assert {each["indicator"] for each in one["figures"]} == {"revenue"}
    assert {each["id"] for each in one["sources"]} == {"office", "a newspaper"}
    assert [each["id"] for each in group["verdicts"]] == ["revenue-2027", "balance-2026", "both"]
    assert {each["indicator"] for each in group["figures"]} == {"revenue", "balance"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_workspace_gives_the_same_bytes(made: dict[str, Path], tmp_path: Path, form: str) -> None:
    again = export(write(tmp_path, FIGURES), form, tmp_path / "out")
    files = {path.name: path.read_bytes() for path in made[form].iterdir()}
    assert {path.name: path.read_bytes() for path in again.iterdir()} == files


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_workspace_has_empty_tables(tmp_path: Path, form: str) -> None:
    root = write(tmp_path, {}, "workspace: {title: Empty, area: XX}\n")
    out = export(root, form, tmp_path / "out")
    tables = [path for path in out.iterdir() if path.suffix == ".csv"]
    assert all(csv_rows(path) == [] for path in tables)
    assert not (out / "import.map.yaml").exists()


def test_a_file_is_named_where_the_format_is_one_file(goals: Path, tmp_path: Path) -> None:
    place = tmp_path / "deep" / "er" / "goals.XLSX"
    done = run(goals, "export", "--to", "xlsx", "--out", str(place), "--json")
    assert json.loads(done.stdout) == {"version": 1, "as_of": AS_OF, "written": [str(place)]}
    assert openpyxl.load_workbook(place).sheetnames[0] == "about"


def test_a_file_that_is_there_is_replaced(goals: Path, tmp_path: Path) -> None:
    place = tmp_path / "goals.json"
    place.write_text("old", encoding="utf-8")
    export(goals, "json", place)
    assert json.loads(place.read_text(encoding="utf-8"))["version"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["goals.json"]


@pytest.mark.parametrize(
    ("form", "out", "reason"),
    [
        ("csv", "all.csv", "all.csv: csv is 6 files; write --out {}/all"),
        ("xlsx", "all.json", "xlsx is one file that ends with .xlsx; write --out {}/all.xlsx"),
        ("parquet", "file", "file: parquet is 6 files; write --out {}/file-parquet"),
        ("json", "file/inside", "file/inside: the folder cannot be made: Not a directory"),
        ("csv", "-", "only JSON is printed; write --to json"),
    ],
)
def test_a_place_that_does_not_suit_the_format(goals: Path, tmp_path: Path, form: str, out: str, reason: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = run(goals, "export", "--to", form, "--out", out if out == "-" else str(tmp_path / out), code=2)
    assert reason.format(tmp_path) in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "out", ["observations", "reports/2026-Q2", "targets.yaml/x", ".tracker", "out/../observations"]
)
def test_nothing_is_written_into_the_workspaces_own_folders(goals: Path, out: str) -> None:
    done = run(goals, "export", "--out", str(goals / out), code=2)
    assert "is part of the workspace itself" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("tracker.workspace.write._write_new", refuse)
    done = run(goals, "export", "--to", "json", "--out", str(tmp_path), code=2)
    assert f"{tmp_path}/data.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("form", "package", "extra"), [("xlsx", "openpyxl", "excel"), ("parquet", "pyarrow", "parquet")]
)
def test_a_missing_package_is_named(
    goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, package: str, extra: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else find(name))
    done = run(goals, "export", "--to", form, "--out", str(tmp_path), code=2)
    assert f"pip install 'policy-target-tracker[{extra}]'" in done.stderr


def test_a_workspace_with_an_error_exports_nothing(tmp_path: Path) -> None:
    root = write(tmp_path, FIGURES | {"odd": "period,value\n2025,many\n"})
    done = run(root, "export", "--out", str(tmp_path / "out"), code=2)
    assert "observations/odd.csv:2" in done.stderr
    assert not (tmp_path / "out").exists()
