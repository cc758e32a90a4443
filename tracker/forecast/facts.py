"""What moved a learned forecast away from "no change", as numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.forecast import bank
from tracker.forecast.candidates import KINDS
from tracker.forecast.draws import quantiles_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.forecast.draws import Drawn
    from tracker.forecast.learned import Learned

_TRUST: Final = {
    name: tuple(place for place, of in enumerate(KINDS) if of == kind)
    for name, kind in (
        ("trust_no_change", bank.NO_CHANGE),
        ("trust_trend", bank.TREND),
        ("trust_reversion", bank.REVERSION),
    )
}
"""The places of the candidates of each kind."""

_MIDDLE: Final = (0.1587, 0.5, 0.8413)
_LARGEST: Final = 1e305


def facts_of(
    learned: Learned, drawn: Sequence[Drawn], values: np.ndarray, ordinals: np.ndarray, per_year: int
) -> tuple[tuple[tuple[str, float], ...], ...]:
    """The facts of each forecast, of series `values` (B, n) learned together; their draws have a period at least.

    - figures: how many were looked at, over years_used years
    - mean_change: from the first of these to the last, a year, in the indicator's unit
    - first_years: the horizon in years, at most one, of which the next speak
    - median_change, spread: of the forecast there, against the last figure, in the indicator's unit; spread is half
      the width of the interval that holds 68 %
    - trust_no_change, trust_trend, trust_reversion: shares of the kinds of model in its centre
    - log_weight: the share of the parts that move in ratios
    - log_scale or raw_scale: the scale of the next, logarithms or the indicator's unit
    - own_volatility, prior_volatility: typical change over a year, seen (with two figures at least) and guessed before
    - season_share: how far a pattern within the year was believed, with several periods a year
    - bound_low, bound_high: the bounds it is held within, in the indicator's unit
    """
    n, distribution, found = learned.figures, learned.distribution, learned.description
    steps = min(per_year, found.unit.shape[1])
    years = float(ordinals[-1] - ordinals[-n]) / per_year
    of_a_year = math.sqrt(per_year) * np.where(found.has_log, 1.0, np.ldexp(1.0, distribution.exponent))
    numbers = np.column_stack(
        [
            values[:, [-n, -1]],
            quantiles_at(drawn, steps - 1, _MIDDLE),
            distribution.weight[:, steps - 1, 1].sum(-1),
            found.step * of_a_year,
            found.prior * of_a_year,
            found.season,
            distribution.lower,
            distribution.upper,
        ]
    )
    every = []
    for row, has_log, trust in zip(
        numbers.tolist(), found.has_log.tolist(), learned.trust[:, steps - 1].tolist(), strict=True
    ):
        first, last, low, median, high, log_weight, own, prior, season, lower, upper = row
        facts = [("figures", float(n)), ("first_years", steps / per_year), ("median_change", median - last)]
        facts.append(("spread", high / 2 - low / 2))
        if n > 1:
            facts += [("years_used", years), ("mean_change", last / years - first / years)]
        facts += [(name, math.fsum(trust[place] for place in places)) for name, places in _TRUST.items()]
        facts += [("log_weight", log_weight), ("log_scale" if has_log else "raw_scale", 1.0)]
        if n > 1:
            facts.append(("own_volatility", own))
        facts.append(("prior_volatility", prior))
        if per_year > 1:
            facts.append(("season_share", season))
        facts += [("bound_low", lower), ("bound_high", upper)]
        every.append(tuple((name, _within(number)) for name, number in facts if not _is_no_bound(name, number)))
    return tuple(every)


def _is_no_bound(name: str, number: float) -> bool:
    return name.startswith("bound_") and math.isinf(number)


def _within(number: float) -> float:
    """A number without the last digits of the largest ones."""
    return min(max(number, -_LARGEST), _LARGEST)
