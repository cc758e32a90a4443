"""The public Python interface, on the workspace at the root of the project."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

import tracker
from tracker import Assessments, Workspace, open_workspace
from tracker.errors import InvalidInputError, PeriodError, StorageError, UnknownNameError

ROOT = Path(__file__).resolve().parent.parent
HEADLINE = "gd-biomedical-cluster-2027"
COLUMNS = [
    "title",
    "area",
    "indicator",
    "unit",
    "status",
    "probability",
    "deadline",
    "latest_period",
    "latest_value",
    "median",
    "lower80",
    "upper80",
    "lower95",
    "upper95",
    "threshold",
    "required_rate",
    "recent_rate",
    "n_observations",
    "as_of",
]


def test_a_workspace_is_opened_and_assessed(shipped: Path) -> None:
    workspace = open_workspace(shipped)
    assert isinstance(workspace, Workspace)
    verdicts = workspace.assess("2026-11-21")
    assert isinstance(verdicts, Assessments)
    assert len(verdicts) == len(list(verdicts)) == len(workspace.declarations.targets) == 11
    assert [verdict.target.id for verdict in verdicts] == list(workspace.declarations.targets)
    verdict = verdicts[HEADLINE]
    assert verdict.required_rate == pytest.approx((1000 / 663.8) ** (1 / 4) - 1)
    assert verdict.as_of == date(2026, 11, 21)
    with pytest.raises(KeyError, match="nosuch"):
        verdicts["nosuch"]


def test_a_path_and_a_day_may_be_written_in_any_way(shipped: Path) -> None:
    verdicts = open_workspace(str(shipped)).assess(date(2026, 11, 21))
    assert list(verdicts) == list(open_workspace(shipped).assess("2026-11-21"))
    assert open_workspace(shipped).assess("2026-Q3")[HEADLINE].as_of == date(2026, 9, 30)


def test_some_targets_alone(shipped: Path) -> None:
    verdicts = open_workspace(shipped).assess("2026-11-21", HEADLINE, "cn-manufacturing-pmi-expansion")
    assert [verdict.status for verdict in verdicts] == ["off-track", "missed"]


def test_a_table_of_verdicts(shipped: Path) -> None:
    verdicts = open_workspace(shipped).assess("2026-11-21")
    frame = verdicts.to_frame()
    assert frame.index.name == "id"
    assert list(frame.index) == [verdict.target.id for verdict in verdicts]
    assert list(frame.columns) == COLUMNS
    row = frame.loc[HEADLINE]
    assert (row["unit"], row["status"], row["deadline"], row["latest_period"]) == ("CNY", "off-track", "2027", "2023")
    assert row["latest_value"] == 663.8e9
    assert row["required_rate"] == pytest.approx(0.1079, abs=5e-5)
    assert row["lower95"] < row["lower80"] < row["median"] < row["upper80"] < row["upper95"]
    assert frame["probability"].isna().sum() == len(frame) - 1
    assert frame.loc["gd-pharma-scale-2027", "status"] == "no-data"
    assert (frame["status"] == "not-started").sum() == 6


def test_a_table_of_no_verdicts(tmp_path: Path) -> None:
    (tmp_path / "targets.yaml").write_text(
        "format: 1\nworkspace: {title: Empty, area: XX}\nindicators: {}\ntargets: {}\n", encoding="utf-8"
    )
    frame = open_workspace(tmp_path).assess("2026-11-21").to_frame()
    assert (len(frame), frame.index.name, list(frame.columns)) == (0, "id", COLUMNS)


def test_what_goes_wrong_is_an_exception_with_all_that_is_wrong(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="tracker init"):
        open_workspace(tmp_path / "nowhere")
    workspace = open_workspace(shipped)
    with pytest.raises(UnknownNameError, match=f"did you mean '{HEADLINE}'"):
        workspace.assess("2026-11-21", "gd-biomedical-cluster-2028")
    with pytest.raises(PeriodError, match="is not a period"):
        workspace.assess("soon")
    (shipped / "targets.yaml").write_text("format: 1\nindicators: 5\ntargets: {a: {}}\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        open_workspace(shipped)
    assert {problem.line for problem in caught.value.problems} == {2, 3}


def test_assessing_writes_nothing_outside_the_cache(shipped: Path) -> None:
    before = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    open_workspace(shipped).assess("2026-11-21")
    after = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    assert {path: content for path, content in after.items() if ".tracker" not in path.parts} == before


def test_the_interface_is_small() -> None:
    assert set(tracker.__all__) == {"Assessments", "Workspace", "__version__", "open_workspace"}
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        tracker.nosuch  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, tracker; print({'numpy', 'pandas', 'pydantic', 'yaml', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_it_is_typed_and_the_wheel_says_so(tmp_path: Path) -> None:
    assert (ROOT / "tracker" / "py.typed").is_file()
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        names = set(wheel.namelist())
    assert "tracker/py.typed" in names
    assert "tracker/report/locale/zh/LC_MESSAGES/tracker.mo" in names
    assert "tracker/report/templates/report.html" in names
    assert "tracker/cli/example/targets.yaml" in names
    assert not [name for name in names if name.startswith(("tests/", "observations/", "targets.yaml"))]
