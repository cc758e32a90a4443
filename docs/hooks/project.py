"""What a page links to outside docs/, such as the changelog, as pages of the site under project/."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import TYPE_CHECKING, Final

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FOLDER: Final = "project"
LISTED: Final = ("CHANGELOG.md", "benchmarks/RESULTS.md")
"""Pages that stand in the navigation, whether a page links to them or not."""

_LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)#\s]+)")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """The site's files and those they link to outside docs/, and what those link to."""
    waiting = [*LISTED]
    for file in files.documentation_pages():
        waiting += outside(f"docs/{file.src_uri}", file.content_string)
    while waiting:
        place = waiting.pop()
        uri = f"{FOLDER}/{place}"
        if files.get_file_from_path(uri) is None:
            path = ROOT / place
            files.append(File.generated(config, uri, abs_src_path=str(path)))
            if path.suffix == ".md":
                waiting += outside(place, path.read_text(encoding="utf-8"))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """A page's text whose links out of docs/ lead to the site's own copies."""
    uri = page.file.src_uri
    here = uri.removeprefix(f"{FOLDER}/") if uri.startswith(f"{FOLDER}/") else f"docs/{uri}"

    def on_the_site(link: re.Match[str]) -> str:
        place = target(here, link[1])
        there = place.removeprefix("docs/") if place.startswith("docs/") else f"{FOLDER}/{place}"
        if not (ROOT / place).is_file():
            return link[1]
        return relpath(there, PurePosixPath(uri).parent.as_posix())

    return _LINK.sub(on_the_site, markdown)


def outside(place: str, text: str) -> list[str]:
    """The files outside docs/ that a text links to; places are relative to the project's root."""
    places = [target(place, link) for link in _LINK.findall(text)]
    return [each for each in places if not each.startswith(("docs/", "..")) and (ROOT / each).is_file()]


def target(place: str, link: str) -> str:
    """The place that a link leads to from the file at another place."""
    return normpath((PurePosixPath(place).parent / link).as_posix())
