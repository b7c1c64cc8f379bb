"""Weights follow their nodes through every edit, and come back when it is undone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.graph.graph import Node, make_graph
from engine.project import edits
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.project import MAIN, Project
from tests.engine.project.random_projects import BLOCK, changes, projects


def _carried(project: Project, change: Change, *keys: str) -> tuple[list[str], list[str]]:
    weights = {key: np.zeros(1) for key in keys}
    kept, dropped = carry(weights, project, change.apply(project), change)
    return sorted(kept), sorted(dropped)


def _project(repeat: int = 1) -> Project:
    use = Node("enc", "block", "Encoder", repeat=repeat)
    fc, other = Node("fc", "kind", "Linear"), Node("other", "kind", "Linear")
    return Project(graph=make_graph([fc, other, use]), blocks={"Encoder": BLOCK})


def test_a_parameter_a_title_and_a_move_keep_every_tensor() -> None:
    project = _project()
    for change in (
        edits.set_param(project, MAIN, "fc", "out_features", 3),
        edits.set_title(project, MAIN, "fc", "x"),
        edits.move(project, MAIN, {"fc": (0, 0)}),
        edits.set_param(project, "Encoder", "fc", "out_features", 3),
    ):
        assert _carried(project, change, "fc.weight", "enc.fc.weight") == (["enc.fc.weight", "fc.weight"], [])


def test_weights_that_stay_are_the_very_same_mapping() -> None:
    weights = {"fc.weight": np.zeros(1), "enc.fc.weight": np.zeros(1)}
    change = edits.remove(_project(), MAIN, ["other"])
    assert carry(weights, _project(), change.apply(_project()), change).kept is weights


def test_removing_a_node_drops_its_tensors_and_no_others() -> None:
    change = edits.remove(_project(), MAIN, ["fc"])
    assert _carried(_project(), change, "fc.weight", "fc.bias", "other.weight", "enc.fc.weight", "nobody") == (
        ["enc.fc.weight", "nobody", "other.weight"],
        ["fc.bias", "fc.weight"],
    )
    inside = edits.remove(_project(), "Encoder", ["fc"])
    assert _carried(_project(), inside, "fc.weight", "enc.fc.weight") == (["fc.weight"], ["enc.fc.weight"])


def test_tensors_follow_a_new_name_on_the_page_and_inside_every_copy_of_a_block() -> None:
    project = _project(2)
    outside = edits.rename(project, MAIN, "enc", "first")
    assert _carried(project, outside, "enc.0.fc.weight", "enc.1.fc.bias") == (
        ["first.0.fc.weight", "first.1.fc.bias"],
        [],
    )
    inside = edits.rename(project, "Encoder", "fc", "dense")
    assert _carried(project, inside, "enc.0.fc.weight", "fc.weight") == (["enc.0.dense.weight", "fc.weight"], [])


def test_an_id_given_to_another_node_brings_that_nodes_tensors() -> None:
    project = _project()
    gone = edits.remove(project, MAIN, ["fc"])
    both = edits.together("x", [gone, edits.rename(gone.apply(project), MAIN, "other", "fc")])
    weights = {"fc.weight": np.zeros(1), "other.weight": np.ones(1)}
    kept, dropped = carry(weights, project, both.apply(project), both)
    assert kept.keys() == {"fc.weight"} and kept["fc.weight"] is weights["other.weight"]
    assert dropped.keys() == {"fc.weight"} and dropped["fc.weight"] is weights["fc.weight"]


def test_repeating_a_block_keeps_the_copies_that_remain() -> None:
    def repeated(before: int, after: int, *keys: str) -> tuple[list[str], list[str]]:
        project = _project(before)
        change = edits.edit_node(project, MAIN, "enc", lambda node: replace(node, repeat=after), "set_repeat")
        return _carried(project, change, *keys)

    assert repeated(1, 3, "enc.fc.weight") == (["enc.0.fc.weight"], [])
    assert repeated(3, 2, "enc.0.fc.weight", "enc.2.fc.weight") == (["enc.0.fc.weight"], ["enc.2.fc.weight"])
    assert repeated(2, 1, "enc.0.fc.weight", "enc.1.fc.weight") == (["enc.fc.weight"], ["enc.1.fc.weight"])


def test_another_kind_under_the_same_id_starts_anew() -> None:
    change = edits.edit_node(_project(), MAIN, "fc", lambda node: replace(node, of="Bilinear"), "set_kind")
    assert _carried(_project(), change, "fc.weight") == ([], ["fc.weight"])


@given(st.data())
def test_undo_of_everything_gives_every_tensor_back(data: st.DataObject) -> None:
    project = data.draw(projects())
    weights = {}
    for node in project.graph.nodes.values():
        if node.role == "block":
            weights |= {f"{node.id}.{n}.fc.weight": np.zeros(1) for n in range(node.repeat)} if node.repeat > 1 else {
                f"{node.id}.fc.weight": np.zeros(1)
            }  # fmt: skip
        else:
            weights |= {f"{node.id}.weight": np.zeros(1), f"{node.id}.bias": np.zeros(1)}
    start, done = dict(weights), []
    present = weights
    for _ in range(data.draw(st.integers(1, 12))):
        change = data.draw(changes(project))
        after = change.apply(project)
        present, dropped = carry(present, project, after, change)
        done.append((change, dropped))
        project = after
    for change, dropped in reversed(done):
        before = change.inverse().apply(project)
        back, lost = carry(present, project, before, change.inverse())
        assert not lost or change.copied, "copies alone go again"
        present = {**back, **dropped}
        project = before
    assert present.keys() == start.keys()
    assert all(present[key] is start[key] for key in start)
