"""Reads the edges of a page: finds their nodes, spells their ports out, and numbers what enters variadic ports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.graph.graph import Edge, Graph, PortRef
from engine.graph.ports import Interfaces
from engine.problem import Problem


class Wired(NamedTuple):
    """What feeds each connected input, and what was wrong with the edges that are left out."""

    sources: dict[PortRef, PortRef]
    problems: list[Problem]


def wire(texts: Iterable[object], graph: Graph, interfaces: Interfaces) -> Wired:
    """Reads the edges of a page whose nodes are known.

    Numbered edges keep their numbers; then unnumbered ones take the next free number of their port, in order. An
    index where none belongs stays, so that the plan can name it.
    """
    wired = Wired({}, [])
    edges = [edge for text in texts if (edge := _edge(text, graph, wired.problems)) is not None]
    resolved = [_resolved(edge, graph, interfaces) for edge in edges]
    for edge in resolved:
        if not _wants_number(edge.target, graph, interfaces):
            _add(edge, wired)
    numbers: dict[PortRef, int] = {}
    for edge in resolved:
        if _wants_number(edge.target, graph, interfaces):
            number = numbers.get(edge.target, 0)
            while PortRef(edge.target.node, edge.target.port, number) in wired.sources:
                number += 1
            numbers[edge.target] = number
            _add(Edge(edge.source, PortRef(edge.target.node, edge.target.port, number)), wired)
    return wired


def _edge(text: object, graph: Graph, problems: list[Problem]) -> Edge | None:
    try:
        if not isinstance(text, str):
            raise ValueError(text)
        source_text, _, target_text = text.partition("->")
        edge = Edge(PortRef.parse(source_text), PortRef.parse(target_text))
        if edge.source.index is not None:
            raise ValueError(text)
    except ValueError:
        problems.append(Problem("edge_form", {"received": _short(text)}))
        return None
    known = [ref.node for ref in (edge.target, edge.source) if ref.node in graph.nodes]
    if len(known) < 2:
        place = known[0] if known else None
        problems.append(Problem("edge_node_unknown", {"received": _short(text)}, node=place))
        return None
    return edge


def _resolved(edge: Edge, graph: Graph, interfaces: Interfaces) -> Edge:
    """The edge with its ports spelled out as far as they are known."""
    port = interfaces.resolved_target(edge.target, graph).port
    source = interfaces.resolved_source(edge.source, graph)
    return Edge(source, PortRef(edge.target.node, port, edge.target.index))


def _wants_number(target: PortRef, graph: Graph, interfaces: Interfaces) -> bool:
    interface = interfaces.of(graph.nodes[target.node], graph)
    port = interface.input(target.port) if interface is not None else None
    return port is not None and port.variadic and target.index is None


def _add(edge: Edge, wired: Wired) -> None:
    if edge.target in wired.sources:
        wired.problems.append(Problem("edge_duplicate", {"received": str(edge.target)}, node=edge.target.node))
    else:
        wired.sources[edge.target] = edge.source


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
