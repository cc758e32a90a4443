"""Where things stand on a chart: its size, the ends and ticks of its axes, and the places of times and figures."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.report.letters import room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.report.view import ChartView

WIDTH, HEIGHT = 460, 350
"""Size of the viewBox. At this width a phone of 360 px still shows texts of 10 px."""

TEXT, SMALL = 15.0, 14.0
"""Sizes of texts."""

TOP, BOTTOM = 62.0, 32.0
"""Room above the axes, for the unit and the dates, and below, for the ticks."""

_CUT_BELOW: Final = 0.45
"""An axis starts at zero where its lowest figure is less than this share of its highest."""

_MOST_TICKS: Final = 6
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The box of a chart's axes (pixels, down from the top), what their ends stand for, and their ticks."""

    left: float
    right: float
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM
    first: float
    last: float
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    times: tuple[tuple[float, str], ...] = ()

    def x(self, when: float) -> float:
        """The pixel of a decimal year."""
        return self.left + (when - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The pixel of a figure, held at the chart's ends where it lies far beyond them."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, -2.0), 3.0) * (self.bottom - self.top)

    @property
    def is_cut(self) -> bool:
        """Whether zero is not on the axis."""
        return self.low > 0 or self.high < 0


def frame(view: ChartView) -> Frame:
    """The axes of a view: wide enough for all it shows, with room for the texts left and right of them."""
    low, high = _heights(view)
    ticks = tuple((tick, written(tick, view.thousands)) for tick in _rounded_between(low, high))
    first, last = _times(view)
    halves = [room(text, SMALL) / 2 for _, text in view.ticks] or [0.0]
    left = 14 + max((room(text, SMALL) for _, text in ticks), default=0.0)
    right = 12 + max((room(label.text + " ↑", TEXT, bold=True) for label in view.fan_labels), default=10.0)
    made = Frame(
        left=min(max(left, halves[0] + 2, 26.0), 130.0),
        right=WIDTH - min(max(right, halves[-1] + 2), 150.0),
        first=first,
        last=last,
        low=low,
        high=high,
        ticks=ticks,
    )
    return replace(made, times=_apart(view.ticks, made))


def _apart(ticks: tuple[tuple[float, str], ...], made: Frame) -> tuple[tuple[float, str], ...]:
    """The ticks of time, every second or third only where all would run into each other; the last one stays."""
    for step in range(1, len(ticks) + 1):
        kept = ticks[::-1][::step][::-1]
        ends = [(made.x(when) - room(text, SMALL) / 2, made.x(when) + room(text, SMALL) / 2) for when, text in kept]
        if all(right + 3 <= left for (_, right), (left, _) in itertools.pairwise(ends)):
            return kept
    return ticks[-1:]


def goal_ends(view: ChartView, place: Frame) -> tuple[float, float]:
    """From when to when the line of a goal runs: across the chart, where it would be a point."""
    first, last = view.goal_span or (place.first, place.last)
    return (first, last) if last > first else (place.first, place.last)


def _heights(view: ChartView) -> tuple[float, float]:
    """Lower and upper end of the vertical axis: all is shown but the far ends of a wide fan."""
    core = [mark.value for mark in view.marks]
    core += [value for _, value in (*view.path, *view.goal_path)]
    core += [*view.goal, *(label.value for label in (*view.interim, view.base) if label is not None)]
    core += [quantiles[k] for _, quantiles in view.fan for k in (2, 3, 4)]
    core += [] if view.nowcast is None else [view.nowcast.median]
    core += [] if view.origin is None else [view.origin[1]]
    core = [min(max(value, -_FAR), _FAR) for value in core if not math.isnan(value)] or [0.0, 1.0]
    low, high = min(core), max(core)
    span = (high - low) or abs(high) * 0.1 or 1.0
    for inner, beyond in ((1, 1.2), (0, 0.5)):
        ends = [quantiles[k] for _, quantiles in view.fan for k in (inner, -1 - inner) if math.isfinite(quantiles[k])]
        low = max(min([low, *ends]), low - beyond * span)
        high = min(max([high, *ends]), high + beyond * span)
    if view.limits[0] == 0 and low > 0 and len(view.marks) == 1 and not view.fan:
        low = 0.0
    return _padded(low, high, view.limits)


_FAR: Final = 1e290


def _padded(low: float, high: float, limits: tuple[float | None, float | None]) -> tuple[float, float]:
    """The ends with some room beyond them, never past what the figures can be, and zero where it is not far."""
    if 0 < low < _CUT_BELOW * high:
        low = 0.0
    if 0 > high > _CUT_BELOW * low:
        high = 0.0
    pad = 0.08 * (high - low) if high - low > 1e-9 * abs(high) else 0.1 * abs(high) or 1.0
    floor, ceiling = limits
    low = low if low == 0 else low - pad
    high = high if high == 0 and low < 0 else high + pad
    low = low if floor is None else max(low, min(floor, low + pad))
    high = high if ceiling is None else min(high, max(ceiling, high - pad))
    return low, high if high > low else low + (abs(low) * 0.1 or 1.0)


def _times(view: ChartView) -> tuple[float, float]:
    """The ends of the axis of time, a little beyond what is shown."""
    times = [mark.when for mark in view.marks]
    times += [when for when, _ in (*view.fan, *view.path, *view.goal_path, *view.ticks)]
    times += [label.when for label in (*view.interim, view.declared, view.as_of, view.base) if label is not None]
    times += [*(view.goal_span or ())]
    times += [when for when in (view.due, view.origin and view.origin[0]) if when is not None]
    first, last = min(times, default=0.0), max(times, default=0.0)
    if last - first < 1e-6:
        return first - 1.0, last + 1.0
    return first - 0.035 * (last - first), last + 0.005 * (last - first)


def _rounded_between(low: float, high: float) -> tuple[float, ...]:
    """Round numbers between two, at most `_MOST_TICKS` of them, at even distances."""
    rough = (high - low) / _MOST_TICKS
    if not 0 < rough < math.inf:
        return ()
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((factor * size for factor in _STEPS if factor * size >= rough), 10.0 * size)
    ticks = (round(k * (step / size), 6) * size for k in range(math.ceil(low / step), math.floor(high / step) + 1))
    return tuple(float(f"{tick:.12g}") for tick in ticks)


def written(value: float, thousands: str) -> str:
    """A tick as the report prints numbers: thousands parted, a true minus, powers of ten where it is out of reach."""
    if value and not 1e-9 <= abs(value) < 1e18:
        mantissa, exponent = f"{value:e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}×10^{int(exponent)}"
    else:
        text = f"{value:,.12f}".rstrip("0").rstrip(".")
    return text.replace(",", thousands).replace("-", "−")


def thinned(ticks: Sequence[tuple[float, str, int]], width: float) -> tuple[tuple[float, str], ...]:
    """As many ticks (when, text, number) as can be read side by side: every second, fifth, tenth … number.

    The last one counts from the end where every second or third is kept; of more, round numbers are.
    """
    for step in (1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 10_000):
        rest = ticks[-1][2] % step if ticks and step < 5 else 0
        kept = [(when, text) for when, text, number in ticks if number % step == rest]
        if sum(room(text, SMALL) + 12 for _, text in kept) <= width:
            return tuple(kept or ((when, text) for when, text, _ in ticks[-1:]))
    return tuple((when, text) for when, text, _ in ticks[-1:])
