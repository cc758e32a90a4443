from __future__ import annotations

import pytest

from tracker.figures import Indicator, read_rows, text_of
from tracker.figures.slip import doubts

REVENUE = Indicator(id="revenue", title=text_of("Revenue"), unit="CNY", frequency="annual")


def warnings(content: str) -> list[str]:
    rows, _ = read_rows(content.encode(), path="x.csv", indicator=REVENUE, area="CN-GD")
    return [str(problem) for problem in doubts(rows, "x.csv")]


@pytest.mark.parametrize(
    ("slipped", "says"),
    [
        ("72", "is about 10 times the figures beside it (2021 7.0 CNY, 2023 7.4 CNY): a decimal place?"),
        ("0.072", "is about 1/100 of the figures beside it"),
        ("7200", "is about 1,000 times the figures beside it"),
        ("72000", "is about 10,000 times the figures beside it"),
        ("720000000", "亿 (hundred million) left out or counted twice?"),
    ],
)
def test_a_slip_names_the_likely_factor(slipped: str, says: str) -> None:
    (warning,) = warnings(f"period,value\n2021,7.0\n2022,{slipped}\n2023,7.4\n")
    assert warning.startswith(f"x.csv:3: warning: 2022 {slipped} CNY")
    assert says in warning


@pytest.mark.parametrize(
    ("values", "slipped"),
    [
        ([7, 7.2, 74], 4),
        ([72, 7.2, 7.4], 2),
        ([7, 7.1, 71, 7.2, 7.3], 4),
        ([7, 7.1, 71, 72, 73], 4),
        ([7, 72], 3),
    ],
)
def test_one_line_is_asked_about(values: list[float], slipped: int) -> None:
    (warning,) = warnings("period,value\n" + "".join(f"{2018 + k},{value}\n" for k, value in enumerate(values)))
    assert warning.startswith(f"x.csv:{slipped}: warning: ")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([4.4, 7.2], id="growth over five years"),
        pytest.param([16.98, 31.4], id="growth over nine years"),
        pytest.param([1, 3, 9, 27, 81], id="steady threefold growth"),
        pytest.param([2, -1, 3, 0, 5], id="through zero"),
        pytest.param([5], id="one figure"),
    ],
)
def test_honest_growth_is_no_slip(values: list[float]) -> None:
    assert warnings("period,value\n" + "".join(f"{2018 + k},{value}\n" for k, value in enumerate(values))) == []


def test_a_jump_unlike_all_others() -> None:
    content = "period,value\n2016,100\n2017,102\n2018,104\n2019,106\n2020,38\n2021,39\n2022,40\n"
    assert warnings(content) == ["x.csv:6: warning: 2020 38 CNY jumps from 2019 106 CNY; check both"]


def test_only_the_latest_vintage_counts() -> None:
    assert warnings("period,value,published\n2021,7,2022-03-01\n2022,72,2023-03-01\n2022,7.2,2023-04-01\n") == []


def test_areas_frequencies_and_months_are_kept_apart() -> None:
    content = """\
area,period,value
CN,2022,100
CN-GD,2022,10
CN-GD,2023-Q1,1
CN-GD,2023-01/2023-02,0.1
CN-GD,2023-01/2023-11,1.1
"""
    assert warnings(content) == []


def test_figures_that_enter_no_series_do_not_count() -> None:
    assert warnings("period,value,status\n2021,7,\n2022,70,U\n2023,7,\n") == []
