"""How far public indicators of each nature typically move: numbers only.

From 3,018 annual country series of 76 public indicators, 1960 to 2024: Gapminder, Systema Globalis (CC BY 4.0,
gapminder.org) and Our World in Data datasets (CC BY), which pass on figures of the World Bank, ILO, WHO, UNESCO, FAO,
OECD, IHME and others. Scales: shares as logit((v + 0.5) / 101), signed indicators in points, others as natural
logarithms (`space`).
"""

from __future__ import annotations

from typing import Final

ONE_YEAR_SCALE: Final = {
    "share": 0.053,
    "rate": 0.067,
    "count": 0.089,
    "currency": 0.089,
    "index": 0.057,
    "signed": 2.67,
}
"""Typical size of a change over one year, by nature, on the nature's scale."""
