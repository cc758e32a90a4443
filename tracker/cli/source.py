"""The declared source that an import belongs to, and where the map of its table is kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.exchange import Shipment
    from tracker.goals import Declarations, Source
    from tracker.workspace import Folder


def source_of(place: str, form: str, folder: Folder, declarations: Declarations) -> Source | None:
    """The declared source that this file or address belongs to; None where none is."""
    inner = _inner(place, folder)
    for source in declarations.settings.sources:
        how = source.pull
        if (
            how is not None
            and how.form == form
            and ((how.url and how.url == place) or (how.path and how.path == inner))
        ):
            return source
    return None


def with_source(shipment: Shipment, place: str, form: str, folder: Folder, declarations: Declarations) -> Shipment:
    """The shipment with its map declared as a source, which the same import and `tracker pull` use again.

    A file outside the workspace has no place there that others would find: its map is kept beside it.
    """
    inner = _inner(place, folder)
    if shipment.mapping is None or not shipment.arrivals or not inner:
        return shipment
    known = {source.id for source in declarations.settings.sources}
    name = _id(Path(place.partition("?")[0]).stem, known)
    where = {"url": place} if "://" in inner else {"path": inner}
    entry = {"pull": {"from": form, **where, "map": _without_declared(shipment.mapping)}}
    return replace(of_source(shipment, name, known), sources={**shipment.sources, name: entry})


def of_source(shipment: Shipment, name: str, known: set[str]) -> Shipment:
    """The shipment with every figure that names no declared source as one of this source."""
    arrivals = (each if each.source in known else replace(each, source=name) for each in shipment.arrivals)
    return replace(shipment, arrivals=tuple(arrivals))


def map_beside(place: str, folder: Folder) -> str | None:
    """Where the answers about a file outside the workspace are kept; None for all that targets.yaml can declare."""
    return None if _inner(place, folder) else str(Path(place).with_suffix(".map.yaml"))


def written_map(mapping: Mapping[str, Any]) -> str:
    """A map as the lines of a file for --map, each key on a line of its own."""
    from tracker.goals import block

    lines = (block({key: value}) for key, value in mapping.items())
    return "".join(f"{line.strip()[1:-1]}\n" if line.startswith("{") else line for line in lines)


def _without_declared(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != "declare"}


def _inner(place: str, folder: Folder) -> str:
    """The address, or the path within the workspace; empty for a file elsewhere."""
    if "://" in place:
        return place
    try:
        return Path(place).resolve().relative_to(Path(folder.root).resolve()).as_posix()
    except (ValueError, OSError):
        return ""


def _id(stem: str, known: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60] or "table"
    number = 1
    while (name if number == 1 else f"{name}-{number}") in known:
        number += 1
    return name if number == 1 else f"{name}-{number}"
