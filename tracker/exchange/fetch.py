"""The bytes of a file or an address, within bounds of size and time.

What cannot be had is tried again with growing pauses, then said. An answer with an ETag or a date of change is kept,
so that the service need not send it again while it is the same.
"""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from tracker.errors import RefusedError, StorageError
from tracker.exchange.address import checked, filled_in, is_address, shown
from tracker.exchange.kept import remember, remembered, with_memory
from tracker.exchange.local_file import file_content
from tracker.exchange.request import TryFailedError, requested

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 256 * 1024**2
"""Size of a file or an answer, also after it was unpacked."""

TOTAL_SECONDS: Final = 300.0
"""For one address, all tries and pauses together."""

TRY_SECONDS: Final = 120.0
"""For one try, from connecting to the last byte."""

SILENT_SECONDS: Final = 30.0
"""Within one try, without a single byte."""

PAUSES: Final = (1.0, 4.0, 15.0)
"""Seconds before each further try."""

MOST_REDIRECTS: Final = 5

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HTML: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_REASONS: Final = {
    400: "the request is wrong; check the address",
    401: "it asks for a name and password, or a key",
    403: "it refuses access",
    404: "there is nothing at this address, or no figures for this key",
    406: "it does not offer this format; name one in the address",
    413: "the answer would be too large; ask for fewer series or a shorter time",
    414: "the address is too long",
    429: "it is asked too often",
    510: "the answer would be too large; ask for fewer series or a shorter time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a place holds: its content, unpacked, and of an answer its headers (names in small letters).

    `place` is the place as it may be shown; `again` says that the service told that nothing has changed. `partial`
    says that the service sent a part of what was asked for.
    """

    content: bytes
    place: str
    headers: Mapping[str, str]
    again: bool = False
    partial: bool = False


def fetched(
    place: str, *, accept: str = "*/*", headers: Mapping[str, str] | None = None, most: int = MOST_BYTES
) -> Fetched:
    """The content of a file or an https address of at most `most` bytes.

    Raises StorageError where it cannot be had, RefusedError where it may not be, or where a web page came in its place.
    """
    if is_address(place):
        found = _answered(place, {"Accept": accept, **(headers or {})}, most)
    else:
        found = Fetched(content=file_content(place, most), place=place, headers={})
    kind = found.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"} or _HTML.match(found.content[:2000]):
        raise RefusedError(f"{found.place}: a web page, not data; open it in a browser to see what it says")
    return found


def _answered(place: str, headers: Mapping[str, str], most: int) -> Fetched:
    said, address = shown(place), filled_in(place)
    checked(address, said)
    end = time.monotonic() + TOTAL_SECONDS
    reason, asked = "", 0.0
    for pause in (0.0, *PAUSES):
        if wait := max(pause, asked):
            time.sleep(wait)
        try:
            return _followed(address, said, headers, most, end)
        except TryFailedError as failure:
            reason = str(failure)
            left = end - time.monotonic()
            if not failure.again:
                break
            if failure.after > left or left <= 0:
                reason += f"; it asks to wait {failure.after:.0f} seconds: pull again later" if failure.after else ""
                break
            asked = failure.after
    raise StorageError(f"{said}: {reason}")


def _followed(address: str, said: str, headers: Mapping[str, str], most: int, end: float) -> Fetched:
    """The answer at an address, or where it sends us, each place checked again."""
    seen = [address]
    while True:
        here = said if len(seen) == 1 else f"{said} → {_bare(seen[-1])}"
        seconds = max(0.1, min(TRY_SECONDS, end - time.monotonic()))
        status, found, content = requested(
            checked(seen[-1], here),
            here,
            with_memory(seen[0], headers),
            most=most,
            seconds=seconds,
            silent=SILENT_SECONDS,
        )
        if status in _REDIRECTS and "location" in found:
            following = urljoin(seen[-1], found["location"])
            if following in seen or len(seen) > MOST_REDIRECTS:
                raise TryFailedError(
                    f"it sends from one address to another without end, last to {_bare(following)}", again=False
                )
            if urlsplit(seen[-1]).scheme == "https" and urlsplit(following).scheme == "http":
                raise RefusedError(f"{here}: it sends from https:// to {_bare(following)}")
            seen.append(following)
            continue
        if status == http.client.NOT_MODIFIED and (memory := remembered(seen[0], headers)) is not None:
            return Fetched(content=memory[1], place=said, headers=memory[0], again=True)
        if status in {http.client.OK, http.client.PARTIAL_CONTENT}:
            partial_answer = status == http.client.PARTIAL_CONTENT
            if not partial_answer:
                remember(seen[0], headers, found, content)
            return Fetched(content=content, place=said, headers=found, partial=partial_answer)
        raise TryFailedError(_status_line(status, content), again=status in _AGAIN, after=_asked_to_wait(found))


def _status_line(status: int, content: bytes) -> str:
    words = http.client.responses.get(status, "")
    text = "" if _HTML.match(content[:2000]) else content[:2000].decode("utf-8", "replace")
    plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())[:200]
    known = _REASONS.get(status, "")
    return f"it answers {status} {words}".rstrip() + (f": {known}" if known else "") + (f" ({plain})" if plain else "")


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds that the service asks to wait, 0 where it asks for nothing."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, wait.total_seconds())


def _bare(address: str) -> str:
    """An address that a service sent, for a message: its query may hold a key."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
