"""The base classes of the catalogue, on toy kinds of their own."""

from __future__ import annotations

import pytest

from engine.layers.layer import Arguments, Layer, ModuleLayer, Port, Received
from engine.layers.parameters import Bool, Int
from engine.layers.tensor_type import BATCH, BatchDim, TensorType
from engine.problem import ProblemError
from tests.engine.layers.example import fixed, floats, ints


class _Toy(ModuleLayer):
    """Stands for a layer."""

    inputs = (Port("input", "float", dims=(2, 3)), Port("mask", "bool", required=False), Port("scale", required=False))
    captions = ("{units} unit|{units} units", "never")
    positional = ("units",)
    always = ("fast",)
    units = Int(required=True, minimum=1)
    depth = Int(1)
    fast = Bool(False)


def test_only_what_differs_from_the_default_is_printed() -> None:
    assert _Toy(units=3).constructor(Received({})) == "nn._Toy(3, fast=False)"
    assert _Toy(units=3, depth=2).constructor(Received({})) == "nn._Toy(3, depth=2, fast=False)"


def test_an_input_after_a_gap_is_named() -> None:
    call = _Toy(units=3).call
    assert call("m", Arguments({"input": ("x",)}), frozenset()) == "m(x)"
    assert call("m", Arguments({"input": ("x",), "mask": ("k",), "scale": ("s",)}), frozenset()) == "m(x, k, s)"
    assert call("m", Arguments({"input": ("x",), "scale": ("s",)}), frozenset()) == "m(x, scale=s)"


def test_a_kind_belongs_to_the_file_it_stands_in() -> None:
    assert _Toy.category == "test_layer" and _Toy.kind() == "_Toy"


def test_ports_are_found_by_name() -> None:
    mask = _Toy.input_port("mask")
    assert mask is not None and mask.accepts == "bool"
    assert _Toy.input_port("output") is None


@pytest.mark.parametrize(
    ("port", "type_", "code"),
    [
        (Port("x"), ints(), None),
        (Port("x", "float"), ints(), "port_dtype"),
        (Port("x", "float"), fixed(dtype="bfloat16"), None),
        (Port("x", "float32"), fixed(dtype="bfloat16"), "port_dtype"),
        (Port("x", "integer"), fixed(dtype="uint8"), None),
        (Port("x", "index"), fixed(dtype="uint8"), "port_dtype"),
        (Port("x", "index"), fixed(dtype="int32"), None),
        (Port("x", "int64"), fixed(dtype="int32"), "port_dtype"),
        (Port("x", "number"), fixed(dtype="bool"), "port_dtype"),
        (Port("x", "bool"), fixed(dtype="bool"), None),
        (Port("x", dims=(3,)), floats(4), "port_dims"),
        (Port("x", dims=(2, 3)), floats(4), None),
        (Port("x", at_least=3), floats(4), "port_dims"),
        (Port("x", at_least=2), floats(4), None),
    ],
)
def test_a_port_says_what_it_takes(port: Port, type_: TensorType, code: str | None) -> None:
    problem = port.problem(type_)
    assert (problem.code if problem else None) == code
    assert problem is None or problem.port == "x"


def test_problems_of_ports_come_before_those_that_need_them() -> None:
    class Strict(_Toy):
        """Raises where it would look at sizes."""

        def expects(self, received: Received) -> list[object]:  # type: ignore[override]
            received.size("input", 5)
            return []

    assert [p.code for p in Strict(units=1).problems(Received({"input": (ints(3),)}))] == ["port_dtype"]
    assert [p.code for p in Strict(units=1).problems(Received({"input": (floats(3),)}))] == ["port_dims"]


def test_a_size_is_a_number_or_a_problem() -> None:
    received = Received({"input": (TensorType((BATCH, 4, BatchDim(2))),)})
    assert received.size("input", 1) == received.size("input", -2) == 4
    for axis, code in ((0, "size_follows_batch"), (2, "size_follows_batch"), (3, "port_dims"), (-4, "port_dims")):
        with pytest.raises(ProblemError) as caught:
            received.size("input", axis)
        assert caught.value.problem.code == code
    assert received["other"] == () and list(received) == ["input"] and len(received) == 1


def test_a_kind_must_say_how_it_is_called() -> None:
    class Silent(Layer):
        """Has no call."""

    with pytest.raises(NotImplementedError):
        Silent().call("m", Arguments({}), frozenset())
    assert Silent().constructor(Received({})) is None and Silent().title == ""


def test_types_of_values() -> None:
    type_ = TensorType((BATCH, 3, BatchDim(2)), "float16")
    assert str(type_) == "B × 3 × 2B" and str(TensorType(())) == "scalar"
    assert type_.sized(5) == (5, 3, 10)
    assert type_.as_json() == [None, 3, "2*batch"]
    assert type_.is_floating and type_.has_batch_first
    assert not ints(3).is_floating and not fixed(1, BATCH).has_batch_first
