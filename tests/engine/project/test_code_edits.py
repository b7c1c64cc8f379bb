"""Edits of own code: names, ports and weights follow, and every edit undoes to the byte."""

from __future__ import annotations

import numpy as np
import pytest

from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.code_edits import add_code, edit_code, free_name, is_free, place_code, remove_code, users_of
from engine.project.project import MAIN, Project
from engine.project.writer import project_bytes
from tests.engine.own_code.samples import SCALE, project_with

PROJECT = project_with({"Scale": SCALE}, scale={"code": "Scale", "params": {"size": 4}}, again={"share": "scale"})


def applied(change: Change, project: Project = PROJECT) -> Project:
    after = change.apply(project)
    assert project_bytes(change.inverse().apply(after)) == project_bytes(project)
    return after


def edges_of(project: Project) -> set[str]:
    return {str(edge) for edge in project.graph.edges}


def test_a_new_code_comes_with_a_node() -> None:
    change, node = add_code(PROJECT, MAIN, "Shrink", "def Shrink(x, by: int): return x / by", (10, 20))
    after = applied(change)
    assert (node, after.codes["Shrink"], after.positions()[node]) == (
        "shrink",
        "def Shrink(x, by: int): return x / by",
        (10, 20),
    )
    assert (after.graph.nodes[node].role, after.graph.nodes[node].params) == ("code", {"by": 1})
    again, other = place_code(after, MAIN, "Shrink", (0, 0))
    assert other == "shrink2"
    assert users_of(applied(again, after), "Shrink") == [(MAIN, "shrink"), (MAIN, "shrink2")]


def test_another_text_leaves_all_else_as_it_is() -> None:
    change, name = edit_code(PROJECT, "Scale", SCALE + "# more\n")
    after = applied(change)
    assert (name, after.codes) == ("Scale", {"Scale": SCALE + "# more\n"})
    assert after.graph == PROJECT.graph
    assert not edit_code(PROJECT, "Scale", SCALE)[0]


def test_nodes_and_weights_follow_where_the_class_is_called_otherwise() -> None:
    change, name = edit_code(PROJECT, "Scale", SCALE.replace("class Scale", "class Gain"))
    after = applied(change)
    assert name == "Gain" and list(after.codes) == ["Gain"]
    assert after.graph.nodes["scale"].of == "Gain"
    weights = {"scale.factor": np.ones(4, "float32")}
    assert carry(weights, PROJECT, after, change).kept == weights


@pytest.mark.parametrize("taken", ["Linear", "torch", "Other"])
def test_a_name_that_is_taken_is_left_to_be_told(taken: str) -> None:
    project = project_with({"Scale": SCALE, "Other": "x + 1"}, scale={"code": "Scale", "params": {"size": 4}})
    change, name = edit_code(project, "Scale", SCALE.replace("class Scale", f"class {taken}"))
    assert name == "Scale"
    assert applied(change, project).own_codes.problems["Scale"]


def test_edges_follow_ports_that_are_called_otherwise() -> None:
    change, _ = edit_code(PROJECT, "Scale", SCALE.replace("forward(self, x)", "forward(self, value)"))
    after = applied(change)
    assert {"fc.output -> scale.value", "scale.output -> again.value"} <= edges_of(after)
    change, _ = edit_code(PROJECT, "Scale", SCALE.replace("return x * self.factor", "a = b = x\n        return a, b"))
    assert "scale.output -> again.x" in edges_of(applied(change))  # another number of outputs: the plan tells it


def test_broken_text_keeps_the_edges() -> None:
    change, _ = edit_code(PROJECT, "Scale", "class Scale(")
    after = applied(change)
    assert edges_of(after) == edges_of(PROJECT)
    mended, _ = edit_code(after, "Scale", SCALE)
    assert edges_of(applied(mended, after)) == edges_of(PROJECT)


def test_a_code_is_removed_and_its_nodes_stay() -> None:
    after = applied(remove_code(PROJECT, "Scale"))
    assert not after.codes and "scale" in after.graph.nodes


def test_names_that_are_free() -> None:
    assert is_free(PROJECT, "Gain")
    assert not any(is_free(PROJECT, name) for name in ("Scale", "Linear", "nn", "class", "a b", "", "1a"))
    assert free_name(PROJECT, "Scale") == "Scale2"
