"""Draws are made when they are read: whatever is asked of them, the answer is that of all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.forecast import quantiles
from tracker.forecast.draws import DRAWS, Drawn, drawn_from
from tracker.forecast.learned import predict_batch

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
MIDDLES = (np.arange(DRAWS) + 0.5) / DRAWS

STEADY = (50.0, 52.0, 51.0, 55.0, 58.0, 57.0, 61.0)
SHARES = (92.0, 95.0, 94.0, 97.0, 99.0, 99.5)
FALLS = (5.0, -2.0, 1.0, -8.0, 3.0)
LEAP = (1.0, 1.0, 1.0, 1.0, 900.0)
SERIES = {"steady": STEADY, "shares": SHARES, "falls": FALLS, "leap": LEAP, "zeros": (0.0,) * 5, "one": (7.0,)}
NATURES = {"shares": "share", "falls": "signed"}


def drawn(name: str, count: int = DRAWS, factor: float = 1.0) -> Drawn:
    """The draws of one of the series above, for ten years."""
    values = np.array([SERIES[name]]) * factor
    found = predict_batch(
        values,
        np.arange(values.shape[1]),
        1,
        np.arange(1, 11),
        [NATURES.get(name, "rate")],
        [1],
        [(None, None)],
    )
    return drawn_from(found.distribution, (0.9, 0.5), count)[0]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("count", [DRAWS, 300, 7])
def test_a_period_s_draws_are_a_column_of_all(name: str, count: int) -> None:
    found = drawn(name, count)
    paths = found.paths()
    assert paths.shape == (count, 10)
    for place in range(10):
        np.testing.assert_array_equal(found.column(place), paths[:, place])
        np.testing.assert_array_equal(np.sort(paths[:, place]), found.ascending()[place])


@pytest.mark.parametrize("name", SERIES)
def test_quantiles_are_those_of_the_draws(name: str) -> None:
    found = drawn(name)
    expected = [quantiles(column, LEVELS) for column in found.paths().T]
    np.testing.assert_allclose(found.quantiles(LEVELS), expected, rtol=1e-12, atol=1e-12)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(list(SERIES)),
    st.sampled_from([DRAWS, 300, 7]),
    st.tuples(st.integers(0, 9), st.floats(0.0, 1.0)) | st.floats(-200.0, 2000.0),
    st.sampled_from(["left", "right"]),
)
@example("shares", DRAWS, 100.0, "left")
@example("shares", DRAWS, 100.0, "right")
@example("steady", DRAWS, 0.0, "right")
@example("zeros", DRAWS, 0.0, "left")
def test_draws_on_either_side_of_a_value_are_counted_as_if_all_were_made(
    name: str, count: int, at: tuple[int, float] | float, side: str
) -> None:
    found = drawn(name, count)
    paths = found.paths().T
    # Either any number, or one of the draws themselves.
    value = at if isinstance(at, float) else float(np.sort(paths[at[0]])[round(at[1] * (count - 1))])
    beyond = paths >= value if side == "left" else paths > value
    edge = (value, side)
    np.testing.assert_array_equal(found.within(edge, None), beyond)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found.within(None, edge), ~beyond)  # type: ignore[arg-type]


def test_between_two_edges_lies_what_lies_within_both() -> None:
    found = drawn("steady")
    low, high = found.quantiles((0.2, 0.7)).mean(0).tolist()
    inside = found.within((low, "left"), (high, "right"))
    np.testing.assert_array_equal(inside, (low <= found.paths().T) & (high >= found.paths().T))
    assert 0.3 < inside.mean() < 0.7


@pytest.mark.parametrize(("name", "most"), [("steady", 0.1), ("falls", 0.1), ("one", 1.0), ("leap", 6.0)])
def test_the_curve_between_nodes_is_off_by_less_than_a_draw_or_some_where_there_is_a_kink(
    name: str, most: float
) -> None:
    values = np.array([SERIES[name]])
    nature = NATURES.get(name, "rate")
    found = predict_batch(values, np.arange(values.shape[1]), 1, np.arange(1, 11), [nature], [1], [(None, None)])
    ascending = drawn_from(found.distribution, (0.9, 0.5))[0].ascending()
    free = ascending > (-np.inf if nature == "signed" else 0.0)
    shares = found.distribution.cdf(ascending[None])[0]
    assert np.abs(shares - MIDDLES)[free].max() * DRAWS < most


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(list(SERIES)), st.sampled_from([1e-12, 1e-3, 7.0, 1e9]))
def test_draws_never_fall_whatever_the_series(name: str, factor: float) -> None:
    ascending = drawn(name, factor=factor).ascending()
    assert np.isfinite(ascending).all()
    assert (np.diff(ascending) >= 0).all()
