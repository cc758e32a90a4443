"""Goals put together by tag, area and group."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli.main import tracker as program
from tracker.figures import parse_date
from tracker.report import scorecard
from tracker.report.language import translator
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Score

TARGETS = """\
workspace: {title: Test, area: XX}
indicators:
  output: {title: Output, unit: CNY, nature: currency, better: up, frequency: annual}
  jobs: {title: Jobs, unit: people, nature: count, better: up, frequency: annual}
  empty: {title: Nothing yet, unit: people, nature: count, better: up, frequency: annual}
targets:
  low: {title: Low, indicator: output, at_least: 125, by: 2025, tags: [growth]}
  same: {title: The same again, indicator: output, at_least: 125, by: 2025, tags: [growth]}
  jobs: {title: Jobs, indicator: jobs, at_least: 1150, by: 2025, tags: [people]}
  met: {title: Met, indicator: output, at_least: 100, by: 2020, tags: [growth, people]}
  missed: {title: Missed, indicator: output, at_least: 200, by: 2020}
  unknown: {title: Unknown, indicator: empty, at_least: 1, by: 2025, tags: [people]}
  steps: {title: Steps, milestones: {count: 2}, by: 2025, tags: [people]}
  plan: {title: Plan, all_of: [growth-part, jobs, steps]}
  growth-part: {title: Part, any_of: [low, missed]}
  each: {title: Each, indicator: jobs, at_least: 10, by: 2020, areas: [AA, BB, CC], tags: [areas]}
"""
FIGURES = {
    "output": "period,value\n2016,100\n2017,106\n2018,109\n2019,117\n2020,120\n",
    "jobs": "area,period,value\nXX,2018,1050\nXX,2019,1090\nXX,2020,1110\nAA,2020,11\nBB,2020,9\nCC,2020,10\n",
}


@pytest.fixture
def root(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, FIGURES)


@pytest.fixture
def scores(root: Path) -> dict[tuple[str, str | None], Score]:
    folder = open_folder(str(root))
    found = engine.scores(folder, engine.load(folder), parse_date("2021-06-30"))
    return {(score.by, score.key): score for score in found}


def test_nothing_is_dropped(scores: dict[tuple[str, str | None], Score]) -> None:
    whole = scores["all", None]
    assert len(whole.members) == sum(count for _, count in whole.counts) == 12
    assert whole.judged + len(whole.unjudged) == 12
    assert whole.unjudged == ("unknown", "steps", "plan")
    assert set(scores["tag", None].members) == {"missed", "plan", "growth-part"}
    assert {member for (by, _), score in scores.items() if by == "area" for member in score.members} == {*whole.members}


def test_goals_on_one_series_are_met_together(scores: dict[tuple[str, str | None], Score]) -> None:
    growth = scores["tag", "growth"]
    assert growth.expected_met is not None
    assert growth.mean_probability == pytest.approx(growth.expected_met / 3)
    assert growth.interval in {(1, 3), (3, 3)}  # the met one, and both others or neither


def test_settled_goals_leave_nothing_open(scores: dict[tuple[str, str | None], Score]) -> None:
    each = scores["tag", "areas"]
    assert (each.expected_met, each.interval, each.worst) == (2, (2, 2), "missed")
    assert dict(each.counts) == {"achieved": 2, "missed": 1}


def test_groups_stand_by_their_ends(scores: dict[tuple[str, str | None], Score]) -> None:
    plan, part, areas = scores["group", "plan"], scores["group", "growth-part"], scores["group", "each"]
    assert plan.members == ("low", "missed", "jobs", "steps")
    assert (plan.rule, plan.depth, part.rule, part.depth, areas.rule) == ("all_of", 0, "any_of", 1, "areas")
    assert plan.unjudged == ("steps",)
    assert set(scores["group", None].members) == {"same", "met", "unknown"}


def test_the_worst_and_the_mean(scores: dict[tuple[str, str | None], Score]) -> None:
    part = scores["group", "growth-part"]
    low = scores["tag", "growth"]
    assert part.worst == "missed"
    assert part.expected_met is not None
    assert low.expected_met is not None
    assert part.mean_probability == pytest.approx(part.expected_met / 2)
    assert low.expected_met == pytest.approx(2 * part.expected_met + 1)


def test_scores_are_found_again(root: Path) -> None:
    folder = open_folder(str(root))
    declarations, day = engine.load(folder), parse_date("2021-06-30")
    assert engine.scores(folder, declarations, day) == engine.scores(folder, declarations, day)


def run(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(program, ["--workspace", str(root), "--as-of", "2021-06-30", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_list_by_tag_prints_a_table(root: Path) -> None:
    table = run(root, "list", "--by", "tag")
    assert table.splitlines()[0].split("  ")[0] == "Tag"
    assert "without a tag" in table
    assert "2 of 3 (80 %: 2)" in table
    assert "Without a probability: unknown, steps, plan." in table


def test_list_by_group_as_json(root: Path) -> None:
    found: list[dict[str, Any]] = json.loads(run(root, "list", "--by", "group", "--json"))
    assert [each["key"] for each in found] == ["plan", "growth-part", "each", None]
    wanted = {"by", "key", "counts", "expected_met", "interval", "worst", "mean_probability", "unjudged"}
    assert wanted <= set(found[0])
    assert found[2]["counts"] == {"achieved": 2, "missed": 1}


def test_the_plain_list_stays_a_list_of_targets(root: Path) -> None:
    assert json.loads(run(root, "list", "--json"))[0]["id"] == "low"


def test_areas_are_summed_up(root: Path) -> None:
    assert run(root, "check", "each").rstrip().endswith("each: 2 of 3 areas on track (● 2 achieved, ■ 1 missed).")
    assert "areas on track" not in run(root, "check", "low")


def test_the_page_has_the_tables_that_part_the_goals_and_names_those_not_counted_once(
    scores: dict[tuple[str, str | None], Score],
) -> None:
    found = scorecard.cards(tuple(scores.values()), translator("en"))
    assert [card.by for card in found] == ["tag", "area", "group"]
    assert not any(card.notes for card in found)
    assert scorecard.uncounted(tuple(scores.values())) == (("unknown", "steps", "plan"), ())


def test_a_table_of_single_goals_says_nothing_new(workspace: Callable[..., Path]) -> None:
    one_each = "  each: {title: Each, indicator: jobs, at_least: 10, by: 2020, areas: [AA, BB, CC]}\n"
    folder = open_folder(str(workspace(TARGETS[: TARGETS.index("  low:")] + one_each, FIGURES)))
    found = engine.scores(folder, engine.load(folder), parse_date("2021-06-30"))
    assert [card.by for card in scorecard.cards(found, translator("en"))] == []


@pytest.mark.parametrize(
    ("unjudged", "end"), [((), "as independent."), (("a",), "1 further goal cannot be counted so.")]
)
def test_the_summary_speaks_of_further_goals_only_where_there_are_some(
    scores: dict[tuple[str, str | None], Score], unjudged: tuple[str, ...], end: str
) -> None:
    whole = replace(scores["all", None], unjudged=unjudged)
    assert scorecard.summary([whole], translator("en")).endswith(end)


def test_the_summary_in_chinese(scores: dict[tuple[str, str | None], Score]) -> None:
    text = scorecard.summary(tuple(scores.values()), translator("zh"))
    assert text.startswith("在9项有概率或已有结果的目标中")


def test_the_aid_goal_of_fifteen_states(workspace: Callable[..., Path], data_folder: Path) -> None:
    """0.33 % of national income for development by 2006: what each state did, and what could be expected in 2003."""

    def rows(name: str) -> list[dict[str, str]]:
        with (data_folder / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    outcome = {row["target_id"]: row["met"] == "yes" for row in rows("outcome.csv")}
    states = {row["geography"]: outcome[row["id"]] for row in rows("targets.csv") if row["family"] == "eu_oda_2006"}
    assert len(states) == 15
    targets = f"""\
    workspace: {{title: Aid, area: eu}}
    indicators:
      aid: {{title: Aid, unit: "%", nature: share, frequency: annual}}
    targets:
      aid-2006: {{title: Aid, indicator: aid, at_least: 0.33, by: 2006, areas: [{", ".join(states)}]}}
    """
    figures = "area,period,value\n" + "".join(
        f"{row['geography']},{row['period']},{row['value']}\n"
        for row in rows("observations.csv")
        if row["indicator"] == "oda_gni" and row["geography"] in states
    )
    root = workspace(targets, {"aid": figures})
    folder = open_folder(str(root))
    declarations = engine.load(folder)
    known = engine.assess(folder, declarations, declarations.targets.values(), parse_date("2007-06-30"))
    assert {verdict.target.area: verdict.status == "achieved" for verdict in known} == states
    met = sum(states.values())
    ahead = next(each for each in engine.scores(folder, declarations, parse_date("2003-12-31")) if each.by == "all")
    assert ahead.expected_met is not None
    assert abs(ahead.expected_met - met) < 3
    done = CliRunner().invoke(program, ["--workspace", str(root), "--as-of", "2007-06-30", "check", "aid-2006"])
    assert f"aid-2006: {met} of 15 areas on track" in done.output
