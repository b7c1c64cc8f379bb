"""Against attention written out in NumPy, with both kinds of masks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Place
from engine.backprop.recording import Recording
from engine.layers.tensor_type import BATCH
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, fixed, floats

HEADS, SIZE, LENGTH = 2, 3, 4
Array = NDArray[np.float64]


@pytest.fixture(scope="module")
def masked() -> Recording:
    inputs = {
        "query": (floats(LENGTH, HEADS * SIZE),),
        "key_padding_mask": (fixed(BATCH, LENGTH, dtype="bool"),),
        "attn_mask": (fixed(LENGTH, LENGTH),),
    }
    example = Example("MultiheadAttention", {"num_heads": HEADS}, inputs, wired=frozenset({"output", "weights"}))
    tensors = example.tensors(2)
    padding = torch.tensor([[False, False, False, False], [False, True, False, True]])
    causal = torch.full((LENGTH, LENGTH), -torch.inf).triu(1) + 0.25 * torch.eye(LENGTH)
    return recorded(example, tensors={**tensors, "key_padding_mask": (padding,), "attn_mask": (causal,)})


def by_hand(recording: Recording, sample: int) -> tuple[Array, Array]:
    """The weights (head × query × key), and what each key says through the output projection (head × key × number)."""
    cuts = recording.computed["layer"].cuts
    named = {name: p.detach().double().numpy() for name, p in recording.network.module.named_parameters()}
    x = cuts["query_0", "output"][sample].double().numpy()
    weight, bias = named["layer.in_proj_weight"], named["layer.in_proj_bias"]
    q, k, v = (x @ w.T + b for w, b in zip(np.split(weight, 3), np.split(bias, 3), strict=True))
    padding = cuts["key_padding_mask_0", "output"][sample].numpy()
    mask = cuts["attn_mask_0", "output"].double().numpy() + np.where(padding, -np.inf, 0.0)
    weights, said = [], []
    for head in range(HEADS):
        part = slice(head * SIZE, (head + 1) * SIZE)
        scores = q[:, part] @ k[:, part].T / np.sqrt(SIZE) + mask
        powers = np.exp(scores)
        weights.append(powers / powers.sum(axis=1, keepdims=True))
        said.append(v[:, part] @ named["layer.out_proj.weight"][:, part].T)
    return np.stack(weights), np.stack(said)


def test_the_output_is_what_is_looked_at_times_what_it_says(masked: Recording) -> None:
    for sample in range(2):
        weights, said = by_hand(masked, sample)
        for place in range(LENGTH):
            told = explain_value(masked, Place("output", "layer", "output", (sample, place, 1)), most=100)
            expected = sorted((weights[:, place] * said[:, :, 1]).reshape(-1).tolist())
            found = sorted(term.value for term in told.terms if len(term.factors) == 2)
            assert found == pytest.approx([value for value in expected if len(found) == len(expected) or value])
            (bias,) = [term.factors[0] for term in told.terms if len(term.factors) == 1]
            assert bias.place == Place("parameter", "layer", "out_proj.bias", (1,))


def test_the_weights_are_the_mean_of_the_heads(masked: Recording) -> None:
    weights, _ = by_hand(masked, 1)
    told = explain_value(masked, Place("output", "layer", "weights", (1, 2, 0)))
    assert sorted(term.value for term in told.terms) == pytest.approx(sorted(weights[:, 2, 0] / HEADS))
    hidden = explain_value(masked, Place("output", "layer", "weights", (1, 2, 3)))
    assert hidden.value == hidden.total == 0.0


@pytest.mark.parametrize("norm_first", [False, True])
def test_an_encoder_layer_is_told_by_what_its_shortcuts_add(norm_first: bool) -> None:
    params = {"nhead": 2, "dim_feedforward": 7, "norm_first": norm_first, "dropout": 0.3}
    recording = recorded(Example("TransformerEncoderLayer", params, {"src": (floats(5, 6),)}), batch=2)
    told = explain_value(recording, Place("output", "layer", "output", (1, 2, 3)))
    assert abs(told.rounding) < 1e-6
    places = {factor.place.name for term in told.terms for factor in term.factors if factor.place is not None}
    assert places == ({"sum1", "fed", "kept3"} if norm_first else {"sum2", "norm2.weight", "norm2.bias"})
    before = explain_value(recording, Place("inside", "layer", "sum1", (1, 2, 3)))
    assert [factor.symbol for term in before.terms for factor in term.factors if len(term.factors) == 1] == [
        "x_{1,2,3}"
    ]
