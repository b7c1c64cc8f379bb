"""Blocks are made and taken apart without anything else becoming different: ports, weights, what is computed."""

from __future__ import annotations

from collections.abc import Collection

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import mark, raises
from torch import Tensor

from engine.compiler.network import Network, build
from engine.compiler.planner import Planner
from engine.problem import ProblemError
from engine.project.carrying import carry
from engine.project.change import Change
from engine.project.grouping import group, groupable, ungroup
from engine.project.project import MAIN, Project
from engine.project.writer import project_text
from tests.engine.project.random_projects import projects
from tests.engine.projects import BLOCKS, DIGITS, IMAGES, RESIDUAL_BLOCK, SEQUENCE, SHARED, kind, project_of
from tests.engine.whole_steps import batch_of


def placed(project: Project) -> dict[str, tuple[float, float]]:
    return {node: (200.0 * number, 0.0) for number, node in enumerate(project.graph.nodes)}


def grouped(project: Project, *nodes: str, name: str = "Part") -> tuple[Project, Change, str]:
    change, use = group(project, MAIN, nodes, name, placed(project))
    return change.apply(project), change, use


def network_of(project: Project) -> Network:
    return build(Planner().plan(project), seed=0)


def computed(network: Network, batch: dict[str, Tensor]) -> list[Tensor]:
    network.module.eval()
    with torch.no_grad():
        found = network.module(*(batch[leaf.address] for leaf in network.plan.leaves if _enters(leaf.address, network)))
    return list(found) if isinstance(found, tuple) else [found]


def _enters(address: str, network: Network) -> bool:
    import inspect

    return address in inspect.signature(network.module.forward).parameters


def assert_computes_the_same(before: Project, change: Change, batch: dict[str, Tensor]) -> None:
    """With the weights that were carried, the changed network gives what the one before gave."""
    old, new = network_of(before), network_of(change.apply(before))
    weights = {key: value.numpy() for key, value in old.module.state_dict().items()}
    kept, dropped = carry(weights, before, change.apply(before), change)
    assert not dropped and sorted(kept) == sorted(new.module.state_dict())
    new.module.load_state_dict({key: torch.from_numpy(value) for key, value in kept.items()})
    for one, other in zip(computed(old, batch), computed(new, batch), strict=True):
        assert torch.equal(one, other)
    back = carry(kept, change.apply(before), before, change.inverse())
    assert sorted(back.kept) == sorted(weights) and not back.dropped


@mark.parametrize(
    ("project", "nodes"),
    [
        (DIGITS, ("fc1", "relu1")), (DIGITS, ("flat", "fc1", "relu1", "fc2")), (DIGITS, ("relu1",)),
        (BLOCKS, ("stem", "body", "drop")), (BLOCKS, ("body", "drop", "last", "pool", "flat", "fc")),
    ],
)  # fmt: skip
def test_a_block_computes_what_its_nodes_did_and_comes_apart_again(project: Project, nodes: tuple[str, ...]) -> None:
    inside, change, use = grouped(project, *nodes)
    assert set(inside.graph.nodes) == set(project.graph.nodes) - set(nodes) | {use}
    assert inside.graph.nodes[use].of == "Part" and Planner().plan(inside).is_right
    assert_computes_the_same(project, change, batch_of(project))
    apart = ungroup(inside, MAIN, use)
    assert_computes_the_same(inside, apart, batch_of(project))
    again = apart.apply(inside)
    assert again.graph == project.graph and again.blocks == project.blocks
    assert change.inverse().apply(inside) == project


def test_ports_are_what_crosses_the_wall() -> None:
    inside, _, use = grouped(BLOCKS, "body", "drop")
    page = inside.blocks["Part"].graph
    assert sorted(node.id for node in page.nodes.values() if node.of in ("Input", "Output")) == ["input", "output"]
    assert [str(edge) for edge in inside.graph.into(use)] == [f"stem.output -> {use}.input"]
    assert [str(edge) for edge in inside.graph.out_of(use)] == [f"{use}.output -> last.x"]
    several, _, use = grouped(SHARED, "product", "thrice", "score")
    assert [edge.target.port for edge in several.graph.into(use)] == ["input", "input2"]


def test_what_nobody_uses_yet_leaves_the_block_all_the_same() -> None:
    project = project_of({"x": kind("Input", **IMAGES), "conv": kind("Conv2d", out_channels=2, kernel_size=3)},
                         ["x -> conv"])  # fmt: skip
    inside, _, use = grouped(project, "x", "conv")
    assert "x" in inside.graph.nodes, "what the page itself gets stays outside"
    assert str(inside.blocks["Part"].graph.into("output")[0]) == "conv.output -> output.input"
    assert Planner().plan(inside).by_id[use].outputs


def test_each_copy_of_a_repeated_block_becomes_nodes_of_its_own() -> None:
    change = ungroup(BLOCKS, MAIN, "body")
    apart = change.apply(BLOCKS)
    assert {"conv", "conv2", "conv3", "add", "add2", "add3"} <= set(apart.graph.nodes)
    assert apart.graph.nodes["conv3"].params["out_channels"] == 4, "the expression became what it is worth"
    assert apart.graph.nodes["conv3"].init == {"bias": 0.5}
    assert str(apart.graph.into("conv2")[0]) == "add.output -> conv2.input"
    assert "Residual" in apart.blocks, "another use needs it"
    assert "Residual" not in ungroup(apart, MAIN, "last").apply(apart).blocks
    assert_computes_the_same(BLOCKS, change, batch_of(BLOCKS))


def test_a_block_inside_a_block_gets_the_parameters_that_it_names() -> None:
    change, use = group(BLOCKS, "Residual", ["conv", "norm", "relu"], "Branch", {"conv": (0, 0), "relu": (400, 0)})
    inside = change.apply(BLOCKS)
    assert inside.blocks["Branch"].parameters == BLOCKS.blocks["Residual"].parameters
    assert inside.blocks["Residual"].graph.nodes[use].params == {"channels": "=channels"}
    assert Planner().plan(inside).parameter_count == Planner().plan(BLOCKS).parameter_count
    assert_computes_the_same(BLOCKS, change, batch_of(BLOCKS))
    apart = ungroup(inside, "Residual", use)
    assert apart.apply(inside).blocks["Residual"].graph == BLOCKS.blocks["Residual"].graph
    assert_computes_the_same(inside, apart, batch_of(BLOCKS))


@mark.parametrize(
    ("nodes", "code"),
    [
        (("encode", "act"), "group_share"), (("again",), "group_share"), (("decode",), "group_tie"),
        (("loss", "shown", "target"), "group_nothing"), ((), "group_nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_block_is_refused(nodes: tuple[str, ...], code: str) -> None:
    with raises(ProblemError) as raised:
        grouped(SHARED, *nodes)
    assert raised.value.problem.code == code and str(raised.value)


def test_a_way_out_and_back_in_is_refused() -> None:
    with raises(ProblemError) as raised:
        grouped(DIGITS, "fc1", "fc2")
    assert (raised.value.problem.code, raised.value.problem.arguments["received"]) == ("group_cycle", "relu1")


def test_only_blocks_come_apart_and_only_where_nobody_shares_them() -> None:
    with raises(ProblemError, match="expected the use of a block, got fc1"):
        ungroup(DIGITS, MAIN, "fc1")
    shared = project_of(
        {"x": kind("Input", shape=[4, 8, 8]), "one": {"block": "Residual"}, "two": {"share": "one"},
         "out": kind("Output")},
        ["x -> one", "one -> two", "two -> out"], blocks={"Residual": RESIDUAL_BLOCK},
    )  # fmt: skip
    with raises(ProblemError, match="got two, which shares it"):
        ungroup(shared, MAIN, "one")


def test_a_tie_follows_its_parameter_into_the_block_and_out_again() -> None:
    inside, change, use = grouped(SHARED, "square")
    assert inside.graph.nodes["decode"].tie == {"weight": f"{use}.square.weight"}
    assert Planner().plan(inside).is_right
    assert ungroup(inside, MAIN, use).apply(inside).graph == SHARED.graph
    assert change.inverse().apply(inside) == SHARED


@given(projects(), st.data())
@settings(deadline=None)
def test_any_nodes_make_a_block_that_comes_apart_again(project: Project, data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(list(project.pages)))
    nodes: Collection[str] = data.draw(st.sets(st.sampled_from(sorted(project.page(page).nodes) or ["none"])))
    chosen = groupable(project, page, nodes)
    places = {node: (10.0 * number, 5.0) for number, node in enumerate(chosen)}
    try:
        change, use = group(project, page, nodes, "Part", places)
    except ProblemError:
        return
    inside = change.apply(project)
    assert change.inverse().apply(inside) == project
    apart = ungroup(inside, page, use)
    again = apart.apply(inside)
    assert apart.inverse().apply(again) == inside
    if all(edge.target.index is None for edge in project.page(page).edges):  # joined edges may come in another order
        assert again.page(page).nodes == project.page(page).nodes
        assert dict(again.page(page).sources) == dict(project.page(page).sources)
    assert project_text(again)


def test_a_sequence_is_grouped_with_its_attention() -> None:
    nodes = [node for node in SEQUENCE.graph.nodes if node not in ("x", "label", "loss")]
    inside, change, _ = grouped(SEQUENCE, *nodes)
    assert Planner().plan(inside).is_right
    assert change.inverse().apply(inside) == SEQUENCE
