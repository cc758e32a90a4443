"""A good workspace with something in it changed at random: it is still good, or what is wrong is said with its line."""

from __future__ import annotations

import json
import random
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tracker.cli.main import tracker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TARGETS = """\
format: 1
workspace: {title: {en: Example, zh: 示例}, area: XX, thresholds: {on_track: 0.8, off_track: 0.2}, report_lag: 45 days}
indicators:
  jobs:
    title: Jobs
    unit: people
    nature: count
    aggregation: last
    frequency: annual
    lag: 60 days
    bounds: [0, 1e9]
  share: {title: Share, unit: "%", nature: share, frequency: annual, better: up}
  output: {title: Output, unit: CNY, nature: currency, aggregation: sum, frequency: quarterly}
targets:
  jobs-2030:
    title: Many jobs
    indicator: jobs
    at_least: 2000
    by: 2030
    interim: {2025: 1200, 2027: 1500}
    declared: {on: 2021-01-01, by: The council, quote: "Two thousand jobs."}
    revised: [{on: 2022-01-01, was: {at_least: 1800}}]
  share-band: {title: Band, indicator: share, between: [40, 60], by: 2028, baseline: 2020}
  share-up: {title: Up, indicator: share, increase_by: 10 pp, since: 2020, by: 2028, binding: true}
  share-better: {title: Better, indicator: share, improve: up, since: 2020, by: 2026}
  output-growth: {title: Growth, indicator: output, average_growth: {at_least: 5.5 %}, over: 2021..2025}
  output-sum: {title: Sum, indicator: output, cumulative: {more_than: 55 million CNY}, over: 2021..2025}
  output-level: {title: Level, indicator: output, more_than: 12 million, by: 2026-Q4, reached: any_time}
  output-kept: {title: Kept, indicator: output, maintain: {more_than: 1 million}, over: 2022-Q1..2024-Q4}
  both: {title: Both, all_of: [jobs-2030, share-band]}
  plan: {title: Plan, milestones: [{id: a, title: A, by: 2025}, {id: b, title: B}], by: 2027, tags: [x, y]}
"""
FILES = {
    "targets.yaml": TARGETS,
    "observations/jobs.csv": (
        "area,period,value,growth,since,unit,qualifier,status,published,source,url,note\n"
        "XX,2019,1000,,,,,A,2020-02-01,paper,https://example.org,\n"
        'XX,2020,1.05,,,thousand people,~,E,2021-02-01,paper,,"about, it says"\n'
        "XX,2021,,5,2019,,>,A,2022-02-01,paper,,\n"
        "XX,2022,1100,,,,,B,2023-02-01,paper,,\n"
        "XX,2023,1150,,,,,P,2024-02-01,paper,,\n"
        "XX,2023,1160,,,,,,2024-08-01,paper,,revised\n"
        "XX,2024,,,,,,M,2025-02-01,paper,,\n"
        "XX,2026,1500,,,,,F,2024-02-01,ministry,,\n"
    ),
    "observations/share.csv": "period,value\n2019,41.5\n2020,42\n2021,42.9\n2022,44\n2023,45.1\n2024,45.9\n",
    "observations/output.csv": "period,value,unit\n"
    + "".join(
        f"{year}-Q{quarter},{2.1 + year % 10 / 10},million CNY\n"
        for year in (2021, 2022, 2023, 2024)
        for quarter in (1, 2, 3, 4)
    ),
    "observations/plan.csv": "step,status,published\na,in-progress,2023-01-01\na,done,2024-01-01\n",
}
WORDS = [
    *":{}[],&*!|>'\"%@`#-?~\t\0\r\n\\;=<",
    *(
        "  ",
        "\ufeff",
        "\u2028",
        "\U0001f4a5",
        "中文",
        "亿元",
        "trillion CNY",
        "%",
        "pp",
        "*a",
        "&a",
        "<<",
        "---",
        "...",
        "!!int",
    ),
    *(
        "0",
        "-1",
        "1e3",
        "1e400",
        "1e-320",
        ".inf",
        ".nan",
        "NaN",
        "0x1F",
        "12:30",
        "null",
        "true",
        "no",
        "-5 %",
        ">",
        "~",
    ),
    *(
        "1000",
        "2019",
        "2999",
        "3000",
        "2024-Q3",
        "2024-02-30",
        "2024-01/2024-08",
        "2025..2021",
        "2020..2090",
        "F",
        "M",
        "U",
    ),
    *("jobs", "share", "output", "plan", "both", "at_least", "maintain", "milestones", "all_of", "by", "since", "over"),
]
VERBS = [("check", "--json"), ("list",), ("validate",), ("report", "2024-Q4"), ("forecast", "share"), ("check", "both")]


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("goals")
    (root / "observations").mkdir()
    yield root
    shutil.rmtree(root)


def write(folder: Path, name: str = "", text: str = "") -> None:
    for path, good in FILES.items():
        content = text if path == name else good
        (folder / path).write_bytes(content.encode("utf-8", "surrogatepass"))


def holds(folder: Path, *arguments: str) -> int:
    """Ask one question; the exit code, 0 or 2, after checking that the answer is whole or the refusal has places."""
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), "--as-of", "2025-03-01", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in {0, 2}, result.output
    if result.exit_code == 2 and arguments[0] != "forecast":
        for line in result.stderr.splitlines():
            assert re.match(r"(targets\.yaml|observations/[a-z]+\.csv)(:[1-9]\d*)?: \S|there is no target ", line), line
    if result.exit_code == 0 and "--json" in arguments:
        json.loads(result.stdout, parse_constant=pytest.fail)
    return result.exit_code


def altered(text: str, draw: random.Random) -> str:
    """The text with one to three small changes, as of a slipped hand, a broken merge or an enemy."""
    for _ in range(draw.choice([1, 1, 2, 3])):
        lines = text.splitlines(keepends=True) or [""]
        line, place = draw.randrange(len(lines)), draw.randrange(len(text) + 1)
        change = draw.randrange(8)
        if change == 0:
            lines[line] = ""
        elif change == 1:
            lines[line] *= 2
        elif change == 2:
            other = draw.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
        elif change == 3:
            lines[line] = lines[line][draw.randrange(len(lines[line]) + 1) :]
        if change <= 3:
            text = "".join(lines)
        elif change == 4:
            text = text[:place] + draw.choice(WORDS) + text[place:]
        elif change == 5:
            text = text[:place] + draw.choice(WORDS) + text[place + draw.randrange(1, 4) :]
        else:
            words = [*re.finditer(r"[^\s,:{}\[\]]+", text)]
            if words:
                word = draw.choice(words)
                text = text[: word.start()] + draw.choice(WORDS) + text[word.end() :]
    return text


def test_the_workspace_is_good(goals: Path) -> None:
    write(goals)
    for verb in VERBS:
        assert holds(goals, *verb) == 0


FEW = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", FILES)
@FEW
@given(seed=st.integers(0, 2**32))
def test_a_changed_file_is_answered_or_refused(goals: Path, name: str, seed: int) -> None:
    draw = random.Random(seed)
    write(goals, name, altered(FILES[name], draw))
    for verb in (VERBS[0], VERBS[2], draw.choice(VERBS)):
        holds(goals, *verb)


@pytest.mark.parametrize("name", FILES)
@FEW
@given(content=st.binary(max_size=200))
def test_any_bytes_are_answered_or_refused(goals: Path, name: str, content: bytes) -> None:
    write(goals)
    (goals / name).write_bytes(content)
    assert holds(goals, "validate") == 2 or name != "targets.yaml"
    holds(goals, "check")


@FEW
@given(value=st.one_of(st.text(max_size=20), st.sampled_from(WORDS)), period=st.sampled_from(["2025", *WORDS]))
def test_any_figure_is_added_or_refused(goals: Path, value: str, period: str) -> None:
    write(goals)
    arguments = ["--workspace", str(goals), "--as-of", "2025-03-01", "add", "--dry-run", "--", "jobs", period, value]
    result = CliRunner().invoke(tracker, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in {0, 2}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_many_changed_files_are_answered_or_refused(goals: Path, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(500):
        name = draw.choice([*FILES, "targets.yaml", "targets.yaml"])
        write(goals, name, altered(FILES[name], draw))
        for verb in (VERBS[0], draw.choice(VERBS)):
            holds(goals, *verb)
