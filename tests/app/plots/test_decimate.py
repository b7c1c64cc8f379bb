from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.plots.decimate import thinned

curves = st.integers(1, 400).flatmap(lambda n: arrays(np.float64, n, elements=st.floats(-1e6, 1e6)))


@given(curves, st.integers(1, 60))
def test_every_column_keeps_its_lowest_and_highest_point(y: np.ndarray, pixels: int) -> None:
    x = np.arange(len(y), dtype=np.float64)
    kept_x, kept_y = thinned(x, y, pixels)
    assert len(kept_x) == len(kept_y) <= 2 * pixels
    assert (np.diff(kept_x) > 0).all()
    assert (y[kept_x.astype(int)] == kept_y).all()  # points of the curve, none invented
    if len(y) > 2 * pixels:
        borders = [len(y) * column // pixels for column in range(pixels + 1)]
        for begin, end in pairwise(borders):
            inside = kept_y[(kept_x >= begin) & (kept_x < end)]
            assert (inside.min(), inside.max()) == (y[begin:end].min(), y[begin:end].max())
    assert kept_y.min() == y.min()
    assert kept_y.max() == y.max()


def test_a_short_curve_is_left_as_it_is() -> None:
    x, y = np.arange(10.0), np.arange(10.0) ** 2
    assert thinned(x, y, 5)[0] is x


def test_a_single_spike_among_a_million_points_is_seen() -> None:
    y = np.zeros(1_000_000)
    y[777_777] = 5.0
    kept_x, kept_y = thinned(np.arange(1e6), y, 300)
    assert kept_x[kept_y == 5.0].tolist() == [777_777.0]


def test_what_is_no_number_is_left_out() -> None:
    x, y = thinned(np.arange(5.0), np.array([1.0, np.nan, 3.0, np.inf, 5.0]), 10)
    assert (x.tolist(), y.tolist()) == ([0, 2, 4], [1, 3, 5])
    assert len(thinned(np.arange(2.0), np.full(2, np.nan), 10)[0]) == 0
