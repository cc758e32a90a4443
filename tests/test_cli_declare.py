"""`declare`: by options, and in a conversation at a real terminal."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pty = pytest.importorskip("pty", reason="a pseudo-terminal is needed")

TARGETS = """\
    format: 1
    workspace: {title: Example, area: XX}

    indicators:
      # people in work
      jobs: {title: {en: Jobs, zh: 就业}, unit: people, nature: count, aggregation: last, frequency: annual}
      revenue: {title: Revenue, unit: CNY, nature: currency, frequency: annual}

    targets:
      jobs-2030: {title: 'Many jobs', indicator: jobs, at_least: 2000, by: 2030}   # as declared
    """
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1100,2023-02-01\n2023,1180,2024-02-01\n"
AS_OF = "2024-06-30"
SECONDS = 60


@pytest.fixture
def goals(workspace: Callable[..., Path]) -> Path:
    return workspace(TARGETS, {"jobs": JOBS})


def declare(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", AS_OF, "declare", *arguments])


def text(folder: Path) -> str:
    return (folder / "targets.yaml").read_text(encoding="utf-8")


def test_options_are_enough(goals: Path) -> None:
    before = text(goals)
    arguments = ("jobs-2028", "--title", "Jobs", "--indicator", "jobs", "--at-least", "1.5 thousand", "--by", "2028")
    result = declare(goals, *arguments, "--declared-on", "2024-05-01", "--quote", "NO: 12:30", "--tag", "work")
    assert result.exit_code == 0, result.output
    entry = (
        "  jobs-2028:\n    title: Jobs\n    indicator: jobs\n    at_least: 1.5 thousand\n    by: 2028\n"
        "    tags: [work]\n    declared: {on: 2024-05-01, quote: 'NO: 12:30'}\n"
    )
    assert text(goals) == before + entry
    assert f"targets:\n{entry}" in result.stdout
    assert "at least 1,500 people in 2028" in result.stdout
    assert result.stdout.endswith("Wrote targets.yaml\n")
    checked = CliRunner().invoke(tracker, ["--workspace", str(goals), "validate"])
    assert checked.exit_code == 0, checked.output


def test_a_new_indicator_comes_with_it(goals: Path) -> None:
    result = declare(
        goals, "--title", "More births", "--title-zh", "更多新生儿", "--indicator", "births",
        "--indicator-title", "Births", "--unit", "people", "--frequency", "annual", "--lag", "45 days",
        "--increase-by", "5 %", "--since", "2022", "--by", "2030", "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert (answer["version"], answer["id"], answer["indicator_added"]) == (1, "more-births-2030", True)
    assert answer["verdicts"] == [
        {"id": "more-births-2030", "status": "no-data", "probability": None, "steps_done": None, "steps_total": None}
    ]
    assert "  births: {title: Births, unit: people, frequency: annual, lag: 45 days}\n" in text(goals)
    assert "title: {en: More births, zh: 更多新生儿}" in text(goals)


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (("--between", "1000", "1,200", "--by", "2030"), "between: [1000, '1,200']"),
        (("--average-growth", "at least 5.5 %", "--over", "2024..2030"), "average_growth: {at_least: 5.5 %}"),
        (("--maintain", "介于 900 至 2000", "--over", "2024..2030"), "between: [900, 2000]"),
        (("--improve", "up", "--since", "2021", "--by", "2030"), "improve: up"),
        (("--more-than", "0.2万人", "--by", "2030-06"), "more_than: 0.2万人"),
    ],
)
def test_every_kind_of_condition(goals: Path, condition: tuple[str, ...], written: str) -> None:
    result = declare(goals, "x", "--title", "X", "--indicator", "jobs", *condition)
    assert result.exit_code == 0, result.output
    assert written in text(goals)


def test_goals_without_figures(goals: Path) -> None:
    assert declare(goals, "plan", "--title", "Plan", "--milestones", "38", "--by", "2027").exit_code == 0
    result = declare(goals, "both", "--title", "Both", "--all-of", "plan", "--all-of", "jobs-2030")
    assert result.exit_code == 0, result.output
    assert "milestones: {count: 38}" in text(goals)
    assert "all_of: [plan, jobs-2030]" in text(goals)


def test_several_areas(goals: Path) -> None:
    arguments = ("--title", "Jobs", "--indicator", "jobs", "--at-least", "5", "--by", "2030")
    result = declare(goals, "x", *arguments, "--area", "CN-GD", "--area", "CN-JS", "--json")
    assert [each["id"] for each in json.loads(result.stdout)["verdicts"]] == ["x@CN-GD", "x@CN-JS"]


def test_a_dry_run_writes_nothing(goals: Path) -> None:
    before = text(goals)
    result = declare(goals, "--title", "Jobs", "--indicator", "jobs", "--at-least", "5", "--by", "2030", "--dry-run")
    assert result.exit_code == 0
    assert "at_least: 5" in result.stdout
    assert text(goals) == before


SOUND = ("--title", "Jobs", "--indicator", "jobs", "--at-least", "1500", "--by", "2028")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            (),
            ["missing: --title, --indicator, one condition (--at-least, --more-than, --at-most, --less-than …), --by"],
        ),
        (("--title", "万亿", *SOUND[2:]), ["missing: ID (none can be made from this title)"]),
        (("jobs-2030", *SOUND), ["there is a target 'jobs-2030' already; choose another id"]),
        (("Jobs", *SOUND), ["'Jobs' is no id"]),
        (
            ("x", "--indicator", "job", "--at-least", "5 kg", "--by", "12x"),
            ["by: '12x' is not a period", "no indicator 'job'; did you mean 'jobs'?", "missing: --title"],
        ),
        ((*SOUND[:4], "--at-least", "5 kg", "--by", "2028"), ["at_least: '5 kg': unit 'kg' does not fit people"]),
        ((*SOUND, "--declared-on", "2029-01-01"), ["the deadline 2028 lies before the declaration on 2029-01-01"]),
        ((*SOUND, "--url", "www.example.org"), ["declared.url: "]),
        ((*SOUND, "--at-most", "3"), ["--at-least and --at-most: keep one"]),
        ((*SOUND, "--unit", "people"), ["--unit belongs to a new indicator, and jobs is declared already"]),
        ((*SOUND[:2], "--maintain", "50", "--over", "2024..2026"), ["'50' says no side"]),
        ((*SOUND[:2], "--unit", "kg", *SOUND[4:]), ["a new indicator needs its id"]),
        (("--title", "a\x1b[2Jb", *SOUND[2:]), ["--title holds the invisible character U+001B"]),
    ],
)
def test_what_is_wrong_or_missing_is_said_at_once(goals: Path, arguments: tuple[str, ...], said: list[str]) -> None:
    before = text(goals)
    result = declare(goals, *arguments)
    assert result.exit_code == 2, result.output
    for each in said:
        assert each in result.stderr
    assert text(goals) == before


def test_a_file_in_braces_stays_as_it_is(workspace: Callable[..., Path]) -> None:
    folder = workspace('{"indicators": {"jobs": {"title": "J", "unit": "people", "frequency": "annual"}}}')
    before = text(folder)
    result = declare(folder, *SOUND)
    assert result.exit_code == 2
    assert "is written in braces" in result.stderr
    assert text(folder) == before


class Terminal:
    """The program at a pseudo-terminal: what it shows is read until the words that are waited for, then typed to."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.shown = ""
        self._mark = 0
        self.ours, theirs = pty.openpty()
        environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1", "COLUMNS": "200"}
        code = "from tracker.cli.main import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "--as-of", AS_OF, "declare", *arguments],
            cwd=folder,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_controlling,  # noqa: PLW1509 - Ctrl-C reaches the program through its own terminal only
        )
        os.close(theirs)

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + SECONDS
        while words not in self.shown[self._mark :]:
            assert time.monotonic() < until, f"waited for {words!r}; shown:\n{self.shown}"
            if not self._read(1.0) and self.process.poll() is not None:
                raise AssertionError(f"ended before {words!r}; shown:\n{self.shown}")
        self._mark = self.shown.index(words, self._mark) + len(words)

    def answer(self, words: str, line: str) -> None:
        self.wait_for(words)
        self.wait_for("> " if not words.endswith("]: ") else "")
        os.write(self.ours, f"{line}\n".encode())

    def ended_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            self._read(0.2)
        return self.process.poll() is not None

    def end(self) -> int:
        until = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < until:
            self._read(0.2)
        while self._read(0.1):
            pass
        os.close(self.ours)
        return self.process.wait(timeout=1)

    def _read(self, seconds: float) -> bool:
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        try:
            got = os.read(self.ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += got.decode(errors="replace").replace("\r\n", "\n")
        return bool(got)


def _controlling() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored


def test_a_conversation(goals: Path) -> None:
    before = text(goals)
    at = Terminal(goals)
    at.answer("The goal in a few words (like A trillion-yuan", "Jobs for all")
    at.answer("The same in Chinese (may be left out)", "人人有工作")
    at.answer("What does the goal say?", "99")
    at.wait_for("none of them; write a number or a name of the list")
    at.answer("", "at least")
    at.answer("What is measured?\n    1  jobs     Jobs (people)", "jobs")
    at.answer("How much? (like 15, 1 trillion CNY, 1万亿元)", "1500 kg")
    at.wait_for("unit 'kg' does not fit people")
    at.answer("", "0.15万人")
    at.answer("By when", "2o28")
    at.wait_for("by: '2o28' is not a period")
    at.answer("", "2028")
    at.answer("For which area, or which areas? (like CN-GD, CN-JS  [XX], may be left out)", "")
    at.answer("On which day was it declared?", "2029-01-01")
    at.wait_for("the deadline 2028 lies before the declaration on 2029-01-01")
    at.answer("", "2024-05-01")
    at.answer("In which document?", "Plan")
    at.answer("Who declared it?", "")
    at.answer("Where can the document be read?", "example.org")
    at.answer("declared.url", "https://example.org/plan")
    at.answer("In which words", "Jobs for all by 2028")
    at.answer("Words to group targets by", "work, people")
    at.answer("The goal's id", "jobs-2030")
    at.wait_for("there is a target 'jobs-2030' already")
    at.answer("[jobs-for-all-2028] >"[:-1], "")
    at.wait_for("at least 1,500 people in 2028")
    at.answer("Write this to targets.yaml? [Y/n]: ", "")
    assert at.end() == 0, at.shown
    assert at.shown.endswith("Wrote targets.yaml\n")
    assert text(goals) == before + (
        "  jobs-for-all-2028:\n    title: {en: Jobs for all, zh: 人人有工作}\n    indicator: jobs\n"
        "    at_least: 0.15万人\n    by: 2028\n    tags: [work, people]\n"
        "    declared: {on: 2024-05-01, document: Plan, url: 'https://example.org/plan', quote: Jobs for all by 2028}\n"
    )


def test_a_conversation_in_chinese_about_something_new(goals: Path) -> None:
    at = Terminal(goals, "--lang", "zh", "--average-growth", "不低于 5 %", "--area", "CN-GD", "--tag", "产业")
    at.answer("用几个词概括目标", "产值稳步增长")
    at.answer("英文说法", "")
    at.answer("衡量什么？", "+")
    at.answer("用几个词说明衡量的内容", "产值")
    at.answer("英文说法", "")
    at.answer("代码", "")
    at.wait_for("此项必填")
    at.answer("", "jobs")
    at.wait_for("already")
    at.answer("", "output")
    at.answer("数据以什么单位表示？", "亿元")
    at.answer("数据多久发布一次？", "3")
    at.answer("属于哪类数据？", "currency")
    at.answer("一年之内的数据如何合成年度数据？", "sum")
    at.answer("哪种数值更好？", "")
    at.answer("期末之后多久发布数据？", "45天")
    at.answer("在哪段时期？", "2026..2030")
    for _ in range(5):
        at.answer("可省略", "")
    at.answer("目标的代码", "output-2030")
    at.answer("要写入 targets.yaml 吗？ [Y/n]: ", "y")
    assert at.end() == 0, at.shown
    assert (
        "  output: {title: 产值, unit: 亿元, frequency: quarterly, nature: currency, aggregation: sum, lag: 45天}\n"
        in text(goals)
    )
    assert "    average_growth: {at_least: 5 %}\n    over: 2026..2030\n    area: CN-GD\n" in text(goals)


@pytest.mark.parametrize("way", ["ctrl-c", "end of input", "no"])
def test_who_leaves_leaves_nothing(goals: Path, way: str) -> None:
    before = text(goals)
    at = Terminal(goals, "x", *SOUND)
    if way == "no":
        at.answer("[Y/n]: ", "n")
        assert at.end() == 2
        assert "nothing was written" in at.shown
    else:
        at.wait_for("[Y/n]: ")
        for _ in range(5):  # one key may meet the moment between the question and its reading
            os.write(at.ours, b"\x03" if way == "ctrl-c" else b"\x04")
            if at.ended_within(5.0):
                break
        assert at.end() == 128 + signal.SIGINT
    assert "Traceback" not in at.shown
    assert text(goals) == before
    assert sorted(path.name for path in goals.iterdir() if path.name != ".tracker") == ["observations", "targets.yaml"]


def test_what_another_wrote_meanwhile_stays(goals: Path) -> None:
    at = Terminal(goals, "x", *SOUND)
    at.wait_for("[Y/n]: ")
    (goals / "targets.yaml").write_text(
        text(goals) + "  y: {title: Y, milestones: {count: 1}, by: 2030}\n", encoding="utf-8"
    )
    os.write(at.ours, b"y\n")
    assert at.end() == 0, at.shown
    assert text(goals).index("\n  y: ") < text(goals).index("\n  x: ")
