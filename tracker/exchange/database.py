"""Where a database is: its address, which the environment holds, and which no message shows."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.exchange.address import ALLOW, is_allowed

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

ADDRESS: Final = "TRACKER_SQL_URL"
"""Environment variable with the address of the database that a query in a file is put to."""

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_OWN: Final = "TRACKER_"
_LIKE: Final = "postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE"
_PORTS: Final = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}


def database(written: str, said: str) -> URL:
    """The address of a database: `${TRACKER_…}` as the environment has it, or one that names no password.

    Written into targets.yaml, an address may only name a host that TRACKER_ALLOW_HOSTS allows: a workspace may come
    from anybody. Raises RefusedError, about `said`.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    found = _VARIABLE.fullmatch(written.strip())
    text = _from_environment(found[1], said) if found else written.strip()
    if not found and "${" in text:
        raise RefusedError(
            f"{said}: the environment holds the whole address; write `url: ${{{ADDRESS}}}`, and set {ADDRESS}={_LIKE}"
        )
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise RefusedError(f"{said}: no address of a database; it looks like {_LIKE} or sqlite:///figures.db") from None
    if not found:
        _check_written(url, said)
    return url


def sqlite_file(path: str) -> URL:
    """The address of an SQLite file."""
    from sqlalchemy.engine import URL

    return URL.create("sqlite", database=path)


def scrubbed(text: str, url: URL) -> str:
    """The first line of a message, without anything in it that the address keeps secret."""
    line = " ".join(text.strip().partition("\n")[0].split())[:300]
    for secret in sorted({str(url.password or ""), *map(str, url.query.values())} - {""}, key=len, reverse=True):
        line = line.replace(secret, "…")
    if url.username:
        line = re.sub(rf"(?<!\w){re.escape(url.username)}(?!\w)", "…", line)
    return re.sub(r"(?<=://)[^/\s@]*@", "", line)


def _from_environment(name: str, said: str) -> str:
    if not name.startswith(_OWN):
        raise RefusedError(
            f"{said}: the address is the environment variable {name}; only {_OWN}… are read: name it {_OWN}{name}"
        )
    if not os.environ.get(name):
        raise RefusedError(f"{said}: the environment variable {name} is not set; it holds the address, like {_LIKE}")
    return os.environ[name]


def _check_written(url: URL, said: str) -> None:
    instead = f"set {ADDRESS} to the whole address and write `url: ${{{ADDRESS}}}`"
    if url.password or any(re.search("pass|pwd|secret|token|key", name, re.IGNORECASE) for name in url.query):
        raise RefusedError(
            f"{said}: a password stands in the address, and targets.yaml is for everybody to read; {instead}"
        )
    backend = url.get_backend_name()
    if backend == "sqlite":
        raise RefusedError(f"{said}: write an SQLite file of this workspace as `path: {url.database}`, or {instead}")
    host, port = url.host or "localhost", url.port or _PORTS.get(backend, 0)
    if url.query or not is_allowed(host, port):
        raise RefusedError(
            f"{said}: {host}:{port} is asked only where you allow it: {instead}, or set {ALLOW}={host}:{port}"
        )
