"""The answer for kinds that have no rule."""

from __future__ import annotations

import pytest
import torch

from engine.backprop.explain.forward.again import explain_again
from engine.backprop.explain.forward.asked import Asked
from engine.backprop.explanation import Explanation, Place
from engine.backprop.recording import Recording
from tests.engine.backprop.explain.single_layers import recorded
from tests.engine.layers.example import Example, floats


def told_again(recording: Recording, *index: int, most: int = 6) -> Explanation:
    return explain_again(Asked(recording, recording.computed["layer"], "output", index, most))


def test_an_affine_node_is_its_slopes_times_its_inputs() -> None:
    example = Example("Linear", {"out_features": 2}, {"input": (floats(3),)})
    weights = {"weight": torch.tensor([[0.0, 0, 0], [2, -4, 1]]), "bias": torch.tensor([0.0, 100.0])}
    recording = recorded(example, tensors={"input": (torch.tensor([[9.0, 9, 9], [1, 3, 7]]),)}, weights=weights)
    told = told_again(recording, 1, 1)
    assert told.derived == "autograd"
    assert [term.value for term in told.terms] == [100.0, -12.0, 7.0, 2.0]
    slope, number = told.terms[1].factors
    assert (slope.symbol, slope.value) == (r"\frac{\partial y_{1,1}}{\partial x_{1,1}}", -4.0)
    assert number.place == Place("input", "layer", "input", (1, 1))


def test_a_curved_node_names_what_moves_it_most() -> None:
    recording = recorded(
        Example("Softmax", {}, {"input": (floats(3),)}), tensors={"input": (torch.tensor([[0.0, 1, 2]]),)}
    )
    told = told_again(recording, 0, 2, most=2)
    assert [term.value for term in told.terms] == [told.value]
    assert told.formula == r"y_{2} = \mathrm{Softmax}(x)"
    whole, *moving = told.notes
    assert whole.code == "not_taken_apart"
    p = torch.tensor([0.0, 1, 2], dtype=torch.float64).softmax(0)
    slopes = [float(p[2] * (1 - p[2])), -float(p[2] * p[1])]
    assert [note.arguments["slope"] for note in moving] == pytest.approx(slopes)
    assert [note.arguments["place"] for note in moving] == [Place("input", "layer", "input", (0, n)) for n in (2, 1)]


def test_homogeneous_is_not_affine() -> None:
    """‖x‖ = Σ ∂‖x‖/∂x · x too, and yet it is no affine function."""
    example = Example("RMSNorm", {"elementwise_affine": False, "eps": 0.0}, {"input": (floats(3),)})
    told = told_again(recorded(example), 0, 1)
    assert told.derived == "formula" and told.notes[0].code == "not_taken_apart"


def test_samples_that_depend_on_each_other_are_run_together() -> None:
    example = Example("BatchNorm1d", {}, {"input": (floats(2),)})
    recording = recorded(example, batch=4)
    told = told_again(recording, 2, 1, most=8)
    places = {note.arguments["place"].index for note in told.notes if note.code == "depends_on"}  # type: ignore[attr-defined]
    assert places == {(sample, 1) for sample in range(4)}


def test_what_was_drawn_is_drawn_again_and_nothing_is_left_behind() -> None:
    recording = recorded(Example("Dropout", {}, {"input": (floats(8),)}), batch=2)
    random_state = torch.get_rng_state()
    for place in range(8):
        told = told_again(recording, 1, place)
        assert abs(told.rounding) < 1e-6 * max(1.0, abs(told.value)) and told.derived == "autograd"
    assert torch.equal(torch.get_rng_state(), random_state)


def test_running_means_stay() -> None:
    recording = recorded(Example("BatchNorm1d", {}, {"input": (floats(2),)}), batch=4)
    before = {name: tensor.clone() for name, tensor in recording.network.module.named_buffers()}
    told_again(recording, 2, 1)
    assert all(torch.equal(tensor, before[name]) for name, tensor in recording.network.module.named_buffers())
