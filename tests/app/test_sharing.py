"""Weights are shared and parted in the window: by menu, key and inspector, with undo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from engine.graph.graph import Edge, PortRef
from engine.project import edits
from engine.project.project import MAIN

Wait = Callable[..., None]


def twins(window: MainWindow) -> tuple[str, str]:
    """A second layer like the first of the example, fed by the same value."""
    document = window.document
    first = next(node for node in document.project.graph.nodes.values() if node.of == "Linear")
    document.apply(edits.add_node(document.project, MAIN, "Linear", first.params, (0, 400))[0])
    second = next(reversed(document.project.graph.nodes))
    source = document.project.graph.into(first.id)[0].source
    document.apply(edits.connect(document.project, MAIN, Edge(source, PortRef(second, "input")), document.interfaces))
    return first.id, second


def select(window: MainWindow, *nodes: str) -> None:
    window.canvas.select(nodes)
    QApplication.processEvents()


def menu_texts(window: MainWindow, node: str) -> set[str]:
    at = window.canvas.graph_scene.item_for_node[node].scene_body.center()
    return {action.text() for action in window.canvas.menu(QPointF(at)).actions()}


def test_layers_are_shared_and_parted_and_marked(window: MainWindow, wait_until: Wait) -> None:
    first, second = twins(window)
    document, items = window.document, window.canvas.graph_scene.item_for_node
    wait_until(lambda: window.checker.plan is not None and second in window.checker.plan.by_id)
    select(window, first)
    assert not window.actions_["share"].isEnabled()
    assert "Share the Weights" not in menu_texts(window, first)
    select(window, first, second)
    assert "Share the Weights" in menu_texts(window, first)
    window.actions_["share"].trigger()
    QApplication.processEvents()
    assert document.project.graph.nodes[second].role == "share"
    assert document.undo_stack.undoText() == f"Share the weights of {first} with {second}"
    select(window, second)
    assert items[first].is_partner
    assert not items[second].is_partner
    assert "Stop Sharing" in menu_texts(window, second)
    document.set_trained_weights({f"{first}.weight": np.ones(1)}, 5)
    window.actions_["stop_sharing"].trigger()
    assert document.weights.keys() == {f"{first}.weight", f"{second}.weight"}
    assert not items[first].is_partner
    document.undo_stack.undo()
    assert document.weights.keys() == {f"{first}.weight"}
    assert items[first].is_partner


def test_what_cannot_be_shared_is_said(window: MainWindow) -> None:
    nodes = window.document.project.graph.nodes.values()
    pair = [next(node.id for node in nodes if node.of == kind) for kind in ("Linear", "ReLU")]
    select(window, *pair)
    window.actions_["share"].trigger()
    assert "expected layers of one kind to share weights" in window.messages._text.text()
    assert not window.document.is_modified


def test_a_parameter_is_tied_in_the_inspector(window: MainWindow, wait_until: Wait) -> None:
    first, second = twins(window)
    wait_until(lambda: window.checker.plan is not None and second in window.checker.plan.by_id)
    select(window, second)
    rows = window.panels.inspector._node_page.ties.rows
    wait_until(lambda: "weight" in rows or bool(window.panels.inspector._node_page.ties.rows))
    row = window.panels.inspector._node_page.ties.rows["weight"]
    row.box.setCurrentIndex(row.box.findData(f"{first}.weight"))
    row.box.activated.emit(row.box.currentIndex())
    assert window.document.project.graph.nodes[second].tie == {"weight": f"{first}.weight"}
    assert window.document.undo_stack.undoText() == f"Tie weight of {second}"
    row = window.panels.inspector._node_page.ties.rows["weight"]
    row.box.activated.emit(row.box.findData(""))
    assert window.document.project.graph.nodes[second].tie == {}
