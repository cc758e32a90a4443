"""Time and memory of `tracker report`: the first build, the second one, and that after one figure was added.

Usage: python -m benchmarks.report [--targets 20 200] [--runs N] [--write]

Each workspace has four indicators, in a quarter as many areas as targets, each with 14 annual figures.
The runs of all sizes are interleaved, so that a slow moment of the machine meets all of them, and medians are compared.
The time of the processor is that of the command and of all processes that it started, the memory the largest of one of
them at any time. `--write` puts the table into benchmarks/RESULTS.md, between the two marks there.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.results import load, machine, write_results

ROOT: Final = Path(__file__).resolve().parent.parent

QUARTER: Final = "2026-Q3"
KINDS: Final = (
    ("revenue", "CNY", "currency", "sum"),
    ("share", "'%'", "share", "mean"),
    ("jobs", "people", "count", "last"),
    ("index", "points", "index", "mean"),
)
STEPS: Final = ("first build", "second build", "one figure added")

SECONDS: Final = {(200, "first build"): 8.0, (200, "one figure added"): 1.0}
"""Bounds of the wall time on two cores that do nothing else, by targets and step."""

MEGABYTES: Final = 600.0
"""Bound of the memory of every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took: wall time and processor time in seconds, memory in megabytes."""

    wall: float
    cpu: float
    memory: float


def write_workspace(folder: Path, targets: int) -> None:
    """A workspace with so many targets, a multiple of four."""
    chance = random.Random(1)  # noqa: S311 - the same figures each time
    areas = [f"A{number:04d}" for number in range(targets // len(KINDS))]
    lines = ["workspace: {title: Benchmark, area: XX}", "indicators:"]
    for name, unit, nature, rule in KINDS:
        lines.append(
            f"  {name}: {{title: {name}, unit: {unit}, frequency: annual, nature: {nature}, aggregation: {rule}, "
            "lag: 90 days}"
        )
    lines.append("targets:")
    lines += [
        f"  {name}-2030: {{title: {name}, indicator: {name}, at_least: 60, by: 2030, areas: [{', '.join(areas)}]}}"
        for name, *_ in KINDS
    ]
    (folder / "observations").mkdir(parents=True)
    (folder / "targets.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, *_ in KINDS:
        rows = ["area,period,value"]
        for area in areas:
            level = chance.uniform(20, 50)
            for year in range(2012, 2026):
                level = min(max(level * (1 + chance.gauss(0.02, 0.04)), 1), 99)
                rows.append(f"{area},{year},{level:.2f}")
        (folder / "observations" / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def cost_of(tracker: str, workspace: Path) -> Cost:
    """What one report took; its failure stops the benchmark.

    It runs below a process of its own, whose children are only its own, so that the memory is not that of a run before.
    """
    command = [sys.executable, str(Path(__file__).resolve()), "--one", tracker, str(workspace)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"tracker report ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    wall, cpu, memory = map(float, done.stdout.split()[-3:])
    return Cost(wall=wall, cpu=cpu, memory=memory)


def run_one(tracker: str, workspace: str) -> int:
    """Run one report, print what it took, and end with its exit code."""
    start = time.perf_counter()
    done = subprocess.run([tracker, "--workspace", workspace, "report", QUARTER], check=False)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    scale = 1024**2 if sys.platform == "darwin" else 1024
    print(f"\n{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / scale}")
    return done.returncode


def add_figure(workspace: Path) -> None:
    """One figure more of one area: that of the year before its first one."""
    path = workspace / "observations" / "share.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "A0000,2011,20.5\n", encoding="utf-8")


def measure(sizes: list[int], runs: int, tracker: str) -> dict[tuple[int, str], Cost]:
    """The medians by number of targets and step."""
    found: dict[tuple[int, str], list[Cost]] = {}
    for _ in range(runs):
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                workspace = Path(folder) / "workspace"
                write_workspace(workspace, size)
                for step in STEPS:
                    if step == STEPS[-1]:
                        add_figure(workspace)
                    found.setdefault((size, step), []).append(cost_of(tracker, workspace))
    return {
        case: Cost(
            wall=statistics.median(each.wall for each in costs),
            cpu=statistics.median(each.cpu for each in costs),
            memory=max(each.memory for each in costs),
        )
        for case, costs in found.items()
    }


def is_within(case: tuple[int, str], cost: Cost) -> bool:
    """Whether a median stays under its bounds."""
    return cost.memory <= MEGABYTES and cost.wall <= SECONDS.get(case, cost.wall)


def as_table(costs: dict[tuple[int, str], Cost]) -> str:
    """The table in Markdown."""
    lines = [
        "| targets | report | wall time | processor time | memory | bounds | |",
        "| ---: | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for (size, step), cost in costs.items():
        bounds = f"≤ {SECONDS[size, step]:g} s, " if (size, step) in SECONDS else ""
        lines.append(
            f"| {size:,} | {step} | {cost.wall:.1f} s | {cost.cpu:.1f} s | {cost.memory:.0f} MB | "
            f"{bounds}≤ {MEGABYTES:g} MB | {'within' if is_within((size, step), cost) else '**above**'} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and say by the exit code whether every bound holds."""
    parser = argparse.ArgumentParser(description="Time and memory of tracker report, by number of targets.")
    parser.add_argument("--targets", type=int, nargs="+", default=[20, 200], help="sizes (default: 20 200)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: 3)")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    parser.add_argument("--one", nargs=2, metavar=("TRACKER", "WORKSPACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return run_one(*options.one)
    tracker = shutil.which("tracker", path=str(Path(sys.executable).parent)) or shutil.which("tracker")
    if tracker is None:
        sys.exit("tracker is not installed beside this Python; write: pip install .")
    costs = measure(options.targets, options.runs, tracker)
    section = f"{machine(load())}; medians of {options.runs} interleaved runs.\n\n{as_table(costs)}"
    print(section)
    if options.write:
        write_results("report", section)
    return 0 if all(is_within(case, cost) for case, cost in costs.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
