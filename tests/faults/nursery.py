"""Commands below a process that has loaded the program already, to be killed or refused at a chosen moment.

Started anew, a command spends nine tenths of its time on loading, so that few of the moments at which it is killed
would matter. Here it begins where the work does. Its *steps* are what it asks of the system within a folder: opening
to write, making, renaming, changing or removing a file, writing, syncing. A `Fault` says at which step what happens.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WARM: Final = (
    ("add", "jobs", "2023", "12"),
    ("list",),
    ("validate",),
    ("import", "--from", "csv", "new.csv"),
    ("report", "2024-Q3", "--models", "none"),
)
"""What is run once before the first command, so that its modules are there."""

_CHANGING: Final = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate")
_FREEING: Final = ("os.remove", "os.rmdir", "os.truncate")
_OVERRIDING: Final = 0b1110
"""The privileges CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER, by which root passes over permissions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens before the step of this number, counted from 1.

    `kill`: the process is killed; `tear`: so, after half of what it writes; `fail`: the step is refused with the error
    number; `full`: so is this step and every later one that needs room; `vanish`: the folder `place` is moved away.
    """

    at: int
    kind: Literal["kill", "tear", "fail", "full", "vanish"] = "kill"
    number: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended: its exit code, or the negative number of a signal; what it printed; its number of steps."""

    code: int
    stdout: str
    stderr: str
    steps: int


class Nursery:
    """A process that starts commands, each in a process of its own with all modules loaded."""

    def __init__(self, folder: Path, warm: Sequence[Sequence[str]] = WARM) -> None:
        self._prints = Path(tempfile.mkdtemp(dir=folder, prefix="prints-"))
        self._started = 0
        command = [sys.executable, __file__, json.dumps([list(each) for each in warm])]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._ask({})

    def start(
        self,
        root: Path,
        *commands: Sequence[str],
        fault: Fault | None = None,
        today: date | None = None,
        largest: int | None = None,
        bound: bool = False,
        stdout: str | None = None,
    ) -> Running:
        """Start commands on a workspace, one after the other until one fails, in a session of their own.

        `largest` is the number of bytes that a file may have, `bound` takes from root the right to pass over
        permissions, `stdout` is a file to print to.
        """
        self._started += 1
        prints = str(self._prints / str(self._started))
        answer = self._ask(
            {
                "commands": [["--workspace", str(root), *command] for command in commands],
                "root": os.path.realpath(root),
                "fault": asdict(fault) if fault else None,
                "today": today.isoformat() if today else None,
                "largest": largest,
                "bound": bound,
                "stdout": stdout or f"{prints}.out",
                "stderr": f"{prints}.err",
            }
        )
        return Running(nursery=self, pid=answer["pid"], prints=prints)

    def run(self, root: Path, *command: str, **options: Any) -> Outcome:  # noqa: ANN401 - those of `start`
        """Run one command to its end."""
        return self.start(root, command, **options).wait()

    def wait_for(self, pid: int) -> tuple[int, int]:
        """The exit code and the number of steps of a process that has ended, or will."""
        answer = self._ask({"wait": pid})
        return answer["code"], answer["steps"]

    def close(self) -> None:
        """End the process that starts the commands."""
        self._server.communicate()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Commands that were started."""

    nursery: Nursery
    pid: int
    prints: str

    def kill(self, *, group: bool = False) -> None:
        """Kill the process, or all of its group, if it still runs."""
        if group:
            with suppress(ProcessLookupError):  # it has not come to have a group of its own
                os.killpg(self.pid, signal.SIGKILL)
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> Outcome:
        """How it ended."""
        code, steps = self.nursery.wait_for(self.pid)
        printed = [Path(f"{self.prints}.{kind}") for kind in ("out", "err")]
        texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in printed]
        return Outcome(code=code, stdout=texts[0], stderr=texts[1], steps=steps)


# What runs in the process that starts the commands, and below it


def serve(warm: Sequence[Sequence[str]]) -> None:
    """Answer requests on stdin until it is closed."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _warm_up(warm)
    counters: dict[int, mmap.mmap] = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict[str, int] = {}
        if "commands" in request:
            counter = mmap.mmap(-1, 8)
            answer["pid"] = os.fork()
            if answer["pid"] == 0:
                _live(request, counter)
            counters[answer["pid"]] = counter
        elif "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            answer["code"] = os.waitstatus_to_exitcode(status)
            answer["steps"] = struct.unpack("q", counters.pop(request["wait"])[:])[0]
        replies.write(json.dumps(answer) + "\n")
        replies.flush()


def write_example(root: Path) -> None:
    """A small workspace: two indicators with figures and one without, and a table to bring in."""
    (root / "observations").mkdir(parents=True)
    (root / "targets.yaml").write_text(
        "workspace: {title: Example, area: XX}\n"
        "indicators:\n"
        "  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}\n"
        "  share: {title: Share, unit: '%', nature: share, frequency: annual}\n"
        "  births: {title: Births, unit: people, nature: count, aggregation: sum, frequency: annual}\n"
        "targets:\n"
        "  jobs-2030: {title: Many jobs, indicator: jobs, at_least: 20, by: 2030}\n"
        "  share-2030: {title: Two thirds, indicator: share, at_least: 66 %, by: 2030}\n",
        encoding="utf-8",
    )
    for name, value in (("jobs", 11), ("share", 41)):
        rows = [f"XX,{year},{value + year - 2020}.5,{year + 1}-02-01,," for year in range(2018, 2023)]
        text = "\n".join(("area,period,value,published,source,note", *rows, ""))
        (root / "observations" / f"{name}.csv").write_text(text, encoding="utf-8")
    brought = [f"XX,{year},{title},{year % 10}.25" for title in ("Births", "Jobs") for year in range(2003, 2015)]
    (root / "new.csv").write_text("\n".join(("area,year,indicator,value", *brought, "")), encoding="utf-8")


def _warm_up(warm: Sequence[Sequence[str]]) -> None:
    from tracker.cli.main import tracker

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "goals"
        write_example(root)
        before = Path.cwd()
        os.chdir(root)
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            said, sys.stdout = sys.stdout, nowhere
            for command in warm:
                tracker([*command], standalone_mode=False)
            sys.stdout = said
        os.chdir(before)


def _live(request: dict[str, Any], counter: mmap.mmap) -> None:
    """Run the commands of a request and end."""
    code = 1
    try:
        _settle_in(request)
        _watch(request["root"], request["fault"], counter)
        code = _run(request["commands"])
    except BaseException:  # noqa: BLE001 - whatever it is, the process ends here
        traceback.print_exc()
    try:
        sys.stdout.flush()
    except OSError:
        code = 120  # as the interpreter ends
    sys.stderr.flush()
    os._exit(code)


def _settle_in(request: dict[str, Any]) -> None:
    os.setsid()
    for descriptor, path in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
        flags = os.O_RDWR if path.startswith("/dev/") else os.O_RDWR | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(path, flags, 0o600), descriptor)
    if request["today"]:
        from tracker.cli import options

        options.today = lambda: date.fromisoformat(request["today"])
    if request["largest"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest"], request["largest"]))
    if request["bound"] and os.geteuid() == 0:
        _bind()


def _run(commands: Sequence[Sequence[str]]) -> int:
    from tracker.cli.main import main

    for command in commands:
        sys.argv = ["tracker", *command]
        try:
            main()
        except SystemExit as end:
            if end.code:
                return end.code if isinstance(end.code, int) else 1
    return 0


def _bind() -> None:
    """Take from root, in this process, the right to pass over permissions (capset(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = ctypes.create_string_buffer(struct.pack("Ii", 0x20080522, 0))
    data = ctypes.create_string_buffer(24)
    libc.capget(header, data)
    words = list(struct.unpack("6I", data.raw))
    for word in range(3):
        words[word] &= ~_OVERRIDING
    if libc.capset(header, ctypes.create_string_buffer(struct.pack("6I", *words), 24)) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _watch(root: str, written: dict[str, Any] | None, counter: mmap.mmap) -> None:  # noqa: C901 - one case a kind
    """Count the steps within a folder, and let the fault happen."""
    fault = Fault(**written) if written else None
    done = 0

    def step(event: str, path: str, tear: Callable[[], object] | None = None) -> None:
        nonlocal done
        done += 1
        counter[:] = struct.pack("q", done)
        if fault is None or done < fault.at:
            return
        if fault.kind == "full" and event not in _FREEING:
            raise OSError(fault.number, os.strerror(fault.number), path)
        if done > fault.at:
            return
        if fault.kind == "fail":
            raise OSError(fault.number, os.strerror(fault.number), path)
        if fault.kind == "vanish":
            Path(fault.place).rename(f"{fault.place}.gone")
        elif fault.kind in ("kill", "tear"):
            if tear is not None and fault.kind == "tear":
                tear()
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and _is_within(path, root):
                step(event, str(path))
        elif event in _CHANGING and (isinstance(arguments[0], int) or _is_within(arguments[0], root)):
            step(event, str(arguments[0]))

    write, sync = os.write, os.fsync

    def watched_write(handle: int, data: bytes) -> int:
        step("os.write", str(handle), lambda: write(handle, data[: len(data) // 2]))
        return write(handle, data)

    def watched_sync(handle: int) -> None:
        step("os.fsync", str(handle))
        sync(handle)

    os.write, os.fsync = watched_write, watched_sync  # type: ignore[assignment] # as far as they are used
    sys.addaudithook(hook)


def _is_within(path: str | bytes | os.PathLike[str] | int, root: str) -> bool:
    return not isinstance(path, int) and Path(os.fsdecode(path)).absolute().is_relative_to(root)


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
