"""SVG as an element of a page: its colours by name, its ids, its text alternative.

Colours are presentation attributes with a class beside each, so that a page can restyle them for a dark scheme and
needs no inline styles.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

PALETTE: Final = {
    "ink": "#1f2933",
    "muted": "#55606c",
    "grid": "#d9dfe5",
    "paper": "#fefefe",
    "band95": "#dde9f5",
    "band80": "#b8d1e9",
    "band50": "#84aed6",
    "median": "#12467d",
    "goal": "#a03c00",
    "goalband": "#f7e6da",
    "unused": "#8b929b",
}
"""Colours by what they stand for; their order of lightness is kept in black and white."""

FONTS: Final = "DejaVu Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"

HALO: Final = "halo"
"""The group id of a text that gets an edge in the colour of the paper."""

_NAMES: Final = {colour: name for name, colour in PALETTE.items()}
_LENGTHS: Final = frozenset({"d", "x", "y", "width", "height", "transform", "points"})


def embeddable(svg: str, name: str, title: str, description: str, size: tuple[int, int]) -> str:
    """Matplotlib's file as an element of a page.

    Without metadata, with `size` as its viewBox, a role, a title and a description; ids begin with `name`; styles
    become presentation attributes, colours also classes; lengths are rounded to a hundredth.
    """
    body = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    body = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", body).replace("xlink:href", "href")
    root = ET.fromstring(body)  # noqa: S314 - matplotlib wrote it a moment ago
    parents = {child: parent for parent in root.iter() for child in parent}
    for style in list(root.iter("style")):
        parents[style].remove(style)
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', body))
    for element in root.iter():
        if element.tag == "g" and element.get("id") == HALO:
            for written in element.iter("text"):
                written.attrib |= {"stroke": PALETTE["paper"], "stroke-width": "4", "paint-order": "stroke"}
        _attributes(element, used, name)
    for empty in [e for e in root.iter("defs") if not len(e)]:
        parents[empty].remove(empty)
    root.attrib.clear()
    root.attrib |= {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {size[0]} {size[1]}",
        "class": "chart",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "font-family": FONTS,
        "stroke-linejoin": "round",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        said = ET.Element(tag, {"id": f"{name}-{tag}"})
        said.text = text
        root.insert(place, said)
    return re.sub(r">\s+<", "><", ET.tostring(root, encoding="unicode", short_empty_elements=False)).strip()


def _attributes(element: ET.Element, used: set[str], prefix: str) -> None:
    """Turn an element's style into attributes, name its colours, and prefix the ids that something refers to."""
    _style(element)
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name, value in element.attrib.items():
        if name in _LENGTHS:
            element.set(name, re.sub(r"-?\d+\.\d+", _hundredth, value))
        elif name == "id":
            element.set(name, f"{prefix}-{value}")
        elif name == "href":
            element.set(name, value.replace("#", f"#{prefix}-"))
        else:
            element.set(name, value.replace("url(#", f"url(#{prefix}-"))
    colours = [f"{name}-{_NAMES[value]}" for name, value in element.attrib.items() if value in _NAMES]
    if colours:
        element.set("class", " ".join(colours))


def _style(element: ET.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            _font(element, value)
        elif name and name != "font-family":
            element.set(name, value.removesuffix("px"))
    if "font-weight" in element.attrib:
        element.set("font-weight", "600")


def _font(element: ET.Element, shorthand: str) -> None:
    """The font of older versions of matplotlib, which write it in one: `700 15px 'DejaVu Sans'`."""
    size = re.search(r"([\d.]+)px", shorthand)
    if size:
        element.set("font-size", size[1])
    if "bold" in shorthand or re.match(r"[6-9]00\b", shorthand):
        element.set("font-weight", "600")


def _hundredth(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0.0:g}"
