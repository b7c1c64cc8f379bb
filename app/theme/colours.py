"""The one scale of magnitudes: viridis without its ends, logarithmic, the same on the canvas and in every panel.

Both ends are left out because the darkest vanishes on a dark card and the brightest on a white one. The control
points are those of the published viridis colour map (CC0, N. Smith and S. van der Walt); between them the scale is
linear, which is within 5 of 255 of the original everywhere.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from app.theme.tokens import Theme

LOW, HIGH = 1e-8, 1.0  # the norms at the two ends, unless a caller says otherwise
STEPS = 256
_FIRST, _LAST = 0.28, 0.74  # the part of viridis that stands out (contrast 2) on white and on the darkest card
_VIRIDIS = (
    "440154 481769 472A7A 433D84 3D4E8A 355E8D 2E6D8E 297B8E 23898E 1F978B 21A585 2EB37C 46C06F 65CB5E 89D548 B0DD2F "
    "D8E219 FDE725"
).split()
_NOT_A_NUMBER = "#D8434C"  # NaN is an error, and red is only for errors


def magnitude_fraction(norm: float, low: float = LOW, high: float = HIGH) -> float:
    """Where a norm lies between `low` and `high`, from 0 to 1, in logarithms; zero and below is 0, NaN stays NaN."""
    if math.isnan(norm) or norm == math.inf:
        return norm if math.isnan(norm) else 1.0
    if norm <= low:
        return 0.0
    return min(1.0, (math.log10(norm) - math.log10(low)) / (math.log10(high) - math.log10(low)))


def magnitude_fractions(norms: ArrayLike, low: float = LOW, high: float = HIGH) -> NDArray[np.float64]:
    """`magnitude_fraction` of every element, in an array of the same shape."""
    values = np.asarray(norms, dtype=np.float64)
    start, end = math.log10(low), math.log10(high)
    inside = np.clip(values, low, high)  # keeps NaN
    return (np.log10(inside) - start) / (end - start)


def magnitude_colour(norm: float, low: float = LOW, high: float = HIGH) -> QColor:
    """The colour of a norm. The QColor is shared: copy it before you change it."""
    if math.isnan(norm):
        return not_a_number()
    return _colours()[round(magnitude_fraction(norm, low, high) * (STEPS - 1))]


def magnitude_colours(norms: ArrayLike, low: float = LOW, high: float = HIGH) -> list[QColor]:
    """The colours of many norms at once, in order; not-a-number is red."""
    fractions = magnitude_fractions(np.atleast_1d(np.asarray(norms, dtype=np.float64)), low, high).ravel()
    wrong = np.isnan(fractions)
    indices = np.rint(np.where(wrong, 0.0, fractions) * (STEPS - 1)).astype(np.intp)
    table = _colours()
    chosen = zip(indices.tolist(), wrong.tolist(), strict=True)
    return [not_a_number() if bad else table[index] for index, bad in chosen]


@cache
def not_a_number() -> QColor:
    """The colour of a value that is no number."""
    return QColor(_NOT_A_NUMBER)


@cache
def magnitude_table() -> NDArray[np.uint8]:
    """The scale as 256 rows of red, green, blue; read-only. For pictures and legends."""
    stops = np.array([[int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in _VIRIDIS], dtype=np.float64)
    return _interpolated(np.linspace(0.0, 1.0, len(stops)), stops, np.linspace(_FIRST, _LAST, STEPS))


def signed_table(theme: Theme) -> NDArray[np.uint8]:
    """A scale for values of both signs as 256 rows of red, green, blue: orange, the theme's calm middle, blue.

    Rows 127 and 128 stand on either side of zero; below are the negative values.
    """
    return _signed_table(
        theme.backward.getRgb()[:3],  # type: ignore[index]
        (theme.card if theme.is_dark else theme.panel).getRgb()[:3],  # type: ignore[index]
        theme.forward.getRgb()[:3],  # type: ignore[index]
    )


@cache
def _signed_table(negative: tuple[int, ...], middle: tuple[int, ...], positive: tuple[int, ...]) -> NDArray[np.uint8]:
    stops = np.array([negative, middle, positive], dtype=np.float64)
    return _interpolated(np.array([0.0, 0.5, 1.0]), stops, np.linspace(0.0, 1.0, STEPS))


def _interpolated(
    places: NDArray[np.float64], stops: NDArray[np.float64], wanted: NDArray[np.float64]
) -> NDArray[np.uint8]:
    channels = [np.interp(wanted, places, stops[:, channel]) for channel in range(3)]
    table = np.rint(np.stack(channels, axis=1)).astype(np.uint8)
    table.setflags(write=False)
    return table


@cache
def _colours() -> tuple[QColor, ...]:
    return tuple(QColor(*row) for row in magnitude_table().tolist())
