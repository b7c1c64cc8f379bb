"""A loose card that is dragged over an edge goes into it: the edge lights up, the release puts the card there."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from app.canvas.edge_item import EdgeItem
from app.canvas.gestures.gesture import Surface
from app.canvas.node_item import NodeItem

MIDDLE = (0.25, 0.15)  # how much of a card, on each side, may lie on an edge without going into it


class Splice:
    """Lives while one card is dragged that no edge holds, and that has an input and an output."""

    def __init__(self, surface: Surface, node: str) -> None:
        self._surface = surface
        self._node = node
        self._edge: EdgeItem | None = None

    def follow(self, item: NodeItem) -> None:
        """Lights the edge under the middle of the card."""
        body = item.scene_body
        x, y = body.width() * MIDDLE[0], body.height() * MIDDLE[1]
        self._light(self._under(body.adjusted(x, y, -x, -y)))

    def finish(self) -> bool:
        """Puts the card into the edge that is lit; False where none is."""
        edge = self._edge
        self.leave()
        return edge is not None and self._surface.editor.splice(self._node, edge.edge.target)

    def leave(self) -> None:
        self._light(None)

    def _under(self, middle: QRectF) -> EdgeItem | None:
        items = self._surface.graph_scene.items(middle)
        return next((item for item in items if isinstance(item, EdgeItem)), None)

    def _light(self, edge: EdgeItem | None) -> None:
        if edge is not self._edge:
            if self._edge is not None:
                self._edge.set_target(False)
            if edge is not None:
                edge.set_target(True)
            self._edge = edge


def splice_of(surface: Surface, nodes: list[str]) -> Splice | None:
    """What puts the dragged cards into an edge; None where they cannot stand in one."""
    if len(nodes) != 1 or not surface.editor.is_loose(nodes[0]):
        return None
    return Splice(surface, nodes[0])
