"""The command `tracker` without its start: a process that has loaded all of it runs each call in a child of its own.

`Ready` writes a program `tracker` into a folder. Found on the path, it sends its arguments, folder, environment and
open files to the process, and ends as the child does. Documents call hundreds of commands; started anew, each would
spend most of its time on loading.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

CALLER: Final = """\
#!{python} -IS
import json, os, socket, sys
asked = {{"arguments": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    socket.send_fds(server, [b"+"], [0, 1, 2])
    server.sendall(json.dumps(asked).encode() + b"\\n")
    sys.exit(int(server.makefile().read()))  # which ends with the child, and with what it does on its way out
"""


class Ready:
    """The process, and in `folder` the program that calls it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._place = tempfile.TemporaryDirectory()  # the address of a socket must be short
        address = str(Path(self._place.name) / "socket")
        program = folder / "tracker"
        program.write_text(CALLER.format(python=sys.executable, address=address), encoding="utf-8")
        program.chmod(0o755)
        command = [sys.executable, __file__, address]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONUTF8": "1"})
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == b"ready\n"

    def close(self) -> None:
        """End the process."""
        self._server.terminate()
        self._server.communicate()
        self._place.cleanup()


def serve(address: str) -> None:
    """Run what is asked for, each call in a child, until the process is ended."""
    load()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
        print("ready", flush=True)  # noqa: T201 - whoever started the process reads it
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listening.close()
                answer(connection)
                sys.exit()
            connection.close()


def load() -> None:
    """Load all that a command may need, by making a report of an example."""
    from tracker.cli.main import tracker

    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        said, sys.stdout = sys.stdout, nowhere
        tracker(["init", f"{folder}/goals"], standalone_mode=False)
        tracker(["--workspace", f"{folder}/goals", "report", "2024-Q4"], standalone_mode=False)
        sys.stdout = said


def answer(connection: socket.socket) -> None:
    """Be the command that was called: run it, and say its exit code."""
    _, files, _, _ = socket.recv_fds(connection, 1, 3)
    asked: dict[str, Any] = json.loads(connection.makefile().readline())
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (  # those of the process know what other files they were opened for
        open(place, mode, buffering, encoding="utf-8", closefd=False)  # noqa: SIM115 - they last as long as the process
        for place, mode, buffering in ((0, "r", -1), (1, "w", -1), (2, "w", 1))
    )
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["tracker", *asked["arguments"]]
    connection.sendall(str(run()).encode())


def run() -> int:
    """Run the program and give its exit code."""
    from tracker.cli.main import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - it is printed as the interpreter would, and the process ends
        sys.excepthook(*sys.exc_info())
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = 120  # as the interpreter ends
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    serve(sys.argv[1])
