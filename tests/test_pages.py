"""One page, or one for each target: what leads where, and what the table of all targets says to its script."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.test_html import example, long_share, one_figure
from tracker.report.html import MOST_TOGETHER, report_pages
from tracker.report.language import translator
from tracker.report.listing import slug

if TYPE_CHECKING:
    from tracker.report.report import Entry, Report

ARCHIVE = ("../index.html", "../index.zh.html")
"""The list of all reports, which is written beside their folders."""


class Places(HTMLParser):
    """The ids of a page and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.rows: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.rows += [found] if tag == "tr" and "data-status" in found else []


def named(entry: Entry, name: str, *, area: str = "") -> Entry:
    """The same entry under another id, or for another area."""
    full = f"{name}@{area}" if area else name
    target = replace(entry.target, id=full, declared_id=name, area=area or entry.target.area)
    return replace(entry, target=target, assessment=replace(entry.assessment, target=target))


def many(count: int) -> Report:
    areas = [named(one_figure(), "revenue", area=f"R{k:02d}") for k in range(count - 1)]
    return replace(example(), entries=(*areas, long_share()), changes=None, coming=())


def both(report: Report) -> dict[str, str]:
    pages: dict[str, str] = {}
    for tag in ("en", "zh"):
        pages |= dict(report_pages(report, translator(tag), ("en", "zh"), lambda _: ""))
    return pages


def test_a_few_targets_stand_on_one_page() -> None:
    assert sorted(both(many(MOST_TOGETHER))) == ["index.html", "index.zh.html"]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return both(many(MOST_TOGETHER + 1))


def test_many_targets_have_a_page_each_in_every_language(pages: dict[str, str]) -> None:
    assert len(pages) == 2 * (1 + MOST_TOGETHER + 1)
    assert {"index.html", "targets/revenue_40_R00.html", "targets/revenue_40_R00.zh.html"} <= set(pages)


def test_every_link_between_the_pages_leads_to_something(pages: dict[str, str]) -> None:
    read = {name: Places(page) for name, page in pages.items()}
    lost = []
    for name, page in read.items():
        for link in page.links:
            file, _, anchor = link.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            if there in read and (not anchor or anchor in read[there].ids):
                continue
            if not link.startswith("https://") and there not in ARCHIVE:
                lost.append((name, link))
    assert not lost


def test_a_target_page_leads_back_on_and_to_the_other_language(pages: dict[str, str]) -> None:
    links = Places(pages["targets/revenue_40_R01.zh.html"]).links
    assert {
        "../index.zh.html#summary",
        "revenue_40_R00.zh.html",
        "revenue_40_R02.zh.html",
        "revenue_40_R01.html",
    } <= set(links)
    first, last = pages["targets/revenue_40_R00.html"], pages["targets/renewables-2030_40_CN-GD.html"]
    assert 'rel="prev"' not in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last


def test_an_address_of_the_one_page_leads_to_the_row_with_the_page(pages: dict[str, str]) -> None:
    page = Places(pages["index.html"])
    assert "revenue_40_R05" in page.ids
    assert "targets/revenue_40_R05.html" in page.links
    assert "What was declared" not in pages["index.html"]
    assert "What was declared" in pages["targets/revenue_40_R05.html"]


def test_targets_of_one_declaration_are_told_apart_by_their_area(pages: dict[str, str]) -> None:
    page = pages["targets/revenue_40_R05.html"]
    assert '<h1 id="revenue_40_R05">A trillion-yuan cluster <span class="area">R05</span></h1>' in page
    assert "<title>A trillion-yuan cluster R05: Industrial goals</title>" in page
    assert 'A trillion-yuan cluster <span class="area">R04</span>' in page


@pytest.mark.parametrize("name", ["summary", "targets", "top", "source-article", "changes-new", "chart-a", "a-figures"])
def test_a_target_called_like_a_part_of_the_page_keeps_its_own_place(name: str) -> None:
    entries = (named(one_figure(), name), named(long_share(), "a"))
    report = replace(example(), entries=entries, changes=None, coming=())
    page = dict(report_pages(report, translator("en"), (), lambda _: ""))["index.html"]
    ids = Places(page).ids
    assert len(ids) == len(set(ids))
    assert ids.count(slug(name)) == 1


def test_the_table_says_what_it_is_sorted_and_filtered_by() -> None:
    entry = one_figure()
    target = replace(entry.target, tags=("health", "made in|China"))
    report = replace(example(), entries=(replace(entry, target=target), long_share()))
    page = dict(report_pages(report, translator("en"), (), lambda _: ""))["index.html"]
    first = Places(page).rows[0]
    assert (first["data-status"], first["data-area"]) == ("off-track", "CN-GD")
    assert first["data-tag"].split("\n") == ["health", "made in|China"]
    assert re.findall(r'data-sort="([^"]*)"', page)[:5] == ["3", "0.210000", "2023-12-31", "10.79", "2027-12-31"]
    assert '<option value="made in|China">made in|China</option>' in page
    assert 'id="filter-area"' not in page


def test_the_controls_show_only_where_the_script_runs() -> None:
    page = dict(report_pages(example(), translator("en"), (), lambda _: ""))["index.html"]
    assert ".filters { display: none; }" in page
    assert ".scripted .filters { display: flex;" in page
    assert "<button" not in page[page.index('id="targets-table"') :].split("</table>")[0]
