"""The year under way: what its known months make of it, how sure that is, and how it enters the forecast."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from importlib import util
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.figures import Indicator, Period, Series, parse_period, read_rows, series, text_of
from tracker.forecast import Forecast, predict, quantiles
from tracker.forecast.nowcast import DF, nowcast
from tracker.forecast.predict import continued
from tracker.forecast.student_t import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

OUTPUT = Indicator(
    id="output", title=text_of("Output"), unit="CNY", nature="currency", frequency="annual", aggregation="sum"
)
SEASON = (5, 6, 8, 8, 9, 9, 8, 8, 9, 9, 10, 11)


def script() -> ModuleType:
    """The module benchmarks/nowcast.py, which is in no package."""
    path = Path(__file__).resolve().parent.parent / "benchmarks" / "nowcast.py"
    spec = util.spec_from_file_location("nowcast_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make(content: str, indicator: Indicator = OUTPUT, frequency: str = "annual") -> Series:
    rows, problems = read_rows(content.encode(), path="output.csv", indicator=indicator, area="CN-GD")
    assert not [problem for problem in problems if not problem.warning], problems
    return series(rows, indicator, "CN-GD", frequency)


def history(upto: int, *, first: int = 2018, growth: float = 0.05, scale: float = 1.0, noise: float = 0.0) -> str:
    """Running sums of five whole years and of the first `upto` months of the sixth."""
    rows = ["period,value"]
    random = np.random.default_rng(1)
    for year in range(first, first + 6):
        months = [
            scale * (1 + growth) ** (year - first) * part * math.exp(noise * random.standard_normal())
            for part in SEASON
        ]
        last = upto if year == first + 5 else 12
        rows += [f"{year}-01/{year}-{m:02d},{sum(months[:m]):.10g}" for m in range(2, last + 1)]
    return "\n".join(rows) + "\n"


def outlook(content: str, until: str, indicator: Indicator = OUTPUT) -> Forecast:
    return predict(make(content, indicator), indicator, parse_period(until))


def interval(forecast: Forecast, period: str) -> tuple[float, ...]:
    return quantiles(forecast.at(parse_period(period)), (0.1, 0.5, 0.9))


# By hand


def test_the_rest_of_the_year_keeps_three_quarters_of_the_lead() -> None:
    """Two thirds of each year came by August. 2023 is 10 % up by then: 88 in 8 months, 12 a month at the year's rate.

    How evenly it grows was not seen: u = 0.75 V, and a = 1 - (0.55 - 0.3 x 2/3) 0.75² / (0.75² + 0.5²).
    """
    known = make("period,value\n2022-01/2022-08,80\n2022,120\n2023-01/2023-08,88\n")
    (forecast,) = continued([known], OUTPUT, parse_period("2023"))
    expected = math.log(interval(forecast, "2023")[1] / 120)
    kept = 1 - 0.35 * 0.75**2 / (0.75**2 + 0.5**2)
    assert kept == pytest.approx(0.758, abs=0.001)
    rest = 40 * math.exp(kept * math.log(88 / 80) + (1 - kept) * expected)
    estimate = nowcast(known, known.open_courses[0], OUTPUT, forecast.at(parse_period("2023")))
    assert estimate is not None
    assert math.exp(estimate.location) == pytest.approx(88 + rest)
    assert (estimate.months, estimate.weight, estimate.past_years) == (8, 8 / 12, 1)
    # The whole year comes in at the rate of its known part, so that 150 in the end means 100 by August.
    assert estimate.rate_for(150) == pytest.approx(150)


def test_its_error_is_that_of_the_rest() -> None:
    known = make("period,value\n2022-01/2022-08,80\n2022,120\n2023-01/2023-08,88\n")
    (forecast,) = continued([known], OUTPUT, parse_period("2023"))
    estimate = nowcast(known, known.open_courses[0], OUTPUT, forecast.at(parse_period("2023")))
    assert estimate is not None
    typical = 2 * 0.089
    rest_scale = 0.41 * (0.75 * typical) ** 0.63 * typical**0.37 * (8 / 12) ** -0.18 * (4 / 12) ** -0.1 * 1.5
    rest = math.exp(estimate.location) - 88
    spread = math.log((88 + rest * math.exp(rest_scale)) / (88 + rest * math.exp(-rest_scale))) / 2
    assert estimate.predictive_scale == pytest.approx(spread)
    low = math.exp(estimate.location + float(quantile(np.array([0.1]), DF)[0]) * estimate.predictive_scale)
    assert interval(predict(known, OUTPUT, parse_period("2024")), "2023")[0] == pytest.approx(low, rel=1e-4)


def test_the_usual_share_by_now() -> None:
    known = make("period,value\n2021-01/2021-08,60\n2021,100\n2022-01/2022-08,60\n2022,100\n2023-01/2023-08,66\n")
    (estimate,) = predict(known, OUTPUT, parse_period("2023")).nowcasts
    rate = estimate.rate_for(110)
    assert rate is not None
    assert rate * 8 / 12 == pytest.approx(66)


def test_growth_alone_moves_the_year_before() -> None:
    content = "period,value,growth\n2021,100,\n2022,104,\n2023-01/2023-08,,10\n"
    forecast = outlook(content, "2024")
    (estimate,) = forecast.nowcasts
    assert estimate.by_growth
    assert estimate.rate_for(150) is None
    assert 110 < interval(forecast, "2023")[1] < 114.4
    assert interval(forecast, "2023")[1] > interval(outlook("period,value\n2021,100\n2022,104\n", "2024"), "2023")[1]


def test_months_without_a_known_season_are_weighed_with_the_forecast() -> None:
    annual = "period,value\n2019,100\n2020,104\n2021,107\n2022,112\n"
    without, alone = outlook(annual, "2023"), outlook(annual + "2023-01/2023-06,70\n", "2023")
    low, middle, high = interval(alone, "2023")
    assert interval(without, "2023")[1] < middle < 140
    assert high / low < interval(without, "2023")[2] / interval(without, "2023")[0]


def test_levels_move_on_as_they_did() -> None:
    people = replace(OUTPUT, aggregation="last", nature="count", unit="people")
    content = "period,value\n2020-06,100\n2020,102\n2021-06,104\n2021,106\n2022-06,108\n2022,110\n2023-06,113\n"
    low, middle, high = interval(outlook(content, "2023", people), "2023")
    assert 114.5 < middle < 115.5
    assert low < 113 < high


def test_shares_stay_shares() -> None:
    share = replace(OUTPUT, aggregation="mean", nature="share", unit="%")
    content = "period,value\n2021,97\n2022,98\n2023-01/2023-08,99.9\n"
    draws = outlook(content, "2023", share).at(parse_period("2023"))
    assert draws.min() >= 0
    assert draws.max() <= 100


def test_figures_of_either_sign() -> None:
    balance = replace(OUTPUT, nature="signed")
    content = "period,value\n2021-01/2021-08,-5\n2021,3\n2022-01/2022-08,-8\n2022,2\n2023-01/2023-08,-6\n"
    assert 0 < interval(outlook(content, "2023", balance), "2023")[1] < 6


def test_a_quarter_under_way() -> None:
    rows = "".join(f"{y}-{m:02d},{SEASON[m - 1]}\n" for y in (2021, 2022, 2023) for m in range(1, 13))
    made = make("period,value\n" + rows + "2024-01,5.5\n", OUTPUT, "quarterly")
    (estimate,) = predict(made, OUTPUT, parse_period("2024-Q4")).nowcasts
    assert (str(estimate.period), estimate.months, estimate.past_years) == ("2024-Q1", 1, 3)


# In the forecast


def test_the_nowcast_is_the_forecast_s_first_period() -> None:
    forecast = outlook(history(8), "2026")
    assert [str(period) for period in forecast.periods] == ["2023", "2024", "2025", "2026"]
    assert forecast.draws.shape == (3000, 4)
    assert not forecast.draws.flags.writeable
    assert [str(each.period) for each in forecast.nowcasts] == ["2023"]
    assert str(forecast.origin) == "2022"
    assert dict(forecast.facts)["nowcast_months"] == 8
    assert np.array_equal(outlook(history(8), "2026").draws, forecast.draws)


def test_rows_are_paths() -> None:
    forecast = outlook(history(3, noise=0.1), "2026")
    first, second = forecast.draws[:, 0], forecast.draws[:, 1]
    assert np.corrcoef(np.argsort(np.argsort(first)), np.argsort(np.argsort(second)))[0, 1] > 0.3
    low = first < np.quantile(first, 0.1)
    assert np.median(second[low]) < np.quantile(second, 0.35)


def test_a_year_before_that_is_still_open() -> None:
    content = history(11) + "2024-01/2024-02,14.5\n"
    forecast = outlook(content, "2025")
    assert [str(each.period) for each in forecast.nowcasts] == ["2023", "2024"]
    widths = [interval(forecast, year)[2] / interval(forecast, year)[0] for year in ("2023", "2024", "2025")]
    assert widths[0] < widths[1] < widths[2]


def test_a_year_that_nothing_is_known_of_lies_between() -> None:
    content = "period,value\n2020,100\n2021,102\n2021-01/2021-08,68\n2023-01/2023-08,72\n"
    forecast = outlook(content, "2024")
    assert [str(period) for period in forecast.periods] == ["2022", "2023", "2024"]
    assert interval(forecast, "2023")[1] == pytest.approx(108, rel=0.02)


def test_a_forecast_that_ends_before_the_year_under_way() -> None:
    content = "period,value\n2020,100\n2021,102\n2021-01/2021-08,68\n2023-01/2023-08,72\n"
    assert outlook(content, "2021").draws.shape == (3000, 0)
    assert [str(period) for period in outlook(content, "2022").periods] == ["2022"]


def test_any_model_may_continue_the_series() -> None:
    from tracker.forecast.under_way import under_way

    def same(many: Sequence[Series], _indicator: Indicator, until: Period) -> list[Forecast]:
        last = many[0].periods[-1]
        ahead = tuple(last.shifted(step) for step in range(1, until.year - last.year + 1))
        spread = np.linspace(-1, 1, 50)[:, None]
        return [
            Forecast(
                periods=ahead,
                draws=np.repeat(known.values[-1] + spread, len(ahead), axis=1),
                origin=last,
                method="same",
            )
            for known in many
        ]

    forecast = under_way(make(history(8)), OUTPUT, parse_period("2024"), same)
    assert forecast is not None
    assert forecast.draws.shape == (3000, 2)
    assert interval(forecast, "2024")[1] == pytest.approx(interval(forecast, "2023")[1], abs=0.1)


# Laws


@settings(max_examples=10, deadline=None)
@given(factor=st.floats(1e-3, 1e9), upto=st.integers(2, 11))
def test_another_unit_changes_nothing(factor: float, upto: int) -> None:
    one, other = outlook(history(upto, noise=0.05), "2025"), outlook(history(upto, noise=0.05, scale=factor), "2025")
    assert other.draws / factor == pytest.approx(one.draws, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(years=st.integers(-50, 50), upto=st.integers(2, 11))
def test_other_years_change_nothing(years: int, upto: int) -> None:
    one = outlook(history(upto, noise=0.05), "2025")
    other = outlook(history(upto, noise=0.05, first=2018 + years), str(2025 + years))
    assert np.array_equal(one.draws, other.draws)


@settings(max_examples=20, deadline=None)
@given(growth=st.floats(-0.1, 0.3))
def test_every_month_narrows_the_interval(growth: float) -> None:
    widths = []
    for upto in range(2, 12):
        low, _, high = interval(outlook(history(upto, growth=growth), "2023"), "2023")
        widths.append(math.log(high / low))
    assert all(later < earlier for earlier, later in pairwise(widths))


@settings(max_examples=20, deadline=None)
@given(part=st.lists(st.floats(0.1, 1e4), min_size=2, max_size=11))
def test_a_sum_never_falls_below_what_is_there(part: Sequence[float]) -> None:
    running = np.cumsum(part)
    rows = "".join(f"2023-01/2023-{m:02d},{value}\n" for m, value in enumerate(running.tolist(), 1) if m > 1)
    content = history(12).partition("2023-01")[0] + rows
    assert outlook(content, "2023").draws.min() >= running[-1]


# Back-test


def test_it_beats_last_year_s_share_on_public_series(data_folder: Path) -> None:
    """A fourth of the public monthly series; benchmarks/nowcast.py takes all and prints the table by month."""
    benchmark = script()
    data = benchmark.monthly_series(data_folder)
    found = list(benchmark.trials(sorted(data)[::4], data))
    assert len(found) > 700
    error = np.mean([trial.nowcast for trial in found])
    assert error < 0.9 * np.mean([trial.by_share for trial in found])
    assert error < 0.5 * np.mean([trial.by_growth for trial in found])
    assert 0.75 < np.mean([trial.covered80 for trial in found]) < 0.85


def test_it_beats_last_year_s_share_on_figures_that_taught_it_nothing() -> None:
    """Output of the United States by quarters, as statsmodels brings it: 25 years, each nowcast in its middle."""
    from statsmodels.datasets import macrodata

    data = macrodata.load_pandas().data
    output = {(int(y), int(q)): float(v) for y, q, v in zip(data.year, data.quarter, data.realgdp, strict=True)}
    mean = replace(OUTPUT, aggregation="mean")
    errors, by_share, held = [], [], []
    for year in range(1984, 2009):
        known = "".join(f"{y}-Q{q},{v}\n" for (y, q), v in output.items() if (y, q) <= (year, 2))
        low, median, high = interval(outlook("period,value\n" + known, str(year), mean), str(year))
        actual, before = (sum(output[y, q] for q in (1, 2, 3, 4)) / 4 for y in (year, year - 1))
        half, half_before = (sum(output[y, q] for q in (1, 2)) / 2 for y in (year, year - 1))
        errors.append(abs(median / actual - 1))
        by_share.append(abs(half * before / half_before / actual - 1))
        held.append(low <= actual <= high)
    assert np.mean(errors) < np.mean(by_share)
    assert np.mean(held) > 0.75
