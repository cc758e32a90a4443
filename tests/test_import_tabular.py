"""Tables as offices hand them out: CSV and Excel of any shape, and the downloads of three large sources."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from tracker.cli.main import tracker
from tracker.errors import MappingNeededError, RefusedError
from tracker.exchange import reader, workbook
from tracker.figures import Indicator, text_of
from tracker.goals import Declarations, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tracker.exchange import Shipment

TODAY = date(2026, 11, 22)
TARGETS = """\
workspace: {title: Goals, area: CN-GD}
indicators:
  industry: {title: {en: Industry, zh: 工业增加值}, unit: CNY, frequency: annual, aggregation: sum, lag: 60 days}
  rate: {title: {en: Growth rate, zh: 增长速度}, unit: '%', frequency: annual, lag: 60 days}
targets:
  industry-2030: {title: Industry, indicator: industry, at_least: 5 trillion CNY, by: 2030}
"""


def indicator(name: str, title: str, unit: str, frequency: str = "annual") -> Indicator:
    return Indicator(id=name, title=text_of({"en": name, "zh": title}), unit=unit, frequency=frequency)


DECLARED = Declarations(
    settings=Settings(title=text_of("Goals"), area="CN-GD"),
    indicators={
        "industry": indicator("industry", "工业增加值", "CNY"),
        "rate": indicator("rate", "增长速度", "%"),
        "monthly": indicator("monthly", "月度产值", "CNY", "monthly"),
    },
    targets={},
)
NOTHING = Declarations(settings=Settings(title=text_of("Goals"), area="CN-GD"), indicators={}, targets={})


def brought(
    path: Path, form: str = "csv", mapping: Mapping[str, Any] | None = None, declared: Declarations = DECLARED
) -> Shipment:
    return reader(form)(str(path), mapping=mapping, declarations=declared, retrieved=TODAY)


def csv_of(folder: Path, text: str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook_of(folder: Path, *rows: list[Any], merged: tuple[str, ...] = (), sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = sheet
    for row in rows:
        table.append(row)
    for area in merged:
        table.merge_cells(area)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def figures(shipment: Shipment) -> list[tuple[str, str, str, str, str]]:
    return [(each.indicator, each.area, str(each.period), each.value, each.unit) for each in shipment.arrivals]


def values(shipment: Shipment) -> list[str]:
    return [each.value for each in shipment.arrivals]


def reasons(shipment: Shipment) -> str:
    return "\n".join(f"{each.place}: {each.reason}" for each in shipment.refusals)


# Shapes


def test_a_long_table_with_chinese_headers(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "年份,地区,指标,数值,单位,发布日期,来源,备注\n2023年,广东,工业增加值,39533.5,亿元,2024-03-30,统计公报,快报\n",
    )
    (found,) = brought(path).arrivals
    assert (found.indicator, found.area, str(found.period), found.value) == ("industry", "CN-GD", "2023", "39533.5")
    assert (found.unit, found.published, found.source, found.note) == ("亿元", date(2024, 3, 30), "统计公报", "快报")
    assert found.place == "t.csv:2, column 4".replace("t.csv", str(path))


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("2023年3季度", "2023-Q3"),
        ("2023年一季度", "2023-Q1"),
        ("2023年1-8月", "2023-01/2023-08"),
        ("2023年上半年", "2023-H1"),
        ("2023年9月", "2023-09"),
        ("Q3 2023", "2023-Q3"),
        ("2023 Q3", "2023-Q3"),
        ("Sep 2023", "2023-09"),
        ("September 2023", "2023-09"),
        ("2023M09", "2023-09"),
        ("2023-09-01", "2023-09"),
        ("2023-09-30", "2023-09"),
    ],
)
def test_periods_as_tables_write_them(tmp_path: Path, written: str, period: str) -> None:
    found = brought(csv_of(tmp_path, f"时间,指标,数值\n{written},月度产值,5\n"))
    assert [str(each.period) for each in found.arrivals] == [period]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("45199", "perhaps the day 2023-09-30 of a spreadsheet"),
        ("2023-09-15", "is a day; a figure that is monthly has a period like 2023-09"),
        ("2023-W05", "is a week"),
        ("2023/24", "has no month 24"),
        ("2031", "lies in the future; a forecast has the status F"),
        ("soon", "is not a period"),
    ],
)
def test_what_is_no_period_is_refused_with_its_place(tmp_path: Path, written: str, reason: str) -> None:
    path = csv_of(tmp_path, f"时间,指标,数值\n2023-08,月度产值,5\n{written},月度产值,6\n")
    found = brought(path)
    assert values(found) == ["5"]
    assert f"{path}:3, column 3: " in reasons(found)
    assert reason in reasons(found)


def test_a_year_and_a_month_in_two_columns(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "年份,月份,指标,数值\n2023,3,月度产值,5\n2023,12,月度产值,6\n"))
    assert [str(each.period) for each in found.arrivals] == ["2023-03", "2023-12"]


def test_a_wide_table_has_its_periods_in_the_header(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "指标,2022年,2023年(p),单位\n工业增加值,1.5,2.5,万亿元\n其他,1,2,亿元\n")
    found = brought(path)
    assert figures(found) == [
        ("industry", "CN-GD", "2022", "1.5", "万亿元"),
        ("industry", "CN-GD", "2023", "2.5", "万亿元"),
    ]
    assert [each.status for each in found.arrivals] == ["", "P"]
    assert "left aside, as no indicator is mapped to it: 其他 (2 figures)" in found.remarks


def test_indicators_side_by_side(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "年份,工业增加值（亿元）,增长速度(%),人口\n2022,395.5,4.1,7\n"))
    assert figures(found) == [("industry", "CN-GD", "2022", "395.5", "亿元"), ("rate", "CN-GD", "2022", "4.1", "%")]
    assert "columns left aside: 人口" in found.remarks


def test_areas_side_by_side(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,广东省,江苏\n2022,3,2\n", name="工业增加值.csv")
    assert [each[1:4] for each in figures(brought(path))] == [("CN-GD", "2022", "3"), ("CN-JS", "2022", "2")]


def test_a_unit_above_the_table_holds_for_all_of_it(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "主要指标\n单位：亿元,,\n\n指标,2021年,2022年\n工业增加值,1,2\n"))
    assert [each[4] for each in figures(found)] == ["亿元", "亿元"]


def test_a_unit_that_does_not_fit_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    found = brought(
        csv_of(tmp_path, "年份,工业增加值(万吨)\n2022,3\n"), mapping={"indicator": {"constant": "industry"}}
    )
    assert not found.arrivals
    assert "the table says '万吨' and industry is in CNY" in reasons(found)


def test_header_rows_merged_cells_and_notes_in_a_workbook(tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path,
        ["广东省主要指标", None, None, None, None],
        ["单位：亿元"],
        ["指标", "2021年", None, "2022年", None],
        [None, "数值", "备注", "数值", "备注"],
        ["工业增加值", "37,306.53", None, 39533.5, "x"],
        ["注：数据来自统计公报"],
        merged=("A1:E1", "A3:A4", "B3:C3", "D3:E3", "A6:E6"),
        sheet="数据",
    )
    found = brought(path, "excel")
    assert [each[2:] for each in figures(found)] == [("2021", "37306.53", "亿元"), ("2022", "39533.5", "亿元")]
    assert [each.place for each in found.arrivals] == ["数据!B5", "数据!D5"]
    assert "left out as notes: line 6: 注：数据来自统计公报" in found.remarks


def test_cells_merged_downwards_count_for_every_row(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, ["指标", "年份", "数值"], ["工业增加值", 2021, 1], [None, 2022, 2], merged=("A2:A3",))
    assert [each[2:4] for each in figures(brought(path, "excel"))] == [("2021", "1"), ("2022", "2")]


def test_two_header_rows_of_a_text_file_carry_to_the_right(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "地区,2021年,,2022年,\n,工业增加值,增长速度,工业增加值,增长速度\nCN-GD,1,2,3,4\n")
    assert [(each[0], each[2], each[3]) for each in figures(brought(path))] == [
        ("industry", "2021", "1"),
        ("rate", "2021", "2"),
        ("industry", "2022", "3"),
        ("rate", "2022", "4"),
    ]


def test_percent_cells_and_dates_of_a_workbook(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, ["Date", "Indicator", "Value"], [date(2023, 12, 31), "rate", 0.052])
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["C2"].number_format = "0.0%"
    book.save(path)
    assert figures(brought(path, "excel")) == [("rate", "CN-GD", "2023", "5.2", "%")]


def test_a_sheet_must_be_named_where_several_hold_tables(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, ["年份", "指标", "数值"], [2021, "工业增加值", 1])
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book["Sheet1"])
    copy.title = "Two"
    copy["C2"] = 2
    book.save(path)
    with pytest.raises(MappingNeededError) as needed:
        brought(path, "excel")
    assert needed.value.questions[0].choices == ("Sheet1", "Two")
    assert values(brought(path, "excel", {"sheet": "Two"})) == ["2"]
    with pytest.raises(RefusedError, match="no sheet 'Three'; there are Sheet1, Two"):
        brought(path, "excel", {"sheet": "Three"})


def test_columns_beside_the_figures_are_named_where_they_are_left_aside(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "指标,2021年,,2022年,\n,绝对值,同比增长(%),绝对值,同比增长(%)\n工业增加值,10,1,11,2\n")
    found = brought(path)
    assert values(found) == ["10", "11"]
    assert "columns left aside: 2021年 / 同比增长(%), 2022年 / 同比增长(%)" in found.remarks
    beside = {"values": ["periods", "indicators"], "indicators": {"rate": {"指标": "工业增加值", "values": "同比增长"}}}
    assert values(brought(path, mapping=beside)) == ["1", "2"]


def test_a_header_of_unknown_words_is_the_line_above_the_figures(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "Stand: 2025\n\nJahr;rate;Quote\n2021;1.045,5;61,2\n2022;7,25;62,8(1)\n(1) geschätzt\n")
    found = brought(path)
    assert [(each[0], each[2], each[3]) for each in figures(found)] == [
        ("rate", "2021", "1045.5"),
        ("rate", "2022", "7.25"),
    ]
    assert "figures read with a decimal comma" in found.remarks


def test_blank_cells_repeat_the_one_above_only_where_the_map_says_so(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,指标,数值\n2021,工业增加值,1\n,增长速度,2\n")
    assert "the period is empty; name its column under `fill`" in reasons(brought(path))
    assert values(brought(path, mapping={"fill": "年份"})) == ["1", "2"]


# Figures


@pytest.mark.parametrize(
    ("printed", "value", "status", "note"),
    [
        ("12.3 p", "12.3", "P", ""),
        ("12.3e", "12.3", "E", ""),
        ("12.3 r", "12.3", "", "revised"),
        ("12.3 c", "12.3", "", "confidential"),
        ("12.3 bp", "12.3", "B", ""),
        ("12.3(1)", "12.3", "", "mark (1)"),
        ("12.3[a]", "12.3", "", "mark [a]"),
        ("12.3*", "12.3", "", "mark *"),
        ("12.3①", "12.3", "", "mark ①"),
        ("12.3²", "12.3", "", "mark ²"),
        ("\u22121.5", "-1.5", "", ""),
        ("1.5e-3", "1.5e-3", "", ""),
    ],
)
def test_flags_and_footnote_marks(tmp_path: Path, printed: str, value: str, status: str, note: str) -> None:
    (found,) = brought(csv_of(tmp_path, f"年份,指标,数值\n2023,增长速度,{printed}\n")).arrivals
    assert (found.value, found.status, found.note) == (value, status, note)


def test_a_footnote_below_the_table_is_the_note_of_its_figures(tmp_path: Path) -> None:
    (found,) = brought(csv_of(tmp_path, "年份,指标,数值\n2023,增长速度,5①\n①初步核算数,,\n")).arrivals
    assert found.note == "初步核算数"


def test_a_sign_before_the_figure_is_its_qualifier(tmp_path: Path) -> None:
    (found,) = brought(csv_of(tmp_path, "年份,指标,数值\n2023,增长速度,≥5\n")).arrivals
    assert (found.value, found.qualifier) == ("5", ">")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1.234,5", "12,75"], ["1234.5", "12.75"]),
        (["1,234.5", "12.75"], ["1234.5", "12.75"]),
        (["1 234,5", "7"], ["1234.5", "7"]),
        (["1'234.5", "7"], ["1234.5", "7"]),
        (["0,123", "5"], ["0.123", "5"]),
    ],
)
def test_the_decimal_mark_is_found(tmp_path: Path, rows: list[str], expected: list[str]) -> None:
    lines = "".join(f"{2020 + n};rate;{row}\n" for n, row in enumerate(rows))
    assert values(brought(csv_of(tmp_path, f"year;indicator;value\n{lines}"))) == expected


def test_decimal_commas_do_not_part_cells(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "year, month;rate;Quote, in %\n2021;1,5;61,2\n2022;7,25;62,8\n"))
    assert values(found) == ["1.5", "7.25"]


def test_a_figure_that_can_be_read_in_two_ways_needs_the_decimal_mark(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "year;indicator;value\n2021;rate;1.234\n")
    with pytest.raises(RefusedError, match=r"'1\.234' can be read in two ways; write decimal"):
        brought(path)
    assert values(brought(path, mapping={"decimal": ","})) == ["1234"]
    assert values(brought(path, mapping={"decimal": "."})) == ["1.234"]


def test_one_figure_written_otherwise_than_the_rest_is_refused(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "year;indicator;value\n2021;rate;1.5\n2022;rate;2.5\n2023;rate;3,5\n"))
    assert values(found) == ["1.5", "2.5"]
    assert "'3,5' does not fit the other figures" in reasons(found)


@pytest.mark.parametrize("printed", ["(5.2)", "=B1+B2", "5.2 apples", "5-6", "12 bn", "5 pp", "3 in"])
def test_what_is_no_figure_is_refused_with_its_place(tmp_path: Path, printed: str) -> None:
    found = brought(csv_of(tmp_path, f"年份,指标,数值\n2023,增长速度,{printed}\n"))
    assert found.refusals[0].place.endswith("t.csv:2, column 3")


@pytest.mark.parametrize("missing", ["", "..", "…", "-", "—", ":", "NA", ": c"])
def test_cells_without_a_figure_are_counted(tmp_path: Path, missing: str) -> None:
    found = brought(csv_of(tmp_path, f"年份,指标,数值\n2022,增长速度,4\n2023,增长速度,{missing}\n"))
    assert values(found) == ["4"]
    assert "cells without a figure left out: 1" in found.remarks
    assert not found.refusals


def test_equal_rows_are_one_and_contradictions_are_refused_with_both_places(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,指标,数值\n2021,增长速度,4\n2021,增长速度,4\n2022,增长速度,5\n2022,增长速度,6\n")
    found = brought(path)
    assert values(found) == ["4"]
    assert "rows that repeat another word for word left out: 1" in found.remarks
    assert f"{path}:4, column 3: rate 2022 for CN-GD is 5 here and 6 at {path}:5" in reasons(found)


def test_a_forecast_may_lie_in_the_future_and_a_day_of_release_may_not(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,指标,数值,状态,发布日期\n2031,增长速度,4,F,2026-01-01\n2022,增长速度,4,,2027-01-01\n")
    found = brought(path)
    assert [str(each.period) for each in found.arrivals] == ["2031"]
    assert "published 2027-01-01 lies in the future" in reasons(found)


def test_an_unknown_status_is_refused_until_it_is_mapped(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,指标,数值,状态\n2022,增长速度,4,初步\n2023,增长速度,5,zz9\n")
    found = brought(path)
    assert [each.status for each in found.arrivals] == ["P"]
    assert "status 'zz9' is not known" in reasons(found)
    found = brought(path, mapping={"statuses": {"zz9": "B"}})
    assert [each.status for each in found.arrivals] == ["P", "B"]


# Text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    path = csv_of(tmp_path, "年份;指标;数值\n2023;工业增加值;5\n", encoding)
    assert values(brought(path)) == ["5"]


def test_western_files_are_read_and_that_is_said(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "Année,Indicateur,Value\n2023,rate,5\n", "cp1252")
    found = brought(path, mapping={"period": "Année", "indicator": "Indicateur"})
    assert values(found) == ["5"]
    assert found.remarks[0].startswith("read as Windows-1252")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", "a web page, not data"),
        (b"<table><tr><td>1</td></tr></table>", "a web page, not a table"),
        (b'{"a": 1}', "looks like JSON"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel workbook"),
        (b"year,value\n2021,\x81\x8d\x8f\n", "is neither UTF-8, GB18030 nor Windows-1252"),
        (b"year,value\n2021,\x00\n", "control character"),
        (b'year,value\n2021,"5\n', "quotation marks do not match"),
        (b"", "is empty"),
        (b"\n\n ,\n", "is empty"),
        (b"just\nwords\n", "no header was found"),
        (b"\x1f\x8b\x08 broken", "is damaged"),
        (b"PK\x03\x04 broken", "damaged archive"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(RefusedError, match=reason):
        brought(tmp_path / "t.csv")


def test_two_columns_of_one_name_are_named_by_letter(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "year,indicator,value,value\n2021,rate,1,2\n")
    with pytest.raises(RefusedError, match="2 columns are called 'value'; name the right one by its letter"):
        brought(path, mapping={"value": "value"})
    assert values(brought(path, mapping={"value": {"column": "D"}})) == ["2"]
    with pytest.raises(MappingNeededError) as needed:
        brought(path)
    assert needed.value.questions[0].choices == ("column C", "column D")


# Workbooks that mean harm, or are damaged


def repacked(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part of it changed."""
    new = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made:
        for member in old.namelist():
            made.writestr(member, change(old.read(member)) if member == name else old.read(member))
    path.write_bytes(new.getvalue())
    return path


ORDINARY: tuple[list[Any], ...] = (["年份", "指标", "数值"], [2021, "工业增加值", 1])
SHEET = "xl/worksheets/sheet1.xml"


def test_a_formula_counts_by_its_kept_result_or_is_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, *ORDINARY, [2022, "工业增加值", "=1+1"], [2023, "工业增加值", "=1+2"])
    repacked(
        path,
        SHEET,
        lambda xml: xml.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>").replace(
            b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>"
        ),
    )
    found = brought(path, "excel")
    assert values(found) == ["1", "3"]
    assert reasons(found).startswith("Sheet1!C3: a formula without its result")


def test_a_formula_that_gives_the_period_is_named_by_its_own_cell(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, *ORDINARY, ["=A2+1", "工业增加值", 2])
    assert reasons(brought(path, "excel")).startswith("Sheet1!A3: a formula without its result")


def test_an_error_value_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, *ORDINARY, [2022, "工业增加值", "#DIV/0!"])
    assert reasons(brought(path, "excel")) == "Sheet1!C3: the spreadsheet shows the error #DIV/0!"


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path, *ORDINARY)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(RefusedError, match="is no workbook"):
        brought(path, "excel")


def test_a_sheet_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = repacked(workbook_of(tmp_path, *ORDINARY), SHEET, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(RefusedError, match="cannot be read as a workbook"):
        brought(path, "excel")


def test_a_bomb_in_the_archive_is_not_unpacked(tmp_path: Path) -> None:
    path = repacked(workbook_of(tmp_path, *ORDINARY), SHEET, lambda xml: xml + b" " * 30_000_000)
    with pytest.raises(RefusedError, match=r"unpacks from .* nothing was read"):
        brought(path, "excel")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = repacked(workbook_of(tmp_path, *ORDINARY), SHEET, lambda xml: bomb + xml)
    with pytest.raises(RefusedError, match="declares XML entities"):
        brought(path, "excel")


def test_a_cell_far_away_costs_no_memory(tmp_path: Path) -> None:
    far = b'<row r="20000"><c r="XFD20000"><v>1</v></c></row></sheetData>'
    path = repacked(workbook_of(tmp_path, *ORDINARY), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert values(brought(path, "excel")) == ["1"]


def test_a_row_beyond_every_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1000)
    far = b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
    path = repacked(workbook_of(tmp_path, *ORDINARY), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    with pytest.raises(RefusedError, match="more than 3,000,000 cells or 1,000 rows"):
        brought(path, "excel")


def test_a_text_file_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("year,value\n")
    with pytest.raises(RefusedError, match="is no workbook"):
        brought(tmp_path / "t.xlsx", "excel")


# The three sources

WORLD_BANK = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-10-24",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023","2024",\n'
    '"China","CHN","Growth (annual %)","X.GROW.ZG","2.9","5.1","",\n'
    '"Aruba","ABW","Growth (annual %)","X.GROW.ZG","3.9","",4,\n'
)


def test_world_bank_download(tmp_path: Path) -> None:
    path = csv_of(tmp_path, WORLD_BANK, "utf-8-sig")
    found = brought(path, "world-bank", {"indicators": {"rate": "X.GROW.ZG"}, "areas": {"CHN": "CN"}})
    assert figures(found) == [("rate", "CN", "2022", "2.9", ""), ("rate", "CN", "2023", "5.1", "")]
    assert {each.published for each in found.arrivals} == {None}
    assert "areas left aside: ABW (2 figures)" in found.remarks


def test_a_download_may_stay_in_its_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("API_X.csv", WORLD_BANK)
        archive.writestr("Metadata_Country_API_X.csv", "a,b\n")
    found = brought(tmp_path / "t.zip", "world-bank", {"indicators": {"rate": "X.GROW.ZG"}, "areas": {"CHN": "CN"}})
    assert values(found) == ["2.9", "5.1"]


def test_world_bank_databank_form(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n"
        "China,CHN,Growth,X.GROW.ZG,2.9,..\n,,,,,\nData from database: X,,,,,\n",
    )
    found = brought(path, "world-bank", {"indicators": {"rate": "X.GROW.ZG"}, "areas": {"CHN": "CN"}})
    assert [each[2:4] for each in figures(found)] == [("2022", "2.9")]


def test_our_world_in_data_download(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "Entity,Code,Year,rate\nChina,CHN,2020,78.1\nAsia,,2020,70\nPeru,PER,2020,71\n")
    found = brought(path, "owid", {"areas": {"CHN": "CN", "Asia": "ASIA"}})
    assert figures(found) == [("rate", "CN", "2020", "78.1", ""), ("rate", "ASIA", "2020", "70", "")]


def test_eurostat_sdmx_csv_download(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        "ESTAT:X(1.0),01/02/26 23:00:00,A,PC,DE,2021,12.3,p\n"
        "ESTAT:X(1.0),01/02/26 23:00:00,A,PC,DE,2022,12.9,r\n"
        "ESTAT:X(1.0),01/02/26 23:00:00,A,MIO_EUR,DE,2021,7,\n",
    )
    found = brought(path, "eurostat", {"indicators": {"rate": {"unit": "PC"}}})
    assert [each[1:] for each in figures(found)] == [("CN-GD", "2021", "12.3", "%"), ("CN-GD", "2022", "12.9", "%")]
    assert [(each.status, each.note) for each in found.arrivals] == [("P", ""), ("", "revised")]


def test_eurostat_wide_download(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        "freq,unit,geo\\TIME_PERIOD\t2021 \t2022 \t2023 \nA,PC,DE\t12.3 p\t: \t11 b\nA,PC,FR\t1 \t2 \t: c\n",
        name="x.tsv",
    )
    found = brought(path, "eurostat", {"indicators": {"rate": {"unit": "PC"}}, "areas": {"DE": "DE"}})
    assert [(each[1:4], arrival.status) for each, arrival in zip(figures(found), found.arrivals, strict=True)] == [
        (("DE", "2021", "12.3"), "P"),
        (("DE", "2023", "11"), "B"),
    ]


def test_words_in_a_column_of_our_world_in_data_are_no_series(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "Entity,Code,Year,Share (%),world_region\nChina,CHN,2020,78.1,Asia\n")
    with pytest.raises(MappingNeededError) as needed:
        brought(path, "owid", declared=NOTHING)
    (question,) = needed.value.questions
    assert question.proposed == {"id": "share", "title": "Share", "unit": "%", "frequency": "annual"}


def test_more_series_than_can_be_asked_about_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"A,{unit},G{number},DE\t{number}\n" for number in range(15) for unit in ("PC", "NR"))
    path = csv_of(tmp_path, f"freq,unit,group,geo\\TIME_PERIOD\t2021\n{rows}", name="x.tsv")
    with pytest.raises(RefusedError, match="30 series; say in a map which are wanted") as refused:
        brought(path, "eurostat")
    assert '  ID: {"unit": "PC", "group": "G0"}\n# unit: PC, NR\n# group: G0, G1' in str(refused.value)


@pytest.mark.parametrize("form", ["world-bank", "owid", "eurostat"])
def test_a_file_of_another_kind_is_told_apart(tmp_path: Path, form: str) -> None:
    with pytest.raises(RefusedError, match="this is no download of"):
        brought(csv_of(tmp_path, "a,b\n1,2\n"), form)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"periode": "x"}, "did you mean 'period'"),
        ({"period": None}, "`period` of the map is empty; complete it"),
        ({"period": {"colum": "C"}}, "`period` of the map is a header"),
        ({"period": "Jahr"}, "no column is called 'Jahr'"),
        ({"value": {"column": "Z"}}, "there is no column Z; the last is C"),
        ({"value": {"constant": "5"}}, "`value` of the map is a header"),
        ({"values": ["years"]}, "one or more of periods, indicators, areas"),
        ({"value": "数值", "values": ["periods"]}, "has `value` and `values`"),
        ({"decimal": ";"}, "is '.' or ','"),
        ({"header": [2, 1]}, "the line of the header"),
        ({"header": 99}, "to stand on line 99"),
        ({"indicators": ["x"]}, "`indicators` of the map has"),
        ({"areas": {"x": ["y"]}}, "is a table"),
        ({"declare": {"x": {"title": "X", "unit": None}}}, "x has no unit yet"),
        ({"encoding": "klingon"}, "there is no encoding 'klingon'"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(tmp_path: Path, written: dict[str, Any], reason: str) -> None:
    path = csv_of(tmp_path, "年份,指标,数值\n2023,增长速度,5\n")
    with pytest.raises(RefusedError, match=reason):
        brought(path, mapping=written)


def test_what_the_map_names_and_the_table_lacks_is_refused(tmp_path: Path) -> None:
    found = brought(csv_of(tmp_path, "年份,指标,数值\n2023,增长速度,5\n"), mapping={"indicators": {"industry": "产值"}})
    assert "nothing in the table is what the map calls industry; there is 增长速度" in reasons(found)


def test_an_area_in_words_needs_a_code(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "年份,地区,指标,数值\n2023,湾区,增长速度,5\n2023,广东,增长速度,5\n")
    with pytest.raises(MappingNeededError, match="Which area code has '湾区'"):
        brought(path)
    found = brought(path, mapping={"areas": {"湾区": "GBA", "广东": "CN-GD"}})
    assert [each.area for each in found.arrivals] == ["GBA", "CN-GD"]


# The command


def run(root: Path, *arguments: str, answers: str | None = None, day: str = "2026-11-22") -> Any:  # noqa: ANN401
    return CliRunner().invoke(tracker, ["--workspace", str(root), "--as-of", day, "import", *arguments], input=answers)


def test_an_import_keeps_its_map_and_changes_nothing_when_repeated(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    path = csv_of(root, "年份,指标,数值,单位\n2021,工业增加值,3.73,万亿元\n2022,工业增加值,3.95,万亿元\n")
    done = run(root, "--from", "csv", str(path))
    assert done.exit_code == 0, done.output
    assert "2 new, 0 revised, 0 unchanged, 0 refused" in done.output
    targets = (root / "targets.yaml").read_text(encoding="utf-8")
    assert "from: csv" in targets
    assert "path: t.csv" in targets
    before = {each: each.read_bytes() for each in root.rglob("*") if each.is_file() and ".tracker" not in each.parts}
    assert "0 new, 0 revised, 2 unchanged" in run(root, "--from", "csv", str(path), day="2026-11-23").output
    assert {each: each.read_bytes() for each in before} == before
    csv_of(root, "年份,指标,数值,单位\n2021,工业增加值,3.73,万亿元\n2022,工业增加值,3.99,万亿元\n")
    done = run(root, "--from", "csv", str(path), day="2026-11-24")
    assert "~ CN-GD  2022  3.95 万亿元 → 3.99 万亿元, published 2026-11-24" in done.output
    pulled = CliRunner().invoke(tracker, ["--workspace", str(root), "--as-of", "2026-11-25", "pull"])
    assert "0 new, 0 revised, 2 unchanged" in pulled.output


def test_without_a_terminal_a_map_to_complete_is_printed_and_works(workspace: Callable[..., Path]) -> None:
    root = workspace("workspace: {title: Empty, area: CN-GD}\n")
    path = csv_of(root, "年份,指标,数值\n2021,用电量(亿千瓦时),7867\n2022,用电量(亿千瓦时),7870\n")
    done = run(root, "--from", "csv", str(path))
    assert done.exit_code == 2
    assert not (root / "observations").exists() or not list((root / "observations").iterdir())
    _, _, draft = done.output.partition("\n\n")
    (root / "m.yaml").write_text(draft, encoding="utf-8")
    done = run(root, "--from", "csv", str(path), "--map", str(root / "m.yaml"))
    assert done.exit_code == 0, done.output
    assert "2 new" in done.output
    assert "亿千瓦时" in (root / "targets.yaml").read_text(encoding="utf-8")


def test_an_unclear_column_is_named_in_the_map_to_complete(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    done = run(root, "--from", "csv", str(csv_of(root, "year,output\n2021,3\n")), "--map", str(root / "new.yaml"))
    assert done.exit_code == 2
    assert "add --map" in done.output
    assert "indicator:  # Which indicator is 'output'? One of: industry, rate" in done.output
    assert not (root / "new.yaml").exists()


def test_a_map_file_that_is_not_there_yet_is_written(workspace: Callable[..., Path], tmp_path: Path) -> None:
    root = workspace(TARGETS)
    path = csv_of(tmp_path, "年份,指标,数值\n2021,增长速度,3\n")
    arguments = ("--from", "csv", str(path), "--map", str(tmp_path / "new.yaml"))
    assert run(root, *arguments, "--dry-run").exit_code == 0
    assert not (tmp_path / "new.yaml").exists()
    assert run(root, *arguments).exit_code == 0
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8") == (
        "period: 年份\nvalue: 数值\nindicator: 指标\nindicators: {rate: 增长速度}\n"
    )
    assert "1 unchanged" in run(root, *arguments).output


def test_nothing_is_written_where_the_new_indicator_is_wrong(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    path = csv_of(root, "年份,指标,数值\n2021,用电量,3\n")
    (root / "m.yaml").write_text(
        "indicators: {power: 用电量}\ndeclare: {power: {title: Power, unit: kWh, frequency: yearly}}\n",
        encoding="utf-8",
    )
    done = run(root, "--from", "csv", str(path), "--map", str(root / "m.yaml"))
    assert done.exit_code == 2
    assert (root / "targets.yaml").read_text(encoding="utf-8") == TARGETS
    assert not list((root / "observations").iterdir())


def test_a_number_beyond_counting_is_refused_with_its_cell(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS)
    done = run(root, "--from", "csv", str(csv_of(root, "年份,指标,数值\n2021,增长速度,1e400\n")))
    assert "t.csv:2, column 3: value '1e400' is beyond what can be counted" in done.output
    assert not list((root / "observations").iterdir())


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, root: Path, answers: str, *arguments: str) -> None:
    import pty

    leader, follower = pty.openpty()
    os.write(leader, answers.encode())
    with os.fdopen(follower, "r") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", terminal)
        whole = ["--workspace", str(root), "--as-of", "2026-11-22", "import", *arguments]
        tracker.main(args=whole, standalone_mode=False)
    os.close(leader)


no_terminals = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")


@no_terminals
def test_at_a_terminal_the_map_is_asked_once(workspace: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = workspace(TARGETS)
    path = csv_of(root, "year,output\n2021,3\n")
    at_a_terminal(monkeypatch, root, "industry\n", "--from", "csv", str(path))
    assert "constant: industry" in (root / "targets.yaml").read_text(encoding="utf-8")
    assert "0 new, 0 revised, 1 unchanged" in run(root, "--from", "csv", str(path)).output


@no_terminals
def test_one_of_two_columns_is_chosen_by_its_letter(
    workspace: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace(TARGETS)
    path = csv_of(root, "year,indicator,value,value\n2021,rate,1,2\n")
    at_a_terminal(monkeypatch, root, "column D\n", "--from", "csv", str(path))
    assert "value: {column: D}" in (root / "targets.yaml").read_text(encoding="utf-8")
    assert "2021,2," in (root / "observations" / "rate.csv").read_text(encoding="utf-8")


@no_terminals
def test_answers_about_a_file_elsewhere_are_kept_beside_it(
    workspace: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = workspace(TARGETS)
    path = csv_of(tmp_path, WORLD_BANK)
    answers = "Jobs\njobs\nPeople in work\npeople\nannual\nXXX\nCHN\n"
    at_a_terminal(monkeypatch, root, answers, "--from", "world-bank", str(path))
    shown = capsys.readouterr().out
    assert "Which indicator is 'Growth (annual %)' (X.GROW.ZG)?" in shown
    assert "'Jobs' is no id" in shown
    assert "'XXX' is none of them" in shown
    kept = (tmp_path / "t.map.yaml").read_text(encoding="utf-8")
    assert "indicators: {jobs: X.GROW.ZG}\nareas: {CHN: CN-GD}\n" in kept
    assert "0 new, 0 revised, 2 unchanged" in run(root, "--from", "world-bank", str(path)).output
