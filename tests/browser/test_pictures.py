"""Pictures of the shipped report for a person to look at: TRACKER_SCREENSHOTS names the folder that keeps them.

There they show the page from head to foot; without it, what the window shows is looked at and forgotten.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from PIL import Image

from tests.browser.picture import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder in which the pictures are left."""
    folder = Path(os.environ.get("TRACKER_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_picture_refused_for_want_of_a_frame_is_asked_for_again(visit: Callable[..., Visit]) -> None:
    from playwright.sync_api import Error

    page = visit("data:text/html,<title>Goals</title>").page
    answers = iter([Error("Protocol error: Unable to capture screenshot"), b"PNG", Error("Page crashed")])
    page.screenshot = Mock(side_effect=answers)  # type: ignore[method-assign]
    assert picture(page) == b"PNG"
    with pytest.raises(Error, match="Page crashed"):
        picture(page)
    page.screenshot = Mock(side_effect=Error("Unable to capture screenshot"))  # type: ignore[method-assign]
    with pytest.raises(Error, match="Unable to capture"):
        picture(page)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_page_is_shown_at_every_width(
    visit: Callable[..., Visit], shipped_report: Path, pictures: Path, width: int
) -> None:
    seen = visit(shipped_report, viewport={"width": width, "height": 900})
    kept = "TRACKER_SCREENSHOTS" in os.environ
    image = picture(seen.page, full_page=kept)
    language = seen.run("document.documentElement.lang")
    (pictures / f"report.{language}.{width}.png").write_bytes(image)
    shown = Image.open(BytesIO(image))
    assert shown.width == width
    assert shown.height == (seen.run("document.documentElement.scrollHeight") if kept else 900)
    assert len(shown.convert("RGB").quantize(64).getcolors() or []) > 20


def test_the_page_is_printed_on_sheets(visit: Callable[..., Visit], shipped_report: Path, pictures: Path) -> None:
    seen = visit(shipped_report)
    language = seen.run("document.documentElement.lang")
    file = seen.page.pdf(prefer_css_page_size=True, format="A4")
    (pictures / f"report.{language}.print.pdf").write_bytes(file)
    assert 8 < file.count(b"/Type /Page\n") + file.count(b"/Type /Page ") + file.count(b"/Type/Page/") < 60
