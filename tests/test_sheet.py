from __future__ import annotations

import time

import pytest

from tracker.figures.sheet import LONGEST_LINE, open_sheet, rows_of

COLUMNS = ("period", "value", "status", "source", "note")
GOOD = "period,value,note\n2022,600,first\n2023,663.8,\n"


def problems(content: bytes | str) -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    sheet, found = open_sheet(data, path="x.csv", columns=COLUMNS, required=("period",))
    if sheet is None:
        return [str(problem) for problem in found]
    return [f"x.csv:{line}: {fault}" for line, _, fault in rows_of(sheet) if fault]


def cells(content: bytes | str) -> list[tuple[int, list[str]]]:
    data = content if isinstance(content, bytes) else content.encode()
    sheet, found = open_sheet(data, path="x.csv", columns=COLUMNS, required=("period",))
    assert sheet is not None, found
    rows = list(rows_of(sheet))
    assert not any(fault for _, _, fault in rows)
    return [(line, texts) for line, texts, _ in rows]


def test_a_good_file() -> None:
    assert cells(GOOD) == [(2, ["2022", "600", "first"]), (3, ["2023", "663.8", ""])]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="byte-order mark"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(GOOD.replace("\n", "\r"), id="CR"),
        pytest.param(GOOD.rstrip("\n"), id="no end of the last line"),
        pytest.param(GOOD + "\n \n", id="blank lines at the end"),
        pytest.param(GOOD.replace("period,value", " period , value"), id="spaces in the header"),
        pytest.param(GOOD.replace("first", '"first"'), id="quoted"),
    ],
)
def test_forms_that_are_read(content: bytes | str) -> None:
    assert cells(content) == cells(GOOD)


def test_a_note_may_have_several_lines() -> None:
    content = 'period,note\n2022,"one, two\nthree ""four"""\n\n2023,five\n'
    assert cells(content) == [(2, ["2022", 'one, two\nthree "four"']), (5, ["2023", "five"])]


def test_a_header_alone_is_fine() -> None:
    assert cells("period,value\n") == []
    assert cells("period,value") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "x.csv: is empty; its first line must name the columns, at least period"),
        ("\n  \n", "x.csv: is empty"),
        (b"\xef\xbb\xbf", "x.csv: is empty"),
        ("2022,600\n2023,663.8\n", "x.csv:1: no header line: found '2022,600'; the first line must name the columns"),
        ("CN-GD,2023\n", "x.csv:1: no header line"),
        ("period;value\n2023;663,8\n", "x.csv:1: the columns are separated by semicolons; write commas"),
        ("period\tvalue\n2023\t663.8\n", "x.csv:1: the columns are separated by tabs; write commas"),
        ("period,vlaue,note\n", "x.csv:1: unknown column 'vlaue'; did you mean 'value'?"),
        ("Period,value\n", "x.csv:1: unknown column 'Period'; did you mean 'period'?"),
        ("period,colour\n", "x.csv:1: unknown column 'colour'; write one of period, value"),
        ("period,value,\n", "x.csv:1: a column without a name"),
        ("period,value,value\n", "x.csv:1: column 'value' stands twice; delete one"),
        ("value,note\n", "x.csv:1: no column 'period'; add it to the header"),
        ('period,"value\n2023,1\n', "x.csv:1: a quotation mark opened on line 1"),
        (GOOD + "2024,700\n2025,1,\n", "x.csv:4: found 2 cells, but the header names 3 columns"),
        (GOOD + "2024,7,200,x\n", "x.csv:4: found 4 cells, but the header names 3 columns; a cell with a comma needs"),
        (GOOD + '2024,700,"open\n2025,1,\n', "x.csv:4: a quotation mark opened on line 4 is not closed before line 5"),
        (GOOD + '2024,700,"a"b\n', "x.csv:4: quotation marks do not match"),
        (GOOD + "2024", "x.csv:4: the last line is torn: the file ends in the middle of it"),
        (GOOD + '2024,700,"unfin', "x.csv:4: the last line is torn"),
        ((GOOD + "2024,700,广").encode()[:-1], "x.csv:4: the last line is torn in the middle of a character"),
        (
            "period,value\n<<<<<<< HEAD\n2023,1\n=======\n2023,2\n>>>>>>> theirs\n",
            "x.csv:2: conflict mark of a merge; keep the rows that are right and delete this line",
        ),
        ("period,note\n2023,广东\n".encode("gb18030"), "x.csv:2: is not UTF-8 (byte 0xb9), perhaps GBK or GB18030"),
        ("period,note\n2023,café\n".encode("latin-1"), "x.csv:2: is not UTF-8 (byte 0xe9), perhaps Windows-1252"),
        (GOOD.encode("utf-16"), "x.csv: is encoded in UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-le"), "x.csv:1: holds a NUL byte"),
        (GOOD.encode() + b"\0", "x.csv:4: holds a NUL byte and is no text"),
        (b"PK\x03\x04...", "x.csv: is an Excel workbook"),
        (b"\x1f\x8b...", "x.csv: is compressed (gzip); unpack it"),
        (GOOD + "2024,700,\x1b[31m\n", "x.csv:4: control character '\\x1b'; delete it"),
        (GOOD + "2024,700,a\u2028b\n", "x.csv:4: control character"),
        (GOOD + "2024," + "1" * LONGEST_LINE + "\n", "x.csv:4: a line of more than 100000 bytes"),
    ],
)
def test_what_is_refused(content: bytes | str, says: str) -> None:
    found = problems(content)
    assert says in found[0]
    assert all(len(problem) < 300 for problem in found)


def test_all_conflict_marks_are_named() -> None:
    content = "period,value\n<<<<<<< HEAD\n2023,1\n||||||| base\n=======\n2023,2\n>>>>>>> theirs\n"
    assert [problem.split(":")[1] for problem in problems(content)] == ["2", "4", "5", "7"]


def test_reading_goes_on_after_a_bad_row() -> None:
    assert [problem.split(":")[1] for problem in problems(GOOD + "2024\n2025,1,\n2026\n")] == ["4", "6"]


@pytest.mark.parametrize("filler", [b"1", b",", b'"'])
def test_a_line_of_ten_megabytes_is_refused_at_once(filler: bytes) -> None:
    start = time.perf_counter()
    assert "a line of more than" in problems(b"period,value\n2023," + filler * 10_000_000)[0]
    assert time.perf_counter() - start < 1
