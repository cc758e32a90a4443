"""`serve`: reports/ in a browser on this machine, to nobody else, and made anew when its files change."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import handler
from tracker.cli.handler import Server
from tracker.cli.main import tracker
from tracker.workspace import open_folder, places, published, stamps

Workspace = Callable[..., Path]

TARGETS = """\
    workspace: {title: Goals, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
    targets:
      jobs-2030: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2030}
"""
JOBS = """\
    period,value,published
    2020,1000,2021-02-01
    2021,1100,2022-02-01
    2022,1180,2023-02-01
"""
PAGE = "<!DOCTYPE html><title>Goals</title><style>p { color: red; }</style><p>Reports</p>"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back: the status, the headers in small letters, and the rest."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    """A workspace with a list of reports, a report, and files that are nobody's business."""
    root = workspace(TARGETS, {"jobs": JOBS})
    files = {
        "index.html": PAGE,
        "feed.atom": "<feed/>",
        ".hidden.html": "secret",
        "index.html.tmp": "secret",
        ".git/config": "secret",
        "2026-Q3/index.html": "<title>目标</title>",
        "2026-Q3/report.json": "{}",
        "2026-Q3/verdicts.csv": "id,status\n",
        "2026-Q3/data.xlsx": "PK",
        "2026-Q3/report.pdf": "%PDF",
        "2026-Q3/targets/a.svg": "<svg/>",
        "2026-Q3/a b.html": "space",
        "2026-Q3/thing.bin": "?",
        "empty/.keep": "",
    }
    for name, text in files.items():
        path = root / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def server(goals: Path) -> Iterator[Server]:
    with Server(open_folder(str(goals)), 0) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield found
        found.shutdown()


def send(server: Server, raw: bytes) -> bytes:
    """Everything that comes back for these bytes, which a browser would never send or always does."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=PATIENCE_SECONDS) as connection:
        with contextlib.suppress(ConnectionError):  # it may have been refused before it was whole
            connection.sendall(raw)
        pieces = []
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                pieces.append(piece)
    return b"".join(pieces)


def ask(server: Server, path: str, *headers: str, method: str = "GET", host: str | None = None) -> Reply:
    own = f"127.0.0.1:{server.server_port}" if host is None else host
    lines = [f"{method} {path} HTTP/1.1", *([f"Host: {own}"] if own else []), *headers, "", ""]
    return reply(send(server, "\r\n".join(lines).encode()))


def reply(raw: bytes) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Reply(status=int(first.split()[1]), headers={k.lower(): v for k, v in headers.items()}, body=body)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/2026-Q3/", "text/html; charset=utf-8"),
        ("/2026-Q3/index.html?again", "text/html; charset=utf-8"),
        ("/2026-Q3/report.json", "application/json; charset=utf-8"),
        ("/2026-Q3/verdicts.csv", "text/csv; charset=utf-8"),
        ("/2026-Q3/data.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/2026-Q3/report.pdf", "application/pdf"),
        ("/2026-Q3/targets/a.svg", "image/svg+xml; charset=utf-8"),
        ("/2026-Q3/a%20b.html", "text/html; charset=utf-8"),
        ("/2026-Q3/thing.bin", "application/octet-stream"),
    ],
)
def test_a_file_comes_with_its_type(server: Server, path: str, kind: str) -> None:
    found = ask(server, path)
    assert (found.status, found.headers["content-type"]) == (200, kind)
    assert found.headers["content-length"] == str(len(found.body)) != "0"


def test_the_bytes_are_those_of_the_file(server: Server, goals: Path) -> None:
    assert ask(server, "/2026-Q3/").body == (goals / "reports" / "2026-Q3" / "index.html").read_bytes()


def test_head_tells_all_but_the_file(server: Server) -> None:
    got, told = ask(server, "/"), ask(server, "/", method="HEAD")
    assert told.body == b""
    assert {k: v for k, v in told.headers.items() if k != "date"} == {
        k: v for k, v in got.headers.items() if k != "date"
    }


@pytest.mark.parametrize("path", ["/", "/2026-Q3", "/nothing", "/2026-Q3/targets/a.svg", "/2026-Q3/report.pdf"])
def test_every_answer_tells_the_browser_to_be_careful(server: Server, path: str) -> None:
    headers = ask(server, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert headers["server"] == "tracker"


def test_a_page_may_use_its_own_style_and_nothing_else(server: Server) -> None:
    policy = ask(server, "/").headers["content-security-policy"]
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
    assert "script-src" not in policy
    assert "sandbox" in ask(server, "/2026-Q3/targets/a.svg").headers["content-security-policy"]


def test_a_folder_without_its_slash_leads_to_it(server: Server) -> None:
    found = ask(server, "/2026-Q3?x=//evil.example")
    assert (found.status, found.headers["location"]) == (302, "/2026-Q3/")
    assert ask(server, "//evil.example/%2f..").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/empty/",
        "/../targets.yaml",
        "/%2e%2e/targets.yaml",
        "/%2E%2E%2Ftargets.yaml",
        "/2026-Q3/../../targets.yaml",
        "/..%5ctargets.yaml",
        "/%2e%2e%5ctargets.yaml",
        "/2026-Q3\\index.html",
        "/index.html%00.json",
        "/index.html%0a",
        "/%ff",
        "/.hidden.html",
        "/.git/config",
        "/index.html.tmp",
        "/./index.html",
        "/2026-Q3//index.html",
        "/index.html/",
        "/index.html/more",
        "/C:/targets.yaml",
        "/index.html::$DATA",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/" + "a" * 5000,
        "http://127.0.0.1/index.html",
        "*",
    ],
)
def test_what_is_no_file_of_the_reports_is_not_found(server: Server, path: str) -> None:
    found = ask(server, path)
    assert (found.status, found.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert found.body == b"404 Not Found: there is no such file in reports/\n"


def test_links_are_followed_within_the_reports_only(server: Server, goals: Path) -> None:
    reports = goals / "reports"
    (reports / "latest").symlink_to("2026-Q3")
    (reports / "out.yaml").symlink_to("../targets.yaml")
    (reports / "away").symlink_to("/")
    (reports / "shown.html").symlink_to(".hidden.html")
    (reports / "2026-Q3" / "loop").symlink_to("loop")
    assert ask(server, "/latest/").status == 200
    for path in ("/out.yaml", "/away/etc/hostname", "/away/", "/shown.html", "/2026-Q3/loop"):
        assert ask(server, path).status == 404, path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file_and_nobody_waits_for_it(server: Server, goals: Path) -> None:
    os.mkfifo(goals / "reports" / "pipe.html")
    assert ask(server, "/pipe.html").status == 404


def test_a_file_that_cannot_be_read_is_not_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MAX_SHOWN_BYTES", 10)
    assert ask(server, "/").status == 404
    assert ask(server, "/feed.atom").status == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_it_answers_to_its_own_names(server: Server, name: str) -> None:
    assert ask(server, "/", host=f"{name}:{server.server_port}").status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:{port}", "127.0.0.1", "localhost:1", "localhost.:{port}", "127.0.0.1.nip.io:{port}", "", "x y"],
)
def test_another_host_s_name_is_refused(server: Server, host: str) -> None:
    found = ask(server, "/", host=host.format(port=server.server_port))
    assert found.status == 421
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert b"Reports" not in found.body


def test_two_host_names_are_refused(server: Server) -> None:
    assert ask(server, "/", f"Host: 127.0.0.1:{server.server_port}").status == 421


@pytest.mark.parametrize(
    "header",
    [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: https://127.0.0.1:{port}",
        "Origin: http://127.0.0.1:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ],
)
def test_another_site_s_request_is_refused(server: Server, header: str) -> None:
    found = ask(server, "/", header.format(port=server.server_port))
    assert (found.status, found.headers["content-type"]) == (403, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "header", ["Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: none", "Sec-Fetch-Site: same-origin"]
)
def test_its_own_request_is_answered(server: Server, header: str) -> None:
    assert ask(server, "/", header.format(port=server.server_port)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "__class__"])
def test_only_get_and_head_are_answered(server: Server, method: str) -> None:
    found = ask(server, "/", "Content-Length: 5", method=method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")
    assert found.headers["content-type"] == "text/plain; charset=utf-8"


def test_what_is_no_request_gets_a_plain_answer(server: Server) -> None:
    assert reply(send(server, b"GET / HTTP/9.9\r\n\r\n")).status == 505
    assert reply(send(server, b"GET / / / HTTP/1.1\r\n\r\n")).status == 400
    assert b"\n400 " in b"\n" + send(server, b"GARBAGE\r\n\r\n")
    assert b"Reports" not in send(server, b"GET /\r\n\r\n")
    assert send(server, b"") == b""


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200 + b"\r\n",
    ],
)
def test_a_long_request_is_refused(server: Server, raw: bytes) -> None:
    assert reply(send(server, raw)).status == 431


def test_a_slow_client_is_left_alone_and_others_are_served(
    server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(handler, "HEAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=PATIENCE_SECONDS) as slow:
        slow.sendall(b"GET / HT")
        assert ask(server, "/").status == 200
        with contextlib.suppress(ConnectionError):
            while True:  # a byte now and then does not buy more time
                slow.sendall(b"T")
                time.sleep(0.05)
        with contextlib.suppress(ConnectionError):
            assert slow.recv(100) == b""
    assert capfd.readouterr().err == ""


def test_a_client_that_goes_away_leaves_no_traceback(
    server: Server, goals: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (goals / "reports" / "large.bin").write_bytes(b"\0" * 20_000_000)
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(f"GET /large.bin HTTP/1.1\r\nHost: 127.0.0.1:{server.server_port}\r\n\r\n".encode())
            connection.recv(10)
    assert ask(server, "/").status == 200
    assert capfd.readouterr().err == ""


def test_nobody_else_can_reach_it(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert "--host" not in CliRunner().invoke(tracker, ["serve", "--help"]).output


def test_a_port_that_is_taken_is_said_with_what_to_do(server: Server, goals: Path) -> None:
    result = CliRunner().invoke(tracker, ["--workspace", str(goals), "serve", "--port", str(server.server_port)])
    assert result.exit_code == 2
    assert re.fullmatch(
        rf"port {server.server_port} cannot be used: .*; give another one with --port, .*\n", result.stderr
    )


@pytest.mark.parametrize("port", ["-1", "65536", "eighty"])
def test_a_number_that_is_no_port_is_refused(goals: Path, port: str) -> None:
    assert CliRunner().invoke(tracker, ["--workspace", str(goals), "serve", "--port", port]).exit_code == 2


def test_without_a_workspace_there_is_nothing_to_serve(tmp_path: Path) -> None:
    result = CliRunner().invoke(tracker, ["--workspace", str(tmp_path), "serve", "--port", "0"])
    assert result.exit_code == 2
    assert "no targets.yaml" in result.stderr


def test_an_error_with_no_report_to_show_ends_it_as_it_ends_report(workspace: Workspace) -> None:
    root = workspace(TARGETS.replace("at_least", "at_lest"))
    result = CliRunner().invoke(tracker, ["--workspace", str(root), "serve", "--port", "0"])
    assert result.exit_code == 2
    assert "targets.yaml:5: target jobs-2030: there is no key 'at_lest'; did you mean 'at_least'?" in result.stderr


HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
"""Whoever started the tests may have it ignored, and programs inherit that."""


class Program:
    """`tracker serve` as a person runs it: its lines as they come, until it is stopped."""

    def __init__(self, *arguments: str, code: str = "from tracker.cli.main import main; main()") -> None:
        self.lines: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            [sys.executable, "-c", HEARS_CTRL_C + code, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.lines.put(line.rstrip("\n"))

    def line(self, start: str) -> str:
        """The next line that begins so; it waits for it."""
        while not (found := self.lines.get(timeout=PATIENCE_SECONDS)).startswith(start):
            pass
        return found

    def stop(self) -> tuple[int, list[str]]:
        """Press Ctrl-C; the exit code, and the lines that nobody has read yet."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        self.reader.join()
        return code, list(self.lines.queue)


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    running: list[Program] = []

    def begin(*arguments: str, code: str = "from tracker.cli.main import main; main()") -> Program:
        running.append(Program(*arguments, code=code))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()
        each.reader.join()


def get(url: str) -> bytes:
    port = int(url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as many editors do: write another one and put it in its place."""
    other = path.with_name(f".{path.name}.swp")
    other.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    other.replace(path)


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way there")
def test_it_makes_the_report_and_makes_it_anew_on_every_change(
    workspace: Workspace, start: Callable[..., Program]
) -> None:
    pytest.importorskip("watchfiles")
    root = workspace(TARGETS, {"jobs": JOBS})
    program = start("--workspace", str(root), "serve", "2023-Q3", "--port", "0")
    assert program.line("made") == "made 2023-Q3, as of 2023-10-30"
    url = program.line("http://127.0.0.1:")
    program.line("stop with Ctrl-C")
    assert b"Goals" in get(url)

    edit(root / "targets.yaml", "title: Goals", "titel: Goals")
    assert program.line("targets.yaml") == "targets.yaml:1: workspace: there is no key 'titel'; did you mean 'title'?"
    assert program.line("the last") == "the last good report stays"
    assert b"Goals" in get(url)

    edit(root / "targets.yaml", "titel: Goals", "title: Our goals")
    program.line("made 2023-Q3")
    assert b"Our goals" in get(url)

    for value in range(1190, 1200):  # a burst, and a file that is none of the report's
        with (root / "observations" / "jobs.csv").open("a", encoding="utf-8") as file:
            file.write(f"2022,{value},2023-0{value % 9 + 1}-{value - 1170}\n")
        (root / "observations" / ".jobs.csv.swp").write_text(str(value))
    program.line("made 2023-Q3")

    note = root / "reports" / "notes" / "2023-Q3" / "jobs-2030.md"
    note.parent.mkdir(parents=True)
    note.write_text("The census comes in spring.\n", encoding="utf-8")
    program.line("made 2023-Q3")

    time.sleep(2)  # what it wrote itself, and what is not of the report, make nothing
    (root / "elsewhere.txt").write_text("x")
    time.sleep(2)
    code, rest = program.stop()
    assert (code, rest) == (0, ["stopped"])


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way there")
def test_without_watchfiles_it_serves_and_says_that_it_does_not_rebuild(
    goals: Path, start: Callable[..., Program]
) -> None:
    code = "import sys; sys.modules['watchfiles'] = None; from tracker.cli.main import main; main()"
    program = start("--workspace", str(goals), "serve", "--port", "0", code=code)
    url = program.line("http://127.0.0.1:")
    assert program.line("not").endswith("write: pip install 'policy-target-tracker[serve]'")
    program.line("stop with Ctrl-C")
    assert b"Reports" in get(url)
    assert program.stop() == (0, ["stopped"])


@pytest.mark.skipif(os.name == "nt", reason="the browser is a shell script")
def test_open_opens_the_browser(
    goals: Path, start: Callable[..., Program], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened.part; mv {tmp_path}/opened.part {tmp_path}/opened\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    program = start("--workspace", str(goals), "serve", "--port", "0", "--open")
    url = program.line("http://127.0.0.1:")
    until = time.monotonic() + PATIENCE_SECONDS
    while not (tmp_path / "opened").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert (tmp_path / "opened").read_text().strip() == url


def test_only_what_a_report_is_made_from_counts_as_a_change(goals: Path) -> None:
    folder = open_folder(str(goals))
    before = stamps(folder)
    (goals / "reports" / "2026-Q3" / "index.html").write_text("new")
    (goals / "README.md").write_text("x")
    (goals / "observations" / ".jobs.csv.1f.tmp").write_text("x")
    assert stamps(folder) == before
    for path in ("targets.yaml", "observations/jobs.csv"):
        known = stamps(folder)
        (goals / path).write_text("x")
        assert stamps(folder) != known, path
    (goals / "reports" / "notes" / "2026-Q3").mkdir(parents=True)
    for path in ("observations/new.csv", "reports/notes/2026-Q3/report.md"):
        known = stamps(folder)
        (goals / path).write_text("x")
        assert stamps(folder) != known, path


def test_the_folders_to_watch_are_those_that_there_are(goals: Path) -> None:
    folder = open_folder(str(goals))

    def named() -> list[str]:
        return [path.relative_to(goals.resolve()).as_posix() for path in places(folder)]

    assert named() == [".", "reports", "observations"]
    (goals / "reports" / "notes" / "2026-Q3").mkdir(parents=True)
    assert named() == [".", "reports", "observations", "reports/notes", "reports/notes/2026-Q3"]
    shutil.rmtree(goals / "observations")
    assert "observations" not in named()
