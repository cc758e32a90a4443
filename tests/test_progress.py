"""How far long work has come, for a person who waits at a terminal, and for nobody else."""

from __future__ import annotations

import sys
import time

import pytest

from tracker.cli.progress import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have gone, as the only item."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def shown(monkeypatch: pytest.MonkeyPatch, clock: list[float], ticks: list[tuple[float, int]], total: int) -> list[str]:
    written: list[str] = []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("click.echo", lambda text, **_: written.append(text))
    with progress("Assessing") as tick:
        assert tick is not None
        for seconds, done in ticks:
            clock[0] = seconds
            tick(done, total)
    return [text.replace("\r", "").replace("\x1b[K", "") for text in written]


def test_it_says_how_much_is_done_and_how_much_time_is_left(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    ticks = [(0.5, 100), (2.0, 400), (10.0, 2000), (40.0, 6000), (60.0, 8000)]
    assert shown(monkeypatch, clock, ticks, 8000) == [
        "Assessing: 400 of 8,000",
        "Assessing: 2,000 of 8,000, about 30 s left",
        "Assessing: 6,000 of 8,000, about 13 s left",
        "Assessing: 8,000 of 8,000",
        "",
    ]


def test_minutes_are_said_as_minutes(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    assert shown(monkeypatch, clock, [(60.0, 1)], 11)[0] == "Assessing: 1 of 11, about 10 min left"


def test_quick_work_says_nothing(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    assert shown(monkeypatch, clock, [(0.2, 5), (0.9, 10)], 10) == []


def test_without_a_terminal_nothing_is_said() -> None:
    with progress("Assessing") as tick:
        assert tick is None
