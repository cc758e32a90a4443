"""Write the figures of this workspace from the quarterly data that statsmodels brings, and the records of its reports.

    python examples/humphrey-hawkins/make.py              observations/*.csv
    python examples/humphrey-hawkins/make.py --records    and reports/QUARTER/report.json

The data are `statsmodels.datasets.macrodata`: the United States by quarter, 1959 to the third quarter of 2009, as FRED
and the Bureau of Labor Statistics gave them out in December 2009 (public domain). They are revised figures, not those
of the time; only the days of publication are as they would have been.
"""

# ruff: noqa: INP001 - a script beside its workspace, no package

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from tracker import Workspace

HERE: Final = Path(__file__).resolve().parent

LAGS: Final = {"unemployment": 7, "inflation": 20, "output": 30}
"""Days from the end of a quarter to the publication of its figure: what was usual, not what each release had."""

REPORT_LAG: Final = 30
"""Days from the end of a quarter to the report on it."""

QUARTERS: Final = tuple(
    f"{year}-Q{quarter}"
    for year in range(1961, 1989)
    for quarter in (1, 2, 3, 4)
    if quarter == 4 or 1979 <= year <= 1983
)
"""The quarters with a report on record: the last one of each year, and all while the goals for 1983 were open."""


def figures(data: pd.DataFrame) -> dict[str, list[float | None]]:
    """The figures of each indicator by quarter: inflation is the change of the price index over four of them.

    Output is rounded to whole billions.
    """
    prices = data["cpi"].tolist()
    changes = [None] * 4 + [round(100 * (now / then - 1), 2) for then, now in zip(prices, prices[4:], strict=False)]
    return {
        "unemployment": data["unemp"].tolist(),
        "inflation": changes,
        "output": data["realgdp"].round().astype(int).tolist(),
    }


def end_of(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1)


def table(data: pd.DataFrame, name: str) -> str:
    """The observation file of one indicator."""
    lines = ["period,value,published"]
    for year, quarter, value in zip(data["year"], data["quarter"], figures(data)[name], strict=True):
        if value is not None:
            published = end_of(int(year), int(quarter)) + timedelta(days=LAGS[name])
            lines.append(f"{year:.0f}-Q{quarter:.0f},{value},{published}")
    return "\n".join(lines) + "\n"


def write_figures(folder: Path) -> None:
    """Write the observation file of each indicator."""
    from statsmodels.datasets import macrodata

    data = macrodata.load_pandas().data
    (folder / "observations").mkdir(exist_ok=True)
    for name in LAGS:
        path = folder / "observations" / f"{name}.csv"
        path.write_text(table(data, name), encoding="utf-8", newline="\n")


def record(workspace: Workspace, quarter: str) -> dict[str, Any]:
    """What the report of a quarter puts on record of the goals that were declared by then, as later reports read it."""
    import tracker

    year, _, number = quarter.partition("-Q")
    day = end_of(int(year), int(number)) + timedelta(days=REPORT_LAG)
    verdicts = [
        {
            "id": each.target.id,
            "title": str(each.target.title),
            "area": each.target.area,
            "indicator": each.target.indicator,
            "unit": None
            if each.target.indicator is None
            else workspace.declarations.indicators[each.target.indicator].unit,
            "status": each.status,
            "probability": None if each.probability is None else round(each.probability, 4),
            "deadline": None if each.target.deadline is None else str(each.target.deadline),
            "condition": each.target.condition.written,
            "reached": each.target.reached,
        }
        for each in workspace.assess(day)
        if each.target.declared is None or each.target.declared.on is None or each.target.declared.on <= day
    ]
    return {"version": 1, "quarter": quarter, "as_of": str(day), "tracker": tracker.__version__, "verdicts": verdicts}


def lines(found: dict[str, Any]) -> str:
    """A record as JSON with a line a verdict."""
    head = json.dumps(found | {"verdicts": []})
    calls = ",\n".join(json.dumps(each, ensure_ascii=False) for each in found["verdicts"])
    return f"{head[:-2]}\n{calls}\n]}}\n"


def write_records(folder: Path) -> None:
    """Write the record of each of QUARTERS."""
    import tracker

    workspace = tracker.open_workspace(folder)
    for quarter in QUARTERS:
        written = lines(record(workspace, quarter))
        place = folder / "reports" / quarter
        place.mkdir(parents=True, exist_ok=True)
        (place / "report.json").write_text(written, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the figures, and the records where they are asked for."""
    parser = argparse.ArgumentParser(description="Write the figures and records of this workspace.")
    parser.add_argument("--records", action="store_true", help="write reports/QUARTER/report.json as well")
    write_figures(HERE)
    if parser.parse_args().records:
        write_records(HERE)


if __name__ == "__main__":
    main()
