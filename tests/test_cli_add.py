"""`add`: what is understood, what is written, what is refused."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker

Workspace = Callable[..., Path]

TARGETS = """\
    format: 1
    workspace: {title: Example, area: XX}
    indicators:
      revenue: {title: Revenue, unit: CNY, nature: currency, aggregation: sum, frequency: annual, lag: 90 days}
      share: {title: Share, unit: "%", nature: share, frequency: annual}
      balance: {title: Balance, unit: 100 million CNY, nature: signed, frequency: quarterly}
      jobs: {title: Jobs, unit: people, nature: count, frequency: annual}
    targets:
      revenue-2027: {title: A trillion, indicator: revenue, more_than: 1 trillion CNY, by: 2027}
      share-2030: {title: Two thirds, indicator: share, at_least: 66 %, by: 2030}
      plan: {title: The plan, milestones: {count: 38}, by: 2027}
"""
REVENUE = """\
    area,period,value,unit,qualifier,status,published,source,url,note
    XX,2020,520,billion CNY,,,2021-03-31,,,
    XX,2021,570,billion CNY,,,2022-03-31,,,
    XX,2022,610,billion CNY,,,2023-03-31,,,
    XX,2023,663.8,billion CNY,,,2024-03-30,Yearbook,,
"""
AS_OF = "2025-04-15"


@pytest.fixture
def goals(workspace: Workspace) -> Path:
    return workspace(TARGETS, {"revenue": REVENUE, "share": "period,value,published\n2023,50.8,2024-03-30\n"})


def add(goals: Path, *arguments: str, as_of: str = AS_OF) -> Result:
    return CliRunner().invoke(tracker, ["--workspace", str(goals), "--as-of", as_of, "add", *arguments])


def lines(goals: Path, name: str = "revenue") -> list[str]:
    return (goals / "observations" / f"{name}.csv").read_text(encoding="utf-8").splitlines()


def added(goals: Path, *arguments: str, as_of: str = AS_OF) -> str:
    """The row that was written, checked to be the only change."""
    name = arguments[0]
    path = goals / "observations" / f"{name}.csv"
    before = path.read_bytes() if path.exists() else b""
    result = add(goals, *arguments, as_of=as_of)
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(before)
    assert f"Wrote observations/{name}.csv:{len(lines(goals, name))}; to undo, delete that line" in result.stdout
    return lines(goals, name)[-1]


def refused(goals: Path, *arguments: str, as_of: str = AS_OF) -> str:
    """The message of a refusal that wrote nothing."""
    before = {path: path.read_bytes() for path in (goals / "observations").iterdir()}
    result = add(goals, *arguments, as_of=as_of)
    assert result.exit_code == 2, result.output
    assert {path: path.read_bytes() for path in (goals / "observations").iterdir()} == before
    return result.stderr


# What is understood


@pytest.mark.parametrize(
    ("typed", "cells"),
    [
        ("720000000000", "720000000000,,"),
        ("720,000,000,000", "720000000000,,"),
        ("720bn", "720,billion CNY,"),
        ("7,200亿元", "7200,100 million CNY,"),
        ("0.72万亿元", "0.72,trillion CNY,"),
        ("0.72 trillion CNY", "0.72,trillion CNY,"),
        ("CNY 720 billion", "720,billion CNY,"),
        (">720 billion", "720,billion CNY,>"),
        ("~ 720 billion yuan", "720,billion CNY,~"),
        ("＜720.50亿", "720.50,100 million CNY,<"),
    ],
)
def test_quantities_as_people_write_them(goals: Path, typed: str, cells: str) -> None:
    assert added(goals, "revenue", "2024", typed) == f"XX,2024,{cells},,2025-03-31,,,"


def test_unit_and_qualifier_as_options(goals: Path) -> None:
    row = added(goals, "revenue", "2024", "7200", "--unit", "100 million CNY", "--qualifier", ">")
    assert row == "XX,2024,7200,100 million CNY,>,,2025-03-31,,,"
    assert "'800bn' has the unit 'bn CNY', but --unit says 'million CNY'" in refused(
        goals, "revenue", "2025", "800bn", "--unit", "million CNY"
    )
    assert "begins with '<', but --qualifier says '>'" in refused(goals, "revenue", "2025", "<8", "--qualifier", ">")


@pytest.mark.parametrize("typed", ["-5.2", "\u22125.2", "-520 million"])
def test_a_negative_number_is_no_option(goals: Path, typed: str) -> None:
    value, unit = ("-520", "million CNY") if "million" in typed else ("-5.2", "")
    assert added(goals, "balance", "2024-Q4", typed) == f"XX,2024-Q4,{value},,,{unit},,,2024-12-31,,,"


def test_everything_that_is_known_about_a_figure(goals: Path) -> None:
    row = added(
        goals, "revenue", "2024年", "720bn", "--status", "P", "--published", "2025-02-28", "--source", "Bulletin, p. 7",
        "--url", "https://example.org", "--note", 'says "about"',
    )  # fmt: skip
    assert row == 'XX,2024,720,billion CNY,,P,2025-02-28,"Bulletin, p. 7",https://example.org,"says ""about"""'


def test_published_follows_the_lag_or_is_today(goals: Path) -> None:
    assert added(goals, "revenue", "2024", "720bn", as_of="2025-06-01").endswith(",,,2025-03-31,,,")
    assert added(goals, "revenue", "2025", "780bn", as_of="2026-02-01").endswith(",,,2026-02-01,,,")


def test_the_first_figure_makes_the_file(goals: Path) -> None:
    assert added(goals, "jobs", "2024", "1,200 people") == "XX,2024,1200,,,,,,2024-12-31,,,"
    assert added(goals, "jobs", "2024", "900", "--area", "XX-N").startswith("XX-N,2024,900,")


def test_only_columns_of_the_header_are_written(goals: Path) -> None:
    assert added(goals, "share", "2024", "53.2 %") == "2024,53.2,2024-12-31"
    message = refused(goals, "share", "2025", "55", "--note", "provisional", as_of="2026-04-01")
    assert (
        "observations/share.csv:1: the header has no column note; write the header period,value,published,note"
        in message
    )


def test_published_is_left_to_the_rule_only_where_it_is_the_same(goals: Path) -> None:
    (goals / "observations" / "share.csv").write_text("period,value\n2023,50.8\n", encoding="utf-8")
    assert added(goals, "share", "2024", "53.2") == "2024,53.2"
    assert "has no column published" in refused(goals, "share", "2025", "55", "--published", "2026-02-01")


# What is shown


def test_what_is_known_what_changes_and_where_it_stands(goals: Path) -> None:
    result = add(goals, "revenue", "2024", "720bn")
    assert result.exit_code == 0, result.output
    shown = result.stdout.splitlines()
    assert shown[:6] == [
        "Revenue, XX",
        "  2021  570 billion CNY    published 2022-03-31",
        "  2022  610 billion CNY    published 2023-03-31",
        "  2023  663.8 billion CNY  published 2024-03-30",
        "+ 2024  720 billion CNY    published 2025-03-31",
        "Change from 2023: +56.2 billion CNY (+8.5 %)",
    ]
    assert shown[6].startswith("revenue-2027: ")
    assert shown[6].count(" %") == 2
    assert " → " in shown[6]
    assert shown[7:] == ["Wrote observations/revenue.csv:6; to undo, delete that line"]


def test_a_percentage_changes_by_points(goals: Path) -> None:
    assert "Change from 2023: +2.4 percentage points\n" in add(goals, "share", "2024", "53.2").stdout


def test_an_indicator_without_targets(goals: Path) -> None:
    assert "No target is judged by it." in add(goals, "jobs", "2024", "1200").stdout


def test_deleting_the_line_undoes_it(goals: Path) -> None:
    path = goals / "observations" / "revenue.csv"
    before = path.read_bytes()
    for _ in range(2):
        assert add(goals, "revenue", "2024", "720bn").exit_code == 0
        path.write_bytes(before)


def test_dry_run_writes_nothing(goals: Path) -> None:
    result = add(goals, "revenue", "2024", "720bn", "--dry-run")
    assert result.exit_code == 0
    assert "revenue-2027: " in result.stdout
    assert result.stdout.endswith("Nothing was written; without --dry-run it would be observations/revenue.csv:6\n")
    assert len(lines(goals)) == 5


def test_json(goals: Path) -> None:
    result = add(goals, "revenue", "2024", "720bn", "--json")
    answer = json.loads(result.stdout)
    assert answer["added"]["value"] == 720e9
    assert answer["added"]["unit"] == "CNY"
    assert (answer["path"], answer["line"], answer["written"]) == ("observations/revenue.csv", 6, True)
    assert [each["id"] for each in answer["before"]] == [each["id"] for each in answer["after"]] == ["revenue-2027"]
    assert answer["before"][0]["probability"] != answer["after"][0]["probability"]


def test_the_verdict_after_is_the_one_that_check_gives(goals: Path) -> None:
    after = json.loads(add(goals, "revenue", "2024", "720bn", "--json").stdout)["after"][0]
    checked = CliRunner().invoke(
        tracker, ["check", "--workspace", str(goals), "--as-of", AS_OF, "--json", "revenue-2027"]
    )
    verdict = json.loads(checked.stdout)[0]
    assert (after["status"], after["probability"]) == (verdict["status"], verdict["probability"])


# What looks wrong


def test_a_slip_of_the_unit_is_said_and_does_not_stop(goals: Path) -> None:
    result = add(goals, "revenue", "2024", "7200bn")
    assert result.exit_code == 0
    assert "warning: 2024 7200 billion CNY is about 10 times the figures beside it" in result.stderr
    assert len(lines(goals)) == 6


def test_a_slip_against_a_single_figure_is_said(workspace: Workspace) -> None:
    goals = workspace(TARGETS, {"revenue": "period,value,unit,published\n2023,663.8,billion CNY,2024-03-30\n"})
    assert "100,000,000" in add(goals, "revenue", "2024", "7200").stderr


def test_at_a_terminal_a_warning_asks(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.cli.add.at_terminal", lambda: True)
    arguments = ["--workspace", str(goals), "--as-of", AS_OF, "add", "revenue", "2024", "7200bn"]
    result = CliRunner().invoke(tracker, arguments, input="n\n")
    assert (result.exit_code, len(lines(goals))) == (2, 5)
    assert "Write it all the same? [y/N]" in result.stderr
    assert CliRunner().invoke(tracker, [*arguments, "--yes"]).exit_code == 0
    assert len(lines(goals)) == 6


def test_at_a_terminal_nothing_is_asked_without_a_warning(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.cli.add.at_terminal", lambda: True)
    assert "Write it all the same?" not in add(goals, "revenue", "2024", "720bn").output


def test_a_figure_not_yet_published_is_said(goals: Path) -> None:
    result = add(goals, "revenue", "2024", "720bn", "--published", "2025-05-01")
    assert "warning: it is published on 2025-05-01, after 2025-04-15" in result.stderr


def test_an_area_that_nobody_mentions_is_said(goals: Path) -> None:
    assert "the area 'XY'" in add(goals, "revenue", "2024", "720bn", "--area", "XY").stderr


# What is refused


def test_the_same_figure_again(goals: Path) -> None:
    assert add(goals, "revenue", "2024", "720bn").exit_code == 0
    for typed in (["720bn"], ["7,200亿元"], ["0.72 trillion CNY", "--published", "2025-04-10"], ["720bn", "--revises"]):
        message = refused(goals, "revenue", "2024", *typed)
        assert "observations/revenue.csv:6: this figure is there already, published 2025-03-31" in message


def test_another_value_for_a_known_period_must_be_meant(goals: Path) -> None:
    message = refused(goals, "revenue", "2023", "670bn")
    assert "observations/revenue.csv:5: the figure for 2023 is 663.8 billion CNY, published 2024-03-30" in message
    assert "write --revises, or --published with the later day" in message


@pytest.mark.parametrize(
    ("arguments", "published"), [(["--revises"], "2025-04-15"), (["--published", "2024-12-01"], "2024-12-01")]
)
def test_a_revision_is_a_new_row(goals: Path, arguments: list[str], published: str) -> None:
    row = added(goals, "revenue", "2023", "670bn", *arguments)
    assert row == f"XX,2023,670,billion CNY,,,{published},,,"
    assert "XX,2023,663.8,billion CNY,,,2024-03-30,Yearbook,," in lines(goals)


def test_a_revision_comes_later(goals: Path) -> None:
    message = refused(goals, "revenue", "2023", "670bn", "--revises", "--published", "2024-03-30")
    assert "a revision is published later: write --published with its day" in message
    assert "to revise; leave out --revises" in refused(goals, "revenue", "2024", "720bn", "--revises")


def test_a_provisional_figure_may_be_confirmed(goals: Path) -> None:
    added(goals, "revenue", "2024", "720bn", "--status", "P")
    added(goals, "revenue", "2024", "720bn", "--revises")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2024", "seven"], "'seven' is not a quantity"),
        (["2024", "nan"], "not a finite number"),
        (["2024", "1e400"], "1e300"),
        (["2024", "720 people"], "does not fit CNY"),
        (["2024", "8.5 %"], "does not fit CNY"),
        (["24", "720bn"], "'24' is not a period"),
        (["2024-13", "720bn"], "no month 13"),
        (["2030", "720bn"], "lies before 2030 has begun"),
        (["2024", "720bn", "--status", "X"], "unknown status 'X'"),
        (["2024", "720bn", "--qualifier", ">="], "unknown qualifier '>='; write >"),
        (["2024", "720bn", "--area", "../XX"], "is no code"),
        (["2024", "720bn", "--note", "two\nlines"], "note holds the character"),
        (["2024", "720bn", "--evidence", "x"], "--evidence does not fit"),
        (["2024", "720bn", "--published", "soon"], "'soon' is not a date"),
        (["2024"], "Missing argument 'VALUE'"),
    ],
)
def test_what_cannot_be_understood(goals: Path, arguments: list[str], message: str) -> None:
    assert message in refused(goals, "revenue", *arguments)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("revenu", "did you mean 'revenue'?"),
        ("revenue-2027", "is a target; add figures to its indicator: tracker add revenue"),
        ("../targets", "no indicator or milestone target is called '../targets'"),
        ("<script>", "no indicator or milestone target is called"),
    ],
)
def test_names_that_take_no_figures(goals: Path, name: str, message: str) -> None:
    assert message in refused(goals, name, "2024", "720bn")


def test_a_file_with_errors_takes_no_figures(goals: Path) -> None:
    with (goals / "observations" / "revenue.csv").open("a", encoding="utf-8") as file:
        file.write("XX,2024,7x,,,,,,,\n")
    assert "observations/revenue.csv:6: " in refused(goals, "revenue", "2025", "800bn")


def test_targets_with_errors_take_no_figures(goals: Path) -> None:
    (goals / "targets.yaml").write_text("format: 1\ntargets: {x: {}}\n", encoding="utf-8")
    assert refused(goals, "revenue", "2024", "720bn").startswith("targets.yaml:")


# Steps of milestone targets


def test_a_step_is_recorded(goals: Path) -> None:
    assert added(goals, "plan", "step-12", "done", "--evidence", "Notice 7", "--source", "Gazette") == (
        "step-12,done,2025-04-15,Notice 7,Gazette"
    )
    result = add(goals, "plan", "step-13", "in-progress", "--published", "2025-04-01")
    assert "step-13: not recorded → in-progress, published 2025-04-01" in result.stdout
    assert "plan: in progress, 1 of 38 done → in progress, 1 of 38 done" in result.stdout


def test_a_step_s_json(goals: Path) -> None:
    answer = json.loads(add(goals, "plan", "step-12", "done", "--json").stdout)
    assert answer["added"]["target"] == "plan"
    assert (answer["before"][0]["steps_done"], answer["after"][0]["steps_done"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["step-39", "done"], "unknown step 'step-39'"),
        (["step-1", "ready"], "unknown status 'ready'"),
        (["step-1", "done", "--unit", "CNY"], "--unit does not fit"),
    ],
)
def test_steps_that_cannot_be_understood(goals: Path, arguments: list[str], message: str) -> None:
    assert message in refused(goals, "plan", *arguments)


def test_a_step_s_status_again(goals: Path) -> None:
    added(goals, "plan", "step-1", "done")
    assert "plan.csv:2: step-1 is done already" in refused(goals, "plan", "step-1", "done")


# When things go wrong around it


def test_a_full_disk_is_said_and_nothing_lost(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:3]))
    assert "observations/revenue.csv: cannot be written" in refused(goals, "revenue", "2024", "720bn")


def test_what_another_command_wrote_meanwhile_counts(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(*_: object, **__: object) -> None:
        path = goals / "observations" / "revenue.csv"
        with path.open("a", encoding="utf-8") as file:
            file.write("XX,2024,720,billion CNY,,,2025-03-31,,,\n")

    monkeypatch.setattr("tracker.cli.add._confirm", meanwhile)
    result = add(goals, "revenue", "2024", "720bn")
    assert result.exit_code == 2
    assert "this figure is there already" in result.stderr
    assert len(lines(goals)) == 6


def command(goals: Path, period: int) -> list[str]:
    return [
        sys.executable, "-m", "tracker", "--workspace", str(goals), "--as-of", "2300-01-01",
        "add", "jobs", str(period), f"{1000 + period}",
    ]  # fmt: skip


def test_commands_side_by_side_lose_nothing(goals: Path) -> None:
    add(goals, "jobs", "2099", "3000", as_of="2300-01-01")
    running = [subprocess.Popen(command(goals, 2100 + number), stdout=subprocess.PIPE) for number in range(6)]
    assert [process.wait() for process in running] == [0] * 6
    for process in running:
        process.communicate()
    assert sorted(line.split(",")[1] for line in lines(goals, "jobs")[1:]) == [str(year) for year in range(2099, 2106)]


@pytest.mark.skipif(os.name == "nt", reason="no kill -9 on this system")
def test_commands_killed_at_any_moment_lose_nothing(goals: Path) -> None:
    add(goals, "jobs", "2099", "3000", as_of="2300-01-01")
    started = time.monotonic()
    subprocess.run(command(goals, 2100), check=True, capture_output=True)
    length = time.monotonic() - started
    before = lines(goals, "jobs")
    for number in range(10):
        process = subprocess.Popen(command(goals, 2101 + number), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(length * (0.55 + 0.05 * number))
        process.kill()
        process.communicate()
        now = lines(goals, "jobs")
        assert now[: len(before)] == before
        before = now
    last = subprocess.run(command(goals, 2150), check=True, capture_output=True, text=True)
    assert last.stdout.splitlines()[-1].startswith(f"Wrote observations/jobs.csv:{len(before) + 1};")
    validated = CliRunner().invoke(tracker, ["--workspace", str(goals), "validate"])
    assert validated.exit_code == 0, validated.output
