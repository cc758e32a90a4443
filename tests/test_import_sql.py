"""SQL: one SELECT as a declared source, put to SQLite and to a PostgreSQL server that the tests start."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from click.testing import CliRunner

from tracker.cli.main import tracker
from tracker.errors import PeriodError, RefusedError, StorageError
from tracker.exchange import query
from tracker.exchange.database import database, scrubbed, sqlite_file
from tracker.exchange.sql import read
from tracker.exchange.sql_cell import day_in, number_in, period_in, text_in
from tracker.exchange.statement import checked_statement
from tracker.goals import build, parse

if TYPE_CHECKING:
    from collections.abc import Generator

    from click.testing import Result

    from tracker.exchange import Shipment

TODAY = date(2026, 11, 22)
TARGETS = """\
workspace:
  area: XX
  sources:
    register:
      publisher: Business register
      pull:
        from: sql
        WHERE
        query: |
          QUERY
        map: {period: year, value: n}
indicators:
  firms: {title: Firms, unit: number, frequency: annual, aggregation: last, lag: 30 days}
  jobs: {title: Jobs, unit: thousand people, frequency: quarterly, aggregation: mean}
targets:
  firms-2030: {title: Firms, indicator: firms, at_least: 500, by: 2030}
"""
SELECT = "select 'firms' as indicator, year, n, published from counts order by year, published"
COUNTS = [(2021, 100, "2022-01-05"), (2022, 120.5, "2023-01-05"), (2022, "125.250", "2024-01-05"), (2023, None, None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace with one query as its source."""

    root: Path

    def run(self, *arguments: str, day: str = "2026-11-22") -> Result:
        return CliRunner().invoke(tracker, ["--workspace", str(self.root), "--as-of", day, *arguments])

    def rows(self, name: str = "firms") -> list[str]:
        path = self.root / "observations" / f"{name}.csv"
        return path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []


def write(root: Path, asked: str = SELECT, where: str = "path: register.db") -> Workspace:
    (root / "observations").mkdir(parents=True, exist_ok=True)
    (root / "targets.yaml").write_text(TARGETS.replace("QUERY", asked).replace("WHERE", where), encoding="utf-8")
    return Workspace(root=root)


@pytest.fixture
def goals(tmp_path: Path) -> Workspace:
    """A workspace with an SQLite file that has a revision and a missing figure."""
    with closing(sqlite3.connect(tmp_path / "register.db")) as file, file:
        file.execute("create table counts (year int, n, published text)")
        file.executemany("insert into counts values (?, ?, ?)", COUNTS)
    return write(tmp_path)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(tmp_path, monkeypatch)


class Asked:
    """Put a query to an SQLite file without tables, as a declared source."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with closing(sqlite3.connect(folder / "empty.db")):
            pass
        monkeypatch.setenv("TRACKER_SQL_URL", f"sqlite:///{folder}/empty.db")
        self._file = folder / "query.sql"

    def __call__(self, statement: str, mapping: dict[str, Any] | None = None) -> Shipment:
        self._file.write_text(statement, encoding="utf-8")
        document, problems = parse(TARGETS.replace("QUERY", SELECT).replace("WHERE", "path: register.db").encode())
        assert document is not None, problems
        return read(str(self._file), mapping=mapping, declarations=build(document), retrieved=TODAY)


# A source in a file of the workspace


def test_a_query_is_pulled_with_all_its_vintages(goals: Workspace) -> None:
    done = goals.run("pull")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "3 new, 1 revised, 0 unchanged, 0 refused" in done.stdout
    assert goals.rows() == [
        "XX,2021,100,,,,,,2022-01-05,register,,retrieved 2026-11-22",
        "XX,2022,120.5,,,,,,2023-01-05,register,,retrieved 2026-11-22",
        "XX,2022,125.250,,,,,,2024-01-05,register,,retrieved 2026-11-22",
        "XX,2023,,,,,,O,,register,,retrieved 2026-11-22",
    ]


def test_a_second_pull_changes_nothing_and_a_changed_figure_is_a_revision(goals: Workspace) -> None:
    goals.run("pull")
    before = goals.rows()
    assert "0 new, 0 revised, 4 unchanged" in goals.run("pull", day="2026-11-23").stdout
    assert goals.rows() == before
    with closing(sqlite3.connect(goals.root / "register.db")) as file, file:
        file.execute("update counts set n = 130 where year = 2023")
    goals.run("pull", day="2026-11-24")
    assert goals.rows() == [*before, "XX,2023,130,,,,,,2026-11-24,register,,retrieved 2026-11-24"]


def test_a_declared_query_can_be_imported_by_its_id(goals: Workspace) -> None:
    done = goals.run("import", "--from", "sql", "register", "--dry-run", "--json")
    assert json.loads(done.stdout)["counts"]["new"] == 3
    assert goals.rows() == []


def test_the_database_is_only_read(goals: Workspace) -> None:
    path = goals.root / "register.db"
    before = path.read_bytes()
    path.chmod(0o444)
    assert goals.run("pull").exit_code == 0
    assert path.read_bytes() == before
    with pytest.raises(StorageError, match=r"readonly|query_only"):
        list(query.rows_of(sqlite_file(str(path)), "delete from counts", "here"))
    assert {each.name for each in goals.root.iterdir()} >= {"register.db"}
    assert not list(goals.root.glob("register.db-*"))


def test_a_file_that_is_not_there_is_not_made(goals: Workspace) -> None:
    (goals.root / "register.db").unlink()
    done = goals.run("pull")
    assert done.exit_code == 2
    assert "register: unable to open database file; nothing of this query was taken" in done.stderr
    assert not (goals.root / "register.db").exists()


def test_a_file_that_is_no_database_is_said(goals: Workspace) -> None:
    (goals.root / "register.db").write_text("<html>" * 1000, encoding="utf-8")
    assert "register: file is not a database" in goals.run("pull").stderr


def test_a_path_leads_nowhere_outside_the_workspace(goals: Workspace) -> None:
    (goals.root / "register.db").rename(goals.root.parent / "elsewhere.db")
    (goals.root / "register.db").symlink_to(goals.root.parent / "elsewhere.db")
    done = goals.run("pull")
    (goals.root.parent / "elsewhere.db").unlink()
    assert done.exit_code == 2
    assert "outside the workspace" in done.stderr


# Where the database is


@pytest.mark.parametrize(
    ("written", "environment", "reason"),
    [
        ("${TRACKER_X}", {}, "the environment variable TRACKER_X is not set"),
        ("${FIGURES_DB}", {"FIGURES_DB": "sqlite://"}, "only TRACKER_… are read: name it TRACKER_FIGURES_DB"),
        ("postgresql://me:${TRACKER_X}@h/d", {"TRACKER_X": "pw"}, "write `url: ${TRACKER_SQL_URL}`"),
        ("postgresql://me:pw4711@h/d", {}, "a password stands in the address"),
        ("postgresql://h/d?password=pw4711", {}, "a password stands in the address"),
        ("postgresql://h/d", {}, "h:5432 is asked only where you allow it"),
        ("postgresql://allowed/d?host=h", {"TRACKER_ALLOW_HOSTS": "allowed"}, "is asked only where you allow it"),
        ("sqlite:///figures.db", {}, "write an SQLite file of this workspace as `path: figures.db`"),
        ("${TRACKER_X}", {"TRACKER_X": "pw4711"}, "no address of a database"),
    ],
)
def test_an_address_that_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str, environment: dict[str, str], reason: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RefusedError) as refused:
        database(written, "register")
    assert reason in str(refused.value)
    assert "pw4711" not in str(refused.value)


def test_an_address_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", "h:5433")
    monkeypatch.setenv("TRACKER_SQL_URL", "postgresql+psycopg://me:pw@h2/d")
    assert database("postgresql+psycopg://h:5433/d", "x").host == "h"
    assert str(database("${TRACKER_SQL_URL}", "x").password) == "pw"


def test_a_message_shows_nothing_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SQL_URL", "postgresql://anna:secret@h/d?sslpassword=more")
    url = database("${TRACKER_SQL_URL}", "x")
    text = "no role anna (hannah): secret, more, postgresql://anna:secret@h/d\nDETAIL: secret"
    assert scrubbed(text, url) == "no role … (hannah): …, …, postgresql://h/d"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("postgresql://me:pw4711@h/d", "not given on the command line, where others see it: set TRACKER_SQL_URL"),
        (
            "registr",
            "'registr' is no source with `pull: {from: sql, query: …}` in targets.yaml; did you mean 'register'",
        ),
        ("nothing.sql", "nothing.sql: there is no such file"),
        ("query.sql", "the environment variable TRACKER_SQL_URL is not set"),
    ],
)
def test_a_place_that_is_no_query(goals: Workspace, monkeypatch: pytest.MonkeyPatch, place: str, reason: str) -> None:
    monkeypatch.chdir(goals.root)
    monkeypatch.delenv("TRACKER_SQL_URL", raising=False)
    Path("query.sql").write_text("select 1", encoding="utf-8")
    done = goals.run("import", "--from", "sql", place)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert "pw4711" not in done.output


@pytest.mark.parametrize(
    ("pull", "reason"),
    [
        ("{from: sql, path: a.db}", "`from: sql` and `query` belong together"),
        ("{from: sdmx, url: 'https://a.org', query: select 1}", "`from: sql` and `query` belong together"),
        ("{from: sql, url: 'postgresql://me:pw@h/d', query: select 1}", "a password stands in the address"),
        ("{from: sql, url: '${TRACKER_SQL_URL}', path: a.db, query: select 1}", "both url and path"),
    ],
)
def test_what_is_wrong_in_a_declaration_is_found_when_it_is_read(pull: str, reason: str) -> None:
    _, problems = parse(f"workspace: {{area: CN, sources: {{a: {{pull: {pull}}}}}}}\n".encode())
    assert any(reason in str(problem) for problem in problems), problems


# What may be asked


@pytest.mark.parametrize(
    "text",
    [
        "select 1",
        "SELECT v FROM t;\n",
        "with a as (select 1 as v) select v from a",
        "(select 1) union (select 2)",
        "-- what we need\nselect /* all */ 1",
        "select 'a; delete' as a, string_agg(x, ';') from t",
        "select replace(a, 'x', 'it''s'), created_at, updated from t",
        'select "update", `set`, a[1], $q$insert$q$ from t',
    ],
)
def test_one_select_may_be_asked(text: str) -> None:
    assert checked_statement(text, "x") == text.strip().removesuffix(";")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a query begins with SELECT or WITH, found nothing"),
        ("delete from t", "found DELETE"),
        ("explain select 1", "found EXPLAIN"),
        ("[xp_cmdshell] 'dir' select 1", "a query begins with SELECT or WITH, found nothing"),
        ("/* a */ `x` select 1", "a query begins with SELECT or WITH, found nothing"),
        ("select 1 shutdown", "SHUTDOWN changes a database"),
        ("select 1; select 2", "more than one statement"),
        ("select 1;;", "more than one statement"),
        ("with a as (delete from t returning *) select * from a", "DELETE changes a database"),
        ("select 1 into u from t", "INTO changes a database"),
        ("select 1 commit", "COMMIT changes a database"),
        (r"select E'\'' ; commit; delete from t where a = 'b'", "more than one statement"),
        (r"select '\'' into outfile 'x' -- '", "INTO changes a database"),
        ("select 1 # '\n into outfile 'x' -- '", "INTO changes a database"),
        ("select 1 /*! into outfile 'x' */", "INTO changes a database"),
        ("select /* /* */ ' */ 1, b delete from t --'", "a comment stands within a comment"),
        ("select 'it's'", "a text is never closed"),
        ('select "a', "a text is never closed"),
        ("select 1 /* never", "a text is never closed"),
        ("select " + "1," * 60_000 + "1", "write one SELECT of at most 100,000"),
        ("select 1\x00", "no query"),
    ],
)
def test_everything_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_statement(text, "x")
    assert reason in str(refused.value)


# Cells


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (100, "100"),
        (10**20, "100000000000000000000"),
        (1.0, "1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (7e-05, "7e-05"),
        (Decimal("120.50"), "120.50"),
        (" 12.30 ", "12.30"),
    ],
)
def test_numbers_keep_all_their_digits(cell: object, number: str) -> None:
    assert number_in(cell) == number


@pytest.mark.parametrize("cell", [True, b"1", float("inf"), Decimal("-Infinity"), date(2024, 1, 1), "9" * 20_000])
def test_what_is_no_number_is_refused(cell: object) -> None:
    with pytest.raises(RefusedError):
        number_in(cell)


@pytest.mark.parametrize(
    ("cell", "frequency", "period"),
    [
        (2024, "annual", "2024"),
        (2024.0, "annual", "2024"),
        (Decimal(2024), "annual", "2024"),
        ("2024-Q2", "quarterly", "2024-Q2"),
        ("2024年1-8月", "monthly", "2024-01/2024-08"),
        (date(2024, 4, 1), "quarterly", "2024-Q2"),
        (datetime(2024, 12, 31, 23, 59), "annual", "2024"),  # noqa: DTZ001 - as drivers return it
    ],
)
def test_years_texts_and_days_are_periods(cell: object, frequency: str, period: str) -> None:
    assert str(period_in(cell, frequency)) == period


@pytest.mark.parametrize("cell", [None, "", float("nan"), "soon", 2024.5, b"2024", date(2024, 5, 17)])
def test_what_is_no_period_is_refused(cell: object) -> None:
    with pytest.raises((RefusedError, PeriodError)):
        period_in(cell, "quarterly")


def test_days_and_texts() -> None:
    day = date(2024, 1, 5)
    assert day_in("2024-01-05 10:00:00") == day_in(datetime(2024, 1, 5, 10)) == day_in(day) == day  # noqa: DTZ001
    assert (day_in(None), text_in(None), text_in(7), text_in(" a ")) == (None, "", "7", "a")
    for wrong in (b"x", 1.5):
        with pytest.raises(RefusedError):
            text_in(wrong)
    with pytest.raises(RefusedError):
        day_in(20240105)


# Columns and rows


def test_columns_are_known_by_their_names(asked: Asked) -> None:
    found = asked(
        "select 'jobs' as INDICATOR, '2024-Q1' as Period, 12.5 as value, 'YY' as area, 'people' as unit,"
        " '~' as qualifier, 'p' as status, '2024-05-01' as published, 'office' as source, 'https://example.org' as url,"
        " 'n' as note, 1 as more"
    )
    (each,) = found.arrivals
    assert (each.indicator, each.area, str(each.period), each.value, each.unit) == (
        "jobs",
        "YY",
        "2024-Q1",
        "12.5",
        "people",
    )
    assert (each.qualifier, each.status, each.published, each.source) == ("~", "P", date(2024, 5, 1), "office")
    assert (each.url, each.note) == ("https://example.org", "n")


@pytest.mark.parametrize(
    ("statement", "mapping", "reason"),
    [
        ("select 1 as n", None, "no column is the indicator or the period or the value"),
        ("select 'firms' as indicator, 2020 as period", None, "no column is the value; say which one in the map"),
        ("select 1 as yeer", {"period": "year"}, "the query has no column 'year'; did you mean 'yeer'"),
        ("select 1 as a", {"perid": "a"}, "the map has 'perid'; did you mean 'period'"),
        ("select 1 as a", {"period": 3}, "`period` of the map is the name of a column, found 3"),
        ("select 1 as a, 2 as a", None, "two columns are called 'a'"),
    ],
)
def test_columns_that_do_not_suit(asked: Asked, statement: str, mapping: dict[str, Any] | None, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        asked(statement, mapping)
    assert reason in str(refused.value)


def test_rows_that_cannot_be_taken_are_refused_by_number(asked: Asked) -> None:
    found = asked(
        "select 'firms' as indicator, column1 as period, column2 as value, column3 as status from (values"
        " (2020, 1, ''), (2020, 1, ''), (2021, 1, ''), (2021, 2, ''), (null, 1, ''), (2022, x'00', ''), (2031, 1, ''),"
        " (2032, 1, 'F'), (2019, null, 'L'), (2018, null, 'A'))"
    )
    assert [(str(each.period), each.value, each.status) for each in found.arrivals] == [
        ("2020", "1", ""),
        ("2021", "1", ""),
        ("2032", "1", "F"),
        ("2019", "", "L"),
        ("2018", "", "O"),
    ]
    assert [each.place.rpartition(", ")[2] for each in found.refusals] == ["row 4", "row 5", "row 6", "row 7"]
    reasons = ["stands twice with different values", "no period", "is no number", "has not begun on 2026-11-22"]
    assert all(reason in each.reason for reason, each in zip(reasons, found.refusals, strict=True))


def test_a_query_without_rows_says_so(asked: Asked) -> None:
    found = asked("select 1 as a where 1 = 0")
    assert (found.arrivals, len(found.remarks)) == ((), 1)
    assert "the query has no rows" in found.remarks[0]


def test_a_query_that_fails_is_said_without_its_address(asked: Asked) -> None:
    with pytest.raises(StorageError, match=r"query\.sql: no such table: nowhere; nothing of this query was taken"):
        asked("select * from nowhere")


ENDLESS = (
    "with recursive n(i) as (select 1 union all select i + 1 from n) select 'firms' as indicator, 2000 as period, "
)


def test_rows_are_counted(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MOST_ROWS", 2000)
    with pytest.raises(RefusedError, match="more than 2,000 rows; ask for fewer"):
        asked(f"{ENDLESS} i as value from n")


@pytest.mark.parametrize("asking", ["i as value from n where i < 0", "1 as value from n"])
def test_time_is_bounded(asked: Asked, monkeypatch: pytest.MonkeyPatch, asking: str) -> None:
    monkeypatch.setattr(query, "TOTAL_SECONDS", 0.2)
    with pytest.raises(StorageError, match=r"within 0 seconds"):
        asked(ENDLESS + asking)


def test_without_the_extra_it_is_named(goals: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    done = goals.run("pull")
    assert done.exit_code == 2
    assert "pip install 'policy-target-tracker[sql]'" in done.stderr


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setenv("TRACKER_SQL_URL", "postgresql+psycopg://me:pw@127.0.0.1/d")
    with pytest.raises(RefusedError, match=r"pip install 'psycopg\[binary\]'"):
        list(query.rows_of(database("${TRACKER_SQL_URL}", "x"), "select 1", "x"))


def test_a_kind_of_database_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SQL_URL", "postgrse://me:pw4711@h/d")
    with pytest.raises(RefusedError) as refused:
        list(query.rows_of(database("${TRACKER_SQL_URL}", "x"), "select 1", "x"))
    assert "no such kind of database" in str(refused.value)
    assert "pw4711" not in str(refused.value)


# A real server

PASSWORD = "geheim-4711"  # noqa: S105 - of the server that the tests start


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A PostgreSQL server on this machine."""

    port: int

    def url(self, *, port: int | None = None) -> str:
        return f"postgresql+psycopg://tracker:{PASSWORD}@127.0.0.1:{port or self.port}/postgres"

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="tracker", password=PASSWORD, dbname="postgres", autocommit=True
        )

    def do(self, statement: str) -> list[Any]:
        with closing(self.connect()) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []


@pytest.fixture(scope="module")
def server() -> Generator[Server, None, None]:
    """A server of its own, with a table of 200 years; as another user where the tests run as root."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not binaries:
        pytest.skip("no PostgreSQL server in /usr/lib/postgresql; install the package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        other = {"user": "postgres", "group": "postgres", "extra_groups": []}
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    where = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}, "stdout": subprocess.PIPE, **other}
    data, program = folder / "data", binaries[-1]
    arguments = ["--no-sync", "--auth=scram-sha-256", "--username=tracker", f"--pwfile={secret}", "--encoding=UTF8"]
    subprocess.run([program.with_name("initdb"), "-D", data, *arguments], check=True, **where)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    found = Server(port=port)
    plain = ["-c", "fsync=off", "-c", "logging_collector=off", "-c", "unix_socket_directories="]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [program, "-D", data, "-p", str(port), *plain], **(where | {"stdout": log, "stderr": log})
        ) as process,
    ):
        try:
            _wait(found, process, folder / "log")
            found.do("create table counts (year int, n numeric(12, 3), published date)")
            found.do(
                "insert into counts select y, y + 0.125, make_date(y + 1, 1, 5) from generate_series(1801, 2000) y"
            )
            yield found
        finally:
            process.terminate()
            process.wait(30)
    shutil.rmtree(folder)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            server.do("select 1")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server does not answer: {log.read_text(encoding='utf-8')}")


@pytest.fixture
def office(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose query goes to the server."""
    monkeypatch.setenv("TRACKER_REGISTER", server.url())
    return write(tmp_path, where="url: ${TRACKER_REGISTER}")


def test_postgresql_is_pulled_exactly_and_again_without_change(office: Workspace) -> None:
    done = office.run("pull")
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(office.rows()) == 200
    assert office.rows()[0] == "XX,1801,1801.125,,,,,,1802-01-05,register,,retrieved 2026-11-22"
    assert "0 new, 0 revised, 200 unchanged" in office.run("pull", day="2026-12-01").stdout


def test_cells_of_every_type_arrive_exactly(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", server.url())
    asking = (
        "select 'firms' as indicator, y as year, v as n, d as published, t as note from (values"
        " (2001, 1.10::numeric, date '2002-01-01', 'a%s'), (2002, 9007199254740993::bigint, null, '中'),"
        " (2003, null, null, null)) as x (y, v, d, t) union all"
        " select 'firms', 2004, (0.1::float8 + 0.2::float8)::numeric, timestamp '2005-06-07 08:09:10'::date, ':a'"
    )
    found = write(tmp_path, asking, "url: ${TRACKER_REGISTER}")
    assert found.run("pull").exit_code == 0
    assert [row.split(",")[1:3] + row.split(",")[7:9] + row.split(",")[11:] for row in found.rows()] == [
        ["2001", "1.10", "", "2002-01-01", "a%s; retrieved 2026-11-22"],
        ["2002", "9007199254740993", "", "", "中; retrieved 2026-11-22"],
        ["2003", "", "O", "", "retrieved 2026-11-22"],
        ["2004", "0.3", "", "2005-06-07", ":a; retrieved 2026-11-22"],
    ]


def test_a_function_that_would_write_is_stopped_by_the_transaction(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", server.url())
    server.do("create table log (x int)")
    server.do("create function bump() returns int language sql as 'insert into log values (1) returning x'")
    done = write(tmp_path, "select bump() as n", "url: ${TRACKER_REGISTER}").run("pull")
    assert done.exit_code == 2
    assert "register: cannot execute INSERT in a read-only transaction; nothing of this query was taken" in done.stderr
    assert server.do("select count(*) from log") == [(0,)]


def test_a_connection_that_the_server_ends_in_the_middle(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", server.url())
    rows = query.rows_of(
        database("${TRACKER_REGISTER}", "x"),
        "select y, repeat('x', 1000) as t from generate_series(1, 20000) y",
        "register",
    )
    assert next(rows)["y"] == 1
    ended = server.do(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    assert ended == [(True,)]
    with pytest.raises(StorageError) as failed:
        list(rows)
    assert str(failed.value).startswith("register: the connection was cut off: ")
    assert str(failed.value).endswith("nothing of this query was taken")


@contextmanager
def cut_after(bytes_sent: int, port: int) -> Generator[int, None, None]:
    """The port of a relay to a server, which falls silent for good after so many bytes of its answers."""
    listening = socket.create_server(("127.0.0.1", 0))

    def relay(source: socket.socket, drain: socket.socket, left: int | None) -> None:
        try:
            while data := source.recv(4096 if left is None else min(4096, left)):
                drain.sendall(data)
                left = None if left is None else left - len(data)
                if left == 0:
                    break
        except OSError:
            pass
        for end in (source, drain):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        client, _ = listening.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as behind:
            there = threading.Thread(target=relay, args=(client, behind, None))
            there.start()
            relay(behind, client, bytes_sent)
            there.join()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join(10)
        listening.close()


def test_a_network_that_breaks_in_the_middle_leaves_nothing_written(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = (
        "select 'firms' as indicator, 1000 + y % 900 as year, y as n, repeat('x', 500) as note"
        " from generate_series(1, 9000) y"
    )
    found = write(tmp_path, asking, "url: ${TRACKER_REGISTER}")
    with cut_after(1_000_000, server.port) as port:
        monkeypatch.setenv("TRACKER_REGISTER", server.url(port=port))
        done = found.run("pull")
    assert done.exit_code == 2
    assert "failed: register: the connection was cut off: " in done.stderr
    assert "nothing of this query was taken" in done.stderr
    assert PASSWORD not in done.output
    assert found.rows() == []


def test_a_query_that_takes_too_long_is_ended(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "TOTAL_SECONDS", 0.3)
    found = write(office.root, "select pg_sleep(60)::text as n", "url: ${TRACKER_REGISTER}")
    assert "register: no answer within 0 seconds; nothing of this query was taken" in found.run("pull").stderr


def test_who_may_not_enter_is_told_so_without_the_password(
    office: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", server.url().replace(PASSWORD, "wrong-4712"))
    done = office.run("pull")
    assert done.exit_code == 2
    assert 'password authentication failed for user "…"' in done.stderr
    assert "wrong-4712" not in done.output


def test_a_server_that_is_not_there_is_said(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("TRACKER_REGISTER", f"postgresql+psycopg://tracker:{PASSWORD}@127.0.0.1:{port}/postgres")
    done = office.run("pull")
    assert "Connection refused" in done.stderr
    assert PASSWORD not in done.output


def test_several_statements_never_reach_the_table(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_REGISTER", server.url())
    with pytest.raises(StorageError):
        list(query.rows_of(database("${TRACKER_REGISTER}", "x"), "select 1; commit; delete from counts", "x"))
    assert server.do("select count(*) from counts") == [(200,)]
