"""What models say of themselves, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from tracker.figures import Indicator, Series, parse_period, text_of
from tracker.forecast import TEXTBOOK
from tracker.report.language import translator
from tracker.report.remarks import remarks

INDICATOR = Indicator(id="x", title=text_of("x"), unit="u", frequency="annual")


def series(*values: float) -> Series:
    periods = tuple(parse_period(str(2020 + k)) for k in range(len(values)))
    return Series(
        indicator="x", area="", frequency="annual", periods=periods, values=np.array(values), rows=((),) * len(values)
    )


@pytest.mark.parametrize(
    ("figures", "english", "chinese"),
    [
        ((3.0,), "needs 5 figures, there is 1", "需要5个数据，仅有1个"),
        ((3.0, 4.0), "needs 5 figures, there are 2", "需要5个数据，仅有2个"),
        ((3.0,) * 9, "the figures do not vary", "各期数据没有变化"),
    ],
)
def test_why_a_model_says_nothing(figures: tuple[float, ...], english: str, chinese: str) -> None:
    said = TEXTBOOK["ets"](series(*figures), INDICATOR, parse_period("2030")).diagnostics
    assert remarks(said, translator("en")) == english
    assert remarks(said, translator("zh")) == chinese


def test_what_a_users_model_says_stays_as_it_is() -> None:
    said = ("failed at own.py:3 with ValueError: {odd}", "gave no finite forecast")
    assert remarks(said, translator("zh")) == "failed at own.py:3 with ValueError: {odd}；未能给出有限的预测值"
