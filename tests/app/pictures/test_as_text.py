from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pictures.as_text import (
    format_bytes,
    format_count,
    format_duration,
    format_fixed,
    format_norm,
    format_percent,
    format_value,
    matrix_lines,
    shape_text,
)
from engine.layers.tensor_type import BATCH, BatchDim


@given(st.floats(min_value=1e-99, max_value=9e98))
def test_a_norm_always_has_seven_signs(norm: float) -> None:
    text = format_norm(norm)
    assert len(text) == 7
    assert float(text) == pytest.approx(norm, rel=0.06)


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_value_keeps_its_four_digits(value: float) -> None:
    assert float(format_value(value)) == pytest.approx(value, rel=6e-4)


def test_values_as_a_person_writes_them() -> None:
    assert [format_value(value) for value in (16.0, -16.0, 0.31274, -0.0, 3)] == ["16", "-16", "0.3127", "0", "3"]
    assert (format_value(math.nan), format_value(-math.inf), format_value(None)) == ("NaN", "-∞", "–")
    assert (format_fixed(0.31268), format_percent(0.887)) == ("0.3127", "88.7 %")
    assert format_norm(8.8e-3) == "8.8e-03"


def test_counts_and_sizes() -> None:
    counts = {0: "0", 999: "999", 2320: "2,320", 21_400: "21.4 k", 999_960: "1.0 M", 1_234_567: "1.2 M", 7e9: "7.0 G"}
    assert {count: format_count(count) for count in counts} == counts
    sizes = {0: "0 B", 999: "999 B", 1000: "1.0 kB", 1_240_000: "1.2 MB", 234_000_000: "234 MB"}
    assert {size: format_bytes(size) for size in sizes} == sizes


def test_durations() -> None:
    times = {0: "00:00", 131.9: "02:11", 3661: "1:01:01", -1: "–", math.inf: "–"}
    assert {time: format_duration(time) for time in times} == times


def test_shapes() -> None:
    assert shape_text((None, 16, 28, 28)) == "B × 16 × 28 × 28"
    assert shape_text((BATCH, 10), compact=True) == "B×10"
    assert shape_text((BatchDim(2), 3)) == "2B × 3"
    assert shape_text(()) == "scalar"


def test_a_matrix_is_aligned_and_its_middle_left_out() -> None:
    lines = matrix_lines(np.array([[1.0, -20.5], [300.25, 4.0]]))
    assert lines == ["    1  -20.50", "300.2       4"]
    large = matrix_lines(np.arange(10_000).reshape(100, 100), rows=4, columns=4)
    assert len(large) == 5
    assert len({len(line) for line in large}) == 1
    assert large[0].split() == ["0", "1", "…", "98", "99"]
    assert large[-1].split() == ["9900", "9901", "…", "9998", "9999"]
    with pytest.raises(ValueError, match="at most 2 dimensions"):
        matrix_lines(np.zeros((2, 2, 2)))
