"""Parsers, each as a function from bytes that must end: with an answer that makes sense, or with an error for people.

Whatever else comes out of one (another exception, a broken promise about its answer, no end) is a finding.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.cli.handler import named
from tracker.errors import TrackerError
from tracker.exchange.address import checked, filled_in, is_address, shown
from tracker.exchange.delimited import grid_of
from tracker.exchange.message import read_message
from tracker.exchange.message_period import period_of
from tracker.exchange.open_sdg_yaml import read_page
from tracker.exchange.statement import checked_statement
from tracker.exchange.table_period import table_period
from tracker.exchange.table_printed import printed
from tracker.exchange.tabular import from_grids
from tracker.figures import Indicator, parse_date, parse_period, parse_quantity, text_of
from tracker.figures.milestones import read_steps
from tracker.figures.quantity import parse_change, parse_rate, split_quantity
from tracker.figures.table import read_rows
from tracker.goals import Declarations, Settings, build, inserted, parse, plain_data
from tracker.report.delimited import guarded, unguarded
from tracker.report.markdown import rendered

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY: Final = date(2026, 11, 22)
UNITS: Final = ("people", "%", "CNY", "tonnes", "thousand people", "km2")
JOBS: Final = Indicator(id="jobs", title=text_of("Jobs"), unit="people", frequency="annual", aggregation="sum")
DECLARED: Final = Declarations(
    settings=Settings(title=text_of("Goals"), area="XX"), indicators={"jobs": JOBS}, targets={}
)
_TAGS: Final = frozenset(
    (
        *("a", "blockquote", "br", "code", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s"),
        *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)


class BrokenPromiseError(Exception):
    """A parser gave an answer that its documentation rules out."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _promise(kept: object, what: str) -> None:
    if not kept:
        raise BrokenPromiseError(what)


def quantities(data: bytes) -> None:
    """`663.8 billion CNY` in targets.yaml, `add` and elsewhere: a finite number, or refused."""
    text = _text(data[1:])
    unit = UNITS[data[0] % len(UNITS)] if data else UNITS[0]
    for read in (parse_quantity, parse_change):
        try:
            found = read(text, unit)
        except TrackerError:
            continue
        _promise(math.isfinite(found[0] if isinstance(found, tuple) else found), "a number that is not finite")
    for alone in (split_quantity, parse_rate):
        try:
            alone(text)
        except TrackerError:
            continue


def periods(data: bytes) -> None:
    """`2024-Q3`, `2024年1-8月`: a period that is read back from its own name, or refused."""
    text = _text(data)
    try:
        found = parse_period(text)
    except TrackerError:
        pass
    else:
        _promise(parse_period(str(found)) == found, f"{found} is not read back")
        _promise(found.start <= found.end, f"{found} ends before it begins")
    for read in (period_of, table_period):
        try:
            read(text)
        except TrackerError:
            continue


def dates(data: bytes) -> None:
    """`2024-09-30`: a day that is written the same, or refused."""
    text = _text(data)
    try:
        found = parse_date(text)
    except TrackerError:
        return
    _promise(found.isoformat() == text, f"{text!r} became {found}")


def cells(data: bytes) -> None:
    """A printed figure of a foreign table, with either decimal mark."""
    text = _text(data)
    for decimal in (".", ","):
        try:
            printed(text, decimal=decimal)
        except TrackerError:
            continue


def targets(data: bytes) -> None:
    """targets.yaml: records, or everything wrong in it with lines."""
    document, problems = parse(data)
    if document is None:
        _promise(problems, "refused without a reason")
        return
    try:
        build(document)
    except TrackerError:
        return
    try:
        inserted(data, {("indicators",): {"fresh": {"title": "F", "unit": "%", "frequency": "annual"}}}, path="t.yaml")
    except TrackerError:
        return


def yaml(data: bytes) -> None:
    """Any YAML of ours, and of an Open SDG repository: plain data, or refused."""
    _, problems = plain_data(data, "map.yaml")
    for problem in problems:
        _promise(problem.message, "refused without a reason")
    read_page(data, "1-1-1.yml")
    read_page(b"---\n" + data + b"\n---\n", "1-1-1.md")


def observations(data: bytes) -> None:
    """observations/NAME.csv: rows with finite values, or what is wrong on which line."""
    rows, _ = read_rows(data, path="jobs.csv", indicator=JOBS, area="XX")
    for row in rows:
        _promise(row.value is None or math.isfinite(row.value), "a value that is not finite")
    read_steps(data, path="plan.csv", steps=("a", "b"))


def sdmx(data: bytes) -> None:
    """SDMX-CSV, SDMX-ML and SDMX-JSON, told apart by their beginning."""
    try:
        found = read_message(data, "m")
    except TrackerError:
        return
    for each in found.observations[:100]:
        _promise(all(isinstance(code, str) for code in each.codes.values()), "a code that is no text")


def tables(data: bytes) -> None:
    """A table of any shape in a text file, alone or in an archive."""
    try:
        grid = grid_of(data, "t.csv")
        from_grids((grid,), "t.csv", None, DECLARED, TODAY)
    except TrackerError:
        return


def notes(data: bytes) -> None:
    """An author's Markdown: harmless tags only, and no address but those of web and mail."""
    html = rendered(data.decode("utf-8", "replace"), below=2, table="Table")
    _promise(set(re.findall(r"</?([a-zA-Z][^\s>/]*)", html)) <= _TAGS, "a tag that is not ours")
    links = re.findall(r'<a href="([^"]*)"', html)
    _promise(all(re.match(r"(?i)https?://|mailto:", link) for link in links), "an address that may run")
    _promise(html.count("<a ") == len(links), "a link of another form")


def addresses(data: bytes) -> None:
    """An address that is to be fetched, the path of a request to `serve`, and a query to a database."""
    text = _text(data)
    is_address(text)
    shown(text)
    try:
        filled_in(text)
        sent = checked(text, shown(text))
    except TrackerError:
        pass
    else:
        _promise(sent.isascii() and sent.lower().startswith("https://"), f"{sent!r} would be sent")
    parts = named(text) or ()
    _promise(all("/" not in part or "%2f" in text.lower() for part in parts), "a part with a slash")
    try:
        statement = checked_statement(text, "q.sql")
    except TrackerError:
        pass
    else:
        _promise(re.match(r"(?is)[\s(]*(?:--|/\*|select|with)", statement), f"{statement!r} would be asked")


def spreadsheet_cells(data: bytes) -> None:
    """A text in a CSV that we write: never the beginning of a formula, and read back as it was."""
    text = data.decode("utf-8", "replace")
    written = guarded(text)
    _promise(not re.match(r"[\s\"]*[=+@\-]", written), f"{written!r} would be computed")
    _promise(unguarded(written) == text, f"{text!r} is not read back")


HARNESSES: Final[dict[str, Callable[[bytes], None]]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        quantities,
        periods,
        dates,
        cells,
        targets,
        yaml,
        observations,
        sdmx,
        tables,
        notes,
        addresses,
        spreadsheet_cells,
    )
}
