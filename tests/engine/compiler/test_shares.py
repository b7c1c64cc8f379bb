"""Layers that are used again, and what may not be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.compiler.source import generate
from engine.problem import Problem
from engine.project.project import Project
from tests.engine.projects import SIAMESE, kind, project_of

SHARING = {
    "x": kind("Input", shape=[3]),
    "z": kind("Linear", out_features=3),
    "a": {"share": "z"},
    "y": kind("Output"),
}


def problems(nodes: dict[str, Any], edges: list[str], **parts: Any) -> dict[str, Problem]:
    return {problem.code: problem for problem in Planner().plan(project_of(nodes, edges, **parts)).all_problems}


def test_a_shared_layer_must_fit() -> None:
    nodes = SHARING | {"z": kind("Linear", out_features=4)}
    assert problems(nodes, ["x -> z", "z -> a", "a -> y"])["share_unfit"].node == "a"


def test_a_shared_layer_is_built_even_if_it_leads_nowhere_itself() -> None:
    plan = Planner().plan(project_of(SHARING, ["x -> z", "x -> a", "a -> y"]))
    assert plan.is_right
    assert (plan.needed, plan.held) == ({"x", "a", "y"}, {"x", "z", "a", "y"})
    text = generate(plan).text
    assert "self.z = nn.Linear(3, 3)" in text
    assert "a = self.z(x)" in text and "z = self.z" not in text


def test_a_layer_that_cannot_be_built_cannot_be_shared() -> None:
    found = problems(SHARING, ["x -> a", "a -> y"])
    assert (found["share_unbuilt"].node, found["share_unbuilt"].severity) == ("a", "error")


def test_what_enters_a_shared_layer_is_followed_through_edits() -> None:
    """The node that shares is the same before and after; what it shares has changed."""
    planner, edges = Planner(), ["x -> z", "w -> a", "a -> y"]

    def project(size: int) -> Project:
        return project_of(SHARING | {"x": kind("Input", shape=[size]), "w": kind("Input", shape=[3])}, edges)

    assert planner.plan(project(3)).is_right
    assert [problem.code for problem in planner.plan(project(4)).by_id["a"].problems] == ["share_unfit"]
    assert planner.plan(project(3)).is_right


@pytest.mark.parametrize("shared", ["Loss", "Output", "Input"])
def test_only_layers_are_shared(shared: str) -> None:
    nodes = {"x": kind("Input", shape=[3]), "z": kind(shared, **({"shape": [3]} if shared == "Input" else {})),
             "a": {"share": "z"}, "y": kind("Output")}  # fmt: skip
    edges = ["x -> y"] if shared == "Input" else ["x -> z", "x -> a", "x -> y"]
    assert problems(nodes, edges)["share_kind"].node == "a"


def test_a_block_that_is_shared_holds_its_layers_once() -> None:
    plan = Planner().plan(SIAMESE)
    assert plan.parameter_count == 2 * (4 * 4 + 4 + 2 * 4) + 5
    network = build(plan, seed=0)
    assert set(network.module.state_dict()) == {
        f"encode.{number}.{name}" for number in (0, 1)
        for name in ("fc.weight", "fc.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var",
                     "norm.num_batches_tracked")
    } | {"score.weight", "score.bias"}  # fmt: skip
    leaves = {leaf.address: leaf for leaf in plan.leaves}
    assert leaves["again.1.fc"].owner_address == "encode.1.fc" and not leaves["again.1.fc"].owns
    assert network.submodule(leaves["again.1.fc"]) is network.submodule(leaves["encode.1.fc"])
    assert network.source.text.count("class Encoder(") == 1


def test_a_shared_block_learns_as_one_written_by_hand() -> None:
    """A Siamese network: the oracle calls the same two modules on both sides."""
    plan = Planner().plan(SIAMESE)
    network = build(plan, seed=0)
    torch.manual_seed(0)

    def encoder() -> torch.nn.Sequential:
        return torch.nn.Sequential(
            torch.nn.Linear(4, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(0.25), torch.nn.Tanh()
        )

    both, score = torch.nn.Sequential(encoder(), encoder()), torch.nn.Linear(4, 1)
    for one in both:
        torch.nn.init.constant_(one[0].bias, 0.1)
    left, right, target = torch.rand(3, 4), torch.rand(3, 4), torch.rand(3, 1)
    torch.manual_seed(1)
    first, second = both(left), both(right)
    by_hand = torch.nn.functional.mse_loss(score(first - second), target)
    by_hand.backward()
    batch = {"left": left, "right": right, "target": target}
    torch.manual_seed(1)
    loss = network.loss(network.handing(batch), batch)
    loss.backward()
    assert torch.equal(loss, by_hand)
    assert torch.equal(network.module.get_parameter("encode.0.fc.weight").grad, both[0][0].weight.grad)
    assert torch.equal(network.module.get_buffer("encode.1.norm.running_mean"), both[1][1].running_mean)


def test_a_shared_block_must_fit_layer_by_layer() -> None:
    wider = replace(SIAMESE.graph.nodes["right"], params={"shape": [5]})
    graph = SIAMESE.graph.with_nodes({**SIAMESE.graph.nodes, "right": wider})
    found = Planner().plan(replace(SIAMESE, graph=graph)).all_problems
    assert [(problem.node, problem.code) for problem in found] == [("again", "share_unfit")]
    assert found[0].arguments == {"expected": "nn.Linear(4, 4)", "received": "nn.Linear(5, 4)"}


@pytest.mark.parametrize("own", [{"params": {"bias": False}}, {"init": {"bias": 0.0}}, {"tie": {"weight": "z.weight"}}])
def test_a_node_that_shares_says_nothing_of_the_layer(own: dict[str, Any]) -> None:
    found = problems(SHARING | {"a": {"share": "z", **own}}, ["x -> z", "z -> a", "a -> y"])
    assert (found["share_own"].node, found["share_own"].severity) == ("a", "error")


def test_freezing_belongs_to_the_node_that_holds_the_layer() -> None:
    found = problems(SHARING | {"a": {"share": "z", "frozen": True}}, ["x -> z", "z -> a", "a -> y"])
    assert (found["share_own"].node, found["share_own"].severity) == ("a", "warning")


def test_a_loss_stands_on_the_main_page() -> None:
    block = {"graph": {"nodes": {"i": kind("Input"), "o": kind("Output"), "q": kind("Loss")},
                       "edges": ["i -> o", "i -> q"]}}  # fmt: skip
    nodes = {"x": kind("Input", shape=[3]), "u": {"block": "B"}, "l": kind("Loss")}
    assert problems(nodes, ["x -> u", "u -> l"], blocks={"B": block})["loss_in_block"].node == "u.q"
