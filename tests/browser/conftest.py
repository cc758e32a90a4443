"""What the browser tests share: written reports, one Chromium a session, pages that tell what they said and asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from playwright.sync_api import Browser, Dialog, Page

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "docs" / "examples"
QUARTER = "2026-Q3"
ARGUMENTS = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking")
AXE = ("node_modules/axe-core/axe.min.js", "build/node_modules/axe-core/axe.min.js")

# Counts, from the first paint on, what moved without being asked to, and notes every element the policy refused.
WATCH = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    window.shifts.push([entry.value, entry.sources.map(each => each.node && each.node.nodeName)]);
}).observe({type: "layout-shift", buffered: true});
window.refused = [];
document.addEventListener("securitypolicyviolation",
  event => window.refused.push(event.violatedDirective + " " + event.blockedURI));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An opened page, all that it wrote to the console, threw or asked in dialogs, and all that it requested."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def run(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 - whatever the script returns
        """What a script answers that is run from outside, as a reader's own tools would: no policy holds for it."""
        return self.page.evaluate(script, argument)

    def wait(self, script: str) -> None:
        """Wait until a script answers with something true, a minute at most."""
        for _ in range(1200):
            if self.run(script):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never true: {script}")


@pytest.fixture(scope="session")
def chromium(browser: str) -> Generator[Browser]:
    """One browser for all pages of this process."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with driver.sync_playwright() as playwright:
        # Without a sandbox only where it cannot be had: Chromium refuses to make one for the superuser.
        started = playwright.chromium.launch(
            executable_path=browser, args=list(ARGUMENTS), chromium_sandbox=os.geteuid() != 0
        )
        yield started
        started.close()


@pytest.fixture
def visit(chromium: Browser) -> Generator[Callable[..., Visit]]:
    """Open a file or an address as a page; when the test is over, it has said nothing and asked for itself alone."""
    with ExitStack() as stack:
        opened: list[Visit] = []
        own: set[str] = set()

        def open_page(
            page: Path | str,
            until: Literal["commit", "load"] = "load",
            **options: Any,  # noqa: ANN401 - Playwright's own options of a context
        ) -> Visit:
            options.setdefault("viewport", {"width": 1024, "height": 768})
            context = chromium.new_context(**options)
            stack.callback(context.close)
            context.set_default_timeout(60_000)
            context.add_init_script(WATCH)
            found = Visit(page=context.new_page())
            found.page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
            found.page.on("pageerror", lambda error: found.said.append(f"error: {error}"))
            found.page.on("dialog", lambda dialog: dismiss(dialog, found))
            found.page.on("request", lambda request: found.asked.append(request.url))
            address = page if isinstance(page, str) else page.resolve().as_uri()
            found.page.goto(address, wait_until=until)
            own.add(address)
            opened.append(found)
            return found

        yield open_page
        for each in opened:
            assert not each.said
            assert [url for url in each.asked if url not in own and not url.startswith(("file:", "data:"))] == []


def dismiss(dialog: Dialog, seen: Visit) -> None:
    """Note a dialog and close it."""
    seen.said.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core: of the file that TRACKER_AXE names, else of one that npm installed here."""
    candidates = [os.environ["TRACKER_AXE"]] if "TRACKER_AXE" in os.environ else [str(ROOT / name) for name in AXE]
    for name in candidates:
        if Path(name).is_file():
            return Path(name).read_text(encoding="utf-8")
    pytest.skip(f"no axe-core at {' or '.join(candidates)}; set TRACKER_AXE to the path of axe.min.js")


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """The folder `reports` of a workspace, written once for all processes of a session."""
    common = tmp_path_factory.getbasetemp()
    common = common if worker_id == "master" else common.parent

    def written(name: str, write: Callable[[Path], None], *quarters: str) -> Path:
        root = common / "written" / name
        root.parent.mkdir(exist_ok=True)
        with FileLock(root.with_suffix(".lock")):
            if not (root / ".done").exists():
                shutil.rmtree(root, ignore_errors=True)
                write(root)
                for quarter in quarters or (QUARTER,):
                    report(root, quarter)
                (root / ".done").touch()
        return root / "reports"

    return written


def report(root: Path, quarter: str) -> None:
    """Write a report in both languages as its user would."""
    command = [sys.executable, "-m", "tracker", "--workspace", str(root), "report", quarter, "--lang", "both"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def copied(source: Path) -> Callable[[Path], None]:
    """Copy the files of a workspace, without its reports and its cache."""

    def write(root: Path) -> None:
        (root / "observations").mkdir(parents=True)
        shutil.copy(source / "targets.yaml", root)
        for path in source.glob("observations/*.csv"):
            shutil.copy(path, root / "observations")

    return write


@pytest.fixture(scope="session")
def shipped_reports(reports: Callable[..., Path]) -> Path:
    """Two quarters' reports of the workspace at the root of the project."""
    return reports("shipped", copied(ROOT), "2026-Q2", QUARTER)


@pytest.fixture(params=["en", "zh"])
def shipped_report(shipped_reports: Path, request: pytest.FixtureRequest) -> Path:
    """The shipped report of the last quarter, once in each language."""
    return shipped_reports / QUARTER / {"en": "index.html", "zh": "index.zh.html"}[str(request.param)]


@pytest.fixture(scope="session")
def written(reports: Callable[..., Path], shipped_reports: Path) -> list[Path]:
    """The reports of workspaces that have every kind of goal and figure between them."""
    others = [reports(name, copied(EXAMPLES / name)) for name in ("five-year-plan", "year-under-way")]
    return [shipped_reports, *others, reports("many", many)]


@pytest.fixture(
    params=[
        f"shipped/{QUARTER}/index.html",
        f"shipped/{QUARTER}/index.zh.html",
        "shipped/index.html",
        f"five-year-plan/{QUARTER}/index.zh.html",
        f"year-under-way/{QUARTER}/index.html",
        f"many/{QUARTER}/index.html",
        f"many/{QUARTER}/targets/at-least-55.html",
        f"many/{QUARTER}/targets/plan-7.zh.html",
    ]
)
def any_page(written: list[Path], request: pytest.FixtureRequest) -> Path:
    """A page of each kind, in one of the languages or both."""
    name, _, page = str(request.param).partition("/")
    return next(folder for folder in written if folder.parent.name == name) / page


def many(root: Path) -> None:
    """Write a workspace of more targets than fit one page."""
    (root / "observations").mkdir(parents=True)
    levels = "".join(
        f"  at-least-{level}: {{title: {{en: At least {level} percent, zh: 不低于{level}%}}, indicator: share,"
        f" at_least: {level}, by: 2030, tags: [levels]}}\n"
        for level in (45, 55, 65)
    )
    plans = "".join(
        f"  plan-{k}: {{title: {{en: Plan {k}, zh: 计划{k}}}, milestones: {{count: {k}}}, by: {2027 + k % 3}}}\n"
        for k in range(1, 30)
    )
    (root / "targets.yaml").write_text(
        "workspace: {title: {en: Many goals, zh: 许多目标}, area: CN-GD}\n"
        "indicators:\n"
        '  share: {title: {en: Share, zh: 占比}, unit: "%", nature: share, frequency: annual, better: up}\n'
        f"targets:\n{levels}{plans}",
        encoding="utf-8",
    )
    figures = "".join(f"{2012 + k},{40 + 0.7 * k + (k % 3) / 2}\n" for k in range(12))
    (root / "observations" / "share.csv").write_text(f"period,value\n{figures}", encoding="utf-8")
