"""Published progress methods: a statistical office's published results, and cases computed by hand.

The tables show what goes in and what has to come out; growth and ratios were computed from the formulas in the
docstrings of the methods, apart from this program.
"""

from __future__ import annotations

import csv
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

import pytest

from tracker.engine import load, method_results
from tracker.verdict.methods import METHODS, Case, MethodResult, disagree, is_on_track
from tracker.verdict.methods.escap_index import anticipated_progress, current_status, predicted
from tracker.verdict.methods.growth import compound_growth, grown
from tracker.verdict.methods.growth_bands import eurostat, istat
from tracker.verdict.methods.open_sdg import aggregate, eased, opensdg
from tracker.verdict.methods.progress_chart import unsd
from tracker.verdict.methods.result import unavailable
from tracker.verdict.methods.straight_line import elapsed_share, linear, sdsn
from tracker.verdict.methods.weather import destatis
from tracker.workspace import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NONE = "not_available"
GOOD, FAIR, POOR, BAD = "substantial_progress", "moderate_progress", "limited_progress", "deterioration"


# Open SDG


def test_opensdg_gives_every_published_result(data_folder: Path) -> None:
    path = data_folder / "conformance" / "opensdg-statcan.csv"
    if not path.is_file():
        pytest.skip(f"no published results at {path}")
    with path.open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert len(published) > 100
    for row in published:
        number = {
            name: float(text) for name, text in row.items() if name not in {"indicator", "series"} and is_number(text)
        }
        result = opensdg(
            number.get("base_value"),
            number["base_year"],
            number.get("current_value"),
            number.get("current_year", 0),
            direction=int(number["direction"]),
            target=number.get("target"),
            target_year=number["target_year"],
            limit=number.get("limit"),
        )
        assert result.status == row["status"], row
        assert result.value == approx(number.get("progress_value")), row
        assert result.score == approx(number.get("score")), row


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "").replace("e", "").isdigit()


def approx(value: float | None, tolerance: float = 1e-6) -> Any:  # noqa: ANN401 - pytest's own type has no name
    return None if value is None else pytest.approx(value, rel=tolerance, abs=1e-6)


#         base  year  now   year  target  due  direction limit    value      status             score
OPENSDG = [
    (100.0, 2015, 130.0, 2022, 160.0, 2030, +1, None, 1.199884, GOOD, 4.284949),
    (50.0, 2015, 60.0, 2020, 80.0, 2030, +1, None, 1.166752, GOOD, 4.048292),
    (40.0, 2015, 30.0, 2020, 15.0, 2030, -1, None, 0.883341, FAIR, 2.023915),
    (10.0, 2015, 5.0, 2020, 0.0, 2030, -1, None, 0.282129, POOR, -1.324453),  # zero counts as 0.001
    (50.0, 2015, 49.0, 2022, 80.0, 2030, +1, None, -0.090543, BAD, -2.877264),
    (7.05, 2015, 12.58, 2024, 70.0, 2030, -1, None, -0.401892, "target_achieved", 5.0),
    (2.0, 2015, 2.0, 2016, 7.25, 2030, -1, None, 0.0, "target_achieved", 5.0),
    (10.0, 2015, 30.0, 2016, 1.0, 2030, -1, None, -14.054409, BAD, -5.0),
    (5.0, 2015, 6.0, 2016, 9.0, 2030, +1, None, 5.004546, GOOD, 5.0),
    (-10.0, 2015, -8.0, 2020, -5.0, 2030, +1, None, 0.966542, GOOD, 2.618215),
    (-10.0, 2015, -8.0, 2020, None, 2030, +1, None, 0.043648, GOOD, 5.0),
    (100.0, 2020, 120.0, 2021, None, 2030, -1, None, -0.2, BAD, -5.0),
    (100.0, 2015, 104.0, 2020, None, 2030, +1, None, 0.007875, FAIR, 0.718747),
    (100.0, 2015, 101.0, 2020, None, 2030, +1, None, 0.001992, POOR, -1.503976),
    (80.0, 2015, 82.0, 2020, None, 2030, +1, 100.0, 0.004951, FAIR, 0.718626),
    (100.0, 2015, 100.0, 2020, None, 2030, +1, 100.0, 0.0, GOOD, 5.0),  # at the limit, kept
    (100.0, 2015, 99.0, 2020, None, 2030, +1, 100.0, -0.002008, BAD, -2.751006),
    (0.0, 2015, 5.0, 2020, None, 2030, +1, None, 4.492803, GOOD, 5.0),  # zero counts as 0.001
    (-1.0, 2015, 2.0, 2020, None, 2030, +1, None, None, NONE, None),
    (-1.0, 2015, 2.0, 2020, 1.0, 2030, +1, None, None, NONE, None),  # the sign before the goal
    (90.0, 2020, 95.0, 2020, 80.0, 2030, +1, None, None, NONE, None),  # one year, though the goal is met
    (2.5, 2015, 2.5, 2023, 2.5, 2030, -1, None, None, "target_achieved", 5.0),
    (2.5, 2015, 2.6, 2023, 2.5, 2030, -1, None, None, NONE, None),  # no growth was needed: no ratio
    (10.0, 2015, 8.0, 2023, -5.0, 2030, -1, None, None, NONE, None),  # no growth leads below zero
    (8.0, 2015, 0.0, 2023, 5.0, 2030, -1, None, 32.417258, "target_achieved", 5.0),
]


@pytest.mark.parametrize(
    ("base", "year", "now", "when", "target", "due", "direction", "limit", "value", "status", "score"), OPENSDG
)
def test_opensdg_by_hand(
    base: float, year: int, now: float, when: int, target: float | None, due: int, direction: int, limit: float | None,
    value: float | None, status: str, score: float | None,
) -> None:  # fmt: skip
    result = opensdg(base, year, now, when, direction=direction, target=target, target_year=due, limit=limit)
    assert result.status == status
    assert result.value == approx(value)
    assert result.score == approx(score)


@pytest.mark.parametrize(
    ("now", "status"),
    [(115.0166365634, FAIR), (115.0165, POOR), (124.5761134890, GOOD), (124.5760, FAIR)],
)
def test_a_ratio_at_a_cut_off_counts_as_reached(now: float, status: str) -> None:
    assert opensdg(100, 2015, now, 2020, direction=1, target=200, target_year=2030).status == status


@pytest.mark.parametrize(
    ("base", "limit", "factor"),
    [(80, 100, 0.628705), (90, 100, 0.373622), (50, 100, 0.953929), (99, 100, 0.043643), (100, 100, 0.0),
     (120, 100, 0.628705), (200, 100, 1.0), (250, 100, 1.0), (0, 0, 1.0), (-120, -100, 0.628705)],
)  # fmt: skip
def test_cut_offs_are_eased_near_a_limit(base: float, limit: float, factor: float) -> None:
    assert eased(base, limit) == pytest.approx(factor, abs=1e-6)


def scored(score: float | None, status: str = FAIR) -> MethodResult:
    return MethodResult(method="opensdg", status=status, score=score)


@pytest.mark.parametrize(
    ("parts", "score", "status"),
    [
        ([scored(2), scored(4)], 3.0, GOOD),
        ([scored(5), scored(0)], 2.5, GOOD),
        ([scored(1), scored(-3)], -1.0, POOR),
        ([scored(-4), scored(-3)], -3.5, BAD),
        ([scored(4), unavailable("opensdg", "too-few")], 4.0, GOOD),
        ([scored(5), [scored(-5), scored(-5), scored(-5)]], 0.0, FAIR),  # the group is averaged first
        ([scored(4), [scored(0), [scored(2), scored(6)]]], 3.0, GOOD),  # (4 + (0 + 4) / 2) / 2
        ([scored(5, "target_achieved"), scored(5, "target_achieved")], 5.0, "target_achieved"),
        ([scored(5, "target_achieved"), scored(5, GOOD)], 5.0, GOOD),
        ([scored(5, "target_achieved"), [scored(5, "target_achieved")]], 5.0, "target_achieved"),
        ([unavailable("opensdg", "too-few"), []], None, NONE),
    ],
)
def test_opensdg_of_several_series(parts: Sequence[Any], score: float | None, status: str) -> None:
    result = aggregate(parts)
    assert (result.score, result.status) == (score, status)


# United Nations' Progress Chart


#        base  year  now   year  target direction  value      score
UNSD = [
    (50.0, 2015, 60.0, 2020, 80.0, +1, 1.2133, 3),
    (50.0, 2015, 58.0, 2022, 80.0, +1, 0.62406, 2),
    (50.0, 2015, 51.0, 2022, 80.0, +1, 0.072246, 1),
    (50.0, 2015, 49.0, 2022, 80.0, +1, -0.070613, 1),
    (40.0, 2015, 30.0, 2020, 15.0, -1, 0.925, 2),
    (40.0, 2015, 36.0, 2020, 10.0, -1, 0.361333, 2),
    (40.0, 2015, 39.9, 2020, 10.0, -1, 0.009975, 1),
    (50.0, 2015, 50.2, 2022, 80.0, +1, 0.014318, 1),
    (10.0, 2015, 5.0, 2020, 0.0, -1, 0.875, 2),
    (100.0, 2015, 112.0, 2020, None, +1, 0.022924, 3),
    (100.0, 2015, 105.0, 2020, None, +1, 0.009806, 2),
    (100.0, 2015, 102.0, 2020, None, +1, 0.003968, 1),
    (100.0, 2015, 90.0, 2020, None, -1, 0.020852, 3),
    (100.0, 2015, 97.0, 2020, None, -1, 0.006073, 2),
    (100.0, 2015, 99.0, 2020, None, -1, 0.002008, 1),
]


@pytest.mark.parametrize(("base", "year", "now", "when", "target", "direction", "value", "score"), UNSD)
def test_unsd_by_hand(
    base: float, year: int, now: float, when: int, target: float | None, direction: int, value: float, score: int
) -> None:
    result = unsd(base, year, now, when, direction=direction, target=target)
    assert result.score == score
    assert result.value == approx(value, 1e-4)


def test_unsd_tripled_where_it_should_fall() -> None:
    result = unsd(10, 2015, 30, 2016, direction=-1, target=1)
    assert (result.status, result.score) == ("stagnation_or_regression", 1)
    assert result.value is not None
    assert result.value < 0


def test_unsd_reached_is_the_best_score_whatever_the_trend() -> None:
    assert unsd(7.05, 2015, 12.58, 2024, direction=-1, target=70).score == 3
    assert unsd(99, 2015, 99.2, 2020, direction=1, target=100, is_percent=True).score == 3
    assert unsd(99, 2015, 99.2, 2020, direction=1, target=100).score == 2


def test_unsd_without_an_answer() -> None:
    assert unsd(-2, 2015, 3, 2020, direction=1, target=5).note == "not-computable"
    assert unsd(0, 2015, 3, 2020, direction=1).note == "not-computable"
    assert unsd(60, 2015, 75, 2020, direction=-1, target=70).note == "baseline-beyond"
    assert unsd(5, 2020, 5, 2020, direction=1, target=9).note == "too-few"


# Germany's weather symbols


def years(first: int, *figures: float) -> list[tuple[int, float]]:
    return list(enumerate(figures, first))


RISING = years(2017, 50, 52, 54, 55, 58, 60)  # +2 a year: 76 in 2030
FALLING = years(2017, 40, 38, 37, 35, 33, 30)  # -2 a year: 14 in 2030
SAGGING = years(2017, 50, 51, 50, 49, 49, 49)


@pytest.mark.parametrize(
    ("history", "target", "direction", "miss", "status"),
    [
        (RISING, 75, +1, 0.0, "sun"),
        (RISING, 76, +1, 0.0, "sun"),
        (RISING, 78, +1, 2 / 18, "sun_cloud"),
        (RISING, 80, +1, 0.20, "sun_cloud"),
        (RISING, 81, +1, 5 / 21, "cloud"),
        (RISING, 100, +1, 0.60, "cloud"),
        (SAGGING, 60, +1, 12.6 / 11, "thunderstorm"),
        (FALLING, 14, -1, 0.0, "sun"),
        (FALLING, 13, -1, 1 / 17, "sun_cloud"),
        (FALLING, 12, -1, 2 / 18, "sun_cloud"),
        (FALLING, 5, -1, 0.36, "cloud"),
        (RISING[-4:], 75, +1, 0.0, "sun"),  # four years are enough
        (RISING[-3:], 75, +1, None, NONE),
        ([(2010, 10), *RISING[-3:]], 75, +1, None, NONE),  # without a gap
        (years(2010, 0, 0, 0, 0, 0, 0, 0, *(value for _, value in RISING)), 75, +1, 0.0, "sun"),  # the last six
    ],
)
def test_destatis_by_hand(
    history: list[tuple[int, float]], target: float, direction: int, miss: float | None, status: str
) -> None:
    result = destatis(history, direction=direction, target=target, target_year=2030)
    assert result.status == status
    assert result.value == approx(miss)


@pytest.mark.parametrize(
    ("history", "target", "status"),
    [
        (RISING, 60, "sun"),
        (years(2017, 62, 62, 61, 61, 60, 60), 60, "sun_cloud"),
        (RISING, 61, "cloud"),
        (years(2017, 50, 50, 50, 50, 50, 50), 61, "cloud"),
        (SAGGING, 61, "thunderstorm"),
    ],
)
def test_destatis_of_a_goal_for_every_year(history: list[tuple[int, float]], target: float, status: str) -> None:
    assert destatis(history, direction=1, target=target).status == status


def test_destatis_reached_early_is_judged_like_a_goal_for_every_year() -> None:
    assert destatis(years(2017, 65, 64, 63, 62), direction=1, target=60, target_year=2030).status == "sun_cloud"


@pytest.mark.parametrize(
    ("figures", "status"),
    [((1, 2, 3, 4), "sun"), ((1, 2, 4, 3), "sun_cloud"), ((1, 2, 4, 4), "sun_cloud"), ((5, 3, 1, 2), "cloud"),
     ((3, 1, 2, 3), "cloud"), ((4, 3, 2, 1), "thunderstorm"), ((4, 4, 4, 4), "thunderstorm")],
)  # fmt: skip
def test_destatis_of_a_direction(figures: tuple[float, ...], status: str) -> None:
    assert destatis(years(2018, *figures), direction=1).status == status


# UNESCAP, as coded by UNICEF


@pytest.mark.parametrize(
    ("base", "now", "target", "direction", "index", "status"),
    [
        (50, 60, 80, +1, 3.3333, "slow_progress"),
        (50, 78, 80, +1, 9.3333, "on_track"),
        (50, 77, 80, +1, 9.0, "slow_progress"),
        (50, 48, 80, +1, -0.6667, "regression"),
        (50, 85, 80, +1, 10.0, "on_track"),
        (50, 50, 80, +1, 0.0, "regression"),
        (40, 30, 10, -1, 3.3333, "slow_progress"),
        (40, 12, 10, -1, 9.3333, "on_track"),
        (40, 44, 10, -1, -1.3333, "regression"),
        (60, 75, 70, -1, -15.0, "regression"),  # from the good side of the goal to the bad one
        (80, 79, 80, +1, None, NONE),
    ],
)
def test_escap_by_hand(
    base: float, now: float, target: float, direction: int, index: float | None, status: str
) -> None:
    result = current_status(base, now, target, direction=direction)
    assert result.status == status
    assert result.value == approx(index, 1e-4)


def test_escap_anticipates_on_the_logit() -> None:
    history = [(2015, 50.0), (2020, 73.10585786300049)]  # logit 0, then 1: 0.2 a year, 3 in 2030
    ahead = predicted(history, 2030, low=0, high=100)
    assert ahead == pytest.approx(95.25741268224333)
    assert anticipated_progress(50, ahead, 95, direction=1).status == "will_meet_target"
    result = anticipated_progress(50, ahead, 100, direction=1)
    assert result.status == "will_meet_target"
    assert result.value == pytest.approx(9.0515, abs=1e-4)
    assert anticipated_progress(50, 70, 100, direction=1).status == "need_to_accelerate"
    assert anticipated_progress(50, 50, 100, direction=1).status == "no_progress_expected"


def test_escap_lets_a_figure_at_its_bound_stand() -> None:
    assert predicted([(2015, 90.0), (2020, 100.0)], 2030, low=0, high=100) == 100
    assert predicted([(2020, 40.0)], 2030, low=0, high=100) == 40


# Straight lines


@pytest.mark.parametrize(
    ("start", "target", "now", "percent"),
    [
        (0, 100, 0, 0), (0, 100, 20, 20), (0, 100, 100, 100), (0, 100, 150, 150), (20, 100, 20, 0), (20, 100, 100, 100),
        (20, 100, 0, -25), (20, 100, -20, -50), (0, 100, None, 0), (100, 0, 100, 0), (100, 0, 80, 20), (100, 0, 0, 100),
        (100, 20, 100, 0), (100, 20, 80, 25), (100, 20, 20, 100), (100, 20, 0, 125), (0, 0, 0, 0), (100, 0, None, 0),
    ],
)  # fmt: skip
def test_percent_complete_as_its_source_tests_it(
    start: float, target: float, now: float | None, percent: float
) -> None:
    result = linear(start, target, now)
    assert result.value == percent
    assert result.status == ("completed" if percent >= 100 else "not_completed")


@pytest.mark.parametrize(
    ("base", "now", "when", "target", "direction", "value", "status"),
    [
        (40, 30, 2020, 15, -1, 1.2, "ahead"),  # 40 % done at 33.3 % of the time
        (10, 5, 2020, 0, -1, 1.5, "ahead"),
        (50, 60, 2020, 80, +1, 1.0, "on_schedule"),
        (50, 58, 2022, 80, +1, 4 / 7, "behind"),
        (50, 48, 2020, 80, +1, -0.2, "behind"),
        (7.05, 12.58, 2024, 70, -1, None, "met"),  # met, but worsening
        (50, 81, 2020, 80, +1, 3.1, "met"),
        (60, 75, 2020, 70, -1, None, NONE),
    ],
)
def test_elapsed_share_by_hand(
    base: float, now: float, when: int, target: float, direction: int, value: float | None, status: str
) -> None:
    result = elapsed_share(base, 2015, now, when, direction=direction, target=target, target_year=2030)
    assert result.status == status
    assert result.value == approx(value)


@pytest.mark.parametrize(
    ("now", "ratio", "status"),
    [(70, 1.0, "on_track"), (62, 0.6, "moderately_improving"), (60, 0.5, "moderately_improving"),
     (58, 0.4, "stagnating"), (50, 0.0, "stagnating"), (48, -0.1, "decreasing"), (100, 2.5, "on_track")],
)  # fmt: skip
def test_sdsn_by_hand(now: float, ratio: float, status: str) -> None:
    result = sdsn(50, 2015, now, 2021, direction=1, target=100, target_year=2030)
    assert result.status == status
    assert result.value == approx(ratio)


# Bands of growth


@pytest.mark.parametrize(
    ("now", "ratio", "status"),
    [
        (124.5761134890, 0.95, "significant_progress"),
        (124.5733, 0.9499, "moderate_progress"),
        (115.0166365634, 0.6, "moderate_progress"),
        (115.0140, 0.5999, "insufficient_progress"),
        (100, 0.0, "insufficient_progress"),
        (99.9976, -0.0001, "movement_away"),
        (200, 3.1441, "significant_progress"),
    ],
)
def test_eurostat_with_a_target(now: float, ratio: float, status: str) -> None:
    result = eurostat(100, 2010, now, 2015, direction=1, target=200, target_year=2025)
    assert result.status == status
    assert result.value == pytest.approx(ratio, abs=1e-4)


@pytest.mark.parametrize(
    ("now", "direction", "status"),
    [
        (105.1010050100, +1, "significant_progress"),
        (102.4741, +1, "moderate_progress"),
        (100, +1, "moderate_progress"),
        (99.95, +1, "moderate_movement_away"),
        (95.0990049900, +1, "significant_movement_away"),
        (95.0990049900, -1, "significant_progress"),
    ],
)
def test_eurostat_without_a_target(now: float, direction: int, status: str) -> None:
    assert eurostat(100, 2010, now, 2015, direction=direction).status == status


@pytest.mark.parametrize(
    ("percent", "direction", "status"),
    [(5.01, +1, "clear_improvement"), (5, +1, "slight_improvement"), (1, +1, "stable"), (0, +1, "stable"),
     (-1, +1, "slight_worsening"), (-4.99, +1, "slight_worsening"), (-5, +1, "clear_worsening"),
     (-6, -1, "clear_improvement"), (6, -1, "clear_worsening")],
)  # fmt: skip
def test_istat_by_hand(percent: float, direction: int, status: str) -> None:
    now = 100 * (1 + percent / 100) ** 10
    assert istat(100, 2010, now, 2020, direction=direction).status == status


def test_growth_has_limits() -> None:
    assert compound_growth(-10, -8, 5) == pytest.approx(-0.0436475, abs=1e-7)
    assert compound_growth(10, 0, 5) == -1
    assert compound_growth(0, 5, 5) is None
    assert compound_growth(1, 2, 0) is None
    assert compound_growth(1e-300, 1e300, 5) is None
    assert grown(1e300, 1, 2000) is None


# On targets


HEAD = """\
workspace: {title: Test, area: XX}
indicators:
  share: {title: Share, unit: "%", nature: share, better: up, frequency: annual, bounds: [0, 100]}
  deaths: {title: Deaths, unit: people, nature: count, aggregation: sum, better: down, frequency: annual}
  jobs: {title: Jobs, unit: people, nature: count, aggregation: last, better: up, frequency: quarterly}
targets:
"""

SHARE = "period,value\n2014,48\n2016,50\n2018,52\n2020,56\n2021,58\n2022,60\n2023,63\n"
DEATHS = "period,value\n2012,44\n2015,40\n2017,36\n2020,30\n"


@pytest.fixture
def answers(workspace: Callable[..., Path]) -> Callable[..., dict[str, MethodResult]]:
    def ask(
        target: str, figures: dict[str, str] | None = None, as_of: str = "2024-06-30", which: str = "goal"
    ) -> dict[str, MethodResult]:
        lines = "".join(f"  {line}\n" for line in target.strip().splitlines())
        root = workspace(HEAD + lines, figures or {"share": SHARE, "deaths": DEATHS})
        folder = open_folder(str(root))
        declarations = load(folder)
        (found,) = method_results(folder, declarations, [declarations.targets[which]], date.fromisoformat(as_of))
        assert [each.method for each in found] == list(METHODS)
        return {each.method: each for each in found}

    return ask


def test_a_level_from_2015_or_the_next_year(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, at_least: 80, by: 2030}")
    growth, required = (63 / 50) ** (1 / 7) - 1, (80 / 50) ** (1 / 14) - 1
    assert found["opensdg"].value == pytest.approx(growth / required)
    assert found["opensdg"].status == GOOD
    assert found["unsd"].value == pytest.approx((63 * (1 + growth) ** 7 - 50) / 30)
    assert found["escap"].value == pytest.approx(10 * 13 / 30)
    assert found["sdsn"].value == pytest.approx((13 / 30) / (7 / 14))
    assert found["linear"].value == pytest.approx(100 * (63 - 48) / (80 - 48))
    assert found["elapsed-share"].value == pytest.approx((15 / 32) / (9 / 16))
    assert found["eurostat"].value == pytest.approx(((63 / 52) ** (1 / 5) - 1) / ((80 / 52) ** (1 / 12) - 1))
    assert found["destatis"].value == pytest.approx((80 - 63 - 7 * 7 / 3) / 17)
    assert found["escap-anticipated"].status != NONE
    assert found["istat"].note == "direction-only"


def test_a_declared_baseline_comes_first(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, at_least: 80, by: 2030, baseline: 2020}")
    assert found["opensdg"].value == pytest.approx(((63 / 56) ** (1 / 3) - 1) / ((80 / 56) ** (1 / 10) - 1))
    assert found["linear"].value == pytest.approx(100 * 7 / 24)
    assert answers("goal: {title: A, indicator: share, at_least: 80, by: 2030, baseline: 2017}")["linear"].value == (
        pytest.approx(100 * 11 / 28)
    )


def test_the_last_figure_known_at_the_declaration(answers: Callable[..., dict[str, MethodResult]]) -> None:
    target = "goal: {title: A, indicator: share, at_least: 80, by: 2030, declared: {on: 2021-05-01}}"
    assert answers(target)["linear"].value == pytest.approx(100 * 7 / 24)


def test_unsd_takes_an_earlier_baseline_where_no_later_one_is(answers: Callable[..., dict[str, MethodResult]]) -> None:
    figures = {"deaths": "period,value\n2012,44\n2020,30\n"}
    target = "goal: {title: A, indicator: deaths, at_most: 15, by: 2030}"
    found = answers(target, figures)
    assert found["opensdg"].note == "too-few"
    assert found["unsd"].value == pytest.approx((30 * (30 / 44) ** (10 / 8) - 44) / (15 - 44))


def test_the_methods_disagree_on_a_falling_figure(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: deaths, at_most: 15, by: 2030}")
    assert found["opensdg"].status == FAIR
    assert found["opensdg"].value == pytest.approx(0.883341, abs=1e-6)
    assert found["unsd"].score == 2
    assert found["sdsn"].value == pytest.approx(1.2)
    assert disagree(found.values())
    assert [is_on_track(found[name]) for name in ("opensdg", "linear", "sdsn", "istat")] == [False, None, True, None]


def test_a_change_counts_as_the_figure_it_leads_to(answers: Callable[..., dict[str, MethodResult]]) -> None:
    level = answers("goal: {title: A, indicator: deaths, at_most: 20, by: 2030, baseline: 2015}")
    change = answers("goal: {title: A, indicator: deaths, reduce_by: 50 %, since: 2015, by: 2030}")
    assert change == level
    unknown = answers("goal: {title: A, indicator: deaths, reduce_by: 50 %, since: 2013, by: 2030}")
    assert {each.note for each in unknown.values()} == {"baseline-unknown"}


def test_an_average_growth_counts_as_its_last_figure(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, average_growth: {at_least: 4 %}, over: 2021..2025}")
    assert found["opensdg"].value == pytest.approx(((63 / 56) ** (1 / 3) - 1) / 0.04)


def test_a_direction_has_no_target_but_a_limit(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, improve: up, since: 2016, by: 2030}")
    growth = (63 / 50) ** (1 / 7) - 1
    assert found["opensdg"] == opensdg(50, 2016, 63, 2023, direction=1, limit=100)
    assert found["opensdg"].value == pytest.approx(growth)
    assert found["istat"].value == pytest.approx((63 / 48) ** (1 / 9) - 1)
    assert found["destatis"].status == "sun"
    assert {found[name].note for name in ("escap", "linear", "elapsed-share", "sdsn")} == {"no-figure-asked"}


def test_a_band(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, between: [75, 80], by: 2030}")
    assert found["opensdg"].note == "band"
    assert found["destatis"].value == pytest.approx(0)
    inside = answers("goal: {title: A, indicator: share, between: [60, 80], by: 2030}")
    assert inside["destatis"].note == "inside-band"


def test_goals_without_a_method(answers: Callable[..., dict[str, MethodResult]]) -> None:
    held = answers("goal: {title: A, indicator: share, maintain: {at_least: 55}, over: 2024..2026}")
    assert (held["destatis"].status, held["opensdg"].note) == ("sun", "every-period")
    summed = answers("goal: {title: A, indicator: deaths, cumulative: {at_most: 100}, over: 2021..2025}")
    assert {each.note for each in summed.values()} == {"sum"}
    steps = answers("goal: {title: A, milestones: {count: 3}, by: 2027}")
    assert {each.note for each in steps.values()} == {"milestones"}


def test_a_goal_without_figures(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, at_least: 80, by: 2030}", {"deaths": DEATHS})
    assert {each.note for each in found.values()} == {"no-figures", "direction-only"}


def test_a_goal_of_goals_takes_the_mean_of_the_scores(answers: Callable[..., dict[str, MethodResult]]) -> None:
    parts = """
      a: {title: A, indicator: share, at_least: 60, by: 2030}
      b: {title: B, indicator: deaths, at_most: 15, by: 2030}
      both: {title: Both, all_of: [a, b]}
      goal: {title: Goal, all_of: [a, both]}
      either: {title: Either, any_of: [a, b]}
    """
    text = "\n".join(line.strip() for line in parts.strip().splitlines())
    b = answers(text, which="b")["opensdg"].score
    both = answers(text, which="both")["opensdg"]
    assert b is not None
    assert both.score == pytest.approx((5 + b) / 2)
    assert answers(text)["opensdg"].score == pytest.approx((5 + (5 + b) / 2) / 2)
    assert answers(text, which="either")["opensdg"].note == "group"
    assert answers(text, which="both")["unsd"].note == "group"


def test_sub_annual_figures_count_one_a_year(answers: Callable[..., dict[str, MethodResult]]) -> None:
    rows = "".join(
        f"{year}-Q{part},{1000 + 10 * (year - 2015) + part}\n" for year in range(2015, 2024) for part in (1, 2, 3, 4)
    )
    found = answers("goal: {title: A, indicator: jobs, at_least: 1200, by: 2030-Q2}", {"jobs": "period,value\n" + rows})
    assert found["opensdg"] == opensdg(1002, 2015, 1082, 2023, direction=1, target=1200, target_year=2030)


def test_later_knowledge_changes_nothing(answers: Callable[..., dict[str, MethodResult]]) -> None:
    target = "goal: {title: A, indicator: share, at_least: 80, by: 2030}"
    later = {"share": SHARE + "2024,99\n"}
    assert answers(target, later) == answers(target)


def test_destatis_takes_the_next_dated_goal(answers: Callable[..., dict[str, MethodResult]]) -> None:
    found = answers("goal: {title: A, indicator: share, at_least: 90, by: 2030, interim: {2022: 55, 2025: 67}}")
    assert found["destatis"].value == pytest.approx(0)


def test_a_shifted_or_scaled_history_changes_nothing() -> None:
    plain = [(2015 + k, value) for k, value in enumerate((50.0, 53.0, 51.0, 58.0, 60.0, 64.0))]
    case = Case(aim="level", sides=((1, 80.0),), history=tuple(plain), deadline=2030, since=2015)
    moved = Case(
        aim="level",
        sides=((1, 8e6),),
        history=tuple((year + 7, 1e5 * value) for year, value in plain),
        deadline=2037,
        since=2022,
    )
    for name, judge in METHODS.items():
        here, there = judge(case), judge(moved)
        assert (here.status, here.value) == (there.status, approx(there.value)), name


def test_numbers_beyond_all_numbers_are_no_answer(answers: Callable[..., dict[str, MethodResult]]) -> None:
    figures = {"deaths": "period,value\n2015,1e-299\n2020,1e299\n2021,1e299\n2022,1e299\n2023,1e299\n"}
    found = answers("goal: {title: A, indicator: deaths, at_most: 1e-298, by: 2030}", figures)
    assert all(isfinite(each.value or 0) for each in found.values())
    assert {name for name, each in found.items() if each.note == "not-computable"} == {"opensdg", "escap"}
