"""What somebody who prepares a workspace, a file or an answer might try: it is refused, and nothing waits or grows."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.__main__ import NAMES, Run, as_table
from benchmarks.fuzz.harnesses import HARNESSES
from benchmarks.fuzz.seeds import SEEDS
from tracker.cli.handler import named
from tracker.engine import cache
from tracker.errors import QuantityError, RefusedError, StorageError
from tracker.exchange import keeping, message_json, message_xml, request
from tracker.exchange.address import check_number, checked, filled_in
from tracker.exchange.delimited import grid_of
from tracker.exchange.fetch import fetched
from tracker.exchange.kept import remember, remembered, with_memory
from tracker.exchange.message import read_message
from tracker.exchange.open_sdg_repository import open_repository
from tracker.exchange.open_sdg_yaml import read_page
from tracker.exchange.workbook import grids_of
from tracker.figures.unit import parse_unit
from tracker.goals.written import check_identifier
from tracker.report import render
from tracker.workspace import append_row, disk, open_folder, read_published

if TYPE_CHECKING:
    from collections.abc import Callable

pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
TARGETS = "workspace: {title: Goals, area: XX}\nindicators: {}\ntargets: {}\n"


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    root = tmp_path / "goals"
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    (root / "observations" / "jobs.csv").write_text("period,value\n2020,5\n", encoding="utf-8")
    return root


# Files that are none, and files that change while they are looked at


def test_a_file_that_became_a_link_since_it_was_looked_at_is_not_opened(
    goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("period,value\n", encoding="utf-8")
    (goals / "observations" / "births.csv").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(disk, "inside", lambda root, path: root / path)  # looked at before it was a link
    with pytest.raises(StorageError, match=r"births\.csv: cannot be read"):
        open_folder(str(goals)).figures("births")


def test_a_lock_that_is_a_link_is_not_opened(goals: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept", encoding="utf-8")
    (goals / ".tracker" / "locks").mkdir(parents=True)
    (goals / ".tracker" / "locks" / "jobs.lock").symlink_to(secret)
    with pytest.raises(StorageError, match=r"locks/jobs\.lock: is a link; remove it"):
        append_row(open_folder(str(goals)), "jobs", {"period": "2021", "value": "6"})
    assert secret.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("name", ["index.html.", "index.html ", "CON", "con.html", "nul. x", "COM1.html", "lpt9.a.b"])
def test_a_name_that_windows_reads_as_another_is_not_shown(goals: Path, name: str) -> None:
    (goals / "reports").mkdir()
    (goals / "reports" / name).write_text("x", encoding="utf-8")
    (goals / "reports" / "console.html").write_text("x", encoding="utf-8")
    assert read_published(open_folder(str(goals)), (name,)) is None
    assert read_published(open_folder(str(goals)), ("console.html",)) == b"x"


@pipes
def test_a_pipe_in_a_repository_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "data" / "indicator_1-1-1.csv")
    found = open_repository(str(tmp_path))
    with pytest.raises(StorageError, match="no regular file but a device or a pipe"):
        found.read(found.data["1-1-1"])


def test_a_cache_that_is_a_link_costs_no_file_elsewhere(
    goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_MOST_ENTRIES", 2)
    monkeypatch.setattr(cache, "_KEPT_AFTER_PRUNING", 1)
    letters = tmp_path / "letters"
    letters.mkdir()
    for number in range(5):
        (letters / str(number)).write_text("kept", encoding="utf-8")
    (goals / ".tracker" / "cache").mkdir(parents=True)
    (goals / ".tracker" / "cache" / "answers").symlink_to(letters)
    assert list(cache.keep_text(open_folder(str(goals)), "answers", "k", ["a\n"])) == ["a\n"]
    cache.keep(open_folder(str(goals)), "answers", "k", "a")
    assert len(list(letters.iterdir())) == 5


def test_what_lies_in_a_workspace_is_not_run_by_further_processes(goals: Path) -> None:
    entry = "{title: T, unit: people, frequency: annual, better: up}"
    goal = "{title: G, indicator: %s, at_least: 9, by: 2030}"
    (goals / "targets.yaml").write_text(
        f"workspace: {{title: Goals, area: XX}}\nindicators:\n  jobs: {entry}\n  births: {entry}\n"
        f"targets:\n  a: {goal % 'jobs'}\n  b: {goal % 'births'}\n",
        encoding="utf-8",
    )
    for name in ("joblib", "multiprocessing", "pickle"):
        (goals / f"{name}.py").write_text("import os; os._exit(42)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from tracker.cli.main import main; main()", "list", "--json", "--jobs", "2"],
        cwd=goals,
        env={key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, [each["id"] for each in json.loads(done.stdout)]) == (0, ["a", "b"])


@pytest.mark.parametrize("name", ["../a", "a/b", "a.", "a:b", "con", "nul", "a\\b", "A", "a\n", "", "-a", "a" * 100])
def test_an_id_is_a_file_name_everywhere(name: str) -> None:
    with pytest.raises(ValueError, match=r"id|file name|empty"):
        check_identifier(name)


# Templates


def test_templates_escape_and_know_every_name() -> None:
    environment = render._environment()
    assert (environment.autoescape, environment.undefined) == (True, jinja2.StrictUndefined)
    assert isinstance(environment.loader, jinja2.PackageLoader)


def test_only_drawings_of_our_own_are_put_in_as_they_are() -> None:
    templates = Path(render.__file__).parent / "templates"
    found = {
        each for path in templates.iterdir() for each in re.findall(r"\{\{-?\s*([^}|]+)\|safe", path.read_text("utf-8"))
    }
    assert found == {"each.spark", "each.chart", "each.calibration", "record.picture"}


# Archives and pages of repositories


def archive(files: dict[str, bytes], *, damaged: bool = False) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    found = whole.getvalue()
    start = 30 + len(next(iter(files)))
    return found[:start] + b"\xff\xff\xff" + found[start + 3 :] if damaged else found


def test_a_damaged_file_in_an_archive_is_said(tmp_path: Path) -> None:
    (tmp_path / "r.zip").write_bytes(archive({"data/indicator_1-1-1.csv": b"Year,Value\n" * 100}, damaged=True))
    found = open_repository(str(tmp_path / "r.zip"))
    with pytest.raises(StorageError, match="cannot be unpacked"):
        found.read(found.data["1-1-1"])


def test_a_file_name_of_thousands_of_digits_is_a_file_name(tmp_path: Path) -> None:
    name = "data/indicator_" + "1" * 5000 + "-1.csv"
    (tmp_path / "r.zip").write_bytes(archive({name: b"Year,Value\n"}))
    assert list(open_repository(str(tmp_path / "r.zip")).data.values()) == [name]


@pytest.mark.parametrize("written", ["<<: words\n", "<<: [words, {b: 1}]\n"])
def test_only_keys_can_be_merged(written: str) -> None:
    page, refusals = read_page(f"a: 1\n{written}".encode(), "p.yml")
    assert page.data["a"] == "1"
    assert [(each.place, each.reason[:2]) for each in refusals] == [("p.yml:2", "<<")]


# Tables


@pytest.mark.parametrize(
    "encoding", ["undefined", "punycode", "idna", "utf-7", "unicode_escape", "zip", "a\0b", "x" * 99]
)
def test_a_map_names_encodings_of_tables_only(encoding: str) -> None:
    with pytest.raises(RefusedError, match="there is no encoding"):
        grid_of(b"year,value\n2021,5\n", "t.csv", encoding=encoding)


def workbook(change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A workbook with each of its parts changed: its name and its content."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["year", "value"])  # type: ignore[union-attr]
    book.save(plain)
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            after.writestr(*change(member.filename, before.read(member)))
    return made.getvalue()


def test_a_part_of_a_workbook_declares_nothing_whatever_its_name() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'

    def hidden(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "xl/worksheets/sheet1.xml":
            return "xl/worksheets/sheet1.dat", bomb + content
        return name, content.replace(b"sheet1.xml", b"sheet1.dat")

    assert grids_of(workbook(lambda name, content: (name, content)), "t.xlsx")[0].rows == (("year", "value"),)
    with pytest.raises(RefusedError, match=r"sheet1\.dat declares XML entities"):
        grids_of(workbook(hidden), "t.xlsx")


def test_a_part_of_a_workbook_is_in_an_encoding_in_which_declarations_are_seen() -> None:
    def encoded(name: str, content: bytes) -> tuple[str, bytes]:
        head = b'<?xml version="1.0" encoding="UTF-7"?>'
        return name, head + content if name == "xl/worksheets/sheet1.xml" else content

    with pytest.raises(RefusedError, match=r"sheet1\.xml is not in UTF-8"):
        grids_of(workbook(encoded), "t.xlsx")


def test_a_cell_of_a_workbook_is_as_long_as_one_of_a_text_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("By area").append(["year", "value"])
    path = tmp_path / "t.xlsx"
    for length in (10_000, 10_001):
        book["By area"]["B2"] = "x" * length
        book.save(path)
        if length == 10_000:
            assert len(grids_of(path.read_bytes(), "t.xlsx")[0].text(1, 1)) == length
            continue
        with pytest.raises(RefusedError, match=r"^t\.xlsx: 'By area'!B2: a cell of more than 10,000 characters"):
            grids_of(path.read_bytes(), "t.xlsx")


# SDMX


def message(values: str, groups: dict[str, list[Any]] | None = None, cell: str = "1.5") -> bytes:
    dimensions = [{"id": name, "values": [{"id": f"{name}0"}, {"id": f"{name}1"}]} for name in "AB"]
    structure = {
        "dimensions": {"series": dimensions, "observation": [{"id": "T", "values": [{"id": "2022"}]}]},
        "attributes": {
            "series": [{"id": "S", "values": []}],
            "dimensionGroup": [{"id": "G", "values": []}, {"id": "H", "values": []}],
        },
    }
    series = json.dumps({"attributes": [], "observations": {"0": []}})
    series = series.replace('"attributes": []', f'"attributes": [{values}]').replace('"0": []', f'"0": [{cell}]')
    text = json.dumps({"structure": structure, "dataSets": [{"dimensionGroupAttributes": groups or {}, "series": "X"}]})
    return text.replace('"X"', f'{{"0:1": {series}}}').encode()


@pytest.mark.parametrize(
    "content",
    [
        message("0", cell="1e99999999999999999999"),
        message("0", cell="1" * 5000),
        b"[" * 100_000,
        b'{"a": 1, "b": 2, "a": 3}',
    ],
)
def test_a_message_that_python_cannot_hold_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError, match=r"^m: "):
        read_message(content, "m")


@pytest.mark.parametrize("deep", range(700, 1000, 20))
def test_a_deep_cell_of_a_message_is_a_text_or_refused(deep: int) -> None:
    try:
        codes = read_message(message("[" * deep + "]" * deep), "m").observations[0].codes
    except RefusedError:
        return
    assert codes["S"] == "[" * (deep - 1) + "]" * (deep - 1)


def test_groups_are_found_by_the_positions_they_name() -> None:
    groups: dict[str, list[Any]] = {
        "0::": ["a", "x"],
        "::0": ["b"],
        "1::": ["c"],
        "0:1:0": [None, "y"],
        "0:1": ["short"],
    }
    (found,) = read_message(message("", groups), "m").observations
    assert found.codes == {"A": "A0", "B": "B1", "T": "2022", "OBS_VALUE": "1.5", "G": "b", "H": "y"}


def test_groups_of_endless_kinds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_json, "MOST_SHAPES", 2)
    with pytest.raises(RefusedError, match="groups of more than 2 kinds"):
        read_message(message("", {"0::": [], "::0": [], ":1:": []}), "m")
    monkeypatch.setattr(message_xml, "MOST_SHAPES", 2)
    groups = "".join(f'<Group K{number}="x"/>' for number in range(3))
    with pytest.raises(RefusedError, match="groups of more than 2 kinds"):
        read_message(f'<a xmlns="urn:sdmx"><DataSet>{groups}</DataSet></a>'.encode(), "m")


# The network


def test_bytes_that_are_no_text_are_refused_in_an_address() -> None:
    with pytest.raises(RefusedError, match="a blank or control character stands in the address"):
        checked("https://example.org/\udcff", "it")
    assert named("/\udcff") is None


@pytest.mark.parametrize("name", ["TRACKER_SQL_URL", "TRACKER_ALLOW_HOSTS", "HOME"])
def test_what_is_no_key_of_a_web_service_is_sent_nowhere(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://me:secret@db.example/x")
    with pytest.raises(RefusedError) as refused:
        filled_in(f"https://evil.example/?a=${{{name}}}")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1"),
        *("127.1", "0x7f000001", "017700000001", "2130706433", "localhost", "LOCALHOST.", "a.localhost"),
        *("::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("fe80::1%eth0", "fc00::1", "ff02::1", "64:ff9b:1::7f00:1", "2001:0:4136:e378::", "2001:db8::1"),
    ],
)
def test_no_spelling_of_a_private_number_is_called(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    monkeypatch.delenv("TRACKER_ALLOW_HOSTS", raising=False)
    with pytest.raises(RefusedError, match="which is not public"):
        check_number(number, "somewhere.example", 443)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_numbers_are_called(number: str) -> None:
    check_number(number, "somewhere.example", 443)  # nothing is raised


def test_a_name_that_changes_what_it_stands_for_is_called_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    called = []

    def looked_up(*_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    class Line(socket.socket):
        def connect(self, address: Any) -> None:  # noqa: ANN401 - as in the library
            called.append(address)
            raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "socket", Line)
    with pytest.raises(OSError, match=r"^$"):
        request._connected([], ("names.example", 443), 1.0)
    with pytest.raises(RefusedError, match=r"names\.example leads to 127\.0\.0\.1, which is not public"):
        request._connected([], ("names.example", 443), 1.0)
    assert called == [("93.184.216.34", 443)]


@pytest.mark.parametrize("etag", ['"a"\r\nHost: evil.example', "é", 5, ["x"]])
def test_a_kept_answer_puts_nothing_into_a_request(tmp_path: Path, etag: object) -> None:
    asked = "https://example.org/", {"Accept": "*/*"}
    with keeping(tmp_path):
        remember(*asked, {"etag": '"a"'}, b"figures")
        assert with_memory(*asked) == {"Accept": "*/*", "If-None-Match": '"a"'}
        (kept,) = tmp_path.iterdir()
        head, _, content = kept.read_bytes().partition(b"\n")
        kept.write_bytes(json.dumps(json.loads(head) | {"headers": {"etag": etag}}).encode() + b"\n" + content)
        assert all(value.isascii() and value.isprintable() for value in with_memory(*asked).values())


@pipes
@pytest.mark.parametrize("what", ["pipe", "endless", "folder"])
def test_a_kept_answer_that_is_no_file_is_no_answer(tmp_path: Path, what: str) -> None:
    asked = "https://example.org/", {"Accept": "*/*"}
    with keeping(tmp_path):
        remember(*asked, {"etag": '"a"'}, b"figures")
        (kept,) = tmp_path.iterdir()
        kept.unlink()
        {"pipe": os.mkfifo, "endless": lambda path: path.symlink_to("/dev/zero"), "folder": Path.mkdir}[what](kept)
        assert remembered(*asked) is None


# Every parser, on a few changed inputs; `python -m benchmarks.fuzz` tries millions


@pytest.mark.parametrize("name", HARNESSES)
def test_a_parser_ends_with_an_answer_or_an_error_for_people(name: str) -> None:
    for seed in SEEDS[name]:
        HARNESSES[name](seed)

    @settings(max_examples=25, deadline=None, database=None)
    @given(st.sampled_from(SEEDS[name]), st.integers(0, 400), st.integers(0, 9), st.binary(max_size=12))
    def changed(seed: bytes, start: int, length: int, put: bytes) -> None:
        HARNESSES[name](seed[:start] + put + seed[start + length :])

    changed()


def test_the_table_of_what_was_tried() -> None:
    assert tuple(HARNESSES) == NAMES == tuple(SEEDS)
    runs = [Run(name="yaml", executions=5000, seconds=2.0, finding="")]
    runs.append(Run(name="sdmx", executions=10, seconds=1.0, finding="KeyError: 'x'"))
    assert as_table(runs).splitlines()[2:] == [
        "| yaml | 5,000 | 2 | 2,500 | none |",
        "| sdmx | 10 | 1 | 10 | KeyError: 'x' |",
        "| all | 5,010 | 3 | 1,670 | 1 |",
    ]


def test_a_harness_sees_what_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.fuzz.harnesses.parse_date", lambda _: date(2024, 1, 1))
    with pytest.raises(Exception, match="'2024-09-30' became 2024-01-01"):
        HARNESSES["dates"](b"2024-09-30")


# Long texts of few characters, on which a careless pattern would not end


@pytest.mark.parametrize("pad", [" ", "/", "per ", "* ", "1,", "a ", "_1", "("])
def test_a_long_cell_is_refused_or_is_itself(pad: str) -> None:
    text = "1" + pad * (90_000 // len(pad)) + "x"
    for name in ("quantities", "periods", "cells"):
        HARNESSES[name](text.encode())
    HARNESSES["observations"](f'period,value,unit,growth\n2021,"{text}","{text}","{text}"\n'.encode()[:99_000] + b"\n")
    HARNESSES["tables"](f"year,{text}\n2021,{text}\n".encode())
    HARNESSES["yaml"](f"a: {text}\n".encode())
    with pytest.raises(QuantityError):
        parse_unit(text)


def test_a_file_that_begins_with_many_comments_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(b"<!---->" * 280 + b"<a/>")
    assert fetched(str(tmp_path / "m.xml")).content.endswith(b"<a/>")
    (tmp_path / "p.xml").write_bytes(b"<!-- a --> \n<!-- -- -->" * 20 + b"<HTML>")
    with pytest.raises(RefusedError, match="a web page"):
        fetched(str(tmp_path / "p.xml"))
