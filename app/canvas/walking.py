"""From card to card by keys: along the edges to the right and left, to the nearest card above and below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from engine.graph.graph import Graph

if TYPE_CHECKING:
    from app.canvas.view import GraphView

Way = Literal["left", "right", "up", "down"]
Places = dict[str, tuple[float, float]]
ASIDE = 2.0  # a card that is so much nearer above counts as much as one straight above it


class Walking(QObject):
    """Moves the selection of a view. `inspect_wanted` asks for everything about the selected node."""

    inspect_wanted = Signal()

    def __init__(self, view: GraphView) -> None:
        super().__init__(view)
        self._view = view

    def go(self, way: Way) -> None:
        """Selects the card that lies in a direction; the first one where none is selected."""
        scene = self._view.graph_scene
        places = {name: (item.x(), item.y()) for name, item in scene.item_for_node.items()}
        chosen = self._view.selected_nodes
        found = next_card(scene.graph, places, chosen[0] if chosen else "", way)
        if found:
            scene.select([found])
            self._view.rearranging.keep_selection_in_sight()

    def inspect(self) -> None:
        """Enter: everything about the selected node."""
        if self._view.selected_nodes:
            self.inspect_wanted.emit()


def next_card(graph: Graph, places: Places, node: str, way: Way) -> str:
    """The card to which a key leads from a node; empty where there is none, the leftmost where no node is given.

    Of several at the ends of edges it is the one most level with the node.
    """
    if node not in places:
        return min(places, key=lambda name: (*places[name], name), default="")
    x, y = places[node]
    if way in ("left", "right"):
        edges = graph.out_of(node) if way == "right" else graph.into(node)
        ends = {edge.target.node if way == "right" else edge.source.node for edge in edges} & set(places)
        return min(ends, key=lambda name: (abs(places[name][1] - y), name), default="")
    side = 1 if way == "down" else -1
    beyond = {name: ((there - y) * side, abs(across - x)) for name, (across, there) in places.items()}
    fitting = [name for name, (far, _) in beyond.items() if far > 0]
    return min(fitting, key=lambda name: (beyond[name][0] + ASIDE * beyond[name][1], name), default="")
