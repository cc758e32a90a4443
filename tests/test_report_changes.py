"""What changed since the report before: it opens a report, and says the same as `tracker diff`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli.main import tracker
from tracker.figures import parse_period
from tracker.report import releases
from tracker.report.causes import MARKS, listed, sentence
from tracker.report.changes import Changes, changes
from tracker.report.gather import gather
from tracker.report.html import report_page
from tracker.report.language import Language, Phrase, translator
from tracker.report.listing import Link
from tracker.report.present import as_json
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from tracker.report.report import Report

Workspace = Callable[..., Path]
EN, ZH = translator("en"), translator("zh")

TARGETS = """\
    workspace: {title: Example, area: XX}
    indicators:
      output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 60 days}
      share: {title: Share, unit: "%", nature: share, frequency: annual}
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: quarterly}
      orders: {title: Orders, unit: points, nature: index, aggregation: mean, frequency: monthly}
    targets:
      output-2026:
        title: Output of 180
        indicator: output
        at_least: 180 billion CNY
        by: 2026
        revised: [{on: 2024-02-15, was: {at_least: 150 billion CNY}, note: raised in the midterm review}]
      share-2027: {title: A fifth, indicator: share, at_least: 20, by: 2027}
      share-2030:
        title: A quarter
        indicator: share
        at_least: 25
        by: 2030
        declared: {on: 2024-04-01}
        replaces: share-2027
      jobs-2030: {title: Jobs, indicator: jobs, at_least: 2000, by: 2030, declared: {on: 2024-03-01}}
      jobs-late: {title: More jobs, indicator: jobs, at_least: 3000, by: 2035, declared: {on: 2026-03-01}}
      orders: {title: Orders above 50, indicator: orders, maintain: {more_than: 50}, over: 2024-01..2024-12}
      plan: {title: The plan, milestones: {count: 2}, by: 2027}
      both: {title: Both, all_of: [output-2026, share-2027]}
"""
OUTPUT = """\
    period,value,unit,published,note,status
    2019,100,billion CNY,2020-03-01,,
    2020,105,billion CNY,2021-03-01,,
    2021,112,billion CNY,2022-03-01,,
    2022,118,billion CNY,2023-03-01,,P
    2022,151,billion CNY,2024-02-20,economic census,
    2023,157,billion CNY,2024-03-01,,
"""
SHARE = """\
    period,value,published
    2020,12,2021-03-01
    2021,14.5,2022-03-01
    2022,15.5,2023-03-01
    2022,15.1,2024-02-20
"""
JOBS = """\
    period,value,published
    2023-Q3,1530,2023-11-01
    2023-Q4,1520,2024-02-01
    2024-Q1,1560,2024-05-01
"""
ORDERS = """\
    period,value,published
    2023-12,51.3,2024-01-02
    2024-01,51.0,2024-02-01
    2024-02,50.0,2024-03-01
    2024-03,52.2,2024-04-01
"""
PLAN = "step,status,published,evidence,source\nstep-1,done,2024-05-01,,\n"
FILES = {"output": OUTPUT, "share": SHARE, "jobs": JOBS, "orders": ORDERS, "plan": PLAN}


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    return workspace(TARGETS, FILES)


def run(goals: Path, *arguments: str) -> str:
    result = CliRunner().invoke(tracker, ["--workspace", str(goals), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def report_of(goals: Path, quarter: str, as_of: str) -> Report:
    """A quarter's report, without what has nothing to do with changes and takes its time."""
    folder = open_folder(str(goals)).snapshot()
    declarations = engine.load(folder)
    day = date.fromisoformat(as_of)
    targets = list(declarations.targets.values())
    before = engine.earlier(folder, parse_period(quarter), day, declarations.settings.report_lag_days)
    report = gather(
        declarations,
        engine.assess(folder, declarations, targets, day),
        quarter=parse_period(quarter),
        as_of=day,
        figures={name: engine.rows(folder, declarations, name) for name in declarations.indicators},
        steps={target.id: engine.milestones(folder, target) for target in targets if target.steps},
        beside={},
        past={},
        hashes=dict.fromkeys(declarations.targets, ""),
        version="0.2.0",
        inputs="",
    )
    return replace(report, changes=engine.differences(folder, declarations, targets, before, engine.on(day)))


def view(goals: Path, quarter: str, as_of: str, language: Language = EN) -> Changes:
    found = changes(report_of(goals, quarter, as_of), language)
    assert found is not None
    return found


def written(goals: Path, quarter: str, as_of: str) -> Path:
    """What a later report reads of an earlier one."""
    folder = open_folder(str(goals)).snapshot()
    declarations = engine.load(folder)
    verdicts = engine.assess(folder, declarations, declarations.targets.values(), date.fromisoformat(as_of))
    record = {
        "version": 1,
        "quarter": quarter,
        "as_of": as_of,
        "tracker": "0.2.0",
        "files": engine.files_now(folder, FILES),
        "verdicts": [as_json(each, declarations.indicators.get(each.target.indicator or ""), EN) for each in verdicts],
    }
    path = goals / "reports" / quarter / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def text(pieces: tuple[Link, ...]) -> str:
    return "".join(piece.text.text for piece in pieces)


def why(found: Changes) -> dict[str, str]:
    return {move.target.text.text: text(move.why) for move in found.moves}


# Which side it is compared with


def test_without_an_earlier_report_it_is_the_day_on_which_one_would_have_been_made(goals: Path) -> None:
    found = view(goals, "2024-Q2", "2024-07-30")
    assert found.heading == "What changed since last quarter"
    assert found.side == (
        "Compared with what was known on 30 April 2024, when the report for Q1 2024 would have been made: no earlier"
        " report is on file."
    )


def test_the_newest_written_report_is_the_earlier_side(goals: Path) -> None:
    written(goals, "2023-Q3", "2023-10-30")
    written(goals, "2023-Q4", "2024-01-30")
    found = view(goals, "2024-Q2", "2024-07-30")
    assert found.heading == "What changed since the last report"
    assert found.side.startswith(
        "Compared with the written report for Q4 2023, as of 30 January 2024, made by tracker "
    )
    assert view(goals, "2024-Q1", "2024-04-30").heading == "What changed since last quarter"
    # A report is never compared with itself, nor with a later one.
    assert view(goals, "2023-Q4", "2024-01-30").side.startswith("Compared with the written report for Q3 2023")


def test_a_report_that_cannot_be_read_or_knows_more_is_passed_over(goals: Path) -> None:
    written(goals, "2023-Q3", "2023-10-30")
    written(goals, "2023-Q4", "2024-06-30")
    assert "Q3 2023" in view(goals, "2024-Q1", "2024-04-30").side
    record = written(goals, "2023-Q4", "2024-01-30")
    record.write_text("{", encoding="utf-8")
    assert "Q3 2023" in view(goals, "2024-Q1", "2024-04-30").side


def test_a_report_made_before_its_quarter_has_ended_looks_back_further(goals: Path) -> None:
    assert "30 January 2024, when the report for Q4 2023" in view(goals, "2024-Q2", "2024-04-10").side


# The same numbers as `diff`


@pytest.mark.parametrize("reported", [False, True])
def test_verdicts_moved_as_diff_says(goals: Path, *, reported: bool) -> None:
    before = "2024-01-30"
    if reported:
        path = written(goals, "2023-Q4", before)
        record = json.loads(path.read_text(encoding="utf-8"))
        for verdict in record["verdicts"]:  # as an older program said it, so that the method has its part
            if verdict["probability"] is not None:
                verdict["probability"] *= 0.9
        path.write_text(json.dumps(record | {"tracker": "0.0.1"}), encoding="utf-8")
        before = "2023-Q4"
    found = view(goals, "2024-Q1" if not reported else "2024-Q2", "2024-04-30" if not reported else "2024-07-30")
    last = "2024-04-30" if not reported else "2024-07-30"
    printed = run(goals, "diff", before, last)
    shown = json.loads(run(goals, "diff", before, last, "--json"))
    assert found.moves
    blocks = {block.splitlines()[0].split("  ")[-1]: block for block in printed.split("\n\n")}
    for move in found.moves:
        block = blocks[move.target.text.text]
        said = [move.before, move.after]
        first = block.splitlines()[0]
        for each, half in zip(said, first.split(" → "), strict=True):
            assert each.status_word in half
            assert each.probability in half
        sizes = dict(zip([*found.causes, "in all"], [*move.parts, move.size], strict=True))
        for cause, size in sizes.items():
            line = re.search(rf"^  {cause} +(.*)$", block, flags=re.MULTILINE)
            if size in {"–", ""}:
                assert line is None
            elif re.match(r"[+−±]", size):
                assert line
                assert line[1].split()[0].lstrip("+−±") == size.lstrip("+−±").removesuffix(".0")
    lines = [re.sub(r" {2,}", "  ", line) for line in printed.splitlines()]
    for row in found.new:
        assert any(line.endswith(f"{row.period}  {row.figure}  {row.published}") for line in lines)
    assert len(found.new) == len(shown["new_figures"])
    assert len(found.revised) == len(shown["revised_figures"])


def test_parts_sum_to_the_whole_as_printed(goals: Path) -> None:
    written(goals, "2023-Q4", "2024-01-30")
    for move in view(goals, "2024-Q2", "2024-07-30").moves:
        if move.size:
            parts = [float(part.replace("−", "-").replace("±", "")) for part in move.parts if part != "–"]
            assert sum(parts) == pytest.approx(float(move.size.replace("−", "-").replace("±", "")))


# Why, in words


def test_the_figure_that_did_it_is_named(goals: Path) -> None:
    reasons = why(view(goals, "2024-Q1", "2024-04-30"))
    assert "because 2023 came in at 157 billion CNY, published on 1 March 2024." in reasons["Output of 180"]
    # The index fell to 50 in February, which alone broke the goal; March was better and decides nothing.
    assert "because February 2024 came in at 50.0 points, published on 1 March 2024." in reasons["Orders above 50"]
    assert "because 2022 was revised from 15.5 % to 15.1 %." in reasons["A fifth"]
    assert "because its part Output of 180 changed" in reasons["Both"]


def test_several_new_figures_are_counted_and_steps_are_told(goals: Path) -> None:
    (goals / "observations" / "share.csv").write_text(
        "period,value,published\n2020,12,2021-03-01\n2021,14.5,2024-03-01\n2022,19.5,2024-03-02\n", encoding="utf-8"
    )
    reasons = why(view(goals, "2024-Q1", "2024-04-30"))
    assert "because 2 new figures came in, the latest for 2022: 19.5 %, published on 2 March 2024" in reasons["A fifth"]
    assert (
        why(view(goals, "2024-Q2", "2024-07-30"))["The plan"] == "The status changed, because 1 step was reported done."
    )


def test_a_restated_goal_and_the_clock_are_reasons(goals: Path) -> None:
    (goals / "observations" / "output.csv").write_text(
        "period,value,unit,published\n2019,100,billion CNY,2020-03-01\n2021,112,billion CNY,2022-03-01\n", "utf-8"
    )
    assert why(view(goals, "2024-Q1", "2024-04-30"))["Output of 180"].endswith(
        "because the goal was restated: at least 150 billion CNY in 2026 before, at least 180 billion CNY in 2026 now."
    )
    assert why(view(goals, "2027-Q4", "2028-01-30"))["The plan"] == (
        "The status changed, because the deadline, 2027, has passed."
    )


def test_another_program_is_a_reason(goals: Path) -> None:
    path = written(goals, "2024-Q1", "2024-04-30")
    record = json.loads(path.read_text(encoding="utf-8"))
    for verdict in record["verdicts"]:
        if verdict["id"] == "output-2026":
            verdict["probability"] -= 0.2
    path.write_text(json.dumps(record | {"tracker": "0.0.1"}), encoding="utf-8")
    assert re.search(
        r"because tracker 0\.2\.0 computes it otherwise than tracker 0\.0\.1 did\.$",
        why(view(goals, "2024-Q2", "2024-07-30"))["Output of 180"],
    )


def test_a_note_keeps_its_language(goals: Path) -> None:
    output = goals / "observations" / "output.csv"
    output.write_text(output.read_text(encoding="utf-8").rsplit("2023", maxsplit=1)[0], encoding="utf-8")
    found = view(goals, "2024-Q1", "2024-04-30", ZH)
    (move,) = [each for each in found.moves if each.target.text.text == "Output of 180"]
    assert text(move.why).endswith("主要原因是2022年数据由1180亿元修订为1510亿元（economic census）。")
    assert [piece.text.tag for piece in move.why if piece.text.text == "economic census"] == ["en"]


# Figures and goals


def test_revised_figures_with_their_difference_and_reason(goals: Path) -> None:
    found = view(goals, "2024-Q1", "2024-04-30")
    assert [
        (row.indicator.text, row.period, row.old, row.new, row.difference, row.reason.text) for row in found.revised
    ] == [
        ("Output", "2022", "118 billion CNY (provisional)", "151 billion CNY", "+28 %", "economic census"),
        ("Share", "2022", "15.5 %", "15.1 %", "−0.4 percentage points", ""),
    ]


def test_goals_added_restated_replaced_and_withdrawn(goals: Path) -> None:
    path = written(goals, "2023-Q4", "2024-01-30")
    record = json.loads(path.read_text(encoding="utf-8"))
    gone = dict(record["verdicts"][0], id="gone")
    record["verdicts"] = [each for each in record["verdicts"] if each["id"] != "plan"] + [gone]
    path.write_text(json.dumps(record), encoding="utf-8")
    rows = [
        (row.target.text.text, text(row.event), row.before, row.after, row.reason.text)
        for row in view(goals, "2024-Q2", "2024-07-30").goals
    ]
    assert rows == [
        (
            "A quarter",
            "declared on 1 April 2024, in place of A fifth",
            "at least 20 % in 2027",
            "at least 25 % in 2030",
            "",
        ),
        ("Jobs", "declared on 1 March 2024", "", "at least 2,000 people in 2030", ""),
        ("The plan", "taken up since the earlier report", "", "all 2 steps done by 2027", ""),
        (
            "Output of 180",
            "restated",
            "at least 150 billion CNY in 2026",
            "at least 180 billion CNY in 2026",
            "raised in the midterm review",
        ),
        ("gone", "no longer declared", "", "", ""),
    ]


def test_a_first_verdict_on_a_new_goal_is_no_verdict_that_moved(goals: Path) -> None:
    found = view(goals, "2024-Q1", "2024-04-30")
    assert not {"A quarter", "Jobs", "More jobs"} & {move.target.text.text for move in found.moves}
    # Of the eight targets two were declared since then, and one is yet to come.
    assert " of 5 verdicts have moved" in text(found.opening)


# The opening


def test_it_opens_with_sentences_that_can_be_read_aloud(goals: Path) -> None:
    written(goals, "2023-Q4", "2024-01-30")
    opening = text(view(goals, "2024-Q1", "2024-04-30").opening)
    assert re.fullmatch(
        r"Since the report for Q4 2023, \d of 5 verdicts have moved: [^.]+\. The largest change is that of [^.]+, from"
        r" [^.]+\. In all, [^.]+\.",
        re.sub(r"(\d)\.(\d)", r"\1\2", opening),
    )
    assert opening.endswith(
        "1 goal was added, 1 goal was replaced, 1 goal was restated, 5 figures are new, 2 figures were revised and 1"
        " figure is overdue."
    )
    chinese = text(view(goals, "2024-Q1", "2024-04-30", ZH).opening)
    assert chinese.startswith("自2023年第四季度报告以来，5项判断中有")
    assert chinese.endswith(
        "另外，新增1项目标，1项目标被新目标取代，调整1项目标，新公布5个数据，修订2个数据，1个数据逾期未公布。"
    )


def test_where_nothing_changed_one_sentence_says_so(goals: Path) -> None:
    written(goals, "2024-Q2", "2024-07-30")
    found = view(goals, "2024-Q3", "2024-10-30")
    first, *rest = text(found.opening).split(". ")
    assert first == (
        "Since the report for Q2 2024, nothing has changed: no verdict has moved, no figure is new or revised, and no"
        " goal was added, restated or withdrawn"
    )
    # What is overdue has not changed, and is said all the same.
    assert rest == ["In all, 2 figures are overdue."]
    assert (found.moves, found.slight, found.goals, found.new, found.revised) == ((), (), (), (), ())


def test_the_first_report_with_data_lists_no_verdict_that_moved(goals: Path) -> None:
    found = view(goals, "2022-Q4", "2023-01-30")
    assert "no verdict has moved" in text(found.opening)
    for name in FILES:
        (goals / "observations" / f"{name}.csv").unlink()
    (goals / "observations" / "output.csv").write_text("period,value,published\n2022,1,2023-03-01\n", encoding="utf-8")
    found = view(goals, "2023-Q1", "2023-04-30")
    assert text(found.opening) == (
        "Nothing was known on 30 January 2023: this is the first report with data, 1 figure and a first verdict on 1"
        " target."
    )
    assert not found.moves
    assert text(view(goals, "2022-Q4", "2023-01-30").opening) == (
        "Nothing was known on 30 October 2022, and nothing has become known since."
    )


# Coming releases


def coming(goals: Path, as_of: str) -> list[tuple[str, str, str, str, str]]:
    report = report_of(goals, "2024-Q1", as_of)
    return [
        (
            row.indicator.text,
            row.periods,
            row.late,
            ", ".join(each.text.text for each in row.settles),
            ", ".join(each.text.text for each in row.informs),
        )
        for row in releases.rows(report, EN)
    ]


def test_releases_stand_in_the_order_of_their_dates_with_what_they_decide(goals: Path) -> None:
    assert coming(goals, "2024-02-10") == [
        ("Output", "2023", "", "", "Output of 180"),
        ("Share", "2023", "", "", "A fifth"),
        ("Orders", "February 2024", "", "Orders above 50", ""),
    ]
    assert coming(goals, "2024-06-30") == [
        ("Share", "2023", "overdue for 4 months", "", "A quarter"),
        ("Jobs", "Q2 2024", "", "", "Jobs"),
        ("Output", "2024", "", "", "Output of 180"),
        ("Share", "2024", "", "", "A quarter"),
    ]
    # The year of the deadline settles the goal; the broken one waits for nothing.
    assert ("Output", "2024 to 2025", "overdue for 15 months", "", "Output of 180") in coming(goals, "2026-06-10")
    assert ("Output", "2026", "", "Output of 180", "") in coming(goals, "2026-06-10")


# The page


def undrawn(_: object) -> str:
    """In the place of a chart."""
    return "<svg role='img' aria-label='x'></svg>"


def test_the_page_opens_with_it_and_what_users_write_stays_text(goals: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    output = goals / "observations" / "output.csv"
    output.write_text(output.read_text(encoding="utf-8").replace("economic census", evil), encoding="utf-8")
    path = goals / "targets.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("raised in the midterm review", evil), encoding="utf-8")
    page = report_page(report_of(goals, "2024-Q1", "2024-04-30"), EN, (), undrawn)
    assert page.index('id="changes"') < page.index('id="summary"') < page.index('id="releases"')
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 2
    assert '<a href="#releases">' in page


def test_long_lists_are_folded(goals: Path) -> None:
    rows = "\n".join(f"{year},{100 + year % 7},2024-03-01" for year in range(2000, 2020))
    (goals / "observations" / "share.csv").write_text(f"period,value,published\n{rows}\n", encoding="utf-8")
    page = report_page(report_of(goals, "2024-Q1", "2024-04-30"), EN, (), undrawn)
    assert re.search(r"<details>\s*<summary>\d\d new figures</summary>", page)


def test_an_answer_that_was_kept_is_that_of_the_files_as_they_are(goals: Path) -> None:
    before = view(goals, "2024-Q1", "2024-04-30")
    assert view(goals, "2024-Q1", "2024-04-30") == before
    (kept, *_) = sorted((goals / ".tracker" / "cache" / "changes").iterdir())
    kept.write_bytes(b"damaged")
    assert view(goals, "2024-Q1", "2024-04-30") == before
    output = goals / "observations" / "output.csv"
    output.write_text(output.read_text(encoding="utf-8").replace("2023,157", "2023,140"), encoding="utf-8")
    after = view(goals, "2024-Q1", "2024-04-30")
    sizes = [{move.target.text.text: move.size for move in found.moves} for found in (before, after)]
    assert sizes[0]["Output of 180"] != sizes[1]["Output of 180"]


# Sentences


def test_users_texts_are_placed_in_a_sentence() -> None:
    title, note = Link(text=Phrase(text="A goal"), href="#a"), Link(text=Phrase(text="普查", tag="zh-Hans"))
    assert sentence(f"{MARKS[1]} moved {MARKS[0]}.", title, note) == (
        note,
        Link(text=Phrase(text=" moved ")),
        title,
        Link(text=Phrase(text=".")),
    )


@pytest.mark.parametrize(
    ("pieces", "english", "chinese"),
    [([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a，b"), (["a", "b", "c"], "a, b and c", "a，b，c")],
)
def test_clauses_are_listed(pieces: list[str], english: str, chinese: str) -> None:
    assert (listed(pieces, EN), listed(pieces, ZH)) == (english, chinese)
