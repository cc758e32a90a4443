"""The charts as a browser draws them: in whatever font it has, no text covers another or leaves its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

# Each text's ends as drawn, in pixels of the viewBox; of its height the letters alone, without the room above them.
COLLIDING = """font => [...document.querySelectorAll("svg.chart")].flatMap(chart => {
  if (font) chart.setAttribute("font-family", font);
  const frame = chart.getBoundingClientRect();
  const [, , wide, high] = chart.getAttribute("viewBox").split(" ").map(Number);
  const scale = wide / frame.width;
  const texts = [...chart.querySelectorAll("text")].map(text => {
    const box = text.getBoundingClientRect();
    const middle = ((box.top + box.bottom) / 2 - frame.top) * scale;
    const half = parseFloat(text.getAttribute("font-size") || "12") * 0.42;
    return {said: text.textContent, left: (box.left - frame.left) * scale, right: (box.right - frame.left) * scale,
      top: middle - half, bottom: middle + half};
  });
  const out = texts.filter(t => t.left < -0.5 || t.right > wide + 0.5 || t.top < -0.5 || t.bottom > high + 0.5);
  const covered = texts.flatMap((one, k) => texts.slice(k + 1).filter(other => one.left < other.right
    && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
    .map(other => [one.said, other.said]));
  return [...out.map(t => t.said), ...covered];
})"""


@pytest.mark.parametrize("font", ["", "DejaVu Sans", "Noto Sans CJK SC"], ids=["own", "widest", "chinese"])
def test_no_text_of_a_chart_covers_another(visit: Callable[..., Visit], any_page: Path, font: str) -> None:
    assert visit(any_page).run(COLLIDING, font) == []


def test_a_collision_would_be_seen(visit: Callable[..., Visit], shipped_report: Path) -> None:
    seen = visit(shipped_report)
    seen.run("document.querySelectorAll('svg.chart').forEach(chart => chart.setAttribute('font-size', 40))")
    seen.run("document.querySelectorAll('svg.chart text').forEach(text => text.setAttribute('font-size', 40))")
    assert seen.run(COLLIDING, "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_take_the_colours_of_the_page(visit: Callable[..., Visit], shipped_report: Path, scheme: str) -> None:
    seen = visit(shipped_report, color_scheme=scheme)
    drawn = seen.run("getComputedStyle(document.querySelector('svg.chart .fill-ink')).fill")
    written = seen.run("getComputedStyle(document.body).color")
    assert drawn == written
