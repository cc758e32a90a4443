"""Many targets at once: the same verdicts as one by one, in one process or several, and each computed once only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from tracker.cli.main import tracker
from tracker.engine import blocks, verdicts
from tracker.engine.pool import FEWEST, processes, results

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AREAS = [f"A{number:03d}" for number in range(12)]
TARGETS = f"""\
    format: 1
    workspace: {{title: Twelve areas, area: A000}}
    indicators:
      jobs: {{title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}}
      sales: {{title: Sales, unit: EUR, nature: currency, aggregation: sum, frequency: quarterly}}
    targets:
      many-jobs: {{title: Many jobs, indicator: jobs, at_least: 1400, by: 2027, areas: [{", ".join(AREAS)}]}}
      steady:
        {{title: Never fewer, indicator: jobs, maintain: {{at_least: 900}}, over: 2022..2026, areas: [A001, A007]}}
      more-sales: {{title: More sales, indicator: sales, at_least: 600, by: 2026, areas: [{", ".join(AREAS)}]}}
      some-sales: {{title: A good spring, indicator: sales, at_least: 150, by: 2026-Q2, area: A003}}
      more-jobs: {{title: Even more jobs, indicator: jobs, at_least: 1500, by: 2027, replaces: many-jobs, area: A002}}
      both: {{title: Both, all_of: [steady, more-sales], areas: [A001, A007]}}
      law: {{title: A law, milestones: [{{id: draft}}, {{id: act}}], by: 2026}}
"""


def figures() -> dict[str, str]:
    """Figures of different lengths, one area without any."""
    jobs, sales = ["area,period,value"], ["area,period,value"]
    for place, area in enumerate(AREAS[:-1]):
        jobs += [f"{area},{year},{1000 + 37 * place + 20 * (year - 2015)}" for year in range(2015 + place % 4, 2024)]
        sales += [
            f"{area},{year}-Q{quarter},{100 + 3 * place + 7 * quarter + 4 * (year - 2018)}"
            for year in range(2018, 2024)
            for quarter in (1, 2, 3, 4)
        ]
    return {"jobs": "\n".join(jobs) + "\n", "sales": "\n".join(sales) + "\n"}


@pytest.fixture
def twelve(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, figures())


def said(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2024-06-30", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def listed(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(folder, "list", "--json", *arguments))
    return found


def close(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether two values are the same, numbers to one part in a thousand million."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float):
        return bool(one == pytest.approx(other, rel=1e-9, abs=1e-12))
    return bool(one == other)


def test_each_is_judged_as_if_alone(twelve: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = {each["id"]: each for each in listed(twelve)}
    assert list(together) == [
        *(f"many-jobs@{area}" for area in AREAS),
        *("steady@A001", "steady@A007"),
        *(f"more-sales@{area}" for area in AREAS),
        *("some-sales", "more-jobs", "both@A001", "both@A007", "law"),
    ]
    assert len({each["status"] for each in together.values()}) >= 4
    monkeypatch.setattr(blocks, "AREAS", 1)
    alone = {each["id"]: each for each in listed(twelve.rename(twelve.with_name("alone")), "--lang", "en")}
    for name, verdict in together.items():
        assert close(alone[name], verdict), name


def test_several_processes_print_the_same(twelve: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "AREAS", 3)
    one = said(twelve, "list", "--json", "--jobs", "1")
    assert said(twelve.rename(twelve.with_name("again")), "list", "--json", "--jobs", "2") == one
    other = twelve.with_name("table")
    twelve.with_name("again").rename(other)
    (other / "observations" / "jobs.csv").write_text(figures()["jobs"].replace("1000", "1001"), encoding="utf-8")
    assert "◆" in said(other, "list", "--jobs", "2")


def test_what_is_wrong_in_another_process_is_said_as_ever(
    workspace: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = """\
        indicators: {rate: {title: A rate, unit: "%", frequency: daily}}
        targets: {low: {title: Low, indicator: rate, at_most: 2, by: 2100-12-31, areas: [A, B]}}
    """
    root = workspace(targets, {"rate": "area,period,value\nA,2024-01-02,3\nB,2024-01-02,3\n"})
    monkeypatch.setattr(blocks, "AREAS", 1)
    result = CliRunner().invoke(tracker, ["--workspace", str(root), "list", "--json", "--jobs", "2"])
    assert result.exit_code == 2
    assert "targets.yaml:2: target low@A: its figures are daily, and more than 10,000 periods lie" in result.stderr


def test_what_is_wrong_in_files_that_other_processes_read_is_said_at_once(twelve: Path) -> None:
    for name in ("jobs", "sales"):
        path = twelve / "observations" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8") + "A000,2030,many\n", encoding="utf-8")
    arguments = ["--workspace", str(twelve), "--as-of", "2024-06-30", "list", "--json", "--jobs"]
    one, two = (CliRunner().invoke(tracker, [*arguments, number]) for number in "12")
    assert (two.exit_code, two.stdout) == (2, "")
    assert len(two.stderr.splitlines()) == 2
    assert two.stderr == one.stderr


def test_who_reads_only_the_beginning_is_told_nothing() -> None:
    found = results(abs, [(-number,) for number in range(50)], 2)
    assert [next(found), next(found)] == [0, 1]
    found.close()  # a warning would be an error here


def test_several_processes_work_where_there_is_work_for_them() -> None:
    assert processes(None, FEWEST - 1) == 1
    assert processes(None, FEWEST) >= 1
    assert processes(7, 1) == 7


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the targets that were judged since."""
    found: list[str] = []
    judge = verdicts.judge_together

    def noting(given: Any, declarations: Any, targets: Any, as_of: Any) -> Any:  # noqa: ANN401 - what the engine passes
        found.extend(target.id for target in targets)
        return judge(given, declarations, targets, as_of)

    monkeypatch.setattr(verdicts, "judge_together", noting)
    return found


JOBS, SALES, LAW = {"many-jobs", "steady", "more-jobs"}, {"more-sales", "some-sales"}, {"law"}


@pytest.mark.parametrize(
    ("old", "new", "anew"),
    [
        ("title: Never fewer", "title: At no time fewer", JOBS | {"both"}),
        ("at_least: 150,", "at_least: 151,", SALES | {"both"}),
        ("title: A law", "title: An act", LAW),
        ("unit: EUR", "unit: USD", SALES | {"both"}),
        ("title: Twelve areas", "title: A dozen areas", JOBS | SALES | LAW | {"both"}),
    ],
)
def test_only_what_a_declaration_touches_is_judged_again(
    twelve: Path, judged: list[str], old: str, new: str, anew: set[str]
) -> None:
    said(twelve, "list", "--json")
    judged.clear()
    path = twelve / "targets.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    said(twelve, "list", "--json")
    members = {"steady", "more-sales"} if "both" in anew else set()
    assert {name.partition("@")[0] for name in judged} == anew | members


def test_a_comment_makes_nothing_anew(twelve: Path, judged: list[str]) -> None:
    said(twelve, "list", "--json")
    judged.clear()
    path = twelve / "targets.yaml"
    path.write_text("# A comment.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    said(twelve, "list", "--json")
    assert judged == []


@pytest.mark.parametrize("content", [b"", b"{}", b"0" * 64 + b'\n{"law": "{}"}'])
def test_what_was_kept_and_is_damaged_is_said_anew(twelve: Path, content: bytes) -> None:
    first = said(twelve, "list", "--json")
    for path in (*answers(twelve), *twelve.glob(".tracker/cache/texts/*")):
        path.write_bytes(content)
    assert said(twelve, "list", "--json") == first


def answers(folder: Path) -> list[Path]:
    place = folder / ".tracker" / "cache" / "answers"
    return sorted(place.iterdir()) if place.is_dir() else []


def test_a_long_answer_is_found_again_piece_by_piece(
    twelve: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.engine import cache

    monkeypatch.setattr(cache, "_PIECE_BYTES", 100)
    first = said(twelve, "list", "--json")
    judged.clear()
    assert said(twelve, "list", "--json") == first
    assert judged == []
    (kept,) = answers(twelve)
    assert kept.suffix == ".txt"


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-1], lambda text: b"1" + text[1:], lambda _: b"", lambda text: text + b"\n"]
)
def test_a_damaged_answer_is_made_anew(twelve: Path, damage: Callable[[bytes], bytes]) -> None:
    first = said(twelve, "list", "--json")
    (kept,) = answers(twelve)
    kept.write_bytes(damage(kept.read_bytes()))
    assert said(twelve, "list", "--json") == first


def test_an_answer_that_nobody_read_to_its_end_is_not_kept(twelve: Path) -> None:
    from datetime import date

    from tracker.engine import Answer, find_answer, keep_answer
    from tracker.workspace import open_folder

    folder = open_folder(str(twelve))
    pieces = keep_answer(folder, ("list",), date(2024, 6, 30), ["jobs"], Answer(["one\n", "two\n"], 0))
    assert next(pieces) == "one\n"
    pieces.close()
    assert answers(twelve) == []
    assert find_answer(folder, ("list",), date(2024, 6, 30)) is None
    whole = keep_answer(folder, ("list",), date(2024, 6, 30), ["jobs"], Answer(["one\n", "two\n"], 1))
    assert list(whole) == ["one\n", "two\n"]
    found = find_answer(folder, ("list",), date(2024, 6, 30))
    assert found is not None
    assert ("".join(found.pieces), found.code) == ("one\ntwo\n", 1)
