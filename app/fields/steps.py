"""How far one press of an arrow key moves a number."""

from __future__ import annotations

import math

from engine.layers.parameters import BadValue, Float, Int


def stepped(parameter: Int | Float, value: float, count: int) -> float:
    """The number `count` steps away, as far as the range of the parameter allows.

    A whole number moves by 1. A float moves by one in its first digit, so that 0.001 becomes 0.002, or 0.0009; a
    fraction of a bounded range (0 to 1) moves by 0.05.
    """
    moved = value
    for _ in range(abs(count)):
        after = _one_step(parameter, moved, 1 if count > 0 else -1)
        try:
            parameter.check(after)
        except BadValue:
            break
        moved = after
    return moved


def _one_step(parameter: Int | Float, value: float, sign: int) -> float:
    if isinstance(parameter, Int):
        return int(value) + sign
    if _is_fraction(parameter):
        return min(1.0, max(0.0, round(value + sign * 0.05, 10)))
    if value == 0:
        return sign * 0.1
    size = _decade(value)
    if value * sign < 0 and math.isclose(abs(value), size):
        size /= 10  # towards zero from 0.001: the next is 0.0009
    return float(f"{value + sign * size:.12g}")


def _is_fraction(parameter: Float) -> bool:
    low = parameter.minimum if parameter.minimum is not None else parameter.above
    high = parameter.maximum if parameter.maximum is not None else parameter.below
    return low == 0 and high == 1


def _decade(value: float) -> float:
    return float(10.0 ** math.floor(math.log10(abs(value)) + 1e-9))
