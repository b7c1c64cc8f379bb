"""A sample goes as far as the drawing is right, and leaves no trace."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from engine.backprop.recording import Recording
from engine.backprop.shown import shown
from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.data.dataset import load
from engine.problem import ProblemError
from engine.project.project import Project
from engine.training.glimpse import glimpse_project
from engine.training.rehearsal import Samples
from engine.training.setup import read_weights
from tests.engine.projects import ALL, BLOCKS, DIGITS, inline, kind, project_of

Json = Any
DATA = inline(x=[[0.5, -1.0, 2.0], [1.0, 1.0, 1.0]], label=[1, 0])
NODES: dict[str, Json] = {"x": kind("Input", column="x"), "fc1": kind("Linear", out_features=4), "act": kind("Tanh"),
                          "fc2": kind("Linear", out_features=2)}  # fmt: skip
EDGES = ["x -> fc1", "fc1 -> act", "act -> fc2"]


def glimpse(project: Project, weights: Any = None, samples: Samples | None = None) -> Recording:
    return glimpse_project(project, weights, load(project.data), samples or Samples())


def drawn(nodes: dict[str, Json], edges: list[str], **parts: Json) -> Project:
    """Also of what is wrong."""
    import json

    from engine.project.reader import read_text

    value = {"format": "chainrule", "version": 1, "name": "Sample", "graph": {"nodes": nodes, "edges": edges}, **parts}
    project = read_text(json.dumps(value)).project
    assert project is not None
    return project


def test_without_a_loss_and_without_an_output_every_node_is_computed() -> None:
    recording = glimpse(drawn(NODES, EDGES, data=DATA))
    assert list(recording.computed) == ["x", "fc1", "act", "fc2"] and recording.problem is None
    step = shown(recording)
    assert [(moment.phase, moment.address) for moment in step.moments] == [("forward", node) for node in NODES]
    assert step.nodes["x"].outputs["output"].tolist() == [[0.5, -1.0, 2.0]]


@pytest.mark.parametrize("name", ALL)
def test_weights_are_those_from_which_a_training_starts(name: str) -> None:
    project = ALL[name]
    plan = Planner().plan(project)
    recording = glimpse(project)
    expected = read_weights(build(plan, seed=project.training.seed))
    found = read_weights(recording.network)
    assert {key: found[key].tolist() for key in expected} == {key: value.tolist() for key, value in expected.items()}
    assert set(recording.computed) == {leaf.address for leaf in plan.leaves if leaf.address in recording.computed}
    assert {leaf.address for leaf in plan.leaves if leaf.needed} <= set(recording.computed)


def test_what_nothing_depends_on_is_computed_and_draws_after_the_others() -> None:
    nodes = {"x": NODES["x"], "a": kind("Linear", out_features=3), "b": kind("Linear", out_features=2),
             "y": kind("Output")}  # fmt: skip
    project = project_of(nodes, ["x -> a", "x -> b", "b -> y"], data=DATA)
    recording = glimpse(project)
    assert set(recording.computed) == {"x", "a", "b", "y"}
    whole = build(Planner().plan(project), seed=0)
    value = torch.tensor([[0.5, -1.0, 2.0]])
    assert recording.computed["y"].outputs[0].tolist() == whole.forward({"x": value})[0].tolist()  # type: ignore[union-attr]


def test_given_weights_win_and_stay_as_they_are() -> None:
    weights = {key: value + 1 for key, value in read_weights(glimpse(DIGITS).network).items()}
    before = {key: value.copy() for key, value in weights.items()}
    recording = glimpse(DIGITS, weights)
    assert np.array_equal(read_weights(recording.network)["fc1.weight"], weights["fc1.weight"])
    assert all(np.array_equal(weights[key], before[key]) for key in before)


def test_it_goes_up_to_the_node_that_is_wrong() -> None:
    nodes = NODES | {"act": kind("Conv2d", out_channels=2, kernel_size=3), "side": kind("ReLU"), "y": kind("Output")}
    recording = glimpse(drawn(nodes, [*EDGES, "fc2 -> y", "fc1 -> side"], data=DATA))
    assert list(recording.computed) == ["x", "fc1", "side"]


@pytest.mark.parametrize(
    ("nodes", "edges", "left"),
    [
        ({"sum": kind("Add"), "bad": kind("Conv2d", out_channels=1, kernel_size=1)},
         ["x -> bad", "act -> sum", "bad -> sum"], {"x", "fc1", "act", "fc2"}),
        ({"alone": kind("ReLU")}, [], {"x", "fc1", "act", "fc2"}),
        ({"other": kind("Input", shape=[3]), "sum": kind("Add")}, ["other -> sum", "x -> sum"],
         {"x", "fc1", "act", "fc2"}),
        ({"again": {"share": "fc1"}, "fc1": kind("Linear", out_features=0)}, ["x -> again"], {"x"}),
        ({"fc2": {**NODES["fc2"], "tie": {"weight": "gone.weight"}}}, [], {"x", "fc1", "act"}),
        ({"loss": kind("CrossEntropyLoss"), "label": kind("Input", column="label")},
         ["fc2 -> loss.input", "label -> loss.target"], {"x", "fc1", "act", "fc2", "label", "loss"}),
        ({"lstm": kind("LSTM", hidden_size=2), "seq": kind("Unsqueeze", dim=1)}, ["x -> seq", "seq -> lstm"],
         {"x", "fc1", "act", "fc2", "seq", "lstm"}),
    ],
    ids=["half fed", "unconnected", "no data", "shared", "tied", "a loss", "several outputs"],
)  # fmt: skip
def test_unfinished_drawings(nodes: dict[str, Json], edges: list[str], left: set[str]) -> None:
    assert set(glimpse(drawn(NODES | nodes, [*EDGES, *edges], data=DATA)).computed) == left


def test_blocks_are_gone_through() -> None:
    assert {"body.0.add", "body.2.y", "last.conv"} <= set(glimpse(BLOCKS).computed)


def block(nodes: dict[str, Any], edges: list[str]) -> dict[str, Any]:
    return {"graph": {"nodes": {"a": kind("Input"), **nodes, "y": kind("Output")}, "edges": edges}}


WRONG = kind("Conv2d", out_channels=1, kernel_size=3)
UP_TO = block({"fc": kind("Linear", out_features=2), "bad": WRONG}, ["a -> fc", "fc -> bad", "bad -> y"])
NARROWS = block(
    {"parts": kind("Unflatten", dim=1, unflattened_size=[3, 1]), "flat": kind("Flatten"),
     "fc": kind("Linear", out_features=2)},
    ["a -> parts", "parts -> flat", "flat -> fc", "fc -> y"],
)  # fmt: skip
UNFINISHED = block({"fc": kind("Linear", out_features=2), "lone": kind("Add")}, ["a -> fc"])
ROUND = block({"fc": kind("Linear", out_features=3), "sum": kind("Add")}, ["a -> sum", "sum -> fc", "fc -> sum"])
HOLDS = block({"act": kind("ReLU"), "n": {"block": "Inner", "repeat": 2}}, ["a -> act", "act -> n", "n -> y"])
SHARES = block(
    {"bad": WRONG, "again": {"share": "bad"}, "fc": kind("Linear", out_features=3), "twice": {"share": "fc"}},
    ["a -> fc", "fc -> twice", "twice -> again", "again -> bad", "bad -> y"],
)


@pytest.mark.parametrize(
    ("outer", "repeat", "left"),
    [
        (UP_TO, 1, {"b.a", "b.fc"}),
        (UP_TO, 3, {"b.0.a", "b.0.fc"}),
        (NARROWS, 3, {"b.0.a", "b.0.parts", "b.0.flat", "b.0.fc", "b.0.y"}),
        (UNFINISHED, 1, {"b.a", "b.fc"}),
        (UNFINISHED, 2, {"b.0.a", "b.0.fc"}),
        (ROUND, 1, {"b.a"}),
        (HOLDS, 1, {"b.a", "b.act", "b.n.0.a", "b.n.0.fc"}),
        (HOLDS, 2, {"b.0.a", "b.0.act", "b.0.n.0.a", "b.0.n.0.fc"}),
        (SHARES, 1, {"b.a", "b.fc", "b.twice"}),
    ],
    ids=["alone", "row", "second copy", "unfinished", "unfinished row", "cycle", "block", "row in a row", "shared"],
)
def test_in_a_wrong_block_it_comes_up_to_what_is_wrong(outer: Any, repeat: int, left: set[str]) -> None:
    """Ends that were added to see what leads nowhere are named after it; the drawing has no such nodes."""
    nodes = NODES | {"b": {"block": "Outer", "repeat": repeat}, "after": kind("ReLU")}
    project = drawn(nodes, [*EDGES, "x -> b", "b -> after"], data=DATA, blocks={"Outer": outer, "Inner": UP_TO})
    inside = {address for address in glimpse(project).computed if address.startswith("b.")}
    assert {address for address in inside if not address.endswith("_2")} == left
    assert set(glimpse(project).computed) - inside == {"x", "fc1", "act", "fc2"}


def test_another_use_of_a_wrong_block_is_as_right_as_it_was() -> None:
    linear = block({"fc": kind("Linear", out_features="=width"), "bad": WRONG, "sum": kind("Add")},
                   ["a -> fc", "fc -> y", "a -> bad", "bad -> sum"])  # fmt: skip
    fits = block({"fc": kind("Bilinear", out_features=2)}, ["a -> fc.input1", "a -> fc.input2", "fc -> y"])
    blocks = {"B": {**linear, "parameters": {"width": {"type": "int", "default": 2}}}, "C": fits}
    nodes = NODES | {"one": {"block": "B"}, "two": {"block": "B", "params": {"width": 5}}, "c": {"block": "C"}}
    project = drawn(nodes, [*EDGES, "x -> one", "x -> two", "x -> c"], data=DATA, blocks=blocks)
    computed = glimpse(project).computed
    assert {"one.fc", "two.fc", "c.fc", "c.y"} <= set(computed) and "two.bad" not in computed
    assert [computed[f"{use}.fc"].outputs[0].shape[1] for use in ("one", "two")] == [2, 5]  # type: ignore[union-attr]


@pytest.mark.parametrize("repeat", [1, 3])
def test_the_weights_of_a_wrong_block_are_the_given_ones(repeat: int) -> None:
    project = drawn(
        {"x": NODES["x"], "b": {"block": "B", "repeat": repeat}}, ["x -> b"], data=DATA, blocks={"B": UP_TO}
    )
    prefix = "b.0" if repeat > 1 else "b"
    weights = {f"{prefix}.fc.weight": np.eye(2, 3, dtype=np.float32), f"{prefix}.fc.bias": np.zeros(2, np.float32)}
    value = glimpse(project, weights).computed[f"{prefix}.fc"].outputs[0]
    entered = glimpse(project).computed["x"].outputs[0]
    assert value is not None and entered is not None and value.tolist() == entered[:, :2].tolist()


def test_layers_are_at_rest_and_the_random_state_stays() -> None:
    nodes = {"x": NODES["x"], "norm": kind("BatchNorm1d"), "drop": kind("Dropout", p=0.9), "y": kind("Output")}
    project = project_of(nodes, ["x -> norm", "norm -> drop", "drop -> y"], data=DATA)
    torch.manual_seed(3)
    before = torch.get_rng_state()
    recording = glimpse(project)
    assert torch.equal(torch.get_rng_state(), before)
    value = recording.computed["y"].outputs[0]
    assert value is not None and value.tolist() == pytest.approx(np.array([[0.5, -1.0, 2.0]]), abs=1e-4)
    assert not value.requires_grad
    assert recording.network.module.norm.num_batches_tracked == 0  # type: ignore[union-attr]


def test_a_node_that_raises_ends_it() -> None:
    nodes = {"label": kind("Input", column="label"), "hot": kind("OneHot", num_classes=1), "flat": kind("ReLU")}
    recording = glimpse(drawn(nodes, ["label -> hot", "hot -> flat"], data=DATA))
    assert list(recording.computed) == ["label"]
    assert recording.problem is not None and (recording.problem.node, recording.problem.code) == (
        "hot", "network_raised",
    )  # fmt: skip


def test_other_samples() -> None:
    recording = glimpse(drawn(NODES, EDGES, data=DATA), samples=Samples(index=1))
    assert recording.inputs["x"].tolist() == [[1.0, 1.0, 1.0]]


@pytest.mark.parametrize("nodes", [{}, {"x": kind("Input", shape=[3])}, {"x": kind("Liner")}])
def test_where_nothing_can_be_computed_it_says_so(nodes: dict[str, Json]) -> None:
    with pytest.raises(ProblemError):
        glimpse(drawn(nodes, [], data=DATA))
