"""The edits of the canvas: each looks at the page, makes one change and hands it to the document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.canvas.clipboard import fragment_from_text, text_of_fragment
from app.canvas.frames import PORT_Y, frame_of
from app.canvas.layout import GRID, Point
from app.canvas.placement import free_place, room_between, snapped, tidy
from app.canvas.scene import GraphScene
from engine.graph.graph import Edge, Graph, Node, PortRef, make_graph
from engine.graph.ports import Interface
from engine.project.change import Change, Patch, Place
from engine.project.edits import (
    Fragment,
    add_fragment,
    add_node,
    connect,
    copy_fragment,
    disconnect,
    move,
    remove,
    set_frozen,
    together,
)  # fmt: skip
from engine.project.project import MAIN, Project

PASTE_STEP = 3 * GRID


class Editor:
    """Edits the page that a scene shows. Every method ends in at most one step of undo."""

    def __init__(self, scene: GraphScene) -> None:
        self._scene = scene
        self._document: Any = scene.document

    @property
    def _project(self) -> Project:
        project: Project = self._document.project
        return project

    @property
    def _graph(self) -> Graph:
        return self._project.page(self._scene.page)

    def apply(self, change: Change) -> None:
        """Does an edit that was made elsewhere, and selects the nodes that it brought."""
        self._apply(change)
        new = [patch.place.key for patch in change.patches if patch.place.part == "node" and patch.before is None]
        if new:
            self._scene.select(new)

    def room(self, project: Project, left: str, right: str) -> tuple[Point | None, Mapping[str, Point]]:
        """Where a new card goes between two others, and which make room; the project may be ahead of the scene."""
        return room_between({**self._scene.settled_places, **project.positions(self._scene.page)}, left, right)

    def _apply(self, change: Change, merge_key: str = "") -> None:
        self._document.apply(self._with_places(change), self._scene, merge_key)

    def _with_places(self, change: Change) -> Change:
        """The change; where it alters the drawing, it also saves the places that a tidy layout chose on opening.

        Else the layout of what is left would come out otherwise at the next opening.
        """
        if not change.touches("position", "node", "edge"):
            return change
        page = self._scene.page
        touched = {patch.place.key for patch in change.patches if patch.place.part in ("node", "position")}
        places = {node: at for node, at in self._scene.unsaved_places.items() if node not in touched}
        patches = tuple(Patch(Place("position", page, node), None, at) for node, at in places.items())
        return replace(change, patches=(*change.patches, *patches))

    # ------------------------------------------------------------------ places

    def move(self, places: Mapping[str, Point], merge_key: str = "") -> None:
        """Puts cards in other places."""
        self._apply(move(self._project, self._scene.page, places), merge_key)

    def nudge(self, nodes: Collection[str], x: float, y: float) -> None:
        """Moves cards by a step; steps in a row are one edit."""
        places = self._scene.settled_places
        moved = {node: (places[node][0] + x, places[node][1] + y) for node in nodes if node in places}
        if moved:
            self.move(moved, merge_key="nudge " + " ".join(sorted(moved)))

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

    def remove(self, nodes: Collection[str], edges: Collection[PortRef] = ()) -> None:
        """Removes nodes and edges."""
        if nodes or edges:
            change = remove(self._project, self._scene.page, nodes, edges)
            self._apply(change if nodes else replace(change, code="disconnect"))

    def set_frozen(self, nodes: Iterable[str], is_frozen: bool) -> None:
        """Stops the update of these nodes' parameters, or lets it go on."""
        page = self._scene.page
        changes = [set_frozen(self._project, page, node, is_frozen) for node in nodes]
        if changes:
            self._apply(together("set_frozen", changes, name=", ".join(str(it.arguments["name"]) for it in changes)))

    def add(self, kind: str, at: Point, connect_to: PortRef | None = None) -> str:
        """Places a new layer with its top left corner at a place, joined to an output if one is given."""
        project, page = self._project, self._scene.page
        change, node = add_node(project, page, kind, self._initial(kind), (snapped(at[0]), snapped(at[1])))
        interface = self._interface(kind)
        if connect_to is not None and interface is not None and interface.inputs:
            edge = Edge(connect_to, PortRef(node, interface.inputs[0].name))
            joined = connect(change.apply(project), page, edge, self._document.interfaces)
            change = together(change.code, [change, joined], **dict(change.arguments))
        self._apply(change)
        self._scene.select([node])
        return node

    def insert(self, kind: str, target: PortRef, params: Mapping[str, Any] | None = None) -> str | None:
        """Puts a new layer on the edge that ends at `target`, and makes room for it.

        Returns its id; None where there is no edge, or no way through the kind.
        """
        interface = self._interface(kind)
        source = self._graph.sources.get(target)
        if interface is None or not interface.inputs or not interface.outputs or source is None:
            return None
        project, page = self._project, self._scene.page
        at, shifted = room_between(self._scene.settled_places, source.node, target.node)
        given = {**self._initial(kind), **(params or {})}
        change, node = add_node(project, page, kind, given, at)
        changes = [change]
        if shifted:
            changes.append(move(change.apply(project), page, shifted))
        for edge in (
            Edge(source, PortRef(node, interface.inputs[0].name)),
            Edge(PortRef(node, interface.outputs[0]), target),
        ):
            present = together("insert", changes).apply(project)
            changes.append(connect(present, page, edge, self._document.interfaces))
        self._apply(together("insert", changes, names=[node]))
        self._scene.select([node])
        return node

    # ------------------------------------------------------------------ copies

    def copied_text(self, nodes: Collection[str]) -> str:
        """The nodes, the edges among them and the blocks they use, as the text of a project."""
        return text_of_fragment(self._project, self._fragment(nodes))

    def paste(self, text: str, at: Point | None = None) -> bool:
        """Adds what a text holds, with its top left corner at a place, else beside the original.

        False where the text holds no nodes.
        """
        fragment, blocks, codes = fragment_from_text(text)
        if not fragment.nodes:
            return False
        present = self._project
        new: dict[Place, Any] = {
            Place("block", "", name): it for name, it in blocks.items() if name not in present.blocks
        }
        new |= {Place("code", "", name): it for name, it in codes.items() if name not in present.codes}
        self._add(fragment, self._offset(fragment, at), "paste", new)
        return True

    def duplicate(self, nodes: Collection[str]) -> None:
        """Adds a copy of these nodes beside them."""
        fragment = self._fragment(nodes)
        if fragment.nodes:
            self._add(fragment, self._offset(fragment, None), "duplicate", {})

    def _add(self, fragment: Fragment, offset: Point, code: str, new: Mapping[Place, Any]) -> None:
        project, page = self._project, self._scene.page
        first = Change(code, tuple(Patch(place, None, added) for place, added in new.items()))
        added, ids = add_fragment(first.apply(project), page, fragment, offset)
        self._apply(together(code, [first, added], names=ids))
        self._scene.select(ids)

    def _fragment(self, nodes: Collection[str]) -> Fragment:
        fragment = copy_fragment(self._project, self._scene.page, nodes)
        places = self._scene.settled_places
        return replace(fragment, positions={node.id: places[node.id] for node in fragment.nodes})

    def _offset(self, fragment: Fragment, at: Point | None) -> Point:
        """How far a copy is moved: to the place, or steps down and right until no card stands just there."""
        places = list((fragment.positions or {}).values())
        if not places:
            return (0.0, 0.0)
        left, top = min(x for x, _ in places), min(y for _, y in places)
        if at is not None:
            return snapped(at[0] - left), snapped(at[1] - top)
        taken = set(self._scene.settled_places.values())
        step = PASTE_STEP
        while any((x + step, y + step) in taken for x, y in places):
            step += PASTE_STEP
        return step, step

    # ------------------------------------------------------------------ kinds

    def entrance(self, kind: str) -> float:
        """How far below its top a new card of this kind has its first input."""
        node = Node("new", "kind", kind)
        inputs = frame_of(node, make_graph([node]), self._document.interfaces).inputs
        return inputs[0].y if inputs else PORT_Y

    def free_place(self, wanted: Point) -> Point:
        """The place at or below the wanted one where a new card covers no other."""
        return free_place(self._scene.settled_places.values(), wanted)

    def _interface(self, kind: str) -> Interface | None:
        node = Node("new", "kind", kind)
        interface: Interface | None = self._document.interfaces.of(node, self._graph)
        return interface

    def _initial(self, kind: str) -> dict[str, Any]:
        declared = self._document.catalogue.get(kind)
        initial = dict(declared.initial()) if declared is not None else {}
        if kind == "Input" and self._scene.page == MAIN:  # a new Input brings what no other one does
            taken = {node.params.get("column") for node in self._graph.nodes.values()}
            free = [name for name in self._project.data.columns()[0] if name not in taken]
            initial |= {"column": free[0]} if free else {}
        return initial
