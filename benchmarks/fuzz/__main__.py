"""Changed inputs, millions of them, guided by what they reach in each parser.

    pip install atheris                                  # by hand, into an environment of its own
    python -m benchmarks.fuzz --seconds 60               # a minute for each parser
    python -m benchmarks.fuzz yaml sdmx --seconds 600    # two of them for longer
    python -m benchmarks.fuzz --seconds 600 --write      # the table into benchmarks/RESULTS.md

Each parser runs in a process of its own, which ends at its first finding; inputs that made one are kept in build/fuzz/.
An input that takes 20 seconds, or 2 GB, is a finding too.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.results import machine, write_results

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FOUND: Final = ROOT / "build" / "fuzz"

NAMES: Final = (
    *("quantities", "periods", "dates", "cells", "targets", "yaml", "observations", "sdmx", "tables", "notes"),
    *("addresses", "spreadsheet-cells"),
)
ONE_INPUT_SECONDS: Final = 20
MOST_MEGABYTES: Final = 2048
LONGEST_INPUT: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a parser went through: inputs, seconds, and the kind of its finding (empty: none)."""

    name: str
    executions: int
    seconds: float
    finding: str


def run(name: str, seconds: int, executions: int) -> Run:
    """Change inputs of one parser for a time, or until that many were tried, in a process of its own."""
    from benchmarks.fuzz.seeds import SEEDS

    FOUND.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            (Path(corpus) / f"seed-{number}").write_bytes(seed)
        limits = {
            "max_total_time": seconds,
            "runs": executions,
            "timeout": ONE_INPUT_SECONDS,
            "rss_limit_mb": MOST_MEGABYTES,
            "max_len": LONGEST_INPUT,
            "artifact_prefix": f"{FOUND}/{name}-",
            "print_final_stats": 1,
            "verbosity": 0,
        }
        command = [sys.executable, "-m", "benchmarks.fuzz", "--within", name, corpus]
        begun = time.monotonic()
        done = subprocess.run(
            [*command, *(f"-{key}={value}" for key, value in limits.items())],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        took = time.monotonic() - begun
    counted = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    if counted is None and not done.returncode:
        sys.exit(f"{name}: nothing was counted:\n{done.stderr[-2000:]}")
    if done.returncode:
        (FOUND / f"{name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return Run(
        name=name,
        executions=int(counted[1]) if counted else 0,
        seconds=took,
        finding=_kind(done.stdout + done.stderr) if done.returncode else "",
    )


def _kind(said: str) -> str:
    """What the fuzzer said of an input that it kept."""
    if found := re.search(r"Uncaught Python exception:.*\n(?:.*\n)?([\w.]+(?:Error|Exception)[^\n]{0,80})", said):
        return found[1]
    kinds = {"ERROR: libFuzzer: timeout": "no end", "out-of-memory": "too much memory"}
    return next((kind for words, kind in kinds.items() if words in said), "ended")


def within(name: str, arguments: Sequence[str]) -> None:
    """Be the process of one parser: instrument it, and hand over to the fuzzer."""
    atheris: Any = import_module("atheris")
    from benchmarks.fuzz.seeds import SEEDS

    with atheris.instrument_imports(include=["tracker"]):
        harness = import_module("benchmarks.fuzz.harnesses").HARNESSES[name]
        for seed in SEEDS[name]:  # modules that load when they are first needed
            harness(seed)
    atheris.Setup([sys.argv[0], *arguments], harness)
    atheris.Fuzz()


def as_table(runs: Sequence[Run]) -> str:
    """The table in Markdown: executions, seconds, executions a second, findings."""
    lines = ["| parser | executions | seconds | a second | finding |", "| --- | ---: | ---: | ---: | --- |"]
    for each in runs:
        pace = each.executions / each.seconds
        lines.append(
            f"| {each.name} | {each.executions:,} | {each.seconds:,.0f} | {pace:,.0f} | {each.finding or 'none'} |"
        )
    executions, seconds = sum(each.executions for each in runs), sum(each.seconds for each in runs)
    findings = sum(bool(each.finding) for each in runs)
    lines.append(f"| all | {executions:,} | {seconds:,.0f} | {executions / seconds:,.0f} | {findings or 'none'} |")
    return "\n".join(lines)


def main() -> int:
    """Run the parsers one after another, print the table, and say by the exit code whether anything was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description="Changed inputs for every parser.")
    parser.add_argument("names", nargs="*", metavar="PARSER", help=f"one of {', '.join(NAMES)} (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="seconds for each parser (default: 60)")
    parser.add_argument("--executions", type=int, default=-1, help="executions after which a parser is done")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"there is no parser {unknown[0]!r}; write one of {', '.join(NAMES)}")
    try:
        import_module("atheris")
    except ModuleNotFoundError:
        sys.exit("atheris is not installed; write: pip install atheris")
    runs = []
    for name in options.names or NAMES:
        runs.append(run(name, options.seconds, options.executions))
        print(runs[-1], flush=True)
    fuzzer = f"atheris {version('atheris')}"
    section = f"{machine('one process', fuzzer)}.\n\n{as_table(runs)}"
    print(section)
    if options.write:
        write_results("fuzz", section)
    return 1 if any(each.finding for each in runs) else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--within"]:
        within(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
