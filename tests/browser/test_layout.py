"""Nothing moves while a page loads, nothing runs out of a narrow window or is cut off, and all of it can be printed."""

from __future__ import annotations

import re
import subprocess
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.browser.conftest import Visit

# Wider than its window, and neither scrolls in a frame of its own nor lies in one that does.
RUNS_OUT = """() => {
  const wide = document.scrollingElement.clientWidth;
  const framed = each => each && (["auto", "scroll", "hidden"].includes(getComputedStyle(each).overflowX)
    ? each !== document.body && each !== document.documentElement : framed(each.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter(each => each.getBoundingClientRect().right > wide + 1 && !framed(each.parentElement)
      && getComputedStyle(each).position !== "absolute")
    .map(each => each.outerHTML.slice(0, 120));
}"""

# What WCAG 2.2 (1.4.12) asks a page to bear.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture
def slowly() -> Generator[Callable[[bytes], str]]:
    """The address of a page that comes in thirty pieces over a third of a second, its last tags later still."""
    body = b""

    class Pieces(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            tail = body.rindex(b"</body>")
            size = -(-tail // 30)
            for start in range(0, tail, size):
                self.wfile.write(body[start : min(start + size, tail)])
                time.sleep(0.01)
            time.sleep(0.3)
            self.wfile.write(body[tail:])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pieces) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def serve(page: bytes) -> str:
            nonlocal body
            body = page
            return f"http://127.0.0.1:{server.server_port}/"

        yield serve
        server.shutdown()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_moves_while_a_page_comes_in_piece_by_piece(
    visit: Callable[..., Visit], slowly: Callable[[bytes], str], shipped_report: Path, width: int
) -> None:
    seen = visit(slowly(shipped_report.read_bytes()), viewport={"width": width, "height": 800})
    seen.wait("performance.getEntriesByType('paint').length > 0")
    # Nothing was painted of the first pieces.
    assert seen.run("performance.getEntriesByType('paint')[0].startTime") > 300
    seen.page.wait_for_timeout(300)
    assert seen.run("shifts") == []


def test_a_movement_would_be_seen(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report)
    seen.page.wait_for_timeout(600)
    seen.run("document.body.insertAdjacentHTML('afterbegin', '<p>.</p>'.repeat(9))")
    seen.page.wait_for_timeout(300)
    assert seen.run("shifts")


@pytest.mark.parametrize("width", [320, 768])
def test_a_narrow_window_shows_the_whole_width(visit: Callable[..., Visit], any_page: Path, width: int) -> None:
    # 320 px are also what 1280 px leave at 400 % zoom (WCAG 2.2, 1.4.10).
    seen = visit(any_page, viewport={"width": width, "height": 256})
    seen.run("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert seen.run(RUNS_OUT) == []
    assert seen.run("document.scrollingElement.scrollWidth") <= width


def test_texts_may_be_set_wider(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report, viewport={"width": 320, "height": 640}, bypass_csp=True)
    seen.page.add_style_tag(content=SPACED)
    assert seen.run(RUNS_OUT) == []
    assert seen.run("document.scrollingElement.scrollWidth") <= 320
    cut = seen.run(
        """() => [...document.querySelectorAll("main *")].filter(each => each.clientWidth > 1
             && getComputedStyle(each).overflow === "hidden" && each.scrollWidth > each.clientWidth + 1
             && !(each instanceof SVGElement)).map(each => each.outerHTML.slice(0, 120))"""
    )
    assert cut == []


def in_print(seen: Visit, folder: Path) -> list[str]:
    """The texts of the pages that a page prints, each without its blanks."""
    file = folder / "printed.pdf"
    seen.page.pdf(path=file, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, encoding="utf-8", check=True)
    return [bare(page) for page in text.stdout.split("\f")[:-1]]


def bare(text: str) -> str:
    """A text as two programs would write it the same: without blanks, hyphens and compatibility characters."""
    return re.sub(r"[\s\u00ad\u200b-]+", "", unicodedata.normalize("NFKC", text))


def test_a_table_has_its_headings_on_every_printed_page(
    visit: Callable[..., Visit], shipped_report: Path, tmp_path: Path
) -> None:
    seen = visit(shipped_report)
    headings = seen.run(
        """() => {
          document.querySelectorAll(".cards tbody th").forEach(each => each.append(" row-of-targets"));
          return [...document.querySelectorAll(".cards thead th")].map(each => each.textContent);
        }"""
    )
    heads = [page.partition("rowoftargets")[0] for page in in_print(seen, tmp_path) if "rowoftargets" in page]
    assert len(heads) > 1
    assert len(headings) == 7
    for head in heads:
        assert [each for each in headings if bare(each) not in head] == []


def test_no_chart_is_cut_in_two_by_print(visit: Callable[..., Visit], shipped_report: Path, tmp_path: Path) -> None:
    seen = visit(shipped_report)
    count = seen.run(
        """() => {
          const charts = document.querySelectorAll("figure svg");
          charts.forEach((chart, k) => {
            const [, , width, height] = chart.getAttribute("viewBox").split(" ").map(Number);
            for (const [mark, y] of [["x", 8], ["y", height]]) {
              const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
              const place = {x: width / 2, y, "font-size": 7};
              for (const [name, value] of Object.entries(place)) text.setAttribute(name, value);
              text.textContent = `${mark}chart${k}q`;
              chart.append(text);
            }
          });
          return charts.length;
        }"""
    )
    pages = in_print(seen, tmp_path)
    assert count
    for k in range(count):
        top, bottom = ([n for n, page in enumerate(pages) if f"{mark}chart{k}q" in page] for mark in "xy")
        assert len(top) == 1
        assert top == bottom


def test_print_hides_nothing_that_a_reader_wants(
    visit: Callable[..., Visit], shipped_report: Path, tmp_path: Path
) -> None:
    seen = visit(shipped_report)
    wanted = seen.run(
        """() => [...document.querySelectorAll("main :is(h2, h3, h4, caption, dt, dd, td, p, li, blockquote)")]
             .filter(each => !each.closest("nav, form, [aria-hidden=true], .screen"))
             .map(each => [...each.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
               .map(node => node.textContent.trim()).filter(Boolean)).flat()"""
    )
    printed = "".join(in_print(seen, tmp_path))
    assert len(wanted) > 300
    assert [text for text in wanted if bare(text) not in printed] == []
