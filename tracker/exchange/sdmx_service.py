"""SDMX services: their addresses, and answers in pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from tracker.errors import RefusedError
from tracker.exchange.fetch import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.exchange.fetch import Fetched

ACCEPT: Final = (
    "application/vnd.sdmx.data+csv;version=1.0.0;labels=id, "
    "application/vnd.sdmx.structurespecificdata+xml;version=2.1;q=0.9, "
    "application/vnd.sdmx.genericdata+xml;version=2.1;q=0.8, "
    "application/vnd.sdmx.data+json;version=1.0.0;q=0.7, text/csv;q=0.6, */*;q=0.1"
)
MOST_PAGES: Final = 1000

_SERVICE: Final = re.compile(r"(?P<service>[A-Z][A-Z0-9_]+):(?P<query>[^/\\]+/.+)")


def service_address(place: str) -> str:
    """The place itself, or the address of a service that the library sdmx1 knows by its id."""
    found = _SERVICE.fullmatch(place)
    if found is None:
        return place
    try:
        from sdmx.source import list_sources, sources
    except ModuleNotFoundError:
        raise RefusedError(
            f"{place}: to know services by their id, install the package sdmx1: pip install "
            "'policy-target-tracker[sdmx]'; or give the whole address, https://…/data/FLOW/KEY"
        ) from None
    known = list_sources()
    if found["service"] not in known:
        raise RefusedError(f"{place}: no service is called {found['service']!r}; there are {', '.join(known)}")
    return f"{str(sources[found['service']].url).rstrip('/')}/data/{found['query']}"


def pages(address: str) -> Iterator[Fetched]:
    """Every page of an answer: a service may send observations in ranges, or name the next page."""
    page = fetched(address, accept=ACCEPT)
    yield page
    for _ in range(MOST_PAGES):
        following = _next(page)
        if following is None:
            return
        next_address, headers = following
        page = fetched(next_address or address, accept=ACCEPT, headers=headers)
        yield page
    raise RefusedError(f"{page.place}: more than {MOST_PAGES} pages; ask for fewer series")


def _next(page: Fetched) -> tuple[str, dict[str, str]] | None:
    said = page.headers.get("content-range", "")
    if found := re.fullmatch(r"values[ =]([0-9]+)-([0-9]+)/([0-9]+)", said):
        first, last, total = map(int, found.groups())
        if last + 1 >= total:
            return None
        if last < first:
            raise RefusedError(f"{page.place}: the service sends a page without observations: {said}")
        return "", {"Range": f"values={last + 1}-{last + 1 + last - first}"}
    if page.partial:
        raise RefusedError(
            f"{page.place}: the service sent a part of the answer; ask for fewer series or a shorter time"
        )
    for target, parameters in re.findall(r"<([^>]*)>([^,]*)", page.headers.get("link", "")):
        if re.search(r"""rel=["']?next\b""", parameters):
            return urljoin(page.place, target), {}
    return None
