from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.figures import MilestoneRow, known_steps, read_steps

STEPS = tuple(f"step-{number}" for number in range(1, 39))
GOOD = """\
step,status,published,evidence,source
step-1,in-progress,2024-11-01,hall begun,yearbook
step-2,not-started,2024-11-01,,
step-1,done,2025-03-01,opened,
"""


def problems(content: str, steps: tuple[str, ...] = STEPS) -> list[str]:
    return [str(problem) for problem in read_steps(content.encode(), path="plan.csv", steps=steps)[1]]


def test_rows() -> None:
    rows, found = read_steps(GOOD.encode(), path="plan.csv", steps=STEPS)
    assert not found
    assert len(rows) == 3
    assert rows[0] == MilestoneRow(
        step="step-1",
        status="in-progress",
        published=date(2024, 11, 1),
        evidence="hall begun",
        source="yearbook",
        line=2,
    )


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2024, 10, 31), {}),
        (date(2024, 11, 1), {"step-1": "in-progress", "step-2": "not-started"}),
        (date(2025, 3, 1), {"step-1": "done", "step-2": "not-started"}),
    ],
)
def test_where_the_steps_stood(as_of: date, status: dict[str, str]) -> None:
    rows, _ = read_steps(GOOD.encode(), path="plan.csv", steps=STEPS)
    assert {step: row.status for step, row in known_steps(rows, as_of).items()} == status


def test_a_header_alone_is_fine() -> None:
    assert problems("step,status,published\n") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "plan.csv: is empty; its first line must name the columns, at least step,status,published"),
        ("step,status\n", "plan.csv:1: no column 'published'; add it to the header"),
        ("step,state,published\n", "plan.csv:1: unknown column 'state'; did you mean 'status'?"),
        ("step-1,done,2024-11-01\n", "plan.csv:1: no header line"),
        (GOOD + "step-39,done,2025-01-01,,\n", "plan.csv:5: unknown step 'step-39'; did you mean 'step-"),
        (
            GOOD + "hall,done,2025-01-01,,\n",
            "plan.csv:5: unknown step 'hall'; write one of 38 steps, step-1 to step-38",
        ),
        (
            GOOD + "step-3,finished,2025-01-01,,\n",
            "plan.csv:5: unknown status 'finished'; write one of done, in-progress",
        ),
        (GOOD + "step-3,Done,2025-01-01,,\n", "plan.csv:5: unknown status 'Done'; did you mean 'done'?"),
        (GOOD + "step-3,done,,,\n", "plan.csv:5: published is empty; write the day, like 2024-09-30"),
        (GOOD + "step-3,done,2025,,\n", "plan.csv:5: published '2025' is not a date"),
        (GOOD + "step-3,done\n", "plan.csv:5: found 2 cells, but the header names 5 columns"),
        (
            GOOD + "step-2,not-started,2024-11-01,,\n",
            "plan.csv:5: step step-2 is not-started on 2024-11-01 on line 3 already",
        ),
        (
            GOOD + "step-2,done,2024-11-01,,\n",
            "plan.csv:5: two statuses of step step-2 on 2024-11-01: not-started on line 3",
        ),
    ],
)
def test_what_is_refused(content: str, says: str) -> None:
    (problem,) = problems(content)
    assert says in problem


def test_few_steps_are_listed() -> None:
    (problem,) = problems("step,status,published\nroof,done,2025-01-01\n", ("plan", "built"))
    assert problem == "plan.csv:2: unknown step 'roof'; write one of plan, built"


DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@given(
    rows=st.lists(
        st.builds(
            MilestoneRow,
            step=st.sampled_from(STEPS[:3]),
            status=st.just("done"),
            published=DAYS,
            line=st.integers(2, 99),
        ),
        unique_by=lambda row: row.line,
    ),
    as_of=DAYS,
)
def test_a_row_published_later_changes_nothing(rows: list[MilestoneRow], as_of: date) -> None:
    assert known_steps(rows, as_of) == known_steps([row for row in rows if row.published <= as_of], as_of)
