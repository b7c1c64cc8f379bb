from __future__ import annotations

import torch

from engine.backprop.explain.forward.explaining import explain_value
from engine.backprop.explanation import Place
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats


def test_the_mask_is_the_one_that_was_drawn() -> None:
    example = Example("Dropout", {"p": 0.25}, {"input": (floats(64),)})
    recording = recorded(example, batch=1)
    output = recording.computed["layer"].values["output"]
    assert output is not None
    masks = []
    for place in range(64):
        told = explain_value(recording, Place("output", "layer", "output", (0, place)))
        _, mask, *scale = told.terms[0].factors
        assert [factor.value for factor in scale] == ([1 / 0.75] if mask.value else [])
        assert [note.code for note in told.notes] == ["kept" if mask.value else "switched_off"]
        masks.append(mask.value)
    assert masks == (output[0] != 0).double().tolist()
    assert 0 < sum(masks) < 64


def test_of_a_zero_nobody_knows() -> None:
    example = Example("Dropout", {}, {"input": (floats(2),)})
    told = explain_value(
        recorded(example, tensors={"input": (torch.zeros(1, 2),)}), Place("output", "layer", "output", (0, 0))
    )
    assert [note.code for note in told.notes] == ["kept_or_not"]


def test_at_rest_it_hands_on() -> None:
    example = Example("Dropout", {}, {"input": (floats(2),)})
    recording = recorded(example, tensors={"input": (torch.tensor([[1.5, 2.5]]),)}, training=False)
    told = explain_value(recording, Place("output", "layer", "output", (0, 1)))
    assert [term.factors[0].place for term in told.terms] == [Place("input", "layer", "input", (0, 1))]
    assert [note.code for note in told.notes] == ["at_rest"]


def test_all_is_switched_off_with_p_one() -> None:
    for kind in ("Dropout", "AlphaDropout"):
        recording = recorded(Example(kind, {"p": 1.0}, {"input": (floats(2),)}), batch=1)
        told = explain_value(recording, Place("output", "layer", "output", (0, 1)))
        assert told.value == told.total == 0.0
