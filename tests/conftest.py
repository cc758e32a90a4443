"""What all tests share: golden texts, the folder of public data, a browser, and skips that count as failures in CI."""

from __future__ import annotations

import http.server
import inspect
import os
import shutil
import textwrap
import threading
import time
from dataclasses import dataclass, field
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

os.environ["OPENPYXL_LXML"] = "False"  # as the program does before it writes a workbook

if "mix_stderr" in inspect.signature(CliRunner).parameters:  # click 8.1: stderr apart only when asked, or in `output`
    CliRunner.__init__ = partialmethod(CliRunner.__init__, mix_stderr=False)  # type: ignore[assignment,method-assign]
    Result.output = property(lambda result: result.stdout + result.stderr)  # type: ignore[assignment,method-assign]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/ instead of comparing with it")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/NAME, or rewrite that file under --update-golden."""
    update = request.config.getoption("--update-golden")

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert path.is_file(), f"tests/golden/{name} is missing; write it with: pytest --update-golden"
        assert text == path.read_text(encoding="utf-8"), f"tests/golden/{name} differs; see: pytest --update-golden"

    return compare


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[..., Path]:
    """Write a workspace as a user would: the text of targets.yaml, and of observation files by indicator."""

    def write(targets: str, figures: dict[str, str] | None = None, name: str = "workspace") -> Path:
        root = tmp_path / name
        (root / "observations").mkdir(parents=True, exist_ok=True)
        (root / "targets.yaml").write_text(textwrap.dedent(targets), encoding="utf-8")
        for indicator, text in (figures or {}).items():
            path = root / "observations" / f"{indicator}.csv"
            path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
        return root

    return write


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the workspace at the root of the project, without its reports and its cache."""
    root = tmp_path / "shipped"
    shutil.copytree(ROOT / "observations", root / "observations")
    shutil.copy(ROOT / "targets.yaml", root)
    return root


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of public data that is not part of the project (TRACKER_DATA, default ../shared)."""
    path = ROOT / os.environ.get("TRACKER_DATA", "../shared")
    if not path.is_dir():
        pytest.skip(f"no folder of public data at {path}; set TRACKER_DATA")
    return path.resolve()


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of a Chromium that can take screenshots."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    pytest.skip(f"no browser found, looked for {', '.join(BROWSERS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service sends. `length` is the Content-Length it claims, `seconds` the pause before the body's end."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    seconds: float = 0.0
    endless: bool = False


@dataclass(slots=True, kw_only=True)
class Service:
    """A web service on this machine: answers by path (with its query), one after the other, the last one again."""

    address: str
    host: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path; its whole address."""
        self.answers[path] = list(answers)
        return f"{self.address}{path}"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Generator[Service, None, None]:
    """A web service that may be fetched from; retries wait for nothing."""
    from tracker.exchange import fetch

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            waiting = found.answers.get(self.path, [Answer(status=404)])
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if not answer.endless:
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            self.end_headers()
            try:
                self.wfile.write(answer.body[: len(answer.body) // 2])
                time.sleep(answer.seconds)
                self.wfile.write(answer.body[len(answer.body) // 2 :])
                while answer.endless:
                    self.wfile.write(answer.body)
            except OSError:  # the client has gone
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    host = f"127.0.0.1:{server.server_port}"
    found = Service(address=f"http://{host}", host=host)
    monkeypatch.setenv("TRACKER_ALLOW_HOSTS", host)
    monkeypatch.setattr(fetch, "PAUSES", (0.0, 0.0, 0.0))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def answer() -> type[Answer]:
    """What a service sends."""
    return Answer


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a skip a failure where everything is installed; an expected failure stays one."""
    if os.environ.get("TRACKER_REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, but TRACKER_REQUIRE_ALL=1: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    _refuse_skip(report)
    return report
