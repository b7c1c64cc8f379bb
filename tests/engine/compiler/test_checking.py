"""The whole project is checked: reader, plan, blocks, settings, weights; each problem once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.compiler.checking import check_project, stored_types
from engine.compiler.network import build, unique_state
from engine.compiler.planner import Planner
from engine.problem import Problem
from engine.project.project import Project
from engine.settings.training import Chosen
from tests.engine.projects import ALL, BLOCKS, DIGITS, inline, kind, project_of

INNER = {"nodes": {"x": kind("Input"), "fc": kind("Linear", out_features=3), "y": kind("Output")},
         "edges": ["x -> fc", "fc -> y"]}  # fmt: skip


def codes(project: Project, **more: object) -> list[tuple[str | None, str]]:
    return [(one.node, one.code) for one in check_project(project, **more).problems]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ALL)
def test_what_is_right_has_no_problems(name: str) -> None:
    checked = check_project(ALL[name])
    assert checked.is_right and not checked.problems and not checked.pages


@pytest.mark.parametrize("name", ALL)
def test_what_is_stored_is_what_the_network_keeps(name: str) -> None:
    plan = Planner().plan(ALL[name])
    kept = unique_state(build(plan, seed=0).module)
    stored = {
        f"{node}.{key}": tensor for node, tensors in stored_types(plan).items() for key, tensor in tensors.items()
    }
    assert {key: tensor.sized(1) for key, tensor in stored.items()} == {
        key: tuple(tensor.shape) for key, tensor in kept.items()
    }


def test_whole_weights_are_no_problem_and_missing_ones_are_a_warning() -> None:
    network = build(Planner().plan(BLOCKS), seed=0)
    weights = {name: tensor.detach().numpy() for name, tensor in unique_state(network.module).items()}
    assert not codes(BLOCKS, weights=weights)
    del weights["body.1.norm.running_mean"]
    weights["fc.bias"] = np.zeros(3, np.float32)
    checked = check_project(BLOCKS, weights)
    assert checked.is_right
    found = {(one.node, one.code) for one in checked.problems}
    assert found == {("body.1.norm", "weights_lack_node"), ("fc", "weights_unfit")}


def test_saved_weights_without_a_single_tensor_are_a_warning_for_each_node() -> None:
    assert codes(DIGITS, weights={}) == [("fc1", "weights_lack_node"), ("fc2", "weights_lack_node")]
    assert not codes(DIGITS, weights=None)


def test_what_reading_found_comes_first_and_once() -> None:
    found = Problem("view_position", {"received": "x"}, severity="warning", node="fc1")
    assert codes(DIGITS, found=[found, found]) == [("fc1", "view_position")]


def test_each_cycle_is_told_once_with_its_own_nodes() -> None:
    nodes = {name: kind("Add") for name in "abcd"} | {"x": kind("Input", shape=[3]), "y": kind("Output")}
    edges = ["x -> a", "a -> b", "b -> a", "x -> c", "c -> d", "d -> c", "b -> y"]
    cycles = [problem for problem in check_project(project_of(nodes, edges)).problems if problem.code == "cycle"]
    assert sorted(problem.arguments["received"] for problem in cycles) == [("a", "b"), ("c", "d")]
    assert all(problem.node in problem.arguments["received"] for problem in cycles)


def test_settings_are_checked() -> None:
    settings = replace(
        DIGITS.training,
        optimizer=Chosen("Adam", {"lr": -1}),
        schedule=Chosen("Step"),
        clip={"norm": 0},
        metrics=("mae", "zeal"),
    )
    assert codes(replace(DIGITS, training=settings)) == [
        (None, "parameter_range"), (None, "setting_kind_unknown"), (None, "parameter_range"), (None, "metric_unsuited"),
        (None, "setting_kind_unknown"),
    ]  # fmt: skip


def test_blocks_out_of_reach_are_checked_by_themselves() -> None:
    nodes = {"x": kind("Input", column="x"), "b": {"block": "Used"}, "y": kind("Output")}
    wrong = {"nodes": INNER["nodes"] | {"fc": kind("Linear", out_features=0)}, "edges": INNER["edges"]}  # type: ignore[operator]
    project = project_of(nodes, ["x -> b", "b -> y"], blocks={"Used": {"graph": INNER}, "Spare": {"graph": INNER},
                         "Wrong": {"graph": wrong}}, data=inline(x=[[1.0]]))  # fmt: skip
    checked = check_project(project)
    assert set(checked.pages) == {"Spare", "Wrong"}
    assert [(one.node, one.code) for one in checked.problems] == [("Wrong.fc", "parameter_range")]


def test_blocks_behind_something_wrong_are_checked_all_the_same() -> None:
    nodes = {"x": kind("Input", column="gone"), "b": {"block": "Used"}, "y": kind("Output")}
    inner = {"nodes": INNER["nodes"] | {"fc": {"kind": "Liner"}}, "edges": INNER["edges"]}  # type: ignore[operator]
    project = project_of(nodes, ["x -> b", "b -> y"], blocks={"Used": {"graph": inner}}, data=inline(x=[[1.0]]))
    assert codes(project) == [("x", "column_unknown"), ("Used.fc", "kind_unknown")]
