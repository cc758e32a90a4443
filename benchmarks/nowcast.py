"""How good nowcasts are: years of monthly series that are known, pretended to be under way.

    python benchmarks/nowcast.py            the table, by months known
    python benchmarks/nowcast.py --write    the same, into benchmarks/RESULTS.md

The series are the monthly ones of bench/attainment-public.csv.gz in the folder TRACKER_DATA, by default ../shared.
Each of their whole years but the first is taken for the current one: the years before it are known month by month, and
2 to 11 of its own months as a year-to-date sum. The nowcast of the year is compared with two simple ones: the known
months divided by the share that the same months had of the year before; and the year before, growing as it had grown.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.figures import Indicator, Observation, Series, parse_period, series, text_of
from tracker.forecast import predict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"
CASES: Final = Path("bench") / "attainment-public.csv.gz"
BEGIN, END = "<!-- nowcast -->", "<!-- end of nowcast -->"

LAST_YEAR: Final = 2023
"""The year in which all series of the cases end."""

INDICATOR: Final = Indicator(
    id="monthly", title=text_of("A monthly series"), unit="", frequency="annual", aggregation="sum", nature="count"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One year nowcast at one month: absolute errors in percent of the year's figure, and whether 80 % held it."""

    series: str
    months: int
    past_years: int
    nowcast: float
    by_share: float
    by_growth: float
    covered80: bool


def monthly_series(data: Path) -> dict[str, np.ndarray]:
    """The whole years of every monthly series of the cases, by its name: arrays of shape (years, 12)."""
    found = {}
    with gzip.open(data / CASES, "rt", encoding="utf-8", newline="") as file:
        for case in csv.DictReader(file):
            if case["freq"] == "M" and case["series_id"] not in found:
                values = np.array([float(value) for value in case["history"].split()])
                years = len(values) // 12
                found[case["series_id"]] = values[len(values) - 12 * years :].reshape(years, 12)
    return {name: years for name, years in found.items() if len(years) > 1}


def known(years: np.ndarray, months: int) -> Series:
    """The annual series of all years but the last, month by month, and the first months of the last as a sum."""
    last = LAST_YEAR
    rows = [
        _row(f"{last - len(years) + 1 + year}-{month + 1:02d}", figure)
        for year, figures in enumerate(years[:-1])
        for month, figure in enumerate(figures.tolist())
    ]
    rows += [_row(f"{last}-01/{last}-{upto:02d}", float(years[-1, :upto].sum())) for upto in range(2, months + 1)]
    return series(rows, INDICATOR, "", "annual")


def _row(period: str, value: float) -> Observation:
    return Observation(
        indicator=INDICATOR.id, area="", period=parse_period(period), value=value, published=date(LAST_YEAR + 1, 1, 1)
    )


def trials(names: Iterable[str], data: dict[str, np.ndarray]) -> Iterator[Trial]:
    """Every year but the first of some series, nowcast from 2 to 11 months."""
    for name in names:
        for count in range(2, len(data[name]) + 1):
            years = data[name][:count]
            for months in range(2, 12):
                yield _trial(name, years, months)


def _trial(name: str, years: np.ndarray, months: int) -> Trial:
    figure, before = float(years[-1].sum()), float(years[-2].sum())
    part, part_before = float(years[-1, :months].sum()), float(years[-2, :months].sum())
    earlier = float(years[-3].sum()) if len(years) > 2 else before
    forecast = predict(known(years, months), INDICATOR, parse_period(str(LAST_YEAR)))
    low, median, high = np.quantile(forecast.draws[:, 0], (0.1, 0.5, 0.9), method="hazen").tolist()

    def error(estimate: float) -> float:
        return abs(estimate / figure - 1) * 100

    return Trial(
        series=name,
        months=months,
        past_years=len(years) - 1,
        nowcast=error(median),
        by_share=error(part * before / part_before),
        by_growth=error(before * before / earlier),
        covered80=low <= figure <= high,
    )


def table(found: list[Trial]) -> str:
    """Mean absolute errors and coverage by months known, and over all."""
    lines = [
        "| months known | nowcast | last year's share | last year's growth | within 80 % |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for months in (*sorted({trial.months for trial in found}), None):
        some = [trial for trial in found if months in {trial.months, None}]
        errors = [np.mean([getattr(trial, name) for trial in some]) for name in ("nowcast", "by_share", "by_growth")]
        cells = [*(f"{error:.2f} %" for error in errors), f"{np.mean([trial.covered80 for trial in some]):.1%}"]
        lines.append(f"| {'all' if months is None else months} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or write it into benchmarks/RESULTS.md."""
    parser = argparse.ArgumentParser(description="How good nowcasts are.")
    parser.add_argument("--write", action="store_true", help="write the table into benchmarks/RESULTS.md")
    arguments = parser.parse_args()
    data = monthly_series(ROOT / os.environ.get("TRACKER_DATA", "../shared"))
    found = list(trials(sorted(data), data))
    text = f"{len(data)} monthly series, {len(found)} nowcasts; mean absolute error.\n\n{table(found)}"
    print(text)
    if arguments.write:
        before, _, rest = RESULTS.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        RESULTS.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
