"""A layer in another size keeps what it learned: with what is new set to zero, the network computes what it did."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.compiler.kept_parts import kept_parts
from engine.compiler.network import Network, build, unique_state
from engine.compiler.planner import Planner
from engine.project import edits
from engine.project.project import MAIN, Project
from engine.project.weights import Weights
from engine.training.setup import load_weights
from tests.engine.projects import kind, project_of

CONVOLUTIONAL = project_of(
    {
        "x": kind("Input", shape=[3, 8, 8]),
        "conv": kind("Conv2d", out_channels=4, kernel_size=3, padding=1),
        "norm": kind("BatchNorm2d"),
        "act": kind("ReLU"),
        "pool": kind("MaxPool2d", kernel_size=2),
        "next": kind("Conv2d", out_channels=5, kernel_size=3),
        "flat": kind("Flatten"),
        "fc": kind("Linear", out_features=6),
        "drop": kind("Dropout"),
        "head": kind("Linear", out_features=3),
        "y": kind("Output"),
    },
    [
        "x -> conv", "conv -> norm", "norm -> act", "act -> pool", "pool -> next", "next -> flat", "flat -> fc",
        "fc -> drop", "drop -> head", "head -> y",
    ],
)  # fmt: skip
RECURRENT = project_of(
    {
        "x": kind("Input", shape=[7], dtype="int64"),
        "embed": kind("Embedding", num_embeddings=11, embedding_dim=4),
        "norm": kind("LayerNorm"),
        "rnn": kind("LSTM", hidden_size=5, num_layers=2),
        "last": kind("Select", dim=1, index=-1),
        "head": kind("Linear", out_features=3),
        "y": kind("Output"),
    },
    ["x -> embed", "embed -> norm", "norm -> rnn", "rnn -> last", "last -> head", "head -> y"],
)


def changed(project: Project, sizes: dict[str, dict[str, int]]) -> Project:
    for node, params in sizes.items():
        for name, value in params.items():
            project = edits.set_param(project, MAIN, node, name, value).apply(project)
    return project


def learned(project: Project, seed: int = 0) -> tuple[Network, Weights]:
    """A network in use, with numbers nowhere equal, and its weights."""
    network = build(Planner().plan(project), seed)
    torch.manual_seed(seed)
    with torch.no_grad():
        for tensor in unique_state(network.module).values():
            if tensor.is_floating_point():
                tensor.copy_(torch.rand(tensor.shape) * 0.5 + 0.1)
    network.module.eval()
    return network, {key: tensor.detach().numpy().copy() for key, tensor in unique_state(network.module).items()}


def with_zeros(project: Project, weights: Weights) -> Network:
    """The network of a project with what it keeps of the weights, and zeros in the place of all that is new."""
    network = build(Planner().plan(project), 1)
    with torch.no_grad():
        for tensor in unique_state(network.module).values():
            tensor.zero_()
    load_weights(network, weights)
    network.module.eval()
    return network


def given(project: Project) -> dict[str, Tensor]:
    torch.manual_seed(3)
    node = project.graph.nodes["x"]
    shape = (2, *node.params["shape"])
    return {"x": torch.randint(0, 11, shape) if node.params.get("dtype") == "int64" else torch.randn(shape)}


@pytest.mark.parametrize(
    ("project", "sizes"),
    [
        (CONVOLUTIONAL, {"conv": {"out_channels": 7}}),
        (CONVOLUTIONAL, {"next": {"out_channels": 8}}),
        (CONVOLUTIONAL, {"conv": {"out_channels": 6}, "next": {"out_channels": 9}, "fc": {"out_features": 10}}),
        (RECURRENT, {"rnn": {"hidden_size": 8}}),
        (RECURRENT, {"embed": {"num_embeddings": 15}}),
    ],
)
def test_a_wider_network_whose_new_numbers_are_zero_computes_the_same(
    project: Project, sizes: dict[str, dict[str, int]]
) -> None:
    before, weights = learned(project)
    after = with_zeros(changed(project, sizes), weights)
    (expected,), (found,) = before.forward(given(project)), after.forward(given(project))
    if "conv" in sizes:  # a variance of zero is no number that a layer has
        assert torch.isfinite(found).all()
    torch.testing.assert_close(found, expected)


def test_a_narrower_layer_keeps_its_first_outputs() -> None:
    _, weights = learned(CONVOLUTIONAL)
    parts = kept_parts(Planner().plan(changed(CONVOLUTIONAL, {"conv": {"out_channels": 2}})), weights)
    assert {key: part.sizes for key, part in parts.items()} == {
        "conv.weight": (2, 3, 3, 3), "conv.bias": (2,), "next.weight": (5, 2, 3, 3),
        **{f"norm.{name}": (2,) for name in ("weight", "bias", "running_mean", "running_var")},
    }  # fmt: skip


def test_gates_are_kept_one_by_one() -> None:
    _, weights = learned(RECURRENT)
    network = with_zeros(changed(RECURRENT, {"rnn": {"hidden_size": 8}}), weights)
    found = unique_state(network.module)["rnn.weight_hh_l1"].detach().numpy()
    for gate in range(4):
        np.testing.assert_array_equal(found[8 * gate : 8 * gate + 5, :5], weights["rnn.weight_hh_l1"][5 * gate :][:5])


@pytest.mark.parametrize(
    ("sizes", "key"),
    [
        ({"pool": {"kernel_size": 1}}, "fc.weight"),  # the places of a picture move
        ({"conv": {"kernel_size": 5, "padding": 2}}, "conv.weight"),
        ({"x": {"shape": [4, 8, 8]}}, "conv.weight"),
    ],
)
def test_what_would_stand_for_something_else_starts_anew(sizes: dict[str, dict[str, int]], key: str) -> None:
    _, weights = learned(CONVOLUTIONAL)
    plan = Planner().plan(changed(CONVOLUTIONAL, sizes))
    assert plan.is_right
    assert plan.parameter_types[key].shape != weights[key].shape
    assert key not in kept_parts(plan, weights)


def branches(joint: str) -> Project:
    return project_of(
        {
            "x": kind("Input", shape=[3]),
            "a": kind("Linear", out_features=4),
            "b": kind("Linear", out_features=4),
            "join": kind(joint),
            "head": kind("Linear", out_features=2),
            "y": kind("Output"),
        },
        ["x -> a", "x -> b", "a -> join", "b -> join", "join -> head", "head -> y"],
    )


def test_sums_keep_their_places_and_values_side_by_side_do_not() -> None:
    sizes = {"a": {"out_features": 6}, "b": {"out_features": 6}}
    for joint, is_kept in (("Add", True), ("Concatenate", False)):
        project = branches(joint)
        before, weights = learned(project)
        wider = changed(project, sizes)
        assert ("head.weight" in kept_parts(Planner().plan(wider), weights)) == is_kept
        if is_kept:
            torch.testing.assert_close(
                with_zeros(wider, weights).forward(given(project)), before.forward(given(project))
            )


def test_a_depthwise_convolution_follows_its_channels() -> None:
    project = project_of(
        {
            "x": kind("Input", shape=[3, 6, 6]),
            "wide": kind("Conv2d", out_channels=4, kernel_size=1),
            "deep": kind("Conv2d", out_channels=4, kernel_size=3, groups=4),
            "thin": kind("Conv2d", out_channels=2, kernel_size=1),
            "y": kind("Output"),
        },
        ["x -> wide", "wide -> deep", "deep -> thin", "thin -> y"],
    )
    before, weights = learned(project)
    wider = changed(project, {"wide": {"out_channels": 6}, "deep": {"out_channels": 6, "groups": 6}})
    after = with_zeros(wider, weights)
    torch.testing.assert_close(after.forward(given(project)), before.forward(given(project)))
    grouped = changed(project, {"wide": {"out_channels": 6}, "deep": {"out_channels": 6, "groups": 2}})
    assert kept_parts(Planner().plan(grouped), weights).keys() == {"wide.weight", "wide.bias"}


def test_the_walls_of_blocks_are_no_hindrance() -> None:
    inner = {
        "nodes": {
            "i": kind("Input"), "fc": kind("Linear", out_features="= width"),
            "act": kind("Sigmoid"), "o": kind("Output"),
        },
        "edges": ["i -> fc", "fc -> act", "act -> o"],
    }  # fmt: skip
    project = project_of(
        {
            "x": kind("Input", shape=[3]),
            "body": {"block": "Body", "params": {"width": 4}, "repeat": 2},
            "head": kind("Linear", out_features=2),
            "y": kind("Output"),
        },
        ["x -> body", "body -> head", "head -> y"],
        blocks={"Body": {"parameters": {"width": {"type": "int", "default": 8}}, "graph": inner}},
    )
    before, weights = learned(project)
    after = with_zeros(changed(project, {"body": {"width": 7}}), weights)
    with torch.no_grad():  # a sigmoid makes a half of a zero: the new ones are not zero here
        after_state = unique_state(after.module)
        assert not after_state["body.1.fc.weight"][:4, 4:].any() and not after_state["head.weight"][:, 4:].any()
    torch.testing.assert_close(after.forward(given(project)), before.forward(given(project)))
