"""The list of all reports: every quarter, each target's status through time, links between quarters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tracker import engine
from tracker.cli.archive import read_archive, write_archive
from tracker.cli.main import tracker
from tracker.report import archive as rows
from tracker.report.issue import Archive, Issue, Unread, parse_issue
from tracker.report.language import translator
from tracker.report.timeline import courses
from tracker.workspace import open_folder

Workspace = Callable[..., Path]

EN, ZH = translator("en"), translator("zh")
DAYS = {"2026-Q1": "2026-04-30", "2026-Q2": "2026-07-30", "2026-Q3": "2026-10-30"}

TARGETS = """\
    workspace: {title: {en: Goals, zh: 目标}, area: XX}
    indicators:
      jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
    targets:
      jobs-2030: {title: {en: Many jobs, zh: 更多岗位}, indicator: jobs, at_least: 2000, by: 2030}
"""
JOBS = """\
    period,value,published
    2020,1000,2021-02-01
    2021,1100,2022-02-01
    2022,1180,2023-02-01
"""


def said(name: str, status: str = "on-track", probability: float | None = 0.8, **other: object) -> dict[str, object]:
    """What a record holds of one target, as far as the list of all reports reads it."""
    return {
        "id": name,
        "title": f"The goal {name}",
        "area": "XX",
        "status": status,
        "probability": probability,
        "condition": "at_least: 2000",
        "deadline": "2030",
        "steps_done": None,
        "steps_total": None,
        **other,
    }


def record(quarter: str, *verdicts: dict[str, object], **other: object) -> bytes:
    written = {"version": 1, "quarter": quarter, "as_of": DAYS[quarter], "verdicts": verdicts, **other}
    return json.dumps(written).encode()


def issue(quarter: str, *verdicts: dict[str, object], files: tuple[str, ...] = ("index.html",)) -> Issue:
    found = parse_issue(quarter, record(quarter, *verdicts), files, "en")
    assert isinstance(found, Issue)
    return found


def archive_of(*issues: Issue, unread: tuple[Unread, ...] = ()) -> Archive:
    from tracker.figures import Text

    return Archive(
        title=Text((("en", "Goals"), ("zh", "目标"))),
        area="XX",
        own="en",
        issues=issues,
        unread=unread,
        titles={"jobs-2030": Text((("en", "Many jobs"), ("zh", "更多岗位")))},
    )


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    return workspace(TARGETS, {"jobs": JOBS})


def put(goals: Path, quarter: str, content: bytes | None, *files: str) -> None:
    """Write a quarter's folder in reports/ with its record and empty files."""
    place = goals / "reports" / quarter
    place.mkdir(parents=True)
    if content is not None:
        (place / "report.json").write_bytes(content)
    for file in files:
        (place / file).parent.mkdir(exist_ok=True)
        (place / file).write_text("")


def pages(goals: Path) -> tuple[str, str]:
    """The list of all reports as it is written, in English and Chinese (empty where there is none)."""
    folder = open_folder(str(goals))
    write_archive(folder, engine.load(folder))
    found = [goals / "reports" / name for name in ("index.html", "index.zh.html")]
    english, chinese = (path.read_text("utf-8") if path.exists() else "" for path in found)
    return english, chinese


class Cells(HTMLParser):
    """The rows of the table of class `courses`: the text of each cell, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.inside = ("class", "courses") in attrs
        elif self.inside and tag == "tr":
            self.rows.append([])
        elif self.inside and tag in {"td", "th"}:
            self.rows[-1].append(("", ""))
        elif self.inside and tag == "a":
            text, _ = self.rows[-1][-1]
            self.rows[-1][-1] = (text, dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1] and data.strip():
            text, href = self.rows[-1][-1]
            self.rows[-1][-1] = (" ".join([*text.split(), *data.split()]), href)


def cells(*issues: Issue, language: str = "en") -> dict[str, list[tuple[str, str, str]]]:
    """Status, what is shown and read out, and the remark, by title and newest first."""
    found = rows.course_rows(archive_of(*issues), translator(language))
    return {
        row.title.text: [(cell.status, f"{cell.shown} {cell.said}".strip(), cell.remark) for cell in row.cells]
        for row in found
    }


def test_quarters_stand_newest_first_with_counts_and_languages(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a"), said("b", "missed", None)), "index.html")
    put(goals, "2026-Q2", record("2026-Q2", said("a")), "index.html", "index.zh.html")
    english, chinese = pages(goals)
    assert english.index('<tr id="2026-Q2">') < english.index('<tr id="2026-Q1">')
    assert '<a href="2026-Q2/index.zh.html" lang="zh-Hans" hreflang="zh-Hans">中文</a>' in english
    assert 'href="2026-Q1/index.zh.html"' not in english
    first = english[english.index('<tr id="2026-Q1">') :]
    assert first.index("on track") < first.index("missed")
    assert "2 targets" in first
    assert "2026年第一季度" in chinese
    assert "未实现" in chinese


def test_the_other_language_has_a_list_once_a_report_has_it(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a")), "index.html")
    assert pages(goals)[1] == ""


def test_files_to_fetch_are_linked_where_they_are(goals: Path) -> None:
    files = ("index.html", "report.pdf", "report.zh.pdf", "data.xlsx", "data.json", "datapackage.json")
    put(goals, "2026-Q1", record("2026-Q1", said("a")), *files)
    put(goals, "2026-Q2", record("2026-Q2", said("a")), "index.html")
    english, _ = pages(goals)
    for file in files:
        assert f'href="2026-Q1/{file}"' in english
        assert f'href="2026-Q2/{file}"' not in english or file == "index.html"


def test_without_files_to_fetch_there_is_no_column_for_them(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a")), "index.html")
    english, _ = pages(goals)
    assert ">PDF<" not in english
    assert ">Data<" not in english


def test_a_target_s_course_is_told_newest_first_and_leads_to_each_report(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("jobs-2030", "uncertain", 0.4)), "index.html")
    put(goals, "2026-Q2", record("2026-Q2", said("jobs-2030", "off-track", 0.18)), "index.html")
    table = Cells(pages(goals)[0])
    assert [text for text, _ in table.rows[0]] == ["Target", "Q2 2026", "Q1 2026"]
    assert table.rows[1] == [
        ("Many jobs", ""),
        ("18 % off track; was uncertain changed", "2026-Q2/index.html#jobs-2030"),
        ("40 % uncertain", "2026-Q1/index.html#jobs-2030"),
    ]


def test_what_came_went_came_back_and_was_restated_is_shown_as_such() -> None:
    found = cells(
        issue("2026-Q1", said("stays"), said("goes")),
        issue("2026-Q2", said("stays", condition="at_least: 1800"), said("comes", "uncertain", 0.5)),
        issue("2026-Q3", said("stays"), said("goes"), said("comes", "uncertain", 0.5)),
    )
    assert found == {
        "The goal stays": [
            ("on-track", "80 % on track", "restated"),
            ("on-track", "80 % on track", "restated"),
            ("on-track", "80 % on track", ""),
        ],
        "The goal goes": [
            ("on-track", "80 % on track", "back"),
            ("", "not among the targets", "gone"),
            ("on-track", "80 % on track", ""),
        ],
        "The goal comes": [
            ("uncertain", "50 % uncertain", ""),
            ("uncertain", "50 % uncertain", "new"),
            ("", "not among the targets", ""),
        ],
    }


def test_another_deadline_is_a_restatement() -> None:
    found = cells(issue("2026-Q1", said("a")), issue("2026-Q2", said("a", deadline="2032")))
    assert [remark for _, _, remark in found["The goal a"]] == ["restated", ""]


def test_those_that_went_stand_below_the_declared_ones() -> None:
    issues = (
        issue("2026-Q1", said("gone-early"), said("gone-late"), said("stays")),
        issue("2026-Q2", said("gone-late"), said("stays")),
        issue("2026-Q3", said("new"), said("stays")),
    )
    assert [course.latest.id for course in courses(issues)] == ["new", "stays", "gone-late", "gone-early"]


def test_a_status_without_a_probability_is_a_word_and_steps_are_counted() -> None:
    found = cells(
        issue(
            "2026-Q1",
            said("a", "achieved", None),
            said("b", "in-progress", None, steps_done=3, steps_total=38),
            said("c", "done", None, steps_done=2, steps_total=2),
            said("d", "missed", 0.0),
        )
    )
    assert [row[0][1] for row in found.values()] == ["achieved", "3 of 38 in progress", "done", "missed"]


def test_the_chinese_list_speaks_chinese() -> None:
    found = cells(
        issue("2026-Q1", said("jobs-2030", "uncertain", 0.4)), issue("2026-Q2", said("jobs-2030")), language="zh"
    )
    assert found == {
        "更多岗位": [("on-track", "80% 进展正常；上期为尚不确定", "变动"), ("uncertain", "40% 尚不确定", "")]
    }


def test_areas_are_named_where_they_are_not_the_workspace_s() -> None:
    found = rows.course_rows(archive_of(issue("2026-Q1", said("a@XX"), said("a@YY", area="YY"))), EN)
    assert [row.area for row in found] == ["", "YY"]


def test_a_cell_leads_to_the_target_s_own_page_where_it_has_one() -> None:
    files = ("index.html", "index.zh.html", "targets/a_40_XX.html", "targets/a_40_XX.zh.html")
    found = issue("2026-Q1", said("a@XX"), said("b"), files=files)
    assert found.place("a@XX", "en") == ("en", "2026-Q1/targets/a_40_XX.html")
    assert found.place("a@XX", "zh") == ("zh", "2026-Q1/targets/a_40_XX.zh.html")
    assert found.place("b", "zh") == ("zh", "2026-Q1/index.zh.html#b")


def test_a_page_in_the_other_language_is_better_than_none() -> None:
    only_english = issue("2026-Q1", said("a"))
    assert only_english.place("a", "zh") == ("en", "2026-Q1/index.html#a")
    (row,) = rows.course_rows(archive_of(only_english), ZH)
    assert row.cells[0].tag == "en"
    (row,) = rows.course_rows(archive_of(issue("2026-Q1", said("a"), files=())), ZH)
    assert (row.cells[0].status, row.cells[0].href) == ("on-track", "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "It has no report.json."),
        (b"", "Its report.json cannot be read."),
        (b"[]", "Its report.json cannot be read."),
        (b"[" * 100_000, "Its report.json cannot be read."),
        (record("2026-Q2", version=2), "Its report.json was written by a later version of tracker."),
        (record("2026-Q3"), "Its report.json speaks of another quarter."),
        (record("2026-Q2", as_of="yesterday"), "Its report.json cannot be read."),
        (record("2026-Q2", said("a", "splendid")), "Its report.json cannot be read."),
        (record("2026-Q2", said("a", probability=float("nan"))), "Its report.json cannot be read."),
        (record("2026-Q2", said("a", probability=1.2)), "Its report.json cannot be read."),
        (record("2026-Q2", said("a", title=7)), "Its report.json cannot be read."),
        (record("2026-Q2", said("a"), said("a")), "Its report.json cannot be read."),
    ],
)
def test_a_record_that_cannot_be_used_is_named_with_its_reason(goals: Path, content: bytes | None, reason: str) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a")), "index.html")
    put(goals, "2026-Q2", content, "index.html")
    english, _ = pages(goals)
    assert re.search(rf"<code>reports/2026-Q2</code> {re.escape(reason)}", english)
    assert '<tr id="2026-Q1">' in english
    assert '<tr id="2026-Q2">' not in english


def test_a_report_that_is_a_link_outside_is_named_and_not_followed(goals: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "report.json").write_bytes(record("2026-Q2", said("secret")))
    (goals / "reports").mkdir()
    (goals / "reports" / "2026-Q2").symlink_to(elsewhere)
    english, _ = pages(goals)
    assert "<code>reports/2026-Q2</code> Its report.json cannot be read." in english
    assert "secret" not in english


def test_notes_and_other_folders_are_no_quarters(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a")), "index.html")
    put(goals, "notes", None, "2026-Q1/note.md")
    folder = open_folder(str(goals))
    found = read_archive(folder, engine.load(folder))
    assert [str(each.quarter) for each in found.issues] == ["2026-Q1"]
    assert not found.unread


def test_what_a_record_says_cannot_become_markup(goals: Path) -> None:
    evil = """<script>alert(1)</script>"'&{{ 7 * 7 }}\x00\ud800"""
    put(goals, "2026-Q1", record("2026-Q1", said('"><img src=x>', title=evil, area=evil)), "index.html")
    english, _ = pages(goals)
    assert "<script" not in english
    assert "<img" not in english
    assert "{{ 7 * 7 }}" in english
    assert 'href="2026-Q1/index.html#_22__3e__3c_img_20_src_3d_x_3e_"' in english


def test_the_page_has_a_policy_a_feed_and_no_script(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a")), "index.html", "index.zh.html")
    english, chinese = pages(goals)
    assert (
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'sha256-"
        in english
    )
    assert '<link rel="alternate" type="application/atom+xml" href="feed.atom"' in english
    assert '<link rel="alternate" type="application/atom+xml" href="feed.zh.atom"' in chinese
    assert " style=" not in english
    assert "<script" not in english


def test_every_id_of_the_page_is_there_once(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", *(said(name) for name in ("reports", "courses", "a"))), "index.html")
    put(goals, "2025-Q4", None)
    english, _ = pages(goals)
    ids = re.findall(r' id="([^"]+)"', english)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', english):
        assert reference in ids


def test_the_same_reports_give_the_same_bytes(goals: Path) -> None:
    put(goals, "2026-Q1", record("2026-Q1", said("a"), said("b")), "index.html", "data.json")
    assert pages(goals) == pages(goals)


def run(goals: Path, *arguments: str) -> Any:  # noqa: ANN401 - click's result
    result = CliRunner().invoke(tracker, ["--workspace", str(goals), *arguments])
    assert result.exit_code == 0, result.output
    return result


def test_a_report_leads_to_the_reports_before_and_after_it(goals: Path) -> None:
    run(goals, "report", "2023-Q1")
    first = (goals / "reports" / "2023-Q1" / "index.html").read_bytes()
    run(goals, "report", "2023-Q3", "--lang", "both")
    third, chinese = (
        (goals / "reports" / "2023-Q3" / name).read_text("utf-8") for name in ("index.html", "index.zh.html")
    )
    assert (goals / "reports" / "2023-Q1" / "index.html").read_bytes() == first, "a published report was rewritten"
    assert '<a href="../2023-Q1/index.html" rel="prev">Earlier: Q1 2023</a>' in third
    assert '<a href="../2023-Q1/index.html" rel="prev" hreflang="en">上一期：2023年第一季度</a>' in chinese
    assert 'rel="next"' not in third
    assert '<a href="../index.html#2023-Q3">All reports</a>' in third
    assert '<a href="../index.zh.html#2023-Q3">' in chinese
    run(goals, "report", "2023-Q2")
    second = (goals / "reports" / "2023-Q2" / "index.html").read_text("utf-8")
    assert '<a href="../2023-Q1/index.html" rel="prev">' in second
    assert '<a href="../2023-Q3/index.html" rel="next">Later: Q3 2023</a>' in second
    assert '<tr id="2023-Q3">' in (goals / "reports" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("written", ["https://example.org/goals", "https://example.org/goals/"])
def test_the_place_of_the_reports_on_the_web_makes_the_feed_s_links_whole(workspace: Workspace, written: str) -> None:
    root = workspace(TARGETS.replace("area: XX", f"area: XX, url: {written}"), {"jobs": JOBS})
    put(root, "2026-Q1", record("2026-Q1", said("a")), "index.html")
    pages(root)
    assert 'href="https://example.org/goals/2026-Q1/index.html"' in (root / "reports" / "feed.atom").read_text("utf-8")


def test_without_a_readable_report_there_is_no_feed(goals: Path) -> None:
    put(goals, "2026-Q1", None)
    english, _ = pages(goals)
    assert "No report has been written yet." in english
    assert "feed.atom" not in english
    assert not (goals / "reports" / "feed.atom").exists()
