"""Another kind takes a layer's place with all that it has a use for; what it has none for is said, and comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compiler.checking import stored_types
from engine.compiler.network import Network, build, unique_state
from engine.compiler.planner import Planner
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue
from engine.project.carrying import carry
from engine.project.project import MAIN, Project
from engine.project.swapping import Swap, nodes_of_kind, swap_kind
from engine.project.weights import Weights, fitting
from engine.project.writer import project_bytes
from tests.engine.project.random_projects import KINDS, projects
from tests.engine.projects import SHARED, kind, project_of


def swapped(project: Project, nodes: list[str], wanted: str) -> tuple[Project, Swap]:
    """The project afterwards, and what was said; undone it is the same to the byte."""
    swap = swap_kind(project, MAIN, nodes, wanted, Interfaces(catalogue(), project.blocks))
    after = swap.change.apply(project)
    assert project_bytes(swap.change.inverse().apply(after)) == project_bytes(project)
    return after, swap


def edges(project: Project) -> list[str]:
    return sorted(str(edge) for edge in project.graph.edges)


def between(layer: object, *more: str, **nodes: object) -> Project:
    """x -> it -> end."""
    given = {"x": kind("Input", shape=[3, 8, 8]), "it": layer, "end": kind("Loss"), **nodes}
    return project_of(given, ["x -> it", "it -> end", *more], view={"positions": {"it": [40, 80]}})


def test_a_convolution_keeps_what_a_transposed_one_has_too() -> None:
    conv = kind("Conv2d", out_channels=3, kernel_size=3, padding=1, padding_mode="circular", stride=2)
    after, swap = swapped(
        between({**conv, "title": "down", "frozen": True, "init": {"weight": 0.5}}), ["it"], "ConvTranspose2d"
    )
    node = after.graph.nodes["it"]
    assert (node.of, node.title, node.frozen, node.init) == ("ConvTranspose2d", "down", True, {})
    assert node.params == {"out_channels": 3, "kernel_size": 3, "padding": 1, "stride": 2}
    assert after.positions() == {"it": (40, 80)}
    assert (swap.kept, swap.dropped) == (("out_channels", "kernel_size", "padding", "stride"), ("padding_mode",))
    assert (swap.starts, swap.edges, swap.nodes) == (("weight",), 0, ("it",))
    assert edges(after) == ["it.output -> end.input", "x.output -> it.input"]


def test_a_value_that_does_not_fit_is_left_behind() -> None:
    after, swap = swapped(between(kind("Conv2d", out_channels=3, kernel_size=[3, 5])), ["it"], "Conv1d")
    assert swap.dropped == ("kernel_size",)
    assert after.graph.nodes["it"].params == {**catalogue()["Conv1d"].initial(), "out_channels": 3}


def test_what_is_of_the_kind_already_is_no_change() -> None:
    _, swap = swapped(between(kind("ReLU")), ["it"], "ReLU")
    assert not swap.change and not swap.nodes


def test_operands_find_the_ports_of_the_new_kind() -> None:
    project = between(kind("Subtract"), "y -> it.other", y=kind("Input", shape=[3, 8, 8]))
    added, swap = swapped(project, ["it"], "Add")
    assert edges(added) == ["it.output -> end.input", "x.output -> it.input[0]", "y.output -> it.input[1]"]
    assert swap.edges == 0
    back, _ = swapped(added, ["it"], "Divide")
    assert edges(back) == edges(project)
    alone, swap = swapped(added, ["it"], "ReLU")
    assert edges(alone) == ["it.output -> end.input", "x.output -> it.input"]
    assert swap.edges == 1


def test_outputs_that_the_new_kind_lacks_lose_their_edges_and_places_close_up() -> None:
    project = project_of(
        {
            "x": kind("Input", shape=[5, 4]),
            "it": kind("LSTM", hidden_size=4),
            "sum": kind("Add"),
            "end": kind("Loss"),
        },
        ["x -> it", "it.c_n -> sum", "it.h_n -> sum", "it.h_n -> sum", "sum -> end"],
    )
    gru, swap = swapped(project, ["it"], "GRU")
    assert swap.edges == 1
    assert "it.h_n -> sum.input[0]" in edges(gru) and "it.h_n -> sum.input[1]" in edges(gru)
    linear, swap = swapped(project, ["it"], "Linear")
    assert swap.edges == 3
    assert edges(linear) == ["sum.output -> end.input", "x.output -> it.input"]


def test_nothing_leaves_a_loss() -> None:
    after, swap = swapped(between(kind("ReLU")), ["it"], "MSELoss")
    assert edges(after) == ["x.output -> it.input"]
    assert swap.edges == 1


def test_a_layer_that_is_used_again_is_swapped_where_it_stands_first() -> None:
    after, swap = swapped(SHARED, ["act2"], "GELU")
    assert after.graph.nodes["act"].of == "GELU"
    assert after.graph.nodes["act2"] == SHARED.graph.nodes["act2"]
    assert swap.nodes == ("act",)


def test_all_of_a_kind_are_found_on_their_page() -> None:
    project = project_of({"a": kind("ReLU"), "b": kind("GELU"), "c": kind("ReLU"), "d": {"share": "a"}}, [])
    assert nodes_of_kind(project.graph, "ReLU") == ["a", "c"]
    after, _ = swapped(project, nodes_of_kind(project.graph, "ReLU"), "GELU")
    assert nodes_of_kind(after.graph, "GELU") == ["a", "b", "c"]


# ------------------------------------------------------------------ weights


def images(layer: object, shape: tuple[int, ...] = (3, 8, 8)) -> Project:
    return project_of(
        {"x": kind("Input", shape=list(shape)), "it": layer, "end": kind("Loss")}, ["x -> it", "it -> end"]
    )


def read_state(network: Network) -> Weights:
    return {key: tensor.detach().numpy() for key, tensor in unique_state(network.module).items()}


def loaded(project: Project, weights: Weights) -> set[str]:
    """The keys of those weights that the network of a project takes."""
    return set(fitting(weights, stored_types(Planner().plan(project))))


@pytest.mark.parametrize(
    ("layer", "wanted", "shape", "carried"),
    [
        (kind("BatchNorm2d"), "InstanceNorm2d", (3, 8, 8), set()),
        (kind("BatchNorm2d", eps=0.1), "GroupNorm", (3, 8, 8), {"it.weight", "it.bias"}),
        (kind("Conv2d", out_channels=3, kernel_size=3), "ConvTranspose2d", (3, 8, 8), {"it.weight", "it.bias"}),
        (kind("Conv2d", out_channels=5, kernel_size=3), "ConvTranspose2d", (3, 8, 8), {"it.bias"}),
        (kind("LayerNorm"), "RMSNorm", (4,), {"it.weight"}),
        (kind("PReLU"), "ReLU", (4,), set()),
        (kind("Linear", out_features=4), "ReLU", (4,), set()),
    ],
)
def test_weights_follow_where_their_names_and_shapes_allow(
    layer: object, wanted: str, shape: tuple[int, ...], carried: set[str]
) -> None:
    project = images(layer, shape)
    weights = read_state(build(Planner().plan(project), seed=0))
    after, swap = swapped(project, ["it"], wanted)
    kept, dropped = carry(weights, project, after, swap.change)
    assert loaded(after, kept) == carried
    back, lost = carry(kept, after, project, swap.change.inverse())
    assert not lost
    assert {**back, **dropped} == weights


@given(st.data())
def test_any_kind_may_take_any_place_and_leaves_no_edge_without_a_port(data: st.DataObject) -> None:
    project = data.draw(projects().filter(lambda it: bool(it.graph.nodes)))
    nodes = data.draw(st.lists(st.sampled_from(sorted(project.graph.nodes)), min_size=1, max_size=3, unique=True))
    wanted = data.draw(st.sampled_from(KINDS))
    after, swap = swapped(project, nodes, wanted)
    assert after.graph.nodes.keys() == project.graph.nodes.keys()
    assert after.positions() == project.positions()
    assert len(after.graph.sources) == len(project.graph.sources) - swap.edges
    for name in swap.nodes:
        assert after.graph.nodes[name].of == wanted
        inputs = {port.name for port in catalogue()[wanted].inputs}
        assert {edge.target.port for edge in after.graph.into(name)} <= inputs
        assert {edge.source.port for edge in after.graph.out_of(name)} <= set(catalogue()[wanted].outputs)
