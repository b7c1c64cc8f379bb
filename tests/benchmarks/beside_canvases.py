"""The two canvases that are measured beside each other, under the same names: Chainrule's and a library's.

The library is koode-taskgraph. Of the node editors for PySide6 on PyPI it is the one that creates this graph fastest,
paints all of it fastest and drags a card fastest, and it has copy and paste and a layout; it has no undo. NodeGraphQt
and its forks can undo and group, but take up to five times as long for each of the three, and their layout follows
every path through the graph, which does not end where there are many skip connections. nodeeditor-qtpy,
qtpynodeeditor and pyqtgraph's flowchart are slower too in all of it; ryvencore-qt needs minutes to create the graph.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsView

LIBRARY = "koode-taskgraph"
SIZE = (1600, 1000)
MARGIN = 80  # that the library's own window leaves around all of a graph


class Canvas(Protocol):
    """A canvas in a window of its own."""

    view: QGraphicsView

    def load(self, text: str) -> None:
        """Shows the graph of a project's file, instead of what was there."""

    def show_real_size(self, node: str) -> None: ...

    def show_all(self) -> None: ...

    def middle_of(self, node: str) -> QPointF: ...

    def count(self) -> int: ...

    def copy(self, nodes: Sequence[str]) -> None: ...

    def paste(self) -> None: ...

    def remove_pasted(self) -> None: ...

    def arrange(self) -> None:
        """Lays out the whole graph."""


class ChainruleCanvas:
    """The canvas of this program, on a document."""

    def __init__(self) -> None:
        from app.canvas.view import GraphView
        from app.session.document import Document
        from app.theme.tokens import LIGHT

        self._document = Document()
        self.view = GraphView(LIGHT)
        self.view.resize(*SIZE)
        self.view.set_document(self._document)

    def load(self, text: str) -> None:
        from engine.project.reader import read_text

        project = read_text(text).project
        assert project is not None
        self._document.new(project)

    def show_real_size(self, node: str) -> None:
        self.view.zoom_reset()
        self.view.centerOn(self.middle_of(node))

    def show_all(self) -> None:
        self.view.fit()

    def middle_of(self, node: str) -> QPointF:
        return self.view.graph_scene.item_for_node[node].scene_body.center()

    def count(self) -> int:
        return len(self.view.graph_scene.item_for_node)

    def copy(self, nodes: Sequence[str]) -> None:
        self.view.select(nodes)
        self.view.copy()

    def paste(self) -> None:
        self.view.paste()

    def remove_pasted(self) -> None:
        self._document.undo_stack.undo()

    def arrange(self) -> None:
        self.view.editor.tidy()


class LibraryCanvas:
    """The library's view, with one kind of node: the input that takes many edges and the output that all of it have."""

    def __init__(self) -> None:
        os.environ["QT_API"] = "pyside6"  # it reaches Qt through QtPy, which may find another first
        from taskgraph.core.model import ProcessNode
        from taskgraph.core.registry import register_node
        from taskgraph.ui.scene import GraphScene, GraphView

        class Layer(ProcessNode):
            type_id = "chainrule.layer"
            title = "Layer"

            def process(self, inputs: dict[str, Any]) -> dict[str, Any]:
                return inputs

        self._kind = register_node(Layer)
        self._scene = GraphScene()
        self._key_for_name: dict[str, str] = {}
        self.view = GraphView(self._scene)
        self.view.resize(*SIZE)

    def load(self, text: str) -> None:
        from taskgraph.core.model import Connection, Graph

        value, graph = json.loads(text), Graph()
        self._key_for_name = {}
        for name in value["graph"]["nodes"]:
            node = self._kind(name=name)
            self._key_for_name[name] = node.id
            graph.add_node(node, tuple(value["view"]["positions"][name]))
        out, into = self._kind.dependency_output.name, self._kind.dependency_input.name
        for edge in value["graph"]["edges"]:
            source, target = (self._key_for_name[name] for name in edge.split(" -> "))
            graph.connect(Connection(source, out, target, into, "dependency"))
        self._scene.set_graph(graph)
        # Its own rectangle ends before this graph does, and what is outside cannot be scrolled to.
        self._scene.setSceneRect(self._scene.itemsBoundingRect().adjusted(*[-SIZE[0]] * 2, *[SIZE[0]] * 2))

    def show_real_size(self, node: str) -> None:
        self.view.resetTransform()
        self.view.centerOn(self.middle_of(node))

    def show_all(self) -> None:
        extent = self._scene.itemsBoundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.view.fitInView(extent, Qt.AspectRatioMode.KeepAspectRatio)

    def middle_of(self, node: str) -> QPointF:
        return self._scene.node_items[self._key_for_name[node]].sceneBoundingRect().center()

    def count(self) -> int:
        return len(self._scene.node_items)

    def copy(self, nodes: Sequence[str]) -> None:
        self._scene.clearSelection()
        for node in nodes:
            self._scene.node_items[self._key_for_name[node]].setSelected(True)
        self._scene.copy_selected()

    def paste(self) -> None:
        self._scene.paste_clipboard()

    def remove_pasted(self) -> None:
        self._scene.delete_selected()  # what was pasted is selected

    def arrange(self) -> None:
        self._scene.auto_arrange()


CANVASES: dict[str, type[Canvas]] = {"chainrule": ChainruleCanvas, "library": LibraryCanvas}


def has_library() -> bool:
    return find_spec("taskgraph") is not None and find_spec("qtpy") is not None
