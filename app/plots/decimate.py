"""Thins a curve to what a screen can show, without losing a single peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def thinned(x: Floats, y: Floats, pixels: int) -> tuple[Floats, Floats]:
    """At most two points for each of `pixels` columns: the lowest and the highest of the column, in their order.

    Shapes [N] and [N], at most [2 * pixels] back; ascending x is taken for granted. Points that are no number are left
    out. The first and the last point of a short curve, and every extreme of a long one, are kept as they are.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.all():
        x, y = x[finite], y[finite]
    pixels = max(1, pixels)
    if len(x) <= 2 * pixels:
        return x, y
    starts = np.arange(pixels, dtype=np.intp) * len(x) // pixels
    lowest, highest = _extremes(y, starts)
    kept = np.unique(np.concatenate((lowest, highest)))
    return x[kept], y[kept]


def _extremes(y: Floats, starts: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The index of the lowest and of the highest value in each column, the columns beginning at `starts`."""
    lengths = np.diff(np.append(starts, len(y)))
    columns = np.repeat(np.arange(len(starts)), lengths)
    order = np.lexsort((y, columns))  # by column, then by value
    ends = np.cumsum(lengths) - 1
    return order[starts], order[ends]
