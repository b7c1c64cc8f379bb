"""Ties: one tensor under several names, wherever the layers stand, and nothing but names gets into the source."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import torch

from engine.compiler.checking import stored_types
from engine.compiler.network import build, unique_state
from engine.compiler.planner import Planner
from engine.compiler.ties import tied_keys
from engine.problem import ProblemError
from engine.project.project import Project
from tests.engine.projects import inline, kind, project_of

Json = Any


def square(**extra: Json) -> Json:
    return kind("Linear", out_features=2) | extra


def chain(blocks: Json = None, **nodes: Json) -> Project:
    """An Input, these nodes one after another, an Output."""
    names = ["x", *nodes, "y"]
    edges = [f"{one} -> {other}" for one, other in pairwise(names)]
    ends = {"x": kind("Input", column="x"), "y": kind("Output")}
    return project_of({**ends, **nodes}, edges, data=inline(x=[[1.0, 2.0]]), blocks=blocks or {})


INNER = {
    "graph": {
        "nodes": {"i": kind("Input"), "fc": square(), "o": kind("Output")},
        "edges": ["i -> fc", "fc -> o"],
    }
}


@pytest.mark.parametrize(
    ("project", "one", "other"),
    [
        (chain(a=square(), b=square(tie={"weight": "a.weight"})), "b.weight", "a.weight"),
        (chain(a=square(tie={"weight": "b.weight"}), b=square()), "a.weight", "b.weight"),
        (chain(a=square(tie={"weight": "b.weight"}), b=square(tie={"weight": "c.weight"}), c=square()), "a.weight",
         "c.weight"),
        (chain({"B": INNER}, a=square(tie={"bias": "b.1.fc.bias"}), b={"block": "B", "repeat": 2}), "a.bias",
         "b.1.fc.bias"),
    ],
)  # fmt: skip
def test_tied_parameters_are_one(project: Project, one: str, other: str) -> None:
    plan = Planner().plan(project)
    assert plan.is_right, plan.all_problems
    module = build(plan, seed=0).module
    named = dict(module.named_parameters(remove_duplicate=False))
    assert named[one] is named[other]
    assert tied_keys(plan)[one] == other
    assert plan.parameter_count == sum(parameter.numel() for parameter in module.parameters())
    stored = {f"{node}.{name}" for node, names in stored_types(plan).items() for name in names}
    assert stored == set(unique_state(module))


def test_the_first_weights_are_those_of_the_layer_that_is_tied_to() -> None:
    module = build(Planner().plan(chain(a=square(tie={"weight": "b.weight"}), b=square())), seed=0).module
    torch.manual_seed(0)
    first, second = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    assert torch.equal(module.state_dict()["a.weight"], second.weight)
    assert torch.equal(module.state_dict()["a.bias"], first.bias)


@pytest.mark.parametrize(
    ("project", "code"),
    [
        (chain(a=square(tie={"weight": "gone.weight"})), "tie_unknown"),
        (chain(a=square(tie={"weight": "a.weight"})), "tie_unknown"),
        (chain(a=square(tie={"weight": "b.weight"}), b=square(tie={"weight": "a.weight"})), "tie_unknown"),
        (chain(a=square(tie={"wait": "b.weight"}), b=square()), "tie_unknown"),
        (chain(a=square(tie={"weight": "b.bias"}), b=square()), "tie_shape"),
        (chain({"B": INNER}, a=square(), b={"block": "B", "tie": {"fc.weight": "a.weight"}}), "tie_unknown"),
        (chain({"B": INNER}, a=square(tie={"bias": "b.7.fc.bias"}), b={"block": "B", "repeat": 2}), "tie_unknown"),
        (chain(a=kind("ReLU") | {"tie": {"x = 1; self.y": "b.weight"}}, b=square()), "tie_unknown"),
    ],
)
def test_what_cannot_be_tied(project: Project, code: str) -> None:
    plan = Planner().plan(project)
    assert {problem.code for problem in plan.all_problems} == {code}
    with pytest.raises(ProblemError):
        build(plan)


@pytest.mark.parametrize("node", ["x", "b"])
def test_starts_and_ties_of_what_has_no_weights_never_reach_the_source(node: str) -> None:
    hostile = {"tie": {"a = print(1); self.b": "fc.weight"}, "init": {"weight = print(1)": "zeros_"}}
    nodes = {"x": kind("Input", column="x"), "b": {"block": "B"}, "fc": square(), "y": kind("Output")}
    nodes[node] = nodes[node] | hostile
    project = project_of(nodes, ["x -> b", "b -> fc", "fc -> y"], blocks={"B": INNER}, data=inline(x=[[1.0, 2.0]]))
    plan = Planner().plan(project)
    assert {(one.node, one.code) for one in plan.all_problems} == {
        (node, "init_parameter_unknown"), (node, "tie_unknown"),
    }  # fmt: skip
    with pytest.raises(ProblemError):
        build(plan)
