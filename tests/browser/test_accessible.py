"""What axe-core finds on the pages, in both languages and both colour schemes; and what it cannot see."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.picture import picture as taken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import ElementHandle

    from tests.browser.conftest import Visit

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TEXT, GRAPHIC = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of text (1.4.3) and of what a graphic is understood by (1.4.11)."""

DRAWN = ("ink", "muted", "median", "edge", "goal", "unused")
"""The colours of lines and marks, by the names in their classes; bands are told by their edges."""


def opened(visit: Callable[..., Visit], page: Path, scheme: str = "light", width: int = 1440) -> Visit:
    """A page with everything on it unfolded."""
    seen = visit(page, color_scheme=scheme, viewport={"width": width, "height": 900})
    seen.run("document.querySelectorAll('details').forEach(each => each.open = true)")
    return seen


def findings(seen: Visit, axe: str, rules: list[str]) -> list[str]:
    """What axe-core finds, and what it cannot decide."""
    seen.run(axe)
    options = {"preload": False, "runOnly": rules, "resultTypes": ["violations", "incomplete"]}
    result = seen.run("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {each['help']}: {node['target']} {node['html'][:200]}"
        for kind in ("violations", "incomplete")
        for each in result[kind]
        for node in each["nodes"]
        if kind == "violations" or not decided_below(seen, each["id"], node["html"])
    ]


def decided_below(seen: Visit, rule: str, markup: str) -> bool:
    """Whether axe cannot say what the tests below say, or what it says itself where the window is wide enough."""
    narrow = seen.run("innerWidth") < 1440
    return rule == "color-contrast" and (narrow or markup.startswith("<text"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("light", 1440), ("dark", 1440)])
def test_axe_finds_nothing_on_the_shipped_report(
    visit: Callable[..., Visit], axe: str, shipped_report: Path, scheme: str, width: int
) -> None:
    assert not findings(opened(visit, shipped_report, scheme, width), axe, RULES)


def test_axe_finds_nothing_on_any_page(visit: Callable[..., Visit], axe: str, any_page: Path) -> None:
    assert not findings(opened(visit, any_page), axe, RULES)


def test_axe_would_find_something(visit: Callable[..., Visit], axe: str, shipped_report: Path) -> None:
    seen = opened(visit, shipped_report)
    seen.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=\"#\"></a>')")
    assert findings(seen, axe, RULES)


def test_ids_are_unique_and_what_refers_to_them_finds_them(visit: Callable[..., Visit], any_page: Path) -> None:
    twice, lost = visit(any_page).run(
        """() => {
          const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
          const lost = [];
          for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"])
            for (const each of document.querySelectorAll(`[${name}]`))
              lost.push(...each.getAttribute(name).split(/\\s+/).filter(id => !document.getElementById(id)));
          return [ids.filter((id, place) => ids.indexOf(id) !== place), lost];
        }"""
    )
    assert twice == lost == []


def test_every_picture_says_what_it_shows(visit: Callable[..., Visit], any_page: Path) -> None:
    seen = visit(any_page)
    for picture in seen.page.query_selector_all("main svg:not([aria-hidden=true])"):
        name, described = picture.evaluate(
            """each => {
              const text = ids => (ids || "").split(" ").map(id => document.getElementById(id)?.textContent ?? "");
              const name = text(each.getAttribute("aria-labelledby")).join(" ") || each.getAttribute("aria-label");
              return [each.getAttribute("role") === "img" && name.trim(), each.querySelector("desc")?.textContent];
            }"""
        )
        assert name
        if "chart" in (picture.get_attribute("class") or ""):
            assert any(character.isdigit() for character in described or name), "a description says the figures"


def luminance(colours: NDArray[Any]) -> NDArray[Any]:
    """Relative luminance of sRGB colours from 0 to 255, as WCAG 2 defines it."""
    shares = colours[..., :3] / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(colours: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Contrast ratio between colours, from 1 to 21."""
    one, two = luminance(colours), luminance(others)
    return np.asarray((np.maximum(one, two) + 0.05) / (np.minimum(one, two) + 0.05))


def pixels(picture: ElementHandle) -> NDArray[Any]:
    """The colours of a picture on the page, as rows of pixels."""
    image = Image.open(BytesIO(taken(picture)))
    return np.asarray(image.convert("RGB")).astype(float)


def faint(colours: list[str], front: NDArray[Any], behind: NDArray[Any], wanted: float) -> list[str]:
    """The colours of a picture that stand out too little where they are painted, from what lies behind them there."""
    found = []
    for colour in colours:
        own = np.array([float(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")])
        painted = (np.abs(front - own).max(axis=-1) < 3) & (np.abs(front - behind).max(axis=-1) > 3)
        ratios = contrast(own, behind[painted]) if painted.any() else np.array([1.0])
        # Where a halo ends, single pixels are mixed of its colour and of what it covers.
        if np.quantile(ratios, 0.03) < wanted:
            found.append(f"{colour}: {ratios.min():.2f} to {ratios.max():.2f}, not {wanted}")
    return found


def hide(picture: ElementHandle, selector: str, name: str, value: str) -> list[str]:
    """Set a property of the elements of a picture; the colours that they are drawn in."""
    found = picture.evaluate(
        """(each, [selector, name, value]) => [...each.querySelectorAll(selector)].map(one => {
          one.style.setProperty(name, value, "important");
          const style = getComputedStyle(one);
          return one.matches("text") ? style.fill : style.stroke;
        })""",
        [selector, name, value],
    )
    return sorted({colour for colour in found if colour.startswith("rgb(")})


def faint_texts_and_marks(picture: ElementHandle) -> list[str]:
    """What of a picture cannot be read or made out: a text keeps its halo, a mark is looked at without the texts."""
    marks = ", ".join(f".stroke-{colour}:not(text)" for colour in DRAWN)
    whole = pixels(picture)
    texts = hide(picture, "text", "opacity", "1")
    hide(picture, "text", "fill", "transparent")
    found = [f"text {line}" for line in faint(texts, whole, pixels(picture), TEXT)]
    hide(picture, "text", "opacity", "0")
    drawn = pixels(picture)
    lines = hide(picture, marks, "opacity", "0")
    return found + [f"mark {line}" for line in faint(lines, drawn, pixels(picture), GRAPHIC)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_and_marks_of_charts_stand_out(visit: Callable[..., Visit], shipped_report: Path, scheme: str) -> None:
    wide = {"width": 1440, "height": 900}
    seen = visit(shipped_report, color_scheme=scheme, viewport=wide, device_scale_factor=2)
    charts = seen.page.query_selector_all("figure svg, #targets-table tr:nth-child(-n+4) svg[role=img]")
    assert len(charts) > 3
    found = {each.get_attribute("aria-labelledby"): faint_texts_and_marks(each) for each in charts}
    assert not {name: lines for name, lines in found.items() if lines}
