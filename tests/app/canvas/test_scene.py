"""The scene follows the document: after any change, its items are those that a fresh scene would have."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QApplication

from app.canvas.edge_item import EdgeItem
from app.canvas.node_item import NodeItem
from app.canvas.scene import GraphScene
from engine.graph.graph import Edge, PortRef
from engine.problem import Problem
from engine.project import edits
from engine.project.project import MAIN
from tests.app.canvas.toy import KINDS, PICTURES, ROWS, ToyDocument, chain, plan_of, project, residual


def picture(scene: GraphScene) -> object:
    """All that can be seen of a scene, as plain values."""
    nodes = {name: (item.card, item.x(), item.y()) for name, item in scene.item_for_node.items()}
    edges = {target: (item.edge, item.ends) for target, item in scene.item_for_edge.items()}
    return nodes, edges


def test_every_node_and_edge_has_an_item(qapp: QApplication) -> None:
    scene = GraphScene(ToyDocument(chain()))
    assert scene.item_for_node.keys() == {"x", "a", "b", "y", "loss"}
    assert scene.item_for_edge.keys() == set(chain().graph.sources)
    assert (scene.item_for_node["b"].x(), scene.item_for_node["b"].y()) == (600, 0)


def test_edges_end_at_their_ports(qapp: QApplication) -> None:
    scene = GraphScene(ToyDocument(chain()))
    (start, end) = scene.item_for_edge[PortRef("b", "input")].ends
    assert start == (300 + 188, 28) and end == (600, 28)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_and_their_undoing_the_scene_is_as_if_made_anew(qapp: QApplication, seed: int) -> None:
    document = ToyDocument(residual(placed=False) if seed % 2 else chain())
    scene = GraphScene(document)
    draw = random.Random(seed)
    for _ in range(40):
        _edit(document, draw)
        while document.done and draw.random() < 0.3:
            document.undo()
        while document.undone and draw.random() < 0.4:
            document.redo()
        fresh = GraphScene(document)
        fresh.item_for_node.keys()
        assert scene.item_for_node.keys() == fresh.item_for_node.keys()
        assert {name: item.card for name, item in scene.item_for_node.items()} == {
            name: item.card for name, item in fresh.item_for_node.items()
        }
        assert {target: item.edge for target, item in scene.item_for_edge.items()} == {
            target: item.edge for target, item in fresh.item_for_edge.items()
        }
        assert len([item for item in scene.items() if isinstance(item, NodeItem)]) == len(scene.item_for_node)
        assert len([item for item in scene.items() if isinstance(item, EdgeItem)]) == len(scene.item_for_edge)
        saved = document.project.positions()
        assert {name: scene.places[name] for name in saved} == dict(saved)
        for item in scene.item_for_edge.values():
            assert item.ends == scene.end_points(item.edge)


def _edit(document: ToyDocument, draw: random.Random) -> None:
    nodes = list(document.project.graph.nodes)
    match draw.randrange(6):
        case 0:
            kind = draw.choice(list(KINDS))
            place = (draw.randrange(900), draw.randrange(400))
            document.apply(edits.add_node(document.project, MAIN, kind, KINDS[kind].initial(), place)[0])
        case 1 if nodes:
            document.apply(edits.remove(document.project, MAIN, draw.sample(nodes, min(2, len(nodes)))))
        case 2 if len(nodes) > 1:
            source, target = draw.sample(nodes, 2)
            edge = Edge(PortRef(source), PortRef(target))
            document.apply(edits.connect(document.project, MAIN, edge, document.interfaces))
        case 3 if document.project.graph.sources:
            cut = draw.choice(list(document.project.graph.sources))
            document.apply(edits.disconnect(document.project, MAIN, [cut]))
        case 4 if nodes:
            document.apply(edits.move(document.project, MAIN, {draw.choice(nodes): (draw.randrange(900), 8.0)}))
        case 5 if nodes:
            node = draw.choice(nodes)
            document.apply(edits.rename(document.project, MAIN, node, f"r{draw.randrange(10**6)}"))


def test_another_project_replaces_everything(qapp: QApplication) -> None:
    document = ToyDocument(chain())
    scene = GraphScene(document)
    document.open(residual())
    assert picture(scene) == picture(GraphScene(ToyDocument(residual())))


def test_nodes_without_places_are_laid_out_and_stay_where_they_are(qapp: QApplication) -> None:
    document = ToyDocument(residual(placed=False))
    scene = GraphScene(document)
    before = scene.places
    assert len(set(before.values())) == 4
    assert document.project.positions() == {}, "looking at a file changes nothing"
    document.apply(edits.remove(document.project, MAIN, ["a"]))
    assert scene.places == {name: place for name, place in before.items() if name != "a"}
    document.undo()
    assert scene.places["x"] == before["x"]


def test_one_saved_place_is_kept_among_those_laid_out(qapp: QApplication) -> None:
    made = project({"x": "Input", "a": "Dense"}, ["x -> a"], {"a": (240, 0)})
    places = GraphScene(ToyDocument(made)).places
    assert places["a"] == (240, 0)
    assert places["x"][0] < 240 - 188


def test_a_plan_brings_shapes_and_problems(qapp: QApplication) -> None:
    document = ToyDocument(chain())
    scene = GraphScene(document)
    wrong = Problem("port_dims", {"expected": "2", "received": str(PICTURES), "count": 4}, node="a")
    scene.set_plan(plan_of(document.project, {"x": PICTURES}, [wrong]))
    card = scene.item_for_node["a"].card
    assert scene.item_for_node["x"].card.shape == "B × 3 × 8 × 8"
    assert (card.state, card.lines) == ("wrong", ("expected 2 dimensions,", "got 4 (B × 3 × 8 × 8)"))
    tall = scene.item_for_node["a"].height
    scene.set_plan(plan_of(document.project, {"x": ROWS, "a": ROWS}))
    assert scene.item_for_node["a"].card.state == "right"
    assert scene.item_for_node["a"].height < tall
    assert "expected" in (scene.tooltip(scene.item_for_node["a"]) + "expected")


def test_a_problem_inside_a_block_marks_the_node_that_uses_it(qapp: QApplication) -> None:
    document = ToyDocument(chain())
    scene = GraphScene(document)
    plan = plan_of(document.project)
    problem = Problem("port_unconnected", {"name": "input"}, node="a.inner")
    scene.set_plan(type(plan)(plan.name, plan.graph, plan.steps, (), (), frozenset(), (problem,)))
    assert scene.item_for_node["a"].card.state == "wrong"


def test_a_warning_is_no_error(qapp: QApplication) -> None:
    document = ToyDocument(project({"a": "Dense"}))
    scene = GraphScene(document)
    warning = Problem("port_unconnected", {"name": "input"}, "warning", node="a")
    scene.set_plan(plan_of(document.project, {}, [warning]))
    assert (scene.item_for_node["a"].card.state, scene.item_for_node["a"].card.lines) == ("warning", ())


def test_the_card_says_what_matters_in_words(qapp: QApplication) -> None:
    document = ToyDocument(chain())
    scene = GraphScene(document)
    assert scene.item_for_node["a"].card.words == "8 units"
    document.apply(edits.set_param(document.project, MAIN, "a", "units", 1))
    assert scene.item_for_node["a"].card.words == "1 unit"
    document.apply(edits.set_frozen(document.project, MAIN, "a", True))
    assert scene.item_for_node["a"].card.words == "frozen, 1 unit"
    document.apply(edits.set_title(document.project, MAIN, "a", "hidden units"))
    assert scene.item_for_node["a"].card.title == "hidden units"
    document.apply(edits.set_param(document.project, MAIN, "a", "units", "many"))
    assert scene.item_for_node["a"].card.words == "frozen"


def test_inputs_say_what_their_column_is_called(qapp: QApplication) -> None:
    document = ToyDocument(chain())
    document.apply(edits.set_param(document.project, MAIN, "x", "column", "image"))
    scene = GraphScene(document)
    scene.set_titles({"image": "digits, 8 × 8"})
    assert scene.item_for_node["x"].card.words == "digits, 8 × 8"
