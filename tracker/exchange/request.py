"""One request to a web service: a line to a public host, and the unpacked answer that came over it."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import tracker
from tracker.errors import StorageError, TrackerError
from tracker.exchange.address import check_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHUNK: Final = 64 * 1024


class TryFailedError(Exception):
    """One try failed; whether another may help, and after how many seconds at the least."""

    def __init__(self, reason: str, *, again: bool = True, after: float = 0.0) -> None:
        super().__init__(reason)
        self.again = again
        self.after = after


def requested(
    address: str, said: str, headers: Mapping[str, str], *, most: int, seconds: float, silent: float
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of one request to an address that was checked; `said` names it in messages.

    At most `most` bytes, within `seconds`, of which `silent` without a byte. Raises TryFailedError where the line, not
    the service, failed, StorageError for an answer that is too large.
    """
    request = urllib.request.Request(  # noqa: S310 - the address was checked
        address,
        headers={
            "User-Agent": f"policy-target-tracker/{tracker.__version__}",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **headers,
        },
    )
    lines: list[socket.socket] = []
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler(), _Http(lines), _Https(lines)):
        opener.add_handler(handler)
    cut = threading.Event()
    began = time.monotonic()
    watch = threading.Timer(seconds, _cut, (lines, cut))
    watch.daemon = True
    watch.start()
    try:
        with opener.open(request, timeout=min(silent, seconds)) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            status, content, problem = answer.status, _body(answer, found, said, most), None
    except TrackerError:
        raise
    except (OSError, http.client.HTTPException) as error:
        refused = isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError)
        problem = TryFailedError(_line_failure(error), again=not refused)
    except TryFailedError as failure:
        problem = failure
    finally:
        watch.cancel()
        for line in lines:
            line.close()
    if cut.is_set() or (problem is not None and time.monotonic() - began >= seconds):  # what came may look whole
        raise TryFailedError(f"no whole answer within {seconds:.0f} seconds")
    if problem is not None:
        raise problem
    return status, found, content


class _Http(urllib.request.HTTPHandler):
    """Connects to public addresses only, and remembers the connection, so that it can be cut."""

    def __init__(self, lines: list[socket.socket]) -> None:
        super().__init__()
        self._lines = lines

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """The answer to a request."""
        return self.do_open(partial(_connection, http.client.HTTPConnection, self._lines), req)


class _Https(urllib.request.HTTPSHandler):
    """The same with encryption; certificates are checked."""

    def __init__(self, lines: list[socket.socket]) -> None:
        super().__init__()
        self._lines = lines

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """The answer to a request."""
        return self.do_open(partial(_connection, http.client.HTTPSConnection, self._lines), req)


def _connection(
    kind: type[http.client.HTTPConnection],
    lines: list[socket.socket],
    host: str,
    **settings: Any,  # noqa: ANN401
) -> http.client.HTTPConnection:
    made: Any = kind(host, **settings)
    made._create_connection = partial(_connected, lines)  # noqa: SLF001 - what a subclass may set as well
    connection: http.client.HTTPConnection = made
    return connection


def _connected(
    lines: list[socket.socket], address: tuple[str, int], timeout: float, source: tuple[str, int] | None = None
) -> socket.socket:
    """A connection to the host, after each number that its name stands for was checked: what is checked is called."""
    host, port = address
    problem: OSError = OSError("the name of the host stands for nothing")
    for family, kind, protocol, _, number in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM):
        check_number(str(number[0]), host, port)
        line = socket.socket(family, kind, protocol)
        try:
            line.settimeout(timeout)
            if source:
                line.bind(source)
            line.connect(number)
        except OSError as error:
            line.close()
            problem = error
        else:
            lines.append(line.dup())
            return line
    raise problem


def _cut(lines: list[socket.socket], cut: threading.Event) -> None:
    cut.set()
    for line in lines:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _body(answer: Any, headers: Mapping[str, str], said: str, most: int) -> bytes:  # noqa: ANN401 - urllib's answer
    """The unpacked body. Raises TryFailedError for one that is cut short, StorageError for one that is too large."""
    unpack = _unpacker(headers.get("content-encoding", "").strip().lower(), said)
    sent, parts, size = 0, [], 0
    while chunk := answer.read(_CHUNK):
        sent += len(chunk)
        for part in unpack(chunk):
            size += len(part)
            if size > most or sent > most:
                raise StorageError(f"{said}: the answer is too large; at most {most:,} bytes are read")
            parts.append(part)
    parts.extend(unpack(b""))
    length = headers.get("content-length", "")
    if length.isdecimal() and sent < int(length):
        raise TryFailedError(f"the answer was cut off after {sent:,} of {int(length):,} bytes")
    return b"".join(parts)


def _unpacker(coding: str, said: str) -> Any:  # noqa: ANN401 - a function from bytes to pieces
    if coding in {"", "identity"}:
        return lambda chunk: (chunk,) if chunk else ()
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise StorageError(f"{said}: the answer is packed as {coding!r}, which was not asked for")
    state = {"packed": zlib.decompressobj(47), "begun": False}

    def unpack(chunk: bytes) -> Iterator[bytes]:
        packed: Any = state["packed"]
        if not chunk:
            if state["begun"] and not packed.eof:
                raise TryFailedError("the answer was cut off: its packing has no end")
            return
        data = chunk
        while data:
            if packed.eof:  # gzip may be made of several parts
                packed = state["packed"] = zlib.decompressobj(47)
            try:
                piece = packed.decompress(data, _CHUNK)
            except zlib.error as error:
                if state["begun"] or coding != "deflate":
                    raise TryFailedError(f"the answer is not packed as {coding}: {error}") from None
                packed = state["packed"] = zlib.decompressobj(-15)  # deflate without its head
                state["begun"] = True
                continue
            state["begun"] = True
            yield piece
            data = packed.unconsumed_tail or packed.unused_data

    return unpack


def _line_failure(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "it does not answer in time"
    if isinstance(cause, socket.gaierror):
        return "the name of the host is not known"
    if isinstance(cause, http.client.IncompleteRead):
        return f"the answer was cut off after {len(cause.partial):,} bytes"
    words = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return f"the connection failed: {words}"
