"""Numbers inside a node against autograd through loops written out by hand, in double precision."""

from __future__ import annotations

from dataclasses import replace

import torch
from pytest import mark
from torch import Tensor

from engine.backprop.explain.backward.gradient import explain_gradient
from engine.backprop.inside.opening import gradients_inside, node_of, values_inside
from engine.backprop.recording import Recording, record
from engine.project.project import Project
from tests.engine.backprop.explain.backward.adding_up import assert_adds_up, rehearsed, some_places
from tests.engine.backprop.inside.oracle import attention_by_hand, encoder_by_hand, recurrent_by_hand
from tests.engine.backprop.test_taken_apart import DRAWABLE
from tests.engine.layers.examples import Example
from tests.engine.projects import Json, kind, project_of
from tests.engine.whole_steps import built, optimizer_for, project_of_example

RECURRENT = ("RNN", "LSTM", "GRU")
OPENED = [one for one in DRAWABLE if one.kind in (*RECURRENT, "MultiheadAttention", "TransformerEncoderLayer")]
STEADY = [
    replace(one, params={**one.params, "dropout": 0.0}) if one.kind == "TransformerEncoderLayer" else one
    for one in OPENED
    if one.kind == "TransformerEncoderLayer" or not one.params.get("dropout")
]
STEPS, SIZE = 5, 3


def with_states(name: str, **params: Json) -> Project:
    """A recurrent layer that starts from the last states of another one; every output is minimized."""
    letters = "hc" if name == "LSTM" else "h"
    nodes = {
        "x": kind("Input", shape=[STEPS, 2]),
        "encoder": kind(name, hidden_size=SIZE, **params),
        "layer": kind(name, hidden_size=SIZE, **params),
    }
    edges = ["x -> encoder", "x -> layer", *(f"encoder.{letter}_n -> layer.{letter}_0" for letter in letters)]
    for port in ("output", *(f"{letter}_n" for letter in letters)):
        nodes |= {f"bent_{port}": kind("Softplus"), f"loss_{port}": kind("Loss")}
        edges += [f"layer.{port} -> bent_{port}", f"bent_{port} -> loss_{port}"]
    return project_of(nodes, edges)


STATES = {
    "RNN": with_states("RNN", nonlinearity="relu", bidirectional=True),
    "LSTM": with_states("LSTM", num_layers=2, bidirectional=True),
    "projected": with_states("LSTM", num_layers=2, proj_size=2),
    "GRU": with_states("GRU", num_layers=2, bidirectional=True),
    "in reverse": with_states("GRU", bidirectional=True, bias=False),
}


def stated(project: Project, samples: int = 3) -> Recording:
    return rehearsed(project, {"x": torch.randn(samples, STEPS, 2, generator=torch.Generator().manual_seed(5))})


def of_example(example: Example) -> Recording:
    return rehearsed(*project_of_example(example, weighted=True, bent=True))


def assert_same(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    assert set(theirs) <= set(ours)
    for name, expected in theirs.items():
        # states of the last layer are those of the step itself, in single precision
        torch.testing.assert_close(
            ours[name], expected, rtol=1e-4, atol=1e-6, equal_nan=True, msg=lambda m, n=name: n + m
        )


def assert_right(recording: Recording) -> None:
    node = node_of(recording, "layer")
    by_hand = recurrent_by_hand if node.kind in RECURRENT else attention_by_hand
    values, gradients = (encoder_by_hand if node.kind.startswith("Transformer") else by_hand)(node)
    assert_same(dict(values_inside(recording, "layer")), values)
    ours = dict(gradients_inside(recording, "layer"))
    assert set(ours) == set(gradients)
    assert_same(ours, gradients)


@mark.parametrize("example", STEADY, ids=lambda example: example.id)
def test_values_and_gradients_inside_are_those_of_autograd(example: Example) -> None:
    assert_right(of_example(example))


@mark.parametrize("name", STATES)
def test_with_states_from_outside(name: str) -> None:
    assert_right(stated(STATES[name]))


@mark.parametrize("name", STATES)
def test_with_states_from_outside_every_gradient_adds_up(name: str) -> None:
    recording = stated(STATES[name], samples=1)
    for place in some_places(recording, 6):
        told = explain_gradient(recording, place)
        assert_adds_up(recording, told)
        assert told.derived == "formula" or place.address != "layer"


@mark.parametrize("example", OPENED, ids=lambda example: example.id)
def test_the_reasons_are_formulas_and_add_up_in_double_precision(example: Example) -> None:
    recording = of_example(example)
    inside = [place for place in some_places(recording, 8) if place.quantity == "grad_inside"]
    assert inside
    for place in inside:
        told = explain_gradient(recording, place, most=10_000)
        assert told.derived == "formula"
        size = sum(abs(term.value) for term in told.terms)
        assert abs(told.rounding) <= 1e-6 * size, (place, told)  # states that are shown have single precision


def test_it_is_that_of_the_step_when_the_network_trains_on() -> None:
    example = next(one for one in STEADY if one.kind == "LSTM")
    project, batch = project_of_example(example, weighted=True, bent=True)
    network = built(project)
    recording = record(network, batch, optimizer_for(network))
    assert recording.update
    before = {name: value.clone() for name, value in gradients_inside(recording, "layer").items()}
    recording.inside.clear()
    record(network, batch, optimizer_for(network))
    assert_same(dict(gradients_inside(recording, "layer")), before)


def test_where_the_step_computed_something_else_there_is_nothing_inside() -> None:
    example = next(one for one in STEADY if one.kind == "GRU")
    recording = of_example(example)
    output = recording.computed["layer"].outputs[0]
    assert output is not None
    output.detach().mul_(2)
    assert not values_inside(recording, "layer")
    assert not gradients_inside(recording, "layer")
    for place in some_places(recording, 1):
        if place.address == "layer" and place.quantity in ("grad_input", "grad_parameter"):
            assert explain_gradient(recording, place).derived == "autograd"


def test_other_kinds_have_nothing_inside() -> None:
    example = next(one for one in DRAWABLE if one.kind == "Linear")
    recording = of_example(example)
    assert not values_inside(recording, "layer")
    assert not gradients_inside(recording, "layer")
