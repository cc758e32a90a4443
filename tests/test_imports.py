"""What a command loads: the short ones start without the libraries that only long ones need."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RUN = "from tracker.cli.main import main; main()"
TABLES = {"fsspec", "openpyxl", "pandas", "pyarrow", "sqlalchemy"}
MODELS = {"scipy", "statsmodels"}
PAGES = {"babel", "jinja2", "markdown_it", "matplotlib", "weasyprint"}
PARSERS = {"pydantic", "yaml"}
HEAVY = {"numpy"} | TABLES | MODELS | PAGES | PARSERS

TARGETS = """\
format: 1
workspace: {title: Example, area: XX}
indicators:
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, frequency: annual}
targets:
  jobs-2030: {title: Many jobs, indicator: jobs, at_least: 2000, by: 2030}
"""
FIGURES = "period,value,published\n2020,1000,2021-02-01\n2021,1100,2022-02-01\n2022,1180,2023-02-01\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "observations").mkdir()
    (tmp_path / "observations" / "jobs.csv").write_text(FIGURES, encoding="utf-8")
    return tmp_path


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The top-level modules that one command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", RUN, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    names = re.findall(r"^import time:[^|]*\|[^|]*\| *([\w.]+)$", done.stderr, flags=re.MULTILINE)
    assert "tracker" in names
    return {name.split(".", maxsplit=1)[0] for name in names}


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], *([verb, "--help"] for verb in ("check", "report", "serve", "pull", "export"))],
)
def test_help_loads_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    assert not loaded(tmp_path, *arguments) & HEAVY


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_cached_check_loads_nothing_heavy(workspace: Path, form: list[str]) -> None:
    arguments = ["--as-of", "2024-01-01", *form, "check", "jobs-2030"]
    assert "numpy" in loaded(workspace, *arguments)
    assert not loaded(workspace, *arguments) & HEAVY


def test_a_new_date_parses_nothing_again(workspace: Path) -> None:
    loaded(workspace, "--as-of", "2024-01-01", "check", "jobs-2030")
    assert not loaded(workspace, "--as-of", "2024-01-02", "check", "jobs-2030") & (PARSERS | TABLES | MODELS | PAGES)


def test_adding_a_figure_needs_numpy_only(workspace: Path) -> None:
    loaded(workspace, "--as-of", "2024-01-01", "check", "jobs-2030")
    new = loaded(workspace, "--as-of", "2024-02-02", "add", "jobs", "2023", "1260")
    assert not new & (PARSERS | TABLES | MODELS | PAGES)


def test_a_plain_check_fits_no_statsmodels(workspace: Path) -> None:
    assert not loaded(workspace, "--as-of", "2024-01-01", "check") & (TABLES | MODELS | PAGES)


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, tracker; print(*{name.split('.')[0] for name in sys.modules})"
    names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not set(names) & HEAVY
