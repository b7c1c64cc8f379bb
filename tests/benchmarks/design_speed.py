"""Designing: dragging on a graph of 1,000 nodes, undo, paste and tidy, and GPT-2 small from its file to its costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from tests.benchmarks.graphs import large_graph_text
from tests.benchmarks.table import Row, at_most_row

FRAMES = 120
ROUNDS = 7


def rows() -> list[Row]:
    application = QApplication.instance() or QApplication(["bench"])
    from app.canvas.view import GraphView
    from app.session.document import Document
    from app.theme.tokens import LIGHT
    from engine.project.reader import read_text

    project = read_text(large_graph_text()).project
    assert project is not None
    document, view = Document(), GraphView(LIGHT)
    view.resize(1600, 1000)
    view.set_document(document)
    document.new(project)
    view.show()
    found = []
    view.zoom_reset()
    found += _dragged("1,000 nodes at 1:1: dragging a card, frame", view, application, 20)
    view.fit()
    found += _dragged("1,000 nodes, all in view: dragging a card, frame", view, application, 45)
    nodes = list(project.graph.nodes)
    view.select(nodes[:100])
    text = view.editor.copied_text(nodes[:100])
    undo = document.undo_stack.undo
    found.append(_timed("paste of 100 nodes", lambda: view.editor.paste(text), application, 200, after=undo))
    found.append(_timed("undo of it", undo, application, 100, before=lambda: view.editor.paste(text)))
    found.append(_timed("tidy of 200 nodes", lambda: view.editor.tidy(nodes[:200]), application, 300, after=undo))
    view.close()
    return [*found, _large_network()]


def _dragged(what: str, view, application, most: float) -> list[Row]:  # type: ignore[no-untyped-def]
    """From a card's new place to the painted frame, its edges with it."""
    scene = view.graph_scene
    node = list(scene.item_for_node)[len(scene.item_for_node) // 2]
    item = scene.item_for_node[node]
    view.centerOn(item)
    times = []
    start = item.pos()
    for number in range(FRAMES):
        began = time.perf_counter()
        item.setPos(start.x() + 4 * (number % 30), start.y() + 2 * (number % 20))
        scene.follow_nodes([node])
        view.viewport().repaint()
        application.processEvents()
        times.append(1000 * (time.perf_counter() - began))
    scene.put_back()
    low, median, high = statistics.quantiles(times, n=4)
    return [
        at_most_row(f"{what}, median", median, "ms", most, f"{low:.1f} to {high:.1f}"),
        at_most_row(f"{what}, the slowest", max(times), "ms", 100),
    ]


def _timed(
    what: str,
    act: Callable[[], object],
    application: QApplication,
    most: float,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> Row:
    """An edit of the 1,000 nodes until the canvas has followed it and was painted."""
    times = []
    for _ in range(ROUNDS):
        before()
        _settle(application)
        began = time.perf_counter()
        act()
        application.processEvents()
        times.append(1000 * (time.perf_counter() - began))
        after()
        _settle(application)
    low, median, high = statistics.quantiles(times, n=4)
    return at_most_row(what, median, "ms", most, f"{low:.1f} to {high:.1f}")


def _settle(application: QApplication) -> None:
    """Half a second, as a person takes at least: edges that find their way after an edit have found it."""
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        application.processEvents()


def _large_network() -> Row:
    """GPT-2 small: its file read, checked, its costs told; no weight is made."""
    from engine.compiler.costs.costs import costs_of
    from engine.compiler.planner import Planner
    from engine.project.reader import read_text
    from engine.project.templates import find_template

    times = []
    for _ in range(3):
        began = time.perf_counter()
        project = read_text(find_template("gpt-2").path.read_text(encoding="utf-8")).project
        assert project is not None
        plan = Planner().plan(project)
        assert plan.parameter_count == 124_439_808
        costs_of(plan, project)
        times.append(time.perf_counter() - began)
    spread = f"{min(times):.2f} to {max(times):.2f}"
    return at_most_row("GPT-2 small: read, checked, costs told", statistics.median(times), "s", 3.0, spread)
