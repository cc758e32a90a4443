"""Answers kept in a workspace's cache, so that a service need not send again what has not changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from contextvars import ContextVar
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.exchange.local_file import file_content
from tracker.workspace import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MOST_BYTES = 257 * 1024**2
"""Size of an answer with its head; more is none of ours."""

_kept: ContextVar[Path | None] = ContextVar("kept", default=None)


@contextlib.contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Keep answers in a folder while this lasts, and ask services only for what has changed since."""
    token = _kept.set(folder)
    try:
        yield
    finally:
        _kept.reset(token)


def _memory_path(address: str, headers: Mapping[str, str]) -> Path | None:
    folder = _kept.get()
    if folder is None or "Range" in headers:
        return None
    whole = json.dumps([address, sorted(headers.items())])
    return folder / hashlib.sha256(whole.encode()).hexdigest()[:40]


def remembered(address: str, headers: Mapping[str, str]) -> tuple[dict[str, str], bytes] | None:
    """Headers and content kept of an earlier answer, None where there is none that is whole."""
    path = _memory_path(address, headers)
    if path is None:
        return None
    try:
        head, _, content = file_content(str(path), _MOST_BYTES).partition(b"\n")
        said = json.loads(head)
        known = {str(name): str(value) for name, value in said["headers"].items()}
        is_whole = said["digest"] == hashlib.sha256(content).hexdigest()
    except (TrackerError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (
        (known, content) if is_whole and all(each.isascii() and each.isprintable() for each in known.values()) else None
    )


def remember(address: str, asked: Mapping[str, str], headers: Mapping[str, str], content: bytes) -> None:
    """Keep an answer that has an ETag or a date of change; `asked` are the headers of the request."""
    path = _memory_path(address, asked)
    if path is None or not ({"etag", "last-modified"} & headers.keys()):
        return
    wanted = {name: headers[name] for name in ("etag", "last-modified", "content-type", "link") if name in headers}
    head = json.dumps({"digest": hashlib.sha256(content).hexdigest(), "headers": wanted})
    with contextlib.suppress(OSError, TrackerError):  # asking again costs time only
        write_atomic(path, head.encode() + b"\n" + content, durable=False)


def with_memory(address: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with what the service needs to see that nothing has changed."""
    memory = remembered(address, headers)
    if memory is None:
        return dict(headers)
    known = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {**headers, **{known[name]: value for name, value in memory[0].items() if name in known}}
