"""How a page's Markdown and HTML differ on the site from what they are in the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markdown.extensions import Extension

if TYPE_CHECKING:
    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


FENCED: Final = re.compile(r"(^```.*?^```$)", flags=re.MULTILINE | re.DOTALL)
BROKEN: Final = re.compile("(?<=[\u2014-\u201d\u3001-\u9fff\uff01-\uff5e])\n *(?=[\u201c\u3001-\u9fff\uff01-\uff5e])")
"""The end of a line between two Chinese characters or marks, which a browser shows as a space."""


class TwoSpaces(Extension):
    """What is indented by two spaces belongs to the list's item, as in CommonMark; Python-Markdown asks for four."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's own name
        """Set the width of an indent."""
        md.tab_length = 2


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The site's settings with this extension."""
    config.markdown_extensions.append(TwoSpaces())  # type: ignore[arg-type] # names are usual, objects work as well
    return config


def on_page_markdown(markdown: str, **_: object) -> str:
    """A page's text in which no Chinese sentence has a space where its line ended."""
    pieces = FENCED.split(markdown)
    return "".join(each if FENCED.match(each) else BROKEN.sub("", each) for each in pieces)


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """A page whose language is the one that its file's name says: tutorial.zh.md is Chinese."""
    stem = page.file.src_uri.removesuffix(".md")
    language = stem.rpartition(".")[2] if "." in stem else ""
    theme = config.theme["language"]
    return output.replace(f'<html lang="{theme}"', f'<html lang="{language}"', 1) if language else output
