"""The scene: one page of a document as items. It follows the document's changes and never edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.annotation_board import AnnotationBoard
from app.canvas.card import Card, Reading, card_of, problems_by_node, tooltip_of
from app.canvas.cost_heat import Tint
from app.canvas.edge_focus import EdgeFocus
from app.canvas.edge_item import EdgeItem
from app.canvas.edge_painter import EdgePainter
from app.canvas.frames import WIDTH
from app.canvas.layout import Point
from app.canvas.looks import LookBoard
from app.canvas.node_item import NodeItem
from app.canvas.node_painter import NodePainter
from app.canvas.placement import completed
from app.canvas.pulse_item import PulseItem
from app.canvas.spread import GAP, NARROW, spread
from app.canvas.stage import Stage
from app.canvas.ways import Ways
from app.theme.tokens import LIGHT, Theme
from engine.compiler.plan import Plan
from engine.graph.graph import Edge, Graph, Node, PortRef
from engine.project.annotations import Key
from engine.project.change import Change
from engine.project.project import MAIN
from engine.training.events import Look


class GraphScene(QGraphicsScene):
    """Items for the nodes and edges of one page.

    `item_for_node` is keyed by node id, `item_for_edge` by where the edge ends. `graph_changed` comes after the
    items have followed a change. A scene `on_paper` is one for figures: everything is drawn at any zoom.
    """

    graph_changed = Signal()

    def __init__(
        self,
        document: Any,
        page: str = MAIN,
        theme: Theme = LIGHT,
        parent: QObject | None = None,
        clock: Callable[[], float] = monotonic,
        on_paper: bool = False,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.page = page
        self.item_for_node: dict[str, NodeItem] = {}
        self.item_for_edge: dict[PortRef, EdgeItem] = {}
        self._on_paper = on_paper
        self.node_painter = NodePainter(theme, on_paper=on_paper)
        self.edge_painter = EdgePainter(theme, on_paper)
        self._plan: Plan | None = None
        self.prefix: str | None = "" if page == MAIN else None
        self._titles: Mapping[str, str] = {}
        self._unsaved: dict[str, Point] = {}  # where nodes stand whose place the project does not hold
        self._shifts: dict[str, float] = {}  # how far cards were pushed down to make room
        self._is_training = False
        self._is_staged = False
        self._is_gone = False  # the page is that of a block, which the project has no more
        self.pulse = PulseItem(theme)
        self.addItem(self.pulse)
        self._board = LookBoard(self, clock)
        self._ways = Ways(self, on_paper)
        self.annotations = AnnotationBoard(self, theme, on_paper)
        self.edge_focus = EdgeFocus(self)
        self._reading = self._read()
        document.changed.connect(self._follow)
        document.replaced.connect(self.rebuild)
        self.rebuild()

    # ------------------------------------------------------------------ what it follows

    @property
    def graph(self) -> Graph:
        return self._reading.graph

    @property
    def reading(self) -> Reading:
        return self._reading

    @property
    def unsaved_places(self) -> Mapping[str, Point]:
        """Where nodes stand that the project has no place for: an edit that moves something saves them too."""
        return self._unsaved

    @property
    def places(self) -> dict[str, Point]:
        """Where every node stands."""
        return {node: (item.x(), item.y()) for node, item in self.item_for_node.items()}

    @property
    def settled_places(self) -> dict[str, Point]:
        """Where every node stands for the project, also while some are being dragged."""
        saved = self.document.project.positions(self.page)
        return {**self._unsaved, **{node: place for node, place in saved.items() if node in self.graph.nodes}}

    def unshifted(self, places: Mapping[str, Point]) -> dict[str, Point]:
        """Places as the project holds them: without what makes room for the numbers on other cards."""
        return {node: (x, y - self._shifts.get(node, 0.0)) for node, (x, y) in places.items()}

    def put_back(self) -> None:
        """Puts every card where the project says, after a drag that came to nothing."""
        self._place_nodes()
        self.route_edges()

    def rebuild(self) -> None:
        """Makes every item anew, as when another project is opened."""
        if self.page != MAIN and self.page not in self.document.project.blocks:
            return  # the block is gone; the view leaves this page
        self._is_gone = False
        for item in (*self.item_for_node.values(), *self.item_for_edge.values()):
            self.removeItem(item)
        self.item_for_node.clear()
        self.item_for_edge.clear()
        self._ways.forget()
        self._unsaved.clear()
        self._board.clear()
        self.annotations.follow()
        self._plan = None
        self._reading = self._read()
        for node in self.graph.nodes.values():
            self._add_node(node)
        self._place_nodes()
        for edge in self.graph.edges:
            self._add_edge(edge)
        self.route_edges()
        self.edge_focus.follow()
        self.graph_changed.emit()

    def set_plan(self, plan: Plan | None, prefix: str | None = "") -> None:
        """Shows shapes and problems of a plan of this page.

        `prefix` stands before the ids of its nodes in the network: empty on the main page, `body.0.` in a copy of a
        block, None where it is no part of the network.
        """
        self._plan, self.prefix = plan, prefix
        self._refresh_cards(self.graph.nodes)
        self._board.set_plan(plan, "?" if prefix is None else prefix)

    @property
    def plan(self) -> Plan | None:
        """The plan of this page, as it was shown last."""
        return self._plan

    def local(self, address: str) -> str:
        """The node of this page at, or around, an address of the network; empty where that is elsewhere."""
        if self.prefix is None or not address.startswith(self.prefix):
            return ""
        return address[len(self.prefix) :].partition(".")[0]

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Says what the columns of the data are called on the cards of Inputs."""
        self._titles = dict(titles)
        self._refresh_cards(self.graph.nodes)

    def set_theme(self, theme: Theme) -> None:
        self.node_painter = NodePainter(theme, on_paper=self._on_paper)
        self.edge_painter = EdgePainter(theme, self._on_paper)
        self.pulse.set_theme(theme)
        self.annotations.set_theme(theme)
        for node in self.item_for_node.values():
            node.set_painter(self.node_painter)
        for edge in self.item_for_edge.values():
            edge.set_painter(self.edge_painter)
        self.update()

    def set_training(self, is_training: bool) -> None:
        """Shows or hides gradients."""
        self._is_training = is_training
        for node in self.item_for_node.values():
            node.set_training(is_training)
        for edge in self.item_for_edge.values():
            edge.set_training(is_training)

    def set_tints(self, tints: Mapping[str, Tint]) -> None:
        """Colours these cards by what their nodes cost, and none of the others."""
        for node, item in self.item_for_node.items():
            item.set_tint(tints.get(node))

    @property
    def is_training(self) -> bool:
        """Whether gradients are shown."""
        return self._is_training

    @property
    def is_staged(self) -> bool:
        """Whether a step is being taken apart here, and nothing is edited by the mouse."""
        return self._is_staged

    def set_staged(self, is_staged: bool) -> None:
        """Enters the stage, where cards show rows of numbers, or leaves it."""
        if is_staged == self._is_staged:
            return
        self._is_staged = is_staged
        self.pulse.hide()
        self.annotations.set_staged(is_staged)
        for edge in self.item_for_edge.values():
            edge.set_tone("quiet" if is_staged else None)
        if not is_staged:
            self.set_stages({})

    def set_stages(self, stages: Mapping[str, Stage]) -> None:
        """Shows these rows on the cards, none on the others, and makes room for them."""
        before = {node: item.height for node, item in self.item_for_node.items()}
        for node, item in self.item_for_node.items():
            item.set_stage(stages.get(node))
        if any(item.height != before[node] for node, item in self.item_for_node.items()):
            self._place_nodes()
            self.route_edges()

    def show_look(self, look: Look | None) -> None:
        """Shows the gradients of one step, or none."""
        self._board.show(look)

    def select(self, nodes: Iterable[str], edges: Iterable[PortRef] = (), annotations: Iterable[Key] = ()) -> None:
        """Selects exactly these."""
        chosen: set[Any] = {self.item_for_node.get(node) for node in nodes}
        chosen |= {self.annotations.items.get(key) for key in annotations}
        chosen |= {self.item_for_edge.get(edge) for edge in edges}
        for item in self.items():
            if item.isSelected() != (item in chosen):
                item.setSelected(item in chosen)

    @property
    def selected_nodes(self) -> list[str]:
        return [node for node, item in self.item_for_node.items() if item.isSelected()]

    @property
    def selected_edges(self) -> list[PortRef]:
        return [target for target, item in self.item_for_edge.items() if item.isSelected()]

    @property
    def extent(self) -> QRectF:
        """The part of the scene that holds cards, comments and frames; empty without any."""
        extent = self.annotations.extent
        for item in self.item_for_node.values():
            extent |= item.scene_body
        return extent

    def tooltip(self, item: NodeItem) -> str:
        return tooltip_of(self.graph.nodes[item.node], item.card, self._reading)

    # ------------------------------------------------------------------ changes in, items out

    def _read(self) -> Reading:
        graph = self.document.project.page(self.page)
        return Reading(graph, self.document.interfaces, self._plan, problems_by_node(self._plan), self._titles)

    def _follow(self, change: Change, origin: object = None) -> None:
        """Brings the items in line with a change of the document."""
        if self.page != MAIN and self.page not in self.document.project.blocks:
            self._is_gone = True  # the view leaves this page, unless the block comes back first
            return
        if self._is_gone:
            self.rebuild()
            return
        self._reading = self._read()
        patches = [patch for patch in change.patches if patch.place.page == self.page]
        nodes = [patch.place.key for patch in patches if patch.place.part == "node"]
        targets = [patch.place.key for patch in patches if patch.place.part == "edge"]
        moved = [patch.place.key for patch in patches if patch.place.part == "position"]
        touched = set(nodes)
        for patch in patches:
            if patch.place.part == "edge":
                touched.add(patch.place.key.node)
                touched |= {ref.node for ref in (patch.before, patch.after) if ref is not None}
        is_inside = any(
            patch.place.part in ("node", "edge") and patch.place.page != self.page for patch in change.patches
        )  # a block, whose uses may have other ports now
        has_other_ports = is_inside or change.touches("block", "code")
        if has_other_ports:
            touched |= set(self.graph.nodes)
        if any(patch.place.part == "view" for patch in patches):
            self.annotations.follow()
        for target in targets:
            self._remove_edge(target)
        for node in nodes:
            if node not in self.graph.nodes:
                self._remove_node(node)
            elif node not in self.item_for_node:
                self._add_node(self.graph.nodes[node])
        touched |= {other.id for other in self.graph.nodes.values() if other.role == "share" and other.of in touched}
        self._refresh_cards(touched & set(self.graph.nodes))
        if nodes or moved:
            self._place_nodes()
        for target in targets:
            if target in self.graph.sources:
                self._add_edge(Edge(self.graph.sources[target], target))
        if nodes or targets or moved or has_other_ports:
            self.route_edges()
        self.edge_focus.follow()
        self.graph_changed.emit()

    def _refresh_cards(self, nodes: Iterable[str]) -> None:
        self._reading = self._read()
        for node in nodes:
            if node in self.item_for_node and node in self.graph.nodes:  # else another project comes, with other cards
                self.item_for_node[node].set_card(card_of(self.graph.nodes[node], self._reading))

    def _add_node(self, node: Node) -> None:
        item = NodeItem(node.id, self._card(node), self.node_painter)
        item.set_training(self._is_training)
        self.item_for_node[node.id] = item
        self.addItem(item)

    def _card(self, node: Node) -> Card:
        return card_of(node, self._reading)

    def _remove_node(self, node: str) -> None:
        item = self.item_for_node.pop(node, None)
        if item is not None:
            self.removeItem(item)

    def _add_edge(self, edge: Edge) -> None:
        self._remove_edge(edge.target)
        if edge.source.node in self.item_for_node and edge.target.node in self.item_for_node:
            item = EdgeItem(edge, self.edge_painter)
            item.set_training(self._is_training)
            item.set_tone("quiet" if self._is_staged else None)
            self.item_for_edge[edge.target] = item
            self.addItem(item)
            self._board.show_edge(item)

    def _remove_edge(self, target: PortRef) -> None:
        item = self.item_for_edge.pop(target, None)
        if item is not None:
            self._ways.drop(target)
            self.removeItem(item)

    def _place_nodes(self) -> None:
        """Puts every card where the project says, and where it says nothing, where a tidy layout does."""
        saved = self.document.project.positions(self.page)
        known = {**{node: place for node, place in self._unsaved.items() if node in self.graph.nodes}, **saved}
        places = completed(self.graph, self.document.interfaces, known)
        self._unsaved = {node: place for node, place in places.items() if node not in saved}
        if self._is_staged or any(item.stage is not None for item in self.item_for_node.values()):
            heights = {node: self.item_for_node[node].height for node in places}
            spread_out = spread(places, heights, WIDTH, GAP if self._is_staged else NARROW)
            self._shifts = {node: spread_out[node][1] - y for node, (_, y) in places.items()}
            places = spread_out
        else:
            self._shifts = {}
        for node, (x, y) in places.items():
            self.item_for_node[node].setPos(x, y)

    # ------------------------------------------------------------------ ways of edges

    def route_edges(self) -> None:
        """Finds the way of every edge round the cards."""
        self._ways.lead()

    def follow_nodes(self, nodes: Iterable[str]) -> None:
        """Draws the edges of cards that are on the move, without looking for a way round."""
        self._ways.follow(nodes)

    def end_points(self, edge: Edge) -> tuple[Point, Point]:
        """Where an edge begins and ends."""
        return self._ways.ends(edge)
