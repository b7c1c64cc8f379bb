"""The order in which a graph is executed, printed and saved. The only user of networkx.

The order is depth first from what is wanted: the Outputs (without any, what enters the losses), then the losses,
then whatever leads nowhere; the inputs of a node in the order of its ports, equals by id. So what `forward` needs
comes first, the target side after it, and equal graphs have equal orders however they were drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.graph.graph import Edge, Graph, PortRef
from engine.graph.ports import Interfaces, Kinds
from engine.layers.layer import LossLayer

_ROOT = ""  # no id is empty


@dataclass(frozen=True)
class Order:
    """Node ids in order of execution; and for each that waits for itself, all that wait for one another with it."""

    nodes: tuple[str, ...]
    cyclic: Mapping[str, tuple[str, ...]]

    @property
    def ranks(self) -> dict[str, int]:
        return {node: rank for rank, node in enumerate(self.nodes)}


def execution_order(graph: Graph, interfaces: Interfaces) -> Order:
    """Orders the nodes of a graph; on a cycle the order is fixed, but no order of execution."""
    import networkx as nx  # takes 0.1 s, and the first picture of the window does not need it

    needs: dict[str, list[str]] = {node: [] for node in graph.nodes}
    for node, edges in graph.incoming.items():
        if node in needs:
            ordered = in_port_order(edges, graph, interfaces)
            needs[node] = [edge.source.node for edge in ordered if edge.source.node in needs]
    wanted = [ref.node for ref in returned(graph, interfaces)]
    roots = [*wanted, *sorted(losses(graph, interfaces.kinds)), *sorted(graph.nodes)]
    search = nx.DiGraph({_ROOT: list(dict.fromkeys(roots)), **needs})
    nodes = tuple(node for node in nx.dfs_postorder_nodes(search, _ROOT) if node != _ROOT)
    rank = {node: position for position, node in enumerate(nodes)}
    if all(rank[source] < rank[node] for node in needs for source in needs[node]):
        return Order(nodes, {})
    components = nx.strongly_connected_components(search)
    loops = {node: (node,) for node in needs if node in needs[node]}
    tangled = {node: tuple(sorted(part)) for part in components if len(part) > 1 for node in part}
    return Order(nodes, {**loops, **tangled})


def in_port_order(edges: Iterable[Edge], graph: Graph, interfaces: Interfaces) -> list[Edge]:
    """The edges into one node, by the order in which its kind declares the ports."""
    edges = list(edges)
    if len(edges) < 2:
        return edges
    node = graph.nodes[edges[0].target.node]
    interface = interfaces.of(node, graph)
    places = {port.name: place for place, port in enumerate(interface.inputs)} if interface else {}
    return sorted(edges, key=lambda edge: (places.get(edge.target.port, len(places)), edge.target.sort_key))


def losses(graph: Graph, kinds: Kinds) -> list[str]:
    """The ids of the nodes whose value is minimized."""
    return [node.id for node in graph.nodes.values() if node.role == "kind" and is_loss(kinds, node.of)]


def outputs(graph: Graph) -> list[str]:
    """The ids of the Output nodes, sorted."""
    return sorted(node.id for node in graph.nodes.values() if node.role == "kind" and node.of == "Output")


def returned(graph: Graph, interfaces: Interfaces) -> list[PortRef]:
    """What `forward` computes: the Output nodes by id; without any, what enters the first port of each loss."""
    found = outputs(graph)
    if found:
        return [PortRef(node, "output") for node in found]
    refs: dict[PortRef, None] = {}
    for loss in sorted(losses(graph, interfaces.kinds)):
        first = interfaces.kinds[graph.nodes[loss].of].inputs[0].name
        for edge in graph.into(loss):
            if edge.target.port in ("", first) and edge.source.node in graph.nodes:
                refs[interfaces.resolved_source(edge.source, graph)] = None
    return list(refs)


def ancestors(graph: Graph, nodes: Iterable[str]) -> set[str]:
    """These nodes and all on which they depend."""
    found: set[str] = set()
    waiting = [node for node in nodes if node in graph.nodes]
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        waiting += [edge.source.node for edge in graph.into(node) if edge.source.node in graph.nodes]
    return found


def is_loss(kinds: Mapping[str, type], name: str) -> bool:
    """Whether the kind of this name is minimized."""
    kind = kinds.get(name)
    return kind is not None and issubclass(kind, LossLayer)
