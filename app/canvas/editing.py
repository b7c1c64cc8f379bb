"""The edits of the canvas: each looks at the page, makes one change and hands it to the document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.canvas.copying import Copying
from app.canvas.frames import PORT_Y, WIDTH, Frame, frame_of
from app.canvas.layout import GAP_X, GAP_Y, Point
from app.canvas.matching import entrance
from app.canvas.placement import free_place, room_between, snapped, tidy
from app.canvas.suggestions import Held
from engine.graph.graph import Block, Edge, Node, PortRef, make_graph
from engine.graph.ports import Interface, Interfaces
from engine.project.annotations import Key, remove_annotations
from engine.project.block_edits import BLOCK_MARK, add_use, free_block_name
from engine.project.change import Change
from engine.project.code_edits import CODE_MARK, place_code
from engine.project.edits import (
    add_node,
    connect,
    disconnect,
    move,
    remove,
    set_frozen,
    together,
)  # fmt: skip
from engine.project.grouping import group, ungroup
from engine.project.project import MAIN
from engine.project.rearranging import Axis, Box, Piece, Side, aligned, distributed, pieces, remove_keeping_flow
from engine.project.swapping import Swap, swap_kind


class Editor(Copying):
    """Edits the page that a scene shows. Every method ends in at most one step of undo."""

    # ------------------------------------------------------------------ places

    def move(self, places: Mapping[str, Point]) -> None:
        """Puts cards in other places."""
        self._apply(move(self._project, self._scene.page, places))

    def align(self, nodes: Collection[str], side: Side) -> None:
        """Puts cards in line, as one edit; none comes to lie on another."""
        places = aligned(self._boxes(nodes), side, (GAP_X, GAP_Y))
        self._apply(replace(move(self._project, self._scene.page, places), code="align"))

    def distribute(self, nodes: Collection[str], axis: Axis) -> None:
        """Puts equal gaps between cards, as one edit."""
        places = distributed(self._boxes(nodes), axis, (GAP_X, GAP_Y))
        self._apply(replace(move(self._project, self._scene.page, places), code="distribute"))

    def _boxes(self, nodes: Collection[str]) -> dict[str, Box]:
        """Where cards stand, and their size in Design: what is arranged there is arranged in every mode."""
        places, items = self._scene.settled_places, self._scene.item_for_node
        return {node: Box(*places[node], WIDTH, items[node].card.frame.height) for node in nodes if node in places}

    def tidy(self, nodes: Collection[str] = ()) -> None:
        """Arranges the whole page, or these nodes."""
        self._apply(tidy(self._project, self._scene.page, self._document.interfaces, nodes))

    # ------------------------------------------------------------------ edges

    def connect(self, edge: Edge, instead_of: PortRef | None = None) -> None:
        """Draws an edge; with `instead_of`, one that ended there is moved."""
        page, interfaces = self._scene.page, self._document.interfaces
        if instead_of is None:
            self._apply(connect(self._project, page, edge, interfaces))
            return
        if instead_of == edge.target and self._graph.sources.get(instead_of) == edge.source:
            return
        first = disconnect(self._project, page, [instead_of])
        target = edge.target
        if target.index is not None and (target.node, target.port) == (instead_of.node, instead_of.port):
            target = replace(target, index=None)  # within one port the places close up first: it goes to the end
        second = connect(first.apply(self._project), page, Edge(edge.source, target), interfaces)
        self._apply(together("reconnect", [first, second], **dict(second.arguments)))

    def disconnect(self, targets: Collection[PortRef]) -> None:
        self._apply(disconnect(self._project, self._scene.page, targets))

    # ------------------------------------------------------------------ nodes

    def remove(
        self, nodes: Collection[str], edges: Collection[PortRef] = (), annotations: Collection[Key] = ()
    ) -> None:
        """Removes nodes, edges, comments and frames."""
        page = self._scene.page
        notes = remove_annotations(self._project, page, annotations)
        if nodes or edges:
            change = remove(self._project, page, nodes, edges)
            change = change if nodes else replace(change, code="disconnect")
            self._apply(together(change.code, [change, notes], **dict(change.arguments)))
        elif notes:
            self._apply(notes)

    def remove_keeping_flow(self, nodes: Collection[str]) -> Piece | None:
        """Removes nodes, and joins what fed them to what they fed.

        Where that is not clear, nothing is done: returns the piece of which it is not.
        """
        unclear = next((piece for piece in pieces(self._graph, nodes) if not piece.is_clear), None)
        if unclear is None:
            self._apply(remove_keeping_flow(self._project, self._scene.page, nodes))
        return unclear

    def swap(self, nodes: Collection[str], kind: str) -> Swap:
        """Lets a kind take the place of these nodes' kinds, and says what they kept."""
        swap = swap_kind(self._project, self._scene.page, nodes, kind, self._document.interfaces)
        self._apply(swap.change)
        return swap

    def set_frozen(self, nodes: Iterable[str], is_frozen: bool) -> None:
        """Stops the update of these nodes' parameters, or lets it go on."""
        page = self._scene.page
        changes = [set_frozen(self._project, page, node, is_frozen) for node in nodes]
        if changes:
            self._apply(together("set_frozen", changes, name=", ".join(str(it.arguments["name"]) for it in changes)))

    def add(self, kind: str, at: Point, joined_to: Held | None = None) -> str:
        """Places a new layer with its top left corner at a place, joined to the end of an edge if one is given."""
        project, page = self._project, self._scene.page
        change, node = self._new(kind, (snapped(at[0]), snapped(at[1])))
        edge = self._edge_to(node, kind, joined_to) if joined_to is not None else None
        if edge is not None:
            joined = connect(change.apply(project), page, edge, self._document.interfaces)
            change = together(change.code, [change, joined], **dict(change.arguments))
        self._apply(change)
        self._scene.select([node])
        return node

    def can_join(self, kind: str, held: Held) -> bool:
        """Whether a new layer of this kind has a port for a held end."""
        return self._edge_to("new", kind, held) is not None

    def _edge_to(self, node: str, kind: str, held: Held) -> Edge | None:
        """The edge between a held end and a new node: at its first port that fits, else at its first."""
        interface = self._interface(kind)
        if interface is None:
            return None
        if not held.is_output:
            return Edge(PortRef(node, interface.outputs[0]), held.ref) if interface.outputs else None
        type_ = self._scene.reading.type_at(held.ref.node, held.ref.port)
        port = entrance(interface.inputs, type_) or next(iter(interface.inputs), None)
        return Edge(held.ref, PortRef(node, port.name)) if port is not None else None

    def insert(self, kind: str, target: PortRef, params: Mapping[str, Any] | None = None) -> str | None:
        """Puts a new layer on the edge that ends at `target`, and makes room for it.

        Returns its id; None where there is no edge, or no way through the kind.
        """
        interface = self._interface(kind)
        source = self._graph.sources.get(target)
        if interface is None or not self.can_insert(kind) or source is None:
            return None
        at, shifted = room_between(self._scene.settled_places, source.node, target.node)
        change, node = self._new(kind, at, params)
        changes = [change]
        if shifted:
            changes.append(move(change.apply(self._project), self._scene.page, shifted))
        self._lead_through(node, interface, Edge(source, target), changes)
        return node

    def can_insert(self, kind: str) -> bool:
        """Whether a value can go through a layer of this kind."""
        interface = self._interface(kind)
        return interface is not None and bool(interface.inputs) and bool(interface.outputs)

    def is_loose(self, node: str) -> bool:
        """Whether a node could be put into an edge: a value can go through it, and no edge is there yet."""
        frame = frame_of(self._graph.nodes[node], self._graph, self._document.interfaces)
        return bool(frame.inputs and frame.outputs) and not (self._graph.into(node) or self._graph.out_of(node))

    def splice(self, node: str, target: PortRef) -> bool:
        """Puts a loose node into the edge that ends at `target`, and makes room for it; False where that cannot be."""
        interface = self._document.interfaces.of(self._graph.nodes[node], self._graph)
        source = self._graph.sources.get(target)
        if interface is None or source is None or not self.is_loose(node):
            return False
        others = {other: place for other, place in self._scene.settled_places.items() if other != node}
        at, shifted = room_between(others, source.node, target.node)
        changes = [move(self._project, self._scene.page, {**shifted, node: at})]
        self._lead_through(node, interface, Edge(source, target), changes)
        return True

    def _lead_through(self, node: str, interface: Interface, edge: Edge, changes: list[Change]) -> None:
        """Does these changes and leads an edge through a node, as one step."""
        type_ = self._scene.reading.type_at(edge.source.node, edge.source.port)
        port = entrance(interface.inputs, type_) or interface.inputs[0]
        for part in (
            Edge(edge.source, PortRef(node, port.name)),
            Edge(PortRef(node, interface.outputs[0]), edge.target),
        ):
            present = together("insert", changes).apply(self._project)
            changes.append(connect(present, self._scene.page, part, self._document.interfaces))
        self._apply(together("insert", changes, names=[node]))
        self._scene.select([node])

    # ------------------------------------------------------------------ blocks

    def make_block(self, nodes: Collection[str]) -> str:
        """Makes a block of these nodes, and a use of it in their place. Returns its id; raises ProblemError."""
        name = free_block_name(self._project, "Block")
        change, use = group(self._project, self._scene.page, nodes, name, self._scene.settled_places)
        self._apply(change)
        self._scene.select([use])
        return use

    def take_apart(self, node: str) -> None:
        """Puts the nodes of a block where its use stands. Raises ProblemError."""
        change = ungroup(self._project, self._scene.page, node)
        self.apply(change)

    def _new(self, kind: str, at: Point, params: Mapping[str, Any] | None = None) -> tuple[Change, str]:
        """The change that brings a layer, or the use of a block. Raises ProblemError where a block held itself."""
        project, page = self._project, self._scene.page
        if kind.startswith(BLOCK_MARK):
            name = kind.removeprefix(BLOCK_MARK)
            return add_use(project, page, name, at, self._brought(name))
        if kind.startswith(CODE_MARK):
            return place_code(project, page, kind.removeprefix(CODE_MARK), at)
        return add_node(project, page, kind, {**self._initial(kind), **(params or {})}, at)

    def _brought(self, name: str) -> Mapping[str, Block]:
        """What comes with a block of the library that the project does not have."""
        found = None if name in self._project.blocks else self._document.library_block(name)
        return found.blocks if found is not None else {}

    # ------------------------------------------------------------------ kinds

    def frame(self, kind: str) -> Frame:
        """The frame that a new card of this kind has."""
        node = _node_of(kind)
        return frame_of(node, make_graph([node]), self._interfaces_for(node))

    def entrance(self, kind: str) -> float:
        """How far below its top a new card of this kind has its first input."""
        inputs = self.frame(kind).inputs
        return inputs[0].y if inputs else PORT_Y

    def free_place(self, wanted: Point) -> Point:
        """The place at or below the wanted one where a new card covers no other."""
        return free_place(self._scene.settled_places.values(), wanted)

    def _interface(self, kind: str) -> Interface | None:
        node = _node_of(kind)
        return self._interfaces_for(node).of(node, self._graph)

    def _interfaces_for(self, node: Node) -> Interfaces:
        """Those of the project; they know a block of the library as if it were there already."""
        interfaces: Interfaces = self._document.interfaces
        if node.role != "block":
            return interfaces
        return replace(interfaces, blocks={**self._brought(node.of), **self._project.blocks})

    def _initial(self, kind: str) -> dict[str, Any]:
        declared = self._document.catalogue.get(kind)
        initial = dict(declared.initial()) if declared is not None else {}
        if kind == "Input" and self._scene.page == MAIN:  # a new Input brings what no other one does
            taken = {node.params.get("column") for node in self._graph.nodes.values()}
            free = [name for name in self._project.data.columns()[0] if name not in taken]
            initial |= {"column": free[0]} if free else {}
        return initial


def _node_of(kind: str) -> Node:
    """A node as it would be placed: of a kind, or with a mark before the name of a block or of a code."""
    if kind.startswith(BLOCK_MARK):
        return Node("new", "block", kind.removeprefix(BLOCK_MARK))
    if kind.startswith(CODE_MARK):
        return Node("new", "code", kind.removeprefix(CODE_MARK))
    return Node("new", "kind", kind)
