"""The reports over HTTP, for a browser on this machine only.

Any page that is open in the same browser, and any program on the machine, can send requests here. So what is not meant
for this server is refused: another host's name (DNS rebinding), another site's request, another method, a name that
does not lead to a file in reports/. A client gets a bounded time and a bounded length for its request.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import socketserver
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote_to_bytes

from tracker.errors import RefusedError
from tracker.workspace import is_published_folder, read_published

if TYPE_CHECKING:
    from tracker.workspace import Folder

ADDRESS: Final = "127.0.0.1"
"""Nothing outside this machine reaches it; there is no option for another."""

MOST_HEAD_BYTES: Final = 32 * 1024
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 60.0
MOST_DRAINED_BYTES: Final = 1024**2
DRAIN_SECONDS: Final = 1.0

_PORT: Final = 80
_TYPES: Final = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_UNKNOWN: Final = "application/octet-stream"

_POLICIES: Final = {
    ".pdf": "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'",
    ".svg": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
"""What a browser may load for a file that is no page of ours."""

_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'"
_FRAMES: Final = "; frame-ancestors 'none'"


class HeadTooLongError(Exception):
    """A client sent more before the end of its request than any browser does."""


class Server(ThreadingHTTPServer):
    """Shows the reports of one workspace; a port of 0 is any free one. Raises RefusedError where it cannot have it."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let two programs have one port

    def __init__(self, folder: Folder, port: int) -> None:
        self.folder = folder
        try:
            super().__init__((ADDRESS, port), Handler)
        except OSError as error:
            raise RefusedError(
                f"port {port} cannot be used: {error.strerror or error}; give another one with --port, or --port 0 for"
                " any free one"
            ) from None

    def server_bind(self) -> None:
        """Take the port; the name of this machine is not looked up."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://{ADDRESS}:{self.server_port}/"

    @property
    def names(self) -> frozenset[str]:
        """The names by which a browser on this machine may ask for it."""
        hosts = ("127.0.0.1", "localhost", "[::1]")
        bare = hosts if self.server_port == _PORT else ()
        return frozenset((*(f"{host}:{self.server_port}" for host in hosts), *bare))

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own signature
        """Say nothing of clients that go away or are too slow; what else went wrong is a defect, and shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one request: a file of reports/ or a line of text that says why not."""

    server: Server

    def version_string(self) -> str:
        """The name of this server, without the versions that it runs on."""
        return "tracker"

    def setup(self) -> None:
        """Bound the length of the request and the time that it may take."""
        super().setup()
        self.rfile = io.BufferedReader(_Head(self.connection))

    def handle(self) -> None:
        """Answer, and close."""
        try:
            super().handle()
        except HeadTooLongError:
            self.requestline, self.command = "", "GET"
            self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the request is too long")

    def do_GET(self) -> None:
        """Send a file."""
        if self.is_meant_for_us():
            self.answer()

    def do_HEAD(self) -> None:
        """Send what would stand before the file."""
        self.do_GET()

    def is_meant_for_us(self) -> bool:
        """Whether a page of ours, or the person, asked; else the request is refused."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].strip().lower() not in self.server.names:
            self.refuse(HTTPStatus.MISDIRECTED_REQUEST, f"there is no such host here; open {self.server.url}")
            return False
        origins = self.headers.get_all("Origin", [])
        sites = self.headers.get_all("Sec-Fetch-Site", [])
        own = {f"http://{name}" for name in self.server.names}
        if any(origin.strip().lower() not in own for origin in origins) or any(
            site.strip().lower() not in {"none", "same-origin"} for site in sites
        ):
            self.refuse(HTTPStatus.FORBIDDEN, f"asked for by another site; open {self.server.url}")
            return False
        return True

    def answer(self) -> None:
        """Send the file that the path names, a folder's index.html, or the way to it."""
        parts = named(self.path)
        if parts is None:
            self.refuse(HTTPStatus.NOT_FOUND, "there is no such file in reports/")
            return
        folder = self.server.folder
        if parts and parts[-1] and is_published_folder(folder, parts):
            self.redirect(parts)
            return
        wanted = (*parts[:-1], parts[-1] or "index.html") if parts else ("index.html",)
        content = read_published(folder, wanted)
        if content is None:
            self.refuse(HTTPStatus.NOT_FOUND, "there is no such file in reports/")
            return
        _, dot, ending = wanted[-1].rpartition(".")
        kind = f"{dot}{ending.lower()}"
        self.send(HTTPStatus.OK, content, _TYPES.get(kind, _UNKNOWN), _policy(kind, content))

    def redirect(self, parts: tuple[str, ...]) -> None:
        """Send the browser to a folder's own address, which ends with a slash, so that its links lead right."""
        place = "".join(f"/{quote(part, safe='')}" for part in parts) + "/"
        text = f"{place}\n".encode()
        self.send(HTTPStatus.FOUND, text, _TYPES[".txt"], _NOTHING, (("Location", place),))

    def refuse(self, status: HTTPStatus, message: str) -> None:
        """Send a line of text that says why there is no file."""
        more = (("Allow", "GET, HEAD"),) if status == HTTPStatus.METHOD_NOT_ALLOWED else ()
        self.send(status, f"{status.value} {status.phrase}: {message}\n".encode(), _TYPES[".txt"], _NOTHING, more)
        self.drain()

    def drain(self) -> None:
        """Read what a refused client still sends: a connection closed on unread bytes loses the answer."""
        until = time.monotonic() + DRAIN_SECONDS
        left = MOST_DRAINED_BYTES
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (seconds := until - time.monotonic()) > 0:
                self.connection.settimeout(seconds)
                got = len(self.connection.recv(64 * 1024))
                left -= got or left

    def send(
        self, status: HTTPStatus, content: bytes, kind: str, policy: str, more: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Send an answer, whole, with what a browser must know to be careful with it."""
        self.close_connection = True
        self.request_version = "HTTP/1.0"  # without one the library would leave the headers out
        self.connection.settimeout(BODY_SECONDS)
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(content))),
            ("Content-Security-Policy", policy + _FRAMES),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            *more,
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses, in our own form: a request that cannot be read, a method that is not there."""
        del explain
        self.command = getattr(self, "command", None) or "GET"
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self.refuse(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are answered")
        else:
            self.refuse(HTTPStatus(code), message or "the request cannot be read")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own signature
        """Nothing: a terminal full of requests would hide what went wrong with a report."""


def named(target: str) -> tuple[str, ...] | None:
    """The folders and the name that the path of a request leads to, the name empty for a folder; None for no path."""
    path = target.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        parts = unquote_to_bytes(path[1:]).decode().split("/")
    except UnicodeError:
        return None
    return tuple(parts) if parts != [""] else ()


def _policy(kind: str, content: bytes) -> str:
    """The policy of a file: for a page that of its own style and script, for others what a viewer needs."""
    if kind != ".html":
        return _POLICIES.get(kind, _NOTHING)
    from tracker.report.policy import policy

    return policy(content.decode(errors="replace"))


class _Head(io.RawIOBase):
    """What a client sends, up to a length and within a time. Raises TimeoutError or HeadTooLongError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = time.monotonic() + HEAD_SECONDS
        self._left = MOST_HEAD_BYTES

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - io's own signature
        """Read what has come."""
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the request did not end in time")
        if not self._left:
            raise HeadTooLongError
        self._connection.settimeout(seconds)
        got = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= got
        return got
