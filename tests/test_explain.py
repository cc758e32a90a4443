"""What moved a forecast, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tracker.figures import Indicator, Series, from_ordinal, parse_period, text_of
from tracker.forecast import Forecast, predict, run
from tracker.report.explain import explain
from tracker.report.language import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

EN, ZH = translator("en"), translator("zh")
STEADY = [100.0 * 1.02**k for k in range(12)]


def indicator(nature: str = "count", unit: str = "people", **more: object) -> Indicator:
    return Indicator(id="x", title=text_of("x"), unit=unit, frequency="annual", nature=nature, **more)  # type: ignore[arg-type]


def series(values: Sequence[float], frequency: str = "annual", last: int = 2023) -> Series:
    return Series(
        indicator="x",
        area="",
        frequency=frequency,
        periods=tuple(from_ordinal(last + k, frequency) for k in range(1 - len(values), 1)),
        values=np.array(values, dtype=float),
        rows=((),) * len(values),
    )


def said(values: Sequence[float], measure: Indicator, until: str = "2026") -> str:
    known = series(values)
    return "\n".join(explain(measure, known, predict(known, measure, parse_period(until)), EN))


def stated(*facts: tuple[str, float], last: float = 50.0, measure: Indicator | None = None) -> tuple[str, ...]:
    """The sentences for a forecast with these facts, one year ahead."""
    known = series([last])
    forecast = Forecast(
        periods=(parse_period("2024"),),
        draws=np.full((9, 1), last),
        origin=known.periods[-1],
        method="said",
        facts=facts,
    )
    return explain(measure or indicator(), known, forecast, EN)


def test_it_begins_with_no_change() -> None:
    text = said(STEADY, indicator())
    assert text.startswith("“No change” would leave 2026 at 124.3")
    assert "What follows moved it up by" in text
    assert len(stated(("log_scale", 1.0))) == 2, "the median is the last figure: nothing moved it"


def test_the_trend_is_told_with_its_direction() -> None:
    fall = (("figures", 7.0), ("years_used", 6.0), ("mean_change", -3.0))
    sentence = "Trend: over the last 6 years, 7 figures, it moved down by 3 people a year on average."
    assert sentence in stated(*fall)
    assert "it moved not at all a year" in stated(*fall[:2], ("mean_change", 0.0))[1]


def test_trust_is_told_by_kind_of_model() -> None:
    trust = (("trust_no_change", 0.25), ("trust_trend", 0.7), ("trust_reversion", 0.05))
    assert "to 70 % on models that carry a trend on, to 25 % on “no change”, to 5 % on a return" in stated(*trust)[1]


def test_damping_compares_the_median_with_the_mean_change() -> None:
    """Two a year on average, one and a half in the first: three quarters of it; the median itself stands still."""
    facts = (("mean_change", 2.0), ("first_years", 1.0), ("median_change", 1.5))
    assert (
        "Damping: in the first 12 months the median moves up by 1.5 people, which is 75 % of that average; over all"
        " years up to 2024 it keeps 0 % of it."
    ) in stated(*facts)
    assert "First 12 months: the median moves up by 1.5 people." in stated(*facts[1:])


def test_volatility_is_told_on_the_scale_it_is_of() -> None:
    facts = (("figures", 9.0), ("own_volatility", 0.03), ("prior_volatility", 0.05), ("log_scale", 1.0))
    assert any("its own figures move by 3 % in a typical year, where 5.1 % is expected" in s for s in stated(*facts))
    raw = (*facts[:3], ("raw_scale", 100.0))
    assert any("its own figures move by 3 people in a typical year" in s for s in stated(*raw))


def test_short_histories_say_whom_they_borrow_from() -> None:
    text = said([100.0], indicator("currency", "CNY"))
    assert "Volatility: borrowed from other figures of its kind (amounts of money)" in text


def test_bounds_are_named() -> None:
    measure = indicator("rate", "%", bounds=(0.0, 60.0))
    assert "Bounds: it is held between 0 % and 60 %." in stated(measure=measure)
    assert "Bounds: it is held between 0 % and 60 %." in said([20.0, 30.0, 31.0, 33.0], measure)
    assert "Bounds: it is held at or above 10 people." in stated(measure=indicator(bounds=(10.0, None)))


def test_a_season_is_named() -> None:
    assert "Season: 80 % of the pattern seen within the year is carried on, the rest is taken for chance." in stated(
        ("log_scale", 1.0), ("season_trusted", 0.8)
    )


def test_a_fact_without_words_is_printed_by_its_name() -> None:
    assert stated(("log_scale", 1.0), ("boost_shift", 0.0123456))[-1] == "boost_shift = 0.01235"


@pytest.mark.parametrize("values", [[100.0], [100.0, 104.0], STEADY, [0.0, 3.0, 1.0, 0.0, 2.0]])
@pytest.mark.parametrize("nature", ["share", "rate", "count", "currency", "index", "signed"])
def test_our_own_forecast_leaves_no_fact_without_words(values: list[float], nature: str) -> None:
    text = said([min(value, 99.0) for value in values], indicator(nature, "points"))
    assert " = " not in text


def test_monthly_figures_leave_none_either() -> None:
    months = series((100 + 10 * np.sin(np.arange(48) * np.pi / 6)).tolist(), "monthly", 2023 * 12 + 11)
    measure = Indicator(id="x", title=text_of("x"), unit="points", frequency="monthly", nature="index")
    text = "\n".join(explain(measure, months, predict(months, measure, parse_period("2024-06")), EN))
    assert "Season: " in text
    assert " = " not in text


def test_nothing_ahead_is_said() -> None:
    assert said([5.0], indicator(), until="2023").startswith("Nothing lies ahead of the last figure, 5 people in 2023.")


def test_a_single_model_is_explained_as_far_as_it_says_anything() -> None:
    known = series(STEADY)
    found = run("theta", known, indicator(), parse_period("2025")).forecast
    assert found is not None
    assert len(explain(indicator(), known, found, EN)) >= 2


def test_it_speaks_chinese() -> None:
    known = series(STEADY)
    text = "".join(explain(indicator(), known, predict(known, indicator(), parse_period("2026")), ZH))
    assert not any(word in text for word in ("Trend", "Volatility", "median", "scale"))
