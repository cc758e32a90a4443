"""Completion of target and indicator ids in the shell.

Runs at every press of Tab: ids are picked from the text of targets.yaml as it usually looks, without parsing it; a file
in another style completes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

_SECTION = re.compile(r"(\w+):")
_ENTRY = re.compile(r"(\s+)(?:([a-z0-9][a-z0-9-]*)|\"([a-z0-9][a-z0-9-]*)\"):")


def complete_targets(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Target ids that begin with what was typed."""
    return [id_ for section, id_ in _ids(ctx) if section == "targets" and id_.startswith(incomplete)]


def complete_indicators(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Indicator ids that begin with what was typed."""
    return [id_ for section, id_ in _ids(ctx) if section == "indicators" and id_.startswith(incomplete)]


def complete_recordable(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Ids that figures or steps can be added to: indicators first, then targets."""
    return complete_indicators(ctx, param, incomplete) + complete_targets(ctx, param, incomplete)


def _ids(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Pairs of section and id: the entries that are indented least within a top-level section."""
    from tracker.workspace import open_folder

    given = ctx.params.get("workspace") or ctx.find_root().params.get("workspace")
    try:
        text = open_folder(given, to_write=True).targets().decode("utf-8-sig", errors="replace")
    except TrackerError:
        return
    section, indent = "", ""
    for line in text.splitlines():
        if found := _SECTION.match(line):
            section, indent = found[1], ""
        elif (found := _ENTRY.match(line)) and found[1] == (indent := indent or found[1]):
            yield section, found[2] or found[3]
