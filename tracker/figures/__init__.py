"""What is measured and what was observed: periods, quantities, observations, vintages, series.

Records and the arithmetic on them are loaded at once; reading text is loaded when it is first asked for, so that an
answer that needs no file starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.door import door
from tracker.figures.combined import LONGEST_GAP_DAYS
from tracker.figures.course import Course
from tracker.figures.indicator import AGGREGATIONS, NATURES, Indicator
from tracker.figures.observation import COLUMNS, MISSING, QUALIFIERS, STATUSES, UNUSED, Observation
from tracker.figures.overdue import Awaited, awaited, next_release
from tracker.figures.period import (
    ANNUAL,
    DAILY,
    HALF_YEARLY,
    MONTHLY,
    PER_YEAR,
    QUARTERLY,
    YEAR_TO_DATE,
    Period,
    between,
    from_ordinal,
    holding,
    last_ended_by,
    parse_date,
    parse_period,
    years_between,
)
from tracker.figures.regular import Series, series
from tracker.figures.text import Text, text_of
from tracker.figures.vintage import by_area, changes, choose, first_known, known_at, revisions, subject, with_new_only

if TYPE_CHECKING:
    from tracker.figures.milestones import STEP_COLUMNS, STEP_STATUSES, MilestoneRow, known_steps, read_steps
    from tracker.figures.quantity import (
        SLIPS,
        Quantity,
        convert,
        parse_change,
        parse_quantity,
        parse_rate,
        slip_factor,
        split_quantity,
    )
    from tracker.figures.slip import doubts
    from tracker.figures.table import header_of, read_rows, remarks_on, right_rows
    from tracker.figures.unit import Unit, is_currency, is_percent, parse_unit

__all__ = [
    "AGGREGATIONS",
    "ANNUAL",
    "COLUMNS",
    "DAILY",
    "HALF_YEARLY",
    "LONGEST_GAP_DAYS",
    "MISSING",
    "MONTHLY",
    "NATURES",
    "PER_YEAR",
    "QUALIFIERS",
    "QUARTERLY",
    "SLIPS",
    "STATUSES",
    "STEP_COLUMNS",
    "STEP_STATUSES",
    "UNUSED",
    "YEAR_TO_DATE",
    "Awaited",
    "Course",
    "Indicator",
    "MilestoneRow",
    "Observation",
    "Period",
    "Quantity",
    "Series",
    "Text",
    "Unit",
    "awaited",
    "between",
    "by_area",
    "changes",
    "choose",
    "convert",
    "doubts",
    "first_known",
    "from_ordinal",
    "header_of",
    "holding",
    "is_currency",
    "is_percent",
    "known_at",
    "known_steps",
    "last_ended_by",
    "next_release",
    "parse_change",
    "parse_date",
    "parse_period",
    "parse_quantity",
    "parse_rate",
    "parse_unit",
    "read_rows",
    "read_steps",
    "remarks_on",
    "revisions",
    "right_rows",
    "series",
    "slip_factor",
    "split_quantity",
    "subject",
    "text_of",
    "with_new_only",
    "years_between",
]

_LATER: Final = {
    "milestones": ("STEP_COLUMNS", "STEP_STATUSES", "MilestoneRow", "known_steps", "read_steps"),
    "quantity": (
        "SLIPS",
        "Quantity",
        "convert",
        "parse_change",
        "parse_quantity",
        "parse_rate",
        "slip_factor",
        "split_quantity",
    ),
    "slip": ("doubts",),
    "table": ("header_of", "read_rows", "remarks_on", "right_rows"),
    "unit": ("Unit", "is_currency", "is_percent", "parse_unit"),
}

__getattr__ = door(__name__, _LATER)
