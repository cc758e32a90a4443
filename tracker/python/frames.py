"""Records as pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd


def frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, days: Sequence[str] = ()) -> pd.DataFrame:
    """A table of rows; the columns of `days` hold timestamps."""
    import pandas as pd

    found = pd.DataFrame(rows, columns=list(columns))
    for name in days:
        found[name] = pd.to_datetime(found[name])
    return found
