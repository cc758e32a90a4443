"""What an author wrote in Markdown, as HTML that can do nothing.

The one module that imports markdown-it. CommonMark with tables and struck-out text; markup of HTML stays text, an image
is its text alternative, and only addresses of the web and of mail become links.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from tracker.report.listing import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_DEEPEST: Final = 20
"""How deep quotes, lists and emphasis may stand in one another; what is deeper is left out or stays text."""

_LOWEST_HEADING: Final = 6
_LONGEST_ADDRESS: Final = 2000
_LONGEST_HTML: Final = 2_000_000
_MAIL: Final = re.compile(r"mailto:[^\s<>\"'\\^`{|}\x00-\x1f\x7f]+@[^\s<>\"'\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)
_UNSPACED: Final = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
"""Letters and marks of scripts that put no space between words."""


def rendered(text: str, *, below: int, table: str) -> str:
    """The HTML of a Markdown text that stands below a heading of the level `below` (1 to 5).

    Its headings follow that level without a gap; `table` is the label of its tables. A text that a few references
    would blow up beyond all measure stands there as it was written.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _demote(tokens, below)
    for token in tokens:
        _make_plain(token, table)
    found = parser.renderer.render(tokens, parser.options, {}).strip()
    return found if len(found) <= _LONGEST_HTML else _preformatted(text)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = _is_harmless  # type: ignore[assignment,method-assign]
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _is_harmless(address: str) -> bool:
    known = web_address(address) or _MAIL.fullmatch(address)
    return bool(known) and len(address) <= _LONGEST_ADDRESS


def _demote(tokens: Sequence[Token], below: int) -> None:
    """Give each heading the level that it has below another, leaving none out."""
    above = below
    for token in tokens:
        if token.type == "heading_open":
            above = min(below + int(token.tag[1]), above + 1, _LOWEST_HEADING)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{above}"


def _make_plain(token: Token, table: str) -> None:
    """Take from a token what a page must not have, and say what its links and tables are."""
    if token.type in {"th_open", "td_open"}:
        right = str(token.attrs.pop("style", "")).endswith("right")
        token.attrs.update({"scope": "col"} if token.type == "th_open" else {})
        token.attrs.update({"class": "number"} if right else {})
    elif token.type == "table_open":
        token.meta["label"] = table
    elif token.type == "link_open":
        token.attrs["rel"] = "noreferrer"
        token.attrs.pop("title", None)
    if token.children:
        token.children = list(_linked_somewhere(token.children))
    for child in token.children or ():
        _make_plain(child, table)


def _linked_somewhere(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without links to an empty address; no link stands in another one."""
    is_empty = False
    for token in tokens:
        if token.type == "link_open":
            is_empty = not token.attrs.get("href")
        if not (is_empty and token.type in {"link_open", "link_close"}):
            yield token


def image(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:  # the parameters are markdown-it's own
    """The text alternative of an image, which is not shown."""
    from markdown_it.common.utils import escapeHtml

    return escapeHtml(self.renderInlineAsText(tokens[place].children or [], options, env))


def softbreak(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
    """The end of a written line: a space, and nothing between two letters of Chinese."""
    before = tokens[place - 1].content[-1:] if place else ""
    after = tokens[place + 1].content[:1] if place + 1 < len(tokens) else ""
    return "" if _UNSPACED.match(before) and _UNSPACED.match(after) else "\n"


def fence(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
    """A block of code; its language is not said."""
    return _preformatted(tokens[place].content)


def _preformatted(text: str) -> str:
    """A text as it was written; the ends of its lines are written so that none gets lost with an empty line."""
    from markdown_it.common.utils import escapeHtml

    return f"<pre><code>{escapeHtml(text).replace(chr(10), '&#10;')}</code></pre>\n"


def table_open(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
    """The beginning of a table, within a frame that scrolls where the page is narrow."""
    from markdown_it.common.utils import escapeHtml

    label = escapeHtml(tokens[place].meta["label"])
    return f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">\n<table>\n'


def table_close(
    _self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: OptionsDict, _env: EnvType
) -> str:
    """The end of a table and of its frame."""
    return "</table>\n</div>\n"


_RULES: Final = {
    "image": image,
    "softbreak": softbreak,
    "fence": fence,
    "code_block": fence,
    "table_open": table_open,
    "table_close": table_close,
}
"""What is printed differently from markdown-it's own way, by the type of token."""
