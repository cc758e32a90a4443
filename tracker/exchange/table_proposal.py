"""How what a table holds would be declared as indicators of its own."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from tracker.errors import PeriodError
from tracker.exchange.table_columns import period_in
from tracker.exchange.table_period import table_period
from tracker.exchange.table_seen import holds_periods
from tracker.exchange.table_words import unit_in, without_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.exchange.table_seen import Seen


def proposals(seen: Seen, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Id, title, unit (None where the table does not say it) and frequency of indicators that are called so."""
    return [
        {"id": name, "title": without_unit(text), "unit": _unit_of(seen, text) or None, "frequency": _frequency(seen)}
        for name, text in zip(ids_of(texts), texts, strict=True)
    ]


def ids_of(texts: Sequence[str]) -> list[str]:
    """Ids for indicators that are called like these texts, none twice."""
    found: list[str] = []
    for text in texts:
        plain = unicodedata.normalize("NFKD", without_unit(text)).encode("ascii", "ignore").decode().lower()
        name = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "indicator"
        count = sum(each == name or re.fullmatch(rf"{re.escape(name)}-[0-9]+", each) is not None for each in found)
        found.append(f"{name}-{count + 1}" if count or name == "indicator" else name)
    return found


def _unit_of(seen: Seen, text: str) -> str:
    if found := unit_in(text):
        return found
    for column in seen.roles.get("unit", []):
        for row in range(seen.header.last + 1, len(seen.grid.rows)):
            if text in seen.grid.rows[row] and (unit := seen.grid.text(row, column)):
                return unit
        if len(every := seen.every(column)) == 1:
            return every[0]
    above = [cell for row in range(seen.header.first) for cell in seen.grid.rows[row]]
    over = [part for parts in seen.header.parts for part in parts]
    return next((found for cell in (*above, *over) if (found := unit_in(cell))), "")


def _frequency(seen: Seen) -> str:
    """The frequency that most periods of the table have."""
    texts = [period for parts in seen.header.parts if (period := period_in(parts)[0])]
    if len(texts) < 2:
        columns = seen.roles.get("period") or [n for n in range(len(seen.header.parts)) if holds_periods(seen, n)]
        texts = [text for number in columns for text in seen.cells(number)]
        if len(columns) > 1:
            names = " ".join(seen.header.name(number) for number in columns)
            return "monthly" if re.search("月|month", names, re.IGNORECASE) else "quarterly"
    kinds: Counter[str] = Counter()
    for text in texts:
        try:
            kinds[table_period(text)[0].frequency] += 1
        except PeriodError:
            continue
    kind = kinds.most_common(1)[0][0] if kinds else "annual"
    return "monthly" if kind == "year-to-date" else kind
