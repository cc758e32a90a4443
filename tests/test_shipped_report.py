"""The report of 2026-Q3 that is part of the repository is the one that its files and the program make."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from click.testing import CliRunner

from tracker.cli.main import tracker

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("2026-Q3/index.html", "2026-Q3/index.zh.html", "index.html", "index.zh.html")
DRAWN_WITH = ("numpy", "matplotlib", "jinja2")


def locked() -> bool:
    """Whether the libraries that numbers, charts and pages are made with are those of the lock file."""
    text = (ROOT / "requirements" / "ci.txt").read_text(encoding="utf-8").lower()
    return all(f"{name}=={version(name)}" in text for name in DRAWN_WITH)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a copy of the shipped workspace."""
    root = tmp_path_factory.mktemp("shipped")
    shutil.copy(ROOT / "targets.yaml", root)
    shutil.copytree(ROOT / "observations", root / "observations")
    done = CliRunner().invoke(tracker, ["--workspace", str(root), "report", "2026-Q3", "--lang", "both"])
    assert done.exit_code == 0, done.output
    return root / "reports"


class Texts(HTMLParser):
    """The words of a page, without its markup and charts' coordinates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's form
        self.hidden += tag in {"style", "script", "svg"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script", "svg"}

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.found.append(" ".join(data.split()))


def words(page: str) -> list[str]:
    texts = Texts()
    texts.feed(page)
    return texts.found


@pytest.mark.parametrize("page", PAGES)
def test_the_same_files_make_the_same_page(made: Path, page: str) -> None:
    shipped, new = ((folder / page).read_text(encoding="utf-8") for folder in (ROOT / "reports", made))
    assert words(new) == words(shipped), "after a change that is meant: make report"
    if locked():
        assert new == shipped, "after a change that is meant: make report"


def test_the_same_files_make_the_same_record(made: Path) -> None:
    shipped, new = (
        json.loads((folder / "2026-Q3/report.json").read_text(encoding="utf-8")) for folder in (ROOT / "reports", made)
    )
    for record in (shipped, new):
        assert record.pop("written"), (
            "what was written, with digests: those of the workbook differ with the zip library"
        )
    assert _rounded(new) == _rounded(shipped)


def test_a_page_needs_nothing_from_elsewhere(made: Path) -> None:
    page = (made / PAGES[0]).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\((?!#)|<script[^>]", page)
    for target in re.findall(r"(?:src|href)=\"([^\"#]+)", page):
        assert (
            target.startswith(("data:", "https://", "http://")) or (made / PAGES[0]).parent.joinpath(target).is_file()
        )
    assert not re.search(r"<(?:link|img|iframe)\b[^>]*https?:", page)


class Prose(HTMLParser):
    """What a reader sees of a page, a line for each paragraph, row or entry; of a chart its title and description."""

    BREAKS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "tr", "dt", "caption", "summary", "title", "desc", "div"})
    MARKS: ClassVar = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "- ", "title": "[", "desc": "  "}

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"meta", "link", "input", "br"}:
            return
        self.inside.append("hidden" if ("aria-hidden", "true") in attrs else tag)
        if ("class", "sub") in attrs:
            self.text += " "
        if tag in self.BREAKS and "head" not in self.inside:
            self.text += "\n" + self.MARKS.get(tag, "")
        elif tag in {"td", "th", "dd"} and not self.text.endswith(("\n", "| ")):
            self.text += " | "

    def handle_endtag(self, tag: str) -> None:
        self.inside.pop()
        self.text += "]" if tag == "title" and "head" not in self.inside else ""

    def handle_data(self, data: str) -> None:
        drawn = "svg" in self.inside and self.inside[-1] not in {"title", "desc"}
        if drawn or {"head", "hidden", "option"} & set(self.inside):
            return
        self.text += re.sub(r"\s+", " ", data)


def prose(page: str) -> str:
    """The page as lines of text."""
    reader = Prose()
    reader.feed(page)
    lines = (re.sub(r" +", " ", line).strip() for line in reader.text.split("\n"))
    return "\n".join(line for line in lines if line.strip("-| #[]")) + "\n"


@pytest.mark.parametrize(("page", "language"), [(PAGES[0], "en"), (PAGES[1], "zh")])
def test_the_report_reads_as_it_should(
    made: Path, golden: Callable[[str, str], None], page: str, language: str
) -> None:
    if locked():
        golden(f"report.{language}.txt", prose((made / page).read_text(encoding="utf-8")))


def _rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return {key: _rounded(item) for key, item in value.items()} if isinstance(value, dict) else value
