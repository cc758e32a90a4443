"""SVG as an element of a page: its colours by name, its ids, its text alternative.

Colours are presentation attributes with a class beside each, so that a page can restyle them for a dark scheme and
needs no inline styles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from tracker.report.letters import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

PALETTE: Final = {
    "ink": "#1f2933",
    "muted": "#55606c",
    "grid": "#d9dfe5",
    "paper": "#fefefe",
    "band95": "#e6eff8",
    "band80": "#cbddef",
    "band50": "#a8c6e4",
    "edge": "#35618f",
    "median": "#12467d",
    "goal": "#8a3300",
    "goalband": "#f7e6da",
    "unused": "#626b76",
}
"""Colours by what they stand for; their order of lightness is kept in black and white."""

FONTS: Final = (
    "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial,"
    " 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'DejaVu Sans', sans-serif"
)
"""The page's own fonts; DejaVu Sans is the widest of them."""

HALO: Final = "halo"
"""The group id of a text that gets an edge in the colour of the paper."""

_NAMES: Final = {colour: name for name, colour in PALETTE.items()}
_NAMESPACE: Final = "http://www.w3.org/2000/svg"
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
        "xmlns": _NAMESPACE,
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


_MARGIN: Final = 20.0
_TITLE, _CAPTION = 17.0, 12.0
_LEADING: Final = 1.45
"""Distance of two lines of text, in heights of the font."""


def standalone_svg(svg: str, *, title: str, caption: Sequence[str] = (), lang: str = "") -> bytes:
    """A chart of `embeddable` as a file of its own: with a size, a background, its title above and its caption below.

    `caption` are paragraphs of plain text; `lang` is the HTML tag of their language. In the light colours, without
    style sheets, so that it looks the same wherever it is placed.
    """
    chart = ET.fromstring(svg.replace(f' xmlns="{_NAMESPACE}"', "", 1))  # noqa: S314 - made by `embeddable`
    wide, high = (float(length) for length in chart.attrib["viewBox"].split()[2:])
    names = chart.attrib.pop("aria-labelledby", "")
    chart.attrib.pop("role", None)
    width = wide + 2 * _MARGIN
    file = ET.Element(
        "svg",
        {"xmlns": _NAMESPACE, "width": f"{width:g}", "role": "img", "aria-labelledby": names, "font-family": FONTS},
    )
    if lang:
        file.set("lang", lang)
    for said in [child for child in chart if child.tag in {"title", "desc"}]:
        chart.remove(said)
        file.append(said)
    ground = ET.SubElement(file, "rect", {"width": "100%", "height": "100%", "fill": PALETTE["paper"]})
    ground.set("class", "fill-paper")
    heading = wrapped(title, wide, _TITLE, bold=True)
    down = _lines(file, heading, _MARGIN, _TITLE, "ink", {"font-weight": "600"})
    chart.attrib |= {"x": f"{_MARGIN:g}", "y": f"{down + 6:g}", "width": f"{wide:g}", "height": f"{high:g}"}
    file.append(chart)
    lines = [line for paragraph in caption for line in wrapped(paragraph, wide, _CAPTION)]
    down = _lines(file, lines, down + high + 14, _CAPTION, "muted", {})
    file.attrib |= {"height": f"{down + _MARGIN:g}", "viewBox": f"0 0 {width:g} {down + _MARGIN:g}"}
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(file, encoding="unicode").encode() + b"\n"


def _lines(
    parent: ET.Element, lines: Sequence[str], top: float, size: float, colour: str, look: dict[str, str]
) -> float:
    """Write lines below a height; returns the height below them."""
    for line in lines:
        at = {"x": f"{_MARGIN:g}", "y": f"{top + size:.1f}", "font-size": f"{size:g}", "fill": PALETTE[colour]}
        written = ET.SubElement(parent, "text", at | look | {"class": f"fill-{colour}"})
        written.text = line
        top += size * _LEADING
    return top


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
