"""What is installed with the program goes with its licence, and docs/licences.md names it."""

from __future__ import annotations

import re
import runpy
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.fixture(scope="module")
def licences() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "licences.py"))


@pytest.mark.parametrize(
    ("expression", "goes"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("BSD-3-Clause AND 0BSD AND MIT", True),
        ("GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1", True),
        ("(MIT AND PSF-2.0)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("LGPL-3.0-only", False),
        ("not said", False),
        ("", False),
    ],
)
def test_a_licence_goes_with_ours_or_not(licences: dict[str, Any], expression: str, goes: bool) -> None:  # noqa: FBT001
    assert licences["goes_with_apache"](expression) is goes


def test_every_package_is_named_and_goes_with_our_licence(licences: dict[str, Any]) -> None:
    try:
        rows = licences["table"]()
    except PackageNotFoundError as error:
        pytest.skip(f"{error.name} is not installed")
    page = (DOCS / "licences.md").read_text(encoding="utf-8")
    written = [tuple(line.strip("| ").split(" | ")) for line in page.splitlines() if line.startswith("| ")][2:]
    assert set(rows) <= set(written)  # other systems and versions of Python need a few others
    assert [name for name, found, _ in written if not licences["goes_with_apache"](found)] == []
    assert {"click", "numpy", "weasyprint"} <= {name for name, _, _ in written}


def test_ci_installs_files_that_are_known_by_their_hash() -> None:
    requirements = DOCS.parent / "requirements"
    pinned = [line for line in (requirements / "ci.txt").read_text(encoding="utf-8").splitlines() if "==" in line]
    text = (requirements / "ci.hashes.txt").read_text(encoding="utf-8")
    hashed = re.findall(r"^(\S+==\S+) (?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+$", text, flags=re.MULTILINE)
    assert sorted(map(normal, hashed)) == sorted(map(normal, pinned))
    assert hashed == re.findall(r"^(\S+==\S+)", text, flags=re.MULTILINE)


def test_what_a_test_can_use_is_pinned_at_a_version_that_is_allowed() -> None:
    """With hashes pip looks for nothing else, so what is missing here would be missing there."""
    declared = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    makefile = (DOCS.parent / "Makefile").read_text(encoding="utf-8")
    extras = re.search(r"^EXTRAS := (\S+)$", makefile, flags=re.MULTILINE)
    assert extras is not None
    assert set(extras[1].split(",")) == declared["project"]["optional-dependencies"].keys()
    text = (DOCS.parent / "requirements" / "ci.txt").read_text(encoding="utf-8")
    pinned = dict(normal(line).split("==") for line in text.splitlines() if "==" in line)
    written = [*declared["project"]["dependencies"], *declared["build-system"]["requires"]]
    for each in (*written, *(one for group in declared["project"]["optional-dependencies"].values() for one in group)):
        needed = Requirement(each)
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        assert name in pinned, each
        assert pinned[name] in needed.specifier, each


def normal(pin: str) -> str:
    return re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower() + pin[pin.index("==") :]
