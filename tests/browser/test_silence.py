"""A page says nothing to the console, asks for nothing but itself, and would be refused whatever else it asked for."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.browser.conftest import Visit

ASKING = {
    "picture": '<img src="{url}" alt="">',
    "frame": '<iframe src="{url}" title="."></iframe>',
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "script": '<script src="{url}"></script>',
    "style": "<style>body {{ background: url({url}) }}</style>",
    "attribute": '<p style="background: url({url})">.</p>',
    "vector picture": '<svg role="img" aria-label="."><image href="{url}"></image></svg>',
    "font": "<style>@font-face {{ font-family: f; src: url({url}) }} p {{ font-family: f }}</style>",
}


@pytest.fixture
def listener() -> Generator[socket.socket]:
    """A port of this machine at which something would arrive."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def arrived(listener: socket.socket, within: float) -> bool:
    """Whether somebody asked for something; a connection opened ahead says nothing yet."""
    listener.settimeout(within)
    with ExitStack() as stack:
        try:
            while True:
                connection = stack.enter_context(listener.accept()[0])
                connection.settimeout(within)
                with suppress(TimeoutError):
                    if connection.recv(1):
                        return True
        except TimeoutError:
            return False


def with_added(page: Path, markup: str, folder: Path) -> Path:
    """A copy of a page that holds more than the page does."""
    text = page.read_text(encoding="utf-8")
    assert "</main>" in text
    copy = folder / page.name
    copy.write_text(text.replace("</main>", f"{markup}</main>"), encoding="utf-8")
    return copy


def test_a_page_asks_for_nothing_but_itself(visit: Callable[..., Visit], any_page: Path) -> None:
    seen = visit(any_page)
    seen.page.wait_for_timeout(200)
    assert [url for url in seen.asked if not url.startswith("data:")] == [any_page.resolve().as_uri()]
    assert seen.run("refused") == []
    assert not seen.said


def test_the_policy_is_strict_and_stands_before_all_that_it_is_for(visit: Callable[..., Visit], any_page: Path) -> None:
    policy, first = visit(any_page).run(
        """() => {
          const meta = document.querySelector("meta[http-equiv='Content-Security-Policy' i]");
          const rest = [...document.querySelectorAll("style, script, link")];
          const follows = each => meta.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING;
          return [meta.content, rest.every(follows)];
        }"""
    )
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert first
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == ["'none'"]
    assert parts["img-src"] == ["data:"]
    assert all(source.startswith("'sha256-") for source in [*parts["style-src"], *parts.get("script-src", [])])
    assert set(parts) <= {"default-src", "img-src", "style-src", "script-src", "base-uri", "form-action"}


@pytest.mark.parametrize("kind", ASKING)
def test_what_got_into_a_page_asks_for_nothing(
    visit: Callable[..., Visit], shipped_reports: Path, tmp_path: Path, listener: socket.socket, kind: str
) -> None:
    markup = ASKING[kind].format(url=f"http://127.0.0.1:{listener.getsockname()[1]}/x")
    copy = with_added(shipped_reports / "2026-Q3" / "index.html", markup, tmp_path)
    seen = visit(copy, until="commit")
    seen.wait("refused.length > 0")
    assert not arrived(listener, within=0.3)
    seen.said.clear()
    seen.asked.clear()
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("Content-Security-Policy", "No-Policy"), encoding="utf-8")
    seen = visit(copy, until="commit")
    assert arrived(listener, within=5), "without the policy it would ask"
    seen.said.clear()
    seen.asked.clear()


def test_a_script_that_got_into_a_page_does_not_run(
    visit: Callable[..., Visit], shipped_report: Path, tmp_path: Path
) -> None:
    scripts = "<script>ran = 1</script><svg onload='ran = 2'></svg><img src='data:,' onerror='ran = 3'>"
    seen = visit(with_added(shipped_report, scripts, tmp_path))
    seen.wait("refused.length > 2")
    assert seen.run("window.ran") is None
    seen.said.clear()
