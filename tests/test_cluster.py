"""Verdicts from the workers of a Dask cluster: the same as without it, whatever happens to the workers."""

from __future__ import annotations

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

pytest.importorskip("distributed", reason="distributed is not installed: pip install '.[cluster]'")

from distributed import Client, LocalCluster

from tracker.cli.main import tracker
from tracker.engine import blocks, cluster, workers
from tracker.engine.cluster import difference, installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

DASK = (sys.executable, "-c", "from dask.__main__ import main; main()")
AREAS = [f"A{number:03d}" for number in range(24)]
TARGETS = f"""\
    workspace: {{title: Two dozen areas, area: A000}}
    indicators:
      jobs: {{title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}}
      sales: {{title: Sales, unit: EUR, nature: currency, aggregation: sum, frequency: annual}}
    targets:
      many-jobs: {{title: Many jobs, indicator: jobs, at_least: 1700, by: 2027, areas: [{", ".join(AREAS)}]}}
      more-sales: {{title: More sales, indicator: sales, at_least: 1700, by: 2026, areas: [{", ".join(AREAS)}]}}
      both: {{title: Both, all_of: [many-jobs@A001, more-sales@A007]}}
      law: {{title: A law, milestones: [{{id: draft}}, {{id: act}}], by: 2026}}
"""
FIGURES = "area,period,value\n" + "".join(
    f"{area},{year},{1000 + 37 * place + 20 * (year - 2015)}\n"
    for place, area in enumerate(AREAS[:-1])
    for year in range(2015 + place % 4, 2024)
)


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What the library leaves to be closed when nobody needs it any more is closed here, not in another test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class Running(NamedTuple):
    """A cluster of processes on this machine: its scheduler's address, and its workers by theirs, with process ids."""

    address: str
    scheduler: int
    workers: dict[str, int]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A scheduler and two workers, as they are started by hand."""
    place = tmp_path_factory.mktemp("cluster")
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> str:
        """The address that a new process says it has."""
        log = place / f"{len(processes)}.log"
        with log.open("wb") as file:
            command = (*DASK, *words, "--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
            processes.append(subprocess.Popen(command, cwd=place, stdout=file, stderr=file))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := re.search(r"(?:Scheduler|Start worker) at: +(tcp://\S+)", log.read_text(encoding="utf-8")):
                return found[1]
            time.sleep(0.05)
        pytest.fail(log.read_text(encoding="utf-8"))

    address = start("scheduler", "--port", "0")
    work = ("worker", address, "--no-nanny", "--nthreads", "1")
    scheduler = processes[-1].pid
    yield Running(address, scheduler, {start(*work): processes[-1].pid for _ in range(2)})
    for process in reversed(processes):
        process.kill()
        process.wait()


@pytest.fixture
def places(workspace: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with some dozen blocks, each sent alone."""
    monkeypatch.setattr(blocks, "AREAS", 2)
    monkeypatch.setattr(workers, "BLOCKS_A_TASK", 1)
    return workspace(TARGETS, {"jobs": FIGURES, "sales": FIGURES})


def listed(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2024-06-30", "list", *arguments])


def without_cluster(folder: Path) -> str:
    """What is printed by this process alone, of a copy that keeps nothing for others."""
    found = listed(folder, "--json", "--jobs", "1")
    assert found.exit_code == 0, found.output
    folder.joinpath(".tracker").rename(folder.with_name("kept"))
    return found.stdout


def refused(folder: Path, address: str, *arguments: str) -> str:
    found = listed(folder, "--json", "--cluster", address, *arguments)
    assert found.exit_code == 2, found.output
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    return found.stderr


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob(".tracker/cache/texts/*")}


def test_a_cluster_gives_the_same_answer(places: Path, running: Running) -> None:
    alone = without_cluster(places)
    found = listed(places, "--json", "--cluster", running.address)
    assert found.stderr == ""
    assert found.stdout == alone
    assert kept(places) == {path.name for path in places.with_name("kept").glob("cache/texts/*")}  # as it would here
    assert "◆" in listed(places, "--cluster", running.address).stdout  # from what is kept


def test_what_is_wrong_is_said_as_ever(workspace: Callable[..., Path], running: Running) -> None:
    targets = """\
        indicators: {rate: {title: A rate, unit: "%", frequency: daily}}
        targets: {low: {title: Low, indicator: rate, at_most: 2, by: 2100-12-31}}
    """
    root = workspace(targets, {"rate": "period,value\n2024-01-02,3\n"})
    assert "targets.yaml:2: target low: its figures are daily, and more than 10,000 periods lie" in refused(
        root, running.address
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "import sys; sys.modules['tracker.engine.cluster'] = None",
            "cannot load tracker .* where it runs, write: pip",
        ),
        (
            "import tracker.engine.cluster as c; c.installed = lambda: {**c.here, 'numpy': '1.0'}",
            "has numpy 1.0 and not",
        ),
    ],
)
def test_a_worker_with_something_else_installed_is_refused(
    places: Path, running: Running, change: str, said: str
) -> None:
    one = min(running.workers)
    back = "import sys; sys.modules.pop('tracker.engine.cluster')"
    with Client(running.address, set_as_default=False) as client:
        before = "import tracker.engine.cluster as c; c.here = c.installed()"
        client.run(exec, before, {}, workers=[one])
        client.run(exec, change, {}, workers=[one])
        try:
            message = refused(places, running.address)
        finally:
            client.run(exec, back, {}, workers=[one])
    assert re.fullmatch(rf"{one} {said}.*\n", message)


def test_what_differs_is_said_with_what_to_do() -> None:
    here = dict(installed())
    assert difference(here, here) == ""
    other = difference(here | {"Python": "3.9"}, here)
    assert other == f"has Python 3.9 and not {here['Python']}; install there what is installed here, and start it again"
    assert "has tracker None and not" in difference({"Python": here["Python"]}, here)
    assert "cannot load tracker" in difference(ImportError("no module named tracker"), here)


def test_ctrl_c_leaves_nothing_half_written_and_the_cluster_usable(places: Path, running: Running) -> None:
    alone = without_cluster(places)
    run = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from tracker.engine import blocks, workers; blocks.AREAS, workers.BLOCKS_A_TASK = 2, 1; "
        "from tracker.cli.main import main; main()"
    )
    arguments = ("--workspace", places, "--as-of", "2024-06-30", "list", "--json", "--cluster", running.address)
    command = subprocess.Popen(
        [sys.executable, "-c", run, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    with halted(running):
        command.send_signal(signal.SIGINT)
        _, errors = command.communicate(timeout=60)
    assert (command.returncode, errors.strip()) == (130, "interrupted")
    assert not list(places.glob(".tracker/**/*.tmp"))
    assert not list(places.glob(".tracker/cache/answers/*"))
    assert listed(places, "--json", "--cluster", running.address).stdout == alone


@contextmanager
def halted(running: Running) -> Iterator[None]:
    """Wait until the workers have something to do, and let them not do it."""
    with Client(running.address, set_as_default=False) as client:
        until = time.monotonic() + 60
        while not any(client.processing().values()):
            assert time.monotonic() < until
            time.sleep(0.01)
        for pid in running.workers.values():
            os.kill(pid, signal.SIGSTOP)
        yield
    for pid in running.workers.values():
        os.kill(pid, signal.SIGCONT)


@contextmanager
def small(workers: int) -> Iterator[LocalCluster]:
    """A cluster within this process."""
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as found:
        yield found


def test_a_cluster_without_workers_is_not_waited_for(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKERS_SECONDS", 0.3)
    with small(workers=0) as found:
        address = found.scheduler_address
        said = f"{address}: this cluster has no workers; `dask worker {address}` starts one\n"
        assert refused(places, address) == said


def test_a_cluster_of_one_works_until_its_worker_goes(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = cluster._check_workers

    def checked(now: cluster.Cluster) -> None:
        check(now)
        found.scale(0)

    alone = without_cluster(places)
    with small(workers=1) as found:
        assert listed(places, "--json", "--cluster", found.scheduler_address).stdout == alone
        places.joinpath(".tracker").rename(places.with_name("other"))
        monkeypatch.setattr(cluster, "_check_workers", checked)
        monkeypatch.setattr(cluster, "WORKERS_SECONDS", 0.3)
        monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.05)
        assert "this cluster has no workers" in refused(places, found.scheduler_address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("here", "'here' is no address of a scheduler; write tcp://HOST:PORT"),
        ("http://127.0.0.1:8786", "write tcp://HOST:PORT, or tls://HOST:PORT"),
        ("tcp://127.0.0.1", "write tcp://HOST:PORT"),
        ("tcp://127.0.0.1:99999", "no Dask scheduler answers there: "),
        ("tcp://127.0.0.1:{closed}", "Connection refused; `dask scheduler` starts one"),
        ("tcp://127.0.0.1:{silent}", "what listens there does not greet as Dask does"),
        ("tcp://127.0.0.1:{loud}", "what listens there does not greet as Dask does"),
        ("tls://127.0.0.1:{silent}", "Dask's configuration names no certificates for tls"),
    ],
)
def test_what_is_no_scheduler_is_refused(
    places: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.3)
    servers = {name: socket.create_server(("127.0.0.1", 0)) for name in ("closed", "silent", "loud")}
    ports = {name: server.getsockname()[1] for name, server in servers.items()}
    servers["closed"].close()
    speaking = threading.Thread(target=speak, args=(servers["loud"],))
    speaking.start()
    try:
        assert said in refused(places, address.format(**ports))
    finally:
        servers["loud"].shutdown(socket.SHUT_RDWR)
        speaking.join()
        servers["loud"].close()
        servers["silent"].close()


def speak(server: socket.socket) -> None:
    """Say something else than Dask to whoever calls, until the server is shut down."""
    try:
        connection, _ = server.accept()
    except OSError:
        return
    with connection:
        connection.sendall(b"220 mail.example.org\r\n")


def test_options_that_exclude_each_other(places: Path) -> None:
    assert "--jobs counts processes of this machine" in refused(places, "tcp://127.0.0.1:1", "--jobs", "2")
    assert "--by counts on this machine" in refused(places, "tcp://127.0.0.1:1", "--by", "tag")


def test_without_the_library_it_is_said_how_to_install_it(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tracker.engine.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = "--cluster needs the package distributed; write: pip install 'policy-target-tracker[cluster]'\n"
    assert refused(places, "tcp://127.0.0.1:8786") == said


@contextmanager
def halfway(running: Running, worker: str, kill: int) -> Iterator[None]:
    """Kill a process in the middle of the work: the worker stops at once, and has been given something when it dies."""

    def end() -> None:
        with Client(running.address, set_as_default=False) as client:
            while not client.processing()[worker]:
                time.sleep(0.01)
        os.kill(kill, signal.SIGKILL)

    os.kill(running.workers[worker], signal.SIGSTOP)
    ending = threading.Thread(target=end)
    ending.start()
    yield
    ending.join()


def test_a_worker_and_then_the_scheduler_are_killed(
    places: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last test of this file: there is no cluster when it is over."""
    one, other = running.workers
    check = cluster._check_workers
    dying = ExitStack()

    def checked(now: cluster.Cluster) -> None:
        check(now)
        dying.enter_context(halfway(running, *victim))

    monkeypatch.setattr(cluster, "_check_workers", checked)
    alone = without_cluster(places)
    victim = (one, running.workers[one])
    with dying:
        assert listed(places, "--json", "--cluster", running.address).stdout == alone
    places.joinpath(".tracker").rename(places.with_name("other"))
    victim = (other, running.scheduler)
    with dying:
        assert "the connection to this scheduler is lost" in refused(places, running.address)
