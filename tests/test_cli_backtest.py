"""`backtest`: how good past forecasts were, from what was known at the time."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tracker import engine
from tracker.cli.main import tracker
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Workspace = Callable[..., Path]

TARGETS = """\
    format: 1
    workspace: {title: {en: Example, zh: 示例}, area: XX}
    indicators:
      jobs: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, frequency: annual}
      share: {title: Share, unit: "%", nature: share, frequency: annual}
    targets:
      jobs-2026: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2026}
      share-2030: {title: A share, indicator: share, at_least: 40, by: 2030}
      plan: {title: The plan, milestones: {count: 3}, by: 2027}
"""
JOBS = [1000, 1021, 1060, 1049, 1103, 1150, 1168, 1220, 1215, 1290, 1311, 1377, 1420, 1402, 1480]
HEADER = "period,value,published\n"
IN_TIME = HEADER + "".join(f"{2010 + k},{value},{2011 + k}-03-01\n" for k, value in enumerate(JOBS))
AT_ONCE = HEADER + "".join(f"{2010 + k},{value},2025-03-01\n" for k, value in enumerate(JOBS))
LATE_START = HEADER + "".join(
    f"{2010 + k},{value},{max(2019, 2011 + k)}-03-01\n" for k, value in enumerate(JOBS)
)  # 2010 to 2018 were published together
WALKS = ("--model", "random-walk")
AS_OF = "2025-06-01"


def run(folder: Path, *arguments: str, as_of: str = AS_OF) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", as_of, "backtest", *arguments])


def record(folder: Path, *arguments: str, as_of: str = AS_OF) -> Any:  # noqa: ANN401 - JSON
    result = run(folder, *arguments, "--json", as_of=as_of)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_past_date_with_three_figures_is_replayed(workspace: Workspace) -> None:
    found = record(workspace(TARGETS, {"jobs": IN_TIME}), "jobs", *WALKS)
    assert (found["indicator"], found["area"], found["target"]) == ("jobs", "XX", None)
    assert (found["figures"], found["dates"], found["real_time"], found["left_out"]) == (15, 12, 12, 0)
    default, walk, drift = found["models"]
    assert [each["name"] for each in (default, walk, drift)] == ["default", "random-walk", "drift"]
    assert default["forecasts"] == 5 * 8 + 4 + 3 + 2 + 1
    assert default["questions"] == 3 * default["forecasts"], "the last figure, the trend, the goal of jobs-2026"
    assert 0 < default["brier"] < walk["brier"] == walk["brier_of_walk"]
    assert walk["skill"] == 0
    assert default["skill"] == pytest.approx(1 - default["brier"] / walk["brier"])
    assert sum(each["count"] for each in default["calibration"]) == default["questions"]
    assert [each["about"] for each in found["questions"]] == ["last", "trend", "goal"]


def test_every_named_model_stands_beside_the_walks(workspace: Workspace) -> None:
    found = record(workspace(TARGETS, {"jobs": IN_TIME}), "jobs")
    names = ["default", "random-walk", "drift", "ets", "theta", "local-trend", "log-linear", "arima"]
    assert [each["name"] for each in found["models"]] == names
    refused = {each["name"]: each["refused"] for each in found["models"]}
    assert (refused["ets"], refused["local-trend"], refused["default"]) == (2, 3, 0)
    assert {"model": "ets", "reason": "needs 5 figures, there are 3"} in found["notes"]


def test_figures_published_together_are_replayed_by_period_and_it_is_said(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": AT_ONCE})
    found = record(folder, "jobs", *WALKS)
    assert (found["dates"], found["real_time"]) == (12, 0)
    assert "None could use what was known then" in run(folder, "jobs", *WALKS).stdout


def test_each_date_uses_what_was_known_then_where_it_can(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": LATE_START})
    found = record(folder, "jobs", *WALKS)
    assert (found["dates"], found["real_time"]) == (12, 6)
    assert "6 used what was known then" in run(folder, "jobs", *WALKS).stdout


def test_a_past_date_knows_no_later_revision(workspace: Workspace) -> None:
    """2015 was first 1,100 and became 1,150 in 2018."""
    revised = IN_TIME.replace("2015,1150,2016-03-01", "2015,1100,2016-03-01\n2015,1150,2018-09-01")
    folder = open_folder(str(workspace(TARGETS, {"jobs": revised})))
    past = engine.past(folder, engine.load(folder), "jobs", "XX", date(2025, 6, 1))
    known = {str(each.periods[-1]): each.values.tolist() for each in past.known}
    assert known["2015"][-1] == known["2016"][-2] == 1100
    assert known["2018"][-4] == 1150
    assert past.today.values[5] == 1150


def test_a_figure_published_later_changes_nothing(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": IN_TIME})
    before = record(folder, "jobs", *WALKS)
    with (folder / "observations" / "jobs.csv").open("a", encoding="utf-8") as file:
        file.write("2025,9000,2026-03-01\n2012,1,2026-03-01\n")
    assert record(folder, "jobs", *WALKS) == before
    assert record(folder, "jobs", *WALKS, as_of="2026-06-01") != before


def test_a_target_asks_whether_its_goal_is_neared(workspace: Workspace) -> None:
    twice = TARGETS + "      jobs-2040: {title: More, indicator: jobs, at_least: 9000, by: 2040}\n"
    folder = workspace(twice, {"jobs": IN_TIME})
    one, both = record(folder, "jobs-2026", *WALKS), record(folder, "jobs", *WALKS)
    assert one["target"] == "jobs-2026"
    asked = [{each["about"]: each["questions"] for each in found["questions"]} for found in (one, both)]
    assert asked[0]["goal"] == asked[0]["last"]
    assert asked[1]["goal"] == 2 * asked[0]["goal"]


def test_all_series_are_scored_one_by_one_and_together(workspace: Workspace) -> None:
    rising = "".join(f"{2014 + k},{20 + k + k % 3},{2015 + k}-05-01\n" for k in range(10))
    folder = workspace(TARGETS, {"jobs": IN_TIME, "share": HEADER + rising})
    jobs, share, together = record(folder, "--all", *WALKS)
    assert [each["indicator"] for each in (jobs, share, together)] == ["jobs", "share", None]
    assert (together["series"], together["dates"]) == (2, jobs["dates"] + share["dates"])
    counts = [each["models"][0]["questions"] for each in (jobs, share, together)]
    assert counts[2] == counts[0] + counts[1]
    text = run(folder, "--all", *WALKS).stdout
    assert "The forecasts of 2 series were made again on 19 past dates." in text


def test_too_few_figures_are_said_to_be_too_few(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": "".join(IN_TIME.splitlines(keepends=True)[:6])})
    result = run(folder, "jobs-2026")
    assert result.exit_code == 0
    assert "Past forecasts are scored from 6 figures on; there are 5." in result.stdout
    assert record(folder, "jobs-2026")["dates"] == 0
    nothing = run(folder, "--all")
    assert nothing.exit_code == 0
    assert "Past forecasts are scored from 6 figures on" in nothing.stdout


def test_the_calibration_is_drawn(workspace: Workspace, tmp_path: Path) -> None:
    result = run(workspace(TARGETS, {"jobs": IN_TIME}), "jobs", *WALKS, "--plot", str(tmp_path / "c.svg"))
    assert result.exit_code == 0, result.output
    picture = ET.fromstring((tmp_path / "c.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own
    assert picture.get("aria-label", "").startswith("Calibration: said ")
    dots = picture.findall("{http://www.w3.org/2000/svg}circle")
    assert len(dots) == len(record(workspace(TARGETS, {"jobs": IN_TIME}), "jobs", *WALKS)["models"][0]["calibration"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "write the id of one target or indicator, or --all"),
        (("jobs", "--all"), "write the id of one target or indicator, or --all"),
        (("jobs", "--model", "thetta"), "there is no model 'thetta'; write one of ets, theta"),
        (("plan",), "'plan' has no figures to forecast; write a target with an indicator"),
        (("job",), "did you mean"),
        (("share", "--plot", "x.svg"), "0 questions are too few for a plot of calibration, which needs 50"),
    ],
)
def test_what_cannot_be_done_is_refused(workspace: Workspace, arguments: tuple[str, ...], said: str) -> None:
    result = run(workspace(TARGETS, {"jobs": IN_TIME}), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_trials_are_kept(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(TARGETS, {"jobs": IN_TIME})
    before = record(folder, "jobs", "--model", "theta")

    def refuse(*_: object) -> None:
        pytest.fail("nothing has changed, so nothing is fitted")

    monkeypatch.setattr("tracker.engine.backtest.run", refuse)
    monkeypatch.setattr("tracker.engine.backtest.predict_many", refuse)
    assert record(folder, "jobs", "--model", "theta") == before


def test_many_dates_are_thinned_evenly(workspace: Workspace) -> None:
    walk = 100 + np.cumsum(np.random.default_rng(4).normal(0, 1, 150))
    months = "".join(f"{2010 + k // 12}-{k % 12 + 1:02d},{value:.2f}\n" for k, value in enumerate(walk))
    targets = TARGETS.replace("nature: count, frequency: annual", "nature: count, frequency: monthly")
    targets = targets.replace("at_least: 2000, by: 2026", "at_least: 2000, by: 2026-12")
    found = record(workspace(targets, {"jobs": "period,value\n" + months}), "jobs", *WALKS)
    assert (found["dates"], found["left_out"]) == (60, 147 - 60)


def test_it_speaks_chinese(workspace: Workspace) -> None:
    text = run(workspace(TARGETS, {"jobs": IN_TIME}), "jobs", *WALKS, "--lang", "zh").stdout
    assert text.startswith("就业 (people)")
    for english in ("Brier score", "walk", "forecast", "Questions", "trend"):
        assert english not in text


def test_the_report_shows_it_from_six_figures_on(workspace: Workspace) -> None:
    folder = workspace(TARGETS, {"jobs": IN_TIME, "share": "period,value\n2020,20\n2021,21\n"})
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "report", "2025-Q1", "--lang", "both"])
    assert result.exit_code == 0, result.output
    page = (folder / "reports" / "2025-Q1" / "index.html").read_text(encoding="utf-8")
    assert page.count("How well forecasts of this series did in the past") == 1
    assert "random walk with drift" in page
