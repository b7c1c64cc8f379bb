"""A whole window under edits without number: pages come and go under it, and nothing is raised anywhere."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from engine.project.reader import read_text
from engine.project.templates import find_template
from tests.engine.project.random_walk import Walk


@pytest.mark.parametrize(("template", "seed"), [("resnet-18", 0), ("transformer", 6), ("vit", 3)])
def test_the_window_lives_through_every_edit(window: MainWindow, template: str, seed: int) -> None:
    window.show()
    project = read_text(find_template(template).path.read_text(encoding="utf-8")).project
    assert project is not None
    window.document.new(project)
    document, canvas, walk = window.document, window.canvas, Walk(seed)
    for number in range(80):
        document.apply(walk.next(document.project))
        if number % 5 == 0:
            canvas.select(list(canvas.graph_scene.graph.nodes)[: 1 + number % 2])
        if number % 11 == 4:  # several between two turns of the event loop, as while Ctrl+Z is held
            for _ in range(3):
                document.undo_stack.undo()
        if number % 13 == 6:
            window.pages.show(list(document.project.pages)[-1])
        if number % 3 == 0:
            QApplication.processEvents()
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    QApplication.processEvents()
    assert document.project == project
    assert set(canvas.graph_scene.item_for_node) == set(canvas.graph_scene.graph.nodes)
