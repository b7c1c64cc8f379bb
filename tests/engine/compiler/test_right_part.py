"""What of a drawing can be computed already."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.compiler.network import build
from engine.compiler.planner import Planner
from engine.compiler.right_part import as_trunk, right_part
from engine.problem import ProblemError
from engine.project.project import Project
from engine.project.reader import read_text
from tests.engine.projects import ALL, inline, kind

Json = Any


def drawn(nodes: dict[str, Json], edges: list[str], **parts: Json) -> Project:
    value = {"format": "chainrule", "version": 1, "name": "Sample", "graph": {"nodes": nodes, "edges": edges}, **parts}
    project = read_text(json.dumps(value)).project
    assert project is not None
    return project


@pytest.mark.parametrize("name", ALL)
def test_of_what_is_right_it_is_all(name: str) -> None:
    whole = Planner().plan(ALL[name])
    part = right_part(ALL[name], Planner())
    assert [step.id for step in part.steps] == [step.id for step in whole.steps]
    assert part.needed == set(part.by_id)
    trunk = as_trunk(part)
    assert not trunk.losses and trunk.needed == {step.id for step in part.steps if not step.is_loss}
    module = build(trunk, seed=0).module
    assert sum(parameter.numel() for parameter in module.parameters()) == whole.parameter_count


def test_what_is_fed_by_something_wrong_is_wrong_too_also_through_an_optional_port() -> None:
    nodes = {
        "x": kind("Input", shape=[5, 8]), "wrong": kind("Linear", out_features=0),
        "attention": kind("MultiheadAttention", num_heads=2), "fc": kind("Linear", out_features=3),
    }  # fmt: skip
    edges = ["x -> wrong", "x -> attention.query", "wrong -> attention.key", "x -> fc"]
    assert set(right_part(drawn(nodes, edges), Planner()).by_id) == {"x", "fc"}


def test_what_leans_on_a_node_that_is_gone_goes_as_well() -> None:
    nodes: dict[str, Json] = {
        "x": kind("Input", shape=[4]), "wrong": kind("Linear", out_features=0), "again": {"share": "wrong"},
        "tied": kind("Linear", out_features=4) | {"tie": {"weight": "wrong.weight"}},
        "after": kind("ReLU"), "good": kind("Linear", out_features=4),
    }  # fmt: skip
    edges = ["x -> wrong", "x -> again", "x -> tied", "tied -> after", "x -> good"]
    assert set(right_part(drawn(nodes, edges), Planner()).by_id) == {"x", "good"}


def test_inputs_that_have_no_data_are_left_out() -> None:
    nodes = {"x": kind("Input", column="x"), "free": kind("Input", shape=[2]), "sum": kind("Add"),
             "act": kind("ReLU")}  # fmt: skip
    project = drawn(nodes, ["x -> sum", "free -> sum", "x -> act"], data=inline(x=[[1.0, 2.0]]))
    assert set(right_part(project, Planner()).by_id) == {"x", "free", "sum", "act"}
    part = right_part(project, Planner(), lambda step: step.id == "x")
    assert set(part.by_id) == {"x", "act"}


def test_nothing_is_right_of_nothing_and_wrong_data_is_told() -> None:
    assert not right_part(drawn({}, []), Planner()).steps
    with pytest.raises(ProblemError):
        right_part(drawn({"x": kind("Input", column="x")}, [], data={"source": "gone"}), Planner())
