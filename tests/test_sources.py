"""Figures that two sources give, and figures that were corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import tracker
from tracker.cli.main import tracker as program
from tracker.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.verdict import Assessment

TARGETS = """\
workspace: {{title: Test, area: XX}}
indicators:
  output: {{title: Output, unit: billion CNY, nature: currency, better: up, frequency: annual{prefer}}}
targets:
  goal: {{title: Goal, indicator: output, at_least: 130, by: 2025}}
"""
FIGURES = """\
period,value,published,source
2019,100,2020-03-01,yearbook
2020,110,2021-03-01,yearbook
2020,112,2021-02-01,press
2019,100,2020-02-01,press
"""


def judged(workspace: Callable[..., Path], figures: str, prefer: str = "") -> Assessment:
    root = workspace(TARGETS.format(prefer=prefer), {"output": figures})
    return tracker.open_workspace(root).assess("2021-06-30")["goal"]


def said(verdict: Assessment, code: str) -> dict[str, Any]:
    return next(dict(reason.values) for reason in verdict.reasons if reason.code == code)


def test_the_preferred_source_is_used_and_the_other_one_said(workspace: Callable[..., Path]) -> None:
    verdict = judged(workspace, FIGURES, ", prefer: [press, yearbook]")
    assert verdict.latest_value == 112
    found = said(verdict, "sources-preferred")
    assert (found["source"], found["value"], found["rival"], found["other"]) == ("press", 112, "yearbook", 110)
    assert found["apart"] == 2
    assert said(verdict, "sources-agree")["count"] == 1


def test_without_a_preference_the_later_publication_counts(workspace: Callable[..., Path]) -> None:
    verdict = judged(workspace, FIGURES)
    assert verdict.latest_value == 110
    assert said(verdict, "sources-later")["rival"] == "press"


def test_two_sources_that_differ_on_one_day_need_a_preference(workspace: Callable[..., Path]) -> None:
    figures = "period,value,published,source\n2020,1,2021-03-01,a\n2020,2,2021-03-01,b\n"
    with pytest.raises(InvalidInputError, match="two sources disagree on 2020"):
        judged(workspace, figures)
    assert judged(workspace, figures, ", prefer: [b]").latest_value == 2


def test_only_the_latest_differences_are_named(workspace: Callable[..., Path]) -> None:
    rows = "".join(f"{y},{y},2021-01-01,a\n{y},{y + 1},2021-01-01,b\n" for y in range(2010, 2020))
    verdict = judged(workspace, "period,value,published,source\n" + rows, ", prefer: [b]")
    assert [str(dict(r.values)["period"]) for r in verdict.reasons if r.code == "sources-preferred"] == [
        "2019",
        "2018",
        "2017",
    ]
    assert said(verdict, "sources-differ-too")["count"] == 7


def run(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(program, ["--workspace", str(root), "--as-of", "2021-06-30", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_reason_names_both_figures(workspace: Callable[..., Path]) -> None:
    root = workspace(TARGETS.format(prefer=", prefer: [press]"), {"output": FIGURES})
    text = " ".join(run(root, "check", "goal").split())
    assert (
        "For 2020, press gives 112 billion CNY and yearbook gives 110 billion CNY, 2 billion CNY apart; the first is"
        " preferred and used." in text
    )


AREA = """\
workspace: {title: Test, area: XX}
indicators:
  zone: {title: Area of the zone, unit: sq km, nature: count, frequency: annual}
targets: {}
"""


def test_a_correction_keeps_both_forms_and_its_reason(workspace: Callable[..., Path]) -> None:
    printed = "period,value,unit,status,published,note\n2020,56.39,sq m,U,2021-02-20,As printed.\n"
    root = workspace(AREA, {"zone": printed})
    why = "A misprint: a part of the zone alone has 19.1 sq km."
    run(root, "add", "zone", "2020", "56.39 sq km", "--published", "2021-05-01", "--note", why, "--revises")
    lines = (root / "observations" / "zone.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("2020,56.39,sq m,U,2021-02-20")
    run(root, "report", "2021-Q2")
    page = (root / "reports" / "2021-Q2" / "index.html").read_text(encoding="utf-8")
    revised = page[page.rindex("Revised figures") :]
    assert revised.index("56.39 sq m<") < revised.index("56.39 sq km<") < revised.index(why)
