"""Real figures of Guangdong from the public data: two vintages of its GDP, and thirty months of its PMI."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli.main import tracker as command
from tracker.figures import parse_period, revisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGETS = """\
workspace: {title: Guangdong, area: CN-GD}
indicators:
  gdp: {title: GDP, unit: CNY, nature: currency, aggregation: sum, better: up, frequency: annual, prices: current}
  pmi: {title: PMI, unit: points, nature: index, better: up, frequency: monthly}
targets:
  gdp-2025: {title: Fourteen trillion yuan, indicator: gdp, at_least: 14 trillion CNY, by: 2025}
  expansion: {title: Expansion in autumn, indicator: pmi, maintain: {more_than: 50}, over: 2016-09..2016-10}
  throughout: {title: Expansion throughout, indicator: pmi, maintain: {more_than: 50}, over: 2012-12..2016-10}
  recovered: {title: Above 50 once, indicator: pmi, more_than: 50, by: 2016-12, reached: any_time}
"""


@pytest.fixture
def guangdong(workspace: Callable[..., Path], data_folder: Path) -> Path:
    """GDP as first published each February, and as revised in June 2021 after the census; the PMI as it came."""
    with (data_folder / "data" / "guangdong" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geography"] == "guangdong"]
    gdp = ["period,value,unit,published,note"]
    for row in rows:
        year, value = row["period"], row["value"]
        if row["indicator"] == "gdp_first_published" and 2000 <= int(year) <= 2020:
            gdp.append(f"{year},{value},100 million CNY,{int(year) + 1}-02-28,")
        if row["indicator"] == "gdp_revised_2021":
            gdp.append(f"{year},{value},100 million CNY,2021-06-30,after the census")
    pmi = ["period,value", *(f"{r['period']},{r['value']}" for r in rows if r["indicator"] == "manufacturing_pmi")]
    return workspace(TARGETS, {"gdp": "\n".join(gdp) + "\n", "pmi": "\n".join(pmi) + "\n"})


def test_each_vintage_is_known_from_its_own_day(guangdong: Path) -> None:
    opened = tracker.open_workspace(guangdong)
    before, after = (opened.assess(day)["gdp-2025"] for day in ("2021-06-29", "2021-06-30"))
    assert before.latest_value == 11076094000000
    assert after.latest_value == 11115160000000
    assert before.n_observations == after.n_observations == 21


def test_the_census_shows_as_revisions_with_old_and_new(guangdong: Path) -> None:
    from tracker.engine import load, rows
    from tracker.workspace import open_folder

    folder = open_folder(str(guangdong))
    pairs = revisions(rows(folder, load(folder), "gdp"), parse_period("2021-12-31").end)
    changed = {str(new.period): (old.value, new.value) for old, new in pairs}
    assert changed["2018"] == (9727777000000, 9994520000000)
    assert {new.note for _, new in pairs} == {"after the census"}


def test_the_change_of_the_verdict_is_put_down_to_the_revision(guangdong: Path) -> None:
    done = CliRunner().invoke(
        command, ["--workspace", str(guangdong), "diff", "2021-06-29", "2021-06-30", "gdp-2025", "--json"]
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    (changed,) = found["targets"]
    parts = {part["cause"]: part["change"] for part in changed["parts"]}
    assert parts["revised-data"] == pytest.approx(changed["change"])
    assert changed["change"] != 0
    assert not any(change for cause, change in parts.items() if cause != "revised-data")
    assert {"2018", "2020"} <= {row["period"] for row in found["revised_figures"]}


def test_months_with_gaps_carry_goals_of_months(guangdong: Path) -> None:
    verdicts = tracker.open_workspace(guangdong).assess("2016-12-31")
    assert verdicts["expansion"].n_observations == 30
    statuses = {each.target.id: each.status for each in verdicts}
    assert statuses["expansion"] == statuses["recovered"] == "achieved"
    assert statuses["throughout"] == "missed"
    reasons = {reason.code: dict(reason.values) for reason in verdicts["throughout"].reasons}
    assert str(reasons["broken"]["period"]) == "2013-01"
    assert reasons["broken"]["value"] == 49.6
