"""What can be done follows what is selected: nodes, edges, comments and frames."""

from __future__ import annotations

from collections.abc import Callable

from app.main_window import MainWindow
from engine.project.annotations import Comment, add_annotation
from engine.project.project import MAIN

STATES = ("cut", "copy", "duplicate", "delete", "take_out")


def enabled(window: MainWindow) -> set[str]:
    return {name for name in STATES if window.actions_[name].isEnabled()}


def test_each_selection_allows_what_can_be_done_with_it(window: MainWindow, wait_until: Callable[..., None]) -> None:
    canvas, scene = window.canvas, window.canvas.graph_scene
    canvas.select([])
    wait_until(lambda: not enabled(window))
    canvas.select(["flat"])
    wait_until(lambda: enabled(window) == set(STATES))
    scene.select((), [next(iter(scene.item_for_edge))])
    wait_until(lambda: enabled(window) == {"delete"})
    project = window.document.project
    window.document.apply(add_annotation(project, MAIN, Comment("beside", (0.0, 900.0)))[0])
    scene.select((), (), scene.annotations.items)
    wait_until(lambda: enabled(window) == {"cut", "copy", "duplicate", "delete"})
    window.actions_["delete"].trigger()
    assert not scene.annotations.items
    wait_until(lambda: not enabled(window))
