"""Whatever is edited, in whichever block, the canvas shows what a canvas made anew would show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.canvas.scene import GraphScene
from app.session.document import Document
from engine.graph.graph import Node, make_graph
from engine.project import edits
from engine.project.block_edits import remove_block
from engine.project.change import Change, Patch, Place
from engine.project.project import MAIN, Project
from engine.project.reader import read_text
from engine.project.templates import find_template
from tests.engine.project.random_projects import BLOCK
from tests.engine.project.random_walk import Walk

EDITS = 60


def shown(scene: GraphScene) -> tuple[Any, ...]:
    """Cards where they stand, edges, comments and frames."""
    return (
        {node: (item.pos().toTuple(), item.card) for node, item in scene.item_for_node.items()},
        {target: item.edge for target, item in scene.item_for_edge.items()},
        {key: item.shown for key, item in scene.annotations.items.items()},
    )


@pytest.mark.parametrize(("template", "seed"), [("resnet-18", 0), ("vit", 3), ("u-net", 4), ("transformer", 1)])
def test_the_canvas_follows_every_edit(qapp: QApplication, template: str, seed: int) -> None:
    document, walk = Document(read_text(find_template(template).path.read_text(encoding="utf-8")).project), Walk(seed)
    pages = list(document.project.pages)[:2]
    scenes = [GraphScene(document, page) for page in pages]
    for number in range(EDITS):
        document.apply(walk.next(document.project))
        if number % 17 == 5:
            document.undo_stack.undo()
        for scene in scenes:
            if scene.page == MAIN or scene.page in document.project.blocks:
                fresh = GraphScene(document, scene.page)
                assert shown(scene) == shown(fresh), document.undo_stack.undoText()
                fresh.deleteLater()
    for scene in scenes:
        scene.deleteLater()


def test_a_page_that_went_and_came_back_is_shown_as_it_is_now(qapp: QApplication) -> None:
    """As while Ctrl+Z is held: the block's page is still there to follow, and misses what happens without it."""
    placed = replace(BLOCK, view={"positions": {"x": (0, 0), "fc": (216, 0), "y": (432, 0)}})
    document = Document(Project(blocks={"Encoder": placed}))
    scene = GraphScene(document, "Encoder")
    removed = remove_block(document.project, "Encoder")
    document.apply(removed)
    nodes = [*BLOCK.graph.nodes.values(), Node("act", "kind", "ReLU")]
    back = replace(placed, graph=make_graph(nodes, BLOCK.graph.edges))
    document.apply(Change("add_block", (Patch(Place("block", "", "Encoder"), None, back),)))
    document.apply(edits.move(document.project, "Encoder", {"act": (8.0, 8.0)}))
    fresh = GraphScene(document, "Encoder")
    assert "act" in scene.item_for_node
    assert shown(scene) == shown(fresh)
    scene.deleteLater()
    fresh.deleteLater()
