from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields.arithmetic import BadText
from app.fields.text_forms import from_text, plain, to_text
from engine.data.inline import LARGEST_FLOAT, Table
from engine.layers.parameters import (
    MAXIMUM_SIZE,
    Array,
    Bool,
    Choice,
    Float,
    Floats,
    Int,
    Ints,
    Parameter,
    Size,
    Text,
)

whole = st.integers(0, MAXIMUM_SIZE)
numbers = st.floats(allow_nan=False, allow_infinity=False)


def _nested(depth: int) -> st.SearchStrategy[object]:
    scalar = st.integers(-(10**9), 10**9) | numbers
    if depth == 0:
        return scalar
    return st.integers(0, 3).flatmap(lambda n: st.lists(_nested_even(depth - 1), min_size=n, max_size=n)) | scalar


def _nested_even(depth: int) -> st.SearchStrategy[object]:
    scalar: st.SearchStrategy[object] = st.integers(-5, 5) | numbers
    return st.lists(scalar, min_size=2, max_size=2) if depth else scalar


def _table() -> st.SearchStrategy[object]:
    name = st.text(min_size=1, max_size=64).filter(str.isprintable)
    number = st.integers(-(2**63), 2**63 - 1)
    small = st.floats(-LARGEST_FLOAT, LARGEST_FLOAT)
    pair = st.lists(small | st.integers(-(10**9), 10**9), min_size=2, max_size=2)
    column = st.lists(number, min_size=1) | st.lists(small, min_size=1) | st.lists(pair, min_size=1)
    return st.dictionaries(name, column, min_size=1, max_size=3)


EVERY_TYPE: list[tuple[Parameter[Any], st.SearchStrategy[Any]]] = [
    (Bool(True), st.booleans()),
    (Int(1), st.integers(-(10**9), MAXIMUM_SIZE)),
    (Int(None, optional=True), whole | st.none()),
    (Float(0.1), numbers),
    (Float(None, optional=True), numbers | st.none()),
    (Text("a"), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)),
    (Text(None, optional=True), st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=40) | st.none()),
    (Choice("mean", choices=("mean", "sum")), st.sampled_from(["mean", "sum"])),
    (Choice(None, choices=("relu", "gelu"), optional=True), st.sampled_from(["relu", "gelu", None])),
    (Size(3, dimensions=2), whole | st.lists(whole, min_size=2, max_size=2)),
    (Size(0, dimensions=1, words=("same", "valid")), whole | st.lists(whole, min_size=1, max_size=1) | st.just("same")),
    (Size(1, dimensions=2, holes=True), st.lists(whole | st.none(), min_size=2, max_size=2) | st.none()),
    (Size(None, dimensions=3, optional=True), st.lists(whole, min_size=3, max_size=3) | st.none()),
    (Ints(()), st.lists(whole, max_size=16)),
    (Ints(None, minimum=-4, optional=True), st.lists(st.integers(-4, 4), max_size=4) | st.none()),
    (Floats(()), st.lists(numbers, max_size=8)),
    (Floats(None, optional=True), st.lists(numbers, max_size=8) | st.none()),
    (Array(0.0), _nested(2)),
    (Table(required=True), _table()),
]


def same(one: object, two: object) -> bool:
    """Equal, and of equal types where that makes another dtype; -0.0 is not 0.0."""
    if isinstance(one, dict) and isinstance(two, dict):
        return list(one) == list(two) and all(same(one[name], two[name]) for name in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, float) and isinstance(two, float):
        return one == two and math.copysign(1, one) == math.copysign(1, two)
    return one == two and type(one) is type(two)


@pytest.mark.parametrize(
    ("parameter", "values"), EVERY_TYPE, ids=[f"{p.type_name}-{i}" for i, (p, _) in enumerate(EVERY_TYPE)]
)
def test_every_value_comes_back_from_its_text(parameter: Parameter[Any], values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def check(value: object) -> None:
        kept = plain(parameter.check(value))
        assert same(from_text(parameter, to_text(parameter, kept)), kept)

    check()


def test_every_type_of_parameter_is_in_the_property_above() -> None:
    declared = {kind for kind in Parameter.__subclasses__() if not kind.__name__.startswith("_")} | {Int, Float}
    assert declared <= {type(parameter) for parameter, _ in EVERY_TYPE}


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (Size(3, dimensions=2), "3x5", [3, 5]),
        (Size(3, dimensions=2), "3 × 5", [3, 5]),
        (Size(3, dimensions=2), "56/2", 28),
        (Size(1, dimensions=2, holes=True), "none, 7", [None, 7]),
        (Int(1), "1e3", 1000),
        (Int(1, optional=True), "  ", None),
        (Float(1.0), "1e-3", 0.001),
        (Ints(()), "7", [7]),
        (Ints(()), "1, 28, 28", [1, 28, 28]),
        (Ints(()), "", []),
        (Ints(None, optional=True), "[]", []),
        (Array(0), "[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        (Int(1), "=channels * 2", "=channels * 2"),
        (Bool(True), "=residual", "=residual"),
        (Bool(True), "off", False),
    ],
)
def test_what_a_person_types(parameter: Parameter[Any], text: str, value: object) -> None:
    assert from_text(parameter, text) == value


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (Int(1), ""),
        (Int(1), "1.5"),
        (Int(1), "true"),
        (Int(1, minimum=1), "0"),
        (Int(1), "3, 3"),
        (Float(0.5, minimum=0, maximum=1), "1.01"),
        (Float(0.5), "nan"),
        (Float(0.5), "1e999"),
        (Size(3, dimensions=2), "3, 3, 3"),
        (Size(3, dimensions=2), "same"),
        (Ints(()), "1, x"),
        (Array(0), "[[1, 2], [3]]"),
        (Choice("a", choices=("a", "b")), "c"),
        (Bool(True), "2"),
        (Table(), "[[1.0]]"),
        (Table(), '{"x": [[1.0], [2.0, 3.0]]}'),
        (Table(), '{"x": [1.0'),
        (Table(), "=table"),
    ],
)
def test_what_does_not_suit_is_refused(parameter: Parameter[Any], text: str) -> None:
    with pytest.raises(BadText):
        from_text(parameter, text)


def test_texts_are_short_and_tidy() -> None:
    assert to_text(Float(1.0), 1.0) == "1"
    assert to_text(Float(1.0), 1e-8) == "1e-08"
    assert to_text(Size(3, dimensions=2), (3, 5)) == "3, 5"
    assert to_text(Floats(()), [0.5, 1.0]) == "0.5, 1"
    assert to_text(Array(0), [[1, 2.0], [3, 4]]) == "[[1, 2.0], [3, 4]]"
    assert to_text(Int(None, optional=True), None) == ""


def test_values_that_do_not_fit_are_shown_as_they_are() -> None:
    assert to_text(Int(1), "many") == '"many"'
    assert to_text(Int(1), {"a": 1}) == '{"a": 1}'
    assert to_text(Choice("a", choices=("a",)), [1]) == "[1]"
