"""Tracker: will a declared public goal be met, and how do we know?

`open_workspace(path).assess(as_of)` gives the verdicts, `.series(indicator)` the figures, `.forecast(target)` what is
to come; each makes a table for pandas, `.to_frame()`, and a picture in matplotlib's axes, `.plot()`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # fits of short series are 17 to 25 times slower on many threads

if TYPE_CHECKING:
    from tracker.python import Assessment, Assessments, Forecast, Series, Workspace, open_workspace

__version__ = "0.1.0"
__all__ = ["Assessment", "Assessments", "Forecast", "Series", "Workspace", "__version__", "open_workspace"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from tracker import python

    return getattr(python, name)
