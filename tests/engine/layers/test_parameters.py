"""Typed parameters: what they take, what they refuse, and how."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layers.parameters import (
    MAXIMUM_SIZE,
    Array,
    BadValue,
    Bool,
    Choice,
    Declaration,
    Float,
    Floats,
    Int,
    Ints,
    Parameter,
    Size,
    Text,
    array_shape,
)
from engine.problem import ProblemError

ALL: tuple[Parameter[Any], ...] = (
    Bool(True),
    Int(1, minimum=0, maximum=9),
    Float(0.5, above=0, below=1),
    Text("a"),
    Choice("a", choices=("a", "b")),
    Size(1, dimensions=2, words=("same",)),
    Ints((1, 2), single=True),
    Floats((1.0,), single=True),
    Array(0),
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=8,
)


@pytest.mark.parametrize("parameter", ALL, ids=lambda parameter: parameter.type_name)
@given(value=JSON)
def test_any_json_is_taken_or_refused(parameter: Parameter[Any], value: object) -> None:
    """Nothing but BadValue comes out, and what is taken is taken again as itself, also after a trip through JSON."""
    try:
        kept = parameter.check(value)
    except BadValue:
        return
    assert parameter.check(kept) == kept
    assert parameter.check(json.loads(json.dumps(kept))) == kept
    hash(kept)


@pytest.mark.parametrize(
    ("parameter", "value", "kept"),
    [
        (Int(), 3, 3),
        (Float(), 3, 3.0),
        (Float(optional=True), None, None),
        (Size(dimensions=2), [3, 5], (3, 5)),
        (Size(dimensions=2, words=("same",)), "same", "same"),
        (Size(dimensions=2, holes=True), [None, 5], (None, 5)),
        (Ints(minimum=-1), [-1, 2], (-1, 2)),
        (Ints(single=True), 2, 2),
        (Ints(single=True), [2], 2),
        (Ints(single=True), [2, 3], (2, 3)),
        (Floats(), [1, 2.5], (1.0, 2.5)),
        (Floats(single=True), 2, 2.0),
        (Floats(single=True), [2], 2.0),
        (Array(), [[1, 2], [3, 4]], ((1, 2), (3, 4))),
    ],
)
def test_values_are_normalized(parameter: Parameter[Any], value: object, kept: object) -> None:
    found = parameter.check(value)
    assert found == kept and type(found) is type(kept)


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        (Int(), True, "parameter_type"),
        (Int(), 3.0, "parameter_type"),
        (Int(), None, "parameter_type"),
        (Int(), MAXIMUM_SIZE + 1, "parameter_range"),
        (Int(), -MAXIMUM_SIZE - 1, "parameter_range"),
        (Int(minimum=1), 0, "parameter_range"),
        (Float(), math.nan, "parameter_range"),
        (Float(), 10**400, "parameter_range"),
        (Float(above=0), 0, "parameter_range"),
        (Float(), "1", "parameter_type"),
        (Choice(choices=("a",)), "b", "parameter_range"),
        (Choice(choices=("a",)), 1, "parameter_type"),
        (Text(), "x" * 10_001, "parameter_range"),
        (Size(dimensions=2), [1, 2, 3], "parameter_range"),
        (Size(dimensions=2), "same", "parameter_type"),
        (Size(dimensions=2), [None, 1], "parameter_type"),
        (Size(dimensions=1, minimum=1), 0, "parameter_range"),
        (Ints(), 3, "parameter_type"),
        (Ints(), [True], "parameter_type"),
        (Ints(shortest=1), [], "parameter_range"),
        (Floats(), [math.inf], "parameter_range"),
        (Array(), [[1], [1, 2]], "parameter_range"),
        (Array(), [1, "2"], "parameter_type"),
    ],
)
def test_bad_values_say_whether_type_or_range(parameter: Parameter[Any], value: object, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        parameter.check(value)
    assert caught.value.code == code


def test_arrays_nested_without_end_are_refused() -> None:
    value: object = 1
    for _ in range(1000):
        value = [value]
    with pytest.raises(BadValue):
        array_shape(value)


class _Filter(Declaration):
    """Lets some of it through."""

    derived = frozenset({"in_channels"})
    channels = Int(required=True, initial=4, minimum=1)
    size = Size(3, dimensions=2)
    scale = Float(optional=True, initial=2.0)


class _Narrow(_Filter):
    size = Size(5, dimensions=1)


def test_a_declaration_is_a_checked_fixed_value() -> None:
    filter_ = _Filter(channels=2)
    assert filter_.values == {"channels": 2, "size": 3, "scale": None} and filter_.channels == 2
    assert filter_ == _Filter(channels=2, size=3) and hash(filter_) == hash(_Filter(channels=2, size=3))
    assert filter_ != _Filter(channels=3) and filter_ != _Narrow(channels=2)
    assert repr(filter_) == "_Filter(channels=2, size=3, scale=None)"
    with pytest.raises(AttributeError):
        filter_.channels = 3


def test_a_subclass_replaces_a_parameter_in_its_place() -> None:
    assert list(_Narrow.parameters) == ["channels", "size", "scale"]
    assert _Narrow(channels=1).size == 5 and _Filter(channels=1).size == 3


def test_every_mistake_is_named() -> None:
    values, problems = _Filter.check({"chanels": 1, "in_channels": 3, "size": [1, 2, 3]})
    assert {problem.code for problem in problems} == {
        "parameter_unknown",
        "parameter_derived",
        "parameter_range",
        "parameter_missing",
    }
    assert "did you mean channels?" in next(problem.hint for problem in problems if problem.code == "parameter_unknown")
    assert values["size"] == 3
    with pytest.raises(ProblemError):
        _Filter()


def test_a_new_one_starts_from_what_is_required_and_what_is_wished() -> None:
    assert _Filter.initial() == {"channels": 4, "scale": 2.0}


def test_values_show_as_on_a_card() -> None:
    assert _Filter.parameters["size"].show(3) == "3×3"
    assert _Filter.parameters["scale"].show(0.25) == "0.25"
    assert Ints().show((1, 28, 28)) == "1×28×28"
    assert Size(dimensions=2, holes=True).show((None, 7)) == "·×7"  # type: ignore[arg-type]
