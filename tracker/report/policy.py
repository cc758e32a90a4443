"""The Content-Security-Policy of a page: nothing is loaded, and only the page's own style and script are used."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

PLACE: Final = "@policy@"
"""Stands in a page where its policy belongs."""

_OWN: Final = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


def with_policy(page: str) -> str:
    """The page with its policy, which allows the very texts of its style and script, by their hashes."""
    return page.replace(PLACE, policy(page), 1)


def policy(page: str) -> str:
    """What a browser may load and run for a page: its own style and script, and pictures that stand in it."""
    hashes: dict[str, list[str]] = {"style": [], "script": []}
    for kind, text in _OWN.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[kind].append(f"'sha256-{digest}'")
    own = [f"{kind}-src {' '.join(found)}" for kind, found in hashes.items() if found]
    return "; ".join(["default-src 'none'", "img-src data:", *own, "base-uri 'none'", "form-action 'none'"])
