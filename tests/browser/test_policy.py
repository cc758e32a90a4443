"""What the policy of a page refuses is nothing that the page needs: it looks and works the same with it and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

LOOKS = """() => [...document.querySelectorAll("svg, svg *")].map(each => {
  const style = getComputedStyle(each);
  return [each.tagName, style.fill, style.stroke, style.strokeWidth, style.strokeDasharray, style.opacity,
    style.fillOpacity, style.fontSize, style.fontWeight, style.textAnchor, style.paintOrder].join(" ");
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_have_the_same_colours_with_the_policy_and_without(
    visit: Callable[..., Visit], shipped_report: Path, scheme: str
) -> None:
    under = visit(shipped_report, color_scheme=scheme).run(LOOKS)
    free = visit(shipped_report, color_scheme=scheme, bypass_csp=True).run(LOOKS)
    assert len(under) > 200
    assert len({line.split(" ", 1)[1] for line in under}) > 10
    assert under == free


def test_a_style_that_the_policy_refuses_would_be_seen(
    visit: Callable[..., Visit], shipped_report: Path, tmp_path: Path
) -> None:
    page = tmp_path / shipped_report.name
    text = shipped_report.read_text(encoding="utf-8")
    page.write_text(text.replace('<text x="', '<text style="fill: #abcdef" x="'), encoding="utf-8")
    under, free = visit(page), visit(page, bypass_csp=True)
    assert under.run(LOOKS) != free.run(LOOKS)
    assert under.said
    under.said.clear()


def test_style_and_script_are_used_under_the_policy(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report)
    assert seen.run("document.styleSheets.length") == 1
    assert seen.run("getComputedStyle(document.body).marginTop") == "0px"
    assert seen.page.locator("#targets-table thead button").count() > 0


def test_a_chart_changes_with_the_scheme(visit: Callable[..., Visit], shipped_report: Path) -> None:
    light, dark = (visit(shipped_report, color_scheme=scheme).run(LOOKS) for scheme in ("light", "dark"))
    assert len(light) == len(dark)
    assert light != dark
