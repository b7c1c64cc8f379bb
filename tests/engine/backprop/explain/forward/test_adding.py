from __future__ import annotations

import math

import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats


def summed(*numbers: float, most: int = 3) -> Explanation:
    example = Example("Sum", {"dim": 1}, {"input": (floats(len(numbers)),)})
    recording = recorded(example, tensors={"input": (torch.tensor([numbers]),)})
    return explain_value(recording, Place("output", "layer", "output", (0,)), most)


def test_the_largest_are_told_and_the_rest_is_one_number() -> None:
    told = summed(1.0, -8.0, 0.0, 4.0, 2.0)
    assert [term.value for term in told.terms] == [-8.0, 4.0, 2.0]
    assert (told.rest, told.rest_count) == (1.0, 1)
    assert told.total == told.value == -1.0


def test_zeros_are_told_only_where_all_have_room() -> None:
    assert [term.value for term in summed(0.0, 5.0, 0.0).terms] == [5.0, 0.0, 0.0]
    told = summed(0.0, 5.0, 0.0, 0.0)
    assert [term.value for term in told.terms] == [5.0]
    assert told.rest_count == 0


def test_what_is_no_number_comes_first() -> None:
    told = summed(1.0, math.nan, 3.0, 4.0, 5.0)
    assert math.isnan(told.terms[0].value) and math.isnan(told.value)
    told = summed(1.0, math.inf, 3.0, 4.0, 5.0)
    assert told.terms[0].value == math.inf and told.rounding == 0.0


def test_the_rest_is_added_without_rounding() -> None:
    told = summed(1e8, *([1e-3] * 1000), most=1)
    assert told.rest == math.fsum([float(torch.tensor(1e-3))] * 1000)
    assert told.rest_count == 1000
