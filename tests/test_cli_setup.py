"""`init` and `schema`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tracker, list(arguments))


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


EXAMPLE = [
    ".gitignore",
    "observations/biotech-revenue.csv",
    "observations/energy-plan-tasks.csv",
    "observations/renewable-electricity-share.csv",
    "targets.yaml",
]


@pytest.mark.parametrize("made", [False, True], ids=["no-folder", "empty-folder"])
def test_init_fills_a_folder(tmp_path: Path, *, made: bool) -> None:
    folder = tmp_path / "deep" / "goals"
    if made:
        folder.mkdir(parents=True)
    result = run("init", str(folder))
    assert result.exit_code == 0, result.output
    assert names(folder) == EXAMPLE
    assert result.stdout.endswith(f"Next: tracker --workspace {folder} check\n")
    assert (folder / ".gitignore").read_text(encoding="utf-8").startswith(".tracker/\n")


def test_the_example_is_sound(tmp_path: Path) -> None:
    run("init", str(tmp_path))
    validated = run("--workspace", str(tmp_path), "validate")
    assert (validated.exit_code, validated.output) == (0, "0 errors, 0 warnings\n")
    checked = run("--workspace", str(tmp_path), "check", "--json", "--as-of", "2025-01-01")
    assert checked.exit_code == 0, checked.output
    verdicts = json.loads(checked.stdout)
    assert [verdict["id"] for verdict in verdicts] == [
        "renewable-electricity-2030",
        "biotech-cluster-2028",
        "energy-plan-tasks",
    ]
    assert all(verdict["status"] != "no-data" for verdict in verdicts)


def test_a_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "targets.yaml").write_text("mine", encoding="utf-8")
    result = run("init", str(tmp_path))
    assert result.exit_code == 2
    assert "is a workspace; nothing was written" in result.stderr
    assert names(tmp_path) == ["targets.yaml"]


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine", encoding="utf-8")
    result = run("init", str(tmp_path), "--json")
    assert json.loads(result.stdout)["kept"] == [".gitignore"]
    assert names(tmp_path) == EXAMPLE
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "goals").write_text("mine", encoding="utf-8")
    for path in (tmp_path / "goals", tmp_path / "goals" / "deeper"):
        result = run("init", str(path))
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        assert (tmp_path / "goals").read_text(encoding="utf-8") == "mine"


def test_schema_is_written_for_editors(tmp_path: Path) -> None:
    run("init", str(tmp_path))
    result = run("--workspace", str(tmp_path), "schema")
    assert result.exit_code == 0, result.output
    written = json.loads((tmp_path / ".tracker" / "targets.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(run("schema", "--json").stdout)
    first_line = (tmp_path / "targets.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first_line in result.stdout
