from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.figures import PER_YEAR, Indicator, Period, Series, from_ordinal, text_of
from tracker.forecast import Forecast, predict, predict_many, quantiles
from tracker.forecast.coefficients import coefficients
from tracker.forecast.draws import DRAWS, path_ranks
from tracker.forecast.reference_class import ONE_YEAR_SCALE
from tracker.forecast.season import season_of

if TYPE_CHECKING:
    from collections.abc import Sequence

NATURES = ("share", "rate", "count", "currency", "index", "signed")
POSITIVE = st.floats(0.01, 1e6)
PERCENT = st.floats(0.0, 100.0)
POINTS = st.integers(-4500, 4500).map(lambda hundredths: hundredths / 100)


def indicator(nature: str = "rate", frequency: str = "annual", better: int = 0, **more: object) -> Indicator:
    return Indicator(
        id="x",
        title=text_of("x"),
        unit="u",
        frequency=frequency,
        nature=nature,
        better=better,
        **more,  # type: ignore[arg-type]
    )


def series(
    values: Sequence[float], *, years: Sequence[int] | None = None, last: int = 2023, frequency: str = "annual"
) -> Series:
    """Figures up to the first period of the year `last`; `years` are periods relative to it, the last one 0."""
    offsets = range(1 - len(values), 1) if years is None else years
    origin = from_ordinal(last * PER_YEAR[frequency], frequency)
    figures = np.array(values, dtype=float)
    figures.flags.writeable = False
    return Series(
        indicator="x",
        area="",
        frequency=frequency,
        periods=tuple(origin.shifted(k) for k in offsets),
        values=figures,
        rows=((),) * len(values),
    )


def ahead(known: Series, steps: int) -> Period:
    return known.periods[-1].shifted(steps)


def forecast(
    values: Sequence[float], nature: str = "rate", steps: int = 5, better: int = 0, **more: object
) -> Forecast:
    known = series(values, **more)  # type: ignore[arg-type]
    return predict(known, indicator(nature, known.frequency, better), ahead(known, steps))


def width(found: Forecast, column: int = -1, inner: float = 0.8) -> float:
    low, high = quantiles(found.draws[:, column], (0.5 - inner / 2, 0.5 + inner / 2))
    return high - low


# --- what a forecast is


def test_periods_run_from_the_last_figure_to_the_one_asked_for() -> None:
    found = forecast([10, 11, 12, 13, 14], steps=3)
    assert [str(period) for period in found.periods] == ["2024", "2025", "2026"]
    assert str(found.origin) == "2023"
    assert found.draws.shape == (DRAWS, 3)
    assert not found.draws.flags.writeable
    assert found.method == "learned"


def test_an_until_of_a_coarser_calendar_is_filled_with_the_series_own_periods() -> None:
    known = series([10, 11, 12, 13, 14], frequency="quarterly")
    found = predict(known, indicator(frequency="quarterly"), from_ordinal(2024, "annual"))
    assert [str(period) for period in found.periods] == [
        *("2023-Q2", "2023-Q3", "2023-Q4"),
        *("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"),
    ]


@pytest.mark.parametrize("steps", [0, -3])
@pytest.mark.parametrize("count", [1, 5])
def test_nothing_is_forecast_for_periods_already_known(steps: int, count: int) -> None:
    found = forecast([10, 11, 12, 13, 14][:count], steps=steps)
    assert found.periods == ()
    assert found.draws.shape == (DRAWS, 0)


def test_the_same_figures_give_the_same_draws() -> None:
    path_ranks.cache_clear()
    first = forecast([10, 11, 12, 13, 14])
    path_ranks.cache_clear()
    np.testing.assert_array_equal(first.draws, forecast([10, 11, 12, 13, 14]).draws)


def test_a_longer_horizon_changes_no_earlier_period() -> None:
    short, long = (forecast([10, 11, 12, 13, 14], steps=steps) for steps in (3, 30))
    np.testing.assert_allclose(short.draws, long.draws[:, :3], rtol=1e-9)  # matrix products round by their size


@pytest.mark.parametrize(("level", "power"), [(1.0, 0.5), (0.982, 0.41), (0.7, 0.4)])
def test_rows_are_paths_whose_periods_hang_together(level: float, power: float) -> None:
    ranks = path_ranks(9, DRAWS, level, power)
    np.testing.assert_array_equal(np.sort(ranks, axis=1), np.tile(np.arange(DRAWS), (9, 1)))
    np.testing.assert_array_equal(path_ranks(4, DRAWS, level, power), ranks[:4])
    seen = np.asarray(np.corrcoef(ranks))
    for near, far in ((1, 4), (4, 9), (1, 9)):
        assert seen[near - 1, far - 1] == pytest.approx(level * (near / far) ** power, abs=0.06)


@pytest.mark.parametrize(
    ("frequency", "cycle"), [("annual", 1), ("quarterly", 4), ("monthly", 12), ("half-yearly", 1), ("daily", 1)]
)
def test_paths_hang_together_as_was_learned(frequency: str, cycle: int) -> None:
    level, power = coefficients().dependence[cycle]
    draws = forecast([10, 12, 11, 13, 14, 13, 15, 16], "count", steps=8, frequency=frequency).draws
    seen = np.asarray(np.corrcoef(np.argsort(np.argsort(draws, axis=0), axis=0).T))
    for near, far in ((1, 2), (3, 4), (4, 8), (1, 8)):
        assert seen[near - 1, far - 1] == pytest.approx(level * (near / far) ** power, abs=0.05)


def test_quantiles_are_those_that_the_draws_stand_for() -> None:
    assert quantiles(np.array([1.0, 2.0, 3.0, 4.0]), (0.125, 0.5, 0.625)) == (1.0, 2.5, 3.0)


def test_facts_say_what_moved_the_forecast() -> None:
    found = forecast([10, 11, 12, 13, 14])
    facts = dict(found.facts)
    assert (facts["figures"], facts["years_used"], facts["first_years"]) == (5, 4, 1)
    assert facts["mean_change"] == pytest.approx(1.0)
    assert facts["median_change"] == pytest.approx(np.median(found.draws[:, 0]) - 14, rel=1e-3)
    assert facts["trust_no_change"] + facts["trust_trend"] + facts["trust_reversion"] == pytest.approx(1.0)
    assert facts["trust_trend"] > 0.5
    assert facts["own_volatility"] == pytest.approx(np.sqrt(np.mean(np.diff(np.log([10, 11, 12, 13, 14])) ** 2)))
    assert facts["bound_low"] == 0.0
    assert "bound_high" not in facts


# --- one to three figures


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("nature", NATURES)
def test_few_figures_are_continued_by_their_class(nature: str, count: int) -> None:
    found = forecast([40.0, 42.0, 43.0][:count], nature, steps=10, better=1)
    assert found.method == "reference-class"
    assert width(found, 0) > 0
    assert width(found, 9) > width(found, 0)


def test_the_better_side_is_the_likelier_one() -> None:
    up, unknown, down = (np.median(forecast([50.0], "rate", better=p).draws[:, -1]) for p in (1, 0, -1))
    assert up > unknown > down


def test_one_change_is_not_the_whole_uncertainty() -> None:
    assert width(forecast([100.0, 100.1], "count")) > 5


def test_a_second_figure_in_the_same_year_is_no_trend() -> None:
    found = forecast([100.0, 110.0], "count", steps=12, frequency="monthly")
    assert np.median(found.draws[:, -1]) < 140.0  # a trend would be at 220
    assert width(found, 0) > 20.0


# --- four figures and more


def test_a_steady_rise_is_continued_in_part() -> None:
    found = forecast([100 * 1.05**k for k in range(12)], "count", steps=5)
    last = 100 * 1.05**11
    assert last < np.median(found.draws[:, -1]) < last * 1.05**5 * 1.01


def test_a_constant_series_is_not_certain_to_stay() -> None:
    found = forecast([70.0] * 20, "rate")
    assert np.median(found.draws[:, -1]) == pytest.approx(70.0, rel=0.01)
    assert 0.1 < width(found) < 20.0


def test_a_volatile_series_is_wider_than_a_calm_one_of_its_class() -> None:
    calm, wild = ([100 + size * (-1) ** k for k in range(10)] for size in (1, 20))
    assert width(forecast(wild)) > 3 * width(forecast(calm))


def test_missing_years_spread_a_change_over_its_gap() -> None:
    with_gaps = forecast([100, 110, 121, 133.1, 146.41], years=[-8, -6, -4, -2, 0])
    without = forecast([100, 110, 121, 133.1, 146.41])
    assert dict(with_gaps.facts)["mean_change"] == pytest.approx(dict(without.facts)["mean_change"] / 2)
    assert np.median(with_gaps.draws[:, -1]) < np.median(without.draws[:, -1])
    assert width(with_gaps) < width(without)


@pytest.mark.parametrize(("frequency", "memory"), [("annual", 30), ("quarterly", 48), ("monthly", 72)])
def test_figures_of_long_ago_do_not_count(frequency: str, memory: int) -> None:
    recent = [100.0 + k % 3 for k in range(memory)]
    older = forecast([1.0, 900.0, *recent], frequency=frequency)
    np.testing.assert_allclose(older.draws, forecast(recent, frequency=frequency).draws, rtol=1e-6)


def test_four_figures_far_apart_are_used_all_the_same() -> None:
    found = forecast([100, 110, 120, 130], years=[-60, -40, -20, 0])
    assert dict(found.facts)["figures"] == 4


def test_a_long_horizon_stays_finite() -> None:
    found = forecast([100, 104, 103, 110, 118], "currency", steps=300)
    assert np.isfinite(found.draws).all()


# --- seasons


def monthly(years: int, swing: float, noise: float) -> list[float]:
    months = np.arange(12 * years)
    random = np.random.default_rng(1).normal(size=len(months))
    return [float(v) for v in np.exp(swing * np.sin(2 * np.pi * months / 12) + noise * random + 5)]


def test_a_season_is_continued() -> None:
    values = monthly(4, swing=0.3, noise=0.01)
    found = forecast(values, "count", steps=12, frequency="monthly")
    medians = np.median(found.draws, axis=0)
    np.testing.assert_allclose(medians, values[-12:], rtol=0.08)
    assert dict(found.facts)["season_share"] > 0.9


def test_a_season_is_seen_where_there_is_one() -> None:
    season, none = (
        dict(forecast(monthly(4, swing, 0.05), frequency="monthly").facts)["season_share"] for swing in (0.3, 0.0)
    )
    assert none < 0.5 < season
    assert "season_share" not in dict(forecast([10, 11, 12, 13, 14]).facts)


def test_noise_is_hardly_taken_for_a_season() -> None:
    trust = []
    for seed in range(40):
        found = season_of(np.random.default_rng(seed).normal(size=48), np.arange(48), 12)
        trust.append(0.0 if found is None else found.weight)
    assert np.mean(trust) < 0.25


def test_a_season_stands_in_its_calendar_months() -> None:
    season = season_of(np.tile([3.0, 0.0, -3.0, 0.0], 5), np.arange(7, 27), 4)
    assert season is not None
    np.testing.assert_allclose(season.at(np.arange(7, 11)), [3.0, 0.0, -3.0, 0.0], atol=0.01)
    assert season.weight > 0.99


def test_annual_and_daily_figures_have_no_season() -> None:
    assert season_of(np.arange(40.0), np.arange(40), 1) is None
    assert season_of(np.arange(800.0) % 365, np.arange(800), 365) is None


# --- scales and bounds


def test_a_share_stays_between_0_and_100() -> None:
    found = forecast([90, 93, 95, 97, 99, 100], "share", steps=40)
    assert found.draws.min() >= 0
    assert 99 < found.draws.max() <= 100


def test_a_share_beyond_100_is_continued_as_a_rate() -> None:
    values = [90.0, 96.0, 101.0, 104.0, 110.0]
    np.testing.assert_array_equal(forecast(values, "share").draws, forecast(values, "rate").draws)


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("count", [1, 5])
def test_declared_bounds_hold(nature: str, count: int) -> None:
    known = series([50.0, 60.0, 40.0, 55.0, 50.0][:count])
    found = predict(known, indicator(nature, bounds=(45.0, 60.0)), ahead(known, 20))
    assert found.draws.min() == 45.0
    assert found.draws.max() == 60.0


@pytest.mark.parametrize("nature", ["rate", "count", "currency", "index"])
def test_zero_is_the_floor_of_figures_that_never_fell_below(nature: str) -> None:
    found = forecast([0.0, 2.0, 1.0, 3.0, 5.0], nature)
    assert found.draws.min() == 0.0
    assert width(found) > 0.0


def test_a_rate_that_was_negative_may_be_so_again() -> None:
    assert forecast([5.0, 2.0, -1.0, 3.0, 1.0]).draws.min() < 0.0


def test_a_large_signed_amount_does_not_stand_still() -> None:
    assert width(forecast([3e9], "signed", steps=1)) > 3e8
    assert width(forecast([3e9, -2e9, 1e9, 4e9, 2e9], "signed", steps=1)) > 1e9


EXTREMES = {
    "one": [5.0],
    "zero": [0.0],
    "negative": [-5.0],
    "constant": [7.0] * 12,
    "zeros": [0.0] * 12,
    "tiny": [1e-300, 2e-300, 1.5e-300, 3e-300, 2e-300],
    "huge": [1e300, 2e300, 1.5e300, 3e300, 2e300],
    "from tiny to huge": [1e-300, 1e300] * 6,
    "huge, both signs": [1e300, -1e300] * 6,
    "alternating": [1.0, 100.0] * 8,
    "step": [10.0] * 10 + [1000.0] * 10,
    "last zero": [9.0, 7.0, 4.0, 2.0, 0.0],
    "smallest": [5e-324] * 5,
    "full share": [100.0] * 9,
    "two equal": [3.0, 3.0],
    "three with a jump": [1.0, 1.0, 1e9],
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("frequency", ["annual", "quarterly", "monthly", "daily"])
def test_every_finite_history_gets_a_finite_answer(name: str, nature: str, frequency: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = forecast(EXTREMES[name], nature, steps=40, frequency=frequency)
        medians = quantiles(found.draws[:, -1], (0.025, 0.5, 0.975))
    assert np.isfinite(found.draws).all()
    assert np.isfinite(medians).all()
    assert all(np.isfinite(number) for _, number in found.facts)


# --- laws


@given(values=st.lists(PERCENT, min_size=1, max_size=12), nature=st.sampled_from(NATURES), step=st.integers(0, 4))
def test_a_harder_target_is_never_likelier(values: list[float], nature: str, step: int) -> None:
    column = forecast(values, nature).draws[:, step]
    met = [np.mean(column >= target) for target in np.linspace(-20.0, 150.0, 60)]
    assert np.all(np.diff(met) <= 0.0)


@given(
    values=st.lists(POSITIVE, min_size=1, max_size=12),
    nature=st.sampled_from(["rate", "count", "currency", "index"]),
    factor=st.floats(1e-6, 1e8),
)
def test_the_unit_changes_nothing(values: list[float], nature: str, factor: float) -> None:
    scaled = forecast([value * factor for value in values], nature, better=1).draws
    expected = forecast(values, nature, better=1).draws
    back = np.minimum(np.minimum(scaled, 1e280) / factor, 1e270)  # the largest draws reach the end of all numbers
    np.testing.assert_allclose(back, np.minimum(expected, 1e270), rtol=1e-6, atol=1e-290)


@given(values=st.lists(PERCENT, min_size=1, max_size=12), nature=st.sampled_from(NATURES), shift=st.integers(-800, 800))
def test_the_years_change_nothing(values: list[float], nature: str, shift: int) -> None:
    moved = forecast(values, nature, last=2023 + shift)
    np.testing.assert_array_equal(moved.draws, forecast(values, nature).draws)


@given(values=st.lists(POINTS, min_size=1, max_size=12))
def test_mirroring_signed_figures_changes_nothing(values: list[float]) -> None:
    here = np.sort(forecast(values, "signed").draws, axis=0)
    mirrored = np.sort(forecast([-value for value in values], "signed").draws, axis=0)
    np.testing.assert_allclose(-mirrored[::-1], here, rtol=1e-6, atol=1e-6)


@given(values=st.lists(POINTS, min_size=4, max_size=12, unique=True), constant=st.integers(-50, 50))
def test_moving_signed_figures_changes_nothing(values: list[float], constant: int) -> None:
    """From four figures that differ on: with fewer, or equal ones, how far they may move is read off their size."""
    here = np.sort(forecast(values, "signed").draws, axis=0)
    moved = np.sort(forecast([value + constant for value in values], "signed").draws, axis=0)
    np.testing.assert_allclose(moved - constant, here, rtol=1e-5, atol=1e-5)


@given(
    figures=st.dictionaries(st.integers(-30, -1), PERCENT, max_size=12),
    last=PERCENT,
    nature=st.sampled_from(NATURES),
    frequency=st.sampled_from(["annual", "half-yearly", "quarterly", "monthly", "daily"]),
)
def test_missing_periods_are_no_obstacle(figures: dict[int, float], last: float, nature: str, frequency: str) -> None:
    years = [*sorted(figures), 0]
    values = [*(figures[year] for year in sorted(figures)), last]
    found = forecast(values, nature, years=years, frequency=frequency)
    assert np.isfinite(found.draws).all()


@given(noise=st.lists(st.floats(-2.0, 2.0), min_size=4, max_size=15), factor=st.floats(1.0, 4.0))
@settings(max_examples=50)
def test_wider_noise_widens_every_interval(noise: list[float], factor: float) -> None:
    calm, wild = (forecast([size * each for each in noise], "signed") for size in (1.0, factor))
    for step in range(5):
        for inner in (0.5, 0.8, 0.95):
            # The medians differ where the noise has a trend; where three components stand may take up to 1 %.
            assert width(wild, step, inner) >= width(calm, step, inner) * 0.99


@given(level=st.floats(1.0, 1e5), noise=st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=20))
def test_uncertainty_grows_with_the_horizon(level: float, noise: list[float]) -> None:
    """Of figures without bounds; a share near 100 % is the surer, the longer it has to get there."""
    found = forecast([level * (1.0 + each) for each in noise], "count", steps=8)
    spread = np.quantile(found.draws, 0.9, axis=0) - np.quantile(found.draws, 0.1, axis=0)
    assert np.all(np.diff(spread) > -0.05 * spread[:-1])


# --- simulations


def coverage(count: int, drift: float, volatilities: Sequence[float]) -> tuple[float, float]:
    """Shares of 1, 3 and 10 years ahead within the 80 % and 95 % intervals, over simulated random walks."""
    random = np.random.default_rng(7)
    covered = []
    for volatility in volatilities:
        path = np.exp(np.cumsum(random.normal(drift, volatility, count + 10)))
        draws = forecast(path[:count].tolist(), "rate", steps=10).draws
        for column in (0, 2, 9):
            low95, low80, high80, high95 = quantiles(draws[:, column], (0.025, 0.1, 0.9, 0.975))
            actual = path[count + column]
            covered.append((low80 <= actual <= high80, low95 <= actual <= high95))
    cover80, cover95 = np.mean(covered, axis=0)
    return float(cover80), float(cover95)


@pytest.mark.slow
@pytest.mark.parametrize("count", [4, 6, 10, 20])
@pytest.mark.parametrize("drift", [0.0, 0.05])
def test_intervals_cover_random_walks_as_volatile_as_their_class(count: int, drift: float) -> None:
    spread = np.random.default_rng(8).normal(0.0, 0.7, 800)
    cover80, cover95 = coverage(count, drift, (ONE_YEAR_SCALE["rate"] * np.exp(spread)).tolist())
    assert 0.73 < cover80 < 0.90  # least where all drift by 5 % a year for 20 years, which few public series do
    assert 0.93 < cover95 < 0.99


@pytest.mark.slow
@pytest.mark.parametrize("count", [4, 6, 10, 20])
@pytest.mark.parametrize("volatility", [0.03, 0.067, 0.15])
def test_intervals_stay_sane_for_calmer_and_wilder_random_walks(count: int, volatility: float) -> None:
    cover80, cover95 = coverage(count, 0.0, [volatility] * 400)
    assert 0.70 < cover80 < 0.97
    assert cover95 > 0.88


@given(
    many=st.lists(
        st.tuples(st.lists(POSITIVE, min_size=1, max_size=9), st.sampled_from(NATURES), st.integers(1, 4)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=40, deadline=None)
def test_many_at_once_are_what_they_are_one_by_one(many: list[tuple[list[float], str, int]]) -> None:
    asked = [(series(values), indicator(nature), ahead(series(values), steps)) for values, nature, steps in many]
    for (known, measure, until), together in zip(asked, predict_many(asked), strict=True):
        alone = predict(known, measure, until)
        assert (together.periods, together.origin, together.method) == (alone.periods, alone.origin, alone.method)
        np.testing.assert_allclose(together.draws, alone.draws, rtol=1e-9)


def test_many_at_once_with_fewer_draws_have_the_same_quantiles() -> None:
    known = series([3, 4, 4.5, 6, 7, 7.2, 8, 9])
    (few,) = predict_many([(known, indicator(), ahead(known, 3))], draws=1000)
    alone = predict(known, indicator(), ahead(known, 3))
    for period in alone.periods:
        levels = (0.025, 0.1, 0.5, 0.9, 0.975)
        assert quantiles(few.at(period), levels) == pytest.approx(quantiles(alone.at(period), levels), rel=2e-3)
