"""Where results are kept: benchmarks/RESULTS.md, a section for each program, between two marks."""

from __future__ import annotations

import datetime as dt
import os
import platform
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"


def machine(*facts: str) -> str:
    """One line that says on what was measured, in what circumstances, and when."""
    where = (f"{platform.system()} {platform.machine()}", f"{os.cpu_count()} cores")
    today = dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251 - a result has a date
    return ", ".join((*where, *facts, f"Python {platform.python_version()}", str(today)))


def load() -> str:
    """How busy the machine was in the last five minutes."""
    return f"load {os.getloadavg()[1]:.1f} before the end"


def write_results(name: str, section: str) -> None:
    """Put the section of a program between its two marks."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, _, rest = RESULTS.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(end)
    RESULTS.write_text(f"{head}{begin}\n{section}\n{end}{tail}", encoding="utf-8")
