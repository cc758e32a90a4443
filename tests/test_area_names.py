"""What areas are called: readers of a report get names, programs the codes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tracker.cli import main
from tracker.figures import Text
from tracker.goals import build, parse
from tracker.report.language import translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGETS = """\
    workspace:
      title: {en: Goals, zh: 目标}
      area: CN-GD
      area_names: {CN-GD: {en: Guangdong, zh: 广东}, CN-JS: {en: Jiangsu <b>, zh: 江苏}, CN: China}
    indicators:
      jobs: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, aggregation: last, frequency: annual}
      ships: {title: {en: Ships, zh: 船舶}, unit: ships, nature: count, aggregation: sum, frequency: annual}
    targets:
      jobs-2027:
        {title: {en: Jobs, zh: 更多就业}, indicator: jobs, at_least: 1400, by: 2027, areas: [CN-GD, CN-JS, CN-ZJ]}
      jobs-all: {title: {en: Jobs in China, zh: 全国就业}, indicator: jobs, at_least: 9000, by: 2027, area: CN}
"""
JOBS = "area,period,value\n" + "".join(
    f"{area},{year},{1000 + 9 * year % 70}\n" for area in ("CN-GD", "CN-JS", "CN-ZJ") for year in (2021, 2022, 2023)
)
SHIPS = "area,period,value\nCN-JS,2023,12\n"


@pytest.fixture
def goals(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"jobs": JOBS, "ships": SHIPS})


def said(goals: Path, *arguments: str) -> str:
    command = ["--workspace", str(goals), "--as-of", "2025-01-15", *arguments]
    done = CliRunner().invoke(main.tracker, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def seen(page: Path) -> set[str]:
    """The texts of a page, in which a reader sees them."""
    text = re.sub(r"<(style|script).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {piece.strip() for piece in re.split(r"<[^>]+>", text)} - {""}


def test_an_area_is_called_by_its_name_else_by_another_one_else_by_its_code() -> None:
    names = {"CN-GD": Text((("en", "Guangdong"), ("zh", "广东"))), "CN": Text((("en", "China"),))}
    english, chinese = (translator(tag).naming(names) for tag in ("en", "zh"))
    assert [english.area(code) for code in ("CN-GD", "CN", "CN-ZJ")] == ["Guangdong", "China", "CN-ZJ"]
    assert [chinese.area(code) for code in ("CN-GD", "CN", "CN-ZJ")] == ["广东", "China", "CN-ZJ"]
    assert translator("en").area("CN-GD") == "CN-GD"


def test_reports_call_areas_by_their_names(goals: Path) -> None:
    said(goals, "report", "2024-Q4", "--models", "none", "--lang", "both")
    english, chinese = (seen(goals / "reports" / "2024-Q4" / name) for name in ("index.html", "index.zh.html"))
    assert {"Guangdong", "Jiangsu &lt;b&gt;", "CN-ZJ", "China"} <= english
    assert {"广东", "江苏", "CN-ZJ", "China"} <= chinese
    assert not {text for text in english | chinese if re.search(r"CN-(?:GD|JS)(?!@|\.)\b", text) and "@" not in text}


def test_the_list_of_all_reports_calls_them_so_too(goals: Path) -> None:
    said(goals, "report", "2024-Q4", "--models", "none", "--lang", "both")
    assert "江苏" in seen(goals / "reports" / "index.zh.html")
    assert "Jiangsu &lt;b&gt;" in seen(goals / "reports" / "index.html")


def test_programs_get_codes(goals: Path) -> None:
    said(goals, "report", "2024-Q4", "--models", "none")
    document = json.loads((goals / "reports" / "2024-Q4" / "data.json").read_text(encoding="utf-8"))
    assert [row["area"] for row in document["verdicts"]] == ["CN-GD", "CN-JS", "CN-ZJ", "CN"]
    assert [row["area"] for row in json.loads(said(goals, "list", "--json"))] == ["CN-GD", "CN-JS", "CN-ZJ", "CN"]


def test_the_list_by_area_has_names(goals: Path) -> None:
    rows = [line.split("  ")[0] for line in said(goals, "list", "--by", "area", "--lang", "zh").splitlines()]
    assert rows[1:5] == ["广东", "江苏", "CN-ZJ", "China"]


def test_a_new_name_moves_no_verdict(goals: Path) -> None:
    before = said(goals, "list", "--json")
    path = goals / "targets.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Guangdong", "Canton"), encoding="utf-8")
    assert said(goals, "list", "--json") == before


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{CN-GD: ''}", "area_names"),
        ("{'CN GD': Guangdong}", "CN GD"),
        ("[CN-GD]", "area_names"),
        ("{CN-GD: {english: Guangdong}}", "english"),
    ],
)
def test_what_is_no_name_is_refused(written: str, message: str) -> None:
    _, problems = parse(f"workspace: {{title: Goals, area_names: {written}}}\n".encode(), "targets.yaml")
    errors = [problem for problem in problems if not problem.warning]
    assert [problem.line for problem in errors] == [1]
    assert message in errors[0].message


def test_names_stand_beside_what_is_declared() -> None:
    document, _ = parse(b"workspace: {title: Goals, area_names: {CN: China, 156: CN}}\n", "targets.yaml")
    assert document is not None
    assert {code: name.within("en") for code, name in build(document).area_names.items()} == {
        "CN": "China",
        "156": "CN",
    }
