from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.graph.graph import Edge, Graph, Node, PortRef, make_graph
from engine.graph.ordering import execution_order, returned
from engine.graph.ports import Interfaces
from engine.layers.catalogue import catalogue

INTERFACES = Interfaces(catalogue(), {})


def random_graph(size: int, seed: int, cycles: bool) -> Graph:
    draw = random.Random(seed)
    names = [f"n{number}" for number in range(size)]
    nodes = [Node(name, "kind", "Add") for name in names]
    edges = []
    for place, name in enumerate(names):
        givers = names if cycles else names[:place]
        for index in range(draw.randint(0, 3)):
            if givers:
                edges.append(Edge(PortRef(draw.choice(givers), "output"), PortRef(name, "input", index)))
    draw.shuffle(nodes)
    draw.shuffle(edges)
    return make_graph(nodes, edges)


@given(st.integers(0, 12), st.integers(0, 10_000))
@settings(max_examples=200)
def test_every_node_comes_after_what_it_needs(size: int, seed: int) -> None:
    graph = random_graph(size, seed, cycles=False)
    order = execution_order(graph, INTERFACES)
    assert sorted(order.nodes) == sorted(graph.nodes)
    assert not order.cyclic
    ranks = order.ranks
    assert all(ranks[edge.source.node] < ranks[edge.target.node] for edge in graph.edges)


@given(st.integers(1, 10), st.integers(0, 10_000))
@settings(max_examples=200)
def test_nodes_on_a_cycle_are_those_that_reach_themselves(size: int, seed: int) -> None:
    graph = random_graph(size, seed, cycles=True)
    reach = {node: {edge.target.node for edge in graph.out_of(node)} for node in graph.nodes}
    for _ in graph.nodes:  # the transitive closure, the plain way
        reach = {node: found.union(*(reach[other] for other in found)) for node, found in reach.items()}
    cyclic = execution_order(graph, INTERFACES).cyclic
    assert cyclic.keys() == {node for node in graph.nodes if node in reach[node]}
    for node, others in cyclic.items():
        assert list(others) == sorted({node} | {other for other in reach[node] if node in reach[other]})


@given(st.integers(1, 10), st.integers(0, 10_000), st.booleans())
def test_the_order_depends_on_the_graph_alone(size: int, seed: int, cycles: bool) -> None:
    graph = random_graph(size, seed, cycles)
    turned = Graph(dict(reversed(list(graph.nodes.items()))), dict(reversed(list(graph.sources.items()))))
    assert execution_order(graph, INTERFACES) == execution_order(turned, INTERFACES)


def test_forward_comes_from_outputs_else_from_what_enters_the_losses() -> None:
    nodes = [Node("x", "kind", "Input"), Node("a", "kind", "ReLU"), Node("loss", "kind", "Loss")]
    edges = [
        Edge(PortRef("x", "output"), PortRef("a", "input")),
        Edge(PortRef("a", "output"), PortRef("loss", "input")),
    ]
    assert returned(make_graph(nodes, edges), INTERFACES) == [PortRef("a", "output")]
    with_output = make_graph(
        [*nodes, Node("y", "kind", "Output")], [*edges, Edge(PortRef("a", "output"), PortRef("y", "input"))]
    )
    assert returned(with_output, INTERFACES) == [PortRef("y", "output")]
