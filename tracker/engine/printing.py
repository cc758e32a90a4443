"""Pages as PDF, by WeasyPrint or by an installed Chromium; neither sees more than the page itself.

The one module that imports WeasyPrint, and the one that starts a browser. `TRACKER_BROWSER` names the browser to use;
with it, that browser prints even where WeasyPrint is installed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import signal
import subprocess
import tempfile
import warnings
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
VARIABLE: Final = "TRACKER_BROWSER"

_PATIENCE_SECONDS: Final = 300
_SWITCHES: Final = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--generate-pdf-document-outline",
    "--no-pdf-header-footer",
)
"""What keeps the browser quiet: no window, no name of another machine."""

_DATES: Final = re.compile(rb"/(?P<name>CreationDate|ModDate|Creator) \((?:\\.|[^\\)])*\)")
_PAGES: Final = re.compile(rb"(?m)^(\d+) 0 obj\n<</Type /(Pages?|Catalog)\b(.*?)^endobj", re.DOTALL)
_PLACES: Final = re.compile(rb"/([^\s/\[\]]+) \[(\d+) 0 R /XYZ")
_CONTENTS: Final = re.compile(r'(<nav class="contents".*?</nav>)', re.DOTALL)
_ENTRY: Final = re.compile(r'<a href="#([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """What makes PDFs: the path of a browser, or WeasyPrint where that is empty."""

    browser: str = ""


def find_printer() -> Printer:
    """What can make a PDF here. Raises RefusedError where nothing can, naming what to install."""
    if named := os.environ.get(VARIABLE):
        found = shutil.which(named)
        if found is None:
            raise RefusedError(f"{VARIABLE} is {named!r}, which is no program here; name a Chromium by its path")
        return Printer(browser=found)
    if _has_weasyprint():
        return Printer()
    for name in BROWSERS:
        if found := shutil.which(name):
            return Printer(browser=found)
    raise RefusedError(
        "nothing here can make a PDF: install WeasyPrint with `pip install 'policy-target-tracker[pdf]'`, or Chromium "
        f"({', '.join(BROWSERS)} on the PATH, or its path in {VARIABLE})"
    )


def as_pdf(page: str, printer: Printer, day: date) -> bytes:
    """A page as PDF, dated to a day. Raises StorageError when the printer fails."""
    return _by_browser(page, printer.browser, day) if printer.browser else _by_weasyprint(page)


def _has_weasyprint() -> bool:
    """Whether WeasyPrint and the libraries that it draws letters with are there."""
    try:
        with _silence():
            import weasyprint  # type: ignore[import-untyped] # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def _by_weasyprint(page: str) -> bytes:
    with _silence():
        import weasyprint

        nothing = weasyprint.urls.URLFetcher(allowed_protocols=())  # a page has everything in it
        made = weasyprint.HTML(string=page, base_url=None, url_fetcher=nothing).write_pdf(pdf_tags=True)
    return bytes(made)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep what WeasyPrint says of properties that only screens have from the reader."""
    loggers = [logging.getLogger(name) for name in ("weasyprint", "weasyprint.progress", "fontTools")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    with contextlib.redirect_stdout(StringIO()), contextlib.redirect_stderr(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
            logger.propagate = False
        try:
            yield
        finally:
            for logger, (level, propagate) in zip(loggers, before, strict=True):
                logger.setLevel(level)
                logger.propagate = propagate


def _by_browser(page: str, browser: str, day: date) -> bytes:
    """The page printed by a browser of its own profile, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tracker-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        first = _printed(_numbered(page, {}), browser, folder)
        numbers = _places(first)
        last = _printed(_numbered(page, numbers), browser, folder) if _CONTENTS.search(page) and numbers else first
        return _dated(last, day)


def _printed(page: str, browser: str, folder: Path) -> bytes:
    source, made = folder / "page.html", folder / "page.pdf"
    made.unlink(missing_ok=True)
    source.write_text(page, encoding="utf-8")
    own = [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}", source.as_uri()]
    command = [browser, *_SWITCHES, *(["--no-sandbox"] if _is_root() else []), *own]
    homes = {key: str(folder) for key in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR")}
    code = _run(command, os.environ | homes)
    if code or not made.is_file():
        raise StorageError(f"{browser} could not print the page (exit code {code}); nothing was changed")
    return made.read_bytes()


def _run(command: list[str], environment: dict[str, str]) -> int:
    """The exit code of a program that is given a time, and ended with all that it started whatever happens here."""
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(command, env=environment, start_new_session=True, **quiet)  # noqa: S603
    except OSError as error:
        raise StorageError(f"{command[0]} cannot be started: {error.strerror or error}") from None
    try:
        return process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        raise StorageError(f"{command[0]} has not printed the page in {_PATIENCE_SECONDS} seconds") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _dated(content: bytes, day: date) -> bytes:
    """The file with the day in the place of the moment at which it was made, by this program; no byte moves."""
    texts = {b"Creator": b"(tracker)"}
    at = f"(D:{day:%Y%m%d}000000+00'00')".encode()

    def replaced(found: re.Match[bytes]) -> bytes:
        start = b"/" + found["name"] + b" "
        return (start + texts.get(found["name"], at)).ljust(len(found[0]))

    return _DATES.sub(replaced, content)


def _numbered(page: str, numbers: Mapping[str, int]) -> str:
    """The page with the numbers of printed pages in its contents, by anchor; 0 where there is none yet."""

    def entry(found: re.Match[str]) -> str:
        return f'<a data-page="{numbers.get(found[1], 0)}" href="#{found[1]}"'

    return _CONTENTS.sub(lambda found: _ENTRY.sub(entry, found[1]), page, count=1)


def _places(content: bytes) -> dict[str, int]:
    """The page on which each anchor stands in a PDF that a browser has made, counted from 1."""
    nodes = {found[1]: (found[2], found[3]) for found in _PAGES.finditer(content)}
    root = next((body for kind, body in nodes.values() if kind == b"Catalog"), b"")
    order = {name: k for k, name in enumerate(_leaves(nodes, re.findall(rb"/Pages (\d+) 0 R", root)), 1)}
    found = ((name, order.get(page)) for name, page in _PLACES.findall(content))
    return {name.decode("latin-1"): number for name, number in found if number is not None}


def _leaves(nodes: Mapping[bytes, tuple[bytes, bytes]], names: Iterable[bytes]) -> Iterator[bytes]:
    """The pages of a tree of pages, in order."""
    for name in names:
        kind, body = nodes.get(name, (b"", b""))
        if kind == b"Page":
            yield name
        elif kind == b"Pages":
            kids = re.search(rb"/Kids \[([^\]]*)\]", body)
            yield from _leaves(nodes, re.findall(rb"(\d+) 0 R", kids[1]) if kids else ())
