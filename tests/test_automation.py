"""action.yml, the pre-commit hook and `diff --against`: what runs where nobody looks on."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from markdown_it import MarkdownIt

from tracker.cli.main import tracker

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
SCRIPTS = {name: step for name, step in STEPS.items() if "run" in step}
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

TARGETS = """\
workspace: {title: Example, area: XX}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
targets:
  jobs-2030: {title: "Jobs | <b>@all</b> [x](y)", indicator: jobs, at_least: 1100, by: 2030}
"""
JOBS = "period,value,published\n2021,1000,2022-02-01\n2022,1010,2023-02-01\n2023,1020,2024-02-01\n"


def tracker_in(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(tracker, ["--workspace", str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def write(folder: Path, targets: str = TARGETS, jobs: str | None = JOBS) -> Path:
    (folder / "observations").mkdir(parents=True, exist_ok=True)
    (folder / "targets.yaml").write_text(targets, encoding="utf-8")
    if jobs is not None:
        (folder / "observations" / "jobs.csv").write_text(jobs, encoding="utf-8")
    return folder


def against(folder: Path, base: Path) -> dict[str, Any]:
    answer = tracker_in(folder, "--as-of", "2025-06-30", "diff", "--against", str(base), "--json")
    return dict(json.loads(answer))


def causes(answer: dict[str, Any]) -> list[str]:
    (change,) = answer["targets"]
    parts = [part["change"] or 0.0 for part in change["parts"]]
    assert sum(parts) == pytest.approx(change["change"] or 0.0)
    return [part["cause"] for part in change["parts"] if part["change"]]


def test_what_a_proposal_changes_has_its_cause(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    assert causes(against(write(tmp_path / "same"), base)) == []
    new = write(tmp_path / "new", jobs=JOBS + "2024,1400,2025-02-01\n")
    assert causes(against(new, base)) == ["new-data"]
    revised = write(tmp_path / "revised", jobs=JOBS + "2023,1090,2025-02-01\n")
    assert causes(against(revised, base)) == ["revised-data"]
    harder = write(tmp_path / "harder", TARGETS.replace("1100", "1150"))
    assert causes(against(harder, base)) == ["target"]
    before = against(new, base)["targets"][0]["before"]
    said = json.loads(tracker_in(base, "--as-of", "2025-06-30", "check", "jobs-2030", "--json"))[0]
    assert before["probability"] == said["probability"]


def test_goals_that_come_and_go_and_files_that_are_new(tmp_path: Path) -> None:
    more = TARGETS + "  jobs-2035: {title: More, indicator: jobs, at_least: 1200, by: 2035}\n"
    base, new = write(tmp_path / "base", jobs=None), write(tmp_path / "new", more)
    there = against(new, base)
    assert [each["id"] for each in there["targets_added"]] == ["jobs-2035"]
    assert len(there["new_figures"]) == 3
    assert against(base, new)["targets_removed"] == ["jobs-2035"]


def test_a_base_that_reads_otherwise_is_compared_all_the_same(tmp_path: Path) -> None:
    base = write(tmp_path / "base", TARGETS, "period,value,unit\n2023,1020,people\n")
    other = TARGETS.replace("unit: people", "unit: CNY")
    assert against(write(tmp_path / "new", other, "period,value\n2023,1020\n"), base)["targets"]


def test_a_comment_holds_no_markup_of_its_writers(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    new = write(tmp_path / "new", jobs=JOBS + "2024,1400,2025-02-01\n")
    text = tracker_in(new, "--as-of", "2025-06-30", "diff", "--against", str(base), "--format", "markdown")
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert "<td>Jobs | &lt;b&gt;@\u200ball&lt;/b&gt; [x](y)</td>" in page
    assert "new data" in page
    assert page.count("<table>") == 2
    assert "<a " not in page


def test_two_sides_are_needed(tmp_path: Path) -> None:
    result = CliRunner().invoke(tracker, ["--workspace", str(write(tmp_path / "w")), "diff", "2025-01-01"])
    assert result.exit_code == 2
    assert "two dates or periods are needed" in result.stderr


def test_the_action_is_a_composite_one() -> None:
    assert {"name", "description", "inputs", "runs"} <= ACTION.keys()
    assert ACTION["runs"]["using"] == "composite"
    for name, given in ACTION["inputs"].items():
        assert given["description"], name
        assert "default" in given, name
        assert isinstance(given["default"], str), name
    for name, step in STEPS.items():
        assert ("run" in step) != ("uses" in step), name
        assert ("shell" in step) == ("run" in step), name
        assert step.keys() <= {"name", "if", "shell", "env", "run", "uses", "with"}, name


def test_the_action_uses_official_actions_and_no_other_host() -> None:
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]) for step in STEPS.values() if "uses" in step)
    assert not re.search(r"https?://|\bcurl\b|\bwget\b", (ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_users_give_reaches_scripts_by_the_environment_only(name: str) -> None:
    script = SCRIPTS[name]
    assert "${{" not in script["run"]
    assert script["shell"] == "bash"
    done = subprocess.run(["bash", "-n"], input=script["run"], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    used = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", script["run"]))
    assert used <= script.get("env", {}).keys() | {"RUNNER_TEMP", "GITHUB_STEP_SUMMARY"}


@pytest.mark.parametrize("text", [step.get("if", "") for step in STEPS.values()])
def test_every_condition_speaks_of_inputs_that_are_there(text: str) -> None:
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) <= ACTION["inputs"].keys()


class Runner:
    """A checked out repository with a workspace below it, and the tools that a runner has."""

    def __init__(self, folder: Path) -> None:
        self.repository, self.temp, self.tools = (folder / name for name in ("repository", "temp", "tools"))
        for each in (self.repository, self.temp, self.tools):
            each.mkdir()
        self.summary = folder / "summary.md"
        self.log = folder / "log"
        self.tool("gh", f'printf "%s\\n" "$@" > "{self.log}"\ncp "$5" "{self.log}.md"')
        self.tool("tracker", f'exec "{sys.executable}" -m tracker "$@"')
        self.git("init", "--quiet", "--initial-branch=main")

    def tool(self, name: str, script: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def git(self, *arguments: str) -> str:
        names = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *names, *arguments], cwd=self.repository, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "work", "--allow-empty")
        return self.git("rev-parse", "HEAD")

    def step(self, name: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step as a runner does, with the values that its env would have."""
        script = SCRIPTS[name]
        assert given.keys() == script.get("env", {}).keys()
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script["run"]],
            cwd=self.repository,
            env={
                **{key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ},
                "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                **given,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_a_pull_request_is_commented(runner: Runner) -> None:
    write(runner.repository / "my goals")
    base = runner.commit()
    write(runner.repository / "my goals", jobs=JOBS + "2024,1400,2025-02-01\n")
    runner.commit()
    given = {"WORKSPACE": "my goals", "BASE_SHA": base, "PULL_REQUEST": "7", "GH_TOKEN": "x", "GH_REPO": "a/b"}
    done = runner.step("Comment", **given)
    assert done.returncode == 0, done.stderr
    assert runner.log.read_text(encoding="utf-8").split()[:4] == ["pr", "comment", "7", "--body-file"]
    comment = Path(f"{runner.log}.md").read_text(encoding="utf-8")
    assert "| jobs-2030 |" not in comment
    assert "new data" in comment
    assert runner.summary.read_text(encoding="utf-8") == comment
    assert runner.git("worktree", "list").count("\n") == 0


def test_a_new_workspace_and_a_refused_comment_do_not_fail(runner: Runner) -> None:
    base = runner.commit()
    write(runner.repository)
    runner.commit()
    runner.tool("gh", "exit 1")
    given = {"WORKSPACE": ".", "BASE_SHA": base, "PULL_REQUEST": "7", "GH_TOKEN": "x", "GH_REPO": "a/b"}
    done = runner.step("Comment", **given)
    assert done.returncode == 0, done.stderr
    assert "::warning::" in done.stdout
    assert "nothing to compare" in runner.summary.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("goal", "fail_under", "code"),
    [
        ("1", "", 0),
        ("9000000", "", 1),
        ("9000000", "never", 0),
        ("9000000", "0.5", 1),
        ("1", "0.5", 0),
        ("1", "$(x)", 2),
    ],
)
def test_the_check_fails_as_asked(runner: Runner, goal: str, fail_under: str, code: int) -> None:
    write(runner.repository, TARGETS.replace("1100", goal))
    assert runner.step("Check", WORKSPACE=".", FAIL_UNDER=fail_under).returncode == code


def test_the_other_steps(runner: Runner) -> None:
    write(runner.repository)
    runner.tool("python", f'printf "%s\\n" "$@" > "{runner.log}"')
    assert runner.step("Install", ACTION_PATH="/a b").returncode == 0
    assert runner.log.read_text(encoding="utf-8").splitlines() == ["-P", "-m", "pip", "install", "--quiet", "/a b"]
    assert runner.step("Validate", WORKSPACE=".").returncode == 0
    (runner.repository / "targets.yaml").write_text("targets: 5\n", encoding="utf-8")
    assert runner.step("Validate", WORKSPACE=".").returncode == 2
    assert 'tracker report --workspace "$WORKSPACE" --lang both' in SCRIPTS["Report"]["run"]


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("Validate", {}),
        ("Check", {"FAIL_UNDER": "never"}),
        ("Comment", {"BASE_SHA": "", "PULL_REQUEST": "7", "GH_TOKEN": "x", "GH_REPO": "a/b"}),
    ],
)
def test_nothing_that_a_workspace_says_is_an_instruction_to_the_runner(
    runner: Runner, step: str, given: dict[str, str]
) -> None:
    write(runner.repository)
    base = runner.commit()
    runner.tool("tracker", "echo '::add-mask::a'; echo '::error::b' >&2; exit 3")
    done = runner.step(step, WORKSPACE=".", **given | ({"BASE_SHA": base} if "BASE_SHA" in given else {}))
    assert done.returncode == 3
    begin, *_, end = done.stdout.splitlines()
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{32}", begin)
    assert end == f"::{begin.removeprefix('::stop-commands::')}::"


def test_what_lies_in_the_checked_out_folder_is_not_run(runner: Runner) -> None:
    for name in ("pip", "secrets", "runpy"):
        (runner.repository / f"{name}.py").write_text("import os; os._exit(42)\n", encoding="utf-8")
    runner.tool("python", f'exec "{sys.executable}" "$@" --dry-run --no-index')
    assert runner.step("Install", ACTION_PATH=str(runner.repository / "nothing")).returncode != 42


def test_the_documented_inputs_are_those_of_the_action() -> None:
    page = (ROOT / "docs" / "automation.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, flags=re.MULTILINE) == list(ACTION["inputs"])
    (workflow,) = [text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "jobs:" in text]
    steps = yaml.safe_load(workflow)["jobs"]["targets"]["steps"]
    assert steps[1]["with"].keys() <= ACTION["inputs"].keys()


def test_the_hook_refuses_a_commit(runner: Runner) -> None:
    program = shutil.which("pre-commit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("pre-commit is not installed")
    manifest = str(ROOT / ".pre-commit-hooks.yaml")
    subprocess.run([program, "validate-manifest", manifest], check=True, capture_output=True)
    (hook,) = HOOKS
    local = {"repos": [{"repo": "local", "hooks": [hook | {"language": "system"}]}]}
    (runner.repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(local), encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{runner.tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PRE_COMMIT_HOME": str(runner.temp),
    }

    def hooked() -> subprocess.CompletedProcess[str]:
        runner.git("add", "--all")
        return subprocess.run(
            [program, "run"], cwd=runner.repository, env=environment, capture_output=True, text=True, check=False
        )

    write(runner.repository)
    assert hooked().returncode == 0
    write(runner.repository, TARGETS.replace("at_least", "at_lest"))
    refused = hooked()
    assert refused.returncode == 1
    assert "did you mean 'at_least'?" in refused.stdout
    write(runner.repository)
    (runner.repository / "other.md").write_text("x", encoding="utf-8")
    assert "Passed" in hooked().stdout


def test_the_hook_runs_for_what_it_checks() -> None:
    (hook,) = HOOKS
    named = re.compile(hook["files"])
    assert all(
        map(
            named.search,
            ["targets.yaml", "goals/targets.yaml", "a/observations/x.csv", "reports/notes/2026-Q3/index.md"],
        )
    )
    assert not any(map(named.search, ["README.md", "observations.csv", "reports/2026-Q3/figures.csv"]))
    assert (hook["entry"], hook["pass_filenames"]) == ("tracker validate", False)
