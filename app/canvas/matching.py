"""Where an edge that is being drawn may end, without Qt: never on a cycle, gladly where the value fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from app.canvas.card import Reading
from app.canvas.frames import Slot
from engine.graph.graph import Edge, Graph, PortRef
from engine.graph.ordering import ancestors
from engine.layers.layer import Port
from engine.layers.tensor_type import TensorType


class Verdict(Enum):
    FITS = "fits"
    DOES_NOT_FIT = "does not fit"  # may be drawn: the card then says what is wrong
    CYCLE = "cycle"
    WRONG_SIDE = "wrong side"


class Wiring:
    """One end of an edge is held; answers for every other port.

    `picked` is where the edge ended that is being moved, as long as it is not counted as drawn.
    """

    def __init__(self, reading: Reading, held: PortRef, held_is_output: bool, picked: PortRef | None = None) -> None:
        graph = reading.graph
        if picked is not None:
            graph = Graph(graph.nodes, {ref: source for ref, source in graph.sources.items() if ref != picked})
        self._reading = replace(reading, graph=graph)
        self.graph = graph
        self.held = held
        self.held_is_output = held_is_output
        self.picked = picked
        self._barred = ancestors(graph, [held.node]) if held_is_output else _descendants(graph, held.node)

    def verdict(self, node: str, slot: Slot) -> Verdict:
        """What an edge to this port would be."""
        if slot.is_output == self.held_is_output:
            return Verdict.WRONG_SIDE
        if node in self._barred:
            return Verdict.CYCLE
        edge = self.edge(node, slot)
        type_ = self._reading.type_at(edge.source.node, edge.source.port)
        target = self.graph.nodes[edge.target.node]
        interface = self._reading.interfaces.of(target, self.graph)
        port = interface.input(edge.target.port) if interface is not None else None
        if port is None or (type_ is not None and port.problem(type_) is not None):
            return Verdict.DOES_NOT_FIT
        return Verdict.FITS

    def best(self, node: str, slots: tuple[Slot, ...]) -> Slot | None:
        """The port of a card that an edge dropped on its body goes to: the first free one that fits.

        None where all would make a cycle. An only input is taken even if it has an edge.
        """
        possible = [(slot, self.verdict(node, slot)) for slot in slots]
        possible = [(slot, found) for slot, found in possible if found in (Verdict.FITS, Verdict.DOES_NOT_FIT)]
        return min(possible, key=lambda pair: self._rank(node, *pair), default=(None, None))[0]

    def edge(self, node: str, slot: Slot) -> Edge:
        """The edge from the held end to this port."""
        other = slot.ref(node)
        return Edge(self.held, other) if self.held_is_output else Edge(other, self.held)

    def _rank(self, node: str, slot: Slot, verdict: Verdict) -> tuple[bool, bool, bool]:
        taken = not slot.is_output and slot.ref(node) in self.graph.sources
        return taken, verdict is not Verdict.FITS, slot.is_optional


def entrance(ports: Sequence[Port], type_: TensorType | None) -> Port | None:
    """The input of a new layer that a value goes to: the first it fits, required ones before the others.

    None where it fits none; a value of which nothing is known fits everywhere.
    """
    fitting = [port for port in ports if type_ is None or port.problem(type_) is None]
    return min(fitting, key=lambda port: not port.required, default=None)


def _descendants(graph: Graph, node: str) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += [edge.target.node for edge in graph.out_of(current)]
    return found
