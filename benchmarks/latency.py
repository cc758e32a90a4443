"""Times of the commands, each as a multiple of a bare `python -c pass` measured in the same run.

Usage: python -m benchmarks.latency [--runs N] [--write]

The runs are interleaved, so that a slow moment of the machine meets all of them; medians are compared. Commands run on
a copy of this folder's workspace. `--write` puts the table into benchmarks/RESULTS.md, between the two marks there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.results import machine, write_results

ROOT: Final = Path(__file__).resolve().parent.parent

AS_OF: Final = "2026-11-21"
QUARTER: Final = "2026-Q3"
TARGET: Final = "gd-biomedical-cluster-2027"
INDICATOR: Final = "gd-biomedical-revenue"
FIGURE: Final = (INDICATOR, "2024", "0.72 trillion CNY", "--published", "2025-03-01", "--source", "benchmark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command, what is undone before each run, and the bound it should stay under.

    `multiple` is a multiple of the bare interpreter's time, `seconds` a time in seconds; None where there is no bound.
    """

    name: str
    arguments: tuple[str, ...]
    forget_cache: bool = False
    forget_figure: bool = False
    multiple: float | None = None
    seconds: float | None = None


CASES: Final = (
    Case(name="`tracker --help`", arguments=("--help",), multiple=7),
    Case(name="`check`, cached", arguments=("--as-of", AS_OF, "check", TARGET), multiple=7),
    Case(name="`check`, uncached", arguments=("--as-of", AS_OF, "check", TARGET), forget_cache=True),
    Case(name="`add`", arguments=("--as-of", AS_OF, "add", *FIGURE), forget_figure=True, multiple=20),
    Case(name="`report`, cold", arguments=("report", QUARTER), forget_cache=True, seconds=6),
    Case(name="`report`, warm", arguments=("report", QUARTER), seconds=1.5),
)


def copy_workspace(folder: Path) -> Path:
    """A copy of the shipped workspace, without reports and cache."""
    workspace = folder / "workspace"
    shutil.copytree(ROOT / "observations", workspace / "observations")
    shutil.copy(ROOT / "targets.yaml", workspace)
    return workspace


def seconds_of(command: tuple[str, ...], folder: Path) -> float:
    """The wall time of one run of a command, in seconds; its failure stops the benchmark.

    Variables that change how Python starts (one of them forbids compiled modules) are taken out.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return elapsed


def run_case(case: Case, tracker: str, workspace: Path) -> float:
    """The wall time of one run of a case, in seconds, with what it needs undone or warmed before."""
    command = (tracker, *case.arguments)
    figures = workspace / "observations" / f"{INDICATOR}.csv"
    before = figures.read_bytes()
    if case.forget_cache:
        shutil.rmtree(workspace / ".tracker", ignore_errors=True)
        return seconds_of(command, workspace)
    if not case.forget_figure:
        seconds_of(command, workspace)
    else:
        seconds_of((tracker, "--as-of", AS_OF, "check", TARGET), workspace)
    elapsed = seconds_of(command, workspace)
    figures.write_bytes(before)
    return elapsed


def measure(runs: int, tracker: str) -> tuple[float, dict[str, float]]:
    """The median time in seconds of the bare interpreter, and of each case by name."""
    bare: list[float] = []
    times: dict[str, list[float]] = {case.name: [] for case in CASES}
    with tempfile.TemporaryDirectory() as folder:
        workspace = copy_workspace(Path(folder))
        for turn in range(runs):
            for case in CASES:
                if case.seconds is not None and turn >= max(3, runs // 4):
                    continue  # a few runs are enough for what takes seconds
                bare.append(seconds_of((sys.executable, "-c", "pass"), workspace))
                times[case.name].append(run_case(case, tracker, workspace))
    return statistics.median(bare), {name: statistics.median(each) for name, each in times.items()}


def as_table(bare: float, medians: dict[str, float]) -> str:
    """The table in Markdown: times in milliseconds, multiples of the bare interpreter, bounds."""
    lines = [
        "| command | median | × bare | bound | |",
        "| --- | ---: | ---: | ---: | --- |",
        f"| `python -c pass` | {1000 * bare:.0f} ms | 1.0 | | |",
    ]
    for case in CASES:
        took = medians[case.name]
        bound = "" if case.multiple is None else f"≤ {case.multiple:g}×"
        bound = bound if case.seconds is None else f"≤ {case.seconds:g} s"
        verdict = ("within" if is_within(case, bare, took) else "**above**") if bound else ""
        lines.append(f"| {case.name} | {1000 * took:.0f} ms | {took / bare:.1f} | {bound} | {verdict} |")
    return "\n".join(lines)


def is_within(case: Case, bare: float, took: float) -> bool:
    """Whether a median time in seconds stays under the case's bound."""
    return not (
        (case.multiple is not None and took > case.multiple * bare)
        or (case.seconds is not None and took > case.seconds)
    )


def main() -> int:
    """Measure, print, and say by the exit code whether every bound holds."""
    parser = argparse.ArgumentParser(description="Times of the commands as multiples of a bare interpreter.")
    parser.add_argument("--runs", type=int, default=15, help="runs of each short command (default: 15)")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    options = parser.parse_args()
    tracker = shutil.which("tracker", path=str(Path(sys.executable).parent)) or shutil.which("tracker")
    if tracker is None:
        sys.exit("tracker is not installed beside this Python; write: pip install .")
    bare, medians = measure(options.runs, tracker)
    section = f"{machine()}; medians of {options.runs} interleaved runs.\n\n{as_table(bare, medians)}"
    print(section)
    if options.write:
        write_results("latency", section)
    return 0 if all(is_within(case, bare, medians[case.name]) for case in CASES) else 1


if __name__ == "__main__":
    sys.exit(main())
