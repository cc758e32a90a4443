"""What moved a learned forecast away from "no change", as numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.forecast import bank
from tracker.forecast.candidates import KINDS
from tracker.forecast.network import PARTS

if TYPE_CHECKING:
    from tracker.forecast.draws import Drawn
    from tracker.forecast.learned import Learned

_TRUST: Final = {"trust_no_change": bank.NO_CHANGE, "trust_trend": bank.TREND, "trust_reversion": bank.REVERSION}
_MIDDLE: Final = (0.1587, 0.5, 0.8413)
_LARGEST: Final = 1e305


def facts_of(
    learned: Learned, place: int, drawn: Drawn, values: np.ndarray, ordinals: np.ndarray, per_year: int
) -> tuple[tuple[str, float], ...]:
    """The facts of one series' forecast, of those learned together; its draws have a period at least.

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
    first, last = float(values[-n]), float(values[-1])
    years = float(ordinals[-1] - ordinals[-n]) / per_year
    low, median, high = drawn.quantiles(_MIDDLE)[steps - 1].tolist()
    facts = [("figures", float(n)), ("first_years", steps / per_year), ("median_change", median - last)]
    facts.append(("spread", high / 2 - low / 2))
    if n > 1:
        facts += [("years_used", years), ("mean_change", last / years - first / years)]
    trust = learned.trust[place, steps - 1].tolist()
    for name, kind in _TRUST.items():
        facts.append((name, math.fsum(share for share, of in zip(trust, KINDS, strict=True) if of == kind)))
    has_log = bool(found.has_log[place])
    unit = 1.0 if has_log else float(np.ldexp(1.0, int(distribution.exponent[place])))
    facts.append(("log_weight", float(distribution.weight[place, steps - 1].reshape(2, PARTS)[1].sum())))
    facts.append(("log_scale" if has_log else "raw_scale", 1.0))
    if n > 1:
        facts.append(("own_volatility", float(found.step[place]) * math.sqrt(per_year) * unit))
    facts.append(("prior_volatility", float(found.prior[place]) * math.sqrt(per_year) * unit))
    if per_year > 1:
        facts.append(("season_share", float(found.season[place])))
    facts += [("bound_low", float(distribution.lower[place])), ("bound_high", float(distribution.upper[place]))]
    return tuple((name, _within(number)) for name, number in facts if not _is_no_bound(name, number))


def _is_no_bound(name: str, number: float) -> bool:
    return name.startswith("bound_") and math.isinf(number)


def _within(number: float) -> float:
    """A number without the last digits of the largest ones."""
    return min(max(number, -_LARGEST), _LARGEST)
