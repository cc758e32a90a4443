"""The series that are learned from, each with the fold of the cross-validation that leaves it out."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tracker.forecast.description import NATURES, UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

INDICATORS: Final = "indicators-public.csv.gz"
LIST: Final = "indicators-public-list.csv"
COMPETITION: Final = "attainment-public.csv.gz"
FILES: Final = (INDICATORS, LIST, COMPETITION)
"""The files that are learned from."""

CYCLE: Final = {"Y": 1, "Q": 4, "M": 12}
FOLDS: Final = 5

THEMES: Final = (
    (0, "exports_gdp imports_gdp high_tech_exports export_prices terms_of_trade trade_balance_gdp trade_balance"),
    (0, "fdi_inflows primary_completion out_of_school years_schooling_women"),
    (0, "carbon_intensity_gdp sulfur_per_person nox_emissions plastic_waste_exports"),
    (1, "residential_energy_share electricity_per_person energy_per_person nuclear_generation gas_production"),
    (1, "oil_production electricity_generation patent_applications patents_granted"),
    (1, "basic_water basic_water_rural basic_sanitation sanitation_safely_managed open_defecation"),
    (2, "gdp_per_capita gni_atlas gni_ppp gdp_per_worker gdp_growth_person inflation economic_freedom urban_share"),
    (2, "unemployment_15plus unemployment_youth unemployment_long_term self_employed salaried_workers working_hours"),
    (2, "rural_population"),
    (3, "smoking_daily overweight_men raised_blood_pressure air_pollution_deaths_share lung_cancer_deaths"),
    (3, "breast_cancer_deaths drownings roads_paved traffic_deaths traffic_deaths_total"),
    (3, "external_debt_gni debt_service reserves_debt external_debt aid_received"),
    (4, "internet_users cell_phones broadband fixed_lines computers broadband_total"),
    (4, "agriculture_gdp services_gdp industry_gdp investment_gdp agricultural_land fertilizer_use agricultural_tfp"),
    (4, "water_withdrawal health_spending_gdp health_spending_person government_health_person"),
)
"""Indicators that are left out together, whole themes at a time, and the fold that does."""

FOLD_OF: Final = {name: fold for fold, names in THEMES for name in names.split()}

_SEED: Final = 7
_DIGITS: Final = 5
_SAME: Final = 3


class Indicator(NamedTuple):
    """One annual country series of an indicator; `nature` is an index into NATURES."""

    name: str
    fold: int
    nature: int
    better: int
    years: np.ndarray
    values: np.ndarray


class Competitor(NamedTuple):
    """One competition series: its history, and the figures that followed at some horizons."""

    name: str
    fold: int
    cycle: int
    values: np.ndarray
    actual: dict[int, float]

    @property
    def nature(self) -> int:
        """Nobody said what it measures."""
        return UNKNOWN


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, packed or not."""
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(text.decode())))


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that is learned from."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def read_corpus(folder: Path) -> tuple[list[Indicator], list[Competitor]]:
    """Both kinds of series; those with interpolated values are left out.

    A country series of the competitions that is an indicator's as well (the same three successive values) stands in
    the fold of that indicator, so that no fold has seen what it is asked.
    """
    about = {row["indicator"]: row for row in read_rows(folder / LIST)}
    by_series = defaultdict(list)
    for row in read_rows(folder / INDICATORS):
        by_series[row["series_id"]].append(row)
    indicators: list[Indicator] = []
    known: dict[tuple[float, ...], str] = {}
    for key in sorted(by_series):
        rows = by_series[key]
        name, x = rows[0]["indicator"], np.array([float(row["value"]) for row in rows])
        known |= dict.fromkeys(_traces(x), name)
        if not any(row["note"] for row in rows):
            nature, better = NATURES.index(about[name]["nature"]), int(about[name]["better"])
            years = np.array([int(row["period"]) for row in rows])
            indicators.append(Indicator(name, FOLD_OF[name], nature, better, years, x))
    by_series = defaultdict(list)
    for row in read_rows(folder / COMPETITION):
        by_series[row["series_id"]].append(row)
    rng = np.random.default_rng(_SEED)
    competitors = []
    for key in sorted(by_series):
        rows = by_series[key]
        x = np.array(rows[0]["history"].split(), dtype=float)
        fold = int(rng.integers(FOLDS))
        if rows[0]["source"] == "GAPY":
            same = [known[trace] for trace in _traces(x, steady=True) if trace in known]
            fold = FOLD_OF[same[0]] if same else fold
        actual = {int(row["h"]): float(row["actual"]) for row in rows}
        competitors.append(Competitor(key, fold, CYCLE[rows[0]["freq"]], x, actual))
    return indicators, competitors


def _traces(x: np.ndarray, *, steady: bool = False) -> list[tuple[float, ...]]:
    """Every three successive values to five digits; those that begin with two equal ones are no trace of a series."""
    starts = [k for k in range(len(x) - _SAME + 1) if steady or x[k] != x[k + 1]]
    return [tuple(float(f"{v:.{_DIGITS}g}") for v in x[k : k + _SAME]) for k in starts]
