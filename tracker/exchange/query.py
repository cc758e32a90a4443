"""The rows of one query: streamed, within bounds, in a transaction that changes nothing.

The one module that speaks with a database.
"""

from __future__ import annotations

import os
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from tracker.errors import RefusedError, StorageError
from tracker.exchange.database import scrubbed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

MOST_ROWS: Final = 1_000_000
"""Of one query."""

TOTAL_SECONDS: Final = 300.0
"""From connecting to the last row."""

CONNECT_SECONDS: Final = 20

_AT_ONCE: Final = 1000
_STEPS: Final = 10_000
"""Instructions of SQLite between two looks at the time."""


def rows_of(url: URL, statement: str, said: str) -> Generator[dict[str, Any], None, None]:
    """The rows of a query by the names of their columns; to be closed where not all are taken.

    Raises StorageError where the database cannot be asked or stops answering, RefusedError for more than MOST_ROWS rows
    and for two columns of one name. Messages say `said` and nothing of the address.
    """
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    end = time.monotonic() + TOTAL_SECONDS
    engine = _engine(url, said, end)
    try:
        with engine.connect() as connection:
            try:
                yield from _streamed(connection, statement, said, end)
            finally:
                _roll_back(connection)
    except DBAPIError as error:
        late = time.monotonic() >= end or "statement timeout" in str(error.orig)
        words = f"no answer within {TOTAL_SECONDS:.0f} seconds" if late else scrubbed(str(error.orig), url)
        cut = "the connection was cut off: " if error.connection_invalidated and not late else ""
        raise StorageError(f"{said}: {cut}{words}; nothing of this query was taken") from None
    except SQLAlchemyError as error:
        raise StorageError(f"{said}: {scrubbed(str(error), url)}; nothing of this query was taken") from None
    finally:
        engine.dispose()


def _streamed(connection: Connection, statement: str, said: str, end: float) -> Iterator[dict[str, Any]]:
    if connection.dialect.name == "postgresql":
        left = max(1, int((end - time.monotonic()) * 1000))
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left}")
    asking = connection.execution_options(stream_results=True, yield_per=_AT_ONCE, no_parameters=True)
    with asking.exec_driver_sql(statement) as result:
        names = list(result.keys())
        if twice := [name for number, name in enumerate(names) if name in names[:number]]:
            raise RefusedError(f"{said}: two columns are called {twice[0]!r}; name one of them anew: … as other")
        for number, row in enumerate(result, start=1):
            if number > MOST_ROWS:
                raise RefusedError(f"{said}: more than {MOST_ROWS:,} rows; ask for fewer")
            if number % _AT_ONCE == 0 and time.monotonic() > end:
                raise StorageError(f"{said}: not done within {TOTAL_SECONDS:.0f} seconds; ask for fewer rows")
            yield dict(zip(names, row, strict=True))


def _roll_back(connection: Connection) -> None:
    """End the transaction; on a connection that was cut there is none."""
    if not connection.invalidated:
        connection.rollback()


def _engine(url: URL, said: str, end: float) -> Engine:
    """Raises RefusedError where the driver of this kind of database is not installed."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    try:
        if url.get_backend_name() == "sqlite":
            return create_engine("sqlite://", creator=lambda: _sqlite(url.database or "", end), poolclass=NullPool)
        known = {"connect_timeout": CONNECT_SECONDS} if url.get_backend_name() in {"postgresql", "mysql"} else {}
        if url.get_backend_name() == "postgresql":
            known |= {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
        return create_engine(url, poolclass=NullPool, connect_args=known, hide_parameters=True)
    except ModuleNotFoundError as error:
        instead = "pip install 'psycopg[binary]', and write postgresql+psycopg://…"
        how = instead if url.get_backend_name() == "postgresql" else f"pip install {error.name}"
        raise RefusedError(f"{said}: the driver {error.name} is not installed; write: {how}") from None
    except (NoSuchModuleError, ArgumentError) as error:
        raise RefusedError(f"{said}: no such kind of database: {scrubbed(str(error), url)}") from None


def _sqlite(path: str, end: float) -> sqlite3.Connection:
    """A connection to a file, for reading only, which stops at a moment of the monotonic clock."""
    place = os.path.realpath(path)
    found = sqlite3.connect(f"file:{quote(place)}?mode=ro", uri=True, timeout=CONNECT_SECONDS)
    found.execute("PRAGMA query_only = ON")
    found.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    return found
