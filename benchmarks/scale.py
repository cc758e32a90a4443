"""Verdicts on many targets: `tracker list --json`, cold and warm, in one process and in several.

Usage: python -m benchmarks.scale [--targets 1000 10000 100000] [--jobs 1 2] [--runs N] [--peers FOLDER] [--write]

Each workspace has twenty annual indicators in a twentieth as many areas as targets, each with ten figures, and a goal
for each indicator that `areas` makes many of. Cold is a workspace without a cache, warm the same question again,
changed the question after one figure of one area was added. Memory is that of the largest process. Runs of all sizes
are interleaved and medians compared. Beside them stand our forecast in a batch and, on the same series, statsmodels'
ETSModel and statsforecast's AutoETS and AutoTheta, these in an environment of their own, which is set up in FOLDER
(build/peers) where it is not there; all in processor time of one core. `--write` puts the table into
benchmarks/RESULTS.md, between the two marks there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.report import Cost
from benchmarks.results import load, machine, write_results

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parent.parent

AS_OF: Final = "2026-06-30"
INDICATORS: Final = 20
YEARS: Final = range(2015, 2025)
KINDS: Final = (
    ("revenue", "CNY", "currency", "sum"),
    ("share", "'%'", "share", "mean"),
    ("jobs", "people", "count", "last"),
    ("index", "points", "index", "mean"),
)
STEPS: Final = ("cold", "warm", "changed")

LONGEST_SECONDS: Final = 90.0
"""Bound of the wall time for 100,000 targets, cold, on two cores that do nothing else."""

LARGEST: Final = 100_000
MEGABYTES: Final = 2000.0
TIMES_WARM: Final = 20.0
"""How many times a warm run should be faster than a cold one, at the largest size."""

FORECAST_MILLISECONDS: Final = 0.2
SERIES: Final = 400
PEER_SERIES: Final = 25
STEPS_AHEAD: Final = 6


def write_workspace(folder: Path, targets: int) -> None:
    """A workspace with so many targets, a multiple of twenty."""
    chance = random.Random(1)  # noqa: S311 - the same figures each time
    areas = [f"A{number:05d}" for number in range(targets // INDICATORS)]
    names = [(f"{kind}-{number}", *rest) for number in range(INDICATORS // len(KINDS)) for kind, *rest in KINDS]
    lines = ["workspace: {title: Benchmark, area: XX}", "indicators:"]
    for name, unit, nature, rule in names:
        facts = f"title: {name}, unit: {unit}, frequency: annual, nature: {nature}, aggregation: {rule}, lag: 90 days"
        lines.append(f"  {name}: {{{facts}}}")
    lines.append("targets:")
    lines += [
        f"  {name}-2030: {{title: {name}, indicator: {name}, at_least: 60, by: 2030, areas: [{', '.join(areas)}]}}"
        for name, *_ in names
    ]
    (folder / "observations").mkdir(parents=True)
    (folder / "targets.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, *_ in names:
        rows = ["area,period,value"]
        for area in areas:
            level = chance.uniform(20, 50)
            for year in YEARS:
                level = min(max(level * (1 + chance.gauss(0.02, 0.04)), 1), 99)
                rows.append(f"{area},{year},{level:.2f}")
        (folder / "observations" / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def add_figure(workspace: Path) -> None:
    """One figure more of one area: that of the year before its first one."""
    path = workspace / "observations" / "share-0.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"A00000,{YEARS[0] - 1},20.5\n")


def cost_of(tracker: str, workspace: Path, jobs: int) -> Cost:
    """What one run took, below a process of its own, whose children are only its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--one", tracker, str(workspace), str(jobs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"tracker list ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    wall, cpu, memory = map(float, done.stdout.split()[-3:])
    return Cost(wall=wall, cpu=cpu, memory=memory)


def run_one(tracker: str, workspace: str, jobs: str) -> int:
    """Run one list, print what it took, and end with its exit code."""
    start = time.perf_counter()
    command = [tracker, "--workspace", workspace, "--as-of", AS_OF, "list", "--json", "--jobs", jobs]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    scale = 1024**2 if sys.platform == "darwin" else 1024
    print(f"\n{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / scale}")
    return done.returncode


Case = tuple[int, int, str]
"""Targets, processes, step."""


def measure(sizes: list[int], jobs: list[int], runs: int, tracker: str) -> dict[Case, Cost]:
    """The medians by number of targets, processes and step."""
    found: dict[Case, list[Cost]] = {}
    for _ in range(runs):
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                workspace = Path(folder) / "workspace"
                for processes in jobs:
                    shutil.rmtree(workspace, ignore_errors=True)
                    write_workspace(workspace, size)
                    for step in STEPS:
                        if step == "changed":
                            add_figure(workspace)
                        cost = cost_of(tracker, workspace, processes)
                        found.setdefault((size, processes, step), []).append(cost)
                        print(f"{size:,} targets, {processes} processes, {step}: {cost.wall:.1f} s", file=sys.stderr)
    return {
        case: Cost(
            wall=statistics.median(each.wall for each in costs),
            cpu=statistics.median(each.cpu for each in costs),
            memory=max(each.memory for each in costs),
        )
        for case, costs in found.items()
    }


def forecasts(peers: Path) -> dict[str, float]:
    """Processor time a series, in milliseconds, by method: first our forecast in a batch, with its draws' nodes."""
    import numpy as np
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    from benchmarks.comparison.peer_run import environment
    from tracker.figures import Indicator, Series, from_ordinal, text_of
    from tracker.forecast import predict_many

    steps = np.random.default_rng(1).normal(0.02, 0.04, size=(SERIES, len(YEARS)))
    values = 50.0 * np.exp(steps.cumsum(axis=1))
    periods = tuple(from_ordinal(year, "annual") for year in YEARS)
    indicator = Indicator(id="x", title=text_of("x"), unit="u", frequency="annual", nature="currency", better=1)
    series = [
        Series(indicator="x", area="", frequency="annual", periods=periods, values=each, rows=((),) * len(periods))
        for each in values
    ]
    asked = [(each, indicator, periods[-1].shifted(STEPS_AHEAD)) for each in series]

    def ours() -> None:
        for found in predict_many(asked):
            found.quantiles((0.025, 0.1, 0.5, 0.9, 0.975))

    def theirs() -> None:
        for each in map(pd.Series, values[:PEER_SERIES]):
            fitted = ETSModel(each, error="add", trend="add", damped_trend=True).fit(disp=False)
            fitted.get_prediction(len(each), len(each) + STEPS_AHEAD - 1).summary_frame(alpha=0.2)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {"ours": milliseconds(ours) / SERIES, "statsmodels' ETSModel": milliseconds(theirs) / PEER_SERIES}
    script = ROOT / "benchmarks" / "comparison" / "peer_speed.py"
    asked_for = json.dumps({"values": values.tolist(), "steps": STEPS_AHEAD})
    done = subprocess.run(
        [str(environment(peers)), str(script)],
        input=asked_for,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return found | {f"statsforecast's {name}": each for name, each in json.loads(done.stdout).items()}


def milliseconds(call: Callable[[], None]) -> float:
    """The median processor time of three calls after a first one."""
    call()
    taken = []
    for _ in range(3):
        start = time.process_time()
        call()
        taken.append(1000.0 * (time.process_time() - start))
    return statistics.median(taken)


def as_table(costs: dict[Case, Cost]) -> str:
    """The table in Markdown."""
    lines = [
        "| targets | processes | run | wall time | targets a second | processor time a target | largest process |",
        "| ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for (size, jobs, step), cost in costs.items():
        lines.append(
            f"| {size:,} | {jobs} | {step} | {cost.wall:.1f} s | {size / cost.wall:,.0f} | "
            f"{1000 * cost.cpu / size:.2f} ms | {cost.memory:.0f} MB |"
        )
    return "\n".join(lines)


def verdicts(costs: dict[Case, Cost], taken: dict[str, float]) -> list[str]:
    """Each bound that was measured, and whether it holds."""
    batch, *_ = taken.values()
    quick = _word(batch <= FORECAST_MILLISECONDS)
    others = "; ".join(
        f"{name} {each:.1f} ms, {each / batch:.0f} times as much" for name, each in taken.items() if name != "ours"
    )
    said = [
        (
            f"- forecast in a batch: {batch:.2f} ms a series for {STEPS_AHEAD} years ({others}); "
            f"bound {FORECAST_MILLISECONDS} ms: {quick}"
        )
    ]
    most = max((jobs for _, jobs, _ in costs), default=1)
    if (LARGEST, most, "cold") in costs:
        cold, warm = costs[LARGEST, most, "cold"], costs[LARGEST, most, "warm"]
        said += [
            (
                f"- {LARGEST:,} targets, cold: {cold.wall:.0f} s; bound {LONGEST_SECONDS:g} s: "
                f"{_word(cold.wall <= LONGEST_SECONDS)}"
            ),
            (
                f"- memory of {most} processes and the one that prints: at most {(most + 1) * cold.memory:.0f} MB; "
                f"bound {MEGABYTES:g} MB: {_word((most + 1) * cold.memory <= MEGABYTES)}"
            ),
            (
                f"- warm against cold: {cold.wall / warm.wall:.0f} times faster; bound {TIMES_WARM:g}: "
                f"{_word(cold.wall / warm.wall >= TIMES_WARM)}"
            ),
        ]
    return said


def _word(holds: bool) -> str:  # noqa: FBT001 - a verdict
    return "within" if holds else "**missed**"


def main() -> int:
    """Measure, print, and say by the exit code whether every bound holds."""
    parser = argparse.ArgumentParser(description="Time and memory of tracker list, by number of targets.")
    parser.add_argument("--targets", type=int, nargs="+", default=[1000, 10_000, LARGEST], help="sizes")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="numbers of processes (default: 1 2)")
    parser.add_argument("--runs", type=int, default=1, help="runs of each (default: 1)")
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "peers", help="statsforecast's environment")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    parser.add_argument("--one", nargs=3, metavar=("TRACKER", "WORKSPACE", "JOBS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return run_one(*options.one)
    tracker = shutil.which("tracker", path=str(Path(sys.executable).parent)) or shutil.which("tracker")
    if tracker is None:
        sys.exit("tracker is not installed beside this Python; write: pip install .")
    costs = measure(options.targets, options.jobs, options.runs, tracker)
    said = verdicts(costs, forecasts(options.peers))
    about = f"{machine(load())}; medians of {options.runs} interleaved runs."
    section = "\n\n".join((about, as_table(costs), "\n".join(said)))
    print(section)
    if options.write:
        write_results("scale", section)
    return 1 if any("missed" in line for line in said) else 0


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
