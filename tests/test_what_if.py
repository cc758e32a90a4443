"""`what-if`: the verdict with other figures, a constant growth, another deadline; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker
from tracker.errors import PeriodError
from tracker.figures import parse_period
from tracker.verdict import delayed

Workspace = Callable[..., Path]

TARGETS = """\
    workspace: {title: Example, area: XX}
    indicators:
      output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
      waste: {title: Waste, unit: t, nature: currency, aggregation: sum, better: down, frequency: quarterly}
    targets:
      output-2025: {title: Output of 150, indicator: output, at_least: 150, by: 2025}
      growth-2025: {title: 5 percent a year, indicator: output, average_growth: {at_least: 5 %}, over: 2021..2025}
      waste-2022: {title: Less waste, indicator: waste, at_most: 80, by: 2022}
      plan: {title: The plan, milestones: {count: 2}, by: 2027}
"""
OUTPUT = """\
    period,value,published
    2016,100,2017-03-01
    2017,104,2018-03-01
    2018,110,2019-03-01
    2019,113,2020-03-01
    2020,120,2021-03-01
"""
WASTE = """\
    period,value,published
    2020-Q1,24,2020-05-01
    2020-Q2,20,2020-08-01
    2020-Q3,20,2020-11-01
    2020-Q4,24,2021-02-01
"""


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    return workspace(TARGETS, {"output": OUTPUT, "waste": WASTE})


def run(goals: Path, *arguments: str, as_of: str = "2021-06-30") -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(goals), "--as-of", as_of, *arguments])


def what_if(goals: Path, *arguments: str) -> dict[str, Any]:
    result = run(goals, "what-if", *arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def refused(goals: Path, *arguments: str) -> str:
    result = run(goals, "what-if", *arguments)
    assert result.exit_code == 2, result.output
    return result.stderr


def test_a_constant_growth_meets_the_goal_or_not(goals: Path) -> None:
    found = what_if(goals, "output-2025", "--growth", "4 %")
    # 120 × 1.04^5 = 145.998…, 120 × 1.04^6 = 151.838…
    assert found["supposed"]["status"] == "missed"
    assert found["path"][4] == {"period": "2025", "value": pytest.approx(145.99834828)}
    assert found["reached"] == "2026"
    faster = what_if(goals, "output-2025", "--growth", "5%")
    assert (faster["supposed"]["status"], faster["reached"]) == ("achieved", "2025")
    assert what_if(goals, "output-2025", "--growth", "-1 %")["reached"] is None


def test_a_growth_keeps_the_season(goals: Path) -> None:
    found = what_if(goals, "waste-2022", "--growth", "-5 %")
    # Quarters of 24, 20, 20 and 24 t, 88 t in all; each shrinks by 5 % against its own quarter of the year before.
    assert found["path"][0] == {"period": "2021", "value": pytest.approx(22.8 + 19 + 19 + 22.8)}
    assert found["path"][1] == {"period": "2022", "value": pytest.approx(88 * 0.95**2)}
    assert (found["supposed"]["status"], found["reached"]) == ("achieved", "2022")


def test_supposed_figures_are_what_adding_them_would_give(goals: Path) -> None:
    found = what_if(goals, "output-2025", "--figure", "2021=130", "--figure", "2022=0.137 thousand CNY")
    figures = goals / "observations" / "output.csv"
    figures.write_text(figures.read_text(encoding="utf-8") + "2021,130,2022-03-01\n2022,137,2023-03-01\n", "utf-8")
    checked = json.loads(run(goals, "check", "output-2025", "--json", as_of="2023-03-01").stdout)[0]
    assert found["supposed"]["probability"] == checked["probability"]
    assert found["supposed"]["projected"] == checked["projected"]


def test_a_later_deadline_gives_more_time(goals: Path) -> None:
    by, delay = (what_if(goals, "output-2025", *each) for each in (("--by", "2027"), ("--delay", "2 years")))
    assert by["supposed"] == delay["supposed"]
    assert by["supposed"]["deadline"] == "2027"
    assert by["supposed"]["probability"] > by["now"]["probability"]


def test_a_span_ends_at_the_supposed_deadline(goals: Path) -> None:
    found = what_if(goals, "growth-2025", "--by", "2026", "--growth", "5 %")
    assert found["supposed"]["status"] == "achieved"
    assert "write a later end, like 2026" in refused(goals, "growth-2025", "--by", "2026-Q1")


def test_assumptions_can_be_combined(goals: Path) -> None:
    found = what_if(goals, "output-2025", "--figure", "2021=110", "--growth", "8 %", "--by", "2026")
    # 110 × 1.08^5 = 161.626…
    assert found["supposed"]["status"] == "achieved"
    assert found["path"][0] == {"period": "2022", "value": pytest.approx(118.8)}


def test_what_is_not_known_yet_changes_nothing(goals: Path) -> None:
    before = what_if(goals, "output-2025", "--growth", "4 %")
    figures = goals / "observations" / "output.csv"
    figures.write_text(figures.read_text(encoding="utf-8") + "2021,90,2022-03-01\n", encoding="utf-8")
    assert what_if(goals, "output-2025", "--growth", "4 %") == before


def test_nothing_is_written(goals: Path) -> None:
    before = {path: path.read_bytes() for path in goals.rglob("*.csv")}
    what_if(goals, "output-2025", "--figure", "2021=130")
    assert {path: path.read_bytes() for path in goals.rglob("*.csv")} == before


def test_both_verdicts_stand_side_by_side(goals: Path) -> None:
    text = run(goals, "what-if", "output-2025", "--growth", "4 %").stdout
    assert "Supposed: 4 % a year from 2020 on" in text
    assert "As things are" in text
    assert "This path reaches the goal in 2026." in text
    assert "照此路径" in run(goals, "what-if", "output-2025", "--growth", "4 %", "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["output-2025"], "suppose something: --growth, --figure, --delay or --by"),
        (["output-2025", "--by", "2027", "--delay", "1 year"], "both move the deadline"),
        (["output-2025", "--growth", "5 pp"], "5 pp"),
        (["output-2025", "--figure", "2021"], "write PERIOD=VALUE, like 2024=720bn"),
        (["output-2025", "--figure", "2021=7 %"], "CNY"),
        (["output-2025", "--delay", "soon"], "write one like 1 year, 2 quarters or 6 months"),
        (["output-2025", "--delay", "6 months"], "write the new one: --by 2026"),
        (["output", "--growth", "5 %"], "is an indicator; write a target on it"),
        (["plan", "--growth", "5 %"], "has no figures"),
        (["waste-2023", "--growth", "5 %"], "waste-2022"),
    ],
)
def test_what_cannot_be_supposed(goals: Path, arguments: list[str], said: str) -> None:
    assert said in refused(goals, *arguments)


def test_growth_needs_a_figure_to_start_from(workspace: Workspace) -> None:
    empty = workspace(TARGETS, {}, name="empty")
    assert "suppose one by --figure" in refused(empty, "output-2025", "--growth", "5 %")
    found = what_if(empty, "output-2025", "--figure", "2021=130")
    assert (found["now"]["probability"], found["now"]["status"]) == (None, "no-data")
    assert found["supposed"]["probability"] > 0


@pytest.mark.parametrize(
    ("deadline", "delay", "later"),
    [
        ("2027", "1 year", "2028"),
        ("2027-Q2", "2 quarters", "2027-Q4"),
        ("2027-Q2", "18 months", "2028-Q4"),
        ("2027-06", "7 months", "2028-01"),
        ("2027-12-31", "2 months", "2028-02-29"),
        ("2027", "2年", "2029"),
        ("2027-06", "3个月", "2027-09"),
    ],
)
def test_delays(deadline: str, delay: str, later: str) -> None:
    assert str(delayed(parse_period(deadline), delay)) == later


def test_a_delay_that_does_not_fit_the_calendar() -> None:
    with pytest.raises(PeriodError, match="cannot move"):
        delayed(parse_period("2027"), "1 quarter")
