"""A Dask cluster whose workers judge blocks of targets.

Whoever may reach a cluster may run code in it, and gets back what it answers as Python objects: it is trusted like the
machine at hand. Its workers must have what this machine has, so that their answers are those that it would give.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import platform
import socket
import time
import warnings
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import dask
import joblib
from distributed import Client, KilledWorker
from distributed.client import FutureCancelledError
from distributed.security import Security
from joblib._dask import DaskDistributedBackend

import tracker
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

CONNECT_SECONDS: Final = 5.0
"""How long a scheduler may take to answer."""

WORKERS_SECONDS: Final = 15.0
"""How long a cluster may be without a worker, and its workers may take to say what they have installed."""

_LOOK_SECONDS: Final = 1.0
_LENGTH_BYTES: Final = 8
_LONG_GREETING: Final = 1 << 20
_NAMED: Final = 3
_SOURCES: Final = frozenset({".json", ".mo", ".py"})
_DIGITS: Final = 8


class _Backend(DaskDistributedBackend):  # type: ignore[misc]
    """Joblib's way to a Dask cluster, except that no task is waited for which the cluster has given up."""

    def effective_n_jobs(self, n_jobs: int) -> int:
        """How many tasks run at once; with one alone joblib would stay at home."""
        found: int = super().effective_n_jobs(n_jobs)
        return max(2, found)

    def submit(self, func: Any, callback: Any = None) -> Any:  # noqa: ANN401 - joblib's own signature
        """Send a task; that it failed without an answer is told like an answer."""
        job = super().submit(func, callback)
        if callback is not None:
            job.add_done_callback(lambda done: callback(done.exception()) if done.exception() else None)
        return job

    def retrieve_result_callback(self, out: Any) -> Any:  # noqa: ANN401 - whatever tasks return
        """The results of some tasks, or the reason why there are none, raised."""
        if isinstance(out, BaseException):
            raise out
        return super().retrieve_result_callback(out)


class _Client(Client):  # type: ignore[misc]
    """A client that its maker closes; one that never came about would be waited for when it is deleted."""

    def __del__(self) -> None:
        """Do nothing."""


class Cluster(NamedTuple):
    """A cluster that is connected, and the address of its scheduler."""

    client: Client
    address: str

    def has_workers(self) -> bool:
        """Whether anybody works there now."""
        return bool(self.client.nthreads())


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The cluster at an address, whose workers have what this machine has.

    Raises RefusedError where nobody answers, nobody works, or a worker has something else installed.
    """
    before = logging.root.manager.disable
    logging.disable()  # what the library logs of a lost connection is said in our own words
    try:
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            cluster = Cluster(_client(address), address)
            try:
                _check_workers(cluster)
                yield cluster
            finally:
                with suppress(OSError, RuntimeError):
                    cluster.client.close(timeout=CONNECT_SECONDS)
    finally:
        logging.disable(before)


def _client(address: str) -> Client:
    try:
        _look_who_answers(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions are compared below
            return _Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise RefusedError(
            f"{address}: no Dask scheduler answers there: {_said(error)}; `dask scheduler` starts one and prints its "
            "address"
        ) from None


def _look_who_answers(address: str) -> None:
    """Raise OSError where there is no server, or one that does not greet as Dask's do.

    The library would wait for seconds where a connection is refused, and take the bytes of any other server for the
    length of what is to come.
    """
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=CONNECT_SECONDS) as connection:
        if place.scheme == "tls":
            if Security().get_connection_args("client")["ssl_context"] is None:
                raise OSError("Dask's configuration names no certificates for tls (distributed.comm.tls)")
            return
        try:
            greeting = connection.recv(_LENGTH_BYTES)
        except TimeoutError:
            greeting = b""
        if not 0 < int.from_bytes(greeting, "little") < _LONG_GREETING:
            raise OSError("what listens there does not greet as Dask does")


def _check_workers(cluster: Cluster) -> None:
    client = cluster.client
    try:
        if not cluster.has_workers():  # a cluster that grows with its work starts one now
            client.submit(abs, 0, pure=False).result(timeout=WORKERS_SECONDS)
        found = client.sync(client.run, installed, on_error="return", callback_timeout=WORKERS_SECONDS)
    except OSError as error:
        raise RefusedError(
            f"{cluster.address}: the workers of this cluster do not answer: {_said(error)}"
            if cluster.has_workers()
            else _without_workers(cluster)
        ) from None
    wrong = [f"{worker} {said}" for worker in sorted(found) if (said := difference(found[worker], installed()))]
    if wrong:
        more = [f"… and {len(wrong) - _NAMED:,} more"] if len(wrong) > _NAMED else []
        raise RefusedError("\n".join((*wrong[:_NAMED], *more)))


def _without_workers(cluster: Cluster) -> str:
    return f"{cluster.address}: this cluster has no workers; `dask worker {cluster.address}` starts one"


def _said(error: BaseException) -> str:
    """The first line of an error."""
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error).strip().partition("\n")[0] or type(error).__name__


@cache
def installed() -> Mapping[str, str]:
    """What is installed here that decides on a verdict, by name, each with its version."""
    root = Path(tracker.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in _SOURCES:
            whole.update(f"{path.relative_to(root).as_posix()}\n".encode())
            whole.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "tracker": f"{tracker.__version__} ({whole.hexdigest()[:_DIGITS]})",
        "numpy": version("numpy"),
        "distributed": version("distributed"),
    }


def difference(there: Any, here: Mapping[str, str]) -> str:  # noqa: ANN401 - as below
    """What a worker has that is not as it is here, and what to do about it; empty where it is of use.

    `there` is what `installed` gave there, or the error in its place.
    """
    if isinstance(there, BaseException):
        return (
            f"cannot load tracker {tracker.__version__} ({_said(there)}); where it runs, write: "
            f"pip install 'policy-target-tracker[cluster]=={tracker.__version__}'"
        )
    other = [f"{name} {there.get(name)} and not {wanted}" for name, wanted in here.items() if there.get(name) != wanted]
    return f"has {', '.join(other)}; install there what is installed here, and start it again" if other else ""


def answers(cluster: Cluster, calls: Iterable[Any]) -> Generator[Any]:
    """What some calls, each made with `joblib.delayed`, return, in their order, from a cluster.

    What a lost worker had to do is done by another one. Raises RefusedError when the cluster is lost, or gives a task
    up.
    """
    with joblib.parallel_config(backend=_Backend(client=cluster.client, wait_for_workers_timeout=WORKERS_SECONDS)):
        parallel = joblib.Parallel(return_as="generator", pre_dispatch="2*n_jobs")
    over = Event()
    Thread(target=_watch, args=(cluster, parallel, over), daemon=True).start()
    results: Generator[Any] = (None for _ in ())
    try:
        results = parallel(calls)
        for result in results:  # noqa: UP028 - it would close them with a warning
            yield result
    except FutureCancelledError:
        raise RefusedError(
            f"{cluster.address}: the connection to this scheduler is lost; what was judged before is kept, run the "
            "command again when it is back"
        ) from None
    except (TimeoutError, multiprocessing.TimeoutError):
        raise RefusedError(_without_workers(cluster)) from None
    except ImportError as error:
        raise RefusedError(f"{cluster.address}: a worker that came meanwhile {difference(error, {})}") from None
    except KilledWorker as error:
        raise RefusedError(f"{cluster.address}: workers die of this work: {_said(error)}") from None
    finally:
        over.set()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that not everything was taken
            results.close()


def _watch(cluster: Cluster, parallel: joblib.Parallel, over: Event) -> None:
    """Let the wait for an answer end, with a TimeoutError, when a cluster has been without workers for long."""
    seen = time.monotonic()
    while not over.wait(_LOOK_SECONDS):
        with suppress(OSError, RuntimeError, AttributeError):  # the connection is lost, or closed
            if cluster.has_workers():
                seen = time.monotonic()
        if time.monotonic() - seen > WORKERS_SECONDS:
            parallel.timeout = 0.0
