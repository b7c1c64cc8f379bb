"""Ranges and ticks that stay where they are: they grow in round steps, and seldom."""

from __future__ import annotations

import math

Range = tuple[float, float]
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_ENDS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LEAST_USED = 0.35  # below this part of a range the data looks lost in it


def round_step(step: float) -> float:
    """The least of 1, 2, 2.5, 5 times a power of ten that is not below the step."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in _ROUND if factor * power >= step * 0.999999)


def grown(current: Range | None, low: float, high: float) -> Range:
    """A range that holds the data: the current one while that fits, else one between round numbers.

    Where it must grow it grows by more than it must, so that it seldom does. Data that begins near zero
    gets a range that begins at zero.
    """
    low, high = _wide_enough(low, high)
    if current is not None:
        if current[0] <= low and high <= current[1]:
            if high - low >= _LEAST_USED * (current[1] - current[0]):
                return current
        elif low <= current[1] and current[0] <= high:
            low, high = _further(current, low, high)
    if 0.0 < low <= (1 - _LEAST_USED) * high:
        low = 0.0
    step = round_step((high - low) / 5)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _wide_enough(low: float, high: float) -> Range:
    """The limits, apart by a tenth of their size at the least: the first points of a curve must not fill the plot."""
    size = max(abs(low), abs(high)) or 1.0
    lacking = max(0.0, 0.1 * size - (high - low))
    return low - lacking / 2, high + lacking / 2


def _further(current: Range, low: float, high: float) -> Range:
    """The data's limits, moved on where they have passed the range; never across zero."""
    down, up = (high - low) / 2, (high - low) / 4
    if low < current[0]:
        low = max(0.0, low - down) if low >= 0 else low - down
    if high > current[1]:
        high = min(0.0, high + up) if high <= 0 else high + up
    return low, high


def grown_decades(current: Range | None, low: float, high: float) -> Range:
    """The same for logarithms to base ten: whole decades, two at the least."""
    if current is not None and current[0] <= low and high <= current[1]:
        span = current[1] - current[0]
        if span <= 2 or high - low + 1.0 >= _LEAST_USED * span:
            return current
    bottom, top = math.floor(low), math.ceil(high)
    return float(bottom), float(max(top, bottom + 2))


def grown_end(current: float, high: float) -> float:
    """Where an axis that begins at zero ends: a round number, which stays until the data passes it or begins anew."""
    if high <= 0:
        return current or 1.0
    if high <= current and high >= 0.1 * current:
        return current
    power = 10.0 ** math.floor(math.log10(high))
    return next(factor * power for factor in _ENDS if factor * power >= high * 0.999999)


def tick_values(low: float, high: float, most: int) -> tuple[float, list[float]]:
    """The step and the places of at most `most` + 1 round ticks from `low` to `high`."""
    if high <= low:
        return 1.0, [low]
    step = round_step((high - low) / max(1, most))
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return step, [place * step for place in range(first, last + 1)]


def decade_ticks(low: float, high: float, most: int) -> list[float]:
    """Whole exponents from `low` to `high`; only the even ones, or every fourth, where there are more than `most`."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    step = next((step for step in (1, 2, 4, 10, 20, 50) if (last - first) / step <= max(1, most)), 100)
    return [float(exponent) for exponent in range(first, last + 1) if exponent % step == 0]


def tick_text(value: float, step: float) -> str:
    """A tick's number, with the decimals of the step: `0.25`, `1.2k`, `3M`, `2e-05`."""
    if abs(value) < step * 1e-6:
        return "0"
    if step < 1e-4 or abs(value) >= 1e9:
        return f"{value:.2g}".replace("e+", "e")
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if abs(value) >= size:
            return _trimmed(value / size, step / size) + unit
    return _trimmed(value, step)


def _trimmed(value: float, step: float) -> str:
    decimals = 0
    while decimals < 6 and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return f"{value:.{decimals}f}"


def decade_text(exponent: float) -> str:
    """`1e-04` without its padding: `1e-4`."""
    return f"1e{round(exponent)}"
