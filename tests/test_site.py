"""The documentation as a site: built strictly, complete, and on its own."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import tracker
from tracker.cli.main import VERBS
from tracker.forecast.models import TEXTBOOK
from tracker.forecast.walks import WALKS
from tracker.goals import json_schema
from tracker.verdict.methods import METHODS

ROOT = Path(__file__).resolve().parent.parent
ASKED_FOR = {"img": "src", "script": "src", "iframe": "src", "link": "href", "source": "srcset", "video": "src"}
"""Elements for which a browser makes a request when it shows the page, and the attribute that says where."""

SHAPES = ("li", "pre", "table", "tr", "h2", "h3")


class Elements(HTMLParser):
    """The elements of an article, and everything on the page that a browser asks for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside = False
        self.ids: set[str] = set()
        self.counts = dict.fromkeys(SHAPES, 0)
        self.wanted: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.inside = self.inside or tag == "article"
        if self.inside:
            self.ids |= {found["id"]} if "id" in found else set()
            self.counts |= {tag: self.counts[tag] + 1} if tag in SHAPES else {}
        if ASKED_FOR.get(tag) in found and found.get("rel") != "canonical":
            self.wanted.append(found[ASKED_FOR[tag]])

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"


def built(folder: Path) -> Path:
    """The site, as `make docs` writes it; whatever MkDocs warns of is a failure."""
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install '.[docs]'")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
    return folder


def test_the_site(tmp_path: Path) -> None:
    """One test for all that needs the built pages: they are built once, whatever the number of processes."""
    site = built(tmp_path / "site")
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    nothing_is_asked_of_another_machine(site, pages)
    everything_has_its_place_in_the_reference(pages)
    pages_look_as_they_do_in_the_repository(pages)
    languages_are_said(pages)
    what_is_no_page_is_not_there(site)


def nothing_is_asked_of_another_machine(site: Path, pages: dict[str, str]) -> None:
    for name, page in pages.items():
        far = [each for each in Elements(page).wanted if re.match(r"(https?:)?//", each)]
        assert not far, f"{name}: {far}"
    for path in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path


def everything_has_its_place_in_the_reference(pages: dict[str, str]) -> None:
    ids = {name: Elements(page).ids for name, page in pages.items()}
    assert {f"tracker-{verb}" for verb in VERBS} <= ids["reference/commands.html"]
    assert {*TEXTBOOK, *WALKS} <= ids["reference/models.html"]
    assert {each.lower() for each in tracker.__all__ if not each.startswith("_")} <= ids["reference/python.html"]
    for method in METHODS:
        assert re.search(rf"<h2[^>]*>[^<]*\b{method}\b", pages["reference/methods.html"]), method
    schema = json_schema()
    for entry in (schema, *schema["$defs"].values()):
        for key in entry.get("properties", {}):
            assert f"<td><code>{key}</code>" in pages["reference/targets.html"], key


def pages_look_as_they_do_in_the_repository(pages: dict[str, str]) -> None:
    """Lists, tables and blocks of code are the same ones under the site's Markdown and under CommonMark."""
    markdown = MarkdownIt("commonmark").enable("table")
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        if name in pages:
            there = Elements(f"<article>{markdown.render(path.read_text(encoding='utf-8'))}</article>")
            assert Elements(pages[name]).counts == there.counts, name


def languages_are_said(pages: dict[str, str]) -> None:
    assert '<html lang="zh"' in pages["tutorial.zh.html"]
    assert '<html lang="en"' in pages["tutorial.html"]
    assert "工作区" in pages["tutorial.zh.html"]


def what_is_no_page_is_not_there(site: Path) -> None:
    assert not (site / "hooks").exists()
    assert (site / "examples" / "sdmx" / "targets.yaml").is_file()


def test_the_reference_is_what_the_code_says(request: pytest.FixtureRequest) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"]
    folder = ROOT / "docs" / "reference"
    assert {path.stem for path in folder.iterdir()} == set(pages)
    for name, write in pages.items():
        path = folder / f"{name}.md"
        if request.config.getoption("--update-golden"):
            path.write_text(write(), encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == write(), f"{path} differs from the code; write it again: make docs"


def test_columns_and_statuses_of_figures_are_described() -> None:
    from tracker.figures import COLUMNS, STEP_COLUMNS, STEP_STATUSES, UNUSED

    page = (ROOT / "docs" / "observations.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", page, flags=re.MULTILINE) == list(COLUMNS)
    for word in (*STEP_COLUMNS, *STEP_STATUSES, *UNUSED):
        assert f"`{word}`" in page


def test_both_tutorials_take_the_same_steps() -> None:
    def verbs(name: str) -> list[str]:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        return re.findall(r"^\$ tracker (\w+)", text, flags=re.MULTILINE)

    assert verbs("tutorial.md") == verbs("tutorial.zh.md")
