"""The documents say what the commands do: every command shown is run, and what is shown of its output is compared.

In a ```console block a line that starts with "$ " is a command; the lines below it are what it prints. "..." stands for
anything, within a line or for whole lines; a command without shown lines must only end as it should: with exit code 0,
or with the one in its comment ("# exit code 1"). The commands of one document share a folder, a copy of the shipped
workspace, of docs/examples and of examples, and run in the order in which they stand. `pytest --update-golden`
rewrites what is shown.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tracker
from tests.ready import Ready

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
MARK = "-- ended with "


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One command of a document, the line it stands on, and the output shown below it."""

    line: int
    command: str
    output: str

    @property
    def exit_code(self) -> int:
        found = re.search(r"# exit code (\d+)$", self.command)
        return int(found[1]) if found else 0


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def examples(text: str) -> list[Example]:
    found = []
    for block in re.finditer(r"^```console\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        start = text.count("\n", 0, block.start()) + 2
        parts = re.split(r"^\$ ", block[1], flags=re.MULTILINE)
        assert not parts[0].strip(), f"line {start}: a console block starts with a command"
        line = start + parts[0].count("\n")
        for part in parts[1:]:
            command, _, output = part.partition("\n")
            found.append(Example(line=line, command=command, output=output.rstrip()))
            line += part.count("\n")
    return found


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """A folder with the program `tracker`, which need not load anything."""
    started = Ready(tmp_path_factory.mktemp("ready"))
    yield started.folder
    started.close()


def run(commands: list[str], folder: Path, programs: Path) -> list[tuple[str, int]]:
    """What each command prints, and its exit code; they run in one shell, so that `cd` lasts.

    Programs are looked for in the folder `programs` before that where Python's own lie.
    """
    script = "\n".join(f'{command}\nstatus=$?; echo; echo "{MARK}$status"' for command in commands)
    environment = os.environ | {
        "PATH": os.pathsep.join(map(str, (programs, Path(sys.executable).parent, os.environ["PATH"]))),
        "NO_COLOR": "1",
        "COLUMNS": "120",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    pieces = re.split(rf"^{re.escape(MARK)}(\d+)\n", done.stdout, flags=re.MULTILINE)
    return [(output, int(code)) for output, code in zip(pieces[0::2], pieces[1::2], strict=False)]


def as_pattern(shown: str) -> str:
    """A regular expression in which "..." stands for anything."""
    return ".*".join(re.escape(part) for part in shown.split("..."))


def tidied(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def agrees(example: Example, output: str) -> bool:
    pattern = as_pattern(tidied(example.output))
    return not example.output or re.fullmatch(pattern, tidied(output), flags=re.DOTALL) is not None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_shown_commands_do_what_is_shown(
    name: str, tmp_path: Path, ready: Path, request: pytest.FixtureRequest
) -> None:
    shown = examples(read(name))
    shutil.copy(ROOT / "targets.yaml", tmp_path)
    shutil.copytree(ROOT / "observations", tmp_path / "observations")
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns(".tracker"))
    results = run([example.command for example in shown], tmp_path, ready)
    assert len(results) == len(shown)
    for example, (output, code) in zip(shown, results, strict=True):
        where = f"{name}:{example.line}: $ {example.command}"
        assert code == example.exit_code, f"{where}\n{output}"
        if request.config.getoption("--update-golden"):
            rewrite(ROOT / name, example, output)
        else:
            assert agrees(example, output), f"{where}\nshown:\n{example.output}\nprinted:\n{output}"


def rewrite(path: Path, example: Example, output: str) -> None:
    """Put what a command prints in the place of what is shown, where the two differ."""
    if not agrees(example, output):
        before = f"$ {example.command}\n{example.output}\n"
        after = f"$ {example.command}\n{tidied(output)}\n"
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8", newline="\n")


def test_the_verb_table_is_that_of_the_help() -> None:
    listed = re.findall(r"^\| `([a-z-]+)[^`]*` \|", read("README.md"), flags=re.MULTILINE)
    text = subprocess.run(
        [sys.executable, "-m", "tracker", "--help"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    _, _, verbs = text.partition("\nVerbs:\n")
    verbs, _, _ = verbs.partition("\n\n")
    assert listed == re.findall(r"^  ([a-z][a-z-]*)", verbs, flags=re.MULTILINE)


def test_links_lead_somewhere() -> None:
    missing = [
        f"{name}: {target}"
        for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *DOCUMENTS)
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", read(name))
        if not (ROOT / name).parent.joinpath(target).exists()
    ]
    assert not missing


def test_the_version_is_one_and_has_its_entry() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert tracker.__version__ == version
    assert re.search(rf"^## {re.escape(version)}\b", read("CHANGELOG.md"), flags=re.MULTILINE)


def test_the_changelog_speaks_of_three_kinds() -> None:
    kinds = set(re.findall(r"^### (.+)$", read("CHANGELOG.md"), flags=re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Fixed"}


def test_make_says_what_it_can_do() -> None:
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony
    described = set(re.findall(r'"make ([a-z]+) ', makefile))
    assert described == set(phony[1].split()) - {"help"}
