"""From a template and its fields to a page.

The one module that imports jinja2. Templates print fields only; texts and classes are chosen in Python.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from tracker.report.markdown import rendered
from tracker.report.policy import with_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from markupsafe import Markup

    from tracker.report.language import Language

_SHAPES: Final = {
    "achieved": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.2 10.6L3.4 8.2l1.3-1.3 2.1 2.1 4.5-4.6 1.3 1.3Z",
    "on-track": "M8 2 15 14H1Z",
    "uncertain": "M8 .8 15.2 8 8 15.2.8 8Z",
    "off-track": "M8 14 1 2h14Z",
    "missed": "M3.4 1.6 8 6.2l4.6-4.6 1.8 1.8L9.8 8l4.6 4.6-1.8 1.8L8 9.8l-4.6 4.6-1.8-1.8L6.2 8 1.6 3.4Z",
    "done": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.2 10.6L3.4 8.2l1.3-1.3 2.1 2.1 4.5-4.6 1.3 1.3Z",
    "in-progress": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 0 1 0 10Z",
    "late": "M1 1h14v14H1Zm6 2.5v6h2v-6Zm0 7.5v2h2v-2Z",
    "not-started": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3Z",
    "no-data": "M1 6.5h14v3H1Z",
}
"""An outline for each status in a square of 16, so that none is told by colour alone."""


def render(template: str, language: Language, **fields: Any) -> str:  # noqa: ANN401 - whatever a template prints
    """A page from its template, without empty lines, with the policy of what a browser may run and load."""
    page = _environment().get_template(template)
    absent = {"place": str, "beside": None, "downloads": ()}
    text = page.render(_=language.text, language=language, shapes=_SHAPES, **(absent | fields))
    return with_policy("\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n")


def style_sheet(template: str, fields: Mapping[str, str]) -> str:
    """A style sheet from its template; its fields are written in the escapes of CSS by then."""
    return _environment().get_template(template).render(fields)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tracker.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = _written
    environment.filters["unbroken"] = _unbroken
    return environment


def _unbroken(text: str) -> str:
    """The text with its percent signs kept on the line of their numbers."""
    return text.replace(" %", "\u00a0%")


def _written(text: str, below: int, table: str) -> Markup:
    """An author's Markdown as HTML below a heading of that level; `table` is the label of its tables."""
    from markupsafe import Markup

    return Markup(rendered(text, below=below, table=table))  # noqa: S704 - it is harmless by then
