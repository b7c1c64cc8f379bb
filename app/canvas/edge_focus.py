"""Dims all edges but those at the selected cards, so that one can see where they lead in a thicket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.canvas.edge_item import EdgeItem
    from app.canvas.scene import GraphScene


class EdgeFocus(QObject):
    """Follows the selection of a scene. Without a selection every edge is in strength: there is nothing to look for."""

    def __init__(self, scene: GraphScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self._is_on = False
        self._soon = QTimer(self)  # many items are selected at once
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show)
        scene.selectionChanged.connect(self.follow)

    def set_on(self, is_on: bool) -> None:
        """Switches it on or off."""
        if is_on != self._is_on:
            self._is_on = is_on
            self._show()

    def follow(self) -> None:
        """The selection is another, or the edges are."""
        if self._is_on:
            self._soon.start()

    def _show(self) -> None:
        scene = self._scene
        nodes, edges = set(scene.selected_nodes), set(scene.selected_edges)
        is_used = self._is_on and bool(nodes or edges)
        for target, item in scene.item_for_edge.items():
            item.set_dimmed(is_used and target not in edges and not _is_at(item, nodes))


def _is_at(item: EdgeItem, nodes: set[str]) -> bool:
    return item.edge.source.node in nodes or item.edge.target.node in nodes
