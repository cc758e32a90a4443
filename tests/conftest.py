"""What all tests share: golden texts, the folder of public data, a browser, and skips that count as failures in CI."""

from __future__ import annotations

import os
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
