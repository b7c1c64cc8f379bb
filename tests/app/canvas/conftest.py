"""A view on a toy document, and a hand that moves the mouse over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.canvas.view import GraphView
from engine.project.project import Project
from tests.app.canvas.toy import ToyDocument, chain

NO_KEY = Qt.KeyboardModifier.NoModifier


class Hand:
    """Sends mouse events to the viewport, at places given in the scene."""

    def __init__(self, view: GraphView) -> None:
        self._view = view

    def drag(
        self, start: QPointF, end: QPointF, *, button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        keys: Qt.KeyboardModifier = NO_KEY, release: bool = True,
    ) -> None:  # fmt: skip
        begin, stop = self._view.mapFromScene(start), self._view.mapFromScene(end)
        self.send(QMouseEvent.Type.MouseButtonPress, begin, button, keys)
        for step in range(1, 6):
            self.send(QMouseEvent.Type.MouseMove, begin + (stop - begin) * step / 5, button, keys)
        if release:
            self.send(QMouseEvent.Type.MouseButtonRelease, stop, button, keys)

    def release(self, at: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.send(QMouseEvent.Type.MouseButtonRelease, self._view.mapFromScene(at), button, NO_KEY)

    def click(self, at: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        place = self._view.mapFromScene(at)
        self.send(QMouseEvent.Type.MouseButtonPress, place, Qt.MouseButton.LeftButton, keys)
        self.send(QMouseEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton, keys)

    def hover(self, at: QPointF) -> None:
        self.send(QMouseEvent.Type.MouseMove, self._view.mapFromScene(at), Qt.MouseButton.NoButton, NO_KEY)

    def double_click(self, at: QPointF) -> None:
        place = self._view.mapFromScene(at)
        self.send(QMouseEvent.Type.MouseButtonDblClick, place, Qt.MouseButton.LeftButton, NO_KEY)
        self.send(QMouseEvent.Type.MouseButtonRelease, place, Qt.MouseButton.LeftButton, NO_KEY)

    def send(self, kind: QMouseEvent.Type, at: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        held = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseButtonRelease else button
        own = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else button
        point = QPointF(at)
        event = QMouseEvent(kind, point, QPointF(self._view.viewport().mapToGlobal(at)), own, held, keys)
        QApplication.sendEvent(self._view.viewport(), event)


@pytest.fixture
def make_view(qapp: QApplication) -> Iterator[Callable[[Project], GraphView]]:
    """Makes views on toy documents, at real size with the scene's (450, 150) in the middle."""
    views: list[GraphView] = []

    def make(project: Project) -> GraphView:
        view = GraphView(examples=[("digits-mlp", "Digits")])
        view.resize(1400, 800)
        view.set_document(ToyDocument(project))
        view.show()
        qapp.processEvents()
        view.zoom_reset()
        view.centerOn(450, 150)
        qapp.processEvents()
        views.append(view)
        return view

    yield make
    for view in views:
        view.close()
        view.deleteLater()


@pytest.fixture
def view(make_view: Callable[[Project], GraphView]) -> GraphView:
    return make_view(chain())


@pytest.fixture
def hand(view: GraphView) -> Hand:
    return Hand(view)


def document_of(view: GraphView) -> ToyDocument:
    document = view.graph_scene.document
    assert isinstance(document, ToyDocument)
    return document


def middle(view: GraphView, node: str) -> QPointF:
    """A place on a card away from its ports."""
    return view.graph_scene.item_for_node[node].scene_body.center()


def port(view: GraphView, node: str, *, output: bool = False, number: int = 0) -> QPointF:
    """Where a port of a card stands."""
    item = view.graph_scene.item_for_node[node]
    slots = item.card.frame.outputs if output else item.card.frame.inputs
    return item.slot_position(slots[number])
