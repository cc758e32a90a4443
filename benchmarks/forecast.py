"""Our forecast against its field, on the public questions: one run, the same questions for all.

    python benchmarks/forecast.py             the tables, on a sample that takes about five minutes
    python benchmarks/forecast.py --write     the same, into benchmarks/RESULTS.md
    python benchmarks/forecast.py --all       on every series, which takes most of an hour

Ours is cross-validated as by `learn.py`: a network answers only questions about themes and series that it has not seen.
The other methods are statsmodels', statsforecast's (in an environment of their own, which is set up under build/ or at
--peers-venv), and simple ones. All use one core. The data are those of TRACKER_DATA (by default ../shared).
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

    from benchmarks.comparison.ours import Folds
    from benchmarks.comparison.tables import Field

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"
BEGIN, END = "<!-- forecast -->", "<!-- end of forecast -->"

SAMPLE: Final = 50
"""Series of each frequency, and of indicators, by default."""

OURS: Final = "**ours**, cross-validated"
UNDER: Final = "(difference from ours ± its standard error, {} as groups); in the head the number of questions."

ONE_CORE: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""What keeps numerical libraries on one core; they read it when they load, so nothing of them loads before `main`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is run: the data, how many series of a kind (None: all), and where the peers' environment is."""

    data: Path
    count: int | None
    peers: Path


def compare(plan: Plan, name: str, cases: pd.DataFrame, folds: Folds) -> Field:
    """Every method on a sample of one set of cases."""
    from benchmarks.comparison.baselines import BASELINES
    from benchmarks.comparison.ours import cross_validated, shipped
    from benchmarks.comparison.peer_run import environment
    from benchmarks.comparison.questions import sample, tasks_of
    from benchmarks.comparison.standing import asked, at_once, peers
    from benchmarks.comparison.tables import field
    from benchmarks.comparison.textbook import MODELS

    some = sample(cases, plan.count)
    tasks = tasks_of(some)
    standings = [
        at_once(OURS, lambda: cross_validated(some, folds), series=len(tasks)),
        at_once("ours, shipped", lambda: shipped(some), series=len(tasks), in_sample=True),
    ]
    for label, method in (*BASELINES.items(), *MODELS.items()):
        said(f"{name}: {label}")
        standings.append(asked(label, tasks, method))
    said(f"{name}: statsforecast")
    standings += peers(tasks, environment(plan.peers))
    return field(name, some, standings, every=cases)


def compare_simple(cases: pd.DataFrame, folds: Folds) -> Field:
    """Ours and the simple methods, which take no time, on all cases of indicators."""
    from benchmarks.comparison.baselines import BASELINES
    from benchmarks.comparison.ours import cross_validated
    from benchmarks.comparison.questions import INDICATORS, tasks_of
    from benchmarks.comparison.standing import asked, at_once
    from benchmarks.comparison.tables import field

    tasks = tasks_of(cases)
    ours = at_once(OURS, lambda: cross_validated(cases, folds), series=len(tasks))
    return field(INDICATORS, cases, [ours, *(asked(label, tasks, method) for label, method in BASELINES.items())])


def said(what: str) -> None:
    """Tell on the error stream how far the run is."""
    print(what, file=sys.stderr, flush=True)


def alone(cases: dict[str, pd.DataFrame], folds: Folds, data: Path) -> str:
    """Ours on all public cases, as scored by the scorer; of indicators also cut to one, two and three values."""
    from benchmarks.comparison.ours import cross_validated
    from benchmarks.comparison.questions import COMPETITION, INDICATORS, load_scorer
    from benchmarks.comparison.tables import FREQUENCIES, of_indicators, score_table

    scorer, rows = load_scorer(data), []
    competition, indicators = cases[COMPETITION], cases[INDICATORS]
    found = scorer.score(competition, cross_validated(competition, folds), "freq")
    rows.append(("competition", found.loc["all"]))
    rows += [(f"competition, {label}", found.loc[f"freq={freq}"]) for freq, label in FREQUENCIES.items()]
    for shown in (None, 1, 2, 3):
        predicted = cross_validated(indicators, folds, shown=shown)
        label = "indicators" if shown is None else f"indicators, last {shown} of the values only"
        rows.append((label, of_indicators(scorer.score(indicators, predicted).loc["all"], indicators, predicted)))
    return score_table(rows)


def speed_table() -> str:
    """CPU time of ours at 24 values and all horizons."""
    from benchmarks.comparison.speed import BATCH, BATCH_BOUND, FIGURES, HORIZONS, SINGLE_BOUND, times
    from benchmarks.comparison.textbook import FREQUENCIES

    lines = [
        f"| {FIGURES} values, all horizons | batch of {BATCH}, ms a series | one series, ms | first of a process, ms |",
        "| --- | ---: | ---: | ---: |",
    ]
    for per_year, horizons in HORIZONS.items():
        found = times(per_year)
        cells = (f"{found.batch:.3f}", f"{found.warm:.2f}", f"{found.cold:.1f}")
        lines.append(f"| {FREQUENCIES[per_year]}, 1 to {horizons} | {' | '.join(cells)} |")
    lines.append(f"| bound | {BATCH_BOUND:g} | {SINGLE_BOUND:g} | |")
    return "\n".join(lines)


def machine() -> str:
    """On what was measured, and when."""
    kind = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        kind = named[0].partition(":")[2].strip() if named else kind
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    today = dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251 - a result has a date
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "statsmodels"))
    return (
        f"{today}; {platform.system()}, {os.cpu_count()} cores ({kind}), {memory:.0f} GiB, load "
        f"{os.getloadavg()[0]:.1f} at the start, one core used; Python {platform.python_version()}, {libraries}"
    )


def section(plan: Plan) -> str:
    """The whole section of the results."""
    from benchmarks.comparison import declared
    from benchmarks.comparison.ours import learn_folds
    from benchmarks.comparison.peer_run import REQUIREMENT
    from benchmarks.comparison.questions import COMPETITION, INDICATORS, load_cases
    from benchmarks.comparison.tables import brier_table, conclusion, cost_table, difference_table

    where = machine()
    speed = speed_table()
    cases = load_cases(plan.data)
    said("cross-validated networks")
    folds = learn_folds(plan.data)
    of_set = {name: compare(plan, name, cases[name], folds) for name in (COMPETITION, INDICATORS)}
    said("indicators: simple methods on all cases")
    simple = compare_simple(cases[INDICATORS], folds)
    first, second = of_set[COMPETITION], of_set[INDICATORS]
    size = "all series" if plan.count is None else f"at most {plan.count} series of each frequency, drawn at random"
    return "\n\n".join(
        [
            f"{where}, {REQUIREMENT.replace('==', ' ')}.",
            "### Ours, on all public cases, cross-validated",
            alone(cases, folds, plan.data),
            "### Indicators, all public cases: ours and the simple methods",
            f"Mean over indicators of the Brier score {UNDER.format('indicators')}",
            brier_table(simple, "nature"),
            conclusion(simple, "nature"),
            f"### Competition series: {size}",
            f"Brier score {UNDER.format('series')}",
            brier_table(first, "freq"),
            "Is ours better than every method?",
            conclusion(first, "freq"),
            cost_table(first),
            "By number of values in the history, difference only:",
            difference_table(first, "length"),
            f"### Indicators: {size}",
            f"Mean over indicators of the Brier score {UNDER.format('indicators')}",
            brier_table(second, "nature"),
            conclusion(second, "nature"),
            cost_table(second),
            "By number of values in the history, difference only:",
            difference_table(second, "length"),
            "### Speed",
            speed,
            "### Declared targets with known outcomes",
            declared.as_table(declared.judged(plan.data)),
        ]
    )


def write_results(text: str) -> None:
    """Put the section between the two marks of benchmarks/RESULTS.md."""
    before, _, rest = RESULTS.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    RESULTS.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Print the tables, or write them into benchmarks/RESULTS.md."""
    parser = argparse.ArgumentParser(description="Our forecast against its field, on the public questions.")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"series of each frequency (default: {SAMPLE})")
    parser.add_argument("--all", action="store_true", help="every series")
    parser.add_argument("--peers-venv", type=Path, default=ROOT / "build" / "peers", help="statsforecast's environment")
    parser.add_argument("--write", action="store_true", help="write the tables into benchmarks/RESULTS.md")
    options = parser.parse_args()
    os.environ.update(ONE_CORE)
    sys.path.insert(0, str(ROOT))
    from benchmarks.comparison.questions import data_folder

    count = None if options.all else options.sample
    text = section(Plan(data=data_folder(), count=count, peers=options.peers_venv))
    print(text)
    if options.write:
        write_results(text)


if __name__ == "__main__":
    main()
