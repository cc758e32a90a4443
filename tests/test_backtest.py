"""Past forecasts made again: the questions asked of them, and the scores they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tracker.figures import Indicator, Series, from_ordinal, parse_period, text_of
from tracker.forecast import (
    DRIFT,
    LAST,
    RANDOM_WALK,
    TREND,
    Forecast,
    Goal,
    ModelScore,
    Trial,
    horizons,
    quantiles,
    replay,
    run,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNT = Indicator(id="jobs", title=text_of("Jobs"), unit="people", frequency="annual", nature="count")
POINTS = Indicator(id="balance", title=text_of("Balance"), unit="points", frequency="annual", nature="signed")
RISING = [100.0, 110.0, 121.0, 133.1, 146.41, 161.051]


def series(values: Sequence[float], first: int = 2015, frequency: str = "annual", indicator: str = "jobs") -> Series:
    return Series(
        indicator=indicator,
        area="XX",
        frequency=frequency,
        periods=tuple(from_ordinal(first + k, frequency) for k in range(len(values))),
        values=np.array(values, dtype=float),
        rows=((),) * len(values),
    )


def said(known: Series, columns: Sequence[Sequence[float]]) -> Forecast:
    """A forecast with these draws, a column a period."""
    last = known.periods[-1]
    return Forecast(
        periods=tuple(last.shifted(k + 1) for k in range(len(columns))),
        draws=np.array(columns, dtype=float).T,
        origin=last,
        method="said",
    )


def trials(model: str, values: Sequence[float], indicator: Indicator = COUNT) -> list[Trial]:
    """A model's trials on a series, at each past date with three figures and more."""
    found: list[Trial] = []
    for end in range(3, len(values)):
        known = series(values[:end], indicator=indicator.id)
        forecast = run(model, known, indicator, known.periods[-1].shifted(5)).forecast
        assert forecast is not None
        found += replay(known, forecast, series(values, indicator=indicator.id), ())
    return found


def test_each_later_figure_makes_a_trial() -> None:
    known = series(RISING[:3])
    (first, second) = replay(known, said(known, [[130.0, 134.0], [140.0, 150.0], [1.0, 1.0]]), series(RISING[:5]), ())
    assert (str(first.origin), str(first.period), first.steps, first.observed) == ("2017", "2018", 1, 133.1)
    assert (str(second.period), second.steps, second.observed) == ("2019", 2, 146.41)
    assert first.scale == pytest.approx(10.5)
    assert first.series == "jobs@XX"


def test_questions_are_about_the_last_figure_and_the_trend() -> None:
    known = series(RISING[:3])
    (trial,) = replay(known, said(known, [[120.0, 122.0, 130.0, 134.0]]), series(RISING[:4]), ())
    about = {question.about: question for question in trial.questions}
    assert about[LAST].threshold == 121.0
    assert (about[LAST].probability, about[LAST].met) == (0.75, True)
    assert about[TREND].threshold == pytest.approx(133.1)
    assert about[TREND].probability == 0.25


def test_a_goal_asks_whether_the_figure_is_on_the_way_to_it() -> None:
    """From 121 in 2017 at least 121 x 1.2^4 by 2021 needs a fifth more each year."""
    known = series(RISING[:3])
    goal = Goal(name="g", period=parse_period("2021"), figure=121 * 1.2**4, direction=1)
    low = Goal(name="low", period=parse_period("2018"), figure=100.0, direction=-1)
    first, second = replay(known, said(known, [[140.0, 150.0], [160.0, 180.0]]), series(RISING[:5]), [goal, low])
    asked = {question.about: question for question in first.questions}
    assert asked["g"].threshold == pytest.approx(145.2)
    assert (asked["g"].probability, asked["g"].met) == (0.5, False)
    assert asked["low"].threshold == pytest.approx(100.0)
    assert (asked["low"].probability, asked["low"].met) == (0.0, False)
    assert {question.about for question in second.questions} == {LAST, TREND, "g"}, "2019 is past the goal of 2018"


def test_figures_of_either_sign_go_along_a_straight_line() -> None:
    known = series([-4.0, -2.0, 0.0])
    (trial,) = replay(known, said(known, [[1.0, 3.0]]), series([-4.0, -2.0, 0.0, 5.0]), ())
    assert [question.threshold for question in trial.questions] == [0.0, 2.0]


def test_scores_by_hand() -> None:
    known = series(RISING[:3])
    found = replay(known, said(known, [[120.0, 122.0, 130.0, 134.0]]), series(RISING[:4]), ())
    scored = score("said", found, found, (LAST, TREND))
    assert (scored.forecasts, scored.questions) == (1, 2)
    met = [question.met for question in found[0].questions]
    assert scored.brier == pytest.approx(((0.75 - met[0]) ** 2 + (0.25 - met[1]) ** 2) / 2)
    assert scored.scaled_error == pytest.approx((133.1 - 126.0) / 10.5)
    assert (scored.cover80, scored.skill) == (1.0, 0.0)
    assert score("said", found, found, (LAST,)).questions == 1


def test_a_model_without_forecasts_has_no_scores() -> None:
    assert score("none", [], trials(RANDOM_WALK, RISING), (LAST,), 3) == ModelScore(model="none", refused=3)


def test_two_models_are_compared_on_the_same_questions() -> None:
    """A model that refuses the first dates is measured against the random walk on the others."""
    values = (100 * np.exp(np.cumsum(np.random.default_rng(2).normal(0.05, 0.02, 14)))).tolist()
    walk, drift = trials(RANDOM_WALK, values), trials(DRIFT, values)
    late = [trial for trial in drift if trial.origin.year >= 2022]
    whole, part = (score("drift", each, walk, (LAST, TREND)) for each in (drift, late))
    assert part.questions < whole.questions
    assert part.brier_of_walk != whole.brier_of_walk
    assert whole.skill is not None
    assert whole.skill > 0.2, "a steady rise is better carried on"


def test_series_with_the_same_periods_are_told_apart() -> None:
    one, other = trials(RANDOM_WALK, RISING), trials(RANDOM_WALK, [5.0, 4.0, 5.0, 4.0, 5.0, 4.0], POINTS)
    assert score(RANDOM_WALK, [*one, *other], [*one, *other], (LAST,)).questions == len(one) + len(other)


def test_the_figures_of_horizons_grow_with_the_frequency() -> None:
    assert horizons("annual") == (1, 2, 3, 4, 5)
    assert max(horizons("monthly")) == 18


def test_the_random_walk_is_the_textbook_s() -> None:
    y = [10.0, 12.0, 11.0, 14.0, 13.0]
    found = run(RANDOM_WALK, series(y), POINTS, parse_period("2023")).forecast
    assert found is not None
    sd = np.sqrt(np.mean(np.diff(y) ** 2))
    low, median, high = quantiles(found.draws[:, 3], (0.025, 0.5, 0.975))
    assert (low, median, high) == pytest.approx((13 - 2 * 1.96 * sd, 13, 13 + 2 * 1.96 * sd), rel=1e-3)


def test_the_random_walk_with_drift_is_the_textbook_s() -> None:
    """Four changes, mean 0.75: over h periods the spread is s sqrt(h (1 + h / 4)), t with three degrees of freedom."""
    y = [10.0, 12.0, 11.0, 14.0, 13.0]
    found = run(DRIFT, series(y), POINTS, parse_period("2023")).forecast
    assert found is not None
    sd = np.std(np.diff(y), ddof=1) * np.sqrt(4 * (1 + 4 / 4))
    low, median = quantiles(found.draws[:, 3], (0.1, 0.5))
    assert median == pytest.approx(13 + 4 * 0.75)
    assert low == pytest.approx(16 - 1.6377 * sd, rel=1e-3)


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [5.0, 5.0, 5.0], [0.0, 0.0, 0.0]])
@pytest.mark.parametrize("name", [RANDOM_WALK, DRIFT])
def test_the_walks_refuse_nothing_and_are_never_certain(name: str, values: list[float]) -> None:
    found = run(name, series(values), COUNT, parse_period("2025")).forecast
    assert found is not None
    assert np.isfinite(found.draws).all()
    assert found.draws[:, -1].std() > 0


def test_the_random_walk_covers_what_it_says_on_random_walks() -> None:
    """400 random walks of 30 figures: nominal 80 and 95 % intervals cover a little less, as the spread is estimated."""
    draw = np.random.default_rng(11)
    found: list[Trial] = []
    for _ in range(400):
        values = np.cumsum(draw.normal(0, 3.0, 30)).tolist()
        known, whole = series(values[:20], indicator="balance"), series(values, indicator="balance")
        forecast = run(RANDOM_WALK, known, POINTS, known.periods[-1].shifted(5)).forecast
        assert forecast is not None
        found += replay(known, forecast, whole, ())
    scored = score(RANDOM_WALK, found, found, (LAST,))
    assert scored.cover80 == pytest.approx(0.79, abs=0.05)
    assert scored.cover95 == pytest.approx(0.94, abs=0.03)
