"""Completion of ids, as a shell asks for it."""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.cli.main import VERBS

Workspace = Callable[..., Path]
ROOT = Path(__file__).resolve().parent.parent

TARGETS = """\
    # jobs-1999: in a comment
    format: 1
    workspace: {title: Example, area: XX}
    indicators:
      jobs:
        title: Jobs
        unit: people
      "births": {title: Births, unit: people, frequency: annual}

    targets:
      jobs-2030:
        title: {en: Many jobs}
        by: 2030
      # jobs-2031:
      jobs-2035: {title: More jobs, indicator: jobs, at_least: 2000, by: 2030}
"""


def complete(folder: Path, words: str) -> list[str]:
    """What the shell is offered for the last of some words."""
    code = "from tracker.cli.main import main; main()"
    environment = {
        **os.environ,
        "_TRACKER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tracker check jobs", ["jobs-2030", "jobs-2035"]),
        ("tracker check jobs-2030 jobs-2035", ["jobs-2035"]),
        ("tracker add ", ["jobs", "births", "jobs-2030", "jobs-2035"]),
        ("tracker add b", ["births"]),
        ("tracker check x", []),
    ],
)
def test_ids_are_completed(workspace: Workspace, words: str, offered: list[str]) -> None:
    assert complete(workspace(TARGETS), words) == offered


def test_the_given_workspace_is_asked(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace(TARGETS)
    assert complete(tmp_path, f"tracker --workspace {folder} check jobs-2030") == ["jobs-2030"]
    assert complete(tmp_path, f"tracker check --workspace {folder} jobs-2030") == ["jobs-2030"]


def test_verbs_are_completed(tmp_path: Path) -> None:
    assert complete(tmp_path, "tracker ") == list(VERBS)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[", b""])
def test_nothing_is_offered_where_nothing_can_be_read(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    assert complete(tmp_path, "tracker check ") == []
    folder = workspace(TARGETS)
    (folder / "targets.yaml").write_bytes(content)
    assert complete(folder, "tracker check ") == []


def test_the_shell_is_given_its_script(tmp_path: Path) -> None:
    environment = {**os.environ, "_TRACKER_COMPLETE": "zsh_source"}
    code = "from tracker.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert b"_TRACKER_COMPLETE=zsh_complete" in done.stdout


STARTED = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
PREPARED = {
    "bash": "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
    "zsh": "unsetopt BEEP ZLE_BRACKETED_PASTE 2>/dev/null; autoload -Uz compinit && compinit -u -D",
}
SHOWN = 'tracker() { printf "ty""ped:"; printf "[%s]" "$@"; echo; }'
"""A function of the same name prints what was typed; completion asks the program itself."""

SECONDS = 60


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the program in it, as an installation puts it on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "tracker"
    path.write_text(f"#!{sys.executable}\nfrom tracker.cli.main import main\nmain()\n", encoding="utf-8")
    path.chmod(0o755)
    return folder


def found(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    return path


def environment_of(programs: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "ENV" and not name.startswith("BASH")}
    home = {"HOME": str(programs.parent), "XDG_CONFIG_HOME": str(programs.parent), "TERM": "dumb", "PS1": "$ "}
    return {**kept, **home, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


def pressed(shell: str, folder: Path, programs: Path, words: str) -> str:
    """What stands on the line of an interactive shell after some words and Tab."""
    pty = pytest.importorskip("pty", reason="a pseudo-terminal is needed")
    found(shell)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        STARTED[shell],
        cwd=folder,
        env=environment_of(programs),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            lines = (PREPARED[shell], f'eval "$(_TRACKER_COMPLETE={shell}_source tracker)"', SHOWN, 'echo "rea""dy"')
            shown = ""
            for line in lines:
                os.write(ours, f"{line}\n".encode())
            shown = until(ours, shown, r"(?m)^ready")
            os.write(ours, f"{words}\t\n".encode())
            shown = until(ours, shown, r"typed:(.*)\r?\n")
            return shown.rpartition("typed:")[2].partition("\n")[0].rstrip()
        finally:
            process.kill()
            os.close(ours)


def until(handle: int, shown: str, pattern: str) -> str:
    end = time.monotonic() + SECONDS
    while not re.search(pattern, shown):
        assert time.monotonic() < end, shown
        if select.select([handle], [], [], 1)[0]:
            shown += os.read(handle, 65536).decode(errors="replace").replace("\r\n", "\n")
    return shown


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("tracker decl", "[declare]"),
        ("tracker check jobs-2030 jobs-2035", "[check][jobs-2030][jobs-2035]"),
        ("tracker add bi", "[add][births]"),
        ("tracker check --fail", "[check][--fail-under]"),
        ("tracker declare --all-of jobs-2035", "[declare][--all-of][jobs-2035]"),
    ],
)
def test_tab_in_a_real_shell(shell: str, words: str, line: str, workspace: Workspace, programs: Path) -> None:
    assert pressed(shell, workspace(TARGETS), programs, words) == line


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tracker decl", ["declare"]),
        ("tracker check jobs-", ["jobs-2030", "jobs-2035"]),
        ("tracker add b", ["births"]),
        ("tracker check --fail", ["--fail-under"]),
        ("tracker declare --indicator j", ["jobs"]),
    ],
)
def test_tab_in_fish(words: str, offered: list[str], workspace: Workspace, programs: Path) -> None:
    script = f"_TRACKER_COMPLETE=fish_source tracker | source; complete -C '{words}'"
    done = subprocess.run(
        [found("fish"), "--no-config", "-c", script],
        cwd=workspace(TARGETS),
        env=environment_of(programs),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == offered
