from __future__ import annotations

import pytest
import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Factor, Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats, ints


def output(*index: int) -> Place:
    return Place("output", "layer", "output", index)


def values(told: Explanation) -> list[float]:
    return [term.value for term in told.terms]


def test_a_linear_layer_by_hand() -> None:
    """1·2 + 3·(−4) + 5·0 + 7·1 + 100 = 97, of which the three largest are told."""
    example = Example("Linear", {"out_features": 2}, {"input": (floats(4),)})
    weights = {"weight": torch.tensor([[0.0, 0, 0, 0], [2, -4, 0, 1]]), "bias": torch.tensor([0.0, 100.0])}
    recording = recorded(example, tensors={"input": (torch.tensor([[1.0, 3, 5, 7]]),)}, weights=weights)
    told = explain_value(recording, output(0, 1), most=3)
    assert told.value == 97.0
    assert values(told) == [100.0, -12.0, 7.0]
    assert (told.rest, told.rest_count, told.rounding) == (2.0, 1, 0.0)
    assert told.terms[1].factors == (
        Factor("w_{1,1}", -4.0, "parameter", Place("parameter", "layer", "weight", (1, 1))),
        Factor("x_{1}", 3.0, "value", Place("input", "layer", "input", (0, 1))),
    )
    assert told.terms[0].factors == (Factor("b_{1}", 100.0, "parameter", Place("parameter", "layer", "bias", (1,))),)
    assert told.formula == r"y_{1} = \sum_{j} w_{1,j}\, x_{j} + b_{1}"
    assert told.derived == "formula"


def test_a_small_bias_is_told_all_the_same() -> None:
    example = Example("Linear", {"out_features": 1}, {"input": (floats(3),)})
    weights = {"weight": torch.tensor([[1.0, 2, 3]]), "bias": torch.tensor([0.125])}
    recording = recorded(example, tensors={"input": (torch.ones(2, 3),)}, weights=weights)
    told = explain_value(recording, output(1, 0), most=2)
    assert values(told) == [3.0, 0.125]
    assert (told.rest, told.rest_count) == (3.0, 2)
    assert told.formula == r"y_{1,0} = \sum_{j} w_{0,j}\, x_{1,j} + b_{0}"


def test_a_bilinear_layer_by_hand() -> None:
    """(1, 2) W (3, 4) with W = ((1, 0), (0, 10)): 1·1·3 + 2·10·4."""
    example = Example("Bilinear", {"out_features": 1, "bias": False}, {"input1": (floats(2),), "input2": (floats(2),)})
    weights = {"weight": torch.tensor([[[1.0, 0], [0, 10]]])}
    given = {"input1": (torch.tensor([[1.0, 2]]),), "input2": (torch.tensor([[3.0, 4]]),)}
    told = explain_value(recorded(example, tensors=given, weights=weights), output(0, 0), most=1)
    assert values(told) == [80.0]
    assert [factor.symbol for factor in told.terms[0].factors] == ["x^{(1)}_{1}", "w_{0,1,1}", "x^{(2)}_{1}"]
    assert (told.rest, told.rest_count) == (3.0, 1)


def test_an_embedding_is_a_row_of_its_table() -> None:
    example = Example("Embedding", {"num_embeddings": 5, "embedding_dim": 2}, {"input": (ints(3),)})
    table = torch.arange(10.0).reshape(5, 2)
    recording = recorded(example, tensors={"input": (torch.tensor([[1, 4, 0]]),)}, weights={"weight": table})
    told = explain_value(recording, output(0, 1, 1))
    (term,) = told.terms
    assert term.factors[0].place == Place("parameter", "layer", "weight", (4, 1))
    assert told.value == term.value == 9.0
    assert told.notes[0].arguments == {"row": 4, "rows": 5}


def test_what_is_not_there_is_told() -> None:
    recording = recorded(Example("Linear", {"out_features": 1}, {"input": (floats(3),)}))
    for place in (
        Place("output", "nowhere", "output", ()),
        Place("input", "layer", "other", (0,)),
        Place("output", "layer", "weights", (0, 0)),
        output(0),
        Place("gradient", "layer", "weight", (0, 0)),
    ):
        with pytest.raises(LookupError):
            explain_value(recording, place)
