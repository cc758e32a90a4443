"""The program as a whole: options on both sides of the verb, errors, exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tracker.cli import options
from tracker.cli.main import VERBS, tracker
from tracker.cli.options import Day, harmless, shared
from tracker.errors import InvalidInputError, Problem

COMMAND = [sys.executable, "-m", "tracker"]
ROOT = Path(__file__).parent.parent


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tracker, list(arguments))


@click.command()
@shared("workspace", "as_of", "as_json")
def probe(workspace: str | None, as_of: date, *, as_json: bool) -> None:
    """Print what a verb is given."""
    click.echo(f"{workspace} {as_of} {as_json}")


@pytest.fixture
def probed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What the verb `probe` is given when the program is called with these arguments."""
    monkeypatch.setitem(VERBS, "probe", ("tracker.cli.setup", "probe", "Print what a verb is given."))
    monkeypatch.setattr("tracker.cli.setup.probe", probe, raising=False)
    monkeypatch.setattr(options, "today", lambda: date(2026, 7, 31))

    def call(*arguments: str) -> str:
        result = run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    return call


def test_every_option_may_stand_before_or_after_the_verb(probed: Callable[..., str]) -> None:
    assert probed("probe") == "None 2026-07-31 False"
    assert probed("--workspace", "a", "--as-of", "2024-05-06", "--json", "probe") == "a 2024-05-06 True"
    assert probed("probe", "--workspace", "a", "--as-of", "2024-05-06", "--json") == "a 2024-05-06 True"


def test_the_option_after_the_verb_wins(probed: Callable[..., str]) -> None:
    before, after = ("--workspace", "a", "--as-of", "2023"), ("--workspace", "b", "--as-of", "2024")
    assert probed(*before, "probe", *after) == "b 2024-12-31 False"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-06", date(2024, 5, 6)),
        ("2024", date(2024, 12, 31)),
        ("2024-Q3", date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 29)),
    ],
)
def test_a_period_stands_for_its_last_day(text: str, day: date) -> None:
    assert Day(spans=True).convert(text, None, None) == day


def test_a_day_that_is_none_is_refused() -> None:
    result = run("--as-of", "2024-02-30", "list")
    assert result.exit_code == 2
    assert "'2024-02-30' is no day of the calendar" in result.stderr


def test_a_day_of_publication_is_no_period(tmp_path: Path) -> None:
    result = run("--workspace", str(tmp_path), "add", "jobs", "2024", "5", "--published", "2025")
    assert result.exit_code == 2
    assert "'2025' is not a date" in result.stderr


def test_help_lists_every_verb_and_loads_none() -> None:
    code = "import sys, tracker.cli.main as m; m.tracker(['--help'], standalone_mode=False); print([*sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    text, modules = done.stdout.rsplit("[", 1)
    for verb, (module, _, summary) in VERBS.items():
        assert f"  {verb}" in text
        assert summary in text
        assert repr(module) not in modules


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_ends_with_an_example(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0, result.output
    example = result.stdout.rsplit("Example:", 1)[1].strip().splitlines()
    assert all(line.strip().startswith("tracker ") for line in example)
    assert all(option in result.stdout for option in ("--workspace", "--as-of", "--json"))


def test_a_misspelt_verb_is_answered_with_the_nearest() -> None:
    result = run("chekc")
    assert result.exit_code == 2
    assert "there is no verb 'chekc'; did you mean 'check'?" in result.stderr
    assert "write one of init, list, check" in run("xyzzy").stderr


def test_the_version_is_printed() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("tracker ")


def _raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> Result:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("tracker.cli.setup.init.callback", fail)
    return run("init", "x")


def test_all_problems_are_printed_and_the_exit_code_is_2(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [Problem(path="targets.yaml", line=line, message="is wrong") for line in (7, 3)]
    result = _raising(monkeypatch, InvalidInputError(problems))
    assert result.exit_code == 2
    assert result.stderr == "targets.yaml:3: is wrong\ntargets.yaml:7: is wrong\n"
    assert result.stdout == ""


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _raising(monkeypatch, KeyboardInterrupt())
    assert result.exit_code == 130
    assert result.stderr == "interrupted\n"


def test_a_defect_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _raising(monkeypatch, ZeroDivisionError())
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_message_cannot_steer_the_terminal() -> None:
    assert harmless("a\x1b[2Jb\r\x07\u009bc\nd\té") == "a\\x1b[2Jb\\x0d\\x07\\x9bc\nd\té"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no head")
def test_a_reader_that_stops_early_is_no_error() -> None:
    line = f"{' '.join(COMMAND)} schema --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "{"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_under_the_output_is_said() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [*COMMAND, "schema", "--json"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == "cannot write: No space left on device\n"


@pytest.mark.parametrize(("environment", "coloured"), [({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_no_color(tmp_path: Path, environment: dict[str, str], *, coloured: bool) -> None:
    run("init", str(tmp_path))
    arguments = ["--workspace", str(tmp_path), "--as-of", "2025-01-01", "check"]
    result = CliRunner().invoke(tracker, arguments, env=environment, color=True)
    assert result.exit_code == 0, result.output
    assert ("\x1b[" in result.stdout) is coloured


def test_output_is_utf_8_whatever_the_system_s_encoding(tmp_path: Path) -> None:
    name = tmp_path / "目标"
    environment = {**os.environ, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    done = subprocess.run(
        [*COMMAND, "--workspace", str(name), "list"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 2
    assert "目标".encode() in done.stderr


def test_one_thread_for_small_arrays() -> None:
    code = "import os, tracker.cli.main; print(os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_json_is_readable_utf_8(tmp_path: Path) -> None:
    result = run("init", str(tmp_path / "目标"), "--json")
    assert json.loads(result.stdout)["folder"].endswith("目标")
    assert "目标" in result.stdout
