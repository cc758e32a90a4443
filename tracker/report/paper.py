"""A page as it is printed: with running heads and page numbers, without what only a screen has.

Each target has pages of its own name, so that its title can stand at their head in every engine that prints.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from tracker.report.policy import PLACE, with_policy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_WIDEST: Final = 64
"""Widths of a Latin letter that a running head may have; a Chinese character has two."""

_POLICY: Final = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*')
_SCRIPT: Final = re.compile(r"<script\b.*?</script>\s*", re.DOTALL)
_EDGE: Final = re.compile(r' stroke="[^"]*" stroke-width="[^"]*" paint-order="stroke"')
_LOCAL: Final = re.compile(r'(<a\b[^>]*?) href="(?!#|https?:|mailto:)[^"]*"', re.IGNORECASE)


def on_paper(page: str, style: str, heads: Iterable[tuple[str, str]], day: date) -> str:
    """A report's page for a printer: `style` beside its own, the titles of `heads` by anchor, dated to a day.

    Scripts go, and links to other files, which do not come along with the paper; so do the edges of letters in charts,
    which a printer would draw over them, or as the same text again.
    """
    page = _EDGE.sub("", _LOCAL.sub(r"\1", _SCRIPT.sub("", page))).replace("<details>", "<details open>")
    page = page.replace("</style>", f"{style}\n{running_heads(heads)}</style>", 1)
    page = page.replace("</head>", f'<meta name="dcterms.created" content="{day.isoformat()}">\n</head>', 1)
    return with_policy(_POLICY.sub(rf"\g<1>{PLACE}", page, count=1))


def running_heads(heads: Iterable[tuple[str, str]]) -> str:
    """Page names and their heads, one for each target; the chapter of the targets begins with the first."""
    rules = []
    for k, (anchor, title) in enumerate(heads):
        chapter = "#targets, " if k == 0 else ""
        rules.append(f'{chapter}.target[aria-labelledby="{anchor}"] {{ page: target{k}; }}')
        rules.append(f'@page target{k} {{ @top-right {{ content: "{escaped(shortened(title))}"; }} }}')
    return "\n".join([*rules, ""])


def escaped(text: str) -> str:
    """A text within a string of CSS; it can neither end the string nor the style."""
    return "".join(each if each.isalnum() else f"\\{ord(each):x} " for each in text)


def shortened(text: str) -> str:
    """A text that fits into a running head."""
    width = 0
    for place, letter in enumerate(text):
        width += 2 if east_asian_width(letter) in "WF" else 1
        if width > _WIDEST:
            return text[:place].rstrip() + "…"
    return text
