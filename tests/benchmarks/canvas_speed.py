"""Painting and panning a graph of 1,000 nodes and 1,500 edges."""

from __future__ import annotations

import statistics
import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.graphs import large_graph_text
from tests.benchmarks.table import Row, at_most_row

FRAMES = 120


def rows() -> list[Row]:
    application = QApplication.instance() or QApplication(["bench"])
    from app.canvas.view import GraphView
    from app.session.document import Document
    from app.theme.tokens import LIGHT
    from engine.project.reader import read_text

    began = time.perf_counter()
    project = read_text(large_graph_text()).project
    assert project is not None
    document = Document()
    view = GraphView(LIGHT)
    view.resize(1600, 1000)
    view.set_document(document)
    document.new(project)
    view.show()
    view.grab()
    loaded = time.perf_counter() - began
    found = [at_most_row("1,000 nodes, 1,500 edges: read, built, painted once", loaded, "s", 2.0)]
    view.zoom_reset()
    found.append(_panned("1,000 nodes: panning at 1:1", view, application, 20))
    found.append(_dragged("1,000 nodes: dragging a card at 1:1", view, application, 20))
    view.fit()
    found.append(_panned("1,000 nodes: the whole in view", view, application, None))
    view.close()
    return found


def _panned(what: str, view, application, most: float | None) -> Row:  # type: ignore[no-untyped-def]
    """The time from a change of the scroll bars to the painted frame."""
    times = []
    bar = view.horizontalScrollBar()
    middle = (bar.minimum() + bar.maximum()) // 2
    for number in range(FRAMES):
        began = time.perf_counter()
        bar.setValue(middle + 7 * (number % 40))
        view.viewport().repaint()
        application.processEvents()
        times.append(1000 * (time.perf_counter() - began))
    return _row(what, times, most)


def _dragged(what: str, view, application, most: float | None) -> Row:  # type: ignore[no-untyped-def]
    """The time from a move of the mouse with a card in hand to the painted frame."""
    middle = view.mapToScene(view.viewport().rect().center())
    cards = view.graph_scene.item_for_node.values()
    card = min(cards, key=lambda item: (item.scene_body.center() - middle).manhattanLength())
    start = view.mapFromScene(card.scene_body.center())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    times = []
    for number in range(FRAMES):
        began = time.perf_counter()
        QTest.mouseMove(view.viewport(), start + QPoint(5 + 3 * (number % 60), 2 * (number % 50)))
        view.viewport().repaint()
        application.processEvents()
        times.append(1000 * (time.perf_counter() - began))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    return _row(what, times, most)


def _row(what: str, times: list[float], most: float | None) -> Row:
    low, median, high = statistics.quantiles(times, n=4)
    return at_most_row(what, median, "ms", most, f"{low:.1f} to {high:.1f}")
