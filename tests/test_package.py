"""What is handed out: a source archive and a wheel made from it, what is inside, and that the wheel works alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# What the package needs at run time that is no Python, by pattern; anything else in the wheel is a mistake.
DATA = (
    r"tracker/py\.typed",
    r"tracker/cli/example/(targets\.yaml|observations/[a-z-]+\.csv)",
    r"tracker/forecast/coefficients\.json",
    r"tracker/report/locale/zh/LC_MESSAGES/tracker\.mo",
    r"tracker/report/templates/[a-z]+\.(html|css|js)",
)
NEEDED = {
    "tracker/py.typed",
    "tracker/cli/example/targets.yaml",
    "tracker/cli/example/observations/biotech-revenue.csv",
    "tracker/forecast/coefficients.json",
    "tracker/report/locale/zh/LC_MESSAGES/tracker.mo",
    "tracker/report/templates/report.html",
    "tracker/report/templates/print.css",
    "tracker/report/templates/table.js",
}
LOADS = {
    "cluster": "distributed",
    "excel": "openpyxl",
    "parquet": "pyarrow",
    "pdf": "weasyprint",
    "sdmx": "sdmx",
    "serve": "watchfiles",
    "sql": "sqlalchemy",
    "storage": "fsspec",
}
"""The library that each extra brings in."""

STEPS = "targets: {plan: {title: All tasks done, milestones: {count: 2}, by: 2027}}\n"
"""A workspace whose report draws no chart, and is quick for that."""

DEVELOPING = {"dev", "docs"}


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def made(folder: Path) -> tuple[Path, Path]:
    """The source archive, and the wheel that is built from it and not from this folder."""
    pytest.importorskip("build", reason="build is not installed: pip install '.[dev]'")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    (archive,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return archive, wheel


def test_the_package(tmp_path: Path) -> None:
    """One test for all that needs the built files: they are built once, whatever the number of processes."""
    archive, wheel = made(tmp_path)
    the_wheel_holds_the_package_and_nothing_else(wheel)
    the_archive_holds_what_the_tests_need(archive)
    the_index_would_take_them(archive, wheel)
    the_wheel_works_away_from_here(wheel, tmp_path / "away")


def the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = {name for name in package.namelist() if ".dist-info/" not in name}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tracker").rglob("*.py")}
    data = names - modules
    assert modules <= names
    assert [name for name in sorted(data) if not any(re.fullmatch(pattern, name) for pattern in DATA)] == []
    assert data >= NEEDED
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tracker/report/templates").iterdir()}
    assert data >= templates


def the_archive_holds_what_the_tests_need(archive: Path) -> None:
    with tarfile.open(archive) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert names >= {"LICENSE", "Makefile", "mkdocs.yml", "CITATION.cff", "docs/index.md", "tests/test_package.py"}
    assert [name for name in names if re.search(r"__pycache__|\.tracker/|\.(pyc|whl)$|^(build|reports)/", name)] == []


def the_index_would_take_them(archive: Path, wheel: Path) -> None:
    pytest.importorskip("twine", reason="twine is not installed: pip install '.[dev]'")
    said = run(sys.executable, "-m", "twine", "--no-color", "check", "--strict", archive, wheel, folder=ROOT)
    assert said.count("PASSED") == 2


def the_wheel_works_away_from_here(wheel: Path, folder: Path) -> None:
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"),
        *("--no-deps", "--no-index", "--no-compile", "--target", folder / "lib", wheel),
        folder=wheel.parent,
    )
    paths = {"PYTHONPATH": str(folder / "lib"), "NO_COLOR": "1", "COLUMNS": "120"}
    place = run(sys.executable, "-c", "import tracker; print(tracker.__file__)", folder=folder, **paths)
    assert Path(place.strip()).is_relative_to(folder)
    tracker = folder / "lib" / "bin" / "tracker"
    assert run(tracker, "--version", folder=folder, **paths) == f"tracker {PROJECT['version']}\n"
    run(tracker, "init", "goals", folder=folder, **paths)
    listed = run(tracker, "list", "--lang", "zh", "--as-of", "2024-12-31", folder=folder / "goals", **paths)
    assert "尚不确定  40%" in listed
    (folder / "steps").mkdir()
    (folder / "steps" / "targets.yaml").write_text(STEPS, encoding="utf-8")
    run(tracker, "report", "2024-Q4", "--lang", "zh", folder=folder / "steps", **paths)
    page = next((folder / "steps" / "reports" / "2024-Q4").glob("index*.html")).read_text(encoding="utf-8")
    assert "未启动" in page
    assert "<script>" in page


def test_each_extra_is_described_where_installing_is() -> None:
    page = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z]+)` \|", page, flags=re.MULTILINE)
    assert set(named) == PROJECT["optional-dependencies"].keys() - DEVELOPING == LOADS.keys()


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation.keys() >= {"cff-version", "message", "title", "authors"}
    assert (citation["version"], citation["license"]) == (PROJECT["version"], PROJECT["license"])
    assert citation["keywords"] == PROJECT["keywords"]


def test_each_python_that_is_named_is_allowed() -> None:
    named = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", each)]
    assert PROJECT["requires-python"] == f">={named[0]}"


@pytest.mark.slow
def test_each_extra_installs_into_a_fresh_environment(tmp_path: Path) -> None:
    """Needs the network; the newest versions that the declared ranges allow."""
    _, wheel = made(tmp_path)
    for extra, library in (("", "tracker"), *LOADS.items()):
        home = tmp_path / (extra or "plain")
        run(sys.executable, "-m", "venv", home, folder=tmp_path)
        wanted = f"{wheel}[{extra}]" if extra else str(wheel)
        run(home / "bin" / "pip", "--disable-pip-version-check", "-q", "install", wanted, folder=tmp_path)
        run(home / "bin" / "python", "-c", f"import {library}", folder=tmp_path)
        run(home / "bin" / "tracker", "init", "goals", folder=home)
        run(home / "bin" / "tracker", "check", folder=home / "goals")
        run(home / "bin" / "tracker", "report", "--lang", "both", folder=home / "goals")
        assert (home / "goals" / "reports" / "index.zh.html").is_file()
