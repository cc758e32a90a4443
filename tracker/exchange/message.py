"""SDMX data messages, whatever their format: observations as a flat table of names and codes.

Dimensions and attributes of an observation, its series, its groups and its data set stand side by side, by their ids:
a message need not say which is which, and a mapping need not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One observation as a message reports it: codes by the id of their dimension, attribute or measure.

    `place` says where it stands: `file.csv:12`.
    """

    codes: Mapping[str, str]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The observations of a message, the flow they belong to (`AGENCY:ID`, may be empty), and what else it tells."""

    observations: tuple[Reported, ...]
    flow: str = ""
    remarks: tuple[str, ...] = ()


def read_message(content: bytes, place: str) -> Message:
    """The message in a content: SDMX-CSV 1.0 and 2.0, SDMX-ML 2.1 and 3.0, or SDMX-JSON 1.0 and 2.0, told by its start.

    Raises RefusedError, with the place, where it is none of these, or not whole.
    """
    if content[:2] == b"PK":
        raise RefusedError(f"{place}: an archive; unpack it and give the file inside")
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1]
    if not start:
        raise RefusedError(f"{place}: it is empty")
    if start == b"<":
        from tracker.exchange.message_xml import read_xml

        return read_xml(content, place)
    if start in {b"{", b"["}:
        from tracker.exchange.message_json import read_json

        return read_json(content, place)
    from tracker.exchange.message_csv import read_csv

    return read_csv(content, place)


def flow_name(reference: str) -> str:
    """The flow of a reference, without its version, which the series outlive: `ECB:EXR(1.0)` → `ECB:EXR`."""
    tail = reference.strip().rpartition("=")[2]
    return tail.partition("(")[0].strip()
