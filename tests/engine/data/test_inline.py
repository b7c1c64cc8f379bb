"""Samples in the project file: dtypes as the contract says, and nothing that is not a table of numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.columns import Column
from engine.data.inline import Inline
from engine.problem import ProblemError


def test_keeps_the_example_of_the_contract():
    source = Inline(columns={"x": [[0.05, 0.1]], "y": [[0.01, 0.99]]})
    assert source.declared_columns() == (Column("x", "float32", (2,)), Column("y", "float32", (2,)))
    columns = source.load().columns
    np.testing.assert_array_equal(columns["x"], np.array([[0.05, 0.1]], np.float32))
    assert source.sample_count() == 1 and source.problems() == []


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ([0, 1, 2], Column("x", "int64", (), 3)),
        ([0, 1.0, 2], Column("x", "float32")),
        ([-1, 0, 1], Column("x", "int64")),
        ([1000, 0], Column("x", "int64")),
        ([[0], [1]], Column("x", "int64", (1,))),
        ([[[1, 2.5]], [[3, 4]]], Column("x", "float32", (1, 2))),
    ],
)
def test_all_whole_columns_are_int64_others_float32(values, column):
    source = Inline(columns={"x": values})
    assert source.declared_columns() == (column,)
    array = source.load().columns["x"]
    assert array.dtype == column.dtype
    np.testing.assert_array_equal(array, np.asarray(values, column.dtype))


@pytest.mark.parametrize(
    "columns",
    [
        None, [], {}, 3, "x", {"x": 3}, {"x": []}, {"x": [[], []]}, {"x": [1, [2]]}, {"x": [[1, 2], [3]]},
        {"x": [True]}, {"x": ["1"]}, {"x": [None]}, {"x": {"0": 1}}, {"": [1]}, {"a\nb": [1]}, {"n" * 65: [1]},
        {"x": [math.nan]}, {"x": [math.inf]}, {"x": [2**63]}, {"x": [10**400]}, {"x": [1e39]}, {"x": [0.5, 10**39]},
        {f"x{i}": [1] for i in range(300)},
    ],
)  # fmt: skip
def test_refuses_what_is_no_table(columns):
    with pytest.raises(ProblemError) as caught:
        Inline(columns=columns)
    assert caught.value.problem.code in ("parameter_type", "parameter_range")


def test_tells_of_columns_of_different_length():
    problems = Inline(columns={"x": [1, 2], "y": [1, 2, 3]}).problems()
    assert [problem.code for problem in problems] == ["data_lengths_differ"]
    assert "x: 2, y: 3" in str(problems[0])


def test_cannot_be_changed_from_outside():
    values = [[1.0, 2.0]]
    source = Inline(columns={"x": values})
    values[0][0] = 9.0
    assert source.load().columns["x"].tolist() == [[1.0, 2.0]]


@given(
    st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=2, max_size=2), min_size=1, max_size=5)
    | st.lists(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=1)
)
def test_numbers_arrive_to_the_bit(values):
    array = Inline(columns={"x": values}).load().columns["x"]
    assert array.tolist() == values
