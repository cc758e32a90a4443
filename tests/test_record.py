"""The track record: which verdicts of earlier reports count, how they are scored, and what the page says of it."""

from __future__ import annotations

import csv
import json
import math
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli.main import tracker
from tracker.figures import parse_period
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Record

TARGETS = """\
    workspace: {title: Example, area: XX}
    indicators:
      output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
    targets:
      high: {title: Output of 130, indicator: output, at_least: 130, by: 2023}
      low: {title: Output of 120, indicator: output, at_least: 120, by: 2023, declared: {on: 2020-06-01}}
      once: {title: Once 124, indicator: output, at_least: 124, by: 2024, reached: any_time, declared: {on: 2021-06-01}}
      later: {title: Output of 150, indicator: output, at_least: 150, by: 2027}
      both: {title: Both, all_of: [high, low]}
      plan: {title: The plan, milestones: {count: 2}, by: 2023}
"""
OUTPUT = """\
    period,value,status,published
    2017,100,,2018-02-20
    2018,104,,2019-02-20
    2019,109,,2020-02-20
    2020,113,,2021-02-20
    2023,140,F,2021-05-01
    2021,118,,2022-02-20
    2022,122,,2023-02-20
    2022,125,,2023-10-01
    2023,127,,2024-02-20
    2023,128,,2024-06-01
"""
PLAN = """\
    step,status,published
    step-1,done,2022-05-01
"""
QUARTER, AS_OF = "2024-Q2", "2024-07-30"


@pytest.fixture
def root(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"output": OUTPUT, "plan": PLAN})


def goal(name: str, **changed: object) -> dict[str, Any]:
    """What a report records of a target beside its verdict."""
    written = {
        "high": ("at_least: 130", "2023", "at_deadline"),
        "low": ("at_least: 120", "2023", "at_deadline"),
        "once": ("at_least: 124", "2024", "any_time"),
        "later": ("at_least: 150", "2027", "at_deadline"),
        "both": ("all_of: [high, low]", "2023", "at_deadline"),
        "plan": ("milestones: {count: 2}", "2023", "at_deadline"),
    }
    condition, deadline, reached = written.get(name, written["high"])
    figures = name in {"high", "low", "once", "later"}
    return {
        "id": name,
        "condition": condition,
        "deadline": deadline,
        "reached": reached,
        "indicator": "output" if figures else None,
        "unit": "CNY" if figures else None,
        "area": "XX",
        **changed,
    }


def said(name: str, answer: float | str, **changed: object) -> dict[str, Any]:
    """A verdict as a report records it: a probability, or a status without one."""
    if isinstance(answer, str):
        return {**goal(name), "status": answer, "probability": None, **changed}
    status = "on-track" if answer >= 0.75 else "uncertain" if answer >= 0.25 else "off-track"
    return {**goal(name), "status": status, "probability": answer, **changed}


def store(root: Path, quarter: str, day: str, *verdicts: dict[str, Any], **changed: object) -> None:
    """Write what an earlier report would have recorded."""
    folder = root / "reports" / quarter
    folder.mkdir(parents=True)
    record = {"version": 1, "quarter": quarter, "as_of": day, "verdicts": list(verdicts), **changed}
    (folder / "report.json").write_text(json.dumps(record), encoding="utf-8")


def found(root: Path, quarter: str = QUARTER, as_of: str = AS_OF) -> Record:
    folder = open_folder(str(root))
    declarations = engine.load(folder)
    day = date.fromisoformat(as_of)
    verdicts = engine.assess(folder, declarations, declarations.targets.values(), day)
    return engine.record(folder, declarations, verdicts, parse_period(quarter), day)


def fates(record: Record) -> dict[tuple[str, str], str]:
    return {(each.call.report, each.call.target): each.fate for each in record.calls}


def run(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(tracker, ["--workspace", str(root), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def page_text(root: Path, quarter: str = QUARTER, name: str = "index.html") -> str:
    """The words of the page's track record."""
    page = (root / "reports" / quarter / name).read_text(encoding="utf-8")
    section = re.search(r'<section aria-labelledby="track\.record">(.*?)</section>', page, flags=re.DOTALL)
    assert section
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section[1])).split())


class TestScores:
    def test_each_call_and_each_target_are_scored(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.5), said("later", 0.2))
        store(root, "2022-Q3", "2022-10-30", said("high", 0.8), said("low", 0.9), said("later", 0.3))
        store(root, "2023-Q3", "2023-10-30", said("high", 0.1), said("low", 0.2))
        record = found(root)  # high was missed, with 128 against 130; low was achieved
        assert record.by_call
        assert record.by_target
        high, low = (0.5**2 + 0.8**2 + 0.1**2) / 3, (0.1**2 + 0.8**2) / 2
        assert record.by_call.brier == pytest.approx((3 * high + 2 * low) / 5)
        assert record.by_target.brier == pytest.approx((high + low) / 2)
        assert record.se_of_mean_brier == pytest.approx(abs(high - low) / 2)  # of two values: half their distance
        logs = [math.log(p) for p in (0.5, 0.2, 0.9, 0.9, 0.2)]
        assert record.by_call.log_loss == pytest.approx(-sum(logs) / 5)
        assert (record.by_call.calls, record.by_call.targets, record.by_call.met) == (5, 2, 2 / 5)
        assert record.by_call.base_brier == pytest.approx(2 / 5 * 3 / 5)
        assert record.by_call.skill == pytest.approx(1 - record.by_call.brier / (2 / 5 * 3 / 5))
        assert record.by_target.met == pytest.approx(1 / 2)

    def test_by_the_time_left(self, root: Path) -> None:
        store(root, "2020-Q2", "2020-07-30", said("low", 0.4))
        store(root, "2021-Q1", "2021-04-30", said("low", 0.6))
        store(root, "2022-Q4", "2022-12-31", said("low", 0.7))  # a year to the day
        store(root, "2023-Q4", "2024-01-30", said("low", 0.9))  # past the deadline, its figure awaited
        record = found(root)
        assert [(key, tally.calls) for key, tally in record.horizons] == [
            ("up-to-one", 2),
            ("one-to-three", 1),
            ("over-three", 1),
        ]
        assert dict(record.horizons)["over-three"].brier == pytest.approx(0.36)

    def test_calibration_is_that_of_the_calls(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.82), said("low", 0.88))
        store(root, "2022-Q2", "2022-07-30", said("high", 0.1))
        record = found(root)
        assert [(each.low, each.count, each.share_met) for each in record.bins] == [(0.1, 1, 0), (0.8, 2, 0.5)]
        assert record.calibration_error == pytest.approx((1 * 0.1 + 2 * 0.35) / 3)

    def test_one_answer_to_all_leaves_no_gain(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("low", 0.9))
        record = found(root)
        assert record.by_call is not None
        assert record.by_call.skill is None
        assert record.se_of_mean_brier is None

    def test_wrong_is_on_track_and_missed_or_off_track_and_achieved(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8), said("low", 0.2))
        store(root, "2022-Q2", "2022-07-30", said("high", 0.7), said("low", 0.3))  # uncertain both
        store(root, "2022-Q3", "2022-10-30", said("high", 0.1), said("low", 0.9))  # right both
        wrong = [(each.call.report, each.call.target) for each in found(root).calls if each.is_wrong]
        assert wrong == [("2022-Q1", "high"), ("2022-Q1", "low")]


class TestWhatCounts:
    def test_a_call_is_made_before_the_figure_is_out(self, root: Path) -> None:
        store(root, "2023-Q3", "2024-02-19", said("high", 0.6))
        store(root, "2023-Q4", "2024-02-20", said("high", 0.1))  # the figure of 2023 came out on this day
        record = found(root)
        assert fates(record) == {("2023-Q3", "high"): "scored", ("2023-Q4", "high"): "already-known"}
        assert record.by_call is not None
        assert record.by_call.brier == pytest.approx(0.36)

    def test_somebody_s_forecast_of_the_figure_makes_no_outcome(self, root: Path) -> None:
        store(root, "2021-Q2", "2021-07-30", said("low", 0.6))  # 140 was forecast for 2023 in May 2021
        assert fates(found(root)) == {("2021-Q2", "low"): "scored"}

    def test_a_part_of_the_year_makes_no_outcome(self, root: Path) -> None:
        running = "2023-01/2023-08,85,,2023-09-20\n"
        path = root / "observations" / "output.csv"
        path.write_text(path.read_text(encoding="utf-8") + running, encoding="utf-8")
        store(root, "2023-Q3", "2023-10-30", said("low", 0.6))
        assert fates(found(root)) == {("2023-Q3", "low"): "scored"}

    def test_a_goal_reached_by_a_revision_was_open_until_then(self, root: Path) -> None:
        store(root, "2023-Q1", "2023-04-30", said("once", 0.4))  # 122 known for 2022
        store(root, "2023-Q3", "2023-10-01", said("once", 0.9))  # revised to 125 on this day
        assert fates(found(root)) == {("2023-Q1", "once"): "scored", ("2023-Q3", "once"): "already-known"}

    def test_a_goal_made_of_goals_is_known_with_its_last_part(self, root: Path) -> None:
        store(root, "2023-Q3", "2024-02-19", said("high", 0.6), said("low", 0.9), said("both", 0.5))
        store(root, "2023-Q4", "2024-02-20", said("high", 0.6), said("low", 0.9), said("both", 0.5))
        record = found(root)
        assert fates(record)["2023-Q3", "both"] == "scored"
        assert fates(record)["2023-Q4", "both"] == "already-known"

    def test_nothing_is_scored_before_the_figure_is_known(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8), said("later", 0.2))
        record = found(root, "2023-Q3", "2023-10-30")
        assert set(fates(record).values()) == {"open"}
        assert record.by_call is None
        assert record.due == (date(2024, 2, 29), parse_period("2023"))  # 60 days after the year

    @pytest.mark.parametrize(
        "changed",
        [
            {"condition": "at_least: 125"},
            {"deadline": "2024"},
            {"indicator": "production"},
            {"area": "YY"},
            {"unit": "USD"},
            {"reached": "any_time"},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_a_goal_that_was_changed_is_not_scored(self, root: Path, changed: dict[str, str]) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8, **changed), said("low", 0.8))
        assert fates(found(root)) == {("2022-Q1", "high"): "restated", ("2022-Q1", "low"): "scored"}

    def test_a_goal_is_changed_with_its_parts(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("both", 0.8), said("high", 0.8), said("low", 0.8, deadline="2025"))
        store(root, "2022-Q2", "2022-07-30", said("both", 0.8), said("high", 0.8))  # a part is not recorded
        record = fates(found(root))
        assert (record["2022-Q1", "both"], record["2022-Q2", "both"]) == ("restated", "restated")

    def test_the_form_in_force_counts(self, workspace: Callable[..., Path]) -> None:
        history = "revised: [{on: 2022-06-01, was: {at_least: 110}}]"
        targets = TARGETS.replace("declared: {on: 2020-06-01}", history)
        root = workspace(targets, {"output": OUTPUT, "plan": PLAN})
        store(root, "2022-Q1", "2022-04-30", said("low", 0.9, condition="at_least: 110"))
        store(root, "2022-Q2", "2022-07-30", said("low", 0.8))
        assert fates(found(root)) == {("2022-Q1", "low"): "restated", ("2022-Q2", "low"): "scored"}

    def test_a_record_of_before_may_lack_how_the_goal_is_reached(self, root: Path) -> None:
        verdict = said("high", 0.8)
        del verdict["reached"]
        store(root, "2022-Q1", "2022-04-30", verdict)
        assert fates(found(root)) == {("2022-Q1", "high"): "scored"}

    def test_targets_that_are_gone_and_calls_before_the_declaration(self, root: Path) -> None:
        store(root, "2020-Q1", "2020-05-31", said("gone", 0.8), said("low", 0.8))
        store(root, "2020-Q2", "2020-06-01", said("low", 0.8))  # declared on this day
        assert fates(found(root)) == {
            ("2020-Q1", "gone"): "undeclared",
            ("2020-Q1", "low"): "before-declaration",
            ("2020-Q2", "low"): "scored",
        }

    def test_statuses_without_a_probability_get_no_score(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("plan", "in-progress"), said("high", "no-data"))
        record = found(root)
        assert set(fates(record).values()) == {"no-forecast"}
        assert record.by_call is None

    def test_an_outcome_that_was_turned_round_is_named(self, root: Path) -> None:
        store(root, "2023-Q4", "2024-03-30", said("high", "achieved"), said("low", "achieved"), said("plan", "late"))
        turned = [each.call.target for each in found(root).calls if each.is_reversed]
        assert turned == ["high"]


class TestReading:
    def test_its_own_quarter_and_later_ones_are_not_used(self, root: Path) -> None:
        for quarter, day in (("2023-Q1", "2023-04-30"), ("2023-Q2", "2023-07-30"), ("2023-Q3", "2023-10-30")):
            store(root, quarter, day, said("high", 0.6))
        assert found(root, "2023-Q2", "2024-07-30").reports == ("2023-Q1",)

    def test_a_report_of_a_day_not_before_this_one_is_not_used(self, root: Path) -> None:
        store(root, "2023-Q1", "2024-07-30", said("later", 0.6))
        record = found(root)
        assert (record.reports, [reason.code for reason in record.unused]) == ((), ["later-day"])

    def test_two_reports_of_one_day_count_once(self, root: Path) -> None:
        store(root, "2022-Q2", "2022-07-30", said("high", 0.8))
        store(root, "2022-Q3", "2022-07-30", said("high", 0.8))
        record = found(root)
        assert (record.reports, [reason.code for reason in record.unused]) == (("2022-Q2",), ["same-day"])

    @pytest.mark.parametrize(
        ("verdict", "field"),
        [
            (said("high", 0.8, probability=7), "probability"),
            (said("high", 0.8, probability=-0.01), "probability"),
            (said("high", 0.8, probability=math.nan), "probability"),
            (said("high", 0.8, probability=math.inf), "probability"),
            (said("high", 0.8, probability=True), "probability"),
            (said("high", 0.8, probability="0.8"), "probability"),
            (said("high", 0.8, probability=None), "probability"),  # a forecast has one
            (said("high", "achieved", probability=0.9), "probability"),  # an outcome has none
            (said("high", "splendid"), "status"),
            (said("high", 0.8, status=["on-track"]), "status"),
            (said("../high", 0.8), "id"),
            (said("high", 0.8, id=3), "id"),
            (said("high", 0.8, condition=None), "condition"),
            (said("high", 0.8, condition="x" * 10_001), "condition"),
            (said("high", 0.8, deadline=2023), "deadline"),
            (said("high", 0.8, area=None), "area"),
        ],
    )
    def test_what_no_report_writes_is_refused(self, root: Path, verdict: dict[str, Any], field: str) -> None:
        store(root, "2022-Q1", "2022-04-30", said("low", 0.8), verdict)
        store(root, "2022-Q2", "2022-07-30", said("low", 0.9))
        record = found(root)
        assert record.reports == ("2022-Q2",)
        assert [(reason.code, dict(reason.values)["field"]) for reason in record.unused] == [("wrong-value", field)]

    def test_what_is_no_verdict_at_all_is_refused(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", verdicts=[said("low", 0.8), "high"])
        assert [dict(reason.values)["field"] for reason in found(root).unused] == ["verdicts"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (None, "no-record"),
            (b"", "unreadable"),
            (b"{", "unreadable"),
            (b"\xff\xfe", "unreadable"),
            (b"[]", "unreadable"),
            (b"[" * 100_000, "unreadable"),
            (b'{"version": 2, "quarter": "2022-Q1", "as_of": "2022-04-30", "verdicts": []}', "other-version"),
            (b'{"version": 1, "quarter": "2022-Q2", "as_of": "2022-04-30", "verdicts": []}', "other-quarter"),
            (b'{"version": 1, "quarter": "2022-Q1", "as_of": "April", "verdicts": []}', "wrong-value"),
            (b'{"version": 1, "quarter": "2022-Q1", "as_of": "2022-04-30", "verdicts": {}}', "wrong-value"),
        ],
    )
    def test_what_is_no_record_is_passed_over_and_said(self, root: Path, content: bytes | None, code: str) -> None:
        (root / "reports" / "2022-Q1").mkdir(parents=True)
        if content is not None:
            (root / "reports" / "2022-Q1" / "report.json").write_bytes(content)
        store(root, "2022-Q2", "2022-07-30", said("low", 0.9))
        record = found(root)
        assert (record.reports, [reason.code for reason in record.unused]) == (("2022-Q2",), [code])

    def test_the_same_target_twice_is_refused(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("low", 0.8), said("low", 0.9))
        assert [dict(reason.values)["field"] for reason in found(root).unused] == ["id"]

    def test_a_link_out_of_the_workspace_is_not_followed(self, root: Path, tmp_path: Path) -> None:
        store(tmp_path, "2022-Q1", "2022-04-30", said("low", 0.8))
        (root / "reports" / "2022-Q1").mkdir(parents=True)
        (root / "reports" / "2022-Q1" / "report.json").symlink_to(tmp_path / "reports" / "2022-Q1" / "report.json")
        assert [reason.code for reason in found(root).unused] == ["unreadable"]

    def test_folders_that_are_no_quarters(self, root: Path) -> None:
        (root / "reports" / "2022-Q9").mkdir(parents=True)
        assert [reason.code for reason in found(root).unused] == ["no-quarter"]


class TestPage:
    def test_the_first_report_says_that_there_is_nothing_to_score(self, root: Path) -> None:
        run(root, "report", "2022-Q3", "--lang", "both")
        text = page_text(root, "2022-Q3")
        assert "No earlier report is on record, so that there is nothing to score yet." in text
        assert "This report puts 5 probabilities on record" in text
        assert "The first can be judged when the figure for 2023 comes out, expected on 29 February 2024." in text
        assert "For 5 targets even a back-test is not possible" not in text
        chinese = page_text(root, "2022-Q3", "index.zh.html")
        assert "此前没有报告存档" in chinese

    def test_the_back_test_stands_where_nothing_is_scored(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("later", 0.2))
        run(root, "report", "2024-Q2")
        text = page_text(root)
        assert "No verdict of an earlier report can be scored yet." in text
        assert "Still open: 1 call on 1 target." in text
        assert "Back-test, not a record" in text
        assert "It is no record" in text
        assert "Scores of past calls" not in text

    def test_calls_that_were_wrong_are_listed_with_what_decided_them(self, root: Path) -> None:
        store(
            root,
            "2022-Q1",
            "2022-04-30",
            said("high", 0.8),
            said("low", 0.9),
            said("gone", 0.4),
            said("plan", "in-progress"),
        )
        store(root, "2023-Q4", "2024-03-30", said("high", "achieved"))
        run(root, "report", "2024-Q2", "--lang", "both")
        text = page_text(root)
        assert "With fewer than 10 targets decided, the scores prove little either way" in text
        wrong = (
            "Output of 130 Q1 2022 on track 80 % 20 months missed The figure for 2023 is 128 CNY: the goal is not met."
        )
        assert f"{wrong} Public since 20 February 2024." in text
        assert "Outcomes that a later revision of the figures turned round" in text
        assert "gone Q1 2022 the goal is no longer declared" in text
        assert "The plan in progress (Q1 2022) late" in text
        assert "All calls 2 2 50 % 0.325 0.250 −30 % 0.857" in text
        assert "Back-test" not in text
        chinese = page_text(root, name="index.zh.html")
        assert "判断有误" in chinese
        assert "on track" not in chinese

    def test_without_a_wrong_call_it_says_so(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.2), said("low", 0.9))
        run(root, "report", "2024-Q2")
        assert "No call was wrong" in page_text(root)

    def test_what_a_foreign_record_holds_cannot_run(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8, id="<script>alert(1)</script>"))
        run(root, "report", "2024-Q2")
        assert "reports/2022-Q1/report.json gives '<script>alert(1)</script>' as “id”" in page_text(root)
        page = (root / "reports" / QUARTER / "index.html").read_text(encoding="utf-8")
        assert "<script>alert" not in page

    def test_the_same_record_makes_the_same_bytes(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8), said("low", 0.9))
        run(root, "report", "2024-Q2")
        page = root / "reports" / QUARTER / "index.html"
        first = page.read_bytes()
        run(root, "report", "2024-Q2")  # its own record lies there by now
        assert page.read_bytes() == first


class TestFiles:
    def test_the_record_names_its_exact_inputs(self, root: Path) -> None:
        run(root, "report", "2022-Q3")
        record = json.loads((root / "reports" / "2022-Q3" / "report.json").read_text(encoding="utf-8"))
        assert record["targets"][0] == len((root / "targets.yaml").read_bytes())
        assert record["files"]["output"][0] == len((root / "observations" / "output.csv").read_bytes())
        high, plan = (next(each for each in record["verdicts"] if each["id"] == name) for name in ("high", "plan"))
        assert re.fullmatch(r"[0-9a-f]{12}", high["inputs"])
        assert high["inputs"] != plan["inputs"]
        assert high["reached"] == "at_deadline"

    def test_every_call_is_a_row_of_a_file(self, root: Path) -> None:
        store(root, "2022-Q1", "2022-04-30", said("high", 0.8), said("later", 0.2), said("gone", 0.4))
        run(root, "report", QUARTER)
        with (root / "reports" / QUARTER / "track_record.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [
                (row["report"], row["target"], row["fate"], row["met"], row["known_on"]) for row in csv.DictReader(file)
            ]
        assert rows == [
            ("2022-Q1", "high", "scored", "false", "2024-02-20"),
            ("2022-Q1", "later", "open", "", ""),
            ("2022-Q1", "gone", "undeclared", "", ""),
        ]


STATES = ("bel", "dnk", "deu", "grc", "fra", "irl", "aut", "prt", "swe", "gbr")
QUARTERS = ("2002-Q2", "2006-Q2", "2009-Q2")


@pytest.fixture
def public(workspace: Callable[..., Path], data_folder: Path) -> Path:
    """Eleven public goals: renewable electricity in ten states, and services in China, all by 2010."""

    def rows(name: str) -> list[dict[str, str]]:
        with (data_folder / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    wanted = {*(f"res_e_2010-{state}-2010" for state in STATES), "china_fyp11-china_services_share-2010"}
    lines = [
        "workspace: {title: Public goals, area: XX}",
        "indicators:",
        "  electricity: {title: Renewable electricity, unit: '%', nature: share, frequency: annual, lag: 180 days}",
        "  services: {title: Services, unit: '%', nature: share, frequency: annual, lag: 180 days}",
        "targets:",
    ]
    for target in rows("targets.csv"):
        if target["id"] in wanted:
            indicator = "electricity" if target["indicator"] == "res_e_share" else "services"
            lines += [
                f"  {target['id'].replace('_', '-')}:",
                f"    title: {json.dumps(target['title'])}",
                f"    indicator: {indicator}",
                f"    areas: [{target['geography']}]",
                f"    at_least: {target['target_value']}",
                f"    by: {target['deadline_period']}",
                f"    declared: {{on: {target['declared_on']}}}",
            ]
    figures = {"electricity": "area,period,value\n", "services": "area,period,value\n"}
    for row in rows("observations.csv"):
        name = {"res_e_share": "electricity", "china_services_share": "services"}.get(row["indicator"])
        if name is not None and row["period"] >= "1990":
            figures[name] += f"{row['geography']},{row['period']},{row['value']}\n"
    return workspace("\n".join(lines), figures)


def test_eleven_public_goals(public: Path, data_folder: Path) -> None:
    """Reports of three years, written one after the other, against outcomes that others recorded."""
    for quarter in QUARTERS:
        run(public, "report", quarter)
    run(public, "report", "2011-Q3", "--lang", "both")
    with (data_folder / "data" / "outcome.csv").open(encoding="utf-8", newline="") as file:
        met = {row["target_id"].replace("_", "-"): row["met"] == "yes" for row in csv.DictReader(file)}
    declared = {"res": "2001-09-27", "china": "2006-03-14"}
    errors: dict[str, list[float]] = {}
    left_out = 0
    for quarter in QUARTERS:  # all before the figures of 2010 come out, 180 days after the year
        record = json.loads((public / "reports" / quarter / "report.json").read_text(encoding="utf-8"))
        for verdict in record["verdicts"]:
            name = verdict["id"].split("@")[0]
            since = next(day for start, day in declared.items() if name.startswith(start))
            if record["as_of"] < since:
                left_out += 1
            else:
                errors.setdefault(name, []).append((verdict["probability"] - met[name]) ** 2)
    every = [error for found_ in errors.values() for error in found_]
    by_target = [sum(found_) / len(found_) for found_ in errors.values()]
    assert (len(every), len(errors), left_out) == (10 * 3 + 2, 11, 1)
    text = page_text(public, "2011-Q3")
    assert "Scored here: 32 calls on 11 targets." in text
    scored = re.search(r"All calls 32 11 (\d+) % ([0-9.]+) ([0-9.]+) ", text)
    assert scored
    shares = sum(len(errors[name]) for name in errors if met[name]) / 32
    assert scored[2] == f"{sum(every) / 32:.3f}"
    assert scored[3] == f"{shares * (1 - shares):.3f}"
    assert f"Mean over targets 32 11 45 % {sum(by_target) / 11:.3f} 0.248" in text
    assert "The mean over targets has a standard error of" in text
    assert "said before the goal was declared: the report was made later than its date" in text
    assert 'aria-label="Calibration of past calls: ' in (public / "reports" / "2011-Q3" / "index.html").read_text(
        encoding="utf-8"
    )
