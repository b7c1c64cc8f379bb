"""The shared checks against NumPy's and torch's own rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layers.checks import axis_at, broadcast, divides
from engine.layers.tensor_type import BATCH, BatchDim, TensorType
from tests.engine.layers.example import fixed, floats

SHAPES = st.lists(st.lists(st.integers(1, 3), max_size=4).map(tuple), min_size=1, max_size=4)


@given(SHAPES)
def test_fixed_shapes_broadcast_as_in_numpy(shapes: list[tuple[int, ...]]) -> None:
    try:
        expected: tuple[int, ...] | None = np.broadcast_shapes(*shapes)
    except ValueError:
        expected = None
    assert broadcast([TensorType(shape) for shape in shapes]) == expected


@given(st.lists(st.integers(1, 3), max_size=3).map(tuple), st.lists(st.integers(1, 3), max_size=3).map(tuple))
def test_samples_of_a_batch_broadcast_as_each_alone(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """Where the batch meets the batch, the rest follows NumPy; where it would not, nothing fits."""
    result = broadcast([floats(*first), floats(*second)])
    if len(first) != len(second):
        assert result is None
        return
    try:
        assert result == (BATCH, *np.broadcast_shapes(first, second))
    except ValueError:
        assert result is None


def test_a_batch_never_meets_another_axis() -> None:
    assert broadcast([floats(), floats(1)]) is None
    assert broadcast([floats(4), TensorType((BatchDim(2), 4))]) is None
    assert broadcast([fixed(1, BATCH, 4), floats(4)]) == (1, BATCH, 4)
    assert broadcast([fixed(), floats(4)]) == (BATCH, 4)


@given(st.integers(-6, 6), st.integers(0, 5))
def test_axes_count_as_in_a_list(dim: int, count: int) -> None:
    try:
        expected: int | None = list(range(count))[dim]
    except IndexError:
        expected = None
    assert axis_at(dim, count) == expected


@pytest.mark.parametrize(("value", "count", "fits"), [(2, 4, True), (3, 4, False), (5, 4, False), (1, 0, True)])
def test_divides(value: int, count: int, fits: bool) -> None:
    problem = divides("groups", value, "channels", count)
    assert (problem is None) == fits
    if problem:
        assert problem.arguments["choices"] == [1, 2, 4]
