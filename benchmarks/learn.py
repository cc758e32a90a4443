"""Learns the coefficients of the forecast again, or cross-validates how they are learned.

    python benchmarks/learn.py                     writes tracker/forecast/coefficients.json
    python benchmarks/learn.py --out FILE          writes another file
    python benchmarks/learn.py --cross-validate    prints scores on series that were left out, and writes nothing

The data are the public cases (--data, by default the folder bench in TRACKER_DATA, itself by default ../shared); what
they are, their licences and their hashes stand in docs/model-card.md. Learning needs NumPy only and about a minute; the
same data give the same coefficients to six significant digits. The cross-validation needs pandas and the cases'
own score.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.learning.corpus import read_corpus  # noqa: E402 - found by the line above
from benchmarks.learning.model import document_of, fit, text_of  # noqa: E402
from benchmarks.learning.windows import table_of  # noqa: E402

COEFFICIENTS: Final = ROOT / "tracker" / "forecast" / "coefficients.json"


def main() -> None:
    """Learn, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / os.environ.get("TRACKER_DATA", "../shared") / "bench")
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    parser.add_argument("--cross-validate", action="store_true")
    asked = parser.parse_args()
    start = time.perf_counter()
    indicators, competitors = read_corpus(asked.data)
    table = table_of(indicators, competitors)
    print(f"{len(table.outcome)} rows of windows, {time.perf_counter() - start:.0f} s", flush=True)
    if asked.cross_validate:
        from benchmarks.learning.validation import cross_validate

        cross_validate(table, competitors, asked.data)
        return
    model = fit(table)
    made = date.today()  # noqa: DTZ011, TID251 - the day of the run, for the reader
    asked.out.write_text(text_of(document_of(model, asked.data, len(table.outcome), made)), encoding="utf-8")
    print(f"written: {asked.out}, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
