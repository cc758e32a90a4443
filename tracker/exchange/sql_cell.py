"""Cells of a database as figures, periods, days and texts, exactly as they stand there."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tracker.errors import PeriodError, RefusedError
from tracker.figures import Period, holding, parse_date, parse_period

_LONGEST: Final = 10_000


def is_missing(cell: Any) -> bool:  # noqa: ANN401 - whatever a driver returns
    """Whether a cell holds nothing: NULL, an empty text, not a number."""
    if isinstance(cell, float | Decimal):
        return math.isnan(cell)
    return cell is None or (isinstance(cell, str) and not cell.strip())


def number_in(cell: Any) -> str:  # noqa: ANN401
    """The decimal that a cell holds, with all its digits; of a float the shortest that means the same.

    Raises RefusedError for what is no number.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
        raise RefusedError(f"{_shown(cell)} is no number")
    if isinstance(cell, str):
        return _short(cell)
    if not isinstance(cell, int) and not math.isfinite(cell):
        raise RefusedError(f"{cell} is no finite number")
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell)


def text_in(cell: Any) -> str:  # noqa: ANN401
    """The text of a cell; empty for NULL. Raises RefusedError for bytes and the like."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _short(cell)
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return str(cell)
    raise RefusedError(f"{_shown(cell)} is no text")


def day_in(cell: Any) -> date | None:  # noqa: ANN401
    """The day of a cell; None for NULL. Raises PeriodError or RefusedError."""
    if is_missing(cell):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        text = _short(cell)
        return parse_date(text[:10] if len(text) > 10 and text[10] in " T" else text)
    raise RefusedError(f"{_shown(cell)} is no day")


def period_in(cell: Any, frequency: str) -> Period:  # noqa: ANN401
    """The period of a cell: a year as a number, a text, or a day, which stands for the period it begins or ends.

    `frequency` is the indicator's. Raises PeriodError or RefusedError.
    """
    if is_missing(cell):
        raise RefusedError("no period")
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        found = holding(cell, frequency)
        if cell not in {found.start, found.end}:
            raise PeriodError(f"{cell} neither begins nor ends a period that is {frequency}; select the period itself")
        return found
    if isinstance(cell, float | Decimal) and cell == int(cell):
        return parse_period(int(cell))
    return parse_period(text_in(cell))


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise RefusedError(f"a text of {len(text):,} characters; at most {_LONGEST:,} are taken")
    return text.strip()


def _shown(cell: object) -> str:
    return repr(cell)[:60] + ("…" if len(repr(cell)) > 60 else "")
