"""A report is read with the mouse and with the keyboard alone: its links, the order of its table, its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

USABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter(each => !each.disabled && each.checkVisibility({visibilityProperty: true})).length"""

# What has the focus: its markup, whether something shows that it has, and whether it can be seen.
FOCUSED = """() => {
  const each = document.activeElement;
  if (each === document.body) return null;
  const style = getComputedStyle(each);
  const frame = each.getBoundingClientRect();
  const [x, y] = [(Math.max(frame.left, 0) + Math.min(frame.right, innerWidth)) / 2,
    (Math.max(frame.top, 0) + Math.min(frame.bottom, innerHeight)) / 2];
  const top = document.elementFromPoint(x, y);
  each.dataset.met = "yes";
  return {
    markup: each.outerHTML.slice(0, 100),
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: each.matches("a") || (top !== null && (each.contains(top) || top.contains(each))),
  };
}"""

TITLES = """() => [...document.querySelectorAll("#targets-table tbody tr")].filter(row => !row.hidden)
  .map(row => row.cells[0].querySelector("a").textContent)"""


def titles(page: Page) -> list[str]:
    """The targets in the table of all, in the order in which they stand there."""
    return list(page.evaluate(TITLES))


def keys(page: Page, column: int) -> list[str]:
    """What the rows of the table are ordered by, in one column."""
    return list(
        page.evaluate(
            """column => [...document.querySelectorAll("#targets-table tbody tr")].map(row => row.cells[column])
                 .map(cell => cell.dataset.sort ?? cell.textContent.trim())""",
            column,
        )
    )


def columns(page: Page) -> list[int]:
    """The columns that the table can be ordered by."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("#targets-table thead th")]
                 .filter(head => head.querySelector("button")).map(head => head.cellIndex)"""
        )
    )


def head(column: int) -> str:
    return f"#targets-table thead th:nth-child({column + 1})"


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_each_column_orders_the_table(visit: Callable[..., Visit], shipped_report: Path, way: str) -> None:
    page = visit(shipped_report).page
    declared = titles(page)
    assert len(columns(page)) == 6
    for column in columns(page):
        button = page.locator(f"{head(column)} button")
        for direction in ("ascending", "descending", None):
            button.click() if way == "mouse" else button.press("Enter")
            assert page.get_attribute(head(column), "aria-sort") == direction
            if direction is None:
                assert titles(page) == declared
                continue
            found = keys(page, column)
            known = [key for key in found if key]
            assert found[: len(known)] == known, "what is unknown comes last"
            if column:
                kind = page.get_attribute(head(column), "data-kind")
                values = [float(key) for key in known] if kind == "number" else known
                assert values == sorted(values, reverse=direction == "descending")
        assert page.locator("#targets-table th[aria-sort]").count() == 0


def test_ordering_up_and_down_are_each_other_s_reverse(visit: Callable[..., Visit], shipped_report: Path) -> None:
    page = visit(shipped_report).page
    page.click(f"{head(0)} button")
    rising = titles(page)
    page.click(f"{head(0)} button")
    assert titles(page) == rising[::-1] != rising


def test_the_table_is_narrowed_by_word_and_status(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report)
    page = seen.page
    every = titles(page)
    wanted = every[1]
    page.fill("#filter-text", f"  {wanted.upper()} ")
    assert titles(page) == [wanted]
    assert "1" in page.inner_text("#shown")
    page.fill("#filter-text", "there is no such target")
    assert titles(page) == []
    assert page.inner_text("#shown")
    page.click("#clear")
    assert titles(page) == every
    assert page.evaluate("document.activeElement.id") == "filter-text"
    options = page.evaluate("[...document.querySelectorAll('#filter-status option')].map(each => each.value)")
    found = []
    for status in options[1:]:
        page.select_option("#filter-status", status)
        found += titles(page)
        assert titles(page)
        assert page.locator(f"#targets-table tbody tr:not([hidden]) .status.{status}").count() == len(titles(page))
    assert sorted(found) == sorted(every)
    assert page.is_enabled("#clear")


def test_the_table_is_narrowed_by_keyboard_alone(visit: Callable[..., Visit], shipped_report: Path) -> None:
    page = visit(shipped_report).page
    every = titles(page)
    page.locator("#filter-text").focus()
    page.keyboard.type(every[2][:8])
    assert every[2] in titles(page) != every
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.locator("#clear").press("Space")
    assert titles(page) == every
    assert page.is_disabled("#clear")


def test_a_view_of_the_table_has_an_address(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report)
    seen.page.click(f"{head(2)} button")
    seen.page.fill("#filter-text", "2027")
    shown = titles(seen.page)
    address = seen.page.url
    again = seen.page.context.new_page()
    again.goto(address)
    assert titles(again) == shown
    assert again.input_value("#filter-text") == "2027"


MADE_UP = (
    "#?sort=nothing",
    "#?status=%3Cscript%3E",
    "#?sort=__proto__&text=%00",
    "#?sort=--target",
    f"#?text={'a' * 9999}",
)


def test_addresses_that_somebody_made_up_do_no_harm(visit: Callable[..., Visit], shipped_report: Path) -> None:
    page = visit(shipped_report).page
    every = titles(page)
    for address in MADE_UP:
        page.goto(shipped_report.resolve().as_uri() + address)
        page.reload()
        if page.is_enabled("#clear"):
            page.click("#clear", force=True)
        assert sorted(titles(page)) == sorted(every), address


def test_without_scripts_the_table_is_whole_and_offers_nothing_that_does_not_work(
    visit: Callable[..., Visit], shipped_report: Path
) -> None:
    page = visit(shipped_report, java_script_enabled=False).page
    assert page.locator("#targets-table tbody tr:visible").count() > 5
    assert page.locator("button:visible, input:visible, select:visible").count() == 0


@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    visit: Callable[..., Visit], shipped_report: Path, width: int
) -> None:
    seen = visit(shipped_report, viewport={"width": width, "height": 800})
    count = seen.run(USABLE)
    reached = []
    for _ in range(count + 5):
        seen.page.keyboard.press("Tab")
        found = seen.run(FOCUSED)
        if found is None:
            break
        reached.append(found)
    assert seen.run("document.querySelectorAll('[data-met]').length") >= count
    assert [each["markup"] for each in reached if not each["shown"]] == []
    assert [each["markup"] for each in reached if not each["seen"]] == []
    seen.page.keyboard.press("Shift+Tab")
    assert seen.run(FOCUSED) is not None, "nothing holds the focus"


def test_the_first_key_offers_to_skip_to_the_content(visit: Callable[..., Visit], shipped_report: Path) -> None:
    page = visit(shipped_report).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null"), "the keyboard goes on from there"


def test_every_link_within_the_reports_leads_somewhere(visit: Callable[..., Visit], any_page: Path) -> None:
    reports = next(parent for parent in any_page.parents if parent.name == "reports").resolve()
    lost = []
    for href in visit(any_page).run("[...document.querySelectorAll('[href]')].map(each => each.getAttribute('href'))"):
        parts = urlsplit(href)
        if parts.scheme:
            assert parts.scheme in {"http", "https", "data"}
            continue
        there = (any_page.parent / unquote(parts.path)).resolve() if parts.path else any_page.resolve()
        inside = there.is_file() and there.is_relative_to(reports)
        anchor = f' id="{unquote(parts.fragment)}"' if parts.fragment else ""
        if not inside or (anchor and anchor not in there.read_text(encoding="utf-8")):
            lost.append(href)
    assert lost == []


def test_links_are_followed_from_report_to_report_and_back(visit: Callable[..., Visit], shipped_reports: Path) -> None:
    page = visit(shipped_reports / "2026-Q3" / "index.html").page
    page.click(".contents a[href='#summary']")
    assert page.evaluate("Math.abs(document.getElementById('summary').getBoundingClientRect().top) < 60")
    page.click("#targets-table tbody a >> nth=0")
    assert page.evaluate("location.hash !== '#summary' && document.querySelector(':target') !== null")
    page.click(".languages a[hreflang^=zh]")
    assert page.evaluate("document.documentElement.lang").startswith("zh")
    page.click(".languages a[hreflang=en]")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click(".languages a[rel=prev]")
    assert "/2026-Q2/" in page.url
    page.go_back()
    page.click(".languages a[href^='../index.html']")
    assert page.url.split("#")[0].endswith("/reports/index.html")
    page.click("main a[href^='2026-Q3/'] >> nth=0")
    assert page.url.split("#")[0].endswith("/2026-Q3/index.html")
    page.go_back()
    assert page.url.split("#")[0].endswith("/reports/index.html")
