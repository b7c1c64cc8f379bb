"""Finds a node of the project by its id, its title or its kind, on whatever page it stands, and goes there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.canvas.view import GraphView
from app.parts.picker import Picker
from app.parts.picker_rows import Entry
from app.session.document import Document
from engine.graph.graph import Graph, Node
from engine.graph.ports import Kinds
from engine.project.project import MAIN

SEPARATOR = "/"  # stands in no id


class NodeFinder(QObject):
    """Opens the picker on all nodes, those of the present page first."""

    def __init__(
        self, document: Document, canvas: GraphView, show_page: Callable[[str], object], picker: Picker,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._canvas, self._picker = document, canvas, picker
        self._show_page = show_page

    def open(self) -> None:
        """Lists the nodes from left to right."""
        project, present = self._document.project, self._canvas.page
        entries = []
        for page in sorted(project.pages, key=lambda page: page != present):
            places = self._canvas.graph_scene.places if page == present else project.positions(page)
            graph = project.page(page)
            for name in sorted(graph.nodes, key=lambda name: (*places.get(name, (0.0, 0.0)), name)):
                entries.append(_entry(page, graph, graph.nodes[name], self._document.catalogue))
        none = self.tr("No layer is called so") if entries else self.tr("There is no layer yet")
        self._picker.ask(entries, self.tr("Find by id, title or kind"), self._go_to, none=none)

    def _go_to(self, entry: Entry) -> None:
        page, _, node = entry.id.partition(SEPARATOR)
        if page in self._document.project.pages:
            self._show_page(page)
            self._canvas.rearranging.bring_to_middle(node)
            self._canvas.setFocus()


def _entry(page: str, graph: Graph, node: Node, kinds: Kinds) -> Entry:
    shared = graph.nodes.get(node.of, node) if node.role == "share" else node
    kind = kinds.get(shared.of) if shared.role == "kind" else None
    aside = shared.of if page == MAIN else f"{shared.of} · {page}"
    category = kind.category if kind is not None else "block"
    name, other = (node.title, node.id) if node.title else (node.id, "")  # as its card says
    return Entry(f"{page}{SEPARATOR}{node.id}", name, other, aside=aside, more=shared.of, category=category)
