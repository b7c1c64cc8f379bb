from __future__ import annotations

import math

import pytest
import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats


def told_of(kind: str, *row: float, index: int = 0, **params: object) -> Explanation:
    example = Example(kind, params, {"input": (floats(len(row)),)})
    recording = recorded(example, tensors={"input": (torch.tensor([row]),)})
    return explain_value(recording, Place("output", "layer", "output", (0, index)))


def test_relu_hands_on_or_stops() -> None:
    (term,) = told_of("ReLU", 2.5).terms
    assert (term.value, term.factors[0].place) == (2.5, Place("input", "layer", "input", (0, 0)))
    stopped = told_of("ReLU", -2.5)
    assert stopped.terms[0].value == 0.0
    assert stopped.notes[0].arguments["value"] == -2.5


def test_a_gate_is_a_factor_of_its_own() -> None:
    (term,) = told_of("SiLU", -1.0).terms
    assert [factor.value for factor in term.factors] == pytest.approx([-1.0, 1 / (1 + math.e)])


def test_an_elu_bends_below_zero() -> None:
    (term,) = told_of("ELU", -2.0, alpha=3.0).terms
    assert [factor.value for factor in term.factors] == pytest.approx([3.0, math.exp(-2) - 1])
    assert [factor.value for factor in told_of("ELU", 2.0, alpha=3.0).terms[0].factors] == [2.0]


def test_a_softmax_is_told_without_overflow() -> None:
    told = told_of("Softmax", 1000.0, 1001.0, index=0)
    assert told.value == pytest.approx(1 / (1 + math.e))
    assert told.terms[0].value == pytest.approx(1 / (1 + math.e))
    assert told.terms[0].factors[0].place == Place("input", "layer", "input", (0, 0))


def test_a_softplus_is_a_line_above_its_threshold() -> None:
    assert [factor.value for factor in told_of("Softplus", 3.0, beta=2.0, threshold=5.0).terms[0].factors] == [3.0]
    (term,) = told_of("Softplus", 2.0, beta=2.0, threshold=5.0).terms
    assert [factor.value for factor in term.factors] == pytest.approx([0.5, math.log(1 + math.exp(4))])


def test_infinite_numbers_are_told_as_a_whole() -> None:
    for kind in ("Sigmoid", "GELU", "ELU", "Softmax"):
        told = told_of(kind, math.inf, 1.0)
        assert told.notes[0].code == "not_taken_apart", kind
