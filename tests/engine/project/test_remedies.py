"""Every remedy that is offered to a sick network is one change that leaves it right, undoes, and keeps weights."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from pytest import approx

from engine.compiler.checking import check_project
from engine.compiler.plan import Plan
from engine.compiler.planner import Planner
from engine.graph.graph import PortRef
from engine.layers import remedies
from engine.problem import Problem, ProblemError, Remedy
from engine.project.addresses import drawn_at
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.project import MAIN, Project
from engine.project.remedies import change_for, is_known
from engine.project.writer import project_bytes
from engine.training.setup import prepare, read_weights
from tests.engine.projects import BLOCKS, SHARED, SIAMESE, kind, project_of
from tests.engine.sick import (
    DEAD,
    EXPLODING,
    FROZEN,
    INFINITE_GRADIENT,
    NAN_VALUE,
    SATURATED,
    SICK,
    SLOW,
    VANISHING,
    diagnosed,
    measured,
    perceptron,
)


def offers() -> list[tuple[str, Problem, Remedy]]:
    return [
        (name, problem, remedy)
        for name, project in SICK.items()
        for problem in diagnosed(project)
        for remedy in problem.remedies
    ]


OFFERS = offers()


def name_of(offer: tuple[str, Problem, Remedy]) -> str:
    return f"{offer[0]}-{offer[2].code}-{offer[2].arguments.get('path') or offer[2].arguments.get('kind') or ''}"


def change_of(project: Project, problem: Problem, remedy: Remedy) -> Change:
    page, node = drawn_at(project, problem.node) or (MAIN, "") if problem.node else (MAIN, "")
    return change_for(project, page, node, remedy)


def test_every_code_is_offered_to_some_sick_network() -> None:
    codes = {remedy.code for _, _, remedy in OFFERS}
    assert codes == {"insert_layer", "change_kind", "set_init", "add_skip", "set_training", "unfreeze"}
    assert all(is_known(remedy) for _, _, remedy in OFFERS)
    assert not is_known(Remedy("pray"))


@pytest.mark.parametrize("offer", OFFERS, ids=name_of)
def test_the_network_is_right_afterwards_and_as_before_when_it_is_undone(offer: tuple[str, Problem, Remedy]) -> None:
    name, problem, remedy = offer
    project = SICK[name]
    change = change_of(project, problem, remedy)
    assert change
    after = change.apply(project)
    assert not [str(found) for found in check_project(after).problems]
    assert project_bytes(after) != project_bytes(project)
    assert project_bytes(change.inverse().apply(after)) == project_bytes(project)
    assert change.inverse().inverse().apply(project) == after


@pytest.mark.parametrize("offer", OFFERS, ids=name_of)
def test_weights_that_still_fit_are_kept(offer: tuple[str, Problem, Remedy]) -> None:
    name, problem, remedy = offer
    project = SICK[name]
    weights = read_weights(prepare(project, updates=False).network)
    change = change_of(project, problem, remedy)
    after = change.apply(project)
    kept, dropped = carry(weights, project, after, change)
    assert not dropped  # what is replaced here are activations, which have none
    assert kept == weights
    built = read_weights(prepare(after, weights=dict(kept), updates=False).network)
    assert all(np.array_equal(built[key], array) for key, array in weights.items())


CURES = {
    "vanishing": ("change_kind", "set_init", "insert_layer", "add_skip"),
    "exploding": ("set_init", "insert_layer"),
    "dead": ("change_kind", "set_init", "insert_layer"),
    "saturated": ("change_kind", "insert_layer"),
    "frozen": ("unfreeze",),
    "slow": ("set_training",),
    "nan": ("insert_layer",),
    "infinite": ("insert_layer",),
}


@pytest.mark.parametrize("name", CURES)
def test_what_is_offered_cures(name: str) -> None:
    """The diagnosis is gone with a new start from the seed."""
    for problem in diagnosed(SICK[name]):
        for remedy in problem.remedies:
            if remedy.code in CURES[name]:
                after = change_of(SICK[name], problem, remedy).apply(SICK[name])
                assert problem.code not in [found.code for found in diagnosed(after)], remedy


# ------------------------------------------------------------------ one by one


def test_another_kind_keeps_title_place_edges_and_parameters_that_fit() -> None:
    project = project_of(
        {"x": kind("Input", shape=[4]), "act": kind("ELU", alpha=0.5) | {"title": "bend"}, "end": kind("Loss")},
        ["x -> act", "act -> end"], view={"positions": {"act": [40, 80]}},
    )  # fmt: skip
    after = change_for(project, MAIN, "act", remedies.change_kind("CELU", ["act"])).apply(project)
    node = after.graph.nodes["act"]
    assert (node.of, node.title, node.params) == ("CELU", "bend", {"alpha": 0.5})
    assert after.graph.sources == project.graph.sources
    assert after.positions() == project.positions()
    other = change_for(project, MAIN, "act", remedies.change_kind("ReLU", ["act"])).apply(project)
    assert other.graph.nodes["act"].params == {}


def test_a_parameter_that_another_kind_would_not_take_is_left_behind() -> None:
    project = project_of(
        {"x": kind("Input", shape=[4]), "act": kind("ELU", alpha=-0.5), "end": kind("Loss")}, ["x -> act", "act -> end"]
    )
    after = change_for(project, MAIN, "act", remedies.change_kind("CELU", ["act"])).apply(project)
    assert after.graph.nodes["act"].params == {}  # CELU wants alpha above 0


def test_a_shared_layer_is_changed_where_it_stands_first() -> None:
    after = change_for(SHARED, MAIN, "act2", remedies.change_kind("ReLU", ["act2", "act"])).apply(SHARED)
    assert after.graph.nodes["act"].of == "ReLU"
    assert after.graph.nodes["act2"] == SHARED.graph.nodes["act2"]
    assert check_project(after).is_right


def test_a_layer_without_bias_gets_no_start_for_it() -> None:
    start = remedies.start([({"weight": "xavier_uniform_", "bias": 0.0}, ("encode", "decode"))])
    after = change_for(SHARED, MAIN, "encode", start).apply(SHARED)
    assert after.graph.nodes["encode"].init == {"weight": "xavier_uniform_", "bias": 0.0}
    assert after.graph.nodes["decode"].init == {"weight": "xavier_uniform_"}


def test_skips_add_up_from_one_activation_to_the_next() -> None:
    project = perceptron("Tanh", 3)
    remedy = remedies.skip([("act1", "act2"), ("act2", "act3")])
    after = change_for(project, MAIN, "act1", remedy).apply(project)
    sources = after.graph.sources
    assert sources[PortRef("add", "input", 0)] == PortRef("act2", "output")
    assert sources[PortRef("add", "input", 1)] == PortRef("act1", "output")
    assert sources[PortRef("fc3", "input")] == PortRef("add", "output")
    assert sources[PortRef("add2", "input", 1)] == PortRef("add", "output")
    assert sources[PortRef("score", "input")] == PortRef("add2", "output")


def test_new_nodes_stand_between_their_neighbours_or_where_there_is_room() -> None:
    remedy = remedies.insert_before("BatchNorm1d", "input", ["act2"])
    after = change_for(VANISHING, MAIN, "act2", remedy).apply(VANISHING)
    left, right = VANISHING.positions()["fc2"], VANISHING.positions()["act2"]
    assert after.positions()["batchnorm1d"] == ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    moved = change_for(VANISHING, MAIN, "act2", remedy, room=lambda *_: ((7.0, 8.0), {"act2": (9.0, 9.0)}))
    assert moved.apply(VANISHING).positions()["batchnorm1d"] == (7.0, 8.0)
    assert moved.apply(VANISHING).positions()["act2"] == (9.0, 9.0)
    bare = replace(VANISHING, view={})
    assert "batchnorm1d" not in change_for(bare, MAIN, "act2", remedy).apply(bare).positions()


def test_inside_a_block_it_is_done_on_the_block_s_page_for_all_its_copies() -> None:
    page, node = drawn_at(BLOCKS, "body.1.relu") or ("", "")
    change = change_for(BLOCKS, page, node, remedies.change_kind("LeakyReLU", [node]))
    plan: Plan = Planner().plan(change.apply(BLOCKS))
    changed = [leaf.address for leaf in plan.leaves if leaf.step.kind == "LeakyReLU"]
    assert changed == ["body.0.relu", "body.1.relu", "body.2.relu", "last.relu"]
    assert plan.is_right
    assert project_bytes(change.inverse().apply(change.apply(BLOCKS))) == project_bytes(BLOCKS)


def test_a_normalization_in_a_shared_block_leaves_it_right() -> None:
    change = change_for(SIAMESE, "Encoder", "act", remedies.insert_before("BatchNorm1d", "input", ["act"]))
    assert check_project(change.apply(SIAMESE)).is_right


def test_an_expression_stays_where_the_new_kind_has_the_parameter() -> None:
    change = change_for(BLOCKS, "Residual", "conv", remedies.change_kind("ConvTranspose2d", ["conv"]))
    assert change.apply(BLOCKS).page("Residual").nodes["conv"].params["out_channels"] == "=channels"


def test_a_setting_of_the_training_is_set_by_its_path() -> None:
    change = change_for(SLOW, MAIN, "", remedies.training("optimizer.params.lr", 0.25))
    after = change.apply(SLOW)
    assert after.training.optimizer.params["lr"] == 0.25
    assert SLOW.training.optimizer.params["lr"] == 1e-9
    clipped = change_for(SLOW, MAIN, "", remedies.training("clip", {"norm": 1.0})).apply(SLOW)
    assert clipped.training.to_json()["clip"] == {"norm": 1.0}
    with pytest.raises(ProblemError):
        change_for(SLOW, MAIN, "", remedies.training("epochs", -1))


def test_a_clipped_gradient_makes_the_update_smaller_and_is_shown_as_it_came() -> None:
    """The update of plain SGD is the learning rate times a gradient of norm 1 at most."""
    clipped = change_for(EXPLODING, MAIN, "", remedies.training("clip", {"norm": 1.0})).apply(EXPLODING)
    before, after = measured(EXPLODING), measured(clipped)
    changes = [node.change or 0.0 for node in after.nodes.values()]
    assert math.hypot(*changes) == approx(0.1, rel=1e-4)
    assert before.nodes["fc1"].gradient == after.nodes["fc1"].gradient
    assert before.nodes["fc1"].parameter_gradient == after.nodes["fc1"].parameter_gradient


def test_a_parameter_is_set_on_the_node_or_beside_it() -> None:
    assert (
        change_for(DEAD, MAIN, "fc1", remedies.change("bias", False)).apply(DEAD).graph.nodes["fc1"].params["bias"]
        is False
    )
    other = change_for(DEAD, MAIN, "act1", remedies.change("out_features", 8, "fc1")).apply(DEAD)
    assert other.graph.nodes["fc1"].params["out_features"] == 8


def test_what_there_is_nothing_to_do_for_is_no_change() -> None:
    assert not change_for(FROZEN, MAIN, "x", remedies.insert("Threshold", "input"))
    assert not change_for(FROZEN, MAIN, "fc1", remedies.unfreeze())


def test_a_floor_is_put_before_a_root() -> None:
    for project in (NAN_VALUE, INFINITE_GRADIENT):
        (problem,) = diagnosed(project)
        after = change_of(project, problem, problem.remedies[0]).apply(project)
        assert after.graph.sources[PortRef("function", "input")] == PortRef("threshold", "output")
    assert len(diagnosed(SATURATED)) == 1
