"""Help in place: F1 tells about the layer that is meant, and the open page follows the selection."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.canvas.view import GraphView
from app.frame.docks import Docks
from app.frame.panels import Panels
from app.session.document import Document
from engine.layers.layer import Layer
from engine.project.swapping import owner


class HelpDisplay(QObject):
    """Knows which kind is meant: the one in the palette where the keys or the pointer are there, else the selected."""

    def __init__(
        self, document: Document, canvas: GraphView, panels: Panels, docks: Docks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._canvas, self._panels, self._docks = document, canvas, panels, docks
        canvas.selection_changed.connect(self._follow)

    def show(self) -> None:
        """Opens the page about the layer that is meant."""
        self._panels.help.show_kind(self._panels.layers.kind_in_view() or self._selected())
        self._docks.open("help")

    def _follow(self, nodes: Sequence[str]) -> None:
        kind = self._selected()
        if kind is not None and self._panels.help.isVisible():
            self._panels.help.show_kind(kind)

    def _selected(self) -> type[Layer] | None:
        """The kind of the selected node, if there is one alone."""
        chosen, graph = self._canvas.selected_nodes, self._canvas.graph_scene.graph
        if len(chosen) != 1 or chosen[0] not in graph.nodes:
            return None
        node = graph.nodes[owner(graph, chosen[0])]
        return self._document.catalogue.get(node.of) if node.role == "kind" else None
