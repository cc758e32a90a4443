"""The formats that can be brought in, each with the module that reads it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.exchange.arrival import Shipment
    from tracker.goals import Declarations

FORMATS: Final[dict[str, tuple[str, str]]] = {
    "csv": ("tracker.exchange.tabular", ""),
    "eurostat": ("tracker.exchange.eurostat", ""),
    "excel": ("tracker.exchange.excel", "excel"),
    "open-sdg": ("tracker.exchange.open_sdg", ""),
    "owid": ("tracker.exchange.owid", ""),
    "sdmx": ("tracker.exchange.sdmx", ""),
    "sql": ("tracker.exchange.sql", "sql"),
    "world-bank": ("tracker.exchange.world_bank", ""),
}
"""Format → module and the name of the extra that it needs (empty: none)."""


class Reader(Protocol):
    """What the module of a format offers under the name `read`."""

    def __call__(
        self, place: str, *, mapping: Mapping[str, Any] | None, declarations: Declarations, retrieved: date
    ) -> Shipment:
        """Everything that a file, folder or address brings.

        `mapping` says how it maps to the workspace; without one the format's own conventions hold. Raises RefusedError
        where that is not enough, StorageError where it cannot be read.
        """


def reader(form: str) -> Reader:
    """The reader of a format. Raises RefusedError where there is none, or its extra is not installed."""
    if form not in FORMATS:
        raise RefusedError(f"there is no reader for {form!r}; write one of {', '.join(FORMATS)}")
    module, extra = FORMATS[form]
    try:
        return cast("Reader", import_module(module).read)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("tracker"):
            raise
        raise RefusedError(
            f"reading {form} needs the package {error.name}; write: pip install 'policy-target-tracker[{extra}]'"
        ) from None
