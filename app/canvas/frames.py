"""The frame of a card, without Qt: which ports it shows, where they stand, how high it is.

Ports stand at fixed distances from the top and everything that comes and goes (meter, history, problems) grows below
them, so no edge moves when the mode changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.graph.ports import Interface, Interfaces
from engine.layers.layer import LossLayer, Port

WIDTH = 188.0
HEADER = 56.0  # title and kind, words and chip
PORT_Y = HEADER / 2  # the only port of a side
SLOT_STEP = 16.0  # between the places of a variadic port
ROW = 16.0  # a named port, where a side has several
FIRST_ROW = HEADER + ROW / 2 - 4
METER = 24.0  # the gradient's meter and number
HISTORY = 16.0  # the gradient's thin line
PROBLEM_LINE = 16.0
MARGIN = 8.0


@dataclass(frozen=True)
class Slot:
    """A place on the side of a card where one edge ends, or where edges begin.

    `index` counts the places of a variadic port; `is_spare` marks the one behind the last, where a next edge may go.
    `label` is empty where the side has only this port.
    """

    port: str
    is_output: bool
    y: float
    index: int | None = None
    label: str = ""
    is_spare: bool = False
    is_optional: bool = False

    def ref(self, node: str) -> PortRef:
        return PortRef(node, self.port, self.index)


@dataclass(frozen=True)
class Frame:
    """The ports of a card from top to bottom, and the height of what is always there."""

    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    height: float

    def input(self, ref: PortRef) -> Slot | None:
        return next((slot for slot in self.inputs if (slot.port, slot.index) == (ref.port, ref.index)), None)

    def output(self, port: str) -> Slot | None:
        return next((slot for slot in self.outputs if slot.port == port), None)

    @property
    def tallest(self) -> float:
        """The height while training: what the layout leaves room for."""
        return self.height + METER + HISTORY


def frame_of(node: Node, graph: Graph, interfaces: Interfaces) -> Frame:
    """The frame of a node: its declared ports, and any other that an edge is drawn to."""
    interface = interfaces.of(node, graph) or Interface((), ())
    inputs = list(interface.inputs)
    known = {port.name for port in inputs}
    strange = dict.fromkeys(edge.target.port for edge in graph.into(node.id) if edge.target.port not in known)
    inputs += [Port(name, required=False) for name in strange]
    used = dict.fromkeys(edge.source.port for edge in graph.out_of(node.id))
    declared = () if ends_graph(node, graph, interfaces) else interface.outputs
    outputs = list(dict.fromkeys((*declared, *used)))
    has_rows = len(inputs) > 1 or len(outputs) > 1
    if len(inputs) == 1:
        left = _alone(inputs[0], _indices(graph.into(node.id), inputs[0].name), FIRST_ROW if has_rows else PORT_Y)
    else:
        left = _rows(inputs, graph.into(node.id))
    if len(outputs) == 1:  # in line with the first input, so that a chain runs straight through
        right = [Slot(outputs[0], True, FIRST_ROW if has_rows else PORT_Y)]
    else:
        right = [Slot(name, True, FIRST_ROW + ROW * row, label=name) for row, name in enumerate(outputs)]
    lowest = max((slot.y for slot in (*left, *right)), default=0.0)
    return Frame(tuple(left), tuple(right), max(HEADER, lowest + (ROW / 2 + MARGIN if has_rows else 12.0)))


def ends_graph(node: Node, graph: Graph, interfaces: Interfaces) -> bool:
    """Whether nothing may leave a node: a loss or an Output."""
    if node.role == "share" and node.of in graph.nodes:
        node = graph.nodes[node.of]
    kind = interfaces.kind(node)
    return node.role == "kind" and (node.of == "Output" or (kind is not None and issubclass(kind, LossLayer)))


def _indices(edges: Iterable[Edge], port: str) -> list[int]:
    return sorted(edge.target.index for edge in edges if edge.target.port == port and edge.target.index is not None)


def _alone(port: Port, indices: list[int], middle: float) -> list[Slot]:
    """The places of the only input: one in the middle, or those of a variadic port around it."""
    if not port.variadic:
        # a file may number what has no numbers; the plan says so, and the edge is drawn all the same
        numbers: list[int | None] = [None, *indices] if indices else [None]
        return [Slot(port.name, False, middle, number, is_optional=not port.required) for number in numbers]
    spare = max(indices, default=-1) + 1
    places = [*indices, spare]
    first = middle - SLOT_STEP * (min(len(places), 3) - 1) / 2
    return [
        Slot(port.name, False, first + SLOT_STEP * row, index, is_spare=index == spare)
        for row, index in enumerate(places)
    ]


def _rows(ports: list[Port], edges: Iterable[Edge]) -> list[Slot]:
    """A row for each named port; a variadic one takes a row for each of its edges, and one more."""
    edges = tuple(edges)
    slots: list[Slot] = []
    for port in ports:
        numbers: list[int | None] = [None]
        indices = _indices(edges, port.name)
        if port.variadic:
            numbers = [*indices, max(indices, default=-1) + 1]
        elif indices:
            numbers = [None, *indices]
        for index in numbers:
            label = port.name if index is None else f"{port.name}[{index}]"
            spare = port.variadic and index == numbers[-1]
            y = FIRST_ROW + ROW * len(slots)
            slots.append(Slot(port.name, False, y, index, label, spare, not port.required))
    return slots
