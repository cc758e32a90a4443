"""Notes on the quality of the data: what is said of the figures, told apart from the reasons for the verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.test_html import example, one_figure
from tracker.errors import Problem
from tracker.figures import parse_period
from tracker.report.html import report_page
from tracker.report.language import translator
from tracker.report.quality import doubts, parted
from tracker.verdict import Reason

EN = translator("en")
ROWS = "observations/revenue.csv"


@pytest.mark.parametrize(
    ("reason", "about_figures"),
    [
        (Reason(code="approximate", values=(("count", 1), ("of", 3))), True),
        (Reason(code="left-out-unreliable", values=(("count", 2),)), True),
        (Reason(code="published-by-rule", values=(("count", 1), ("days", 45))), True),
        (Reason(code="old-figures", values=(("period", "2021"), ("age", 4.0))), True),
        (Reason(code="own-goal", values=(("share", 0.3), ("raised", 0.4))), False),
        (Reason(code="steps", values=(("done", 1), ("total", 3))), False),
    ],
)
def test_a_note_on_the_figures_is_no_reason(reason: Reason, about_figures: bool) -> None:  # noqa: FBT001 - an outcome
    entry = one_figure()
    why, notes = parted(replace(entry, assessment=replace(entry.assessment, reasons=(reason,))), EN)
    assert (len(why), len(notes)) == (0, 1) if about_figures else (1, 0)


def test_what_the_goal_needs_a_year_is_said_once() -> None:
    entry = one_figure()
    needed = Reason(code="rate-needed", values=(("since", parse_period("2023")), ("required", 0.1079)))
    assert parted(replace(entry, assessment=replace(entry.assessment, reasons=(needed,))), EN) == ((), ())


def test_that_figures_are_a_proxy_is_said_in_both_places() -> None:
    entry = one_figure()
    why, notes = parted(replace(entry, assessment=replace(entry.assessment, reasons=(Reason(code="proxy"),))), EN)
    assert why == notes == ("The figures are a proxy: Revenue stands for output.",)


def test_the_doubts_are_those_about_its_own_rows() -> None:
    entry = one_figure()
    own = replace(entry, figures=tuple(replace(row, line=k) for k, row in enumerate(entry.figures, 2)))
    problems = [
        Problem(path=ROWS, line=3, message="a jump", warning=True),
        Problem(path=ROWS, line=9, message="a row of another area", warning=True),
        Problem(path=ROWS, message="the whole file", warning=True),
        Problem(path="observations/other.csv", line=3, message="another file", warning=True),
    ]
    assert [(place, said.text, said.tag) for place, said in doubts(own, problems)] == [
        (f"{ROWS}:3", "a jump", "en"),
        (ROWS, "the whole file", "en"),
    ]


def test_all_of_it_stands_under_one_heading() -> None:
    entry = one_figure()
    row = replace(entry.figures[1], line=2)
    problem = Problem(path=ROWS, line=2, message="a jump to <ten> times", warning=True)
    report = replace(example(), entries=(replace(entry, figures=(row,)),), problems=(problem,))
    text = report_page(report, EN)
    part = text[text.index("Quality of the data") : text.index("Cite as:")]
    assert "<li>The figures are a proxy: Revenue stands for output.</li>" in part
    assert f'<code>{ROWS}:2</code> <span lang="en">a jump to &lt;ten&gt; times</span>' in part
    assert "A note." in part
