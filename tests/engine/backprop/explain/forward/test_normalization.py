from __future__ import annotations

import math

import pytest
import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Explanation, Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats

AT = Place("output", "layer", "output", (1, 0))
X = torch.tensor([[1.0, 7.0], [5.0, 7.5], [6.0, 9.0]])  # channel 0: mean 4, variance 14/3
WEIGHTS = {
    "weight": torch.tensor([3.0, 1.0]),
    "bias": torch.tensor([-2.0, 0.0]),
    "running_mean": torch.tensor([2.0, 0.0]),
    "running_var": torch.tensor([16.0, 1.0]),
}


def numbers(told: Explanation) -> dict[object, object]:
    return {note.arguments["symbol"]: note.arguments["value"] for note in told.notes if note.code == "number"}


def test_batch_norm_while_training_uses_the_batch() -> None:
    recording = recorded(Example("BatchNorm1d", {}, {"input": (floats(2),)}), tensors={"input": (X,)}, weights=WEIGHTS)
    told = explain_value(recording, AT)
    size = 1 / math.sqrt(14 / 3 + 1e-5)
    assert sorted(term.value for term in told.terms) == pytest.approx(sorted([3 * 5 * size, -3 * 4 * size, -2.0]))
    assert numbers(told)[r"\mu"] == pytest.approx(4.0)
    assert numbers(told)[r"\sigma^2"] == pytest.approx(14 / 3)
    assert told.notes[0].code == "batch_statistics" and told.notes[0].arguments == {"count": 3}


def test_batch_norm_in_evaluation_uses_the_running_means_of_before() -> None:
    recording = recorded(
        Example("BatchNorm1d", {}, {"input": (floats(2),)}), tensors={"input": (X,)}, weights=WEIGHTS, training=False
    )
    told = explain_value(recording, AT)
    size = 1 / math.sqrt(16 + 1e-5)
    assert sorted(term.value for term in told.terms) == pytest.approx(sorted([3 * 5 * size, -3 * 2 * size, -2.0]))
    assert told.notes[0].code == "running_statistics"


def test_group_norm_measures_its_group() -> None:
    x = torch.tensor([[1.0, 3.0, 10.0, 30.0]])
    example = Example("GroupNorm", {"num_groups": 2, "affine": False}, {"input": (floats(4),)})
    told = explain_value(recorded(example, tensors={"input": (x,)}), Place("output", "layer", "output", (0, 3)))
    assert numbers(told)[r"\mu"] == 20.0 and numbers(told)[r"\sigma^2"] == 100.0
    assert sum(term.value for term in told.terms) == pytest.approx(1.0, rel=1e-6)


def test_rms_norm_has_no_mean() -> None:
    example = Example("RMSNorm", {"eps": 0.5}, {"input": (floats(2),)})
    weights = {"weight": torch.tensor([1.0, 10.0])}
    recording = recorded(example, tensors={"input": (torch.tensor([[3.0, 4.0]]),)}, weights=weights)
    (term,) = explain_value(recording, Place("output", "layer", "output", (0, 1))).terms
    assert [factor.value for factor in term.factors] == pytest.approx([10.0, 4.0, 1 / math.sqrt(12.5 + 0.5)])
