"""Compound growth as the published methods use it: also to zero, and between two negative figures."""

from __future__ import annotations

from math import isfinite


def compound_growth(first: float, last: float, years: float) -> float | None:
    """(last / first)^(1 / years) - 1, a share a year; None where that is undefined.

    Two negative figures give the growth of their size.
    """
    if first == 0 or years <= 0 or first * last < 0:
        return None
    ratio = last / first
    return ratio ** (1 / years) - 1 if isfinite(ratio) and ratio >= 0 else None


def grown(value: float, growth: float, years: float) -> float | None:
    """The value after so many years of a growth; None where that is beyond all numbers."""
    try:
        later = value * (1 + growth) ** years
    except OverflowError:
        return None
    return later if isfinite(later) else None
