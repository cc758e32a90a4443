"""The public declared targets with known outcomes: brought in, judged at each date of interest, and scored.

What the benchmark says of the forecast alone (benchmarks/RESULTS.md) must come out on the whole road: import,
targets.yaml, observation files, vintages, verdicts.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tracker import open_workspace
from tracker.exchange import Arrival, Shipment, carry_out, planned
from tracker.figures import parse_period
from tracker.forecast import brier
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from tracker import Workspace

ROOT = Path(__file__).resolve().parent.parent
NATURES = {
    "res_e_share": "share",
    "oda_gni": "share",
    "china_services_share": "share",
    "china_urban_share": "share",
    "china_population": "count",
}
RETRIEVED = date(2026, 11, 22)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def id_of(name: str) -> str:
    return name.replace("_", "-")


def shipment(folder: Path) -> Shipment:
    """The tables as one import: five indicators, 39 targets, their figures without a day of publication."""
    targets, figures = table(folder, "targets.csv"), table(folder, "observations.csv")
    sides = {row["indicator"]: {each["direction"] for each in targets} & {row["direction"]} for row in targets}
    indicators: dict[str, dict[str, Any]] = {
        id_of(row["indicator"]): {
            "title": row["indicator"],
            "unit": "%" if row["unit"].startswith("%") else "million people",
            "nature": NATURES[row["indicator"]],
            "better": "up" if sides[row["indicator"]] == {"at_least"} else "down",
            "frequency": "annual",
        }
        for row in targets
    }
    return Shipment(
        indicators=indicators,
        targets={
            id_of(row["id"]): {
                "title": row["title"],
                "indicator": id_of(row["indicator"]),
                "areas": [row["geography"]],
                row["direction"]: float(row["target_level"]),
                "by": int(row["deadline_period"]),
                "declared": {"on": row["declared_on"], "document": row["source"]},
            }
            for row in targets
        },
        arrivals=tuple(
            Arrival(
                indicator=id_of(row["indicator"]),
                area=row["geography"],
                period=parse_period(row["period"]),
                value=row["value"],
                place=f"observations.csv:{line}",
            )
            for line, row in enumerate(figures, start=2)
            if id_of(row["indicator"]) in indicators
        ),
    )


@pytest.fixture(scope="module")
def imported(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("public")
    (root / "targets.yaml").write_text(
        "format: 1\nworkspace: {title: Public targets, area: XX}\nindicators: {}\ntargets: {}\n", encoding="utf-8"
    )
    folder = open_folder(str(root))
    made = planned(folder, shipment(data_folder), RETRIEVED)
    assert not made.refused
    carry_out(folder, made)
    figures_alone = replace(shipment(data_folder), indicators={}, targets={})
    again = planned(open_folder(str(root)), figures_alone, RETRIEVED)
    assert not any(change.rows for change in again.changes), "the same import brings nothing new"
    return open_workspace(root)


def test_all_of_it_arrives(imported: Workspace, data_folder: Path) -> None:
    assert len(imported.declarations.targets) == len(table(data_folder, "targets.csv")) == 39
    wanted = {
        (row["indicator"], row["geography"], row["period"]): row["value"]
        for row in table(data_folder, "observations.csv")
    }
    for target in table(data_folder, "targets.csv"):
        known = imported.series(id_of(target["indicator"]), target["geography"])
        values = dict(zip(map(str, known.periods), known.values.tolist(), strict=True))
        assert values == {
            period: float(value)
            for (indicator, area, period), value in wanted.items()
            if (indicator, area) == (target["indicator"], target["geography"])
        }


def test_the_verdicts_score_as_the_forecast_alone(imported: Workspace, data_folder: Path) -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    for row in table(data_folder, "vintages.csv"):
        asked[row["as_of_period"]].append(row["target_id"])
    met = {row["target_id"]: row["met"] == "yes" for row in table(data_folder, "outcome.csv")}
    came: list[bool] = []
    said: list[float] = []
    for year, names in asked.items():
        for name, verdict in zip(names, imported.assess(year, *map(id_of, names)), strict=True):
            assert verdict.target.declared_id == id_of(name)
            assert verdict.probability is not None
            came.append(met[name])
            said.append(verdict.probability)
    assert len(said) == 93
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    alone = re.search(r"^\| all \| 93 \| ([\d.]+) \|", results, flags=re.MULTILINE)
    assert alone
    assert brier(np.array(came), np.array(said)) == pytest.approx(float(alone[1]), abs=0.0003)


def test_what_came_is_what_is_said_to_have_come(imported: Workspace, data_folder: Path) -> None:
    last = {each.target.declared_id: each.status for each in imported.assess(RETRIEVED)}
    decided = {"yes": "achieved", "no": "missed"}
    assert last == {id_of(row["target_id"]): decided[row["met"]] for row in table(data_folder, "outcome.csv")}
