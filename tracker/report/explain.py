"""What moved a forecast away from "no change", in words.

Each sentence is made from the facts that a forecast carries: (name, number); `forecast.facts` says what each of ours
is. A fact that no sentence speaks of, as of a model of one's own, is printed by its name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tracker.report import numbers
from tracker.report.reasons import NATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.figures import Indicator, Series
    from tracker.forecast import Forecast
    from tracker.report.language import Language

_SCALES: Final = ("log", "logit", "raw")
_TRUST: Final = ("trust_no_change", "trust_trend", "trust_reversion")
_NOWCAST: Final = ("nowcast_months", "nowcast_past_years", "nowcast_predictive_scale")
_BORROWED: Final = 2
"""Figures up to which the spread is that of other figures of the same nature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the sentences are made from: the forecast with its facts by name, the last figure, and the language.

    `scale` is the kind of scale that some facts are in: `log`, `logit`, or `raw`, in which `facts["raw_scale"]` of the
    unit are one.
    """

    indicator: Indicator
    forecast: Forecast
    last: float
    facts: dict[str, float]
    scale: str
    language: Language

    def has(self, *names: str) -> bool:
        """Whether all these facts are there."""
        return all(name in self.facts for name in names)

    def amount(self, value: float) -> str:
        """A figure in the indicator's unit."""
        return numbers.projection(value, self.indicator.unit, self.language)

    def moved(self, change: float) -> str:
        """A change in the indicator's unit, with its direction: `up by 3.2 percentage points`."""
        if change == 0.0:
            return self.language.text("not at all")
        size = numbers.difference(change, self.indicator.unit, self.language)
        up = self.language.text("up by {change}", change=size)
        return up if change > 0 else self.language.text("down by {change}", change=size)

    def typical(self, size: float) -> str:
        """A typical change on the scale: in percent on the logarithmic one, else in the indicator's unit."""
        if self.scale == "log":
            return numbers.rate(math.expm1(min(size, 700.0)), self.language)
        return numbers.difference(size * self.facts.get("raw_scale", 1.0), self.indicator.unit, self.language)

    def share(self, value: float) -> str:
        """A share in whole percent."""
        return numbers.rate(round(value, 2), self.language)


def explain(indicator: Indicator, series: Series, forecast: Forecast, language: Language) -> tuple[str, ...]:
    """The sentences: from the last figure to the median, what the spread came from, then facts without words."""
    facts = dict(forecast.facts)
    account = Account(
        indicator=indicator,
        forecast=forecast,
        last=float(series.values[-1]),
        facts=facts,
        scale=next((kind for kind in _SCALES if f"{kind}_scale" in facts), ""),
        language=language,
    )
    parts = (_start, _under_way, _trend, _trust, _damping, _season, _scale, _bounds, _volatility)
    told = [each for part in parts for each in part(account)]
    used = {"figures", "horizon_years", *(name for _, names in told for name in names)}
    left = [
        language.text("{name} = {number}", name=name, number=numbers.number(number, language, digits=4))
        for name, number in forecast.facts
        if name not in used
    ]
    return (*(sentence for sentence, _ in told if sentence), *left)


_Told = tuple[str, tuple[str, ...]]
"""A sentence, and the facts that it speaks of."""


def _start(account: Account) -> Iterator[_Told]:
    language, forecast = account.language, account.forecast
    last = numbers.amount(account.last, account.indicator.unit, language)
    origin = numbers.period(forecast.origin, language)
    if not forecast.periods:
        yield language.text("Nothing lies ahead of the last figure, {last} in {origin}.", last=last, origin=origin), ()
        return
    median = _median(forecast)
    yield (
        language.text(
            "“No change” would leave {end} at {last}, the figure of {origin}; the median is {median}.",
            end=numbers.period(forecast.periods[-1], language),
            last=last,
            origin=origin,
            median=account.amount(median),
        ),
        (),
    )
    gap = numbers.difference(median - account.last, account.indicator.unit, language)
    if median > account.last:
        yield language.text("What follows moved it up by {gap}.", gap=gap), ()
    elif median < account.last:
        yield language.text("What follows moved it down by {gap}.", gap=gap), ()


def _median(forecast: Forecast) -> float:
    """The median of the last period."""
    return float(np.median(forecast.at(forecast.periods[-1])))


def _under_way(account: Account) -> Iterator[_Told]:
    if account.has("nowcast_months", "nowcast_past_years"):
        yield (
            account.language.text(
                "Under way: {months} months are known of a period that has not ended, and were read by the same"
                " months of {years} past years.",
                months=numbers.number(account.facts["nowcast_months"], account.language),
                years=numbers.number(account.facts["nowcast_past_years"], account.language),
            ),
            _NOWCAST,
        )


def _trend(account: Account) -> Iterator[_Told]:
    if account.has("figures", "years_used", "mean_change"):
        facts, language = account.facts, account.language
        yield (
            language.text(
                "Trend: over the last {years} years, {figures} figures, it moved {moved} a year on average.",
                years=numbers.number(facts["years_used"], language, decimals=1),
                figures=numbers.number(facts["figures"], language),
                moved=account.moved(facts["mean_change"]),
            ),
            ("years_used", "mean_change"),
        )


def _trust(account: Account) -> Iterator[_Told]:
    if account.has(*_TRUST):
        still, trend, back = (account.share(account.facts[name]) for name in _TRUST)
        yield (
            account.language.text(
                "Trust: as far as such histories have shown, the centre of the forecast rests to {trend} on models that"
                " carry a trend on, to {still} on “no change”, to {back} on a return to the mean.",
                trend=trend,
                still=still,
                back=back,
            ),
            _TRUST,
        )


def _damping(account: Account) -> Iterator[_Told]:
    """How much of the mean change is carried on, in the first year and up to the last period."""
    facts, language, forecast = account.facts, account.language, account.forecast
    if not account.has("median_change", "first_years"):
        return
    used = ("median_change", "first_years")
    mean = facts.get("mean_change", 0.0)
    moved, months = account.moved(facts["median_change"]), _months(facts["first_years"])
    ahead = (forecast.periods[-1].end - forecast.origin.end).days / 365.2425
    if mean == 0.0 or ahead <= 0.0:
        yield language.text("First {n} months: the median moves {moved}.", n=months, moved=moved), used
        return
    first, whole = facts["median_change"] / facts["first_years"], (_median(forecast) - account.last) / ahead
    yield (
        language.text(
            "Damping: in the first {n} months the median moves {moved}, which is {first} of that average; over all"
            " years up to {end} it keeps {whole} of it.",
            n=months,
            moved=moved,
            first=account.share(first / mean),
            end=numbers.period(forecast.periods[-1], language),
            whole=account.share(whole / mean),
        ),
        used,
    )


def _months(years: float) -> int:
    return max(1, round(12 * years))


def _season(account: Account) -> Iterator[_Told]:
    for name in ("season_share", "season_trusted"):
        if account.has(name):
            yield (
                account.language.text(
                    "Season: {share} of the pattern seen within the year is carried on, the rest is taken for chance.",
                    share=account.share(account.facts[name]),
                ),
                (name,),
            )


def _scale(account: Account) -> Iterator[_Told]:
    language, used = account.language, (f"{account.scale}_scale", "log_weight")
    if account.has("log_weight", "log_scale"):
        yield (
            language.text(
                "Scale: {share} of the forecast moves in percent, on the logarithmic scale, the rest in amounts.",
                share=account.share(account.facts["log_weight"]),
            ),
            used,
        )
    elif account.scale == "log":
        yield language.text("Scale: it moves in percent, on the logarithmic scale, and stays above zero."), used
    elif account.scale == "logit":
        yield (
            language.text(
                "Scale: it moves as a share of a whole, in odds: steps become smaller towards both ends, which it"
                " never passes."
            ),
            used,
        )
    elif account.scale == "raw":
        yield language.text("Scale: it moves in amounts, not in percent."), used


def _bounds(account: Account) -> Iterator[_Told]:
    language, unit = account.language, account.indicator.unit
    low = account.facts.get("bound_low", account.indicator.bounds[0])
    high = account.facts.get("bound_high", account.indicator.bounds[1])
    used = ("bound_low", "bound_high")
    least, most = (None if end is None else numbers.amount(end, unit, language) for end in (low, high))
    if least is not None and most is not None:
        yield language.text("Bounds: it is held between {low} and {high}.", low=least, high=most), used
    elif least is not None:
        yield language.text("Bounds: it is held at or above {low}.", low=least), used
    elif most is not None:
        yield language.text("Bounds: it is held at or below {high}.", high=most), used


def _volatility(account: Account) -> Iterator[_Told]:
    facts, language = account.facts, account.language
    if account.has("prior_volatility"):
        kind = language.term("nature", NATURES[account.indicator.nature])
        usual = account.typical(facts["prior_volatility"])
        if facts.get("figures", 0.0) <= _BORROWED or "own_volatility" not in facts:
            said = language.text(
                "Volatility: borrowed from other figures of its kind ({kind}), because there are too few of its own;"
                " before any figure {usual} is expected in a typical year.",
                kind=kind,
                usual=usual,
            )
        else:
            said = language.text(
                "Volatility: its own figures move by {own} in a typical year, where {usual} is expected before any is"
                " known; the fewer there are, the more is borrowed from other figures of its kind ({kind}).",
                own=account.typical(facts["own_volatility"]),
                usual=usual,
                kind=kind,
            )
        yield said, ("own_volatility", "prior_volatility")
    if account.has("spread", "first_years"):
        yield (
            language.text(
                "Spread: {n} months ahead about two thirds of the outcomes lie within {spread} of the median.",
                n=_months(facts["first_years"]),
                spread=numbers.difference(facts["spread"], account.indicator.unit, language),
            ),
            ("spread", "first_years"),
        )
